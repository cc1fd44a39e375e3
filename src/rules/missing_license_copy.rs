//! `missing-license-copy`: a license text that must travel along.

use std::collections::BTreeSet;

use crate::{
    document::{DocumentKind, markdown::PassageKind},
    finding::{Finding, Level, Mend, TextSource},
    language::{Bilingual, both},
    library::{
        duty::DutyKind,
        license::{Commercial, License},
    },
    lineage::BaseModel,
};

use super::{
    Owed, Rule,
    copy::{accepts_a_link, copy_of, describe},
    declared_copy, own,
    reading::Reading,
};

/// A license that must travel along does not.
pub static MISSING_LICENSE_COPY: Rule = Rule {
    name: "missing-license-copy",
    level: Level::Error,
    summary: "a license that must travel along does not",
    since: "0.1.0",
    docs: "\
## What it does

Looks for the text of every license that asks to travel with the model: that of each base model and the one
that the card declares. Any file counts whose text is identified as this license, under whatever name, in a
sub-folder (`misc/Skywork Community License.pdf`) or in the folder above. A tag, a badge, a link or a file
that only points to the text is no copy, unless the license itself accepts a link, as those of Creative
Commons do. A missing license that was written for models is an error, a missing permissive one a warning;
beside another text of the model's own, a missing permissive text of a base is a note.

## Why it matters

Whoever gets the model must be able to read its terms, also when the page it came from is gone.

## How to mend it

Put the text into the folder, as `LICENSE` or, beside another, as `LICENSE-<license>`.
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    if !reading.judges_duties() {
        return;
    }
    let mut covered = BTreeSet::new();
    for owed in reading.owed(&[DutyKind::LicenseCopy]) {
        covered.extend(owed.accepted().map(|(license, _)| license.id.as_str()));
        of_base(reading, owed, findings);
    }
    for owed in reading.owed(&[DutyKind::DocumentationRetention]) {
        documentation(reading, owed, findings);
    }
    declared_copy::judge(reading, &covered, findings);
}

fn of_base(reading: &Reading, owed: &Owed, findings: &mut Vec<Finding>) {
    let license = owed.license;
    let accepted: Vec<&License> = owed.accepted().map(|(license, _)| license).collect();
    let copy = copy_of(reading, &accepted, accepts_a_link(license, &owed.duty.places));
    let permissive = !license.model_license && license.commercial != Commercial::No;
    let default = if license.model_license {
        Level::Error
    } else if permissive && !own::texts(reading.case).is_empty() {
        Level::Note
    } else {
        Level::Warning
    };
    let Some((cap, seen)) = describe(&copy) else { return };
    let level = MISSING_LICENSE_COPY.at_most(owed.cap).min(default).min(cap);
    let message = both!(
        "{} asks for a copy of its text (clause {}); {}",
        "{}要求附上其文本副本（条款 {}）；{}",
        license,
        owed.duty.clause,
        seen
    );
    let mut finding =
        finding(reading, license, level, message).duty(owed.duty.kind.as_str(), &owed.duty.clause);
    if owed.is_known_to_bind() {
        finding = finding.mended_by(mend(reading, &accepted, owed.base));
    }
    finding.place = reading.place_of_owed(owed);
    findings.push(finding);
}

/// The copy to add, and where its text is at hand: at the base, or among the embedded texts. Where it is
/// open which license binds, a person has to say which text it is.
pub(super) fn mend(reading: &Reading, accepted: &[&License], base: Option<&BaseModel>) -> Mend {
    let ids: Vec<String> = accepted.iter().map(|license| license.id.clone()).collect();
    let from = if let [id] = ids.as_slice() {
        base.and_then(|base| reading.case.store.license_file(&base.base, id))
            .map(TextSource::File)
            .or_else(|| reading.case.library.has_text(id).then_some(TextSource::Embedded))
    } else {
        None
    };
    Mend::LicenseCopy { ids, from }
}

pub(super) fn finding(
    reading: &Reading,
    license: &License,
    level: Level,
    message: Bilingual,
) -> Finding {
    let documents = &reading.case.unit.documents;
    let beside =
        documents.iter().any(|it| it.kind == DocumentKind::License && !it.path.contains('/'));
    let file = if beside { format!("LICENSE-{}", license.id) } else { "LICENSE".to_owned() };
    let source = match license.urls.first() {
        Some(url) => both!(" (it stands at {})", "（文本见 {}）", url),
        None => Bilingual::default(),
    };
    Finding::new(MISSING_LICENSE_COPY.name, level, message).license(&license.id).remedy(both!(
        "Add the text of {} as {}{}",
        "请补入{}的文本，存为 {}{}",
        license,
        file,
        source
    ))
}

