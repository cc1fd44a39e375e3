//! A license: its names, facts and duties, as a signature file states them.

use serde::Deserialize;

use super::duty::Duty;

/// Whether commerce is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Commercial {
    /// Allowed as it stands.
    Allowed,
    /// Allowed below a threshold, or after registration or authorization.
    Conditional,
    /// Not allowed.
    No,
    /// Nobody has read the text, or the text is silent.
    #[default]
    Unknown,
}

/// Everything known about one license.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct License {
    /// The id: that of a model license, or the lower-case SPDX id.
    pub id: String,
    /// The family of texts that share a template.
    pub family: String,
    /// Its title, and the titles it bears in other languages.
    #[serde(default)]
    pub titles: Vec<String>,
    /// What tells this text from others of the same title: a date, a version, a model.
    #[serde(default)]
    pub edition: Option<String>,
    /// Who grants it.
    #[serde(default)]
    pub licensor: String,
    /// The licensor's owner names on hubs, lower-case.
    #[serde(default)]
    pub owners: Vec<String>,
    /// The SPDX expression, always present: `LicenseRef-...` where the list has none.
    pub spdx: String,
    /// True for a license written for models: its missing copy is an error, not a warning.
    #[serde(default)]
    pub model_license: bool,
    /// Values of the Hugging Face `license:` field.
    #[serde(default)]
    pub hf_license: Vec<String>,
    /// Values of `license_name:`.
    #[serde(default)]
    pub hf_license_name: Vec<String>,
    /// Other names: `ScanCode` keys, `ModelScope` display names, short titles.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Addresses at which the text stands.
    #[serde(default)]
    pub urls: Vec<String>,
    /// How much of the text was read: `full` or what is known of it.
    #[serde(default)]
    pub read: String,
    /// Whether commerce is allowed.
    #[serde(default)]
    pub commercial: Commercial,
    /// The words of the record on commerce, ours.
    #[serde(default)]
    pub commercial_note: Option<String>,
    /// Whether the licensor may revoke it.
    #[serde(default)]
    pub revocable: Option<bool>,
    /// Lists of values that may stand for each other in the text: products, dates, licensors. The first
    /// value of a list is the one that the text itself has.
    #[serde(default)]
    pub slots: Vec<Vec<String>>,
    /// True where the first list of `slots` names works, and the licensor published the terms for the others in
    /// words that differ from these: such a text is no altered copy.
    #[serde(default)]
    pub works_differ: bool,
    /// Why the text has no such places, where somebody has looked for them.
    #[serde(default)]
    pub no_slots: Option<String>,
    /// What tells it from the licenses of its family that have the same facts and duties.
    #[serde(default)]
    pub told_apart_by: Option<String>,
    /// What it asks for.
    #[serde(default)]
    pub duty: Vec<Duty>,
}

impl License {
    /// True where the whole text was read, so that its duties may be judged.
    pub fn was_read(&self) -> bool {
        self.read.starts_with("full")
    }
}
