//! The HTML of a card: whole blocks, and tags inside a paragraph.

use std::ops::Range;

use super::super::draft::{self, Draft};
use super::super::hiding::hides;
use super::super::html::{self, Token, Tokens};
use super::super::{elements, entity};
use super::{OpenLink, Reader};

impl Reader<'_> {
    /// Reads a piece of HTML: a whole block, or one tag inside a paragraph.
    pub(super) fn html(&mut self, source: &Draft) {
        let mut tokens = Tokens::new(&source.text);
        loop {
            if self.elements.comment {
                self.elements.comment = !tokens.skip_comment();
            }
            if let Some(name) = self.elements.raw() {
                tokens.skip_to_close(name);
            }
            match tokens.next() {
                None => return,
                Some(Token::Text(range)) => self.html_text(source, range),
                Some(Token::Open(tag)) => self.open(&tag, source),
                Some(Token::Close(name)) => self.close(&name),
                Some(Token::Comment) => self.elements.comment = true,
            }
        }
    }

    fn html_text(&mut self, source: &Draft, range: Range<usize>) {
        let keeps_blanks = self.pre;
        let Some(draft) = self.target() else { return };
        write_html(draft, source, range, keeps_blanks);
    }

    fn open(&mut self, tag: &html::Tag<'_>, source: &Draft) {
        let name = tag.name.as_str();
        if elements::is_block(name) {
            self.flush();
        }
        let seen = self.sees();
        match name {
            "br" => {
                if let Some(draft) = self.target() {
                    draft.blank(draft::source(&source.offsets, tag.start));
                }
            }
            "img" if seen => {
                if let Some((alt, at)) = tag.attribute("alt") {
                    let mut text = Draft::default();
                    write_html(&mut text, source, at..at + alt.len(), false);
                    self.add_alt(text);
                }
            }
            "a" => {
                if let Some(link) = self.anchor.take() {
                    self.record(link);
                }
                self.anchor = tag.attribute("href").map(|(target, _)| OpenLink {
                    start: self.draft.text.len(),
                    target: decoded(target),
                });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = Some(tag.name.as_bytes()[1] - b'0');
            }
            "td" | "th" => self.cell = true,
            "blockquote" => self.quotes += 1,
            "pre" => self.pre = true,
            _ => {}
        }
        if !tag.closes_itself() {
            let attributes = tag.attributes().map(|(name, value, _)| (name, value));
            self.elements.open(name, hides(name, attributes), self.depth);
        }
    }

    fn close(&mut self, name: &str) {
        if elements::is_block(name) {
            self.flush();
        }
        match name {
            "a" => {
                if let Some(link) = self.anchor.take() {
                    self.record(link);
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "td" | "th" | "tr" | "table" => self.cell = false,
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "pre" => self.pre = false,
            _ => {}
        }
        self.elements.close(name);
    }
}

/// Writes text of an HTML source: references decoded, and runs of white space as one blank unless kept.
fn write_html(draft: &mut Draft, source: &Draft, range: Range<usize>, keeps_blanks: bool) {
    let mut buffer = [0; 4];
    let mut at = range.start;
    while at < range.end {
        let rest = &source.text[at..range.end];
        let place = draft::source(&source.offsets, at);
        let Some(letter) = rest.chars().next() else { return };
        at += letter.len_utf8();
        if letter.is_ascii_whitespace() && !keeps_blanks {
            draft.blank(place);
        } else if let Some((text, length)) = entity::decode(rest) {
            draft.push_for(&text, place);
            draft.prose = true;
            at += length - letter.len_utf8();
        } else {
            draft.push(letter.encode_utf8(&mut buffer), place);
            draft.prose |= !letter.is_whitespace();
        }
    }
}

/// An attribute's value with its references decoded.
fn decoded(value: &str) -> String {
    let mut draft = Draft::default();
    let mut source = Draft::default();
    source.push(value.trim(), 0);
    write_html(&mut draft, &source, 0..source.text.len(), true);
    draft.text
}
