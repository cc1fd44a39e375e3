//! The pipeline: from the roots that a user names to judged units, handed on one by one.
//!
//! `walk -> outline -> read -> identify -> declared -> lineage -> rules -> policy`, in parallel over units and in
//! chunks, so that a store of 100,000 models needs the memory of one chunk. The order of the units and
//! everything in them is the same for any number of threads. Nothing is printed here.

pub mod guard;
mod identities;
mod index;
mod known;
pub mod memory;
mod others;
mod outcome;
mod recall;
mod roots;
mod shard;
mod whole;

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;

use crate::{
    declared,
    document::Content,
    language::{Bilingual, both},
    library::{Library, duty::Role},
    lineage,
    policy::{Holding, Policies},
    rules::{self, Case},
    store::{self, Walk, WalkProblem},
    unit::{self, FileMemory, Outline, Outlines, Unit},
};
use identities::Identities;
use index::ScannedStore;
pub use known::Known;
use memory::{Memory, Remembered};
pub use others::{IndexWriter, OtherModel, Others};
pub use outcome::{ForMerge, Judged, Listed, Summary};
use recall::Keys;
use roots::Roots;
pub use shard::Shard;
use whole::Sum;

/// How many units are judged before the next ones begin: large enough to keep every thread busy, small
/// enough that what waits to be printed stays small.
const CHUNK: usize = 256;

/// Readers of nested formats recurse up to their caps; this leaves them ample room.
const STACK_BYTES: usize = 8 << 20;

/// What a scan is asked to do.
#[derive(Clone)]
pub struct ScanOptions<'a> {
    /// How many threads work; 0 for as many as the machine has.
    pub threads: usize,
    /// What the publisher does with the models, where the policy says nothing else.
    pub roles: Vec<Role>,
    /// What the house decides.
    pub policies: Option<&'a Policies>,
    /// Only the models for which this team answers.
    pub team: Option<&'a str>,
    /// True for `licscan check`: each root is judged as a model that is about to be published.
    pub publish: bool,
    /// Only the units of this share.
    pub shard: Option<Shard>,
    /// True where other runs judge other units, so that an entry of the policy which met nothing here may
    /// have met something there: nothing is said about it.
    pub is_part: bool,
    /// The models that other runs have read.
    pub others: Option<&'a Others>,
    /// True where [`Judged::for_others`] is wanted.
    pub index: bool,
    /// Once this is set, no unit is begun.
    pub stop: Option<&'a AtomicBool>,
    /// What is known from earlier scans.
    pub memory: Option<&'a dyn Memory>,
    /// Told after each unit, from any thread, how far the scan is.
    pub watch: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl Default for ScanOptions<'_> {
    fn default() -> Self {
        let roles =
            vec![Role::PublishDerivative, Role::RedistributeOriginal, Role::EnterLeaderboard];
        Self {
            threads: 0,
            roles,
            policies: None,
            team: None,
            publish: false,
            shard: None,
            is_part: false,
            others: None,
            index: false,
            stop: None,
            memory: None,
            watch: None,
        }
    }
}

impl<'a> ScanOptions<'a> {
    /// What is known of files from earlier scans.
    fn files(&self) -> Option<&'a dyn FileMemory> {
        self.memory.map(|memory| memory as &dyn FileMemory)
    }
}

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Units judged so far.
    pub judged: usize,
    /// Units in all.
    pub units: usize,
    /// Bytes read so far.
    pub bytes_read: u64,
}

