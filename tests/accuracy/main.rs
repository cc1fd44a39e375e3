//! How often the identify stage is right, over a folder of labelled license texts.
//!
//! The texts are other people's and are no part of this project: without `../shared/corpus` every test
//! here says so in one line and passes. `cargo test --test accuracy -- --nocapture` prints the tables,
//! each with the digest step and without it.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

mod copies;
mod corpus;
mod provenance;
mod seeds;
mod siblings;
mod values;
