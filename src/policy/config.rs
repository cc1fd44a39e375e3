//! What may stand in `licscan.toml`: the one place that names its keys. The JSON Schema and the page of
//! the documentation are made from these types and their comments.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use toml::Spanned;

use super::{
    role::PublisherRole,
    value::{
        Day, DutyName, FamilyName, LicenseId, Pattern, RuleName, Sha256Digest, Territory, Words,
    },
};
use crate::{finding::Level, language::Language};

/// The policy of those who scan: what they do with models, which licenses they allow, and what they know
/// that no file shows.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "licscan.toml")]
pub struct Config {
    /// What you do with the models: duties that do not bind you are left out. `--role` goes before it.
    #[schemars(with = "PublisherRole")]
    pub role: Option<PublisherRole>,
    /// True where you use the models in commerce: duties of commercial use bind, and a license that allows
    /// no commercial use is denied.
    pub commercial: bool,
    /// Where you use the models: a license that is not granted there is denied.
    pub territory: Vec<Territory>,
    /// The language of messages. `--lang` goes before it. That of a scanned tree is never followed.
    #[schemars(with = "Language")]
    pub lang: Option<Language>,
    /// Names of your own licenses, as cards declare them. They need not stand in `[allow]`.
    pub private_ok: Vec<Words>,
    /// The licenses that are allowed. Where this is given, every other one is denied.
    #[serde(deserialize_with = "table")]
    pub allow: Allow,
    /// The licenses that are denied, whatever `[allow]` says.
    #[serde(deserialize_with = "table")]
    pub deny: Deny,
    /// A level for each rule, in place of its own. What a duty or weak evidence lowers stays lowered.
    #[schemars(schema_with = "levels_of_rules")]
    pub rules: BTreeMap<RuleName, RuleLevel>,
    /// Who may see which models.
    #[serde(deserialize_with = "table")]
    pub visibility: Visibility,
    /// Findings that are accepted for a while.
    #[schemars(with = "Vec<WaiverEntry>")]
    pub waiver: Vec<Spanned<WaiverEntry>>,
    /// What no file shows and somebody answers for: users, registration, territory.
    #[schemars(with = "Vec<DeclarationEntry>")]
    pub declaration: Vec<Spanned<DeclarationEntry>>,
    /// What somebody has read a file to be. It holds for that very file.
    #[schemars(with = "Vec<ClarifyEntry>")]
    pub clarify: Vec<Spanned<ClarifyEntry>>,
    /// Who answers for which models, so that reports can be split by team. The first that matches holds.
    pub owner: Vec<OwnerEntry>,
}

/// A table. Without this a list would be taken for its values in their order, and `allow = []` would allow
/// everything.
fn table<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Table<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_map(Table(PhantomData))
}

/// What is allowed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Allow {
    /// Licenses by id; SPDX ids and names on hubs are understood.
    pub licenses: Vec<LicenseId>,
    /// Families of licenses.
    pub families: Vec<FamilyName>,
}

impl Allow {
    /// True where nothing is said, so that everything is allowed.
    pub fn is_empty(&self) -> bool {
        self.licenses.is_empty() && self.families.is_empty()
    }
}

/// What is denied.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Deny {
    /// Licenses by id; SPDX ids and names on hubs are understood.
    pub licenses: Vec<LicenseId>,
    /// Families of licenses.
    pub families: Vec<FamilyName>,
    /// Licenses of which this is true.
    pub facts: Vec<Fact>,
}

/// What may be true of a license.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// It allows no commercial use.
    NonCommercial,
    /// Its licensor may revoke it.
    Revocable,
    /// It is not granted everywhere.
    Territory,
}

/// How loud a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// Its findings count as waived.
    Off,
    /// At most a note.
    Note,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl RuleLevel {
    /// The level; `None` for a rule that is off.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// The map of levels, whose keys are the names of rules.
fn levels_of_rules(generator: &mut SchemaGenerator) -> Schema {
    let (names, levels) =
        (generator.subschema_for::<RuleName>(), generator.subschema_for::<RuleLevel>());
    json_schema!({ "type": "object", "propertyNames": names, "additionalProperties": levels })
}

/// Who may see which models.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Visibility {
    /// Models that never leave the house: duties of those who publish are notes for them.
    pub internal: Vec<Pattern>,
}

/// A finding that is accepted for a while.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaiverEntry {
    /// The rule whose findings are waived.
    pub rule: RuleName,
    /// The models.
    pub unit: Pattern,
    /// Only findings about this license.
    pub license: Option<LicenseId>,
    /// Why. It stands in every report.
    pub reason: Words,
    /// Who answers for it.
    pub owner: Words,
    /// The last day on which it holds.
    pub expires: Day,
}

/// What no file shows and somebody answers for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeclarationEntry {
    /// The models.
    pub unit: Pattern,
    /// The license that asks.
    pub license: LicenseId,
    /// The kind of the duty.
    pub duty: DutyName,
    /// The answer, for example `below 700 million users`.
    pub says: Words,
    /// Who says so.
    pub by: Words,
    /// When it was said.
    pub date: Day,
    /// The last day on which it holds, where it ends.
    pub expires: Option<Day>,
}

/// What somebody has read a file to be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClarifyEntry {
    /// The digest of the file: the entry holds for this very content.
    pub sha256: Sha256Digest,
    /// What the file is.
    pub license: LicenseId,
    /// Who read it.
    pub by: Words,
    /// When it was read.
    pub date: Day,
}

/// Who answers for which models.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnerEntry {
    /// A team or a person.
    pub name: Words,
    /// The models.
    pub units: Vec<Pattern>,
}
