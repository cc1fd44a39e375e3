//! `unused-waiver`: a waiver, declaration or clarification of the policy that met nothing.

use super::{OF_POLICY, Rule};
use crate::finding::Level;

/// A waiver that met nothing.
pub static UNUSED_WAIVER: Rule = Rule {
    name: "unused-waiver",
    level: Level::Note,
    summary: "a waiver, declaration or clarification of the policy met nothing",
    since: "0.1.0",
    docs: "\
## What it does

Reports each `[[waiver]]`, `[[declaration]]` and `[[clarify]]` of `licscan.toml` that met nothing in this scan.

## Why it matters

It may be mistyped, and then what it should cover is not covered; or what it covered is mended, and then it
only waits to cover something new.

## How to mend it

Remove it, or mend the glob, the license or the digest. Where only a part of the store was scanned, its models
may lie in another part.
",
    check: OF_POLICY,
};
