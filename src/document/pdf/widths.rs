//! How far each glyph moves the pen. A wrong width makes a blank where there is none.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};

/// The most widths that are kept of one composite font: it has at most 65,536 glyphs.
const MAX_WIDTHS: usize = 65_536;
/// The most ranges of equal widths.
const MAX_RANGES: usize = 8_192;
/// The width of every glyph of Courier, and of an unknown glyph of other fonts.
const COURIER: f64 = 600.0;
const UNKNOWN: f64 = 500.0;

/// The widths of ASCII from the blank on, in thousandths of the font size, as Adobe's metrics of the
/// standard fonts give them. A PDF may name these fonts without saying how wide they are
/// (ISO 32000-1, 9.6.2.2).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

/// The widths of a simple font.
#[derive(Debug)]
pub(super) struct SimpleWidths(Vec<f64>);

impl SimpleWidths {
    /// Reads `Widths`; `table` is the text of each code, for the fonts that have none.
    pub(super) fn new(font: &Dictionary, table: &[String], document: &Document) -> Self {
        let number = |dictionary: &Dictionary, key: &[u8]| {
            dictionary.get_deref(key, document).and_then(Object::as_float).map(f64::from).ok()
        };
        let descriptor = font.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok();
        let missing = descriptor.and_then(|descriptor| number(descriptor, b"MissingWidth"));
        let given = font.get_deref(b"Widths", document).and_then(Object::as_array).ok();
        let Some(given) = given else {
            return Self(standard(font, table, missing));
        };
        // Glyph space is a thousandth of text space for all fonts but Type 3.
        let unit = font
            .get_deref(b"FontMatrix", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|matrix| matrix.first()?.as_float().ok())
            .map_or(0.001, |unit| f64::from(unit).abs());
        let first = number(font, b"FirstChar").unwrap_or(0.0);
        let mut widths = vec![missing.unwrap_or(0.0) * unit; 256];
        for (index, width) in given.iter().take(256).enumerate() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a float cast saturates, and an index outside the table is dropped"
            )]
            let code = first.max(0.0) as usize + index;
            let width = document.dereference(width).and_then(|(_, width)| width.as_float());
            if let (Some(place), Ok(width)) = (widths.get_mut(code), width) {
                *place = f64::from(width) * unit;
            }
        }
        Self(widths)
    }

    /// The width of a code in font sizes.
    pub(super) fn get(&self, code: u8) -> f64 {
        self.0.get(usize::from(code)).copied().unwrap_or(UNKNOWN / 1000.0)
    }
}

/// The widths of a font that gives none: by its name, of Courier, Times or Helvetica.
fn standard(font: &Dictionary, table: &[String], missing: Option<f64>) -> Vec<f64> {
    let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
    let name = String::from_utf8_lossy(name);
    let is = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let ascii = if is(&["Times", "Serif", "Roman", "Georgia"]) { &TIMES } else { &HELVETICA };
    table
        .iter()
        .map(|text| {
            if is(&["Courier", "Mono", "Consolas"]) {
                return COURIER;
            }
            let letter = match text.chars().next() {
                Some('‘' | '’') => '`',
                Some('“' | '”') => '"',
                Some('\u{a0}') => ' ',
                Some(other) => other,
                None => return missing.unwrap_or(UNKNOWN),
            };
            let index = u32::from(letter).wrapping_sub(0x20) as usize;
            ascii.get(index).map_or(missing.unwrap_or(UNKNOWN), |width| f64::from(*width))
        })
        .map(|width| width / 1000.0)
        .collect()
}

/// The widths of a composite font (ISO 32000-1, 9.7.4.3).
#[derive(Debug)]
pub(super) struct GlyphWidths {
    default: f64,
    each: BTreeMap<u32, f64>,
    ranges: Vec<(u32, u32, f64)>,
    /// How far a glyph moves the pen in vertical writing.
    vertical: f64,
}

