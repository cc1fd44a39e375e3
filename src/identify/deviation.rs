//! Differences as they are reported: lines of the file, clause of the reference, words.

use super::{
    Deviation, DeviationKind,
    difference::{Difference, Effect},
    fit::Fit,
    reading::Reading,
};

/// The most deviations of one match that are listed.
const MOST: usize = 500;
/// The most characters of the file that a deviation quotes.
const LONGEST: usize = 200;

/// The deviations of a fit, in the order of the file.
pub(super) fn deviations(reading: &Reading, fit: &Fit) -> Vec<Deviation> {
    fit.counting().take(MOST).map(|difference| deviation(reading, fit, difference)).collect()
}

/// One difference as it is reported.
pub(super) fn deviation(reading: &Reading, fit: &Fit, difference: &Difference) -> Deviation {
    let kind = match (difference.file.is_empty(), difference.reference.is_empty()) {
        (false, true) => DeviationKind::Added,
        (true, _) => DeviationKind::Removed,
        (false, false) => DeviationKind::Changed,
    };
    // Missing words stand between two neighbours, which may be on two lines.
    let lines = if difference.file.is_empty() {
        (reading.line(difference.file.start.saturating_sub(1)), reading.line(difference.file.start))
    } else {
        (reading.line(difference.file.start), reading.line(difference.file.end - 1))
    };
    // Added words belong to the clause of the word before them.
    let token = if difference.reference.is_empty() {
        let before = difference.file.start.checked_sub(1).map(|at| fit.alignment.file[at]);
        before.filter(|at| *at != super::align::NONE).map_or(0, |at| at as usize)
    } else {
        difference.reference.start
    };
    Deviation {
        kind,
        lines,
        clause: fit.reference.clause(token).map(str::to_owned),
        operative: difference.effect == Effect::Counts,
        words: reading.text(difference.file.clone()).chars().take(LONGEST).collect(),
        removed: u32::try_from(difference.reference.len()).unwrap_or(u32::MAX),
    }
}
