//! PDFs that ask for as much as they may: each stays just below a cap of the reader, or goes over it.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::builder::{Builder, save};

const MIB: usize = 1 << 20;

/// All files, each with what it does.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a page of text", text(1)),
        ("200 pages of text", text(200)),
        ("a page of 12 MiB, not compressed", page(plain(b"(a) Tj ", 12 * MIB), &[])),
        ("a page of 15 MiB, not compressed", page(plain(b"(a) Tj ", 15 * MIB), &[])),
        (
            "a page of 15 MiB with 8,000,000 glyphs in one string, not compressed",
            page(
                plain(&[b"(", b"ab ".repeat(2_660_000).as_slice(), b") Tj "].concat(), 15 * MIB),
                &[],
            ),
        ),
        ("a page of 15 MiB of blanks, not compressed", page(plain(b" ", 15 * MIB), &[])),
        ("a page that inflates to 15 MiB", page(packed(b" ", 15 * MIB), &[])),
        ("a page that inflates to 40 MiB", page(packed(b" ", 40 * MIB), &[])),
        (
            "a page that inflates to 15 MiB, in a file of 12 MiB",
            page(packed(b" ", 15 * MIB), &[plain(b"\xf3\x07", 12 * MIB).into()]),
        ),
        ("20 pages of 12 MiB each, inflated", same_page(packed(b" ", 12 * MIB), 20)),
        ("600,000 glyphs, each placed", page(packed(b"(a) Tj 1 0 Td ", 8 * MIB), &[])),
        ("500,000 glyphs in one string", page(string(500_000), &[])),
        ("2,000,000 glyphs in one string", page(string(2_000_000), &[])),
        ("8,000,000 glyphs in one string", page(string(8_000_000), &[])),
        ("a path of 2,000,000 points", page(packed(b"1 2 l ", 12 * MIB), &[])),
        ("150,000 values in an array", page(packed(b" ", 9), &[values(150_000)])),
        ("450,000 values in an array", page(packed(b" ", 9), &[values(450_000)])),
        ("100,000 objects", page(packed(b" ", 9), &vec![Object::Null; 100_000])),
        ("a map of 60,000 codes", map(60_000)),
        ("a map of 300,000 codes", map(300_000)),
        ("forms that call each other twice, 30 deep", forms(30)),
        ("20,000 pages", many_pages(20_000)),
        ("pages 3,000 deep", deep_pages(3_000)),
        ("15 MiB that begin an object again and again", repeated(b"1 0 obj<<", 15 * MIB)),
        ("15 MiB of blanks behind a head", repeated(b" ", 15 * MIB)),
        (
            "15 MiB of references to a table",
            repeated(b"xref\n0 1\n0000000000 65535 f \n", 15 * MIB),
        ),
        ("8 MiB of open strings", repeated(b"1 0 obj(", 8 * MIB)),
    ]
}

fn text(pages: usize) -> Vec<u8> {
    let line = "0 -14 Td (You shall give a copy of this license along with the model.) Tj ";
    let page = format!("BT /F1 11 Tf 72 720 Td {}ET", line.repeat(45));
    let builder = Builder::new().plain_font("F1", "Helvetica");
    builder.pdf(&vec![page.as_bytes(); pages])
}

/// A content stream of so many bytes, not compressed.
fn plain(unit: &[u8], bytes: usize) -> Stream {
    Stream::new(dictionary! {}, content(unit, bytes))
}

fn packed(unit: &[u8], bytes: usize) -> Stream {
    let mut stream = plain(unit, bytes);
    stream.compress().expect("blanks can be compressed");
    stream
}

fn content(unit: &[u8], bytes: usize) -> Vec<u8> {
    let head = b"BT /F1 9 Tf 72 700 Td (x) Tj ";
    [head.as_slice(), &unit.repeat(bytes / unit.len())].concat()
}

fn string(glyphs: usize) -> Stream {
    let words = b"ab ".repeat(glyphs / 3);
    let content = [b"BT /F1 9 Tf (", words.as_slice(), b") Tj ET"].concat();
    let mut stream = Stream::new(dictionary! {}, content);
    stream.compress().expect("letters can be compressed");
    stream
}

/// A document of one page with a font, whose content is this stream; other objects lie beside it.
fn document(stream: Stream) -> Document {
    let mut document = Builder::new().plain_font("F1", "Helvetica").document(&[b"x"]);
    let stream = document.add_object(stream);
    with_type(&mut document, b"Page", |page| page.set("Contents", stream));
    document
}

fn page(stream: Stream, beside: &[Object]) -> Vec<u8> {
    let mut document = document(stream);
    for object in beside {
        document.add_object(object.clone());
    }
    save(document)
}

/// Changes every dictionary of a type.
fn with_type(document: &mut Document, name: &[u8], change: impl Fn(&mut Dictionary)) {
    for object in document.objects.values_mut() {
        if let Object::Dictionary(dictionary) = object
            && dictionary.has_type(name)
        {
            change(dictionary);
        }
    }
}

/// Many pages with one content.
fn same_page(stream: Stream, pages: usize) -> Vec<u8> {
    let mut document = document(Stream::new(dictionary! {}, Vec::new()));
    let stream = document.add_object(stream);
    let page = dictionary! { "Type" => "Page", "Contents" => stream };
    let kids: Vec<Object> = (0..pages).map(|_| document.add_object(page.clone()).into()).collect();
    with_type(&mut document, b"Pages", |tree| tree.set("Kids", kids.clone()));
    save(document)
}

fn many_pages(pages: usize) -> Vec<u8> {
    same_page(Stream::new(dictionary! {}, b"BT /F1 9 Tf (a) Tj ET".to_vec()), pages)
}

/// A tree of pages in which each node has one child.
fn deep_pages(depth: usize) -> Vec<u8> {
    let mut document = document(Stream::new(dictionary! {}, b"BT /F1 9 Tf (a) Tj ET".to_vec()));
    let mut kid: Object = document.add_object(dictionary! { "Type" => "Page" }).into();
    for _ in 0..depth {
        let node = dictionary! { "Type" => "Pages", "Kids" => vec![kid] };
        kid = document.add_object(node).into();
    }
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).expect("it has a root");
    let catalog = document.get_object_mut(root).and_then(Object::as_dict_mut).expect("a catalog");
    catalog.set("Pages", kid);
    save(document)
}

fn values(count: usize) -> Object {
    Object::Array(vec![Object::Integer(1); count])
}

/// A font whose map to characters has so many codes.
fn map(codes: u32) -> Vec<u8> {
    let rows: String = (0..codes).map(|code| format!("<{code:08x}><0041>\n")).collect();
    let map = format!("{codes} beginbfchar\n{rows}endbfchar");
    let builder = Builder::new().composite_font("F1", "Identity-H", Some(&map));
    builder.pdf(&[b"BT /F1 9 Tf <00010002> Tj ET"])
}

/// Forms of which each calls the next one twice.
fn forms(depth: usize) -> Vec<u8> {
    let mut builder = Builder::new().plain_font("F1", "Helvetica");
    for at in 0..depth {
        let content = format!("/X{0} Do /X{0} Do BT /F1 9 Tf (a) Tj ET", at + 1);
        builder = builder.form(&format!("X{at}"), dictionary! {}, content.as_bytes());
    }
    builder.pdf(&[b"/X0 Do"])
}

/// A head and then the same bytes again and again.
fn repeated(unit: &[u8], bytes: usize) -> Vec<u8> {
    [b"%PDF-1.5\n", &*unit.repeat(bytes / unit.len())].concat()
}
