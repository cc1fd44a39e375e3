//! Stores that vanished: a root, or a folder below one, with nothing in it where there were models the night before.
//!
//! The folder on which a store or a disk was mounted is still there when what lay on it is not. To the walk it is a
//! folder without a model, so nothing but the nights before tells that something is wrong.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::PathBuf};

use super::{
    error::Result,
    record::{self, POLICY_ROOT},
    write::Writer,
};
use crate::{
    language::both,
    report::text::counted_in_both,
    store::{WalkProblem, name_text},
};

/// From how many units on a folder below a root that lost them all, and is still there, is not taken for tidied
/// up. One unit is what somebody removes from the folder of its owner, which stays behind empty: that is an everyday
/// thing. Who takes away two at once and leaves their folder is asked once; a disk that holds a single model is missed.
const FEWEST: usize = 2;

/// Which stores vanished since the nights before, and what is to be said of each: of these roots, in some of which
/// no unit was found, and of the folders below them.
pub(super) fn stores(
    writer: &Writer,
    roots: &[PathBuf],
    empty: &[PathBuf],
) -> Result<Vec<WalkProblem>> {
    let sql = "SELECT path FROM unit JOIN stay ON stay.unit = unit.id
        WHERE stay.until IS NULL AND root <> ?";
    let mut missing = Vec::new();
    writer.database.list(sql, [POLICY_ROOT], |row| {
        let path: String = row.get(0)?;
        if !writer.there.contains(&path) {
            missing.push(path);
        }
        Ok(())
    })?;
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let typed = |root: &PathBuf| record::root(&name_text(root.as_os_str()));
    let mut vanished = Vec::new();
    for root in empty {
        let below = [typed(root)];
        // Models of others than the team that was asked for are not judged, but they are there.
        if writer.there.iter().any(|path| is_below(path, &below)) {
            continue;
        }
        let were = missing.len();
        missing.retain(|path| !is_below(path, &below));
        let were = were - missing.len();
        if were > 0 {
            let message = both!(
                "nothing is there, but the night before had {}: is the store mounted? Where it is meant to be \
                 empty, --allow-empty says so",
                "其中为空，而上一次审计时有 {}：存储是否已挂载？若本应为空，请用 --allow-empty",
                counted_in_both(were, &both!("model", "个模型"))
            );
            vanished.push(WalkProblem { path: root.clone(), message });
        }
    }
    let roots: Vec<String> = roots.iter().map(typed).collect();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in missing.iter().filter_map(|path| emptied(path, &roots)) {
        *folders.entry(folder).or_default() += 1;
    }
    for (folder, were) in folders.into_iter().filter(|(_, were)| *were >= FEWEST) {
        let message = both!(
            "the folder is empty, but the night before had {} in it: is a disk to be mounted there? Where they were \
             removed, remove the folder too, or --allow-empty says so",
            "文件夹为空，而上一次审计时其中有 {}：是否有磁盘未挂载？若确已移除，请一并删除该文件夹，或用 --allow-empty",
            counted_in_both(were, &both!("model", "个模型"))
        );
        vanished.push(WalkProblem { path: folder.into(), message });
    }
    Ok(vanished)
}

/// The nearest folder to a unit that is gone which is still there, where it lies below a root and is wholly empty.
fn emptied<'a>(unit: &'a str, roots: &[String]) -> Option<&'a str> {
    if !is_below(unit, roots) {
        return None;
    }
    let mut folder = unit;
    while !roots.iter().any(|root| root == folder) {
        match fs::read_dir(folder) {
            Ok(mut entries) => return entries.next().is_none().then_some(folder),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                folder = folder.rsplit_once('/')?.0;
            }
            // The walk has said that it cannot be read.
            Err(_) => return None,
        }
    }
    None
}

/// True for a unit that a walk of these roots would find.
pub(super) fn is_below(path: &str, roots: &[String]) -> bool {
    roots.iter().any(|root| match root.as_str() {
        "." => !path.starts_with('/') && !path.starts_with(".."),
        "/" => path.starts_with('/'),
        root => {
            path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn a_name_that_only_begins_alike_is_not_below() {
        for (path, root, below) in [
            ("models/a", "models", true),
            ("models", "models", true),
            ("models-2/a", "models", false),
            ("a", ".", true),
            ("../a", ".", false),
            ("/a", ".", false),
            ("/a", "/", true),
        ] {
            assert_eq!(is_below(path, &[root.to_owned()]), below, "{path} {root}");
        }
    }
}
