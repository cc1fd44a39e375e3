//! How a run ends: the one place that turns what happened into an exit code.

use std::process::ExitCode;

use clap::ValueEnum;

use crate::{finding::Level, scan::Summary};

/// The exit codes that scripts may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// Nothing to complain about.
    Clean = 0,
    /// An unwaived finding at or above `--fail-on`.
    Findings = 1,
    /// Wrong usage or configuration, or a root that does not exist.
    Usage = 2,
    /// No model and no document below any root.
    NothingScanned = 3,
    /// Something could not be looked at.
    Incomplete = 4,
    /// licscan itself failed.
    Bug = 70,
}

impl Exit {
    /// Every code, for tests and documentation.
    pub const ALL: [Self; 6] = [
        Self::Clean,
        Self::Findings,
        Self::Usage,
        Self::NothingScanned,
        Self::Incomplete,
        Self::Bug,
    ];

    /// How several runs end together: as the one that comes first in the order of the codes' meaning.
    pub fn worst(exits: impl IntoIterator<Item = Self>) -> Self {
        let order = [
            Self::Bug,
            Self::Usage,
            Self::Findings,
            Self::Incomplete,
            Self::NothingScanned,
            Self::Clean,
        ];
        let place = |exit: &Self| order.iter().position(|it| it == exit);
        exits.into_iter().min_by_key(place).unwrap_or(Self::Clean)
    }

    /// How a scan ends. What usage gets wrong is known before a scan begins.
    pub fn of_scan(summary: &Summary, fail_on: FailOn) -> Self {
        if !summary.bugs.is_empty() {
            Self::Bug
        } else if fail_on.level().is_some_and(|level| summary.at_least(level) > 0) {
            Self::Findings
        } else if !summary.complete {
            Self::Incomplete
        } else if summary.units == 0 && summary.elsewhere == 0 {
            Self::NothingScanned
        } else {
            Self::Clean
        }
    }
}

impl Exit {
    /// How a night of an audit ends; `fails` where it found what was asked for.
    pub fn of_night(summary: &Summary, fails: bool) -> Self {
        match Self::of_scan(summary, FailOn::Never) {
            Self::Incomplete | Self::NothingScanned | Self::Clean if fails => Self::Findings,
            exit => exit,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Which findings make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Note,
    /// None.
    Never,
}

impl FailOn {
    /// The lowest level that fails the run.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Note => Some(Level::Note),
            Self::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{language::Bilingual, store::WalkProblem};

    #[test]
    fn the_first_that_applies_is_the_code() {
        let clean = Summary { units: 1, ..Summary::default() };
        let error = Summary { errors: 1, ..clean.clone() };
        let warning = Summary { warnings: 1, ..clean.clone() };
        let note = Summary { notes: 1, ..clean.clone() };
        let waived = Summary { waived: 1, ..clean.clone() };
        let nothing = Summary::default();
        let incomplete = Summary { complete: false, ..clean.clone() };
        let incomplete_nothing = Summary { units: 0, ..incomplete.clone() };
        let incomplete_error = Summary { errors: 1, ..incomplete.clone() };
        let problem = WalkProblem { path: "x".into(), message: Bilingual::same("it broke") };
        let bug = Summary { bugs: vec![problem], ..incomplete_error.clone() };

        for (summary, fail_on, code) in [
            (&clean, FailOn::Note, 0),
            (&waived, FailOn::Note, 0),
            (&error, FailOn::Error, 1),
            (&warning, FailOn::Error, 0),
            (&warning, FailOn::Warning, 1),
            (&error, FailOn::Warning, 1),
            (&note, FailOn::Warning, 0),
            (&note, FailOn::Note, 1),
            (&error, FailOn::Never, 0),
            (&incomplete, FailOn::Error, 4),
            (&incomplete_error, FailOn::Error, 1),
            (&incomplete_error, FailOn::Never, 4),
            (&incomplete_nothing, FailOn::Error, 4),
            (&nothing, FailOn::Error, 3),
            (&nothing, FailOn::Never, 3),
            (&bug, FailOn::Error, 70),
            (&bug, FailOn::Never, 70),
        ] {
            assert_eq!(Exit::of_scan(summary, fail_on) as u8, code, "{summary:?}, {fail_on:?}");
        }
    }

    #[test]
    fn of_several_runs_the_worst_decides() {
        assert_eq!(Exit::worst([]), Exit::Clean);
        assert_eq!(Exit::worst([Exit::Clean, Exit::NothingScanned]), Exit::NothingScanned);
        assert_eq!(Exit::worst([Exit::Incomplete, Exit::Findings, Exit::Clean]), Exit::Findings);
        assert_eq!(Exit::worst([Exit::Findings, Exit::Bug]), Exit::Bug);
    }

    #[test]
    fn the_codes_are_those_of_the_documentation() {
        assert_eq!(Exit::ALL.map(|exit| exit as u8), [0, 1, 2, 3, 4, 70]);
    }
}