/// Scans the roots, which exist, and hands each judged unit to `sink`, sorted by root and path.
///
/// # Errors
///
/// The first error of `sink`, or that of the system where no thread can be started. What cannot be
/// looked at is no error: it stands in the summary.
pub fn scan(
    roots: &[PathBuf],
    options: &ScanOptions<'_>,
    sink: &mut dyn FnMut(Judged) -> io::Result<()>,
) -> io::Result<Summary> {
    let threads = if options.threads == 0 {
        std::thread::available_parallelism().map_or(1, usize::from)
    } else {
        options.threads
    };
    let pool = workers(threads)?;
    let never = AtomicBool::new(false);
    let stop = options.stop.unwrap_or(&never);
    let nothing = Policies::default();
    let policies = options.policies.unwrap_or(&nothing);
    let (store, Walk { roots: walked, problems }) = pool.install(|| {
        let walk = store::walk_until(roots, stop);
        (whole::digest(&walk.roots, roots, options, policies), walk)
    });
    if let Some(store) = &store
        && let Some(summary) = whole::recall(store, roots, &problems, options, policies)?
    {
        return Ok(summary);
    }
    let mut outlines = pool.install(|| unit::outline(walked, options.publish, options.files()));
    let others = options.others.map(|others| others.without(&outlines)).unwrap_or_default();
    if !others.is_empty() {
        let copies: Vec<_> = others.iter().filter_map(|it| it.as_copy()).collect();
        unit::mark_among(&mut outlines, &copies);
    }
    let pass = pool.install(|| Pass::new(&outlines, &others, roots, options, policies));
    let mut chosen: Vec<usize> = (0..outlines.len()).filter(|unit| pass.is_chosen(*unit)).collect();
    let mut summary = Summary {
        empty_roots: pass.roots.without(chosen.iter().map(|unit| outlines.without_files(*unit))),
        problems,
        ..Summary::default()
    };
    if let Some(shard) = options.shard {
        let all = chosen.len();
        chosen.retain(|unit| shard.has(&outlines.without_files(*unit)));
        summary.elsewhere = all - chosen.len();
    }

    let sum = pass.judge_all(&pool, stop, &chosen, &mut summary, sink)?;
    let whole = sum.and_then(|sum| sum.end(outlines.len(), &summary.empty_roots, roots));
    if let (Some(memory), Some(store), Some(whole)) = (options.memory, store, whole) {
        memory.keep_whole(store, whole);
    }
    if stop.load(Ordering::Relaxed) && (summary.units < chosen.len() || chosen.is_empty()) {
        summary.problems.push(stopped(roots, chosen.len() - summary.units));
        summary.stopped = true;
    }
    summary.for_merge.bytes_of_units = summary.bytes_read;
    summary.for_merge.bases = pass.store.bases();
    summary.bytes_read += pass.store.bytes_read();
    summary.complete &= summary.problems.is_empty() && summary.bugs.is_empty();
    summary.complete &= options.others.is_none_or(|others| others.complete);
    summary.count_policy(pass.policies, options.is_part);
    Ok(summary)
}

/// That a signal ended the scan before so many units were judged.
fn stopped(roots: &[PathBuf], left: usize) -> WalkProblem {
    let path = roots.first().cloned().unwrap_or_default();
    let message = if left == 0 {
        both!("stopped by a signal before its models were known", "收到信号后停止，尚未列出模型")
    } else {
        both!(
            "stopped by a signal, with {} models or documents not looked at",
            "收到信号后停止，尚有 {} 个模型或文档未检查",
            left
        )
    };
    WalkProblem { path, message }
}

/// The threads that judge units.
pub(crate) fn workers(threads: usize) -> io::Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES);
    builder.build().map_err(io::Error::other)
}

/// What came of one unit.
struct Outcome {
    judged: Judged,
    /// What licscan itself failed with.
    bug: Option<String>,
    kept: Option<Remembered>,
}

/// Everything that the threads of one scan share.
struct Pass<'a> {
    outlines: &'a Outlines,
    roots: Roots<'a>,
    options: &'a ScanOptions<'a>,
    policies: &'a Policies,
    library: &'static Library,
    identities: Arc<Identities<'a>>,
    /// Where the scan has a memory.
    keys: Option<Keys>,
    store: ScannedStore<'a>,
    judged: AtomicUsize,
    bytes_read: AtomicU64,
}

