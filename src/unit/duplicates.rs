//! Units with the same weights. A store that shares files by hard links or links, and a clone whose
//! weights are git-lfs pointers, tell that two models are one without a byte of weights being read.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Outline, Outlines, UnitKind, listed::Listed, markers};
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

/// A digest of what tells the weights of a unit from those of others in the same scan.
pub(super) type WeightsDigest = [u8; 16];

/// The digest of the weights among these files; `None` where there are none, or nothing tells.
pub(super) fn digest_here<L: Listed>(kind: UnitKind, files: &[L]) -> Option<WeightsDigest> {
    let mut told = Vec::new();
    for weights in weights(kind, files, key)? {
        match weights {
            Weights::File(device, number) => {
                told.push(0);
                told.extend(device.to_le_bytes());
                told.extend(number.to_le_bytes());
            }
            Weights::Object(object) => {
                told.push(1);
                told.extend((object.len() as u64).to_le_bytes());
                told.extend(object.into_bytes());
            }
        }
    }
    let digest: [u8; 32] = Sha256::digest(told).into();
    digest.first_chunk().copied()
}

/// Marks each unit whose weights all are those of another one: the first by path that is wholly here is
/// judged, or the first of all. `weights` has the digest of each unit.
pub(super) fn mark(outlines: &mut Outlines, weights: &[Option<WeightsDigest>]) {
    let units = weights.iter().enumerate();
    let mut same: Vec<(WeightsDigest, usize)> =
        units.filter_map(|(unit, weights)| Some(((*weights)?, unit))).collect();
    same.sort_unstable();
    for units in same.chunk_by(|one, other| one.0 == other.0).filter(|units| units.len() > 1) {
        let units: Vec<usize> = units.iter().map(|(_, unit)| *unit).collect();
        mark_copies(outlines, &units, &[]);
    }
}

/// The same where other runs have read a part of the models.
pub fn mark_among(outlines: &mut Outlines, elsewhere: &[Elsewhere]) {
    let mut same: BTreeMap<String, (Vec<usize>, Vec<Elsewhere>)> = BTreeMap::new();
    for unit in 0..outlines.len() {
        outlines.set_same_as(unit, None);
        if let Some(weights) = weights_digest(&outlines.get(unit)) {
            same.entry(weights).or_default().0.push(unit);
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

fn mark_copies(outlines: &mut Outlines, here: &[usize], there: &[Elsewhere]) {
    let of = |unit: &usize| outlines.rank(*unit);
    let elsewhere = there.iter().map(|it| (!it.is_whole, it.path.to_owned()));
    let Some((_, judged)) = here.iter().map(of).chain(elsewhere).min() else { return };
    for unit in here {
        if outlines.path(*unit) != judged {
            outlines.set_same_as(*unit, Some(judged.clone()));
        }
    }
}

/// A digest that is equal for two models with the same weights, also in two runs on two machines; `None`
/// where there are none, or nothing tells. A number of a file alone would be the same for other files on
/// another disk, so that its size and the moment of its last change (in nanoseconds) go with it.
pub fn weights_digest(outline: &Outline) -> Option<String> {
    let keys = weights(outline.kind, &outline.files, |entry| key_anywhere(entry, key(entry)?))?;
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
fn weights<L: Listed, K: Ord>(
    kind: UnitKind,
    files: &[L],
    key: impl Fn(&L) -> Option<K>,
) -> Option<Vec<K>> {
    if kind != UnitKind::Model {
        return None;
    }
    let files = files.iter().filter(|file| markers::is_any_weights(*file));
    let mut keys = files.map(key).collect::<Option<Vec<_>>>()?;
    keys.sort();
    (!keys.is_empty()).then_some(keys)
}

fn key(file: &impl Listed) -> Option<Weights> {
    let object = markers::small(file, LARGEST_POINTER).and_then(|bytes| object_of_pointer(&bytes));
    match object {
        Some(object) => Some(Weights::Object(object)),
        None => file.same_file().map(|key| Weights::File(key.device, key.inode)),
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
