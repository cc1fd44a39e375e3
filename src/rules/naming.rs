//! Whether a unit tells its reader of a license: by a declaration, a text, a link, its title, or its
//! brand beside the word "license".

use std::{collections::BTreeSet, rc::Rc};

use memchr::memmem::Finder;

use crate::{document::DocumentKind, library::license::License};

use super::{
    card_view::CardView,
    fold::{Kind, Token, tokens},
    held::{self, Held, Number},
    own,
    pattern::Pattern,
    reading::Reading,
    terms::{Statement, statements},
};

/// How many words after its brand a text may say that it means a license.
const NEAR: usize = 5;

/// Words that mean a license.
const LICENSE_WORDS: [&str; 8] =
    ["license", "licence", "licensed", "licensing", "agreement", "terms", "许", "协"];

/// Words of titles that are no brand.
const NO_BRAND: [&str; 14] = [
    "the",
    "license",
    "licence",
    "agreement",
    "community",
    "model",
    "open",
    "terms",
    "general",
    "public",
    "research",
    "ai",
    "meta",
    "weights",
];

/// True where a card, a license file or a notice names one of these licenses, in any way.
pub(super) fn is_named(reading: &Reading, licenses: &[&License]) -> bool {
    let is_one = |id: &str| licenses.iter().any(|license| own::same_license(&license.id, id));
    let case = reading.case;
    let stated = statements(case);
    let means = |said: &Statement, license: &License| said.names(license) || said.may_mean(license);
    if stated.iter().any(|said| licenses.iter().any(|license| means(said, license))) {
        return true;
    }
    // A card that names the base model is no card that names its license: cards are read by word.
    let mut found = own::identified(case)
        .filter_map(|(document, identity)| Some((document.kind, identity?)))
        .flat_map(|(kind, identity)| identity.licenses.iter().map(move |found| (kind, found)));
    if found.any(|(kind, found)| {
        (kind != DocumentKind::Card || found.verdict.names())
            && found.id.as_deref().is_some_and(is_one)
    }) {
        return true;
    }
    let linked = reading.cards().iter().flat_map(|view| view.passages).any(|passage| {
        let leads = |url: &str| case.library.license_at(url).is_some_and(is_one);
        passage.links.iter().any(|(_, target)| leads(target))
    });
    linked || licenses.iter().any(|license| in_words(reading, license))
}

/// True where words of a card, a notice or another text name it.
fn in_words(reading: &Reading, license: &License) -> bool {
    let words = Words::of(license);
    let in_card = |view: &CardView| {
        let mut passages = view
            .may_hold(&words.screens, words.others, |plain| words.may_stand_in(plain))
            .into_iter();
        passages.any(|passage| words.name(view.tokens(passage)))
    };
    if reading.cards().iter().any(in_card) {
        return true;
    }
    let documents = reading.case.unit.documents.iter();
    documents.filter(|it| is_read(it.kind)).any(|document| {
        let known = held::in_text_of(document);
        let held = known.as_ref().and_then(|known| known.names.get(&words.number));
        held.unwrap_or_else(|| {
            let names = reading.may_hold(document, |plain| words.may_stand_in(plain))
                && words.name(reading.tokens_of(document));
            if let Some(known) = known {
                known.names.keep(words.number, &names);
            }
            names
        })
    })
}

/// The words by which a text names a license.
struct Words {
    number: Number,
    titles: Vec<Rc<Pattern>>,
    brands: BTreeSet<String>,
    /// A word of ASCII letters of each of them that has one.
    screens: Vec<Finder<'static>>,
    /// True where one of them has none.
    others: bool,
    /// The titles and the identifier of which they were made.
    of: (Vec<String>, String),
}

impl Words {
    fn of(license: &License) -> Rc<Self> {
        thread_local!(static HELD: Held<String, Rc<Words>> = Held::default());
        HELD.with(|held| {
            let is_same = |it: &Rc<Self>| it.of.0 == license.titles && it.of.1 == license.spdx;
            held.get(license.id.as_str()).filter(is_same).unwrap_or_else(|| {
                let made = Rc::new(Self::made_of(license));
                held.keep(license.id.clone(), &made);
                made
            })
        })
    }

    fn made_of(license: &License) -> Self {
        let mut titles: Vec<_> =
            titles(license).map(|title| Pattern::held_line(&title, false)).collect();
        titles.retain(|title| !title.is_empty());
        let brands = brands(license);
        let ascii = brands.iter().filter(|brand| brand.is_ascii());
        let ascii = ascii.map(|brand| Finder::new(brand.as_bytes()).into_owned());
        let screens =
            titles.iter().filter_map(|title| title.word().cloned()).chain(ascii).collect();
        let others = titles.iter().any(|title| title.word().is_none())
            || brands.iter().any(|brand| !brand.is_ascii());
        let of = (license.titles.clone(), license.spdx.clone());
        Self { number: Number::next(), titles, brands, screens, others, of }
    }

    /// False where a text of which this is the plain form surely does not name it.
    fn may_stand_in(&self, plain: &str) -> bool {
        self.titles.iter().any(|title| title.may_stand_in(plain))
            || self.brands.iter().any(|brand| !brand.is_ascii() || plain.contains(brand))
    }

    fn name(&self, text: &[Token]) -> bool {
        self.titles.iter().any(|title| !title.find(text).is_empty())
            || is_branded(text, &self.brands)
    }
}

/// True for the files whose words are looked at beside the cards.
fn is_read(kind: DocumentKind) -> bool {
    use DocumentKind as D;
    matches!(kind, D::License | D::Notice | D::Policy | D::Other)
}

/// The titles of a license that are long enough to mean it, without "Agreement" at their end.
fn titles(license: &License) -> impl Iterator<Item = String> {
    let short = |title: &String| title.trim_end_matches(" Agreement").to_owned();
    let spdx = (!license.spdx.starts_with("LicenseRef-")).then(|| license.spdx.clone());
    license
        .titles
        .iter()
        .filter(|title| title.chars().count() >= 6)
        .map(short)
        .chain(spdx)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The first word of each title that names a brand.
fn brands(license: &License) -> BTreeSet<String> {
    let brand = |title: &String| {
        let letters = |text: &str| text.trim_end_matches(|ch: char| ch.is_ascii_digit()).to_owned();
        tokens(title)
            .into_iter()
            .filter(|token| token.kind == Kind::Word)
            .map(|token| letters(&token.text))
            .find(|word| word.chars().count() >= 3 && !NO_BRAND.contains(&word.as_str()))
    };
    license.titles.iter().filter_map(brand).collect()
}

/// True where a brand stands shortly before a word that means a license.
fn is_branded(text: &[Token], brands: &BTreeSet<String>) -> bool {
    let is_brand = |token: &Token| {
        let letters = token.text.trim_end_matches(|ch: char| ch.is_ascii_digit());
        token.kind == Kind::Word && brands.contains(letters)
    };
    text.iter().enumerate().filter(|(_, token)| is_brand(token)).any(|(at, _)| {
        text[at + 1..]
            .iter()
            .take_while(|token| !token.is_sign("。!?;"))
            .filter(|token| token.is_text())
            .take(NEAR)
            .any(|token| LICENSE_WORDS.contains(&&*token.text))
    })
}
