//! The text of a file, decoded, with what is known of how it was read.

use super::lines::Lines;

/// How the bytes of a text were laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// Text, Markdown or HTML: what it is decides the text stage from what stands in it.
    Plain,
    /// The text layer of a PDF.
    Pdf,
    /// The text of a word-processor file.
    Docx,
}

/// The text of a file, decoded to UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The whole text. Lines are lines of the file; for PDF and DOCX, of the extracted text.
    pub text: String,
    /// The name of the encoding that it was read with, for example `UTF-8` or `gb18030`.
    pub encoding: &'static str,
    /// How many characters could not be decoded and were replaced.
    pub replaced: usize,
    /// How it was laid out.
    pub format: TextFormat,
    /// True where the file was longer than the cap and only its head was read.
    pub cut: bool,
    /// Where its lines are.
    pub(crate) lines: Lines,
}

impl Text {
    /// A whole text of a plain file in UTF-8.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            encoding: "UTF-8",
            replaced: 0,
            format: TextFormat::Plain,
            cut: false,
            lines: Lines::default(),
        }
    }

    /// What is known about it, without the text.
    #[must_use]
    pub fn emptied(&self) -> Self {
        let Self { encoding, replaced, format, cut, .. } = *self;
        Self { encoding, replaced, format, cut, ..Self::plain("") }
    }

    /// The line of a byte, from 1.
    pub fn line_of(&self, at: usize) -> u32 {
        self.lines.of(&self.text, at)
    }
}
