//! From glyphs with places to lines of text.
//!
//! A PDF holds no words: its glyphs are placed one by one, in runs or with corrections between them,
//! and often without any blank. So only places decide: a glyph away from the baseline begins a line,
//! and a gap between two glyphs is a blank. Pieces of one line that come backwards are put in order
//! here, whole lines in [`order`].

use std::ops::Range;

use super::ReadError;
use super::allowance::Allowance;
use super::order::{self, Extent};

/// The most glyphs of one page; a full page of text has some three thousand.
const MAX_GLYPHS: usize = 300_000;
/// A move of the baseline by more font sizes than this begins a line.
const LINE: f64 = 0.5;
/// A gap of more font sizes than this is a blank. Between 0.25 and 0.4 all real files agree.
const BLANK: f64 = 0.3;
/// The same for files that show no blanks: justified lines shrink their gaps to 0.15, and no letter
/// of a word is more than 0.09 away from the one before.
const BLANK_WITHOUT_GLYPH: f64 = 0.12;
/// How many letters for each blank show that a file sets its blanks as gaps.
const LETTERS_FOR_BLANK: usize = 30;
/// A step back by more font sizes than this begins another piece of the line.
const BACK: f64 = 0.1;
/// The same glyph again within this many font sizes is a heavier stroke, not another letter.
const DOUBLE: f64 = 0.1;
/// How many glyphs of the line are looked at for that.
const DOUBLE_REACH: usize = 128;

/// A point or a direction on the page.
pub(super) type Point = (f64, f64);

/// A glyph as the page shows it.
pub(super) struct Placed {
    /// Where its baseline begins.
    pub(super) origin: Point,
    /// The font size along the line, as a vector.
    pub(super) along: Point,
    /// The font size across the line, as a vector.
    pub(super) across: Point,
    /// How far the pen moves, in font sizes.
    pub(super) width: f64,
}

struct Glyph {
    /// Its text ends here in the arena; it begins where the one before ends.
    text_end: usize,
    start: f64,
    end: f64,
    across: f64,
    /// Font size along the line.
    size: f64,
    /// Font size across the line.
    height: f64,
}

/// A run of glyphs on one baseline, as the file gives it.
struct Line {
    /// Its first glyph; it ends where the next line begins.
    first: usize,
    direction: Point,
}

/// The glyphs of one page, in the order of the file, cut into lines.
#[derive(Default)]
pub(super) struct Page {
    text: String,
    glyphs: Vec<Glyph>,
    lines: Vec<Line>,
    /// The furthest end of a glyph in the line.
    furthest: f64,
}

/// What the file has shown so far of how it sets blanks.
#[derive(Default)]
pub(super) struct Habit {
    letters: usize,
    blanks: usize,
}

impl Page {
    /// Adds a glyph that says `text`, which may be nothing.
    ///
    /// # Errors
    ///
    /// Where the page has too many.
    pub(super) fn place(
        &mut self,
        text: &str,
        placed: &Placed,
        allowance: &mut Allowance,
    ) -> Result<(), ReadError> {
        if self.glyphs.len() == MAX_GLYPHS {
            return Err(ReadError::TooLarge("300000 glyphs for a page of a PDF"));
        }
        let (size, height) = (length(placed.along), length(placed.across));
        let direction = (placed.along.0 / size, placed.along.1 / size);
        let start = dot(placed.origin, direction);
        let glyph = Glyph {
            text_end: self.text.len() + text.len(),
            start,
            end: start + placed.width * size,
            across: direction.0 * placed.origin.1 - direction.1 * placed.origin.0,
            size,
            height,
        };
        let is_on_line = self.glyphs.last().zip(self.lines.last()).is_some_and(|(last, line)| {
            dot(direction, line.direction) > 0.99 && is_same_line(last, &glyph)
        });
        if !is_on_line {
            self.lines.push(Line { first: self.glyphs.len(), direction });
            self.furthest = f64::NEG_INFINITY;
        } else if glyph.start < self.furthest {
            allowance.step(DOUBLE_REACH / 16)?;
            if self.is_double(text, &glyph) {
                return Ok(());
            }
        }
        self.furthest = self.furthest.max(glyph.end);
        self.text.push_str(text);
        self.glyphs.push(glyph);
        Ok(())
    }

