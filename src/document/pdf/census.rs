//! Counts the values of a file before lopdf builds them.
//!
//! lopdf makes an object of some hundred bytes of every value, and two bytes (`1 `, `[]`) are enough for
//! one: a file of some megabytes would take gigabytes. The values are counted here with the lexer,
//! which keeps none of them.

use aho_corasick::AhoCorasick;

use super::ReadError;
use super::lexer::Lexer;

/// The most values outside of streams and in object streams together. License agreements have up to
/// 25,000, and a manual of forty pages has 15,000.
const MAX_VALUES: usize = 400_000;
/// The most bytes of one object without its stream.
const MAX_OBJECT: usize = 1 << 20;

/// Counts the values of all objects of a file.
///
/// # Errors
///
/// Where they are too many or too large.
pub(super) fn count(bytes: &[u8]) -> Result<usize, ReadError> {
    let heads = AhoCorasick::new(["obj", "trailer"])
        .map_err(|error| ReadError::PdfBroken(error.to_string()))?;
    let (mut values, mut read) = (0, 0);
    for head in heads.find_iter(bytes) {
        if bytes[..head.start()].ends_with(b"end") {
            continue;
        }
        let object = &bytes[head.end()..];
        let mut lexer = Lexer::new(&object[..object.len().min(MAX_OBJECT)]);
        values += lexer.count_values(MAX_VALUES + 1 - values);
        read += lexer.position();
        // Objects may overlap in a hostile file; in others they are read once.
        if lexer.position() == MAX_OBJECT || read > bytes.len() + MAX_OBJECT {
            return Err(ReadError::TooLarge("1 MiB for an object of a PDF"));
        }
        check(values)?;
    }
    Ok(values)
}

/// Counts the values of a decompressed object stream to those that are known.
///
/// # Errors
///
/// Where they are too many.
pub(super) fn add(known: usize, object_stream: &[u8]) -> Result<usize, ReadError> {
    let values = known + Lexer::new(object_stream).count_values(MAX_VALUES + 1 - known);
    check(values).map(|()| values)
}

fn check(values: usize) -> Result<(), ReadError> {
    if values > MAX_VALUES { Err(ReadError::TooLarge("400000 values of a PDF")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{add, count};

    #[test]
    fn values_outside_of_streams_are_counted() {
        let file = b"1 0 obj << /A [1 2 (endobj 3)] /B 2 0 R >> stream\n1 1 1 endstream endobj
            2 0 obj 7 endobj trailer << /Root 1 0 R >>";
        assert_eq!(count(file), Ok(19));
    }

    #[test]
    fn too_many_and_too_large_are_refused() {
        let many = [b"1 0 obj [".to_vec(), b"[]".repeat(300_000)].concat();
        assert!(count(&many).is_err());
        let large = [b"1 0 obj (".to_vec(), vec![b'a'; 2 << 20]].concat();
        assert!(count(&large).is_err());
        assert!(count(&b"1 0 obj (".repeat(500_000)).is_err());
        assert!(add(0, &b"1 ".repeat(500_000)).is_err());
    }
}
