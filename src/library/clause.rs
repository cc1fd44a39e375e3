//! The clauses of a text: a label such as `1.b.i` or `五.1`, and the token at which each begins.
//!
//! A counter opens a clause where it goes on with an open list of its style, or begins a new one. A
//! number that does neither is none: a page number, a version, "under Section 7". Where a counter could go on
//! with two lists, the indentation decides, and else what follows.

use super::counter::{Counter, Reading, Script, Style, TITLE, counters};
use crate::text::Token;

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The labels from the top, joined by points.
    pub label: String,
    /// Its first token.
    pub start: usize,
}

/// The clauses of a text, sorted by their first token.
pub fn clauses(text: &str, tokens: &[Token]) -> Vec<Clause> {
    let counters = counters(text, tokens);
    let mut outline =
        Outline { counters: &counters, open: Vec::new(), carried: None, last: vec![] };
    let mut found = Vec::new();
    for (at, counter) in counters.iter().enumerate() {
        if outline.place(at, counter) {
            let label =
                outline.open.iter().map(|level| level.label.as_str()).collect::<Vec<_>>().join(".");
            found.push(Clause { label, start: counter.at });
        }
    }
    found
}

/// An open list.
#[derive(Debug, Clone)]
struct Level {
    style: Style,
    value: u32,
    /// How many counters it has had: `vi` behind `iii` is a slip, and `v` comes next.
    count: u32,
    label: String,
    /// The token at which it last counted.
    at: usize,
    script: Script,
    indent: Option<usize>,
}

struct Outline<'c> {
    counters: &'c [Counter],
    open: Vec<Level>,
    /// The list that the last counter closed, with its depth: `Section II` may go on counting where
    /// `Section I` ended.
    carried: Option<(usize, Style, u32)>,
    /// The last whole number.
    last: Vec<u32>,
}

impl Outline<'_> {
    /// Opens the clause that a counter counts. False where it counts none.
    fn place(&mut self, at: usize, counter: &Counter) -> bool {
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
        const NEAR: usize = 60;
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

    /// A whole number says all of its levels itself.
    fn place_whole(&mut self, at: usize, counter: &Counter) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn labels(text: &str) -> Vec<String> {
        clauses(text, &tokens(text)).into_iter().map(|clause| clause.label).collect()
    }

    #[test]
    fn nested_counters() {
        assert_eq!(
            labels("1. A\na. B\ni. C\nii. D\nb. E\n2. F"),
            ["1", "1.a", "1.a.i", "1.a.ii", "1.b", "2"]
        );
        assert_eq!(
            labels("一、定义\n1. 甲\n2、乙\n二、丙\n（一）丁"),
            ["一", "一.1", "一.2", "二", "二.一"]
        );
        assert_eq!(labels("第三条 甲\n3.1 乙\n\nSection 4. X"), ["三", "3.1", "4"]);
        assert_eq!(labels("(a) v\n(b) w\n(c) x\n(d) y"), ["a", "b", "c", "d"]);
        assert_eq!(labels("**1.** bold\nI am not a counter\n3 nor this"), ["1"]);
        assert_eq!(labels("2.1 A\n2.2 B\n3. C\n3.1 D"), labels("2.1 A\n2.2 B\n# 3 C\n3.1 D"));
    }

    #[test]
    fn what_counts_nothing_opens_no_clause() {
        assert_eq!(labels("1. A\n2. B, see Section\n7. Ever\n3. C"), ["1", "2", "3"]);
        assert_eq!(labels("1. A\nversion 2.0 of it\n2.0 more\n2. B"), ["1", "2"]);
        assert_eq!(labels("1. A (the license(s)) under 4(a) or (c).\n2. B"), ["1", "2"]);
        assert_eq!(
            labels("Section 1 A.\n\nas in\nSection 6(a), it ends.\n\nSection 2 B."),
            ["1", "2"]
        );
    }

    #[test]
    fn lists_inside_lists_of_the_same_style() {
        let indented = "1. A\n   1. B\n   2. C\n2. D\n   1. E";
        assert_eq!(labels(indented), ["1", "1.1", "1.2", "2", "2.1"]);
        let titled = "## 1. A\n1. B\n2. C\n## 2. D\n1. E";
        assert_eq!(labels(titled), ["1", "1.1", "1.2", "2", "2.1"]);
        let flat = "1. A\n1. B\n2. C\n3. D\n2. E\n1. F\n3. G";
        assert_eq!(labels(flat), ["1", "1.1", "1.2", "1.3", "2", "2.1", "3"]);
        let whole = "3.1 A:\n1. B\n2. C\n3. D\n4. E\n3.2 F\n4. G\n4.1 H";
        assert_eq!(labels(whole), ["3.1", "3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.2", "4", "4.1"]);
    }

    #[test]
    fn lists_inside_a_line() {
        let inline = "1. You must (a) give it, (b) name us; and\n(c) stop.\n2. Now (i) here.";
        assert_eq!(labels(inline), ["1", "1.a", "1.b", "1.c", "2"]);
        assert_eq!(labels("We (1) have it and (2) give it.\n1. A"), ["1"]);
        let letters = "(a) A\n(b) B: (i) x; (ii) y\n(c) C";
        assert_eq!(labels(letters), ["a", "b", "b.i", "b.ii", "c"]);
    }

    #[test]
    fn articles_attachments_and_two_languages() {
        let articles = "Section I: A\n1. B\nSection II: C\n2. D\n3. E\nAttachment A\n1. F";
        assert_eq!(
            labels(articles),
            ["I", "I.1", "II", "II.2", "II.3", "Attachment A", "Attachment A.1"]
        );
        let halves = "一、定义和说明都在这里写明白\n1. 甲方应当遵守本协议各项约定\n1. Definitions are here\n(a) Words";
        assert_eq!(labels(halves), ["一", "一.1", "1", "1.a"]);
        assert_eq!(
            labels("一、其他事项如下所列\n1. 甲\n附则\n1. 乙"),
            ["一", "一.1", "附则", "附则.1"]
        );
        assert_eq!(labels("一、甲\n二、乙\n⼆、丙"), ["一", "二"]);
    }

    #[test]
    fn a_slip_of_the_pen_stays_as_it_is() {
        let slip = "i. A\nii. B\niii. C\nvi. D\nv. E\nvi. F";
        assert_eq!(labels(slip), ["i", "ii", "iii", "vi", "v", "vi"]);
        assert_eq!(labels("1. A\n3. C\n4. D"), ["1", "3", "4"]);
    }
}