    /// True where the line already shows the same at the same place: how some programs make bold.
    fn is_double(&self, text: &str, glyph: &Glyph) -> bool {
        let reach = DOUBLE * glyph.size;
        let first = self.lines.last().map_or(0, |line| line.first);
        let first = first.max(self.glyphs.len().saturating_sub(DOUBLE_REACH));
        !text.is_empty()
            && glyph.end - glyph.start > reach
            && (first..self.glyphs.len()).rev().any(|index| {
                let other = &self.glyphs[index];
                (other.start - glyph.start).abs() < reach
                    && (other.across - glyph.across).abs() < 2.0 * reach
                    && self.text_of(index) == text
            })
    }

    fn text_of(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.glyphs[before].text_end);
        &self.text[start..self.glyphs[index].text_end]
    }

    /// Writes the page, a line for each line.
    ///
    /// # Errors
    ///
    /// Where putting the lines in order takes more steps than are left.
    pub(super) fn write(
        &self,
        habit: &mut Habit,
        allowance: &mut Allowance,
        out: &mut String,
    ) -> Result<(), ReadError> {
        habit.letters += self.text.chars().filter(char::is_ascii_alphabetic).count();
        habit.blanks += self.text.chars().filter(|each| each.is_whitespace()).count();
        let has_blanks = habit.blanks * LETTERS_FOR_BLANK >= habit.letters;
        let blank = if has_blanks { BLANK } else { BLANK_WITHOUT_GLYPH };
        let ends = self.lines.iter().skip(1).map(|line| line.first).chain([self.glyphs.len()]);
        let ranges: Vec<Range<usize>> =
            self.lines.iter().zip(ends).map(|(line, end)| line.first..end).collect();
        let extents: Vec<Extent> = self
            .lines
            .iter()
            .zip(&ranges)
            .map(|(line, range)| self.extent(line.direction, range.clone()))
            .collect();
        allowance.step(order::cost(extents.len()) / 8)?;
        let mut line = String::new();
        for parts in order::order(&extents) {
            line.clear();
            self.write_line(parts.iter().map(|part| ranges[*part].clone()), blank, &mut line);
            let shown = line.trim();
            if !shown.is_empty() {
                out.push_str(shown);
                out.push('\n');
            }
        }
        Ok(())
    }

    fn extent(&self, direction: Point, range: Range<usize>) -> Extent {
        let glyphs = &self.glyphs[range];
        let fold = |value: fn(&Glyph) -> f64, choose: fn(f64, f64) -> f64| {
            glyphs.iter().map(value).reduce(choose).unwrap_or(0.0)
        };
        Extent {
            direction,
            start: fold(|glyph| glyph.start, f64::min),
            end: fold(|glyph| glyph.end, f64::max),
            across: glyphs.first().map_or(0.0, |glyph| glyph.across),
            size: fold(|glyph| glyph.size, f64::max),
            height: fold(|glyph| glyph.height, f64::max),
        }
    }

    fn write_line(&self, parts: impl Iterator<Item = Range<usize>>, blank: f64, line: &mut String) {
        let gap = |left: &Glyph, right: &Glyph| {
            (right.start - left.end) / f64::midpoint(left.size, right.size)
        };
        // A piece is a run of glyphs that follow each other: its first and last glyph.
        let mut pieces: Vec<(usize, usize)> = Vec::new();
        let mut is_backwards = false;
        for (part, range) in parts.enumerate() {
            is_backwards |= part > 0;
            pieces.push((range.start, range.start));
            for index in range.start + 1..range.end {
                let (left, right) = (&self.glyphs[index - 1], &self.glyphs[index]);
                let is_back = right.start < left.start - BACK * right.size;
                is_backwards |= is_back;
                match pieces.last_mut() {
                    Some(piece) if !is_back && gap(left, right) <= blank => piece.1 = index,
                    _ => pieces.push((index, index)),
                }
            }
        }
        if is_backwards {
            pieces.sort_by(|left, right| {
                self.glyphs[left.0].start.total_cmp(&self.glyphs[right.0].start)
            });
        }
        let mut last: Option<&Glyph> = None;
        for index in pieces.into_iter().flat_map(|(first, last)| first..=last) {
            let glyph = &self.glyphs[index];
            let text = self.text_of(index);
            if last.is_some_and(|last| gap(last, glyph) > blank)
                && !line.ends_with(char::is_whitespace)
                && !text.is_empty()
            {
                line.push(' ');
            }
            // Line ends and other controls inside a glyph's text would break the lines.
            line.extend(text.chars().map(plain_blank).filter(|each| !each.is_control()));
            last = Some(glyph);
        }
    }
}

