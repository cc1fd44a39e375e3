//! What is no word: emphasis, link targets, real HTML tags, entities, comments and invisible characters.
//!
//! Markup is known by what stands in the file, not by the file's ending: a `LICENSE` may hold Markdown
//! and a `.md` plain text. `<year>` and `<name of author>` are words, for no HTML tag bears such a name.

use super::{
    bits::{Bits, Block, bits},
    fold::{fold, is_combining, is_invisible},
    folded::Folded,
};

/// The longest tag, entity or link target that is taken for one.
const LONGEST_TAG: usize = 2_000;

/// Tags whose content no reader sees.
const UNSEEN: [&str; 5] = ["script", "style", "template", "title", "svg"];

/// Tags that end a line.
const BLOCK: [&str; 42] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Tags inside a line.
const INLINE: [&str; 36] = [
    "a", "abbr", "b", "big", "button", "cite", "code", "col", "colgroup", "del", "dfn", "em",
    "font", "i", "iframe", "img", "input", "ins", "kbd", "label", "link", "mark", "meta", "o:p",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "thead", "tt", "u",
];

/// The normal form of a text without its markup. Block tags become line ends.
pub fn without_markup(source: &str) -> Folded<'_> {
    let bytes = source.as_bytes();
    let marks = Bits::of(bytes, |block| [bits(block, is_mark)]);
    let unclosed = [false; UNSEEN.len()];
    Reader { source, bytes, at: 0, marks, unclosed, out: Folded::of(source) }.read()
}

struct Reader<'s, F> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    marks: Bits<'s, F, 1>,
    /// For each of [`UNSEEN`], whether it is known that no end tag follows: a text may be one run of starts.
    unclosed: [bool; UNSEEN.len()],
    out: Folded<'s>,
}

