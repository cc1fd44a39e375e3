//! What the unit's own files say and hold about the license of its weights.
//!
//! A copy of a base's license is none of the unit's own: a model may carry two licenses at once.

use std::collections::BTreeMap;

use crate::{
    declared::Declaration,
    document::{AppliesTo, Content, Document, DocumentKind},
    finding::Place,
    identify::{Identity, Verdict},
};

use super::Case;

/// Folders whose license files speak of the whole unit; those of a component speak of the component.
const LICENSE_FOLDERS: [&str; 12] = [
    "licenses",
    "licences",
    "license",
    "licence",
    "model_licenses",
    "legal",
    "agreements",
    "misc",
    "doc",
    "docs",
    "model_license",
    "terms",
];

/// A license file of the unit and what its text is.
#[derive(Clone, Copy)]
pub(super) struct OwnText<'a> {
    pub(super) document: &'a Document,
    pub(super) identity: &'a Identity,
}

impl<'a> OwnText<'a> {
    /// The ids that the text bears, sorted.
    pub(super) fn ids(&self) -> Vec<&'a str> {
        sorted(self.identity.named())
    }

    /// True for the family of one of its licenses.
    pub(super) fn is_of_family(&self, family: &str) -> bool {
        let mut known = self.identity.licenses.iter().filter(|it| it.verdict <= Verdict::Family);
        known.any(|found| found.family == family)
    }
}

/// Each of them once, sorted: the few that a unit has need no tree.
pub(super) fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut sorted: Vec<T> = all.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// Every document with its identity.
pub(super) fn identified<'a>(
    case: &Case<'a>,
) -> impl Iterator<Item = (&'a Document, Option<&'a Identity>)> {
    let identities = case.identities;
    case.unit.documents.iter().enumerate().map(move |(at, document)| {
        (document, identities.get(at).and_then(|found| found.as_deref()))
    })
}

/// The license files that speak of the unit's weights: its own, of no component, and of a known family
/// at least. A file above the unit counts only where its name says that it is for weights.
pub(super) fn texts<'a>(case: &Case<'a>) -> Vec<OwnText<'a>> {
    identified(case)
        .filter(|(document, _)| {
            document.kind == DocumentKind::License
                && match document.applies_to {
                    AppliesTo::Weights => true,
                    AppliesTo::Unknown => !document.inherited,
                    _ => false,
                }
                && concerns_the_whole(&document.path)
        })
        .filter_map(|(document, identity)| Some(OwnText { document, identity: identity? }))
        .filter(|text| text.identity.verdict <= Verdict::Family)
        .collect()
}

/// [`texts`] without the plain `LICENSE` that stands beside a file that is called after the model: it is
/// that of the code.
pub(super) fn texts_of_weights<'a>(case: &Case<'a>) -> Vec<OwnText<'a>> {
    let mut texts = texts(case);
    let is_of_weights = identified(case).any(|(document, identity)| {
        document.kind == DocumentKind::License
            && document.applies_to == AppliesTo::Weights
            && !document.inherited
            && concerns_the_whole(&document.path)
            && identity.is_some_and(|identity| identity.verdict <= Verdict::UnknownLicense)
    });
    texts.retain(|text| !is_of_weights || text.document.applies_to == AppliesTo::Weights);
    texts
}

/// True where some license file of the unit holds a license text, known or not, or cannot be read.
pub(super) fn has_license_text(case: &Case) -> bool {
    identified(case).any(|(document, identity)| {
        let is_license = document.kind == DocumentKind::License;
        is_license && matches!(document.content, Content::Unreadable(_))
            || identity.is_some_and(|identity| {
                identity.verdict.names()
                    || is_license && identity.verdict <= Verdict::UnknownLicense
            })
    })
}

/// The ids that the unit's own declarations and license files name, sorted.
pub(super) fn license_ids<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let declared = case.declared.iter().filter_map(|said| said.license.as_deref());
    let texts = texts(case);
    sorted(declared.chain(texts.iter().flat_map(|text| text.identity.named())))
}

/// True where a license file that speaks of the whole unit has the text of this license.
pub(super) fn holds(case: &Case, license: &str) -> bool {
    texts(case).iter().any(|text| text.ids().contains(&license))
}

/// True where a declaration or a license file that speaks of the whole unit bears this license; a file with the texts
/// of several is a list of those of its components, and a changed text may be somebody's own.
pub(super) fn speaks_of_the_whole(case: &Case, license: &str) -> bool {
    let declares = |said: &Declaration| {
        said.license.as_deref() == Some(license) && concerns_the_whole(&said.path)
    };
    let bears =
        |text: &OwnText| text.identity.verdict <= Verdict::Equivalent && text.ids() == [license];
    case.declared.iter().any(declares) || texts(case).iter().any(bears)
}

/// The licenses that the unit's own declarations and license files name, each with the first place that
/// names it.
pub(crate) fn own_licenses<'a>(case: &Case<'a>) -> BTreeMap<&'a str, Place> {
    let place = |path: &str, line| Place { path: path.to_owned(), line, snippet: None };
    let mut found = BTreeMap::new();
    for said in case.declared {
        if let Some(id) = said.license.as_deref() {
            found.entry(id).or_insert_with(|| place(&said.path, said.line));
        }
    }
    for text in texts(case) {
        for id in text.ids() {
            found.entry(id).or_insert_with(|| place(&text.document.path, 1));
        }
    }
    found
}

/// The ids of all licenses that are the unit's own or bind through a base.
pub(crate) fn licenses_of<'a>(case: &Case<'a>) -> Vec<&'a str> {
    sorted(license_ids(case).into_iter().chain(base_ids(case)))
}

/// The ids of all licenses that bind through a base, alternatives included, sorted.
pub(super) fn base_ids<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let bases = case.lineage.bases.iter();
    let ids = bases.flat_map(|base| base.licenses.iter().chain(&base.alternatives));
    sorted(ids.map(String::as_str))
}

/// True for two ids of one license: equal, or the same text of another date.
pub(super) fn same_license(a: &str, b: &str) -> bool {
    a == b || without_date(a) == without_date(b)
}

/// An id without the date at its end: `yi-2023-11-01` and `yi` are one license.
fn without_date(id: &str) -> &str {
    let mut rest = id;
    let mut parts = 0;
    while parts < 3
        && let Some((head, last)) = rest.rsplit_once('-')
        && (last.len() == 2 || last.len() == 4)
        && last.bytes().all(|byte| byte.is_ascii_digit())
    {
        rest = head;
        parts += 1;
        if last.len() == 4 {
            let is_year = last.starts_with("20");
            return if is_year { rest } else { id };
        }
    }
    id
}

pub(super) fn concerns_the_whole(path: &str) -> bool {
    let path = path.trim_start_matches("../");
    match path.split_once('/') {
        None => true,
        Some((folder, _)) => LICENSE_FOLDERS.contains(&folder.to_lowercase().as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_makes_no_other_license() {
        assert!(same_license("openrail++", "openrail++-2023-07-26"));
        assert!(same_license("yi-2024-05", "yi"));
        assert!(!same_license("llama3.1", "llama3.2"));
        assert!(!same_license("gpl-2.0", "gpl-3.0"));
        assert!(!same_license("falcon-7-1000", "falcon-7"));
    }
}
