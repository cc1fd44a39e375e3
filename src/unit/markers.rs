//! What marks a folder as a model. A name decides where it can; a small file is read only where no name
//! does. Weights are known by their names and sizes and are never opened.
//!
//! Sources of the names: the query files and library table of the Hub (hub-docs,
//! `models-download-stats.md`; huggingface.js, `model-libraries.ts`).

use std::{ffi::OsStr, sync::LazyLock};

use memchr::{memmem::Finder, memrchr};
use serde_json::Value;

use super::{UnitKind, listed::Listed};
use crate::document::{Card, Content, DocumentKind, Node, SharedTexts, config, read};

/// Endings of weights that are used for nothing else.
const WEIGHTS: [&str; 10] = [
    "gguf",
    "safetensors",
    "onnx",
    "nemo",
    "dduf",
    "tflite",
    "mlmodel",
    "keras",
    "pdparams",
    "mindir",
];
/// Endings of weights that other files have too.
const WEIGHT_LIKE: [&str; 15] = [
    "bin",
    "pt",
    "pt2",
    "pth",
    "ckpt",
    "h5",
    "hdf5",
    "msgpack",
    "npz",
    "task",
    "litertlm",
    "pdiparams",
    "engine",
    "rknn",
    "mnn",
];
/// Files that only a model has.
const STRONG: [&str; 10] = [
    ".mdl",
    ".msc",
    "Kitfile",
    "MLmodel",
    "Modelfile",
    "adapter_config.json",
    "mergekit_config.yaml",
    "mergekit_config.yml",
    "mlc-chat-config.json",
    "modular_model_index.json",
];
/// Files that make a model where another of them, or weights, stands beside.
const MEDIUM: [&str; 4] = [
    "generation_config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
];
/// What a training run leaves beside its weights.
const TRAINING: [&str; 5] = ["optimizer.", "rng_state", "scaler.", "scheduler.", "training_args."];
/// Below this size a file with the ending of weights may be anything.
const SMALLEST_WEIGHT_LIKE: u64 = 1 << 20;
/// How much of a card is looked at for the keys of a dataset or a Space.
const CARD_HEAD: u64 = 16 << 10;
/// The most bytes of a configuration that is read for a marker.
const LARGEST_CONFIG: u64 = 8 << 20;
/// The most bytes of a list of parts, which are a few thousand in truth.
const LARGEST_INDEX: u64 = 1 << 20;

/// What a folder is marked as, from the files that lie directly in it; `outside` are links in it to files
/// that are named but not opened.
pub(super) fn mark(files: &[impl Listed], outside: &[&str]) -> Option<UnitKind> {
    let by_name = files.iter().any(|entry| is_strong(name(entry.below())) && entry.size() > 0)
        || outside.iter().any(|link| is_weights(name(link)));
    if by_name || is_marked_by_several(files) {
        return Some(kind_with_weights(files));
    }
    if files.iter().any(is_strong_inside) {
        return Some(kind_with_weights(files));
    }
    card(files).and_then(|card| kind(&card))
}

/// True where two files stand side by side that make a model together. Weights of an ambiguous ending are
/// counted as medium too: a second file must stand beside them.
fn is_marked_by_several(files: &[impl Listed]) -> bool {
    let mediums = files.iter().filter(|entry| is_medium(*entry)).count();
    let weight_likes = || files.iter().filter(|entry| is_weight_like(*entry)).count();
    mediums > 1 || mediums == 1 && weight_likes() > usize::from(has_only_weights(files))
}

/// Weights may also lie in a dataset or a Space. Its card says so, and is only parsed where its head has
/// one of the keys.
fn kind_with_weights(files: &[impl Listed]) -> UnitKind {
    static KEYS: LazyLock<[Finder; 4]> = LazyLock::new(|| {
        ["\nsdk:", "\ndataset_info:", "\nsize_categories:", "\ntask_categories:"].map(Finder::new)
    });
    let head = readme(files).and_then(|entry| head(entry, CARD_HEAD));
    let says_more = head.is_some_and(|head| KEYS.iter().any(|key| key.find(&head).is_some()));
    let kind = says_more.then(|| card(files)).flatten().and_then(|card| kind(&card));
    kind.unwrap_or(UnitKind::Model)
}