impl<'a> Pass<'a> {
    fn new(
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

    /// Judges the units of which not everything is known, in chunks and in their order. Where the scan has a
    /// memory, it gives what all of them add up to.
    fn judge_all(
        &self,
        pool: &rayon::ThreadPool,
        stop: &AtomicBool,
        chosen: &[usize],
        summary: &mut Summary,
        sink: &mut dyn FnMut(Judged) -> io::Result<()>,
    ) -> io::Result<Option<Sum>> {
        let memory = self.options.memory;
        if let Some(memory) = memory {
            memory.begin(self.outlines)?;
        }
        let mut sum = memory.map(|_| Sum::begin(self.outlines));
        for chunk in chosen.chunks(CHUNK) {
            let known: Vec<(usize, Option<Remembered>)> = chunk
                .iter()
                .map(|unit| Ok((*unit, self.recall(*unit)?)))
                .collect::<io::Result<_>>()?;
            let judged: Vec<_> = pool.install(|| {
                let judge = |(unit, known): &(usize, Option<Remembered>)| match known {
                    Some(_) => None,
                    None => self.judge_unless(stop, *unit, chosen.len()),
                };
                known.par_iter().map(judge).collect()
            });
            for ((_, known), judged) in known.into_iter().zip(judged) {
                if let Some(known) = known {
                    self.policies.meet(known.met.iter());
                    summary.count_remembered(1, &known.counts);
                    if let Some(sum) = &mut sum {
                        sum.add(Some(&known));
                    }
                    self.tell(0, chosen.len());
                    continue;
                }
                // Nothing came of a unit before which the scan was stopped.
                let Some(Outcome { judged, bug, kept }) = judged else { continue };
                if let Some(sum) = &mut sum {
                    sum.add(kept.as_ref());
                }
                let path = &judged.unit.outline.path;
                if let Some(memory) = memory {
                    match bug {
                        Some(_) => memory.fail(path)?,
                        None => memory.keep(path, kept)?,
                    }
                }
                let path = PathBuf::from(path);
                let bug = bug.map(|why| WalkProblem { path, message: Bilingual::same(why) });
                summary.bugs.extend(bug);
                summary.count(&judged);
                sink(judged)?;
            }
            if stop.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(sum)
    }

    /// The policies that hold for a unit: those of the innermost root above it.
    fn holding(&self, outline: &Outline) -> Holding<'_> {
        self.policies.below(self.roots.innermost(outline).unwrap_or(0))
    }

    /// True for a unit of the team that was asked for.
    fn is_chosen(&self, number: usize) -> bool {
        self.options.team.is_none_or(|team| {
            let outline = self.outlines.without_files(number);
            self.holding(&outline).team(&outline) == Some(team)
        })
    }

    /// Judges one of so many units, unless the scan was stopped.
    fn judge_unless(&self, stop: &AtomicBool, number: usize, units: usize) -> Option<Outcome> {
        (!stop.load(Ordering::Relaxed)).then(|| self.judge_guarded(number, units))
    }

    /// Judges one of so many units. Where licscan itself fails, it stays unread and the scan goes on.
    fn judge_guarded(&self, number: usize, units: usize) -> Outcome {
        let outcome = match guard::guard(|| self.judge(number)) {
            Ok((judged, kept)) => Outcome { judged, bug: None, kept },
            Err(message) => {
                let outline = self.outlines.get(number);
                let mut judged = Judged::unread(Unit { outline, documents: Vec::new() });
                if self.options.index {
                    let known = self.store.known(number).clone();
                    judged.for_others = OtherModel::of(&judged.unit.outline, known).map(Box::new);
                }
                Outcome { judged, bug: Some(message), kept: None }
            }
        };
        self.tell(outcome.judged.bytes_read, units);
        outcome
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
        Content::Card(card) => card.text.text = String::new(),
        Content::Config(_) | Content::Unreadable(_) => {}
    }
}

#[cfg(test)]
mod tests;
