//! The ways in which files in the wild bear a license text: in comments, filled in, wrapped anew, without
//! its title, in HTML, below a header. No layout changes what a text says.

use std::fmt::Write as _;

/// Chance that is the same in every run.
pub(crate) struct Seeded(u64);

impl Seeded {
    /// Seeded by a name.
    pub(crate) fn of(name: &str) -> Self {
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |seed: u64, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    /// One of several.
    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A layout: its name, and what it makes of a text.
pub(crate) type Layout = (&'static str, fn(&str, &mut Seeded) -> String);

/// All layouts.
pub(crate) const LAYOUTS: &[Layout] = &[
    ("comment", comment),
    ("comment with code", comment_with_code),
    ("boxed comment", boxed_comment),
    ("filled", filled),
    ("copyright lines", copyright_lines),
    ("holder in the clauses", holder_in_the_clauses),
    ("wrapped", |text, seed| wrapped(text, 38 + seed.below(70))),
    ("without title", |text, _| without_title(text)),
    ("header above", header_above),
    ("page of html", html),
    ("package copyright file", package_copyright),
    ("list marks", list_marks),
    ("smart quotes", |text, _| smart_quotes(text)),
    ("string in code", |text, seed| {
        format!("LICENSE = \"\"\"\\\n{}\"\"\"\n\n\ndef main():\n    return 0\n", filled(text, seed))
    }),
    ("wrapped, filled, commented", |text, seed| {
        let width = 50 + seed.below(30);
        comment(&wrapped(&copyright_lines(text, seed), width), seed)
    }),
    ("untitled, holder, header", |text, seed| {
        let text = holder_in_the_clauses(&without_title(text), seed);
        header_above(&copyright_lines(&text, seed), seed)
    }),
];

fn each_line(text: &str, prefix: &str) -> String {
    text.lines().map(|line| format!("{prefix}{line}\n")).collect()
}

fn comment(text: &str, seed: &mut Seeded) -> String {
    let prefix =
        seed.one(&["# ", "// ", " * ", "-- ", ";; ", "dnl ", "% ", "REM ", "! ", ".\\\" ", "   "]);
    if prefix == " * " {
        format!("/*\n{} */\n", each_line(text, prefix))
    } else {
        each_line(text, prefix)
    }
}

fn comment_with_code(text: &str, seed: &mut Seeded) -> String {
    format!(
        "/*\n * counter.c: counts what it is given\n *\n{} */\n\n#include <stdio.h>\n\nint counter;\n\nint main(int argc, char **argv)\n{{\n\tcounter = argc;\n\treturn 0;\n}}\n",
        each_line(&copyright_lines(text, seed), " * ")
    )
}

fn boxed_comment(text: &str, _: &mut Seeded) -> String {
    let text = wrapped(text, 70);
    let mut out = format!("/{}\n", "*".repeat(76));
    for line in text.lines() {
        writeln!(out, " * {line:<72} *").unwrap_or_default();
    }
    out + " " + &"*".repeat(76) + "/\n"
}

const HOLDERS: [&str; 6] = [
    "Example Labs, Inc.",
    "Jane Example",
    "The Example Project Authors",
    "Universität Beispielstadt",
    "Jane Example and John Sample",
    "the Sample Software Foundation",
];

/// Placeholders in angle or square brackets give way to values.
fn filled(text: &str, seed: &mut Seeded) -> String {
    let (holder, year) = (seed.one(&HOLDERS), 1990 + seed.below(36));
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['<', '[', '{']) {
        let close = match rest.as_bytes()[open] {
            b'<' => '>',
            b'[' => ']',
            _ => '}',
        };
        out.push_str(&rest[..open]);
        let inside = rest[open + 1..].find(close).map(|len| &rest[open + 1..open + 1 + len]);
        let Some(inside) = inside.filter(|inside| inside.len() <= 60) else {
            out.push_str(&rest[open..=open]);
            rest = &rest[open + 1..];
            continue;
        };
        let asks = inside.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| asks.contains(word));
        if has(&["year", "yyyy", "date"]) && !has(&["name", "holder", "owner"]) {
            out.push_str(&year.to_string());
        } else if has(&["name", "holder", "owner", "author", "organization", "copyright"]) {
            out.push_str(holder);
        } else {
            out.push_str(&rest[open..open + inside.len() + 2]);
        }
        rest = &rest[open + inside.len() + 2..];
    }
    out + rest
}

fn is_copyright_line(line: &str) -> bool {
    let lower = line.trim_start().to_lowercase();
    let claims =
        lower.starts_with("copyright") || lower.starts_with("(c)") || lower.starts_with('©');
    claims
        && (lower.contains("(c)")
            || lower.contains('©')
            || lower.contains("year")
            || lower.contains("19")
            || lower.contains("20"))
}

/// The copyright line of the text gives way to one to three others, which else stand on top.
fn copyright_lines(text: &str, seed: &mut Seeded) -> String {
    let count = 1 + seed.below(3);
    let lines: String = (0..count)
        .map(|_| {
            let (from, holder) = (1988 + seed.below(30), seed.one(&HOLDERS));
            match seed.below(4) {
                0 => format!("Copyright (c) {from} {holder}\n"),
                1 => format!("Copyright (C) {from}-{}, {holder}. All rights reserved.\n", from + 5),
                2 => format!("Copyright {from}, {} {holder} <info@example.org>\n", from + 1),
                _ => format!("Copyright © {from} by {holder}\n"),
            }
        })
        .collect();
    let Some(line) = text.lines().take(12).find(|line| is_copyright_line(line)) else {
        return format!("{lines}\n{text}");
    };
    filled(&text.replacen(line, lines.trim_end(), 1), seed)
}

/// The holder's name in the clauses that the list frees for it.
fn holder_in_the_clauses(text: &str, seed: &mut Seeded) -> String {
    let holder = seed.one(&HOLDERS);
    let loud = holder.to_uppercase();
    let mut text = filled(text, seed);
    for (words, with) in [
        ("the copyright holder nor", format!("{holder} nor")),
        ("THE COPYRIGHT HOLDERS AND CONTRIBUTORS", format!("{loud} AND CONTRIBUTORS")),
        ("THE COPYRIGHT HOLDER AND CONTRIBUTORS", format!("{loud} AND CONTRIBUTORS")),
        ("THE COPYRIGHT HOLDER OR CONTRIBUTORS", format!("{loud} OR CONTRIBUTORS")),
        ("THE COPYRIGHT HOLDERS OR CONTRIBUTORS", format!("{loud} OR CONTRIBUTORS")),
    ] {
        text = text.replace(words, &with);
    }
    text
}

/// Paragraphs wrapped at a width; a line that is indented or begins a list keeps its place.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let len = word.chars().count();
            if column > 0 && column + len > width {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
            }
            out.push_str(word);
            column += len + 1;
        }
        out.push_str("\n\n");
    }
    out
}

