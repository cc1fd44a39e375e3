//! `unnamed-license`: `license: other` and nothing that says which.

use crate::{
    document::{Card, DocumentKind},
    finding::{Finding, Level, Mend},
    language::both,
};

use super::{
    Rule, mendable, own,
    reading::{Reading, place_at},
};

/// `license: other` and neither name, link nor text.
pub static UNNAMED_LICENSE: Rule = Rule {
    name: "unnamed-license",
    level: Level::Warning,
    summary: "`license: other` has neither name, link nor text",
    since: "0.1.0",
    docs: "\
## What it does

Fires where a card says `license: other`, has neither `license_name` nor `license_link`, and no file of the
folder holds a license text.

## Why it matters

`other` names no license; a reader cannot know the terms.

## How to mend it

```yaml
license: other
license_name: skywork-community-license
license_link: LICENSE
```
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let case = reading.case;
    let named = case.declared.iter().any(|said| said.license.is_some() || said.family.is_some());
    let partial = case.unit.outline.partial.is_some();
    if !reading.judges_statements() || partial || named || own::has_license_text(case) {
        return;
    }
    for document in case.unit.documents.iter().filter(|it| it.kind == DocumentKind::Card) {
        let Some(card) = document.card() else { continue };
        let said = card.scalars("license");
        let other = said.iter().find(|value| value.value.trim().eq_ignore_ascii_case("other"));
        if let (1, Some(other)) = (said.len(), other)
            && !has_value(card, "license_name")
            && !has_value(card, "license_link")
        {
            let message = both!(
                "`license: other` has neither a license_name nor a license_link, and no file holds its text",
                "`license: other` 未写明 license_name 或 license_link，也没有文件载有其文本"
            );
            let mut finding = Finding::new(UNNAMED_LICENSE.name, UNNAMED_LICENSE.level, message)
                .remedy(both!(
                    "Add license_name and license_link to the front matter, and the text as LICENSE",
                    "请在元数据中写明 license_name 和 license_link，并将许可文本存为 LICENSE"
                ))
                .at(place_at(document, other.span.clone()));
            let is_main = mendable::card_file(&case.unit.documents) == Some(document);
            if let Some(license) = mendable::only_binding_license(case).filter(|_| is_main) {
                finding = finding.mended_by(Mend::LicenseName { id: license.id.clone() });
            }
            findings.push(finding);
        }
    }
}

fn has_value(card: &Card, key: &str) -> bool {
    card.scalars(key).iter().any(|value| !value.value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Folder;
    use crate::lineage::Relation;

    fn fires(front_matter: &str) -> bool {
        let card = format!("---\nlicense: other\n{front_matter}---\n# A\n");
        Folder::new("acme/a")
            .card(&card)
            .says("other")
            .check()
            .iter()
            .any(|it| it.rule == "unnamed-license")
    }

    #[test]
    fn other_needs_a_name_a_link_or_a_text() {
        assert!(fires("tags: x\n"));
        assert!(!fires("license_name: acme-license\n"));
        assert!(!fires("license_link: https://example.org\n"));
        let folder = Folder::new("acme/a").card("---\nlicense: other\n---\n# A\n");
        let found = folder.says("other").license("LICENSE", "mit").check();
        assert!(found.iter().all(|it| it.rule != "unnamed-license"));
    }

    #[test]
    fn the_only_license_of_the_base_can_be_named() {
        let fixable = |licenses: &[&str]| {
            let folder =
                Folder::new("acme/a").card("---\nlicense: other\n---\n# A\n").says("other");
            let found = folder.base("x/base", Relation::Finetune, licenses).check();
            found.iter().find(|it| it.rule == "unnamed-license").is_some_and(|it| it.fixable)
        };
        assert!(fixable(&["skywork-community"]));
        // Of two licenses, or beside a permissive one, only the author can say what holds.
        assert!(!fixable(&["skywork-community", "llama3.1"]));
        assert!(!fixable(&["apache-2.0"]));
    }

    #[test]
    fn it_points_at_the_line() {
        let found = Folder::new("acme/a")
            .card("---\ntags: x\nlicense: other\n---\n# A\n")
            .says("other")
            .check();
        let place =
            found.iter().find(|it| it.rule == "unnamed-license").and_then(|it| it.place.clone());
        let snippet = place.as_ref().and_then(|place| place.snippet.as_ref());
        assert_eq!(place.as_ref().map(|place| place.line), Some(3));
        assert_eq!(snippet.map(|it| &it.line[it.range.clone()]), Some("other"));
    }
}
