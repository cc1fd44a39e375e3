//! What one PDF may cost: decompressed bytes, steps and time.
//!
//! A file of some kilobytes can ask for gigabytes of memory and for hours. Every loop over what a
//! file contains takes its steps from here.

use std::time::{Duration, Instant};

use lopdf::{DecompressError, Document, Error, Object, Stream};

use super::ReadError;

/// The most bytes that one stream may have when it is decompressed. A page of text has some ten
/// thousand.
const MAX_STREAM: usize = 16 << 20;
/// The most bytes that all streams may have together.
const MAX_DECODED: usize = 64 << 20;
/// The most tokens, glyphs and comparisons. A page of text takes some ten thousand.
const MAX_STEPS: usize = 12_000_000;
/// The steps decide, so that the result depends on no clock; this is for what they do not see.
const MAX_TIME: Duration = Duration::from_secs(2);
/// How often the clock is looked at, in steps.
const CLOCK: usize = 4_096;

/// What is left for one PDF.
pub(super) struct Allowance {
    bytes: usize,
    steps: usize,
    unseen: usize,
    end: Instant,
}

impl Allowance {
    /// The whole allowance, from now on.
    pub(super) fn new() -> Self {
        Self { bytes: MAX_DECODED, steps: MAX_STEPS, unseen: 0, end: Instant::now() + MAX_TIME }
    }

    /// When the time is over.
    pub(super) fn end(&self) -> Instant {
        self.end
    }

    /// Takes some steps.
    ///
    /// # Errors
    ///
    /// Where none are left.
    pub(super) fn step(&mut self, count: usize) -> Result<(), ReadError> {
        self.steps = self.steps.saturating_sub(count);
        self.unseen += count;
        if self.unseen >= CLOCK {
            self.unseen = 0;
            if Instant::now() >= self.end {
                return Err(too_long());
            }
        }
        if self.steps == 0 { Err(too_long()) } else { Ok(()) }
    }

    /// Takes bytes for what stays in memory.
    ///
    /// # Errors
    ///
    /// Where none are left.
    pub(super) fn keep(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.bytes = self.bytes.saturating_sub(bytes);
        if self.bytes == 0 { Err(too_large()) } else { Ok(()) }
    }

    /// Decompresses a stream. One that cannot be decompressed is empty.
    ///
    /// # Errors
    ///
    /// Where it is larger than what is left.
    pub(super) fn decode(
        &mut self,
        stream: &Stream,
        document: &Document,
    ) -> Result<Vec<u8>, ReadError> {
        // A stream takes as long to open as a hundred tokens to read.
        self.step(100)?;
        let limit = self.bytes.min(MAX_STREAM);
        let resolved = resolve(stream, document);
        let stream = resolved.as_ref().unwrap_or(stream);
        match stream.decompressed_content_with_limit(limit) {
            Ok(bytes) => {
                self.bytes -= bytes.len().min(self.bytes);
                Ok(bytes)
            }
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => Err(too_large()),
            Err(error) => {
                log::debug!("a stream was left out: {error}");
                Ok(Vec::new())
            }
        }
    }
}

fn too_large() -> ReadError {
    ReadError::TooLarge("16 MiB for a stream of a PDF and 64 MiB for all")
}

/// The error for a file that takes too many steps or too much time.
pub(super) fn too_long() -> ReadError {
    ReadError::PdfBroken("it takes too long to read".to_owned())
}

/// lopdf takes a stream whose filter is given by reference for one without a filter: gives it the
/// filter itself.
fn resolve(stream: &Stream, document: &Document) -> Option<Stream> {
    let keys: [&[u8]; 2] = [b"Filter", b"DecodeParms"];
    let is_reference = |object: &Object| matches!(object, Object::Reference(_));
    let indirect = keys.iter().any(|key| match stream.dict.get(key) {
        Ok(Object::Array(items)) => items.iter().any(is_reference),
        Ok(object) => is_reference(object),
        Err(_) => false,
    });
    if !indirect {
        return None;
    }
    let target = |object: &Object| document.dereference(object).map(|(_, target)| target.clone());
    let mut resolved = stream.clone();
    for key in keys {
        let Ok(value) = resolved.dict.get_mut(key) else { continue };
        *value = target(value).unwrap_or(Object::Null);
        if let Object::Array(items) = value {
            for item in items {
                *item = target(item).unwrap_or(Object::Null);
            }
        }
    }
    Some(resolved)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::{Allowance, MAX_STEPS};
    use lopdf::{Document, Object, Stream, dictionary};

    #[test]
    fn steps_end() {
        let mut allowance = Allowance::new();
        assert!(allowance.step(MAX_STEPS - 1).is_ok());
        assert!(allowance.step(1).is_err());
    }

    #[test]
    fn a_filter_given_by_reference_is_used() {
        let mut document = Document::new();
        let mut stream = Stream::new(dictionary! {}, vec![b'a'; 500]);
        stream.compress().unwrap();
        let filter = document.add_object(Object::Name(b"FlateDecode".to_vec()));
        stream.dict.set("Filter", vec![Object::Reference(filter)]);
        let decoded = Allowance::new().decode(&stream, &document).unwrap();
        assert_eq!(decoded, vec![b'a'; 500]);
    }
}
