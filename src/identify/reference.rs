//! A text without the words of any license: it may still name or link one, or be a license that nobody
//! here knows.
//!
//! A pointer file, a header, a badge or a sentence of a card is a `reference` with the id it refers to.
//! Names come from the signature files and the SPDX list, never from patterns.

use std::collections::BTreeMap;

use memchr::memmem;

use super::{Identity, Match, Verdict};
use crate::{
    library::{
        Library, Named,
        words::{WordClass, classes},
    },
    text::{
        Flags,
        hash::Polynomial,
        token::{Class, Split},
    },
};

/// Names are looked for near words such as "license", so many tokens before and behind.
const BEFORE: usize = 12;
const BEHIND: usize = 8;
/// The longest name, in tokens.
const LONGEST_NAME: usize = 12;
/// The longest name, in bytes.
const LONGEST_NAME_BYTES: usize = 160;
/// In a longer text a name is one of many words and says nothing about the text.
const LONGEST_TEXT: usize = 4_000;
/// The longest address.
const LONGEST_ADDRESS: usize = 300;

/// What a text in which no license was found is.
pub(super) fn without_region(source: &str, split: &Split) -> Identity {
    let telling = Telling::of(split.hashes());
    let licenses = references(source, split, &telling.places);
    if is_license_like(source, split.hashes().len(), &telling) {
        return Identity { verdict: Verdict::UnknownLicense, licenses };
    }
    let verdict = if licenses.is_empty() { Verdict::NotALicense } else { Verdict::Reference };
    Identity { verdict, licenses }
}

/// The words of a text that have a class which tells something, looked up once.
struct Telling {
    /// The places of words such as "license" and "licensed", in order.
    places: Vec<usize>,
    /// The place of the first word that a title has, "license" but not "licensed".
    title: Option<usize>,
    /// How many words ask for something.
    duties: usize,
}

impl Telling {
    fn of(words: &[Polynomial]) -> Self {
        let classes = classes();
        let said = [Polynomial::of("licensed"), Polynomial::of("licenced")];
        let (mut places, mut title, mut duties) = (Vec::new(), None, 0);
        for (at, word) in words.iter().enumerate() {
            let class = classes.of(*word);
            let is_title = class.any(WordClass::TITLE);
            title = title.or_else(|| is_title.then_some(at));
            // The length tells most words from these.
            if is_title || word.len == said[0].len && said.contains(word) {
                places.push(at);
            }
            duties += usize::from(class.any(WordClass::DUTY));
        }
        Self { places, title, duties }
    }
}

/// The licenses that a text names or links, each once, in the order of their first place.
fn references(source: &str, split: &Split, titles: &[usize]) -> Vec<Match> {
    let library = Library::embedded();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut note = |id: &'static str, at: usize| {
        let first = found.entry(id).or_insert(at);
        *first = (*first).min(at);
    };
    for (at, address) in addresses(source) {
        if let Some(id) = library.license_at(address) {
            note(id, at);
        }
    }
    for (at, tag) in spdx_tags(source) {
        if let Named::License(id) = library.resolve(tag) {
            note(id, at);
        }
    }
    if split.hashes().len() <= LONGEST_TEXT {
        for (at, id) in names(source, split, titles, library) {
            note(id, at);
        }
    }
    let mut found: Vec<(usize, &str)> = found.into_iter().map(|(id, at)| (at, id)).collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(at, id)| {
            let line = line_of(source, at);
            Match {
                id: Some(id.to_owned()),
                family: library
                    .license(id)
                    .map_or_else(|| id.to_owned(), |license| license.family.clone()),
                verdict: Verdict::Reference,
                coverage: 0.0,
                lines: (line, line),
                deviations: Vec::new(),
            }
        })
        .collect()
}

fn line_of(source: &str, at: usize) -> u32 {
    let above = memchr::memchr_iter(b'\n', &source.as_bytes()[..at]).count();
    u32::try_from(above).unwrap_or(u32::MAX - 1) + 1
}

/// Addresses with a scheme, with the byte at which each begins.
fn addresses(source: &str) -> impl Iterator<Item = (usize, &str)> {
    // Both ways only as far as an address goes: a text may be one long run of them.
    memmem::find_iter(source.as_bytes(), "://").filter_map(|colon| {
        let scheme = source.as_bytes()[..colon]
            .iter()
            .rev()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let start = colon - scheme;
        let ends = |byte: &u8| {
            !byte.is_ascii_graphic()
                || matches!(byte, b'"' | b'\'' | b')' | b']' | b'>' | b'<' | b'`' | b'|')
        };
        let len = source.as_bytes()[start..]
            .iter()
            .take(LONGEST_ADDRESS)
            .take_while(|byte| !ends(byte))
            .count();
        let address = source[start..start + len].trim_end_matches(['.', ',', ';', ':']);
        (scheme > 0).then_some((start, address))
    })
}

