//! Copyright lines: which lines are one, whether they still hold a placeholder, and whether they name
//! a holder.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;

/// What stands between the brackets of a placeholder, in small letters and without signs.
const PLACEHOLDERS: [&str; 44] = [
    "year",
    "years",
    "yyyy",
    "date",
    "insert year",
    "current year",
    "publication year",
    "fullname",
    "full name",
    "name",
    "your name",
    "your name here",
    "insert name",
    "author",
    "authors",
    "author name",
    "author s name",
    "name of author",
    "name of the author",
    "owner",
    "owners",
    "holder",
    "holders",
    "copyright owner",
    "copyright owners",
    "copyright holder",
    "copyright holders",
    "the copyright holders",
    "name of copyright owner",
    "name of copyright holder",
    "name of the copyright owner",
    "organization",
    "organisation",
    "name of organization",
    "entity",
    "company",
    "company name",
    "your company",
    "project",
    "project name",
    "年份",
    "姓名",
    "作者",
    "版权所有者",
];

/// The longest line that is looked at, in bytes: a copyright line is short.
const LONGEST_LINE: usize = 400;

/// Whether a text names the holder of the copyright.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// It does.
    Named,
    /// A line is there and names nobody.
    Unnamed(u32),
    /// There is no such line.
    NoLine,
}

/// True for the heading above an appendix that tells how to apply a license. Its placeholders belong
/// to the text.
pub(super) fn is_how_to_apply(line: &str) -> bool {
    if !tells_how(line) {
        return false;
    }
    let words = plain(line);
    words.len() <= 120
        && (words.contains("how to apply")
            || words.contains("how to use this license for your documents")
            || line.contains("如何将") && line.contains("应用"))
}

/// The first placeholder of a copyright line, in bytes of the line.
pub(super) fn placeholder(line: &str) -> Option<Range<usize>> {
    if line.len() > LONGEST_LINE || !speaks_of_copyright(line) {
        return None;
    }
    let mut from = 0;
    while let Some(open) = line[from..].find(['<', '[', '{', '&']).map(|at| from + at) {
        let rest = &line[open..];
        let (close, open_len) = match rest.as_bytes()[0] {
            b'<' => ('>', 1),
            b'[' => (']', 1),
            b'{' => ('}', 1),
            _ if rest.starts_with("&lt;") => ('&', 4),
            _ => {
                from = open + 1;
                continue;
            }
        };
        let Some(length) = rest[open_len..].find(close) else {
            from = open + 1;
            continue;
        };
        let mut end = open + open_len + length + 1;
        if close == '&' {
            end = end.saturating_add(3).min(line.len());
        }
        // `{{ year }}` has two of them.
        while close == '}' && line[end..].starts_with('}') {
            end += 1;
        }
        let inner = plain(&rest[open_len..open_len + length]);
        if PLACEHOLDERS.contains(&inner.as_str()) && line.is_char_boundary(end) {
            return Some(open..end);
        }
        from = open + 1;
    }
    let word = line.split(|ch: char| !ch.is_alphanumeric()).find(|word| *word == "YYYY")?;
    let at = line.find(word)?;
    Some(at..at + word.len())
}

/// Whether a text names the holder of the copyright. The holder may stand on the next line.
pub(super) fn holder(text: &str) -> Holder {
    let mut found = Holder::NoLine;
    let mut lines = text.split('\n').enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        if !is_copyright_line(line) {
            continue;
        }
        let next = lines.peek().map(|(_, next)| *next).filter(|next| is_name(next));
        if names_somebody(line) || next.is_some() {
            return Holder::Named;
        }
        if found == Holder::NoLine {
            found = Holder::Unnamed(u32::try_from(at).unwrap_or(u32::MAX - 1) + 1);
        }
    }
    found
}

/// Words one of which a line about a copyright has, and then those of a heading on how to apply a text.
const WORDS: [&str; 7] = ["copyright", "©", "(c)", "版权", "著作权", "how", "如何将"];

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(WORDS).expect("a few words fit an automaton")
});

/// The few lines of a text that speak of copyright or tell how to apply a license, each with its number,
/// from 1, and the byte at which it begins.
pub(super) fn lines_to_look_at(text: &str) -> impl Iterator<Item = (&str, u32, usize)> {
    let (mut start, mut number) = (0, 1_u32);
    let mut done = 0;
    FINDER.find_iter(text).filter_map(move |found| {
        if found.start() < done {
            return None;
        }
        let line_start = text[start..found.start()].rfind('\n').map_or(start, |at| start + at + 1);
        let feeds = text[start..line_start].bytes().filter(|byte| *byte == b'\n').count();
        number = number.saturating_add(u32::try_from(feeds).unwrap_or(u32::MAX));
        start = line_start;
        done = text[found.end()..].find('\n').map_or(text.len(), |at| found.end() + at + 1);
        Some((text[line_start..done].trim_end_matches('\n'), number, line_start))
    })
}

