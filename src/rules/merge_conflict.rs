//! `merge-conflict`: two parents whose terms cannot both hold.

use crate::{
    document::ConfigRole,
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::{
        duty::{Duty, DutyKind},
        license::License,
    },
    lineage::{BaseModel, KnownFrom, Relation},
};

use super::{
    Rule,
    duties::{self, is_judged},
    fold::name_key,
    own,
    reading::Reading,
    terms::{forbids_commerce, is_share_alike},
};

/// Two parents whose terms cannot both hold.
pub static MERGE_CONFLICT: Rule = Rule {
    name: "merge-conflict",
    level: Level::Error,
    summary: "the licenses of two parents ask for things that cannot both be done",
    since: "0.1.0",
    docs: "\
## What it does

Compares the licenses of the parents of a merge two by two. They conflict where both ask that the result bears
their own terms and no other, where one is share-alike and allows commerce and the other forbids it, where both
ask that the name begins with their word (`Llama...` and `EXAONE...`), and, in a merge of weights, where one may
improve no other language model and the other parent is one. Licenses that are known to go together (CC BY-SA
and the GNU GPL, the GNU GPL and its Affero form) are no conflict.

## Why it matters

No terms can be declared that are right, whatever the card says.

## How to mend it

Leave one of the parents out, or get the leave of one licensor.
",
    check,
};

/// Share-alike licenses whose texts let one go over into the other.
const GO_TOGETHER: [(&str, &str); 3] =
    [("cc-by-sa-4.0", "gpl-3.0"), ("agpl-3.0", "gpl-3.0"), ("agpl-3.0", "cc-by-sa-4.0")];

/// Licenses whose text forbids to improve another large language model with the materials themselves,
/// not with their output alone.
const IMPROVE_NO_OTHER: [&str; 4] =
    ["llama2", "llama3", "tongyi-qianwen", "tongyi-qianwen-research"];

/// The most licenses of parents that are compared two by two.
const MOST_LICENSES: usize = 24;

/// A license of a parent.
#[derive(Clone, Copy)]
struct Parent<'a> {
    base: &'a BaseModel,
    license: &'a License,
    cap: Level,
}

/// What of two licenses cannot both hold.
struct Clash<'a> {
    why: Bilingual,
    duty: Option<&'a Duty>,
}

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let case = reading.case;
    if !reading.judges_duties() || case.lineage.relation != Relation::Merge {
        return;
    }
    let parents = parents(reading);
    let weights = merges_weights(reading);
    for (at, one) in parents.iter().enumerate() {
        for other in &parents[at + 1..] {
            // The licenses of one parent bind at once already; that is its publisher's case.
            if std::ptr::eq(one.base, other.base) {
                continue;
            }
            if let Some(clash) = clash(one, other, weights) {
                findings.push(finding(reading, one, other, &clash));
            }
        }
    }
}

/// Each license of the parents once, with the first parent that bears it. A license that another
/// revision of the parent does not have is left out: there the merge may be right.
fn parents<'a>(reading: &Reading<'a>) -> Vec<Parent<'a>> {
    let mut found: Vec<Parent> = Vec::new();
    for base in &reading.case.lineage.bases {
        let Some(cap) = duties::sureness(base.known_from) else { continue };
        for (license, instead) in duties::binding_licenses(reading.case, base) {
            let known = found.iter().any(|parent| parent.license.id == license.id);
            if !known && instead.is_empty() && found.len() < MOST_LICENSES {
                found.push(Parent { base, license, cap });
            }
        }
    }
    found
}

/// True where the files say that weights were merged. A list of bases alone may mean the parts of a
/// larger model, such as a language model and the encoder of its pictures.
fn merges_weights(reading: &Reading) -> bool {
    let documents = &reading.case.unit.documents;
    let recipe = documents
        .iter()
        .any(|it| it.config().is_some_and(|config| config.role == ConfigRole::Merge));
    let tagged = documents.iter().filter_map(|it| it.card()).any(|card| {
        let mut words = card.scalars("tags");
        words.extend(card.scalars("library_name"));
        words.extend(card.scalars("base_model_relation"));
        words
            .iter()
            .any(|word| matches!(word.value.trim().to_lowercase().as_str(), "merge" | "mergekit"))
    });
    recipe || tagged
}

