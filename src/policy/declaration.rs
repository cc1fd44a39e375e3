//! What no file shows and somebody answers for: how many users, where, registered or not. An answer takes its
//! line out of the note that asks for it.

use crate::{
    library::duty::DutyKind,
    rules::{
        Case,
        declaration_needed::{OF_TRAINING, SHOWN_BY_FILES, TO_CONFIRM},
        licenses_of,
    },
};

/// The kinds of duties that somebody may answer for: all that `declaration-needed` lists.
pub(super) fn answerable() -> impl Iterator<Item = DutyKind> {
    TO_CONFIRM.into_iter().chain(SHOWN_BY_FILES).chain(OF_TRAINING)
}

/// True where a license binds the unit or is its own, and asks for a duty of this kind.
pub(super) fn is_asked(case: &Case, license: &str, duty: DutyKind) -> bool {
    licenses_of(case).contains(&license)
        && case
            .library
            .license(license)
            .is_some_and(|license| license.duty.iter().any(|asked| asked.kind == duty))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{library::Library, rules::declaration_needed::may_list};

    #[test]
    fn whatever_a_note_lists_somebody_may_answer_for() {
        let library = Library::embedded();
        let licenses = library.ids().into_iter().filter_map(|id| library.license(id));
        let kinds: Vec<DutyKind> = answerable().collect();
        for license in licenses {
            for duty in license.duty.iter().filter(|duty| may_list(duty)) {
                assert!(kinds.contains(&duty.kind), "{}: {}", license.id, duty.kind.as_str());
            }
        }
        let mut named: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named.len(), kinds.len(), "a kind stands twice");
    }
}
