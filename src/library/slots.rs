//! A stand-in until the signature files carry slots.

/// For each license its slots, each a list of values.
pub static SLOTS: &[(&str, &[&[&str]])] = &[];
