//! The few tokens of HTML that a reader of text needs: tags with their attributes, text, and nothing of
//! comments. A tag that has no end takes the rest of the text with it, as in a browser.

use std::ops::Range;

/// A piece of an HTML text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with its references still written out.
    Text(Range<usize>),
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, by its name in lower case.
    Close(String),
    /// A comment that has no end here.
    Comment,
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub(super) name: String,
    /// Where it begins in the text.
    pub(super) start: usize,
    at: usize,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// Names and values, without quotes and with references still written out. Values carry the place at
    /// which they stand in the text.
    pub(super) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes, at: self.at }
    }

    /// The first attribute of a name, with its place.
    pub(super) fn attribute(&self, name: &str) -> Option<(&'a str, usize)> {
        let mut all = self.attributes();
        all.find(|(key, _, _)| key.eq_ignore_ascii_case(name)).map(|(_, value, at)| (value, at))
    }

    /// True for `<br/>` and the like.
    pub(super) fn closes_itself(&self) -> bool {
        self.attributes.ends_with('/')
    }
}

/// The tokens of an HTML text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Passes over everything up to the end tag of `name`, or all of it.
    pub(super) fn skip_to_close(&mut self, name: &str) {
        let rest = &self.text[self.at..];
        let found = rest.match_indices("</").find(|(at, _)| {
            rest.get(at + 2..at + 2 + name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        });
        self.at = found.map_or(self.text.len(), |(at, _)| self.at + at);
    }

    /// Passes over the rest of a comment; false where it does not end here.
    pub(super) fn skip_comment(&mut self) -> bool {
        let found = self.text[self.at..].find("-->");
        self.at = found.map_or(self.text.len(), |at| self.at + at + 3);
        found.is_some()
    }

    /// Where the text from here to the next tag ends.
    fn text_end(&self) -> usize {
        let rest = &self.text[self.at..];
        rest.match_indices('<')
            .find(|(at, _)| is_markup(&rest[*at..]))
            .map_or(self.text.len(), |(at, _)| self.at + at)
    }

    /// Moves behind the end of a tag whose name ends at `from`, and returns what stands between.
    fn tag_rest(&mut self, from: usize) -> Option<&'a str> {
        let mut quote = None;
        let mut after_equals = false;
        for (at, byte) in self.text[from..].bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                (None, b'"' | b'\'') if after_equals => quote = Some(byte),
                (None, b'>') => {
                    self.at = from + at + 1;
                    return Some(&self.text[from..from + at]);
                }
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                after_equals = byte == b'=';
            }
        }
        self.at = self.text.len();
        None
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return None;
            }
            if !is_markup(rest) {
                let start = self.at;
                self.at = self.text_end();
                return Some(Token::Text(start..self.at));
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                self.at += 4;
                if let Some(closed) = [">", "->"].iter().find(|mark| comment.starts_with(**mark)) {
                    self.at += closed.len();
                } else if !self.skip_comment() {
                    return Some(Token::Comment);
                }
                continue;
            }
            let start = self.at;
            let closing = rest.starts_with("</");
            let name_at = self.at + 1 + usize::from(closing);
            let name: &str = &self.text[name_at..];
            if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
                // `<!doctype>`, `<?xml?>` and broken end tags end at the next `>`.
                self.at += rest.find('>').map_or(rest.len(), |at| at + 1);
                continue;
            }
            let ends = |letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>');
            let name = &name[..name.find(ends).unwrap_or(name.len())];
            let at = name_at + name.len();
            let name = name.to_ascii_lowercase();
            let attributes = self.tag_rest(at)?;
            return Some(if closing {
                Token::Close(name)
            } else {
                Token::Open(Tag { name, start, at, attributes })
            });
        }
    }
}

/// True where `text` begins with a tag or a comment, not with a lone `<`.
fn is_markup(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next() == Some('<')
        && letters
            .next()
            .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
}

/// The attributes of a tag: name, value, and where the value stands.
pub(super) struct Attributes<'a> {
    rest: &'a str,
    at: usize,
}

impl Attributes<'_> {
    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
        self.at += bytes;
    }

    fn skip_while(&mut self, skipped: impl Fn(char) -> bool) {
        let kept = self.rest.trim_start_matches(skipped).len();
        self.skip(self.rest.len() - kept);
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |letter: char| letter.is_ascii_whitespace();
        self.skip_while(|letter| blank(letter) || letter == '/');
        // A `=` at the start of a name belongs to it.
        let first = self.rest.chars().next()?.len_utf8();
        let ends = |letter: char| blank(letter) || matches!(letter, '=' | '/');
        let length = self.rest[first..].find(ends).map_or(self.rest.len(), |at| first + at);
        let name = &self.rest[..length];
        self.skip(length);
        self.skip_while(blank);
        if !self.rest.starts_with('=') {
            return Some((name, "", self.at));
        }
        self.skip(1);
        self.skip_while(blank);
        let quote = self.rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        self.skip(quote.map_or(0, char::len_utf8));
        let end = match quote {
            Some(quote) => self.rest.find(quote),
            None => self.rest.find(blank),
        };
        let value = &self.rest[..end.unwrap_or(self.rest.len())];
        let skipped = value.len() + usize::from(quote.is_some() && end.is_some());
        let at = self.at;
        self.skip(skipped);
        Some((name, value, at))
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    fn shown(text: &str) -> String {
        Tokens::new(text)
            .map(|token| match token {
                Token::Text(range) => text[range].to_owned(),
                Token::Open(tag) => {
                    let attributes: Vec<String> = tag
                        .attributes()
                        .map(|(name, value, at)| {
                            assert!(text[at..].starts_with(value));
                            format!(" {name}={value}")
                        })
                        .collect();
                    format!("[{}{}]", tag.name, attributes.concat())
                }
                Token::Close(name) => format!("[/{name}]"),
                Token::Comment => "[...".to_owned(),
            })
            .collect()
    }

    #[test]
    fn tokens() {
        for (text, expected) in [
            ("a<b>c</B>d", "a[b]c[/b]d"),
            ("<IMG alt='a > b' src=x/y hidden>", "[img alt=a > b src=x/y hidden=]"),
            ("<br/><a href = \"u\">", "[br][a href=u]"),
            ("1 < 2 <3 <", "1 < 2 <3 <"),
            ("a<!-- <b> -->c<!-->d<!--->e<!doctype x>f<?x?>g</ x>h", "acdefgh"),
            ("a<!-- b", "a[..."),
            ("a<b c", "a"),
            ("a<b c=\"d>e", "a"),
            ("<p don't>x</p>", "[p don't=]x[/p]"),
            ("<许可>", "<许可>"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
