//! The texts that lie beside a model: its notices, and its license texts with their copyright lines.

use std::path::Path;

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    document::{AppliesTo, Content, Document, DocumentKind, read},
    library::Library,
    scan::Judged,
};

/// A license text of a model.
pub(super) struct Held {
    /// The license, by id.
    pub(super) id: String,
    /// Its copyright lines, where the text leaves them to who uses it.
    pub(super) copyright: Vec<String>,
    /// The text; `None` where it is no whole text.
    pub(super) text: Option<String>,
}

/// The notices of a model: every notice file of its folder, those of nested parts among them, as they are.
/// The second list names the files that could not be read.
pub(super) fn notices(judged: &Judged) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut unread) = (Vec::new(), Vec::new());
    let documents = &judged.unit.documents;
    for document in documents.iter().filter(|it| it.kind == DocumentKind::Notice) {
        match text(judged, document) {
            Some(text) if !text.trim().is_empty() => texts.push(tidy(&text)),
            Some(_) => {}
            None => unread.push(document.path.clone()),
        }
    }
    (texts, unread)
}

/// The license texts of a model, those of nested parts among them.
pub(super) fn licenses(judged: &Judged, library: &Library) -> Vec<Held> {
    let mut held = Vec::new();
    for listed in judged.listed() {
        let document = listed.document;
        if document.kind != DocumentKind::License || document.applies_to == AppliesTo::Code {
            continue;
        }
        let named: Vec<&str> = listed
            .licenses
            .iter()
            .filter(|found| found.verdict.names())
            .filter_map(|found| found.id.as_deref())
            .collect();
        if named.is_empty() {
            continue;
        }
        let whole = text(judged, document).map(|text| tidy(&text));
        for id in named {
            let is_form = !library.license(id).is_some_and(|license| license.model_license);
            let lines = whole.as_deref().filter(|_| is_form).map(copyright_lines);
            let copyright = lines.unwrap_or_default();
            held.push(Held { id: id.to_owned(), copyright, text: whole.clone() });
        }
    }
    held
}

/// The text of a document, read again: a judged unit has let go of it.
fn text(judged: &Judged, document: &Document) -> Option<String> {
    let outline = &judged.unit.outline;
    let mut entries = outline.files.iter().chain(&outline.above);
    let file: &Path = &entries.find(|entry| entry.below == document.path)?.file;
    match read::read(file, document.kind).0 {
        Content::Text(text) if !text.cut => Some(text.text.clone()),
        _ => None,
    }
}

/// A text without blanks at the ends of its lines and without empty lines around it.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The lines that say whose the copyright is and when: those with a year and no place to fill in.
fn copyright_lines(text: &str) -> Vec<String> {
    const LONGEST: usize = 300;
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| line.len() <= LONGEST) {
        let bare =
            line.trim_start_matches(|ch: char| !ch.is_alphanumeric() && ch != '©' && ch != '(');
        let is_open = bare.contains(['[', '<', '{']);
        if says_whose(&bare.to_lowercase()) && !is_open && !found.iter().any(|it| it == bare) {
            found.push(bare.to_owned());
        }
    }
    found
}

/// True for a line that begins with a word or sign of copyright, then has a sign or a year, and a year.
fn says_whose(line: &str) -> bool {
    let is_year = |digits: &str| digits.len() == 4;
    let has_year = line.split(|ch: char| !ch.is_ascii_digit()).any(is_year);
    let after = ["copyright", "版权所有"].iter().find_map(|word| line.strip_prefix(word));
    let rest = after.unwrap_or(line).trim_start_matches([':', '：', ' ', ',']);
    let signed = rest.starts_with("(c)") || rest.starts_with('©');
    has_year && (signed || after.is_some() && rest.starts_with(|ch: char| ch.is_ascii_digit()))
}

/// The letters and digits of a text in one case, by which texts that say the same are equal.
pub(super) fn folded(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(|ch| if ch == '©' { 'c' } else { ch })
        .filter(|ch| ch.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copyright_line_has_a_year_and_no_place_to_fill_in() {
        let text = "MIT License\n\n  Copyright (c) 2024 Lakeside\nCopyright [yyyy] [name]\n\
                    # © 2023-2024 Harbor\nCopyright holders may not be named in 2024.\n\
                    Permission is granted\n版权所有 2022 青禾\n";
        assert_eq!(
            copyright_lines(text),
            ["Copyright (c) 2024 Lakeside", "© 2023-2024 Harbor", "版权所有 2022 青禾"]
        );
    }

    #[test]
    fn signs_and_case_make_no_other_text() {
        assert_eq!(
            folded("Llama 3.1 is, Copyright © Meta"),
            folded("LLAMA 3.1 is\nCopyright (c) META.")
        );
    }
}
