//! Which license a text says it is, where its words are too different to tell: a translation, a
//! condensation, a rewrite.
//!
//! Its own title must name one member, the licensor or a required mark must stand in it, and it must be
//! built like that member: a good part of its words, or most of its clauses. Versions and dates beside
//! the title must be that member's. Where any of this is missing nothing is named.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Match, Verdict,
    align::NONE,
    deviation,
    fit::{Fit, fit, ratio},
    reading::Reading,
};
use crate::{
    library::{
        Library, Named,
        clause::clauses,
        index::{Index, Reference, Word},
        license::License,
        words::{WordClass, class_of},
    },
    text::{Flags, Token, hash::Polynomial, token::Class, tokens},
};

/// The longest line that is a title, in tokens.
const LONGEST_TITLE: usize = 16;
/// How many lines like a title are looked at.
const MOST_TITLES: usize = 200;
/// In a longer text a title is one of many lines and says nothing about the whole.
const LONGEST_TEXT: usize = 20_000;
/// The most prints that are aligned.
const MOST_PRINTS: usize = 12;
/// How far from the top a version or date of a reference may stand, in tokens.
const HEAD: usize = 150;
/// A license of fewer clauses has no structure to know it by.
const FEWEST_CLAUSES: usize = 5;

/// The license that a text without any named one says it is.
pub(super) fn member(reading: &Reading, index: Index) -> Option<Match> {
    if reading.tokens.len() > LONGEST_TEXT {
        return None;
    }
    titles(reading).into_iter().find_map(|title| {
        let found = borne_by(reading, index, &title);
        let (first, fit) = found.first()?;
        let one = found.iter().all(|(other, _)| other.id() == first.id());
        one.then(|| Match {
            id: Some(first.id().to_owned()),
            family: first.family().to_owned(),
            verdict: Verdict::Partial,
            coverage: fit.as_ref().map_or(0.0, |fit| fit.coverage),
            lines: (reading.line(title.line.start), reading.line(reading.tokens.len())),
            deviations: fit
                .as_ref()
                .map_or_else(Vec::new, |fit| deviation::deviations(reading, fit)),
        })
    })
}

/// A line that holds the title of a license.
struct Title {
    line: Range<usize>,
    /// The licenses that bear it.
    ids: Vec<&'static str>,
}

fn titles(reading: &Reading) -> Vec<Title> {
    let library = Library::embedded();
    let starts: Vec<usize> = (0..reading.tokens.len())
        .filter(|at| *at == 0 || reading.line(*at) != reading.line(at - 1))
        .chain([reading.tokens.len()])
        .collect();
    // A policy bears the name of the license that it belongs to.
    let policy = Polynomial::of("policy");
    let is_title = |line: &Range<usize>| {
        let words = &reading.tokens[line.clone()];
        let heading = |token: &&Token| {
            token.flags.has(Flags::CAPITAL) || !matches!(token.class, Class::Letters)
        };
        line.len() <= LONGEST_TITLE
            && words.iter().any(|token| class_of(token.hash).any(WordClass::TITLE))
            && words.iter().all(|token| token.hash != policy)
            && words.iter().filter(heading).count() * 10 >= words.len() * 7
    };
    starts
        .windows(2)
        .map(|two| two[0]..two[1])
        .filter(is_title)
        .take(MOST_TITLES)
        .filter_map(|line| {
            let begins = |at: &usize| library.begins_a_name(reading.text(*at..at + 1));
            let is_license = |name: &Range<usize>| {
                let mut words = name.clone().map(|at| class_of(reading.tokens[at].hash));
                words.any(|class| class.any(WordClass::TITLE))
            };
            let mut names: Vec<Range<usize>> = line
                .clone()
                .filter(begins)
                .flat_map(|start| (start + 2..=line.end).map(move |end| start..end))
                .filter(is_license)
                .collect();
            names.sort_by_key(|name| (usize::MAX - name.len(), name.start));
            names.into_iter().find_map(|name| {
                let ids = match library.resolve(reading.text(name)) {
                    Named::License(id) => vec![id],
                    Named::Family(family) => library.members(family).collect(),
                    Named::Nothing => return None,
                };
                Some(Title { line: line.clone(), ids })
            })
        })
        .collect()
}

