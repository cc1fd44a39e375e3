//! Which folders below a model are parts of it and which are models of their own.

use super::{UnitKind, markers};
use crate::{
    document::{DocumentKind, name::nominate},
    store::File,
};

/// Folders that hold another form of the same weights, as exporters name them.
const FORMS: [&str; 14] = [
    "1_Pooling",
    "2_Dense",
    "coreml",
    "fp16",
    "fp32",
    "gguf",
    "int4",
    "int8",
    "mlx",
    "onnx",
    "openvino",
    "original",
    "tensorrt",
    "tflite",
];
/// Folders that hold parts of a model but are also found elsewhere.
const PARTS: [&str; 3] = ["assets", "tokenizer", "variables"];
/// Files by which another tool knows a model.
const OTHER_CARDS: [&str; 6] = [".mdl", ".msc", "Kitfile", "MLmodel", "Modelfile", "model.yml"];

/// True for `checkpoint-500`, `global_step1000` and their like.
pub(super) fn is_checkpoint(name: &str) -> bool {
    ["checkpoint", "global_step", "step", "epoch", "iter"].iter().any(|word| {
        name.strip_prefix(word).is_some_and(|rest| {
            let number = rest.strip_prefix(['-', '_']).unwrap_or(rest);
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    })
}

/// True for a folder that a tool names so when it writes another form of a model into the model.
pub(super) fn is_form(name: &str) -> bool {
    FORMS.contains(&name)
}

/// The parts that a model lists in `model_index.json` (diffusers) or `modules.json`
/// (sentence-transformers), as folders below it.
pub(super) fn listed(files: &[File]) -> Vec<String> {
    let mut parts = Vec::new();
    for entry in files {
        match markers::name(entry.below) {
            "model_index.json" => {
                let index = markers::json(entry);
                let index = index.as_ref().and_then(|value| value.as_object());
                let is_part = |value: &serde_json::Value| value.is_array();
                parts.extend(
                    index
                        .into_iter()
                        .flatten()
                        .filter(|(_, value)| is_part(value))
                        .map(|(name, _)| name.clone()),
                );
            }
            "modules.json" => {
                let modules = markers::json(entry);
                let modules = modules.as_ref().and_then(|value| value.as_array());
                parts.extend(
                    modules
                        .into_iter()
                        .flatten()
                        .filter_map(|module| module["path"].as_str())
                        .filter(|path| !path.is_empty())
                        .map(str::to_owned),
                );
            }
            _ => {}
        }
    }
    parts
}

/// True where a marked folder with these files belongs to the model above it. `below_parent` is its path below that model,
/// `listed` what the model lists.
pub(super) fn is_component(files: &[File], below_parent: &str, listed: &[String]) -> bool {
    let name = markers::name(below_parent);
    let written_by_a_person =
        || markers::card(files).is_some_and(|card| !markers::is_generated(&card));
    listed.iter().any(|part| part == below_parent)
        || FORMS.contains(&name)
        || PARTS.contains(&name)
        || is_checkpoint(name) && !written_by_a_person()
}

/// True where a marked folder below a model says itself that it is another one. `is_clone` is true where
/// it has a `.git`, `in_flat` where the folder above is only a heap of weights.
pub(super) fn has_own_identity(
    files: &[File],
    kind: UnitKind,
    is_clone: bool,
    in_flat: bool,
) -> bool {
    let has =
        |names: &[&str]| files.iter().any(|entry| names.contains(&markers::name(entry.below)));
    let has_license = || {
        files.iter().any(|entry| {
            nominate(markers::name(entry.below))
                .is_some_and(|nomination| nomination.kind == DocumentKind::License)
        })
    };
    let has_model = || {
        files.iter().any(|entry| {
            markers::name(entry.below) == "config.json" || markers::is_any_weights(entry)
        })
    };
    let has_own_card = || {
        markers::card(files)
            .is_some_and(|card| markers::kind(&card).is_some() && !markers::is_generated(&card))
    };
    is_clone
        || kind != UnitKind::Model
        || has(&OTHER_CARDS)
        || in_flat && !markers::is_flat(files)
        || has_license() && has_model()
        || has_own_card()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_end_in_a_number() {
        for name in ["checkpoint-500", "checkpoint_5", "global_step1000", "epoch3", "iter-01"] {
            assert!(is_checkpoint(name), "{name}");
        }
        for name in ["checkpoint", "checkpoint-", "checkpoint-best", "steps-3", "my-checkpoint-5"] {
            assert!(!is_checkpoint(name), "{name}");
        }
    }
}
