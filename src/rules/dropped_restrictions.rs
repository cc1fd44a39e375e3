//! `dropped-restrictions`: a child declares looser terms than its base lets it.

use std::collections::BTreeMap;

use crate::{
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::{duty::DutyKind, license::License},
    lineage::Relation,
};

use super::{
    Owed, Rule, naming,
    reading::Reading,
    terms::{Limit, Statement, is_share_alike, lets_relicense, lifted, limits, statements},
};

/// A child declares looser terms than its base lets it.
pub static DROPPED_RESTRICTIONS: Rule = Rule {
    name: "dropped-restrictions",
    level: Level::Error,
    summary: "the declared terms are looser than the license of a base lets them be",
    since: "0.1.0",
    docs: "\
## What it does

Some licenses ask that their limits, or all their terms, go on with whatever is made from the model: share-alike
and copyleft licenses, RAIL licenses and others that pass use restrictions on, licenses that allow no other terms.
Where the text of a base asks for it and the model declares terms that lack such a limit (`apache-2.0` over a
RAIL license), this is an error, or a warning where the clause is vague. Where the license of a base must
travel along and no card, license file or notice names it, beside other declared terms, it is a warning.
Licenses that let a derivative as a whole bear other terms are left out, and so are those that limit nothing.
Limits that are *added* to a license that allows none are a note.

## Why it matters

The limits bind those who get the model all the same; they only do not know of them.

## How to mend it

Declare the license of the base, or terms that repeat its limits, and keep its text in the folder.
",
    check,
};

/// Kinds that ask for something to be passed on, the most definite first.
const PASS_ON: [DutyKind; 4] = [
    DutyKind::ShareAlike,
    DutyKind::UseRestrictionsPassthrough,
    DutyKind::NoInconsistentTerms,
    DutyKind::DerivativeOwnership,
];

fn check<'a>(reading: &Reading<'a>, findings: &mut Vec<Finding>) {
    if !reading.judges_duties() {
        return;
    }
    let stated = statements(reading.case);
    if stated.is_empty() {
        return;
    }
    // One license asks for one thing in several clauses: its loudest finding stands for all of them, and
    // what could only be as loud is not looked for.
    let mut worst: BTreeMap<&str, Finding> = BTreeMap::new();
    let mut look = |owed: &Owed<'a>, level: Level, find: Find| {
        let level = DROPPED_RESTRICTIONS.at_most(owed.cap).min(level);
        let id = owed.license.id.as_str();
        if worst.get(id).is_none_or(|known| known.level < level)
            && is_open(owed, &stated)
            && let Some(found) = find(reading, owed, &stated, level)
        {
            worst.insert(id, found);
        }
    };
    for kind in &PASS_ON {
        for owed in reading.owed(std::slice::from_ref(kind)) {
            look(owed, Level::Error, looser);
        }
    }
    for owed in reading.owed(&[DutyKind::LicenseCopy]) {
        look(owed, Level::Warning, unnamed);
    }
    for owed in reading.owed(&[DutyKind::NoFurtherRestrictions]) {
        look(owed, Level::Note, stricter);
    }
    findings.extend(worst.into_values());
}

/// Looks for what is wrong with the statements of a unit beside a duty, to be said at a level.
type Find = fn(&Reading, &Owed, &[Statement], Level) -> Option<Finding>;

fn accepted<'a>(owed: &Owed<'a>) -> Vec<&'a License> {
    std::iter::once(owed.license).chain(owed.instead.iter().copied()).collect()
}

/// True where the license lets nobody choose other terms, and the unit does not state it as its own.
fn is_open(owed: &Owed, stated: &[Statement]) -> bool {
    let accepted = accepted(owed);
    !accepted.iter().any(|license| lets_relicense(license))
        && !stated.iter().any(|said| accepted.iter().any(|license| said.names(license)))
}