impl<'s, F: Fn(&Block) -> [u64; 1]> Reader<'s, F> {
    fn read(mut self) -> Folded<'s> {
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            match byte {
                b'<' if self.tag() => {}
                b'&' if self.entity() => {}
                b']' if self.link_target() => {}
                b'*' | b'`' | b'_' | b'~' => self.emphasis(byte),
                b'\\' => self.backslash(),
                _ if byte.is_ascii() => self.plain(),
                _ => self.cluster(),
            }
        }
        self.out
    }

    /// The ASCII character here, which means nothing but itself, and all behind it that mean no more.
    fn plain(&mut self) {
        let end = self.marks.next::<0>(self.at + 1);
        self.out.push_ascii(&self.source[self.at..end], self.at);
        self.at = end;
    }

    /// A character outside ASCII with its combining marks.
    fn cluster(&mut self) {
        let rest = &self.source[self.at..];
        let mut chars = rest.char_indices();
        let Some((_, first)) = chars.next() else { return };
        let end = chars.find(|(_, c)| !is_combining(*c)).map_or(rest.len(), |(end, _)| end);
        let start = self.at;
        self.at += end;
        if is_invisible(first) {
            return;
        }
        fold(&rest[..end], |c| self.out.push(c, start));
    }

    /// Emphasis marks between two letters are nothing; elsewhere they end a word.
    fn emphasis(&mut self, mark: u8) {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| *byte == mark) {
            self.at += 1;
        }
        let before = self.out.text().chars().next_back().is_some_and(char::is_alphanumeric);
        let after = self.source[self.at..].chars().next().is_some_and(char::is_alphanumeric);
        if !(before && after) || (self.at - start > 3) {
            self.out.push(char::from(mark), start);
        }
    }

    /// A backslash before a mark, or at a line end, is Markdown's.
    fn backslash(&mut self) {
        self.at += 1;
        if !self.bytes.get(self.at).is_some_and(u8::is_ascii_punctuation) {
            self.out.push('\\', self.at - 1);
        }
    }

    /// `](target)` after a link text: the target is no text, even where it is wrapped.
    fn link_target(&mut self) -> bool {
        if self.bytes.get(self.at + 1) != Some(&b'(') {
            return false;
        }
        let end = (self.at + 2 + LONGEST_TAG).min(self.bytes.len());
        let body = &self.bytes[self.at + 2..end];
        let mut depth = 0;
        let mut close = None;
        for (offset, byte) in body.iter().enumerate() {
            match byte {
                // No address holds brackets in brackets in brackets, and a text may be one run of them.
                b'(' if depth == 3 => break,
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    close = Some(offset);
                    break;
                }
                b')' => depth -= 1,
                _ => {}
            }
        }
        let Some(close) = close else { return false };
        let target = String::from_utf8_lossy(&body[..close]);
        let joined: String = target.split_whitespace().collect();
        // `[a](b)` in prose, for example a list of clauses, is text unless the target looks like one.
        let address = joined.starts_with('#')
            || joined.starts_with('/')
            || joined.starts_with("./")
            || joined.contains("://")
            || joined.starts_with("mailto:")
            || joined.starts_with("www.")
            || (joined.contains('.')
                && !joined.ends_with('.')
                && joined.is_ascii()
                && !target.trim().contains("  ")
                && target.split_whitespace().count() <= 2);
        if !address {
            return false;
        }
        self.out.push(']', self.at);
        self.at += 2 + close + 1;
        true
    }

    /// A real HTML tag or a comment. Returns false where `<` is a character of the text.
    fn tag(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"<!--") {
            let end = find(rest, b"-->").map_or(rest.len(), |end| end + 3);
            self.at += end;
            return true;
        }
        if rest.len() > 2 && rest[1] == b'!' && rest[2].is_ascii_alphabetic() {
            let Some(end) = rest.iter().take(LONGEST_TAG).position(|byte| *byte == b'>') else {
                return false;
            };
            self.at += end + 1;
            return true;
        }
        let closing = rest.get(1) == Some(&b'/');
        let name_start = if closing { 2 } else { 1 };
        let name_len = rest[name_start..]
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b':')
            .count();
        let name =
            String::from_utf8_lossy(&rest[name_start..name_start + name_len]).to_ascii_lowercase();
        let after = rest.get(name_start + name_len).copied().unwrap_or(b' ');
        if !(after == b'>' || after == b'/' || after.is_ascii_whitespace()) {
            return false;
        }
        let unseen = UNSEEN.iter().position(|tag| *tag == name);
        let block = BLOCK.binary_search(&name.as_str()).is_ok();
        if unseen.is_none() && !block && INLINE.binary_search(&name.as_str()).is_err() {
            return false;
        }
        let Some(end) = rest.iter().take(LONGEST_TAG).position(|byte| *byte == b'>') else {
            return false;
        };
        // `<a name of the author>`: attributes have an equals sign, words have none.
        let attributes = &rest[name_start + name_len..end];
        if attributes.iter().any(u8::is_ascii_alphanumeric)
            && !attributes.contains(&b'=')
            && name.len() == 1
        {
            return false;
        }
        let start = self.at;
        self.at += end + 1;
        if let Some(unseen) = unseen.filter(|_| !closing) {
            self.skip_unseen(unseen);
        } else if block {
            self.out.push('\n', start);
        }
        true
    }

    /// What stands up to the end tag is not seen; without one, the tag alone is not.
    fn skip_unseen(&mut self, unseen: usize) {
        if self.unclosed[unseen] {
            return;
        }
        let close = format!("</{}", UNSEEN[unseen]);
        match find_ignoring_case(&self.bytes[self.at..], close.as_bytes()) {
            Some(skip) => self.at += skip,
            None => self.unclosed[unseen] = true,
        }
    }

    /// An HTML entity.
    fn entity(&mut self) -> bool {
        let rest = &self.source[self.at..];
        let Some(end) = rest.bytes().take(12).position(|byte| byte == b';') else { return false };
        let name = &rest[1..end];
        let decoded = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" | "ldquo" | "rdquo" | "laquo" | "raquo" => Some('"'),
            "apos" | "lsquo" | "rsquo" => Some('\''),
            "nbsp" | "ensp" | "emsp" | "thinsp" => Some(' '),
            "copy" => Some('\u{a9}'),
            "reg" => Some('\u{ae}'),
            "trade" => Some('\u{2122}'),
            "ndash" | "mdash" | "minus" => Some('-'),
            "hellip" => Some('\u{2026}'),
            "middot" | "bull" => Some('\u{b7}'),
            "sect" => Some('\u{a7}'),
            "shy" | "zwnj" | "zwj" => Some('\u{ad}'),
            _ => numeric(name),
        };
        let Some(decoded) = decoded else { return false };
        let start = self.at;
        self.at += end + 1;
        if !is_invisible(decoded) {
            let capital = decoded.is_uppercase();
            fold(decoded.encode_utf8(&mut [0; 4]), |c| self.out.push_entity(c, start, capital));
        }
        true
    }
}

/// True for a byte that may mean more than itself.
#[inline]
fn is_mark(byte: u8) -> bool {
    const MARKS: [u8; 8] = [b'<', b'&', b']', b'*', b'`', b'_', b'~', b'\\'];
    MARKS.iter().fold(!byte.is_ascii(), |is, mark| is || byte == *mark)
}

fn numeric(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn find_ignoring_case(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}
