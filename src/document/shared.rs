//! Texts that many files of a store hold: read from the bytes once, and looked at once.
//!
//! A thousand models carry the same few license texts. What their bytes say, which license they are and how
//! they read in small letters is worked out for the first of them and found again for the others.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    ops::Deref,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use super::{Text, plain::plain};

/// The most bytes of all files whose texts are held.
const MOST_BYTES: usize = 16 << 20;
/// A longer file is not held.
const LONGEST: usize = 1 << 20;
/// The most files of which it is remembered that they were seen.
const MOST_SEEN: usize = 1 << 16;

/// The text of a file, or of many files with the same bytes.
#[derive(Debug, Clone)]
pub struct SharedText {
    text: Text,
    /// Its number among the texts that one scan holds; `None` where it may be that of one file alone.
    pub number: Option<usize>,
    plain: OnceLock<Option<String>>,
}

impl SharedText {
    /// The text in small letters, as [`plain`] makes it; made when it is first asked for.
    pub fn plain(&self) -> Option<&str> {
        self.plain.get_or_init(|| plain(&self.text.text)).as_deref()
    }
}

impl Deref for SharedText {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.text
    }
}

impl From<Text> for SharedText {
    fn from(text: Text) -> Self {
        Self { text, number: None, plain: OnceLock::new() }
    }
}

impl PartialEq for SharedText {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for SharedText {}

/// The texts of files that were seen more than once.
#[derive(Debug, Default)]
pub struct SharedTexts(RwLock<Held>);

#[derive(Debug, Default)]
struct Held {
    /// Keys of files that were seen.
    seen: HashSet<u64>,
    /// Texts by the keys of their files.
    texts: HashMap<u64, Vec<HeldText>>,
    number: usize,
    bytes: usize,
}

#[derive(Debug)]
struct HeldText {
    /// The bytes of its files.
    file: Box<[u8]>,
    text: Arc<SharedText>,
}

impl SharedTexts {
    /// The most texts that are held.
    pub const MOST: usize = 1024;

    /// The text of a file with these bytes: the one that is held, else what `read` makes of them. Files are
    /// the same where all their bytes are. A text is held from the second file on that has it.
    ///
    /// # Errors
    ///
    /// What `read` fails with.
    pub fn get_or_read<E>(
        &self,
        bytes: &[u8],
        read: impl FnOnce() -> Result<Text, E>,
    ) -> Result<Arc<SharedText>, E> {
        if bytes.len() > LONGEST {
            return Ok(Arc::new(read()?.into()));
        }
        let key = key(bytes);
        let (found, is_seen) = {
            let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
            (held.find(key, bytes), held.seen.contains(&key))
        };
        if let Some(text) = found {
            return Ok(text);
        }
        let text = read()?;
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !is_seen {
            if held.seen.len() < MOST_SEEN {
                held.seen.insert(key);
            }
            return Ok(Arc::new(text.into()));
        }
        // Another thread may have been here in between.
        Ok(held.find(key, bytes).unwrap_or_else(|| held.keep(key, bytes, text)))
    }
}

impl Held {
    fn find(&self, key: u64, bytes: &[u8]) -> Option<Arc<SharedText>> {
        let same = self.texts.get(&key)?.iter().find(|held| *held.file == *bytes);
        same.map(|held| Arc::clone(&held.text))
    }

    fn keep(&mut self, key: u64, bytes: &[u8], text: Text) -> Arc<SharedText> {
        let mut shared = SharedText::from(text);
        if self.number == SharedTexts::MOST || self.bytes + bytes.len() > MOST_BYTES {
            return Arc::new(shared);
        }
        shared.number = Some(self.number);
        self.number += 1;
        self.bytes += bytes.len();
        let text = Arc::new(shared);
        let held = HeldText { file: bytes.into(), text: Arc::clone(&text) };
        self.texts.entry(key).or_default().push(held);
        text
    }
}

/// A number that is the same for files with the same bytes, and seldom for others. Only some of the bytes
/// count, for whether all are the same is looked at afterwards.
fn key(bytes: &[u8]) -> u64 {
    const ENDS: usize = 192;
    const SAMPLE: usize = 16;
    let mut hasher = DefaultHasher::new();
    bytes.len().hash(&mut hasher);
    bytes[..bytes.len().min(ENDS)].hash(&mut hasher);
    bytes[bytes.len().saturating_sub(ENDS)..].hash(&mut hasher);
    for sample in bytes.chunks((bytes.len() / SAMPLE).max(SAMPLE)) {
        sample[..sample.len().min(SAMPLE)].hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn read(texts: &SharedTexts, bytes: &str, read: &mut usize) -> Arc<SharedText> {
        let made = texts.get_or_read(bytes.as_bytes(), || {
            *read += 1;
            Ok::<_, Infallible>(Text::plain(bytes))
        });
        made.unwrap_or_else(|error| match error {})
    }

    #[test]
    fn a_text_is_held_from_its_second_file_on() {
        let (texts, mut count) = (SharedTexts::default(), 0);
        let first = read(&texts, "a text", &mut count);
        let second = read(&texts, "a text", &mut count);
        let third = read(&texts, "a text", &mut count);
        assert_eq!((first.number, second.number, third.number), (None, Some(0), Some(0)));
        assert!(Arc::ptr_eq(&second, &third));
        assert_eq!(count, 2);
        assert_eq!(third.plain(), Some("a text"));
    }

    #[test]
    fn files_that_differ_anywhere_are_not_one() {
        let (texts, mut count) = (SharedTexts::default(), 0);
        let one = "word ".repeat(2_000);
        for at in [0, 4_321, 9_999] {
            let mut other = one.clone().into_bytes();
            other[at] = b'!';
            let other = String::from_utf8_lossy(&other).into_owned();
            for _ in 0..3 {
                assert_eq!(read(&texts, &one, &mut count).text.text, one);
                assert_eq!(read(&texts, &other, &mut count).text.text, other);
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_held() {
        let texts = SharedTexts::default();
        for _ in 0..3 {
            assert_eq!(texts.get_or_read(b"x", || Err("broken")).err(), Some("broken"));
        }
    }
}
