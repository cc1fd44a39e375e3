//! What is learned later costs no PDF: texts that were taken from files stay.

use std::{
    fmt::Write as _,
    fs,
    io::{Cursor, Write as _},
    thread,
};

use crate::{
    MODELS, Run, TICK,
    disk::{Disk, license_text},
    history, night,
};

/// A file of a word processor with a paragraph for each line, its parts stored as they are.
fn docx(text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("word/document.xml", options).unwrap();
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let lines: Vec<String> =
        text.lines().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    let document =
        format!("<w:document xmlns:w=\"x\"><w:body>{}</w:body></w:document>", lines.concat());
    archive.write_all(document.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A PDF with these lines on its one page.
fn pdf(text: &str) -> Vec<u8> {
    let mut page = "BT /F1 9 Tf 72 760 Td 11 TL".to_owned();
    for line in text.lines() {
        let line = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        write!(page, " ({line}) Tj T*").unwrap();
    }
    page += " ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        writeln!(pdf, "{} 0 obj\n{object}\nendobj", number + 1).unwrap();
    }
    let table = pdf.len();
    pdf += "xref\n0 6\n0000000000 65535 f \n";
    for place in places {
        writeln!(pdf, "{place:010} 00000 n ").unwrap();
    }
    write!(pdf, "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").unwrap();
    pdf.into_bytes()
}

/// What units were made from is another thing now, as if licscan had learned another license: everything has to
/// be identified anew.
fn learn(disk: &Disk, database: &str) {
    let database = rusqlite::Connection::open(disk.at(database)).unwrap();
    let sql = "UPDATE memory SET remembered =
        json_set(remembered, '$.key[0]', 255 - json_extract(remembered, '$.key[0]'))";
    assert!(database.execute(sql, []).unwrap() > 0);
    database.execute("DELETE FROM whole_store", []).unwrap();
}

/// How many files have a text, and how many texts are kept.
fn texts(disk: &Disk, database: &str) -> (i64, i64) {
    let database = rusqlite::Connection::open(disk.at(database)).unwrap();
    let sql = "SELECT (SELECT count(*) FROM extracted_text), (SELECT count(*) FROM kept_text)";
    database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn what_is_learned_later_opens_no_pdf_again() {
    let disk = Disk::new();
    let mit = license_text("MIT");
    for (number, model) in MODELS.iter().enumerate() {
        // None has a base, which would be read once more.
        disk.write(format!("store/{model}/README.md"), "---\nlicense: mit\npipeline_tag: x\n---\n");
        match number % 3 {
            0 => disk.write(format!("store/{model}/LICENSE.pdf"), pdf(mit)),
            1 => disk.write(format!("store/{model}/LICENSE.docx"), docx(mit)),
            _ => disk.write(format!("store/{model}/LICENSE"), mit),
        }
    }
    let mut day = 0;
    let mut ran = |known: bool| {
        day += 1;
        let run = Run { database: "a.db", recalls: true, day, trusts_until: Some(i64::MAX) };
        if !known && day > 1 {
            learn(&disk, "a.db");
        }
        let some = night(&disk, &run);
        let all = night(&disk, &Run { database: "b.db", recalls: false, ..run });
        assert_eq!(history(&some.database), history(&all.database), "night {day}");
        (some.summary.remembered, all.summary.bytes_read - some.summary.bytes_read)
    };
    let size = |name: &str| fs::metadata(disk.at(name)).unwrap().len();
    let one = size(&format!("store/{}/LICENSE.pdf", MODELS[0]));
    let other = size(&format!("store/{}/LICENSE.docx", MODELS[1]));
    assert_eq!(ran(false), (0, 0));
    // Eight files hold two texts: of a PDF and of a DOCX the lines may be others.
    let (files, kept) = texts(&disk, "a.db");
    assert!(files == 8 && (1..=2).contains(&kept), "{files} files, {kept} texts");
    assert_eq!(ran(false), (0, 4 * one + 4 * other));
    assert_eq!(ran(true).0, MODELS.len());
    assert_eq!(texts(&disk, "a.db"), (8, kept));

    // A file that changed is opened again; what a text was taken from and is gone takes the text with it.
    thread::sleep(TICK);
    disk.write(format!("store/{}/LICENSE.pdf", MODELS[0]), pdf(license_text("ISC")));
    assert_eq!(ran(false), (0, 3 * one + 4 * other));
    assert_eq!(texts(&disk, "a.db"), (8, kept + 1));
    for (number, model) in MODELS.iter().enumerate() {
        if number % 3 == 0 {
            fs::remove_file(disk.at(format!("store/{model}/LICENSE.pdf"))).unwrap();
        }
    }
    assert_eq!(ran(false), (0, 4 * other));
    assert_eq!(texts(&disk, "a.db"), (4, 1));
}
