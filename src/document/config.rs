//! Configuration files that say where a model comes from.
//!
//! One of these is read for every model of a store, so JSON is read without building a tree: of a large file
//! only the few members that licscan knows are kept.

mod json;
mod merge;

use super::{BaseReference, Config, ConfigRole, ReadError};
use json::{Members, Slim};

/// The most bytes of a configuration file.
const MAX_BYTES: usize = 16 << 20;
/// The most base models that one file may name.
const MAX_BASES: usize = 64;

/// Reads `config.json`, `adapter_config.json`, `mergekit_config.yml` and their like; `name` is the file
/// name.
///
/// # Errors
///
/// Where the file is no JSON or YAML, or too deep.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Config, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge("16 MiB"));
    }
    let name = name.to_ascii_lowercase();
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if matches!(name.as_str(), "mergekit_config.yml" | "mergekit_config.yaml") {
        return merge::parse(text).map_err(ReadError::ConfigBroken);
    }
    let top = json::parse(text).map_err(ReadError::ConfigBroken)?;
    let mut config = match &top {
        Slim::Object(members) if name == "special_tokens_map.json" => {
            Config { special_tokens: special_tokens(members, text), ..Config::default() }
        }
        Slim::Object(members) => facts(members, text),
        _ => Config::default(),
    };
    config.marker = is_marker(&name, &top);
    if name == "adapter_config.json" {
        config.role = ConfigRole::Adapter;
    }
    Ok(config)
}

/// Whether the file alone marks its folder as a model: the strong markers of transformers, diffusers, PEFT,
/// sentence-transformers, timm, Meta's own layout and `ModelScope`.
fn is_marker(name: &str, top: &Slim) -> bool {
    let members = match top {
        Slim::Object(members) => members,
        Slim::List(items) => {
            return name == "modules.json"
                && !items.is_empty()
                && items.iter().all(
                    |item| matches!(item, Slim::Object(module) if is_sentence_transformer(module)),
                );
        }
        _ => return false,
    };
    let all = |keys: &[&str]| keys.iter().all(|key| members.get(key).is_some());
    match name {
        "adapter_config.json" => all(&["peft_type"]),
        "config.json" => {
            ["model_type", "architectures", "_class_name"].iter().any(|key| all(&[key]))
                || all(&["architecture", "pretrained_cfg"])
        }
        "configuration.json" => all(&["framework", "task"]),
        "mlc-chat-config.json" | "modular_model_index.json" => true,
        "model_index.json" => all(&["_class_name"]),
        "params.json" => all(&["dim", "n_layers"]),
        _ => false,
    }
}

fn is_sentence_transformer(module: &Members) -> bool {
    module.text("type").is_some_and(|kind| kind.starts_with("sentence_transformers"))
}

fn facts(members: &Members, text: &str) -> Config {
    let whole = |members: &Members| match members.get("vocab_size") {
        Some(Slim::Number(number)) => Some(*number),
        _ => None,
    };
    let mut config = Config {
        model_type: members.text("model_type").map(str::to_owned),
        vocab_size: whole(members).or_else(|| members.object("text_config").and_then(whole)),
        architectures_line: json::line_of(text, "architectures", ""),
        vocab_size_line: json::line_of(text, "vocab_size", ""),
        quantized: matches!(members.get("quantization_config"), Some(Slim::Object(_))),
        ..Config::default()
    };
    if let Some(Slim::List(names)) = members.get("architectures") {
        let names = names
            .iter()
            .filter_map(|name| if let Slim::Text(name) = name { Some(name) } else { None });
        config.architectures.extend(names.cloned());
    }
    let mut add = |field, value: &str, key: &str, written: &str| {
        let known = config.bases.iter().any(|base| base.value == value && base.field == field);
        if !known && config.bases.len() < MAX_BASES {
            let line = json::line_of(text, key, written);
            config.bases.push(BaseReference { value: value.to_owned(), field, line });
        }
    };
    if let Some(base) =
        members.text("base_model_name_or_path").filter(|base| !base.trim().is_empty())
    {
        let field = "base_model_name_or_path";
        add(field, cached(base).as_deref().unwrap_or(base.trim()), field, base);
    }
    let classes = members.object("auto_map").into_iter().flat_map(Members::all);
    for (class, value) in classes {
        // A list holds the slow and the fast tokenizer, each of which may be null.
        let values =
            if let Slim::List(values) = value { values } else { std::slice::from_ref(value) };
        for value in values {
            if let Slim::Text(value) = value
                && let Some((base, _)) = value.split_once("--")
                && is_hub_name(base)
            {
                add("auto_map", base, class, value);
            }
        }
    }
    if let Some(path) = members.text("_name_or_path") {
        let cached = cached(path);
        let base = cached.as_deref().unwrap_or(path);
        if is_hub_name(base) {
            add("_name_or_path", base, "_name_or_path", path);
        }
    }
    if let Some(license) = members.object("pretrained_cfg").and_then(|timm| timm.text("license")) {
        config.licenses.push((license.to_owned(), json::line_of(text, "license", license)));
    }
    config
}

/// The tokens that `transformers` writes beside a tokenizer: each is a text, or an object whose `content` it is.
fn special_tokens(members: &Members, text: &str) -> Vec<(String, &'static str, u32)> {
    let content = |token: &Slim| match token {
        Slim::Text(token) => Some(token.clone()),
        Slim::Object(token) => token.text("content").map(str::to_owned),
        _ => None,
    };
    let mut found = Vec::new();
    for key in ["bos_token", "eos_token", "pad_token", "additional_special_tokens"] {
        let tokens = match members.get(key) {
            Some(Slim::List(tokens)) => tokens.iter().filter_map(content).collect(),
            Some(token) => content(token).into_iter().collect(),
            None => Vec::new(),
        };
        let place = |token: String| {
            let line = json::line_of(text, key, &token);
            (token, key, line)
        };
        found.extend(tokens.into_iter().map(place));
    }
    found
}

/// The line of a byte, from 1.
fn line_at(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].matches('\n').count() + 1).unwrap_or(u32::MAX)
}

/// True for what can be a repository of a hub, `owner/name` or a bare name, and no path on somebody's disk.
fn is_hub_name(value: &str) -> bool {
    let parts: Vec<&str> = value.split('/').collect();
    parts.len() <= 2
        && parts.iter().all(|part| {
            part.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        })
}

/// The repository whose snapshot in a Hub cache a path names: `.../models--owner--name/snapshots/...`.
fn cached(path: &str) -> Option<String> {
    let folder = path.split(['/', '\\']).find_map(|part| part.strip_prefix("models--"))?;
    let name = folder.replacen("--", "/", 1);
    is_hub_name(&name).then_some(name)
}

#[cfg(test)]
mod tests;
