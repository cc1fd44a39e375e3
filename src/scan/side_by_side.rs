//! Units that are judged side by side: a stage goes over all of them before the next one begins.
//!
//! The code of all stages together is many times what a processor keeps of instructions. A unit that goes
//! through them by itself loads it all anew, which took a fifth of the time of a scan.

use std::{
    iter::zip,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    Judged, Known, OtherModel, guard, index::Seen, memory::Remembered, pass::Pass, recall,
};
use crate::{
    declared::{self, Declaration, View},
    document::{Content, Document},
    finding::Finding,
    library::{Library, duty::Role},
    lineage::{self, Lineage},
    policy::Holding,
    rules::{self, Answer, Case},
    unit::{self, Unit},
};

/// No further unit is read beside those whose documents hold so many bytes: texts are kept until the last rule
/// has seen them.
const MOST_BYTES: u64 = 2 << 20;

/// A unit that was judged.
pub(super) struct Done {
    pub(super) judged: Judged,
    /// What the memory of the scan is to keep of it.
    pub(super) kept: Option<Remembered>,
    /// What licscan itself failed with.
    pub(super) bug: Option<String>,
}

/// A unit that was read.
struct Begun<'a> {
    number: usize,
    judged: Judged,
    /// The policies that hold for it.
    holding: Holding<'a>,
    /// The other models, as it sees them.
    store: Seen<'a, 'a>,
}

/// What the cards of a unit say, as far as it was read.
struct Cards<'a> {
    of: &'a Begun<'a>,
    views: Vec<View<'a>>,
    roles: Vec<Role>,
    answers: Vec<Answer>,
    declared: Vec<Declaration>,
    lineage: Lineage,
}

impl Cards<'_> {
    fn case<'b>(&'b self, library: &'b Library) -> Case<'b> {
        Case {
            unit: &self.of.judged.unit,
            identities: &self.of.judged.identities,
            views: &self.views,
            declared: &self.declared,
            lineage: &self.lineage,
            roles: &self.roles,
            answers: &self.answers,
            library,
            store: &self.of.store,
        }
    }
}

/// What became known of a unit.
struct Found {
    declared: Vec<Declaration>,
    lineage: Lineage,
    findings: Vec<Finding>,
}

