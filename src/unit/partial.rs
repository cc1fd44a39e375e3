//! Whether a snapshot of a cache is only partly here. What was not downloaded is not missing: a cache
//! holds what a program asked for, and the license lies unread on the Hub.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Outline, markers};
use crate::{
    document::Card,
    language::{Bilingual, both},
    store::Entry,
};

/// The most bytes of an index of weights; the largest in use have some ten.
const LARGEST_INDEX: u64 = 64 << 20;

/// An index of shards: for each tensor the file that it is in. Source: transformers,
/// `utils/hub.py`, `get_checkpoint_shard_files`.
#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

/// Why the files of a snapshot are not all here, as its own files tell.
pub(super) fn by_files(files: &[Entry]) -> Option<Bilingual> {
    if !files.iter().any(|entry| entry.below.eq_ignore_ascii_case("README.md")) {
        return Some(both!("README.md is not here", "缺少 README.md"));
    }
    let here: BTreeSet<&str> = files.iter().map(|entry| entry.below.as_str()).collect();
    files.iter().filter(|entry| entry.below.ends_with(".index.json")).find_map(|entry| {
        let bytes = markers::small(entry, LARGEST_INDEX)?;
        let index: Index = serde_json::from_slice(&bytes).ok()?;
        let folder = entry.below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let shards: BTreeSet<&String> = index.weight_map.values().collect();
        let missing = shards.into_iter().find(|shard| {
            let path =
                if folder.is_empty() { (*shard).clone() } else { format!("{folder}/{shard}") };
            !here.contains(path.as_str())
        })?;
        Some(both!("{} is named by {} and is not here", "缺少 {}（{} 提及）", missing, entry.below))
    })
}

/// Why the files of a snapshot are not all here, as a link of its card tells.
pub(super) fn by_card(outline: &Outline, card: &Card) -> Option<Bilingual> {
    let of_field = card.scalars("license_link").into_iter().map(|link| link.value.as_str());
    let of_body = card
        .passages()
        .iter()
        .flat_map(|passage| passage.links.iter().map(|(_, target)| target.as_str()));
    of_field.chain(of_body).find_map(|target| {
        let path = relative(target)?;
        let is_here = outline.files.iter().any(|entry| {
            entry
                .below
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        (!is_here).then(|| {
            both!(
                "{} is linked by README.md and is not here",
                "缺少 {}（README.md 中有链接）",
                path
            )
        })
    })
}

/// The path in a link to a file beside the card.
fn relative(target: &str) -> Option<&str> {
    let path = target.split(['#', '?']).next()?.trim();
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let is_elsewhere = path.is_empty()
        || path.starts_with(['/', '<'])
        || path.contains([':', '\\', '%'])
        || path.split('/').any(|part| part == "..");
    // "www.example.org" is an address whose writer left out the scheme; a file has its name's ending.
    (!is_elsewhere && !path.starts_with("www.")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_beside_the_card_count() {
        assert_eq!(relative("./LICENSE.md#terms"), Some("LICENSE.md"));
        assert_eq!(relative("assets/a.png"), Some("assets/a.png"));
        for elsewhere in [
            "https://x.org/LICENSE",
            "#usage",
            "/acme/x",
            "../LICENSE",
            "mailto:a@b.c",
            "www.x.org",
            "",
        ] {
            assert_eq!(relative(elsewhere), None, "{elsewhere}");
        }
    }
}
