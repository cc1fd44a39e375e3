//! The print of a text: what is left of a license text when its words are taken away.
//!
//! A print holds, for each token of the normal form, a hash that can be concatenated, its length and
//! the flags of its place; the table of clauses; and two digests, one of the normal form and one of the
//! file that it was made from. That is enough to align a file word by word and to say which clause was
//! changed, and it holds no sentence of the text. It is not a secret: with a dictionary it can be read.
//!
//! This file knows the text room and nothing else, so that `build.rs` can use it as it stands.

use sha2::{Digest, Sha256};

use super::clause::{Clause, clauses};
use crate::text::{
    Flags, Token,
    hash::Polynomial,
    token::{Class, normal_form},
    tokens,
};

/// The first bytes of every print; the digit is the version of the format.
const MAGIC: &[u8; 8] = b"lsprint1";

/// An odd factor that spreads the hashes of short words, which are small numbers, over 64 bits. The index
/// sorts its vocabulary by the product.
pub const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A text without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The id of the license.
    pub id: String,
    /// The language of the text: `en`, `zh`, `bilingual`, `de` and so on.
    pub language: String,
    /// SHA-256 of the file that it was made from.
    pub source: [u8; 32],
    /// SHA-256 of the normal form.
    pub digest: [u8; 32],
    /// The clauses, sorted by their first token.
    pub clauses: Vec<Clause>,
    /// The tokens.
    pub tokens: Vec<PrintToken>,
}

/// One token of a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintToken {
    /// The hash of its normal form.
    pub hash: Polynomial,
    /// What it is made of.
    pub class: Class,
    /// What kind of place it stands in.
    pub flags: Flags,
}

/// Why a print cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// It does not begin like a print of this version.
    #[error("not a print of this version of licscan")]
    Version,
    /// It ends too early or holds a number that points outside.
    #[error("a damaged print")]
    Damaged,
}

impl Print {
    /// The print of a text.
    pub fn of(id: &str, language: &str, text: &str, source: [u8; 32]) -> Self {
        let tokens = tokens(text);
        let mut print = Self {
            id: id.to_owned(),
            language: language.to_owned(),
            source,
            digest: digest_of(text),
            clauses: clauses(text, &tokens),
            tokens: tokens
                .iter()
                .map(|t| PrintToken { hash: t.hash, class: t.class, flags: t.flags })
                .collect(),
        };
        print.mark_title(text, &tokens);
        print.mark_appendix(text, &tokens);
        print
    }

    /// The title: the short lines before the first clause or paragraph, four at the most.
    fn mark_title(&mut self, text: &str, tokens: &[Token]) {
        const LONGEST_LINE: usize = 18;
        let mut start = 0;
        for _ in 0..4 {
            let rest = &self.tokens[start..];
            let len = rest
                .iter()
                .skip(1)
                .position(|t| t.flags.has(Flags::LINE_START))
                .map_or(rest.len(), |at| at + 1);
            let Some(first) = rest.first() else { return };
            let word = &text[tokens[start].start as usize..tokens[start].end as usize];
            let heading = ["section", "article", "preamble", "definitions"]
                .iter()
                .any(|heading| word.to_lowercase().starts_with(heading));
            if heading
                || len > LONGEST_LINE
                || first.flags.any(Flags::MARKER.with(Flags::COPYRIGHT))
                || len == rest.len()
            {
                return;
            }
            for token in &mut self.tokens[start..start + len] {
                token.flags.set(Flags::TITLE);
            }
            start += len;
        }
    }

    /// The part that tells how to apply the terms, which may be absent.
    fn mark_appendix(&mut self, text: &str, tokens: &[Token]) {
        let lower = text.to_ascii_lowercase();
        let Some(end_of_terms) = lower.find("end of terms and conditions") else { return };
        for (token, print) in tokens.iter().zip(&mut self.tokens) {
            if token.start as usize >= end_of_terms {
                print.flags.set(Flags::OPTIONAL);
            }
        }
    }

