#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::*;
use crate::document::SharedTexts;

const GENERATED_CARD: &str =
    "---\nbase_model: a/b\nlibrary_name: peft\n---\n# Model Card\n[More Information Needed]\n";
const MODEL_CARD: &str = "---\nbase_model: a/b\n---\n# Derived\n";
const CONFIG: &str = r#"{"model_type": "llama", "architectures": ["LlamaForCausalLM"]}"#;

/// A folder for one test, gone with it.
struct Store(TempDir);

impl Store {
    /// Files with some content that says nothing.
    fn of(files: &[&str]) -> Self {
        let store = Self(TempDir::new().unwrap());
        for below in files {
            store.put(below, below);
        }
        store
    }

    fn put(&self, below: &str, content: &str) {
        let file = self.at(below);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    fn at(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn outlines(&self, root: &str, publish: bool) -> Vec<Outline> {
        outline(crate::store::walk(&[self.at(root)]).roots, publish, None).iter().collect()
    }

    /// For each unit below `root` its folder and full name.
    fn names(&self, root: &str) -> Vec<String> {
        self.outlines(root, false)
            .into_iter()
            .map(|outline| {
                let folder = outline.below_root.clone();
                format!("{folder} = {}", Unit { outline, documents: Vec::new() }.full_name())
            })
            .collect()
    }

    /// For each unit below `root` its folder.
    fn folders(&self, root: &str) -> Vec<String> {
        self.outlines(root, false).into_iter().map(|outline| outline.below_root).collect()
    }
}

fn below_of(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.below.as_str()).collect()
}

#[test]
fn one_folder_with_weights_is_a_model() {
    let store = Store::of(&[
        "models/acme-13b/model.safetensors",
        "models/acme-13b/LICENSE",
        "models/acme-13b/a/x",
    ]);
    let outlines = store.outlines("models", false);
    let [unit] = &outlines[..] else { panic!("{outlines:#?}") };
    assert_eq!(unit.path, format!("{}/acme-13b", store.at("models").display()));
    assert_eq!(
        (unit.below_root.as_str(), unit.folder.clone()),
        ("acme-13b", store.at("models/acme-13b"))
    );
    assert_eq!((unit.name.as_str(), unit.name_chosen, &unit.owner), ("acme-13b", true, &None));
    assert_eq!((unit.kind, unit.layout), (UnitKind::Model, Layout::Folder));
    assert_eq!(below_of(&unit.files), ["LICENSE", "a/x", "model.safetensors"]);
    assert_eq!((&unit.partial, &unit.same_as), (&None, &None));
    assert!(unit.files[0].file.ends_with("acme-13b/LICENSE"));
}

#[test]
fn the_root_may_be_the_model() {
    let store = Store::of(&["acme-13b/model.gguf"]);
    let outlines = store.outlines("acme-13b", false);
    assert_eq!(outlines[0].path, store.at("acme-13b").to_string_lossy());
    assert_eq!((outlines[0].below_root.as_str(), outlines[0].name.as_str()), ("", "acme-13b"));
    assert_eq!(below_of(&outlines[0].files), ["model.gguf"]);
    let file = store.outlines("acme-13b/model.gguf", false);
    assert_eq!(file[0].folder, store.at("acme-13b"));
}

#[test]
fn paths_are_printed_as_the_root_was_typed() {
    let printed = |typed: &str, folder: &str| outlines::printed(Path::new(typed), folder);
    assert_eq!(printed(".", ""), ".");
    assert_eq!(printed("./", "acme/x"), "acme/x");
    assert_eq!(printed("./models/", "acme/x"), "./models/acme/x");
    assert_eq!(printed("models", ""), "models");
    assert_eq!(printed("/", "x"), "/x");
    assert_eq!(printed("/", ""), "/");
    assert_eq!(printed("..", "x"), "../x");
}

#[test]
fn checkpoints_belong_to_their_model() {
    let store = Store::of(&[
        "m/run/model.safetensors",
        "m/run/checkpoint-500/model.safetensors",
        "m/run/checkpoint-500/optimizer.pt",
        "m/bare/checkpoint-500/model.safetensors",
        "m/bare/checkpoint-1000/model.safetensors",
    ]);
    assert_eq!(store.folders("m"), ["bare", "run"]);
    assert_eq!(store.outlines("m", false)[1].files.len(), 3);
    assert_eq!(store.folders("m/bare"), [""]);
}

#[test]

fn a_checkpoint_with_a_card_of_its_own_is_a_model() {
    let store = Store::of(&["m/run/adapter_config.json"]);
    for (name, card) in [("checkpoint-1", GENERATED_CARD), ("checkpoint-2", MODEL_CARD)] {
        store.put(&format!("m/run/{name}/adapter_config.json"), "{}");
        store.put(&format!("m/run/{name}/README.md"), card);
    }
    assert_eq!(store.folders("m"), ["run", "run/checkpoint-2"]);
}

#[test]
fn a_pipeline_is_one_model_with_its_parts() {
    let store = Store::of(&[
        "m/sd/unet/diffusion_pytorch_model.safetensors",
        "m/sd/vae/model.safetensors",
        "m/sd/vae/Modelfile",
        "m/sd/lora/Modelfile",
    ]);
    let index = r#"{"_class_name": "P", "_diffusers_version": "0.30", "unet": ["diffusers", "U"],
                    "vae": ["diffusers", "V"], "safety_checker": [null, null]}"#;
    store.put("m/sd/model_index.json", index);
    let outlines = store.outlines("m", false);
    assert_eq!(
        store.folders("m"),
        ["sd", "sd/lora"],
        "what is listed is a part whatever lies in it"
    );
    assert_eq!(
        below_of(&outlines[0].files),
        [
            "model_index.json",
            "unet/diffusion_pytorch_model.safetensors",
            "vae/Modelfile",
            "vae/model.safetensors"
        ]
    );
    assert!(Unit { outline: outlines[0].clone(), documents: Vec::new() }.has_file("vae/Modelfile"));
}

