//! The names and addresses by which licenses are called, folded and sorted for one binary search.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Fallible, Licenses, fold, glob, spdx_list::text_id};

/// `names.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NamesFile {
    nothing: Vec<String>,
    family: Vec<NamedFamily>,
    license: Vec<NamedLicense>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct NamedFamily {
    name: String,
    members: Vec<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct NamedLicense {
    id: String,
    names: Vec<String>,
}

impl NamesFile {
    /// The first family that an id is a member of.
    pub(crate) fn family_of(&self, id: &str) -> Option<&str> {
        let has = |family: &&NamedFamily| family.members.iter().any(|glob| glob::matches(glob, id));
        self.family.iter().find(has).map(|family| family.name.as_str())
    }
}

/// What a name stands for, as the table writes it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    License(String),
    Family(String),
    Nothing,
}

/// How good a source of a name is; the best one that speaks decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Id,
    NamesFile,
    HubTag,
    HubName,
    Alias,
    Title,
    Loose,
}

/// Families by name with the ids of their members: those of `names.toml`, and those that license files
/// name where `names.toml` says nothing else.
pub(crate) fn families(
    licenses: &Licenses,
    file: &NamesFile,
) -> Fallible<BTreeMap<String, Vec<String>>> {
    let mut families: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, (license, _)) in licenses {
        families.entry(license.family.clone()).or_default().insert(id.clone());
    }
    for family in &file.family {
        families.remove(&family.name);
        for member in &family.members {
            let ids: Vec<_> = licenses.keys().filter(|id| glob::matches(member, id)).collect();
            if ids.is_empty() {
                return Err(format!("names.toml: {}: no license is {member:?}", family.name));
            }
            families.entry(family.name.clone()).or_default().extend(ids.into_iter().cloned());
        }
    }
    Ok(families.into_iter().map(|(name, ids)| (name, ids.into_iter().collect())).collect())
}

/// The folded names with what they stand for: `=id`, `~family`, or nothing. A name of several licenses
/// stands for the smallest family that has them all, or is left out.
pub(crate) fn names(
    licenses: &Licenses,
    file: &NamesFile,
    families: &BTreeMap<String, Vec<String>>,
) -> Fallible<Vec<(String, String)>> {
    let mut meanings: BTreeMap<String, BTreeMap<Source, BTreeSet<Meaning>>> = BTreeMap::new();
    let mut say = |name: &str, source: Source, meaning: Meaning| {
        for (key, source) in [(fold::name(name), source), (fold::loose_name(name), Source::Loose)] {
            if !key.is_empty() {
                let sources = meanings.entry(key).or_default();
                sources.entry(source).or_default().insert(meaning.clone());
            }
        }
    };
    for (id, (license, _)) in licenses {
        let meaning = Meaning::License(text_id(id).to_owned());
        say(id, Source::Id, meaning.clone());
        let named = [
            (Source::HubTag, &license.hf_license),
            (Source::HubName, &license.hf_license_name),
            (Source::Alias, &license.aliases),
            (Source::Title, &license.titles),
        ];
        for (source, names) in named {
            for name in names {
                say(name, source, meaning.clone());
            }
        }
    }
    for license in spdx::identifiers::LICENSES {
        let id = license.name.to_ascii_lowercase();
        if licenses.contains_key(text_id(&id)) {
            let meaning = Meaning::License(text_id(&id).to_owned());
            say(&id, Source::Id, meaning.clone());
            say(license.full_name, Source::Title, meaning);
        }
    }
    file.nothing.iter().for_each(|name| say(name, Source::NamesFile, Meaning::Nothing));
    for family in &file.family {
        let meaning = Meaning::Family(family.name.clone());
        family.names.iter().for_each(|name| say(name, Source::NamesFile, meaning.clone()));
    }
    for license in &file.license {
        if !licenses.contains_key(&license.id) {
            return Err(format!("names.toml: there is no license {:?}", license.id));
        }
        let meaning = Meaning::License(license.id.clone());
        license.names.iter().for_each(|name| say(name, Source::NamesFile, meaning.clone()));
    }
    let mut table = Vec::new();
    for (key, sources) in meanings {
        let Some((source, meant)) = sources.first_key_value() else { continue };
        if meant.len() > 1 && *source <= Source::NamesFile {
            return Err(format!("names.toml: {key:?} stands for several licenses"));
        }
        match common(meant, families) {
            Some(Meaning::License(id)) => table.push((key, format!("={id}"))),
            Some(Meaning::Family(name)) => table.push((key, format!("~{name}"))),
            Some(Meaning::Nothing) => table.push((key, String::new())),
            None => {}
        }
    }
    Ok(table)
}

/// The one meaning of a name, or the smallest family that holds all of them.
fn common(meant: &BTreeSet<Meaning>, families: &BTreeMap<String, Vec<String>>) -> Option<Meaning> {
    if meant.len() == 1 {
        return meant.first().cloned();
    }
    let ids: Option<Vec<&String>> = meant
        .iter()
        .map(|meaning| if let Meaning::License(id) = meaning { Some(id) } else { None })
        .collect();
    let ids = ids?;
    let holds_all = |members: &Vec<String>| ids.iter().all(|id| members.contains(id));
    let smallest = families
        .iter()
        .filter(|(_, members)| holds_all(members))
        .min_by_key(|(_, members)| members.len())?;
    Some(Meaning::Family(smallest.0.clone()))
}

/// The addresses at which the text of exactly one license stands.
pub(crate) fn addresses(licenses: &Licenses) -> Vec<(String, String)> {
    let mut addresses: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (id, (license, _)) in licenses {
        for url in &license.urls {
            addresses.entry(fold::address(url)).or_default().insert(text_id(id));
        }
    }
    addresses
        .into_iter()
        .filter(|(_, ids)| ids.len() == 1)
        .filter_map(|(address, ids)| Some((address, (*ids.first()?).to_owned())))
        .collect()
}
