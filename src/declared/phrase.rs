//! Names of licenses inside running text: the longest run of words that the library knows.

use std::{ops::Range, sync::LazyLock};

use super::{
    names::Names,
    own::looks_like_name,
    sentence::{WordList, is_wide, words},
};
use crate::library::Named;

/// A name of a license in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Where it stands.
    pub(crate) range: Range<usize>,
    /// What it names.
    pub(crate) meaning: Meaning,
}

/// What a phrase names: [`Named`] without a borrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One license.
    License(String),
    /// A family.
    Family(String),
    /// A license that is not known here.
    Nothing,
}

impl From<Named<'_>> for Meaning {
    fn from(named: Named<'_>) -> Self {
        match named {
            Named::License(id) => Self::License(id.to_owned()),
            Named::Family(family) => Self::Family(family.to_owned()),
            Named::Nothing => Self::Nothing,
        }
    }
}

/// The most words that a name of a license has.
const LONGEST: usize = 12;

/// Words that may stand between "under" and the name.
const GAP: &[&str] = &[
    "the",
    "a",
    "an",
    "terms",
    "of",
    "and",
    "conditions",
    "following",
    "its",
    "our",
    "own",
    "same",
    "permissive",
    "open",
    "source",
    "open-source",
    "standard",
    "license",
    "licence",
    "licensed",
    "agreement",
    "under",
    "by",
    "with",
    "custom",
    "to",
    "is",
    "as",
    "both",
    "either",
    "dual",
    "adherence",
    "compliance",
    "use",
    "s",
    "commercial",
    "non-commercial",
    "noncommercial",
];
/// Words with which no name of a license begins.
const FUNCTION: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "and",
    "under",
    "by",
    "with",
    "to",
    "is",
    "as",
    "in",
    "for",
    "its",
    "license",
    "licence",
    "licensed",
    "agreement",
    "custom",
    "commercial",
    "terms",
];
const GAP_WIDE: &[&str] =
    &["开源", "宽松的", "的", "了", "标准", "协议", "许可", "许可证", "为", "是", "于"];

/// Words by which a text speaks of licenses.
pub(super) const LICENSE: &[&str] =
    &["licens", "licenc", "agreement", "terms of use", "许可", "協議", "协议", "協定", "授权"];
pub(super) static LICENSE_WORDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(LICENSE.iter().copied()));

/// True where a piece of text speaks of licenses at all.
pub(crate) fn speaks_of_license(text: &str) -> bool {
    LICENSE_WORDS.is_part_of(text)
}

/// How strictly a name must show that it is one of a license.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// It stands where nothing but a license is expected: after `License:`.
    Label,
    /// It follows a word such as "under".
    Cue,
    /// It follows a word such as "uses", after which other things than licenses stand too.
    WeakCue,
    /// It may stand anywhere: it must say itself that it is a license.
    Free,
}

/// The first license that is named in `within`. After a cue only words without meaning may stand
/// before it.
pub(crate) fn find(
    text: &str,
    within: Range<usize>,
    strictness: Strictness,
    names: &dyn Names,
) -> Option<Phrase> {
    if let Some(title) = bracketed(text, within.clone())
        && (strictness == Strictness::Free || is_gap(&text[within.start..title.start]))
    {
        let meaning = Meaning::from(names.resolve(&text[title.clone()]));
        if meaning != Meaning::Nothing || speaks_of_license(&text[title.clone()]) {
            return Some(Phrase { range: title, meaning });
        }
    }
    let words = words(text, within.clone());
    for first in 0..words.len() {
        let start = words[first].start;
        let lower = text[words[first].clone()].to_ascii_lowercase();
        if FUNCTION.contains(&lower.as_str()) {
            continue;
        }
        if strictness != Strictness::Free && !is_gap(&text[within.start..start]) {
            break;
        }
        if !names.begins_a_name(&text[words[first].clone()]) {
            continue;
        }
        for last in (first..words.len().min(first + LONGEST)).rev() {
            let range = start..words[last].end;
            if !is_unbroken(&text[range.clone()]) {
                continue;
            }
            let meaning = Meaning::from(names.resolve(&text[range.clone()]));
            if meaning != Meaning::Nothing && is_license_name(text, &range, strictness) {
                return Some(Phrase { range, meaning });
            }
        }
    }
    wide_title(text, within.clone(), strictness, names).or_else(|| {
        let cued = matches!(strictness, Strictness::Cue | Strictness::WeakCue);
        let unknown = cued.then(|| unknown_name(text, &words, &within));
        unknown.flatten()
    })
}

/// The words inside the first 《》 of a range.
fn bracketed(text: &str, within: Range<usize>) -> Option<Range<usize>> {
    let piece = &text[within.clone()];
    let open = piece.find('《')?;
    let start = open + '《'.len_utf8();
    let end = start + piece[start..].find('》')?;
    (end > start).then_some(within.start + start..within.start + end)
}

