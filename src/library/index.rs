//! The embedded index of prints, read in place: to open it costs nothing.
//!
//! `build/index.rs` writes it. All numbers are little-endian. It begins with the offsets of its
//! sections and of its end, four bytes each:
//!
//! | section | entry |
//! |---|---|
//! | prints | eight numbers: ids, family and language (places in the texts), first token, tokens, first clause, clauses, grams |
//! | tokens | one number: 20 bits of word, 12 bits of flags |
//! | clauses | label (place in the texts), first token |
//! | words | hash (8 bytes), length (2), class (1), word class (1), sorted by spread hash |
//! | word directory | for each 14-bit prefix of a spread hash the first word |
//! | grams | the lower half of the hash (2), print (2), sorted by the whole hash |
//! | gram directory | for each 16-bit prefix of a gram the first entry |
//! | gram filter | a bit for each 20-bit prefix that a gram has, the first one in the lowest bit of a byte |
//! | digests | the first 16 bytes of SHA-256 of a normal form, print (2), sorted |
//! | texts | length (2), text |

use std::ops::Range;

use super::{clause::Clause, print::SPREAD, words::WordClass};
use crate::text::{Flags, hash::Polynomial, token::Class};

const PRINTS: usize = 0;
const TOKENS: usize = 1;
const CLAUSES: usize = 2;
const WORDS: usize = 3;
const WORD_DIRECTORY: usize = 4;
const GRAMS: usize = 5;
const GRAM_DIRECTORY: usize = 6;
const GRAM_FILTER: usize = 7;
const DIGESTS: usize = 8;
const TEXTS: usize = 9;

const PRINT_SIZE: usize = 32;
const WORD_SIZE: usize = 12;
const GRAM_SIZE: usize = 4;
const DIGEST_SIZE: usize = 18;

/// The number of a word in the index's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub u32);

impl Word {
    /// A word that no reference has. It is equal to no word of a reference.
    pub const UNKNOWN: Self = Self(u32::MAX);
}

/// The number of a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrintId(pub u16);

/// The embedded index.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    bytes: &'static [u8],
}

/// One reference text of the index.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    index: Index,
    /// Its number.
    pub number: PrintId,
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<4>())
        .map_or(0, |chunk| u32::from_le_bytes(*chunk))
}

impl Index {
    /// The index that the binary carries.
    pub fn embedded() -> Self {
        Self { bytes: super::embedded::bytes("prints.bin") }
    }

    fn section(self, section: usize) -> &'static [u8] {
        let (start, end) = (number(self.bytes, section * 4), number(self.bytes, section * 4 + 4));
        self.bytes.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// The number of prints.
    pub fn len(self) -> usize {
        self.section(PRINTS).len() / PRINT_SIZE
    }

    /// True where nothing was built in.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// All references, in the order of their numbers.
    pub fn references(self) -> impl Iterator<Item = Reference> {
        (0..self.len())
            .filter_map(|at| u16::try_from(at).ok())
            .map(move |at| self.reference(PrintId(at)))
    }

    /// One reference.
    pub fn reference(self, number: PrintId) -> Reference {
        Reference { index: self, number }
    }

    /// The word of a hash.
    pub fn word(self, hash: Polynomial) -> Word {
        self.words().find(hash)
    }

    /// The words of all prints.
    pub fn words(self) -> Words {
        let (entries, _) = self.section(WORDS).as_chunks();
        let (directory, _) = self.section(WORD_DIRECTORY).as_chunks();
        Words { entries, directory }
    }

    /// The hash, class and word class of a word.
    pub fn facts(self, word: Word) -> (Polynomial, Class, WordClass) {
        let words = self.section(WORDS);
        let Some(entry) = words
            .get(word.0 as usize * WORD_SIZE..)
            .and_then(|rest| rest.first_chunk::<WORD_SIZE>())
        else {
            return (Polynomial::default(), Class::Letters, WordClass::default());
        };
        let value = u64::from_le_bytes(*entry.first_chunk::<8>().unwrap_or(&[0; 8]));
        let len = u32::from(u16::from_le_bytes([entry[8], entry[9]]));
        let class = match entry[10] {
            0 => Class::Han,
            1 => Class::Digits,
            3 => Class::Mixed,
            _ => Class::Letters,
        };
        (Polynomial { value, len }, class, WordClass(entry[11]))
    }

