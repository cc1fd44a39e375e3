//! Takes from the SPDX list what its license templates free.
//!
//! The list's source is a folder of XML files, a license each, in which `<optional>` marks what may be left
//! out and `<alt match="...">` what may be written in other ways, as a regular expression. Of a file only
//! places and hashes of words are kept. Where its words are not those of a text that licscan knows under the
//! same id, it is left out.

use std::{collections::BTreeMap, fmt::Write as _, fs, ops::Range, path::Path};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use similar::DiffOp;

use super::{SignatureError, pattern::ways};
use crate::{
    edits::edits,
    library::{
        index::Index,
        template::{Part, Place, Template, key},
    },
    text::{hash::Polynomial, tokens},
};

/// A part of a text with the ways in which it may be written, in bytes of the text.
#[derive(Debug, PartialEq)]
struct Freed {
    bytes: Range<usize>,
    ways: Vec<Vec<Part>>,
}

/// Reads all XML files of a folder and writes `signatures/spdx.templates`. Returns how many texts have a
/// template.
///
/// # Errors
///
/// Where a file cannot be read or written.
pub fn templates(list: &Path, signatures: &Path) -> Result<usize, SignatureError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| SignatureError::Io { path, source }
    };
    let mut blocks: BTreeMap<String, Template> = BTreeMap::new();
    for entry in fs::read_dir(list).map_err(io(list))?.filter_map(Result::ok) {
        let path = entry.path();
        let Some(id) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        if path.extension().is_none_or(|ending| ending != "xml") {
            continue;
        }
        let xml = fs::read_to_string(&path).map_err(io(&path))?;
        let (text, freed) = read(&xml).map_err(|error| SignatureError::Text {
            path: path.clone(),
            message: error.to_string(),
        })?;
        blocks.extend(fitted(&id.to_ascii_lowercase(), &text, &freed));
    }
    let mut out = String::from(
        "# Made by `licscan signatures templates`; src/library/template.rs says how it is read.\n",
    );
    for (head, template) in &blocks {
        // Writing to a string cannot fail.
        let _ = write!(out, "[{head}]\n{template}");
    }
    let path = signatures.join("spdx.templates");
    fs::write(&path, out).map_err(io(&path))?;
    Ok(blocks.len())
}

/// The text of an XML file and what is free in it.
fn read(xml: &str) -> Result<(String, Vec<Freed>), quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let (mut text, mut freed) = (String::new(), Vec::new());
    let mut open: Vec<(usize, Vec<Vec<Part>>, &str)> = Vec::new();
    let mut inside = false;
    loop {
        match reader.read_event()? {
            Event::Start(element) => match element.local_name().as_ref() {
                b"text" => inside = true,
                b"titleText" => {
                    text.push('\n');
                    open.push((text.len(), vec![Vec::new()], ""));
                }
                b"copyrightText" => {
                    text.push('\n');
                    open.push((text.len(), vec![Vec::new(), vec![Part::Holders]], ""));
                }
                b"optional" => {
                    let (before, behind) = blanks(&element)?;
                    text.push_str(before);
                    open.push((text.len(), vec![Vec::new()], behind));
                }
                b"alt" => {
                    let (before, behind) = blanks(&element)?;
                    text.push_str(before);
                    let pattern = element.try_get_attribute("match")?;
                    let pattern = pattern.map(|value| value.unescape_value()).transpose()?;
                    open.push((text.len(), ways(pattern.as_deref().unwrap_or_default()), behind));
                }
                name => text.push_str(line_end(name)),
            },
            Event::Empty(element) => text.push_str(line_end(element.local_name().as_ref())),
            Event::End(element) => match element.local_name().as_ref() {
                b"text" => return Ok((text, freed)),
                name @ (b"optional" | b"titleText" | b"copyrightText" | b"alt") => {
                    if let Some((start, ways, behind)) = open.pop() {
                        freed.push(Freed { bytes: start..text.len(), ways });
                        text.push_str(behind);
                    }
                    text.push_str(line_end(name));
                }
                name => text.push_str(line_end(name)),
            },
            Event::Text(piece) if inside => {
                text.push_str(&piece.xml10_content()?);
            }
            Event::GeneralRef(reference) if inside => {
                if let Some(c) = reference.resolve_char_ref()? {
                    text.push(c);
                } else if let Some(known) =
                    quick_xml::escape::resolve_predefined_entity(&reference.decode()?)
                {
                    text.push_str(known);
                }
            }
            Event::Eof => return Ok((text, freed)),
            _ => {}
        }
    }
}

