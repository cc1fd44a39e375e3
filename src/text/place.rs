//! What kind of place each token stands in: line and sentence starts, list markers, addresses,
//! copyright lines, placeholders, numbers alone on a line.
//!
//! These flags are what a print keeps beside hashes: whether a difference can be harmless depends on
//! where it stands, never on the words alone.

use super::{
    fold::is_han,
    markup::Glyph,
    token::{Class, Flags, Word},
};

/// How many tokens a copyright line may claim. A wrapped line that happens to begin with the word must
/// not set a paragraph free.
const LONGEST_COPYRIGHT: usize = 30;
/// How many tokens a placeholder has at the most.
const LONGEST_PLACEHOLDER: usize = 8;

/// Sets the place flags of all words.
pub(super) fn mark(glyphs: &[Glyph], words: &mut [Word]) {
    starts(glyphs, words);
    markers(glyphs, words);
    addresses(glyphs, words);
    copyright_lines(glyphs, words);
    placeholders(glyphs, words);
}

fn text(glyphs: &[Glyph], word: &Word) -> String {
    glyphs[word.glyphs.clone()].iter().map(|glyph| glyph.c).collect()
}

/// The glyphs between the word before `at` and the word at `at`.
fn between<'g>(glyphs: &'g [Glyph], words: &[Word], at: usize) -> &'g [Glyph] {
    let start = at.checked_sub(1).map_or(0, |before| words[before].glyphs.end);
    &glyphs[start..words[at].glyphs.start]
}

fn starts(glyphs: &[Glyph], words: &mut [Word]) {
    for at in 0..words.len() {
        let gap = between(glyphs, words, at);
        let mut flags = Flags::default();
        let line = at == 0 || gap.iter().any(|glyph| matches!(glyph.c, '\n' | '\u{c}'));
        if line {
            flags.set(Flags::LINE_START);
        }
        let after_han = at > 0 && words[at - 1].token.class == Class::Han;
        if at == 0 || ends_sentence(gap, after_han) {
            flags.set(Flags::SENTENCE_START);
        }
        if gap
            .iter()
            .rev()
            .find(|g| !g.c.is_whitespace())
            .is_some_and(|g| matches!(g.c, '(' | '[' | '{' | '<' | '\u{3010}' | '\u{300a}'))
        {
            flags.set(Flags::BRACKETED);
        }
        words[at].token.flags.set(flags);
        if line && words[at].token.class == Class::Digits {
            let behind = &glyphs[words[at].glyphs.end..];
            if behind
                .iter()
                .find(|g| g.c == '\n' || !g.c.is_whitespace())
                .is_none_or(|g| matches!(g.c, '\n' | '\u{c}'))
            {
                words[at].token.flags.set(Flags::LONE_NUMBER);
            }
        }
    }
}

/// True where a sentence ends in a gap between two words. A point inside a number or a name has no blank
/// behind it: `3.1`, `Duix.Avatar:0.0.7`. Behind a Han character none is needed.
fn ends_sentence(gap: &[Glyph], after_han: bool) -> bool {
    let blank = gap
        .last()
        .is_some_and(|glyph| glyph.c.is_whitespace() || matches!(glyph.c, '(' | '[' | '*' | '-'));
    gap.iter().any(|glyph| match glyph.c {
        '\u{3002}' | '"' => true,
        '.' | '!' | '?' | ';' | ':' => blank || after_han,
        _ => false,
    })
}

/// `1.` `(a)` `iv)` `一、` `（二）` `第三条`: a short counter with a sign behind it, at the start of a
/// line or a sentence or in brackets.
fn markers(glyphs: &[Glyph], words: &mut [Word]) {
    let mut at = 0;
    while at < words.len() {
        if !may_be_counted(glyphs, words, at) {
            at += 1;
            continue;
        }
        let numbered =
            words[at].token.class == Class::Han && glyphs[words[at].glyphs.start].c == '\u{7b2c}';
        let first = if numbered { at + 1 } else { at };
        let mut end = first;
        while words.get(end).is_some_and(|word| is_counter(glyphs, word)) && end - first < 4 {
            // Only Han numerals are written in several tokens without anything between.
            if end > first
                && (words[end].token.class != Class::Han || !between(glyphs, words, end).is_empty())
            {
                break;
            }
            end += 1;
        }
        if end > first {
            let behind = words[end - 1].glyphs.end;
            let sign = glyphs.get(behind).map(|glyph| glyph.c);
            if numbered
                && matches!(
                    sign,
                    Some('\u{6761}' | '\u{7ae0}' | '\u{8282}' | '\u{6b3e}' | '\u{9879}')
                )
            {
                for word in &mut words[at..=end.min(at + 5)] {
                    word.token.flags.set(Flags::MARKER);
                }
            } else if !numbered
                && closes_counter(glyphs, behind, words[at].token.flags.has(Flags::LINE_START))
            {
                for word in &mut words[at..end] {
                    word.token.flags.set(Flags::MARKER);
                }
            }
        }
        at = end.max(at + 1);
    }
}

