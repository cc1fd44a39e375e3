#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::{library::Library, report::sample};

fn printed(look: Look) -> String {
    let mut out = Vec::new();
    let mut report = Text::new(&mut out, look);
    report.unit(&sample::derivative()).unwrap();
    report.unit(&sample::clean()).unwrap();
    report.finish(&sample::summary()).unwrap();
    let digest = Library::embedded().digest();
    String::from_utf8(out).unwrap().replace(digest, "DIGEST")
}

#[test]
fn problems_are_shown_and_the_rest_is_counted() {
    insta::assert_snapshot!(printed(Look::default()));
}

#[test]
fn verbose_shows_notes_clean_models_documents_and_bases() {
    insta::assert_snapshot!(printed(Look { verbosity: Verbosity::Verbose, ..Look::default() }));
}

#[test]
fn quiet_is_one_line_for_each_finding_that_fails_the_run() {
    let look = |fails_at| Look { verbosity: Verbosity::Quiet, fails_at, ..Look::default() };
    insta::assert_snapshot!(printed(look(Some(Level::Warning))));
    assert_eq!(printed(look(None)), "");
    assert_eq!(printed(look(Some(Level::Error))).lines().count(), 3);
}

#[test]
fn colours_and_links_only_add_escape_sequences() {
    let plain = printed(Look::default());
    let colored = printed(Look { colors: true, links: true, ..Look::default() });
    assert!(colored.contains("\x1b]8;;file:///") && colored.contains("\x1b["));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
}

#[test]
fn a_clean_scan_says_so_in_two_lines() {
    let mut out = Vec::new();
    let mut report = Text::new(&mut out, Look::default());
    report.unit(&sample::clean()).unwrap();
    report
        .finish(&Summary { units: 1, documents: 1, bytes_read: 999, ..Summary::default() })
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("1 model, 1 document (999 B read): no unmet duty found\n"), "{text}");
    assert!(text.ends_with("; not legal advice\n") && text.lines().count() == 2, "{text}");
}

#[test]
fn an_empty_or_incomplete_scan_does_not_look_clean() {
    let mut out = Vec::new();
    let mut report = Text::new(&mut out, Look::default());
    report.finish(&Summary { complete: false, ..Summary::default() }).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("Nothing was scanned.\nThe scan is incomplete: "), "{text}");
}

#[test]
fn what_a_file_holds_cannot_steer_the_terminal_or_forge_a_line() {
    let mut judged = sample::derivative();
    judged.unit.outline.path = "models/\x1b[31m\nerror[fake]: x".into();
    for finding in &mut judged.findings {
        finding.message.en.push_str("\nerror[fake]: \x1b]0;title\x07\u{202e}");
        finding.remedy = Some(Bilingual::same("\x1b[2J"));
        finding.license = Some("\x1bc".into());
    }
    for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose] {
        let mut out = Vec::new();
        let look = Look { verbosity, fails_at: Some(Level::Note), ..Look::default() };
        let mut report = Text::new(&mut out, look);
        report.unit(&judged).unwrap();
        report.finish(&Summary::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(['\x1b', '\x07', '\u{202e}', '\u{200b}']), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("error[fake]")), "{text}");
    }
}

#[test]
fn a_report_in_chinese_has_no_english_of_ours() {
    let look = Look { verbosity: Verbosity::Verbose, language: Language::Zh, ..Look::default() };
    let text = printed(look);
    for words in [
        "error",
        "warning",
        "note",
        "help",
        "asks",
        "found",
        "scanned",
        "What",
        "not legal",
        " of ",
    ] {
        assert!(!text.contains(words), "{words}: {text}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn bytes_are_said_in_decimal_units() {
    for (bytes, words) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (31_877, "31.8 kB"),
        (8_000_000_000, "8.0 GB"),
    ] {
        assert_eq!(bytes_in_words(bytes), words);
    }
}
