//! `declaration-needed`: what no file can show, for a person to confirm.

use std::collections::BTreeMap;

use crate::{
    finding::{Finding, Level},
    library::{
        duty::{Binding, Duty, DutyKind},
        license::License,
    },
    lineage::{BaseModel, Relation},
    unit::UnitKind,
};

use super::{
    Rule, duties, own,
    reading::{Reading, title_of},
};

/// A duty that no file can show.
pub static DECLARATION_NEEDED: Rule = Rule {
    name: "declaration-needed",
    level: Level::Note,
    summary: "a duty that no file can show, or terms that licscan could not judge",
    since: "0.1.0",
    docs: "\
## What it does

Lists, once for each license, what a person must confirm: numbers of users, registration, territory, military
use, training on outputs, disclosure, marks in a product. It also says where duties were not judged: the terms
of a base model that nobody here has read, a folder that is no model, a download that is not complete.

## Why it matters

A scanner sees files. What it cannot see it must not pass over in silence.

## How to mend it

Read the clauses that it names and answer them for your use; `licscan explain LICENSE` shows them all. An
answer stands in `licscan.toml` as a `[[declaration]]`, with who gave it and when; its line is then left out.
",
    check,
};

/// The most things that one note lists.
const LONGEST: usize = 6;

/// What a person must confirm, in the order in which it is listed.
pub(crate) const TO_CONFIRM: [DutyKind; 10] = [
    DutyKind::Registration,
    DutyKind::UserThreshold,
    DutyKind::TerritoryExclusion,
    DutyKind::MilitaryProhibition,
    DutyKind::OutputTrainingRestriction,
    DutyKind::MachineGeneratedDisclosure,
    DutyKind::EndUserDisclosure,
    DutyKind::TransfereeNotice,
    DutyKind::ResearchNotification,
    DutyKind::HostingProhibited,
];

/// Kinds that are judged on files; where one of their duties cannot be, it is listed too.
pub(crate) const SHOWN_BY_FILES: [DutyKind; 8] = [
    DutyKind::DisplayMark,
    DutyKind::AttributionText,
    DutyKind::NoticeFile,
    DutyKind::NoticeRetention,
    DutyKind::LicenseCopy,
    DutyKind::NamePrefix,
    DutyKind::NameContains,
    DutyKind::SourceLink,
];

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let outline = &reading.case.unit.outline;
    if outline.kind == UnitKind::Documents {
        let message = "not a model folder: duties were not judged; use `licscan check` if this is what you publish";
        findings.push(note(message.to_owned()));
    }
    if let (UnitKind::Model, Some(reason)) = (outline.kind, &outline.partial) {
        findings.push(note(format!("not downloaded: {reason}; duties were not judged")));
    }
    if !reading.judges_duties() || reading.case.lineage.relation == Relation::Original {
        return;
    }
    let mut licenses: BTreeMap<&str, (&License, Option<&BaseModel>)> = BTreeMap::new();
    unknown_terms(reading, findings);
    for base in &reading.case.lineage.bases {
        if base.relation == Relation::Original {
            continue;
        }
        if duties::sureness(base.known_from).is_some() {
            for (license, instead) in duties::binding_licenses(reading.case, base) {
                licenses.entry(&license.id).or_insert((license, Some(base)));
                if !instead.is_empty() {
                    findings.push(which_revision(reading, base, license));
                }
            }
        }
    }
    for id in own::license_ids(reading.case) {
        if let Some(license) = reading.case.library.license(&id)
            && license.was_read()
            && !duties::is_licensor(reading.case, license)
        {
            licenses.entry(&license.id).or_insert((license, None));
        }
    }
    for (license, base) in licenses.into_values() {
        if let Some(finding) = to_confirm(reading, license, base) {
            findings.push(finding);
        }
    }
}

fn note(message: String) -> Finding {
    Finding::new(DECLARATION_NEEDED.name, DECLARATION_NEEDED.level, message)
}

/// The bases whose terms nobody has read, in one note.
fn unknown_terms(reading: &Reading, findings: &mut Vec<Finding>) {
    let library = reading.case.library;
    let mut unknown: Vec<&BaseModel> = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    let bases = &reading.case.lineage.bases;
    for base in bases.iter().filter(|base| base.relation != Relation::Original) {
        let mut unread: Vec<String> = base
            .licenses
            .iter()
            .filter(|id| !library.license(id).is_some_and(License::was_read))
            .map(|id| library.license(id).map_or(id.as_str(), title_of).to_owned())
            .collect();
        unread.extend(base.unlisted.iter().cloned());
        if duties::sureness(base.known_from).is_none()
            || base.licenses.is_empty() && unread.is_empty()
        {
            unknown.push(base);
        } else if !unread.is_empty() {
            unknown.push(base);
            reasons.push(format!("no text of {} has been read", unread.join(", ")));
        }
    }
    let Some(first) = unknown.first() else { return };
    let listed: Vec<&str> = unknown.iter().take(LONGEST).map(|base| base.base.as_str()).collect();
    let more = match unknown.len() - listed.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    reasons.dedup();
    let reason = if reasons.is_empty() {
        "; their duties were not judged"
            .replace("their", if unknown.len() == 1 { "its" } else { "their" })
    } else {
        format!(": {}", reasons.join("; "))
    };
    let bases = if unknown.len() == 1 { "base" } else { "bases" };
    let names = listed.join(", ");
    let message = format!("the terms of the {bases} {names}{more} are unknown here{reason}");
    let mut finding = note(message)
        .remedy(format!("Read the license of {names} and keep its text in the folder"));
    finding.place = reading.place_of_base(Some(first));
    findings.push(finding);
}

