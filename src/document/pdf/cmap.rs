//! Every `CMap` that stands in the file: from codes to Unicode (`ToUnicode`) and to glyph numbers.
//!
//! lopdf can read `ToUnicode`, but it refuses all that departs from one fixed layout and writes down
//! every code of a range, so that a range of four thousand million codes takes all memory. Here a
//! range stays a range (ISO 32000-1, 9.7.5 and 9.10.3).

use super::lexer::{Item, Lexer, Operand};

/// The most mappings that are kept of one `CMap`: a font has at most 65,536 glyphs.
const MAX_MAPPINGS: usize = 100_000;
/// The most codespace ranges; real files have fewer than twenty.
const MAX_SPACES: usize = 256;
/// How many overlapping ranges are looked at for one code.
const MAX_OVERLAP: usize = 16;

#[derive(Debug)]
enum Target {
    /// One unit of UTF-16, counting up inside the range.
    Unit(u16),
    /// UTF-16; the last unit counts up inside the range.
    Units(Vec<u16>),
    /// One string for each code of the range.
    Each(Vec<Vec<u16>>),
    /// A glyph number, counting up inside the range.
    Glyph(u32),
}

#[derive(Debug)]
struct Mapping {
    low: u32,
    high: u32,
    target: Target,
}

#[derive(Debug)]
struct Space {
    width: usize,
    low: u32,
    high: u32,
}

/// A `CMap` of the file.
#[derive(Debug, Default)]
pub(super) struct CMap {
    spaces: Vec<Space>,
    mappings: Vec<Mapping>,
}

impl CMap {
    /// Reads a `CMap`; what cannot be read of it is left out.
    pub(super) fn parse(stream: &[u8]) -> Self {
        let mut cmap = Self::default();
        let mut lexer = Lexer::new(stream);
        let mut section = Section::default();
        while let Some(item) = lexer.item() {
            match item {
                Item::Operator(word) => section = Section::named(word),
                Item::Value(operand) => section.held.push(operand),
            }
            if section.held.len() == section.width {
                cmap.add(&section);
                section.held.clear();
            }
        }
        cmap.mappings.sort_by_key(|mapping| mapping.low);
        cmap
    }

    fn add(&mut self, section: &Section) {
        let code = |index: usize| section.held[index].text().map(code);
        let Some(low) = code(0) else { return };
        match section.kind {
            Kind::Space if self.spaces.len() < MAX_SPACES => {
                let width = section.held[0].text().map_or(0, <[u8]>::len);
                if let (1..=4, Some(high)) = (width, code(1)) {
                    self.spaces.push(Space { width, low, high });
                }
            }
            Kind::Char | Kind::Range if self.mappings.len() < MAX_MAPPINGS => {
                let high = if section.kind == Kind::Range { code(1) } else { Some(low) };
                let target = match section.held.last() {
                    Some(Operand::Text(text)) => match units(text).as_slice() {
                        [unit] => Target::Unit(*unit),
                        units => Target::Units(units.to_vec()),
                    },
                    Some(Operand::List(items)) => Target::Each(
                        items.iter().map(|item| units(item.text().unwrap_or_default())).collect(),
                    ),
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a float cast saturates, and a wrong glyph number is only a wrong width"
                    )]
                    Some(Operand::Number(number)) => Target::Glyph(*number as u32),
                    _ => return,
                };
                if let Some(high) = high.filter(|high| *high >= low) {
                    self.mappings.push(Mapping { low, high, target });
                }
            }
            _ => {}
        }
    }

    fn find(&self, code: u32) -> Option<&Mapping> {
        let end = self.mappings.partition_point(|mapping| mapping.low <= code);
        self.mappings[..end].iter().rev().take(MAX_OVERLAP).find(|mapping| mapping.high >= code)
    }

    /// About how many bytes it takes in memory.
    pub(super) fn size(&self) -> usize {
        let lists = self.mappings.iter().map(|mapping| match &mapping.target {
            Target::Each(each) => each.len(),
            _ => 0,
        });
        size_of::<Mapping>() * (self.mappings.len() + lists.sum::<usize>())
    }

    /// Adds the text of a code. False where there is none for it.
    pub(super) fn push_text(&self, code: u32, text: &mut String) -> bool {
        let Some(mapping) = self.find(code) else { return false };
        let step = code - mapping.low;
        let mut units = match &mapping.target {
            Target::Unit(unit) => vec![*unit],
            Target::Units(units) => units.clone(),
            Target::Each(each) => {
                let item = usize::try_from(step).ok().and_then(|step| each.get(step));
                return item.is_some_and(|units| push_units(units, text));
            }
            Target::Glyph(_) => return false,
        };
        if let (Some(last), Ok(step)) = (units.last_mut(), u16::try_from(step)) {
            *last = last.wrapping_add(step);
        }
        push_units(&units, text)
    }

    /// The glyph number of a code.
    pub(super) fn glyph(&self, code: u32) -> Option<u32> {
        let mapping = self.find(code)?;
        if let Target::Glyph(first) = mapping.target {
            Some(first.wrapping_add(code - mapping.low))
        } else {
            None
        }
    }

    /// How many bytes the code at the head of `bytes` has. Codespace bounds hold for each byte.
    pub(super) fn code_width(&self, bytes: &[u8]) -> usize {
        let fits = |space: &&Space| {
            bytes.len() >= space.width
                && bytes[..space.width].iter().enumerate().all(|(index, byte)| {
                    let shift = 8 * (space.width - 1 - index);
                    let bound = |code: u32| code >> shift & 0xff;
                    (bound(space.low)..=bound(space.high)).contains(&u32::from(*byte))
                })
        };
        let narrowest = self.spaces.iter().map(|space| space.width).min();
        self.spaces.iter().find(fits).map(|space| space.width).or(narrowest).unwrap_or(2)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    None,
    Space,
    Char,
    Range,
}