impl Pass<'_> {
    /// Judges units, in their order; fewer where the scan is stopped. Where licscan itself fails, a unit stays unread
    /// and the scan goes on.
    pub(super) fn judge_side_by_side(&self, numbers: &[usize], stop: &AtomicBool) -> Vec<Done> {
        let mut all = Vec::with_capacity(numbers.len());
        let goes_on = || !stop.load(Ordering::Relaxed);
        while all.len() < numbers.len() && goes_on() {
            let left = &numbers[all.len()..];
            if let Ok(some) = guard::guard(|| self.judge_some(left)) {
                all.extend(some);
            } else {
                // Which of them it was shows when each is judged by itself.
                let alone = left.iter().take_while(|_| goes_on());
                all.extend(alone.flat_map(|number| self.judge_alone(*number)));
            }
        }
        all
    }

    fn judge_alone(&self, number: usize) -> Vec<Done> {
        guard::guard(|| self.judge_some(&[number]))
            .unwrap_or_else(|why| vec![self.unread(number, why)])
    }

    /// A unit on which licscan failed.
    fn unread(&self, number: usize, why: String) -> Done {
        let outline = self.outlines.get(number);
        let mut judged = Judged::unread(Unit { outline, documents: Vec::new() });
        if self.options.index {
            let known = self.store.known(number).clone();
            judged.for_others = OtherModel::of(&judged.unit.outline, known).map(Box::new);
        }
        Done { judged, kept: None, bug: Some(why) }
    }

    /// Judges the first units, as many as may be held at once.
    fn judge_some(&self, numbers: &[usize]) -> Vec<Done> {
        let mut all = self.read_some(numbers);
        for one in &mut all {
            let judged = &mut one.judged;
            (judged.identities, judged.clarified) = self.identities.of_unit(&judged.unit);
        }
        let found = self.find_out(&all);
        let judge = |(one, found)| self.done(one, found);
        zip(all, found).map(judge).collect()
    }

    /// What becomes known of units whose texts are identified.
    fn find_out(&self, all: &[Begun]) -> Vec<Found> {
        let mut cards: Vec<Cards> = all.iter().map(|one| self.cards(one)).collect();
        for Cards { of, views, declared, .. } in &mut cards {
            let Judged { unit, identities, .. } = &of.judged;
            *declared = declared::collect(unit, views, identities, self.library);
        }
        for Cards { of, views, declared, lineage, .. } in &mut cards {
            let Judged { unit, identities, .. } = &of.judged;
            *lineage = lineage::trace(unit, views, identities, declared, self.library, &of.store);
        }
        let cases: Vec<Case> = cards.iter().map(|cards| cards.case(self.library)).collect();
        let mut findings = rules::check_all(&cases);
        for ((case, one), findings) in zip(zip(&cases, all), &mut findings) {
            // Of units with the same weights one is judged; the others only point to it.
            if case.unit.outline.same_as.is_none() {
                one.holding.apply(case, findings);
            }
        }
        drop(cases);
        zip(cards, findings)
            .map(|(Cards { declared, lineage, .. }, findings)| Found {
                declared,
                lineage,
                findings,
            })
            .collect()
    }

    /// Reads what a reader sees of the cards of a unit.
    fn cards<'b>(&self, of: &'b Begun<'b>) -> Cards<'b> {
        let unit = &of.judged.unit;
        Cards {
            of,
            views: declared::views(unit),
            roles: of.holding.roles(&self.options.roles),
            answers: of.holding.answers(&unit.outline),
            declared: Vec::new(),
            lineage: Lineage::default(),
        }
    }

    fn done(&self, one: Begun, Found { declared, lineage, findings }: Found) -> Done {
        let Begun { number, mut judged, holding, store } = one;
        judged.team = holding.team(&judged.unit.outline).map(str::to_owned);
        judged.declared = declared;
        judged.lineage = lineage;
        judged.findings = findings;
        judged.bytes_read = judged.unit.documents.iter().map(|document| document.bytes_read).sum();
        if self.options.index {
            let known = Known::of(&judged.unit, &judged.identities, || judged.declared.clone());
            judged.for_others = OtherModel::of(&judged.unit.outline, known).map(Box::new);
        }
        let kept = self.keys.as_ref().and_then(|keys| {
            judged.digests = recall::digests(&judged.unit);
            keys.remembered(number, &judged, &store, &holding)
        });
        for document in &mut judged.unit.documents {
            empty_text(&mut document.content);
        }
        Done { judged, kept, bug: None }
    }

    /// Reads the first units, as many as may be held at once.
    fn read_some(&self, numbers: &[usize]) -> Vec<Begun<'_>> {
        let mut bytes = 0;
        let mut read = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let outline = self.outlines.get(number);
            let holding = self.holding(&outline);
            let unit = unit::read(outline, self.options.files(), &self.identities.texts);
            bytes += unit.documents.iter().map(held).sum::<u64>();
            let store = self.store.seen_from(number);
            read.push(Begun { number, judged: Judged::unread(unit), holding, store });
            if bytes > MOST_BYTES {
                break;
            }
        }
        read
    }
}

/// About how many bytes a document holds.
fn held(document: &Document) -> u64 {
    let text = match &document.content {
        Content::Text(text) => text.text.len(),
        Content::Card(card) => card.text.text.len(),
        Content::Config(_) | Content::Unreadable(_) => 0,
    };
    document.bytes_read.max(text as u64)
}

/// Drops the text and keeps what is known about it.
fn empty_text(content: &mut Content) {
    match content {
        Content::Text(text) => *text = Arc::new(text.emptied().into()),
        Content::Card(card) => card.empty(),
        Content::Config(_) | Content::Unreadable(_) => {}
    }
}
