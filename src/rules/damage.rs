//! What a changed place of a license text is: an edit, a heading that was laid out in another way, or
//! damage by a program that took the text out of a PDF.
//!
//! A broken font map turns many single characters of one passage into others. Nobody edits a text like
//! that, and an edit hides in it only where it is a word of duty or negation: those stay edits.

use std::collections::BTreeMap;

use crate::{
    document::Text,
    identify::{Deviation, Match},
    library::words::{WordClass, class_of},
    text,
};

/// What a changed place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nature {
    /// Single characters turned into others, or a heading laid out in another way.
    Damage,
    /// Words without a meaning of their own.
    Minor,
    /// Words that mean something.
    Edit,
}

/// So many places with single characters make a passage damaged.
const DAMAGED_PLACES: usize = 12;
/// So many of them stand close together, in a clause.
const DAMAGED_IN_A_CLAUSE: usize = 6;
/// The most characters of one such place.
const FEW_CHARACTERS: usize = 12;
/// The longest line that may be a heading, in characters.
const LONGEST_HEADING: usize = 48;

/// The changed places of a match with what each is, in the order of the file.
pub(super) fn natures<'a>(found: &'a Match, text: Option<&Text>) -> Vec<(&'a Deviation, Nature)> {
    let lines: Vec<&str> = text.map_or(Vec::new(), |text| text.text.split('\n').collect());
    let specks = found.deviations.iter().filter(|it| is_speck(it)).count();
    let mut in_clause: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for speck in found.deviations.iter().filter(|it| is_speck(it)) {
        *in_clause.entry(speck.clause.as_deref()).or_default() += 1;
    }
    let is_damage = |one: &Deviation| {
        specks >= DAMAGED_PLACES
            && is_speck(one)
            && in_clause.get(&one.clause.as_deref()).is_some_and(|n| *n >= DAMAGED_IN_A_CLAUSE)
    };
    found
        .deviations
        .iter()
        .filter(|one| !is_of_appendix(one))
        .map(|one| {
            let nature = if !one.operative {
                Nature::Minor
            } else if is_damage(one) || is_in_headings(one, &lines) || is_misread(&one.words) {
                Nature::Damage
            } else {
                Nature::Edit
            };
            (one, nature)
        })
        .collect()
}

/// True for a place of the appendix that tells how to apply the terms, which many files leave out: what stands
/// there instead, and asks for nothing, is no part of the terms.
fn is_of_appendix(one: &Deviation) -> bool {
    let asks =
        text::tokens(&one.words).iter().any(|token| class_of(token.hash).any(WordClass::DUTY));
    one.removed > 0
        && !asks
        && one.clause.as_deref().is_some_and(|clause| clause.eq_ignore_ascii_case("appendix"))
}

/// True for words with a quotation mark or a letter whose UTF-8 was read as Latin-1 or Windows-1252.
fn is_misread(words: &str) -> bool {
    ["â€", "â\u{80}", "Ã©", "Ã¤", "Ã¶", "Ã¼", "Â©", "Â "].iter().any(|pair| words.contains(pair))
}

/// True for a few Han characters in place of a few others, none of which is a word of negation.
fn is_speck(one: &Deviation) -> bool {
    const NEGATIONS: &str = "不非未无禁勿仅";
    let characters = one.words.chars().filter(|ch| ch.is_alphanumeric()).count();
    let removed = usize::try_from(one.removed).unwrap_or(usize::MAX);
    let han = |ch: char| !ch.is_alphanumeric() || ('\u{2e80}'..='\u{9fff}').contains(&ch);
    characters <= FEW_CHARACTERS
        && removed <= FEW_CHARACTERS
        && one.words.chars().all(han)
        && !one.words.chars().any(|ch| NEGATIONS.contains(ch))
}

