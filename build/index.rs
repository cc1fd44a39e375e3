//! Joins all prints to one index that the binary embeds and reads in place.
//!
//! The prints of `signatures/prints` and those of the SPDX list, whose texts the `spdx` crate carries,
//! are merged where their normal forms are equal. The words that name a license are found here, for that
//! needs all texts at once. The layout is described in `src/library/index.rs`, which reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::{
    library::{
        grams::winnow,
        print::{Print, PrintToken},
        words::{WordClass, class_of},
    },
    text::{Flags, hash::Polynomial, token::Class},
};

/// A print with all ids whose text it is; the first is the one that is named.
struct Entry {
    ids: Vec<String>,
    family: String,
    print: Print,
}

/// Writes `prints.bin` into `out`.
pub(crate) fn write(signatures: &Path, out: &Path) {
    let mut entries = entries(signatures);
    let vocabulary = vocabulary(&entries);
    name_words(&mut entries, &vocabulary);
    fs::write(out.join("prints.bin"), encode(&entries, &vocabulary))
        .expect("the build folder can be written");
}

fn entries(signatures: &Path) -> Vec<Entry> {
    let mut prints: Vec<(Print, bool)> = Vec::new();
    let mut files: Vec<_> = fs::read_dir(signatures.join("prints"))
        .map(|dir| dir.filter_map(Result::ok).map(|file| file.path()).collect())
        .unwrap_or_default();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "print"))
    {
        let bytes = fs::read(file).expect("a print can be read");
        let print =
            Print::decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        prints.push((print, true));
    }
    for (id, text) in spdx::text::LICENSE_TEXTS {
        prints.push((Print::of(&spdx_text_id(id), "en", text, [0; 32]), false));
    }
    let families = families(signatures);
    let mut entries: Vec<Entry> = Vec::new();
    let mut by_digest: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for (print, ours) in prints {
        // A few SPDX entries carry a name or a sentence only: they nominate everything.
        if !ours && print.tokens.len() < 12 {
            continue;
        }
        if let Some(&known) = by_digest.get(&print.digest) {
            if !entries[known].ids.contains(&print.id) {
                entries[known].ids.push(print.id);
            }
            continue;
        }
        by_digest.insert(print.digest, entries.len());
        let family = families.get(&print.id).cloned().unwrap_or_else(|| spdx_family(&print.id));
        entries.push(Entry { ids: vec![print.id.clone()], family, print });
    }
    entries
}

/// The id of an SPDX text: `-only` and `-or-later` are chosen by a header, not by the text.
fn spdx_text_id(id: &str) -> String {
    let lower = id.to_ascii_lowercase();
    ["-only", "-or-later", "+"]
        .iter()
        .find_map(|end| lower.strip_suffix(end))
        .unwrap_or(&lower)
        .to_owned()
}

/// The family of an SPDX id: what stands before its version.
fn spdx_family(id: &str) -> String {
    let parts: Vec<&str> =
        id.split('-').take_while(|part| !part.starts_with(|c: char| c.is_ascii_digit())).collect();
    if parts.is_empty() { id.to_owned() } else { parts.join("-") }
}

fn families(signatures: &Path) -> BTreeMap<String, String> {
    let mut families = BTreeMap::new();
    let Ok(dir) = fs::read_dir(signatures) else { return families };
    for file in dir.filter_map(Result::ok).map(|file| file.path()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let Ok(table) = text.parse::<toml::Table>() else { continue };
        if let (Some(id), Some(family)) =
            (table.get("id").and_then(|v| v.as_str()), table.get("family").and_then(|v| v.as_str()))
        {
            families.insert(id.to_owned(), family.to_owned());
        }
    }
    families
}

/// Where a hash stands in the vocabulary: hashes of short words are small numbers, so that they are
/// spread by an odd factor first.
fn spread(hash: Polynomial) -> u64 {
    hash.value.wrapping_mul(crate::library::print::SPREAD)
}

fn vocabulary(entries: &[Entry]) -> Vec<(Polynomial, Class)> {
    let mut words: Vec<(Polynomial, Class)> = entries
        .iter()
        .flat_map(|entry| entry.print.tokens.iter().map(|t| (t.hash, t.class)))
        .collect();
    words.sort_unstable_by_key(|(hash, _)| (spread(*hash), hash.len));
    words.dedup_by_key(|(hash, _)| *hash);
    words
}