impl GlyphWidths {
    /// Reads `W`, `DW` and `DW2` of the descendant font.
    pub(super) fn new(font: &Dictionary, document: &Document) -> Self {
        let number = |object: &Object| {
            let (_, object) = document.dereference(object).ok()?;
            object.as_float().map(f64::from).ok()
        };
        let array = |key: &[u8]| font.get_deref(key, document).and_then(Object::as_array).ok();
        let mut widths = Self {
            default: font.get(b"DW").ok().and_then(number).unwrap_or(1000.0),
            each: BTreeMap::new(),
            ranges: Vec::new(),
            vertical: array(b"DW2")
                .and_then(|pair| pair.get(1).and_then(number))
                .unwrap_or(-1000.0),
        };
        let mut rest = array(b"W").map(Vec::as_slice).unwrap_or_default();
        while let [first, second, tail @ ..] = rest {
            let Some(first) = number(first).map(glyph_number) else { break };
            let (_, second) = document.dereference(second).unwrap_or((None, &Object::Null));
            if let Object::Array(each) = second {
                for (index, width) in (first..).zip(each) {
                    if widths.each.len() < MAX_WIDTHS
                        && let Some(width) = number(width)
                    {
                        widths.each.insert(index, width);
                    }
                }
                rest = tail;
            } else {
                let (Some(last), [width, tail @ ..]) = (number(second), tail) else { break };
                if widths.ranges.len() < MAX_RANGES
                    && let Some(width) = number(width)
                {
                    widths.ranges.push((first, glyph_number(last), width));
                }
                rest = tail;
            }
        }
        widths.ranges.sort_by_key(|range| range.0);
        widths
    }

    /// About how many bytes they take in memory.
    pub(super) fn size(&self) -> usize {
        24 * (self.each.len() + self.ranges.len())
    }

    /// The width that the font gives to a glyph, in font sizes.
    pub(super) fn known(&self, glyph: u32) -> Option<f64> {
        let range = || {
            let end = self.ranges.partition_point(|range| range.0 <= glyph);
            self.ranges[..end].last().filter(|range| glyph <= range.1).map(|range| &range.2)
        };
        self.each.get(&glyph).or_else(range).map(|width| width / 1000.0)
    }

    /// The width of a glyph that the font does not list, in font sizes.
    pub(super) fn default(&self) -> f64 {
        self.default / 1000.0
    }

    /// How far a glyph moves the pen in vertical writing, in font sizes; downwards is negative.
    pub(super) fn vertical(&self) -> f64 {
        self.vertical / 1000.0
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates, and a wrong glyph number is only a wrong width"
)]
fn glyph_number(number: f64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::{GlyphWidths, SimpleWidths};
    use lopdf::{Document, Object, dictionary};

    #[test]
    fn widths_of_a_composite_font() {
        let list: Vec<Object> = vec![
            1.into(),
            Object::Array(vec![250.into(), 300.into()]),
            10.into(),
            20.into(),
            500.into(),
            99.into(),
        ];
        let font = dictionary! { "DW" => 900, "W" => list };
        let widths = GlyphWidths::new(&font, &Document::new());
        assert_eq!(widths.known(2), Some(0.3));
        assert_eq!(widths.known(20), Some(0.5));
        assert_eq!(widths.known(21), None);
        assert!((widths.default() - 0.9).abs() < 1e-9);
        assert!((widths.vertical() + 1.0).abs() < 1e-9);
    }

    #[test]
    fn widths_of_simple_fonts() {
        let ascii: Vec<String> = (0..=255_u8).map(|code| char::from(code).to_string()).collect();
        let document = Document::new();
        let given = dictionary! { "FirstChar" => 65, "Widths" => vec![Object::Integer(700)] };
        let given = SimpleWidths::new(&given, &ascii, &document);
        assert!((given.get(b'A') - 0.7).abs() < 1e-9);
        assert!(given.get(b'B').abs() < 1e-9);
        let standard = dictionary! { "BaseFont" => "Helvetica" };
        assert!((SimpleWidths::new(&standard, &ascii, &document).get(b'i') - 0.222).abs() < 1e-9);
        let courier = dictionary! { "BaseFont" => "Courier-Bold" };
        assert!((SimpleWidths::new(&courier, &ascii, &document).get(b'i') - 0.6).abs() < 1e-9);
    }
}
