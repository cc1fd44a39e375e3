//! The other models of the store, as one unit sees them: a base in the same store is known by its own
//! files, which are read when a unit first asks for them, and once.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{guard, identities::Identities, known::Known, others::OtherModel};
use crate::{
    declared,
    library::Library,
    lineage::StoreIndex,
    unit::{self, FileMemory, Outline, Unit, UnitKind},
};

/// All models of the scanned roots by name, and those that other runs have read. The numbers of the latter
/// go on after the former.
pub(super) struct ScannedStore<'a> {
    outlines: &'a [Outline],
    others: &'a [&'a OtherModel],
    library: &'a Library,
    identities: Arc<Identities<'a>>,
    files: Option<&'a dyn FileMemory>,
    /// Lower-case `owner/name`, and the bare name of units without an owner, to units.
    by_full_name: BTreeMap<String, Vec<usize>>,
    /// Lower-case bare name to units, whoever owns them.
    by_bare_name: BTreeMap<String, Vec<usize>>,
    known: Vec<OnceLock<Known>>,
    /// Which of the others were asked for.
    asked: Vec<AtomicBool>,
}

impl<'a> ScannedStore<'a> {
    pub(super) fn new(
        outlines: &'a [Outline],
        others: &'a [&'a OtherModel],
        library: &'a Library,
        identities: Arc<Identities<'a>>,
        files: Option<&'a dyn FileMemory>,
    ) -> Self {
        let mut by_full_name = BTreeMap::<String, Vec<usize>>::new();
        let mut by_bare_name = BTreeMap::<String, Vec<usize>>::new();
        let own = outlines.iter().enumerate().filter(|(_, it)| it.kind == UnitKind::Model);
        let own = own.map(|(number, it)| (number, &it.path, &it.name, it.owner.as_ref()));
        let others_too = others
            .iter()
            .enumerate()
            .map(|(number, it)| (outlines.len() + number, &it.path, &it.name, it.owner.as_ref()));
        let mut models: Vec<_> = own.chain(others_too).collect();
        // Of several revisions the first by path speaks, whichever run has read it.
        models.sort_by_key(|(_, path, ..)| *path);
        for (number, _, name, owner) in models {
            let bare = name.to_lowercase();
            let full = match owner {
                Some(owner) => format!("{}/{bare}", owner.to_lowercase()),
                None => bare.clone(),
            };
            by_full_name.entry(full).or_default().push(number);
            by_bare_name.entry(bare).or_default().push(number);
        }
        Self {
            outlines,
            others,
            library,
            identities,
            files,
            by_full_name,
            by_bare_name,
            known: outlines.iter().map(|_| OnceLock::new()).collect(),
            asked: others.iter().map(|_| AtomicBool::new(false)).collect(),
        }
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
        let own = self.outlines.iter().zip(&self.known);
        let own = own.filter_map(|(it, known)| Some((it.path.clone(), known.get()?.bytes)));
        let asked = self.others.iter().zip(&self.asked);
        let asked = asked.filter(|(_, asked)| asked.load(Ordering::Relaxed));
        own.chain(asked.map(|(it, _)| (it.path.clone(), it.known.bytes))).collect()
    }

    /// The unit that a name means, seen from another. `owner/name` means the model of that owner, else
    /// one without a known owner; a bare name means the only model that bears it.
    pub(super) fn find(&self, name: &str, seen_from: usize) -> Option<usize> {
        let name = name.to_lowercase();
        let others = |found: Option<&Vec<usize>>| -> Vec<usize> {
            found.into_iter().flatten().copied().filter(|unit| *unit != seen_from).collect()
        };
        let Some((_, bare)) = name.split_once('/') else {
            return only(&others(self.by_bare_name.get(&name)));
        };
        // One model may lie here in several revisions.
        let owned = others(self.by_full_name.get(&name)).first().copied();
        owned.or_else(|| only(&others(self.by_full_name.get(bare))))
    }

    /// The path of a unit as it is printed.
    pub(super) fn path(&self, number: usize) -> &str {
        &self.outlines[number].path
    }

    /// What is known of a unit. The first that asks reads its files; no file can make that fail twice.
    pub(super) fn known(&self, number: usize) -> &Known {
        if let Some(number) = number.checked_sub(self.outlines.len()) {
            self.asked[number].store(true, Ordering::Relaxed);
            return &self.others[number].known;
        }
        self.known[number].get_or_init(|| {
            let outline = self.outlines[number].clone();
            let texts = &self.identities.texts;
            guard::guard(|| self.read(&unit::read(outline, self.files, texts))).unwrap_or_default()
        })
    }

    fn read(&self, unit: &Unit) -> Known {
        let (identities, _) = self.identities.of_unit(unit);
        Known::of(unit, &identities, || declared::declarations(unit, &identities, self.library))
    }
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
        let found = self.store.find(name, self.number);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(name.to_owned(), found);
        found
    }

    /// Every name that was asked for, and the unit that it meant.
    pub(super) fn asked(&self) -> BTreeMap<String, Option<usize>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The path of a unit.
    pub(super) fn path(&self, unit: usize) -> &str {
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
    use std::path::PathBuf;

    use super::*;
    use crate::store::Layout;

    fn outline(owner: Option<&str>, name: &str, kind: UnitKind) -> Outline {
        Outline {
            root: 0,
            path: name.to_owned(),
            below_root: name.to_owned(),
            folder: PathBuf::from(name),
            name: name.to_owned(),
            name_chosen: true,
            owner: owner.map(str::to_owned),
            kind,
            layout: Layout::Folder,
            files: Vec::new(),
            above: Vec::new(),
            partial: None,
            same_as: None,
        }
    }

    #[test]
    fn a_name_means_the_model_that_bears_it_and_never_the_one_that_asks() {
        let outlines = [
            outline(Some("Acme"), "Base-7B", UnitKind::Model),
            outline(None, "Loner", UnitKind::Model),
            outline(Some("a"), "Twin", UnitKind::Model),
            outline(Some("b"), "twin", UnitKind::Model),
            outline(Some("acme"), "Pictures", UnitKind::Dataset),
        ];
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
        let outlines =
            [outline(None, "empty", UnitKind::Model), outline(None, "x", UnitKind::Model)];
        let store = ScannedStore::new(&outlines, &[], Library::embedded(), Arc::default(), None);
        assert_eq!(store.seen_from(1).licenses_of("empty"), None);
        assert!(store.seen_from(1).notices_of("empty").is_empty());
        assert_eq!(store.seen_from(0).licenses_of("unknown/model"), None);
    }
}
