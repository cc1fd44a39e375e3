//! The order in which one run would have printed the units, and whether the parts make up one whole.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::PathBuf,
};

use super::{
    MergeError,
    part::{PartFile, Unit},
};
use crate::scan::Shard;

/// How many files are open at once.
const MOST_OPEN: usize = 128;

/// A unit in the order of the whole.
#[derive(Debug)]
pub(super) struct Line {
    file: usize,
    offset: u64,
    length: usize,
    shown: usize,
    /// The number of its root among those of the whole.
    pub(super) root: usize,
}

/// Checks that all parts are the shards of one scan, each there once; or that none is a shard.
pub(super) fn no_shard_is_missing(parts: &[PartFile]) -> Result<(), MergeError> {
    let shard = |part: &PartFile| part.facts.shard.as_ref()?.parse::<Shard>().ok();
    let Some(first) = parts.first() else { return Ok(()) };
    let of = shard(first).map(|shard| shard.of);
    let mut seen: BTreeMap<u32, &PartFile> = BTreeMap::new();
    for part in parts {
        let own = shard(part);
        let is_of_set = own.map(|shard| shard.of) == of
            && (of.is_none() || part.last.roots == first.last.roots);
        if !is_of_set {
            return Err(MergeError::NotOneSet(first.file.clone(), part.file.clone()));
        }
        let Some(own) = own else { continue };
        if let Some(earlier) = seen.insert(own.number, part) {
            let (one, other) = (earlier.file.clone(), part.file.clone());
            return Err(MergeError::DoubledShard(own.to_string(), one, other));
        }
    }
    let of = of.unwrap_or_default();
    match (1..=of).find(|number| !seen.contains_key(number)) {
        Some(number) => Err(MergeError::AbsentShard(Shard { number, of }.to_string())),
        None => Ok(()),
    }
}

/// The roots of the whole. Shards all have the same; other parts have each their own.
pub(super) fn roots(
    parts: &[PartFile],
    wanted: Option<Vec<String>>,
) -> Result<Vec<String>, MergeError> {
    let are_shards = parts.iter().any(|part| part.facts.shard.is_some());
    let of_parts = parts.iter().take(if are_shards { 1 } else { usize::MAX });
    let mut found: HashMap<&str, &PartFile> = HashMap::new();
    let mut in_order = Vec::new();
    for part in of_parts {
        for root in &part.last.roots {
            let earlier = found.insert(root, part);
            if earlier.is_some_and(|earlier| earlier.file != part.file) {
                return Err(MergeError::DoubledRoot(root.clone()));
            }
            in_order.push(root.clone());
        }
    }
    let Some(wanted) = wanted else { return Ok(in_order) };
    let known: HashSet<&String> = wanted.iter().collect();
    for root in &in_order {
        if !known.contains(root) {
            let file = found.get(root.as_str()).map(|part| part.file.clone());
            return Err(MergeError::StrangeRoot(root.clone(), file.unwrap_or_default()));
        }
    }
    let absent: Vec<_> = wanted.iter().filter(|root| !found.contains_key(root.as_str())).collect();
    match absent.first() {
        Some(root) => Err(MergeError::AbsentRoot((*root).clone(), absent.len())),
        None => Ok(wanted),
    }
}

/// All units in the order of one run: by root, and below it by path.
pub(super) fn lines(parts: &[PartFile], roots: &[String]) -> Result<Vec<Line>, MergeError> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (number, root) in roots.iter().enumerate() {
        // Of a root that was typed twice, the first counts.
        places.entry(root).or_insert(number);
    }
    let mut keyed = Vec::new();
    for (file, part) in parts.iter().enumerate() {
        for unit in &part.units {
            let root = part.last.roots[unit.root].as_str();
            let place = places.get(root).copied().unwrap_or(usize::MAX);
            let Unit { offset, length, shown, .. } = *unit;
            let line = Line { file, offset, length, shown, root: place };
            keyed.push((place, !is_root(root, &unit.path), unit.path.as_str(), line));
        }
    }
    keyed.sort_by(|one, other| (one.0, one.1, one.2).cmp(&(other.0, other.1, other.2)));
    let mut paths: HashMap<&str, usize> = HashMap::with_capacity(keyed.len());
    for (_, _, path, line) in &keyed {
        if let Some(earlier) = paths.insert(path, line.file) {
            let (one, other) = (parts[earlier].file.clone(), parts[line.file].file.clone());
            return Err(MergeError::DoubledUnit((*path).to_owned(), one, other));
        }
    }
    Ok(keyed.into_iter().map(|(.., line)| line).collect())
}

/// True for the unit that is its root, and so comes before what lies below.
fn is_root(root: &str, path: &str) -> bool {
    let root = root.trim_end_matches('/');
    path == root || (root.is_empty() && path == "/")
}

/// Reads units where they stand. Few files are open at once, however many there are.
pub(super) struct Lines<'a> {
    files: &'a [PathBuf],
    open: HashMap<usize, (BufReader<File>, u64)>,
    opened: VecDeque<usize>,
    unit: Vec<u8>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(files: &'a [PathBuf]) -> Self {
        Self { files, open: HashMap::new(), opened: VecDeque::new(), unit: Vec::new() }
    }

    /// The bytes of a unit.
    pub(super) fn unit(&mut self, line: &Line) -> io::Result<&[u8]> {
        self.bytes(line.file, line.offset, line.length)
    }

    /// The same with what other reports show before it.
    pub(super) fn unit_as_shown(&mut self, line: &Line) -> io::Result<&[u8]> {
        self.bytes(line.file, line.offset - line.shown as u64, line.length + line.shown)
    }

    fn bytes(&mut self, number: usize, offset: u64, length: usize) -> io::Result<&[u8]> {
        if !self.open.contains_key(&number) {
            if self.open.len() >= MOST_OPEN
                && let Some(first) = self.opened.pop_front()
            {
                self.open.remove(&first);
            }
            let file = BufReader::with_capacity(32 << 10, File::open(&self.files[number])?);
            self.open.insert(number, (file, 0));
            self.opened.push_back(number);
        }
        let Some((file, at)) = self.open.get_mut(&number) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        // What lies a little further on is in the buffer already.
        match offset.checked_sub(*at).and_then(|further| i64::try_from(further).ok()) {
            Some(further) => file.seek_relative(further)?,
            None => drop(file.seek(SeekFrom::Start(offset))?),
        }
        self.unit.resize(length, 0);
        file.read_exact(&mut self.unit)?;
        *at = offset + length as u64;
        Ok(&self.unit)
    }
}
