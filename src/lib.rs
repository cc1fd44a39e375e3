//! licscan finds the license duties that a folder of AI models does not meet.
//!
//! The data flows downwards through the rooms of this crate, each of which knows only those above it:
//! `store -> document -> unit -> text -> identify -> declared -> lineage -> rules -> policy -> report`.
//! [`library`], [`finding`] and [`language`] know no stage and every stage may use them.
//!
//! Three things are asked for most; `examples/` has each of them as a program.
//!
//! # Scan a folder
//!
//! [`scan::scan`] hands on one model after the other, with all that is known and said about it.
//!
//! ```
//! use licscan::scan::{ScanOptions, scan};
//!
//! let mut said = Vec::new();
//! let summary = scan(&["fixtures/models".into()], &ScanOptions::default(), &mut |judged| {
//!     for finding in &judged.findings {
//!         said.push((judged.unit.outline.name.clone(), finding.rule));
//!     }
//!     Ok(())
//! })?;
//! assert!(said.contains(&("acme-13b-chat".to_owned(), "missing-attribution")));
//! // False where something could not be looked at.
//! assert!(summary.complete);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Identify a text
//!
//! [`identify::identify`] names the licenses that stand in a text, and where each differs from its reference.
//!
//! ```
//! use licscan::identify::{Verdict, identify};
//! # let text = licscan::library::Library::embedded().text("apache-2.0").unwrap();
//!
//! let identity = identify(text);
//! assert_eq!((identity.verdict, identity.named().next()), (Verdict::Exact, Some("apache-2.0")));
//!
//! let changed = identify(&text.replacen("irrevocable", "revocable", 1));
//! assert_eq!(changed.verdict, Verdict::Altered);
//! assert_eq!(changed.licenses[0].deviations[0].words, "revocable");
//! ```
//!
//! # List duties
//!
//! [`library::Library`] is what is known about licenses, whether or not anything is scanned.
//!
//! ```
//! use licscan::library::{Library, duty::DutyKind};
//!
//! let license = Library::embedded().license("llama3.1").expect("it is known");
//! let mark = license.duty.iter().find(|duty| duty.kind == DutyKind::DisplayMark).expect("it asks for one");
//! assert!(mark.clause.starts_with("1.b.i"));
//! assert_eq!(mark.marks, ["Built with Llama"]);
//! ```

pub mod audit;
pub mod cli;
pub mod declared;
pub mod document;
mod edits;
pub mod finding;
pub mod fix;
pub mod hook;
pub mod identify;
pub mod language;
pub mod library;
pub mod lineage;
pub mod merge;
pub mod notice;
pub mod policy;
pub mod report;
pub mod rules;
pub mod scan;
pub mod signatures;
pub mod store;
pub mod text;
pub mod unit;
mod whole_file;
