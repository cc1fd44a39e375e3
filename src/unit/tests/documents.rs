//! The documents of a unit: its own, those above it, and documents without a model.

use super::*;

#[test]
fn documents_without_any_model_are_a_unit_of_their_own() {
    let store =
        Store::of(&["code/LICENSE", "code/src/main.py", "code/third/NOTICE", "none/main.py"]);
    store
        .put("code/README.md", "# Tool\n\nIt runs Llama 3.1 and GPT-2, see `model.safetensors`.\n");
    let outlines = store.outlines("code", false);
    assert_eq!(outlines.len(), 1);
    assert_eq!((outlines[0].kind, outlines[0].below_root.as_str()), (UnitKind::Documents, ""));
    assert_eq!(outlines[0].owner, None);
    assert_eq!(store.outlines("none", false), []);
    store.put("code/models/x-7b/model.gguf", "x");
    assert_eq!(store.folders("code"), ["models/x-7b"], "a model below makes no model of the root");
}

#[test]
fn licenses_above_are_inherited_up_to_the_border() {
    let store = Store::of(&[
        "w/LICENSE",
        "w/zoo/.git/HEAD",
        "w/zoo/NOTICE",
        "w/zoo/README.md",
        "w/zoo/models/LICENSE",
        "w/zoo/models/LICENSES/MIT.txt",
        "w/zoo/models/a-7b/model.gguf",
        "w/zoo/models/b-7b/.git/HEAD",
        "w/zoo/models/b-7b/model.gguf",
        "w/c-7b/model.gguf",
    ]);
    let above: Vec<Vec<String>> = store
        .outlines("w", false)
        .iter()
        .map(|outline| below_of(&outline.above).into_iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(
        above,
        [vec!["../LICENSE"], vec!["../../NOTICE", "../LICENSE", "../LICENSES/MIT.txt"], vec![]]
    );
}

#[test]
fn every_nominated_file_is_read_once() {
    let store = Store::of(&[
        "w/LICENSE",
        "w/x-7b/model.gguf",
        "w/x-7b/unet/README.md",
        "w/x-7b/main.py",
        "w/x-7b/NOTICE",
    ]);
    store.put("w/x-7b/README.md", MODEL_CARD);
    store.put("w/x-7b/config.json", CONFIG);
    let unit = read(store.outlines("w", false).remove(0), None, &SharedTexts::default());
    let read: Vec<_> = unit.documents.iter().map(|d| (d.path.as_str(), d.inherited)).collect();
    assert_eq!(
        read,
        [
            ("../LICENSE", true),
            ("NOTICE", false),
            ("README.md", false),
            ("config.json", false),
            ("unet/README.md", false),
        ]
    );
    assert!(unit.documents[2].card().is_some() && unit.documents[3].config().is_some());
}

#[test]
fn too_many_documents_are_told() {
    let store = Store::of(&["w/x-7b/model.gguf", "w/x-7b/LICENSE"]);
    for number in 100..620 {
        store.put(&format!("w/x-7b/3rd/{number}/LICENSE"), "MIT");
    }
    let unit = read(store.outlines("w", false).remove(0), None, &SharedTexts::default());
    assert_eq!(unit.documents.len(), 501);
    assert!(unit.documents.iter().any(|document| document.path == "LICENSE"));
    let unread: Vec<_> = unit
        .documents
        .iter()
        .filter(|document| matches!(document.content, crate::document::Content::Unreadable(_)))
        .map(|document| document.path.as_str())
        .collect();
    assert_eq!(unread, ["3rd/599/LICENSE"]);
}
