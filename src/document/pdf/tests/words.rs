//! Words stay whole in every way of placing and encoding them.

use std::fmt::Write;

use lopdf::{Object, dictionary};

use super::builder::{Builder, hex, utf16};
use crate::document::pdf::text;

const MARK: &str = "Skywork Inside";
const AGREEMENT: &str = "许可协议";

fn read(builder: Builder, content: &str) -> String {
    text(&builder.pdf(&[content.as_bytes()])).unwrap()
}

fn helvetica() -> Builder {
    Builder::new().plain_font("F1", "Helvetica")
}

/// The true widths of the letters of the mark in Helvetica.
fn helvetica_width(letter: char) -> f64 {
    match letter {
        'S' => 0.667,
        'k' | 'y' | 's' => 0.5,
        'w' => 0.722,
        'r' => 0.333,
        'I' | ' ' => 0.278,
        'i' => 0.222,
        _ => 0.556,
    }
}

/// Each letter of the mark with its place; the blank is not drawn.
fn letters(size: f64) -> Vec<(char, f64)> {
    let mut x = 0.0;
    let mut placed = Vec::new();
    for letter in MARK.chars() {
        placed.push((letter, x));
        x += helvetica_width(letter) * size;
    }
    placed.retain(|(letter, _)| *letter != ' ');
    placed
}

fn glyph_by_glyph(letters: &[(char, f64)]) -> String {
    let mut content = String::from("BT /F1 12 Tf ");
    for (letter, x) in letters {
        write!(content, "1 0 0 1 {} 700 Tm ({letter}) Tj ", 72.0 + x).unwrap();
    }
    content + "ET"
}

#[test]
fn one_string() {
    assert_eq!(
        read(helvetica(), "BT /F1 12 Tf 72 700 Td (Skywork Inside) Tj ET"),
        "Skywork Inside\n"
    );
}

#[test]
fn glyph_by_glyph_with_td() {
    let mut content = String::from("BT /F1 12 Tf 72 700 Td ");
    let mut before = 0.0;
    for (letter, x) in letters(12.0) {
        write!(content, "{} 0 Td ({letter}) Tj ", x - before).unwrap();
        before = x;
    }
    assert_eq!(read(helvetica(), &(content + "ET")), "Skywork Inside\n");
}

#[test]
fn glyph_by_glyph_with_tm_forwards_backwards_and_mixed() {
    let mut placed = letters(12.0);
    assert_eq!(read(helvetica(), &glyph_by_glyph(&placed)), "Skywork Inside\n");
    placed.reverse();
    assert_eq!(read(helvetica(), &glyph_by_glyph(&placed)), "Skywork Inside\n");
    let (even, odd): (Vec<_>, Vec<_>) =
        placed.iter().enumerate().partition(|(index, _)| index % 2 == 0);
    let mixed: Vec<(char, f64)> = even.into_iter().chain(odd).map(|(_, placed)| *placed).collect();
    assert_eq!(read(helvetica(), &glyph_by_glyph(&mixed)), "Skywork Inside\n");
}

#[test]
fn kerning_and_gaps_in_an_array() {
    let kerned = "BT /F1 12 Tf 72 700 Td [(Sk) 20 (yw) -90 (ork) -330 (I) 15 (n) -60 (side)] TJ ET";
    assert_eq!(read(helvetica(), kerned), "Skywork Inside\n");
    let split = "BT /F1 12 Tf 72 700 Td [(Sky) 40 (work ) 12 (Ins)] TJ (ide) Tj ET";
    assert_eq!(read(helvetica(), split), "Skywork Inside\n");
}

#[test]
fn spacing_scale_and_the_quote_operators() {
    let spaced = "BT /F1 12 Tf 6 Tc 72 700 Td (Skywork Inside) Tj ET";
    assert_eq!(read(helvetica(), spaced), "Skywork Inside\n");
    let narrow =
        "BT /F1 12 Tf 50 Tz 30 TL 72 700 Td 20 0 (Skywork Inside) \" (again) ' T* (end) Tj ET";
    assert_eq!(read(helvetica(), narrow), "Skywork Inside\nagain\nend\n");
    let lines = "BT /F1 12 Tf 72 700 TD (Skywork) Tj 0 -14 TD (Inside) Tj T* (end) Tj ET";
    assert_eq!(read(helvetica(), lines), "Skywork\nInside\nend\n");
    let raised =
        "BT /F1 12 Tf 72 700 Td (Skywork) Tj 5 Ts /F1 6 Tf (1) Tj 0 Ts /F1 12 Tf ( Inside) Tj ET";
    assert_eq!(read(helvetica(), raised), "Skywork1 Inside\n");
}

#[test]
fn rotated_mirrored_and_scaled() {
    let line = "BT /F1 12 Tf 72 700 Td (Skywork Inside) Tj 0 -14 Td (again) Tj ET";
    for matrix in
        ["0 1 -1 0 600 0", "0 -1 1 0 0 800", "0.05 0 0 0.05 0 0", "40 0 0 40 0 0", "1 0 0 -1 0 800"]
    {
        let expected = if matrix.starts_with("1 0 0 -1") {
            "again\nSkywork Inside\n"
        } else {
            "Skywork Inside\nagain\n"
        };
        assert_eq!(read(helvetica(), &format!("q {matrix} cm {line} Q")), expected, "{matrix}");
    }
    let tiny_font = "BT /F1 1 Tf 12 0 0 12 72 700 Tm (Skywork) Tj 4.2 0 Td (Inside) Tj ET";
    assert_eq!(read(helvetica(), tiny_font), "Skywork Inside\n");
}

