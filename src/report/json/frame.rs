//! What stands around the units: head and end of the one object, and the last line of JSON Lines. Both are
//! written for a scan, and by `licscan merge` for what several scans came to.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::SCHEMA;
use crate::library::Library;

/// The program and its knowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) index: String,
}

impl Tool {
    pub(crate) fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            index: Library::embedded().digest().to_owned(),
        }
    }
}

/// The policy that held, and what is to be said about it. Its findings stand in its own files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) files: Vec<PolicyFile>,
    pub(crate) findings: Vec<Box<RawValue>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyFile {
    pub(crate) path: String,
    pub(crate) trusted: bool,
}

/// Sums over all units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(crate) units: usize,
    pub(crate) documents: usize,
    pub(crate) bytes_read: u64,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) notes: usize,
    pub(crate) waived: usize,
}

/// What the result of one of several runs says besides, for `licscan merge`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Part {
    /// The share, as `2/8`, where there is one.
    pub(crate) shard: Option<String>,
    /// True where a signal ended the run before all units were judged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) stopped: bool,
    /// Bytes read of the units themselves.
    pub(crate) bytes_of_units: u64,
    /// The models whose files decided something about another one, with the bytes of their documents.
    pub(crate) bases: Vec<(String, u64)>,
    /// What would be said about the entries of the policy if there were no other runs.
    pub(crate) policy: Vec<Box<RawValue>>,
    /// What could not be looked at, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) problems: Vec<(String, String)>,
    /// On what licscan itself failed, and how.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) bugs: Vec<(String, String)>,
}

/// The last line of JSON Lines, and all that stands around the units of the one object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) schema: String,
    pub(crate) tool: Tool,
    pub(crate) roots: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<Policy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part: Option<Part>,
    pub(crate) complete: bool,
    pub(crate) summary: Totals,
}

/// Opens the one object and its list of units.
pub(crate) fn open(out: &mut impl Write, tool: &Tool, roots: &[String]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Head<'a> {
        schema: &'static str,
        tool: &'a Tool,
        roots: &'a [String],
    }
    let head = serde_json::to_string(&Head { schema: SCHEMA, tool, roots })?;
    write!(out, "{},\n\"units\": [", head.trim_end_matches('}'))
}

/// Closes the list of units and the one object.
pub(crate) fn close(out: &mut impl Write, last: &Last) -> io::Result<()> {
    out.write_all(b"],\n")?;
    if let Some(policy) = &last.policy {
        writeln!(out, "\"policy\": {},", serde_json::to_string(policy)?)?;
    }
    let totals = serde_json::to_string(&last.summary)?;
    writeln!(out, "\"complete\": {}, \"summary\": {totals}}}", last.complete)
}

/// Writes the last line of JSON Lines.
pub(crate) fn last_line(out: &mut impl Write, last: &Last) -> io::Result<()> {
    serde_json::to_writer(&mut *out, last)?;
    out.write_all(b"\n")
}
