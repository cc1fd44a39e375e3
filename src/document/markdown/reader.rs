//! Turns the events of a Markdown parser into passages.

mod markup;

use std::{mem, ops::Range, sync::Arc};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::draft::Draft;
use super::elements::Elements;
use super::prose::Piece;
use super::{MAX_PASSAGES, Passage, PassageKind};

/// A link that is not yet at its end: where it began in the draft, and its target.
struct OpenLink {
    start: usize,
    target: String,
}

/// The state between two events.
pub(super) struct Reader<'a> {
    card: &'a str,
    done: Vec<Passage>,
    draft: Draft,
    /// Links of Markdown that are open.
    links: Vec<OpenLink>,
    /// The `<a>` that is open: there is never more than one.
    anchor: Option<OpenLink>,
    /// How many images are open, each the alternative text of the one around it.
    images: usize,
    alt: Draft,
    /// Alternative texts that wait for the end of their passage.
    alts: Vec<Draft>,
    /// The headings above, with their levels.
    headings: Vec<(u8, usize)>,
    /// The same as the passages below them have it.
    under: Arc<[usize]>,
    heading: Option<u8>,
    cell: bool,
    code: bool,
    pre: bool,
    quotes: usize,
    struck: usize,
    depth: usize,
    elements: Elements,
    /// The HTML block that is being gathered.
    block: Option<Draft>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(card: &'a str) -> Self {
        Self {
            card,
            done: Vec::new(),
            draft: Draft::default(),
            links: Vec::new(),
            anchor: None,
            images: 0,
            alt: Draft::default(),
            alts: Vec::new(),
            headings: Vec::new(),
            under: Arc::default(),
            heading: None,
            cell: false,
            code: false,
            pre: false,
            quotes: 0,
            struck: 0,
            depth: 0,
            elements: Elements::default(),
            block: None,
        }
    }

    /// True where no further passage has room.
    pub(super) fn full(&self) -> bool {
        self.done.len() >= MAX_PASSAGES
    }

    pub(super) fn finish(mut self) -> Vec<Passage> {
        self.flush();
        self.done
    }

    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        let card = self.card;
        let written = |range: Range<usize>| &card[range];
        match event {
            Event::Text(text) if self.code => {
                if let Some(draft) = self.target() {
                    draft.align(&text, written(range.clone()), range.start);
                }
            }
            Event::Text(text) => self.text(&text, range),
            // These change nothing of what is seen.
            Event::Start(Tag::Emphasis | Tag::Strong) => self.depth += 1,
            Event::End(TagEnd::Emphasis | TagEnd::Strong) => self.leave(),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) => {
                let written = written(range.clone());
                let ticks = written.bytes().take_while(|byte| *byte == b'`').count();
                if let Some(draft) = self.target() {
                    let inner = written[ticks..].trim_end_matches('`');
                    draft.align(&text, inner, range.start + ticks);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(draft) = self.target() {
                    draft.blank(range.start);
                }
            }
            Event::Rule => self.flush(),
            Event::Html(text) => {
                let block = self.block.get_or_insert_default();
                block.align(&text, written(range.clone()), range.start);
            }
            Event::InlineHtml(text) if self.images == 0 => {
                let mut tag = Draft::default();
                tag.align(&text, written(range.clone()), range.start);
                self.html(&tag);
            }
            _ => {}
        }
    }

    /// Takes the inside of a paragraph whose pieces are known, with places in the body of the card.
    pub(super) fn paragraph(&mut self, pieces: &[(Piece, Range<usize>)], body: usize) {
        let card = self.card;
        let Some(draft) = self.target() else { return };
        for (piece, range) in pieces {
            let (start, end) = (body + range.start, body + range.end);
            match piece {
                Piece::Text => {
                    let text = draft.prose(&card[start..end]);
                    draft.push(text, end - text.len());
                }
                Piece::Code => draft.push(&card[start..end], start),
                Piece::Break => draft.blank(start),
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if is_block(tag.to_end()) {
            self.flush();
            self.pre = false;
        }
        self.depth += usize::from(tag != Tag::HtmlBlock);
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(number(level)),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::TableCell => self.cell = true,
            Tag::CodeBlock(_) => self.code = true,
            Tag::HtmlBlock => self.block = Some(Draft::default()),
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } if self.images == 0 => {
                let start = self.draft.text.len();
                self.links.push(OpenLink { start, target: dest_url.into_string() });
            }
            Tag::Image { .. } => self.images += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if is_block(tag) {
            if let Some(block) = self.block.take() {
                self.html(&block);
            }
            self.flush();
        }
        if tag != TagEnd::HtmlBlock {
            self.leave();
        }
        match tag {
            TagEnd::Heading(_) => self.heading = None,
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::TableCell => self.cell = false,
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Link if self.images == 0 => {
                if let Some(link) = self.links.pop() {
                    self.record(link);
                }
            }
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                if self.images == 0 {
                    let alt = mem::take(&mut self.alt);
                    self.add_alt(alt);
                }
            }
            _ => {}
        }
    }

    /// Ends an element of Markdown.
    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.elements.leave(self.depth);
    }

    fn sees(&self) -> bool {
        self.struck == 0 && !self.elements.hide()
    }

    /// Where visible text goes: to the passage, or to the alternative text inside an image.
    fn target(&mut self) -> Option<&mut Draft> {
        if !self.sees() {
            return None;
        }
        Some(if self.images > 0 { &mut self.alt } else { &mut self.draft })
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let written = &self.card.as_bytes()[range.clone()];
        let Some(draft) = self.target() else { return };
        let text = draft.prose(text);
        if written.ends_with(text.as_bytes()) {
            draft.push(text, range.end - text.len());
        } else {
            // A reference such as `&amp;`.
            draft.push_for(text, range.start);
        }
    }

    fn add_alt(&mut self, mut alt: Draft) {
        alt.trim_end();
        if alt.text.is_empty() {
            return;
        }
        let around = self.links.last().or(self.anchor.as_ref());
        if let Some(link) = around {
            alt.links.push((0..alt.text.len(), link.target.clone()));
        }
        self.alts.push(alt);
    }

    /// Writes a link that ends here into the draft.
    fn record(&mut self, link: OpenLink) {
        let end = self.draft.text.len();
        if link.start < end {
            self.draft.links.push((link.start..end, link.target));
        }
    }

    /// Ends the passage. A link that is open goes on in the next one.
    fn flush(&mut self) {
        if self.draft.text.is_empty() && self.alts.is_empty() {
            self.draft.prose = false;
            return;
        }
        let length = self.draft.text.len();
        for link in self.links.iter_mut().chain(self.anchor.as_mut()) {
            if link.start < length {
                self.draft.links.push((link.start..length, link.target.clone()));
            }
            link.start = 0;
        }
        let mut draft = mem::take(&mut self.draft);
        draft.trim_end();
        draft.links.sort_by_key(|(range, _)| (range.start, range.end));
        let kind = self.kind(&draft);
        let seen = !draft.text.is_empty();
        if let PassageKind::Heading(level) = kind
            && (seen || !self.alts.is_empty())
        {
            self.headings.retain(|(above, _)| *above < level);
            self.set_under();
        }
        if seen {
            let room = self.push(kind, &mut draft);
            if let PassageKind::Heading(level) = kind
                && room
            {
                self.headings.push((level, self.done.len() - 1));
                self.set_under();
                self.heading = None;
            }
        }
        // Its room serves the next passage.
        draft.clear();
        self.draft = draft;
        if !self.alts.is_empty() {
            for mut alt in mem::take(&mut self.alts) {
                self.push(PassageKind::ImageAlt, &mut alt);
            }
        }
    }

    fn set_under(&mut self) {
        self.under = self.headings.iter().map(|(_, index)| *index).collect();
    }

    /// Adds a passage; false where there is no room for it.
    fn push(&mut self, kind: PassageKind, draft: &mut Draft) -> bool {
        if self.done.len() >= MAX_PASSAGES {
            return false;
        }
        self.done.push(Passage {
            kind,
            text: draft.text.clone(),
            offsets: draft.offsets.clone(),
            links: mem::take(&mut draft.links),
            under: Arc::clone(&self.under),
        });
        true
    }

    fn kind(&self, draft: &Draft) -> PassageKind {
        match self.heading {
            Some(level) => PassageKind::Heading(level),
            None if self.code || self.pre => PassageKind::Code,
            None if self.cell => PassageKind::Cell,
            None if self.quotes > 0 => PassageKind::Quote,
            None if !draft.prose => PassageKind::Code,
            None => PassageKind::Paragraph,
        }
    }
}

fn is_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
