//! The pipeline: from the roots that a user names to judged units, handed on one by one.
//!
//! `walk -> outline -> read -> identify -> declared -> lineage -> rules -> policy`, in parallel over units. Few
//! of them wait to be handed on, so that a store of 100,000 models needs the memory of these few. The order of
//! the units and everything in them is the same for any number of threads. Nothing is printed here.

pub mod guard;
mod identities;
mod in_order;
mod index;
mod known;
pub mod memory;
mod others;
mod outcome;
mod pass;
mod recall;
mod roots;
mod shard;
mod side_by_side;
mod whole;

use std::{
    ffi::OsStr,
    io,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    language::both,
    library::duty::Role,
    policy::Policies,
    store::{self, Walk, WalkProblem},
    unit::{self, FileMemory},
};
pub use known::Known;
use memory::Memory;
pub use others::{IndexWriter, OtherModel, Others};
pub use outcome::{ForMerge, Judged, Listed, Summary};
use pass::Pass;
pub use shard::Shard;

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
    /// Once this is set, no unit is begun beside those that are being judged.
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
    scan_making(roots, options, &|judged| judged, sink)
}

/// The same where only what `make` makes of each unit is handed on. It is called by the thread that judged the unit:
/// there its parts are at hand, and there they are given back.
///
/// # Errors
///
/// As [`scan`].
pub fn scan_making<Made: Send>(
    roots: &[PathBuf],
    options: &ScanOptions<'_>,
    make: &(dyn Fn(Judged) -> Made + Sync),
    sink: &mut dyn FnMut(Made) -> io::Result<()>,
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
        // What an earlier scan found holds for files that are as they were in every respect.
        let asks_for =
            if options.memory.is_some() { |_: &OsStr| true } else { unit::tells_by_size };
        let walk = store::walk_until(roots, asks_for, stop);
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

    let sum = pass.judge_all(&pool, stop, &chosen, &mut summary, make, sink)?;
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
    summary.count_policy(policies, options.is_part);
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

#[cfg(test)]
mod tests;
