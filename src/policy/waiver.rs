//! What is said of entries of the policy after a scan: `expired-waiver` and `unused-waiver`.

use crate::{
    finding::{Finding, Place},
    rules::{expired_waiver::EXPIRED_WAIVER, unused_waiver::UNUSED_WAIVER},
};

/// The finding that an entry is past its date.
pub(super) fn expired(entry: &str, last_day: &str, place: Place) -> Finding {
    let message = format!("{entry} ended on {last_day}");
    Finding::new(EXPIRED_WAIVER.name, EXPIRED_WAIVER.level, message)
        .remedy("Mend what it covered and remove it, or have its owner set a later day")
        .at(place)
}

/// The finding that an entry met nothing.
pub(super) fn unused(entry: &str, place: Place) -> Finding {
    Finding::new(UNUSED_WAIVER.name, UNUSED_WAIVER.level, format!("{entry} met nothing"))
        .remedy("Remove it, or mend what it names")
        .at(place)
}
