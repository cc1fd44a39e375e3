//! The normal form: one token stream for a hard-wrapped PDF extract, a Markdown file with bold inside
//! words, full-width letters or traditional script.
//!
//! The stages are [`markup`] (what is no word), [`fold`] (which characters are the same, kept in
//! [`folded`] with their places), `word` (where words begin and end), and [`token`] (what kind of place each
//! stands in). This room knows no other room, so that `build.rs` can use it as it stands.

mod bits;
pub mod fold;
pub mod folded;
pub mod furniture;
pub mod hash;
pub mod markup;
pub mod place;
pub mod token;
mod word;

#[cfg(test)]
mod tests;

pub use token::{Flags, Token, tokens};
