//! What the two rooms that read statements ask of the library.
//!
//! A trait, so that a test can state the few names that it speaks of without the embedded library.

use crate::library::{Library, Named, base::Base, family::Family};

/// Knowledge about names: of licenses, of models and of those who publish them.
pub trait Names {
    /// What a name of a license stands for.
    fn resolve(&self, name: &str) -> Named<'_>;

    /// False where no name of a license begins with this word: a cheap question before `resolve`.
    fn begins_a_name(&self, _word: &str) -> bool {
        true
    }

    /// The license whose text stands at an address.
    fn license_at(&self, url: &str) -> Option<&str>;

    /// The first row of the base table that matches `owner/name` or a bare name.
    fn base(&self, name: &str) -> Option<&Base>;

    /// The row that speaks for all models of a series that is named as a whole: "Llama 2".
    fn series(&self, _name: &str) -> Option<&Base> {
        None
    }

    /// The licenses of the model family that a name belongs to; `None` where it belongs to none.
    fn family_licenses(&self, name: &str) -> Option<Vec<String>>;

    /// The model family that a name belongs to, with what the files of its members look like.
    fn family(&self, _name: &str) -> Option<&Family> {
        None
    }

    /// True where `owner` is a hub name of the licensor of a license.
    fn licensor_owns(&self, license: &str, owner: &str) -> bool;

    /// True where a license has one licensor of its own, as model licenses have and Apache-2.0 has not.
    fn has_licensor(&self, license: &str) -> bool;
}

impl Names for Library {
    fn resolve(&self, name: &str) -> Named<'_> {
        Self::resolve(self, name)
    }

    fn begins_a_name(&self, word: &str) -> bool {
        Self::begins_a_name(self, word)
    }

    fn license_at(&self, url: &str) -> Option<&str> {
        Self::license_at(self, url)
    }

    fn base(&self, name: &str) -> Option<&Base> {
        Self::base(self, name)
    }

    fn series(&self, name: &str) -> Option<&Base> {
        Self::series(self, name)
    }

    fn family_licenses(&self, name: &str) -> Option<Vec<String>> {
        self.family_of_name(name).map(|family| family.licenses.clone())
    }

    fn family(&self, name: &str) -> Option<&Family> {
        self.family_of_model(name)
    }

    fn licensor_owns(&self, license: &str, owner: &str) -> bool {
        Self::licensor_owns(self, license, owner)
    }

    fn has_licensor(&self, license: &str) -> bool {
        self.license(license).is_some_and(|known| !known.owners.is_empty())
    }
}