/// True where every line of a changed place is a numbered heading that asks for nothing.
fn is_in_headings(one: &Deviation, lines: &[&str]) -> bool {
    let line = |at: u32| usize::try_from(at).unwrap_or(usize::MAX).saturating_sub(1);
    let (first, last) = (line(one.lines.0), line(one.lines.1));
    let Some(range) = lines.get(first..=last.max(first)) else { return false };
    one.removed <= 4
        && range.len() <= 8
        && range.iter().any(|line| !line.trim().is_empty())
        && range.iter().all(|line| line.trim().is_empty() || is_heading(line))
}

fn is_heading(line: &str) -> bool {
    let bare = line.trim().trim_start_matches(['#', '*', ' ']).trim_end_matches(['*', ' ']);
    let lower = bare.to_lowercase();
    let han_number = |rest: &str| {
        let digits = rest.trim_start_matches(|ch| "一二三四五六七八九十百".contains(ch));
        digits.len() < rest.len() && digits.starts_with(['、', '.', '章', '节', '条', '部', ' '])
    };
    let numbered = lower.starts_with("section")
        || lower.starts_with("article")
        || lower.starts_with('§')
        || han_number(&lower)
        || lower.strip_prefix('第').is_some_and(han_number);
    let asks = text::tokens(bare).iter().any(|token| class_of(token.hash).any(WordClass::MODAL));
    numbered
        && bare.chars().count() <= LONGEST_HEADING
        && !bare.ends_with(['.', '。', ';', '；', ',', '，'])
        && !asks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identify::{DeviationKind, Verdict};

    fn at(line: u32, clause: &str, words: &str, removed: u32) -> Deviation {
        Deviation {
            kind: DeviationKind::Changed,
            lines: (line, line),
            clause: Some(clause.to_owned()),
            operative: true,
            words: words.to_owned(),
            removed,
        }
    }

    fn of(deviations: Vec<Deviation>, text: &str) -> Vec<Nature> {
        let found = Match {
            id: None,
            family: String::new(),
            verdict: Verdict::Altered,
            coverage: 1.0,
            lines: (1, 9),
            deviations,
        };
        let text = Text::plain(text);
        natures(&found, Some(&text)).into_iter().map(|(_, nature)| nature).collect()
    }

    #[test]
    fn an_appendix_is_no_term_and_a_misread_mark_is_damage() {
        assert_eq!(of(vec![at(3, "Appendix", "End of the list", 60)], ""), []);
        assert_eq!(of(vec![at(3, "Appendix", "you must not sell it", 60)], ""), [Nature::Edit]);
        assert_eq!(of(vec![at(3, "8", "the â€œWorkâ€\u{9d}", 1)], ""), [Nature::Damage]);
    }

    #[test]
    fn many_single_characters_of_a_clause_are_damage() {
        let mut places: Vec<Deviation> = (0..14).map(|_| at(3, "一", "初生", 2)).collect();
        assert_eq!(of(places.clone(), ""), [Nature::Damage; 14]);
        places.push(at(3, "一", "不得", 1));
        places.push(at(9, "五.1", "初", 1));
        let natures = of(places, "");
        assert_eq!(natures[14..], [Nature::Edit, Nature::Edit]);
        // One or two changed characters are an edit.
        assert_eq!(of(vec![at(3, "一", "初", 1)], ""), [Nature::Edit]);
    }

    #[test]
    fn a_heading_that_asks_for_nothing_is_no_edit() {
        let text = "一、定义\n\nSection Ⅰ Definitions\nSection 2 You may sell it\nx\n";
        let spans =
            |first, last| Deviation { lines: (first, last), ..at(1, "I", "一、定义", 1) };
        assert_eq!(of(vec![spans(1, 3)], text), [Nature::Damage]);
        assert_eq!(of(vec![spans(1, 4)], text), [Nature::Edit]);
        assert_eq!(of(vec![spans(5, 5)], text), [Nature::Edit]);
        assert_eq!(of(vec![spans(7, 9)], text), [Nature::Edit]);
    }
}
