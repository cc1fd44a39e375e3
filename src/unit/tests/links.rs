//! Links: copies that share their weights, and the caches of Hugging Face, which are made of them.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn hard_links_and_links_are_one_model() {
    let store = Store::of(&["m/a-7b/model.gguf", "m/b-7b/LICENSE", "m/c-7b/LICENSE"]);
    fs::hard_link(store.at("m/a-7b/model.gguf"), store.at("m/b-7b/other.gguf")).unwrap();
    symlink("../a-7b/model.gguf", store.at("m/c-7b/model.gguf")).unwrap();
    let first = Some(format!("{}/a-7b", store.at("m").display()));
    let same: Vec<_> =
        store.outlines("m", false).into_iter().map(|outline| outline.same_as).collect();
    assert_eq!(same, [None, first.clone(), first]);
}

/// A cache with a model, a dataset and what else lies in one.
fn cache() -> Store {
    let store = Store::of(&[
        "hub/version.txt",
        "hub/models--acme--x-7b/blobs/b1",
        "hub/models--acme--x-7b/refs/main",
        "hub/datasets--acme--d/blobs/b2",
        "hub/spaces--acme--s/blobs/b3",
    ]);
    store.put("hub/models--acme--x-7b/refs/main", "aa");
    for (repository, revision, name, blob) in [
        ("models--acme--x-7b", "aa", "README.md", "b1"),
        ("models--acme--x-7b", "aa", "model.safetensors", "b1"),
        ("models--acme--x-7b", "bb", "model.safetensors", "b1"),
        ("datasets--acme--d", "cc", "README.md", "b2"),
        ("spaces--acme--s", "dd", "README.md", "b3"),
    ] {
        let snapshot = store.at(&format!("hub/{repository}/snapshots/{revision}"));
        fs::create_dir_all(&snapshot).unwrap();
        symlink(format!("../../blobs/{blob}"), snapshot.join(name)).unwrap();
    }
    store
}

#[test]
fn a_cache_holds_models_datasets_and_spaces() {
    let store = cache();
    let outlines = store.outlines("hub", false);
    let told: Vec<_> = outlines
        .iter()
        .map(|unit| (unit.below_root.as_str(), unit.name.as_str(), unit.kind, unit.partial.clone()))
        .collect();
    assert_eq!(
        told,
        [
            ("datasets--acme--d/snapshots/cc", "d", UnitKind::Dataset, None),
            ("models--acme--x-7b/snapshots/aa", "x-7b", UnitKind::Model, None),
            ("spaces--acme--s/snapshots/dd", "s", UnitKind::Space, None),
        ]
    );
    let model = &outlines[1];
    assert_eq!((model.owner.as_deref(), model.name_chosen), (Some("acme"), true));
    assert_eq!(model.layout, Layout::HuggingFaceCache);
    assert_eq!(below_of(&model.files), ["README.md", "model.safetensors"]);
    let root = store.outlines("hub/models--acme--x-7b/snapshots/bb", false);
    assert_eq!((root[0].name.as_str(), root[0].below_root.as_str()), ("x-7b", ""));
    assert_eq!(root[0].partial.as_deref(), Some("README.md is not here"));
}

#[test]
fn an_index_names_the_shards_that_are_not_here() {
    let store = cache();
    let index =
        r#"{"weight_map": {"a": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors"}}"#;
    let snapshot = "hub/models--acme--x-7b/snapshots/aa";
    store.put(&format!("{snapshot}/model.safetensors.index.json"), index);
    store.put(&format!("{snapshot}/model-1-of-2.safetensors"), "x");
    let partial = store.outlines("hub", false)[1].partial.clone();
    assert_eq!(
        partial.as_deref(),
        Some("model-2-of-2.safetensors is named by model.safetensors.index.json and is not here")
    );
    store.put(&format!("{snapshot}/model-2-of-2.safetensors"), "x");
    assert_eq!(store.outlines("hub", false)[1].partial, None);
}

#[test]
fn a_link_of_the_card_names_what_is_not_here() {
    let store = cache();
    store.put("hub/models--acme--x-7b/blobs/b1", "---\nlicense_link: LICENSE\n---\n# x\n");
    let model = || {
        read(store.outlines("hub", false).remove(1), None, &SharedTexts::default()).outline.partial
    };
    assert_eq!(model().as_deref(), Some("LICENSE is linked by README.md and is not here"));
    store.put("hub/models--acme--x-7b/snapshots/aa/LICENSE", "x");
    assert_eq!(model(), None);
}

#[test]
fn two_refs_of_one_cache_share_their_weights() {
    let store = cache();
    store.put("hub/models--acme--x-7b/refs/refs/pr/1", "bb");
    let outlines = store.outlines("hub", false);
    assert_eq!(outlines[2].below_root, "models--acme--x-7b/snapshots/bb");
    assert_eq!(outlines[2].same_as.as_ref(), Some(&outlines[1].path));
    fs::remove_file(store.at("hub/models--acme--x-7b/snapshots/aa/README.md")).unwrap();
    symlink("../../blobs/b1", store.at("hub/models--acme--x-7b/snapshots/bb/README.md")).unwrap();
    let outlines = store.outlines("hub", false);
    assert_eq!(outlines[1].same_as.as_ref(), Some(&outlines[2].path), "the whole one is judged");
}

#[test]
fn a_link_to_weights_elsewhere_makes_a_model() {
    let store = Store::of(&["big.gguf", "m/a-7b/LICENSE"]);
    symlink(store.at("big.gguf"), store.at("m/a-7b/model.gguf")).unwrap();
    assert_eq!(store.folders("m"), ["a-7b"]);
}
