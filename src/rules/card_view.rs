//! A card as the rules read it: its passages, their words, and which of them may hold what is looked for.

use std::{borrow::Cow, cell::OnceCell};

use memchr::{memchr_iter, memmem::Finder};

use crate::{
    declared::{View, joined::Joined},
    document::{Card, Document, Text, markdown::Passage},
};

use super::fold::{Token, tokens};

/// A card as its reader sees it.
#[derive(Debug)]
pub struct CardView<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its text.
    pub text: &'a Text,
    /// What is visible of it.
    pub passages: &'a [Passage],
    /// The tokens of each passage, folded when a rule first asks: most cards owe nothing that is looked
    /// for in their words.
    folded: Vec<OnceCell<Vec<Token<'a>>>>,
    /// What was read of it before, where that is the same passages.
    read: Option<&'a View<'a>>,
    joined: OnceCell<Joined>,
    /// The plain forms of the passages, where they are not the passages as they are.
    plain: OnceCell<Option<Joined>>,
    /// Where its lines end, in bytes.
    line_ends: OnceCell<Vec<usize>>,
    /// First and last lines of the license texts that stand in it.
    pub(super) license_lines: Vec<(u32, u32)>,
}

impl<'a> CardView<'a> {
    /// A card in which license texts stand on these lines.
    pub(super) fn of(
        document: &'a Document,
        card: &'a Card,
        read: Option<&'a View<'a>>,
        license_lines: Vec<(u32, u32)>,
    ) -> Self {
        let passages = card.passages();
        let is_same = |view: &&View| matches!(view.passages, Cow::Borrowed(_));
        Self {
            document,
            text: &card.text,
            passages,
            read: read.filter(is_same),
            folded: vec![OnceCell::new(); passages.len()],
            joined: OnceCell::new(),
            plain: OnceCell::new(),
            line_ends: OnceCell::new(),
            license_lines,
        }
    }

    /// The tokens of a passage.
    pub(super) fn tokens(&self, passage: usize) -> &[Token<'a>] {
        self.folded[passage].get_or_init(|| tokens(&self.passages[passage].text))
    }

    /// The passages one behind the other, in small letters.
    pub(super) fn joined(&self) -> &Joined {
        let new = || self.joined.get_or_init(|| Joined::of(self.passages));
        self.read.map_or_else(new, View::joined)
    }

    /// The plain forms of the passages.
    pub(super) fn plain(&self) -> &Joined {
        self.plain
            .get_or_init(|| self.joined().plain(self.passages))
            .as_ref()
            .unwrap_or_else(|| self.joined())
    }

    /// The passages whose plain form holds what is looked for, and those that have none, in order. One of
    /// these words stands in whatever holds it, or `others` says that letters beyond ASCII do. Nothing is
    /// folded to know that.
    pub(super) fn may_hold<'w>(
        &self,
        words: impl IntoIterator<Item = &'w Finder<'static>>,
        others: bool,
        is_held: impl Fn(&str) -> bool,
    ) -> Vec<usize> {
        let plain = self.plain();
        let mut found = plain.without().to_vec();
        if others && !plain.text().is_ascii() {
            found = (0..plain.len()).collect();
        } else {
            for word in words {
                found.extend(plain.holding(|text| word.find(text.as_bytes())));
            }
            found.sort_unstable();
            found.dedup();
        }
        found.retain(|at| plain.without().binary_search(at).is_ok() || is_held(plain.passage(*at)));
        found
    }

    /// The line of a byte of a passage's text.
    pub(super) fn line(&self, passage: usize, at: usize) -> u32 {
        let source = self.passages[passage].source(at);
        let ends = || memchr_iter(b'\n', self.text.text.as_bytes()).collect();
        let above = self.line_ends.get_or_init(ends).partition_point(|end| *end < source);
        u32::try_from(above).unwrap_or(u32::MAX - 1) + 1
    }
}
