//! What somebody has read a file to be. The word of a person goes before that of the program, for the very
//! file that he read: it is bound to the digest of its bytes.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sha2::{Digest as _, Sha256};
use toml::Spanned;

use super::{config::ClarifyEntry, waiver};
use crate::{
    document::{DocumentKind, read},
    finding::{Finding, Place},
    identify::{Identity, Match, Verdict},
    language::both,
    library::Library,
    unit::Unit,
};

/// The largest file that is looked at, in bytes; license texts are far smaller.
const LARGEST: u64 = 64 << 20;

/// A document that a person has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clarified {
    /// The document, relative to the unit.
    pub path: String,
    /// What it is, by id.
    pub license: String,
    /// Who read it.
    pub by: String,
    /// When.
    pub date: String,
    /// The digest of its bytes, by which the entry of the policy knows it.
    pub sha256: [u8; 32],
}

#[derive(Debug)]
struct Entry {
    license: String,
    by: String,
    date: String,
    file: String,
    line: u32,
    met: AtomicBool,
}

/// All clarifications of a scan, by digest.
#[derive(Debug, Default)]
pub struct Clarifications {
    entries: BTreeMap<[u8; 32], Entry>,
}

impl Clarifications {
    /// Adds those of a file; the first about a digest holds.
    pub(super) fn add(
        &mut self,
        file: &str,
        entries: Vec<Spanned<ClarifyEntry>>,
        line: &dyn Fn(usize) -> u32,
    ) {
        for entry in entries {
            let line = line(entry.span().start);
            let ClarifyEntry { sha256, license, by, date } = entry.into_inner();
            self.entries.entry(sha256.0).or_insert_with(|| Entry {
                license: license.0,
                by: by.0,
                date: date.0.to_string(),
                file: file.to_owned(),
                line,
                met: AtomicBool::new(false),
            });
        }
    }

    /// Puts the word of a person in the place of the verdicts about a unit's documents, and says where.
    pub fn apply(&self, unit: &Unit, identities: &mut [Option<Arc<Identity>>]) -> Vec<Clarified> {
        let mut clarified = Vec::new();
        if self.entries.is_empty() {
            return clarified;
        }
        for (document, identity) in unit.documents.iter().zip(identities) {
            if matches!(document.kind, DocumentKind::Config | DocumentKind::Weights) {
                continue;
            }
            let files = if document.inherited { &unit.outline.above } else { &unit.outline.files };
            let file = files.iter().find(|file| file.below == document.path);
            let digest = file.and_then(|file| digest_of(&file.file));
            let Some((sha256, entry)) = digest.and_then(|it| Some((it, self.entries.get(&it)?)))
            else {
                continue;
            };
            entry.met.store(true, Ordering::Relaxed);
            *identity = Some(Arc::new(read_as(&entry.license, identity.as_deref())));
            clarified.push(Clarified {
                path: document.path.clone(),
                license: entry.license.clone(),
                by: entry.by.clone(),
                date: entry.date.clone(),
                sha256,
            });
        }
        clarified
    }

    /// True where nobody has read anything.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry about a digest has met its file.
    pub(super) fn meet(&self, sha256: &[u8; 32]) {
        if let Some(entry) = self.entries.get(sha256) {
            entry.met.store(true, Ordering::Relaxed);
        }
    }

    /// Those of a file that met nothing.
    pub(super) fn unused(&self, file: &str) -> Vec<Finding> {
        let entries = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.file == file && !entry.met.load(Ordering::Relaxed));
        entries
            .map(|(digest, entry)| {
                let head: String = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect();
                let said = both!(
                    "the clarification of {}... as {}",
                    "将 {}… 认定为 {} 的说明",
                    head,
                    entry.license
                );
                waiver::unused(
                    &said,
                    Place { path: file.to_owned(), line: entry.line, snippet: None },
                )
            })
            .collect()
    }
}

/// The identity of a text that a person has read. Where the program says the same, its word stays.
fn read_as(license: &str, said: Option<&Identity>) -> Identity {
    let says_the_same = |said: &&Identity| {
        said.verdict <= Verdict::Equivalent && said.named().eq(std::iter::once(license))
    };
    if let Some(said) = said.filter(says_the_same) {
        return said.clone();
    }
    let family = Library::embedded().license(license).map(|it| it.family.clone());
    let last_line = said.and_then(|said| said.licenses.iter().map(|it| it.lines.1).max());
    let found = Match {
        id: Some(license.to_owned()),
        family: family.unwrap_or_default(),
        verdict: Verdict::Equivalent,
        coverage: 1.0,
        lines: (1, last_line.unwrap_or(1)),
        deviations: Vec::new(),
    };
    Identity { verdict: Verdict::Equivalent, licenses: vec![found] }
}

/// The digest of a file's bytes; `None` for one that is larger than any license text, and for what is no file.
fn digest_of(file: &Path) -> Option<[u8; 32]> {
    let (mut file, _) = read::open(file, None).ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    let mut read = 0;
    loop {
        let count = file.read(&mut buffer).ok()?;
        if count == 0 {
            return Some(hash.finalize().into());
        }
        read += count as u64;
        if read > LARGEST {
            return None;
        }
        hash.update(&buffer[..count]);
    }
}
