//! Where in a reference a clause lies: by its label in the clause table, or by a heading of the text.
//!
//! A heading is a whole line, or the beginning of one with a full stop or a colon behind it; a print proves it
//! by the hashes of its words. Where neither stands before a place, its clause has no name.

use std::ops::Range;

use super::{phrase::Phrase, reference::Reference};
use crate::text::{Flags, tokens};

/// A label without its typography: `1.b.i` for `1(b)(i)`, small letters, Han digits folded.
pub fn folded(label: &str) -> Vec<String> {
    tokens(label)
        .iter()
        .map(|token| label[token.start as usize..token.end as usize].to_lowercase())
        .collect()
}

/// The ranges of tokens of all clauses that bear a label, each with the clauses inside it. `headings` are
/// the others that the license names: the part below a heading ends where the next one stands.
pub fn ranges(reference: &Reference, label: &str, headings: &[String]) -> Vec<Range<usize>> {
    if label.is_empty() {
        let end = reference.clauses.first().map_or(reference.tokens.len(), |first| first.start);
        return std::iter::once(0..end).collect();
    }
    let numbered = numbered(reference, label);
    if !numbered.is_empty() {
        return numbered;
    }
    let below = below_heading(reference, label, headings);
    if !below.is_empty() {
        return below;
    }
    // `Restrictions.a`: a numbered clause below a heading.
    let Some((heading, rest)) = label.split_once('.') else { return Vec::new() };
    let below = below_heading(reference, heading, headings);
    self::numbered(reference, rest)
        .into_iter()
        .filter(|range| below.iter().any(|part| part.contains(&range.start)))
        .collect()
}

/// The ranges of the clauses of the table that bear a label.
fn numbered(reference: &Reference, label: &str) -> Vec<Range<usize>> {
    let inside = format!("{label}.");
    let clauses = &reference.clauses;
    (0..clauses.len())
        .filter(|at| clauses[*at].label == label)
        .map(|at| {
            let next = clauses[at + 1..].iter().find(|next| !next.label.starts_with(&inside));
            clauses[at].start..next.map_or(reference.tokens.len(), |next| next.start)
        })
        .collect()
}

/// The parts below a heading.
fn below_heading(reference: &Reference, heading: &str, headings: &[String]) -> Vec<Range<usize>> {
    let places = heading_places(reference, heading);
    let others: Vec<usize> = headings
        .iter()
        .filter(|other| *other != heading)
        .flat_map(|other| heading_places(reference, other))
        .collect();
    places
        .into_iter()
        .map(|start| {
            let next = others.iter().filter(|other| **other > start).min();
            start..next.copied().unwrap_or(reference.tokens.len())
        })
        .collect()
}

fn heading_places(reference: &Reference, heading: &str) -> Vec<usize> {
    let phrase = Phrase::of(heading);
    if phrase.is_empty() || folded(heading).iter().all(|part| part.chars().count() < 2) {
        return Vec::new();
    }
    let flags = |at: usize| reference.tokens.get(at).map_or(Flags::LINE_START, |token| token.1);
    phrase
        .places(reference)
        .into_iter()
        .filter(|place| {
            // A number may stand before the words of a heading.
            let begins = (place.start.saturating_sub(2)..=place.start).rev().any(|at| {
                flags(at).has(Flags::LINE_START)
                    && (at..place.start).all(|before| flags(before).has(Flags::MARKER))
            });
            begins && flags(place.end).any(Flags::LINE_START.with(Flags::SENTENCE_START))
        })
        .map(|place| place.start)
        .collect()
}

/// How a reader's label fits the clause table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// This is the label of the table, or the heading.
    Clause(String),
    /// The table is less deep: the label that it has.
    Above(String),
    /// The words stand in a clause of another label: that of the table.
    Other(String),
}