    /// The grams of all prints.
    pub fn grams(self) -> Grams {
        let (entries, _) = self.section(GRAMS).as_chunks();
        let (directory, _) = self.section(GRAM_DIRECTORY).as_chunks();
        Grams { entries, directory, filter: self.section(GRAM_FILTER) }
    }

    /// The prints at some places of the section of grams.
    pub fn prints_at(self, entries: Range<usize>) -> impl Iterator<Item = PrintId> {
        let grams = self.section(GRAMS);
        let entries = grams.get(entries.start * GRAM_SIZE..entries.end * GRAM_SIZE).unwrap_or(&[]);
        entries
            .chunks_exact(GRAM_SIZE)
            .map(|entry| PrintId(u16::from_le_bytes([entry[2], entry[3]])))
    }

    /// The prints that have a gram.
    pub fn with_gram(self, gram: u32) -> impl Iterator<Item = PrintId> {
        self.prints_at(self.grams().entries(gram))
    }

    /// The print whose normal form has this digest.
    pub fn with_digest(self, digest: &[u8; 32]) -> Option<Reference> {
        let digests = self.section(DIGESTS);
        let (mut low, mut high) = (0, digests.len() / DIGEST_SIZE);
        while low < high {
            let middle = usize::midpoint(low, high);
            let entry = &digests[middle * DIGEST_SIZE..][..DIGEST_SIZE];
            match entry[..16].cmp(&digest[..16]) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return Some(
                        self.reference(PrintId(u16::from_le_bytes([entry[16], entry[17]]))),
                    );
                }
            }
        }
        None
    }

    fn text(self, at: u32) -> &'static str {
        let texts = self.section(TEXTS).get(at as usize..).unwrap_or(&[]);
        let Some((len, rest)) = texts.split_first_chunk::<2>() else { return "" };
        rest.get(..usize::from(u16::from_le_bytes(*len)))
            .and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or("")
    }
}

/// The words of all prints, sorted, with what finds one in them.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    entries: &'static [[u8; WORD_SIZE]],
    directory: &'static [[u8; 4]],
}

impl Words {
    /// The word of a hash.
    pub fn find(self, hash: Polynomial) -> Word {
        let bucket = usize::try_from(hash.value.wrapping_mul(SPREAD) >> 50).unwrap_or(0);
        let place = |at: usize| self.directory.get(at).map_or(0, |it| u32::from_le_bytes(*it));
        let start = place(bucket);
        let entries =
            self.entries.get(start as usize..place(bucket + 1) as usize).unwrap_or_default();
        let is_it = |entry: &[u8; WORD_SIZE]| {
            entry.first_chunk() == Some(&hash.value.to_le_bytes())
                && u32::from(u16::from_le_bytes([entry[8], entry[9]])) == hash.len
        };
        let found = (start..).zip(entries).find(|(_, entry)| is_it(entry));
        found.map_or(Word::UNKNOWN, |(at, _)| Word(at))
    }
}

/// The grams of all prints, sorted, with what finds one in them.
#[derive(Debug, Clone, Copy)]
pub struct Grams {
    entries: &'static [[u8; GRAM_SIZE]],
    directory: &'static [[u8; 4]],
    /// Most grams of a text that is no license are known by it to be none of the entries. It is small, so that it
    /// stays at hand while texts are looked through.
    filter: &'static [u8],
}

impl Grams {
    /// The places of a gram, for [`Index::prints_at`].
    pub fn entries(self, gram: u32) -> Range<usize> {
        let may_be = self.filter.get((gram >> 15) as usize).copied().unwrap_or(0);
        if may_be >> (gram >> 12 & 7) & 1 == 0 {
            return 0..0;
        }
        let place = |at: usize| self.directory.get(at).map_or(0, |it| u32::from_le_bytes(*it));
        let bucket = (gram >> 16) as usize;
        let (start, end) = (place(bucket) as usize, place(bucket + 1) as usize);
        // The directory has told the upper half; hardly a handful of grams share one.
        let lower = |entry: &[u8; GRAM_SIZE]| u32::from(u16::from_le_bytes([entry[0], entry[1]]));
        let sought = gram & 0xffff;
        let entries = self.entries.get(start..end).unwrap_or(&[]);
        let first = entries.iter().take_while(|it| lower(it) < sought).count();
        let same = entries[first..].iter().take_while(|it| lower(it) == sought).count();
        start + first..start + first + same
    }
}

