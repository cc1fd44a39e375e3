//! License badges that a reader sees: an image whose alternative text or address names a license.

use super::{
    Declaration, DeclarationSource, MOST_DECLARATIONS,
    link::{Links, percent_decoded},
    phrase::{Meaning, speaks_of_license},
    prose::source_span,
    subject::{self, Object},
};
use crate::document::{
    Card,
    markdown::{Passage, PassageKind},
};

/// Everything that one card's badges declare.
pub(crate) fn declarations(
    path: &str,
    card: &Card,
    passages: &[Passage],
    links: &Links,
) -> Vec<Declaration> {
    let mut found = Vec::new();
    for passage in passages
        .iter()
        .filter(|passage| passage.kind == PassageKind::ImageAlt)
        .take(MOST_DECLARATIONS)
    {
        let span = source_span(passage, &(0..passage.text.len()));
        let addresses = addresses(&card.text.text, span.start, passage);
        let Some(meaning) = badge(path, &passage.text, &addresses, links) else { continue };
        for meaning in meaning {
            let (license, family) = match meaning {
                Meaning::License(id) => (Some(id), None),
                Meaning::Family(family) => (None, Some(family)),
                Meaning::Nothing => continue,
            };
            let raw = addresses.iter().find_map(|address| shield(address)).map_or_else(
                || passage.text.clone(),
                |(label, message)| format!("{label}: {message}"),
            );
            found.push(Declaration {
                license,
                family,
                raw,
                path: path.to_owned(),
                line: card.text.line_of(span.start),
                span: span.clone(),
                source: DeclarationSource::Badge,
            });
        }
    }
    found
}

/// What a badge says about the weights; `None` where it is no license badge or speaks of code or data.
fn badge(path: &str, alt: &str, addresses: &[String], links: &Links) -> Option<Vec<Meaning>> {
    let shield = addresses.iter().find_map(|address| shield(address));
    let label = shield.as_ref().map_or(alt, |(label, _)| label.as_str());
    let lower = format!("{} {}", alt.to_lowercase(), label.to_lowercase());
    if !speaks_of_license(&lower)
        || !matches!(subject::object(&lower), Object::Weights | Object::Unsaid)
    {
        return None;
    }
    let alt_value = alt.rsplit([':', '：']).next().unwrap_or(alt);
    let values = shield.iter().map(|(_, message)| message.as_str()).chain([alt_value, alt]);
    for value in values {
        let meaning = Meaning::from(links.names.resolve(value.trim()));
        if meaning != Meaning::Nothing {
            return Some(vec![meaning]);
        }
    }
    let targets = addresses.iter().flat_map(|address| links.licenses(path, address));
    let mut ids: Vec<Meaning> = targets.map(Meaning::License).collect();
    ids.dedup();
    Some(ids)
}

/// Label and message of a static badge, `.../badge/LABEL-MESSAGE-COLOUR`: `--` is a dash, `__` an
/// underscore and `_` a blank (documentation of shields.io, "Static badge").
fn shield(address: &str) -> Option<(String, String)> {
    let (site, rest) = address.split_once("/badge/")?;
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    // `https://badgen.net/badge/LABEL/MESSAGE/COLOUR` (documentation of badgen.net).
    if site.ends_with("badgen.net") {
        let mut parts = path.split('/').map(percent_decoded);
        return Some((parts.next()?, parts.next().filter(|message| !message.is_empty())?));
    }
    let path = percent_decoded(path).replace("--", "\u{0}").replace("__", "\u{1}");
    let mut parts = path.split('-').map(|part| {
        part.replace('_', " ").replace('\u{0}', "-").replace('\u{1}', "_").trim().to_owned()
    });
    let label = parts.next()?;
    let mut rest: Vec<String> = parts.collect();
    if rest.len() > 1 {
        rest.pop();
    }
    let message = rest.join("-");
    let message = message.strip_suffix(".svg").unwrap_or(&message).to_owned();
    (!message.is_empty()).then_some((label, message))
}

/// The addresses of a badge: its links, and the address of the image, which stands behind the
/// alternative text in Markdown and in the same tag in HTML.
fn addresses(source: &str, at: usize, passage: &Passage) -> Vec<String> {
    let mut found: Vec<String> = passage.links.iter().map(|(_, target)| target.clone()).collect();
    if !source.is_char_boundary(at.min(source.len())) || at >= source.len() {
        return found;
    }
    let line_start = source[..at].rfind('\n').map_or(0, |line| line + 1);
    let tag_start = source[..at].rfind('<').filter(|tag| !source[*tag..at].contains('>'));
    if let Some(tag) = tag_start {
        let end = source[tag..].find('>').map_or(source.len(), |end| tag + end);
        found.extend(attribute(&source[tag..end], "src"));
    } else if source[line_start..at].ends_with("![")
        && let Some(open) = source[at..].find("](")
    {
        let rest = &source[at + open + 2..];
        let end = rest.find([')', ' ', '\n', '"']).unwrap_or(rest.len());
        found.push(rest[..end].trim_matches(['<', '>']).to_owned());
    }
    found
}

/// The value of an attribute of an HTML tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!("{name}="))? + name.len() + 1;
    let rest = &tag[at..];
    let quote = rest.chars().next()?;
    let value = if matches!(quote, '"' | '\'') {
        rest[1..].split(quote).next()?
    } else {
        rest.split([' ', '/', '\t', '\n']).next()?
    };
    Some(value.to_owned())
}
