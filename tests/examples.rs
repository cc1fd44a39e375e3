//! The examples of the library, run as they stand: a folder is scanned, a text identified, duties listed.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{io, path::Path};

use licscan::library::Library;

#[expect(dead_code, reason = "an example has a main function of its own")]
#[path = "../examples/identify_text.rs"]
mod identify_text;
#[expect(dead_code, reason = "an example has a main function of its own")]
#[path = "../examples/list_duties.rs"]
mod list_duties;
#[expect(dead_code, reason = "an example has a main function of its own")]
#[path = "../examples/scan_folder.rs"]
mod scan_folder;

fn printed(example: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    example(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_folder_is_scanned() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/models/acme/acme-13b-chat");
    let printed = printed(|out| scan_folder::scan_folder(&folder, out));
    let mark = "acme/acme-13b-chat: error missing-attribution: Skywork Community License asks for ";
    assert!(printed.lines().any(|line| line.starts_with(mark)), "{printed}");
    let errors = printed.lines().filter(|line| line.contains(": error ")).count();
    assert!(printed.ends_with(&format!("\nmodels: 1, errors: {errors}\n")), "{printed}");
}

#[test]
fn a_text_is_identified_with_its_changes() {
    let text = Library::embedded().text("apache-2.0").unwrap();
    let changed = text.replacen("royalty-free, irrevocable", "royalty-free, revocable", 1);
    assert_ne!(text, changed);
    insta::assert_snapshot!(printed(|out| identify_text::identify_text(&changed, out)));
}

#[test]
fn duties_are_listed_by_any_name_of_a_license() {
    let listed = printed(|out| list_duties::list_duties("llama3.1", out));
    let is_mark =
        |line: &str| line.starts_with("clause 1.b.i") && line.contains(": display-mark: ");
    assert!(listed.lines().any(is_mark), "{listed}");
    assert_eq!(printed(|out| list_duties::list_duties("LLAMA 3.1", out)), listed);
    let unknown = list_duties::list_duties("no such license", &mut io::sink());
    assert_eq!(unknown.unwrap_err().to_string(), "no such license: no such license");
}
