//! The few members of a JSON file that licscan knows, read without keeping the others.

use std::fmt;

use super::line_at;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The members that are kept of the top object, sorted.
const KNOWN: [&str; 21] = [
    "_class_name",
    "_name_or_path",
    "additional_special_tokens",
    "architecture",
    "architectures",
    "auto_map",
    "base_model_name_or_path",
    "bos_token",
    "dim",
    "eos_token",
    "framework",
    "model_type",
    "n_layers",
    "pad_token",
    "peft_type",
    "pretrained_cfg",
    "quantization_config",
    "task",
    "text_config",
    "type",
    "vocab_size",
];

/// How deep the values of known members are kept.
const MAX_DEPTH: usize = 3;
/// How many items of a list or members of an object are kept.
const MAX_ITEMS: usize = 1000;
/// The longest text that is kept.
const MAX_TEXT: usize = 4096;

/// A value, as far as it is of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slim {
    /// A text.
    Text(String),
    /// A whole number that is not negative.
    Number(u64),
    /// A list.
    List(Vec<Slim>),
    /// An object.
    Object(Members),
    /// Something else that is not null.
    Other,
    /// Null.
    Null,
}

/// Members of an object, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Members(Vec<(String, Slim)>);

impl Members {
    /// A member that is not null. As in Python, the last of several holds.
    pub(super) fn get(&self, key: &str) -> Option<&Slim> {
        let found = self.0.iter().rev().find(|(name, _)| name == key);
        found.map(|(_, value)| value).filter(|value| **value != Slim::Null)
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        if let Some(Slim::Text(text)) = self.get(key) { Some(text) } else { None }
    }

    pub(super) fn object(&self, key: &str) -> Option<&Members> {
        if let Some(Slim::Object(members)) = self.get(key) { Some(members) } else { None }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Slim)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

/// Reads a file. The number words that Python writes and JSON does not know (`NaN`, `Infinity`) are allowed.
///
/// # Errors
///
/// What is wrong with the JSON, and where.
pub(super) fn parse(text: &str) -> Result<Slim, String> {
    read(text).or_else(|error| {
        let tamed = without_number_words(text).ok_or_else(|| error.to_string())?;
        read(&tamed).map_err(|error| error.to_string())
    })
}

fn read(text: &str) -> serde_json::Result<Slim> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Keep { depth: 0, known_only: true }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// The text with `0` for each number word outside of strings, and every byte at its place; `None` without any.
fn without_number_words(text: &str) -> Option<String> {
    const WORDS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    let mut tamed = String::with_capacity(text.len());
    let mut found = false;
    let mut quoted = false;
    let mut escaped = false;
    let mut skip = 0;
    for (at, letter) in text.char_indices() {
        if skip > 0 {
            skip -= 1;
            tamed.push(' ');
            continue;
        }
        let word =
            if quoted { None } else { WORDS.iter().find(|word| text[at..].starts_with(**word)) };
        if let Some(word) = word {
            found = true;
            skip = word.len() - 1;
            tamed.push('0');
            continue;
        }
        quoted ^= letter == '"' && !escaped;
        escaped = quoted && letter == '\\' && !escaped;
        tamed.push(letter);
    }
    found.then_some(tamed)
}

/// The line, from 1, on which `key` has the text `value`; else the line of the key, else the first.
pub(super) fn line_of(text: &str, key: &str, value: &str) -> u32 {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let (key, value) = (quoted(key), quoted(value));
    let mut of_key = None;
    let mut at = None;
    for (found, _) in text.match_indices(&key) {
        let rest = text[found + key.len()..].trim_start();
        let Some(rest) = rest.strip_prefix(':') else { continue };
        of_key = of_key.or(Some(found));
        let rest = rest.trim_start();
        let start = text.len() - rest.len();
        if rest.starts_with(&value) {
            at = Some(start);
            break;
        }
        if rest.starts_with('[') {
            let list = &rest[..rest.floor_char_boundary(MAX_TEXT)];
            let list = list.split(']').next().unwrap_or_default();
            if let Some(inside) = list.find(&value) {
                at = Some(start + inside);
                break;
            }
        }
    }
    line_at(text, at.or(of_key).unwrap_or_default())
}

/// Reads one value; of the outermost object, or the objects of the outermost list, only what is known.
#[derive(Clone, Copy)]
struct Keep {
    depth: usize,
    known_only: bool,
}

impl<'de> DeserializeSeed<'de> for Keep {
    type Value = Slim;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Slim, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep {
    type Value = Slim;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Slim, A::Error> {
        let mut members = Vec::new();
        let inner = Self { depth: self.depth + 1, known_only: false };
        while let Some(key) = map.next_key::<String>()? {
            let wanted = !self.known_only || KNOWN.binary_search(&key.as_str()).is_ok();
            if wanted && self.depth < MAX_DEPTH && members.len() < MAX_ITEMS {
                members.push((key, map.next_value_seed(inner)?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Slim::Object(Members(members)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Slim, A::Error> {
        let mut items = Vec::new();
        let inner = Self { depth: self.depth + 1, ..self };
        while self.depth < MAX_DEPTH && items.len() < MAX_ITEMS {
            match list.next_element_seed(inner)? {
                Some(item) => items.push(item),
                None => return Ok(Slim::List(items)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Slim::List(items))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Slim, E> {
        Ok(if text.len() <= MAX_TEXT { Slim::Text(text.to_owned()) } else { Slim::Other })
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Slim, E> {
        Ok(Slim::Number(number))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Slim, E> {
        Ok(Slim::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Slim, E> {
        Ok(Slim::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Slim, E> {
        Ok(Slim::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Slim, E> {
        Ok(Slim::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Slim, line_of, parse};

    #[test]
    fn known_members_are_sorted() {
        assert!(KNOWN.is_sorted_by(|left, right| left < right));
    }

    #[test]
    fn number_words_are_allowed_outside_of_strings() {
        let text =
            r#"{"a": NaN, "b": [-Infinity, Infinity], "model_type": "NaN \" -Infinity", "dim": 1}"#;
        let Ok(Slim::Object(members)) = parse(text) else { panic!() };
        assert_eq!(members.text("model_type"), Some("NaN \" -Infinity"));
        assert!(parse("{NaN: 1}").is_err() && parse("{\"a\": }").is_err() && parse("").is_err());
    }

    #[test]
    fn lines() {
        let text = "{\n\"a\": \"x\",\n\"b\": {\"a\":\n\"y\"},\n\"c\": [null,\n\"z\\\"\"]}";
        assert_eq!(line_of(text, "a", "x"), 2);
        assert_eq!(line_of(text, "a", "y"), 4);
        assert_eq!(line_of(text, "a", "absent"), 2);
        assert_eq!(line_of(text, "c", "z\""), 6);
        assert_eq!(line_of(text, "absent", "x"), 1);
    }
}