fn is_gap(between: &str) -> bool {
    let mut wide: String =
        between.chars().filter(|letter| is_wide(*letter) && letter.is_alphanumeric()).collect();
    for known in GAP_WIDE {
        wide = wide.replace(known, "");
    }
    wide.is_empty()
        && between.len() <= 80
        && !between.contains(['.', ';', '。', '；'])
        && words(between, 0..between.len())
            .into_iter()
            .all(|word| GAP.contains(&between[word].to_ascii_lowercase().as_str()))
}

fn is_unbroken(window: &str) -> bool {
    window.chars().all(|letter| {
        (letter.is_alphanumeric() && !is_wide(letter)) || " \t-_.,+/'’()\"“”*[]:&".contains(letter)
    })
}

/// Whether a name that the library knows is meant as one of a license. `Intel`, `Ruby` and `Llama 3.1`
/// are license names too, but only where the text says so.
fn is_license_name(text: &str, range: &Range<usize>, strictness: Strictness) -> bool {
    let name = &text[range.clone()];
    let after = &text[range.end..];
    if is_head_of_longer_name(name, after) {
        return false;
    }
    if strictness == Strictness::Label {
        return true;
    }
    let near = after.char_indices().nth(14).map_or(after.len(), |(at, _)| at);
    let near = after[..near].find(['，', ',', '。', '；', ';', '「', '：']).unwrap_or(near);
    let says_so = speaks_of_license(name) || speaks_of_license(&after[..near]);
    if says_so {
        return true;
    }
    let code = name.len() >= 3 && name.chars().all(|letter| !letter.is_lowercase());
    match strictness {
        Strictness::Free | Strictness::WeakCue => is_well_known(name),
        _ => code || name.contains([' ', '-', '_']) || name.contains(|c: char| c.is_ascii_digit()),
    }
}

/// True for the name of a license that names nothing else.
fn is_well_known(name: &str) -> bool {
    let lower = name.to_lowercase();
    let well_known = ["apache", "mit", "gpl", "bsd", "cc-by", "cc by", "cc0", "rail", "mpl"];
    well_known.iter().any(|known| lower.contains(known))
}

/// True for one word that is a license's name, where the text goes on with the name of another one that is
/// not known: `FAIR` of "the FAIR Research License".
fn is_head_of_longer_name(name: &str, after: &str) -> bool {
    let next = after.strip_prefix([' ', '-']).unwrap_or_default();
    let end = next.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(next.len());
    !name.contains(|letter: char| !letter.is_alphanumeric())
        && !is_well_known(name)
        && next[..end].starts_with(|letter: char| letter.is_ascii_uppercase())
        && looks_like_name(&next[..end])
        && !speaks_of_license(&next[..end])
        && speaks_of_license(next.get(..48).unwrap_or(next))
}

/// A title in a wide script without brackets: the words up to and with 协议 or 许可证.
fn wide_title(
    text: &str,
    within: Range<usize>,
    strictness: Strictness,
    names: &dyn Names,
) -> Option<Phrase> {
    if strictness == Strictness::Free {
        return None;
    }
    let piece = &text[within.clone()];
    let end = ["许可协议", "协议", "许可证"]
        .iter()
        .filter_map(|word| piece.find(word).map(|at| at + word.len()))
        .min()?;
    let begin =
        piece.len() - piece.trim_start_matches([' ', '*', '_', '"', '“', '「', '：', ':']).len();
    if begin >= end {
        return None;
    }
    // A title may go on: 通用模型许可协议-来源说明-宣传限制.
    let dash = |letter: char| matches!(letter, '-' | '－' | '—' | '–');
    let more = piece[end..]
        .find(|letter: char| !(dash(letter) || is_wide(letter) && letter.is_alphanumeric()))
        .map_or(piece.len(), |more| end + more);
    let long = if piece[end..].starts_with(dash) { more } else { end };
    [long, end].into_iter().find_map(|end| {
        let range = within.start + begin..within.start + end;
        match Meaning::from(names.resolve(&text[range.clone()])) {
            Meaning::Nothing => None,
            meaning => Some(Phrase { range, meaning }),
        }
    })
}

/// A name that ends in "License" or "Agreement" and that the library does not know.
fn unknown_name(text: &str, words: &[Range<usize>], within: &Range<usize>) -> Option<Phrase> {
    let first = words.iter().position(|word| looks_like_name(&text[word.clone()]))?;
    let start = words[first].start;
    if !is_gap(&text[within.start..start]) {
        return None;
    }
    let last = words[first..].iter().take(LONGEST).position(|word| {
        let word = text[word.clone()].to_ascii_lowercase();
        matches!(word.as_str(), "license" | "licence" | "agreement")
    })?;
    let range = start..words[first + last].end;
    let told = words[first..=first + last]
        .iter()
        .any(|word| matches!(&text[word.clone()], "under" | "is" | "are" | "and" | "with" | "by"));
    let plain = last > 0 && !told && !text[range.clone()].contains([',', ':', '(', ';']);
    plain.then_some(Phrase { range, meaning: Meaning::Nothing })
}
