//! A case, and what several rules need of it, worked out once.

use std::{cell::OnceCell, ops::Range, rc::Rc, sync::LazyLock};

use memchr::{memchr_iter, memmem::Finder};

use crate::{
    declared::Declaration,
    document::{Content, Document, DocumentKind, markdown::PassageKind, plain::plain},
    finding::{Place, Snippet},
    identify::Verdict,
    lineage::BaseModel,
    unit::UnitKind,
};

use super::{
    Case, Owed,
    card_view::CardView,
    context::Names,
    duties,
    fold::{Token, name_key, tokens},
    held, own,
    pattern::Pattern,
};

/// An excerpt counts as an embedded license only where it holds this share of the license.
const EMBEDDED_SHARE: f32 = 0.1;

static LEADERBOARD: LazyLock<Finder> = LazyLock::new(|| Finder::new("leaderboard"));

/// A case as the rules read it.
pub struct Reading<'a> {
    /// The case.
    pub case: &'a Case<'a>,
    cards: OnceCell<Vec<CardView<'a>>>,
    owed: OnceCell<Vec<Owed<'a>>>,
    names: OnceCell<Names>,
    /// For each document of the unit its tokens, folded when a rule first asks.
    folded: Vec<OnceCell<Vec<Token<'a>>>>,
    /// For each card of the unit the plain form of its text, where there is one.
    plain: Vec<OnceCell<Option<String>>>,
}

impl<'a> Reading<'a> {
    /// Reads a case.
    pub fn new(case: &'a Case<'a>) -> Self {
        let documents = case.unit.documents.len();
        Self {
            case,
            cards: OnceCell::new(),
            owed: OnceCell::new(),
            names: OnceCell::new(),
            folded: vec![OnceCell::new(); documents],
            plain: vec![OnceCell::new(); documents],
        }
    }

    /// True for a model that is wholly here: only then something can be missing.
    pub fn judges_duties(&self) -> bool {
        let outline = &self.case.unit.outline;
        outline.kind == UnitKind::Model && outline.partial.is_none()
    }

    /// True where what the files say about licenses is looked at: not in a dataset or a Space.
    pub fn judges_statements(&self) -> bool {
        matches!(self.case.unit.outline.kind, UnitKind::Model | UnitKind::Documents)
    }

    /// All duties that bind; none where duties are not judged.
    pub(super) fn all_owed(&self) -> &[Owed<'a>] {
        self.owed.get_or_init(|| {
            // Where none can bind, no card need be read for one.
            if !self.judges_duties() || duties::bind_none(self.case) {
                return Vec::new();
            }
            duties::owed(self.case, self.is_ranked())
        })
    }

    /// The cards, sorted by path.
    pub fn cards(&self) -> &[CardView<'a>] {
        self.cards.get_or_init(|| {
            own::identified(self.case)
                .filter(|(document, _)| document.kind == DocumentKind::Card)
                .filter_map(|(document, identity)| {
                    let license_lines = identity.map(embedded).unwrap_or_default();
                    let card = document.card()?;
                    let mut views = self.case.views.iter();
                    let read = views.find(|view| std::ptr::eq(view.card, card));
                    Some(CardView::of(document, card, read, license_lines))
                })
                .collect()
        })
    }

    /// The tokens of a document of the unit; none where it has no text.
    pub(super) fn tokens_of(&self, document: &Document) -> &[Token<'a>] {
        let mut own = self.case.unit.documents.iter().zip(&self.folded);
        let Some((document, folded)) = own.find(|(own, _)| std::ptr::eq(*own, document)) else {
            return &[];
        };
        folded.get_or_init(|| document.text().map_or_else(Vec::new, |text| tokens(&text.text)))
    }

    /// False where what is looked for is not in the plain form of a document of the unit.
    pub(super) fn may_hold(&self, document: &Document, is_held: impl Fn(&str) -> bool) -> bool {
        if let Content::Text(text) = &document.content {
            return text.plain().is_none_or(is_held);
        }
        let mut own = self.case.unit.documents.iter().zip(&self.plain);
        let Some((text, form)) = own
            .find(|(own, _)| std::ptr::eq(*own, document))
            .and_then(|(own, form)| Some((own.text()?, form)))
        else {
            return true;
        };
        form.get_or_init(|| plain(&text.text)).as_deref().is_none_or(is_held)
    }

    /// The bytes at which a pattern begins in a document of the unit.
    pub(super) fn starts(&self, document: &Document, pattern: &Pattern) -> Rc<[usize]> {
        let find = || -> Rc<[usize]> {
            if !self.may_hold(document, |plain| pattern.may_stand_in(plain)) {
                return Rc::default();
            }
            let all = self.tokens_of(document);
            pattern.find(all).into_iter().map(|hit| all[hit.first].range.start).collect()
        };
        let held = pattern.number().and_then(|number| Some((held::in_text_of(document)?, number)));
        let Some((known, number)) = held else { return find() };
        known.starts.get(&number).unwrap_or_else(|| {
            let found = find();
            known.starts.keep(number, &found);
            found
        })
    }

