//! What a fit means: the rules that separate a copy, a changed copy, an excerpt and an unknown sibling.
//!
//! Similarity alone does not separate them: true changed copies go down to 0.90, unknown siblings up to
//! 0.998. A changed copy is named only where the words that name the license are known and kept; a text
//! without any name of its own only by near-equality. Where nothing decides, the family is named.

mod title;

use title::{begins_with_title, changes_title, foreign_title, is_renamed, lacks_title};

use super::{
    Verdict,
    align::NONE,
    difference::{Difference, Effect},
    fit::{Fit, ratio},
    reading::Reading,
};
use crate::{
    library::{
        Library,
        index::Index,
        words::{WordClass, class_of},
    },
    text::{Flags, hash::Polynomial, token::Class},
};

/// A difference of so many words is a block: a clause, not a word.
const BLOCK: usize = 8;
/// Below so many tokens a text must fit on both sides to be anything.
const SHORT: usize = 250;

/// What stands around a fit in its file.
pub(super) struct Surroundings<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) index: Index,
    /// True for tokens that no region has claimed.
    pub(super) left: &'a [bool],
    /// True where this is the only region of the file.
    pub(super) only: bool,
    /// The other fits of the same words, best first.
    pub(super) others: &'a [Fit],
}

/// The verdict on a fit; `None` where it is nothing.
pub(super) fn verdict(fit: &Fit, around: &Surroundings) -> Option<Verdict> {
    if fit.is_appendix_only() {
        return Some(Verdict::Reference);
    }
    if is_too_little(fit) {
        return None;
    }
    let family = || (fit.explained >= 0.4 || fit.longest_run >= 60).then_some(Verdict::Family);
    let counting: Vec<&Difference> = fit.counting().collect();
    let whole = counting.is_empty() && fit.coverage >= 0.995;
    // Terms that many publish bear many titles; those of a model license name its member.
    let model_license = Library::embedded()
        .license(fit.reference.id())
        .is_some_and(|license| license.model_license);
    let foreign = (!whole || model_license) && foreign_title(fit, around);
    // Siblings of which nearly the same can be said.
    let rivals: Vec<&Fit> = around
        .others
        .iter()
        .filter(|other| other.reference.id() != fit.reference.id() && fit.score - other.score < 0.5)
        .filter(|other| !(keeps_its_names(fit) && other.names.broken > 0))
        .collect();
    let undecided = |rival: &&Fit| {
        rival.counting().count() == counting.len() && (counting.is_empty() || fit.names.kept == 0)
    };
    if rivals.iter().any(undecided) {
        return family();
    }
    let beside = around.only && asks_for_more(fit, around);
    if whole && !beside && !foreign && rivals.is_empty() {
        return Some(Verdict::Equivalent);
    }
    let words: usize = counting.iter().map(|d| d.file.len().max(d.reference.len())).sum();
    let share = ratio(words, fit.tokens.len().max(1));
    let block = counting.iter().any(|d| d.file.len().max(d.reference.len()) >= BLOCK);
    if fit.names.places == 0 {
        let in_title = counting
            .iter()
            .any(|d| d.reference.clone().any(|at| fit.tokens[at].1.has(Flags::TITLE)));
        let near = around.only
            && share <= 0.02
            && !block
            && !in_title
            && !foreign
            && fit.coverage >= 0.95
            && fit.explained >= 0.95
            && !counting.iter().any(|d| decides(d, fit, around));
        if near {
            return Some(Verdict::Altered);
        }
        let part = around.only && !foreign && is_verbatim_part(fit);
        let twin =
            |other: &Fit| other.reference.id() != fit.reference.id() && is_verbatim_part(other);
        return if part && !around.others.iter().any(twin) {
            Some(Verdict::Partial)
        } else {
            family()
        };
    }
    if is_damaged(fit, &counting, around.index) {
        return Some(Verdict::Altered);
    }
    if counting.iter().any(|d| changes_title(d, fit))
        || lacks_title(fit) && (foreign || model_license && begins_with_title(fit, around))
        || is_renamed(fit, &counting)
    {
        return family();
    }
    let translated = !matches!(fit.reference.language(), "en" | "zh" | "bilingual");
    if fit.names.share() < if translated { 0.85 } else { 0.9 } {
        return family();
    }
    if fit.coverage < 0.9 || fit.explained < 0.9 {
        let part = is_cut(fit, &counting) || is_language_half(fit, &counting, around.index);
        return if part && !has_twin(fit, around) { Some(Verdict::Partial) } else { family() };
    }
    if block && share > 0.01 {
        let deciding = counting.iter().filter(|d| decides(d, fit, around)).count();
        if deciding * 10 >= counting.len() * 7 {
            return family();
        }
    }
    Some(Verdict::Altered)
}

