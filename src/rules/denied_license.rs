//! `denied-license`: a license that the policy does not allow.

use super::{OF_POLICY, Rule};
use crate::finding::Level;

/// A license that the policy does not allow.
pub static DENIED_LICENSE: Rule = Rule {
    name: "denied-license",
    level: Level::Error,
    summary: "the policy does not allow this license, its family, or what is true of it",
    since: "0.1.0",
    docs: "\
## What it does

Compares the licenses that a model bears, and those of the models that it comes from, with `licscan.toml`: with
`[deny]` (licenses, families, and the facts `non-commercial`, `revocable` and `territory`), with `[allow]`
where that is given, with `commercial = true`, and with `territory`. Without a policy it never fires.

## Why it matters

Whether a license is acceptable is a decision of the house, made once and not anew for each model.

## How to mend it

Take a model under another license, or let those who own the policy allow this one: in `[allow]`, or for some
models and some time by a `[[waiver]]`.
",
    check: OF_POLICY,
};
