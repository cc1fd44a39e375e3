//! The shapes in which files name a model: `owner/name`, an address of a hub, a bare name, a local path.

use std::borrow::Cow;

use crate::declared::{hub, sentence::fold};

/// A model as a file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// `owner/name` or a bare name.
    pub(crate) name: String,
    /// True where it was the last part of a local path, which proves little.
    pub(crate) local: bool,
}

/// Values that stand for no model.
const NO_NAME: &[&str] =
    &["", "none", "null", "n/a", "na", "-", "~", ".", "..", "unknown", "scratch"];
/// Parts of a path that nobody would call a model.
const GENERIC: &[&str] = &[
    "model",
    "models",
    "checkpoint",
    "checkpoints",
    "ckpt",
    "ckpts",
    "output",
    "outputs",
    "final",
    "merged",
    "best",
    "latest",
    "last",
    "hf",
    "weights",
    "snapshots",
    "results",
    "base",
    "data",
    "main",
    "master",
    "export",
    "tmp",
    "cache",
    "hub",
    "saved_model",
    "save",
    "lora",
    "adapter",
    "sft",
    "full",
    "step",
    "epoch",
    "input",
    "home",
    "root",
    "mnt",
    "content",
    "kaggle",
    "workspace",
];
/// Reads a value of a configuration or of a front matter; `None` where it names no model.
pub(crate) fn parse(value: &str) -> Option<Reference> {
    let value = value.trim().trim_matches(['"', '\'', '`']).trim();
    if value.len() > 300 || NO_NAME.iter().any(|none| value.eq_ignore_ascii_case(none)) {
        return None;
    }
    if value.contains("://") || hub::is_on_hub(value) {
        return hub::model_at(value).map(|name| Reference { name, local: false });
    }
    let is_foreign = |it: char| {
        it.is_control() || matches!(it, '[' | ']' | '{' | '}' | '<' | '>' | '|' | '?' | '*')
    };
    if value.contains(is_foreign) {
        return None;
    }
    let path =
        if value.contains('\\') { value.replace('\\', "/").into() } else { Cow::Borrowed(value) };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let drive = path.get(1..2) == Some(":");
    let local = path.starts_with(['/', '.', '~']) || drive || parts.len() > 2;
    if local {
        return local_name(&parts).map(|name| Reference { name, local: true });
    }
    let name = parts.join("/");
    let name = name.split('@').next().unwrap_or_default().trim().to_owned();
    if parts.len() == 2 && GENERIC.contains(&parts[0].to_ascii_lowercase().as_str()) {
        return local_name(&parts[1..]).map(|name| Reference { name, local: true });
    }
    (hub::is_name(&name) && !name.ends_with('/')).then_some(Reference { name, local: false })
}

/// `Qwen-7B` of `/data/models/Qwen-7B/checkpoint-100`; `owner/name` of a path into a hub's cache.
fn local_name(parts: &[&str]) -> Option<String> {
    for part in parts.iter().rev().take(6) {
        if let Some(cached) = part.strip_prefix("models--") {
            return Some(cached.replacen("--", "/", 1));
        }
        let lower = part.to_ascii_lowercase();
        let stem = lower
            .trim_end_matches(|letter: char| letter.is_ascii_digit() || "-_.".contains(letter));
        let hash = lower.len() >= 32 && lower.chars().all(|letter| letter.is_ascii_hexdigit());
        let generic = GENERIC.contains(&lower.as_str()) || GENERIC.contains(&stem);
        if !hash && !generic && hub::is_name(part) && !lower.starts_with('.') {
            return Some((*part).to_owned());
        }
    }
    None
}

/// The part of a name after the owner.
pub(crate) fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The owner of an `owner/name`.
pub(crate) fn owner(name: &str) -> Option<&str> {
    name.split_once('/').map(|(owner, _)| owner)
}

/// True for two owners' names on hubs that are one party's: `Acme-AI` and `AcmeAI`, `AcmeLM` and `Acme`.
pub(crate) fn is_same_owner(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let added =
        ["", "ai", "lm", "llm", "inc", "org", "labs", "lab", "team", "research", "official", "hq"];
    short.chars().count() >= 3
        && long.strip_prefix(&short).is_some_and(|rest| added.contains(&rest))
}

