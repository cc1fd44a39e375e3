//! One night: a scan whose results go into the database, in one transaction.

use std::{
    collections::{HashMap, HashSet},
    io,
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError, atomic::AtomicBool},
};

use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension as _, params};

use super::{
    Database,
    error::{AuditError, Result},
    record::{self, UnitRow},
    retention, sums, vanished,
    write::{Next, Writer},
};
use crate::{
    library::Library,
    report::escape,
    rules::expired_waiver::EXPIRED_WAIVER,
    scan::{
        self, ScanOptions, Summary,
        memory::{Digest, Whole},
    },
    store::{WalkProblem, name_text},
    unit::{FileDigest, UnitKind},
};

/// How finely the times of files are told at the worst, in nanoseconds: two seconds, on FAT. A file that was
/// changed so shortly before a night may be changed again without another time.
const COARSEST: i64 = 2_000_000_000;

/// What a night is asked to do.
pub struct NightOptions<'a> {
    /// The roots that are scanned.
    pub roots: &'a [PathBuf],
    /// How they are scanned. What stands there for the memory is not used.
    pub scan: ScanOptions<'a>,
    /// The day on which waivers are judged.
    pub day: Date,
    /// What time it is.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// How many days a night is kept; `None` for ever.
    pub keep_days: Option<u32>,
    /// True where what did not change need not be judged again.
    pub recalls: bool,
    /// Roots that could not be looked at and are missing from `roots`: the night is not complete then.
    pub unseen: Vec<WalkProblem>,
    /// True where a root without any model, and an empty folder below one, is meant to be so, also if there were
    /// models the night before.
    pub may_be_empty: bool,
    /// From when on changes of files are too fresh to be trusted, in nanoseconds since 1970: by itself
    /// shortly before now.
    pub trusts_until: Option<i64>,
}

/// What a night came to.
#[derive(Debug)]
pub struct NightDone {
    /// Its number.
    pub number: i64,
    /// What was scanned.
    pub summary: Summary,
    /// How many nights were taken out because they were old.
    pub forgotten: usize,
    /// The database, in which the night now is.
    pub database: Database,
}

/// A night that is being written.
#[derive(Debug)]
pub(super) struct Night {
    pub(super) writer: Mutex<Writer>,
    pub(super) trusts_until: i64,
    pub(super) recalls: bool,
    /// What folders were marked as that had exactly these files, read when the first is asked for; only asked,
    /// never listed.
    pub(super) marks: OnceLock<HashMap<FileDigest, Option<UnitKind>>>,
    /// True where the whole store is as it was the night before.
    pub(super) is_as_it_was: AtomicBool,
    /// What is known of the whole store tonight.
    pub(super) whole: Mutex<Option<(Digest, Whole)>>,
    /// What folders are marked as tonight.
    pub(super) marks_now: Mutex<Vec<(FileDigest, Option<UnitKind>)>>,
    /// The files whose texts are kept; only asked, never listed.
    pub(super) texts: HashSet<FileDigest>,
}

