//! The parts of the library room that the index needs, as they stand.

#[path = "../src/library/clause.rs"]
pub(crate) mod clause;
#[path = "../src/library/counter.rs"]
mod counter;
#[path = "../src/library/grams.rs"]
pub(crate) mod grams;
#[path = "../src/library/headed.rs"]
mod headed;
#[path = "../src/library/numeral.rs"]
mod numeral;
#[path = "../src/library/outline.rs"]
mod outline;
#[path = "../src/library/print.rs"]
pub(crate) mod print;
#[path = "../src/library/whole.rs"]
mod whole;
#[path = "../src/library/words.rs"]
pub(crate) mod words;