/// Lower-case parts of the last part of a name, between `-`, `_` and blanks.
pub(crate) fn tokens(name: &str) -> Vec<String> {
    split(&lower(name)).into_iter().map(str::to_owned).collect()
}

/// The last part of a name in small letters, without the ending of a file.
fn lower(name: &str) -> String {
    let last = last_part(name);
    let mut lower = if last.is_ascii() { last.to_ascii_lowercase() } else { last.to_lowercase() };
    if !lower.contains('.') {
        return lower;
    }
    for ending in [".gguf", ".safetensors", ".bin", ".pth", ".pt", ".ckpt", ".onnx"] {
        if let Some(stem) = lower.strip_suffix(ending) {
            lower.truncate(stem.len());
        }
    }
    // A level of quantization may follow a dot: `llama-2-7b.Q4_K_M.gguf`.
    if lower.contains(".q") || lower.contains(".iq") {
        lower = lower.replace(".q", "-q").replace(".iq", "-iq");
    }
    lower
}

fn split(lower: &str) -> Vec<&str> {
    lower.split(['-', '_', ' ']).filter(|part| !part.is_empty()).collect()
}

/// True for a word of tools that quantize or convert.
fn is_quantizer(word: &str) -> bool {
    matches!(
        word,
        "gguf"
            | "ggml"
            | "awq"
            | "gptq"
            | "exl2"
            | "exl3"
            | "mlx"
            | "onnx"
            | "openvino"
            | "ov"
            | "int4"
            | "int8"
            | "fp8"
            | "fp4"
            | "nvfp4"
            | "mxfp4"
            | "mxfp8"
            | "w4a16"
            | "w8a8"
            | "w8a16"
            | "w4a8"
            | "4bit"
            | "8bit"
            | "6bit"
            | "5bit"
            | "3bit"
            | "2bit"
            | "bnb"
            | "nf4"
            | "hqq"
            | "aqlm"
            | "quip"
            | "eetq"
            | "marlin"
            | "imatrix"
            | "quantized"
            | "quantised"
            | "quant"
            | "quants"
            | "ct2"
            | "ctranslate2"
            | "coreml"
            | "tensorrt"
            | "autoround"
            | "i1"
            | "rknn"
            | "imat"
            | "mlc"
            | "webgpu"
    )
}

/// True for a word that says that a model was quantized or converted, as a tag or in a name.
pub(crate) fn is_quantization(word: &str) -> bool {
    is_quantizer(word)
        || is_level(word)
        // `quantized.w4a16`
        || word.split_once('.').is_some_and(|(head, tail)| {
            is_quantizer(head) || is_quantizer(tail)
        })
}

/// `q4`, `iq3`, `q8` of names such as `Q4_K_M`.
fn is_level(word: &str) -> bool {
    let digits = word.strip_prefix("iq").or_else(|| word.strip_prefix('q'));
    digits.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
}

/// Where the words of quantization begin at the end of a name; `tokens.len()` where there are none.
fn quantization_start(tokens: &[&str]) -> usize {
    let accessory = |index: usize| {
        let token = tokens[index];
        let next = tokens.get(index + 1).copied();
        matches!(token, "k" | "m" | "s" | "l" | "xs" | "xxs" | "xl" | "0" | "1" | "bit" | "bits")
            || matches!(token, "bf16" | "fp16" | "f16" | "static" | "dynamic" | "g128" | "128g")
            || matches!(token, "sym" | "asym" | "g32" | "g64" | "tq" | "abq" | "a16" | "kv")
            || (next == Some("bit") && token.len() == 1)
    };
    let mut start = tokens.len();
    while start > 1 && (is_quantization(tokens[start - 1]) || accessory(start - 1)) {
        start -= 1;
    }
    let proven = tokens[start..].iter().any(|token| is_quantization(token) || *token == "bit");
    if proven { start } else { tokens.len() }
}