/// True where a list may count: at the start of a line, in brackets, or at the start of a sentence, where
/// a number above twenty is a figure and a number behind a quote points to a section.
fn may_be_counted(glyphs: &[Glyph], words: &[Word], at: usize) -> bool {
    const LONGEST_INLINE_LIST: u32 = 20;
    let flags = words[at].token.flags;
    if flags.any(Flags::LINE_START.with(Flags::BRACKETED)) {
        return true;
    }
    let quoted = between(glyphs, words, at)
        .iter()
        .rev()
        .find(|g| !g.c.is_whitespace())
        .is_some_and(|g| g.c == '"');
    let large =
        text(glyphs, &words[at]).parse::<u32>().is_ok_and(|number| number > LONGEST_INLINE_LIST);
    flags.has(Flags::SENTENCE_START) && !quoted && !large
}

/// True where the sign behind a counter ends it. Inside a line `2.1` is a version, at its start a clause.
fn closes_counter(glyphs: &[Glyph], behind: usize, line_start: bool) -> bool {
    let next_is_digit = glyphs.get(behind + 1).is_some_and(|glyph| glyph.c.is_ascii_digit());
    match glyphs.get(behind).map(|glyph| glyph.c) {
        Some('.' | ',' | ':') => line_start || !next_is_digit,
        Some(')' | ']' | '\u{3001}' | '\u{3011}') => true,
        _ => false,
    }
}

