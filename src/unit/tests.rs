//! Which folders are units, what lies in each, and which are copies of one another.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod documents;
#[cfg(unix)]
mod links;
mod owner;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
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
        let roots = [self.at(root)];
        let whole = outline(crate::store::walk(&roots).roots, publish, None);
        let lean = crate::store::walk_until(&roots, tells_by_size, &AtomicBool::new(false));
        let lean = outline(lean.roots, publish, None);
        // Sizes and keys that nobody needs are not asked for: everything else is the same.
        let bare = |mut outline: Outline| {
            for entry in outline.files.iter_mut().chain(&mut outline.above) {
                (entry.size, entry.same_file) = (None, None);
            }
            outline
        };
        assert!(lean.iter().map(bare).eq(whole.iter().map(bare)));
        whole.iter().collect()
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
fn a_clone_inside_a_model_is_another_one() {
    let store =
        Store::of(&["m/x-7b/model.gguf", "m/x-7b/third/model.gguf", "m/x-7b/third/.git/HEAD"]);
    assert_eq!(store.folders("m"), ["x-7b", "x-7b/third"]);
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
