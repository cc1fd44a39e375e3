//! Whole numbers, `3.1` or `2.4.1`, which say all of their levels themselves.

use super::{
    counter::{Counter, Style, TITLE},
    outline::{Level, Outline},
};

impl Outline<'_> {
    /// A whole number says all of its levels itself.
    pub(super) fn place_whole(&mut self, at: usize, counter: &Counter) -> bool {
        let parts = &counter.whole;
        if !self.whole_fits(at, parts) {
            return false;
        }
        let kept = self.open.iter().position(|level| level.style == Style::Part);
        self.open.truncate(kept.map_or(0, |at| at + 1));
        for (depth, part) in parts.iter().enumerate() {
            // What stands before the first point is a section, as a head is.
            let (style, indent) = if depth == 0 {
                (Style::PLAIN, Some(TITLE))
            } else {
                (Style::Within(depth), counter.indent)
            };
            let label = part.to_string();
            self.open.push(Level {
                style,
                value: *part,
                count: *part,
                label,
                at: counter.at,
                script: counter.script,
                indent,
            });
        }
        self.last.clone_from(parts);
        true
    }

    fn whole_fits(&self, at: usize, parts: &[u32]) -> bool {
        let Some((end, head)) = parts.split_last() else { return false };
        let top = self.open.iter().find(|level| level.style == Style::PLAIN).map(|it| it.value);
        if self.last.is_empty() {
            let zero_goes_on = || {
                let next = |later: &Counter| later.whole == [1, 1] || later.whole == [2, 0];
                *end == 0 && self.counters[at + 1..].iter().any(next)
            };
            return *end == 1 || (*end == 2 && top == Some(parts[0])) || zero_goes_on();
        }
        if parts == self.last.as_slice() {
            return true;
        }
        // One level down, on at the same level, or on at a level above.
        let below = *end == 1 && self.last.starts_with(head) && head.len() >= self.last.len();
        let common = self.last.iter().zip(parts).take_while(|(a, b)| a == b).count();
        let step = parts.len() == common + 1
            && self.last.get(common).is_some_and(|value| *end == value + 1);
        let next_top = *end <= 1 && parts.len() == 2 && parts[0] > self.last[0];
        let anew = parts == [1, 1];
        let leap = parts.len() == common + 1
            && self.last.get(common).is_some_and(|value| *end > *value && *end <= value + 3)
            && {
                let mut missing = parts.to_vec();
                missing[common] -= 1;
                !self.counters[at + 1..].iter().any(|later| later.whole == missing)
            };
        below || step || next_top || anew || leap
    }
}