/// The first paragraph goes where it is a title: short and no sentence.
fn without_title(text: &str) -> String {
    let text = text.trim_start();
    let Some((first, rest)) = text.split_once("\n\n") else { return text.to_owned() };
    let words = first.split_whitespace().count();
    let sentence = first.trim_end().ends_with(['.', ':', ';']) || is_copyright_line(first);
    if words <= 14 && !sentence { rest.to_owned() } else { text.to_owned() }
}

fn header_above(text: &str, seed: &mut Seeded) -> String {
    let header = seed.one(&[
        "counter - counts what it is given\n=================================\n\nSee https://www.example.org/counter for news.\n\n",
        "This package was put together by Jane Example <jane@example.org> on\nMon, 12 Mar 2012 10:00:00 +0100.\n\nIt was downloaded from https://www.example.org/counter\n\nLicense:\n\n",
        "LICENSE\n-------\n\n",
        "The files in this folder are distributed under the following license:\n\n",
        "Example Counter, version 2.1\n\n",
        "--------------------------------------------------------------------\n\n",
    ]);
    format!("{header}{text}")
}

fn html(text: &str, seed: &mut Seeded) -> String {
    let escaped =
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let body: String = if seed.below(3) == 0 {
        format!("<pre>\n{escaped}\n</pre>\n")
    } else {
        let paragraph = |part: &str| format!("<p>{}</p>\n", part.trim().replace('\n', "<br/>\n"));
        escaped.split("\n\n").map(paragraph).collect()
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>License</title>\n<style>p {{ margin: 0 }}</style></head>\n<body>\n<div class=\"content\">\n{body}</div>\n</body></html>\n"
    )
}

/// A machine-readable copyright file of a distribution: indented, a point on each empty line.
fn package_copyright(text: &str, seed: &mut Seeded) -> String {
    let body: String = filled(text, seed)
        .lines()
        .map(|line| if line.trim().is_empty() { " .\n".to_owned() } else { format!(" {line}\n") })
        .collect();
    format!(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: counter\nSource: https://www.example.org/counter\n\nFiles: *\nCopyright: 2012 Jane Example\nLicense: counter-license\n{body}"
    )
}

/// Numbers before items become letters, stars or nothing.
fn list_marks(text: &str, seed: &mut Seeded) -> String {
    let kind = seed.below(4);
    text.lines()
        .map(|line| {
            let bare = line.trim_start();
            let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
            let mark = bare[digits..].starts_with(". ") && (1..=2).contains(&digits);
            if !mark {
                return format!("{line}\n");
            }
            let number: usize = bare[..digits].parse().unwrap_or(1);
            let letter = char::from(b'a' + u8::try_from((number + 25) % 26).unwrap_or(0));
            let rest = &bare[digits + 2..];
            match kind {
                0 => format!("({number}) {rest}\n"),
                1 => format!("  {letter}) {rest}\n"),
                2 => format!("  * {rest}\n"),
                _ => format!("{rest}\n"),
            }
        })
        .collect()
}

fn smart_quotes(text: &str) -> String {
    let mut open = true;
    text.chars()
        .map(|c| match c {
            '"' => {
                open = !open;
                if open { '\u{201d}' } else { '\u{201c}' }
            }
            '\'' => '\u{2019}',
            other => other,
        })
        .collect()
}
