//! A text without the words of any license: it may still name or link one, or be a license that nobody
//! here knows.
//!
//! A pointer file, a header, a badge or a sentence of a card is a `reference` with the id it refers to.
//! Names come from the signature files and the SPDX list, never from patterns.

use std::collections::BTreeMap;

use memchr::memmem;

use super::{Identity, Match, Verdict};
use crate::{
    library::{
        Library, Named,
        words::{WordClass, classes},
    },
    text::{
        Flags,
        hash::Polynomial,
        token::{Class, Split},
    },
};

/// Names are looked for near words such as "license", so many tokens before and behind.
const BEFORE: usize = 12;
const BEHIND: usize = 8;
/// The longest name, in tokens.
const LONGEST_NAME: usize = 12;
/// The longest name, in bytes.
const LONGEST_NAME_BYTES: usize = 160;
/// In a longer text a name is one of many words and says nothing about the text.
const LONGEST_TEXT: usize = 4_000;
/// The longest address.
const LONGEST_ADDRESS: usize = 300;

/// What a text in which no license was found is.
pub(super) fn without_region(source: &str, split: &Split) -> Identity {
    let telling = Telling::of(split.hashes());
    let licenses = references(source, split, &telling.titles);
    if is_license_like(source, split.hashes().len(), &telling) {
        return Identity { verdict: Verdict::UnknownLicense, licenses };
    }
    let verdict = if licenses.is_empty() { Verdict::NotALicense } else { Verdict::Reference };
    Identity { verdict, licenses }
}

/// The words of a text that have a class which tells something, looked up once.
struct Telling {
    /// The places of words such as "license", in order.
    titles: Vec<usize>,
    /// How many words ask for something.
    duties: usize,
}

impl Telling {
    fn of(words: &[Polynomial]) -> Self {
        let classes = classes();
        let (mut titles, mut duties) = (Vec::new(), 0);
        for (at, word) in words.iter().enumerate() {
            let class = classes.of(*word);
            if class.any(WordClass::TITLE) {
                titles.push(at);
            }
            duties += usize::from(class.any(WordClass::DUTY));
        }
        Self { titles, duties }
    }
}

/// The licenses that a text names or links, each once, in the order of their first place.
fn references(source: &str, split: &Split, titles: &[usize]) -> Vec<Match> {
    let library = Library::embedded();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut note = |id: &'static str, at: usize| {
        let first = found.entry(id).or_insert(at);
        *first = (*first).min(at);
    };
    for (at, address) in addresses(source) {
        if let Some(id) = library.license_at(address) {
            note(id, at);
        }
    }
    for (at, tag) in spdx_tags(source) {
        if let Named::License(id) = library.resolve(tag) {
            note(id, at);
        }
    }
    if split.hashes().len() <= LONGEST_TEXT {
        for (at, id) in names(source, split, titles, library) {
            note(id, at);
        }
    }
    let mut found: Vec<(usize, &str)> = found.into_iter().map(|(id, at)| (at, id)).collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(at, id)| {
            let line = line_of(source, at);
            Match {
                id: Some(id.to_owned()),
                family: library
                    .license(id)
                    .map_or_else(|| id.to_owned(), |license| license.family.clone()),
                verdict: Verdict::Reference,
                coverage: 0.0,
                lines: (line, line),
                deviations: Vec::new(),
            }
        })
        .collect()
}

fn line_of(source: &str, at: usize) -> u32 {
    let above = memchr::memchr_iter(b'\n', &source.as_bytes()[..at]).count();
    u32::try_from(above).unwrap_or(u32::MAX - 1) + 1
}

/// Addresses with a scheme, with the byte at which each begins.
fn addresses(source: &str) -> impl Iterator<Item = (usize, &str)> {
    // Both ways only as far as an address goes: a text may be one long run of them.
    memmem::find_iter(source.as_bytes(), "://").filter_map(|colon| {
        let scheme = source.as_bytes()[..colon]
            .iter()
            .rev()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let start = colon - scheme;
        let ends = |byte: &u8| {
            !byte.is_ascii_graphic()
                || matches!(byte, b'"' | b'\'' | b')' | b']' | b'>' | b'<' | b'`' | b'|')
        };
        let len = source.as_bytes()[start..]
            .iter()
            .take(LONGEST_ADDRESS)
            .take_while(|byte| !ends(byte))
            .count();
        let address = source[start..start + len].trim_end_matches(['.', ',', ';', ':']);
        (scheme > 0).then_some((start, address))
    })
}

