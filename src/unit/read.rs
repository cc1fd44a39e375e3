//! Reads the documents of a unit: every file that its name nominates, once.

use super::{FileMemory, Outline, Unit, memory, partial};
use crate::{
    document::{
        Content, Document, DocumentKind, ReadError, SharedTexts,
        name::{Nomination, nominate},
    },
    store::{Entry, Layout},
};

/// The most documents of one unit.
const MOST_DOCUMENTS: usize = 500;

/// Reads the documents of a unit; a text that is among `texts` is not made again. Where there are more than the
/// limit, those nearest to the top are read and the first that is not says so.
pub fn read(outline: Outline, memory: Option<&dyn FileMemory>, texts: &SharedTexts) -> Unit {
    read_most(outline, MOST_DOCUMENTS, memory, texts)
}

fn read_most(
    mut outline: Outline,
    most: usize,
    memory: Option<&dyn FileMemory>,
    texts: &SharedTexts,
) -> Unit {
    let mut nominated: Vec<(&Entry, Nomination, bool)> = Vec::new();
    for (entries, inherited) in [(&outline.files, false), (&outline.above, true)] {
        nominated.extend(entries.iter().filter_map(|entry| {
            let nomination = nominate(entry.below.trim_start_matches("../"))?;
            (nomination.kind != DocumentKind::Weights).then_some((entry, nomination, inherited))
        }));
    }
    nominated.sort_by_cached_key(|(entry, _, inherited)| {
        (*inherited, entry.below.matches('/').count(), entry.below.clone())
    });
    let mut documents: Vec<Document> = nominated
        .iter()
        .take(most)
        .map(|(entry, nomination, inherited)| {
            let (content, bytes_read) = memory::read(entry, nomination.kind, memory, texts);
            document(entry, *nomination, *inherited, content, bytes_read)
        })
        .collect();
    documents.extend(nominated.get(most).map(|(entry, nomination, inherited)| {
        let error = ReadError::TooLarge("500 documents in one model");
        document(entry, *nomination, *inherited, Content::Unreadable(error), 0)
    }));
    documents.sort_by(|one, other| one.path.cmp(&other.path));
    settle(&mut outline, &documents);
    Unit { outline, documents }
}

fn document(
    entry: &Entry,
    nomination: Nomination,
    inherited: bool,
    content: Content,
    bytes_read: u64,
) -> Document {
    let Nomination { kind, applies_to } = nomination;
    Document { path: entry.below.clone(), kind, applies_to, inherited, bytes_read, content }
}

/// What only the unit's own card can tell: a link may lead to a file that was not downloaded.
fn settle(outline: &mut Outline, documents: &[Document]) {
    if outline.layout != Layout::HuggingFaceCache || outline.partial.is_some() {
        return;
    }
    let own = documents.iter().find(|document| document.path.eq_ignore_ascii_case("README.md"));
    if let Some(card) = own.and_then(Document::card) {
        outline.partial = partial::by_card(outline, card);
    }
}