fn clash<'a>(one: &Parent<'a>, other: &Parent<'a>, weights: bool) -> Option<Clash<'a>> {
    if own::same_license(&one.license.id, &other.license.id) {
        return None;
    }
    share_alike_twice(one.license, other.license)
        .or_else(|| share_alike_and_no_commerce(one.license, other.license))
        .or_else(|| share_alike_and_no_commerce(other.license, one.license))
        .or_else(|| two_names(one.license, other.license))
        .or_else(|| improves_another(one, other).filter(|_| weights))
        .or_else(|| improves_another(other, one).filter(|_| weights))
}

fn duty_of(license: &License, kind: DutyKind) -> Option<&Duty> {
    license.duty.iter().find(|duty| duty.kind == kind && is_judged(duty))
}

fn clause_of(license: &License, kind: DutyKind) -> Bilingual {
    duty_of(license, kind)
        .map_or_else(Bilingual::default, |duty| both!(" (clause {})", "（条款 {}）", duty.clause))
}

fn share_alike_twice<'a>(one: &'a License, other: &'a License) -> Option<Clash<'a>> {
    let pair = (one.id.as_str(), other.id.as_str());
    let together = GO_TOGETHER.iter().any(|(a, b)| pair == (*a, *b) || pair == (*b, *a));
    let editions = one.family == other.family && forbids_commerce(one) == forbids_commerce(other);
    if together || editions || !is_share_alike(one) || !is_share_alike(other) {
        return None;
    }
    let why = both!(
        "both ask that the result bears their own terms: {}{} and {}{}",
        "二者均要求合并结果适用自身条款：{}{}与{}{}",
        one,
        clause_of(one, DutyKind::ShareAlike),
        other,
        clause_of(other, DutyKind::ShareAlike)
    );
    Some(Clash { why, duty: duty_of(one, DutyKind::ShareAlike) })
}

fn share_alike_and_no_commerce<'a>(free: &'a License, closed: &'a License) -> Option<Clash<'a>> {
    if !is_share_alike(free) || forbids_commerce(free) || !forbids_commerce(closed) {
        return None;
    }
    let why = both!(
        "{} asks that the result bears its terms, which allow commercial use{}, and {} allows none{}",
        "{}要求合并结果适用其条款，而该条款允许商业使用{}；{}则不允许{}",
        free,
        clause_of(free, DutyKind::ShareAlike),
        closed,
        clause_of(closed, DutyKind::NonCommercial)
    );
    Some(Clash { why, duty: duty_of(free, DutyKind::ShareAlike) })
}

/// Two words that a name cannot both begin with.
fn two_names<'a>(one: &'a License, other: &'a License) -> Option<Clash<'a>> {
    let (a, b) = (duty_of(one, DutyKind::NamePrefix)?, duty_of(other, DutyKind::NamePrefix)?);
    let can_both = a.marks.iter().any(|a| {
        b.marks.iter().any(|b| {
            let (a, b) = (name_key(a), name_key(b));
            a.starts_with(&b) || b.starts_with(&a)
        })
    });
    if can_both {
        return None;
    }
    let why = both!(
        "the name cannot begin with both \"{}\" ({}, clause {}) and \"{}\" ({}, clause {})",
        "名称无法同时以“{}”（{}，条款 {}）和“{}”（{}，条款 {}）开头",
        a.marks.first()?,
        one,
        a.clause,
        b.marks.first()?,
        other,
        b.clause
    );
    Some(Clash { why, duty: Some(a) })
}

/// A license that may improve no other language model, beside a parent that is another one for sure: a
/// row of the table knows it, and it bears no license of that family.
fn improves_another<'a>(one: &Parent<'a>, other: &Parent<'a>) -> Option<Clash<'a>> {
    let license = one.license;
    let restricts = duty_of(license, DutyKind::OutputTrainingRestriction)
        .filter(|_| IMPROVE_NO_OTHER.contains(&license.id.as_str()))?;
    let brand: String = license.id.chars().take_while(char::is_ascii_alphabetic).collect();
    let related = other.license.family == license.family
        || other.base.licenses.contains(&license.id)
        || name_key(&other.base.base).contains(&brand)
        || other.base.base.to_lowercase().contains("qwen") && brand == "tongyi";
    if related || other.base.known_from != KnownFrom::Table {
        return None;
    }
    let why = both!(
        "{} may improve no other language model (clause {}), and {} is another one",
        "{}禁止用于改进其他大语言模型（条款 {}），而 {} 正是其他模型",
        license,
        restricts.clause,
        other.base.base
    );
    Some(Clash { why, duty: Some(restricts) })
}