/// A statement that lacks a limit of the base's license.
fn looser(reading: &Reading, owed: &Owed, stated: &[Statement], level: Level) -> Option<Finding> {
    let kind = owed.duty.kind;
    let (said, lifted) = stated.iter().find_map(|said| {
        let license = said.license?;
        // Where several revisions may bind, each of them must be lifted.
        let lifted = accepted(owed)
            .into_iter()
            .map(|of| lifted(license, of))
            .reduce(|all, more| all.into_iter().filter(|it| more.contains(it)).collect())?;
        let vague = kind == DutyKind::NoInconsistentTerms && owed.cap < Level::Error;
        // What is lost is commerce alone: `noncommercial-conflict` says so, and louder.
        let elsewhere = vague && lifted.iter().all(|limit| *limit == Limit::Commerce);
        let owns = kind == DutyKind::DerivativeOwnership;
        ((!lifted.is_empty() && !elsewhere) || owns).then_some((said, lifted))
    })?;
    let asks = match kind {
        DutyKind::ShareAlike => {
            both!("asks that derivatives bear its own terms", "要求衍生模型适用相同许可")
        }
        DutyKind::UseRestrictionsPassthrough => {
            both!("asks that its limits on use be passed on", "要求将使用限制传递给下游")
        }
        DutyKind::DerivativeOwnership => {
            both!("leaves derivatives to its licensor", "约定衍生模型归许可方所有")
        }
        _ => both!("allows no terms that conflict with it", "不允许与之相抵触的条款"),
    };
    let words: Vec<Bilingual> = lifted.iter().map(|limit| limit.words()).collect();
    let lost = match words.as_slice() {
        [] => Bilingual::default(),
        words => both!(", which lifts its limits on {}", "，取消了对{}的限制", listed(words)),
    };
    let message = both!(
        "{} {} (clause {}); {}{}",
        "{}{}（条款 {}）；{}{}",
        owed.license,
        asks,
        owed.duty.clause,
        said.says(),
        lost
    );
    Some(finding(reading, owed, said, level, message))
}

/// A license that must travel along and that nothing names, beside other terms.
fn unnamed(reading: &Reading, owed: &Owed, stated: &[Statement], level: Level) -> Option<Finding> {
    let license = owed.license;
    let limited = limits(license).is_some_and(|limits| !limits.is_empty());
    if !limited || naming::is_named(reading, &accepted(owed)) {
        return None;
    }
    let said = stated.iter().find(|said| said.license.is_some()).or(stated.first())?;
    let message = both!(
        "{} must travel along (clause {}), and no card, license file or notice names it; {}",
        "{}应随模型一并提供（条款 {}），但模型卡、许可文件和声明文件均未提及；{}",
        license,
        owed.duty.clause,
        said.says()
    );
    Some(finding(reading, owed, said, level, message))
}

/// Limits that were added to a license that allows none.
fn stricter(reading: &Reading, owed: &Owed, stated: &[Statement], level: Level) -> Option<Finding> {
    let relation = owed.base.map_or(reading.case.lineage.relation, |base| base.relation);
    let copy = matches!(relation, Relation::Mirror | Relation::Quantized);
    // Without share-alike the clause speaks of the material itself, not of what is made from it.
    if !copy && !is_share_alike(owed.license) {
        return None;
    }
    let (said, added) = stated.iter().find_map(|said| {
        let mut added = lifted(owed.license, said.license?);
        added.retain(|limit| *limit != Limit::OtherTerms);
        (!added.is_empty()).then_some((said, added))
    })?;
    let words: Vec<Bilingual> = added.iter().map(|limit| limit.words()).collect();
    let message = both!(
        "{} allows no further limits (clause {}); {}, which adds limits on {}",
        "{}不允许附加限制（条款 {}）；{}，增加了对{}的限制",
        owed.license,
        owed.duty.clause,
        said.says(),
        listed(&words)
    );
    Some(finding(reading, owed, said, level, message))
}

fn finding(
    reading: &Reading,
    owed: &Owed,
    said: &Statement,
    level: Level,
    message: Bilingual,
) -> Finding {
    Finding::new(DROPPED_RESTRICTIONS.name, level, message)
        .license(&owed.license.id)
        .duty(owed.duty.kind.as_str(), &owed.duty.clause)
        .remedy(both!(
            "Declare {}, or terms that repeat its limits, and keep its text in the folder",
            "请声明 {}，或采用载明同样限制的条款，并将其文本保存在文件夹中",
            owed.license.id
        ))
        .at(said.place(reading))
}

