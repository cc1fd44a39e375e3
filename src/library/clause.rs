//! The clauses of a text: a label such as `1.b.i` or `五.1`, and the token at which each begins.
//!
//! A counter at the start of a line opens a clause. Its style (a Han numeral, digits with a point, a
//! letter in brackets ...) tells how deep it lies: a style seen before goes back to its level, a new one
//! goes one level deeper.

use crate::text::{Flags, Token, token::Class};

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
    let mut found = Vec::new();
    let mut open: Vec<(Style, String)> = Vec::new();
    for at in 0..tokens.len() {
        if !tokens[at].flags.has(Flags::LINE_START) {
            continue;
        }
        let Some((style, label)) = counter(text, tokens, at, &open) else { continue };
        let level = open.iter().position(|(known, _)| *known == style).unwrap_or(open.len());
        // A whole number such as `3.1` says all of its levels itself, and an article is the top.
        let top = matches!(style, Style::Whole | Style::Article);
        open.truncate(if top { 0 } else { level });
        open.push((style, label));
        let label = open.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join(".");
        found.push(Clause { label, start: at });
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Whole,
    Article,
    Han { bracketed: bool },
    Digits { bracketed: bool, closed: bool },
    Letter { bracketed: bool, capital: bool },
    Roman { bracketed: bool, capital: bool },
}

fn word<'t>(text: &'t str, token: &Token) -> &'t str {
    &text[token.start as usize..token.end as usize]
}

fn sign_behind(text: &str, token: &Token) -> Option<char> {
    text[token.end as usize..].chars().find(|c| !matches!(c, '*' | '_' | '\\' | '`'))
}

/// The counter that the line beginning at token `at` opens with.
fn counter(
    text: &str,
    tokens: &[Token],
    at: usize,
    open: &[(Style, String)],
) -> Option<(Style, String)> {
    let token = &tokens[at];
    let first = word(text, token);
    if matches!(first.to_ascii_lowercase().as_str(), "section" | "article" | "clause" | "part") {
        let next = tokens.get(at + 1)?;
        let label = word(text, next);
        let counts =
            next.class == Class::Digits || label.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
        return (counts && label.len() <= 5).then(|| (Style::Article, label.to_owned()));
    }
    if let Some(whole) = whole_number(text, tokens, at) {
        return Some((Style::Whole, whole));
    }
    if !token.flags.has(Flags::MARKER) {
        return None;
    }
    let bracketed = token.flags.has(Flags::BRACKETED);
    let mut label = first.to_owned();
    match token.class {
        Class::Han => {
            let numbered = first == "第";
            if numbered {
                label.clear();
            }
            for next in tokens[at + 1..].iter().take(4) {
                let character = word(text, next);
                if next.class == Class::Letters
                    || !next.flags.has(Flags::MARKER)
                    || "条章节款项條節項".contains(character)
                {
                    break;
                }
                label.push_str(character);
            }
            Some((if numbered { Style::Article } else { Style::Han { bracketed } }, label))
        }
        Class::Digits => {
            let closed = sign_behind(text, token) == Some(')');
            Some((Style::Digits { bracketed, closed }, label))
        }
        Class::Mixed => None,
        Class::Letters => {
            let capital = token.flags.has(Flags::CAPITAL);
            let roman = Style::Roman { bracketed, capital };
            let letter = Style::Letter { bracketed, capital };
            let could_be_roman =
                first.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x'));
            // `i` after `h` goes on with the letters; elsewhere it begins or goes on with Roman numerals.
            let follows = open.iter().any(|(style, last)| {
                *style == letter
                    && first.len() == 1
                    && last.bytes().next().map(|b| b + 1) == first.bytes().next()
            });
            let style = if could_be_roman && !follows { roman } else { letter };
            (first.len() == 1 || style == roman).then_some((style, label))
        }
    }
}

/// A number of two or more parts, `3.1` or `2.4.1`, written without blanks.
fn whole_number(text: &str, tokens: &[Token], at: usize) -> Option<String> {
    let mut end = at;
    if tokens[at].class != Class::Digits {
        return None;
    }
    while let Some(next) = tokens.get(end + 1) {
        let gap = &text[tokens[end].end as usize..next.start as usize];
        if gap != "." || next.class != Class::Digits || word(text, next).len() > 2 {
            break;
        }
        end += 1;
    }
    (end > at && end - at < 4)
        .then(|| text[tokens[at].start as usize..tokens[end].end as usize].to_owned())
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
            labels("一、定义\n1. 甲\n2、乙\n十一、丙\n（一）丁"),
            ["一", "一.1", "一.2", "十一", "十一.一"]
        );
        assert_eq!(labels("第三条 甲\n3.1 乙\nSection 4. x"), ["三", "3.1", "4"]);
        assert_eq!(labels("(g) x\n(h) y\n(i) z"), ["g", "h", "i"]);
        assert_eq!(labels("**2.** bold\nI am not a counter\n3 nor this"), ["2"]);
    }
}