/// A number below 1000, one letter, a small Roman numeral, or a Han numeral.
fn is_counter(glyphs: &[Glyph], word: &Word) -> bool {
    let text = text(glyphs, word);
    match word.token.class {
        Class::Digits => text.len() <= 3,
        Class::Han => text.chars().all(|c| "\u{4e00}\u{4e8c}\u{4e09}\u{56db}\u{4e94}\u{516d}\u{4e03}\u{516b}\u{4e5d}\u{5341}\u{767e}".contains(c)),
        Class::Mixed => false,
        Class::Letters => text.len() == 1 || (text.len() <= 5 && text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'))),
    }
}

/// Addresses with a scheme, with `www.`, with a path, and mail addresses. A bare name with a dot is not
/// one: `Duix.Avatar/guiji.cn` is a mark.
fn addresses(glyphs: &[Glyph], words: &mut [Word]) {
    let mut at = 0;
    while at < words.len() {
        let start = words[at].glyphs.start;
        let end = words[at].glyphs.end;
        let next = |offset: usize| glyphs.get(end + offset).map(|glyph| glyph.c);
        let word = if words[at].token.class == Class::Letters && end - start <= 6 {
            text(glyphs, &words[at])
        } else {
            String::new()
        };
        let scheme =
            matches!(word.as_str(), "http" | "https" | "ftp" | "mailto") && next(0) == Some(':');
        let www = word == "www" && next(0) == Some('.');
        let path = matches!(
            word.as_str(),
            "com" | "org" | "net" | "ai" | "cn" | "io" | "dev" | "edu" | "gov" | "co" | "html"
        ) && start > 0
            && glyphs[start - 1].c == '.'
            && next(0) == Some('/');
        let mail = next(0) == Some('@');
        if !(scheme || www || path || mail) {
            at += 1;
            continue;
        }
        // An address that was recognised late began earlier.
        let mut first = at;
        while first > 0
            && between(glyphs, words, first)
                .iter()
                .all(|g| matches!(g.c, '.' | '-' | '_' | '/' | '@' | '+'))
            && !between(glyphs, words, first).is_empty()
            && words[first - 1].token.class != Class::Han
        {
            first -= 1;
        }
        let mut last = at;
        while last + 1 < words.len()
            && words[last + 1].token.class != Class::Han
            && between(glyphs, words, last + 1).iter().all(|g| {
                !g.c.is_whitespace()
                    && !matches!(g.c, '"' | ')' | ']' | '>' | '<' | ',' | ';' | '\u{3002}')
            })
            && !between(glyphs, words, last + 1).is_empty()
        {
            last += 1;
        }
        for word in &mut words[first..=last] {
            word.token.flags.set(Flags::URL);
        }
        at = last + 1;
    }
}

/// The rest of a line that begins with "Copyright" and has a sign, a year, a placeholder or "by" behind
/// it, or that begins with the sign itself; and "All rights reserved" behind such a line.
fn copyright_lines(glyphs: &[Glyph], words: &mut [Word]) {
    let mut at = 0;
    while at < words.len() {
        let flags = words[at].token.flags;
        if !flags.any(Flags::LINE_START.with(Flags::SENTENCE_START)) {
            at += 1;
            continue;
        }
        let opens = text(glyphs, &words[at]) == "copyright"
            || (text(glyphs, &words[at]) == "c"
                && flags.has(Flags::BRACKETED)
                && claims(glyphs, words, at));
        let sign = between(glyphs, words, at).iter().any(|glyph| glyph.c == '\u{a9}');
        if !((opens && (claims(glyphs, words, at) || sign))
            || (sign && flags.has(Flags::LINE_START)))
        {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < words.len()
            && end - at < LONGEST_COPYRIGHT
            && !words[end].token.flags.has(Flags::LINE_START)
        {
            end += 1;
        }
        if end + 2 < words.len()
            && ["all", "rights", "reserved"]
                .iter()
                .enumerate()
                .all(|(i, w)| text(glyphs, &words[end + i]) == *w)
        {
            end += 3;
        }
        for word in &mut words[at..end] {
            word.token.flags.set(Flags::COPYRIGHT);
        }
        at = end;
    }
}

/// True where a sign, a year, a placeholder or "by" stands right behind the word "copyright".
fn claims(glyphs: &[Glyph], words: &[Word], at: usize) -> bool {
    let end = words[at].glyphs.end;
    let near = &glyphs[end..glyphs.len().min(end + 8)];
    let near = &near[..near.iter().position(|glyph| glyph.c == '\n').unwrap_or(near.len())];
    if near.iter().any(|glyph| matches!(glyph.c, '\u{a9}' | '[' | '<' | '{')) {
        return true;
    }
    let Some(next) = words.get(at + 1) else { return false };
    if between(glyphs, words, at + 1).iter().any(|glyph| glyph.c == '\n') {
        return false;
    }
    let next = text(glyphs, next);
    next == "by"
        || (next == "c" && words[at + 1].token.flags.has(Flags::BRACKETED))
        || is_year(&next)
        || next == "yyyy"
        || next == "year"
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit())
}

/// Short bracketed text that asks to be filled in.
fn placeholders(glyphs: &[Glyph], words: &mut [Word]) {
    const ASKS: [&str; 16] = [
        "year",
        "years",
        "yyyy",
        "name",
        "fullname",
        "names",
        "owner",
        "owners",
        "holder",
        "holders",
        "date",
        "organization",
        "author",
        "authors",
        "email",
        "insert",
    ];
    for at in 0..words.len() {
        if !words[at].token.flags.has(Flags::BRACKETED) {
            continue;
        }
        let open =
            between(glyphs, words, at).iter().rev().find(|g| !g.c.is_whitespace()).map(|g| g.c);
        let close = match open {
            Some('[') => ']',
            Some('<') => '>',
            Some('{') => '}',
            _ => continue,
        };
        let mut end = at + 1;
        while end < words.len()
            && end - at < LONGEST_PLACEHOLDER
            && !between(glyphs, words, end).iter().any(|g| g.c == close)
        {
            end += 1;
        }
        let closed =
            glyphs[words[end - 1].glyphs.end..].iter().take(4).any(|glyph| glyph.c == close);
        let asks = words[at..end].iter().any(|word| {
            !is_han(glyphs[word.glyphs.start].c) && ASKS.contains(&text(glyphs, word).as_str())
        });
        if closed && asks {
            for word in &mut words[at..end] {
                word.token.flags.set(Flags::PLACEHOLDER);
            }
        }
    }
}
