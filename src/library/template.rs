//! What the SPDX list frees in its texts: parts that may be left out, and parts for which other words may
//! stand.
//!
//! The list says so in its license templates (SPDX specification, annex B, "License matching guidelines and
//! templates"). `licscan signatures templates` takes from them the places and, for each place, the ways in
//! which it may be written, as hashes of words. `signatures/spdx.templates` holds them, a text in a block
//! that begins with its id and its number of tokens; a line is the first token of a place, the first
//! behind it, and its ways.

use std::{
    fmt::{self, Write as _},
    sync::OnceLock,
};

use super::index::{Index, Reference};
use crate::text::hash::Polynomial;

/// One word of a way, or a place for any words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// This word.
    Word(Polynomial),
    /// A name, a year, a contact: any few words.
    Any,
    /// Any words of copyright lines.
    Holders,
}

/// A place of a text that may be written in other ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The first token of the place.
    pub start: usize,
    /// The first token behind it; the same where words may be added.
    pub end: usize,
    /// The ways. One without a part leaves the place out.
    pub ways: Vec<Vec<Part>>,
}

/// The places of one text, sorted by their first token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// The places.
    pub places: Vec<Place>,
}

impl Template {
    /// The template of a reference, read when it is first asked for; empty where the list has none.
    pub fn of(reference: Reference) -> &'static Self {
        static MADE: OnceLock<Vec<OnceLock<Template>>> = OnceLock::new();
        static NONE: Template = Template { places: Vec::new() };
        let made = MADE.get_or_init(|| vec![OnceLock::new(); Index::embedded().len()]);
        let Some(place) = made.get(usize::from(reference.number.0)) else { return &NONE };
        place.get_or_init(|| {
            super::Library::embedded()
                .template(&key(reference.id(), reference.len()))
                .map_or_else(Self::default, Self::read)
        })
    }

    /// Reads the lines of a block. A line that is none is left out, for it would free too much.
    pub fn read(block: &str) -> Self {
        Self { places: block.lines().filter_map(place).collect() }
    }
}

/// The head of a block: the text that an id has, in one of its forms.
pub fn key(id: &str, tokens: usize) -> String {
    format!("{id} {tokens}")
}

fn place(line: &str) -> Option<Place> {
    let (range, ways) = line.split_once(" | ")?;
    let (start, end) = range.split_once(' ')?;
    let ways = ways
        .split(" | ")
        .map(|way| way.split(' ').filter(|part| *part != "-").map(part).collect())
        .collect::<Option<_>>()?;
    Some(Place { start: start.parse().ok()?, end: end.parse().ok()?, ways })
}

fn part(text: &str) -> Option<Part> {
    match text {
        "*" => return Some(Part::Any),
        "@" => return Some(Part::Holders),
        _ => {}
    }
    let (value, len) = text.split_once('/')?;
    Some(Part::Word(Polynomial {
        value: u64::from_str_radix(value, 16).ok()?,
        len: len.parse().ok()?,
    }))
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in &self.places {
            write!(f, "{} {}", place.start, place.end)?;
            for way in &place.ways {
                f.write_str(if way.is_empty() { " | -" } else { " |" })?;
                for part in way {
                    match part {
                        Part::Word(hash) => write!(f, " {:x}/{}", hash.value, hash.len)?,
                        Part::Any => f.write_str(" *")?,
                        Part::Holders => f.write_str(" @")?,
                    }
                }
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_survives_its_file() {
        let word = |text| Part::Word(Polynomial::of(text));
        let template = Template {
            places: vec![
                Place { start: 0, end: 3, ways: vec![vec![]] },
                Place { start: 7, end: 7, ways: vec![vec![word("of"), Part::Any], vec![]] },
                Place { start: 8, end: 9, ways: vec![vec![Part::Holders]] },
            ],
        };
        assert_eq!(Template::read(&template.to_string()), template);
        assert_eq!(Template::read("7 8 | what\nno place\n9"), Template::default());
    }

    #[test]
    fn the_list_frees_the_holder_in_the_clause_of_three_clause_bsd() {
        let bsd = Index::embedded().references().find(|r| r.id() == "bsd-3-clause");
        let places = bsd.map(|bsd| &Template::of(bsd).places);
        assert!(places.is_some_and(|places| places.len() > 5), "{places:?}");
    }
}
