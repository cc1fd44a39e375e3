//! Damaged and hostile files: an answer or an error, never a panic, and soon.

use std::fmt::Write;
use std::time::{Duration, Instant};

use lopdf::{Object, Stream, dictionary};
use proptest::prelude::*;

use super::builder::{Builder, save};
use crate::document::ReadError;
use crate::document::pdf::{read, text};

/// A file with a simple font, a composite one, a form and two pages.
fn sample() -> Vec<u8> {
    let to_unicode = "begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange
        1 beginbfrange <0001><0004>[<8BB8><53EF><534F><8BAE>] endbfrange endcmap";
    let builder = Builder::new()
        .plain_font("F1", "Helvetica")
        .composite_font("F2", "Identity-H", Some(to_unicode))
        .composite_font("F3", "GBK-EUC-H", None)
        .form("X1", dictionary! {}, b"BT /F1 9 Tf 72 600 Td (form) Tj ET");
    let page: &[u8] = b"q 1 0 0 1 0 0 cm BT /F1 12 Tf 72 700 Td [(Sky) -20 (work Inside)] TJ \
        /F2 12 Tf 0 -14 Td <0001000200030004> Tj /F3 12 Tf T* (\xd0\xed) ' ET Q /X1 Do";
    builder.pdf(&[page, page])
}

/// Below the guard, so that a panic of ours or of lopdf shows.
fn survives(bytes: &[u8]) -> Result<String, ReadError> {
    let start = Instant::now();
    let result = read(bytes);
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
    result
}

#[test]
fn truncated_anywhere() {
    let whole = sample();
    assert!(text(&whole).unwrap().contains("Skywork Inside\n许可协议\n"));
    for length in (0..whole.len()).step_by(7) {
        let _ = survives(&whole[..length]);
    }
}

#[test]
fn no_pdf_is_a_broken_one() {
    for bytes in [&b""[..], b"%PDF", b"%PDF-1.7", b"not a PDF at all", &[0xff; 4096]] {
        assert!(matches!(text(bytes), Err(ReadError::PdfBroken(_))));
    }
}

/// A stream that inflates to `size` blanks.
fn bomb(size: usize) -> Stream {
    let mut stream = Stream::new(dictionary! {}, vec![b' '; size]);
    stream.compress().unwrap();
    stream
}

#[test]
fn a_bomb_in_a_page_is_refused() {
    let mut document = Builder::new().document(&[b"x"]);
    let bomb = document.add_object(bomb(40 << 20));
    for object in document.objects.values_mut() {
        if let Object::Dictionary(page) = object
            && page.has_type(b"Page")
        {
            page.set("Contents", bomb);
        }
    }
    assert!(matches!(survives(&save(document)), Err(ReadError::TooLarge(_))));
}

#[test]
fn many_small_bombs_share_one_budget() {
    let mut document = Builder::new().document(&[b"x"]);
    let bomb = document.add_object(bomb(12 << 20));
    let page = dictionary! { "Type" => "Page", "Contents" => bomb };
    let kids: Vec<Object> = (0..20).map(|_| document.add_object(page.clone()).into()).collect();
    for object in document.objects.values_mut() {
        if let Object::Dictionary(tree) = object
            && tree.has_type(b"Pages")
        {
            tree.set("Kids", kids.clone());
        }
    }
    assert!(matches!(survives(&save(document)), Err(ReadError::TooLarge(_))));
}

#[test]
fn endless_work_ends() {
    let builder = Builder::new().plain_font("F1", "Helvetica");
    let content = b"BT /F1 9 Tf ".iter().copied().chain(b"(a) Tj 1 0 Td ".repeat(600_000));
    let pdf = builder.pdf(&[&content.collect::<Vec<u8>>()]);
    assert!(matches!(survives(&pdf), Err(ReadError::PdfBroken(_) | ReadError::TooLarge(_))));
}