/// The last part of a path.
pub(super) fn name(path: &str) -> &str {
    memrchr(b'/', path.as_bytes()).map_or(path, |slash| &path[slash + 1..])
}

/// True for the names of files of whose size and key there is always something to know.
pub fn tells_by_size(name: &OsStr) -> bool {
    name.to_str().is_some_and(may_be_weights)
}

/// True for the name of a file that can be weights.
fn may_be_weights(name: &str) -> bool {
    is_weights(name) || has_ending(name, &WEIGHT_LIKE)
}

/// True for the name of a file that can only be weights.
pub(super) fn is_weights(name: &str) -> bool {
    has_ending(name, &WEIGHTS)
}

/// True for weights of the unit, also of an ambiguous ending; what training leaves is none.
pub(super) fn is_any_weights(entry: &impl Listed) -> bool {
    let name = name(entry.below());
    may_be_weights(name)
        && !TRAINING.iter().any(|start| name.starts_with(start))
        && entry.size() > 0
}

/// True where weights are the only marker of a folder: files of several models may lie in it side by
/// side, so that a folder below it is no component of it.
pub(super) fn is_flat(files: &[impl Listed]) -> bool {
    const DESCRIBING: [&str; 7] = [
        "README.md",
        "adapter_config.json",
        "config.json",
        "configuration.json",
        "model_index.json",
        "modules.json",
        "params.json",
    ];
    !files.iter().any(|entry| {
        let name = name(entry.below());
        DESCRIBING.contains(&name) || STRONG.contains(&name)
    })
}

/// The card of a folder, read.
pub(super) fn card(files: &[impl Listed]) -> Option<Card> {
    let readme = readme(files)?;
    let texts = SharedTexts::default();
    match read::read_listed(&readme.on_disk(), readme.listed_size(), DocumentKind::Card, &texts).0 {
        Content::Card(card) => Some(card),
        _ => None,
    }
}

fn readme<L: Listed>(files: &[L]) -> Option<&L> {
    files.iter().find(|entry| name(entry.below()).eq_ignore_ascii_case("README.md"))
}

/// What a card's front matter says that its repository is. `license` and `tags` alone say nothing: code
/// repositories have them too.
pub(super) fn kind(card: &Card) -> Option<UnitKind> {
    let has = |keys: &[&str]| keys.iter().any(|key| card.get(key).is_some_and(is_given));
    if has(&["sdk"]) {
        Some(UnitKind::Space)
    } else if has(&["base_model", "base_model_relation", "model-index", "pipeline_tag"]) {
        Some(UnitKind::Model)
    } else if has(&["dataset_info", "size_categories", "task_categories"]) {
        Some(UnitKind::Dataset)
    } else if has(&["library_name"]) {
        Some(UnitKind::Model)
    } else if has(&["configs"]) {
        Some(UnitKind::Dataset)
    } else {
        has(&["app_file", "colorFrom"]).then_some(UnitKind::Space)
    }
}

/// True for a card that a program wrote and nobody filled in: PEFT and the trainer leave this sentence.
pub(super) fn is_generated(card: &Card) -> bool {
    card.text.text.contains("[More Information Needed]")
}

/// A small JSON file; `None` where it is absent, too large or broken.
pub(super) fn json(entry: &impl Listed) -> Option<Value> {
    serde_json::from_slice(&small(entry, LARGEST_INDEX)?).ok()
}

/// The bytes of a regular file that is no larger than `most`.
pub(super) fn small(entry: &impl Listed, most: u64) -> Option<Vec<u8>> {
    if entry.size() > most { None } else { head(entry, most) }
}

/// The first bytes of a file, `most` at the most; `None` where there is none.
fn head(entry: &impl Listed, most: u64) -> Option<Vec<u8>> {
    // What is no regular file has no size: it is not opened.
    let size = entry.listed_size();
    if size == Some(0) { None } else { read::head(&entry.on_disk(), size, most) }
}

