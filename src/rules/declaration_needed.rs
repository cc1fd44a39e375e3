//! `declaration-needed`: what no file can show, for a person to confirm.

use std::collections::BTreeMap;

use crate::{
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::{
        duty::{Binding, Duty, DutyKind, Role},
        license::License,
    },
    lineage::{BaseModel, Relation},
    unit::UnitKind,
};

use super::{Rule, duties, own, reading::Reading};

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

/// Kinds that are listed only of a model whose output taught this one: what its text says of output, and of
/// changes where the duty cannot be judged on files.
pub(crate) const OF_TRAINING: [DutyKind; 2] = [DutyKind::Output, DutyKind::ModificationStatement];

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let outline = &reading.case.unit.outline;
    if outline.kind == UnitKind::Documents {
        findings.push(note(both!(
            "not a model folder: duties were not judged; use `licscan check` if this is what you publish",
            "不是模型文件夹，未检查许可义务；如拟发布此文件夹，请使用 `licscan check`"
        )));
    }
    if let (UnitKind::Model, Some(reason)) = (outline.kind, &outline.partial) {
        findings.push(note(both!(
            "not downloaded: {}; duties were not judged",
            "未完整下载：{}；未检查许可义务",
            reason
        )));
    }
    if !reading.judges_duties() || reading.case.lineage.relation == Relation::Original {
        return;
    }
    let mut licenses: BTreeMap<&str, (&License, Option<&BaseModel>)> = BTreeMap::new();
    unknown_terms(reading, findings);
    let bases = || reading.case.lineage.bases.iter();
    let taught = |base: &&BaseModel| base.relation == Relation::Distilled;
    // What a model was made from binds it more than what taught it.
    for base in bases().filter(|base| !taught(base)).chain(bases().filter(taught)) {
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
        if let Some(license) = reading.case.library.license(id)
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

fn note(message: Bilingual) -> Finding {
    Finding::new(DECLARATION_NEEDED.name, DECLARATION_NEEDED.level, message)
}

/// The bases whose terms nobody has read, in one note.
fn unknown_terms(reading: &Reading, findings: &mut Vec<Finding>) {
    let library = reading.case.library;
    let mut unknown: Vec<&BaseModel> = Vec::new();
    let mut reasons: Vec<Bilingual> = Vec::new();
    let bases = &reading.case.lineage.bases;
    for base in bases.iter().filter(|base| base.relation != Relation::Original) {
        let titled = |id: &String| {
            library.license(id).map_or_else(|| Bilingual::same(id), |it| both!("{}", "{}", it))
        };
        let mut unread: Vec<Bilingual> = base
            .licenses
            .iter()
            .filter(|id| !library.license(id).is_some_and(License::was_read))
            .map(titled)
            .collect();
        unread.extend(base.unlisted.iter().map(Bilingual::same));
        if duties::sureness(base.known_from).is_none()
            || base.licenses.is_empty() && unread.is_empty()
        {
            unknown.push(base);
        } else if !unread.is_empty() {
            unknown.push(base);
            let unread = Bilingual::joined(&unread, ", ", "、");
            reasons.push(both!("no text of {} has been read", "{}的文本尚未研读", unread));
        }
    }
    let Some(first) = unknown.first() else { return };
    let listed: Vec<&str> = unknown.iter().take(LONGEST).map(|base| base.base.as_str()).collect();
    let more = match unknown.len() - listed.len() {
        0 => Bilingual::default(),
        more => both!(" and {} more", "等另外 {} 个", more),
    };
    reasons.dedup();
    let reason = if reasons.is_empty() {
        let whose = if unknown.len() == 1 { "its" } else { "their" };
        Bilingual::new(format!("; {whose} duties were not judged"), "，未检查相应义务")
    } else {
        both!(": {}", "：{}", Bilingual::joined(&reasons, "; ", "；"))
    };
    let bases = if unknown.len() == 1 { "base" } else { "bases" };
    let names = listed.join(", ");
    let message = Bilingual::new(
        format!("the terms of the {bases} {names}{more} are unknown here{reason}"),
        format!("本工具不掌握基础模型 {names}{} 的许可条款{}", more.zh, reason.zh),
    );
    let mut finding = note(message).remedy(both!(
        "Read the license of {} and keep its text in the folder",
        "请查阅 {} 的许可，并将其文本保存在文件夹中",
        names
    ));
    finding.place = reading.place_of_base(Some(first));
    findings.push(finding);
}

fn which_revision(reading: &Reading, base: &BaseModel, license: &License) -> Finding {
    let others = base.alternatives.join(", ");
    let message = both!(
        "the license of the base {} depends on its revision: {} or {}; only what they have in common was judged",
        "基础模型 {} 的许可因版本而异：{} 或 {}；仅检查了各许可的共同义务",
        base.base,
        license.id,
        others
    );
    let mut finding = note(message).license(&license.id);
    finding.place = reading.place_of_base(Some(base));
    finding
}

/// What one license asks that no file shows.
fn to_confirm(reading: &Reading, license: &License, base: Option<&BaseModel>) -> Option<Finding> {
    let teacher = base.filter(|base| base.relation == Relation::Distilled);
    let is_answered = |duty: &Duty| {
        let mut answers = reading.case.answers.iter();
        answers.any(|it| it.license == license.id && it.duty == duty.kind)
    };
    let rank = |duty: &Duty| -> Option<usize> {
        if is_permission(duty) || is_answered(duty) {
            return None;
        }
        if teacher.is_some() {
            return says_of_training(duty).then_some(0);
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
    let items: Vec<Bilingual> = asked.iter().take(LONGEST).map(|(_, duty)| item(duty)).collect();
    let more = match more {
        0 => Bilingual::default(),
        more => both!("; and {} more", "；另有 {} 项", more),
    };
    let items = Bilingual::joined(&items, "; ", "；");
    let message = match teacher {
        Some(base) => both!(
            "this model was trained on the output of {}; {} says of that: {}{}",
            "本模型用 {} 的输出训练；对此{}规定：{}{}",
            base.base,
            license,
            items,
            more
        ),
        None => both!(
            "{} asks what no file shows: {}{}",
            "{}另有文件无法体现、须人工确认的要求：{}{}",
            license,
            items,
            more
        ),
    };
    let mut finding = note(message).license(&license.id).remedy(both!(
        "Confirm each; `licscan explain {}` shows the clauses",
        "请逐项确认；条款内容见 `licscan explain {}`",
        license.id
    ));
    finding.place = reading.place_of_base(base);
    Some(finding)
}

fn is_permission(duty: &Duty) -> bool {
    matches!(duty.binding, Binding::Permission | Binding::Exemption)
}

/// True for what a text says of models that are trained on outputs and no file shows.
fn says_of_training(duty: &Duty) -> bool {
    duty.roles.contains(&Role::TrainOtherModelOnOutputs)
        && (duty.kind == DutyKind::Output
            || TO_CONFIRM.contains(&duty.kind)
            || !duties::is_judged(duty))
}

/// True for a duty that stands in a note of some model.
#[cfg(test)]
pub(crate) fn may_list(duty: &Duty) -> bool {
    let kinds = || TO_CONFIRM.iter().chain(&SHOWN_BY_FILES);
    !is_permission(duty) && (says_of_training(duty) || kinds().any(|kind| *kind == duty.kind))
}

fn item(duty: &Duty) -> Bilingual {
    let asks = (duty.en.trim_end_matches('.'), duty.zh.trim_end_matches('。'));
    let mut extra: Vec<Bilingual> = Vec::new();
    extra.extend(duty.threshold.as_ref().map(|it| both!("above {}", "超过：{}", it)));
    extra.extend(duty.contact.as_ref().map(|it| both!("at {}", "联系：{}", it)));
    extra.extend(duty.only_if.as_ref().map(|it| both!("only for {}", "仅适用于：{}", it)));
    if duty.binding == Binding::Encouraged {
        extra.push(both!("encouraged", "鼓励性条款"));
    }
    let extra = match extra.as_slice() {
        [] => Bilingual::default(),
        parts => both!(" [{}]", "［{}］", Bilingual::joined(parts, ", ", "，")),
    };
    let clause = duty.clause.as_str();
    Bilingual::new(
        ["(", clause, ") ", asks.0, &extra.en].concat(),
        ["（", clause, "）", asks.1, &extra.zh].concat(),
    )
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
    fn of_a_teacher_only_what_it_says_of_training() {
        let folder = |license: &str| {
            Folder::new("acme/a").card("# A\n").says("mit").license("LICENSE", "mit").base(
                "lab/teacher",
                Relation::Distilled,
                &[license],
            )
        };
        let found = folder("llama2").check();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].message.starts_with("this model was trained on the output of lab/teacher; "),
            "{}",
            found[0].message
        );
        assert_eq!(folder("cc-by-nc-4.0").check(), []);
        // The name is asked for of who trains on outputs; mark, notice and copy are not.
        assert_eq!(folder("llama3.1").loud(), ["naming-requirement error"]);
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
