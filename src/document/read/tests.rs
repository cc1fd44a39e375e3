//! Real files on a real disk, the odd ones too.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fs;

use super::*;
use crate::document::docx::tests::docx;

fn of_bytes(bytes: &[u8], kind: DocumentKind) -> (Content, u64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("LICENSE");
    fs::write(&file, bytes).unwrap();
    read(&file, kind)
}

fn license(bytes: &[u8]) -> Result<Text, ReadError> {
    match of_bytes(bytes, DocumentKind::License).0 {
        Content::Text(text) => Ok((**text).clone()),
        Content::Unreadable(error) => Err(error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_content_decides_the_reader() {
    let text = license("许可协议\r\n".as_bytes()).unwrap();
    assert_eq!((text.text.as_str(), text.encoding, text.cut), ("许可协议\r\n", "UTF-8", false));
    assert_eq!(text.format, TextFormat::Plain);

    let text = license(&docx("<w:p><w:r><w:t>许可</w:t></w:r></w:p>")).unwrap();
    assert_eq!((text.text.as_str(), text.format), ("许可\n", TextFormat::Docx));

    for (bytes, format) in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".as_slice(), "DOC"),
        (br"{\rtf1 MIT}".as_slice(), "RTF"),
        (b"%!PS-Adobe-3.0\n".as_slice(), "PostScript"),
    ] {
        assert_eq!(license(bytes), Err(ReadError::Format(format)));
    }
    assert_eq!(license(&[0; 100]), Err(ReadError::Binary));
    assert!(matches!(license(b"PK\x03\x04 and no more"), Err(ReadError::DocxBroken(_))));
    for bytes in [b"\n\n%PDF-1.7\nand no more".as_slice(), b"junk\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"] {
        let pdf = license(bytes);
        assert!(!matches!(pdf, Ok(_) | Err(ReadError::Binary | ReadError::Io(_))), "{pdf:?}");
    }
    assert_eq!(license(b"It begins with %PDF-1.7").unwrap().format, TextFormat::Plain);
}

#[test]
fn an_empty_file_is_an_empty_text() {
    assert_eq!(license(b"").unwrap().text, "");
    let (content, bytes_read) = of_bytes(b"", DocumentKind::Card);
    assert!(matches!(content, Content::Card(card) if card.text.text.is_empty()));
    assert_eq!(bytes_read, 0);
}

#[test]
fn cards_and_configurations_go_to_their_readers() {
    let (content, bytes_read) = of_bytes(b"# Model\n", DocumentKind::Card);
    assert!(matches!(content, Content::Card(card) if card.text.text == "# Model\n"));
    assert_eq!(bytes_read, 8);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.json");
    fs::write(&file, "{\"model_type\": \"llama\"}").unwrap();
    assert!(matches!(read(&file, DocumentKind::Config), (Content::Config(_), 23)));
}

#[test]
fn a_long_text_is_cut_and_a_long_container_refused() {
    let limit = usize::try_from(TEXT_LIMIT.bytes).unwrap();
    let long = "许".repeat(limit / 3 + 10);
    let (content, bytes_read) = of_bytes(long.as_bytes(), DocumentKind::License);
    let Content::Text(text) = content else { panic!("{content:?}") };
    assert!(text.cut && text.replaced == 0 && long.starts_with(&text.text));
    assert_eq!(text.text.len(), limit / 3 * 3);
    assert_eq!(bytes_read, TEXT_LIMIT.bytes + 1);

    let exact = license(&vec![b'a'; limit]).unwrap();
    assert!(!exact.cut && exact.text.len() == limit);

    let folder = tempfile::tempdir().unwrap();
    for (head, kind, limit) in [
        ("%PDF-1.7\n", DocumentKind::License, CONTAINER_LIMIT),
        ("PK\x03\x04", DocumentKind::License, CONTAINER_LIMIT),
        ("{}", DocumentKind::Config, CONFIG_LIMIT),
    ] {
        let path = folder.path().join("config.json");
        fs::write(&path, head).unwrap();
        OpenOptions::new().write(true).open(&path).unwrap().set_len(limit.bytes + 1).unwrap();
        let (content, bytes_read) = read(&path, kind);
        assert_eq!(content, Content::Unreadable(ReadError::TooLarge(limit.name)));
        assert!(bytes_read <= HEAD);
    }
}

#[test]
fn pointers_are_read_through_where_the_object_is_here() {
    let repository = tempfile::tempdir().unwrap();
    let (oid, text) = (format!("abcd{}", "0".repeat(60)), "MIT License\n");
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12\n");
    for name in ["LICENSE", "README.md"] {
        fs::write(repository.path().join(name), &pointer).unwrap();
    }
    let license = repository.path().join("LICENSE");
    fs::create_dir(repository.path().join(".git")).unwrap();
    let (content, _) = read(&license, DocumentKind::License);
    assert_eq!(content, Content::Unreadable(ReadError::LfsPointer));

    let objects = repository.path().join(".git/lfs/objects/ab/cd");
    fs::create_dir_all(&objects).unwrap();
    fs::write(objects.join(&oid), text).unwrap();
    let (content, bytes_read) = read(&license, DocumentKind::License);
    assert!(matches!(content, Content::Text(found) if found.text == text));
    assert_eq!(bytes_read, (pointer.len() + text.len()) as u64);
    let (content, _) = read(&repository.path().join("README.md"), DocumentKind::Card);
    assert!(matches!(content, Content::Card(card) if card.text.text == text));

    // An object of another size is not the one that is meant.
    fs::write(objects.join(&oid), &pointer).unwrap();
    assert_eq!(read(&license, DocumentKind::License).0, Content::Unreadable(ReadError::LfsPointer));
}

#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let unreadable = |path: &Path| match read(path, DocumentKind::License) {
        (Content::Unreadable(error), 0) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(unreadable(folder.path()), ReadError::SpecialFile);
    assert!(matches!(unreadable(&folder.path().join("LICENSE")), ReadError::Io(_)));
    assert!(matches!(
        read(folder.path(), DocumentKind::Weights),
        (Content::Unreadable(ReadError::Format(_)), 0)
    ));
}

#[cfg(unix)]
#[test]
fn a_fifo_does_not_hang_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("LICENSE");
    if !std::process::Command::new("mkfifo").arg(&fifo).status().is_ok_and(|made| made.success()) {
        return;
    }
    assert_eq!(
        read(&fifo, DocumentKind::License),
        (Content::Unreadable(ReadError::SpecialFile), 0)
    );
}

#[cfg(unix)]
#[test]
fn links_lead_to_their_file_and_closed_files_are_errors() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("blob"), folder.path().join("LICENSE"));
    fs::write(&file, "MIT").unwrap();
    symlink("blob", &link).unwrap();
    assert!(
        matches!(read(&link, DocumentKind::License), (Content::Text(text), 3) if text.text == "MIT")
    );

    fs::set_permissions(&file, fs::Permissions::from_mode(0o0)).unwrap();
    // Root reads everything.
    if fs::read(&file).is_err() {
        assert!(matches!(
            read(&file, DocumentKind::License),
            (Content::Unreadable(ReadError::Io(_)), 0)
        ));
    }
    fs::remove_file(&file).unwrap();
    assert!(matches!(read(&link, DocumentKind::License).0, Content::Unreadable(ReadError::Io(_))));
}

#[test]
fn a_panic_of_a_reader_is_an_error_of_the_file() {
    assert_eq!(guarded(|| panic!("a bug of a reader")), Err::<(), _>(Panicked));
    assert_eq!(guarded(|| 1), Ok(1));
    assert!(!IS_GUARDED.get());
}