/// The blanks before and behind a part: there are such unless its `spacing` says otherwise.
fn blanks(element: &BytesStart) -> Result<(&'static str, &'static str), quick_xml::Error> {
    let spacing = element.try_get_attribute("spacing")?;
    Ok(match spacing.as_ref().map(|spacing| spacing.value.as_ref()) {
        Some(b"none") => ("", ""),
        Some(b"before") => (" ", ""),
        Some(b"after") => ("", " "),
        _ => (" ", " "),
    })
}

fn line_end(element: &[u8]) -> &'static str {
    match element {
        b"p" | b"item" | b"list" | b"titleText" | b"copyrightText" | b"standardLicenseHeader" => {
            "\n\n"
        }
        b"br" => "\n",
        b"bullet" => " ",
        _ => "",
    }
}

/// The template for each text that bears this id.
fn fitted(id: &str, text: &str, freed: &[Freed]) -> Vec<(String, Template)> {
    let here = tokens(text);
    let hashes: Vec<Polynomial> = here.iter().map(|token| token.hash).collect();
    let index = Index::embedded();
    let known = index.references().filter(|reference| reference.ids().any(|known| known == id));
    known
        .filter_map(|reference| {
            let theirs: Vec<Polynomial> =
                reference.tokens().iter().map(|(word, _)| index.facts(*word).0).collect();
            let partner = partners(&hashes, &theirs)?;
            let mut places: Vec<Place> = freed
                .iter()
                .filter_map(|part| {
                    let start =
                        here.partition_point(|token| (token.start as usize) < part.bytes.start);
                    let end = here.partition_point(|token| (token.start as usize) < part.bytes.end);
                    let range = start..end.max(start);
                    let (start, end) = moved(&partner, theirs.len(), range.clone())?;
                    let mut ways = part.ways.clone();
                    // Where the list's own words are not those of the text, they are one way more.
                    if hashes[range.clone()] != theirs[start..end] {
                        ways.push(hashes[range].iter().copied().map(Part::Word).collect());
                    }
                    Some(Place { start, end, ways })
                })
                .filter(|place| {
                    place.start < place.end || place.ways.iter().any(|way| !way.is_empty())
                })
                .collect();
            places.sort_by_key(|place| (place.start, place.end));
            let template = Template { places };
            (!template.places.is_empty()).then(|| (key(reference.id(), theirs.len()), template))
        })
        .collect()
}

/// For each token of the list its token of the reference; nothing where the two are different texts.
fn partners(list: &[Polynomial], reference: &[Polynomial]) -> Option<Vec<Option<usize>>> {
    let mut partner = vec![None; list.len()];
    let mut equal = 0;
    for operation in edits(list, reference) {
        if let DiffOp::Equal { old_index, new_index, len } = operation {
            equal += len;
            for offset in 0..len {
                partner[old_index + offset] = Some(new_index + offset);
            }
        }
    }
    (equal * 10 >= list.len().max(reference.len()) * 9).then_some(partner)
}

/// A range of the list's tokens as one of the reference's, where the words beside it have partners and
/// about as many stand between, or none.
fn moved(partner: &[Option<usize>], len: usize, range: Range<usize>) -> Option<(usize, usize)> {
    const APART: usize = 5;
    let before = match range.start.checked_sub(1) {
        Some(before) => partner[before]? + 1,
        None => 0,
    };
    let behind = match partner.get(range.end) {
        Some(behind) => (*behind)?,
        None => len,
    };
    let between = behind.checked_sub(before)?;
    let fits = match range.len() {
        // Where the list adds words between two others, these must stand side by side here too.
        0 => between == 0,
        len => between == 0 || between.abs_diff(len) <= APART,
    };
    fits.then_some((before, behind))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn optional_parts_and_ways_are_found_in_the_text() {
        let xml = "<l><notes>no &lt;text</notes><text><titleText><p>Toy License</p></titleText>\
            <p>Take <optional>or leave </optional>the <alt name=\"a\" match=\"toy|ball\">toy</alt>.</p></text></l>";
        let (text, freed) = read(xml).unwrap();
        let parts: Vec<&str> = freed.iter().map(|part| text[part.bytes.clone()].trim()).collect();
        assert_eq!(parts, ["Toy License", "or leave", "toy"]);
        assert_eq!(freed[1].ways, [Vec::new()]);
        assert_eq!(freed[2].ways.len(), 2);
    }

    #[test]
    fn a_place_without_partners_is_left_out() {
        let partner = [Some(0), None, Some(1), Some(2)];
        assert_eq!(moved(&partner, 3, 2..4), None);
        assert_eq!(moved(&partner, 3, 3..4), Some((2, 3)));
        assert_eq!(moved(&partner, 3, 4..4), Some((3, 3)));
    }
}
