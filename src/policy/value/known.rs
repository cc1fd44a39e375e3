//! The values of a policy that name something licscan knows: a rule, a license, a family of licenses, a kind of
//! duty. Where one is mistyped, the error offers the name that is most like it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::value::StringDeserializer};

use super::{
    super::{
        declaration,
        error::{no_such, wrong},
    },
    string,
};
use crate::{
    language::{Bilingual, both},
    library::{Library, Named, duty::DutyKind},
    rules::RULES,
};

/// The name of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleName(pub &'static str);

impl<'de> Deserialize<'de> for RuleName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = string(
            deserializer,
            &both!(
                "the name of a rule such as \"missing-notice\"",
                "规则名称，例如 \"missing-notice\""
            ),
        )?;
        let known = RULES.iter().find(|rule| rule.name == typed);
        known.map(|rule| Self(rule.name)).ok_or_else(|| {
            let names = RULES.iter().map(|rule| rule.name);
            let listed = both!("docs/rules lists them", "全部规则见 docs/rules");
            wrong(&unknown(&both!("rule", "规则"), &typed, names, &listed))
        })
    }
}

impl JsonSchema for RuleName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// A known license, by its id. Its SPDX id and its names on hubs are understood too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LicenseId(pub String);

impl<'de> Deserialize<'de> for LicenseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = string(
            deserializer,
            &both!("the id of a license such as \"apache-2.0\"", "许可的标识，例如 \"apache-2.0\""),
        )?;
        let library = Library::embedded();
        if library.license(&typed).is_some() {
            return Ok(Self(typed));
        }
        match library.resolve(&typed) {
            Named::License(id) => Ok(Self(id.to_owned())),
            Named::Family(family) => Err(wrong(&both!(
                "`{}` is a family of licenses, expected one license; `families = [\"{}\"]` names them all",
                "`{}` 是许可系列，此处应为单一许可；`families = [\"{}\"]` 可指整个系列",
                typed,
                family
            ))),
            Named::Nothing => {
                let what = both!("license", "许可");
                Err(wrong(&unknown(&what, &typed, library.ids(), &listed_by_licenses())))
            }
        }
    }
}

impl JsonSchema for LicenseId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "License".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["apache-2.0", "llama3.1"] })
    }
}

/// A family of licenses that share a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FamilyName(pub String);

impl<'de> Deserialize<'de> for FamilyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = string(
            deserializer,
            &both!(
                "the name of a family such as \"llama-community\"",
                "许可系列的名称，例如 \"llama-community\""
            ),
        )?;
        let library = Library::embedded();
        if library.members(&typed).next().is_some() {
            return Ok(Self(typed));
        }
        let families = library
            .ids()
            .into_iter()
            .filter_map(|id| library.license(id))
            .map(|it| it.family.as_str());
        let what = both!("family of licenses", "许可系列");
        Err(wrong(&unknown(&what, &typed, families, &listed_by_licenses())))
    }
}

impl JsonSchema for FamilyName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Family".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["llama-community"] })
    }
}

/// The kind of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DutyName(pub DutyKind);

impl<'de> Deserialize<'de> for DutyName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = string(
            deserializer,
            &both!(
                "the kind of a duty such as \"user-threshold\"",
                "义务的种类，例如 \"user-threshold\""
            ),
        )?;
        let parsed = DutyKind::deserialize(StringDeserializer::<D::Error>::new(typed.clone()));
        parsed.map(Self).map_err(|_| {
            let names = declaration::answerable().map(DutyKind::as_str);
            let listed = both!(
                "`licscan explain LICENSE` shows those of a license",
                "某一许可的义务见 `licscan explain LICENSE`"
            );
            wrong(&unknown(&both!("kind of duty", "义务种类"), &typed, names, &listed))
        })
    }
}

impl JsonSchema for DutyName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duty".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = declaration::answerable().map(DutyKind::as_str).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// How like two names must be for one to be offered for the other.
const LIKE: f64 = 0.75;

/// The name that is most like a mistyped one, where one is like it.
pub(in crate::policy) fn nearest<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let like = strsim::normalized_damerau_levenshtein(typed, name);
        if like > best.map_or(LIKE - f64::EPSILON, |(most, _)| most) {
            best = Some((like, name));
        }
    }
    best.map(|(_, name)| name)
}

/// That a name is not known, with the nearest one or where all are listed.
fn unknown<'a>(
    what: &Bilingual,
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
    where_listed: &Bilingual,
) -> Bilingual {
    match nearest(typed, names) {
        Some(name) => no_such(what, typed, name),
        None => both!("no such {}: `{}`; {}", "没有该{}：`{}`；{}", what, typed, where_listed),
    }
}

fn listed_by_licenses() -> Bilingual {
    both!("`licscan licenses` lists them", "可用 `licscan licenses` 列出")
}
