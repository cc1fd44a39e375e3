//! `noncommercial-conflict`: a non-commercial base under terms that allow commerce.

use crate::{
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::{
        duty::{DutyKind, Role},
        license::{Commercial, License},
    },
    lineage::{BaseModel, Relation},
};

use super::{
    Rule, duties,
    reading::Reading,
    terms::{Statement, forbids_commerce, statements},
};

/// A non-commercial base under terms that allow commerce.
pub static NONCOMMERCIAL_CONFLICT: Rule = Rule {
    name: "noncommercial-conflict",
    level: Level::Error,
    summary: "a base allows no commercial use, and the unit declares terms that do",
    since: "0.1.0",
    docs: "\
## What it does

Compares the terms that a model declares with those of its bases. Where the text of a base's license was read
and allows no commercial use, a declaration that allows it (`apache-2.0`, `mit`, a community license) is an
error. A license that allows commerce only after its licensor has agreed counts as non-commercial, for that
leave is not passed on. A list of licenses that holds a non-commercial one is none.

## Why it matters

Whoever takes the model at its word breaches the license of the base without knowing.

## How to mend it

Declare the license of the base, or terms that forbid commercial use as well.
",
    check,
};

/// A license that allows no commerce, as it binds the unit.
struct Forbidding<'a> {
    license: &'a License,
    base: Option<&'a BaseModel>,
    clause: Option<&'a str>,
    cap: Level,
}

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    if !reading.judges_duties() {
        return;
    }
    let bound = forbidding(reading);
    if bound.is_empty() {
        return;
    }
    let stated = statements(reading.case);
    let allowing = stated.iter().find(|said| {
        said.allows_commerce()
            && !stated.iter().any(|other| forbids(other) && said.stands_beside(other))
    });
    let Some(allowing) = allowing else { return };
    for one in bound {
        if allowing.names(one.license) {
            continue;
        }
        findings.push(finding(reading, &one, allowing));
    }
}

fn forbids(said: &Statement) -> bool {
    said.license.is_some_and(forbids_commerce)
}

/// The licenses of the bases that allow no commerce: by a clause that was read, else by the facts of a
/// text that was.
fn forbidding<'a>(reading: &Reading<'a>) -> Vec<Forbidding<'a>> {
    let case = reading.case;
    let mut found: Vec<Forbidding> = reading
        .owed(&[DutyKind::NonCommercial])
        .map(|owed| Forbidding {
            license: owed.license,
            base: owed.base,
            clause: Some(owed.duty.clause.as_str()),
            cap: owed.cap,
        })
        .collect();
    let hands_on = case.roles.iter().any(|role| {
        matches!(role, Role::PublishDerivative | Role::RedistributeOriginal | Role::HostAsService)
    });
    if case.lineage.relation == Relation::Original || !hands_on {
        return found;
    }
    // Of a teacher only what its text asks for in so many words goes on.
    let held = case.lineage.bases.iter().filter(|base| base.relation != Relation::Distilled);
    for base in held {
        let Some(sure) = duties::sureness(base.known_from) else { continue };
        for (license, instead) in duties::binding_licenses(case, base) {
            let stated = license.duty.iter().any(|duty| duty.kind == DutyKind::NonCommercial);
            let all = instead.iter().flatten().all(|other| forbids_commerce(other));
            if license.commercial != Commercial::No || stated || !all {
                continue;
            }
            let cap = if instead.iter().all(Option::is_some) { sure } else { Level::Note };
            found.push(Forbidding { license, base: Some(base), clause: None, cap });
        }
    }
    found
}

