//! How copies are made.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use lopdf::{Object, dictionary};

use crate::{
    builder::{Builder, hex, utf16},
    layouts::wrapped,
};

/// What a copy is: a text, or a file that has to be read first.
pub(crate) enum Copy {
    Text(String),
    File { ending: &'static str, bytes: Vec<u8> },
}

/// One way of making copies.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// True for a way that changes nothing but Han characters.
    pub(crate) han_only: bool,
    pub(crate) make: fn(&str) -> Copy,
}

pub(crate) const WAYS: &[Way] = &[
    Way { name: "PDF, embedded font", han_only: false, make: pdf_with_map },
    Way { name: "PDF, font not embedded", han_only: false, make: pdf_without_map },
    Way { name: "GB18030", han_only: true, make: gb18030 },
    Way { name: "traditional script", han_only: true, make: |text| Copy::Text(traditional(text)) },
    Way { name: "wrapped, page numbers", han_only: false, make: |text| Copy::Text(paged(text)) },
    Way { name: "HTML", han_only: false, make: html },
    Way { name: "first half", han_only: false, make: first_half },
];

/// Text as it stands on pages: lines of at most `LINE` half-width cells, and so many lines a page.
const LINE: usize = 86;
const PAGE: usize = 52;

fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Breaks lines at blanks, and between wide characters.
fn hard_wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut cells) = (String::new(), 0);
        for word in paragraph.split_inclusive([' ', '\t']) {
            let len = word.chars().count();
            if cells + len > LINE && cells > 0 && !word.chars().any(is_wide) {
                lines.push(std::mem::take(&mut line));
                cells = 0;
            }
            for c in word.chars() {
                let width = if is_wide(c) { 2 } else { 1 };
                if cells + width > LINE {
                    lines.push(std::mem::take(&mut line));
                    cells = 0;
                }
                line.push(c);
                cells += width;
            }
        }
        lines.push(line);
    }
    lines
}

fn paged(text: &str) -> String {
    let lines = hard_wrapped(text);
    let count = lines.len().div_ceil(PAGE);
    let mut out = String::new();
    for (number, page) in lines.chunks(PAGE).enumerate() {
        let _ = write!(out, "{}\n\nPage {} of {count}\n\u{c}", page.join("\n"), number + 1);
    }
    out
}

fn gb18030(text: &str) -> Copy {
    Copy::File { ending: "", bytes: encoding_rs::GB18030.encode(text).0.into_owned() }
}

/// Each simplified character becomes the first traditional one that folds to it.
fn traditional(text: &str) -> String {
    static FORMS: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
        let mut forms = BTreeMap::new();
        for form in '\u{4e00}'..='\u{9fff}' {
            let plain = fast2s::convert(&form.to_string()).chars().next().unwrap_or(form);
            if plain != form {
                forms.entry(plain).or_insert(form);
            }
        }
        forms
    });
    text.chars().map(|c| FORMS.get(&c).copied().unwrap_or(c)).collect()
}

fn html(text: &str) -> Copy {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body: String = wrapped(&escaped, 90)
        .split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| format!("  <p class=\"c4\"><span class=\"c1\">{part}</span></p>\n"))
        .collect();
    Copy::File {
        ending: ".html",
        bytes: format!(
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>x</title><style>.c1 {{ color: #000 }}</style></head>\n<body>\n{body}</body></html>\n"
        )
        .into_bytes(),
    }
}

fn first_half(text: &str) -> Copy {
    Copy::Text(text.chars().take(text.chars().count() / 2).collect())
}

/// Pages whose glyphs are placed one by one; a blank is a gap. `code` writes a character in the font's codes.
fn pages(text: &str, latin: f64, code: impl Fn(char) -> String) -> Vec<String> {
    const SIZE: f64 = 9.0;
    let lines = hard_wrapped(text);
    lines
        .chunks(PAGE)
        .enumerate()
        .map(|(number, page)| {
            let mut content = format!("BT /F1 {SIZE} Tf ");
            let foot = [String::new(), format!("- {} -", number + 1)];
            for (row, line) in (0..).zip(page.iter().chain(&foot)) {
                let (mut x, y) = (60.0, 790.0 - 14.0 * f64::from(row));
                for c in line.chars() {
                    if !c.is_whitespace() {
                        let _ = write!(content, "1 0 0 1 {x:.2} {y:.2} Tm {} Tj ", code(c));
                    }
                    x += SIZE * if is_wide(c) { 1.0 } else { latin };
                }
            }
            content + "ET"
        })
        .collect()
}

fn file(builder: Builder, pages: &[String]) -> Copy {
    let contents: Vec<&[u8]> = pages.iter().map(String::as_bytes).collect();
    Copy::File { ending: ".pdf", bytes: builder.pdf(&contents) }
}

/// A subset font as word processors embed it: glyph numbers of its own, and a map from them to characters.
fn pdf_with_map(text: &str) -> Copy {
    let mut glyphs: BTreeMap<char, u16> = BTreeMap::new();
    for c in text.chars().chain("0123456789-".chars()).filter(|c| !c.is_whitespace()) {
        let next = u16::try_from(glyphs.len() + 3).unwrap_or(u16::MAX);
        glyphs.entry(c).or_insert(next);
    }
    let entries: Vec<String> = glyphs
        .iter()
        .map(|(c, glyph)| format!("<{glyph:04x}> {}", utf16(&c.to_string())))
        .collect();
    let mut map = String::from("begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n");
    for block in entries.chunks(100) {
        let _ = write!(map, "{} beginbfchar\n{}\nendbfchar\n", block.len(), block.join("\n"));
    }
    map.push_str("endcmap");
    let widths: Vec<Object> = glyphs
        .iter()
        .flat_map(|(c, glyph)| {
            let width = if is_wide(*c) { 1000 } else { 500 };
            [i64::from(*glyph).into(), Object::Array(vec![width.into()])]
        })
        .collect();
    let builder = Builder::new().composite(
        "F1",
        "Identity-H",
        Some(&map),
        dictionary! { "DW" => 1000, "W" => widths },
    );
    file(builder, &pages(text, 0.5, |c| format!("<{:04x}>", glyphs.get(&c).copied().unwrap_or(0))))
}

/// A font that is not embedded: its codes are text in a legacy encoding.
fn pdf_without_map(text: &str) -> Copy {
    if text.chars().any(is_wide) {
        let in_gbk = |c: char| !encoding_rs::GBK.encode(&c.to_string()).2;
        let widths: Vec<Object> =
            vec![1.into(), 95.into(), 500.into(), 814.into(), 939.into(), 500.into()];
        let (encoding, gbk) =
            if text.chars().all(in_gbk) { ("GBK-EUC-H", true) } else { ("UniGB-UTF16-H", false) };
        let font = dictionary! { "DW" => 1000, "W" => widths };
        let code = |c: char| {
            if gbk {
                hex(&encoding_rs::GBK.encode(&c.to_string()).0)
            } else {
                utf16(&c.to_string())
            }
        };
        file(Builder::new().composite("F1", encoding, None, font), &pages(text, 0.5, code))
    } else {
        // Every glyph of Courier is 0.6 wide.
        let code = |c: char| hex(&encoding_rs::WINDOWS_1252.encode(&c.to_string()).0);
        file(Builder::new().plain_font("F1", "Courier"), &pages(text, 0.6, code))
    }
}
