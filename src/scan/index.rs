//! The other models of the store, as one unit sees them: a base in the same store is known by its own
//! files, which are read when a unit first asks for them, and once.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rayon::prelude::*;

use super::{guard, identities::Identities, known::Known, others::OtherModel};
use crate::{
    declared,
    library::Library,
    lineage::StoreIndex,
    unit::{self, FileMemory, Outlines, Unit, UnitKind},
};

/// All models of the scanned roots by name, and those that other runs have read. The numbers of the latter
/// go on after the former.
pub(super) struct ScannedStore<'a> {
    outlines: &'a Outlines,
    others: &'a [&'a OtherModel],
    library: &'a Library,
    identities: Arc<Identities<'a>>,
    files: Option<&'a dyn FileMemory>,
    /// By lower-case `owner/name`, and by the bare name of units without an owner.
    by_full_name: Bearers,
    /// By lower-case bare name, whoever owns them.
    by_bare_name: Bearers,
    known: Vec<OnceLock<Box<Known>>>,
    /// Which of the others were asked for.
    asked: Vec<AtomicBool>,
}

/// Models by the hash of a name: two names may share one, so that who looks compares the names too. Of models
/// with one hash the first by path comes first.
type Bearers = Vec<(u64, u32)>;

impl<'a> ScannedStore<'a> {
    pub(super) fn new(
        outlines: &'a Outlines,
        others: &'a [&'a OtherModel],
        library: &'a Library,
        identities: Arc<Identities<'a>>,
        files: Option<&'a dyn FileMemory>,
    ) -> Self {
        let mut store = Self {
            outlines,
            others,
            library,
            identities,
            files,
            by_full_name: Vec::new(),
            by_bare_name: Vec::new(),
            known: (0..outlines.len()).map(|_| OnceLock::new()).collect(),
            asked: others.iter().map(|_| AtomicBool::new(false)).collect(),
        };
        store.by_full_name = store.bearers(Self::full_name);
        store.by_bare_name = store.bearers(Self::bare_name);
        store
    }

    /// All models by the hash of a name.
    fn bearers(&self, name: impl Fn(&Self, usize) -> Option<String> + Sync) -> Bearers {
        let all = 0..u32::try_from(self.outlines.len() + self.others.len()).unwrap_or(u32::MAX);
        let hashed = |unit| Some((hash(&name(self, unit as usize)?), unit));
        let mut bearers: Bearers = all.into_par_iter().filter_map(hashed).collect();
        bearers.par_sort_unstable();
        for same in bearers.chunk_by_mut(|one, other| one.0 == other.0) {
            if same.len() > 1 {
                same.sort_by_cached_key(|(_, unit)| self.path(*unit as usize));
            }
        }
        bearers
    }

    /// The lower-case bare name of a model; `None` for what is no model.
    fn bare_name(&self, number: usize) -> Option<String> {
        if let Some(number) = number.checked_sub(self.outlines.len()) {
            return Some(self.others[number].name.to_lowercase());
        }
        let called = self.outlines.called(number);
        (called.kind == UnitKind::Model).then(|| called.name.to_lowercase())
    }

    /// The lower-case `owner/name` of a model, or its bare name where it has no owner.
    fn full_name(&self, number: usize) -> Option<String> {
        let bare = self.bare_name(number)?;
        let owner = match number.checked_sub(self.outlines.len()) {
            Some(number) => self.others[number].owner.as_deref(),
            None => self.outlines.called(number).owner,
        };
        Some(owner.map_or(bare.clone(), |owner| format!("{}/{bare}", owner.to_lowercase())))
    }

    /// The store as one of its units sees it: without that unit, which may bear its base's name.
    pub(super) fn seen_from(&self, number: usize) -> Seen<'_, 'a> {
        Seen { store: self, number, asked: Mutex::default() }
    }

    /// Bytes that were read to know bases, besides those of the units' own reading.
    pub(super) fn bytes_read(&self) -> u64 {
        self.known.iter().filter_map(OnceLock::get).map(|known| known.bytes).sum()
    }

    /// The models whose files decided something about another one: path, and bytes of their documents.
    pub(super) fn bases(&self) -> Vec<(String, u64)> {
        let own = self.known.iter().enumerate();
        let own = own.filter_map(|(unit, known)| Some((self.path(unit), known.get()?.bytes)));
        let asked = self.others.iter().zip(&self.asked);
        let asked = asked.filter(|(_, asked)| asked.load(Ordering::Relaxed));
        own.chain(asked.map(|(it, _)| (it.path.clone(), it.known.bytes))).collect()
    }

    /// The unit that a name means, seen from another. `owner/name` means the model of that owner, else
    /// one without a known owner; a bare name means the only model that bears it.
    pub(super) fn find(&self, name: &str, seen_from: usize) -> Option<usize> {
        let name = name.to_lowercase();
        let others = |found: Vec<usize>| -> Vec<usize> {
            found.into_iter().filter(|unit| *unit != seen_from).collect()
        };
        let by_full_name =
            |name: &str| others(self.bearing(&self.by_full_name, name, Self::full_name));
        let Some((_, bare)) = name.split_once('/') else {
            return only(&others(self.bearing(&self.by_bare_name, &name, Self::bare_name)));
        };
        // One model may lie here in several revisions.
        by_full_name(&name).first().copied().or_else(|| only(&by_full_name(bare)))
    }

    /// The models that bear a name, of several revisions the first by path first.
    fn bearing(
        &self,
        bearers: &Bearers,
        name: &str,
        of: impl Fn(&Self, usize) -> Option<String>,
    ) -> Vec<usize> {
        let hash = hash(name);
        let from = bearers.partition_point(|(other, _)| *other < hash);
        let same = bearers[from..].iter().take_while(|(other, _)| *other == hash);
        same.map(|(_, unit)| *unit as usize)
            .filter(|unit| of(self, *unit).is_some_and(|other| other == name))
            .collect()
    }

    /// The path of a unit as it is printed.
    pub(super) fn path(&self, number: usize) -> String {
        match number.checked_sub(self.outlines.len()) {
            Some(number) => self.others[number].path.clone(),
            None => self.outlines.path(number),
        }
    }

    /// What is known of a unit. The first that asks reads its files; no file can make that fail twice.
    pub(super) fn known(&self, number: usize) -> &Known {
        if let Some(number) = number.checked_sub(self.outlines.len()) {
            self.asked[number].store(true, Ordering::Relaxed);
            return &self.others[number].known;
        }
        self.known[number].get_or_init(|| {
            let (outline, texts) = (self.outlines.get(number), &self.identities.texts);
            let known = guard::guard(|| self.read(&unit::read(outline, self.files, texts)));
            Box::new(known.unwrap_or_default())
        })
    }

    fn read(&self, unit: &Unit) -> Known {
        let (identities, _) = self.identities.of_unit(unit);
        Known::of(unit, &identities, || declared::declarations(unit, &identities, self.library))
    }
}