/// The references that bear a title, agree with what else the text says of itself and are built like it,
/// the best first, with their fit where words are equal.
fn borne_by(reading: &Reading, index: Index, title: &Title) -> Vec<(Reference, Option<Fit>)> {
    let library = Library::embedded();
    let numbers = digits_beside(reading, &title.line);
    let free = vec![true; reading.words.len()];
    let shape: BTreeSet<String> =
        clauses(reading.source, &reading.tokens).into_iter().map(|clause| clause.label).collect();
    let is_named = |reference: &Reference| {
        library.license(reference.id()).is_some_and(|license| is_named(license, reading))
    };
    let bearers: Vec<Reference> = index
        .references()
        .filter(|reference| title.ids.contains(&reference.id()))
        .filter(|reference| !reading.options.hides(*reference))
        .filter(is_named)
        .take(MOST_PRINTS)
        .collect();
    // A version or date counts for all languages of a license.
    let agreeing: BTreeSet<&str> = bearers
        .iter()
        .filter(|reference| has_numbers(**reference, index, &numbers, title.ids.len() == 1))
        .map(|reference| reference.id())
        .collect();
    let mut found: Vec<(Reference, Option<Fit>)> = bearers
        .into_iter()
        .filter(|reference| agreeing.contains(reference.id()))
        .map(|reference| (reference, fit(reading, &free, index, reference.number)))
        .filter(|(reference, fit)| {
            let clauses = reference.clauses().into_iter();
            let labels: BTreeSet<String> = clauses.map(|clause| clause.label).collect();
            let shared = labels.intersection(&shape).count();
            let built_alike = labels.len() >= FEWEST_CLAUSES && ratio(shared, labels.len()) >= 0.6;
            let worded_alike = |fit: &Fit| fit.coverage >= 0.2 && fit.equal >= 100;
            let below = |fit: &Fit| {
                let below = fit.alignment.file[title.line.start..].iter();
                below.filter(|at| **at != NONE).count() * 10 >= fit.equal * 8
            };
            (built_alike || fit.as_ref().is_some_and(worded_alike))
                && fit.as_ref().is_none_or(below)
        })
        .collect();
    let coverage = |fit: &Option<Fit>| fit.as_ref().map_or(0.0, |fit| fit.coverage);
    found.sort_by(|a, b| {
        coverage(&b.1).total_cmp(&coverage(&a.1)).then(a.0.number.cmp(&b.0.number))
    });
    found
}

/// True where a reference has the numbers that stand beside a title. A title of several members names the
/// one whose own version or date stands beside it.
fn has_numbers(
    reference: Reference,
    index: Index,
    numbers: &BTreeSet<Word>,
    only_bearer: bool,
) -> bool {
    let tokens = reference.tokens();
    let top = &tokens[..tokens.len().min(HEAD)];
    let stands =
        |word: &Word| top.iter().any(|(other, flags)| other == word && !flags.has(Flags::MARKER));
    let own = || {
        let is_own = |(word, flags): &&(Word, Flags)| {
            flags.has(Flags::IDENTITY) && index.facts(*word).1 == Class::Digits
        };
        top.iter().filter(is_own).map(|(word, _)| word)
    };
    let told = only_bearer || (own().count() > 0 && own().all(|word| numbers.contains(word)));
    numbers.iter().all(stands) && told
}