fn plain_blank(each: char) -> char {
    let breaks = each.is_control() || matches!(each, '\u{2028}' | '\u{2029}');
    if each.is_whitespace() && breaks { ' ' } else { each }
}

/// Raised and lowered signs stay on their line where they follow at once.
fn is_same_line(last: &Glyph, glyph: &Glyph) -> bool {
    let distance = (glyph.across - last.across).abs();
    let follows = (-0.5..1.0).contains(&((glyph.start - last.end) / last.size.max(glyph.size)));
    distance <= LINE * last.height.min(glyph.height)
        || (follows && distance <= LINE * last.height.max(glyph.height))
}

fn dot(left: Point, right: Point) -> f64 {
    left.0 * right.0 + left.1 * right.1
}

fn length(vector: Point) -> f64 {
    vector.0.hypot(vector.1)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::{Habit, Page, Placed};
    use crate::document::pdf::allowance::Allowance;

    /// Glyphs of half a font size of ten points.
    fn page(glyphs: &[(&str, f64, f64)]) -> String {
        let mut page = Page::default();
        let mut allowance = Allowance::new();
        for (text, x, y) in glyphs {
            let placed =
                Placed { origin: (*x, *y), along: (10.0, 0.0), across: (0.0, 10.0), width: 0.5 };
            page.place(text, &placed, &mut allowance).unwrap();
        }
        let mut out = String::new();
        let mut habit = Habit { letters: 0, blanks: 1_000 };
        page.write(&mut habit, &mut allowance, &mut out).unwrap();
        out
    }

    #[test]
    fn gaps_are_blanks_and_other_baselines_are_lines() {
        assert_eq!(page(&[("a", 0.0, 0.0), ("b", 7.0, 0.0), ("c", 16.0, 0.0)]), "ab c\n");
        assert_eq!(page(&[("a", 0.0, 0.0), (" ", 5.0, 0.0), ("c", 16.0, 0.0)]), "a c\n");
        assert_eq!(page(&[("a", 0.0, 0.0), ("b", 5.0, 4.0), ("c", 0.0, -12.0)]), "ab\nc\n");
    }

    #[test]
    fn pieces_that_come_backwards_are_put_in_order() {
        assert_eq!(page(&[("c", 10.0, 0.0), ("b", 5.0, 0.0), ("a", 0.0, 0.0)]), "abc\n");
        assert_eq!(
            page(&[("a", 0.0, 0.0), ("c", 30.0, 0.0), ("b", 15.0, 0.0), ("b", 20.0, 0.0)]),
            "a bb c\n"
        );
    }

    #[test]
    fn a_second_stroke_is_no_second_letter() {
        assert_eq!(
            page(&[("a", 0.0, 0.0), ("b", 5.0, 0.0), ("a", 0.3, 0.0), ("b", 5.3, 0.0)]),
            "ab\n"
        );
        assert_eq!(page(&[("l", 0.0, 0.0), ("l", 5.0, 0.0)]), "ll\n");
    }

    #[test]
    fn controls_and_form_feeds_do_not_break_lines() {
        assert_eq!(page(&[("a\u{c}b\u{1}", 0.0, 0.0)]), "a b\n");
    }
}
