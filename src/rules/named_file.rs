//! Which files a card sends its reader to: the names in its sentences, and what the targets of its links mean below
//! the folder of the card.

use std::ops::Range;

use crate::document::Document;

/// Bare names of license files, as they stand in prose.
const NAMES: [&str; 10] = [
    "LICENSE",
    "LICENCE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE.md",
    "LICENCE.txt",
    "License.txt",
    "License.md",
    "COPYING",
    "LICENSE.pdf",
];

/// License files that a sentence sends its reader to: "see LICENSE", "in the LICENSE file", "见 LICENSE".
pub(super) fn named_files(text: &str) -> Vec<Range<usize>> {
    if !["LICEN", "COPYING", "License."].iter().any(|start| text.contains(start)) {
        return Vec::new();
    }
    let bare = |word: &str| {
        let start = word.len() - word.trim_start_matches(|ch: char| !ch.is_alphanumeric()).len();
        let end = word.trim_end_matches(|ch: char| !ch.is_alphanumeric()).len();
        start..end.max(start)
    };
    let mut words: Vec<Range<usize>> = Vec::new();
    let boundary = |ch: char| ch.is_whitespace() || !ch.is_ascii() && ch.is_alphabetic();
    let mut from = 0;
    for (at, ch) in text.char_indices().chain([(text.len(), ' ')]) {
        if boundary(ch) {
            if from < at {
                let inner = bare(&text[from..at]);
                words.push(from + inner.start..from + inner.end);
            }
            from = at + ch.len_utf8();
        }
    }
    let word = |at: usize| words.get(at).map_or("", |range| &text[range.clone()]);
    (0..words.len())
        .filter(|at| NAMES.contains(&word(*at)))
        .filter(|at| {
            let lead = (at.saturating_sub(3)..*at).any(|before| {
                matches!(word(before).to_lowercase().as_str(), "see" | "refer" | "consult")
            });
            let before_zh: String = text[..words[*at].start]
                .chars()
                .rev()
                .filter(|ch| !ch.is_whitespace())
                .take(4)
                .collect();
            // The characters are read from the right.
            let zh = ["见", "阅参", "看查"].iter().any(|verb| before_zh.contains(verb));
            lead || zh
                || word(at + 1).eq_ignore_ascii_case("file") && word(at.wrapping_sub(1)) == "the"
        })
        .map(|at| words[at].clone())
        .collect()
}

/// Where the target of an inline link is written whose words begin at `from`.
pub(super) fn written_target(text: &str, from: usize, target: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 1000;
    let to = text.ceil_char_boundary(from.saturating_add(LONGEST));
    let rest = text.get(from..to)?;
    let start = from + rest.find("](")? + 2;
    let start = start + text[start..].len() - text[start..].trim_start_matches(['<', ' ']).len();
    let span = start..start + target.len();
    let after = text.get(span.end..)?;
    (text.get(span.clone()) == Some(target) && after.starts_with([')', '>', ' '])).then_some(span)
}

/// The path below the unit that a target means; `None` for an address elsewhere, an anchor, or a path out
/// of the unit.
pub(super) fn relative_file(document: &Document, target: &str) -> Option<String> {
    let target = target.trim();
    let target = target.split(['#', '?']).next().unwrap_or("");
    let scheme = target.split_once(':').is_some_and(|(head, _)| {
        head.len() > 1 && head.chars().all(|ch| ch.is_ascii_alphanumeric())
    });
    let host = target.split('/').next().unwrap_or("");
    let bare_host = target.contains('/') && host.contains('.') && !host.starts_with('.');
    if target.is_empty() || target.starts_with("//") || scheme || bare_host {
        return None;
    }
    let decoded = percent_decoded(target);
    let mut parts: Vec<&str> = match decoded.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => {
            document.path.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect()
        }
    };
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    let ends_with_word =
        parts.last().is_some_and(|last| !last.contains(char::is_whitespace) || last.contains('.'));
    (!parts.is_empty() && ends_with_word).then(|| parts.join("/"))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let source = text.as_bytes();
    let mut at = 0;
    while at < source.len() {
        let hex = source.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if source[at] == b'%' => {
                bytes.push(byte);
                at += 3;
            }
            _ => {
                bytes.push(source[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
