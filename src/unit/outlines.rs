//! All units of a scan in few bytes each: a store of 100,000 models is known as a whole before the first of
//! them is judged. What there is to know of one is unpacked when its turn comes.

use std::path::{Path, PathBuf};

use super::{Outline, UnitKind};
use crate::{
    language::Bilingual,
    store::{Files, Layout, Place, name_text},
};

/// A root as its units need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RootPlace {
    /// As it was typed.
    pub(super) typed: PathBuf,
    /// The folder that paths below it lie below.
    pub(super) start: PathBuf,
}

/// The outlines of units, sorted by root and path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlines {
    pub(super) roots: Vec<RootPlace>,
    pub(super) units: Vec<Packed>,
}

/// One unit. Its folder, its name and its owner are one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packed {
    text: Box<str>,
    /// Where the folder ends in the text.
    folder_end: u32,
    /// Where the name ends in the text.
    name_end: u32,
    root: u32,
    kind: UnitKind,
    layout: Layout,
    name_chosen: bool,
    has_owner: bool,
    /// Its files, with their paths below it.
    pub(super) files: Files,
    /// What few units have.
    pub(super) rare: Option<Box<Rare>>,
}

/// What few units have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rare {
    pub(super) above: Files,
    pub(super) partial: Option<Bilingual>,
    pub(super) same_as: Option<String>,
}

/// What a unit is called and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called<'a> {
    /// As [`Outline::name`].
    pub name: &'a str,
    /// As [`Outline::owner`].
    pub owner: Option<&'a str>,
    /// As [`Outline::kind`].
    pub kind: UnitKind,
}

/// What is known of a unit besides its files.
pub(super) struct Known<'a> {
    pub(super) root: usize,
    pub(super) below_root: &'a str,
    pub(super) name: &'a str,
    pub(super) name_chosen: bool,
    pub(super) owner: Option<&'a str>,
    pub(super) kind: UnitKind,
    pub(super) layout: Layout,
}

impl Packed {
    pub(super) fn new(known: &Known<'_>, files: Files, rare: Rare) -> Self {
        let Known { root, below_root, name, name_chosen, owner, kind, layout } = *known;
        let text = [below_root, name, owner.unwrap_or_default()].concat();
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            text: text.into_boxed_str(),
            folder_end: end(below_root.len()),
            name_end: end(below_root.len() + name.len()),
            root: end(root),
            kind,
            layout,
            name_chosen,
            has_owner: owner.is_some(),
            files,
            rare: (rare != Rare::default()).then(|| Box::new(rare)),
        }
    }

    pub(super) fn below_root(&self) -> &str {
        self.text.get(..self.folder_end as usize).unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.text.get(self.folder_end as usize..self.name_end as usize).unwrap_or_default()
    }

    fn owner(&self) -> Option<&str> {
        let owner = self.text.get(self.name_end as usize..).unwrap_or_default();
        self.has_owner.then_some(owner)
    }

    pub(super) fn place<'a>(&'a self, roots: &'a [RootPlace]) -> Place<'a> {
        Place { start: &roots[self.root as usize].start, below: self.below_root() }
    }
}

impl Outlines {
    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The outline of one unit.
    ///
    /// # Panics
    ///
    /// Where there are not so many, as with every number here.
    pub fn get(&self, number: usize) -> Outline {
        let unit = &self.units[number];
        let place = unit.place(&self.roots);
        let above = unit.rare.as_ref().map(|rare| rare.above.entries(place)).unwrap_or_default();
        Outline { files: unit.files.entries(place), above, ..self.without_files(number) }
    }

    /// The outline of one unit without its files, which is less work.
    pub fn without_files(&self, number: usize) -> Outline {
        let unit = &self.units[number];
        let rare = unit.rare.as_deref();
        Outline {
            root: unit.root as usize,
            path: self.path(number),
            below_root: unit.below_root().to_owned(),
            folder: unit.place(&self.roots).on_disk(),
            name: unit.name().to_owned(),
            name_chosen: unit.name_chosen,
            owner: unit.owner().map(str::to_owned),
            kind: unit.kind,
            layout: unit.layout,
            files: Vec::new(),
            above: Vec::new(),
            partial: rare.and_then(|rare| rare.partial.clone()),
            same_as: rare.and_then(|rare| rare.same_as.clone()),
        }
    }

    /// All outlines, one after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Outline> + '_ {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The path of a unit as it is printed.
    pub fn path(&self, number: usize) -> String {
        let unit = &self.units[number];
        printed(&self.roots[unit.root as usize].typed, unit.below_root())
    }

    /// What a unit is called.
    pub fn called(&self, number: usize) -> Called<'_> {
        let unit = &self.units[number];
        Called { name: unit.name(), owner: unit.owner(), kind: unit.kind }
    }

    /// All that the system tells of the files of a unit and of those above it.
    pub(crate) fn files(&self, number: usize) -> [Option<&Files>; 2] {
        let unit = &self.units[number];
        [Some(&unit.files), unit.rare.as_ref().map(|rare| &rare.above)]
    }

    /// Units without files, each in a folder of its name.
    #[cfg(test)]
    pub(crate) fn of_names(called: &[Called<'_>]) -> Self {
        let known = called.iter().map(|it| Known {
            root: 0,
            below_root: it.name,
            name: it.name,
            name_chosen: true,
            owner: it.owner,
            kind: it.kind,
            layout: Layout::Folder,
        });
        let units = known.map(|it| Packed::new(&it, Files::default(), Rare::default())).collect();
        Self { roots: vec![RootPlace { typed: ".".into(), start: ".".into() }], units }
    }

    /// Whether a unit is only partly here, and its path.
    pub(super) fn rank(&self, number: usize) -> (bool, String) {
        let rare = self.units[number].rare.as_ref();
        (rare.is_some_and(|rare| rare.partial.is_some()), self.path(number))
    }

    /// Says that another unit is judged in place of this one.
    pub(super) fn set_same_as(&mut self, number: usize, path: Option<String>) {
        let rare = &mut self.units[number].rare;
        if path.is_some() || rare.is_some() {
            rare.get_or_insert_default().same_as = path;
        }
    }
}

/// The root as typed and the folder below it, with `/` between parts.
pub(super) fn printed(typed: &Path, folder: &str) -> String {
    let typed = name_text(typed.as_os_str());
    let typed = if cfg!(windows) { typed.replace('\\', "/") } else { typed };
    let root = typed.trim_end_matches('/');
    match (root, folder.is_empty()) {
        ("", true) => "/".to_owned(),
        ("." | "", false) if !typed.starts_with('/') => folder.to_owned(),
        (_, true) => root.to_owned(),
        (_, false) => format!("{root}/{folder}"),
    }
}
