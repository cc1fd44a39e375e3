//! The counters of a text: `1.`, `(a)`, `iv)`, `3.1`, `一、`, `第三条`, `Section 4`, `Attachment A`. What they say
//! of clauses is worked out in `clause.rs`; here is only what each could be, read by itself.

use super::numeral::{folded, han, letter_value, roman};
use crate::text::{Flags, Token, token::Class};

/// How a counter is written. Counters of one list are written alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `Attachment A`: a part that counts anew.
    Part,
    /// `Section 4`, `第三条`.
    Article,
    Han {
        bracketed: bool,
    },
    Digits {
        bracketed: bool,
        closed: bool,
    },
    Letter {
        bracketed: bool,
        capital: bool,
    },
    Roman {
        bracketed: bool,
        capital: bool,
    },
    /// The second or a later part of a whole number: the `1` of `3.1`.
    Within(usize),
}

impl Style {
    /// `1.` without brackets.
    pub(super) const PLAIN: Self = Self::Digits { bracketed: false, closed: false };

    /// True for `(a)`, `b)` and their like, inside which no plain `1.` begins.
    pub(super) fn is_enclosed(self) -> bool {
        match self {
            Self::Digits { bracketed, closed } => bracketed || closed,
            Self::Letter { bracketed, .. } | Self::Roman { bracketed, .. } => bracketed,
            _ => false,
        }
    }
}

/// In which script the words behind a counter are written. A list does not change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Han,
    Other,
    Mixed,
}

impl Script {
    pub(super) fn agrees(self, other: Self) -> bool {
        self == other || self == Self::Mixed || other == Self::Mixed
    }
}

/// One thing that a counter may be: `i` is a letter or a Roman numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) style: Style,
    pub(super) value: u32,
}

/// A counter at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counter {
    /// The first token.
    pub(super) at: usize,
    /// The label as it is shown.
    pub(super) label: String,
    /// What it may be; for a whole number its first part.
    pub(super) readings: Vec<Reading>,
    /// All parts of a whole number, `[3, 1]` for `3.1`; else empty.
    pub(super) whole: Vec<u32>,
    /// How far the line is indented; a head of Markdown stands before all. `None` inside a line.
    pub(super) indent: Option<usize>,
    /// The script of what it counts.
    pub(super) script: Script,
}

/// All counters of a text, in order.
pub(super) fn counters(text: &str, tokens: &[Token]) -> Vec<Counter> {
    let mut found: Vec<Counter> = Vec::new();
    let mut next = 0;
    for at in 0..tokens.len() {
        if at < next || tokens[at].flags.has(Flags::COPYRIGHT) {
            continue;
        }
        let source = Source { text, tokens, at };
        if let Some((counter, end)) = source.counter() {
            next = end;
            found.push(counter);
        }
    }
    found
}

/// The indentation of a head of Markdown, before that of all lines.
pub(super) const TITLE: usize = 0;

/// Words before a number that point to a clause and open none.
const POINTERS: [&str; 16] = [
    "section",
    "sections",
    "clause",
    "clauses",
    "paragraph",
    "paragraphs",
    "article",
    "articles",
    "subsection",
    "version",
    "exhibit",
    "attachment",
    "appendix",
    "annex",
    "schedule",
    "§",
];

/// A token of a text that may begin a counter.
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
}

impl<'t> Source<'t> {
    pub(super) fn word(self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// What stands between the token before `at` and the one at `at`.
    pub(super) fn gap(self, at: usize) -> &'t str {
        let start = at.checked_sub(1).map_or(0, |before| self.tokens[before].end);
        let end = self.tokens.get(at).map_or(self.text.len(), |token| token.start as usize);
        self.text.get(start as usize..end).unwrap_or("")
    }

    fn sign_behind(self, at: usize) -> Option<char> {
        self.text[self.tokens[at].end as usize..]
            .chars()
            .find(|c| !matches!(c, '*' | '_' | '\\' | '`'))
    }

    /// The counter that begins at this token, and the token behind it.
    fn counter(self) -> Option<(Counter, usize)> {
        let flags = self.tokens[self.at].flags;
        let line_start = flags.has(Flags::LINE_START);
        let pointed = self.at > 0
            && self.tokens[self.at].class == Class::Digits
            && !flags.has(Flags::SENTENCE_START)
            && self.gap(self.at).matches('\n').count() < 2
            && POINTERS.contains(&self.word(self.at - 1).to_lowercase().as_str());
        if pointed || !(line_start || flags.has(Flags::MARKER)) {
            return None;
        }
        let (label, readings, whole, end) = if line_start {
            self.headed().or_else(|| self.whole()).or_else(|| self.marked())?
        } else {
            self.inline()?
        };
        let script = self.script(end);
        let indent = line_start.then(|| self.indent());
        Some((Counter { at: self.at, label, readings, whole, indent, script }, end))
    }

