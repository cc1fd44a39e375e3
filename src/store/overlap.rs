//! Roots that are given twice or lie in one another: a file is listed once, by the first root that has
//! it.

use std::{collections::BTreeMap, path::PathBuf};

use super::{Root, walk::below_text};

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
                drop_if(later, |list, below| list(earlier, &joined(&way, below)));
            } else if let Ok(way) = earlier.real.strip_prefix(&later.real) {
                let way = below_text(way);
                drop_if(later, |list, below| {
                    rest(below, &way).is_some_and(|below| list(earlier, below))
                });
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

/// Whether a root has a path in one of its lists.
type Lists = fn(&Root, &str) -> bool;

fn drop_if(root: &mut Root, is_listed: impl Fn(Lists, &str) -> bool) {
    root.entries.retain(|entry| {
        !is_listed(
            |root, below| {
                root.entries.binary_search_by(|entry| entry.below.as_str().cmp(below)).is_ok()
            },
            &entry.below,
        )
    });
    root.outside.retain(|link| {
        !is_listed(
            |root, below| root.outside.binary_search_by(|link| link.as_str().cmp(below)).is_ok(),
            link,
        )
    });
    root.snapshots.retain(|snapshot| {
        !is_listed(
            |root, below| {
                root.snapshots.binary_search_by(|other| other.below.as_str().cmp(below)).is_ok()
            },
            &snapshot.below,
        )
    });
}

fn joined(way: &str, below: &str) -> String {
    match (way.is_empty(), below.is_empty()) {
        (true, _) => below.to_owned(),
        (_, true) => way.to_owned(),
        _ => format!("{way}/{below}"),
    }
}

/// What is left of a path below the folder `way`.
fn rest<'a>(below: &'a str, way: &str) -> Option<&'a str> {
    let rest = below.strip_prefix(way)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