/// The numbers in the line of a title and in the short lines below it: versions and dates.
fn digits_beside(reading: &Reading, title: &Range<usize>) -> BTreeSet<Word> {
    const LINES: usize = 3;
    let mut numbers = BTreeSet::new();
    let mut line = title.clone();
    for _ in 0..=LINES {
        let counts = |at: &usize| {
            let token = reading.tokens[*at];
            token.class == Class::Digits
                && !token.flags.any(Flags::COPYRIGHT.with(Flags::MARKER).with(Flags::URL))
        };
        numbers.extend(line.clone().filter(counts).map(|at| reading.words[at]));
        let start = line.end;
        let number = reading.line(start);
        let end = (start..reading.tokens.len()).find(|at| reading.line(*at) != number);
        line = start..end.unwrap_or(reading.tokens.len());
        if line.is_empty() || line.len() > LONGEST_TITLE {
            break;
        }
    }
    numbers
}

/// True where the licensor or a required mark stands in a text: the whole name of a licensor, or a word of
/// it that is a part of the licensor's name on a hub.
fn is_named(license: &License, reading: &Reading) -> bool {
    const SHORTEST_WORD: u32 = 4;
    let stands = |text: &str, shortest: usize| {
        let run: Vec<Polynomial> = tokens(text).into_iter().map(|token| token.hash).collect();
        run.len() >= shortest
            && reading
                .tokens
                .windows(run.len())
                .any(|words| words.iter().zip(&run).all(|(token, hash)| token.hash == *hash))
    };
    let is_owner = |word: &str| {
        let word = word.to_lowercase();
        license.owners.iter().any(|owner| owner.replace(['-', '_'], "").contains(&word))
    };
    license.licensor.split(['/', ',', '(', ')']).any(|name| stands(name, 2))
        || tokens(&license.licensor).into_iter().any(|token| {
            let word = &license.licensor[token.start as usize..token.end as usize];
            token.hash.len >= SHORTEST_WORD && is_owner(word) && stands(word, 1)
        })
        || license.duty.iter().flat_map(|duty| &duty.marks).any(|mark| stands(mark, 3))
}

#[cfg(test)]
mod tests {
    use crate::identify::{Identity, Verdict, identify};

    /// A license of our own words in nine clauses, below a title and its introduction.
    fn text(title: &str, introduction: &str) -> String {
        let clauses: String = (1..=9)
            .map(|number| {
                format!(
                    "{number}. Rule {number} of this agreement holds for whoever runs a model: the licensor may end \
                     the grant when rule {number} is broken, there is no warranty whatsoever for derivative things, \
                     and the receiver must keep rule {number} in every copy.\n\n"
                )
            })
            .collect();
        format!("{title}\n\n{introduction}\n\n{clauses}")
    }

    fn named(identity: &Identity) -> Vec<&str> {
        identity.named().collect()
    }

    const TITLE: &str = "LiveKit Model License Agreement";
    const PARTIES: &str = "These are the terms of LiveKit for those who run what it gives away.";

    #[test]
    fn a_rewrite_is_known_by_its_title_and_licensor() {
        let identity = identify(&text(TITLE, PARTIES));
        assert_eq!(identity.verdict, Verdict::Partial, "{identity:?}");
        assert_eq!(named(&identity), ["livekit-model"]);
    }

    #[test]
    fn a_title_alone_names_nothing() {
        let elsewhere = text("The Agreement About Models", PARTIES);
        assert!(named(&identify(&elsewhere)).is_empty());
        let short =
            format!("{TITLE}\n\n{PARTIES}\n\nWhoever runs a model must read the agreement.");
        assert!(named(&identify(&short)).is_empty());
    }

    #[test]
    fn a_version_that_the_license_does_not_have_is_another_license() {
        for title in [format!("{TITLE} 7.3"), format!("{TITLE}\nLast updated: March 3, 2031")] {
            assert!(named(&identify(&text(&title, PARTIES))).is_empty(), "{title}");
        }
    }

    #[test]
    fn a_policy_that_bears_the_title_is_not_the_license() {
        let title = "LiveKit Model License Agreement Use Policy";
        assert!(named(&identify(&text(title, PARTIES))).is_empty());
    }
}
