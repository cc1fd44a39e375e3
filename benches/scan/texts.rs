//! License texts of which no two are equal, as copies in the wild are not: by holder and year, by where their
//! lines break, and by what somebody did to them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// How many texts are made.
const TEXTS: usize = 1_000;
/// The longest text of the list that is taken, in bytes: licenses in use are shorter.
const LONGEST: usize = 40 << 10;

/// Writes the texts into a folder and gives their files.
pub(super) fn make(folder: &Path) -> Vec<PathBuf> {
    fs::create_dir_all(folder).unwrap();
    let known: Vec<_> =
        spdx::text::LICENSE_TEXTS.iter().filter(|(_, text)| text.len() <= LONGEST).collect();
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for number in 0.. {
        if files.len() == TEXTS {
            break;
        }
        let (id, text) = known[number * 7 % known.len()];
        let text = changed(text, number);
        if !seen.insert(text.clone()) {
            continue;
        }
        let file = folder.join(format!("{number:04}-{id}.txt"));
        fs::write(&file, text).unwrap();
        files.push(file);
    }
    files
}

/// A text as somebody may have copied it.
fn changed(text: &str, number: usize) -> String {
    let year = 1990 + number % 36;
    let head = format!("Copyright (c) {year} Company {number} and its authors\n\n");
    match number % 4 {
        // Under another holder.
        0 => head + text,
        // Wrapped anew.
        1 => head + &wrapped(text, 50 + number % 60),
        // Some words are others.
        2 => {
            let every = 90 + number % 50;
            let words = text.split_inclusive(' ').enumerate();
            head + &words
                .map(|(at, word)| if at % every == every - 1 { "otherwise " } else { word })
                .collect::<String>()
        }
        // A paragraph is missing.
        _ => {
            let paragraphs: Vec<&str> = text.split("\n\n").collect();
            let out = number % paragraphs.len().max(1);
            let kept = paragraphs.iter().enumerate().filter(|(at, _)| *at != out);
            head + &kept.map(|(_, paragraph)| *paragraph).collect::<Vec<_>>().join("\n\n")
        }
    }
}

/// A text whose lines have about so many characters.
fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    for paragraph in text.split("\n\n") {
        let mut line = 0;
        for word in paragraph.split_whitespace() {
            line += word.len() + 1;
            let is_full = line > width;
            wrapped.push_str(if is_full { "\n" } else { " " });
            wrapped.push_str(word);
            line = if is_full { word.len() } else { line };
        }
        wrapped.push_str("\n\n");
    }
    wrapped
}
