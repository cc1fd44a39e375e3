//! Units with the same weights. A store that shares files by hard links or links, and a clone whose
//! weights are git-lfs pointers, tell that two models are one without a byte of weights being read.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Outline, UnitKind, markers};
use crate::store::Entry;

/// A pointer is smaller than this. Source: the git-lfs specification, `docs/spec.md`.
const LARGEST_POINTER: u64 = 1024;

/// What two names of one file of weights have in common.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weights {
    File(u64, u64),
    Object(String),
}

/// A model that another run has read, as far as it may be a copy of one of ours.
#[derive(Debug, Clone, Copy)]
pub struct Elsewhere<'a> {
    /// Its path as it was printed.
    pub path: &'a str,
    /// Its [`weights_digest`].
    pub weights: &'a str,
    /// True where it is wholly there.
    pub is_whole: bool,
}

/// Marks each unit whose weights all are those of another one: the first by path that is wholly here is
/// judged, or the first of all.
pub(super) fn mark(outlines: &mut [Outline]) {
    let mut same: BTreeMap<Vec<Weights>, Vec<usize>> = BTreeMap::new();
    for (at, outline) in outlines.iter().enumerate() {
        if let Some(weights) = weights(outline, key) {
            same.entry(weights).or_default().push(at);
        }
    }
    for units in same.values() {
        mark_copies(outlines, units, &[]);
    }
}

/// The same where other runs have read a part of the models.
pub fn mark_among(outlines: &mut [Outline], elsewhere: &[Elsewhere]) {
    let mut same: BTreeMap<String, (Vec<usize>, Vec<Elsewhere>)> = BTreeMap::new();
    for (at, outline) in outlines.iter_mut().enumerate() {
        outline.same_as = None;
        if let Some(weights) = weights_digest(outline) {
            same.entry(weights).or_default().0.push(at);
        }
    }
    for other in elsewhere {
        if let Some((_, there)) = same.get_mut(other.weights) {
            there.push(*other);
        }
    }
    for (here, there) in same.values() {
        mark_copies(outlines, here, there);
    }
}

fn mark_copies(outlines: &mut [Outline], here: &[usize], there: &[Elsewhere]) {
    let of = |at: &usize| (outlines[*at].partial.is_some(), outlines[*at].path.as_str());
    let elsewhere = there.iter().map(|it| (!it.is_whole, it.path));
    let Some((_, judged)) = here.iter().map(of).chain(elsewhere).min() else { return };
    let judged = judged.to_owned();
    for at in here {
        if outlines[*at].path != judged {
            outlines[*at].same_as = Some(judged.clone());
        }
    }
}

/// A digest that is equal for two models with the same weights, also in two runs on two machines; `None`
/// where there are none, or nothing tells. A number of a file alone would be the same for other files on
/// another disk, so that its size and the moment of its last change (in nanoseconds) go with it.
pub fn weights_digest(outline: &Outline) -> Option<String> {
    let keys = weights(outline, |entry| key_anywhere(entry, key(entry)?))?;
    let digest = Sha256::digest(keys.join("\n").as_bytes());
    Some(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(unix)]
fn key_anywhere(entry: &Entry, key: Weights) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    match key {
        Weights::Object(object) => Some(object),
        Weights::File(_, number) => {
            let data = std::fs::metadata(&entry.file).ok()?;
            let (size, second, part) = (data.size(), data.ctime(), data.ctime_nsec());
            Some(format!("file {number} {size} {second}.{part}"))
        }
    }
}

#[cfg(not(unix))]
fn key_anywhere(_entry: &Entry, key: Weights) -> Option<String> {
    match key {
        Weights::Object(object) => Some(object),
        Weights::File(..) => None,
    }
}

/// A key for each file of weights, sorted; `None` where there are none, or one has no key.
fn weights<K: Ord>(outline: &Outline, key: impl Fn(&Entry) -> Option<K>) -> Option<Vec<K>> {
    if outline.kind != UnitKind::Model {
        return None;
    }
    let files = outline.files.iter().filter(|entry| markers::is_any_weights(entry));
    let mut keys = files.map(key).collect::<Option<Vec<_>>>()?;
    keys.sort();
    (!keys.is_empty()).then_some(keys)
}

fn key(entry: &Entry) -> Option<Weights> {
    let object = markers::small(entry, LARGEST_POINTER).and_then(|bytes| object_of_pointer(&bytes));
    match object {
        Some(object) => Some(Weights::Object(object)),
        None => entry.same_file.map(|key| Weights::File(key.device, key.inode)),
    }
}

/// The object that a git-lfs pointer names.
fn object_of_pointer(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.starts_with("version https://") && !text.starts_with("version http://") {
        return None;
    }
    text.lines().find_map(|line| line.strip_prefix("oid sha256:")).map(|oid| oid.trim().to_owned())
}
