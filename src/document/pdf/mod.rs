//! The text layer of a PDF, laid out so that words stay whole however their glyphs were placed.
//!
//! lopdf parses and decrypts the file (`load`, after a `census` of what it would build); from there on
//! the way is our own, because a duty may hang on two words, and lopdf's own extraction parts words at
//! every operator: `pages` -> `content` (with `font` and what it needs) -> `layout` -> `order`.
//! All loops take their steps from one `allowance`.

mod allowance;
mod census;
mod cmap;
mod content;
mod encoding;
mod font;
mod layout;
mod legacy;
mod lexer;
mod load;
mod order;
mod pages;
#[cfg(test)]
mod tests;
mod widths;

use super::ReadError;

/// The most bytes of text that one PDF may give.
const MAX_TEXT: usize = 8 << 20;

/// The text of a PDF: a line for each line on the page, a form feed between pages.
///
/// # Errors
///
/// Where the file is broken, needs a password, has no text layer or takes more than its caps.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    load::guarded(|| read(bytes))
}

fn read(bytes: &[u8]) -> Result<String, ReadError> {
    let mut allowance = allowance::Allowance::new();
    let document = load::load(bytes, allowance.end())?;
    let pages = pages::pages(&document, &mut allowance)?;
    if pages.is_empty() {
        return Err(ReadError::PdfBroken("it has no pages".to_owned()));
    }
    let mut interpreter = content::Interpreter::new(&document, allowance);
    let mut habit = layout::Habit::default();
    let mut text = String::new();
    for (index, page) in pages.iter().enumerate() {
        if index > 0 {
            text.push('\u{c}');
        }
        let content = page.content(&document, &mut interpreter.allowance)?;
        let page = interpreter.page(&content, page.resources)?;
        page.write(&mut habit, &mut interpreter.allowance, &mut text)?;
        if text.len() > MAX_TEXT {
            return Err(ReadError::TooLarge("8 MiB for the text of a PDF"));
        }
    }
    let is_legible =
        |character: char| !character.is_whitespace() && character != char::REPLACEMENT_CHARACTER;
    if text.contains(is_legible) { Ok(text) } else { Err(ReadError::PdfWithoutText) }
}