/// The values of `SPDX-License-Identifier:` tags (SPDX 2.3, annex E) that are one id.
fn spdx_tags(source: &str) -> impl Iterator<Item = (usize, &str)> {
    const TAG: &str = "SPDX-License-Identifier:";
    memmem::find_iter(source.as_bytes(), TAG).map(|at| {
        let rest = &source[at + TAG.len()..];
        let is_tag = |byte: &u8| byte.is_ascii() && *byte != b'\n';
        let rest = &rest[..rest.bytes().take(LONGEST_ADDRESS).take_while(is_tag).count()];
        (at, rest.trim().trim_end_matches(['*', '/', '-', '>', ' ']).trim_end())
    })
}

/// Names of licenses near a word such as "license", which stand at these places.
fn names(
    source: &str,
    split: &Split,
    titles: &[usize],
    library: &'static Library,
) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for title in titles {
        at = at.max(title.saturating_sub(BEFORE));
        while at < split.hashes().len().min(title + BEHIND) {
            match name_at(source, split, at, library) {
                Some((start, len, id)) => {
                    found.push((start, id));
                    at += len;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// The longest name of a license that begins at a token: where it begins, and how many tokens it has.
fn name_at(
    source: &str,
    split: &Split,
    at: usize,
    library: &'static Library,
) -> Option<(usize, usize, &'static str)> {
    let first = split.unplaced(at)?;
    let start = first.start as usize;
    let may_begin = first.flags.has(Flags::CAPITAL) || first.class != Class::Letters || at == 0;
    if !may_begin || !library.begins_a_name(&source[start..first.end as usize]) {
        return None;
    }
    // A name does not go over a sentence end.
    let longest = &source[start..source.floor_char_boundary(start + LONGEST_NAME_BYTES)];
    let end = start + longest.find(['\n', ';', '!', '?', '。', '，']).unwrap_or(longest.len());
    let ends: Vec<usize> = (at..at + LONGEST_NAME)
        .map_while(|at| Some(split.unplaced(at)?.end as usize).filter(|behind| *behind <= end))
        .collect();
    (1..=ends.len()).rev().find_map(|len| {
        let text = &source[start..ends[len - 1]];
        // One word alone is no name of a license.
        let whole = len > 1 || text.contains(['-', '.']);
        match whole.then(|| library.resolve(text)) {
            Some(Named::License(id)) => Some((start, len, id)),
            _ => None,
        }
    })
}

/// True for a text that reads like a license: it grants, it limits, and it asks for something.
fn is_license_like(source: &str, words: usize, telling: &Telling) -> bool {
    const SHORTEST: usize = 60;
    const HEAD: usize = 60;
    const TERMS: [&str; 12] = [
        "licensor",
        "hereby grant",
        "warrant",
        "liab",
        "redistribut",
        "sublicens",
        "terminat",
        "agreement",
        "derivative",
        "subject to",
        "as is",
        "royalty",
    ];
    const TERMS_ZH: [&str; 10] = [
        "许可方",
        "被许可",
        "授予",
        "不承担",
        "保证",
        "责任",
        "知识产权",
        "终止",
        "本协议",
        "衍生",
    ];
    if words < SHORTEST || telling.titles.first().is_none_or(|title| *title >= HEAD) {
        return false;
    }
    // A long text about something else may use some of these words too.
    if telling.duties < 2 || telling.duties * 150 < words {
        return false;
    }
    let lower = source.to_lowercase();
    let english = TERMS.iter().filter(|term| lower.contains(**term)).count();
    let chinese = TERMS_ZH.iter().filter(|term| lower.contains(**term)).count();
    english >= 3 || chinese >= 3
}
