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
    Judged, OtherModel, Progress, ScanOptions, Summary, identities::Identities, in_order::in_order,
    index::ScannedStore, memory::Remembered, recall::Keys, roots::Roots, side_by_side::Done,
    whole::Sum,
};
use crate::{
    language::Bilingual,
    library::Library,
    policy::{Holding, Policies},
    store::WalkProblem,
    unit::{Outline, Outlines},
};

/// What is made of each unit, by the thread that judged it.
type Make<'f, Made> = &'f (dyn Fn(Judged) -> Made + Sync);
/// Whom it is handed on to.
type Sink<'f, Made> = &'f mut dyn FnMut(Made) -> io::Result<()>;

/// The most units that a thread judges side by side before it tells of them.
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
    pub(super) outlines: &'a Outlines,
    pub(super) roots: Roots<'a>,
    pub(super) options: &'a ScanOptions<'a>,
    policies: &'a Policies,
    pub(super) library: &'static Library,
    pub(super) identities: Arc<Identities<'a>>,
    /// Where the scan has a memory.
    pub(super) keys: Option<Keys>,
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
            |job: Vec<(usize, Option<Remembered>)>| {
                let unknown: Vec<usize> = job
                    .iter()
                    .filter(|(_, known)| known.is_none())
                    .map(|(unit, _)| *unit)
                    .collect();
                let mut done = self.judge_side_by_side(&unknown, stop).into_iter();
                let came_of = |(_, known)| match known {
                    Some(known) => Step::Known(known),
                    None => done.next().map_or(Step::Stopped, |done| {
                        Step::Judged(Box::new(self.outcome(done, units, make)))
                    }),
                };
                job.into_iter().map(came_of).collect::<Vec<_>>()
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
    pub(super) fn holding(&self, outline: &Outline) -> Holding<'_> {
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

    /// Makes of one of so many units what is asked for.
    fn outcome<Made>(&self, done: Done, units: usize, make: Make<'_, Made>) -> Outcome<Made> {
        let Done { judged, kept, bug } = done;
        self.tell(judged.bytes_read, units);
        let (path, counted) = (judged.unit.outline.path.clone(), Summary::of(&judged));
        Outcome { path, counted, made: make(judged), bug, kept }
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
}
