//! The form in which knowledge is embedded: a sorted table of byte strings that is read in place.
//!
//! `build/knowledge.rs` writes it: the number of entries, then for each the end of its key and the end
//! of its value, then all keys, then all values. Numbers are 32 bits, little-endian, and every end
//! counts from the beginning of its own area. Nothing is parsed at start-up.

/// A sorted table of byte strings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    bytes: &'static [u8],
}

impl Table {
    /// A view of a table that `build.rs` wrote.
    pub(crate) const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes }
    }

    /// How many entries it has.
    pub(crate) fn len(&self) -> usize {
        self.number(0)
    }

    /// The key of an entry; empty where there is none.
    pub(crate) fn key(&self, entry: usize) -> &'static str {
        std::str::from_utf8(self.key_bytes(entry)).unwrap_or_default()
    }

    fn key_bytes(&self, entry: usize) -> &'static [u8] {
        let start = if entry == 0 { 0 } else { self.ends(entry - 1).0 };
        self.bytes(self.keys(), start, self.ends(entry).0)
    }

    /// The value of an entry that is text; empty where there is none.
    pub(crate) fn value(&self, entry: usize) -> &'static str {
        std::str::from_utf8(self.value_bytes(entry)).unwrap_or_default()
    }

    /// The value of an entry; empty where there is none.
    pub(crate) fn value_bytes(&self, entry: usize) -> &'static [u8] {
        let start = if entry == 0 { 0 } else { self.ends(entry - 1).1 };
        self.bytes(self.values(), start, self.ends(entry).1)
    }

    /// The entry of a key, where it has one.
    pub(crate) fn find(&self, key: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.key_bytes(middle).cmp(key.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// True where a key begins with this text.
    pub(crate) fn has_prefix(&self, prefix: &str) -> bool {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.key_bytes(middle) < prefix.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low < self.len() && self.key(low).starts_with(prefix)
    }

    /// The value of a key, where it has one.
    pub(crate) fn get(&self, key: &str) -> Option<&'static str> {
        self.find(key).map(|entry| self.value(entry))
    }

    fn number(&self, index: usize) -> usize {
        let numbers = self.bytes.as_chunks().0;
        numbers.get(index).map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
    }

    /// Where the key and the value of an entry end.
    fn ends(&self, entry: usize) -> (usize, usize) {
        (self.number(1 + 2 * entry), self.number(2 + 2 * entry))
    }

    fn keys(&self) -> usize {
        4 + 8 * self.len()
    }

    fn values(&self) -> usize {
        self.keys() + self.len().checked_sub(1).map_or(0, |last| self.ends(last).0)
    }

    fn bytes(&self, area: usize, start: usize, end: usize) -> &'static [u8] {
        self.bytes.get(area + start..area + end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_table_has_nothing() {
        let table = Table::new(&[0, 0, 0, 0]);
        assert_eq!(table.len(), 0);
        assert_eq!(table.get("mit"), None);
    }

    #[test]
    fn bytes_that_are_no_table_have_nothing() {
        let table = Table::new(&[255, 255, 0, 0, 1]);
        assert_eq!(table.get("mit"), None);
        assert_eq!(table.value(70_000), "");
    }

    #[test]
    fn every_entry_is_found_by_its_key() {
        const BYTES: [u8; 28] = *b"\x02\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x03\0\0\0abbxxyzz";
        let table = Table::new(&BYTES);
        assert_eq!((table.key(0), table.value(0)), ("a", "xx"));
        assert_eq!((table.key(1), table.value(1)), ("bb", "y"));
        assert_eq!(table.get("bb"), Some("y"));
        assert_eq!(table.get("c"), None);
    }
}
