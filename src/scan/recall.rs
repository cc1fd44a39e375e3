//! When what was kept of a unit still holds: its key, and those of the models that it asked about.

use std::path::PathBuf;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::{
    Judged, ScanOptions,
    index::{ScannedStore, Seen},
    memory::{Asked, Digest, Remembered},
};
use crate::{
    document::{Content, ReadError},
    library::Library,
    policy::{Holding, Met, Policies},
    store::{Fields, Files},
    unit::{Outlines, Unit},
};

/// The key of a unit, and whether it may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    digest: Digest,
    is_firm: bool,
}

/// The keys of all units of a scan that has a memory.
pub(super) struct Keys {
    keys: Vec<Key>,
    /// False where something that a unit meets is not told by what is kept of it.
    may_recall: bool,
}

impl Keys {
    /// The keys of these units; `None` for a scan without a memory.
    pub(super) fn of(
        outlines: &Outlines,
        roots: &[PathBuf],
        options: &ScanOptions<'_>,
        policies: &Policies,
    ) -> Option<Self> {
        let trusts_until = options.memory?.trusts_until();
        let context = context(roots, policies, options);
        let key = |unit| key(&context, outlines, unit, trusts_until);
        let keys = (0..outlines.len()).into_par_iter().map(key).collect();
        // A base that this team does not answer for is read without being judged, and may meet a
        // clarification that only its own record would tell.
        let may_recall = options.team.is_none() || policies.clarifications().is_empty();
        Some(Self { keys, may_recall })
    }

    /// True where what was kept of a unit still holds.
    pub(super) fn hold(&self, number: usize, kept: &Remembered, store: &ScannedStore<'_>) -> bool {
        let key = self.keys[number];
        let answers_the_same =
            |asked: &Asked| match (store.find(&asked.name, number), &asked.found) {
                (None, None) => true,
                // A model that another run has read has no key here.
                (Some(now), Some((path, then))) => self.keys.get(now).is_some_and(|key| {
                    key.is_firm && key.digest == *then && store.path(now) == *path
                }),
                _ => false,
            };
        self.may_recall
            && key.is_firm
            && key.digest == kept.key
            && kept.asked.iter().all(answers_the_same)
    }

    /// What may be kept of a unit that was judged.
    pub(super) fn remembered(
        &self,
        number: usize,
        judged: &Judged,
        seen: &Seen<'_, '_>,
        holding: &Holding<'_>,
    ) -> Option<Remembered> {
        let key = self.keys[number];
        if !key.is_firm || is_fleeting(&judged.unit) || !judged.is_whole() {
            return None;
        }
        let asked = seen.asked().into_iter().map(|(name, found)| {
            let found = match found {
                None => None,
                Some(unit) => {
                    let key = self.keys.get(unit)?;
                    let lasts = key.is_firm && !seen.is_fleeting(unit);
                    Some((seen.path(unit), lasts.then_some(key.digest)?))
                }
            };
            Some(Asked { name, found })
        });
        let asked = asked.collect::<Option<Vec<_>>>()?;
        let clarified = judged.clarified.iter().map(|it| Met::Clarification(it.sha256));
        let met = holding.met().into_iter().chain(clarified).collect();
        Some(Remembered { key: key.digest, asked, met, counts: judged.counts() })
    }
}

/// What holds for a whole scan and is part of every key.
pub(super) fn context(roots: &[PathBuf], policies: &Policies, options: &ScanOptions<'_>) -> Digest {
    let mut hash = Fields::default();
    hash.text(env!("CARGO_PKG_VERSION"));
    hash.text(Library::embedded().digest());
    hash.bytes(&policies.digest());
    hash.number(u64::from(options.publish));
    for role in &options.roles {
        hash.text(&format!("{role:?}"));
    }
    for root in roots {
        hash.path(root);
        // Globs of a policy see where a root really lies.
        hash.path(&root.canonicalize().unwrap_or_default());
    }
    hash.digest()
}

/// The key of a unit: all that is known of it before any of its documents is read.
fn key(context: &Digest, outlines: &Outlines, unit: usize, trusts_until: i64) -> Key {
    let outline = outlines.without_files(unit);
    let mut hash = Fields::default();
    hash.bytes(context);
    for text in [&outline.path, &outline.below_root, &outline.name] {
        hash.text(text);
    }
    hash.path(&outline.folder);
    hash.number(u64::from(outline.name_chosen));
    for text in [&outline.owner, &outline.same_as] {
        hash.optional(text.as_deref());
    }
    hash.optional(outline.partial.as_ref().map(|why| why.en.as_str()));
    hash.text(outline.kind.as_str());
    hash.text(outline.layout.as_str());
    let mut is_firm = true;
    for files in outlines.files(unit) {
        hash.number(files.map_or(0, Files::len) as u64);
        hash.bytes(files.map_or(&[], Files::told));
        let newest = files.map_or(Some(i64::MIN), Files::newest);
        is_firm &= newest.is_some_and(|newest| newest < trusts_until);
    }
    Key { digest: hash.digest(), is_firm }
}

/// True for a unit of which more was read than its own files, so that they do not tell whether it is the
/// same: through a git-lfs pointer an object is read, which may come or go.
pub(super) fn is_fleeting(unit: &Unit) -> bool {
    unit.documents.iter().any(|document| {
        let entries = if document.inherited { &unit.outline.above } else { &unit.outline.files };
        let size = entries.iter().find(|entry| entry.below == document.path).and_then(|it| it.size);
        matches!(&document.content, Content::Unreadable(ReadError::LfsPointer | ReadError::Io(_)))
            || size.is_none_or(|size| document.bytes_read > size)
    })
}

/// For each document of a unit, the SHA-256 of its text.
pub(super) fn digests(unit: &Unit) -> Vec<Option<Digest>> {
    let digest = |text: &str| Sha256::digest(text.as_bytes()).into();
    unit.documents.iter().map(|it| it.text().map(|text| digest(&text.text))).collect()
}
