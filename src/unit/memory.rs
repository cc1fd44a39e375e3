//! What an earlier scan found in files that have not changed since: what a folder is marked as, and the text
//! of a file from which it is costly to take.
//!
//! A plain text is read again where it is needed, for that costs less than to keep it.

use super::{
    Outline, UnitKind, markers,
    tree::{Node, Tree},
};
use crate::{
    document::{
        Content, DocumentKind, READERS, SharedTexts, Text, TextFormat, lfs::POINTER_LIMIT,
        name::nominate, read,
    },
    store::{Entry, Fields, File, Root},
};

/// A SHA-256 over what the system tells of files.
pub type FileDigest = [u8; 32];

/// Where what was found in files stays between two scans. It is called from any thread.
pub trait FileMemory: Sync {
    /// Files that were changed at this time or later, in nanoseconds since 1970, may change again without
    /// any sign of it: what was read of them is not kept.
    fn trusts_until(&self) -> i64;

    /// What a folder is marked as that has exactly these files; `None` where that is not known.
    fn mark(&self, files: &FileDigest) -> Option<Option<UnitKind>>;

    /// Keeps what such a folder is marked as.
    fn keep_mark(&self, files: &FileDigest, mark: Option<UnitKind>);

    /// The text that was taken from this file; `None` where none is kept.
    fn text(&self, file: &FileDigest) -> Option<(String, TextFormat)>;

    /// Keeps the text that was taken from this file.
    fn keep_text(&self, file: &FileDigest, text: &str, format: TextFormat);
}

/// What a folder of a root is marked as, by its files or as it is remembered.
pub(super) fn mark(
    tree: &Tree,
    node: &Node,
    root: &Root,
    memory: Option<&dyn FileMemory>,
) -> Option<UnitKind> {
    let outside = tree.outside(node);
    let marked = || markers::mark(&tree.files(node), &outside);
    let key = memory.zip(memory.and_then(|memory| folder_key(node, &outside, root, memory)));
    let Some((memory, key)) = key else { return marked() };
    if let Some(mark) = memory.mark(&key) {
        return mark;
    }
    let mark = marked();
    memory.keep_mark(&key, mark);
    mark
}

/// The key of a folder; `None` where its files do not tell what they hold.
fn folder_key(
    node: &Node,
    outside: &[&str],
    root: &Root,
    memory: &dyn FileMemory,
) -> Option<FileDigest> {
    // Through a git-lfs pointer the object of a clone is read, which may come or go.
    let may_point = |file: &File| {
        file.size.is_none_or(|size| size < POINTER_LIMIT as u64)
            && file.below.eq_ignore_ascii_case("README.md")
            && is_in_clone(root)
    };
    let mut fields = Fields::default();
    fields.text(env!("CARGO_PKG_VERSION"));
    fields.number(outside.len() as u64);
    for link in outside {
        fields.text(markers::name(link));
    }
    if let Some(folder) = node.folder {
        let folder = &root.folders[folder];
        fields.bytes(folder.files.told());
        for file in root.files_in(folder) {
            if file.key?.newest() >= memory.trusts_until() || may_point(&file) {
                return None;
            }
        }
    }
    Some(fields.digest())
}

/// True where a file of this root may lie in a clone.
fn is_in_clone(root: &Root) -> bool {
    !root.repositories.is_empty()
        || root.real.ancestors().any(|above| above.join(".git").symlink_metadata().is_ok())
}

/// The keys of the files of a unit from which a text may have been taken.
pub fn text_keys(outline: &Outline) -> impl Iterator<Item = FileDigest> + '_ {
    let files = outline.files.iter().chain(&outline.above);
    files.filter_map(|entry| {
        let nomination = nominate(entry.below.trim_start_matches("../"))?;
        may_be_extracted(nomination.kind).then(|| text_key(entry).0)
    })
}

/// True for a kind of documents that may come as PDF or DOCX.
fn may_be_extracted(kind: DocumentKind) -> bool {
    !matches!(kind, DocumentKind::Config | DocumentKind::Card | DocumentKind::Weights)
}

/// The key of a file, and when it was last changed.
fn text_key(entry: &Entry) -> (FileDigest, Option<i64>) {
    let mut fields = Fields::default();
    // Not by the version of licscan: what is learned changes no text.
    fields.text(READERS);
    let newest = fields.file(entry.size, entry.same_file);
    (fields.digest(), newest)
}

/// Reads a file, or recalls the text that was taken from it.
pub(super) fn read(
    entry: &Entry,
    kind: DocumentKind,
    memory: Option<&dyn FileMemory>,
    texts: &SharedTexts,
) -> (Content, u64) {
    let memory = memory.filter(|_| may_be_extracted(kind));
    let Some(memory) = memory else {
        return read::read_listed(&entry.file, entry.size, kind, texts);
    };
    let (key, newest) = text_key(entry);
    let is_firm = newest.is_some_and(|newest| newest < memory.trusts_until());
    if let Some((text, format)) = is_firm.then(|| memory.text(&key)).flatten() {
        let text = Text { format, ..Text::plain(text) };
        return (Content::of_text(text), 0);
    }
    let (content, bytes_read) = read::read_listed(&entry.file, entry.size, kind, texts);
    if let Content::Text(text) = &content
        && is_firm
        && text.format != TextFormat::Plain
        && entry.size.is_some_and(|size| bytes_read <= size)
    {
        memory.keep_text(&key, &text.text, text.format);
    }
    (content, bytes_read)
}