#[test]
fn sentence_transformers_list_their_modules() {
    let store = Store::of(&["m/st/2_Normalize/Modelfile", "m/st/other/Modelfile"]);
    let modules = r#"[{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
                      {"idx": 1, "path": "2_Normalize", "type": "sentence_transformers.models.N"}]"#;
    store.put("m/st/modules.json", modules);
    assert_eq!(store.folders("m"), ["st", "st/other"]);
}

#[test]
fn an_adapter_alone_is_a_model_and_inside_one_a_part() {
    let store = Store::of(&["m/lora-a/adapter_config.json", "m/base-x/model.safetensors"]);
    store.put("m/base-x/config.json", CONFIG);
    store.put("m/base-x/adapter-b/adapter_config.json", "{}");
    assert_eq!(store.folders("m"), ["base-x", "lora-a"]);
}

#[test]
fn a_heap_of_weights_takes_no_folder_in() {
    let store = Store::of(&["m/stray.gguf", "m/a-7b/model.safetensors", "m/a-7b/q4/x.gguf"]);
    store.put("m/a-7b/config.json", CONFIG);
    assert_eq!(store.folders("m"), ["", "a-7b"]);
}

#[test]
fn a_bundle_marks_the_folder_that_it_lies_in() {
    let store =
        Store::of(&["m/x-7b/LICENSE", "m/x-7b/X.mlpackage/Data/com.apple.CoreML/model.mlmodel"]);
    assert_eq!(store.folders("m"), ["x-7b"]);
}

#[test]