fn tells_how(line: &str) -> bool {
    FINDER.find_iter(line).any(|found| found.pattern().as_usize() >= 5)
}

fn speaks_of_copyright(line: &str) -> bool {
    FINDER.find_iter(line).any(|found| found.pattern().as_usize() < 5)
}

/// True for a line that states a copyright, not for a sentence about one.
fn is_copyright_line(line: &str) -> bool {
    if line.len() > LONGEST_LINE {
        return false;
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_start_matches(|ch: char| !ch.is_alphanumeric() && !"©(".contains(ch));
    let begins = ["copyright", "©", "(c)", "copr", "版权所有", "portions copyright"]
        .iter()
        .any(|word| bare.starts_with(word));
    let signed = lower.contains('©') || lower.contains("copyright (c)");
    (begins || signed)
        && !lower.contains("copyright notice")
        && !lower.contains("holders be liable")
}

/// True where something is left of a line beside the sign, years and "all rights reserved".
fn names_somebody(line: &str) -> bool {
    let empty = [
        "copyright",
        "c",
        "copr",
        "portions",
        "by",
        "all",
        "rights",
        "reserved",
        "the",
        "and",
        "present",
        "版权所有",
    ];
    plain(line).split(' ').any(|word| {
        !word.is_empty() && !empty.contains(&word) && word.chars().any(char::is_alphabetic)
    })
}

/// True for a short line that may be a name: no sentence of the license itself.
fn is_name(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let begins = ["permission", "redistribution", "the above", "this "]
        .iter()
        .any(|word| lower.starts_with(word));
    lower.chars().any(char::is_alphabetic) && lower.len() <= 100 && !begins
}

/// Small letters and digits, one blank between words.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_of_copyright_lines() {
        for (line, words) in [
            ("Copyright (c) [year] [fullname]", "[year]"),
            ("Copyright (c) <year> <copyright holders>", "<year>"),
            ("Copyright [yyyy] [name of copyright owner]", "[yyyy]"),
            ("Copyright (c) {{ year }} {{ organization }}", "{{ year }}"),
            ("Copyright (c) {year}, {fullname}", "{year}"),
            ("# Copyright 2024 <COPYRIGHT HOLDER>", "<COPYRIGHT HOLDER>"),
            ("Copyright (c) \\<year\\> \\<owner\\>", "<year\\>"),
            ("Copyright (c) &lt;year&gt; x", "&lt;year&gt;"),
            ("Copyright YYYY Acme", "YYYY"),
            ("版权所有 (c) [年份] [姓名]", "[年份]"),
        ] {
            assert_eq!(placeholder(line).map(|range| &line[range]), Some(words), "{line}");
        }
        for line in [
            "Copyright (c) 2024 Acme <legal@acme.example>",
            "Copyright (c) 2024 [Acme](https://acme.example)",
            "the [name] of the file",
            "Copyright &copy; 2024 Acme",
            "Copyright (c) 2024 < Acme",
        ] {
            assert_eq!(placeholder(line), None, "{line}");
        }
    }

    #[test]
    fn holders() {
        for (text, expected) in [
            ("Copyright (c) 2024 Acme", Holder::Named),
            ("Copyright © 2021-present, Facebook, Inc.", Holder::Named),
            ("Copyright (c) 2024\nAcme Inc.\n", Holder::Named),
            ("Copyright (c) 2024\n\nPermission is", Holder::Unnamed(1)),
            ("x\nCopyright (c) All rights reserved.", Holder::Unnamed(2)),
            ("The above copyright notice shall be included", Holder::NoLine),
            ("AUTHORS OR COPYRIGHT HOLDERS BE LIABLE", Holder::NoLine),
            ("版权所有 © 2023 智谱", Holder::Named),
        ] {
            assert_eq!(holder(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_of_appendices() {
        assert!(is_how_to_apply("   APPENDIX: How to apply the Apache License to your work."));
        assert!(is_how_to_apply("How to Apply These Terms to Your New Programs"));
        assert!(!is_how_to_apply("Terms and conditions"));
    }
}
