//! Roots that are given twice or lie in one another: a file is listed once, by the first root that has
//! it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{
    Files, Place, Root,
    name::{below_text, joined},
};

/// Takes from each root what an earlier root has.
pub(super) fn keep_first(roots: &mut [Root]) {
    let mut places: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (number, root) in roots.iter().enumerate() {
        places.entry(root.real.clone()).or_default().push(number);
    }
    for at in 1..roots.len() {
        let (before, after) = roots.split_at_mut(at);
        let later = &mut after[0];
        for number in related(&places, later, at) {
            let earlier = &before[number];
            if let Ok(way) = later.real.strip_prefix(&earlier.real) {
                let way = below_text(way);
                drop_if(later, earlier, |below| Some(joined(&way, below)));
            } else if let Ok(way) = earlier.real.strip_prefix(&later.real) {
                let way = below_text(way);
                drop_if(later, earlier, |below| rest(below, &way).map(str::to_owned));
            }
        }
    }
}

/// The earlier roots that lie in a root, or in which it lies. A list of roots may have many thousands, of
/// which hardly two are related: to compare each with each would take longer than the scan.
fn related(places: &BTreeMap<PathBuf, Vec<usize>>, root: &Root, number: usize) -> Vec<usize> {
    let around = root.real.ancestors().skip(1).filter_map(|above| places.get(above));
    // Paths are ordered by their parts, so that what lies in a folder follows it.
    let inside = places.range(root.real.clone()..);
    let inside = inside.take_while(|(path, _)| path.starts_with(&root.real)).map(|(_, it)| it);
    let mut earlier: Vec<usize> =
        around.chain(inside).flatten().copied().filter(|it| *it < number).collect();
    earlier.sort_unstable();
    earlier
}

/// Drops from a root what an earlier one has: `earlier_path` says where a path of it would be there.
fn drop_if(root: &mut Root, earlier: &Root, earlier_path: impl Fn(&str) -> Option<String>) {
    root.outside.retain(|link| {
        earlier_path(link).is_none_or(|below| earlier.outside.binary_search(&below).is_err())
    });
    root.snapshots.retain(|snapshot| {
        let has = |below: String| earlier.snapshots.binary_search_by(|it| it.below.cmp(&below));
        earlier_path(&snapshot.below).is_none_or(|below| has(below).is_err())
    });
    let start = std::mem::take(&mut root.start);
    root.folders.retain_mut(|folder| {
        let twin = earlier_path(&folder.below).and_then(|below| earlier.folder(&below));
        if let Some(twin) = twin {
            let names: BTreeSet<&str> = earlier.files_in(twin).map(|file| file.below).collect();
            let place = Place { start: &start, below: &folder.below };
            let left = folder.files.iter(place).filter(|file| !names.contains(file.below));
            let left = Files::pack(left.map(|file| file.unpacked(file.below.to_owned())).collect());
            folder.files = left;
        }
        folder.files.len() > 0
    });
    root.start = start;
}

/// What is left of a path below the folder `way`.
fn rest<'a>(below: &'a str, way: &str) -> Option<&'a str> {
    let rest = below.strip_prefix(way)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
