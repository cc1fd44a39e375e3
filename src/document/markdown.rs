//! What a reader of a rendered card sees: visible text with its place in the source.
//!
//! Comments, hidden and struck-out elements, link targets, front matter and raw HTML attributes are not seen;
//! the alternative text of an image is.

mod draft;
mod elements;
mod entity;
mod hiding;
mod html;
mod prose;
mod reader;

use std::sync::Arc;

use pulldown_cmark::{Event, Options, Parser, Tag};

use prose::Shortened;
use reader::Reader;

/// The most bytes of a card's body that are read.
const MAX_BYTES: usize = 4 << 20;
/// The most passages that a card may have.
const MAX_PASSAGES: usize = 100_000;

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassageKind {
    /// A heading with its level, 1 to 6.
    Heading(u8),
    /// A paragraph or a list item.
    Paragraph,
    /// A cell of a table.
    Cell,
    /// A quotation.
    Quote,
    /// A code block or inline code on its own.
    Code,
    /// The alternative text of an image.
    ImageAlt,
}

/// A run of visible text: one block of the rendered card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its text, soft line breaks as one blank.
    pub text: String,
    /// For pieces of `text`: where the piece begins in `text` and where in the source. Sorted.
    pub offsets: Vec<(usize, usize)>,
    /// Links that stand in it: range in `text` and target.
    pub links: Vec<(std::ops::Range<usize>, String)>,
    /// The headings above it, from the top, by index into the list of passages.
    pub under: Arc<[usize]>,
}

impl Passage {
    /// Where a byte of `text` stands in the source.
    pub fn source(&self, at: usize) -> usize {
        draft::source(&self.offsets, at)
    }
}

/// The visible passages of a card whose body begins at byte `body`, in the order of the source; the
/// alternative texts of a passage's images follow it.
///
/// Read as `CommonMark` 0.31 with GitHub's tables and strikethrough. Of a body longer than 4 MiB the head is
/// read, and of more than 100,000 passages the first.
pub fn visible(card: &str, body: usize) -> Vec<Passage> {
    let body = card.floor_char_boundary(body);
    let end = card.floor_char_boundary(body.saturating_add(MAX_BYTES));
    let shown = &card[body..end];
    read(card, body, &prose::shortened(shown))
        .or_else(|| read(card, body, &Shortened::whole(shown)))
        .unwrap_or_default()
}

/// The passages of a text that begins at byte `body` of the card; `None` where a paragraph that was left out of it
/// turns out to be none.
fn read(card: &str, body: usize, shortened: &Shortened) -> Option<Vec<Passage>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::new(card);
    let mut left_out = shortened.paragraphs.iter().peekable();
    // How much further behind a place is in the card.
    let mut behind = body;
    let mut is_begun = false;
    for (event, range) in Parser::new_ext(&shortened.text, options).into_offset_iter() {
        let mut place = behind + range.start..behind + range.end;
        if let Some(next) = left_out.peek().filter(|next| next.at < range.end) {
            match event {
                Event::Start(Tag::Paragraph) if next.at == range.start => {
                    place.end += next.more;
                    is_begun = true;
                }
                Event::Text(_) if is_begun => {
                    reader.paragraph(&shortened.pieces[next.pieces.clone()], body);
                    behind += next.more;
                    is_begun = false;
                    left_out.next();
                    continue;
                }
                // Its letter stands in a block of another kind.
                _ => return None,
            }
        }
        reader.take(event, place);
        if reader.full() {
            break;
        }
    }
    left_out.next().is_none().then(|| reader.finish())
}

#[cfg(test)]
mod tests;
