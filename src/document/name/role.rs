//! What the terms in a document apply to, as its name and its folders say.

use super::{
    contains_any,
    endings::{self, Class},
    fold, is_break,
};
use crate::document::{AppliesTo, DocumentKind};

/// Words for the models that licenses are most often named after, without their digits. A hint for one
/// file among several, not a list of what licscan knows.
const MODEL_NAMES: &[&str] = &[
    "aquila",
    "baichuan",
    "bloom",
    "bluelm",
    "chatglm",
    "codegeex",
    "deepseek",
    "falcon",
    "flux",
    "gemma",
    "glm",
    "hunyuan",
    "internlm",
    "kolors",
    "llama",
    "minicpm",
    "mistral",
    "mixtral",
    "moss",
    "phi",
    "qianwen",
    "qwen",
    "sd",
    "sdxl",
    "skywork",
    "starcoder",
    "sv3d",
    "svd",
    "telechat",
    "tongyi",
    "whisper",
    "yi",
    "yuan",
];

/// Folders that hold what others made, beside those whose name says "third party".
const FOREIGN_FOLDERS: &[&str] =
    &["node_modules", "site-packages", "submodules", "vendor", "vendored"];

/// The role of a document, by its folded name and its folders as they are.
pub(super) fn applies_to(folders: &str, name: &str, kind: DocumentKind) -> AppliesTo {
    if is_third_party(name) || is_below_third_party(folders) {
        return AppliesTo::ThirdParty;
    }
    if kind == DocumentKind::Config {
        return AppliesTo::Weights;
    }
    let folder = fold(folders.rsplit('/').next().unwrap_or(""));
    of_words(name).or_else(|| of_words(&folder)).unwrap_or_else(|| match kind {
        DocumentKind::Policy
        | DocumentKind::Card
        | DocumentKind::Config
        | DocumentKind::Weights => AppliesTo::Weights,
        _ if words(name).any(is_model_name) => AppliesTo::Weights,
        DocumentKind::License | DocumentKind::Notice | DocumentKind::Other => AppliesTo::Unknown,
    })
}

/// The role of `NAME.license`: that of the file `NAME` it stands beside.
pub(super) fn of_sidecar(folders: &str, target: &str) -> AppliesTo {
    if is_third_party(target) || is_below_third_party(folders) {
        return AppliesTo::ThirdParty;
    }
    match endings::class(target) {
        Some(Class::Weights) => AppliesTo::Weights,
        Some(Class::Code) => AppliesTo::Code,
        Some(Class::Data | Class::Prose) => AppliesTo::Data,
        // `qwen3_8b.license`: no ending, the name of a model.
        None => applies_to(folders, target, DocumentKind::License),
    }
}

/// True for names such as `THIRD_PARTY_MODELS.md`.
pub(super) fn begins_with_third_party(name: &str) -> bool {
    name.starts_with("third")
        && third_parties(name)
            .next()
            .is_some_and(|(at, rest)| at == 0 && is_break(rest.bytes().next()))
}

fn is_third_party(name: &str) -> bool {
    third_parties(name).next().is_some() || name.contains("第三方")
}

fn is_below_third_party(folders: &str) -> bool {
    folders.split('/').any(|folder| {
        let folder = fold(folder);
        is_third_party(&folder) || FOREIGN_FOLDERS.contains(&folder.as_ref())
    })
}

/// Where "third party" stands in a name, in all its spellings, and what follows it.
fn third_parties(name: &str) -> impl Iterator<Item = (usize, &str)> {
    ["third", "3rd"].into_iter().flat_map(move |third| {
        name.match_indices(third).filter_map(move |(at, _)| {
            let rest = super::skip_one(&name[at + third.len()..], b"-_. ");
            let rest = rest.strip_prefix("parties").or_else(|| rest.strip_prefix("party"))?;
            Some((at, rest))
        })
    })
}

/// The role that the words of a name give. Weights win over code and data: the terms of
/// `MODEL_AND_CODE_LICENSE` bind the weights too. Output wins over weights: `MODEL_OUTPUT_TERMS`.
fn of_words(name: &str) -> Option<AppliesTo> {
    let has = |test: fn(&str) -> bool| words(name).any(test);
    if has(|word| matches!(word, "output" | "outputs")) || contains_any(name, &["输出", "輸出"])
    {
        return Some(AppliesTo::Output);
    }
    if has(is_word_for_weights)
        || contains_any(name, &["模型", "权重", "權重", "モデル", "모델", "社区", "社區"])
    {
        return Some(AppliesTo::Weights);
    }
    if speaks_of_code(name) || contains_any(name, &["代码", "代碼", "源码", "源碼"]) {
        return Some(AppliesTo::Code);
    }
    if has(|word| matches!(word, "data" | "dataset" | "datasets"))
        || contains_any(name, &["数据", "數據", "データ"])
    {
        return Some(AppliesTo::Data);
    }
    has(|word| matches!(word, "commercial" | "community" | "research"))
        .then_some(AppliesTo::Weights)
}

/// `model`, `weights` and the like, also where words stand together (`modelslicenseagreement`); not the
/// hub of that name.
fn is_word_for_weights(word: &str) -> bool {
    matches!(word, "weight" | "weights" | "checkpoint" | "checkpoints" | "ckpt")
        || word.ends_with("model")
        || (word.starts_with("model") && !word.starts_with("modelscope"))
}

/// `CODE` and `SOURCE` say code, but not in "open source", nor behind the name of a model, which may end
/// in "Code" itself.
fn speaks_of_code(name: &str) -> bool {
    let mut before = "";
    for word in words(name) {
        match word {
            "code" | "sourcecode" | "src" => return true,
            "source" | "sources" if before != "open" => return true,
            _ if is_model_name(word) || word.bytes().any(|byte| byte.is_ascii_digit()) => {
                return false;
            }
            _ => before = word,
        }
    }
    false
}

/// True for `gemma` and `qwen2`.
fn is_model_name(word: &str) -> bool {
    MODEL_NAMES.contains(&word)
        || MODEL_NAMES.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}
