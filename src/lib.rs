//! licscan finds the license duties that a folder of AI models does not meet.
//!
//! The data flows downwards through the rooms of this crate, each of which knows only those above it:
//! `store -> document -> unit -> text -> identify -> declared -> lineage -> rules -> policy -> report`.
//! [`library`], [`finding`] and [`language`] know no stage and every stage may use them.

pub mod cli;
pub mod declared;
pub mod document;
pub mod finding;
pub mod fix;
pub mod hook;
pub mod identify;
pub mod language;
pub mod library;
pub mod lineage;
pub mod notice;
pub mod policy;
pub mod report;
pub mod rules;
pub mod scan;
pub mod signatures;
pub mod store;
pub mod text;
pub mod unit;
