//! `missing-license-copy`: a license text that must travel along.

use std::collections::BTreeSet;

use crate::{
    document::{Content, Document, DocumentKind, markdown::PassageKind},
    finding::{Finding, Level},
    identify::Verdict,
    library::{
        duty::{DutyKind, Where},
        license::{Commercial, License},
    },
    lineage::Relation,
};

use super::{
    Owed, Rule, duties, own,
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

/// Licenses whose text accepts a link to it, by the beginning of their ids.
const LINK_IS_ENOUGH: [&str; 4] = ["cc-", "odbl-", "coqui-public-model", "openbmb-gml"];

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

/// How near a unit comes to holding a license.
#[derive(PartialEq, Eq)]
enum Copy<'a> {
    /// It holds the text, or a link where that is enough.
    Held,
    /// An excerpt or a translation.
    Excerpt(&'a Document),
    /// A text of its family, of which the member is not known.
    Family(&'a Document),
    /// Another member of its family.
    Sibling(&'a Document, String),
    /// A license file that could not be read.
    Unreadable(&'a Document),
    /// A file that only names or links it.
    Pointer(&'a Document),
    /// Nothing.
    Absent,
}

fn copy_of<'a>(reading: &Reading<'a>, accepted: &[&License], link_is_enough: bool) -> Copy<'a> {
    let is_accepted = |id: &str| accepted.iter().any(|license| license.id == id);
    let in_family = |family: &str| accepted.iter().any(|license| license.family == family);
    let mut best = Copy::Absent;
    let mut better = |rank: u8, copy: Copy<'a>| {
        let current = match &best {
            Copy::Held => 6,
            Copy::Excerpt(_) => 5,
            Copy::Family(_) => 4,
            Copy::Sibling(..) => 3,
            Copy::Unreadable(_) => 2,
            Copy::Pointer(_) => 1,
            Copy::Absent => 0,
        };
        if rank > current {
            best = copy;
        }
    };
    for (document, identity) in own::identified(reading.case) {
        let is_license = document.kind == DocumentKind::License;
        if is_license && matches!(document.content, Content::Unreadable(_)) {
            better(2, Copy::Unreadable(document));
        }
        for found in identity.iter().flat_map(|identity| &identity.licenses) {
            let id = found.id.as_deref();
            match found.verdict {
                Verdict::Exact | Verdict::Equivalent | Verdict::Altered => match id {
                    Some(id) if is_accepted(id) => better(6, Copy::Held),
                    Some(id) if in_family(&found.family) => {
                        better(3, Copy::Sibling(document, id.to_owned()));
                    }
                    _ => {}
                },
                Verdict::Partial if id.is_some_and(is_accepted) => {
                    better(5, Copy::Excerpt(document));
                }
                Verdict::Family if in_family(&found.family) => better(4, Copy::Family(document)),
                Verdict::Reference if id.is_some_and(is_accepted) => {
                    if link_is_enough {
                        better(6, Copy::Held);
                    } else if is_license {
                        better(1, Copy::Pointer(document));
                    }
                }
                _ => {}
            }
        }
    }
    if link_is_enough && best != Copy::Held && is_linked(reading, &is_accepted) {
        return Copy::Held;
    }
    best
}

/// True where a card shows a link to the license, or its address.
fn is_linked(reading: &Reading, is_accepted: &dyn Fn(&str) -> bool) -> bool {
    let leads = |url: &str| reading.case.library.license_at(url).is_some_and(is_accepted);
    let declared = reading.case.declared.iter().any(|said| {
        said.source == crate::declared::DeclarationSource::LicenseLink
            && said.license.as_deref().is_some_and(is_accepted)
    });
    declared
        || reading.cards().iter().flat_map(|view| &view.passages).any(|passage| {
            passage.kind != PassageKind::Code
                && (passage.links.iter().any(|(_, target)| leads(target))
                    || passage
                        .text
                        .split(|ch: char| ch.is_whitespace() || "()<>（）[]".contains(ch))
                        .filter(|word| word.contains("://"))
                        .any(|word| leads(word.trim_end_matches(['.', ',', ';', '。', '，']))))
        })
}

fn accepts_a_link(license: &License, places: &[Where]) -> bool {
    places.contains(&Where::Card) || LINK_IS_ENOUGH.iter().any(|head| license.id.starts_with(head))
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
    finding.place = reading.place_of_base(owed.base);
    findings.push(finding);
}

/// What is there instead of a copy, and how loud its lack may be; `None` for a copy.
fn describe(copy: &Copy) -> Option<(Level, String)> {
    Some(match copy {
        Copy::Held => return None,
        Copy::Excerpt(file) => {
            (Level::Note, format!("{} holds only a part or a translation of it", file.path))
        }
        Copy::Family(file) => (
            Level::Warning,
            format!("{} is a text of its family, and which member of it is undecided", file.path),
        ),
        Copy::Sibling(file, id) => {
            (Level::Error, format!("{} is the text of {id}, which is another license", file.path))
        }
        Copy::Unreadable(file) => (Level::Warning, format!("{} could not be read", file.path)),
        Copy::Pointer(file) => {
            (Level::Error, format!("{} only names it and holds no copy of it", file.path))
        }
        Copy::Absent => (Level::Error, "no file of the folder holds it".to_owned()),
    })
}

fn finding(reading: &Reading, license: &License, level: Level, message: String) -> Finding {
    let taken = reading.case.unit.documents.iter().any(|it| it.path == "LICENSE");
    let file = if taken { format!("LICENSE-{}", license.id) } else { "LICENSE".to_owned() };
    let source = match license.urls.first() {
        Some(url) => format!(" (it stands at {url})"),
        None => String::new(),
    };
    Finding::new(MISSING_LICENSE_COPY.name, level, message)
        .license(&license.id)
        .remedy(format!("Add the text of {} as {file}{source}", title_of(license)))
        .fixable()
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
        let Some(id) = said.license.as_deref() else { continue };
        let Some(license) = case.library.license(id) else { continue };
        let asks = license.duty.iter().find(|duty| duty.kind == DutyKind::LicenseCopy);
        let silent = if license.was_read() { asks.is_none() } else { ASK_NOTHING.contains(&id) };
        let granted = duties::is_licensor(case, license)
            || case.lineage.relation == Relation::Original && license.model_license;
        // A base's terms, another version of them, and a text that disagrees are other findings.
        let elsewhere = covered.contains(id)
            || bases.contains(id)
            || license.model_license && base_families.contains(license.family.as_str())
            || another_text(reading, id, &bases);
        if silent || granted || elsewhere || !done.insert(id) {
            continue;
        }
        let places = asks.map(|duty| duty.places.as_slice()).unwrap_or_default();
        let copy = copy_of(reading, &[license], accepts_a_link(license, places));
        let Some((cap, seen)) = describe(&copy) else { continue };
        let default =
            if license.model_license && license.was_read() { Level::Error } else { Level::Warning };
        let cap = asks.map_or(cap, |duty| duties::level(duty.severity).min(cap));
        let level = MISSING_LICENSE_COPY.level.min(default).min(cap);
        let clause = asks.map_or(String::new(), |duty| {
            format!(", which asks for a copy of its text (clause {})", duty.clause)
        });
        let message = format!("{} declares {}{clause}; {seen}", said.path, title_of(license));
        let mut finding = finding(reading, license, level, message).at(reading.place_of(said));
        if let Some(duty) = asks {
            finding = finding.duty(duty.kind.as_str(), &duty.clause);
        }
        findings.push(finding);
    }
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
    let says_something = reading.cards().iter().flat_map(|view| &view.passages).any(|passage| {
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
    finding.place = reading.place_of_base(owed.base);
    findings.push(finding);
}
