//! Front matter that its author meant and that the Hub does not see.

use std::ops::Range;

use super::block;
use crate::{
    document::{CardProblem, yaml},
    language::both,
};

/// How much of a card is searched for misplaced front matter.
const SEARCHED: usize = 1 << 16;

/// Keys of which one must stand in a block, so that a thematic break is not taken for front matter.
const CARD_KEYS: [&str; 8] = [
    "base_model",
    "library_name",
    "license",
    "license_link",
    "license_name",
    "model-index",
    "pipeline_tag",
    "tags",
];

/// The problem of a card without front matter that the Hub sees, where it has some all the same.
pub(super) fn misplaced(text: &str) -> Option<CardProblem> {
    let text = &text[..text.floor_char_boundary(SEARCHED)];
    let text_start = text.len() - text[block::bom(text)..].trim_start().len();
    let mut fence: Option<&str> = None;
    for opener in (Lines { text, at: 0 }) {
        let line = &text[opener.clone()];
        if let Some(mark) = fence {
            fence = (!line.trim_start().starts_with(mark)).then_some(mark);
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        let line = line.trim_start_matches('\u{feff}');
        if line.trim() != "---" || line.starts_with([' ', '\t']) && opener.start > text_start {
            continue;
        }
        let Some(closed) = holds_front_matter(text, opener.end) else { continue };
        let reason = if opener.start > text_start {
            both!("the front matter is not at the top", "元数据不在文件开头")
        } else if !closed {
            both!("the front matter has no closing `---` line", "元数据缺少结尾的 `---` 行")
        } else if line.ends_with([' ', '\t']) {
            both!(
                "blanks stand after the opening `---` of the front matter",
                "元数据开头的 `---` 之后有空格"
            )
        } else {
            both!("the front matter ends with lone carriage returns", "元数据以单独的回车符结尾")
        };
        let message = both!("{}, so the Hub ignores it", "{}，Hub 将忽略该元数据", reason);
        return Some(CardProblem { message, span: opener });
    }
    None
}

/// True or false for a block after an opener, closed or not; `None` where what follows is no front matter.
fn holds_front_matter(text: &str, opener_end: usize) -> Option<bool> {
    let mut known = false;
    let mut values = 0;
    let mut closed = None;
    for line in (Lines { text, at: opener_end }) {
        let line = &text[line];
        if line.trim_end() == "---" && values > 0 {
            return known.then_some(true);
        }
        if let Some(key) = yaml::first_key(line) {
            values += 1;
            known |= CARD_KEYS.contains(&key);
        } else if !(line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#']) && values > 0)
        {
            return (known && line.starts_with('<')).then_some(false);
        } else if line.starts_with('#') && known {
            // A comment in a block that is closed, or the first heading after one that is not.
            let closed = closed.get_or_insert_with(|| {
                Lines { text, at: opener_end }.any(|line| text[line].trim_end() == "---")
            });
            if !*closed {
                return Some(false);
            }
        }
    }
    known.then_some(false)
}

/// Lines of a text, whatever ends them, without their ends; empty ones are left out.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start_matches(['\n', '\r']).len());
        if start == self.text.len() {
            return None;
        }
        let rest = &self.text[start..];
        let end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        self.at = end;
        Some(start..end)
    }
}
