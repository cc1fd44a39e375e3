//! Which root a unit lies below, for lists of any number of roots.

use std::{
    collections::{BTreeSet, HashMap},
    path::{Component, Path, PathBuf},
};

use crate::unit::Outline;

/// The roots of a scan as they were typed.
pub(super) struct Roots<'a> {
    typed: &'a [PathBuf],
    /// Paths are equal where their parts are: `models` and `models/` are one.
    numbers: HashMap<&'a Path, usize>,
    /// The roots that are the working folder, by number.
    here: Option<usize>,
}

impl<'a> Roots<'a> {
    pub(super) fn new(roots: &'a [PathBuf]) -> Self {
        let numbers = roots.iter().enumerate().map(|(number, root)| (root.as_path(), number));
        Self {
            typed: roots,
            numbers: numbers.collect(),
            here: roots.iter().rposition(|it| is_here(it)),
        }
    }

    /// True where a unit may lie below one root or another.
    pub(super) fn are_several(&self) -> bool {
        self.typed.len() > 1
    }

    /// The innermost root that a unit lies below, by number.
    pub(super) fn innermost(&self, outline: &Outline) -> Option<usize> {
        let above = above(outline).filter_map(|path| self.numbers.get(path).copied());
        let here = self.here.filter(|_| outline.folder.is_relative());
        above.chain(here).max_by_key(|number| (self.typed[*number].components().count(), *number))
    }

    /// The roots below which none of these units lies.
    pub(super) fn without(&self, units: impl Iterator<Item = Outline>) -> Vec<PathBuf> {
        let mut empty: BTreeSet<usize> = (0..self.typed.len()).collect();
        for outline in units {
            for path in above(&outline) {
                if let Some(number) = self.numbers.get(path) {
                    empty.remove(number);
                }
            }
            if outline.folder.is_relative() {
                empty.retain(|number| !is_here(&self.typed[*number]));
            }
            if empty.is_empty() {
                break;
            }
        }
        empty.into_iter().map(|number| self.typed[number].clone()).collect()
    }
}

/// The folder of a unit and those above it, on the disk and as they are printed.
fn above(outline: &Outline) -> impl Iterator<Item = &Path> {
    let printed = Path::new(&outline.path);
    let other = (printed.as_os_str() != outline.folder.as_os_str()).then_some(printed);
    outline.folder.ancestors().chain(other.into_iter().flat_map(Path::ancestors))
}

/// True for `.` and what comes to the same.
fn is_here(root: &Path) -> bool {
    root.components().all(|part| part == Component::CurDir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_unit_lies_below_its_root_however_the_root_was_typed() {
        let mut outline = sample::clean().unit.outline;
        for (folder, root, below) in [
            ("models/a", "models", true),
            ("models/a", "models/", true),
            ("models/a", "./", true),
            ("./a", ".", true),
            ("models-old/a", "models", false),
            ("/store/a", ".", false),
        ] {
            outline.folder = PathBuf::from(folder);
            folder.clone_into(&mut outline.path);
            let roots = [PathBuf::from(root)];
            let found = Roots::new(&roots).innermost(&outline);
            assert_eq!(found, below.then_some(0), "{folder} below {root}");
            let empty = Roots::new(&roots).without([outline.clone()].into_iter());
            assert_eq!(empty.is_empty(), below, "{folder} below {root}");
        }
    }

    #[test]
    fn of_roots_in_one_another_the_inner_one_counts() {
        let mut outline = sample::clean().unit.outline;
        outline.folder = PathBuf::from("models/acme/x");
        outline.path = "models/acme/x".to_owned();
        let roots = [".", "models/acme/", "models", "other"].map(PathBuf::from);
        let of = Roots::new(&roots);
        assert_eq!(of.innermost(&outline), Some(1));
        assert_eq!(of.without([outline.clone()].into_iter()), [PathBuf::from("other")]);
        assert_eq!(of.without(std::iter::empty()), roots);
    }
}
