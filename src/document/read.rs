//! Opens a file under caps and hands it to the reader that its content asks for.
//!
//! What a file is, its first bytes say, not its ending: a `LICENSE` may be a PDF. Nothing that stands
//! under a name can make the scan wait: a FIFO is not opened, and only regular files are read.

use std::{
    cell::Cell,
    fs::{File, OpenOptions},
    io::{self, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Once,
};

use memchr::memchr_iter;

use super::{
    Content, DocumentKind, ReadError, SharedTexts, Text, TextFormat, card, config, docx, encoding,
    lfs, pdf,
};

/// Bytes that are read of a text or card; the longest real license has about a hundred thousand.
const TEXT_LIMIT: Limit = Limit { bytes: 4 << 20, name: "4 MiB" };
/// The size of a configuration.
const CONFIG_LIMIT: Limit = Limit { bytes: 16 << 20, name: "16 MiB" };
/// The size of a PDF or DOCX.
const CONTAINER_LIMIT: Limit = Limit { bytes: 32 << 20, name: "32 MiB" };
/// How much is read before the format is known: the whole of nearly every text.
const HEAD: u64 = 64 << 10;

/// A larger room than this is not kept for the next file.
const LARGEST_BUFFER: usize = 2 << 16;

#[derive(Debug, Clone, Copy)]
struct Limit {
    bytes: u64,
    name: &'static str,
}

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Magic {
    Pdf,
    Zip,
    Unread(&'static str),
    Plain,
}

/// The bytes of a file, up to its limit.
struct Loaded {
    bytes: Vec<u8>,
    magic: Magic,
    cut: bool,
}

/// Reads one file as the kind that its name nominated. Returns what was read and how many bytes of the
/// file that took.
pub fn read(file: &Path, kind: DocumentKind) -> (Content, u64) {
    // Weights are not opened, whatever they are.
    let looked = if kind == DocumentKind::Weights { Ok(()) } else { look(file) };
    match looked {
        Ok(()) => read_listed(file, None, kind, &SharedTexts::default()),
        Err(error) => (Content::Unreadable(error), 0),
    }
}

/// The same for a file that a walk listed, with this many bytes where it asked for them (0 where it found no regular
/// file), whose text may be that of a file which was read before.
pub fn read_listed(
    file: &Path,
    size: Option<u64>,
    kind: DocumentKind,
    texts: &SharedTexts,
) -> (Content, u64) {
    let mut bytes_read = 0;
    let content =
        content(file, size, kind, texts, &mut bytes_read).unwrap_or_else(Content::Unreadable);
    (content, bytes_read)
}

fn content(
    file: &Path,
    size: Option<u64>,
    kind: DocumentKind,
    texts: &SharedTexts,
    bytes_read: &mut u64,
) -> Result<Content, ReadError> {
    if kind == DocumentKind::Weights {
        return Err(ReadError::Format("weights"));
    }
    let mut loaded = load(file, size, kind, bytes_read)?;
    if let Some(pointer) = lfs::pointer(&loaded.bytes) {
        let object = lfs::object(file, &pointer).ok_or(ReadError::LfsPointer)?;
        loaded = load(&object, None, kind, bytes_read)?;
    }
    let content = made_of(&loaded, file, kind, texts);
    if loaded.bytes.capacity() <= LARGEST_BUFFER {
        BUFFER.set(loaded.bytes);
    }
    content
}

thread_local! {
    /// The room of the file that was read before: that of the next one is made but once in a while.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

fn made_of(
    loaded: &Loaded,
    file: &Path,
    kind: DocumentKind,
    texts: &SharedTexts,
) -> Result<Content, ReadError> {
    match kind {
        DocumentKind::Config => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            config::parse(&name, &loaded.bytes).map(Content::Config)
        }
        // Hardly two cards are equal: they would only crowd out the texts that are.
        DocumentKind::Card => Ok(Content::Card(card::parse(text(loaded)?))),
        _ if loaded.cut => Ok(Content::of_text(text(loaded)?)),
        _ => texts.get_or_read(&loaded.bytes, || text(loaded)).map(Content::Text),
    }
}

fn text(loaded: &Loaded) -> Result<Text, ReadError> {
    let extracted = |text: String, format| Text { format, ..Text::plain(text) };
    match loaded.magic {
        Magic::Pdf => guarded(|| pdf::text(&loaded.bytes))
            .unwrap_or_else(|Panicked| Err(ReadError::PdfBroken("panicked".to_owned())))
            .map(|text| extracted(text, TextFormat::Pdf)),
        Magic::Zip => guarded(|| docx::text(&loaded.bytes))
            .unwrap_or_else(|Panicked| Err(ReadError::DocxBroken("panicked".to_owned())))
            .map(|text| extracted(text, TextFormat::Docx)),
        Magic::Unread(format) => Err(ReadError::Format(format)),
        Magic::Plain => plain(loaded),
    }
}

fn plain(loaded: &Loaded) -> Result<Text, ReadError> {
    let (mut text, encoding, mut replaced) = encoding::decode(&loaded.bytes)?;
    if loaded.cut && replaced > 0 && text.ends_with('\u{fffd}') {
        // The limit fell within a character.
        text.pop();
        replaced -= 1;
    }
    Ok(Text { encoding, replaced, cut: loaded.cut, ..Text::plain(text) })
}

/// The first bytes of a file that a walk listed, with this many bytes where it asked for them; `most` at the most and
/// `None` where there is none.
pub(crate) fn head(file: &Path, size: Option<u64>, most: u64) -> Option<Vec<u8>> {
    let (mut file, size) = open(file, size).ok()?;
    let mut bytes = Vec::new();
    read_first(&mut file, size, most, &mut bytes).ok()?;
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

/// Reads a file up to the limit of its kind and format. A longer text is cut, anything else refused.
fn load(
    path: &Path,
    size: Option<u64>,
    kind: DocumentKind,
    bytes_read: &mut u64,
) -> Result<Loaded, ReadError> {
    let (mut file, size) = open(path, size)?;
    let mut bytes = BUFFER.take();
    let result = read_first(&mut file, size, HEAD, &mut bytes);
    *bytes_read += bytes.len() as u64;
    result.map_err(failed)?;
    let (magic, limit) = match (kind, magic(&bytes)) {
        (DocumentKind::Config, _) => (Magic::Plain, CONFIG_LIMIT),
        (_, magic @ (Magic::Pdf | Magic::Zip)) => (magic, CONTAINER_LIMIT),
        (_, magic @ Magic::Unread(_)) => return Ok(Loaded { bytes, magic, cut: false }),
        (_, Magic::Plain) => (Magic::Plain, TEXT_LIMIT),
    };
    let may_be_cut = magic == Magic::Plain && kind != DocumentKind::Config;
    if size > limit.bytes && !may_be_cut {
        return Err(ReadError::TooLarge(limit.name));
    }
    if bytes.len() as u64 == HEAD {
        // One byte more than the limit, so that a file that grows while it is read is noticed.
        let result = read_on(&mut file, limit.bytes + 1, &mut bytes);
        *bytes_read += bytes.len() as u64 - HEAD;
        result.map_err(failed)?;
    }
    let cut = bytes.len() as u64 > limit.bytes;
    if cut {
        if !may_be_cut {
            return Err(ReadError::TooLarge(limit.name));
        }
        bytes.pop();
    }
    Ok(Loaded { bytes, magic, cut })
}

/// Reads the beginning of a file into `bytes`, up to a limit. It is asked for one byte more than it has
/// by what is known of it: that this is missing tells its end without another question to the system.
fn read_first(file: &mut File, size: u64, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let asked = usize::try_from(limit.min(size.min(HEAD) + 1)).unwrap_or(0);
    bytes.resize(asked, 0);
    let read = file.read(bytes);
    bytes.truncate(*read.as_ref().unwrap_or(&0));
    if read? as u64 == size && bytes.len() < asked {
        return Ok(());
    }
    read_on(file, limit, bytes)
}

/// Reads on until so many bytes are there, or the file ends.
fn read_on(file: &mut File, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    file.take(limit.saturating_sub(bytes.len() as u64)).read_to_end(bytes)?;
    Ok(())
}

/// Looks at what stands under a name, so that no device notices that it is opened.
fn look(path: &Path) -> Result<(), ReadError> {
    let is_file = std::fs::metadata(path).map_err(failed)?.is_file();
    if is_file { Ok(()) } else { Err(ReadError::SpecialFile) }
}

/// Opens a regular file, or what a link to one leads to, and says how long it is. What a walk has found to be one of
/// this size is not looked at again: had it been exchanged since, the limits would hold all the same, and nothing
/// waits.
pub(crate) fn open(path: &Path, listed: Option<u64>) -> Result<(File, u64), ReadError> {
    let mut options = OpenOptions::new();
    options.read(true);
    never_wait(&mut options, path)?;
    let file = options.open(path).map_err(failed)?;
    if let Some(size) = listed.filter(|size| *size > 0) {
        return Ok((file, size));
    }
    let opened = file.metadata().map_err(failed)?;
    if !opened.is_file() {
        return Err(ReadError::SpecialFile);
    }
    Ok((file, opened.len()))
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` asks for")]
fn failed(error: io::Error) -> ReadError {
    ReadError::Io(error.to_string())
}

/// Opening a FIFO waits for a writer unless it is opened with `O_NONBLOCK`. The number is that of
/// Linux on these processors; elsewhere it is looked at before it is opened.
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn never_wait(options: &mut OpenOptions, _path: &Path) -> Result<(), ReadError> {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(0o4000);
    Ok(())
}

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)))]
fn never_wait(_options: &mut OpenOptions, path: &Path) -> Result<(), ReadError> {
    look(path)
}

fn magic(head: &[u8]) -> Magic {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Magic::Zip
    } else if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Magic::Unread("DOC")
    } else if head.starts_with(br"{\rtf") {
        Magic::Unread("RTF")
    } else if head.starts_with(b"%!PS") {
        Magic::Unread("PostScript")
    } else if is_pdf(head) {
        Magic::Pdf
    } else {
        Magic::Plain
    }
}

/// Readers of PDF look for the header in the first 1,024 bytes (PDF Reference 1.7, appendix H,
/// note 13).
/// A text may speak of that header, so behind other words it counts only where the bytes are no text.
fn is_pdf(head: &[u8]) -> bool {
    let front = &head[..head.len().min(1024)];
    front.trim_ascii_start().starts_with(b"%PDF-")
        || (memchr_iter(b'%', front).any(|at| front[at..].starts_with(b"%PDF-"))
            && std::str::from_utf8(head).is_err_and(|error| error.error_len().is_some()))
}

/// A reader panicked; its message was not printed.
#[derive(Debug, PartialEq, Eq)]
struct Panicked;

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader of a foreign format. Its panic is an error of the file, not of licscan, so it must not
/// print a trace either; panics elsewhere go to the hook that was there before.
fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                before(panic);
            }
        }));
    });
    let outer = IS_GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(outer);
    result.map_err(|_| Panicked)
}

#[cfg(test)]
mod tests;
