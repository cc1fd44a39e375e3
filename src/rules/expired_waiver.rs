//! `expired-waiver`: a waiver or declaration of the policy that is past its date.

use super::{OF_POLICY, Rule};
use crate::finding::Level;

/// A waiver that is past its date.
pub static EXPIRED_WAIVER: Rule = Rule {
    name: "expired-waiver",
    level: Level::Error,
    summary: "a waiver or declaration of the policy is past its date",
    since: "0.1.0",
    docs: "\
## What it does

Reports each `[[waiver]]` and `[[declaration]]` of `licscan.toml` whose last day is over. It waives nothing
any more. The day is that of `--today`, else that of `SOURCE_DATE_EPOCH`, else today, in UTC.

## Why it matters

A waiver is a decision for a while. Without this, what was accepted once would be accepted for ever.

## How to mend it

Mend the finding and remove the waiver, or let the owner that it names decide anew and set a later day.
",
    check: OF_POLICY,
};
