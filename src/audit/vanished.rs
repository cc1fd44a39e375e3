//! Stores that vanished: a root with nothing in it, where there were models the night before.
//!
//! The folder on which a store was mounted is still there when the store is not. To the walk it is a folder
//! without a model, so nothing but the nights before tells that something is wrong.

use std::path::PathBuf;

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

/// Which of these roots, in which nothing was found, had models in the nights before, and what is to be said
/// about each.
pub(super) fn roots(writer: &Writer, empty: &[PathBuf]) -> Result<Vec<WalkProblem>> {
    if empty.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT path FROM unit JOIN stay ON stay.unit = unit.id
        WHERE stay.until IS NULL AND root <> ?";
    let known: Vec<String> = writer.database.list(sql, [POLICY_ROOT], |row| row.get(0))?;
    let vanished = empty.iter().filter_map(|root| {
        let typed = [record::root(&name_text(root.as_os_str()))];
        // Models of others than the team that was asked for are not judged, but they are there.
        if writer.there.iter().any(|path| is_below(path, &typed)) {
            return None;
        }
        let were = known.iter().filter(|path| is_below(path, &typed)).count();
        let message = both!(
            "nothing is there, but the night before had {}: is the store mounted? Where it is meant to be empty, \
             --allow-empty says so",
            "其中为空，而上一次审计时有 {}：存储是否已挂载？若本应为空，请用 --allow-empty",
            counted_in_both(were, &both!("model", "个模型"))
        );
        (were > 0).then(|| WalkProblem { path: root.clone(), message })
    });
    Ok(vanished.collect())
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
