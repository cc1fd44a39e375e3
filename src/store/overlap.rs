//! Roots that are given twice or lie in one another: a file is listed once, by the first root that has
//! it.

use super::{Root, walk::below_text};

/// Takes from each root what an earlier root has.
pub(super) fn keep_first(roots: &mut [Root]) {
    for at in 1..roots.len() {
        let (before, after) = roots.split_at_mut(at);
        let later = &mut after[0];
        for earlier in before.iter() {
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
