//! Which counters of a text count, and how deep each lies.
//!
//! A counter opens a clause where it goes on with an open list of its style, or begins a new one. A
//! number that does neither is none: a page number, a version, "under Section 7". Where a counter could go on
//! with two lists, the indentation decides, and else what follows.

use super::counter::{Counter, Reading, Script, Style, TITLE};

/// How many tokens behind a head its first item may begin.
const NEAR: usize = 60;

/// An open list.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) style: Style,
    pub(super) value: u32,
    /// How many counters it has had: `vi` behind `iii` is a slip, and `v` comes next.
    pub(super) count: u32,
    pub(super) label: String,
    /// The token at which it last counted.
    pub(super) at: usize,
    pub(super) script: Script,
    pub(super) indent: Option<usize>,
}

/// The lists that are open at a place of a text.
pub(super) struct Outline<'c> {
    pub(super) counters: &'c [Counter],
    pub(super) open: Vec<Level>,
    /// The list that the last counter closed, with its depth: `Section II` may go on counting where
    /// `Section I` ended.
    pub(super) carried: Option<(usize, Style, u32)>,
    /// The last whole number.
    pub(super) last: Vec<u32>,
}

impl<'c> Outline<'c> {
    /// No list is open before the first counter.
    pub(super) fn of(counters: &'c [Counter]) -> Self {
        Self { counters, open: Vec::new(), carried: None, last: Vec::new() }
    }

    /// The label of the clause that was opened last.
    pub(super) fn label(&self) -> String {
        self.open.iter().map(|level| level.label.as_str()).collect::<Vec<_>>().join(".")
    }

    /// Opens the clause that a counter counts. False where it counts none.
    pub(super) fn place(&mut self, at: usize, counter: &Counter) -> bool {
        if !counter.whole.is_empty() {
            return self.place_whole(at, counter);
        }
        let Some((depth, reading)) = self.depth(at, counter) else { return false };
        if reading.style == Style::Part {
            self.last.clear();
        }
        if let Some(closed) = self.open.get(depth + 1) {
            self.carried = Some((depth + 1, closed.style, closed.value));
        }
        if reading.value <= 1 {
            self.carried = None;
        }
        let before = self.open.get(depth).filter(|level| level.style == reading.style);
        let goes_on = before.filter(|level| level.value < reading.value || reading.value > 1);
        let count = goes_on.map_or(reading.value, |level| level.count + 1);
        self.open.truncate(depth);
        self.open.push(Level {
            style: reading.style,
            value: reading.value,
            count,
            label: counter.label.clone(),
            at: counter.at,
            script: counter.script,
            indent: counter.indent,
        });
        true
    }

    /// At which depth a counter stands, and how it is read.
    fn depth(&self, at: usize, counter: &Counter) -> Option<(usize, Reading)> {
        let readings = &counter.readings;
        if let [only] = readings.as_slice()
            && matches!(only.style, Style::Part | Style::Article)
        {
            return self.top(*only, counter).map(|depth| (depth, *only));
        }
        let goes_on =
            readings.iter().filter(|reading| !self.is_roman(at, readings, **reading)).filter_map(
                |reading| self.going_on(at, counter, *reading).map(|depth| (depth, *reading)),
            );
        goes_on
            .max_by_key(|(depth, _)| *depth)
            .or_else(|| {
                let begins = |reading: &&Reading| reading.value <= 1;
                let first = readings.iter().find(begins)?;
                self.beginning(at, counter, *first).map(|depth| (depth, *first))
            })
            .or_else(|| {
                let leaps = |reading: &Reading| self.leaping(at, counter, *reading);
                readings.iter().find_map(|reading| leaps(reading).map(|depth| (depth, *reading)))
            })
    }

    /// True where a reading as a letter is refused: `(i)` behind `(h)` is a Roman numeral where `(ii)` follows
    /// before `(j)`.
    fn is_roman(&self, at: usize, readings: &[Reading], reading: Reading) -> bool {
        let [roman, letter] = readings else { return false };
        let second = Reading { value: roman.value + 1, ..*roman };
        let next = Reading { value: letter.value + 1, ..*letter };
        reading == *letter
            && roman.value == 1
            && self.counters[at + 1..]
                .iter()
                .find(|later| later.readings.contains(&second) || later.readings.contains(&next))
                .is_some_and(|later| later.readings.contains(&second))
    }

