//! What `licscan fix` may write: only what follows from the files and from what is known of the licenses.
//!
//! A duty that rests on memory, or of which it is open which license asks for it, is a matter for a
//! person; so is every file that cannot be written back as it was.

use crate::{
    document::{Content, Document, DocumentKind, TextFormat, card},
    finding::{Finding, Level, Mend},
    library::license::License,
    lineage::{BaseModel, Relation},
    store::Layout,
};

use super::{Case, Owed, duties};

impl Owed<'_> {
    /// True where it is known from files or from a list that was read that this license binds.
    pub(super) fn is_known_to_bind(&self) -> bool {
        let known = |base: &BaseModel| duties::sureness(base.known_from) > Some(Level::Note);
        self.base.is_none_or(known)
    }

    /// True where each license that may bind instead asks for the same words.
    pub(super) fn all_ask_for_the_same_words(&self) -> bool {
        self.accepted().all(|(_, duty)| {
            duty.marks == self.duty.marks && duty.marks_needed == self.duty.marks_needed
        })
    }
}

/// True where a file names the base; its mere likeness to the unit's own name proves little.
pub(super) fn is_named_by_a_file(base: &BaseModel) -> bool {
    base.evidence.iter().any(|evidence| evidence.field != "name")
}

/// The one license, written for models, under which all bases of a derivative or a copy are. Its terms go
/// on with the model, so that it is the one to name where the card names none.
pub(super) fn only_binding_license<'a>(case: &Case<'a>) -> Option<&'a License> {
    if case.lineage.relation == Relation::Original {
        return None;
    }
    let mut ids = Vec::new();
    for base in &case.lineage.bases {
        let sure = duties::sureness(base.known_from) > Some(Level::Note);
        if !sure || !base.alternatives.is_empty() || !base.unlisted.is_empty() {
            return None;
        }
        ids.extend(&base.licenses);
    }
    ids.sort();
    ids.dedup();
    let [id] = ids.as_slice() else { return None };
    case.library.license(id).filter(|license| license.model_license && license.was_read())
}

/// Takes back the promise of a mend where the file that it would change cannot be changed.
pub(super) fn withdraw_out_of_reach(
    case: &Case,
    main_card: Option<&Document>,
    findings: &mut [Finding],
) {
    let outline = &case.unit.outline;
    for finding in findings.iter_mut().filter(|finding| finding.fixable) {
        let reached = match &finding.mend {
            None => false,
            Some(_) if outline.layout != Layout::Folder => false,
            Some(Mend::Show { .. } | Mend::Source { .. }) => main_card.is_none_or(is_whole),
            Some(Mend::LicenseName { .. }) => main_card.is_none_or(|card| {
                is_whole(card)
                    && card.card().is_some_and(|card| card::can_be_edited(&card.text.text))
            }),
            Some(Mend::Link { .. }) => finding.place.as_ref().is_some_and(|place| {
                let at_place = case.unit.documents.iter().find(|it| it.path == place.path);
                at_place.is_some_and(is_whole)
            }),
            Some(Mend::Notice { .. }) => notice_file(&case.unit.documents).is_none_or(is_whole),
            Some(Mend::LicenseCopy { .. } | Mend::Ask { .. }) => true,
        };
        finding.fixable = reached;
    }
}

/// The notice file to which a line is added: a plain text in the unit's own folder, `NOTICE` before others.
pub fn notice_file(documents: &[Document]) -> Option<&Document> {
    documents
        .iter()
        .filter(|it| it.kind == DocumentKind::Notice && !it.path.contains('/'))
        .filter(|it| match &it.content {
            Content::Text(text) => text.format == TextFormat::Plain,
            // A file of this very name stands in the way of a new one.
            _ => it.path.eq_ignore_ascii_case("notice"),
        })
        .min_by_key(|it| {
            let name = it.path.to_lowercase();
            let plain = ["notice", "notice.txt", "notice.md"];
            (plain.iter().position(|known| *known == name).unwrap_or(plain.len()), it.path.clone())
        })
}

/// The card to which something is added: the README of the unit's own folder, else another card there.
pub fn card_file(documents: &[Document]) -> Option<&Document> {
    let cards =
        || documents.iter().filter(|it| it.kind == DocumentKind::Card && !it.path.contains('/'));
    cards()
        .find(|card| card.path.eq_ignore_ascii_case("readme.md"))
        .or_else(|| cards().min_by_key(|card| &card.path))
}

/// True for a text that was read to its end and of which every character is known.
fn is_whole(document: &Document) -> bool {
    document
        .text()
        .is_some_and(|text| text.format == TextFormat::Plain && !text.cut && text.replaced == 0)
}
