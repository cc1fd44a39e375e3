//! Each predefined `CMap` of Chinese, Japanese and Korean fonts that are not embedded.
//!
//! Such a font names a legacy encoding and gives no `ToUnicode`: the codes are text in that encoding
//! (ISO 32000-1, table 118), which `encoding_rs` can read.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS};

/// How the codes of a string are cut and read.
#[derive(Debug, Clone, Copy)]
enum Form {
    Utf8,
    Utf16,
    Utf32,
    /// One byte, or two (GB 18030: four) from a lead byte on.
    Mixed(&'static Encoding),
    /// Two bytes of seven bits each.
    SevenBit(&'static Encoding),
}

/// A predefined `CMap`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Legacy {
    form: Form,
    /// The glyph number of the blank in the range of Latin glyphs that the `CMap` selects.
    blank: u32,
}

/// The glyph number of the proportional blank in all four Adobe character collections.
const PROPORTIONAL: u32 = 1;
/// The glyph numbers of the half-width blank in Adobe-GB1, -Japan1, -CNS1 and -Korea1.
const HALF_GB: u32 = 814;
const HALF_JAPAN: u32 = 231;
const HALF_CNS: u32 = 13_648;
const HALF_KOREA: u32 = 8_094;

impl Legacy {
    /// The `CMap` of this name, without the `-H` or `-V` for the direction of writing. `None` for
    /// `Identity` and for the few whose encoding nobody uses any more (CNS-EUC, Johab).
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        let name = std::str::from_utf8(name).ok()?;
        let stem = name.strip_suffix("-H").or_else(|| name.strip_suffix("-V")).unwrap_or(name);
        let (form, blank) = match stem {
            _ if stem.starts_with("Uni") => {
                let form = match stem {
                    _ if stem.contains("UTF8") => Form::Utf8,
                    _ if stem.contains("UTF32") => Form::Utf32,
                    _ if stem.contains("UCS2") || stem.contains("UTF16") => Form::Utf16,
                    _ => return None,
                };
                (form, if stem.ends_with("-HW") { HALF_JAPAN } else { PROPORTIONAL })
            }
            "GBK-EUC" | "GB-EUC" => (Form::Mixed(GB18030), HALF_GB),
            "GBK2K" => (Form::Mixed(GB18030), PROPORTIONAL),
            "GBKp-EUC" | "GBpc-EUC" | "GBT-EUC" | "GBTpc-EUC" => {
                (Form::Mixed(GB18030), PROPORTIONAL)
            }
            "GB" | "GBT" => (Form::SevenBit(GB18030), PROPORTIONAL),
            "90msp-RKSJ" | "90pv-RKSJ" | "83pv-RKSJ" => (Form::Mixed(SHIFT_JIS), PROPORTIONAL),
            "90ms-RKSJ" | "Add-RKSJ" | "Ext-RKSJ" | "RKSJ" => (Form::Mixed(SHIFT_JIS), HALF_JAPAN),
            "EUC" => (Form::Mixed(EUC_JP), HALF_JAPAN),
            "H" | "V" | "Add" | "Ext" => (Form::SevenBit(EUC_JP), PROPORTIONAL),
            "ETen-B5" | "HKscs-B5" => (Form::Mixed(BIG5), HALF_CNS),
            "ETenms-B5" | "B5pc" => (Form::Mixed(BIG5), PROPORTIONAL),
            "KSC-EUC" | "KSCms-UHC-HW" => (Form::Mixed(EUC_KR), HALF_KOREA),
            "KSCms-UHC" | "KSCpc-EUC" => (Form::Mixed(EUC_KR), PROPORTIONAL),
            "KSC" => (Form::SevenBit(EUC_KR), PROPORTIONAL),
            _ => return None,
        };
        Some(Self { form, blank })
    }

