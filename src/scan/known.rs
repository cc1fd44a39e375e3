//! What the other models of a store need to know of one: its licenses, its notices and where its license
//! texts lie.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use crate::{
    declared::Declaration,
    document::{AppliesTo, DocumentKind},
    identify::{Identity, Verdict},
    unit::Unit,
};

/// The longest NOTICE that is kept, in bytes. Real ones have a few lines.
const LONGEST_NOTICE: usize = 64 << 10;

/// What is known of one model of the store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The licenses that its files bear, by id, sorted; where no text names one, those that it declares.
    pub licenses: Vec<String>,
    /// Its NOTICE texts.
    pub notices: Vec<String>,
    /// The license texts: id and file, the best for each id first.
    pub texts: Vec<(String, PathBuf)>,
    /// Bytes of its documents.
    pub bytes: u64,
    /// True where its files alone do not tell whether this is still so.
    pub is_fleeting: bool,
}

impl Known {
    /// What a unit that was read tells the others. `declared` is asked where no text names a license.
    pub(super) fn of(
        unit: &Unit,
        identities: &[Option<Arc<Identity>>],
        declared: impl FnOnce() -> Vec<Declaration>,
    ) -> Self {
        let named = |inherited: bool| -> Vec<String> {
            let texts = unit.documents.iter().zip(identities).filter(|(document, _)| {
                document.kind == DocumentKind::License
                    && document.inherited == inherited
                    && matches!(document.applies_to, AppliesTo::Weights | AppliesTo::Unknown)
            });
            sorted(
                texts
                    .filter_map(|(_, identity)| identity.as_deref())
                    .flat_map(|identity| identity.named().map(str::to_owned).collect::<Vec<_>>()),
            )
        };
        let mut licenses = named(false);
        if licenses.is_empty() {
            licenses = named(true);
        }
        if licenses.is_empty() {
            licenses = sorted(declared().into_iter().filter_map(|said| said.license));
        }
        let notices = unit
            .documents
            .iter()
            .filter(|document| document.kind == DocumentKind::Notice && !document.inherited)
            .filter_map(|document| document.text())
            .filter(|text| text.text.len() <= LONGEST_NOTICE)
            .map(|text| text.text.clone())
            .collect();
        let bytes = unit.documents.iter().map(|document| document.bytes_read).sum();
        let is_fleeting = super::recall::is_fleeting(unit);
        Self { licenses, notices, texts: license_texts(unit, identities), bytes, is_fleeting }
    }
}

/// The files of a unit that are the text of a license, whatever their format.
fn license_texts(unit: &Unit, identities: &[Option<Arc<Identity>>]) -> Vec<(String, PathBuf)> {
    let mut found: Vec<(Verdict, bool, String, PathBuf)> = Vec::new();
    for (document, identity) in unit.documents.iter().zip(identities) {
        let entries = if document.inherited { &unit.outline.above } else { &unit.outline.files };
        let entry = entries.iter().find(|entry| entry.below == document.path);
        let (DocumentKind::License, Some(identity), Some(entry)) =
            (document.kind, identity.as_deref(), entry)
        else {
            continue;
        };
        for is in &identity.licenses {
            if let Some(id) = is.id.clone().filter(|_| is.verdict <= Verdict::Altered) {
                found.push((is.verdict, document.inherited, id, entry.file.clone()));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, id, file)| (id, file)).collect()
}

fn sorted(ids: impl Iterator<Item = String>) -> Vec<String> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}
