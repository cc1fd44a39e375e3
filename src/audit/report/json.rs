//! `licscan.audit/1`: what a night came to, for programs. Nothing is left out of it.

use std::io::{self, Write};

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeSeq as _},
};

use super::{AuditReport, Look};
use crate::{
    audit::{
        drift::Drift,
        history::{ChangeKind, FindingOut},
        nights::NightRow,
    },
    language::Language,
};

/// The name and version of the format.
pub(crate) const SCHEMA: &str = "licscan.audit/1";

#[derive(Serialize)]
struct ReportOut<'a> {
    schema: &'static str,
    night: &'a NightRow,
    compared_with: Option<i64>,
    clock_went_back: bool,
    gaps: Vec<GapOut<'a>>,
    changes: ChangesOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    came: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    went: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drift: Option<&'a [Drift]>,
    open: Vec<TallyOut<'a>>,
    trend: &'a [NightRow],
}

#[derive(Serialize)]
struct GapOut<'a> {
    path: &'a str,
    message: &'a str,
}

/// What changed. Each finding is read from the database when its turn comes.
struct ChangesOut<'a> {
    report: &'a AuditReport<'a>,
    look: Look,
}

impl Serialize for ChangesOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for change in &self.report.changes.findings {
            if self.look.only_new && !change.is_newly_open() {
                continue;
            }
            let finding = self.report.finding(*change).map_err(S::Error::custom)?;
            let finding = FindingJson::of(&finding, self.look.language);
            list.serialize_element(&ChangeOut { change: change.kind, finding })?;
        }
        list.end()
    }
}

#[derive(Serialize)]
struct ChangeOut<'a> {
    change: ChangeKind,
    finding: FindingJson<'a>,
}

#[derive(Serialize)]
struct TallyOut<'a> {
    team: Option<&'a str>,
    rule: &'a str,
    level: &'a str,
    waived: bool,
    count: i64,
}

/// A finding with its words in one language.
#[derive(Serialize)]
pub(crate) struct FindingJson<'a> {
    unit: &'a str,
    team: Option<&'a str>,
    rule: &'a str,
    level: &'a str,
    license: Option<&'a str>,
    clause: Option<&'a str>,
    path: Option<&'a str>,
    line: Option<i64>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a str>,
    fingerprint: &'a str,
    first_night: i64,
    first_seen: &'a str,
}

impl<'a> FindingJson<'a> {
    pub(crate) fn of(finding: &'a FindingOut, language: Language) -> Self {
        Self {
            unit: &finding.unit,
            team: finding.team.as_deref(),
            rule: &finding.rule,
            level: &finding.level,
            license: finding.license.as_deref(),
            clause: finding.clause.as_deref(),
            path: finding.path.as_deref(),
            line: finding.line,
            message: finding.message.get(language),
            remedy: finding.remedy.as_ref().map(|remedy| remedy.get(language)),
            waived: finding.waived.as_ref().map(|why| why.get(language)),
            fingerprint: &finding.fingerprint,
            first_night: finding.first_night,
            first_seen: &finding.first_seen,
        }
    }
}

/// Writes the report.
pub(super) fn write(report: &AuditReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let language = look.language;
    let all = !look.only_new;
    let value = ReportOut {
        schema: SCHEMA,
        night: &report.night,
        compared_with: report.base.as_ref().map(|night| night.number),
        clock_went_back: report.clock_went_back,
        gaps: report
            .gaps
            .iter()
            .map(|gap| GapOut { path: &gap.path, message: gap.message.get(language) })
            .collect(),
        changes: ChangesOut { report, look },
        came: all.then_some(&report.changes.came),
        went: all.then_some(&report.changes.went),
        drift: all.then_some(&report.changes.drift),
        open: report
            .tallies
            .iter()
            .map(|tally| TallyOut {
                team: tally.team.as_deref(),
                rule: &tally.rule,
                level: &tally.level,
                waived: tally.waived,
                count: tally.count,
            })
            .collect(),
        trend: &report.trend,
    };
    serde_json::to_writer(&mut *out, &value)?;
    out.write_all(b"\n")
}
