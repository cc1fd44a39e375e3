//! Everything that comes from a file or a path and goes to a person passes through here.
//!
//! Model repositories are made by strangers: a name or a card may hold escape sequences that rewrite a
//! terminal, line ends that forge a second finding, or characters that turn or hide text. Those are
//! shown as what they are; letters of every script, Chinese among them, stay legible. JSON does not
//! pass through here: its strings are data.

use std::{ascii::escape_default, borrow::Cow, ops::Range, path::Path};

/// One line: line ends and tabs are shown as well.
pub fn line(text: &str) -> Cow<'_, str> {
    if !is_plain(text) && text.chars().any(is_dangerous) {
        Cow::Owned(escaped(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// Several lines: line ends stay, everything else is shown as in [`line()`].
pub fn block(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return line(text);
    }
    Cow::Owned(text.lines().map(escaped).collect::<Vec<_>>().join("\n"))
}

/// A path. Bytes that are no text are shown as `\xff`.
pub fn path(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&line(chunk.valid()));
        shown.extend(chunk.invalid().iter().copied().flat_map(escape_default).map(char::from));
    }
    shown
}

/// A line of a file and a byte range in it: the line as shown and the same range in that. Tabs stay, for
/// indentation. A range that is not inside the line, on character boundaries, becomes the nearest that is.
pub fn with_range(text: &str, range: &Range<usize>) -> (String, Range<usize>) {
    let boundary = |at: usize| text.floor_char_boundary(at.min(text.len()));
    let (start, end) = (boundary(range.start), boundary(range.end));
    let end = end.max(start);
    let with_tabs = |part: &str| part.split('\t').map(escaped).collect::<Vec<_>>().join("\t");
    let mut shown = with_tabs(&text[..start]);
    let from = shown.len();
    shown.push_str(&with_tabs(&text[start..end]));
    let to = shown.len();
    shown.push_str(&with_tabs(&text[end..]));
    (shown, from..to)
}

fn escaped(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match u8::try_from(character) {
            _ if !is_dangerous(character) => shown.push(character),
            Ok(ascii) if ascii.is_ascii() => {
                shown.extend(escape_default(ascii).map(char::from));
            }
            _ => shown.extend(character.escape_unicode()),
        }
    }
    shown
}

/// True for a text of printable ASCII alone, as most are: nothing in it is dangerous.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// True for characters that steer a terminal, turn the direction of text, or are not seen.
fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'                        // soft hyphen
                | '\u{61c}'                 // Arabic letter mark
                | '\u{115f}' | '\u{1160}'   // Hangul fillers
                | '\u{180e}'                // Mongolian vowel separator
                | '\u{200b}'..='\u{200f}'   // zero-width characters and direction marks
                | '\u{2028}'..='\u{202e}'   // line and paragraph separators, direction overrides
                | '\u{2060}'..='\u{206f}'   // word joiner, invisible operators, isolates
                | '\u{3164}' | '\u{ffa0}'   // Hangul fillers
                | '\u{feff}'                // byte order mark
                | '\u{fff9}'..='\u{fffb}'   // interlinear annotation
                | '\u{e0000}'..='\u{e0fff}' // tags and variation selectors of plane 14
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_or_hides_is_shown_and_letters_stay() {
        for (text, shown) in [
            ("许可协议.pdf", "许可协议.pdf"),
            ("ライセンス 라이선스 Лицензия", "ライセンス 라이선스 Лицензия"),
            ("C:\\models", "C:\\models"),
            ("a\x1b[2Jb", "a\\x1b[2Jb"),
            ("a\x1b]8;;http://x\x07b", "a\\x1b]8;;http://x\\x07b"),
            ("a\nerror: b", "a\\nerror: b"),
            ("a\r\tb\0", "a\\r\\tb\\x00"),
            ("a\u{9b}2Jb", "a\\u{9b}2Jb"),
            ("cod\u{202e}txt.exe", "cod\\u{202e}txt.exe"),
            ("Built\u{200b}with", "Built\\u{200b}with"),
            ("a\u{2066}b\u{feff}", "a\\u{2066}b\\u{feff}"),
            ("a\u{e0041}", "a\\u{e0041}"),
            ("a\u{2028}b", "a\\u{2028}b"),
            ("⚠️ ok", "⚠️ ok"),
        ] {
            assert_eq!(line(text), shown);
            assert_eq!(block(text), shown.replace("a\\nerror", "a\nerror"));
        }
    }

    #[test]
    fn a_range_moves_with_the_text_before_it() {
        let (shown, range) = with_range("\t许\x1b可 x", &(4..8));
        assert!(shown.starts_with('\t'), "{shown}");
        assert_eq!(&shown[range], "\\x1b可");
        let (shown, range) = with_range("许可", &(1..99));
        assert_eq!(&shown[range], "许可");
        let (_, range) = with_range("许可", &Range { start: 6, end: 3 });
        assert!(range.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_is_shown_by_its_bytes() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        assert_eq!(path(Path::new(OsStr::from_bytes(b"LICENSE\xff\n"))), "LICENSE\\xff\\n");
    }
}