    /// The card that the Hub shows: the README of the unit's own folder, else the first card.
    pub fn main_card(&self) -> Option<&'a Document> {
        let cards = || self.case.unit.documents.iter().filter(|it| it.kind == DocumentKind::Card);
        cards()
            .find(|card| card.path.eq_ignore_ascii_case("readme.md"))
            .or_else(|| cards().min_by_key(|card| (card.path.matches('/').count(), &card.path)))
    }

    /// The main card's title: its first heading of the first level, with its view and passage.
    pub fn title(&self) -> Option<(&CardView<'a>, usize)> {
        let main = self.main_card()?;
        let view = self.cards().iter().find(|view| std::ptr::eq(view.document, main))?;
        let passage = view.passages.iter().position(|it| it.kind == PassageKind::Heading(1))?;
        Some((view, passage))
    }

    /// The unit's name without its owner.
    pub fn name(&self) -> &'a str {
        let outline = &self.case.unit.outline;
        let name = outline.name.as_str();
        let owner = outline.owner.as_deref().unwrap_or("");
        name.strip_prefix(owner).and_then(|rest| rest.strip_prefix("__")).unwrap_or(name)
    }

    /// The names that tell this model from others.
    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut ours = Vec::new();
            if self.case.unit.outline.name_chosen {
                ours.push(name_key(self.name()));
            }
            if let Some((view, at)) = self.title() {
                ours.push(name_key(&view.passages[at].text));
            }
            ours.retain(|name| name.chars().count() >= 3);
            let bases = self.case.lineage.bases.iter().map(|base| name_key(last_part(&base.base)));
            Names { ours, bases: bases.filter(|name| !name.is_empty()).collect() }
        })
    }

    /// True where a card shows results of a ranking.
    fn is_ranked(&self) -> bool {
        self.cards().iter().any(|view| {
            let text = view.joined().text();
            view.document.card().is_some_and(|card| card.get("model-index").is_some())
                || LEADERBOARD.find(text.as_bytes()).is_some()
                || !text.is_ascii() && ["排行榜", "榜单"].iter().any(|word| text.contains(word))
        })
    }

    /// The best place for a duty that binds through `base`: the line of the main card or another card
    /// that names it, else the first line of the main card.
    pub(super) fn place_of_base(&self, base: Option<&BaseModel>) -> Option<Place> {
        let card_of = |path: &str| {
            let documents = &self.case.unit.documents;
            documents.iter().find(|it| it.kind == DocumentKind::Card && it.path == path)
        };
        for evidence in base.map(|base| base.evidence.as_slice()).unwrap_or_default() {
            if let Some(card) = card_of(&evidence.path) {
                return Some(match &evidence.span {
                    Some(span) => place_at(card, span.clone()),
                    None => place_on(card, evidence.line),
                });
            }
        }
        self.main_card().map(|card| place_on(card, 1))
    }

    /// The best place for a duty: that of its base, or of the declaration through which it binds.
    pub(super) fn place_of_owed(&self, owed: &Owed) -> Option<Place> {
        let said = self.case.declared.iter().find(|said| {
            owed.base.is_none() && said.license.as_deref() == Some(owed.license.id.as_str())
        });
        said.map(|said| self.place_of(said)).or_else(|| self.place_of_base(owed.base))
    }

    /// The place of a declaration.
    pub(super) fn place_of(&self, said: &Declaration) -> Place {
        let documents = &self.case.unit.documents;
        match documents.iter().find(|document| document.path == said.path) {
            Some(document) if document.text().is_some() && !said.span.is_empty() => {
                place_at(document, said.span.clone())
            }
            Some(document) => place_on(document, said.line),
            None => Place { path: said.path.clone(), line: said.line, snippet: None },
        }
    }
}

/// The line ranges of license texts in a document.
pub(super) fn embedded(identity: &crate::identify::Identity) -> Vec<(u32, u32)> {
    identity
        .licenses
        .iter()
        .filter(|found| {
            found.verdict <= Verdict::Altered
                || found.verdict <= Verdict::Family && found.coverage >= EMBEDDED_SHARE
        })
        .map(|found| found.lines)
        .collect()
}

/// The place of a byte range of a document's text.
pub(super) fn place_at(document: &Document, span: Range<usize>) -> Place {
    let Some(text) = document.text() else { return place_on(document, 1) };
    let mut place = place_on(document, text.line_of(span.start));
    let source = text.text.as_str();
    let line_start = source.as_bytes()[..span.start.min(source.len())]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    if let Some(snippet) = &mut place.snippet {
        let inside = |at: usize| {
            let mut at = at.saturating_sub(line_start).min(snippet.line.len());
            while !snippet.line.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        snippet.range = inside(span.start)..inside(span.end.max(span.start));
    }
    place
}

/// The place of a whole line of a document.
pub(super) fn place_on(document: &Document, line: u32) -> Place {
    let snippet = document.text().and_then(|text| nth_line(&text.text, line)).map(|line| {
        let line = line.trim_end_matches('\r');
        let mut end = line.len().min(Snippet::LONGEST);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        Snippet { line: line[..end].to_owned(), range: 0..end }
    });
    Place { path: document.path.clone(), line, snippet }
}

/// A line of a text by its number, from 1, without its line end.
fn nth_line(text: &str, number: u32) -> Option<&str> {
    let mut ends = memchr_iter(b'\n', text.as_bytes());
    let above = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let start = match above.checked_sub(1) {
        Some(before) => ends.nth(before)? + 1,
        None => 0,
    };
    Some(&text[start..ends.next().unwrap_or(text.len())])
}

/// The place of a document as a whole.
pub(super) fn place_of_file(document: &Document) -> Place {
    match document.content {
        Content::Unreadable(_) => Place { path: document.path.clone(), line: 1, snippet: None },
        _ => place_on(document, 1),
    }
}

/// A name without its owner.
pub(super) fn last_part(name: &str) -> &str {
    name.trim_end_matches('/').rsplit('/').next().unwrap_or(name)
}
