//! How names and addresses are compared: what does not count is folded away.
//!
//! `build.rs` folds what it writes with the same functions, so that a lookup is one binary search.

use unicode_normalization::UnicodeNormalization;

/// The longest name or address that is looked at, in bytes.
const LONGEST: usize = 400;

/// A license name without case, blanks, `-`, `_` and punctuation. Full stops and `+` stay: they tell
/// `3.1` from `31` and `openrail++` from `openrail`.
pub(crate) fn name(text: &str) -> String {
    words(&in_one_form(text)).collect()
}

/// The same without the words that names are padded with, and with `v2.0` read as `2.0`.
pub(crate) fn loose_name(text: &str) -> String {
    const PADDING: [&str; 6] = ["the", "license", "licence", "agreement", "version", "under"];
    words(&in_one_form(text))
        .filter(|word| !PADDING.contains(word))
        .map(|word| match word.strip_prefix('v') {
            Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => number,
            _ => word,
        })
        .collect()
}

/// A name in small letters and one form of each letter.
fn in_one_form(text: &str) -> String {
    let text = clip(text);
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkc().flat_map(char::to_lowercase).collect()
    }
}

/// The words of a name: runs of letters, digits, `.` and `+`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '+'))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
}

/// A model's name for comparison with the globs on bare names: small letters, blanks and `_` as `-`.
pub(crate) fn model_name(text: &str) -> String {
    clip(text)
        .trim()
        .chars()
        .map(|c| if c == ' ' || c == '_' { '-' } else { c.to_ascii_lowercase() })
        .collect()
}

/// The last two parts of a path, `owner/name`, or the name alone where it has no owner.
pub(crate) fn model_part(text: &str) -> &str {
    let text = clip(text);
    let start = text.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    &text[start..]
}

/// An address without what does not change where it leads: scheme, `www.`, query, fragment, a slash at
/// the end, case, and the several ways in which the hubs address a file.
pub(crate) fn address(url: &str) -> String {
    let url = clip(url).trim().trim_matches(['<', '>', '"']).to_ascii_lowercase();
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let url = url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/');
    let (host, path) = url.split_once('/').unwrap_or((url, ""));
    let mut parts: Vec<&str> = path.split('/').collect();
    let host = match host {
        "hf.co" | "hf-mirror.com" => "huggingface.co",
        "raw.githubusercontent.com" if parts.len() > 3 => {
            parts.insert(2, "blob");
            "github.com"
        }
        host => host,
    };
    if matches!(host, "github.com" | "huggingface.co" | "gitee.com") && parts.len() > 3 {
        if matches!(parts[2], "raw" | "resolve" | "tree") {
            parts[2] = "blob";
        }
        if parts[2] == "blob" && parts[3] == "master" {
            parts[3] = "main";
        }
    }
    format!("{host}/{}", parts.join("/").trim_end_matches('/'))
}

/// The beginning of a text, cut at a character.
fn clip(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_and_dashes_do_not_count() {
        assert_eq!(name("Apache-2.0"), name("apache 2.0"));
        assert_eq!(name("LLAMA_3.1"), "llama3.1");
        assert_eq!(name("Ｌｌａｍａ　３．１"), "llama3.1");
        assert_eq!(name("《Skywork 模型社区许可协议》"), "skywork模型社区许可协议");
    }

    #[test]
    fn full_stops_count() {
        assert_ne!(name("llama 3.1"), name("llama 31"));
        assert_ne!(name("openrail++"), name("openrail"));
    }

    #[test]
    fn padding_does_not_count_loosely() {
        assert_eq!(loose_name("The Apache License, Version 2.0"), "apache2.0");
        assert_eq!(loose_name("apache-v2.0"), "apache2.0");
        assert_eq!(loose_name("License"), "");
    }

    #[test]
    fn addresses_of_one_file_are_one() {
        let plain = address("https://huggingface.co/Qwen/Qwen2.5-72B/blob/main/LICENSE");
        assert_eq!(plain, "huggingface.co/qwen/qwen2.5-72b/blob/main/license");
        assert_eq!(
            plain,
            address("http://hf.co/Qwen/Qwen2.5-72B/resolve/main/LICENSE?download=true")
        );
        assert_eq!(
            address("https://raw.githubusercontent.com/01-ai/Yi/master/LICENSE"),
            address("https://www.github.com/01-ai/Yi/blob/main/LICENSE/"),
        );
    }

    #[test]
    fn a_long_name_is_cut() {
        assert!(name(&"许".repeat(10_000)).len() <= LONGEST);
    }
}
