//! The files of a folder or a unit in few bytes: a store may have millions, of which all are known at once.
//!
//! A file takes its name and some fifteen bytes more: numbers are written in groups of seven bits, and what the
//! system tells of a file as the difference to the file before it, for files that were made together have
//! numbers and times that are close to one another.

use std::path::{Path, PathBuf};

use super::{Entry, FileKey};

/// Where files lie: the folder that stands for a root, and a path below it with `/` between its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// The folder on the disk.
    pub(crate) start: &'a Path,
    /// The path below it; empty for the folder itself.
    pub(crate) below: &'a str,
}

impl Place<'_> {
    /// The path on the disk.
    pub(crate) fn on_disk(self) -> PathBuf {
        let mut path = self.start.to_owned();
        path.extend(self.below.split('/').filter(|part| !part.is_empty()));
        path
    }
}

/// A file as it is packed: its path below its folder, and what a walk knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unpacked {
    pub(crate) below: String,
    pub(crate) size: Option<u64>,
    pub(crate) same_file: Option<FileKey>,
    /// Where it lies, if its path as text does not tell.
    pub(crate) odd: Option<PathBuf>,
}

/// Packed files, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Files {
    /// Their number, then one after the other.
    bytes: Box<[u8]>,
    /// Files whose paths are no text, by number.
    odd: Option<Box<[(u64, PathBuf)]>>,
}

/// One of several files. Its place tells where it lies once somebody asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'a> {
    /// Its path below the folder whose files these are.
    pub(crate) below: &'a str,
    /// Its size in bytes, as [`Entry::size`].
    pub(crate) size: Option<u64>,
    /// As [`Entry::same_file`].
    pub(crate) key: Option<FileKey>,
    place: Place<'a>,
    odd: Option<&'a Path>,
}

impl File<'_> {
    /// Where to open it.
    pub(crate) fn on_disk(&self) -> PathBuf {
        self.in_folder(&self.place.on_disk())
    }

    /// The same where the path on the disk is known of its place.
    fn in_folder(&self, folder: &Path) -> PathBuf {
        self.odd.map_or_else(
            || {
                let length = folder.as_os_str().len() + self.below.len();
                let mut path = PathBuf::with_capacity(length + 1);
                path.push(folder);
                for part in self.below.split('/') {
                    // No file is named so: it lies above its unit.
                    if part == ".." {
                        path.pop();
                    } else {
                        path.push(part);
                    }
                }
                path
            },
            Path::to_owned,
        )
    }

    /// The file with another path.
    pub(crate) fn named(&self, below: String) -> Entry {
        Entry { file: self.on_disk(), below, size: self.size, same_file: self.key }
    }

    /// The file to be packed with others under another path.
    pub(crate) fn unpacked(&self, below: String) -> Unpacked {
        let odd = self.odd.map(Path::to_owned);
        Unpacked { below, size: self.size, same_file: self.key, odd }
    }
}

impl Files {
    /// Packs files that are sorted by path.
    pub(crate) fn pack(files: Vec<Unpacked>) -> Self {
        let mut bytes = Vec::with_capacity(files.len() * 40);
        if files.is_empty() {
            return Self::default();
        }
        number(&mut bytes, files.len() as u64);
        let mut odd = Vec::new();
        let mut last = FileKey::NONE;
        for (count, file) in (0..).zip(files) {
            number(&mut bytes, file.below.len() as u64);
            bytes.extend_from_slice(file.below.as_bytes());
            number(&mut bytes, file.size.map_or(0, |size| size.saturating_add(1)));
            match file.same_file {
                None => bytes.push(0),
                Some(key) => {
                    bytes.push(if key.device == last.device { 1 } else { 2 });
                    if key.device != last.device {
                        number(&mut bytes, key.device);
                    }
                    difference(&mut bytes, key.inode.cast_signed(), last.inode.cast_signed());
                    difference(&mut bytes, key.modified, last.modified);
                    difference(&mut bytes, key.changed, key.modified);
                    last = key;
                }
            }
            odd.extend(file.odd.map(|path| (count, path)));
        }
        let odd = (!odd.is_empty()).then(|| odd.into_boxed_slice());
        Self { bytes: bytes.into_boxed_slice(), odd }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(Rest(&self.bytes).number()).unwrap_or(0)
    }

