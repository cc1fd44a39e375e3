//! Texts of a mebibyte that repeat what a matcher looks for, or nest what a reader of markup follows. No
//! clock is looked at: what is not linear would not come to its end.

use serde_json::Value;

use crate::disk::{Disk, card, license_text};

/// A text of about a mebibyte that repeats a piece.
fn mebibyte(piece: &str) -> String {
    piece.repeat((1 << 20) / piece.len())
}

fn texts() -> Vec<String> {
    let mit = license_text("MIT");
    let words: Vec<&str> = mit.split_whitespace().collect();
    // A fixed walk through the words that visits each and keeps none beside its neighbour.
    let shuffled: Vec<&str> = (0..200_000).map(|at| words[at * 7919 % words.len()]).collect();
    let pieces = [
        "license ",
        "许可",
        "a",
        "Copyright (c) 2024 Acme\n",
        "\n",
        "\r",
        "\u{200b}",
        "e\u{301}",
        "Ｌｉｃｅｎｓｅ　",
        "<div>",
        "<",
        "<!--",
        "<script>",
        "<svg ",
        "*",
        "*a ",
        "_a_",
        "[",
        "[a](",
        "![a",
        ">",
        "- ",
        "`",
        "```\n",
        "|a|-",
        "&amp;",
        "&",
        "# license\n",
        "(",
        "\"",
        ".",
        "1.1. ",
        "(i) ",
        "SPDX-License-Identifier: MIT AND (",
        "Licensed under the ",
        "Built with Llama ",
        "This model is based on a/b and ",
        "基于Llama-3.1-8B微调，",
        "not ",
        "a/b.",
        "a_",
    ];
    let mut texts: Vec<String> = pieces.iter().map(|piece| mebibyte(piece)).collect();
    texts.push(format!("| a | b |\n|---|---|\n{}", mebibyte("| License | MIT |\n")));
    texts.push(mebibyte(mit));
    texts.push(mebibyte(license_text("Apache-2.0")));
    texts.push(shuffled.join(" "));
    texts.push(spdx::text::LICENSE_TEXTS.iter().take(150).map(|(_, text)| *text).collect());
    texts
}

#[test]
fn identify_comes_to_an_end_on_every_text() {
    let disk = Disk::new();
    let mut arguments = vec!["identify".to_owned(), "--format=jsonl".to_owned()];
    for (number, text) in texts().iter().enumerate() {
        let name = format!("{number}.txt");
        disk.write(&name, text);
        arguments.push(name);
    }
    let ran = disk.run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), texts().len());
    for (line, argument) in lines.iter().zip(&arguments[2..]) {
        assert_eq!(line["path"], argument.as_str());
    }
}

#[test]
fn a_scan_comes_to_an_end_on_every_text() {
    let disk = Disk::new();
    let front = card("license: other\nlicense_link: LICENSE\nbase_model: meta-llama/Llama-3.1-8B");
    for (number, text) in texts().iter().enumerate() {
        let text = &text[..text.floor_char_boundary(1 << 18)];
        disk.write(format!("store/{number}/README.md"), format!("{front}{text}"));
        disk.write(format!("store/{number}/NOTICE"), text);
        disk.write(format!("store/{number}/model.gguf"), "GGUF");
    }
    let (scan, code) = disk.scan("store");
    assert_eq!(code, 1);
    assert_eq!(scan["complete"], true);
    assert_eq!(scan["units"].as_array().unwrap().len(), texts().len());
}

#[test]
fn identify_comes_to_an_end_on_one_endless_address() {
    let disk = Disk::new();
    disk.write("LICENSE", mebibyte("https://"));
    assert_eq!(disk.run(&["identify", "LICENSE"]).code, 0);
}
