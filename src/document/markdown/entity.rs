//! Character references of HTML. Markdown's own are decoded by its parser; those in HTML blocks are not.

/// The named references that occur in cards (HTML, 13.5).
const NAMED: [(&str, &str); 36] = [
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "\u{2022}"),
    ("copy", "\u{a9}"),
    ("deg", "\u{b0}"),
    ("emsp", "\u{2003}"),
    ("ensp", "\u{2002}"),
    ("gt", ">"),
    ("hellip", "\u{2026}"),
    ("laquo", "\u{ab}"),
    ("larr", "\u{2190}"),
    ("ldquo", "\u{201c}"),
    ("lowbar", "_"),
    ("lpar", "("),
    ("lsquo", "\u{2018}"),
    ("lt", "<"),
    ("mdash", "\u{2014}"),
    ("middot", "\u{b7}"),
    ("nbsp", "\u{a0}"),
    ("ndash", "\u{2013}"),
    ("num", "#"),
    ("period", "."),
    ("quot", "\""),
    ("raquo", "\u{bb}"),
    ("rarr", "\u{2192}"),
    ("rdquo", "\u{201d}"),
    ("reg", "\u{ae}"),
    ("rpar", ")"),
    ("rsquo", "\u{2019}"),
    ("sect", "\u{a7}"),
    ("shy", "\u{ad}"),
    ("thinsp", "\u{2009}"),
    ("times", "\u{d7}"),
    ("trade", "\u{2122}"),
    ("zwj", "\u{200d}"),
    ("zwnj", "\u{200c}"),
];

/// The longest reference that is looked at, without `&` and `;`.
const LONGEST: usize = 10;

/// The text that a reference at the start of `text` stands for, and the length of the reference.
pub(super) fn decode(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(LONGEST + 1).position(|byte| byte == b';')?;
    let name = &inner[..end];
    let decoded = if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let (digits, radix) = hexadecimal.map_or((number, 10), |digits| (digits, 16));
        let known = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let code = known.then(|| u32::from_str_radix(digits, radix).ok()).flatten()?;
        char::from_u32(code).filter(|letter| *letter != '\0').unwrap_or('\u{fffd}').to_string()
    } else {
        let found = NAMED.binary_search_by_key(&name, |(known, _)| known).ok()?;
        NAMED[found].1.to_owned()
    };
    Some((decoded, end + 2))
}

#[cfg(test)]
mod tests {
    use super::{NAMED, decode};

    #[test]
    fn references() {
        assert!(NAMED.is_sorted_by_key(|(name, _)| name));
        for (text, expected) in [
            ("&amp; b", Some(("&", 5))),
            ("&#66;", Some(("B", 5))),
            ("&#x2F;x", Some(("/", 6))),
            ("&#0;", Some(("\u{fffd}", 4))),
            ("&#x110000;", Some(("\u{fffd}", 10))),
            ("&#+6;", None),
            ("&amp", None),
            ("&许可;", None),
            ("&unknown;", None),
            ("amp;", None),
        ] {
            let expected = expected.map(|(text, length)| (text.to_owned(), length));
            assert_eq!(decode(text), expected, "{text}");
        }
    }
}
