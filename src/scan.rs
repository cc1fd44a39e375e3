//! The pipeline: from the roots that a user names to judged units, handed on one by one.
//!
//! `walk -> outline -> read -> identify -> declared -> lineage -> rules`, in parallel over units and in
//! chunks, so that a store of 100,000 models needs the memory of one chunk. The order of the units and
//! everything in them is the same for any number of threads. Nothing is printed here.

pub mod guard;
mod identities;
mod index;

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
    declared::{self, Declaration},
    document::{Content, Document, ReadError},
    finding::{Finding, Level},
    identify::{Identity, Match, Verdict},
    library::{Library, duty::Role},
    lineage::{self, Lineage, Relation},
    rules::{self, Case},
    store::{self, WalkProblem},
    unit::{self, Outline, Unit},
};
use identities::Identities;
use index::ScannedStore;

/// How many units are judged before the next ones begin: large enough to keep every thread busy, small
/// enough that what waits to be printed stays small.
const CHUNK: usize = 256;

/// Readers of nested formats recurse up to their caps; this leaves them ample room.
const STACK_BYTES: usize = 8 << 20;

/// The rule whose findings make a scan incomplete.
const UNREADABLE_FILE: &str = "unreadable-file";

/// One unit with everything that is known and said about it.
///
/// The texts of its documents are emptied once the rules have run: reports need what was found in a
/// text, never the text itself, and a chunk of units would hold many.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The unit.
    pub unit: Unit,
    /// For each of `unit.documents`, what its text is; `None` where no text was identified.
    pub identities: Vec<Option<Arc<Identity>>>,
    /// What its files say about its license.
    pub declared: Vec<Declaration>,
    /// Where it comes from.
    pub lineage: Lineage,
    /// What is missing.
    pub findings: Vec<Finding>,
    /// Bytes that were read of its files.
    pub bytes_read: u64,
}

/// A document as reports list it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The document.
    pub document: &'a Document,
    /// What it is.
    pub verdict: Verdict,
    /// The licenses found in it.
    pub licenses: &'a [Match],
}

impl Judged {
    /// A unit of which nothing is known yet.
    fn unread(unit: Unit) -> Self {
        let lineage = Lineage { relation: Relation::Unknown, judged_as: None, bases: Vec::new() };
        Self {
            unit,
            identities: Vec::new(),
            declared: Vec::new(),
            lineage,
            findings: Vec::new(),
            bytes_read: 0,
        }
    }

    /// The documents that reports list: every text and card, and of configurations and weights those
    /// that declare a license or could not be read.
    pub fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        self.unit.documents.iter().enumerate().filter_map(|(at, document)| {
            let identity = self.identities.get(at).and_then(Option::as_deref);
            if let Some(identity) = identity {
                return Some(Listed {
                    document,
                    verdict: identity.verdict,
                    licenses: &identity.licenses,
                });
            }
            self.declared
                .iter()
                .any(|declaration| declaration.path == document.path)
                .then_some(Listed { document, verdict: Verdict::Reference, licenses: &[] })
        })
    }
}

/// What a scan is asked to do.
#[derive(Clone)]
pub struct ScanOptions<'a> {
    /// How many threads work; 0 for as many as the machine has.
    pub threads: usize,
    /// What the publisher does with the models.
    pub roles: Vec<Role>,
    /// True for `licscan check`: each root is judged as a model that is about to be published.
    pub publish: bool,
    /// Told after each unit, from any thread, how far the scan is.
    pub watch: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl Default for ScanOptions<'_> {
    fn default() -> Self {
        let roles =
            vec![Role::PublishDerivative, Role::RedistributeOriginal, Role::EnterLeaderboard];
        Self { threads: 0, roles, publish: false, watch: None }
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

/// What a scan came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Units found.
    pub units: usize,
    /// Documents listed.
    pub documents: usize,
    /// Bytes read of all files.
    pub bytes_read: u64,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// Findings that a waiver covers; they count nowhere else.
    pub waived: usize,
    /// False where something could not be looked at.
    pub complete: bool,
    /// What could not be looked at or not whole.
    pub problems: Vec<WalkProblem>,
    /// Units on which licscan itself failed. Each is a bug.
    pub bugs: Vec<WalkProblem>,
    /// Roots below which no unit was found.
    pub empty_roots: Vec<PathBuf>,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            units: 0,
            documents: 0,
            bytes_read: 0,
            errors: 0,
            warnings: 0,
            notes: 0,
            waived: 0,
            complete: true,
            problems: Vec::new(),
            bugs: Vec::new(),
            empty_roots: Vec::new(),
        }
    }
}

impl Summary {
    /// How many findings are at or above a level.
    pub fn at_least(&self, level: Level) -> usize {
        [(Level::Error, self.errors), (Level::Warning, self.warnings), (Level::Note, self.notes)]
            .into_iter()
            .filter(|(of, _)| *of >= level)
            .map(|(_, count)| count)
            .sum()
    }