impl Reference {
    fn field(self, field: usize) -> u32 {
        number(self.index.section(PRINTS), usize::from(self.number.0) * PRINT_SIZE + field * 4)
    }

    /// All ids whose text this is.
    pub fn ids(self) -> impl Iterator<Item = &'static str> {
        self.index.text(self.field(0)).split(' ')
    }

    /// The id that is named.
    pub fn id(self) -> &'static str {
        self.ids().next().unwrap_or("")
    }

    /// The family.
    pub fn family(self) -> &'static str {
        self.index.text(self.field(1))
    }

    /// The language of the text.
    pub fn language(self) -> &'static str {
        self.index.text(self.field(2))
    }

    /// The number of grams.
    pub fn grams(self) -> usize {
        self.field(7) as usize
    }

    /// The number of tokens.
    pub fn len(self) -> usize {
        self.field(4) as usize
    }

    /// True for a print without tokens, of which there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The tokens: words and flags.
    pub fn tokens(self) -> Vec<(Word, Flags)> {
        let start = self.field(3) as usize;
        let (entries, _) = self.index.section(TOKENS).as_chunks();
        let entries = entries.get(start..start + self.len()).unwrap_or_default();
        entries
            .iter()
            .map(|entry| u32::from_le_bytes(*entry))
            .map(|entry| (Word(entry >> 12), Flags(u16::try_from(entry & 0xfff).unwrap_or(0))))
            .collect()
    }

    /// The label of the clause in which a token stands.
    pub fn clause(self, token: usize) -> Option<&'static str> {
        let start = self.field(5) as usize * 8;
        let clauses = self
            .index
            .section(CLAUSES)
            .get(start..start + self.field(6) as usize * 8)
            .unwrap_or(&[]);
        let mut label = None;
        for entry in clauses.chunks_exact(8) {
            if number(entry, 4) as usize > token {
                break;
            }
            label = Some(self.index.text(number(entry, 0)));
        }
        label
    }

    /// All clauses, in order.
    pub fn clauses(self) -> Vec<Clause> {
        let start = self.field(5) as usize * 8;
        let clauses = self
            .index
            .section(CLAUSES)
            .get(start..start + self.field(6) as usize * 8)
            .unwrap_or(&[]);
        clauses
            .chunks_exact(8)
            .map(|entry| Clause {
                label: self.index.text(number(entry, 0)).to_owned(),
                start: number(entry, 4) as usize,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;
    use crate::{library::grams::winnow, text::tokens};

    #[test]
    fn the_index_holds_the_spdx_list() {
        let index = Index::embedded();
        assert!(index.len() > 600, "{}", index.len());
        let mit = index.references().find(|reference| reference.id() == "mit").unwrap();
        assert!(mit.len() > 100 && mit.grams() > 20);
        let gpl = index
            .references()
            .filter(|reference| reference.ids().any(|id| id == "gpl-3.0"))
            .count();
        assert!(gpl >= 1);
    }

    #[test]
    fn every_word_is_found_by_its_hash() {
        let index = Index::embedded();
        for reference in index.references().take(40) {
            for (word, _) in reference.tokens() {
                assert_eq!(index.word(index.facts(word).0), word);
            }
        }
        assert_eq!(index.word(Polynomial::of("thiswordstandsnowhere")), Word::UNKNOWN);
    }

    #[test]
    fn grams_lead_to_their_prints() {
        let index = Index::embedded();
        let text = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software";
        let hashes: Vec<Polynomial> = tokens(text).iter().map(|token| token.hash).collect();
        let hits = winnow(&hashes)
            .iter()
            .filter(|(gram, _)| {
                index.with_gram(*gram).any(|print| index.reference(print).id() == "mit")
            })
            .count();
        assert!(hits >= 3, "{hits}");
    }
}