/// The card that came with the model must be kept: there must be one, and it must say something.
fn documentation(reading: &Reading, owed: &Owed, findings: &mut Vec<Finding>) {
    let says_something = reading.cards().iter().flat_map(|view| view.passages).any(|passage| {
        !matches!(passage.kind, PassageKind::Heading(_))
            && passage.text.chars().any(char::is_alphabetic)
            && !passage.text.contains("[More Information Needed]")
    });
    if says_something {
        return;
    }
    let message = both!(
        "{} asks to keep the documentation of the model (clause {}); the folder has no card that says anything",
        "{}要求保留模型的说明文档（条款 {}）；文件夹中没有内容充实的模型卡",
        owed.license,
        owed.duty.clause
    );
    let mut finding =
        Finding::new(MISSING_LICENSE_COPY.name, MISSING_LICENSE_COPY.at_most(owed.cap), message)
            .license(&owed.license.id)
            .duty(owed.duty.kind.as_str(), &owed.duty.clause)
            .remedy(both!(
                "Keep the model card of the base model, and add what was changed",
                "请保留基础模型的模型卡，并补充所作的修改"
            ));
    finding.place = reading.place_of_owed(owed);
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::{
        document::DocumentKind,
        finding::{Finding, Level, Mend, TextSource},
        identify::Verdict,
        library::duty::Role,
        lineage::Relation,
    };

    use super::super::testing::Folder;

    fn copies(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "missing-license-copy").collect()
    }

    fn llama() -> Folder {
        Folder::new("acme/Llama-a").card("# A\n\nBuilt with Llama\n").base(
            "meta-llama/Llama-3.1-8B",
            Relation::Finetune,
            &["llama3.1"],
        )
    }

    fn text(path: &str, id: &str, verdict: Verdict) -> Vec<Finding> {
        copies(llama().text(
            path,
            DocumentKind::License,
            "x",
            Some((id, "llama-community", verdict)),
        ))
    }

    #[test]
    fn a_text_is_a_copy_wherever_it_stands() {
        assert_eq!(text("misc/terms.pdf", "llama3.1", Verdict::Altered), []);
        let inherited = llama().license("../LICENSE", "llama3.1");
        assert_eq!(copies(inherited), []);
    }

    #[test]
    fn what_is_no_copy_is_named() {
        for (id, verdict, level, says) in [
            ("llama3.2", Verdict::Exact, Level::Error, "which is another license"),
            ("", Verdict::Family, Level::Warning, "which member of it is undecided"),
            ("llama3.1", Verdict::Partial, Level::Note, "only a part or a translation"),
            ("llama3.1", Verdict::Reference, Level::Error, "holds no copy of it"),
        ] {
            let found = text("LICENSE", id, verdict);
            assert_eq!(found.len(), 1, "{verdict:?}");
            assert_eq!(found[0].level, level, "{verdict:?}");
            assert!(found[0].message.contains(says), "{}", found[0].message);
        }
        let absent = copies(llama());
        assert!(absent[0].message.ends_with("no file of the folder holds it"));
        // Nobody here has the text, but it is clear which one it is.
        assert!(!absent[0].fixable && absent[0].mend.is_some());
    }

    #[test]
    fn in_a_copy_its_publisher_has_granted_what_it_was_made_from() {
        let folder = |copied: &str| {
            Folder::new("acme/b")
                .card("# B\n")
                .license("LICENSE", "mit")
                .base(copied, Relation::Mirror, &["mit"])
                .base("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"])
        };
        assert_eq!(copies(folder("meta-llama/b")), []);
        assert_eq!(copies(folder("other/b")).len(), 1);
    }

    #[test]
    fn a_text_of_another_day_is_a_copy() {
        let folder = |text: &str| {
            Folder::new("acme/a").card("# A\n").says("gemma-2024-04-01").license("LICENSE", text)
        };
        assert_eq!(copies(folder("gemma-2025-03-24")), []);
        let base = |text: &str| {
            let folder = Folder::new("acme/a").card("# A\n").license("LICENSE", text);
            copies(folder.base("google/gemma-2b", Relation::Finetune, &["gemma-2024-04-01"]))
        };
        assert_eq!(base("gemma-2025-03-24"), []);
        assert_eq!(base("mit").len(), 1);
    }

    #[test]
    fn the_text_of_a_base_in_the_store_is_at_hand() {
        let folder = || {
            Folder::new("acme/Llama-a").card("# A\n").base(
                "store/base",
                Relation::Finetune,
                &["llama3.1"],
            )
        };
        let found = copies(folder());
        let at_hand = Mend::LicenseCopy {
            ids: vec!["llama3.1".to_owned()],
            from: Some(TextSource::File("base/llama3.1".into())),
        };
        assert!(found[0].fixable);
        assert_eq!(found[0].mend, Some(at_hand));
        // Which of two revisions binds is not known, so that neither text is copied.
        let open = copies(folder().alternatives(&["llama3.2"]));
        assert!(open.iter().all(|finding| !finding.fixable));
    }

    #[test]
    fn a_permissive_license_is_milder() {
        let folder = || Folder::new("acme/a").card("# A\n").says("apache-2.0");
        let found = copies(folder());
        assert_eq!((found.len(), found[0].level), (1, Level::Warning));
        assert!(found[0].fixable);
        assert!(found[0].message.starts_with("README.md declares Apache License 2.0"));
        let base = folder().license("LICENSE", "apache-2.0").base(
            "x/mit-base",
            Relation::Finetune,
            &["mit"],
        );
        let found = copies(base);
        assert_eq!((found.len(), found[0].level), (1, Level::Note));
        // Its author owes it to nobody, but the declared text is still not there.
        assert_eq!(copies(folder().relation(Relation::Original)).len(), 1);
    }

    #[test]
    fn each_value_of_a_list_needs_its_text() {
        let list = || Folder::new("acme/a").card("# A\n").says("apache-2.0").says("mit");
        assert_eq!(copies(list().license("LICENSES/MIT.txt", "mit")).len(), 1);
        let both = list().license("LICENSES/MIT.txt", "mit");
        assert_eq!(copies(both.license("LICENSES/Apache-2.0.txt", "apache-2.0")), []);
    }

    #[test]
    fn a_declared_model_license_needs_its_text() {
        let found = copies(
            Folder::new("acme/a").card("# A\n").says("exaone-1.1-nc").says("skywork-community"),
        );
        let ids: Vec<_> = found.iter().filter_map(|it| it.license.as_deref()).collect();
        // The one asks for no copy.
        assert_eq!(ids, ["skywork-community"]);
        assert_eq!(found[0].level, Level::Error);
        let original = Folder::new("acme/a").says("skywork-community").relation(Relation::Original);
        assert_eq!(copies(original), []);
    }

    #[test]
    fn creative_commons_accepts_a_link() {
        let folder = |card: &str| {
            Folder::new("acme/a").card(card).says("cc-by-nc-4.0").base(
                "x/nc-base",
                Relation::Finetune,
                &["cc-by-nc-4.0"],
            )
        };
        let link = "# A\n\n[terms](https://creativecommons.org/licenses/by-nc/4.0/)\n";
        assert_eq!(copies(folder(link)), []);
        assert_eq!(copies(folder("# A\n\nhttps://creativecommons.org/licenses/by-nc/4.0/\n")), []);
        assert_eq!(copies(folder("# A\n")).len(), 1);
        assert_eq!(
            copies(folder("# A\n\n<!-- https://creativecommons.org/licenses/by-nc/4.0/ -->\n"))
                .len(),
            1
        );
    }

    #[test]
    fn a_family_without_its_member() {
        let folder = || Folder::new("acme/a").card("# A\n").says_family("gpl");
        assert_eq!(copies(folder()).len(), 1);
        assert_eq!(copies(folder().license("LICENSE", "mit")), []);
    }

    #[test]
    fn who_hands_nothing_on_needs_no_copy() {
        let folder = Folder::new("acme/a").card("# A\n").says("mit").roles(&[Role::Use]);
        assert_eq!(copies(folder), []);
    }

    #[test]
    fn a_text_that_disagrees_is_another_finding() {
        let folder =
            Folder::new("acme/a").card("# A\n").says("apache-2.0").license("LICENSE", "mit");
        assert_eq!(copies(folder), []);
    }

    #[test]
    fn an_unreadable_license_file_is_milder() {
        let found = copies(llama().unreadable("LICENSE.pdf", DocumentKind::License));
        assert_eq!(found[0].level, Level::Warning);
    }
}
