//! Whose a unit is, and what it is called.

use super::*;

#[test]
fn a_folder_of_nothing_but_units_names_their_owner() {
    let store = Store::of(&[
        "models/acme/acme-7b/model.gguf",
        "models/acme/acme-13b/model.gguf",
        "models/acme/.DS_Store",
        "models/mixed/x-7b/model.gguf",
        "models/mixed/notes.txt",
        "models/half/y-7b/model.gguf",
        "models/half/docs/x.txt",
        "models/initech__z-7b/model.gguf",
        "models/models--globex--w-7b/model.gguf",
        "models/Qwen3___5/model.gguf",
    ]);
    assert_eq!(
        store.names("models"),
        [
            "Qwen3___5 = Qwen3___5",
            "acme/acme-13b = acme/acme-13b",
            "acme/acme-7b = acme/acme-7b",
            "half/y-7b = y-7b",
            "initech__z-7b = initech/z-7b",
            "mixed/x-7b = x-7b",
            "models--globex--w-7b = globex/w-7b",
        ]
    );
}

#[test]
fn the_folder_above_a_root_is_looked_at_too() {
    let store = Store::of(&[
        "acme/acme-7b/model.gguf",
        "acme/acme-13b/model.gguf",
        "mixed/x-7b/model.gguf",
        "mixed/notes/x.txt",
        "models/y-7b/model.gguf",
    ]);
    assert_eq!(store.names("acme/acme-7b"), [" = acme/acme-7b"]);
    assert_eq!(store.names("acme"), ["acme-13b = acme/acme-13b", "acme-7b = acme/acme-7b"]);
    assert_eq!(store.names("mixed/x-7b"), [" = x-7b"]);
    assert_eq!(store.names("models/y-7b"), [" = y-7b"]);
}

#[test]
fn a_clone_is_named_by_its_remote() {
    let store =
        Store::of(&["w/local/model.gguf", "w/repo/models/a-7b/model.gguf", "w/repo/src/x.py"]);
    let config =
        |url: &str| format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n");
    store.put("w/local/.git/config", &config("https://user:secret@huggingface.co/acme/acme-13b"));
    store.put("w/repo/.git/config", &config("git@github.com:initech/zoo.git"));
    assert_eq!(store.names("w"), ["local = acme/acme-13b", "repo/models/a-7b = initech/a-7b"]);
    assert_eq!(store.names("w/local"), [" = acme/acme-13b"]);
    store.put("w/local/.git/config", &config("https://huggingface.co/datasets/acme/d"));
    assert_eq!(store.outlines("w", false)[0].kind, UnitKind::Dataset);
}

#[test]
fn a_name_that_nobody_chose_has_no_owner() {
    let store = Store::of(&["acme-13b/model/model.gguf", "acme-13b/.DS_Store"]);
    let outlines = store.outlines("acme-13b", false);
    assert_eq!((outlines[0].name.as_str(), outlines[0].name_chosen), ("model", false));
    assert_eq!(outlines[0].owner, None);
}
