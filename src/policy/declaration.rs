//! What no file shows and somebody answers for: how many users, where, registered or not. An answer takes its
//! line out of the note that asks for it.

use crate::{
    library::duty::DutyKind,
    rules::{
        Case,
        declaration_needed::{SHOWN_BY_FILES, TO_CONFIRM},
        licenses_of,
    },
};

/// The kinds of duties that somebody may answer for: all that `declaration-needed` lists.
pub(super) fn answerable() -> impl Iterator<Item = DutyKind> {
    TO_CONFIRM.into_iter().chain(SHOWN_BY_FILES)
}

/// True where a license binds the unit or is its own, and asks for a duty of this kind.
pub(super) fn is_asked(case: &Case, license: &str, duty: DutyKind) -> bool {
    licenses_of(case).contains(license)
        && case
            .library
            .license(license)
            .is_some_and(|license| license.duty.iter().any(|asked| asked.kind == duty))
}
