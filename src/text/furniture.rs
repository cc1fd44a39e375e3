//! Page furniture: page numbers and running heads, which no license means.
//!
//! "3 of 9", "- 3 -", "Page 3" and their Chinese forms are dropped wherever they stand alone on a line. A
//! bare number is dropped only beside a form feed, for elsewhere it may be a term ("30"). A line beside
//! a dropped one that stood in such a place before is a running head; its first place stays.

use std::{collections::BTreeSet, ops::Range};

/// A longer line is a sentence, not a head.
const LONGEST_HEAD: usize = 80;
/// Signs of the longest line that may be a page number.
const LONGEST_PAGE_LINE: usize = 25;

/// The ranges of a normal form that are furniture, sorted.
pub(super) fn furniture(text: &str) -> Vec<Range<usize>> {
    if !is_paged(text) {
        return Vec::new();
    }
    let lines = lines(text);
    let mut kinds: Vec<Kind> = lines.iter().map(|line| kind(&text[line.clone()])).collect();
    let feeds: Vec<bool> = lines.iter().map(|line| has_feed(text, line)).collect();
    for at in 0..lines.len() {
        if kinds[at] == Kind::Number && beside_feed(&kinds, &feeds, at) {
            kinds[at] = Kind::Page;
        }
    }
    // The first place of a running head may be the title, so it stays.
    let first = (0..kinds.len()).find(|at| kinds[*at] == Kind::Text);
    let mut heads: BTreeSet<String> = BTreeSet::new();
    for (order, at) in first.into_iter().chain(edges(&kinds, &feeds)).enumerate() {
        let content = content(&text[lines[at].clone()]);
        if content.chars().count() <= LONGEST_HEAD
            && !heads.insert(content)
            && (order == 0 || Some(at) != first)
        {
            kinds[at] = Kind::Page;
        }
    }
    lines
        .into_iter()
        .zip(kinds)
        .filter(|(_, kind)| *kind == Kind::Page)
        .map(|(line, _)| line)
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Text,
    Number,
    Page,
}

/// True where a form feed or a page line stands. A document without them has no running heads either: most
/// texts are looked at no further.
fn is_paged(text: &str) -> bool {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    memchr::memchr(b'\x0c', text.as_bytes()).is_some()
        || ends
            .map(|end| &text[std::mem::replace(&mut start, end + 1)..end])
            .any(|line| kind(line) == Kind::Page)
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split(['\n', '\u{c}'])
        .map(|line| {
            let range = start..start + line.len();
            start = range.end + 1;
            range
        })
        .collect()
}

/// True where a form feed stands directly before or after the line.
fn has_feed(text: &str, line: &Range<usize>) -> bool {
    text[line.end..].starts_with('\u{c}') || text[..line.start].ends_with('\u{c}')
}

/// True where only blank lines stand between the line and a form feed.
fn beside_feed(kinds: &[Kind], feeds: &[bool], at: usize) -> bool {
    let after = (at..kinds.len())
        .take_while(|next| *next == at || kinds[*next] == Kind::Blank)
        .take(4)
        .any(|next| feeds[next]);
    let before = (0..=at)
        .rev()
        .take_while(|next| *next == at || kinds[*next] == Kind::Blank)
        .take(4)
        .any(|next| feeds[next]);
    after || before
}

/// The lines of text next to a page line or a form feed.
fn edges(kinds: &[Kind], feeds: &[bool]) -> Vec<usize> {
    let mut edges = Vec::new();
    for at in 0..kinds.len() {
        if kinds[at] == Kind::Page || feeds[at] {
            let before = (0..at)
                .rev()
                .take(4)
                .find(|next| matches!(kinds[*next], Kind::Text | Kind::Number));
            let after = (at + 1..kinds.len())
                .take(4)
                .find(|next| matches!(kinds[*next], Kind::Text | Kind::Number));
            edges.extend(before.into_iter().chain(after));
            if kinds[at] == Kind::Text {
                edges.push(at);
            }
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn content(line: &str) -> String {
    line.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn kind(line: &str) -> Kind {
    let (mut signs, mut digits) = (0, 0);
    for c in line.chars() {
        match c {
            '0'..='9' => digits += 1,
            c if c.is_whitespace() => continue,
            c if !is_page_sign(c) => return Kind::Text,
            _ => {}
        }
        signs += 1;
        if signs > LONGEST_PAGE_LINE {
            return Kind::Text;
        }
    }
    if signs == 0 {
        return Kind::Blank;
    }
    if digits == 0 {
        return Kind::Text;
    }
    if digits == signs {
        return if digits <= 4 { Kind::Number } else { Kind::Text };
    }
    let text: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    if is_page_line(&text) { Kind::Page } else { Kind::Text }
}

/// True for what a page line has beside digits: with anything else in it a line is text.
fn is_page_sign(c: char) -> bool {
    matches!(
        c,
        'p' | 'a'
            | 'g'
            | 'e'
            | 'o'
            | 'f'
            | '-'
            | '|'
            | '/'
            | ':'
            | '.'
            | '\u{b7}'
            | '\u{7b2c}'
            | '\u{9875}'
            | '\u{5171}'
    )
}

/// "page3", "page3of9", "3of9", "3/9", "-3-", "第3页", "第3页共9页", "3页".
fn is_page_line(text: &str) -> bool {
    let bare = text.trim_matches(['-', '|', '\u{b7}']);
    let decorated = bare.len() < text.len();
    let (word, bare) = match bare.strip_prefix("page").or_else(|| bare.strip_prefix('\u{7b2c}')) {
        Some(rest) => (true, rest),
        None => (false, bare),
    };
    let bare = bare.trim_matches(['-', ':', '.']);
    let parts: Vec<&str> =
        bare.split(['/', '\u{9875}', '\u{5171}', '|']).filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = if parts.len() == 1 {
        parts[0].split("of").filter(|part| !part.is_empty()).collect()
    } else {
        parts
    };
    let numbers = !parts.is_empty()
        && parts.iter().all(|part| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let page_sign = bare.contains('\u{9875}');
    // Two numbers with a slash alone may be a date or a fraction, so both must be small.
    numbers
        && (word
            || page_sign
            || decorated
            || (parts.len() == 2 && (bare.contains("of") || bare.contains('/'))))
}