/// The same for equal names, in one process.
fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

fn only(units: &[usize]) -> Option<usize> {
    if let [unit] = units { Some(*unit) } else { None }
}

/// The store as one of its units sees it.
pub(super) struct Seen<'s, 'a> {
    store: &'s ScannedStore<'a>,
    number: usize,
    /// What was asked so far, and which unit was meant.
    asked: Mutex<BTreeMap<String, Option<usize>>>,
}

impl Seen<'_, '_> {
    fn find(&self, name: &str) -> Option<usize> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = asked.get(name) {
            return *found;
        }
        let found = self.store.find(name, self.number);
        asked.insert(name.to_owned(), found);
        found
    }

    /// Every name that was asked for, and the unit that it meant.
    pub(super) fn asked(&self) -> BTreeMap<String, Option<usize>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The path of a unit.
    pub(super) fn path(&self, unit: usize) -> String {
        self.store.path(unit)
    }

    /// True where the files of a unit that was asked for do not tell whether it is still the same.
    pub(super) fn is_fleeting(&self, unit: usize) -> bool {
        self.store.known(unit).is_fleeting
    }
}

impl StoreIndex for Seen<'_, '_> {
    fn licenses_of(&self, owner_and_name: &str) -> Option<Vec<String>> {
        let known = self.store.known(self.find(owner_and_name)?);
        (!known.licenses.is_empty()).then(|| known.licenses.clone())
    }

    fn notices_of(&self, owner_and_name: &str) -> Vec<String> {
        self.find(owner_and_name)
            .map(|unit| self.store.known(unit).notices.clone())
            .unwrap_or_default()
    }

    fn license_file(&self, owner_and_name: &str, license: &str) -> Option<PathBuf> {
        let known = self.store.known(self.find(owner_and_name)?);
        known.texts.iter().find(|(id, _)| id == license).map(|(_, file)| file.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Called;

    fn outlines<const N: usize>(called: [(Option<&str>, &str, UnitKind); N]) -> Outlines {
        Outlines::of_names(&called.map(|(owner, name, kind)| Called { name, owner, kind }))
    }

    #[test]
    fn a_name_means_the_model_that_bears_it_and_never_the_one_that_asks() {
        let outlines = outlines([
            (Some("Acme"), "Base-7B", UnitKind::Model),
            (None, "Loner", UnitKind::Model),
            (Some("a"), "Twin", UnitKind::Model),
            (Some("b"), "twin", UnitKind::Model),
            (Some("acme"), "Pictures", UnitKind::Dataset),
        ]);
        let store = ScannedStore::new(&outlines, &[], Library::embedded(), Arc::default(), None);
        for (name, seen_from, found) in [
            ("acme/base-7b", 1, Some(0)),
            ("Acme/Base-7B", 0, None),
            ("base-7b", 1, Some(0)),
            ("someone/base-7b", 1, None),
            ("someone/loner", 0, Some(1)),
            ("someone/loner", 1, None),
            ("twin", 0, None),
            ("twin", 2, Some(3)),
            ("b/TWIN", 0, Some(3)),
            ("acme/pictures", 0, None),
            ("pictures", 0, None),
            ("", 0, None),
            ("/", 0, None),
        ] {
            assert_eq!(store.find(name, seen_from), found, "{name} from {seen_from}");
        }
    }

    #[test]
    fn a_model_without_readable_files_names_no_license() {
        let outlines = outlines([(None, "empty", UnitKind::Model), (None, "x", UnitKind::Model)]);
        let store = ScannedStore::new(&outlines, &[], Library::embedded(), Arc::default(), None);
        assert_eq!(store.seen_from(1).licenses_of("empty"), None);
        assert!(store.seen_from(1).notices_of("empty").is_empty());
        assert_eq!(store.seen_from(0).licenses_of("unknown/model"), None);
    }
}
