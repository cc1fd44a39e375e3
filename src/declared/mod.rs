//! Which license a unit's own files *say* that its weights are under: front matter, badge, license
//! sentence, linked license file, configuration. What is said need not be true; that is the point.

mod badge;
mod cue;
#[cfg(test)]
pub(crate) mod double;
mod front_matter;
pub(crate) mod hub;
pub(crate) mod joined;
mod lines;
mod link;
pub mod names;
pub(crate) mod news;
pub(crate) mod own;
pub(crate) mod phrase;
pub(crate) mod prose;
pub(crate) mod sentence;
pub(crate) mod subject;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, cell::OnceCell, sync::Arc};

use crate::{
    document::{AppliesTo, Card, Document, DocumentKind, markdown::Passage},
    identify::Identity,
    library::Library,
    unit::Unit,
};
use joined::Joined;
use link::Links;
use names::Names;
use own::OwnNames;
use phrase::Meaning;

/// One declaration about the weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The license, by id; `None` where nothing known is named.
    pub license: Option<String>,
    /// A family that is named without its member (`gpl`, `gemma`, `openrail`), where it is one.
    pub family: Option<String>,
    /// The words as they stand.
    pub raw: String,
    /// The file, relative to the unit.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// Byte range in the file's text.
    pub span: std::ops::Range<usize>,
    /// How it is said.
    pub source: DeclarationSource,
}

/// How a declaration is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarationSource {
    /// `license:` of the front matter.
    FrontMatter,
    /// `license_name:` of the front matter.
    LicenseName,
    /// `license_link:` of the front matter, where it leads to a known text.
    LicenseLink,
    /// A badge that a reader sees.
    Badge,
    /// A sentence of the body.
    Sentence,
    /// A configuration file.
    Config,
}

/// All declarations of a unit, sorted by file and line.
pub fn declarations(
    unit: &Unit,
    identities: &[Option<Arc<Identity>>],
    library: &Library,
) -> Vec<Declaration> {
    collect(unit, &views(unit), identities, library)
}

/// More declarations of one kind in one card are not read: a card that has them is no card.
const MOST_DECLARATIONS: usize = 100;

/// A card of a unit with what a reader sees of it.
#[derive(Debug)]
pub struct View<'a> {
    /// Its path.
    pub path: &'a str,
    /// The card.
    pub card: &'a Card,
    /// Its visible passages, Han letters simplified and labelled lines apart.
    pub passages: Cow<'a, [Passage]>,
    /// The names by which it speaks of its own model.
    own: OwnNames,
    joined: OnceCell<Joined>,
}

impl<'a> View<'a> {
    fn of(unit: &Unit, path: &'a str, card: &'a Card, passages: Cow<'a, [Passage]>) -> Self {
        Self { path, card, passages, own: OwnNames::of(unit, card), joined: OnceCell::new() }
    }

    /// The names by which it speaks of its own model.
    pub(crate) fn own(&self) -> &OwnNames {
        &self.own
    }

    /// Its passages as one text.
    pub(crate) fn joined(&self) -> &Joined {
        self.joined.get_or_init(|| Joined::of(&self.passages))
    }
}

/// The cards that speak of the unit itself: neither inherited nor about code, data or others' parts.
pub fn views(unit: &Unit) -> Vec<View<'_>> {
    unit.documents
        .iter()
        .filter(|document| document.kind == DocumentKind::Card && is_own(document))
        .filter_map(|document| {
            let card = document.card()?;
            let mut passages = Cow::Borrowed(card.passages());
            for (at, passage) in card.passages().iter().enumerate() {
                if let Some(text) = lines::prepared(passage, &card.text.text) {
                    passages.to_mut()[at].text = text;
                }
            }
            Some(View::of(unit, &document.path, card, passages))
        })
        .collect()
}

/// True for a document that stands in the unit and may speak of its weights.
pub(crate) fn is_own(document: &Document) -> bool {
    !document.inherited && matches!(document.applies_to, AppliesTo::Weights | AppliesTo::Unknown)
}

/// [`declarations`] over cards whose passages are given.
pub fn collect(
    unit: &Unit,
    views: &[View],
    identities: &[Option<Arc<Identity>>],
    names: &dyn Names,
) -> Vec<Declaration> {
    let links = Links { unit, identities, names };
    let mut found = Vec::new();
    for view in views {
        found.extend(front_matter::declarations(view.path, view.card, &links));
        let prose = prose::declarations(view, &links);
        let badges = badge::declarations(view.path, view.card, &view.passages, &links);
        found.extend(badges.into_iter().filter(|badge| !prose.is_of_other_parts(badge)));
        found.extend(prose.declarations);
    }
    for document in unit.documents.iter().filter(|document| is_own(document)) {
        let stated = document.config().map(|config| config.licenses.as_slice());
        for (raw, line) in stated.unwrap_or_default() {
            found.push(from_config(document, raw, *line, names));
        }
    }
    found.sort_by(|one, other| order(one).cmp(&order(other)));
    found.dedup();
    found
}

fn order(one: &Declaration) -> (&str, u32, usize, DeclarationSource, Option<&str>) {
    (&one.path, one.line, one.span.start, one.source, one.license.as_deref())
}

fn from_config(document: &Document, raw: &str, line: u32, names: &dyn Names) -> Declaration {
    let (license, family) = match Meaning::from(names.resolve(raw)) {
        Meaning::License(id) => (Some(id), None),
        Meaning::Family(family) => (None, Some(family)),
        Meaning::Nothing => (None, None),
    };
    Declaration {
        license,
        family,
        raw: raw.to_owned(),
        path: document.path.clone(),
        line,
        span: 0..0,
        source: DeclarationSource::Config,
    }
}