fn listed(words: &[Bilingual]) -> Bilingual {
    match words {
        [] => Bilingual::default(),
        [only] => only.clone(),
        [head @ .., last] => {
            both!("{} and {}", "{}和{}", Bilingual::joined(head, ", ", "、"), last)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        declared::DeclarationSource::Sentence,
        finding::{Finding, Level},
        lineage::{KnownFrom, Relation},
    };

    use super::super::testing::Folder;

    fn found(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "dropped-restrictions").collect()
    }

    fn levels(folder: Folder) -> Vec<Level> {
        found(folder).iter().map(|it| it.level).collect()
    }

    fn acme() -> Folder {
        Folder::new("acme/a").card("---\nlicense: apache-2.0\n---\n# A\n")
    }

    fn on(license: &str) -> Folder {
        acme().base("owner/base", Relation::Finetune, &[license])
    }

    #[test]
    fn the_name_of_the_licensor_names_its_license() {
        let levels = |said: &str| {
            let folder = Folder::new("acme/a").card("# A\n").says_in(said, Sentence);
            levels(folder.base("meta-llama/x", Relation::Mirror, &["llama3.1"]))
        };
        assert_eq!(levels("Meta license"), []);
        assert_eq!(levels("License"), []);
        assert_eq!(levels("Acme license"), [Level::Warning]);
    }

    #[test]
    fn looser_terms_over_a_license_that_goes_on() {
        let rail = found(on("rail-m").says("apache-2.0"));
        assert_eq!(rail.len(), 1);
        assert_eq!(
            rail[0].message,
            "RAIL-M License asks that its limits on use be passed on (clause 4.a); README.md:2 says apache-2.0, which lifts its limits on uses"
        );
        assert_eq!(levels(on("rail-m").says("mit")), [Level::Error]);
        assert_eq!(levels(on("gpl-3.0").says("mit")), [Level::Error]);
        assert_eq!(levels(on("cc-by-sa-4.0").license("LICENSE", "mit")), [Level::Error]);
        assert_eq!(levels(on("owned-nc").says("mit")), [Level::Warning]);
        let quantized = acme().base("owner/base", Relation::Quantized, &["rail-m"]);
        assert_eq!(levels(quantized.says("mit")), [Level::Error]);
    }

    #[test]
    fn a_copy_of_the_text_does_not_make_looser_terms_right() {
        let folder = on("rail-m").says("apache-2.0").license("LICENSE-rail-m", "rail-m");
        assert_eq!(levels(folder), [Level::Error]);
    }

    #[test]
    fn terms_that_keep_the_limits_are_right() {
        for (base, says) in [
            ("rail-m", "rail-m"),
            ("gpl-3.0", "gpl-3.0"),
            ("cc-by-sa-4.0", "gpl-3.0"),
            ("mit", "apache-2.0"),
            ("apache-2.0", "mit"),
            ("rail-m", "other"),
        ] {
            assert_eq!(levels(on(base).says(says)), [], "{says} over {base}");
        }
        assert_eq!(levels(on("rail-m")), []);
        assert_eq!(levels(on("rail-m").says("apache-2.0").says("rail-m")), []);
        assert_eq!(levels(on("rail-m").says_family("openrail")), []);
        // Commerce alone is another rule's.
        let commerce = on("cc-by-nc-4.0").says("apache-2.0").license("LICENSE-nc", "cc-by-nc-4.0");
        assert_eq!(levels(commerce), []);
    }

    #[test]
    fn a_text_that_lets_derivatives_bear_other_terms_is_left_out() {
        assert_eq!(levels(on("rail-free").says("mit")), []);
    }

    #[test]
    fn a_license_that_goes_along_must_be_named() {
        let llama = |card: &str| {
            Folder::new("acme/a").card(card).says("apache-2.0").base(
                "meta-llama/Llama-3.1-8B",
                Relation::Finetune,
                &["llama3.1"],
            )
        };
        assert_eq!(levels(llama("# A\n\nMade from Llama-3.1-8B.\n")), [Level::Warning]);
        assert_eq!(levels(llama("# A\n\nThe Llama 3.1 Community License goes on.\n")), []);
        assert_eq!(levels(llama("# A\n\nUse is subject to the Llama 3.1 license.\n")), []);
        assert_eq!(levels(llama("# A\n").license("LICENSE-llama", "llama3.1")), []);
        let notice = "Llama 3.1 is licensed under the Llama 3.1 Community License.";
        assert_eq!(levels(llama("# A\n").notice(notice)), []);
    }

    #[test]
    fn added_limits_are_a_note() {
        let sharing = on("gpl-3.0").says("cc-by-nc-sa-4.0").license("COPYING", "gpl-3.0");
        assert_eq!(levels(sharing), [Level::Note]);
    }

    #[test]
    fn what_is_known_from_memory_is_a_note() {
        let folder = acme().says("mit").base_known(
            "owner/base",
            Relation::Finetune,
            &["rail-m"],
            KnownFrom::Memory,
        );
        assert_eq!(levels(folder), [Level::Note]);
    }
}
