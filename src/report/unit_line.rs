//! How the text report speaks of a model: its heading, and with `--verbose` what is known of it.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::Path,
};

use super::escape;
use crate::{
    document::{AppliesTo, DocumentKind},
    lineage::{BaseModel, Relation},
    policy::Clarified,
    scan::Judged,
    unit::UnitKind,
};

/// What a unit is, where it comes from and which license it bears, in a few words.
pub(super) fn in_words(judged: &Judged) -> String {
    let outline = &judged.unit.outline;
    let mut words = vec![match outline.kind {
        UnitKind::Model => relation_in_words(judged),
        UnitKind::Documents => "documents".to_owned(),
        UnitKind::Dataset => "dataset".to_owned(),
        UnitKind::Space => "space".to_owned(),
    }];
    words.push(license_in_words(judged));
    if let Some(twin) = &outline.same_as {
        words.push(format!("same weights as {}, which is judged", escape::line(twin)));
    }
    if let Some(why) = &outline.partial {
        words.push(escape::line(why).into_owned());
    }
    if let Some(team) = &judged.team {
        words.push(format!("owner {}", escape::line(team)));
    }
    words.join("; ")
}

/// Whose word a verdict is, where it is a person's.
pub(super) fn clarified_in_words(said: &Clarified) -> String {
    let Clarified { license, by, date, .. } = said;
    format!("{}, as {} read it on {date}", escape::line(license), escape::line(by))
}

fn relation_in_words(judged: &Judged) -> String {
    let lineage = &judged.lineage;
    let bases: Vec<String> =
        lineage.bases.iter().map(|base| escape::line(&base.base).into_owned()).collect();
    let relation = match lineage.relation {
        Relation::Unknown => "model",
        known => known.as_str(),
    };
    if bases.is_empty() {
        relation.to_owned()
    } else {
        format!("{relation} of {}", bases.join(", "))
    }
}

/// The licenses whose texts stand in the unit; else what its files declare; else that there is none.
fn license_in_words(judged: &Judged) -> String {
    let found: BTreeSet<&str> = judged
        .listed()
        .filter(|listed| {
            listed.document.kind == DocumentKind::License
                && matches!(listed.document.applies_to, AppliesTo::Weights | AppliesTo::Unknown)
        })
        .flat_map(|listed| listed.licenses)
        .filter(|found| found.verdict.names())
        .filter_map(|found| found.id.as_deref())
        .collect();
    if !found.is_empty() {
        return join(&found);
    }
    let declared: BTreeSet<&str> = judged
        .declared
        .iter()
        .map(|said| said.license.as_deref().or(said.family.as_deref()).unwrap_or(&said.raw))
        .collect();
    if declared.is_empty() {
        return "no license found".to_owned();
    }
    format!("{} as declared", join(&declared))
}

fn join(names: &BTreeSet<&str>) -> String {
    names.iter().map(|name| escape::line(name)).collect::<Vec<_>>().join(", ")
}

/// Writes the documents and bases of a unit.
pub(super) fn write_facts(out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
    for listed in judged.listed() {
        let path = escape::line(&listed.document.path);
        let licenses: Vec<String> = listed
            .licenses
            .iter()
            .map(|found| match &found.id {
                Some(id) => format!("{} ({})", escape::line(id), found.verdict.as_str()),
                None => format!("{} ({})", escape::line(&found.family), found.verdict.as_str()),
            })
            .collect();
        let what = if licenses.is_empty() {
            listed.verdict.as_str().to_owned()
        } else {
            licenses.join(", ")
        };
        let said = listed.clarified.map(clarified_in_words);
        let said = said.map(|said| format!("; {said}")).unwrap_or_default();
        writeln!(out, "  {} {path}: {what}{said}", listed.document.kind.as_str())?;
    }
    for base in &judged.lineage.bases {
        writeln!(out, "  base {}", base_in_words(base))?;
    }
    if let Some(why) = &judged.lineage.judged_as {
        let relation = judged.lineage.relation.as_str();
        writeln!(out, "  judged as {relation}: {}", escape::line(why))?;
    }
    if judged.findings.is_empty() && judged.unit.outline.same_as.is_none() {
        writeln!(out, "  no unmet duty found")?;
    }
    Ok(())
}

fn base_in_words(base: &BaseModel) -> String {
    let licenses: Vec<_> =
        base.licenses.iter().chain(&base.unlisted).map(|name| escape::line(name)).collect();
    let licenses =
        if licenses.is_empty() { "license unknown".to_owned() } else { licenses.join(", ") };
    let words = format!("{} ({}): {licenses}", escape::line(&base.base), base.relation.as_str());
    let Some(proof) = base.evidence.first() else {
        return words;
    };
    let (path, field) = (escape::line(&proof.path), escape::line(&proof.field));
    format!("{words}; says {path}:{} ({field})", proof.line)
}

/// A text that leads to a folder, for terminals that follow OSC 8 links.
pub(super) fn hyperlink(folder: &Path, text: &str) -> String {
    let Ok(absolute) = std::path::absolute(folder) else {
        return text.to_owned();
    };
    let address: String = absolute
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect::<Vec<_>>()
        .concat();
    format!("\x1b]8;;file://{address}\x1b\\{text}\x1b]8;;\x1b\\")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_unit_is_said_in_a_few_words() {
        assert_eq!(
            in_words(&sample::derivative()),
            "finetune of Skywork/Skywork-13B-base; apache-2.0"
        );
        assert_eq!(in_words(&sample::clean()), "original; mit");

        let mut judged = sample::derivative();
        judged.identities.clear();
        assert!(in_words(&judged).ends_with("; apache-2.0 as declared"));
        judged.declared.clear();
        judged.unit.outline.same_as = Some("models/twin".into());
        assert!(
            in_words(&judged)
                .ends_with("; no license found; same weights as models/twin, which is judged")
        );
    }

    #[test]
    fn a_link_holds_no_byte_that_could_end_it() {
        let link = hyperlink(Path::new("/m/许\x1b 可"), "m");
        assert_eq!(link, "\x1b]8;;file:///m/%E8%AE%B8%1B%20%E5%8F%AF\x1b\\m\x1b]8;;\x1b\\");
    }
}
