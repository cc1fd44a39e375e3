//! The licenses of the SPDX list that no file of `signatures/` describes: names and facts that follow
//! from the list itself, and no duties.

use super::{Fallible, Licenses, names::NamesFile};

/// Adds a record for each license of the list that has none. A `-only` or `-or-later` form bears the
/// duties of the text that it names.
pub(crate) fn add_missing(licenses: &mut Licenses, names: &NamesFile) -> Fallible<()> {
    for license in spdx::identifiers::LICENSES {
        let id = license.name.to_ascii_lowercase();
        if matches!(id.as_str(), "noassertion" | "none")
            || licenses.contains_key(&id)
            || id.ends_with('+')
        {
            continue;
        }
        let text = text_id(&id);
        let mut record = match licenses.get(text).filter(|_| text != id) {
            Some((_, json)) => serde_json::from_str(json).map_err(|e| format!("{text}: {e}"))?,
            None => serde_json::json!({
                "family": family(text, names),
                "licensor": "the publisher",
                "commercial": commercial(&id, license),
            }),
        };
        record["id"] = id.clone().into();
        record["titles"] = vec![license.full_name].into();
        record["spdx"] = expression(license.name, &id).into();
        for names_one_text in ["hf-license", "aliases"] {
            record.as_object_mut().map(|fields| fields.remove(names_one_text));
        }
        let json = record.to_string();
        let license = serde_json::from_str(&json).map_err(|e| format!("{id}: {e}"))?;
        licenses.insert(id, (license, json));
    }
    Ok(())
}

/// The id of the text that a GNU license id names.
pub(crate) fn text_id(id: &str) -> &str {
    let stripped = id.strip_suffix("-only").or_else(|| id.strip_suffix("-or-later"));
    let stripped = stripped.or_else(|| id.strip_suffix('+')).unwrap_or(id);
    let gnu = ["gpl-", "lgpl-", "agpl-", "gfdl-"].iter().any(|family| stripped.starts_with(family));
    if gnu { stripped } else { id }
}

/// An expression that is valid today: the list has deprecated the GNU ids that say neither `-only` nor
/// `-or-later`.
fn expression(name: &str, id: &str) -> String {
    let bare_gnu = text_id(&format!("{id}-only")) == id;
    if bare_gnu && spdx::license_id(&format!("{name}-only")).is_some() {
        format!("{name}-only")
    } else {
        name.to_owned()
    }
}

/// What the name says of commerce; the Open Source Definition and the definition of free software both
/// ask that it is allowed.
fn commercial(id: &str, license: &spdx::License) -> &'static str {
    let free = spdx::flags::IS_OSI_APPROVED | spdx::flags::IS_FSF_LIBRE;
    if id.contains("-nc-") || id.ends_with("-nc") || id.contains("noncommercial") {
        "no"
    } else if license.flags & free != 0 || id.starts_with("cc-by-") {
        "allowed"
    } else {
        "unknown"
    }
}

/// The family of an id: one of `names.toml`, or what stands before the version.
fn family(id: &str, names: &NamesFile) -> String {
    if let Some(family) = names.family_of(id) {
        return family.to_owned();
    }
    let version = id
        .match_indices('-')
        .find(|(at, _)| id[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    version.map_or(id, |(at, _)| &id[..at]).to_owned()
}
