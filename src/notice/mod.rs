//! What a product that ships models must show: for each model its marks, its notices and its licenses.
//!
//! A scan asks what the publisher of a folder owes; here the question is what somebody owes who takes the
//! folder into a product. The publisher's own agreement binds him too, so that originals are asked about as
//! well. What is known goes into the text word for word; what only a person can fill in, a year or a license
//! that nobody knows, is listed as open and never guessed.

mod files;
mod json;
mod markdown;
mod model;
mod page;
mod text;

pub use json::write_json;
pub use markdown::write_markdown;
pub use page::Page;
pub use text::write_text;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    language::{Bilingual, Language},
    library::{Library, license::License},
    scan::Judged,
    unit::UnitKind,
};

/// What a product must show for some models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// The models, in the order of the scan.
    pub models: Vec<Model>,
    /// Notices, each once, in the order of the models.
    pub notices: Vec<Shared>,
    /// Licenses, each once, by id.
    pub licenses: Vec<Terms>,
}

/// One model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Where it lies, as the scan prints it.
    pub path: String,
    /// `owner/name`, or the name alone.
    pub name: String,
    /// The models from which it was made.
    pub bases: Vec<String>,
    /// The ids of its licenses, its own first, then those of its bases.
    pub licenses: Vec<String>,
    /// What is to be shown.
    pub marks: Vec<Mark>,
    /// What only a person can fill in or decide.
    pub open: Vec<Bilingual>,
}

/// A mark or a sentence that a license asks to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The words: all of them, or any one.
    pub words: Vec<String>,
    /// True where all of them are needed.
    pub all: bool,
    /// True where the license only encourages it.
    pub encouraged: bool,
    /// Who asks.
    pub license: String,
    /// Where it asks.
    pub clause: String,
}

impl Mark {
    /// The words to show: all of them, or the first; in Chinese the first that is Chinese.
    pub fn shown(&self, language: Language) -> Vec<&str> {
        if self.all {
            return self.words.iter().map(String::as_str).collect();
        }
        let chinese = |word: &&String| word.chars().any(crate::language::is_han);
        let fitting = self.words.iter().find(|word| language == Language::Zh && chinese(word));
        fitting.or(self.words.first()).into_iter().map(String::as_str).collect()
    }
}

/// A text and the models that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The text.
    pub text: String,
    /// The models, by number.
    pub models: BTreeSet<usize>,
}

/// A license and the models that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Its id.
    pub id: String,
    /// The models, by number.
    pub models: BTreeSet<usize>,
    /// The copyright lines that the copies of its text bear.
    pub copyright: Vec<String>,
    /// The texts, each once; empty where none is at hand.
    pub texts: Vec<Shared>,
}

impl Terms {
    /// What is known of it.
    fn known(&self) -> Option<&'static License> {
        Library::embedded().license(&self.id)
    }

    /// Its texts: those that lie beside its models, else the embedded one.
    fn texts_at_hand(&self) -> Vec<&str> {
        if self.texts.is_empty() {
            return Library::embedded().text(&self.id).into_iter().collect();
        }
        self.texts.iter().map(|shared| shared.text.as_str()).collect()
    }

    /// Its title; its id where no title is known.
    pub fn title(&self, language: Language) -> &str {
        self.known().map_or(&self.id, |license| license.title(language))
    }
}

impl Notices {
    /// Adds a judged unit; what is no model, and what has the same weights as another, has none of its own.
    pub fn add(&mut self, judged: &Judged) {
        let outline = &judged.unit.outline;
        if outline.kind != UnitKind::Model || outline.same_as.is_some() {
            return;
        }
        let number = self.models.len();
        let mut asked = model::Asked::of(judged, Library::embedded());
        for text in std::mem::take(&mut asked.notices) {
            share(&mut self.notices, text, number);
        }
        for id in &asked.model.licenses {
            let terms = self.terms(id);
            terms.models.insert(number);
            for held in asked.texts.iter().filter(|held| held.id == *id) {
                for line in &held.copyright {
                    if !terms.copyright.contains(line) {
                        terms.copyright.push(line.clone());
                    }
                }
                if let Some(text) = &held.text {
                    share(&mut terms.texts, text.clone(), number);
                }
            }
        }
        self.models.push(asked.model);
    }

    fn terms(&mut self, id: &str) -> &mut Terms {
        let at = match self.licenses.binary_search_by(|terms| terms.id.as_str().cmp(id)) {
            Ok(at) => at,
            Err(at) => {
                let terms = Terms {
                    id: id.to_owned(),
                    models: BTreeSet::new(),
                    copyright: Vec::new(),
                    texts: Vec::new(),
                };
                self.licenses.insert(at, terms);
                at
            }
        };
        &mut self.licenses[at]
    }

    /// The names of models.
    fn names<'a>(&'a self, numbers: &'a BTreeSet<usize>) -> impl Iterator<Item = &'a str> {
        numbers.iter().filter_map(|number| self.models.get(*number)).map(|it| it.name.as_str())
    }

    /// What is open, each once, with the models that it concerns.
    fn open(&self) -> BTreeMap<&Bilingual, BTreeSet<usize>> {
        let mut open: BTreeMap<&Bilingual, BTreeSet<usize>> = BTreeMap::new();
        for (number, model) in self.models.iter().enumerate() {
            for point in &model.open {
                open.entry(point).or_default().insert(number);
            }
        }
        open
    }
}

/// Adds a text, or the model to a text that says the same.
fn share(shared: &mut Vec<Shared>, text: String, model: usize) {
    let same = |it: &&mut Shared| files::folded(&it.text) == files::folded(&text);
    match shared.iter_mut().find(same) {
        Some(known) => {
            known.models.insert(model);
        }
        None => shared.push(Shared { text, models: BTreeSet::from([model]) }),
    }
}
