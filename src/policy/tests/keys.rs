//! Every key of a policy in every kind of error: another type, a strange element, a mistyped name, left out.
//! The answer names the line, and what is expected there, in both languages.

use std::{fmt::Write as _, path::Path};

use super::{super::load::parse, WHOLE};

/// The whole policy with another line in the place of one.
fn with_line(number: usize, line: &str) -> String {
    let lines = WHOLE.lines().enumerate();
    lines.map(|(at, old)| format!("{}\n", if at == number { line } else { old })).collect()
}

#[test]
fn every_key_is_answered_in_every_kind_of_error() {
    let mut answers = String::new();
    for (number, line) in WHOLE.lines().enumerate() {
        let mut wrong: Vec<String> = Vec::new();
        if let Some((key, value)) = line.split_once(" = ") {
            // A fraction is never right.
            wrong.push(format!("{key} = 1.5"));
            wrong.extend(value.starts_with('[').then(|| format!("{key} = [1.5]")));
            wrong.push(format!("{key}x = {value}"));
            wrong.push(String::new());
        } else if let Some((name, rest)) = line.split_once(']') {
            wrong.push(format!("{name}x]{rest}"));
        }
        for changed in wrong {
            let Err(error) = parse(Path::new("licscan.toml"), &with_line(number, &changed)) else {
                assert!(changed.is_empty(), "{changed} was accepted");
                continue;
            };
            let (at, _) = error.at.expect("a place");
            // What is missing is missing in the table above.
            let is_right = if changed.is_empty() { at < number + 1 } else { at == number + 1 };
            assert!(is_right, "{line} as {changed}: {error}");
            let what = if changed.is_empty() { format!("without {line}") } else { changed };
            writeln!(answers, "{what}\n  => {}\n     {}", error.words().en, error.words().zh).ok();
        }
    }
    insta::assert_snapshot!(answers);
}
