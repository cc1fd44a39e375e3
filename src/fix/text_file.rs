//! A text on disk that is changed in place: every byte outside the edits stays, in its own encoding, with its
//! byte order mark and its line ends. What cannot be written back so is refused, never guessed.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use encoding_rs::Encoding;

use super::refusal::Refused;
use crate::{
    document::{encoding, lfs},
    language::{Bilingual, both},
};

/// The longest text that is changed, in bytes: that of which a scan reads the whole.
const LONGEST: u64 = 4 << 20;

/// New text in place of a range of the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// The range, in bytes of the text; empty for an insertion.
    pub(super) range: Range<usize>,
    /// What stands there afterwards.
    pub(super) text: String,
}

impl Edit {
    pub(super) fn insert(at: usize, text: String) -> Self {
        Self { range: at..at, text }
    }
}

/// The text with the edits made, which must not overlap; those at one place are made in their order.
pub(super) fn edited(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        new.push_str(text.get(at..edit.range.start)?);
        new.push_str(&edit.text);
        at = edit.range.end;
    }
    new.push_str(text.get(at..)?);
    Some(new)
}

/// A file that is not there is an empty text.
#[derive(Debug, Clone)]
pub(super) struct TextFile {
    /// Where it is.
    pub(super) file: PathBuf,
    /// Its bytes; `None` where there is no such file.
    pub(super) bytes: Option<Vec<u8>>,
    /// Its text, without a byte order mark; a text with lone carriage returns has line feeds instead.
    pub(super) text: String,
    encoding: &'static str,
    /// How many bytes the byte order mark has.
    mark: usize,
}

impl TextFile {
    /// A file that is about to be made, in UTF-8.
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, bytes: None, text: String::new(), encoding: "UTF-8", mark: 0 }
    }

    /// Reads a file that is there.
    pub(super) fn read(file: &Path) -> Result<Self, Refused> {
        let refuse = |why: Bilingual| Refused::new(file, why);
        let metadata = fs::symlink_metadata(file).map_err(|error| Refused::io(file, &error))?;
        if metadata.is_symlink() {
            return Err(refuse(both!(
                "a link; what it leads to may be shared with other models",
                "是链接，其目标可能由多个模型共用"
            )));
        }
        if !metadata.is_file() {
            return Err(refuse(both!("not a regular file", "不是普通文件")));
        }
        if metadata.permissions().readonly() {
            return Err(refuse(both!("read-only", "只读")));
        }
        if metadata.len() > LONGEST {
            return Err(refuse(both!("longer than 4 MiB", "超过 4 MiB")));
        }
        let bytes = fs::read(file).map_err(|error| Refused::io(file, &error))?;
        if lfs::pointer(&bytes).is_some() {
            return Err(refuse(both!(
                "a git-lfs pointer; run `git lfs pull` first",
                "仅为 git-lfs 指针，请先运行 `git lfs pull`"
            )));
        }
        let (text, encoding, replaced) =
            encoding::decode(&bytes).map_err(|error| refuse(error.words()))?;
        let mark = match Encoding::for_bom(&bytes) {
            Some((marked, length)) if marked.name() == encoding => length,
            _ => 0,
        };
        let same_length = text.len() + mark == bytes.len();
        let comes_back = if encoding == "UTF-8" {
            same_length
        } else {
            encode(&text, encoding).is_some_and(|again| again == bytes[mark..])
        };
        if replaced > 0 || !comes_back {
            return Err(refuse(both!(
                "not whole text in {}; it would not stay as it is",
                "不是完整的 {} 文本，写回后会有变化",
                encoding
            )));
        }
        Ok(Self { file: file.to_owned(), bytes: Some(bytes), text, encoding, mark })
    }

    /// The line end of the file: that of its first line, and a line feed where it has none.
    pub(super) fn line_end(&self) -> &'static str {
        let bytes = self.bytes.as_deref().unwrap_or_default();
        if let Some(at) = self.text.find('\n') {
            // In a text of lone carriage returns they were read as line feeds.
            if self.encoding == "UTF-8" && bytes.get(self.mark + at) == Some(&b'\r') {
                return "\r";
            }
            return if self.text[..at].ends_with('\r') { "\r\n" } else { "\n" };
        }
        "\n"
    }

    /// The bytes of the file with the edits made.
    pub(super) fn with(&self, edits: &[Edit]) -> Result<Vec<u8>, Refused> {
        let refuse = |why: Bilingual| Refused::new(&self.file, why);
        let overlap = || refuse(both!("two changes fall on one place", "两处修改落在同一位置"));
        let new = edited(&self.text, edits).ok_or_else(overlap)?;
        let old = self.bytes.as_deref().unwrap_or_default();
        let mut bytes = old[..self.mark].to_vec();
        if self.encoding == "UTF-8" {
            let body = &old[self.mark..];
            let mut sorted: Vec<&Edit> = edits.iter().collect();
            sorted.sort_by_key(|edit| edit.range.start);
            let mut at = 0;
            for edit in sorted {
                bytes.extend(body.get(at..edit.range.start).ok_or_else(overlap)?);
                bytes.extend(edit.text.as_bytes());
                at = edit.range.end;
            }
            bytes.extend(body.get(at..).ok_or_else(overlap)?);
        } else {
            let encoded = encode(&new, self.encoding);
            bytes.extend(encoded.ok_or_else(|| {
                refuse(both!(
                    "its encoding, {}, has no sign for a character that is to be added; save it as UTF-8 first",
                    "其编码 {} 无法表示要添加的字符，请先另存为 UTF-8",
                    self.encoding
                ))
            })?);
        }
        // What was written must be read again as it was meant, by the same rules as in a scan.
        let read = encoding::decode(&bytes);
        let is_meant = read.is_ok_and(|(text, encoding, replaced)| {
            replaced == 0
                && (encoding == self.encoding || self.text.is_ascii())
                && unified(&text) == unified(&new)
        });
        if is_meant {
            Ok(bytes)
        } else {
            Err(refuse(both!(
                "the changed text would not be read as meant",
                "修改后的文本无法按预期读取"
            )))
        }
    }
}