    /// The files, which lie below this place.
    pub(crate) fn iter<'a>(&'a self, place: Place<'a>) -> impl Iterator<Item = File<'a>> {
        let mut rest = Rest(&self.bytes);
        let mut last = FileKey::NONE;
        let count = rest.number();
        (0..count).map(move |number| {
            let length = usize::try_from(rest.number()).unwrap_or(0);
            let below = rest.text(length);
            let size = rest.number().checked_sub(1);
            let key = match rest.byte() {
                0 => None,
                form => {
                    if form == 2 {
                        last.device = rest.number();
                    }
                    last.inode = rest.difference(last.inode.cast_signed()).cast_unsigned();
                    last.modified = rest.difference(last.modified);
                    last.changed = rest.difference(last.modified);
                    Some(last)
                }
            };
            let odd = self.odd.as_deref().and_then(|odd| {
                let at = odd.binary_search_by_key(&number, |(number, _)| *number).ok()?;
                Some(odd[at].1.as_path())
            });
            File { below, size, key, place, odd }
        })
    }

    /// The files, which lie below this place, with their paths on the disk.
    pub(crate) fn entries(&self, place: Place) -> Vec<Entry> {
        let folder = place.on_disk();
        let entry = |file: File| Entry {
            file: file.in_folder(&folder),
            below: file.below.to_owned(),
            size: file.size,
            same_file: file.key,
        };
        self.iter(place).map(entry).collect()
    }

    /// When anything of them was last changed; `None` where the system does not tell it of each.
    pub(crate) fn newest(&self) -> Option<i64> {
        let mut newest = i64::MIN;
        for file in self.iter(Place { start: Path::new(""), below: "" }) {
            newest = newest.max(file.key?.newest());
        }
        Some(newest)
    }

    /// All that is known of the files but where they lie, as bytes that are equal only where the files are.
    pub(crate) fn told(&self) -> &[u8] {
        &self.bytes
    }
}

impl FileKey {
    /// What the first file of a list is compared with.
    const NONE: Self = Self { device: 0, inode: 0, modified: 0, changed: 0 };
}

/// Writes a number in groups of seven bits, the lowest first; the highest bit says that more follow.
fn number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Writes how far a number is from another, small distances of both signs in few bytes.
fn difference(bytes: &mut Vec<u8>, to: i64, from: i64) {
    let far = to.wrapping_sub(from);
    number(bytes, ((far << 1) ^ (far >> 63)).cast_unsigned());
}

/// What is left of packed bytes. They are our own, so that what is wrong reads as nothing.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    fn difference(&mut self, from: i64) -> i64 {
        let far = self.number();
        from.wrapping_add((far >> 1).cast_signed() ^ -(far & 1).cast_signed())
    }

    fn text(&mut self, length: usize) -> &'a str {
        let (text, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_file() -> impl Strategy<Value = Unpacked> {
        let key = any::<(u64, u64, i64, i64)>().prop_map(|(device, inode, modified, changed)| {
            FileKey { device: device % 3, inode, modified, changed }
        });
        let odd = proptest::option::of(".{1,9}".prop_map(PathBuf::from));
        (".{0,200}", proptest::option::of(0..u64::MAX), proptest::option::of(key), odd)
            .prop_map(|(below, size, same_file, odd)| Unpacked { below, size, same_file, odd })
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(files in proptest::collection::vec(any_file(), 0..9)) {
            let packed = Files::pack(files.clone());
            let place = Place { start: Path::new("store"), below: "a/b" };
            prop_assert_eq!(packed.len(), files.len());
            let out: Vec<_> =
                packed.iter(place).map(|file| file.unpacked(file.below.to_owned())).collect();
            prop_assert_eq!(out, files);
        }
    }

    #[test]
    fn a_file_lies_in_its_folder_or_where_its_name_is_no_text_elsewhere() {
        let file = |odd: Option<&str>| Unpacked {
            below: "c/d".into(),
            size: Some(1),
            same_file: None,
            odd: odd.map(PathBuf::from),
        };
        let packed = Files::pack(vec![file(None), file(Some("store/x"))]);
        let place = Place { start: Path::new("store"), below: "a/b" };
        let lie: Vec<_> = packed.iter(place).map(|file| file.on_disk()).collect();
        assert_eq!(lie, [Path::new("store/a/b/c/d"), Path::new("store/x")]);
    }

    #[test]
    fn files_that_were_made_together_take_few_bytes() {
        let file = |number: u64| {
            let time = 1_790_000_000_000_000_000 + number.cast_signed() * 40_000;
            let inode = 12_345_678 + number;
            Unpacked {
                below: format!("{number:05}.safetensors"),
                size: Some(4 << 30),
                same_file: Some(FileKey { device: 65024, inode, modified: time, changed: time }),
                odd: None,
            }
        };
        let packed = Files::pack((0..100).map(file).collect());
        assert!(packed.told().len() < 100 * 32, "{}", packed.told().len());
    }
}