fn finding(reading: &Reading, one: &Forbidding, allowing: &Statement) -> Finding {
    let clause = one
        .clause
        .map_or_else(Bilingual::default, |clause| both!(" (clause {})", "（条款 {}）", clause));
    let allows_none = match one.license.commercial {
        Commercial::Conditional => both!(
            "allows no commercial use without the leave of its licensor",
            "规定未经许可方同意不得商业使用"
        ),
        _ => both!("allows no commercial use", "规定不得商业使用"),
    };
    let of = one.base.map_or_else(Bilingual::default, |base| {
        both!(", the license of {},", "（{} 的许可）", base.base)
    });
    let message = both!(
        "{}{} {}{}; {}, which allows it",
        "{}{}{}{}；{}，允许商业使用",
        one.license,
        of,
        allows_none,
        clause,
        allowing.says()
    );
    let level = NONCOMMERCIAL_CONFLICT.at_most(one.cap);
    let mut finding = Finding::new(NONCOMMERCIAL_CONFLICT.name, level, message)
        .license(&one.license.id)
        .remedy(both!(
            "Declare {}, or terms that forbid commercial use as well",
            "请声明 {}，或采用同样禁止商业使用的条款",
            one.license.id
        ))
        .at(allowing.place(reading));
    if let Some(clause) = one.clause {
        finding = finding.duty(DutyKind::NonCommercial.as_str(), clause);
    }
    finding
}

#[cfg(test)]
mod tests {
    use crate::{
        declared::DeclarationSource,
        finding::Level,
        library::duty::Role,
        lineage::{KnownFrom, Relation},
    };

    use super::super::testing::Folder;

    fn levels(folder: Folder) -> Vec<Level> {
        let found = folder.check().into_iter().filter(|it| it.rule == "noncommercial-conflict");
        found.map(|it| it.level).collect()
    }

    fn acme() -> Folder {
        Folder::new("acme/a").card("---\nlicense: apache-2.0\n---\n# A\n")
    }

    fn on(license: &str) -> Folder {
        acme().base("owner/base", Relation::Finetune, &[license])
    }

    #[test]
    fn commerce_over_a_non_commercial_base() {
        assert_eq!(levels(on("cc-by-nc-4.0").says("apache-2.0")), [Level::Error]);
        assert_eq!(levels(on("yi-1.0").says("mit")), [Level::Error]);
        assert_eq!(levels(on("exaone-1.1-nc").says("llama3.1")), [Level::Error]);
        // A text without a declaration speaks for itself.
        assert_eq!(levels(on("cc-by-nc-4.0").license("LICENSE", "mit")), [Level::Error]);
        let family = on("cc-by-nc-4.0").says_family("gpl");
        assert_eq!(levels(family), [Level::Error]);
        let merge = acme()
            .base("owner/free", Relation::Merge, &["apache-2.0"])
            .base("owner/closed", Relation::Merge, &["cc-by-nc-4.0"])
            .says("apache-2.0");
        assert_eq!(levels(merge), [Level::Error]);
    }

    #[test]
    fn terms_that_forbid_it_as_well_are_no_conflict() {
        assert_eq!(levels(on("cc-by-nc-4.0").says("cc-by-nc-4.0")), []);
        assert_eq!(levels(on("cc-by-nc-4.0").says("yi-1.0")), []);
        assert_eq!(levels(on("cc-by-nc-4.0").says("apache-2.0").says("cc-by-nc-4.0")), []);
        assert_eq!(levels(on("cc-by-nc-4.0").says("other")), []);
        assert_eq!(levels(on("cc-by-nc-4.0")), []);
        assert_eq!(levels(on("apache-2.0").says("mit")), []);
        // Nobody has read this one.
        assert_eq!(levels(on("jamba-open-model").says("mit")), []);
    }

    #[test]
    fn a_sentence_elsewhere_does_not_take_it_back() {
        let folder = on("cc-by-nc-4.0")
            .says("apache-2.0")
            .says_in("cc-by-nc-4.0", DeclarationSource::Sentence);
        assert_eq!(levels(folder), [Level::Error]);
    }

    #[test]
    fn who_knows_and_who_acts() {
        let memory = acme().says("mit").base_known(
            "owner/base",
            Relation::Finetune,
            &["cc-by-nc-4.0"],
            KnownFrom::Memory,
        );
        assert_eq!(levels(memory), [Level::Note]);
        assert_eq!(levels(on("cc-by-nc-4.0").says("mit").roles(&[Role::Use])), []);
        let revision = on("cc-by-nc-4.0").says("mit").alternatives(&["apache-2.0"]);
        assert_eq!(levels(revision), []);
    }
}