/// The values of `SPDX-License-Identifier:` tags (SPDX 2.3, annex E) that are one id.
fn spdx_tags(source: &str) -> impl Iterator<Item = (usize, &str)> {
    const TAG: &str = "SPDX-License-Identifier:";
    memmem::find_iter(source.as_bytes(), TAG).map(|at| {
        let rest = &source[at + TAG.len()..];
        let is_tag = |byte: &u8| byte.is_ascii() && *byte != b'\n';
        let rest = &rest[..rest.bytes().take(LONGEST_ADDRESS).take_while(is_tag).count()];
        (at, rest.trim().trim_end_matches(['*', '/', '-', '>', ' ']).trim_end())
    })
}

/// Names of licenses near a word such as "license", which stand at these places.
fn names(
    source: &str,
    split: &Split,
    titles: &[usize],
    library: &'static Library,
) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for title in titles {
        at = at.max(title.saturating_sub(BEFORE));
        while at < split.hashes().len().min(title + BEHIND) {
            match name_at(source, split, at, library) {
                Some((start, len, id)) => {
                    found.push((start, id));
                    at += len;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// The longest name of a license that begins at a token: where it begins, and how many tokens it has.
fn name_at(
    source: &str,
    split: &Split,
    at: usize,
    library: &'static Library,
) -> Option<(usize, usize, &'static str)> {
    let first = split.unplaced(at)?;
    let start = first.start as usize;
    let may_begin = first.flags.has(Flags::CAPITAL) || first.class != Class::Letters || at == 0;
    if !may_begin || !library.begins_a_name(&source[start..first.end as usize]) {
        return None;
    }
    // A name does not go over a sentence end.
    let longest = &source[start..source.floor_char_boundary(start + LONGEST_NAME_BYTES)];
    let end = start + longest.find(['\n', ';', '!', '?', '。', '，']).unwrap_or(longest.len());
    let ends: Vec<usize> = (at..at + LONGEST_NAME)
        .map_while(|at| Some(split.unplaced(at)?.end as usize).filter(|behind| *behind <= end))
        .collect();
    (1..=ends.len()).rev().find_map(|len| {
        let text = &source[start..ends[len - 1]];
        // One word alone is no name of a license.
        let whole = len > 1 || text.contains(['-', '.']);
        match whole.then(|| library.resolve(text)) {
            Some(Named::License(id)) => Some((start, len, id)),
            _ => None,
        }
    })
}

/// True for a text that reads like a license: it grants, it limits, and it asks for something.
fn is_license_like(source: &str, words: usize, telling: &Telling) -> bool {
    const SHORTEST: usize = 60;
    const HEAD: usize = 60;
    const TERMS: [&str; 12] = [
        "licensor",
        "hereby grant",
        "warrant",
        "liab",
        "redistribut",
        "sublicens",
        "terminat",
        "agreement",
        "derivative",
        "subject to",
        "as is",
        "royalty",
    ];
    const TERMS_ZH: [&str; 10] = [
        "许可方",
        "被许可",
        "授予",
        "不承担",
        "保证",
        "责任",
        "知识产权",
        "终止",
        "本协议",
        "衍生",
    ];
    // The short permissive texts have no title.
    const GRANTS: [&str; 4] = [
        "permission is hereby granted",
        "permission to use, copy",
        "redistribution and use in source",
        "redistribution and use of",
    ];
    let grants = || {
        let head: String = source.chars().take(HEAD * 10).collect::<String>().to_lowercase();
        GRANTS.iter().any(|grant| head.contains(grant))
    };
    if words < SHORTEST || telling.title.is_none_or(|title| title >= HEAD) && !grants() {
        return false;
    }
    // A long text about something else may use some of these words too.
    if telling.duties < 2 || telling.duties * 150 < words {
        return false;
    }
    let lower = source.to_lowercase();
    let english = TERMS.iter().filter(|term| lower.contains(**term)).count();
    let chinese = TERMS_ZH.iter().filter(|term| lower.contains(**term)).count();
    english >= 3 || chinese >= 3
}

#[cfg(test)]
mod tests {
    use crate::identify::{Verdict, identify};

    #[test]
    fn a_pointer_needs_no_word_license() {
        for (text, id) in [
            ("The weights of Acme are licensed under CC BY NC 4.0.", "cc-by-nc-4.0"),
            ("The weights are licensed under Apache-2.0.", "apache-2.0"),
        ] {
            let identity = identify(text);
            assert_eq!(identity.verdict, Verdict::Reference, "{text}");
            assert_eq!(identity.licenses[0].id.as_deref(), Some(id), "{text}");
        }
        let photos = identify("We licensed the photos from Acme in 2020.");
        assert_eq!(photos.verdict, Verdict::NotALicense);
    }

    #[test]
    fn a_grant_without_a_title_is_a_license() {
        let text = "Copyright (c) 2026 Acme\n\nPermission is hereby granted to all who hold this \
                    pump and its manual to run it, to mend it and to lend it, subject to these \
                    rules:\n\n1. This page shall stay with the pump.\n2. Nobody may open the \
                    valve while it runs, and you must not sublicense what you hold.\n\nThe pump \
                    is lent as is, without warranty; Acme shall not be liable for what it floods, \
                    and the right to use it ends where these rules are not kept.\n";
        assert_eq!(identify(text).verdict, Verdict::UnknownLicense);
        let letter = text.replace("Permission is hereby granted to", "This letter is for");
        assert_eq!(identify(&letter).verdict, Verdict::NotALicense);
    }
}
