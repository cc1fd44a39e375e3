//! The text of a word-processor file: a ZIP archive with `word/document.xml` in it (ECMA-376 part 1).
//!
//! Paragraphs, table cells and breaks become lines, tabs stay tabs. Deleted text, field codes, and the
//! second writing of text boxes for old readers are not seen by a reader and are left out.

use std::io::{Cursor, Read};

use aho_corasick::AhoCorasick;
use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::{ReadError, encoding};

/// Entries of the archive; a DOCX has some twenty.
const ENTRIES: usize = 4096;
/// Ends of a central directory: the `zip` crate tries one after the other.
const DIRECTORIES: usize = 64;
/// Bytes of the document part after inflation.
const INFLATED: u64 = 8 << 20;
/// Inflated bytes for each byte in the archive, where these are more than a megabyte.
const RATIO: u64 = 100;
/// Elements within elements.
const DEPTH: usize = 256;

/// The text of a DOCX: a line for each paragraph.
///
/// # Errors
///
/// [`ReadError::Format`] for a ZIP archive that is no DOCX, [`ReadError::TooLarge`] at a cap, and
/// [`ReadError::DocxBroken`] for what cannot be parsed.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    refuse_hostile_directory(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let part = document_part(archive.file_names())
        .ok_or_else(|| ReadError::Format(kind_of_archive(&archive)))?;
    let entry = archive.by_name(&part).map_err(broken)?;
    let packed = entry.compressed_size();
    let mut xml = Vec::new();
    entry.take(INFLATED + 1).read_to_end(&mut xml).map_err(broken)?;
    let inflated = xml.len() as u64;
    if inflated > INFLATED {
        return Err(ReadError::TooLarge("8 MiB of text in a DOCX"));
    }
    if inflated > 1 << 20 && inflated > packed.saturating_mul(RATIO) {
        return Err(ReadError::TooLarge("a hundredfold inflation of a DOCX"));
    }
    let (xml, ..) = encoding::decode(&xml)?;
    paragraphs(&xml)
}

fn broken(error: impl std::fmt::Display) -> ReadError {
    ReadError::DocxBroken(error.to_string())
}

/// Counts what the archive's directory could make a reader allocate or repeat, before it is read. ZIP64
/// is refused: no DOCX of this size needs it, and its counts may claim anything.
fn refuse_hostile_directory(bytes: &[u8]) -> Result<(), ReadError> {
    let signatures =
        AhoCorasick::new(["PK\x01\x02", "PK\x05\x06", "PK\x06\x07"]).map_err(broken)?;
    let mut counts = [0_usize; 3];
    for found in signatures.find_iter(bytes) {
        counts[found.pattern().as_usize()] += 1;
    }
    let [entries, directories, large] = counts;
    if entries > ENTRIES {
        Err(ReadError::TooLarge("4,096 entries of a DOCX"))
    } else if directories > DIRECTORIES || large > 0 {
        Err(broken("its directory is not that of a document"))
    } else {
        Ok(())
    }
}

/// `word/document.xml`, or `word/document2.xml` as some services write it.
fn document_part<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .filter(|name| {
            name.strip_prefix("word/document")
                .and_then(|rest| rest.strip_suffix(".xml"))
                .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .min()
        .map(str::to_owned)
}

fn kind_of_archive<R: Read + std::io::Seek>(archive: &ZipArchive<R>) -> &'static str {
    let has = |name| archive.index_for_name(name).is_some();
    if has("mimetype") && has("content.xml") { "ODT" } else { "ZIP" }
}

fn paragraphs(xml: &str) -> Result<String, ReadError> {
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    let mut depth = 0_usize;
    let mut in_run_text = false;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(element) => {
                if is_unseen(element.local_name().as_ref()) {
                    reader.read_to_end(element.name()).map_err(broken)?;
                    continue;
                }
                depth += 1;
                if depth > DEPTH {
                    return Err(ReadError::TooLarge("256 elements within each other"));
                }
                in_run_text = element.local_name().as_ref() == b"t";
                text.push_str(mark(element.local_name().as_ref()));
            }
            Event::Empty(element) => match element.local_name().as_ref() {
                b"p" => text.push('\n'),
                name => text.push_str(mark(name)),
            },
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                in_run_text = false;
                if element.local_name().as_ref() == b"p" {
                    text.push('\n');
                }
            }
            Event::Text(piece) if in_run_text => {
                text.push_str(&piece.xml10_content().map_err(broken)?);
            }
            Event::CData(piece) if in_run_text => {
                text.push_str(&piece.xml10_content().map_err(broken)?);
            }
            Event::GeneralRef(reference) if in_run_text => {
                if let Some(c) = reference.resolve_char_ref().map_err(broken)? {
                    text.push(c);
                } else if let Some(known) = quick_xml::escape::resolve_predefined_entity(
                    &reference.decode().map_err(broken)?,
                ) {
                    text.push_str(known);
                }
            }
            Event::Eof if depth > 0 => return Err(broken("its text ends in mid-element")),
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

