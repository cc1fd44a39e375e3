//! What a night is reported as: gathered once, then printed as text, Markdown, HTML or JSON.

mod html;
pub(super) mod json;
mod markdown;
mod section;
mod text;

use std::io::{self, Write};

use super::{
    Database,
    error::{AuditError, Result},
    history::{Change, Changes, FindingOut, rank, whole},
    nights::NightRow,
    sums::{Sums, Tally},
};
use crate::{
    finding::Level,
    language::{Bilingual, Language},
};

/// How many nights the trend goes back.
const TREND: usize = 60;

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For a wiki or a mail.
    Markdown,
    /// A page of its own, with trend lines.
    Html,
    /// One object of `licscan.audit/1`.
    Json,
}

/// What of a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// How.
    pub format: Format,
    /// The language of messages.
    pub language: Language,
    /// True for what is new, and nothing else.
    pub only_new: bool,
    /// True for a table of those who answer for models.
    pub by_owner: bool,
}

/// A place that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Where.
    pub path: String,
    /// Why.
    pub message: Bilingual,
}

/// What there is to be said of one night.
#[derive(Debug)]
pub struct AuditReport<'a> {
    database: &'a Database,
    /// The night.
    pub night: NightRow,
    /// The last complete night before it, with which it is compared.
    pub base: Option<NightRow>,
    /// True where that night is not kept any more: then nothing can be said about changes.
    pub base_is_lost: bool,
    /// True where the clock said an earlier time than in the night before.
    pub clock_went_back: bool,
    /// What could not be looked at.
    pub gaps: Vec<Gap>,
    /// What changed.
    pub changes: Changes,
    /// How many findings there are.
    pub tallies: Vec<Tally>,
    /// How many models each team answers for.
    pub teams: Vec<(Option<String>, i64)>,
    /// How many units there are of each kind.
    pub kinds: Vec<(String, i64)>,
    /// The last nights up to this one.
    pub trend: Vec<NightRow>,
}

impl<'a> AuditReport<'a> {
    /// Gathers what there is to be said of a night; `None` for the last one.
    ///
    /// # Errors
    ///
    /// Where there is no such night and where the database fails.
    pub fn of(database: &'a Database, number: Option<i64>) -> Result<Self> {
        let mut nights = database.nights()?;
        let last = number.or(nights.last().map(|night| night.number)).unwrap_or_default();
        let at = nights.iter().position(|night| night.number == last);
        let at = at.ok_or_else(|| AuditError::NoNight(last.to_string()))?;
        nights.truncate(at + 1);
        let night = nights[at].clone();
        let base = night.since_night;
        let base = nights.iter().find(|other| Some(other.number) == base).cloned();
        let base_is_lost = night.since_night.is_some() && base.is_none();
        let changes = if base_is_lost {
            Changes::default()
        } else {
            database.changes(night.since_night, last)?
        };
        let Sums { tallies, teams, kinds } = database.sums(last)?;
        let clock_went_back = at > 0 && nights[at].started < nights[at - 1].started;
        nights.drain(..nights.len().saturating_sub(TREND));
        Ok(Self {
            database,
            base,
            base_is_lost,
            clock_went_back,
            gaps: gaps(database, last)?,
            changes,
            tallies,
            teams,
            kinds,
            trend: nights,
            night,
        })
    }

    /// How many open findings of a level or above there are of one team, or of all.
    pub fn open(&self, level: Level, team: Option<&str>) -> i64 {
        let counts = self.tallies.iter().filter(|tally| {
            !tally.waived
                && rank(Some(&tally.level)) >= rank(Some(level.as_str()))
                && (team.is_none() || tally.team.as_deref() == team)
        });
        counts.map(|tally| tally.count).sum()
    }

    /// How many findings of a level or above are open now and were not in the night before, or not as loud.
    pub fn newly_open(&self, level: Level) -> usize {
        let counts = self
            .changes
            .findings
            .iter()
            .filter(|change| change.is_newly_open() && change.is_at_least(level));
        counts.count()
    }

    /// The words of a finding that changed.
    fn finding(&self, change: Change) -> io::Result<FindingOut> {
        let found = self.database.changed_finding(change, self.changes.between);
        found.map_err(io::Error::other)
    }

    /// Prints the report.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    pub fn write(&self, look: Look, out: &mut dyn Write) -> io::Result<()> {
        match look.format {
            Format::Text => text::write(self, look, out),
            Format::Markdown => markdown::write(self, look, out),
            Format::Html => html::write(self, look, out),
            Format::Json => json::write(self, look, out),
        }?;
        out.flush()
    }
}

/// Prints what changed between two nights.
///
/// # Errors
///
/// Where there is no such night, where the database fails and where the output cannot be written.
pub fn write_diff(
    database: &Database,
    before: i64,
    after: i64,
    look: Look,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut report = AuditReport::of(database, Some(after))?;
    let nights = database.nights()?;
    report.base = nights.into_iter().find(|night| night.number == before);
    report.base_is_lost = false;
    report.changes = database.changes(Some(before), after)?;
    report.write(look, out)?;
    Ok(())
}

fn gaps(database: &Database, night: i64) -> Result<Vec<Gap>> {
    let sql = "SELECT path, message, message_zh FROM gap WHERE night = ? ORDER BY rowid";
    database.list(sql, [night], |row| {
        let message = whole(row.get(1)?, row.get(2)?).unwrap_or_default();
        Ok(Gap { path: row.get(0)?, message })
    })
}
