//! A font as far as text needs it: how its strings are cut into codes, what each code says and how
//! far it moves the pen.

use lopdf::{Dictionary, Document, Object, Stream};

use super::ReadError;
use super::allowance::Allowance;
use super::cmap::{self, CMap};
use super::encoding::{self, Table};
use super::legacy::Legacy;
use super::widths::{GlyphWidths, SimpleWidths};

/// How the codes of a composite font lead to glyphs.
enum Codes {
    /// Two bytes that are the glyph number.
    Identity,
    /// A predefined `CMap` over a legacy encoding.
    Legacy(Legacy),
    /// A `CMap` of the file.
    Embedded(CMap),
}

enum Kind {
    Simple { table: Table, widths: SimpleWidths },
    Composite { codes: Codes, widths: GlyphWidths },
}

/// What `ToUnicode` says.
enum ToUnicode {
    Absent,
    /// The codes are UTF-16 themselves.
    Identity,
    Map(CMap),
}

/// A font of the file.
pub(super) struct Font {
    kind: Kind,
    to_unicode: ToUnicode,
    /// True for vertical writing.
    pub(super) is_vertical: bool,
}

impl Font {
    /// Reads a font dictionary. A part that is broken is left out.
    ///
    /// # Errors
    ///
    /// Where a stream of the font takes more than the allowance.
    pub(super) fn new(
        font: &Dictionary,
        document: &Document,
        allowance: &mut Allowance,
    ) -> Result<Self, ReadError> {
        let to_unicode = match font.get_deref(b"ToUnicode", document) {
            Ok(Object::Stream(stream)) => ToUnicode::Map(read_cmap(stream, document, allowance)?),
            Ok(Object::Name(_)) => ToUnicode::Identity,
            _ => ToUnicode::Absent,
        };
        let subtype = font.get_deref(b"Subtype", document).and_then(Object::as_name);
        if subtype.is_ok_and(|subtype| subtype != b"Type0") {
            let table = encoding::table(font, document);
            let widths = SimpleWidths::new(font, &table, document);
            let kind = Kind::Simple { table, widths };
            return Ok(Self { kind, to_unicode, is_vertical: false });
        }
        let (codes, is_vertical) = match font.get_deref(b"Encoding", document) {
            Ok(Object::Name(name)) => {
                let codes = Legacy::named(name).map_or(Codes::Identity, Codes::Legacy);
                (codes, name.ends_with(b"V"))
            }
            Ok(Object::Stream(stream)) => {
                let cmap = read_cmap(stream, document, allowance)?;
                let mode = stream.dict.get(b"WMode").and_then(Object::as_i64);
                (Codes::Embedded(cmap), mode.is_ok_and(|mode| mode == 1))
            }
            _ => (Codes::Identity, false),
        };
        let descendant = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| document.dereference(fonts.first()?).ok())
            .and_then(|(_, descendant)| descendant.as_dict().ok());
        let widths = GlyphWidths::new(descendant.unwrap_or(font), document);
        allowance.keep(widths.size())?;
        Ok(Self { kind: Kind::Composite { codes, widths }, to_unicode, is_vertical })
    }

    /// Cuts the first code off a string that is not empty.
    pub(super) fn cut<'a>(&self, bytes: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let width = match &self.kind {
            Kind::Simple { .. } => 1,
            Kind::Composite { codes: Codes::Identity, .. } => 2,
            Kind::Composite { codes: Codes::Legacy(legacy), .. } => legacy.code_width(bytes),
            Kind::Composite { codes: Codes::Embedded(cmap), .. } => cmap.code_width(bytes),
        };
        bytes.split_at(width.clamp(1, bytes.len().max(1)).min(bytes.len()))
    }

    /// How far a code moves the pen, in font sizes; along the line, so down in vertical writing.
    pub(super) fn width(&self, bytes: &[u8]) -> f64 {
        let (codes, widths) = match &self.kind {
            Kind::Simple { widths, .. } => return widths.get(bytes.first().copied().unwrap_or(0)),
            Kind::Composite { codes, widths } => (codes, widths),
        };
        if self.is_vertical {
            return -widths.vertical();
        }
        let code = cmap::code(bytes);
        let glyph = match codes {
            Codes::Identity => Some(code),
            Codes::Legacy(legacy) => legacy.glyph(code),
            Codes::Embedded(cmap) => cmap.glyph(code).or(Some(code)),
        };
        let Some(glyph) = glyph else { return widths.default() };
        widths.known(glyph).unwrap_or_else(|| match codes {
            Codes::Legacy(legacy) if legacy.is_half(glyph) => widths.default() / 2.0,
            _ => widths.default(),
        })
    }

    /// Adds what a code says. Nothing tells what it is: U+FFFD, so that nobody takes the words beside
    /// it for the whole.
    pub(super) fn push_text(&self, bytes: &[u8], text: &mut String) {
        let code = cmap::code(bytes);
        let known = match &self.to_unicode {
            ToUnicode::Absent => false,
            ToUnicode::Identity => {
                text.extend(char::from_u32(code));
                true
            }
            ToUnicode::Map(cmap) => cmap.push_text(code, text),
        };
        if known {
            return;
        }
        let before = text.len();
        match &self.kind {
            Kind::Simple { table, .. } => {
                let code = bytes.first().copied().unwrap_or(0);
                text.push_str(table.get(usize::from(code)).map_or("", String::as_str));
            }
            Kind::Composite { codes: Codes::Legacy(legacy), .. } => legacy.push_text(bytes, text),
            Kind::Composite { .. } => {}
        }
        if text.len() == before {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn read_cmap(
    stream: &Stream,
    document: &Document,
    allowance: &mut Allowance,
) -> Result<CMap, ReadError> {
    let bytes = allowance.decode(stream, document)?;
    // A mapping takes about ten bytes of the stream.
    allowance.step(bytes.len() / 10)?;
    let cmap = CMap::parse(&bytes);
    allowance.keep(cmap.size())?;
    Ok(cmap)
}
