//! Which licenses a base model is under: the rows of `signatures/bases.toml`, first match wins.

use serde::Deserialize;

/// How a row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Basis {
    /// From the publisher's own license file or statement.
    #[serde(rename = "license file read")]
    LicenseFile,
    /// From a stored card or page of a hub.
    #[serde(rename = "card read")]
    Card,
    /// From a list of a third party that names it.
    #[serde(rename = "public listing")]
    Listing,
    /// Nobody looked.
    #[serde(rename = "memory")]
    Memory,
}

/// How sure a row is. Rows of low confidence are not in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Sure enough for an error, where somebody looked.
    High,
    /// A hint.
    Medium,
}

impl Base {
    /// True where somebody looked and was sure: only such a row may give an error.
    pub fn is_firm(&self) -> bool {
        self.basis != Basis::Memory && self.confidence == Confidence::High
    }
}

/// One row: a pattern on a model's name and the licenses that bind it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Base {
    /// A glob (`*`, `?`, case-insensitive) on the whole `owner/name`.
    pub pattern: String,
    /// More such globs: former owners, mirrors, well-known quantizers.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Globs on the last path part only, for bare names.
    #[serde(default)]
    pub name_patterns: Vec<String>,
    /// The licenses that bind at once, by id.
    #[serde(default)]
    pub licenses: Vec<String>,
    /// Licenses that bind instead for another revision.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// Names of licenses of which there is no text here.
    #[serde(default)]
    pub unlisted: Vec<String>,
    /// Licenses that touch a part only (a text encoder, synthetic data): a hint, not binding.
    #[serde(default)]
    pub also: Vec<String>,
    /// How it is known.
    pub basis: Basis,
    /// How sure that is.
    pub confidence: Confidence,
    /// Where it was read.
    #[serde(default)]
    pub source: String,
    /// The date from which the licenses hold.
    #[serde(default)]
    pub since: String,
    /// The date to which they hold.
    #[serde(default)]
    pub until: String,
    /// A remark, ours.
    #[serde(default)]
    pub note: String,
    /// A group of models.
    #[serde(default)]
    pub family: String,
}
