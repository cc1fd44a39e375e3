//! Where a card's front matter stands, by the rule that the Hub and its client libraries apply.

use std::ops::Range;

/// A front matter block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The YAML between the two marker lines.
    pub(super) yaml: Range<usize>,
    /// Where the body of the card begins.
    pub(super) body: usize,
}

/// How many bytes of a byte-order mark stand at the start.
pub(super) fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// The front matter of a card.
///
/// This is `REGEX_YAML_BLOCK` of `huggingface_hub` (`repocard.py`), run on the text without its byte-order
/// mark: blank space, `---` and a line end of any kind; then the nearest line `---`, which may have blanks
/// after it and must end with a line feed or the text.
pub(super) fn find(text: &str) -> Option<Block> {
    let rest = text[bom(text)..]
        .trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    let opened = text.len() - rest.strip_prefix("---")?.len();
    let start = opened + line_end(&text[opened..])?;
    close(text, start).or_else(|| {
        // The line end of the opener may be a carriage return whose line feed opens the last line.
        let after_return = opened + 1;
        (start == opened + 2)
            .then(|| closes(text, after_return))
            .flatten()
            .map(|body| Block { yaml: after_return..after_return, body })
    })
}

/// The block whose YAML begins at `start`, if it has an end.
pub(super) fn close(text: &str, start: usize) -> Option<Block> {
    text[start..].match_indices(['\n', '\r']).find_map(|(at, _)| {
        let at = start + at;
        closes(text, at).map(|body| Block { yaml: start..at, body })
    })
}

/// Where the body begins, if at `at` stands a line end and then the last line of a block.
fn closes(text: &str, at: usize) -> Option<usize> {
    let line = at + line_end(&text[at..])?;
    let marker = text[line..].strip_prefix("---")?;
    let after = marker.trim_start_matches([' ', '\t']);
    let end = text.len() - after.len();
    match after.as_bytes() {
        [] => Some(end),
        [b'\n', ..] => Some(end + 1),
        [b'\r', b'\n', ..] => Some(end + 2),
        _ => None,
    }
}

/// How long the line end is with which `text` begins.
fn line_end(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => Some(2),
        [b'\r' | b'\n', ..] => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    /// The executed vectors of the Hub's expression, and what it captures.
    #[test]
    fn hub_rule() {
        let vectors: &[(&str, Option<&str>)] = &[
            ("---\nlicense: mit\n---\n# x", Some("license: mit")),
            ("\u{feff}---\nlicense: mit\n---\n", Some("license: mit")),
            ("\n\n---\nlicense: mit\n---\n", Some("license: mit")),
            (" \t ---\nlicense: mit\n---\n", Some("license: mit")),
            ("--- \nlicense: mit\n---\n", None),
            ("---\nlicense: mit\n---", Some("license: mit")),
            ("---\nlicense: mit\n--- \t", Some("license: mit")),
            ("---\n---\n", None),
            ("---\r\n---\r\n", Some("")),
            ("---\n\n---\n", Some("")),
            ("---\n---\nlicense: mit\n---\n", Some("---\nlicense: mit")),
            ("---\r\nlicense: mit\r\n---\r\n# x", Some("license: mit")),
            ("---\rlicense: mit\r---\r", None),
            ("---\rlicense: mit\r---\n", Some("license: mit")),
            ("<!-- c -->\n---\nlicense: mit\n---\n", None),
            ("# x\n---\nlicense: mit\n---\n", None),
            ("---\nlicense: mit\n--- x\n", None),
            ("---\nlicense: mit\n----\n", None),
            ("---\nlicense: mit\n...\n", None),
            ("---\nlicense: mit\n ---\n", None),
            ("----\nlicense: mit\n---\n", None),
            ("---\na: 1\n---\nb\n---\n", Some("a: 1")),
            ("---", None),
            ("", None),
        ];
        for (text, expected) in vectors {
            let found = find(text).map(|block| &text[block.yaml]);
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn body_begins_after_the_last_marker_line() {
        for (text, body) in [
            ("---\na: 1\n---\n# x", "# x"),
            ("---\r\na: 1\r\n---  \r\n# x", "# x"),
            ("---\na: 1\n---", ""),
            ("---\na: 1\n---\n\n# x", "\n# x"),
        ] {
            assert_eq!(find(text).map(|block| &text[block.body..]), Some(body), "{text:?}");
        }
    }
}
