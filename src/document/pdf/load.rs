//! Loads the objects of a PDF under caps.
//!
//! lopdf bounds each compressed stream that it reads while it loads, but not their sum, nor the
//! number of entries that name one object again and again. Its filter sees every object as it comes,
//! on the thread that loads, and can stop the load.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use lopdf::{DecompressError, Document, Error, LoadOptions, Object, ObjectId};

use super::ReadError;
use super::allowance::too_long;
use super::census;

/// The most bytes of a file. What is larger holds pictures; it would have to lie in memory twice.
const MAX_FILE: usize = 16 << 20;
/// The most bytes of one compressed stream of objects: parsed, they take fifty times as much.
const MAX_OBJECT_STREAM: usize = 4 << 20;
/// The most bytes of the file and its objects together, as lopdf keeps them: with one decompressed stream
/// and the page that is made of it they stay below 64 MiB.
const MAX_KEPT: usize = 42 << 20;
/// What an object takes beside its stream, and what a value takes.
const OBJECT: usize = 128;
const VALUE: usize = 232;

#[derive(Clone, Copy)]
struct Load {
    left: usize,
    values: usize,
    end: Option<Instant>,
}

/// Why the filter stopped the load.
struct Stop(ReadError);

thread_local! {
    static LOAD: Cell<Load> = const { Cell::new(Load { left: 0, values: 0, end: None }) };
}

/// Loads a PDF, decrypted where its password is empty.
///
/// # Errors
///
/// Where it is broken, needs a password or takes more than its caps.
pub(super) fn load(bytes: &[u8], end: Instant) -> Result<Document, ReadError> {
    if bytes.len() > MAX_FILE {
        return Err(ReadError::TooLarge("16 MiB for a PDF"));
    }
    let values = census::count(bytes)?;
    let document = load_once(bytes, values, end, false)?;
    if has_page_tree(&document) {
        return Ok(document);
    }
    // Two documents at a time would be one too many.
    drop(document);
    // lopdf would rebuild the table of objects by itself, but not when it is given a filter.
    match load_once(bytes, values, end, true) {
        Ok(rebuilt) if has_page_tree(&rebuilt) => Ok(rebuilt),
        _ => load_once(bytes, values, end, false),
    }
}

fn load_once(
    bytes: &[u8],
    values: usize,
    end: Instant,
    rebuild: bool,
) -> Result<Document, ReadError> {
    let options = LoadOptions {
        filter: Some(admit),
        max_decompressed_size: Some(MAX_OBJECT_STREAM),
        force_reconstruct: rebuild,
        ..LoadOptions::default()
    };
    LOAD.set(Load::new(bytes.len(), values, end)?);
    let document = Document::load_mem_with_options(bytes, options).map_err(broken)?;
    if document.trailer.has(b"Encrypt") && document.encryption_state.is_none() {
        return Err(ReadError::PdfEncrypted);
    }
    Ok(document)
}

/// Runs a reader, and turns a stop of [`admit`] or a panic of lopdf into an error.
///
/// # Errors
///
/// Those of the reader, and where it was stopped.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|payload| {
        Err(match payload.downcast::<Stop>() {
            Ok(stop) => stop.0,
            Err(_) => ReadError::PdfBroken("its structure cannot be followed".to_owned()),
        })
    })
}

/// Counts an object and drops what holds no text. There is no other way to stop lopdf than to unwind
/// through it; no panic message is printed for that.
fn admit(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let mut load = LOAD.get();
    let counted = load.add(object);
    LOAD.set(load);
    if let Err(error) = counted {
        resume_unwind(Box::new(Stop(error)));
    }
    let Object::Stream(stream) = object else {
        // Of what comes back, lopdf uses only the objects from object streams, which are no streams;
        // all others it keeps as they were changed in place.
        return Some((id, object.clone()));
    };
    let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
    // Pictures, metadata and font programs (ISO 32000-1, tables 89, 126 and 315).
    let is_dead = matches!(subtype, b"Image" | b"XML" | b"Type1C" | b"CIDFontType0C" | b"OpenType")
        || stream.dict.has(b"Length1");
    if is_dead { None } else { Some((id, Object::Null)) }
}

impl Load {
    fn new(file: usize, values: usize, end: Instant) -> Result<Self, ReadError> {
        let mut load = Self { left: MAX_KEPT, values, end: Some(end) };
        load.take(file + values * VALUE)?;
        Ok(load)
    }

    fn take(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.left = self.left.saturating_sub(bytes);
        if self.left == 0 {
            return Err(ReadError::TooLarge("42 MiB for a PDF and its objects"));
        }
        Ok(())
    }

    fn add(&mut self, object: &Object) -> Result<(), ReadError> {
        let stream = object.as_stream().ok();
        self.take(OBJECT + stream.map_or(0, |stream| stream.content.len()))?;
        if self.end.is_some_and(|end| Instant::now() >= end) {
            return Err(too_long());
        }
        if let Some(stream) = stream
            && stream.dict.has_type(b"ObjStm")
        {
            // lopdf decompresses it again; one that cannot be read holds nothing for either.
            let content = stream.get_plain_content_with_limit(MAX_OBJECT_STREAM);
            let before = self.values;
            self.values = census::add(before, &content.unwrap_or_default())?;
            self.take((self.values - before) * VALUE)?;
        }
        Ok(())
    }
}

fn has_page_tree(document: &Document) -> bool {
    document
        .catalog()
        .and_then(|catalog| catalog.get_deref(b"Pages", document))
        .and_then(Object::as_dict)
        .is_ok_and(|pages| pages.has(b"Kids"))
}

fn broken(error: Error) -> ReadError {
    match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => {
            ReadError::TooLarge("4 MiB for an object stream of a PDF")
        }
        Error::InvalidPassword | Error::UnsupportedSecurityHandler(_) | Error::Decryption(_) => {
            ReadError::PdfEncrypted
        }
        other => ReadError::PdfBroken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_its_values_and_its_objects_share_one_budget() {
        let end = Instant::now() + std::time::Duration::from_mins(1);
        assert!(Load::new(MAX_FILE, 25_000, end).is_ok());
        assert!(Load::new(MAX_FILE, 120_000, end).is_err());
        assert!(Load::new(0, 200_000, end).is_err());
        let Ok(mut load) = Load::new(MAX_FILE, 60_000, end) else { panic!("a large file is read") };
        let objects = (0..200_000).take_while(|_| load.add(&Object::Null).is_ok()).count();
        assert!(objects < 110_000, "{objects} objects were taken");
    }
}
