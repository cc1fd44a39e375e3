//! The text of the 256 codes of a simple font: base encodings, differences and glyph names.
//!
//! lopdf knows the encodings of ISO 32000-1, annex D, and the Adobe Glyph List, but it gives up a
//! whole `Differences` array for one name that it does not know. So each name is asked for on its own,
//! and names that follow the list's rules for others (`uni4E00`, `f_i`, `a.sc`) are read here.

use lopdf::{Dictionary, Document, Object, dictionary};

/// The text of each code; empty where there is none.
pub(super) type Table = Vec<String>;

/// The table of a font from its `Encoding` entry, which may be absent.
pub(super) fn table(font: &Dictionary, document: &Document) -> Table {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let kind = font.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
    let base = match encoding {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Dictionary(dictionary)) => {
            dictionary.get(b"BaseEncoding").and_then(Object::as_name).ok()
        }
        _ => None,
    };
    let mut table = match base {
        Some(name) => base_table(name),
        None if is_pictorial(font) => vec![String::from("\u{2022}"); 256],
        // A TrueType font without an encoding is read through its own table, which nearly always
        // agrees with the Windows encoding where it holds text.
        None if kind == b"TrueType" => base_table(b"WinAnsiEncoding"),
        None => base_table(b"StandardEncoding"),
    };
    if let Some(Object::Dictionary(dictionary)) = encoding
        && let Ok(differences) =
            dictionary.get_deref(b"Differences", document).and_then(Object::as_array)
    {
        let mut code = 0_usize;
        for item in differences {
            match item {
                Object::Integer(first) => code = usize::try_from(*first).unwrap_or(usize::MAX),
                Object::Name(name) => {
                    if let Some(text) = table.get_mut(code) {
                        *text = named(name);
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }
    table
}

/// Fonts of signs, whose codes mean no letters.
fn is_pictorial(font: &Dictionary) -> bool {
    let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or_default();
    let name = String::from_utf8_lossy(name);
    ["Symbol", "ZapfDingbats", "Wingdings", "Webdings"].iter().any(|sign| name.contains(sign))
}

fn base_table(name: &[u8]) -> Table {
    let name = Object::Name(name.to_vec());
    decode(&dictionary! { "Type" => "Font", "Encoding" => name }, 0..=255)
}

fn decode(font: &Dictionary, codes: std::ops::RangeInclusive<u8>) -> Table {
    let document = Document::new();
    let encoding = font.get_font_encoding(&document).ok();
    codes
        .map(|code| {
            let text = encoding.as_ref().and_then(|known| known.bytes_to_string(&[code]).ok());
            text.unwrap_or_default()
        })
        .collect()
}

/// The text of a glyph name, by the rules of the Adobe Glyph List specification.
fn named(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let stem = name.split('.').next().unwrap_or_default();
    stem.split('_').map(component).collect()
}

fn component(name: &str) -> String {
    if let Some(digits) = name.strip_prefix("uni")
        && digits.len() >= 4
        && digits.len().is_multiple_of(4)
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        let units = digits.as_bytes().chunks(4).filter_map(|unit| {
            std::str::from_utf8(unit).ok().and_then(|unit| u16::from_str_radix(unit, 16).ok())
        });
        return char::decode_utf16(units).flatten().collect();
    }
    if let Some(digits) = name.strip_prefix('u')
        && (4..=6).contains(&digits.len())
        && let Some(character) = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)
    {
        return character.into();
    }
    let differences = vec![Object::Integer(0), Object::Name(name.as_bytes().to_vec())];
    let encoding = dictionary! { "Differences" => differences };
    decode(&dictionary! { "Type" => "Font", "Encoding" => encoding }, 0..=0).concat()
}

#[cfg(test)]
mod tests {
    use super::{named, table};
    use lopdf::{Document, Object, dictionary};

    #[test]
    fn glyph_names() {
        for (name, text) in [
            ("A", "A"),
            ("quoteright", "’"),
            ("fi", "ﬁ"),
            ("f_i", "fi"),
            ("a.sc", "a"),
            ("uni8BB853EF", "许可"),
            ("u1F600", "😀"),
            ("g17", ""),
            (".notdef", ""),
        ] {
            assert_eq!(named(name.as_bytes()), text, "{name}");
        }
    }

    #[test]
    fn differences_with_an_unknown_name_keep_the_others() {
        let differences: Vec<Object> = vec![
            65.into(),
            "g17".into(),
            "b".into(),
            200.into(),
            "uni53EF".into(),
            300.into(),
            "c".into(),
        ];
        let font = dictionary! {
            "Subtype" => "Type1",
            "Encoding" => dictionary! { "BaseEncoding" => "WinAnsiEncoding", "Differences" => differences },
        };
        let table = table(&font, &Document::new());
        assert_eq!((&*table[65], &*table[66], &*table[67]), ("", "b", "C"));
        assert_eq!((&*table[0x92], &*table[200]), ("’", "可"));
    }
}