/// What is known of a word over all texts.
#[derive(Default, Clone)]
struct Usage {
    places: u32,
    inner: u32,
    capital_inner: u32,
    licenses: BTreeSet<u32>,
}

/// Marks the words that name a license: words with a capital away from sentence starts nearly
/// everywhere, rare words that one text uses often, rare words with a digit inside, the digits behind
/// them, and a date near the top. Not in copyright lines, addresses and appendices.
fn name_words(entries: &mut [Entry], vocabulary: &[(Polynomial, Class)]) {
    const NEAR_TOP: usize = 60;
    let index: BTreeMap<Polynomial, usize> =
        vocabulary.iter().enumerate().map(|(at, (hash, _))| (*hash, at)).collect();
    let mut usage = vec![Usage::default(); vocabulary.len()];
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    for entry in entries.iter() {
        let next = u32::try_from(ids.len()).expect("fewer than four billion licenses");
        let license = *ids.entry(entry.ids[0].clone()).or_insert(next);
        for token in &entry.print.tokens {
            let usage = &mut usage[index[&token.hash]];
            usage.places += 1;
            usage.licenses.insert(license);
            if !token.flags.any(
                Flags::SENTENCE_START.with(Flags::LINE_START).with(Flags::TITLE).with(Flags::URL),
            ) {
                usage.inner += 1;
                usage.capital_inner += u32::from(token.flags.has(Flags::CAPITAL));
            }
        }
    }
    for entry in entries {
        let translation = !matches!(entry.print.language.as_str(), "en" | "zh" | "bilingual");
        let mut here: BTreeMap<Polynomial, u32> = BTreeMap::new();
        for token in &entry.print.tokens {
            *here.entry(token.hash).or_default() += 1;
        }
        let off = Flags::COPYRIGHT.with(Flags::URL).with(Flags::OPTIONAL).with(Flags::PLACEHOLDER);
        let tokens = &entry.print.tokens;
        let names: Vec<bool> = tokens
            .iter()
            .map(|token| {
                if token.flags.any(off) || class_of(token.hash).any(WordClass(63)) {
                    return false;
                }
                let usage = &usage[index[&token.hash]];
                names(token, usage, here[&token.hash], translation)
            })
            .collect();
        let mut marked = names.clone();
        for at in 0..tokens.len() {
            if tokens[at].flags.any(off) {
                continue;
            }
            let digits = tokens[at].class == Class::Digits;
            let before = at.checked_sub(1);
            let behind_name =
                before.is_some_and(|b| names[b] || (marked[b] && tokens[b].class == Class::Digits));
            let version = before.is_some_and(|b| tokens[b].hash == Polynomial::of("version"))
                && at < NEAR_TOP;
            if digits && !tokens[at].flags.has(Flags::MARKER) && (behind_name || version) {
                marked[at] = true;
            }
            // A date near the top: the month and the numbers beside it.
            if at < NEAR_TOP && class_of(tokens[at].hash).any(WordClass::MONTH) {
                for near in at.saturating_sub(1)..(at + 3).min(tokens.len()) {
                    if near == at || tokens[near].class == Class::Digits {
                        marked[near] = true;
                    }
                }
            }
        }
        for (token, marked) in entry.print.tokens.iter_mut().zip(marked) {
            if marked {
                token.flags.set(Flags::IDENTITY);
            }
        }
    }
}

fn names(token: &PrintToken, usage: &Usage, here: u32, translation: bool) -> bool {
    let licenses = usage.licenses.len();
    let letters = matches!(token.class, Class::Letters | Class::Mixed);
    if letters && !translation {
        let capital = usage.inner > 0 && usage.capital_inner * 10 >= usage.inner * 9;
        if capital && licenses <= 24 && (licenses <= 3 || here >= 2) {
            return true;
        }
        if (licenses <= 3 && here >= 4) || (licenses <= 6 && here >= 10) {
            return true;
        }
    }
    token.class == Class::Mixed && licenses <= 5
}

