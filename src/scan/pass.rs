//! One pass over the units of a scan: each is read, identified and judged, in parallel, and handed on in
//! their order.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use super::{
    Judged, Known, OtherModel, Progress, ScanOptions, Summary, guard,
    identities::Identities,
    in_order::in_order,
    index::ScannedStore,
    memory::Remembered,
    recall::{self, Keys},
    roots::Roots,
    whole::Sum,
};
use crate::{
    declared,
    document::Content,
    language::Bilingual,
    library::Library,
    lineage,
    policy::{Holding, Policies},
    rules::{self, Case},
    store::WalkProblem,
    unit::{self, Outline, Outlines, Unit},
};

/// What is made of each unit, by the thread that judged it.
type Make<'f, Made> = &'f (dyn Fn(Judged) -> Made + Sync);
/// Whom it is handed on to.
type Sink<'f, Made> = &'f mut dyn FnMut(Made) -> io::Result<()>;

/// The most units that a thread judges before it tells of them.
const MOST_IN_A_JOB: usize = 16;

/// What came of one unit.
enum Step<Made> {
    /// Nothing: the scan was stopped before.
    Stopped,
    /// What an earlier scan kept of it.
    Known(Remembered),
    Judged(Box<Outcome<Made>>),
}

struct Outcome<Made> {
    /// The path of the unit.
    path: String,
    /// What it adds to the summary.
    counted: Summary,
    made: Made,
    /// What licscan itself failed with.
    bug: Option<String>,
    kept: Option<Remembered>,
}

/// Everything that the threads of one scan share.
pub(super) struct Pass<'a> {
    outlines: &'a Outlines,
    pub(super) roots: Roots<'a>,
    options: &'a ScanOptions<'a>,
    policies: &'a Policies,
    library: &'static Library,
    identities: Arc<Identities<'a>>,
    /// Where the scan has a memory.
    keys: Option<Keys>,
    pub(super) store: ScannedStore<'a>,
    judged: AtomicUsize,
    bytes_read: AtomicU64,
}

