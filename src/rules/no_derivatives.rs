//! `no-derivatives`: a derivative of a base that may not be changed and published.

use crate::{
    finding::Finding,
    language::{Bilingual, both},
    library::duty::DutyKind,
    lineage::Relation,
};

use super::{Rule, reading::Reading};

/// A derivative of a base whose text forbids to publish one.
pub static NO_DERIVATIVES: Rule = Rule {
    name: "no-derivatives",
    level: crate::finding::Level::Error,
    summary: "the license of a base does not let what was made from it be published",
    since: "0.1.0",
    docs: "\
## What it does

Fires where a model was made from a base whose license lets nobody publish changed versions: fine-tunes,
adapters and merges, and models trained on its output where the text names them. Some of these licenses do
not let the model itself be passed on either; then a mirror and a quantized copy are named too. Elsewhere a
quantized copy counts as a copy.

## Why it matters

There are no terms under which such a model could be published; no notice or mark mends that.

## How to mend it

Do not publish it, or get the licensor's leave in writing and keep it with the model.
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    for owed in reading.owed(&[DutyKind::NoDerivativeDistribution]) {
        let clause = &owed.duty.clause;
        let relation = owed.base.map_or(reading.case.lineage.relation, |base| base.relation);
        let of =
            owed.base.map_or_else(Bilingual::default, |base| both!(" of {}", " {} 的", base.base));
        let message = match relation {
            Relation::Mirror | Relation::Quantized => both!(
                "{} does not let the model be passed on (clause {}); this is a copy{}",
                "{}禁止再分发该模型（条款 {}）；此处是{}副本",
                owed.license,
                clause,
                of
            ),
            _ => both!(
                "{} does not let derivatives be published (clause {}); this is a derivative{} ({})",
                "{}禁止发布衍生模型（条款 {}）；此处是{}衍生模型（{}）",
                owed.license,
                clause,
                of,
                relation.words()
            ),
        };
        let mut finding =
            Finding::new(NO_DERIVATIVES.name, NO_DERIVATIVES.at_most(owed.cap), message)
                .license(&owed.license.id)
                .duty(owed.duty.kind.as_str(), clause)
                .remedy(both!(
                    "Do not publish it without the written leave of the licensor",
                    "未取得许可方书面许可的，请勿发布"
                ));
        finding.place = reading.place_of_base(owed.base);
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        finding::Level,
        library::duty::Role,
        lineage::{KnownFrom, Relation},
    };

    use super::super::testing::Folder;

    fn levels(folder: Folder) -> Vec<Level> {
        let found = folder.check().into_iter().filter(|it| it.rule == "no-derivatives");
        found.map(|it| it.level).collect()
    }

    fn folder(relation: Relation, known_from: KnownFrom) -> Folder {
        Folder::new("acme/a").card("# A\n").base_known(
            "owner/closed",
            relation,
            &["cc-by-nc-nd-4.0"],
            known_from,
        )
    }

    #[test]
    fn a_derivative_is_named_and_a_copy_is_not() {
        for relation in [Relation::Finetune, Relation::Adapter, Relation::Merge] {
            assert_eq!(levels(folder(relation, KnownFrom::Table)), [Level::Error]);
        }
        assert_eq!(levels(folder(Relation::Quantized, KnownFrom::Table)), []);
        assert_eq!(levels(folder(Relation::Mirror, KnownFrom::Table)), []);
        assert_eq!(levels(folder(Relation::Finetune, KnownFrom::Memory)), [Level::Note]);
    }

    #[test]
    fn who_does_not_publish_is_not_bound() {
        let inside = folder(Relation::Finetune, KnownFrom::Table).roles(&[Role::Use]);
        assert_eq!(levels(inside), []);
    }
}
