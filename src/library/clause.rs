//! The clauses of a text: a label such as `1.b.i` or `五.1`, and the token at which each begins.
//!
//! `counter.rs` finds what may count, and `outline.rs` what does.

use super::{counter::counters, outline::Outline};
use crate::text::Token;

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The labels from the top, joined by points.
    pub label: String,
    /// Its first token.
    pub start: usize,
}

/// The clauses of a text, sorted by their first token.
pub fn clauses(text: &str, tokens: &[Token]) -> Vec<Clause> {
    let counters = counters(text, tokens);
    let mut outline = Outline::of(&counters);
    let mut found = Vec::new();
    for (at, counter) in counters.iter().enumerate() {
        if outline.place(at, counter) {
            found.push(Clause { label: outline.label(), start: counter.at });
        }
    }
    found
}

#[cfg(test)]
#[path = "clause/tests.rs"]
mod tests;
