//! How a mark is looked for: where it stands, and whether it counts there.
//!
//! It counts where a reader of the rendered card sees it as a statement about this model. Where it
//! does not count, the place and the reason are kept, so that a finding can say both.

use crate::document::{
    Document, DocumentKind,
    markdown::{Passage, PassageKind},
};

use super::{
    card_view::CardView,
    context::{Doubt, Surroundings, doubt},
    fold::{Token, name_key},
    look_alike::read_look_alikes,
    own,
    pattern::{Hit, Pattern},
    reading::{Reading, embedded},
};

/// The most places of one card at which a mark is judged. A card that shows it does so among the first.
const MOST_HITS: usize = 200;

/// How far back the line that introduces a list is looked for.
const LIST_LENGTH: usize = 20;

/// Headings above a list of other models.
const OTHER_MODELS: [&str; 8] = [
    "other models",
    "related models",
    "similar models",
    "other releases",
    "model zoo",
    "其他模型",
    "相关模型",
    "同系列模型",
];

/// A place where a mark stands and does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) doubt: Doubt,
}

/// Whether a mark is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sight {
    /// A reader sees it.
    Shown,
    /// It stands nowhere, or only where it does not count.
    NotShown(Option<Near>),
}

/// Looks for a pattern in every card. With `bare`, the pattern is the base's own name or the beginning
/// of a longer mark: then a sentence that names the base is not enough.
pub(super) fn in_cards(reading: &Reading, pattern: &Pattern, bare: bool) -> Sight {
    let unseen = || {
        reading.cards().iter().find_map(|view| {
            let start = *reading.starts(view.document, pattern).first()?;
            Some(near_in(view.document, view.text.line_of(start), Doubt::Unseen))
        })
    };
    match in_passages(reading, pattern, bare) {
        Sight::NotShown(near) => Sight::NotShown(near.or_else(unseen)),
        Sight::Shown => Sight::Shown,
    }
}

/// The same in what a reader of a card sees.
pub(super) fn in_passages(reading: &Reading, pattern: &Pattern, bare: bool) -> Sight {
    let mut near = None;
    for view in reading.cards() {
        let mut judged = 0;
        let (word, others) = (pattern.word(), pattern.word().is_none());
        for at in view.may_hold(word, others, |plain| pattern.may_stand_in(plain)) {
            if judged >= MOST_HITS {
                break;
            }
            for (line, found) in in_passage(reading, view, at, pattern, bare) {
                judged += 1;
                match found {
                    None => return Sight::Shown,
                    Some(doubt) => {
                        near = near.or_else(|| Some(near_in(view.document, line, doubt)));
                    }
                }
            }
        }
    }
    Sight::NotShown(near)
}

/// Looks for a pattern in the documents of these kinds; a license text counts only where it was added to.
pub(super) fn in_documents(reading: &Reading, kinds: &[DocumentKind], pattern: &Pattern) -> Sight {
    let mut near = None;
    for (document, identity) in own::identified(reading.case) {
        let (true, Some(text)) = (kinds.contains(&document.kind), document.text()) else {
            continue;
        };
        let starts = reading.starts(document, pattern);
        if starts.is_empty() {
            continue;
        }
        let mut within = identity.map(embedded).unwrap_or_default();
        if document.kind == DocumentKind::Notice
            && identity.is_some_and(|it| it.verdict > crate::identify::Verdict::Altered)
        {
            // A notice may quote some words of its license; it is a notice all the same.
            within.clear();
        }
        let added = identity.iter().flat_map(|it| &it.licenses).flat_map(|it| &it.deviations);
        let added: Vec<(u32, u32)> = added
            .filter(|it| it.kind == crate::identify::DeviationKind::Added)
            .map(|it| it.lines)
            .collect();
        for start in starts.iter().take(MOST_HITS) {
            let line = text.line_of(*start);
            if !is_in(line, &within) || is_in(line, &added) {
                return Sight::Shown;
            }
            near = near.or_else(|| Some(near_in(document, line, Doubt::InLicenseText)));
        }
    }
    Sight::NotShown(near)
}

/// A notice, a license file or another text in which a mark of the card stands, outside of the license
/// texts themselves.
pub(super) fn outside_cards(reading: &Reading, pattern: &Pattern) -> Option<Near> {
    use DocumentKind as D;
    own::identified(reading.case)
        .filter(|(it, _)| matches!(it.kind, D::Notice | D::License | D::Other))
        .find_map(|(document, identity)| {
            let text = document.text()?;
            let starts = reading.starts(document, pattern);
            if starts.is_empty() {
                return None;
            }
            let licenses = identity.map(embedded).unwrap_or_default();
            let mut lines = starts.iter().map(|start| text.line_of(*start));
            let line = lines.find(|line| !is_in(*line, &licenses))?;
            Some(near_in(document, line, Doubt::NotInACard))
        })
}

fn near_in(document: &Document, line: u32, doubt: Doubt) -> Near {
    Near { path: document.path.clone(), line, doubt }
}

fn is_in(line: u32, ranges: &[(u32, u32)]) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&line))
}