fn encode(entries: &[Entry], vocabulary: &[(Polynomial, Class)]) -> Vec<u8> {
    let index: BTreeMap<Polynomial, u32> = vocabulary
        .iter()
        .enumerate()
        .map(|(at, (hash, _))| (*hash, u32::try_from(at).expect("a 20-bit vocabulary")))
        .collect();
    assert!(vocabulary.len() < 1 << 20, "the vocabulary has outgrown its 20 bits");
    let mut strings = Strings::default();
    let (mut prints, mut tokens, mut clauses) = (Vec::new(), Vec::new(), Vec::new());
    let mut grams: Vec<(u32, u16)> = Vec::new();
    let mut digests: Vec<([u8; 16], u16)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let number = u16::try_from(at).expect("fewer than 65,536 prints");
        let hashes: Vec<Polynomial> = entry.print.tokens.iter().map(|token| token.hash).collect();
        let kept: BTreeSet<u32> = winnow(&hashes).into_iter().map(|(gram, _)| gram).collect();
        grams.extend(kept.iter().map(|gram| (*gram, number)));
        let digest: [u8; 16] = entry.print.digest[..16].try_into().expect("a digest of 32 bytes");
        digests.push((digest, number));
        for field in [
            strings.put(&entry.ids.join(" ")),
            strings.put(&entry.family),
            strings.put(&entry.print.language),
            tokens.len() / 4,
            entry.print.tokens.len(),
            clauses.len() / 8,
            entry.print.clauses.len(),
            kept.len(),
        ] {
            put(&mut prints, field);
        }
        for token in &entry.print.tokens {
            tokens.extend((index[&token.hash] << 12 | u32::from(token.flags.0)).to_le_bytes());
        }
        for clause in &entry.print.clauses {
            put(&mut clauses, strings.put(&clause.label));
            put(&mut clauses, clause.start);
        }
    }
    grams.sort_unstable();
    digests.sort_unstable();
    let mut words = Vec::new();
    for (hash, class) in vocabulary {
        words.extend(hash.value.to_le_bytes());
        words.extend(u16::try_from(hash.len).unwrap_or(u16::MAX).to_le_bytes());
        words.push(match class {
            Class::Han => 0,
            Class::Digits => 1,
            Class::Letters => 2,
            Class::Mixed => 3,
        });
        words.push(class_of(*hash).0);
    }
    let word_directory = directory(vocabulary.iter().map(|(hash, _)| spread(*hash) >> 50), 1 << 14);
    let gram_directory = directory(grams.iter().map(|(gram, _)| u64::from(gram >> 16)), 1 << 16);
    let mut gram_filter = vec![0_u8; 1 << 17];
    for (gram, _) in &grams {
        gram_filter[(gram >> 15) as usize] |= 1 << (gram >> 12 & 7);
    }
    let grams: Vec<u8> = grams
        .iter()
        .flat_map(|(gram, print)| [&gram.to_le_bytes()[..2], &print.to_le_bytes()].concat())
        .collect();
    let digests: Vec<u8> = digests
        .iter()
        .flat_map(|(digest, print)| [&digest[..], &print.to_le_bytes()].concat())
        .collect();
    let sections = [
        prints,
        tokens,
        clauses,
        words,
        word_directory,
        grams,
        gram_directory,
        gram_filter,
        digests,
        strings.bytes,
    ];
    let mut out = Vec::new();
    let mut at = 4 * (sections.len() + 1);
    for section in &sections {
        put(&mut out, at);
        at += section.len();
    }
    put(&mut out, at);
    out.extend(sections.concat());
    out
}

/// For each of `buckets` prefixes the number of the first entry that has it, and one more for the end.
fn directory(prefixes: impl Iterator<Item = u64>, buckets: usize) -> Vec<u8> {
    let mut starts = vec![0_u32; buckets + 1];
    for prefix in prefixes {
        starts[usize::try_from(prefix).expect("a small prefix") + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts.iter().flat_map(|start| start.to_le_bytes()).collect()
}

fn put(out: &mut Vec<u8>, number: usize) {
    out.extend(u32::try_from(number).expect("an index below 4 GiB").to_le_bytes());
}

/// Texts of the index, each once: two bytes of length, then the text.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: BTreeMap<String, usize>,
}

impl Strings {
    fn put(&mut self, text: &str) -> usize {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let at = self.bytes.len();
        self.bytes.extend(u16::try_from(text.len()).expect("a short text").to_le_bytes());
        self.bytes.extend(text.as_bytes());
        self.known.insert(text.to_owned(), at);
        at
    }
}