fn unified(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A text in an encoding; `None` where it has no sign for some character.
fn encode(text: &str, name: &str) -> Option<Vec<u8>> {
    match name {
        "UTF-16LE" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "UTF-16BE" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        _ => {
            let (bytes, used, lossy) = Encoding::for_label(name.as_bytes())?.encode(text);
            (!lossy && used.name() == name).then(|| bytes.into_owned())
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("NOTICE");
        fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn appended(bytes: &[u8], added: &str) -> Result<Vec<u8>, Refused> {
        let (_folder, path) = file(bytes);
        let text = TextFile::read(&path)?;
        text.with(&[Edit::insert(text.text.len(), added.to_owned())])
    }

    #[test]
    fn bytes_outside_an_edit_stay() {
        let marked = "\u{feff}a\r\nb\u{a0}\r\n".as_bytes();
        assert_eq!(appended(marked, "©\r\n").unwrap(), [marked, "©\r\n".as_bytes()].concat());
        let (gb, ..) = encoding_rs::GB18030.encode("本模型的声明，使用者应当保留。\n");
        let (sign, ..) = encoding_rs::GB18030.encode("版权所有 © 公司");
        let added = appended(&gb, "版权所有 © 公司").unwrap();
        assert_eq!(added, [gb.as_ref(), sign.as_ref()].concat());
        let wide: Vec<u8> = "\u{feff}Notice\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let more: Vec<u8> = "©".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(appended(&wide, "©").unwrap(), [wide, more].concat());
    }

    #[test]
    fn what_an_encoding_lacks_is_refused() {
        // Windows-1252 has no Han.
        let western = b"Notice\xa0de la soci\xe9t\xe9, r\xe9serv\xe9e \xe0 tous les mod\xe8les.\n";
        let error = appended(western, "版权").unwrap_err();
        assert!(error.why.contains("save it as UTF-8 first"), "{}", error.why);
        assert!(appended(western, "\u{a9}").is_ok());
    }

    #[test]
    fn damaged_text_is_refused() {
        let damaged = ["声明：请保留此声明。".as_bytes(), b"\xff", "使用者".as_bytes()].concat();
        assert!(appended(&damaged, "x").is_err());
        assert!(appended(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n", "x").is_err());
    }

    #[test]
    fn line_ends_are_those_of_the_first_line() {
        for (bytes, end) in
            [("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("a\rb\r", "\r"), ("a", "\n"), ("", "\n")]
        {
            let (_folder, path) = file(bytes.as_bytes());
            assert_eq!(TextFile::read(&path).unwrap().line_end(), end, "{bytes:?}");
        }
    }

    #[test]
    fn edits_are_made_in_the_order_of_their_places() {
        let edits = [Edit::insert(3, "!".into()), Edit { range: 0..1, text: "A".into() }];
        assert_eq!(edited("abc", &edits).as_deref(), Some("Abc!"));
        let overlapping = [Edit { range: 0..2, text: "x".into() }, Edit::insert(1, "y".into())];
        assert_eq!(edited("abc", &overlapping), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_never_written() {
        let (folder, path) = file(b"x");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(TextFile::read(&link).unwrap_err().why.starts_with("a link"));
    }
}