impl<'a> Pass<'a> {
    pub(super) fn new(
        outlines: &'a Outlines,
        others: &'a [&'a OtherModel],
        roots: &'a [PathBuf],
        options: &'a ScanOptions<'a>,
        policies: &'a Policies,
    ) -> Self {
        let library = Library::embedded();
        let identities = Arc::new(Identities::with_words_of(policies.clarifications()));
        Self {
            keys: Keys::of(outlines, roots, options, policies),
            outlines,
            roots: Roots::new(roots),
            options,
            policies,
            library,
            store: ScannedStore::new(
                outlines,
                others,
                library,
                Arc::clone(&identities),
                options.files(),
            ),
            identities,
            judged: AtomicUsize::new(0),
            bytes_read: AtomicU64::new(0),
        }
    }

    /// Judges the units of which not everything is known, and hands on in their order what was made of each. Where
    /// the scan has a memory, it gives what all of them add up to.
    pub(super) fn judge_all<Made: Send>(
        &self,
        pool: &rayon::ThreadPool,
        stop: &AtomicBool,
        chosen: &[usize],
        summary: &mut Summary,
        make: Make<'_, Made>,
        sink: Sink<'_, Made>,
    ) -> io::Result<Option<Sum>> {
        if let Some(memory) = self.options.memory {
            memory.begin(self.outlines)?;
        }
        let mut sum = self.options.memory.map(|_| Sum::begin(self.outlines));
        let units = chosen.len();
        // A few units are enough to keep every thread busy.
        let mut jobs =
            chosen.chunks((units / pool.current_num_threads() / 4).clamp(1, MOST_IN_A_JOB));
        in_order(
            pool,
            || {
                let job = if stop.load(Ordering::Relaxed) { None } else { jobs.next() };
                job.map(|job| self.recall_all(job)).transpose()
            },
            |job| {
                let judge = |(unit, known)| match known {
                    Some(known) => Step::Known(known),
                    None if stop.load(Ordering::Relaxed) => Step::Stopped,
                    None => Step::Judged(Box::new(self.outcome(unit, units, make))),
                };
                job.into_iter().map(judge).collect::<Vec<_>>()
            },
            |steps| {
                let mut steps = steps.into_iter();
                steps.try_for_each(|step| self.hand_on(step, units, sum.as_mut(), summary, sink))
            },
        )?;
        Ok(sum)
    }

    /// Of each unit of a job, what was kept of it.
    fn recall_all(&self, job: &[usize]) -> io::Result<Vec<(usize, Option<Remembered>)>> {
        job.iter().map(|unit| Ok((*unit, self.recall(*unit)?))).collect()
    }

    /// Counts what came of one of so many units, and hands it on.
    fn hand_on<Made>(
        &self,
        step: Step<Made>,
        units: usize,
        sum: Option<&mut Sum>,
        summary: &mut Summary,
        sink: Sink<'_, Made>,
    ) -> io::Result<()> {
        let Outcome { path, counted, made, bug, kept } = match step {
            Step::Stopped => return Ok(()),
            Step::Known(known) => {
                self.policies.meet(known.met.iter());
                summary.count_remembered(1, &known.counts);
                if let Some(sum) = sum {
                    sum.add(Some(&known));
                }
                self.tell(0, units);
                return Ok(());
            }
            Step::Judged(outcome) => *outcome,
        };
        if let Some(sum) = sum {
            sum.add(kept.as_ref());
        }
        if let Some(memory) = self.options.memory {
            match bug {
                Some(_) => memory.fail(&path)?,
                None => memory.keep(&path, kept)?,
            }
        }
        let path = PathBuf::from(path);
        let bug = bug.map(|why| WalkProblem { path, message: Bilingual::same(why) });
        summary.bugs.extend(bug);
        summary.add(counted);
        sink(made)
    }

    /// What was kept of a unit, where all of it still holds.
    fn recall(&self, number: usize) -> io::Result<Option<Remembered>> {
        let (Some(memory), Some(keys)) = (self.options.memory, &self.keys) else {
            return Ok(None);
        };
        let kept = memory.recall(&self.outlines.path(number))?;
        Ok(kept.filter(|kept| keys.hold(number, kept, &self.store)))
    }

    /// The policies that hold for a unit: those of the innermost root above it.
    fn holding(&self, outline: &Outline) -> Holding<'_> {
        let several = self.roots.are_several();
        let root = several.then(|| self.roots.innermost(outline)).flatten();
        self.policies.below(root.unwrap_or(0))
    }

    /// True for a unit of the team that was asked for.
    pub(super) fn is_chosen(&self, number: usize) -> bool {
        self.options.team.is_none_or(|team| {
            let outline = self.outlines.without_files(number);
            self.holding(&outline).team(&outline) == Some(team)
        })
    }

    /// Judges one of so many units, and makes of it what is asked for.
    fn outcome<Made>(&self, number: usize, units: usize, make: Make<'_, Made>) -> Outcome<Made> {
        let (judged, bug, kept) = self.judge_guarded(number);
        self.tell(judged.bytes_read, units);
        let (path, counted) = (judged.unit.outline.path.clone(), Summary::of(&judged));
        Outcome { path, counted, made: make(judged), bug, kept }
    }

    /// Judges one unit. Where licscan itself fails, it stays unread and the scan goes on.
    fn judge_guarded(&self, number: usize) -> (Judged, Option<String>, Option<Remembered>) {
        match guard::guard(|| self.judge(number)) {
            Ok((judged, kept)) => (judged, None, kept),
            Err(message) => {
                let outline = self.outlines.get(number);
                let mut judged = Judged::unread(Unit { outline, documents: Vec::new() });
                if self.options.index {
                    let known = self.store.known(number).clone();
                    judged.for_others = OtherModel::of(&judged.unit.outline, known).map(Box::new);
                }
                (judged, Some(message), None)
            }
        }
    }

    /// Tells who watches that one unit more is done, and what was read of it.
    fn tell(&self, bytes: u64, units: usize) {
        let progress = Progress {
            judged: self.judged.fetch_add(1, Ordering::Relaxed) + 1,
            units,
            bytes_read: self.bytes_read.fetch_add(bytes, Ordering::Relaxed) + bytes,
        };
        if let Some(watch) = self.options.watch {
            watch(progress);
        }
    }

    fn judge(&self, number: usize) -> (Judged, Option<Remembered>) {
        let outline = self.outlines.get(number);
        let unit = unit::read(outline, self.options.files(), &self.identities.texts);
        let mut judged = Judged::unread(unit);
        let unit = &judged.unit;
        let store = self.store.seen_from(number);
        let holding = self.holding(&unit.outline);
        judged.team = holding.team(&unit.outline).map(str::to_owned);
        (judged.identities, judged.clarified) = self.identities.of_unit(unit);
        let views = declared::views(unit);
        judged.declared = declared::collect(unit, &views, &judged.identities, self.library);
        judged.lineage = lineage::trace(
            unit,
            &views,
            &judged.identities,
            &judged.declared,
            self.library,
            &store,
        );
        // Of units with the same weights one is judged; the others only point to it.
        if unit.outline.same_as.is_none() {
            let case = Case {
                unit,
                identities: &judged.identities,
                views: &views,
                declared: &judged.declared,
                lineage: &judged.lineage,
                roles: &holding.roles(&self.options.roles),
                answers: &holding.answers(&unit.outline),
                library: self.library,
                store: &store,
            };
            judged.findings = rules::check(&case);
            holding.apply(&case, &mut judged.findings);
        }
        if self.options.index {
            let known = Known::of(unit, &judged.identities, || judged.declared.clone());
            judged.for_others = OtherModel::of(&unit.outline, known).map(Box::new);
        }
        judged.bytes_read = unit.documents.iter().map(|document| document.bytes_read).sum();
        let kept = self.keys.as_ref().and_then(|keys| {
            judged.digests = recall::digests(&judged.unit);
            keys.remembered(number, &judged, &store, &holding)
        });
        for document in &mut judged.unit.documents {
            empty_text(&mut document.content);
        }
        (judged, kept)
    }
}

/// Drops the text and keeps what is known about it.
fn empty_text(content: &mut Content) {
    match content {
        Content::Text(text) => *text = Arc::new(text.emptied().into()),
        Content::Card(card) => card.empty(),
        Content::Config(_) | Content::Unreadable(_) => {}
    }
}
