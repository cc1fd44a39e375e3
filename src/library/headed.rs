//! Heads that count: `Section 4`, `Attachment A`, `第三条`, `附则`.

use super::{
    counter::{Found, Source, Style, reading},
    numeral::{folded, han, letter_value, roman},
};
use crate::text::Flags;

impl Source<'_> {
    /// `Section 4`, `Attachment A`, `附则`: a word of a part and its number.
    pub(super) fn headed(self) -> Option<Found> {
        let flags = self.tokens[self.at].flags;
        let below_a_title = self.at > 0 && self.tokens[self.at - 1].flags.has(Flags::CAPITAL);
        let apart = flags.has(Flags::SENTENCE_START)
            || self.gap(self.at).matches('\n').count() > 1
            || below_a_title;
        let first = self.word(self.at).to_lowercase();
        let is_part =
            matches!(first.as_str(), "attachment" | "exhibit" | "annex" | "appendix" | "schedule");
        let is_article = matches!(first.as_str(), "section" | "article" | "clause" | "part");
        if first == "第" {
            return self.chinese_article();
        }
        if first == "附" && matches!(self.word(self.at + 1), "件" | "录" | "錄" | "则" | "則")
        {
            return self.chinese_part();
        }
        if !(apart && (is_part || is_article)) {
            return None;
        }
        if is_part && self.gap(self.at + 1).starts_with([':', '\n']) {
            let label = capitalized(&first);
            return Some((label, reading(Style::Part, 1), Vec::new(), self.at + 1));
        }
        let number = self.word(self.at + 1);
        let end = self.at + 2;
        // "Section 2 of this License" and "Section 6(a)" point to a clause; a head ends its line or has
        // its title behind it.
        let next = self.tokens.get(end).map_or(Flags::LINE_START, |token| token.flags);
        let titled = next.any(Flags::LINE_START.with(Flags::SENTENCE_START).with(Flags::CAPITAL))
            && !self.gap(end).contains(['(', ',', ';']);
        if !titled || self.gap(end).trim_start().starts_with('(') || number.chars().count() > 5 {
            return None;
        }
        let letter = number.len() == 1 && number.as_bytes()[0].is_ascii_uppercase();
        let value = match number.parse().ok().or_else(|| roman(number)) {
            Some(value) if !(is_part && letter) => value,
            _ if letter && is_part => letter_value(number)?,
            _ => return None,
        };
        if is_part {
            let label = format!("{} {number}", capitalized(&first));
            return Some((label, reading(Style::Part, value), Vec::new(), end));
        }
        Some((number.to_owned(), reading(Style::Article, value), Vec::new(), end))
    }

    /// `第三条`, `第二部分`.
    fn chinese_article(self) -> Option<Found> {
        let first = self.at + 1;
        let end = (first..self.tokens.len().min(first + 4)).find(|at| {
            let character = folded(self.word(*at));
            han(&character).is_none() && character.parse::<u32>().is_err()
        })?;
        let label: String = (first..end).map(|at| folded(self.word(at))).collect();
        let value = han(&label).or_else(|| label.parse().ok())?;
        let unit = folded(self.word(end));
        let counts = matches!(unit.as_str(), "条" | "章" | "节" | "款" | "项" | "编" | "篇")
            || (unit == "部" && self.word(end + 1) == "分");
        counts.then(|| (label, reading(Style::Article, value), Vec::new(), end + 1))
    }

    /// `附件一`, `附录 2`, or `附则` alone on its line.
    fn chinese_part(self) -> Option<Found> {
        let second = self.at + 1;
        let mut label = format!("附{}", folded(self.word(second)));
        let mut end = second + 1;
        let ends_line = |at: usize| {
            self.tokens
                .get(at)
                .is_none_or(|token| token.flags.any(Flags::LINE_START.with(Flags::SENTENCE_START)))
        };
        if label != "附则" && !ends_line(end) {
            let number = folded(self.word(end));
            han(&number).or_else(|| number.parse().ok()).or_else(|| letter_value(&number))?;
            label.push_str(&number);
            end += 1;
        }
        let sign = self.gap(end).trim_start();
        (ends_line(end) || sign.starts_with(['：', ':'])).then_some((
            label,
            reading(Style::Part, 1),
            Vec::new(),
            end,
        ))
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
