//! What a reader of a rendered card sees: visible text with its place in the source.
//!
//! Comments, hidden elements, link targets, front matter and raw HTML attributes are not seen; the
//! alternative text of an image is.

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
    pub under: Vec<usize>,
}

impl Passage {
    /// Where a byte of `text` stands in the source.
    pub fn source(&self, at: usize) -> usize {
        let piece = self.offsets.partition_point(|(text, _)| *text <= at).saturating_sub(1);
        self.offsets.get(piece).map_or(0, |(text, source)| source + (at - text))
    }
}

/// The visible passages of a card whose body begins at byte `body`.
pub fn visible(_card: &str, _body: usize) -> Vec<Passage> {
    Vec::new()
}
