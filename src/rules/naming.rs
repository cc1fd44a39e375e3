//! Whether a unit tells its reader of a license: by a declaration, a text, a link, its title, or its
//! brand beside the word "license".

use std::collections::BTreeSet;

use crate::{document::DocumentKind, library::license::License};

use super::{
    fold::{Kind, Token, tokens},
    own,
    pattern::Pattern,
    reading::{CardView, Reading},
    terms::statements,
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
    if stated.iter().any(|said| licenses.iter().any(|license| said.names(license))) {
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
    linked || in_words(reading, licenses)
}

/// True where words of a card, a notice or another text name it.
fn in_words(reading: &Reading, licenses: &[&License]) -> bool {
    let titles: Vec<Pattern> = licenses
        .iter()
        .flat_map(|license| titles(license))
        .map(|it| Pattern::line(&it, false))
        .collect();
    let brands: BTreeSet<String> = licenses.iter().flat_map(|license| brands(license)).collect();
    let names = |text: &[Token]| {
        titles.iter().any(|title| !title.find(text).is_empty()) || is_branded(text, &brands)
    };
    let may_name = |plain: &str| {
        titles.iter().any(|title| title.may_stand_in(plain))
            || brands.iter().any(|brand| !brand.is_ascii() || plain.contains(brand))
    };
    let in_card = |view: &CardView| {
        view.may_hold(may_name).into_iter().any(|passage| names(view.tokens(passage)))
    };
    if reading.cards().iter().any(in_card) {
        return true;
    }
    let documents = reading.case.unit.documents.iter();
    documents
        .filter(|it| is_read(it.kind) && reading.may_hold(it, may_name))
        .any(|document| names(reading.tokens_of(document)))
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
