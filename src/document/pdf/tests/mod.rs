//! The reader on files made here, on damaged ones and on real ones.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod builder;
mod corpus;
mod damage;
mod pages;
mod words;
