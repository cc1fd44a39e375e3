//! Which licenses a base model is under: the rows of `signatures/bases.toml`, first match wins.

use serde::Deserialize;

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
    /// How it is known: `license file read`, `card read`, `public listing`, `memory`.
    #[serde(default)]
    pub basis: String,
    /// True where confidence is high and the basis is not memory: such a row may give errors.
    #[serde(default)]
    pub firm: bool,
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
