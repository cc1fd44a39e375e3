//! What a policy may do that a scanned tree brought along: make the scan stricter, and nothing else.

use super::{config::Config, single::is_stricter};

/// The part of a policy that makes a scan stricter, and the names of the keys that are left out.
pub(super) fn strict_part(config: Config) -> (Config, Vec<&'static str>) {
    let rules_before = config.rules.len();
    let kept = Config {
        commercial: config.commercial,
        territory: config.territory,
        allow: config.allow,
        deny: config.deny,
        rules: config
            .rules
            .into_iter()
            .filter(|(rule, level)| is_stricter(rule.0, *level))
            .collect(),
        ..Config::default()
    };
    let left_out = [
        ("role", config.role.is_some()),
        ("lang", config.lang.is_some()),
        ("private-ok", !config.private_ok.is_empty()),
        ("rules", kept.rules.len() < rules_before),
        ("visibility", !config.visibility.internal.is_empty()),
        ("waiver", !config.waiver.is_empty()),
        ("declaration", !config.declaration.is_empty()),
        ("clarify", !config.clarify.is_empty()),
        ("owner", !config.owner.is_empty()),
    ];
    (kept, left_out.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key).collect())
}
