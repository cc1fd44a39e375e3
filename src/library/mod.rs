//! What licscan knows about licenses: facts, duties, names, base models and fingerprints.
//!
//! The library knows no stage but the normal form of `text`, and every stage may use it. It is made from `signatures/` by
//! `build.rs`, embedded, and read in place: a license is parsed when it is first asked for.

pub mod base;
pub mod clause;
pub mod compare;
pub mod duty;
pub mod embedded;
pub mod family;
pub mod grams;
pub mod index;
pub mod license;
pub mod print;
pub mod template;
pub mod words;

mod address;
mod counter;
mod fold;
mod glob;
mod headed;
mod lookup;
mod numeral;
mod outline;
mod table;
mod title;
mod whole;

use std::{
    collections::HashMap,
    io::Read as _,
    sync::{LazyLock, OnceLock},
};

use flate2::read::DeflateDecoder;

use base::Base;
use family::Family;
use license::License;
pub use lookup::BaseMatch;
use lookup::BaseTable;
use table::Table;

/// What stands before the id of a form among the texts.
const FORM: &str = "form ";

/// A table that `build/knowledge.rs` made.
fn table(name: &str) -> Table {
    Table::new(embedded::bytes(&format!("{name}.table")))
}

/// What a name of a license stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'a> {
    /// One license, by id.
    License(&'a str),
    /// A family without its member: `gpl`, `openrail`, `gemma`.
    Family(&'a str),
    /// Nothing known.
    Nothing,
}

/// Everything that is embedded.
#[derive(Debug)]
pub struct Library {
    records: Table,
    names: Table,
    members: Table,
    addresses: Table,
    texts: Table,
    templates: Table,
    licenses: Box<[OnceLock<Option<Box<License>>>]>,
    /// The record of each id: each duty of each model asks for its license.
    entries: OnceLock<HashMap<&'static str, usize>>,
    bases: OnceLock<BaseTable>,
    families: OnceLock<Vec<Family>>,
}

impl Library {
    /// The embedded library.
    pub fn embedded() -> &'static Self {
        static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
            let records = table("licenses");
            Library {
                records,
                names: table("names"),
                members: table("members"),
                addresses: table("addresses"),
                texts: table("texts"),
                templates: table("templates"),
                licenses: std::iter::repeat_with(OnceLock::new).take(records.len()).collect(),
                entries: OnceLock::new(),
                bases: OnceLock::new(),
                families: OnceLock::new(),
            }
        });
        &LIBRARY
    }

    /// A license by its id: one of `signatures/`, or a lower-case SPDX id.
    pub fn license(&self, id: &str) -> Option<&License> {
        let all =
            || (0..self.records.len()).map(|entry| (self.records.key(entry), entry)).collect();
        let entry = *self.entries.get_or_init(all).get(id)?;
        let parse = || {
            let mut record = Vec::new();
            DeflateDecoder::new(self.records.value_bytes(entry)).read_to_end(&mut record).ok()?;
            serde_json::from_slice(&record).ok()
        };
        self.licenses.get(entry)?.get_or_init(parse).as_deref()
    }

    /// All ids, sorted: those of `signatures/` and those of the SPDX list.
    pub fn ids(&self) -> Vec<&str> {
        (0..self.records.len()).map(|entry| self.records.key(entry)).collect()
    }

    /// What a value of `license:`, `license_name:`, a badge or an SPDX tag stands for. Case, blanks,
    /// `-` and `_` fold. A GNU id with `-only` or `-or-later` stands for its text, `gpl-3.0`.
    pub fn resolve(&self, name: &str) -> Named<'_> {
        let meaning =
            self.names.get(&fold::name(name)).or_else(|| self.names.get(&fold::loose_name(name)));
        match meaning.and_then(|meaning| meaning.split_at_checked(1)) {
            Some(("=", id)) => Named::License(id),
            Some(("~", family)) => Named::Family(family),
            _ => Named::Nothing,
        }
    }

    /// False where no name of a license begins with this word: a cheap question before [`Self::resolve`].
    pub fn begins_a_name(&self, word: &str) -> bool {
        self.names.has_prefix(&fold::name(word)) || self.names.has_prefix(&fold::loose_name(word))
    }

    /// The license whose text stands at an address, where one is known. An address whose text changes
    /// with time names none.
    pub fn license_at(&self, url: &str) -> Option<&str> {
        let address = fold::address(url);
        if let Some(id) = self.addresses.get(&address) {
            return Some(id);
        }
        if let Some(name) = address::spelled_name(&address) {
            return match self.resolve(&name) {
                Named::License(id) => Some(id),
                Named::Family(_) | Named::Nothing => None,
            };
        }
        let model = address::model_of_license_file(&address)?;
        match self.base_match(&model)? {
            (base, BaseMatch::Whole) if base.is_firm() && base.alternatives.is_empty() => {
                match base.licenses.as_slice() {
                    [only] => Some(only),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The id of the text that an id names: `gpl-3.0` for `gpl-3.0-or-later`, any other id itself.
    pub fn text_of<'a>(&self, id: &'a str) -> &'a str {
        let text = id.strip_suffix("-only").or_else(|| id.strip_suffix("-or-later"));
        text.filter(|text| self.records.find(text).is_some()).unwrap_or(id)
    }

    /// The text of a license of the SPDX list that holds nothing to fill in: such a text may be written
    /// into a folder as it is. The list is `build/texts.rs`.
    pub fn text(&self, id: &str) -> Option<&'static str> {
        self.unpacked(self.text_of(id))
    }

    /// True where [`Self::text`] has the text of a license.
    pub fn has_text(&self, id: &str) -> bool {
        self.texts.find(self.text_of(id)).is_some()
    }

    /// The text of a license of the SPDX list whose first lines say whose work it is: there it holds blanks
    /// such as `<year>`, which only the author can fill in.
    pub fn form(&self, id: &str) -> Option<&'static str> {
        self.unpacked(&format!("{FORM}{id}"))
    }

    /// A text of the stream into which `build/texts.rs` packed them. All are unpacked when the first is
    /// asked for.
    fn unpacked(&self, key: &str) -> Option<&'static str> {
        static TEXTS: OnceLock<String> = OnceLock::new();
        let (start, end) = self.texts.get(key)?.split_once(' ')?;
        let texts = TEXTS.get_or_init(|| {
            let mut texts = String::new();
            // The stream is part of the program: there is nobody to tell that it is broken.
            let _ =
                DeflateDecoder::new(embedded::bytes("texts.deflate")).read_to_string(&mut texts);
            texts
        });
        texts.get(start.parse().ok()?..end.parse().ok()?)
    }

    /// The ids of the licenses whose text is embedded, sorted.
    pub fn ids_with_text(&self) -> impl Iterator<Item = &'static str> {
        (0..self.texts.len())
            .map(|entry| self.texts.key(entry))
            .filter(|key: &&'static str| !key.starts_with(FORM))
    }

    /// What the SPDX list frees in a text, by [`template::key`].
    fn template(&self, key: &str) -> Option<&'static str> {
        self.templates.get(key)
    }

    /// The ids of a family: one that [`Library::resolve`] names, or one that a license names as its own.
    pub fn members(&self, family: &str) -> impl Iterator<Item = &str> {
        self.members.get(family).unwrap_or_default().lines()
    }

    /// True where a license is one of a family.
    pub fn family_has(&self, family: &str, id: &str) -> bool {
        self.members(family).any(|member| member == id)
    }

    /// True where an owner of models on a hub, in any case, is the one who grants a license.
    pub fn licensor_owns(&self, id: &str, owner: &str) -> bool {
        self.license(id).is_some_and(|license| {
            license.owners.iter().any(|licensor| licensor.eq_ignore_ascii_case(owner))
        })
    }

    /// The first row of the base table that matches `owner/name` or a bare name.
    pub fn base(&self, name: &str) -> Option<&Base> {
        self.base_match(name).map(|(base, _)| base)
    }

    /// The same, with what made it match.
    pub fn base_match(&self, name: &str) -> Option<(&Base, BaseMatch)> {
        self.base_table().find(name)
    }

    /// All rows of the base table, in order.
    pub fn bases(&self) -> impl Iterator<Item = &Base> {
        (0..table("bases").len()).filter_map(|number| self.base_table().row(number))
    }

    /// The row that speaks for all models of a series with a number, named as a whole ("Llama 2", "Meta Llama 3.1"):
    /// one of its rows, where all of them have one license, the same, and somebody looked.
    pub fn series(&self, name: &str) -> Option<&Base> {
        const PARTS: [&str; 4] = ["base", "chat", "hf", "instruct"];
        let mut words: Vec<&str> = name.split([' ', '-', '_']).collect();
        if !name.contains(|letter: char| letter.is_ascii_digit()) || name.contains('/') {
            return None;
        }
        let is_one_of =
            |word: &str, words: &[&str]| words.iter().any(|other| other.eq_ignore_ascii_case(word));
        while words.last().is_some_and(|word| is_one_of(word, &PARTS)) {
            words.pop();
        }
        let whole = fold::name(&words.join(" "));
        let (head, rest) = words.split_first()?;
        // The maker's name may stand before that of the series.
        let (head, rest) = (head.to_lowercase(), fold::name(&rest.join(" ")));
        let members = || {
            self.bases().filter(|row| {
                let series = fold::name(&row.family);
                series == whole
                    || series == rest && row.pattern.to_lowercase().starts_with(head.as_str())
            })
        };
        let first = members().find(|row| row.is_firm())?;
        let alike = members().all(|row| {
            row.licenses == first.licenses && row.alternatives.is_empty() && row.unlisted.is_empty()
        });
        (alike && first.licenses.len() == 1).then_some(first)
    }

    /// All families of models, in order.
    pub fn families(&self) -> &[Family] {
        self.families.get_or_init(|| {
            let rows = table("families");
            let mut families: Vec<Family> = (0..rows.len())
                .filter_map(|row| serde_json::from_str(rows.value(row)).ok())
                .collect();
            // Names are compared in small letters, and every base of every model asks.
            for pattern in families.iter_mut().flat_map(|family| &mut family.patterns) {
                pattern.make_ascii_lowercase();
            }
            families
        })
    }

    /// The first family one of whose patterns matches `owner/name`. A bare name is compared with the
    /// last part of a pattern, where that says more than `*`.
    pub fn family_of_name(&self, owner_and_name: &str) -> Option<&Family> {
        let name = fold::model_part(owner_and_name.trim()).to_ascii_lowercase();
        let bare = !name.contains('/');
        self.families().iter().find(|family| {
            family.patterns.iter().any(|pattern| match pattern.split_once('/') {
                Some((_, last)) if bare => {
                    !glob::literal_prefix(last).is_empty() && glob::matches(last, &name)
                }
                _ => glob::matches(pattern, &name),
            })
        })
    }

    /// The same for a model's name, of which a mirror may have kept the last part alone.
    pub fn family_of_model(&self, name: &str) -> Option<&Family> {
        let bare = name.rsplit('/').next().unwrap_or(name);
        self.family_of_name(name).or_else(|| self.family_of_name(bare))
    }

    /// `sha256:` and the digest of all that is embedded, printed in every report.
    pub fn digest(&self) -> &'static str {
        str::from_utf8(embedded::bytes("index.digest")).unwrap_or_default()
    }

    fn base_table(&self) -> &BaseTable {
        self.bases.get_or_init(|| BaseTable::new(table("bases"), table("base-index")))
    }
}

#[cfg(test)]
mod tests;