/// True where every word that names the license stands in the text: a sibling whose names are broken there
/// is no rival, however much more of it is equal.
fn keeps_its_names(fit: &Fit) -> bool {
    fit.names.kept > 0 && fit.names.broken == 0
}

/// True where too few words are equal to speak of a license at all. A short text must fit on both sides,
/// unless a good part of a longer license stands in it.
fn is_too_little(fit: &Fit) -> bool {
    let part = fit.explained >= 0.75 && fit.equal >= 60;
    let short = fit.region.len() < SHORT && (fit.coverage < 0.75 || fit.explained < 0.75);
    (short && !part) || (fit.equal < 60 && fit.coverage < 0.75)
}

/// True where the text beside the only region asks for something: MIT with one more clause is not MIT.
/// A text much longer than the region is prose around a license, whose words ask for nothing here.
fn asks_for_more(fit: &Fit, around: &Surroundings) -> bool {
    const ENOUGH: usize = 8;
    /// What the publisher of GPL 2 prints below its appendix, and the list of texts has not: advice to use the
    /// Lesser (once Library) GPL for a library. Letters and digits alone, in lower case.
    const ADVICE: [Polynomial; 2] = [
        Polynomial { value: 1_255_024_822_626_906_010, len: 273 },
        Polynomial { value: 1_937_158_840_160_554_357, len: 274 },
    ];
    let is_advice = |run: &[usize]| match run {
        [first, .., last] => ADVICE.contains(&around.reading.joined(*first..*last + 1)),
        _ => false,
    };
    let left: Vec<usize> = (0..around.left.len()).filter(|at| around.left[*at]).collect();
    if left.len() > 2 * fit.region.len() {
        return false;
    }
    let mut run: Vec<usize> = Vec::new();
    let asks = |run: &[usize]| {
        run.len() >= ENOUGH
            && run.iter().any(|at| class_of(around.reading.tokens[*at].hash).any(WordClass::DUTY))
            && !is_advice(run)
    };
    for at in left {
        if run.last().is_some_and(|last| last + 1 != at) {
            if asks(&run) {
                return true;
            }
            run.clear();
        }
        run.push(at);
    }
    asks(&run)
}

/// Only single Han characters differ, and the title is whole: a broken font map, not another license.
fn is_damaged(fit: &Fit, counting: &[&Difference], index: Index) -> bool {
    let title = fit
        .tokens
        .iter()
        .zip(&fit.alignment.reference)
        .filter(|((_, flags), _)| flags.has(Flags::TITLE));
    let title_whole = title.clone().all(|(_, file)| *file != NONE) && title.count() > 0;
    title_whole
        && fit.coverage >= 0.9
        && fit.names.broken == 0
        && counting.iter().all(|d| {
            d.file.len() <= 4
                && d.reference.len() <= 4
                && d.file.len().abs_diff(d.reference.len()) <= 1
                && d.reference.clone().all(|at| index.facts(fit.tokens[at].0).1 == Class::Han)
        })
}

/// One language of a text in two: all that is missing is written in the other script, and nothing else
/// counts.
fn is_language_half(fit: &Fit, counting: &[&Difference], index: Index) -> bool {
    let han = |words: &mut dyn Iterator<Item = Class>| {
        let (mut all, mut han) = (0, 0);
        for class in words {
            all += 1;
            han += usize::from(class == Class::Han);
        }
        ratio(han, all)
    };
    let class = |at: usize| index.facts(fit.tokens[at].0).1;
    let matched = fit.alignment.reference.iter().enumerate().filter(|(_, file)| **file != NONE);
    let here = han(&mut matched.map(|(at, _)| class(at)));
    let missing = han(&mut counting.iter().flat_map(|d| d.reference.clone()).map(class));
    fit.reference.language() == "bilingual"
        && fit.explained >= 0.98
        && ((here <= 0.02 && missing >= 0.5) || (here >= 0.5 && missing <= 0.05))
}

/// True where a sibling has the words of this part too, and no name of its own that is broken.
fn has_twin(fit: &Fit, around: &Surroundings) -> bool {
    around.others.iter().any(|other| {
        other.reference.id() != fit.reference.id()
            && other.equal * 100 >= fit.equal * 99
            && other.names.share() >= 0.95
    })
}