/// True where a name ends in words of quantization: `X-GGUF`, `X-AWQ`, `X-bnb-4bit`, `X-Q4_K_M`.
pub(crate) fn is_quantized_name(name: &str) -> bool {
    let lower = lower(name);
    let tokens = split(&lower);
    quantization_start(&tokens) < tokens.len()
}

/// What two spellings of one model have in common: the last part of the name in lower case, without
/// words of quantization, without the `hf` of conversions and without Meta's old `Meta-` prefix.
pub(crate) fn key(name: &str) -> String {
    let lower = lower(name);
    let mut tokens = split(&lower);
    tokens.truncate(quantization_start(&tokens));
    if tokens.len() > 1 && tokens.last() == Some(&"hf") {
        tokens.pop();
    }
    let first =
        usize::from(tokens.len() > 1 && tokens[0] == "meta" && tokens[1].starts_with("llama"));
    tokens[first..].join("-")
}

/// True where two names are the same but for case and marks, quantization included.
pub(crate) fn same_spelling(one: &str, other: &str) -> bool {
    fold(last_part(one)) == fold(last_part(other))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn one_party_has_several_names() {
        for (one, other, same) in [
            ("Acme-AI", "acmeai", true),
            ("AcmeLM", "Acme", true),
            ("acme", "Acme-Labs", true),
            ("Acme", "acme-fans", false),
            ("OpenAI", "OpenLM", false),
            ("ai", "AiLab", false),
        ] {
            assert_eq!(is_same_owner(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn shapes_of_names() {
        for (value, name, local) in [
            ("Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B", false),
            ("gpt2", "gpt2", false),
            ("Qwen/Qwen2.5-7B@main", "Qwen/Qwen2.5-7B", false),
            ("https://huggingface.co/Qwen/Qwen2.5-7B/tree/main", "Qwen/Qwen2.5-7B", false),
            ("https://www.modelscope.cn/models/Qwen/Qwen2.5-7B/summary", "Qwen/Qwen2.5-7B", false),
            ("/data/models/Qwen-7B", "Qwen-7B", true),
            ("./Qwen-7B/checkpoint-100", "Qwen-7B", true),
            ("C:\\models\\Qwen-7B\\", "Qwen-7B", true),
            (
                "~/.cache/huggingface/hub/models--Qwen--Qwen-7B/snapshots/0123456789abcdef0123456789abcdef01234567",
                "Qwen/Qwen-7B",
                true,
            ),
            ("models/Qwen-7B", "Qwen-7B", true),
        ] {
            let found = parse(value).unwrap();
            assert_eq!((found.name.as_str(), found.local), (name, local), "{value}");
        }
        for value in [
            "",
            "None",
            "/data/output",
            "./checkpoint-500",
            "[More Information Needed]",
            "https://huggingface.co/datasets/a/b",
            "https://github.com/a/b",
            "../final",
            "https://huggingface.co/a/b/blob/main/LICENSE",
            "https://huggingface.co//home/somebody/runs/best",
            "https://huggingface.co/nlp/viewer/?dataset=x",
        ] {
            assert_eq!(parse(value), None, "{value}");
        }
    }

    #[test]
    fn keys_fold_spelling_and_quantization() {
        for (one, other) in [
            ("TheBloke/Llama-2-7B-GGUF", "meta-llama/Llama-2-7b-hf"),
            ("unsloth/llama-3-8b-bnb-4bit", "meta-llama/Meta-Llama-3-8B"),
            ("Qwen2.5_7B_Instruct.Q4_K_M.gguf", "Qwen/Qwen2.5-7B-Instruct.Q4_K_M"),
            ("x/Model-7B-GPTQ-4bit-128g", "Model 7B"),
            ("x/Model-7B-i1-GGUF", "y/Model-7B-4-bit"),
            ("x/Model-7B-quantized.w4a16", "y/Model-7B-FP8-KV"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_ne!(key("Llama-3.1-8B"), key("Llama-3.2-8B"));
        assert!(!is_quantized_name("Acme-7B-v0.1"));
        assert!(!is_quantized_name("gguf"));
        assert!(is_quantized_name("Acme-7B-Q4_K_M"));
    }
}
