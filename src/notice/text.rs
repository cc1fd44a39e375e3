//! The page as plain text.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::page::{Block, Page};
use crate::{
    language::Language,
    report::{escape, last_line},
};

/// Writes the page as plain text, with what it was made with as its last line.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn write_text(out: &mut dyn Write, page: &Page, language: Language) -> io::Result<()> {
    for (at, block) in page.blocks.iter().enumerate() {
        match block {
            Block::Title(words) => writeln!(out, "{}", underlined(words, "="))?,
            Block::Heading(words) => writeln!(out, "\n{}", underlined(words, "-"))?,
            Block::Entry(words) => {
                writeln!(out, "\n{}", escape::line(words))?;
            }
            Block::Line(words) => writeln!(out, "  {}", escape::line(words))?,
            Block::Mark(words) => {
                let first = at == 0 || !matches!(page.blocks[at - 1], Block::Mark(_));
                writeln!(out, "{}  {}", if first { "\n" } else { "" }, escape::line(words))?;
            }
            Block::Verbatim(text) => {
                writeln!(out)?;
                for line in escape::block(text).lines() {
                    writeln!(out, "{}", format!("  {line}").trim_end())?;
                }
            }
        }
    }
    writeln!(out, "\n{}", last_line(language))
}

fn underlined(words: &str, with: &str) -> String {
    let words = escape::line(words);
    format!("{words}\n{}", with.repeat(words.width()))
}