/// The section that is being read: its mappings have `width` operands each.
#[derive(Debug, Default)]
struct Section {
    kind: Kind,
    width: usize,
    held: Vec<Operand>,
}

impl Section {
    fn named(word: &[u8]) -> Self {
        let (kind, width) = match word {
            b"begincodespacerange" => (Kind::Space, 2),
            b"beginbfchar" | b"begincidchar" => (Kind::Char, 2),
            b"beginbfrange" | b"begincidrange" => (Kind::Range, 3),
            // Outside the sections operands have no use.
            _ => (Kind::None, 1),
        };
        Self { kind, width, held: Vec::new() }
    }
}

/// The number that the bytes of a code make; of longer ones the last four bytes.
pub(super) fn code(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [byte] = bytes {
        return vec![u16::from(*byte)];
    }
    bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

/// A zero is what producers write for a glyph whose text they do not know.
fn push_units(units: &[u16], text: &mut String) -> bool {
    let before = text.len();
    let known = char::decode_utf16(units.iter().copied()).flatten();
    text.extend(known.filter(|character| !matches!(character, '\0' | '\u{fffd}')));
    text.len() > before
}

#[cfg(test)]
mod tests {
    use super::CMap;

    fn text(cmap: &CMap, code: u32) -> String {
        let mut text = String::new();
        cmap.push_text(code, &mut text);
        text
    }

    #[test]
    fn characters_ranges_and_lists() {
        let cmap = CMap::parse(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap
            << /Registry (Adobe) >> def 1 begincodespacerange <0000><FFFF> endcodespacerange
            2 beginbfchar <0003> <0020> <0004> <00660069> endbfchar
            3 beginbfrange <0010> <0012> <8BB8> <0020> <0021> [<53EF> <D83DDE00>]
            <00000100> <FFFFFFFF> <0041> endbfrange endcmap",
        );
        assert_eq!(text(&cmap, 3), " ");
        assert_eq!(text(&cmap, 4), "fi");
        assert_eq!(text(&cmap, 0x10), "许");
        assert_eq!(text(&cmap, 0x20), "可");
        assert_eq!(text(&cmap, 0x21), "😀");
        assert_eq!(text(&cmap, 0x22), "");
        assert_eq!(text(&cmap, 0x101), "B");
        assert_eq!(cmap.code_width(&[0, 3]), 2);
    }

    #[test]
    fn glyph_numbers_and_mixed_widths() {
        let cmap = CMap::parse(
            b"2 begincodespacerange <00> <80> <8140> <FEFE> endcodespacerange
            1 begincidrange <8140> <8150> 500 endcidrange 1 begincidchar <20> 1 endcidchar",
        );
        assert_eq!(cmap.code_width(b"a"), 1);
        assert_eq!(cmap.code_width(&[0x81, 0x40]), 2);
        assert_eq!(cmap.code_width(&[0xff]), 1);
        assert_eq!(cmap.glyph(0x8142), Some(502));
        assert_eq!(cmap.glyph(0x20), Some(1));
        assert_eq!(cmap.glyph(0x21), None);
    }
}
