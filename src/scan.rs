//! The pipeline: from the roots that a user names to judged units, handed on one by one.
//!
//! `walk -> outline -> read -> identify -> declared -> lineage -> rules -> policy`, in parallel over units and in
//! chunks, so that a store of 100,000 models needs the memory of one chunk. The order of the units and
//! everything in them is the same for any number of threads. Nothing is printed here.

pub mod guard;
mod identities;
mod index;
pub mod memory;
mod outcome;
mod recall;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use rayon::prelude::*;

use crate::{
    declared,
    document::Content,
    language::Bilingual,
    library::{Library, duty::Role},
    lineage,
    policy::{Holding, Policies},
    rules::{self, Case},
    store::{self, WalkProblem},
    unit::{self, FileMemory, Outline, Unit},
};
use identities::Identities;
use index::ScannedStore;
use memory::{Counts, Memory, Remembered};
pub use outcome::{Judged, Listed, Summary};
use recall::Keys;

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
    let walk = store::walk(roots, threads);
    let outlines = unit::outline(&walk, options.publish, options.files());
    let nothing = Policies::default();
    let pass = Pass::new(&outlines, roots, options, options.policies.unwrap_or(&nothing));
    let chosen: Vec<usize> = (0..outlines.len()).filter(|unit| pass.is_chosen(*unit)).collect();
    if let Some(memory) = options.memory {
        memory.begin(&outlines)?;
    }
    let mut summary = Summary {
        empty_roots: roots
            .iter()
            .filter(|root| !chosen.iter().any(|unit| lies_below(&outlines[*unit], root)))
            .cloned()
            .collect(),
        problems: walk.problems,
        ..Summary::default()
    };

    let pool = workers(threads)?;
    for chunk in chosen.chunks(CHUNK) {
        let known: Vec<(usize, Option<Counts>)> =
            chunk.iter().map(|unit| Ok((*unit, pass.recall(*unit)?))).collect::<io::Result<_>>()?;
        let judged: Vec<_> = pool.install(|| {
            let judge = |(unit, known): &(usize, Option<Counts>)| match known {
                Some(_) => None,
                None => Some(pass.judge_guarded(*unit, chosen.len())),
            };
            known.par_iter().map(judge).collect()
        });
        for ((unit, known), judged) in known.into_iter().zip(judged) {
            if let Some(counts) = known {
                summary.count_remembered(&counts);
                pass.tell(0, chosen.len());
                if let Some(memory) = options.memory {
                    memory.confirm(&outlines[unit])?;
                }
                continue;
            }
            let Some(Outcome { judged, bug, kept }) = judged else { continue };
            if let Some(memory) = options.memory {
                match bug {
                    Some(_) => memory.fail(&outlines[unit])?,
                    None => memory.keep(&outlines[unit], kept)?,
                }
            }
            let path = PathBuf::from(&judged.unit.outline.path);
            summary.bugs.extend(bug.map(|why| WalkProblem { path, message: Bilingual::same(why) }));
            summary.count(&judged);
            sink(judged)?;
        }
    }
    summary.bytes_read += pass.store.bytes_read();
    summary.complete &= summary.problems.is_empty() && summary.bugs.is_empty();
    summary.count_policy(pass.policies);
    Ok(summary)
}

/// The threads that judge units.
pub(crate) fn workers(threads: usize) -> io::Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK_BYTES);
    builder.build().map_err(io::Error::other)
}

/// True where a unit was found below a root.
fn lies_below(outline: &Outline, root: &Path) -> bool {
    let here = root.components().all(|part| part == std::path::Component::CurDir);
    outline.folder.starts_with(root)
        || Path::new(&outline.path).starts_with(root)
        || (here && outline.folder.is_relative())
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
    outlines: &'a [Outline],
    roots: &'a [PathBuf],
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
        outlines: &'a [Outline],
        roots: &'a [PathBuf],
        options: &'a ScanOptions<'a>,
        policies: &'a Policies,
    ) -> Self {
        let library = Library::embedded();
        let identities = Arc::new(Identities::with_words_of(policies.clarifications()));
        Self {
            keys: Keys::of(outlines, roots, options, policies),
            outlines,
            roots,
            options,
            policies,
            library,
            store: ScannedStore::new(outlines, library, Arc::clone(&identities), options.files()),
            identities,
            judged: AtomicUsize::new(0),
            bytes_read: AtomicU64::new(0),
        }
    }

    /// The policies that hold for a unit: those of the innermost root above it.
    fn holding(&self, outline: &Outline) -> Holding<'_> {
        let roots = self.roots.iter().enumerate().filter(|(_, root)| lies_below(outline, root));
        let root = roots.max_by_key(|(_, root)| root.components().count());
        self.policies.below(root.map_or(0, |(number, _)| number))
    }

    /// True for a unit of the team that was asked for.
    fn is_chosen(&self, number: usize) -> bool {
        let outline = &self.outlines[number];
        self.options.team.is_none_or(|team| self.holding(outline).team(outline) == Some(team))
    }

    /// Judges one of so many units. Where licscan itself fails, it stays unread and the scan goes on.
    fn judge_guarded(&self, number: usize, units: usize) -> Outcome {
        let outcome = match guard::guard(|| self.judge(number)) {
            Ok((judged, kept)) => Outcome { judged, bug: None, kept },
            Err(message) => {
                let outline = self.outlines[number].clone();
                let judged = Judged::unread(Unit { outline, documents: Vec::new() });
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
        let unit = unit::read(self.outlines[number].clone(), self.options.files());
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
        Content::Text(text) => text.text = String::new(),
        Content::Card(card) => card.text.text = String::new(),
        Content::Config(_) | Content::Unreadable(_) => {}
    }
}

#[cfg(test)]
mod tests;
