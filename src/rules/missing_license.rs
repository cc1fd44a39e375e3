//! `missing-license`: a model with neither a license text nor a declaration.

use crate::{
    declared::phrase::speaks_of_license,
    document::{DocumentKind, markdown::PassageKind},
    finding::{Finding, Level, Mend},
    identify::Verdict,
    language::both,
};

use super::{
    Rule, mendable, own,
    reading::{Reading, place_on},
};

/// Neither text nor declaration.
pub static MISSING_LICENSE: Rule = Rule {
    name: "missing-license",
    level: Level::Warning,
    summary: "a model has neither a license text nor a declaration",
    since: "0.1.0",
    docs: "\
## What it does

Fires where no file of a model holds a license text and no card, badge, sentence or configuration names one.

## Why it matters

Without a license nobody but the author may use the model.

## How to mend it

Declare the license in the front matter of `README.md` and add its text as `LICENSE`.
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let case = reading.case;
    let says_nothing = |raw: &str| {
        matches!(raw.trim().to_lowercase().as_str(), "" | "unknown" | "none" | "null" | "n/a")
    };
    let declared = case
        .declared
        .iter()
        .any(|said| said.license.is_some() || said.family.is_some() || !says_nothing(&said.raw));
    let pointed_to = own::identified(case).any(|(document, identity)| {
        document.kind == DocumentKind::License
            && identity.is_some_and(|identity| identity.verdict == Verdict::Reference)
    });
    if !reading.judges_duties()
        || declared
        || pointed_to
        || own::has_license_text(case)
        || is_told_in_a_section(reading)
    {
        return;
    }
    let message = both!(
        "no file of this model holds a license text, and none says under which license it is",
        "该模型的文件中既没有许可文本，也没有声明适用何种许可"
    );
    let mut finding =
        Finding::new(MISSING_LICENSE.name, MISSING_LICENSE.level, message).remedy(both!(
            "Add `license:` to the front matter of README.md, and the text as LICENSE",
            "请在 README.md 的元数据中写明 `license:`，并将许可文本存为 LICENSE"
        ));
    if let Some(license) = mendable::only_binding_license(case) {
        finding = finding.mended_by(Mend::LicenseName { id: license.id.clone() });
    }
    finding.place = reading.main_card().map(|card| place_on(card, 1));
    findings.push(finding);
}

/// True where a section about the license names licenses, though not in words that are understood here.
fn is_told_in_a_section(reading: &Reading) -> bool {
    let named = own::identified(reading.case).any(|(document, identity)| {
        document.kind == DocumentKind::Card
            && identity.is_some_and(|identity| identity.verdict == Verdict::Reference)
    });
    named
        && reading.cards().iter().flat_map(|view| view.passages).any(|passage| {
            matches!(passage.kind, PassageKind::Heading(2..)) && speaks_of_license(&passage.text)
        })
}

#[cfg(test)]
mod tests {
    use crate::{document::DocumentKind, identify::Verdict};

    use super::super::testing::Folder;

    fn fires(folder: Folder) -> bool {
        folder.check().iter().any(|it| it.rule == "missing-license")
    }

    #[test]
    fn neither_text_nor_declaration() {
        let bare = || Folder::new("acme/a").card("# A\n");
        assert!(fires(bare()));
        assert!(fires(bare().says("unknown")));
        assert!(!fires(bare().says("mit")));
        assert!(!fires(bare().says("other")));
        assert!(!fires(bare().says_family("gpl")));
        assert!(!fires(bare().license("LICENSE", "mit")));
        assert!(!fires(bare().unreadable("LICENSE.pdf", DocumentKind::License)));
        let unknown = Some(("", "", Verdict::UnknownLicense));
        assert!(!fires(bare().text("LICENSE", DocumentKind::License, "terms", unknown)));
        let none = Some(("", "", Verdict::NotALicense));
        assert!(fires(bare().text("LICENSE", DocumentKind::License, "hello", none)));
    }
}
