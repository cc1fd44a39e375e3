//! `missing-license-copy`: a license text that must travel along.

use std::collections::BTreeSet;

use crate::{
    declared::Declaration,
    document::{DocumentKind, markdown::PassageKind},
    finding::{Finding, Level, Mend, TextSource},
    library::{
        duty::{DutyKind, Role},
        license::{Commercial, License},
    },
    lineage::{BaseModel, Relation},
};

use super::{
    Owed, Rule,
    copy::{accepts_a_link, copy_of, describe},
    duties, own,
    reading::{Reading, title_of},
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

/// Dedications and licenses that ask for nothing to be kept.
const ASK_NOTHING: [&str; 7] =
    ["cc0-1.0", "unlicense", "wtfpl", "0bsd", "mit-0", "pddl-1.0", "cc-pddc"];

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
    of_declaration(reading, &covered, findings);
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
    let message = format!(
        "{} asks for a copy of its text (clause {}); {seen}",
        title_of(license),
        owed.duty.clause
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
fn mend(reading: &Reading, accepted: &[&License], base: Option<&BaseModel>) -> Mend {
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

fn finding(reading: &Reading, license: &License, level: Level, message: String) -> Finding {
    let documents = &reading.case.unit.documents;
    let beside =
        documents.iter().any(|it| it.kind == DocumentKind::License && !it.path.contains('/'));
    let file = if beside { format!("LICENSE-{}", license.id) } else { "LICENSE".to_owned() };
    let source = match license.urls.first() {
        Some(url) => format!(" (it stands at {url})"),
        None => String::new(),
    };
    Finding::new(MISSING_LICENSE_COPY.name, level, message)
        .license(&license.id)
        .remedy(format!("Add the text of {} as {file}{source}", title_of(license)))
}

/// A declared license without its text. The licensor of a model license is not bound by it.
fn of_declaration(reading: &Reading, covered: &BTreeSet<&str>, findings: &mut Vec<Finding>) {
    let case = reading.case;
    let bases = own::base_ids(case);
    let base_families: BTreeSet<&str> = bases
        .iter()
        .filter_map(|id| case.library.license(id))
        .map(|license| license.family.as_str())
        .collect();
    let mut done = BTreeSet::new();
    for said in case.declared {
        let license = said.license.as_deref().and_then(|id| case.library.license(id));
        match (license, said.family.as_deref()) {
            (Some(license), _) => {
                let id = license.id.as_str();
                // A base's terms, another version of them, and a text that disagrees are other findings.
                let elsewhere = covered.contains(id)
                    || bases.contains(id)
                    || license.model_license && base_families.contains(license.family.as_str())
                    || another_text(reading, id, &bases);
                if !elsewhere && done.insert(id) {
                    of_declared_license(reading, said, license, findings);
                }
            }
            (None, Some(family)) => {
                if !base_families.contains(family) && done.insert(family) {
                    of_declared_family(reading, said, family, findings);
                }
            }
            (None, None) => {}
        }
    }
}

fn of_declared_license(
    reading: &Reading,
    said: &Declaration,
    license: &License,
    findings: &mut Vec<Finding>,
) {
    let case = reading.case;
    let asks = license.duty.iter().find(|duty| duty.kind == DutyKind::LicenseCopy);
    let silent = match asks {
        Some(duty) => !duties::is_judged(duty) || !acts_in(reading, &duty.roles),
        None => license.was_read() || ASK_NOTHING.contains(&license.id.as_str()),
    };
    let granted = duties::is_licensor(case, license)
        || case.lineage.relation == Relation::Original && license.model_license;
    if silent || granted || !hands_on(reading) {
        return;
    }
    let places = asks.map(|duty| duty.places.as_slice()).unwrap_or_default();
    let copy = copy_of(reading, &[license], accepts_a_link(license, places));
    let Some((cap, seen)) = describe(&copy) else { return };
    let default =
        if license.model_license && license.was_read() { Level::Error } else { Level::Warning };
    let cap = asks.map_or(cap, |duty| duties::level(duty.severity).min(cap));
    let level = MISSING_LICENSE_COPY.at_most(default).min(cap);
    let clause = asks.map_or(String::new(), |duty| {
        format!(", which asks for a copy of its text (clause {})", duty.clause)
    });
    let message = format!("{} declares {}{clause}; {seen}", said.path, title_of(license));
    let mut finding = finding(reading, license, level, message)
        .at(reading.place_of(said))
        .mended_by(mend(reading, &[license], None));
    if let Some(duty) = asks {
        finding = finding.duty(duty.kind.as_str(), &duty.clause);
    }
    findings.push(finding);
}

/// A family of licenses is declared, and no text says which of them it is.
fn of_declared_family(
    reading: &Reading,
    said: &Declaration,
    family: &str,
    findings: &mut Vec<Finding>,
) {
    let held = own::identified(reading.case)
        .filter_map(|(_, identity)| identity)
        .any(|identity| identity.licenses.iter().any(|found| found.family == family));
    let owner = reading.case.unit.outline.owner.as_deref().unwrap_or_default();
    if held
        || reading.case.library.grants_family(family, owner)
        || own::has_license_text(reading.case)
        || reading.case.lineage.relation == Relation::Original
        || !hands_on(reading)
    {
        return;
    }
    let message = format!(
        "{} declares {}, which names no version; no file of the folder holds a text that says which",
        said.path,
        said.raw.trim()
    );
    let level = MISSING_LICENSE_COPY.at_most(Level::Warning);
    findings.push(
        Finding::new(MISSING_LICENSE_COPY.name, level, message)
            .remedy("Add the text of the license as LICENSE")
            .at(reading.place_of(said)),
    );
}

/// True for somebody who gives the model to others.
fn hands_on(reading: &Reading) -> bool {
    let roles = reading.case.roles;
    [Role::PublishDerivative, Role::RedistributeOriginal, Role::HostAsService]
        .iter()
        .any(|role| roles.contains(role))
}

fn acts_in(reading: &Reading, roles: &[Role]) -> bool {
    roles.is_empty() || roles.iter().any(|role| reading.case.roles.contains(role))
}

/// True where the unit's license file holds another license than the declared one, and no base's.
fn another_text(reading: &Reading, id: &str, bases: &BTreeSet<&str>) -> bool {
    let texts = own::texts(reading.case);
    let ids: Vec<&str> = texts.iter().flat_map(own::OwnText::ids).collect();
    !ids.iter().any(|found| own::same_license(found, id))
        && ids.iter().any(|found| !bases.contains(found))
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
    let message = format!(
        "{} asks to keep the documentation of the model (clause {}); the folder has no card that says anything",
        title_of(owed.license),
        owed.duty.clause
    );
    let mut finding =
        Finding::new(MISSING_LICENSE_COPY.name, MISSING_LICENSE_COPY.at_most(owed.cap), message)
            .license(&owed.license.id)
            .duty(owed.duty.kind.as_str(), &owed.duty.clause)
            .remedy("Keep the model card of the base model, and add what was changed");
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
