//! Tests of the registry itself: what `signatures/` says, and that names and models lead to it.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bases;
mod names;
mod registry;

use super::Library;

fn library() -> &'static Library {
    Library::embedded()
}

/// Says that a test had nothing to look at.
#[expect(clippy::print_stderr, reason = "a skipped test says so in one line")]
fn skipped(what: &str) {
    eprintln!("skipped: there is no {what} beside the project");
}
