//! The page as Markdown. Texts stand in blocks of code, so that nothing in them is read as markup; in every
//! other line the signs of Markdown are escaped.

use std::io::{self, Write};

use super::page::{Block, Page};
use crate::{
    language::Language,
    report::{escape, last_line},
};

/// Writes the page as Markdown, with what it was made with in a comment at its end.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn write_markdown(out: &mut dyn Write, page: &Page, language: Language) -> io::Result<()> {
    for block in &page.blocks {
        match block {
            Block::Title(words) => writeln!(out, "# {}", inline(words))?,
            Block::Heading(words) => writeln!(out, "\n## {}", inline(words))?,
            Block::Entry(words) => writeln!(out, "\n### {}", inline(words))?,
            Block::Line(words) => writeln!(out, "\n{}", inline(words))?,
            Block::Mark(words) => writeln!(out, "\n**{}**", inline(words))?,
            Block::Verbatim(text) => {
                let text = escape::block(text);
                let fence = fence(&text);
                writeln!(out, "\n{fence}text\n{text}\n{fence}")?;
            }
        }
    }
    writeln!(out, "\n<!-- {} -->", last_line(language))
}

/// A line in which every sign that Markdown or HTML could read stands for itself.
fn inline(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for ch in escape::line(words).chars() {
        match ch {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => shown.extend(['\\', ch]),
            _ => shown.push(ch),
        }
    }
    // A number or a dash at the beginning of a line would make a list of it.
    if shown.starts_with(['-', '+', '=']) || begins_a_numbered_list(&shown) {
        let at = shown.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(0);
        shown.insert(at, '\\');
    }
    shown
}

fn begins_a_numbered_list(line: &str) -> bool {
    let rest = line.trim_start_matches(|ch: char| ch.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(['.', ')'])
}

/// A fence that is longer than any row of backticks in a text.
fn fence(text: &str) -> String {
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_themselves() {
        for (words, shown) in [
            ("a_b*c", "a\\_b\\*c"),
            ("<b>x</b> & y", "&lt;b&gt;x&lt;/b&gt; &amp; y"),
            ("1. one", "1\\. one"),
            ("- one", "\\- one"),
            ("[x](http://y)", "\\[x\\](http://y)"),
            ("【Orion-14B】 Inside", "【Orion-14B】 Inside"),
            ("a\nb", "a\\\\nb"),
        ] {
            assert_eq!(inline(words), shown);
        }
        assert_eq!(fence("a ```` b ` c"), "`````");
        assert_eq!(fence("a"), "```");
    }
}