    /// A number of two to four parts, `3.1` or `2.4.1`, written without blanks.
    fn whole(self) -> Option<Found> {
        let mut end = self.at;
        if self.tokens[self.at].class != Class::Digits {
            return None;
        }
        while let Some(next) = self.tokens.get(end + 1) {
            if self.gap(end + 1) != "."
                || next.class != Class::Digits
                || self.word(end + 1).len() > 2
            {
                break;
            }
            end += 1;
        }
        let parts: Vec<u32> = (self.at..=end).filter_map(|at| self.word(at).parse().ok()).collect();
        let shown =
            self.text.get(self.tokens[self.at].start as usize..self.tokens[end].end as usize)?;
        (2..=4)
            .contains(&parts.len())
            .then(|| (folded(shown), reading(Style::PLAIN, parts[0]), parts, end + 1))
    }

    /// A counter at the start of a line, with a sign that ends it, or a number behind the `#` of a head.
    fn marked(self) -> Option<Found> {
        let token = self.tokens[self.at];
        let first = self.word(self.at);
        if token.class == Class::Digits && !token.flags.has(Flags::MARKER) {
            let titled = line_of(self.gap(self.at)).contains('#') || self.is_title(self.at + 1);
            let apart = self.gap(self.at + 1).starts_with(' ') && first.len() <= 2;
            let value = first.parse().ok()?;
            return (titled && apart)
                .then(|| (folded(first), reading(Style::PLAIN, value), Vec::new(), self.at + 1));
        }
        token.flags.has(Flags::MARKER).then(|| self.simple()).flatten()
    }

    /// True where the rest of the line is a short title.
    fn is_title(self, start: usize) -> bool {
        const LONGEST_TITLE: usize = 10;
        let line = self.tokens.get(start..).unwrap_or(&[]);
        let begins = line.first().is_some_and(|token| {
            !token.flags.has(Flags::LINE_START)
                && (token.flags.has(Flags::CAPITAL) || token.class == Class::Han)
        });
        begins && line.iter().take(LONGEST_TITLE).any(|token| token.flags.has(Flags::LINE_START))
    }

    /// A counter inside a line: in brackets with a blank before it, or where a sentence begins.
    fn inline(self) -> Option<Found> {
        let flags = self.tokens[self.at].flags;
        let bracketed = flags.has(Flags::BRACKETED);
        let apart = self.gap(self.at).trim_end_matches(['(', '（', '[']).ends_with(|c: char| {
            c.is_whitespace() || matches!(c, '，' | '；' | '：' | '。' | '、' | '—')
        });
        let open = (bracketed && apart) || flags.has(Flags::SENTENCE_START);
        let closed = matches!(self.sign_behind(self.at), Some(')' | '）' | ']'));
        (open && (closed || !bracketed)).then(|| self.simple()).flatten()
    }

    /// A number, a letter, a Roman or a Han numeral.
    fn simple(self) -> Option<Found> {
        let token = self.tokens[self.at];
        let bracketed = token.flags.has(Flags::BRACKETED);
        let first = self.word(self.at);
        match token.class {
            Class::Han => self.han(bracketed),
            Class::Digits => {
                let closed = matches!(self.sign_behind(self.at), Some(')' | '）'));
                let style = Style::Digits { bracketed, closed: closed && !bracketed };
                let value = folded(first).parse().ok()?;
                Some((folded(first), reading(style, value), Vec::new(), self.at + 1))
            }
            Class::Mixed => None,
            Class::Letters => {
                let capital = token.flags.has(Flags::CAPITAL);
                let letter = letter_value(first)
                    .map(|value| Reading { style: Style::Letter { bracketed, capital }, value });
                let roman = roman(first)
                    .map(|value| Reading { style: Style::Roman { bracketed, capital }, value });
                let readings: Vec<Reading> = roman.into_iter().chain(letter).collect();
                (!readings.is_empty()).then(|| (folded(first), readings, Vec::new(), self.at + 1))
            }
        }
    }

    fn han(self, bracketed: bool) -> Option<Found> {
        let mut label = String::new();
        let mut end = self.at;
        while end < self.tokens.len().min(self.at + 4) && self.tokens[end].flags.has(Flags::MARKER)
        {
            let character = folded(self.word(end));
            if han(&character).is_none() || (end > self.at && !self.gap(end).is_empty()) {
                break;
            }
            label.push_str(&character);
            end += 1;
        }
        let value = han(&label)?;
        Some((label, reading(Style::Han { bracketed }, value), Vec::new(), end))
    }

    fn indent(self) -> usize {
        let line = line_of(self.gap(self.at));
        if line.contains('#') {
            return TITLE;
        }
        let blanks = line.chars().take_while(|c| c.is_whitespace());
        1 + blanks.map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>()
    }

    fn script(self, start: usize) -> Script {
        const SAMPLE: usize = 16;
        let sample =
            &self.tokens[start.min(self.tokens.len())..self.tokens.len().min(start + SAMPLE)];
        let han = sample.iter().filter(|token| token.class == Class::Han).count();
        if han == 0 {
            Script::Other
        } else if han * 2 > sample.len() {
            Script::Han
        } else {
            Script::Mixed
        }
    }
}

/// Label, readings, whole number, and the token behind.
pub(super) type Found = (String, Vec<Reading>, Vec<u32>, usize);

pub(super) fn reading(style: Style, value: u32) -> Vec<Reading> {
    vec![Reading { style, value }]
}

fn line_of(gap: &str) -> &str {
    gap.rsplit(['\n', '\u{c}']).next().unwrap_or(gap)
}
