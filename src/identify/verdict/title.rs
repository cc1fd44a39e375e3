//! What the title of a text says: that of the reference, none, or that of another license.

use super::{BLOCK, Surroundings};
use crate::{
    identify::{align::NONE, difference::Difference, fit::Fit},
    library::{
        Library,
        index::Word,
        words::{WordClass, class_of},
    },
    text::{Flags, hash::Polynomial, token::Class},
};

/// True where a line like a title stands above the first matched word and is none of the reference's.
pub(super) fn foreign_title(fit: &Fit, around: &Surroundings) -> bool {
    const LONGEST: usize = 14;
    const ABOVE: usize = 120;
    if fit.region.start == 0 {
        return false;
    }
    let tokens = &around.reading.tokens;
    let license = Library::embedded().license(fit.reference.id());
    let titles: Vec<Polynomial> = license
        .into_iter()
        .flat_map(|license| license.titles.iter().chain(&license.aliases))
        .flat_map(|title| crate::text::tokens(title))
        .map(|token| token.hash)
        .collect();
    let mut start = fit.region.start.saturating_sub(ABOVE);
    while start < fit.region.start {
        let line = around.reading.line(start);
        let end = (start..fit.region.start)
            .find(|at| around.reading.line(*at) != line)
            .unwrap_or(fit.region.start);
        let range = start..end;
        let title = range.len() <= LONGEST
            && range.len() >= 2
            && range.clone().all(|at| around.left[at])
            && range.clone().any(|at| class_of(tokens[at].hash).any(WordClass::TITLE))
            && range
                .clone()
                .filter(|at| {
                    tokens[*at].flags.has(Flags::CAPITAL) || tokens[*at].class == Class::Han
                })
                .count()
                * 2
                >= range.len();
        // The words of the license's own titles in another order or form are not foreign.
        let known = |at: usize| {
            let word = around.reading.words[at];
            let near_top = || fit.tokens.iter().take(120).any(|(other, _)| *other == word);
            titles.contains(&tokens[at].hash) || (word != Word::UNKNOWN && near_top())
        };
        if title && range.clone().any(|at| !known(at)) {
            return true;
        }
        start = end;
    }
    false
}

/// True where other words stand in the title, or words are added to it: another license is named there.
/// A title that is cut or left out names nothing else.
pub(super) fn changes_title(difference: &Difference, fit: &Fit) -> bool {
    let in_title = |at: usize| fit.tokens.get(at).is_some_and(|(_, flags)| flags.has(Flags::TITLE));
    if difference.file.is_empty() {
        return false;
    }
    if !difference.reference.is_empty() {
        return difference.reference.clone().any(in_title);
    }
    let before = difference.file.start.checked_sub(1).map(|at| fit.alignment.file[at]);
    let after = fit.alignment.file.get(difference.file.end).copied();
    [before, after].into_iter().flatten().all(|at| at != NONE && in_title(at as usize))
        && before.is_some()
}

/// True where the text lacks the beginning of the reference's title, and half of it or more.
pub(super) fn lacks_title(fit: &Fit) -> bool {
    let title = fit.tokens.iter().zip(&fit.alignment.reference);
    let here: Vec<bool> = title
        .filter(|((_, flags), _)| flags.has(Flags::TITLE))
        .map(|(_, file)| *file != NONE)
        .collect();
    here.first() == Some(&false) && here.iter().filter(|here| !**here).count() * 2 >= here.len()
}

/// True where the first line that the text shares with the reference is a title of its own: that of the license
/// which the reference was made from, and which its publisher wrote another title above.
pub(super) fn begins_with_title(fit: &Fit, around: &Surroundings) -> bool {
    const LONGEST: usize = 14;
    let reading = around.reading;
    let line = reading.line(fit.region.start);
    let words: Vec<usize> =
        fit.region.clone().take_while(|at| reading.line(*at) == line).take(LONGEST + 1).collect();
    let capital = |at: &&usize| {
        let token = &reading.tokens[**at];
        token.flags.has(Flags::CAPITAL) || token.class == Class::Han
    };
    let license =
        [Polynomial::of("license"), Polynomial::of("licence"), Polynomial::of("agreement")];
    let reference = fit.alignment.file[fit.region.start];
    let begins_line = |at: usize| fit.tokens.get(at).is_some_and(|it| it.1.has(Flags::LINE_START));
    (2..=LONGEST).contains(&words.len())
        && reference != NONE
        && begins_line(reference as usize)
        && words.iter().any(|at| license.contains(&reading.tokens[*at].hash))
        && words.iter().filter(capital).count() * 2 >= words.len()
}

/// True where a name that stands in the title stands nowhere in the text, and another one in its place.
pub(super) fn is_renamed(fit: &Fit, counting: &[&Difference]) -> bool {
    let lost = |at: usize| counting.iter().find(|difference| difference.reference.contains(&at));
    let in_title =
        |(_, flags): &&(Word, Flags)| flags.has(Flags::TITLE) && flags.has(Flags::IDENTITY);
    fit.tokens.iter().filter(in_title).any(|(name, _)| {
        let mut places = (0..fit.tokens.len()).filter(|at| fit.tokens[*at].0 == *name);
        let mut replaced = false;
        let all = places.all(|at| {
            lost(at).is_some_and(|difference| {
                replaced |= !difference.file.is_empty() && difference.reference.len() < BLOCK;
                fit.alignment.reference[at] == NONE
            })
        });
        all && replaced
    })
}