    /// Adds one judged unit.
    fn count(&mut self, judged: &Judged) {
        self.units += 1;
        self.documents += judged.listed().count();
        self.bytes_read += judged.bytes_read;
        for finding in &judged.findings {
            match finding.level {
                Level::Error => self.errors += 1,
                Level::Warning => self.warnings += 1,
                Level::Note => self.notes += 1,
            }
            self.complete &= finding.rule != UNREADABLE_FILE;
        }
        let problems = judged.unit.documents.iter().filter_map(|document| {
            let message = not_read_whole(document)?;
            Some(WalkProblem { path: PathBuf::from(place(judged, document)), message })
        });
        self.problems.extend(problems);
    }
}

/// The path of a document with the path of its unit before it.
fn place(judged: &Judged, document: &Document) -> String {
    format!("{}/{}", judged.unit.outline.path, document.path)
}

/// Why a document was not read, or not to its end, where that makes the scan incomplete. A broken file
/// that is no license is a matter of the rules; a file that the system refuses is always a gap.
fn not_read_whole(document: &Document) -> Option<String> {
    match &document.content {
        Content::Unreadable(error @ ReadError::Io(_)) => Some(error.to_string()),
        Content::Text(text) if text.cut => {
            Some("longer than the limit; only its head was read".into())
        }
        Content::Card(card) if card.text.cut => {
            Some("longer than the limit; only its head was read".into())
        }
        _ => None,
    }
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
    let outlines = unit::outline(&walk, options.publish);
    let mut summary = Summary {
        empty_roots: roots
            .iter()
            .filter(|root| !outlines.iter().any(|o| lies_below(o, root)))
            .cloned()
            .collect(),
        problems: walk.problems,
        ..Summary::default()
    };

    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK_BYTES)
        .build()
        .map_err(io::Error::other)?;
    let pass = Pass::new(&outlines, options);
    for chunk in pass.numbers().chunks(CHUNK) {
        let judged: Vec<_> =
            pool.install(|| chunk.par_iter().map(|number| pass.judge_guarded(*number)).collect());
        for (judged, bug) in judged {
            let path = PathBuf::from(&judged.unit.outline.path);
            summary.bugs.extend(bug.map(|message| WalkProblem { path, message }));
            summary.count(&judged);
            sink(judged)?;
        }
    }
    summary.bytes_read += pass.store.bytes_read();
    summary.complete &= summary.problems.is_empty() && summary.bugs.is_empty();
    Ok(summary)
}

/// True where a unit was found below a root.
fn lies_below(outline: &Outline, root: &Path) -> bool {
    let here = root.components().all(|part| part == std::path::Component::CurDir);
    outline.folder.starts_with(root)
        || Path::new(&outline.path).starts_with(root)
        || (here && outline.folder.is_relative())
}

/// Everything that the threads of one scan share.
struct Pass<'a> {
    outlines: &'a [Outline],
    options: &'a ScanOptions<'a>,
    library: &'static Library,
    identities: Arc<Identities>,
    store: ScannedStore<'a>,
    judged: AtomicUsize,
    bytes_read: AtomicU64,
}

impl<'a> Pass<'a> {
    fn new(outlines: &'a [Outline], options: &'a ScanOptions<'a>) -> Self {
        let library = Library::embedded();
        let identities = Arc::new(Identities::default());
        Self {
            outlines,
            options,
            library,
            store: ScannedStore::new(outlines, library, Arc::clone(&identities)),
            identities,
            judged: AtomicUsize::new(0),
            bytes_read: AtomicU64::new(0),
        }
    }

    fn numbers(&self) -> Vec<usize> {
        (0..self.outlines.len()).collect()
    }

    /// Judges one unit. Where licscan itself fails, the unit stays unread and the scan goes on.
    fn judge_guarded(&self, number: usize) -> (Judged, Option<String>) {
        let outcome = match guard::guard(|| self.judge(number)) {
            Ok(judged) => (judged, None),
            Err(message) => {
                let outline = self.outlines[number].clone();
                (Judged::unread(Unit { outline, documents: Vec::new() }), Some(message))
            }
        };
        let bytes = outcome.0.bytes_read;
        let progress = Progress {
            judged: self.judged.fetch_add(1, Ordering::Relaxed) + 1,
            units: self.outlines.len(),
            bytes_read: self.bytes_read.fetch_add(bytes, Ordering::Relaxed) + bytes,
        };
        if let Some(watch) = self.options.watch {
            watch(progress);
        }
        outcome
    }

    fn judge(&self, number: usize) -> Judged {
        let unit = unit::read(self.outlines[number].clone());
        let mut judged = Judged::unread(unit);
        let unit = &judged.unit;
        let store = self.store.seen_from(number);
        judged.identities = self.identities.of_unit(unit);
        judged.declared = declared::declarations(unit, &judged.identities, self.library);
        judged.lineage =
            lineage::trace(unit, &judged.identities, &judged.declared, self.library, &store);
        // Of units with the same weights one is judged; the others only point to it.
        if unit.outline.same_as.is_none() {
            judged.findings = rules::check(&Case {
                unit,
                identities: &judged.identities,
                declared: &judged.declared,
                lineage: &judged.lineage,
                roles: &self.options.roles,
                library: self.library,
                store: &store,
            });
        }
        judged.bytes_read = unit.documents.iter().map(|document| document.bytes_read).sum();
        for document in &mut judged.unit.documents {
            empty_text(&mut document.content);
        }
        judged
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
