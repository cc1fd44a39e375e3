//! The nightly audit: scans a store, compares what is found with what was there the nights before, and
//! remembers both in one file.
//!
//! A night is one transaction: it is in the database as a whole or not at all, whenever the process is killed.
//! A night in which something could not be looked at adds what it found and takes nothing away: no finding
//! counts as fixed and no model as gone because a disk was not there.

mod database;
pub mod drift;
mod error;
pub mod export;
pub mod history;
mod memory;
pub mod night;
pub mod nights;
#[cfg(feature = "parquet")]
pub mod parquet;
mod recollection;
mod record;
pub mod report;
mod retention;
mod schema;
mod sums;
mod texts;
mod vanished;
mod write;

pub use database::Database;
pub use error::AuditError;
pub use night::{NightDone, NightOptions, night};