    /// An article or an attachment: it stands at the top, and counts on or begins.
    fn top(&self, reading: Reading, counter: &Counter) -> Option<usize> {
        let part = self.open.iter().position(|level| level.style == Style::Part);
        if reading.style == Style::Part {
            return Some(0);
        }
        let depth = part.map_or(0, |at| at + 1);
        // The first part of a whole number counts with the articles: `Section 3` behind `2.4`.
        let known = self
            .open
            .get(depth)
            .filter(|level| matches!(level.style, Style::Article | Style::PLAIN));
        let fits = reading.value <= 1
            || known.is_some_and(|level| {
                reading.value == level.value + 1
                    || (reading.value == level.value && !level.script.agrees(counter.script))
            })
            || self.open.get(depth).is_none();
        fits.then_some(depth)
    }

    /// The depth of the open list that a counter goes on with.
    fn going_on(&self, at: usize, counter: &Counter, reading: Reading) -> Option<usize> {
        let fits = |level: &Level| {
            level.style == reading.style
                && level.script.agrees(counter.script)
                && (level.value + 1 == reading.value
                    || (level.value > reading.value && level.count + 1 == reading.value))
        };
        let depths: Vec<usize> =
            (0..self.titles(counter)).rev().filter(|depth| fits(&self.open[*depth])).collect();
        match depths.as_slice() {
            [] => self.carried.and_then(|(depth, style, value)| {
                let carries_on = depth == self.open.len()
                    && style == reading.style
                    && value + 1 == reading.value;
                carries_on.then_some(depth)
            }),
            [only] if self.open[*only].style != Style::PLAIN => Some(*only),
            [only] => (!self.leaves_whole(at, *only, reading)).then_some(*only),
            [inner, .., outer] => {
                if counter.indent.is_some()
                    && self.open[*inner].indent != self.open[*outer].indent
                    && let Some(alike) =
                        depths.iter().find(|depth| self.open[**depth].indent == counter.indent)
                {
                    return Some(*alike);
                }
                let inner_goes_on =
                    self.leaves_whole(at, *outer, reading) || self.comes_again(at, reading);
                Some(if inner_goes_on { *inner } else { *outer })
            }
        }
    }

    /// How many open levels a counter may go on with: a head of Markdown stands in no item of a list.
    fn titles(&self, counter: &Counter) -> usize {
        if counter.indent != Some(TITLE) {
            return self.open.len();
        }
        self.open
            .iter()
            .position(|level| level.indent.is_none_or(|indent| indent > TITLE))
            .unwrap_or(self.open.len())
    }

    /// True where whole numbers that come later say that the list at the top is not yet over: `3.` between
    /// `2.1` and `2.2` counts something inside.
    fn leaves_whole(&self, at: usize, depth: usize, reading: Reading) -> bool {
        let counts_wholes =
            self.open.get(depth + 1).is_some_and(|level| matches!(level.style, Style::Within(_)));
        counts_wholes
            && reading.style == Style::PLAIN
            && self.counters[at + 1..].iter().find(|later| !later.whole.is_empty()).is_some_and(
                |later| later.whole[0] == self.open[depth].value && later.whole > self.last,
            )
    }

    /// True where the run that goes on from here ends and the same value stands once more: then this is the
    /// inner of two lists.
    fn comes_again(&self, at: usize, reading: Reading) -> bool {
        let mut expected = reading.value + 1;
        for value in self.values_behind(at, reading.style) {
            if value == expected {
                expected += 1;
            } else {
                return value == reading.value;
            }
        }
        false
    }

    fn values_behind(&self, at: usize, style: Style) -> impl Iterator<Item = u32> {
        self.counters[at + 1..]
            .iter()
            .filter(|later| later.whole.is_empty() && later.indent.is_some())
            .filter_map(move |later| later.readings.iter().find(|reading| reading.style == style))
            .map(|reading| reading.value)
    }

