//! What is said of entries of the policy after a scan: `expired-waiver` and `unused-waiver`.

use crate::{
    finding::{Finding, Place},
    language::{Bilingual, both},
    rules::{expired_waiver::EXPIRED_WAIVER, unused_waiver::UNUSED_WAIVER},
};

/// The finding that an entry is past its date.
pub(super) fn expired(entry: &Bilingual, last_day: &str, place: Place) -> Finding {
    let message = both!("{} ended on {}", "{}已于 {} 到期", entry, last_day);
    Finding::new(EXPIRED_WAIVER.name, EXPIRED_WAIVER.level, message)
        .remedy(both!(
            "Mend what it covered and remove it, or have its owner set a later day",
            "请整改其所涉问题并删除该条目，或由其负责人另定期限"
        ))
        .at(place)
}

/// The finding that an entry met nothing.
pub(super) fn unused(entry: &Bilingual, place: Place) -> Finding {
    let message = both!("{} met nothing", "{}未命中任何内容", entry);
    Finding::new(UNUSED_WAIVER.name, UNUSED_WAIVER.level, message)
        .remedy(both!("Remove it, or mend what it names", "请删除该条目，或更正其所指对象"))
        .at(place)
}