/// The head or the tail of a text, word for word: what is missing is missing at one end.
fn is_verbatim_part(fit: &Fit) -> bool {
    let at_an_end = |d: &Difference| {
        d.file.is_empty() && (d.reference.start == 0 || d.reference.end == fit.tokens.len())
    };
    fit.equal >= SHORT && fit.explained >= 0.995 && fit.counting().all(at_an_end)
}

/// A part of a text that is otherwise the reference's: its head, or a part that keeps the names.
fn is_cut(fit: &Fit, counting: &[&Difference]) -> bool {
    let head = fit.alignment.reference.iter().take(40).filter(|at| **at != NONE).count() >= 20;
    let all_names = fit.names.places + fit.names.absent;
    let names = fit.names.kept > 0 && ratio(fit.names.kept, all_names) >= 0.95;
    let inner: usize = counting
        .iter()
        .filter(|d| d.file.len().max(d.reference.len()) >= BLOCK && d.effect == Effect::Counts)
        .map(|d| {
            d.file.len().max(if d.reference.len() >= 30 && d.file.is_empty() {
                0
            } else {
                d.reference.len()
            })
        })
        .sum();
    fit.explained >= 0.6
        && (head || names)
        && fit.longest_run >= 30
        && inner * 8 <= fit.region.len()
}

/// True where a difference stands at a place in which a known sibling differs from this reference.
fn decides(difference: &Difference, fit: &Fit, around: &Surroundings) -> bool {
    around
        .others
        .iter()
        .filter(|other| {
            other.reference.id() != fit.reference.id() && other.equal * 10 >= fit.equal * 8
        })
        .take(6)
        .any(|other| sibling_differs(difference, other))
}

/// Both fits are aligned to one file, so that the file tells where the siblings differ: at words of the
/// file that the one has and the other has not.
fn sibling_differs(difference: &Difference, other: &Fit) -> bool {
    let matched_by_other =
        difference.file.clone().filter(|at| other.alignment.file[*at] != NONE).count();
    if !difference.file.is_empty() {
        return matched_by_other * 2 >= difference.file.len();
    }
    // Missing words: the sibling goes straight on where this reference has more.
    let at = difference.file.start;
    let (Some(before), Some(after)) = (at.checked_sub(1), other.alignment.file.get(at)) else {
        return false;
    };
    let before = other.alignment.file[before];
    before != NONE && *after != NONE && before + 1 == *after
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use crate::identify::{Verdict, identify};

    fn eclipse() -> &'static str {
        spdx::text::LICENSE_TEXTS.iter().find(|(id, _)| *id == "EPL-2.0").unwrap().1
    }

    fn is_named(text: &str) -> bool {
        identify(text).named().any(|id| id == "epl-2.0")
    }

    #[test]
    fn what_the_publisher_says_below_the_terms_may_be_left_out() {
        let (_, text) =
            spdx::text::LICENSE_TEXTS.iter().find(|(id, _)| *id == "CC-BY-NC-SA-2.0").unwrap();
        let at = text.rfind("Creative Commons is not a party").unwrap();
        let found = identify(&text[..at]);
        assert_eq!(found.verdict, Verdict::Equivalent, "{found:?}");
        assert_eq!(found.named().collect::<Vec<_>>(), ["cc-by-nc-sa-2.0"]);
        // A clause is not left out.
        let at = text.rfind("This License constitutes the entire agreement").unwrap();
        assert!(identify(&text[..at]).verdict > Verdict::Equivalent);
    }

    #[test]
    fn the_name_of_a_work_in_the_appendix_is_no_change() {
        let (_, text) =
            spdx::text::LICENSE_TEXTS.iter().find(|(id, _)| *id == "GPL-3.0-only").unwrap();
        let (head, tail) = text.split_once("<one line to give").unwrap();
        let (_, tail) = tail.split_once('>').unwrap();
        let found = identify(&format!("{head}Acme model toolkit{tail}"));
        assert!(found.verdict <= Verdict::Equivalent, "{found:?}");
        assert_eq!(found.named().collect::<Vec<_>>(), ["gpl-3.0"]);
    }

    #[test]
    fn a_name_that_is_replaced_wherever_it_stands_is_that_of_another_license() {
        assert!(is_named(eclipse()));
        assert!(!is_named(&eclipse().replace("Eclipse", "Zephyr").replace("ECLIPSE", "ZEPHYR")));
    }

    #[test]
    fn a_changed_text_below_the_title_of_another_license_is_not_named() {
        let (_, below) = eclipse().split_once('\n').unwrap();
        let changed = below.replace("worldwide", "local");
        assert!(is_named(&changed));
        assert!(!is_named(&format!("ZEPHYR OPEN MODEL LICENSE\n\nVersion 7\n{changed}")));
    }
}
