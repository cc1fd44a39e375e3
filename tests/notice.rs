//! `licscan notice`: what a product must show, over model folders made for the purpose and the fixtures.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use assert_cmd::cargo::cargo_bin;
use licscan::library::Library;
use serde_json::Value;

const LLAMA_NOTICE: &str = "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © \
                            Meta Platforms, Inc. All Rights Reserved.";

/// A folder of models that is gone afterwards.
struct Store(tempfile::TempDir);

impl Store {
    fn new(files: &[(&str, &str)]) -> Self {
        let store = Self(tempfile::tempdir().unwrap());
        for (path, content) in files {
            let file = store.file(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, content).unwrap();
        }
        store
    }

    fn file(&self, path: &str) -> PathBuf {
        self.0.path().join("models").join(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run_in(self.0.path(), &[&["notice", "models"], arguments].concat())
    }

    fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.run(arguments).stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_slice(&self.run(&[arguments, &["--format", "json"]].concat()).stdout)
            .unwrap()
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(cargo_bin("licscan"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap()
}

fn tuned(base: &str) -> String {
    format!("---\nbase_model: {base}\nlibrary_name: x\n---\n# A\n\nFine-tuned from {base}.\n")
}

#[test]
fn a_model_has_its_marks_its_notices_and_its_licenses() {
    let card = tuned("meta-llama/Llama-3.1-8B");
    let store = Store::new(&[("acme/Llama-a/README.md", &card)]);
    let shown = store.text(&[]);
    let body = shown.rsplit_once("\n\nlicscan ").unwrap().0;
    assert_eq!(
        body,
        format!(
            "This product contains the following models\n\
             ==========================================\n\n\
             acme/Llama-a\n  \
             Comes from meta-llama/Llama-3.1-8B\n  \
             Licenses: Llama 3.1 Community License Agreement\n\n  \
             Built with Llama\n\n\
             Notices\n-------\n\n\
             For acme/Llama-a\n\n  {LLAMA_NOTICE}\n\n\
             Licenses\n--------\n\n\
             Llama 3.1 Community License Agreement (llama3.1)\n  \
             For acme/Llama-a\n  \
             Text: https://github.com/meta-llama/llama-models/blob/main/models/llama3_1/LICENSE"
        )
    );
    assert!(shown.trim_end().ends_with("; not legal advice"), "{shown}");
}

#[test]
fn equal_notices_are_shown_once_and_a_line_that_stands_is_not_added() {
    let card = tuned("meta-llama/Llama-3.1-8B");
    let held = "LLAMA 3.1 is licensed under the Llama 3.1 Community License,\nCopyright (c) Meta \
                Platforms, Inc. All Rights Reserved.\n\nAcme\n";
    let store = Store::new(&[
        ("acme/Llama-a/README.md", &card),
        ("acme/Llama-b/README.md", &card),
        ("acme/Llama-c/README.md", &card),
        ("acme/Llama-c/NOTICE", held),
    ]);
    let shown = store.json(&[]);
    let notices = shown["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 2, "{shown}");
    assert_eq!(notices[0]["text"], LLAMA_NOTICE);
    assert_eq!(
        notices[0]["models"],
        serde_json::json!(["models/acme/Llama-a", "models/acme/Llama-b"])
    );
    assert_eq!(notices[1]["text"], held.trim_end());
    assert_eq!(shown["licenses"].as_array().unwrap().len(), 1);
}

#[test]
fn an_original_owes_what_its_agreement_asks_of_others() {
    let card = "---\nlicense: llama3.1\nlibrary_name: x\n---\n# Llama\n";
    let store = Store::new(&[("meta-llama/Llama-3.1-8B/README.md", card)]);
    let shown = store.json(&[]);
    assert_eq!(shown["models"][0]["marks"][0]["words"][0], "Built with Llama");
    assert_eq!(shown["models"][0]["marks"][0]["clause"], "1.b.i (B)");
    assert_eq!(shown["notices"][0]["text"], LLAMA_NOTICE);
}

#[test]
fn the_notice_of_a_parent_in_the_store_is_kept() {
    let parent = "Parent model\nCopyright 2023 Parent Inc.\n";
    let card = tuned("parent/base-7b");
    let store = Store::new(&[
        ("parent/base-7b/README.md", "---\nlicense: apache-2.0\nlibrary_name: x\n---\n# Base\n"),
        ("parent/base-7b/NOTICE", parent),
        ("acme/child/README.md", &card),
    ]);
    let shown = store.json(&[]);
    let notices = shown["notices"].as_array().unwrap();
    assert_eq!(notices.len(), 1, "{shown}");
    assert_eq!(
        notices[0]["models"],
        serde_json::json!(["models/acme/child", "models/parent/base-7b"])
    );
}

#[test]
fn what_only_a_person_knows_is_open_and_never_guessed() {
    let unknown = "Our own terms. You may use the model as long as you like it, and you may not sell it \
                   or give it to anybody. This license is granted by Acme and ends when you break it.\n";
    let falcon = tuned("tiiuae/Falcon3-7B-Base");
    let store = Store::new(&[
        ("acme/none/config.json", "{\"model_type\": \"x\"}"),
        ("acme/own/config.json", "{\"model_type\": \"x\"}"),
        ("acme/own/LICENSE", unknown),
        ("acme/gone/README.md", &tuned("nobody/unheard-of")),
        ("acme/bird/README.md", &falcon),
    ]);
    let open = |of: &str| {
        let shown = store.json(&[]);
        let models = shown["models"].as_array().unwrap().clone();
        let model = models.into_iter().find(|it| it["name"] == of).unwrap();
        model["open"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let none: Vec<String> = open("acme/none");
    assert_eq!(none, ["no license of it was found: ask its publisher before you ship it"]);
    let own: Vec<String> = open("acme/own");
    assert_eq!(own.len(), 1, "{own:?}");
    let gone: Vec<String> = open("acme/gone");
    assert_eq!(gone, ["the terms of nobody/unheard-of are not known here"]);
    assert!(store.text(&[]).contains("To be filled in or decided by you"));
    // The name of the model is known, so that the sentence is whole.
    assert!(store.text(&[]).contains("  bird is built using "));
}

#[test]
fn the_texts_are_appended_once() {
    let mit = "MIT License\n\nCopyright (c) 2024 Acme\n\n";
    let body = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/models/lakeside/tiny-tagger/LICENSE"),
    )
    .unwrap();
    let body = body.split_once("Permission").unwrap().1;
    let mit = format!("{mit}Permission{body}");
    let store = Store::new(&[
        ("acme/a/config.json", "{\"model_type\": \"x\"}"),
        ("acme/a/LICENSE", &mit),
        ("acme/b/config.json", "{\"model_type\": \"y\"}"),
        ("acme/b/LICENSE.txt", &mit),
        ("acme/c/README.md", "---\nlicense: apache-2.0\nlibrary_name: x\n---\n# C\n"),
    ]);
    let short = store.text(&[]);
    assert_eq!(short.matches("Copyright (c) 2024 Acme").count(), 1, "{short}");
    assert!(!short.contains("Permission is hereby granted"));
    let long = store.text(&["--texts"]);
    assert_eq!(long.matches("Permission is hereby granted").count(), 1, "{long}");
    let apache = Library::embedded().text("apache-2.0").unwrap();
    let line =
        apache.lines().find(|line| line.contains("Unless required by applicable law")).unwrap();
    assert!(long.contains(line.trim()), "{long}");
    let json = store.json(&["--texts"]);
    assert_eq!(json["licenses"][1]["texts"].as_array().unwrap().len(), 1, "{json}");
    assert!(store.json(&[])["licenses"][1].get("texts").is_none());
}

#[test]
fn what_a_stranger_wrote_steers_nothing() {
    let card = tuned("meta-llama/Llama-3.1-8B");
    let notice = "Acme \u{1b}[2J\u{202e}\n```\n# Not a heading\n";
    let store =
        Store::new(&[("acme/Llama-_x_/README.md", &card), ("acme/Llama-_x_/NOTICE", notice)]);
    let text = store.text(&[]);
    assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.contains("Acme \\x1b[2J"), "{text}");
    let markdown = store.text(&["--format", "markdown"]);
    assert!(!markdown.contains(['\u{1b}', '\u{202e}']), "{markdown}");
    assert!(markdown.contains("### acme/Llama-\\_x\\_\n"), "{markdown}");
    assert!(
        markdown.contains("````text\n") && markdown.contains("\n# Not a heading"),
        "{markdown}"
    );
    assert!(markdown.contains("\n**Built with Llama**\n"), "{markdown}");
    assert_eq!(store.json(&[])["notices"][0]["text"], notice.trim_end());
}

#[test]
fn it_speaks_both_languages_and_is_the_same_each_time() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for format in ["text", "markdown", "json"] {
        for language in ["en", "zh"] {
            let arguments = ["notice", "fixtures/models", "--format", format, "--lang", language];
            let output = run_in(project, &arguments);
            assert_eq!(output.status.code(), Some(0));
            assert_eq!(output.stdout, run_in(project, &arguments).stdout);
            let shown = String::from_utf8(output.stdout).unwrap();
            let chinese = shown.contains("Skywork 模型社区许可协议");
            assert_eq!(chinese, language == "zh", "{shown}");
        }
    }
    // The locale decides nothing here.
    let usual = run_in(project, &["notice", "fixtures/models"]).stdout;
    assert_eq!(usual, run_in(project, &["notice", "fixtures/models", "--lang", "en"]).stdout);
}

#[test]
fn where_no_model_is_there_is_nothing_to_show() {
    let store = Store::new(&[("texts/LICENSE", "x")]);
    let output = store.run(&[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
    assert_eq!(run_in(store.0.path(), &["notice", "gone"]).status.code(), Some(2));
}
