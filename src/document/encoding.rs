//! From bytes to UTF-8, whatever the bytes were written in.
//!
//! Strict tests come first (byte order mark, UTF-8, UTF-16), then the statistics of `chardetng`, then a
//! rescue: one damaged byte makes the statistics call a Chinese file Western. The rescue reads the bytes
//! in each East Asian encoding and asks which reading has the characters that every such text has.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};

use super::ReadError;

/// How much of a file is looked at for the encoding: the statistics read about a megabyte a second.
const SAMPLE: usize = 64 << 10;

/// Decodes a file. Gives the text without its byte order mark, the name of the encoding, and how many
/// characters were replaced. Bytes and line ends stay as they are, but a text whose lines end in lone
/// carriage returns gets line feeds, one for one.
///
/// # Errors
///
/// [`ReadError::Binary`] where the bytes are no text in any encoding that is known here.
pub fn decode(bytes: &[u8]) -> Result<(String, &'static str, usize), ReadError> {
    let (text, encoding, replaced) = read_as_text(bytes);
    let mut text = text.into_owned();
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if is_binary(&text, replaced) {
        return Err(ReadError::Binary);
    }
    let has = |byte| memchr(byte, text.as_bytes()).is_some();
    if has(b'\r') && !has(b'\n') {
        text = text.replace('\r', "\n");
    }
    Ok((text, encoding.name(), replaced))
}

fn read_as_text(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding, usize) {
    let marked = Encoding::for_bom(bytes);
    if let Some((encoding, _)) = marked.filter(|(encoding, _)| *encoding != UTF_8) {
        return read_in(encoding, bytes);
    }
    // A mark of UTF-8 is no promise: tools also put one before GBK.
    let bytes = marked.map_or(bytes, |(_, length)| &bytes[length..]);

    // A text of ASCII in UTF-16 is good UTF-8 too, but every second byte of it is zero.
    let zeros = memchr_iter(0, bytes).count();
    if zeros * 10 <= bytes.len()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return (Cow::Borrowed(text), UTF_8, 0);
    }
    if let Some(encoding) = utf16_without_mark(bytes, zeros > 0) {
        return read_in(encoding, bytes);
    }
    if let Some((text, replaced)) = damaged_utf8(bytes) {
        return (Cow::Owned(text), UTF_8, replaced);
    }
    let guess = guess(bytes);
    if (guess.is_single_byte() || bytes.len() < 64)
        && let Some(rescued) = east_asian(bytes)
    {
        return read_in(rescued, bytes);
    }
    // GB18030 holds all of GBK, and files that call themselves GBK use it.
    read_in(if guess == GBK { GB18030 } else { guess }, bytes)
}

fn read_in<'a>(
    encoding: &'static Encoding,
    bytes: &'a [u8],
) -> (Cow<'a, str>, &'static Encoding, usize) {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let replaced = if damaged { text.matches('\u{fffd}').count() } else { 0 };
    (text, encoding, replaced)
}

/// UTF-8 with a few bad bytes, or cut in a character. By chance, other encodings hold fewer good
/// multi-byte sequences than bad ones.
fn damaged_utf8(bytes: &[u8]) -> Option<(String, usize)> {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            bad += 1;
            text.push('\u{fffd}');
        }
    }
    let cut_at_end =
        bad == 1 && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    (cut_at_end || (good >= 4 && good >= 4 * bad)).then_some((text, bad))
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let from = Encoding::ascii_valid_up_to(bytes).saturating_sub(2);
    let to = bytes.len().min(from + SAMPLE);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[from..to], to == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// What a reading of the bytes looks like, by its characters.
#[derive(Default)]
struct Looks {
    all: usize,
    not_ascii: usize,
    /// Characters that every text of their script has.
    familiar: usize,
    /// ASCII, Han, the punctuation of Han, and what stands beside them in UTF-16.
    plausible: usize,
    replaced: usize,
}

impl Looks {
    fn of(text: &str) -> Self {
        let mut looks = Self::default();
        for c in text.chars() {
            looks.all += 1;
            looks.not_ascii += usize::from(!c.is_ascii());
            looks.familiar += usize::from(is_familiar(c));
            looks.plausible += usize::from(is_plausible(c));
            looks.replaced += usize::from(c == '\u{fffd}');
        }
        looks
    }
}

