//! What was found, for people and for machines. Reports print what the stages before them decided; they
//! decide nothing.

pub mod escape;
pub mod explained;
pub mod identified;
pub mod json;
pub mod metrics;
pub mod sarif;
pub mod text;
pub(crate) mod unit_line;

use std::io;

use crate::{
    language::Language,
    library::Library,
    scan::{Judged, Summary},
};

/// Makes what a report says of one unit, on any thread.
pub type PartMaker<Part> = Box<dyn Fn(&Judged) -> io::Result<Part> + Send + Sync>;

/// One way to print a scan. Units come one by one, in order, so that a store of any size can be printed.
pub trait Report {
    /// What is said of one unit.
    type Part: Send;

    /// What makes the parts: most of the work of a report is done here, by the threads that judge units.
    fn part_maker(&self) -> PartMaker<Self::Part>;

    /// Prints one part.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    fn part(&mut self, part: Self::Part) -> io::Result<()>;

    /// Prints one unit.
    ///
    /// # Errors
    ///
    /// As [`Report::part`].
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        let part = self.part_maker()(judged)?;
        self.part(part)
    }

    /// Prints what the scan came to and flushes the output.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    fn finish(&mut self, summary: &Summary) -> io::Result<()>;
}

/// The line that ends whatever is printed for people: what it was made with, and what it is not.
pub fn last_line(language: Language) -> String {
    let (version, digest) = (env!("CARGO_PKG_VERSION"), Library::embedded().digest());
    match language {
        Language::En => format!("licscan {version}, index {digest}; not legal advice"),
        Language::Zh => format!("licscan {version}，索引 {digest}；不构成法律意见"),
    }
}

#[cfg(test)]
pub(crate) mod sample;