/// Scans and writes what was found. Where this fails or the process ends, the database is as it was.
///
/// # Errors
///
/// Where the database fails or another night is being written.
pub fn night(database: Database, options: &NightOptions<'_>) -> io::Result<NightDone> {
    let started = (options.clock)();
    let until = options.trusts_until.unwrap_or_else(|| now().saturating_sub(COARSEST));
    let first_seen = text_of(started).chars().take(10).collect();
    let writer = Writer::begin(database, first_seen).map_err(io::Error::other)?;
    let texts =
        if options.recalls { writer.texts().map_err(io::Error::other)? } else { HashSet::new() };
    let night = Night {
        writer: Mutex::new(writer),
        trusts_until: until,
        recalls: options.recalls,
        marks: OnceLock::new(),
        is_as_it_was: AtomicBool::new(false),
        whole: Mutex::default(),
        marks_now: Mutex::default(),
        texts,
    };
    let scan_options = ScanOptions { memory: Some(&night), ..options.scan.clone() };
    let row_of = |judged| UnitRow::of(&judged);
    let mut summary = scan::scan_making(options.roots, &scan_options, &row_of, &mut |row| {
        let row = row?;
        // Of a unit on which licscan failed nothing is known.
        night.with(|writer| if writer.next == Next::Skip { Ok(()) } else { writer.unit(&row) })
    })?;
    summary.complete &= options.unseen.is_empty();
    summary.problems.splice(0..0, options.unseen.iter().cloned());

    let marks = night.marks_now.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut writer = night.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
    writer.is_as_it_was = night.is_as_it_was.into_inner();
    if !(options.may_be_empty || summary.stopped || writer.is_as_it_was) {
        let vanished = vanished::stores(&writer, options.roots, &summary.empty_roots);
        let vanished = vanished.map_err(io::Error::other)?;
        summary.complete &= vanished.is_empty();
        summary.problems.extend(vanished);
    }
    if !writer.is_as_it_was {
        let known = night.marks.into_inner().unwrap_or_default();
        writer.keep_marks(&known, marks, summary.complete).map_err(io::Error::other)?;
        let whole = night.whole.into_inner().unwrap_or_else(PoisonError::into_inner);
        writer.keep_whole(whole.as_ref().filter(|_| summary.complete)).map_err(io::Error::other)?;
    }
    let forgotten = finish(&mut writer, options, &summary, started).map_err(io::Error::other)?;
    let Writer { database, night: number, .. } = writer;
    Ok(NightDone { number, summary, forgotten, database })
}

fn finish(
    writer: &mut Writer,
    options: &NightOptions<'_>,
    summary: &Summary,
    started: Timestamp,
) -> Result<usize> {
    for file in &summary.policies {
        // That an entry met nothing is only known where everything was looked at.
        let about = summary.about_policy.iter().filter(|finding| {
            (summary.complete || finding.rule == EXPIRED_WAIVER.name)
                && finding.place.as_ref().is_some_and(|place| place.path == file.path)
        });
        writer.unit(&UnitRow::of_policy(&file.path, about))?;
    }
    let typed = |root: &PathBuf| record::root(&name_text(root.as_os_str()));
    let roots: Vec<String> = options.roots.iter().map(typed).collect();
    let policies: Vec<&str> = summary.policies.iter().map(|file| file.path.as_str()).collect();
    writer.close(summary.complete, &roots, &policies)?;

    let number = writer.night;
    let connection = &writer.database.connection;
    let write = || {
        let base: Option<i64> = connection
            .query_row("SELECT max(number) FROM night WHERE complete", [], |row| row.get(0))
            .optional()?
            .flatten();
        connection.execute(
            "INSERT INTO night VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                number,
                text_of(started),
                text_of((options.clock)()),
                options.day.to_string(),
                summary.complete,
                base,
                env!("CARGO_PKG_VERSION"),
                Library::embedded().digest(),
                serde_json::to_string(&roots).unwrap_or_default(),
                options.scan.team,
                count(summary.units),
                count(summary.remembered),
                count(summary.documents),
                i64::try_from(summary.bytes_read).unwrap_or(i64::MAX),
                count(summary.errors),
                count(summary.warnings),
                count(summary.notes),
                count(summary.waived),
            ],
        )?;
        for gap in summary.problems.iter().chain(&summary.bugs) {
            connection.execute(
                "INSERT INTO gap VALUES (?, ?, ?, ?)",
                params![number, escape::path(&gap.path), gap.message.en, gap.message.zh],
            )?;
        }
        sums::keep(connection, number, writer.is_as_it_was)?;
        let forgotten = match options.keep_days {
            Some(days) => retention::forget(connection, days, base.unwrap_or(number))?,
            None => 0,
        };
        connection.execute_batch("COMMIT")?;
        Ok(forgotten)
    };
    write().map_err(|error| writer.database.said(error))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A time in seconds, so that two of them are in the order of their texts.
pub(super) fn text_of(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}

/// The time in nanoseconds since 1970.
fn now() -> i64 {
    i64::try_from(Timestamp::now().as_nanosecond()).unwrap_or(i64::MAX)
}

impl From<AuditError> for io::Error {
    fn from(error: AuditError) -> Self {
        Self::other(error)
    }
}
