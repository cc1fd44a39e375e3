//! The order in which the lines of a page are read.
//!
//! Some programs write a heading after the text below it, or the end of a line after the next one.
//! One rule mends that and leaves columns and tables as they are: a line is read before every line
//! that lies below it and shares some of its width. Where the rule says nothing, the order of the
//! file holds.

use std::collections::BTreeSet;

/// The most lines that are put in order; a page with more is a drawing.
const MAX_LINES: usize = 600;
/// How much of the narrower line must lie below the other, and how many font sizes are enough.
const SHARED: f64 = 0.5;
const SHARED_SIZES: f64 = 2.0;
/// How far parts of one line may lie apart and how much they may overlap, in font sizes.
const APART: f64 = 1.0;
const OVERLAP: f64 = -0.2;

/// Where a line lies, in the frame of its direction of writing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// The direction of writing.
    pub(super) direction: (f64, f64),
    /// Where it begins and ends.
    pub(super) start: f64,
    pub(super) end: f64,
    /// Its baseline; larger is higher on the page.
    pub(super) across: f64,
    /// Its font size along the line.
    pub(super) size: f64,
    /// Its font size across the line.
    pub(super) height: f64,
}

impl Extent {
    fn is_parallel(&self, other: &Self) -> bool {
        self.direction.0 * other.direction.0 + self.direction.1 * other.direction.1 > 0.99
    }

    /// How much of the width both have; negative is the gap between them.
    fn shared(&self, other: &Self) -> f64 {
        self.end.min(other.end) - self.start.max(other.start)
    }

    /// True where both are parts of one line.
    fn continues(&self, other: &Self) -> bool {
        let (low, high) = (self.height.min(other.height), self.height.max(other.height));
        let gap = -self.shared(other) / self.size.max(other.size);
        self.is_parallel(other)
            && (self.across - other.across).abs() < low / 4.0
            && high < low * 1.5
            && (OVERLAP..APART).contains(&gap)
    }

    fn is_above(&self, other: &Self) -> bool {
        let narrow = (self.end - self.start).min(other.end - other.start);
        let shared = self.shared(other);
        self.across - other.across > self.height.min(other.height) / 2.0
            && self.is_parallel(other)
            && (shared > SHARED * narrow || shared > SHARED_SIZES * self.size.max(other.size))
    }

    fn join(&mut self, other: &Self) {
        self.start = self.start.min(other.start);
        self.end = self.end.max(other.end);
    }
}

/// How many comparisons [`order`] takes at most for this many lines.
pub(super) fn cost(lines: usize) -> usize {
    if lines > MAX_LINES { lines } else { lines * lines }
}

/// The lines in the order of reading, each as the indexes of its parts.
pub(super) fn order(lines: &[Extent]) -> Vec<Vec<usize>> {
    if lines.len() > MAX_LINES {
        return (0..lines.len()).map(|line| vec![line]).collect();
    }
    let mut extents: Vec<Extent> = Vec::new();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(found) = extents.iter().position(|extent| extent.continues(line)) {
            extents[found].join(line);
            parts[found].push(index);
        } else {
            extents.push(*line);
            parts.push(vec![index]);
        }
    }
    let mut waits: Vec<usize> = extents
        .iter()
        .map(|line| extents.iter().filter(|other| other.is_above(line)).count())
        .collect();
    let mut ready: BTreeSet<usize> =
        waits.iter().enumerate().filter(|(_, count)| **count == 0).map(|(line, _)| line).collect();
    let mut ordered = Vec::with_capacity(parts.len());
    while let Some(next) = ready.pop_first() {
        ordered.push(std::mem::take(&mut parts[next]));
        for line in 0..extents.len() {
            if extents[next].is_above(&extents[line]) {
                waits[line] -= 1;
                if waits[line] == 0 {
                    ready.insert(line);
                }
            }
        }
    }
    // Height only falls along the rule, so no line can wait for itself; still none may be lost.
    ordered.extend(parts.into_iter().filter(|line| !line.is_empty()));
    ordered
}

#[cfg(test)]
mod tests {
    use super::{Extent, order};

    fn line(start: f64, end: f64, across: f64) -> Extent {
        Extent { direction: (1.0, 0.0), start, end, across, size: 10.0, height: 10.0 }
    }

    #[test]
    fn a_heading_written_last_comes_first() {
        let lines = [line(0.0, 400.0, 50.0), line(0.0, 400.0, 30.0), line(100.0, 200.0, 80.0)];
        assert_eq!(order(&lines), [[2], [0], [1]]);
    }

    #[test]
    fn columns_stay_columns() {
        let lines = [
            line(0.0, 400.0, 100.0),
            line(0.0, 190.0, 80.0),
            line(0.0, 190.0, 60.0),
            line(210.0, 400.0, 80.0),
            line(210.0, 400.0, 60.0),
        ];
        assert_eq!(order(&lines), [[0], [1], [2], [3], [4]]);
    }

    #[test]
    fn the_end_of_a_line_written_later_joins_it() {
        let lines = [line(0.0, 100.0, 80.0), line(0.0, 400.0, 60.0), line(104.0, 200.0, 80.0)];
        assert_eq!(order(&lines), [vec![0, 2], vec![1]]);
    }
}