fn is_given(node: &Node) -> bool {
    match node {
        Node::Null => false,
        Node::Scalar(scalar) => !scalar.value.trim().is_empty(),
        Node::Sequence(items) => !items.is_empty(),
        Node::Mapping(pairs) => !pairs.is_empty(),
    }
}

fn ending(name: &str) -> Option<&str> {
    memrchr(b'.', name.as_bytes()).map(|dot| &name[dot + 1..])
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    ending(name)
        .is_some_and(|ending| endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

fn is_strong(name: &str) -> bool {
    is_weights(name) || STRONG.contains(&name) || name == "saved_model.pb"
}

fn is_medium(entry: &impl Listed) -> bool {
    let name = name(entry.below());
    (MEDIUM.contains(&name) || is_medium_weights(entry)) && entry.size() > 0
}

fn is_medium_weights(entry: &impl Listed) -> bool {
    let name = name(entry.below());
    // A git-lfs pointer is small: the name of PyTorch's own weights is enough.
    name.starts_with("pytorch_model") && has_ending(name, &["bin"])
        || is_weight_like(entry) && entry.size() > SMALLEST_WEIGHT_LIKE
}

fn is_weight_like(entry: &impl Listed) -> bool {
    is_any_weights(entry) && !is_weights(name(entry.below()))
}

fn has_only_weights(files: &[impl Listed]) -> bool {
    files.iter().filter(|entry| is_medium(*entry)).all(is_medium_weights)
}

fn is_strong_inside(entry: &impl Listed) -> bool {
    let has = |value: &Value, keys: &[&str]| keys.iter().all(|key| value.get(key).is_some());
    match name(entry.below()) {
        name @ "config.json" => small(entry, LARGEST_CONFIG)
            .and_then(|bytes| config::parse(name, &bytes).ok())
            .is_some_and(|config| config.marker),
        "model_index.json" => json(entry).is_some_and(|value| has(&value, &["_class_name"])),
        "params.json" => json(entry).is_some_and(|value| has(&value, &["dim", "n_layers"])),
        "configuration.json" => {
            json(entry).is_some_and(|value| has(&value, &["framework", "task"]))
        }
        "modules.json" => json(entry).is_some_and(|value| {
            value.as_array().is_some_and(|modules| {
                modules.iter().any(|module| {
                    module["type"]
                        .as_str()
                        .is_some_and(|kind| kind.starts_with("sentence_transformers"))
                })
            })
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Entry;

    fn marked(files: &[(&str, u64)]) -> bool {
        let entries: Vec<Entry> = files
            .iter()
            .map(|(below, size)| Entry {
                file: format!("absent/{below}").into(),
                below: (*below).to_owned(),
                size: Some(*size),
                same_file: None,
            })
            .collect();
        mark(&entries, &[]).is_some()
    }

    #[test]
    fn one_strong_name_is_enough() {
        assert!(marked(&[("a/model.SAFETENSORS", 8)]));
        assert!(marked(&[("a/adapter_config.json", 2)]));
        assert!(marked(&[("mergekit_config.yml", 2)]));
        assert!(!marked(&[("model.gguf", 0)]), "an empty file is no weights");
        assert!(!marked(&[("LICENSE", 900), ("vocab.txt", 9), ("main.py", 9)]));
    }

    #[test]
    fn medium_names_need_a_second_file() {
        assert!(!marked(&[("tokenizer.json", 9)]));
        assert!(marked(&[("tokenizer.json", 9), ("tokenizer_config.json", 9)]));
        assert!(!marked(&[("best.pt", 2 << 20)]));
        assert!(marked(&[("best.pt", 2 << 20), ("tokenizer.json", 9)]));
        assert!(marked(&[("pytorch_model.bin", 130), ("generation_config.json", 9)]));
        assert!(marked(&[("generation_config.json", 9), ("weights.bin", 130)]));
        assert!(!marked(&[("optimizer.pt", 2 << 20), ("tokenizer.json", 9)]));
    }

    #[test]
    fn a_link_to_weights_elsewhere_marks_its_folder() {
        let none: [Entry; 0] = [];
        assert_eq!(mark(&none, &["a/model.gguf"]), Some(UnitKind::Model));
        assert_eq!(mark(&none, &["a/LICENSE"]), None);
    }
}
