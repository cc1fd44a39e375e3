//! The values of a policy: each is checked while it is read, so that the error stands at the value itself
//! and says what would be right.

mod known;
#[cfg(test)]
mod tests;

use globset::{GlobBuilder, GlobMatcher};
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use toml::Value;

use super::error::wrong;
use crate::language::{Bilingual, both};
pub(super) use known::{DutyName, FamilyName, LicenseId, RuleName, nearest};

/// A string, or what else stands there.
fn string<'de, D: Deserializer<'de>>(
    deserializer: D,
    expected: &Bilingual,
) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) if !text.trim().is_empty() => Ok(text),
        Value::String(_) => Err(wrong(&instead(&both!("an empty string", "空字符串"), expected))),
        other => Err(wrong(&instead(&kind(&other), expected))),
    }
}

/// What stands there and what should.
fn instead(there: &Bilingual, expected: &Bilingual) -> Bilingual {
    both!("{}, expected {}", "此处为{}，应为{}", there, expected)
}

/// A kind of TOML value with its article.
fn kind(value: &Value) -> Bilingual {
    match value {
        Value::String(_) => both!("a string", "字符串"),
        Value::Integer(_) => both!("an integer", "整数"),
        Value::Float(_) => both!("a float", "浮点数"),
        Value::Boolean(_) => both!("a boolean", "布尔值"),
        Value::Datetime(_) => both!("a date or time", "日期或时间"),
        Value::Array(_) => both!("an array", "列表"),
        Value::Table(_) => both!("a table", "表"),
    }
}

/// A glob on models. It is tried on `owner/name`, on the path below the folder of the policy, and, where it
/// has no `/`, on the name alone. `*` stops at a `/`, `**` does not.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
}

impl Pattern {
    /// The glob as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True where it matches one of these names.
    pub fn matches(&self, names: &super::Names) -> bool {
        self.matcher.is_match(&names.full)
            || names.path.as_ref().is_some_and(|path| self.matcher.is_match(path))
            || !self.text.contains('/') && self.matcher.is_match(&names.bare)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = string(
            deserializer,
            &both!("a glob on models such as \"acme/*\"", "匹配模型的通配模式，例如 \"acme/*\""),
        )?;
        let glob = GlobBuilder::new(&text).literal_separator(true).backslash_escape(true).build();
        let glob = glob.map_err(|error| {
            wrong(&both!(
                "not a glob: `{}`: {}; expected one such as \"acme/*\"",
                "不是有效的通配模式：`{}`：{}；应如 \"acme/*\"",
                text,
                error.kind().to_string()
            ))
        })?;
        Ok(Self { matcher: glob.compile_matcher(), text })
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Glob".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["acme/*", "models/legacy-*"] })
    }
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl Day {
    fn expected() -> Bilingual {
        both!("a date such as 2026-12-31, without quotes", "日期，例如 2026-12-31，不加引号")
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let Value::Datetime(datetime) = &value else {
            return Err(wrong(&instead(&kind(&value), &Self::expected())));
        };
        match (&datetime.date, &datetime.time) {
            (Some(_), None) => datetime.to_string().parse().map(Self).map_err(|_| {
                wrong(&instead(&both!("no such day", "不存在的日期"), &Self::expected()))
            }),
            _ => Err(wrong(&instead(&both!("a time", "时间"), &Self::expected()))),
        }
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // TOML has dates of its own; a checker of JSON schemas sees them as strings.
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// The SHA-256 of a file, in 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256Digest(pub [u8; 32]);

impl<'de> Deserialize<'de> for Sha256Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = both!(
            "the 64 hex digits that `sha256sum FILE` prints",
            "`sha256sum FILE` 输出的 64 位十六进制数"
        );
        let text = string(deserializer, &expected)?;
        let refused = || both!("not a SHA-256, expected {}", "不是 SHA-256，应为{}", expected);
        parse_digest(&text).map(Self).ok_or_else(|| wrong(&refused()))
    }
}

fn parse_digest(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(digest)
}

impl JsonSchema for Sha256Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Sha256".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" })
    }
}

/// A country by its two letters, or `EU`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Territory(pub String);

impl Territory {
    /// The members of the European Union, by their codes of ISO 3166-1.
    const EUROPEAN_UNION: [&str; 27] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    /// True where a license that excludes this place excludes the territory, or a part of it.
    pub fn is_touched_by(&self, excluded: &str) -> bool {
        // The code of the United Kingdom is GB; licenses and people write UK.
        let code = |text: &str| if text == "UK" { "GB".to_owned() } else { text.to_owned() };
        let (yours, excluded) = (code(&self.0), code(excluded));
        let member = |code: &str| Self::EUROPEAN_UNION.contains(&code);
        yours == excluded
            || excluded == "EU" && member(&yours)
            || yours == "EU" && member(&excluded)
    }
}

impl<'de> Deserialize<'de> for Territory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = both!(
            "the two capital letters of a country such as \"DE\", or \"EU\"",
            "国家或地区的两位大写字母代码，例如 \"DE\"，或 \"EU\""
        );
        let text = string(deserializer, &expected)?;
        if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Ok(Self(text));
        }
        Err(wrong(&both!(
            "not a territory: `{}`, expected {}",
            "不是有效的地域：`{}`，应为{}",
            text,
            expected
        )))
    }
}

impl JsonSchema for Territory {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Territory".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{2}$" })
    }
}

/// The words of a reason or a name, which must not be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(pub String);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string(deserializer, &both!("a few words", "简短说明")).map(Self)
    }
}

impl JsonSchema for Words {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Words".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}