    /// How many bytes the code at the head of `bytes` has.
    pub(super) fn code_width(self, bytes: &[u8]) -> usize {
        let first = bytes.first().copied().unwrap_or(0);
        let second = bytes.get(1).copied().unwrap_or(0);
        match self.form {
            Form::Utf8 => match first {
                0..0xc0 => 1,
                0xc0..0xe0 => 2,
                0xe0..0xf0 => 3,
                0xf0.. => 4,
            },
            // A high surrogate takes the next two bytes with it.
            Form::Utf16 if (0xd8..0xdc).contains(&first) => 4,
            Form::Utf16 | Form::SevenBit(_) => 2,
            Form::Utf32 => 4,
            Form::Mixed(encoding) if encoding == SHIFT_JIS => match first {
                0x81..=0x9f | 0xe0..=0xfc => 2,
                _ => 1,
            },
            Form::Mixed(encoding) if encoding == EUC_JP => match first {
                0x8e | 0xa1..=0xfe => 2,
                _ => 1,
            },
            Form::Mixed(encoding) => match first {
                0x81..=0xfe if encoding == GB18030 && second.is_ascii_digit() => 4,
                0x81..=0xfe => 2,
                _ => 1,
            },
        }
    }

    /// Adds the text of one code.
    pub(super) fn push_text(self, code: &[u8], text: &mut String) {
        let mut decode = |encoding: &'static Encoding, bytes: &[u8]| {
            text.push_str(&encoding.decode_without_bom_handling(bytes).0);
        };
        match self.form {
            Form::Utf8 => decode(encoding_rs::UTF_8, code),
            Form::Utf16 => decode(encoding_rs::UTF_16BE, code),
            Form::Utf32 => text.extend(char::from_u32(super::cmap::code(code))),
            Form::Mixed(encoding) => decode(encoding, code),
            Form::SevenBit(encoding) => {
                let lifted: Vec<u8> = code.iter().map(|byte| byte | 0x80).collect();
                decode(encoding, &lifted);
            }
        }
    }

    /// The glyph number of an ASCII code. Of others it is not known; nearly all of them are as wide
    /// as the font's default.
    pub(super) fn glyph(self, code: u32) -> Option<u32> {
        (0x20..0x7f).contains(&code).then(|| self.blank + code - 0x20)
    }

    /// True where the glyph is half as wide as an ideograph unless the font says otherwise.
    pub(super) fn is_half(self, glyph: u32) -> bool {
        self.blank > PROPORTIONAL && glyph >= self.blank
    }
}

#[cfg(test)]
mod tests {
    use super::Legacy;

    fn read(name: &str, mut bytes: &[u8]) -> String {
        let Some(legacy) = Legacy::named(name.as_bytes()) else { return String::new() };
        let mut text = String::new();
        while !bytes.is_empty() {
            let (code, rest) = bytes.split_at(legacy.code_width(bytes).min(bytes.len()));
            legacy.push_text(code, &mut text);
            bytes = rest;
        }
        text
    }

    #[test]
    fn every_form_is_read() {
        let words = "许可协议 A";
        let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read("UniGB-UCS2-H", &utf16), words);
        assert_eq!(
            read(
                "UniCNS-UTF16-V",
                &"𠀀".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()
            ),
            "𠀀"
        );
        assert_eq!(read("UniGB-UTF8-H", words.as_bytes()), words);
        let encode = |encoding: &'static encoding_rs::Encoding, text: &str| {
            encoding.encode(text).0.into_owned()
        };
        assert_eq!(read("GBK-EUC-H", &encode(encoding_rs::GBK, words)), words);
        assert_eq!(read("GBK2K-H", &encode(encoding_rs::GB18030, "许㐁A")), "许㐁A");
        assert_eq!(read("ETen-B5-H", &encode(encoding_rs::BIG5, "許可 A")), "許可 A");
        assert_eq!(read("90ms-RKSJ-H", &encode(encoding_rs::SHIFT_JIS, "許可ｱ A")), "許可ｱ A");
        assert_eq!(read("EUC-H", &encode(encoding_rs::EUC_JP, "許可ｱ A")), "許可ｱ A");
        assert_eq!(read("KSCms-UHC-H", &encode(encoding_rs::EUC_KR, "허가 A")), "허가 A");
        assert_eq!(read("GB-H", &[0x50, 0x6d]), "许");
        assert!(Legacy::named(b"Identity-H").is_none());
    }
}