#[test]
fn many_values_in_little_space_are_refused() {
    let mut array = Builder::new().document(&[b"x"]);
    array.add_object(vec![Object::Integer(1); 450_000]);
    assert!(matches!(text(&save(array)), Err(ReadError::TooLarge(_))));

    let mut packed = Builder::new().document(&[b"x"]);
    let values = [b"9999 0[".to_vec(), b"1 ".repeat(450_000), b"]".to_vec()].concat();
    // lopdf writes no object stream of its own accord: it gets another type until it is written.
    let mut stream =
        Stream::new(dictionary! { "Type" => "ObjXxx", "N" => 1, "First" => 6 }, values);
    stream.compress().unwrap();
    packed.add_object(stream);
    let mut file = save(packed);
    let at = find(&file, b"ObjXxx");
    file[at..at + 6].copy_from_slice(b"ObjStm");
    assert!(matches!(text(&file), Err(ReadError::TooLarge(_))));
}

fn find(file: &[u8], needle: &[u8]) -> usize {
    file.windows(needle.len()).position(|window| window == needle).unwrap()
}

#[test]
fn one_object_named_many_times_is_refused() {
    let mut document = Builder::new().document(&[b"x"]);
    let id = document.add_object(Stream::new(dictionary! {}, vec![b'a'; 1 << 20]));
    let root = document.trailer.get(b"Root").unwrap().as_reference().unwrap();
    let mut file = save(document);
    let at = find(&file, format!("\n{} 0 obj", id.0).as_bytes()) + 1;
    let catalog = find(&file, format!("\n{} 0 obj", root.0).as_bytes()) + 1;
    let start = file.len();
    let table = format!(
        "xref\n0 1\n0000000000 65535 f \n{} 1\n{catalog:010} 00000 n \n100 1000\n{}trailer \
        <</Size 1100/Root {} 0 R>>\nstartxref\n{start}\n%%EOF",
        root.0,
        format!("{at:010} 00000 n \n").repeat(1_000),
        root.0
    );
    file.extend(table.bytes());
    assert!(matches!(text(&file), Err(ReadError::TooLarge(_))));
}

#[test]
fn a_range_of_all_codes_is_no_loop() {
    let to_unicode = "1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange";
    let builder = Builder::new().composite_font("F1", "Identity-H", Some(to_unicode));
    assert_eq!(survives(&builder.pdf(&[b"BT /F1 9 Tf <00010002> Tj ET"])).unwrap(), "BC\n");
}

#[test]
fn numbers_out_of_reach() {
    let builder = Builder::new().plain_font("F1", "Helvetica");
    let big = "9".repeat(400);
    let content =
        format!("BT /F1 {big} Tf {big} 0 0 {big} 0 0 Tm (a) Tj /F1 9 Tf {big} -{big} Td (b) Tj ET");
    let _ = survives(&builder.pdf(&[content.as_bytes()]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000), head in any::<bool>()) {
        let mut file = if head { b"%PDF-1.5\n".to_vec() } else { Vec::new() };
        file.extend(bytes);
        let _ = survives(&file);
    }

    #[test]
    fn changed_bytes(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let mut file = sample();
        for (index, byte) in changes {
            let length = file.len();
            file[index.index(length)] = byte;
        }
        let _ = survives(&file);
    }

    #[test]
    fn moved_pieces(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..200_usize), 1..6),
    ) {
        let mut file = sample();
        for (from, to, length) in cuts {
            let from = from.index(file.len());
            let piece = file[from..(from + length).min(file.len())].to_vec();
            let to = to.index(file.len());
            file.splice(to..to, piece);
        }
        let _ = survives(&file);
    }

    #[test]
    fn any_content(content in prop::collection::vec(any::<u8>(), 0..600)) {
        let builder = Builder::new().plain_font("F1", "Helvetica");
        let mut page = b"BT /F1 9 Tf (x) Tj ".to_vec();
        page.extend(content);
        let _ = survives(&builder.pdf(&[&page]));
    }

    #[test]
    fn any_operators(
        operations in prop::collection::vec((prop::collection::vec(-1e9..1e9_f64, 0..7), 0..16_usize), 0..80),
    ) {
        let operators = [
            "q", "Q", "cm", "BT", "ET", "Tf", "Td", "TD", "Tm", "T*", "Tj", "Tc", "Tw", "Tz", "TL", "Ts",
        ];
        let mut page = String::from("BT /F1 9 Tf ");
        for (operands, operator) in operations {
            for operand in operands {
                write!(page, "{operand:.3} ").unwrap();
            }
            page.push_str(operators[operator]);
            page.push_str(" (ab c) Tj ");
        }
        let builder = Builder::new().plain_font("F1", "Helvetica");
        let _ = survives(&builder.pdf(&[page.as_bytes()]));
    }
}
