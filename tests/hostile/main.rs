//! What a stranger can put into a folder of models: nothing of it may end the scan early, make it wait,
//! lead it out of the tree, steer a terminal, or pass in silence.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod cache;
mod cards;
#[path = "../disk/mod.rs"]
mod disk;
mod files;
mod links;
mod names;
mod texts;

/// Says a line to who runs the tests.
#[expect(clippy::print_stderr, reason = "a test that did not run says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}
