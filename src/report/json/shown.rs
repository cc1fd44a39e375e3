//! What the report for people and SARIF need of a unit, and its line of JSON does not say. The lines of one of
//! several runs carry it, so that `licscan merge` can print these reports too.

use serde::{Deserialize, Serialize};

use crate::{language::Language, report::sarif, scan::Judged};

/// What is shown of a unit besides what its line says. Lists are in the order of the line, and empty where there
/// would be nothing in them.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    /// Why it is only partly there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) partial: Option<String>,
    /// The file that stands for a finding without a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) usual_file: Option<String>,
    /// The families of licenses that were found and have no id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) families: Vec<String>,
    /// The licenses that persons have read documents to be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) clarified: Vec<String>,
    /// The families that are declared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) declared: Vec<Option<String>>,
    /// For each base, names of licenses of which there is no text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unlisted: Vec<Vec<String>>,
    /// For each finding, the line of the file and the bytes of it that it speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) snippets: Vec<Option<(String, usize, usize)>>,
    /// For each finding, its message in English where the line has it in another language: what is said twice,
    /// and so left out, is told by it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) english: Vec<String>,
}

impl Shown {
    /// What is shown of a unit.
    pub(crate) fn of(judged: &Judged, language: Language) -> Self {
        let outline = &judged.unit.outline;
        let clarified = judged.listed().filter_map(|listed| listed.clarified);
        let licenses = judged.listed().flat_map(|listed| listed.licenses);
        let snippets = judged.findings.iter().map(|finding| {
            let snippet = finding.place.as_ref()?.snippet.as_ref()?;
            Some((snippet.line.clone(), snippet.range.start, snippet.range.end))
        });
        let english = match language {
            Language::En => Vec::new(),
            Language::Zh => judged.findings.iter().map(|it| it.message.en.clone()).collect(),
        };
        let unlisted = judged.lineage.bases.iter().map(|base| base.unlisted.clone());
        Self {
            partial: outline.partial.as_ref().map(|why| why.get(language).to_owned()),
            usual_file: sarif::usual_file(&judged.unit).map(str::to_owned),
            families: licenses.filter(|it| it.id.is_none()).map(|it| it.family.clone()).collect(),
            clarified: clarified.map(|said| said.license.clone()).collect(),
            declared: or_none(
                judged.declared.iter().map(|said| said.family.clone()),
                Option::is_none,
            ),
            unlisted: or_none(unlisted, Vec::is_empty),
            snippets: or_none(snippets, Option::is_none),
            english,
        }
    }
}

/// These, or none where each is empty.
fn or_none<T>(all: impl Iterator<Item = T>, is_empty: impl Fn(&T) -> bool) -> Vec<T> {
    let all: Vec<T> = all.collect();
    if all.iter().all(is_empty) { Vec::new() } else { all }
}
