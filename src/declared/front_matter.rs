//! `license`, `license_name`, `license_link` and `license:` tags of a card's front matter.

use super::{Declaration, DeclarationSource, MOST_DECLARATIONS, link::Links, phrase::Meaning};
use crate::document::{Card, Scalar};

/// Keys that hold a license; the second one is a common misspelling.
const LICENSE_KEYS: &[&str] = &["license", "licence", "licenses"];
const LINK_KEYS: &[&str] = &["license_link", "license_url"];

/// Everything that one card's front matter declares.
pub(crate) fn declarations(path: &str, card: &Card, links: &Links) -> Vec<Declaration> {
    let mut writer = Writer { path, card, found: Vec::new() };
    for scalar in card.scalars("license_name") {
        if !scalar.value.trim().is_empty() {
            let meaning = Meaning::from(links.names.resolve(scalar.value.trim()));
            writer.push(scalar, meaning, DeclarationSource::LicenseName);
        }
    }
    for scalar in LINK_KEYS.iter().flat_map(|key| card.scalars(key)) {
        for id in links.licenses(path, &scalar.value) {
            writer.push(scalar, Meaning::License(id), DeclarationSource::LicenseLink);
        }
    }
    let named_otherwise = !writer.found.is_empty();
    for scalar in LICENSE_KEYS.iter().flat_map(|key| card.scalars(key)) {
        if !is_placeholder(&scalar.value) {
            license(scalar, &scalar.value, named_otherwise, links, &mut writer);
        }
    }
    let declared = !writer.found.is_empty();
    for scalar in card.scalars("tags") {
        if let Some(value) = tag(&scalar.value)
            && !(declared && is_other(value))
        {
            license(scalar, value, named_otherwise, links, &mut writer);
        }
    }
    writer.found
}

/// The value of a `license:` tag.
fn tag(tag: &str) -> Option<&str> {
    let (name, value) = tag.split_once(':')?;
    name.trim().eq_ignore_ascii_case("license").then(|| value.trim())
}

/// `licence: license` and the like, which the card templates of training tools write.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    value == "license" || value == "licence" || value.contains("more information needed")
}

/// `other` names no license: the name stands elsewhere.
fn is_other(value: &str) -> bool {
    value.eq_ignore_ascii_case("other")
}

fn license(
    scalar: &Scalar,
    value: &str,
    named_otherwise: bool,
    links: &Links,
    writer: &mut Writer,
) {
    let value = value.trim();
    if value.is_empty() || value == "~" || value == "null" || (is_other(value) && named_otherwise) {
        return;
    }
    let meaning = Meaning::from(links.names.resolve(value));
    if meaning != Meaning::Nothing {
        writer.push(scalar, meaning, DeclarationSource::FrontMatter);
        return;
    }
    let parts: Vec<Meaning> =
        parts(value).into_iter().map(|part| Meaning::from(links.names.resolve(part))).collect();
    if parts.len() > 1 && !parts.contains(&Meaning::Nothing) {
        for part in parts {
            writer.push(scalar, part, DeclarationSource::FrontMatter);
        }
    } else {
        writer.push(scalar, Meaning::Nothing, DeclarationSource::FrontMatter);
    }
}

/// The parts of a list or an SPDX expression in one scalar: `mit, apache-2.0`, `MIT OR Apache-2.0`.
fn parts(value: &str) -> Vec<&str> {
    value
        .split([',', ';', '/', '(', ')'])
        .flat_map(|part| part.split(" OR "))
        .flat_map(|part| part.split(" AND "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

struct Writer<'a> {
    path: &'a str,
    card: &'a Card,
    found: Vec<Declaration>,
}

impl Writer<'_> {
    fn push(&mut self, scalar: &Scalar, meaning: Meaning, source: DeclarationSource) {
        if self.found.len() >= MOST_DECLARATIONS {
            return;
        }
        let (license, family) = match meaning {
            Meaning::License(id) => (Some(id), None),
            Meaning::Family(family) => (None, Some(family)),
            Meaning::Nothing => (None, None),
        };
        self.found.push(Declaration {
            license,
            family,
            raw: scalar.value.clone(),
            path: self.path.to_owned(),
            line: self.card.text.line_of(scalar.span.start),
            span: scalar.span.clone(),
            source,
        });
    }
}