fn finding(reading: &Reading, one: &Parent, other: &Parent, clash: &Clash) -> Finding {
    let message = both!(
        "the terms of {} and {} cannot both hold: {}",
        "{} 与 {} 的条款无法同时满足：{}",
        one.base.base,
        other.base.base,
        clash.why
    );
    let level = MERGE_CONFLICT.at_most(one.cap.min(other.cap));
    let mut finding =
        Finding::new(MERGE_CONFLICT.name, level, message).license(&one.license.id).remedy(both!(
            "Leave one of the two parents out, or get the written leave of one licensor",
            "请去除其中一个来源模型，或取得其中一方许可方的书面许可"
        ));
    finding.clause = clash.duty.map(|duty| duty.clause.clone());
    finding.place = reading.place_of_base(Some(one.base));
    finding
}

#[cfg(test)]
mod tests {
    use crate::{
        finding::{Finding, Level},
        lineage::{KnownFrom, Relation},
    };

    use super::super::testing::Folder;

    fn found(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "merge-conflict").collect()
    }

    fn merge(licenses: &[&str]) -> Folder {
        let card = "---\nlibrary_name: mergekit\n---\n# A\n";
        licenses.iter().enumerate().fold(Folder::new("acme/a").card(card), |folder, (at, id)| {
            folder.base(&format!("owner/parent-{at}"), Relation::Merge, &[*id])
        })
    }

    fn clashes(licenses: &[&str]) -> usize {
        found(merge(licenses)).len()
    }

    #[test]
    fn terms_that_cannot_both_hold() {
        for pair in [
            ["gpl-3.0", "cc-by-nc-sa-4.0"],
            ["gpl-3.0", "cc-by-nc-4.0"],
            ["cc-by-sa-4.0", "cc-by-nc-sa-4.0"],
            ["cc-by-nc-4.0", "cc-by-sa-4.0"],
            ["llama3.1", "exaone-1.1-nc"],
            ["llama2", "apache-2.0"],
            ["gpl-3.0", "yi-1.0"],
        ] {
            assert_eq!(clashes(&pair), 1, "{pair:?}");
        }
        let names = found(merge(&["llama3.1", "exaone-1.1-nc"]));
        assert_eq!(
            names[0].message,
            "the terms of owner/parent-0 and owner/parent-1 cannot both hold: the name cannot begin with both \"Llama\" (Llama 3.1 Community License, clause 1.b.i) and \"EXAONE\" (EXAONE License 1.1 NC, clause 2.1.c)"
        );
    }

    #[test]
    fn terms_that_can() {
        for pair in [
            ["mit", "apache-2.0"],
            ["gpl-3.0", "gpl-3.0"],
            ["gpl-3.0", "cc-by-sa-4.0"],
            ["gpl-3.0", "agpl-3.0"],
            ["mit", "cc-by-nc-4.0"],
            ["llama3.1", "llama3.2"],
            ["llama2", "llama3.1"],
            ["gpl-3.0", "apache-2.0"],
            ["jamba-open-model", "gpl-3.0"],
        ] {
            assert_eq!(clashes(&pair), 0, "{pair:?}");
        }
    }

    #[test]
    fn only_parents_of_a_merge_are_compared() {
        let chain = Folder::new("acme/a")
            .card("# A\n")
            .base("owner/one", Relation::Finetune, &["gpl-3.0"])
            .base("owner/two", Relation::Finetune, &["cc-by-nc-4.0"]);
        assert_eq!(found(chain).len(), 0);
        let one_parent = Folder::new("acme/a").card("# A\n").base(
            "owner/one",
            Relation::Merge,
            &["gpl-3.0", "cc-by-nc-4.0"],
        );
        assert_eq!(found(one_parent).len(), 0);
        // A list of bases may mean the parts of a larger model.
        let parts = Folder::new("acme/a")
            .card("# A\n")
            .base("meta-llama/Llama-2-7b", Relation::Merge, &["llama2"])
            .base("owner/encoder", Relation::Merge, &["mit"]);
        assert_eq!(found(parts).len(), 0);
    }

    #[test]
    fn what_is_known_from_memory_is_a_note() {
        let folder = Folder::new("acme/a")
            .card("# A\n")
            .base_known("owner/one", Relation::Merge, &["gpl-3.0"], KnownFrom::Memory)
            .base("owner/two", Relation::Merge, &["cc-by-nc-4.0"]);
        assert_eq!(found(folder)[0].level, Level::Note);
    }
}