    /// The depth of a list that a counter begins.
    fn beginning(&self, at: usize, counter: &Counter, reading: Reading) -> Option<usize> {
        // A bracket in the middle of a line begins a list only inside a clause, and only where its second
        // counter follows.
        if counter.indent.is_none() && (self.open.is_empty() || !self.is_followed(at, reading)) {
            return None;
        }
        let titles = self.titles(counter);
        let foreign = self.open.iter().position(|level| !level.script.agrees(counter.script));
        let mut depth = foreign.unwrap_or(self.open.len()).min(titles);
        if reading.style == Style::PLAIN {
            let enclosed = self.open[..depth].iter().position(|level| level.style.is_enclosed());
            depth = enclosed.filter(|at_depth| !self.holds_plain(at, *at_depth)).unwrap_or(depth);
        }
        let same = self.open[..depth].iter().rposition(|level| level.style == reading.style);
        let Some(same) = same else { return Some(depth) };
        if self.is_nested(at, counter, same, reading) { Some(depth) } else { Some(same) }
    }

    /// True where an enclosed list, `(3)`, has plain numbers inside: it goes on later, or had some before.
    fn holds_plain(&self, at: usize, depth: usize) -> bool {
        let Level { style, value, indent, .. } = self.open[depth];
        let had = self
            .carried
            .is_some_and(|(known, style, _)| known == depth + 1 && style == Style::PLAIN);
        indent.is_some() && (had || self.values_behind(at, style).any(|later| later == value + 1))
    }

    fn is_followed(&self, at: usize, reading: Reading) -> bool {
        let second = Reading { value: reading.value + 1, ..reading };
        reading.style.is_enclosed()
            && self.counters[at + 1..].iter().take(3).any(|later| later.readings.contains(&second))
    }

    /// True where a list begins inside one of the same style, and not anew in its place.
    fn is_nested(&self, at: usize, counter: &Counter, same: usize, reading: Reading) -> bool {
        let outer = &self.open[same];
        if let (Some(here), Some(there)) = (counter.indent, outer.indent)
            && here > there
        {
            return true;
        }
        if self.leaves_whole(at, same, reading) {
            return true;
        }
        // Where the numbers go on from article to article, none begins anew inside one.
        let below_article =
            same.checked_sub(1).is_some_and(|above| self.open[above].style == Style::Article);
        if below_article && self.carried.is_some() {
            return true;
        }
        // An item that begins right behind its head is inside it, where both could go on from there.
        let right_behind =
            same + 1 == self.open.len() && counter.at.saturating_sub(outer.at) < NEAR;
        let mut expected = reading.value + 1;
        for value in self.values_behind(at, reading.style) {
            if value == outer.value + 1 && (value != expected || right_behind) {
                return true;
            }
            expected = if value == expected { expected + 1 } else { value + 1 };
        }
        false
    }

    /// The depth of a counter that leaves some out: the text lost them, or never had them. Only where no
    /// counter comes later that would fill the gap.
    fn leaping(&self, at: usize, counter: &Counter, reading: Reading) -> Option<usize> {
        const LONGEST_LEAP: u32 = 2;
        counter.indent?;
        let known = self.open[..self.titles(counter)]
            .iter()
            .rposition(|level| level.style == reading.style && level.script.agrees(counter.script));
        // A list whose first counter is lost: 2, 3, 4.
        if let Some(depth) = known
            && reading == (Reading { style: Style::PLAIN, value: 2 })
            && self.values_behind(at, reading.style).next() == Some(3)
            && self.open[depth].value > 2
        {
            return Some(depth);
        }
        let carried = self
            .carried
            .filter(|(depth, style, _)| *depth == self.open.len() && *style == reading.style);
        if let Some((depth, _, value)) = carried
            && (value + 1..=value + 1 + LONGEST_LEAP).contains(&reading.value)
        {
            return Some(depth);
        }
        let before = known.map_or(0, |depth| self.open[depth].value);
        let at_the_top = self.open.is_empty() && reading.value == 2;
        if known.is_none() && reading.style != Style::PLAIN && !at_the_top {
            return None;
        }
        let missing = before + 1;
        let filled = self
            .values_behind(at, reading.style)
            .take_while(|value| *value != 1)
            .any(|value| value == missing);
        let leap = reading.value > missing && reading.value <= missing + LONGEST_LEAP && !filled;
        leap.then(|| known.unwrap_or(0))
    }
}
