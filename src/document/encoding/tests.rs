//! What each encoding and each kind of damage must give.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail loudly, and says that it skips"
)]

use super::*;
use proptest::prelude::*;

const SIMPLIFIED: &str = "第一条 定义：您可以使用、复制和分发本模型，但须遵守本协议的条款。任何衍生作品\
                          均应当保留本声明，并且不得用于违反法律的目的。";
const TRADITIONAL: &str = "第一條 定義：您可以使用、複製和散布本模型，但須遵守本協議的條款。任何衍生作品\
                           均應當保留本聲明，並且不得用於違反法律的目的。";
const JAPANESE: &str =
    "本モデルの利用者は、この規約に従うものとします。商用利用については別途お問い合わせください。";
const KOREAN: &str =
    "이 모델을 사용하는 사람은 본 약관을 따라야 합니다. 상업적 사용은 별도의 허가가 필요합니다.";
const WESTERN: &str = "Le modèle est concédé « en l’état » à l’utilisateur, sans garantie d’aucune sorte. \
                       Toute œuvre dérivée doit être signalée.";

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

fn is(bytes: &[u8], text: &str, encoding: &str, replaced: usize) {
    let found = decode(bytes).unwrap();
    assert_eq!((found.0.as_str(), found.1, found.2), (text, encoding, replaced));
}

#[test]
fn four_characters_are_enough() {
    is(&[0xd0, 0xed, 0xbf, 0xc9, 0xd0, 0xad, 0xd2, 0xe9], "许可协议", "gb18030", 0);
    is("许可协议".as_bytes(), "许可协议", "UTF-8", 0);
    for little in [true, false] {
        let name = if little { "UTF-16LE" } else { "UTF-16BE" };
        is(&utf16("许可协议", little), "许可协议", name, 0);
        is(&utf16("\u{feff}许可协议", little), "许可协议", name, 0);
    }
}

#[test]
fn each_encoding_is_named_and_read() {
    for (encoding, text, name) in [
        (GB18030, SIMPLIFIED, "gb18030"),
        (BIG5, TRADITIONAL, "Big5"),
        (SHIFT_JIS, JAPANESE, "Shift_JIS"),
        (EUC_KR, KOREAN, "EUC-KR"),
        (encoding_rs::WINDOWS_1252, WESTERN, "windows-1252"),
        (encoding_rs::WINDOWS_1251, "Лицензионное соглашение на модель", "windows-1251"),
    ] {
        is(&encoded(encoding, text), text, name, 0);
        let pages = format!("Model License\r\n\r\n{text}\r\n").repeat(40);
        is(&encoded(encoding, &pages), &pages, name, 0);
    }
}

#[test]
fn utf16_needs_no_mark() {
    for text in [
        SIMPLIFIED,
        TRADITIONAL,
        JAPANESE,
        KOREAN,
        WESTERN,
        "MIT License\n\nCopyright (c)\n",
        // Neither ASCII nor a line end: not one zero byte.
        "您可以使用本模型，但须遵守本协议的条款。",
    ] {
        for little in [true, false] {
            let name = if little { "UTF-16LE" } else { "UTF-16BE" };
            is(&utf16(text, little), text, name, 0);
            is(&utf16(&format!("\u{feff}{text}"), little), text, name, 0);
        }
    }
}

#[test]
fn shift_jis_that_looks_like_han_in_utf16_is_none() {
    let text = "本契約の対象は次の各号の通りであるものとする。".repeat(8);
    is(&encoded(SHIFT_JIS, &text), &text, "Shift_JIS", 0);
}

#[test]
fn one_damaged_byte_does_not_make_a_file_western() {
    for (encoding, text, name) in [
        (GB18030, SIMPLIFIED, "gb18030"),
        (BIG5, TRADITIONAL, "Big5"),
        (SHIFT_JIS, JAPANESE, "Shift_JIS"),
        (EUC_KR, KOREAN, "EUC-KR"),
        (UTF_8, SIMPLIFIED, "UTF-8"),
    ] {
        let whole = text.repeat(20);
        let bytes = encoded(encoding, &whole);
        // Cut in mid-character.
        let (cut, found, replaced) = decode(&bytes[..bytes.len() - 4]).unwrap();
        let (cut_by_one, ..) = decode(&bytes[..bytes.len() - 3]).unwrap();
        assert_eq!(found, name);
        assert!(replaced <= 1);
        assert!(whole.starts_with(cut.trim_end_matches('\u{fffd}')));
        assert!(whole.starts_with(cut_by_one.trim_end_matches('\u{fffd}')));
        // One bad byte within.
        let mut bad = bytes.clone();
        bad[bytes.len() / 2] = 0xff;
        let (text, found, replaced) = decode(&bad).unwrap();
        assert_eq!(found, name);
        // In UTF-8 the byte may lead a character of three.
        assert!((1..=3).contains(&replaced));
        assert!(text.starts_with(&whole.chars().take(20).collect::<String>()));
    }
}