/// Every place in one passage: its line, and why it does not count.
fn in_passage(
    reading: &Reading,
    view: &CardView,
    at: usize,
    pattern: &Pattern,
    bare: bool,
) -> Vec<(u32, Option<Doubt>)> {
    let text = view.tokens(at);
    let line = |hit: Hit, text: &[Token]| view.line(at, text[hit.first].range.start);
    let hits = pattern.find(text);
    if hits.is_empty() {
        let alike = read_look_alikes(text).unwrap_or_default();
        return pattern
            .find(&alike)
            .into_iter()
            .map(|hit| (line(hit, &alike), Some(Doubt::LookAlike)))
            .collect();
    }
    hits.into_iter()
        .take(MOST_HITS)
        .map(|hit| {
            let line = line(hit, text);
            (line, why_not(reading, view, at, hit, line, bare))
        })
        .collect()
}

fn why_not(
    reading: &Reading,
    view: &CardView,
    at: usize,
    hit: Hit,
    line: u32,
    bare: bool,
) -> Option<Doubt> {
    let text = view.tokens(at);
    if !hit.whole {
        return Some(Doubt::LongerWord);
    }
    if view.passages[at].kind == PassageKind::Code {
        return Some(Doubt::Code);
    }
    if is_in(line, &view.license_lines) {
        return Some(Doubt::InLicenseText);
    }
    if bare && !stands_alone(text, hit) {
        return Some(Doubt::OnlyNamesTheBase);
    }
    let names = reading.names();
    let intro = intro(view, at).map(|intro| view.tokens(intro));
    doubt(&Surroundings { passage: text, hit, intro, names })
        .or_else(|| doubt_of_headings(reading, view, at))
        .or_else(|| doubt_of_row(reading, view, at))
}

/// True where the mark is all that is said, or is set in quotes or brackets.
fn stands_alone(text: &[Token], hit: Hit) -> bool {
    let beside = |token: Option<&Token>, signs: &str| token.is_some_and(|it| it.is_sign(signs));
    let before = hit.first.checked_sub(1).and_then(|before| text.get(before));
    let set = beside(before, "\"[(") && beside(text.get(hit.end), "\"])");
    let others = text[..hit.first].iter().chain(&text[hit.end..]);
    set || others.into_iter().all(|token| !token.is_text())
}

/// The passage that introduces the list or block in which a passage stands: the one directly above it
/// that ends in a colon.
fn intro(view: &CardView, at: usize) -> Option<usize> {
    let mut below = at;
    for above in (0..at).rev().take(LIST_LENGTH) {
        let passage = &view.passages[above];
        if matches!(passage.kind, PassageKind::Heading(_)) {
            return None;
        }
        if passage.text.trim_end().ends_with([':', '：']) {
            return Some(above);
        }
        if !adjoin(view, passage, &view.passages[below]) {
            return None;
        }
        below = above;
    }
    None
}

/// True where no blank line stands between two passages.
fn adjoin(view: &CardView, above: &Passage, below: &Passage) -> bool {
    let between = above.source(above.text.len())..below.source(0);
    view.text.text.get(between).is_some_and(|gap| gap.matches('\n').nth(1).is_none())
}

fn doubt_of_headings(reading: &Reading, view: &CardView, at: usize) -> Option<Doubt> {
    view.passages[at].under.iter().find_map(|above| {
        let heading = view.passages.get(*above)?;
        if heading.kind == PassageKind::Heading(1) {
            return None;
        }
        let title = heading.text.trim().trim_end_matches([':', '：']).to_lowercase();
        if matches!(title.as_str(), "todo" | "to do" | "tbd" | "roadmap" | "待办" | "计划") {
            return Some(Doubt::ToDo);
        }
        let names = reading.names();
        let another = names.is_another(heading.text.trim()) && !names.is_base(&title);
        (another || OTHER_MODELS.contains(&title.as_str())).then_some(Doubt::AnotherModel)
    })
}

/// A row of a table is about the model that its first cell names.
fn doubt_of_row(reading: &Reading, view: &CardView, at: usize) -> Option<Doubt> {
    let is_cell = |passage: &Passage| passage.kind == PassageKind::Cell;
    if !is_cell(&view.passages[at]) {
        return None;
    }
    let line = view.line(at, 0);
    let first = (0..=at)
        .rev()
        .take_while(|cell| is_cell(&view.passages[*cell]) && view.line(*cell, 0) == line)
        .last()?;
    let name = view.passages[first].text.trim();
    let names = reading.names();
    (names.is_another(name) && !names.is_base(name)).then_some(Doubt::AnotherModel)
}

/// True for a mark that is the base's own name, or that another mark of the duty contains.
pub(super) fn is_bare(mark: &str, all: &[String], base: Option<&str>) -> bool {
    let key = name_key(mark);
    let base = base.map(|base| name_key(super::reading::last_part(base)));
    base.is_some_and(|base| base == key)
        || all.iter().any(|other| {
            let longer = name_key(other);
            longer != key && longer.contains(&key)
        })
}
