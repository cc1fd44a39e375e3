//! The labelled texts, and what it means to be right about one.

use std::path::{Path, PathBuf};

use licscan::{
    identify::{Identity, Options, Verdict, identify_with},
    signatures::{Row, rows, text_of},
};
use rayon::prelude::*;

/// A folder beside the project; where it is absent a line says so.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared/{folder} is not here");
    None
}

/// A labelled text, read.
pub(crate) struct Text {
    pub(crate) row: Row,
    /// `None` where it cannot be read.
    pub(crate) text: Option<String>,
}

/// All labelled texts.
pub(crate) fn texts(corpus: &Path) -> Vec<Text> {
    rows(corpus)
        .unwrap()
        .into_par_iter()
        .map(|row| Text { text: text_of(&corpus.join(&row.file)).ok(), row })
        .collect()
}

/// The texts of which prints are made.
pub(crate) fn references(corpus: &Path) -> Vec<Text> {
    texts(corpus).into_iter().filter(|text| text.row.reference).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Right,
    Wrong,
    Abstain,
}

/// A text with what was said of it.
pub(crate) struct Judged<'t> {
    pub(crate) row: &'t Row,
    pub(crate) identity: Identity,
    pub(crate) outcome: Outcome,
}

/// Right: the license is named and nothing else is, but for what the label allows.
fn outcome(row: &Row, identity: &Identity) -> Outcome {
    let named: Vec<&str> = identity.named().collect();
    let held = |id: &str| row.contains.iter().flatten().any(|other| other == id);
    let Some(license) = &row.license else {
        // A notice of third parties may hold whole license texts.
        return if named.iter().all(|id| held(id)) { Outcome::Right } else { Outcome::Wrong };
    };
    let accepted = |id: &str| id == license || row.accept.iter().flatten().any(|other| other == id);
    let allowed = |id: &str| accepted(id) || held(id);
    if named.iter().any(|id| !allowed(id)) {
        Outcome::Wrong
    } else if named.iter().any(|id| accepted(id)) {
        Outcome::Right
    } else {
        Outcome::Abstain
    }
}

/// Identifies all texts.
pub(crate) fn judge<'t>(texts: &'t [Text], options: Options) -> Vec<Judged<'t>> {
    texts
        .par_iter()
        .map(|Text { row, text }| {
            let identity = match text {
                Some(text) => identify_with(text, options),
                None => Identity::none(Verdict::Unreadable),
            };
            let outcome = outcome(row, &identity);
            Judged { row, identity, outcome }
        })
        .collect()
}

impl Judged<'_> {
    /// True for a text of a known license of which no print was made.
    pub(crate) fn is_copy(&self) -> bool {
        self.row.license.is_some() && !self.row.reference
    }

    /// True for a copy whose words nobody changed.
    pub(crate) fn is_unchanged_copy(&self) -> bool {
        const UNCHANGED: [&str; 5] = ["canonical", "rewrapped", "markdown", "filled", "pdf"];
        self.is_copy() && UNCHANGED.contains(&self.row.variant.as_str())
    }

    /// True where a license is called exact or equivalent.
    pub(crate) fn is_firm(&self) -> bool {
        self.identity
            .licenses
            .iter()
            .any(|found| found.id.is_some() && found.verdict <= Verdict::Equivalent)
    }

    /// Everything that was said, in short.
    pub(crate) fn said(&self) -> Vec<String> {
        let said = self.identity.licenses.iter().map(|found| {
            format!("{}:{}", found.verdict.as_str(), found.id.as_deref().unwrap_or(&found.family))
        });
        said.collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred files")]
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// How a figure was made: with the digest step or without it.
pub(crate) fn how(digest: bool) -> &'static str {
    if digest { "with the digest step" } else { "without the digest step" }
}