/// UTF-16 without a mark. A zero byte says so where there is ASCII in it, but not which of the two; and
/// a text that is all Han has no zero byte. So both readings are judged: nearly all characters must be
/// such as texts have (other encodings and binary data give rare Han and unassigned ones), and some must
/// be those that no text goes without. Shift JIS read as UTF-16 is all Han too, but all rare.
fn utf16_without_mark(bytes: &[u8], has_zeros: bool) -> Option<&'static Encoding> {
    if bytes.len() < if has_zeros { 4 } else { 8 } {
        return None;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let read = |encoding: &'static Encoding| {
        let looks = Looks::of(&encoding.decode_without_bom_handling(sample).0);
        let ascii = looks.all - looks.not_ascii;
        // A sample may end within a surrogate pair.
        let fits = looks.replaced <= 1
            && (looks.plausible + looks.replaced) * 100 >= looks.all * 97
            && (looks.familiar + ascii) * 10 >= looks.all;
        fits.then_some((looks.familiar + ascii, encoding))
    };
    let (little, big) = (read(UTF_16LE), read(UTF_16BE));
    match (little, big) {
        (Some(little), Some(big)) => Some(if big.0 > little.0 { big.1 } else { little.1 }),
        (one, other) => one.or(other).map(|(_, encoding)| encoding),
    }
}

/// The East Asian encoding in which the bytes read like a text, where one does.
fn east_asian(bytes: &[u8]) -> Option<&'static Encoding> {
    let from = Encoding::ascii_valid_up_to(bytes);
    let sample = &bytes[from..bytes.len().min(from + SAMPLE)];
    [GB18030, BIG5, SHIFT_JIS, EUC_KR]
        .into_iter()
        .filter_map(|encoding| {
            let looks = Looks::of(&encoding.decode_without_bom_handling(sample).0);
            let fits = looks.not_ascii >= 3
                && looks.replaced <= (looks.all / 200).max(2)
                && looks.familiar * 4 >= looks.not_ascii;
            fits.then_some((looks.familiar, encoding))
        })
        // The first of equals wins.
        .rev()
        .max_by_key(|(familiar, _)| *familiar)
        .map(|(_, encoding)| encoding)
}

/// Characters that stand in every text of Chinese, Japanese or Korean: function words, the words that
/// licenses are made of, and full-width punctuation.
fn is_familiar(c: char) -> bool {
    match c {
        '、'
        | '。'
        | '，'
        | '；'
        | '：'
        | '（'
        | '）'
        | '《'
        | '》'
        | '「'
        | '」'
        | 'ぁ'..='ん'
        | 'ァ'..='ヶ'
        | 'ー' => true,
        '\u{4e00}'..='\u{9fff}' => {
            "的一是不了在有和或您你我他本及与與于於以为為中之对對这這个個上下任何其人其所可許许使用\
             协協议議模型条條款应應权權授法律将將就得者但并並由且据據包括作出声聲明件版若如需禁止"
                .contains(c)
        }
        '\u{ac00}'..='\u{d7a3}' => {
            "이다의는은을를에가로하고한수및사용자모델기지대여해할서".contains(c)
        }
        _ => false,
    }
}

fn is_plausible(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | '\u{c}' | ' '..='~'
        | '\u{a0}'..='\u{24f}' // Latin.
        | '\u{370}'..='\u{52f}' // Greek and Cyrillic.
        | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{26ff}' // Punctuation and symbols.
        | '\u{3000}'..='\u{30ff}' // Punctuation of Han, kana.
        | '\u{3400}'..='\u{9fff}' // Han.
        | '\u{ac00}'..='\u{d7a3}' // Hangul.
        | '\u{ff00}'..='\u{ffef}' // Full-width forms.
        | '\u{feff}')
}

/// More than two control characters, and more than one in a hundred; or a tenth that cannot be decoded.
fn is_binary(text: &str, replaced: usize) -> bool {
    if replaced <= 1 && !may_hold_control(text.as_bytes()) {
        return false;
    }
    let (mut all, mut controls) = (0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        // Besides white space: the DOS end of file and the escape of a colour are no sign of binary data.
        let is_layout = matches!(c, '\t'..='\r' | '\u{1a}' | '\u{1b}' | '\u{85}');
        controls +=
            usize::from((c.is_control() && !is_layout) || matches!(c, '\u{fffe}' | '\u{ffff}'));
    }
    controls * 100 > all.max(200) || (replaced > 1 && replaced * 10 > all)
}

/// False for a text without a byte that is a control character, and without two bytes with which another
/// character begins that counts as one. Whole chunks are looked at without a branch, many bytes at once.
fn may_hold_control(bytes: &[u8]) -> bool {
    let is_control = |byte: u8| matches!(byte, 0..=8 | 0x0e..=0x1f | 0x7f);
    let may_begin =
        |one: u8, next: u8| matches!((one, next), (0xc2, 0..=0x9f) | (0xbf, 0xbe..=0xff));
    let any_control = bytes
        .chunks(CHUNK)
        .any(|chunk| chunk.iter().fold(false, |any, byte| any | is_control(*byte)));
    let nexts = bytes.get(1..).unwrap_or_default();
    any_control
        || !bytes.is_ascii()
            && bytes.chunks(CHUNK).zip(nexts.chunks(CHUNK)).any(|(ones, nexts)| {
                let pairs = ones.iter().zip(nexts);
                pairs.fold(false, |any, (one, next)| any | may_begin(*one, *next))
            })
}

/// How many bytes are looked at before a branch.
const CHUNK: usize = 256;

#[cfg(test)]
mod tests;