/// The label that the table has for what a reader named, of the clause in which a place stands.
pub fn named(
    reference: &Reference,
    label: &str,
    place: &Range<usize>,
    headings: &[String],
) -> Named {
    let inner = reference.clauses.partition_point(|clause| clause.start <= place.start);
    let innermost = inner.checked_sub(1).map_or("", |at| reference.clauses[at].label.as_str());
    let wanted = folded(label);
    let around = around(reference, innermost);
    if let Some(same) = around.iter().find(|known| folded(known) == wanted) {
        return Named::Clause(same.clone());
    }
    let stands_below = |label: &str| {
        ranges(reference, label, headings).iter().any(|range| range.contains(&place.start))
    };
    if !label.is_empty() && stands_below(label) {
        return Named::Clause(label.to_owned());
    }
    // The number of an article may be left out where the numbers go on from article to article.
    let without_article = |known: &&String| {
        let parts = folded(known);
        parts.len() > 1
            && parts[1..] == *wanted
            && known
                .chars()
                .take_while(|c| *c != '.')
                .all(|c| "IVX一二三四五六七八九十".contains(c))
    };
    if let Some(same) = around.iter().find(without_article) {
        return Named::Clause(same.clone());
    }
    if !innermost.is_empty() {
        let inner = folded(innermost);
        // The reader counted what the text does not: `5.1` in clause 5, `Key things 2` for a second list.
        let ends_alike = wanted.ends_with(&inner)
            && wanted[..wanted.len() - inner.len()].iter().all(|part| part.chars().count() > 2);
        if ends_alike {
            return Named::Clause(innermost.to_owned());
        }
        if wanted.starts_with(&inner) {
            return Named::Above(innermost.to_owned());
        }
        return Named::Other(innermost.to_owned());
    }
    if wanted.iter().any(|part| part.chars().count() > 2) || label.is_empty() {
        Named::Above(String::new())
    } else {
        Named::Other(String::new())
    }
}

/// True where the words at a place hang on those at another: those of the same clause, of a clause around it, or
/// right before the first item of a list that it is in.
pub fn hangs_on(reference: &Reference, place: usize, other: usize) -> bool {
    /// How many tokens may lead to a list.
    const LEAD: usize = 60;
    let clauses = &reference.clauses;
    let clause_of = |at: usize| clauses.partition_point(|clause| clause.start <= at).checked_sub(1);
    let (mut here, there) = (clause_of(place), clause_of(other));
    if here == there {
        return true;
    }
    while let Some(at) = here {
        let first = first_item(reference, at);
        let leads = other < clauses[first].start
            && clauses[first].start - other <= LEAD
            && first.checked_sub(1) == there;
        if there == Some(at) || leads {
            return true;
        }
        let parent = clauses[at].label.rsplit_once('.').map(|(parent, _)| parent);
        here = parent.and_then(|parent| clauses[..at].iter().rposition(|it| it.label == parent));
    }
    false
}

/// The first item of the list that a clause is in.
fn first_item(reference: &Reference, clause: usize) -> usize {
    let clauses = &reference.clauses;
    let parts = |at: usize| clauses[at].label.rsplit_once('.').unwrap_or(("", &clauses[at].label));
    let (parent, _) = parts(clause);
    let depth = |at: usize| clauses[at].label.matches('.').count();
    let mut first = clause;
    for at in (0..=clause).rev() {
        if depth(at) < depth(clause) {
            break;
        }
        if parts(at).0 == parent {
            first = at;
            if matches!(parts(at).1, "1" | "a" | "A" | "i" | "I" | "一") {
                break;
            }
        }
    }
    first
}

/// A label and those of the clauses around it, the innermost first.
fn around(reference: &Reference, innermost: &str) -> Vec<String> {
    let mut labels = Vec::new();
    let mut label = innermost;
    while !label.is_empty() {
        if reference.clauses.iter().any(|clause| clause.label == label) {
            labels.push(label.to_owned());
        }
        label = label.rsplit_once('.').map_or("", |(above, _)| above);
    }
    labels
}