fn a_configuration_marks_a_model_where_it_names_one() {
    let store = Store::of(&[]);
    store.put("m/a/config.json", CONFIG);
    store.put("m/b/config.json", r#"{"port": 80}"#);
    store.put("m/c/config.json", "{");
    assert_eq!(store.folders("m"), ["a"]);
}

#[test]

fn a_card_marks_a_model_only_where_its_front_matter_does() {
    let store = Store::of(&[]);
    for (name, front) in [
        ("base", "base_model: a/b"),
        ("index", "model-index:\n- name: x"),
        ("library", "library_name: transformers"),
        ("tags", "license: mit\ntags:\n- x"),
        ("empty", "base_model:\nlicense: mit"),
        ("data", "dataset_info:\n  features: []"),
        ("space", "sdk: gradio\ncolorFrom: red"),
    ] {
        store.put(&format!("m/{name}/README.md"), &format!("---\n{front}\n---\n# Title\n"));
    }
    let kinds: Vec<(String, UnitKind)> = store
        .outlines("m", false)
        .into_iter()
        .map(|outline| (outline.below_root, outline.kind))
        .collect();
    let kind = |name: &str, kind| (name.to_owned(), kind);
    assert_eq!(
        kinds,
        [
            kind("base", UnitKind::Model),
            kind("data", UnitKind::Dataset),
            kind("index", UnitKind::Model),
            kind("library", UnitKind::Model),
            kind("space", UnitKind::Space),
        ]
    );
}

#[test]

fn weights_in_a_space_make_no_model() {
    let store = Store::of(&["m/demo/model.onnx"]);
    store.put("m/demo/README.md", "---\ntitle: Demo\nsdk: gradio\n---\n");
    assert_eq!(store.outlines("m", false)[0].kind, UnitKind::Space);
}

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
fn a_clone_inside_a_model_is_another_one() {
    let store =
        Store::of(&["m/x-7b/model.gguf", "m/x-7b/third/model.gguf", "m/x-7b/third/.git/HEAD"]);
    assert_eq!(store.folders("m"), ["x-7b", "x-7b/third"]);
}

#[test]
fn a_name_that_nobody_chose_has_no_owner() {
    let store = Store::of(&["acme-13b/model/model.gguf", "acme-13b/.DS_Store"]);
    let outlines = store.outlines("acme-13b", false);
    assert_eq!((outlines[0].name.as_str(), outlines[0].name_chosen), ("model", false));
    assert_eq!(outlines[0].owner, None);
}

#[test]
fn a_published_root_is_one_model() {
    let store =
        Store::of(&["w/out/README.md", "w/out/weights/model.safetensors", "w/out/sub/Modelfile"]);
    let outlines = store.outlines("w/out", true);
    let folders: Vec<_> = outlines.iter().map(|outline| outline.below_root.as_str()).collect();
    assert_eq!(folders, ["", "sub"]);
    assert_eq!(outlines[0].kind, UnitKind::Model);
    assert_eq!(below_of(&outlines[0].files), ["README.md", "weights/model.safetensors"]);
    store.put("w/docs/LICENSE", "x");
    assert_eq!(store.outlines("w/docs", true)[0].kind, UnitKind::Model);
    fs::create_dir(store.at("w/empty")).unwrap();
    assert_eq!(store.outlines("w/empty", true), []);
}

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

#[test]
fn pointers_to_one_object_are_one_model() {
    let store = Store::of(&["m/d-7b/model.safetensors", "m/e-7b/model.safetensors"]);
    let pointer = |digit: &str| {
        format!(
            "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n",
            digit.repeat(64)
        )
    };
    for (name, digits) in [("a-7b", "12"), ("b-7b", "21"), ("c-7b", "13")] {
        for (number, digit) in digits.chars().enumerate() {
            store.put(&format!("m/{name}/m-{number}.safetensors"), &pointer(&digit.to_string()));
        }
    }
    let same: Vec<Option<String>> =
        store.outlines("m", false).into_iter().map(|outline| outline.same_as).collect();
    let first = Some(format!("{}/a-7b", store.at("m").display()));
    assert_eq!(same, [None, first, None, None, None]);
}

#[test]
fn no_weights_are_nobodys_copy() {
    let store = Store::of(&["m/a-7b/Modelfile", "m/b-7b/Modelfile"]);
    assert!(store.outlines("m", false).iter().all(|outline| outline.same_as.is_none()));
}

#[test]
fn threads_do_not_matter() {
    let store = Store::of(&[]);
    for number in 0..60 {
        store.put(&format!("m/o{}/n{number}/model.gguf", number % 5), "x");
        store.put(&format!("m/o{}/n{number}/LICENSE", number % 5), "x");
    }
    let roots = [store.at("m")];
    let on_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| outline(crate::store::walk(&roots).roots, false, None))
    };
    let one = on_threads(1);
    assert_eq!(one, on_threads(4));
    assert_eq!(one.len(), 60);
    let one: Vec<Outline> = one.iter().collect();
    assert!(one.is_sorted_by(|one, other| one.below_root < other.below_root));
}

#[cfg(unix)]
mod unix {
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
            .map(|unit| {
                (unit.below_root.as_str(), unit.name.as_str(), unit.kind, unit.partial.clone())
            })
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
            Some(
                "model-2-of-2.safetensors is named by model.safetensors.index.json and is not here"
            )
        );
        store.put(&format!("{snapshot}/model-2-of-2.safetensors"), "x");
        assert_eq!(store.outlines("hub", false)[1].partial, None);
    }

    #[test]

    fn a_link_of_the_card_names_what_is_not_here() {
        let store = cache();
        store.put("hub/models--acme--x-7b/blobs/b1", "---\nlicense_link: LICENSE\n---\n# x\n");
        let model = || {
            read(store.outlines("hub", false).remove(1), None, &SharedTexts::default())
                .outline
                .partial
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
        symlink("../../blobs/b1", store.at("hub/models--acme--x-7b/snapshots/bb/README.md"))
            .unwrap();
        let outlines = store.outlines("hub", false);
        assert_eq!(
            outlines[1].same_as.as_ref(),
            Some(&outlines[2].path),
            "the whole one is judged"
        );
    }

    #[test]
    fn a_link_to_weights_elsewhere_makes_a_model() {
        let store = Store::of(&["big.gguf", "m/a-7b/LICENSE"]);
        symlink(store.at("big.gguf"), store.at("m/a-7b/model.gguf")).unwrap();
        assert_eq!(store.folders("m"), ["a-7b"]);
    }
}