    /// The bytes of a print file: little-endian; a vocabulary, then two bytes of index and two of flags
    /// for each token.
    ///
    /// # Panics
    ///
    /// Where a text has more than 65,535 different words, which no license has.
    pub fn encode(&self) -> Vec<u8> {
        let mut vocabulary: Vec<(Polynomial, u8)> =
            self.tokens.iter().map(|t| (t.hash, class_code(t.class))).collect();
        vocabulary.sort_unstable();
        vocabulary.dedup();
        let mut out = MAGIC.to_vec();
        put_text(&mut out, &self.id);
        put_text(&mut out, &self.language);
        out.extend(self.source);
        out.extend(self.digest);
        put(&mut out, self.clauses.len());
        for clause in &self.clauses {
            put_text(&mut out, &clause.label);
            put(&mut out, clause.start);
        }
        put(&mut out, vocabulary.len());
        for (hash, class) in &vocabulary {
            out.extend(hash.value.to_le_bytes());
            out.extend(u16::try_from(hash.len).unwrap_or(u16::MAX).to_le_bytes());
            out.push(*class);
        }
        put(&mut out, self.tokens.len());
        for token in &self.tokens {
            let index =
                vocabulary.partition_point(|entry| *entry < (token.hash, class_code(token.class)));
            out.extend(
                u16::try_from(index)
                    .expect("a text of at most 65,535 different words")
                    .to_le_bytes(),
            );
            out.extend(token.flags.0.to_le_bytes());
        }
        out
    }

    /// Reads a print file.
    ///
    /// # Errors
    ///
    /// Where the bytes are no print of this version, or damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, PrintError> {
        let mut reader =
            Reader { bytes: bytes.strip_prefix(MAGIC.as_slice()).ok_or(PrintError::Version)? };
        let id = reader.text()?;
        let language = reader.text()?;
        let source = reader.array()?;
        let digest = reader.array()?;
        let mut clauses = Vec::new();
        for _ in 0..reader.number()? {
            clauses.push(Clause { label: reader.text()?, start: reader.number()? });
        }
        let mut vocabulary = Vec::new();
        for _ in 0..reader.number()? {
            let value = u64::from_le_bytes(reader.array()?);
            let len = u32::from(u16::from_le_bytes(reader.array()?));
            let [class] = reader.array()?;
            vocabulary.push((Polynomial { value, len }, class_of(class)?));
        }
        let mut tokens = Vec::new();
        for _ in 0..reader.number()? {
            let index = usize::from(u16::from_le_bytes(reader.array()?));
            let flags = Flags(u16::from_le_bytes(reader.array()?));
            let (hash, class) = *vocabulary.get(index).ok_or(PrintError::Damaged)?;
            tokens.push(PrintToken { hash, class, flags });
        }
        if reader.bytes.is_empty() {
            Ok(Self { id, language, source, digest, clauses, tokens })
        } else {
            Err(PrintError::Damaged)
        }
    }
}

/// SHA-256 of the normal form of a text.
pub fn digest_of(text: &str) -> [u8; 32] {
    digest_of_form(&normal_form(text))
}

/// SHA-256 of a normal form.
pub fn digest_of_form(form: &str) -> [u8; 32] {
    Sha256::digest(form.as_bytes()).into()
}

fn class_code(class: Class) -> u8 {
    match class {
        Class::Han => 0,
        Class::Digits => 1,
        Class::Letters => 2,
        Class::Mixed => 3,
    }
}

fn class_of(code: u8) -> Result<Class, PrintError> {
    match code {
        0 => Ok(Class::Han),
        1 => Ok(Class::Digits),
        2 => Ok(Class::Letters),
        3 => Ok(Class::Mixed),
        _ => Err(PrintError::Damaged),
    }
}

fn put(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len());
    out.extend(text.as_bytes());
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], PrintError> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or(PrintError::Damaged)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn number(&mut self) -> Result<usize, PrintError> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn text(&mut self) -> Result<String, PrintError> {
        let len = self.number()?;
        let (head, rest) = self.bytes.split_at_checked(len).ok_or(PrintError::Damaged)?;
        self.bytes = rest;
        String::from_utf8(head.to_vec()).map_err(|_| PrintError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    const TEXT: &str = "Example Community License\n\nCopyright (c) 2024 Acme\n\n1. Grant\n(a) You may use it.\n\
        (b) You must not sell it.\n2. End\nEND OF TERMS AND CONDITIONS\nHow to apply";

    #[test]
    fn a_print_survives_its_file() {
        let print = Print::of("example", "en", TEXT, [7; 32]);
        let bytes = print.encode();
        assert_eq!(Print::decode(&bytes).unwrap(), print);
        for len in 0..bytes.len() {
            assert!(Print::decode(&bytes[..len]).is_err());
        }
        assert!(!bytes.windows(4).any(|window| window == b"sell"));
    }

    #[test]
    fn a_print_knows_title_clauses_and_appendix() {
        let print = Print::of("example", "en", TEXT, [7; 32]);
        let with = |flag| print.tokens.iter().filter(|token| token.flags.has(flag)).count();
        assert_eq!(with(Flags::TITLE), 3);
        assert_eq!(with(Flags::OPTIONAL), 8);
        let labels: Vec<&str> = print.clauses.iter().map(|clause| clause.label.as_str()).collect();
        assert_eq!(labels, ["1", "1.a", "1.b", "2"]);
    }
}
