//! Units with the same weights. A store that shares files by hard links or links, and a clone whose
//! weights are git-lfs pointers, tell that two models are one without a byte of weights being read.

use std::collections::BTreeMap;

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

/// Marks each unit whose weights all are those of another one: the first that is wholly here is judged,
/// or the first of all.
pub(super) fn mark(outlines: &mut [Outline]) {
    let mut same: BTreeMap<Vec<Weights>, Vec<usize>> = BTreeMap::new();
    for (at, outline) in outlines.iter().enumerate() {
        if let Some(weights) = weights(outline) {
            same.entry(weights).or_default().push(at);
        }
    }
    for units in same.values() {
        let whole = units.iter().find(|at| outlines[**at].partial.is_none());
        let judged = *whole.unwrap_or(&units[0]);
        let path = outlines[judged].path.clone();
        for at in units.iter().filter(|at| **at != judged) {
            outlines[*at].same_as = Some(path.clone());
        }
    }
}

/// A key for each file of weights, sorted; `None` where there are none, or one has no key.
fn weights(outline: &Outline) -> Option<Vec<Weights>> {
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