/// Elements whose content nobody sees: properties (`pPr`, where tab stops are named), deleted text,
/// field codes, and the fallback beside a choice that says the same.
fn is_unseen(name: &[u8]) -> bool {
    name.ends_with(b"Pr")
        || matches!(
            name,
            b"del" | b"moveFrom" | b"delText" | b"delInstrText" | b"instrText" | b"Fallback"
        )
}

/// What an element of its own stands for.
fn mark(name: &[u8]) -> &'static str {
    match name {
        b"tab" | b"ptab" => "\t",
        b"br" | b"cr" => "\n",
        b"noBreakHyphen" => "-",
        _ => "",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
pub(super) mod tests {
    use super::*;
    use std::io::Write;
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in entries {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// A DOCX with this body.
    pub(in crate::document) fn docx(body: &str) -> Vec<u8> {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>"
        );
        archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
    }

    fn body(body: &str) -> String {
        text(&docx(body)).unwrap()
    }

    #[test]
    fn paragraphs_are_lines_and_runs_are_joined() {
        assert_eq!(
            body(
                "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>\
                 <w:r><w:t>模型</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">许可 </w:t>\
                 </w:r></w:p>\n  <w:p/><w:p><w:r><w:t>A &amp; B &#20849;</w:t><w:tab/><w:t>c</w:t>\
                 <w:br/><w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t></w:r></w:p>"
            ),
            "模型许可 \n\nA & B 共\tc\nd-e\n"
        );
    }

    #[test]
    fn cells_are_apart_and_what_nobody_sees_is_left_out() {
        assert_eq!(
            body(
                "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>\
                 <w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
            ),
            "a\nb\n"
        );
        assert_eq!(
            body(
                "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
                 <w:ins><w:r><w:t>new</w:t></w:r></w:ins>\
                 <w:r><w:instrText>PAGE</w:instrText></w:r>\
                 <mc:AlternateContent><mc:Choice><w:t>once</w:t></mc:Choice>\
                 <mc:Fallback><w:t>once</w:t></mc:Fallback></mc:AlternateContent></w:p>"
            ),
            "newonce\n"
        );
    }

    #[test]
    fn other_archives_are_named() {
        assert_eq!(text(&archive(&[("a.txt", b"a")])), Err(ReadError::Format("ZIP")));
        let odt = archive(&[("mimetype", b"x"), ("content.xml", b"<x/>")]);
        assert_eq!(text(&odt), Err(ReadError::Format("ODT")));
    }

    #[test]
    fn bombs_are_refused() {
        let long = vec![b' '; 9 << 20];
        assert!(matches!(
            text(&archive(&[("word/document.xml", &long)])),
            Err(ReadError::TooLarge(_))
        ));
        let dense = vec![b' '; 2 << 20];
        assert!(matches!(
            text(&archive(&[("word/document.xml", &dense)])),
            Err(ReadError::TooLarge(_))
        ));
        let deep = format!("{}{}", "<w:x>".repeat(300), "</w:x>".repeat(300));
        assert!(matches!(text(&docx(&deep)), Err(ReadError::TooLarge(_))));
        let mut entries = docx("");
        entries.splice(0..0, b"PK\x01\x02".repeat(5000));
        assert!(matches!(text(&entries), Err(ReadError::TooLarge(_))));
        let mut ends = docx("");
        ends.splice(0..0, b"PK\x05\x06".repeat(100));
        assert!(matches!(text(&ends), Err(ReadError::DocxBroken(_))));
    }

    #[test]
    fn broken_files_are_errors_at_every_byte() {
        let whole = docx("<w:p><w:r><w:t>text</w:t></w:r></w:p>");
        assert_eq!(text(&whole).unwrap(), "text\n");
        for length in 0..whole.len() {
            assert!(text(&whole[..length]).is_err(), "{length}");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x5a;
            let _either_is_fine = text(&bytes);
        }
        assert!(matches!(text(&docx("<w:p><w:r></w:p>")), Err(ReadError::DocxBroken(_))));
    }
}
