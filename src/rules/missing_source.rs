//! `missing-source`: a derivative or a copy that does not say where the model comes from.

use crate::{
    finding::{Finding, Level, Mend},
    language::both,
    library::{
        duty::{DutyKind, Where},
        license::License,
    },
    lineage::BaseModel,
};

use super::{
    Rule,
    fold::{name_key, tokens},
    mendable::is_named_by_a_file,
    reading::{Reading, last_part},
};

/// A derivative does not name its base, where the license asks for it.
pub static MISSING_SOURCE: Rule = Rule {
    name: "missing-source",
    level: Level::Warning,
    summary: "the card does not name the model's source, where the license asks for it",
    since: "0.1.0",
    docs: "\
## What it does

Where the license of a base asks to name the source, looks in every card for the base model's name, a link
to it, its licensor, or the front matter's `base_model`.

## Why it matters

Whoever gets the model must be able to find the one that it came from.

## How to mend it

Name the base in the front matter, and in the text:

```yaml
base_model: Skywork/Skywork-13B-base
```
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    for owed in reading.owed(&[DutyKind::SourceLink, DutyKind::AttributionText]) {
        // A sentence with given words is another rule; one that need not stand here is for a person.
        let given = owed.duty.kind == DutyKind::AttributionText
            && (!owed.duty.marks.is_empty()
                || owed.duty.places.iter().all(|place| *place == Where::Product));
        let Some(base) = owed.base else { continue };
        if given || is_named(reading, base, owed.license) {
            continue;
        }
        let card = reading.main_card().map(|card| card.path.as_str());
        let not_found = match card {
            Some(card) => both!(
                "{} names neither {} nor its licensor",
                "{} 既未写明 {}，也未写明其许可方",
                card,
                base.base
            ),
            None => both!(
                "the folder has no card that names {}",
                "文件夹中没有写明 {} 的模型卡",
                base.base
            ),
        };
        let message = both!(
            "{} asks to name the source of the model (clause {}); {}",
            "{}要求注明模型来源（条款 {}）；{}",
            owed.license,
            owed.duty.clause,
            not_found
        );
        let mut finding =
            Finding::new(MISSING_SOURCE.name, MISSING_SOURCE.at_most(owed.cap), message)
                .license(&owed.license.id)
                .duty(owed.duty.kind.as_str(), &owed.duty.clause)
                .remedy(both!(
                    "Add to the front matter of {}: base_model: {}",
                    "请在 {} 的元数据中写入：base_model: {}",
                    card.unwrap_or("README.md"),
                    base.base
                ));
        if is_named_by_a_file(base) {
            finding = finding.mended_by(Mend::Source { base: base.base.clone() });
        }
        finding.place = reading.place_of_owed(owed);
        findings.push(finding);
    }
}

fn is_named(reading: &Reading, base: &BaseModel, license: &License) -> bool {
    let whole = base.base.to_lowercase();
    let last = name_key(last_part(&base.base));
    let licensors: Vec<String> = license
        .licensor
        .split(['(', ')', '（', '）', '/'])
        .map(name_key)
        .filter(|name| name.chars().count() >= 4)
        .collect();
    reading.cards().iter().any(|view| {
        let declared = view.document.card().is_some_and(|card| {
            let values = ["base_model", "base_models", "base_model_sources"];
            values
                .iter()
                .flat_map(|key| card.scalars(key))
                .any(|value| name_key(last_part(&value.value)) == last)
        });
        declared
            || view.passages.iter().enumerate().any(|(at, passage)| {
                let found = view.tokens(at);
                let joined: String =
                    found.iter().filter(|it| it.is_text()).map(|it| &*it.text).collect();
                !last.is_empty() && joined.contains(&last)
                    || licensors.iter().any(|licensor| joined.contains(licensor))
                    || license.owners.iter().any(|owner| {
                        let owner = tokens(owner);
                        !owner.is_empty()
                            && found.windows(owner.len()).any(|words| {
                                words.iter().zip(&owner).all(|(a, b)| a.text == b.text)
                            })
                    })
                    || passage
                        .links
                        .iter()
                        .any(|(_, target)| target.to_lowercase().contains(&whole))
            })
    })
}

#[cfg(test)]
mod tests {
    use crate::lineage::Relation;

    use super::super::testing::Folder;

    fn fires(card: &str) -> bool {
        Folder::new("acme/acme-13b")
            .card(card)
            .base("Skywork/Skywork-13B-base", Relation::Finetune, &["skywork-community"])
            .check()
            .iter()
            .any(|it| it.rule == "missing-source")
    }

    #[test]
    fn a_name_a_link_or_the_licensor_is_enough() {
        for card in [
            "---\nbase_model: Skywork/Skywork-13B-base\n---\n# A\n",
            "# A\n\nBased on Skywork 13B base.",
            "# A\n\n[base](https://example.org/Skywork/Skywork-13B-base)",
            "# A\n\n模型来自北京天工智力科技有限公司。",
            "# A\n\nMade by Skywork.",
        ] {
            assert!(!fires(card), "{card}");
        }
    }

    #[test]
    fn silence_is_not() {
        assert!(fires("# A\n\nA model that beats others."));
        assert!(fires("# A\n\n<!-- Skywork-13B-base -->"));
    }

    #[test]
    fn creative_commons_asks_for_the_creator() {
        let folder = Folder::new("acme/a").card("# A\n").base(
            "x/nc-base",
            Relation::Finetune,
            &["cc-by-nc-4.0"],
        );
        let found = folder.check();
        assert!(found.iter().any(|it| it.rule == "missing-source" && it.clause.as_deref() == Some("3(a)(1)(A)")));
    }
}