#[test]
fn widths_of_the_font_decide() {
    let widths: Vec<Object> = vec![1000.into(); 224];
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "ABCDEF+Wide",
        "Encoding" => "WinAnsiEncoding", "FirstChar" => 32, "LastChar" => 255, "Widths" => widths,
    };
    let mut content = String::from("BT /F1 10 Tf 0 700 Td ");
    for letter in "Skywork".chars() {
        write!(content, "({letter}) Tj 10 0 Td ").unwrap();
    }
    content += "4 0 Td (Inside) Tj ET";
    assert_eq!(read(Builder::new().font("F1", font), &content), "Skywork Inside\n");
}

#[test]
fn identity_with_to_unicode() {
    let to_unicode = "begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange
        2 beginbfrange <0001><0004>[<8BB8><53EF><534F><8BAE>] <0020><007E><0020> endbfrange endcmap";
    let builder = Builder::new().composite_font("F1", "Identity-H", Some(to_unicode));
    let mark: Vec<u8> = MARK.bytes().flat_map(|byte| [0, byte]).collect();
    let content =
        format!("BT /F1 12 Tf 72 700 Td <0001000200030004> Tj 0 -14 Td {} Tj ET", hex(&mark));
    assert_eq!(read(builder, &content), "许可协议\nSkywork Inside\n");
}

#[test]
fn legacy_encodings_without_to_unicode() {
    for encoding in ["UniGB-UCS2-H", "UniGB-UTF16-H"] {
        let content = format!(
            "BT /F1 12 Tf 72 700 Td {} Tj 0 -14 Td {} Tj ET",
            utf16(AGREEMENT),
            utf16(MARK)
        );
        let builder = Builder::new().composite_font("F1", encoding, None);
        assert_eq!(read(builder, &content), "许可协议\nSkywork Inside\n", "{encoding}");
    }
    for encoding in ["GBK-EUC-H", "GB-EUC-H", "GBK2K-H"] {
        let bytes = encoding_rs::GBK.encode("《许可协议》Skywork Inside").0.into_owned();
        let content = format!("BT /F1 12 Tf 72 700 Td {} Tj ET", hex(&bytes));
        let builder = Builder::new().composite_font("F1", encoding, None);
        assert_eq!(read(builder, &content), "《许可协议》Skywork Inside\n", "{encoding}");
    }
}

#[test]
fn legacy_glyph_by_glyph() {
    let widths: Vec<Object> = vec![814.into(), 939.into(), 500.into()];
    let builder = Builder::new().composite(
        "F1",
        "GBK-EUC-H",
        None,
        dictionary! { "DW" => 1000, "W" => widths },
    );
    let mut content = String::from("BT /F1 12 Tf 72 700 Td ");
    for character in "许可协议Skywork".chars() {
        let bytes = encoding_rs::GBK.encode(&character.to_string()).0.into_owned();
        write!(content, "{} Tj {} 0 Td ", hex(&bytes), if bytes.len() == 2 { 12 } else { 6 })
            .unwrap();
    }
    content += "6 0 Td <496E73696465> Tj ET";
    assert_eq!(read(builder, &content), "许可协议Skywork Inside\n");
}

#[test]
fn vertical_writing() {
    let builder = Builder::new().composite_font("F1", "UniGB-UCS2-V", None);
    let content =
        format!("BT /F1 12 Tf 500 700 Td {} Tj -20 0 Td {} Tj ET", utf16("许可"), utf16("协议"));
    assert_eq!(read(builder, &content), "许可\n协议\n");
}

#[test]
fn differences_and_ligatures() {
    let differences: Vec<Object> = vec![
        1.into(),
        "S".into(),
        "k".into(),
        "y".into(),
        "w".into(),
        "o".into(),
        "r".into(),
        "fi".into(),
        "uni8BB8".into(),
    ];
    let font = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "CMR10",
        "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => differences },
    };
    let content = "BT /F1 12 Tf 72 700 Td <01020304050602> Tj 0 -14 Td <0708> Tj ET";
    assert_eq!(read(Builder::new().font("F1", font), content), "Skywork\nﬁ许\n");
}

#[test]
fn gaps_without_any_blank_glyph() {
    let content = "BT /F1 12 Tf 72 700 Td [(You) -220 (must) -200 (sho) 20 (w) -250 (Skyw) 15 (ork) \
        -180 (Inside)] TJ ET";
    assert_eq!(read(helvetica(), content), "You must show Skywork Inside\n");
}

#[test]
fn bold_by_a_second_stroke() {
    let content = "BT /F1 12 Tf 72 700 Td (Skywork Inside) Tj 0.3 0 Td (Skywork Inside) Tj ET";
    assert_eq!(read(helvetica(), content), "Skywork Inside\n");
}

#[test]
fn actual_text_stands_for_its_glyphs() {
    let content = "BT /F1 12 Tf 72 700 Td (Sky) Tj /Span <</ActualText (work)>> BDC (XX) Tj EMC \
        ( Inside) Tj ET";
    assert_eq!(read(helvetica(), content), "Skywork Inside\n");
}

#[test]
fn a_form_is_drawn_where_it_stands() {
    let form = b"BT /F1 12 Tf 0 0 Td (Skywork Inside) Tj ET";
    let matrix: Vec<Object> = vec![1.into(), 0.into(), 0.into(), 1.into(), 72.into(), 650.into()];
    let builder = helvetica().form("X1", dictionary! { "Matrix" => matrix }, form);
    let content = "BT /F1 12 Tf 72 700 Td (above) Tj ET q 1 0 0 1 0 0 cm /X1 Do Q \
        BT /F1 12 Tf 72 600 Td (below) Tj ET";
    assert_eq!(read(builder, content), "above\nSkywork Inside\nbelow\n");
}