#[test]
fn a_little_chinese_in_an_english_file_is_found() {
    let text = format!("{}\r\n{SIMPLIFIED}", "The model is licensed as it is. ".repeat(200));
    is(&encoded(GB18030, &text), &text, "gb18030", 0);
    let mut bad = encoded(GB18030, &text);
    bad.pop();
    assert_eq!(decode(&bad).unwrap().1, "gb18030");
}

#[test]
fn english_cut_in_a_quote_stays_utf8() {
    let bytes = "the “Model".as_bytes();
    is(&bytes[..6], "the \u{fffd}", "UTF-8", 1);
}

#[test]
fn marks_go_and_line_ends_stay() {
    is(b"\xef\xbb\xbfMIT\r\n", "MIT\r\n", "UTF-8", 0);
    is(
        &[b"\xef\xbb\xbf".as_slice(), &encoded(GB18030, SIMPLIFIED)].concat(),
        SIMPLIFIED,
        "gb18030",
        0,
    );
    is(b"a\rb\r", "a\nb\n", "UTF-8", 0);
    is(b"a\rb\n", "a\rb\n", "UTF-8", 0);
    is(b"", "", "UTF-8", 0);
    is(b"\xef\xbb\xbf", "", "UTF-8", 0);
    is("an honest \u{fffd}".as_bytes(), "an honest \u{fffd}", "UTF-8", 0);
}

#[test]
fn binary_data_is_no_text() {
    let noise = |length: u32| -> Vec<u8> {
        (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect()
    };
    for bytes in [
        vec![0; 4096],
        noise(300),
        noise(70_000),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1f\xf3\xffa".to_vec(),
        (0..2000_u32).flat_map(u32::to_le_bytes).collect(),
        (0..2000_u16).map(|at| f32::from(at) * 0.37).flat_map(f32::to_le_bytes).collect(),
    ] {
        assert_eq!(decode(&bytes), Err(ReadError::Binary), "{:?}", &bytes[..16]);
    }
    // One stray control character is no reason to read nothing.
    is(b"MIT License\0\n", "MIT License\0\n", "UTF-8", 0);
}

proptest! {
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok((text, _, replaced)) = decode(&bytes) {
            prop_assert!(replaced <= text.chars().count());
        }
    }

    #[test]
    fn utf8_comes_back(text in "[a-z一-龥，。 \n]{0,200}") {
        prop_assert_eq!(decode(text.as_bytes()), Ok((text.clone(), "UTF-8", 0)));
    }

    #[test]
    fn chinese_comes_back(from in 0_usize..30, times in 1_usize..30, little in any::<bool>()) {
        let pick = |text: &str| {
            let head: String = text.chars().skip(from).take(40).collect();
            head.repeat(times)
        };
        let (simplified, traditional) = (pick(SIMPLIFIED), pick(TRADITIONAL));
        let japanese = JAPANESE.repeat(times);
        let name = if little { "UTF-16LE" } else { "UTF-16BE" };
        for (bytes, text, name) in [
            (encoded(GB18030, &simplified), &simplified, "gb18030"),
            (encoded(BIG5, &traditional), &traditional, "Big5"),
            (encoded(SHIFT_JIS, &japanese), &japanese, "Shift_JIS"),
            (utf16(&simplified, little), &simplified, name),
            (utf16(&format!("\u{feff}{traditional}"), little), &traditional, name),
        ] {
            prop_assert_eq!(decode(&bytes), Ok((text.clone(), name, 0)));
        }
    }

    #[test]
    fn a_cut_anywhere_keeps_the_encoding(cut in 40_usize..200) {
        let bytes = encoded(GB18030, &SIMPLIFIED.repeat(3));
        let (text, name, replaced) = decode(&bytes[..cut]).unwrap();
        prop_assert_eq!(name, "gb18030");
        prop_assert!(replaced <= 1);
        let whole = text.trim_end_matches('\u{fffd}');
        prop_assert!(SIMPLIFIED.repeat(3).starts_with(whole));
    }
}

#[test]
fn real_licenses_come_back_from_every_encoding() {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");
    let Ok(folders) = std::fs::read_dir(shared) else {
        eprintln!("skipped: no corpus at ../shared/corpus");
        return;
    };
    let files = folders
        .filter_map(|folder| std::fs::read_dir(folder.unwrap().path()).ok())
        .flatten()
        .map(|file| file.unwrap().path());
    let mut seen = 0;
    for file in files {
        let Ok(text) = String::from_utf8(std::fs::read(&file).unwrap()) else { continue };
        let text = text.trim_start_matches('\u{feff}');
        is(text.as_bytes(), text, "UTF-8", 0);
        for little in [true, false] {
            let name = if little { "UTF-16LE" } else { "UTF-16BE" };
            is(&utf16(text, little), text, name, 0);
        }
        let (gbk, _, lossy) = GB18030.encode(text);
        let han = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        if !lossy && han > 100 {
            is(&gbk, text, "gb18030", 0);
            let mut bad = gbk.into_owned();
            bad.truncate(bad.len() - 1);
            assert_eq!(decode(&bad).unwrap().1, "gb18030");
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} Chinese texts");
}
