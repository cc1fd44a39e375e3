//! Whether a store is as it was when an earlier scan saw all of it. The walk alone tells that: what there is to
//! say about units depends on their files, and of no file anything has changed.

use std::{collections::BTreeSet, io, path::PathBuf};

use rayon::prelude::*;

use super::{
    Progress, ScanOptions, Summary,
    memory::{Digest, Remembered, Whole},
    recall,
};
use crate::{
    policy::Policies,
    store::{Fields, Files, Root, WalkProblem},
    unit::{Outlines, remotes_told},
};

/// How many folders one thread looks at.
const CHUNK: usize = 1024;

/// The digest of a store that was walked; `None` where no memory is there to know it, where this run is to judge
/// only a part of it, or where files were changed too shortly ago to trust what the system tells of them.
pub(super) fn digest(
    walked: &[Root],
    roots: &[PathBuf],
    options: &ScanOptions<'_>,
    policies: &Policies,
) -> Option<Digest> {
    let trusts_until = options.memory?.trusts_until();
    if options.team.is_some() || options.shard.is_some() || options.others.is_some() {
        return None;
    }
    let mut hash = Fields::default();
    hash.bytes(&recall::context(roots, policies, options));
    for file in policies.files() {
        hash.text(&file.path);
    }
    for root in walked {
        hash.path(&root.typed);
        hash.path(&root.real);
        let chunks: Vec<Option<Digest>> = root
            .folders
            .par_chunks(CHUNK)
            .map(|folders| {
                let mut hash = Fields::default();
                for folder in folders {
                    hash.text(&folder.below);
                    hash.number(folder.files.len() as u64);
                    hash.bytes(folder.files.told());
                }
                let newest = |files: &Files| files.newest().is_some_and(|it| it < trusts_until);
                folders.iter().all(|folder| newest(&folder.files)).then(|| hash.digest())
            })
            .collect();
        hash.number(chunks.len() as u64);
        for chunk in chunks {
            hash.bytes(&chunk?);
        }
        hash.text(&format!("{:?}{:?}{:?}", root.outside, root.repositories, root.snapshots));
        hash.text(&remotes_told(root));
    }
    Some(hash.digest())
}

/// What the scan comes to, where the store is as an earlier one saw it.
pub(super) fn recall(
    store: &Digest,
    roots: &[PathBuf],
    problems: &[WalkProblem],
    options: &ScanOptions<'_>,
    policies: &Policies,
) -> io::Result<Option<Summary>> {
    let whole = options.memory.map(|memory| memory.recall_whole(store)).transpose()?.flatten();
    let Some(Whole { met, counts, units, empty_roots }) = whole else { return Ok(None) };
    policies.meet(met.iter());
    if let Some(watch) = options.watch {
        watch(Progress { judged: units, units, bytes_read: 0 });
    }
    let mut summary = Summary {
        empty_roots: empty_roots.iter().filter_map(|number| roots.get(*number).cloned()).collect(),
        problems: problems.to_vec(),
        complete: problems.is_empty(),
        ..Summary::default()
    };
    summary.count_remembered(units, &counts);
    summary.count_policy(policies, options.is_part);
    Ok(Some(summary))
}

/// What a scan in which all units are remembered has to keep of the store; nothing where a unit is not
/// remembered, or where files outside the roots had a part in it.
#[derive(Debug)]
pub(super) struct Sum(Option<Whole>);

impl Sum {
    /// That of a scan which has a memory, before the first unit.
    pub(super) fn begin(outlines: &Outlines) -> Self {
        // A root that is itself a model may take its owner from the folder above it.
        let lies_at_a_root = |unit: usize| outlines.without_files(unit).below_root.is_empty();
        let is_told = !(0..outlines.len()).any(lies_at_a_root);
        Self(is_told.then(Whole::default))
    }

    /// Adds the next unit.
    pub(super) fn add(&mut self, unit: Option<&Remembered>) {
        match (&mut self.0, unit) {
            (Some(whole), Some(unit)) => whole.add(unit),
            _ => self.0 = None,
        }
    }

    /// What is to be kept after so many units, where these roots are empty.
    pub(super) fn end(self, units: usize, empty: &[PathBuf], roots: &[PathBuf]) -> Option<Whole> {
        let empty: BTreeSet<&PathBuf> = empty.iter().collect();
        let numbers = roots.iter().enumerate().filter(|(_, root)| empty.contains(root));
        let empty_roots = numbers.map(|(number, _)| number).collect();
        self.0.filter(|whole| whole.units == units).map(|whole| Whole { empty_roots, ..whole })
    }
}