fn which_revision(reading: &Reading, base: &BaseModel, license: &License) -> Finding {
    let others = base.alternatives.join(", ");
    let message = format!(
        "the license of the base {} depends on its revision: {} or {others}; only what they have in common was judged",
        base.base, license.id
    );
    let mut finding = note(message).license(&license.id);
    finding.place = reading.place_of_base(Some(base));
    finding
}

/// What one license asks that no file shows.
fn to_confirm(reading: &Reading, license: &License, base: Option<&BaseModel>) -> Option<Finding> {
    let is_answered = |duty: &Duty| {
        let answers = reading.case.answers.iter();
        answers.into_iter().any(|it| it.license == license.id && it.duty == duty.kind)
    };
    let rank = |duty: &Duty| -> Option<usize> {
        if matches!(duty.binding, Binding::Permission | Binding::Exemption) {
            return None;
        }
        if is_answered(duty) {
            return None;
        }
        if let Some(at) = TO_CONFIRM.iter().position(|kind| *kind == duty.kind) {
            return Some(at);
        }
        let hidden = SHOWN_BY_FILES.contains(&duty.kind) && base.is_some();
        let in_product = matches!(duty.kind, DutyKind::DisplayMark | DutyKind::AttributionText)
            && duties::only_in_product(duty);
        // Retained notices can be compared only where the parent lies in the store.
        let retained = duty.kind == DutyKind::NoticeRetention
            && license.model_license
            && base.is_some_and(|base| reading.case.store.notices_of(&base.base).is_empty());
        (hidden && (in_product || retained || !duties::is_judged(duty))).then_some(TO_CONFIRM.len())
    };
    let mut asked: Vec<(usize, &Duty)> =
        license.duty.iter().filter_map(|duty| Some((rank(duty)?, duty))).collect();
    if asked.is_empty() {
        return None;
    }
    asked.sort_by_key(|(rank, _)| *rank);
    let more = asked.len().saturating_sub(LONGEST);
    let items: Vec<String> = asked.iter().take(LONGEST).map(|(_, duty)| item(duty)).collect();
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    let message =
        format!("{} asks what no file shows: {}{more}", title_of(license), items.join("; "));
    let mut finding = note(message)
        .license(&license.id)
        .remedy(format!("Confirm each; `licscan explain {}` shows the clauses", license.id));
    finding.place = reading.place_of_base(base);
    Some(finding)
}

fn item(duty: &Duty) -> String {
    let mut extra = Vec::new();
    extra.extend(duty.threshold.as_ref().map(|threshold| format!("above {threshold}")));
    extra.extend(duty.contact.as_ref().map(|contact| format!("at {contact}")));
    extra.extend(duty.only_if.as_ref().map(|case| format!("only for {case}")));
    if duty.binding == Binding::Encouraged {
        extra.push("encouraged".to_owned());
    }
    let extra = if extra.is_empty() { String::new() } else { format!(" [{}]", extra.join(", ")) };
    format!("({}) {}{extra}", duty.clause, duty.en.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use crate::lineage::Relation;

    use super::super::testing::Folder;

    #[test]
    fn one_note_for_each_license_with_its_clauses() {
        let found = Folder::new("acme/Llama-a")
            .card("---\nlicense: x\n---\n# A\n\nBuilt with Llama\n")
            .base("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"])
            .check();
        let notes: Vec<_> = found.iter().filter(|it| it.rule == "declaration-needed").collect();
        assert_eq!(notes.len(), 1);
        assert_eq!(
            notes[0].message,
            "Llama 3.1 Community License asks what no file shows: (2) Ask for a license of your own [above 700,000,000 monthly users]"
        );
    }

    #[test]
    fn bases_whose_terms_are_unknown_are_one_note() {
        let found = Folder::new("acme/a")
            .card("# A\n")
            .says("mit")
            .license("LICENSE", "mit")
            .base("lab/x", Relation::Merge, &[])
            .base("lab/y", Relation::Merge, &[])
            .check();
        let notes: Vec<_> = found.iter().filter(|it| it.rule == "declaration-needed").collect();
        assert_eq!(notes.len(), 1);
        assert_eq!(
            notes[0].message,
            "the terms of the bases lab/x, lab/y are unknown here; their duties were not judged"
        );
    }

    #[test]
    fn a_permissive_license_asks_nothing() {
        let found =
            Folder::new("acme/a").card("# A\n").license("LICENSE", "mit").says("mit").check();
        assert_eq!(found, []);
    }
}
