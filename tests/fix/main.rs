//! `licscan fix` over model folders made for the purpose: what it writes, what it leaves alone, that a second
//! run changes nothing, and that no finding is left of which a scan said that it can be mended.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod places;
mod repositories;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use assert_cmd::cargo::cargo_bin;
use licscan::library::{Library, duty::Binding, duty::DutyKind};
use serde_json::Value;

const SKYWORK: &str = "Skywork/Skywork-13B-base";
const LLAMA: &str = "meta-llama/Llama-3.1-8B";
const LLAMA_NOTICE: &str = "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © \
                            Meta Platforms, Inc. All Rights Reserved.";

/// A folder of models that is gone afterwards.
struct Store(tempfile::TempDir);

impl Store {
    fn new() -> Self {
        let store = Self(tempfile::tempdir().unwrap());
        fs::create_dir(store.0.path().join("models")).unwrap();
        store
    }

    /// Adds a file below `models`.
    fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let file = self.file(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
        self
    }

    /// Adds an adapter on a base, with nothing else.
    fn with_adapter(self, model: &str, base: &str) -> Self {
        let config =
            format!("{{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"{base}\"}}\n");
        self.with(&format!("{model}/adapter_config.json"), config)
    }

    fn file(&self, path: &str) -> PathBuf {
        self.0.path().join("models").join(path)
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.file(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(cargo_bin("licscan"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap()
    }

    fn fix(&self, arguments: &[&str]) -> Output {
        self.run(&[&["fix", "models", "--fail-on", "never"], arguments].concat())
    }

    /// Every file with its content.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.insert(path.clone(), fs::read(path).unwrap());
                }
            }
        }
        found
    }

    /// The findings of a scan: unit, rule, license and whether it says that it can be mended.
    fn findings(&self) -> Vec<(String, String, String, bool)> {
        let output = self.run(&["models", "--format", "json", "--fail-on", "never"]);
        let scan: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut found = Vec::new();
        for unit in scan["units"].as_array().unwrap() {
            for finding in unit["findings"].as_array().unwrap() {
                let fixable = finding["fixable"].as_bool().unwrap();
                let (rule, license) = (text(&finding["rule"]), text(&finding["license"]));
                found.push((text(&unit["path"]), rule, license, fixable));
            }
        }
        found
    }

    /// How each unit was made and from which model, which nothing that is written may change. (A mark such
    /// as "Built with Meta Llama 3" may name the base of a base; the first one stays.)
    fn lineage(&self) -> Vec<String> {
        let output = self.run(&["models", "--format", "json", "--fail-on", "never"]);
        let scan: Value = serde_json::from_slice(&output.stdout).unwrap();
        let of = |unit: &Value| {
            let base = &unit["lineage"][0]["base"];
            format!("{} {} {base}", unit["path"], unit["relation"])
        };
        scan["units"].as_array().unwrap().iter().map(of).collect()
    }

    fn rules(&self) -> Vec<String> {
        self.findings().into_iter().map(|(_, rule, ..)| rule).collect()
    }

    /// Mends the store and checks what always holds. Returns what was printed.
    fn mended(&self, arguments: &[&str]) -> String {
        let before = self.everything();
        let lineage = self.lineage();
        let diff = self.fix(&[arguments, &["--diff"]].concat());
        assert_eq!(self.everything(), before, "--diff writes nothing");
        let output = self.fix(arguments);
        let said = stdout(&output);
        let once = self.everything();
        assert_eq!(once == before, diff.stdout.is_empty(), "--diff shows what is written\n{said}");
        for (file, old) in &before {
            assert!(once.contains_key(file), "{} is gone\n{old:?}", file.display());
        }
        assert_eq!(self.lineage(), lineage, "nobody descends from what was written");
        let left: Vec<_> = self.findings().into_iter().filter(|(.., fixable)| *fixable).collect();
        assert_eq!(left, [], "{said}{}", stderr(&output));
        let again = self.fix(arguments);
        assert_eq!(self.everything(), once, "a second run changes nothing\n{}", stdout(&again));
        assert!(stdout(&again).contains("\n0 files written"), "{}", stdout(&again));
        said
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn card(base: &str, body: &str) -> String {
    format!("---\nbase_model: {base}\n---\n# Acme\n\n{body}\n")
}

/// A card that names its license and its base, and shows no mark.
fn sky(body: &str) -> String {
    format!(
        "---\nlicense: other\nlicense_name: skywork-license\nbase_model: {SKYWORK}\n---\n# Acme\n\n{body}\n"
    )
}

#[test]
fn a_mark_and_the_base_go_to_the_end_of_the_card() {
    let store = Store::new().with("acme/sky-13b/README.md", sky("A model."));
    let said = store.mended(&[]);
    assert_eq!(
        store.text("acme/sky-13b/README.md"),
        sky(
            "A model.\n\n## Attribution\n\n**Skywork Inside**\n\nBase model: `Skywork/Skywork-13B-base`\n\n\
             <!-- licscan: say here what was changed in Skywork/Skywork-13B-base, as Skywork Community \
             License asks (clause 二.5 / II.5) -->"
        )
    );
    assert!(
        said.starts_with("models/acme/sky-13b/README.md (changed)\n  shows \"Skywork Inside\"\n"),
        "{said}"
    );
    // What was changed, only the author knows.
    assert!(said.contains("Left for you:") && said.contains("missing-change-statement"), "{said}");
    assert!(store.rules().contains(&"missing-license-copy".to_owned()));
    assert!(!store.rules().contains(&"missing-attribution".to_owned()));
}

#[test]
fn a_chinese_card_gets_a_chinese_section() {
    let body = "本模型面向中文对话场景，训练数据为自建的指令数据，仅供研究与交流。";
    let store = Store::new().with("acme/sky-zh/README.md", sky(body));
    store.mended(&[]);
    let text = store.text("acme/sky-zh/README.md");
    assert!(
        text.contains(
            "## 模型来源与标识\n\n本模型的标识：**Skywork Inside**\n\n基础模型：`Skywork/Skywork-13B-base`\n"
        ),
        "{text}"
    );
}

#[test]
fn carriage_returns_and_a_byte_order_mark_stay() {
    let crlf = sky("A model.").replace('\n', "\r\n");
    let marked = format!("\u{feff}{}", sky("A model."));
    let store =
        Store::new().with("acme/crlf/README.md", &crlf).with("acme/marked/README.md", &marked);
    store.mended(&[]);
    let text = store.text("acme/crlf/README.md");
    assert!(text.starts_with(&crlf) && !text.replace("\r\n", "").contains('\n'), "{text:?}");
    let text = store.text("acme/marked/README.md");
    assert!(text.starts_with(&marked) && text.matches('\u{feff}').count() == 1, "{text:?}");
}

#[test]
fn an_adapter_without_a_card_gets_one() {
    let store = Store::new().with_adapter("acme/Llama-helper", LLAMA);
    store.mended(&[]);
    assert_eq!(
        store.text("acme/Llama-helper/README.md"),
        "---\nlicense: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\n---\n\n# Llama-helper\n\n## Attribution\n\n\
         **Built with Llama**\n\nBase model: `meta-llama/Llama-3.1-8B`\n"
    );
    assert_eq!(store.text("acme/Llama-helper/NOTICE"), format!("{LLAMA_NOTICE}\n"));
    // Nobody here has the text.
    assert!(!store.file("acme/Llama-helper/LICENSE").exists());
}

#[test]
fn a_card_without_front_matter_gets_the_base_of_the_adapter() {
    let store = Store::new().with_adapter("acme/Llama-b", LLAMA).with(
        "acme/Llama-b/README.md",
        "# Llama B\n\nReleased under the Llama 3.1 Community License.\n",
    );
    store.mended(&[]);
    let text = store.text("acme/Llama-b/README.md");
    assert!(
        text.starts_with("---\nbase_model: meta-llama/Llama-3.1-8B\n---\n\n# Llama B\n"),
        "{text}"
    );
}

#[test]
fn comments_and_order_of_the_front_matter_stay() {
    let front = "---\n# Facts of the model\nlicense: other   # as the base\ntags: [chat, zh] # two\n\
                 base_model: 'Skywork/Skywork-13B-base'\nlanguage:\n  - zh\n# the end\n---\n";
    let store = Store::new().with("acme/sky/README.md", format!("{front}# Sky\n"));
    store.mended(&[]);
    let text = store.text("acme/sky/README.md");
    let named = front.replace("base\ntags", "base\nlicense_name: skywork-license\ntags");
    assert!(text.starts_with(&named), "{text}");
}

#[test]
fn a_merge_of_two_parents_owes_to_both() {
    let recipe = "merge_method: slerp\nmodels:\n  - model: meta-llama/Llama-3.1-8B\n  - model: Skywork/Skywork-13B-base\n";
    let store = Store::new()
        .with("acme/Llama-merge/mergekit_config.yml", recipe)
        .with("acme/Llama-merge/README.md", "# Llama merge\n\nTwo in one.\n");
    store.mended(&[]);
    let text = store.text("acme/Llama-merge/README.md");
    for part in [
        "base_model:\n- meta-llama/Llama-3.1-8B\n- Skywork/Skywork-13B-base\n---\n",
        "\n**Built with Llama**\n",
        "\n**Skywork Inside**\n",
        "\nBase model: `meta-llama/Llama-3.1-8B`\n",
        "\nBase model: `Skywork/Skywork-13B-base`\n",
    ] {
        assert!(text.contains(part), "{part}\nis missing in\n{text}");
    }
    // Of two licenses only the author can say under which of them the whole is.
    assert!(!text.contains("license:"), "{text}");
}

#[test]
fn a_notice_keeps_its_encoding_and_its_line_ends() {
    let chinese = "本模型的声明：使用者应当保留此声明，不得删除或修改其中的任何内容。\r\n";
    let (gb, ..) = encoding_rs::GB18030.encode(chinese);
    let store = Store::new()
        .with_adapter("acme/Llama-gb", LLAMA)
        .with("acme/Llama-gb/NOTICE", &gb)
        .with_adapter("acme/Llama-open", LLAMA)
        .with("acme/Llama-open/Notice.txt", "Acme\r\nCopyright Acme");
    store.mended(&[]);
    let (added, ..) = encoding_rs::GB18030.encode("\r\nLlama 3.1 is");
    let written = fs::read(store.file("acme/Llama-gb/NOTICE")).unwrap();
    assert!(written.starts_with(&[gb.as_ref(), added.as_ref()].concat()));
    assert!(written.ends_with(b"Reserved.\r\n"));
    let open = store.text("acme/Llama-open/Notice.txt");
    assert_eq!(open, format!("Acme\r\nCopyright Acme\r\n\r\n{LLAMA_NOTICE}"));
    assert!(!store.file("acme/Llama-open/NOTICE").exists());
}

#[test]
fn a_notice_whose_encoding_lacks_a_sign_is_refused_in_words() {
    // The notice of this license has a copyright sign, which Shift JIS has not.
    let (japanese, ..) = encoding_rs::SHIFT_JIS
        .encode("本モデルの利用者は、この表示を保持しなければならない。削除してはならない。\n");
    let store =
        Store::new().with_adapter("acme/Llama-sj", LLAMA).with("acme/Llama-sj/NOTICE", &japanese);
    let output = store.fix(&["--rule", "missing-notice"]);
    assert!(
        stderr(&output).contains("NOTICE: its encoding, Shift_JIS, has no sign"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read(store.file("acme/Llama-sj/NOTICE")).unwrap(), japanese.as_ref());
}

#[test]
fn spdx_texts_are_written_and_a_line_to_fill_in_is_left_to_the_author() {
    let declares =
        |license: &str| format!("---\nlicense: {license}\nlibrary_name: transformers\n---\n# A\n");
    let both = "---\nlicense: apache-2.0\nbase_model: parent/base-7b\n---\n# A\n";
    let store = Store::new()
        .with("parent/base-7b/README.md", declares("agpl-3.0"))
        .with("acme/own/README.md", both)
        .with("acme/apache/README.md", declares("apache-2.0"))
        .with("acme/mit/README.md", declares("mit"))
        .with(
            "acme/two/README.md",
            "---\nlicense: [apache-2.0, mpl-2.0]\nlibrary_name: x\n---\n# A\n",
        );
    store.mended(&[]);
    let apache = Library::embedded().text("apache-2.0").unwrap();
    assert_eq!(store.text("acme/apache/LICENSE"), apache);
    assert_eq!(store.text("acme/mit/LICENSE"), Library::embedded().form("mit").unwrap());
    let rules: Vec<String> = store
        .findings()
        .into_iter()
        .filter(|(unit, ..)| unit.ends_with("/mit"))
        .map(|(_, rule, ..)| rule)
        .collect();
    assert_eq!(rules, ["placeholder-copyright"]);
    assert_eq!(store.text("acme/own/LICENSE"), apache);
    assert!(store.file("acme/own/LICENSE-agpl-3.0").exists());
    assert_eq!(store.text("acme/two/LICENSE"), apache);
    assert_eq!(
        store.text("acme/two/LICENSE-mpl-2.0"),
        Library::embedded().text("mpl-2.0").unwrap()
    );
}

#[test]
fn a_dangling_link_leads_to_the_file_that_is_there() {
    let text = Library::embedded().text("apache-2.0").unwrap();
    let front =
        "---\nlicense: apache-2.0\nlicense_link: LICENSE # the terms\nlibrary_name: x\n---\n";
    let body = "# A\n\nSee [the license](./LICENSE) and see LICENSE.md.\n";
    let store = Store::new()
        .with("acme/a/README.md", format!("{front}{body}"))
        .with("acme/a/LICENSE.txt", text);
    store.mended(&[]);
    assert_eq!(
        store.text("acme/a/README.md"),
        format!("{front}{body}")
            .replace("link: LICENSE ", "link: LICENSE.txt ")
            .replace("(./LICENSE)", "(LICENSE.txt)")
            .replace("LICENSE.md", "LICENSE.txt")
    );
    // Where the missing file is written, its name stays; where it gets another one, the link follows.
    let link = |to: &str| {
        format!("---\nlicense: apache-2.0\nlicense_link: {to}\nlibrary_name: x\n---\n# A\n")
    };
    let store = Store::new()
        .with("acme/same/README.md", link("LICENSE"))
        .with("acme/other/README.md", link("LICENSE.md"));
    store.mended(&[]);
    assert_eq!(store.text("acme/same/README.md"), link("LICENSE"));
    assert_eq!(store.text("acme/other/README.md"), link("LICENSE"));
}

#[test]
fn the_notices_and_the_text_of_a_base_in_the_store_are_kept() {
    let text = Library::embedded()
        .text("apache-2.0")
        .unwrap()
        .replace("Version 2.0, January 2004", "Version 2.0, January  2004")
        .into_bytes();
    let notice = "Parent model\nCopyright 2023 Parent Inc.\n\nIt holds parts of Other.\n";
    let child = |owner: &str| {
        format!(
            "---\nlicense: apache-2.0\nbase_model: parent/base-7b\n---\n# {owner}\n\nTuned from parent/base-7b.\n"
        )
    };
    let store = Store::new()
        .with(
            "parent/base-7b/README.md",
            "---\nlicense: apache-2.0\nlibrary_name: x\n---\n# Base\n",
        )
        .with("parent/base-7b/LICENSE.txt", &text)
        .with("parent/base-7b/NOTICE", notice)
        .with("acme/none-7b/README.md", child("none"))
        .with("acme/half-7b/README.md", child("half"))
        .with("acme/half-7b/NOTICE", "Acme\n\nParent model\nCopyright 2023 Parent Inc.\n");
    store.mended(&[]);
    assert_eq!(fs::read(store.file("acme/none-7b/LICENSE")).unwrap(), text);
    assert_eq!(store.text("acme/none-7b/NOTICE"), notice);
    assert_eq!(
        store.text("acme/half-7b/NOTICE"),
        "Acme\n\nParent model\nCopyright 2023 Parent Inc.\n\nIt holds parts of Other.\n"
    );
}

#[test]
fn what_a_reader_would_not_see_goes_elsewhere() {
    let store = Store::new()
        .with("acme/comment/README.md", sky("A model.\n\n<!-- still to do"))
        .with("acme/fence/README.md", sky("A model.\n\n```python\nload()"));
    store.mended(&[]);
    for model in ["comment", "fence"] {
        let text = store.text(&format!("acme/{model}/README.md"));
        assert!(text.contains("---\n\n## Attribution\n\n**Skywork Inside**\n\n"), "{text}");
    }
}

#[test]
fn broken_front_matter_is_left_alone_and_the_mark_is_shown() {
    let broken = "---\nlicense: [other\nbase_model: Skywork/Skywork-13B-base\n---\n# A\n";
    let store = Store::new().with_adapter("acme/sky", SKYWORK).with("acme/sky/README.md", broken);
    store.mended(&[]);
    let text = store.text("acme/sky/README.md");
    assert!(text.starts_with(broken) && text.contains("**Skywork Inside**"), "{text}");
}

#[test]
fn the_name_of_the_model_is_filled_into_a_sentence_that_asks_for_it() {
    let store =
        Store::new().with("acme/bird-7b/README.md", card("tiiuae/Falcon3-7B-Base", "A model."));
    store.mended(&[]);
    let text = store.text("acme/bird-7b/README.md");
    assert!(
        text.contains("\nbird-7b is built using artificial intelligence technology from the Technology Innovation Institute\n"),
        "{text}"
    );
}

#[test]
fn a_rule_may_be_chosen() {
    let store = Store::new().with_adapter("acme/Llama-one", LLAMA);
    store.fix(&["--rule", "missing-notice"]);
    assert!(store.file("acme/Llama-one/NOTICE").exists());
    assert!(!store.file("acme/Llama-one/README.md").exists());
    let output = store.fix(&["--rule", "missing-notise"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `missing-notice`?"), "{}", stderr(&output));
}

#[test]
fn the_exit_code_says_whether_something_is_left() {
    let store = Store::new().with("acme/sky/README.md", sky("Tuned from Skywork-13B-base."));
    let code = |arguments: &[&str]| store.run(arguments).status.code();
    assert_eq!(code(&["fix", "models", "--diff"]), Some(1));
    // The license text is still missing.
    assert_eq!(code(&["fix", "models"]), Some(1));
    let good = Store::new()
        .with("acme/a/README.md", "---\nlicense: apache-2.0\nlibrary_name: x\n---\n# A\n");
    assert_eq!(
        good.run(&["fix", "models", "--fail-on", "warning", "--diff"]).status.code(),
        Some(1)
    );
    assert_eq!(good.run(&["fix", "models", "--fail-on", "warning"]).status.code(), Some(0));
    assert_eq!(good.run(&["fix", "gone"]).status.code(), Some(2));
    assert_eq!(good.run(&["fix", "models", "--license-dir", "gone"]).status.code(), Some(2));
    assert_eq!(good.run(&["fix"]).status.code(), Some(2));
    fs::create_dir(good.0.path().join("empty")).unwrap();
    assert_eq!(good.run(&["fix", "empty"]).status.code(), Some(3));
}

#[test]
fn a_license_that_is_named_and_lacks_its_text_gets_both_text_and_link() {
    let front = "---\nlicense: other\nlicense_name: apache-2.0\nlibrary_name: x\n---\n# A\n";
    let store = Store::new().with("acme/a/README.md", front);
    store.mended(&[]);
    assert_eq!(
        store.text("acme/a/README.md"),
        front.replace("2.0\n", "2.0\nlicense_link: LICENSE\n")
    );
    assert_eq!(store.text("acme/a/LICENSE"), Library::embedded().text("apache-2.0").unwrap());
}

#[test]
fn a_text_of_the_folder_goes_before_the_embedded_one() {
    let text = Library::embedded().text("mpl-2.0").unwrap().replace("Version 2.0", "version 2.0");
    let declares = "---\nlicense: mpl-2.0\nlibrary_name: x\n---\n# A\n";
    let store = Store::new().with("acme/a/README.md", declares);
    let texts = store.0.path().join("texts/deep");
    fs::create_dir_all(&texts).unwrap();
    fs::write(texts.join("no name for a license.md"), &text).unwrap();
    fs::write(texts.join("mpl-2.0.txt"), "Not the text that its name promises.").unwrap();
    let said = store.mended(&["--license-dir", "texts"]);
    assert_eq!(store.text("acme/a/LICENSE"), text);
    assert!(
        said.contains("the text of mpl-2.0, from texts/deep/no name for a license.md"),
        "{said}"
    );
}

#[test]
fn a_link_never_leads_to_the_text_of_another_license() {
    // The card links to the text of its license; the only text that can be written is that of the parent.
    let card =
        "---\nlicense: ncsa\nlicense_link: LICENSE.md\nbase_model: parent/base-7b\n---\n# A\n";
    let store = Store::new()
        .with("parent/base-7b/README.md", "---\nlicense: agpl-3.0\nlibrary_name: x\n---\n# B\n")
        .with("acme/a/README.md", card);
    store.mended(&[]);
    assert!(store.file("acme/a/LICENSE-agpl-3.0").exists());
    assert!(store.text("acme/a/README.md").contains("license_link: LICENSE.md\n"));

    // Of two texts that are written, it is led to that of the license that the card declares.
    let store = Store::new()
        .with("parent/base-7b/README.md", "---\nlicense: agpl-3.0\nlibrary_name: x\n---\n# B\n")
        .with("acme/a/README.md", card.replace("ncsa", "mit"));
    store.mended(&[]);
    assert!(store.text("acme/a/README.md").contains("license_link: LICENSE\n"));
    assert!(store.text("acme/a/LICENSE").starts_with("MIT License"));
}

#[test]
fn a_diff_is_one_that_patch_reads() {
    let store = Store::new()
        .with_adapter("acme/Llama-a", LLAMA)
        .with("acme/Llama-a/README.md", "---\nlicense: llama3.1\n---\n# A\n\nA model.\n");
    let diff = stdout(&store.fix(&["--diff"]));
    assert!(
        diff.contains(
            "--- models/acme/Llama-a/README.md\n+++ models/acme/Llama-a/README.md\n@@ -1,6 +1,13 @@\n ---\n license: llama3.1\n+base_model: meta-llama/Llama-3.1-8B\n ---\n"
        ),
        "{diff}"
    );
    assert!(
        diff.contains(
            "--- /dev/null\n+++ models/acme/Llama-a/NOTICE\n@@ -0,0 +1 @@\n+Llama 3.1 is"
        ),
        "{diff}"
    );
}

#[test]
fn a_mirror_and_a_quantized_copy_say_whose_model_they_are() {
    let store = Store::new()
        .with("mirrors/Llama-3.1-8B/config.json", "{\"model_type\": \"llama\"}")
        .with("mirrors/Llama-3.1-8B/README.md", "---\nlicense: llama3.1\n---\n# Llama 3.1 8B\n")
        .with("quants/Llama-3.1-8B-GGUF/README.md", "---\nlicense: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\nbase_model_relation: quantized\n---\n# GGUF\n");
    store.mended(&[]);
    let mirror = store.text("mirrors/Llama-3.1-8B/README.md");
    // Only the folder's name says which model it is.
    assert!(
        mirror.ends_with("# Llama 3.1 8B\n\n## Attribution\n\n**Built with Llama**\n"),
        "{mirror}"
    );
    let quantized = store.text("quants/Llama-3.1-8B-GGUF/README.md");
    assert!(quantized.ends_with("\nBase model: `meta-llama/Llama-3.1-8B`\n"), "{quantized}");
}

#[cfg(unix)]
#[test]
fn a_linked_card_stays_as_it_is() {
    let store = Store::new()
        .with_adapter("acme/Llama-link", LLAMA)
        .with("acme/shared/card.txt", "# Shared\n\nA model.\n");
    std::os::unix::fs::symlink("../shared/card.txt", store.file("acme/Llama-link/README.md"))
        .unwrap();
    let output = store.fix(&[]);
    assert_eq!(store.text("acme/shared/card.txt"), "# Shared\n\nA model.\n");
    let link = store.file("acme/Llama-link/README.md");
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(
        stderr(&output).contains("not written: models/acme/Llama-link/README.md"),
        "{}",
        stderr(&output)
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_or_in_a_cache() {
    use std::os::unix::fs::symlink;
    let text = sky("A model.");
    let cache = "hub/models--acme--sky";
    let commit = "0123456789012345678901234567890123456789";
    let store = Store::new()
        .with(&format!("{cache}/refs/main"), commit)
        .with(&format!("{cache}/blobs/aa"), &text)
        .with(&format!("{cache}/snapshots/{commit}/config.json"), "{}");
    let link = store.file(&format!("{cache}/snapshots/{commit}/README.md"));
    symlink("../../blobs/aa", &link).unwrap();
    let before = store.everything();
    let findings = store.findings();
    assert!(findings.iter().any(|(_, rule, ..)| rule == "missing-attribution"), "{findings:?}");
    assert!(findings.iter().all(|(.., fixable)| !fixable), "{findings:?}");
    let output = store.fix(&[]);
    assert_eq!(store.everything(), before);
    assert!(
        stderr(&output).contains("a cache; copy the model out of it first"),
        "{}",
        stderr(&output)
    );
}

/// Every mark and every notice line that is known, in an English and in a Chinese card.
#[test]
fn every_mark_and_line_that_is_known_can_be_written() {
    let library = Library::embedded();
    let asks = |kind| {
        matches!(kind, DutyKind::DisplayMark | DutyKind::AttributionText | DutyKind::NoticeFile)
    };
    let mut store = Store::new();
    let mut asked = 0;
    for id in library.ids() {
        let license = library.license(id).unwrap();
        let binds = license
            .duty
            .iter()
            .any(|duty| asks(duty.kind) && duty.binding == Binding::Must && !duty.marks.is_empty());
        if !binds || !license.was_read() {
            continue;
        }
        asked += 1;
        let base =
            format!("---\nlicense: other\nlicense_name: {id}\nlibrary_name: x\n---\n# Base\n");
        let name = id.replace('+', "-");
        store = store.with(&format!("licensor/base-{name}/README.md"), base);
        for (language, body) in
            [("en", "A model for dialogue."), ("zh", "本模型面向中文对话场景，仅供研究与交流。")]
        {
            let card = card(&format!("licensor/base-{name}"), body);
            store = store.with(&format!("acme/{language}-{name}/README.md"), card);
        }
    }
    assert!(asked > 50, "{asked}");
    let before = store.findings();
    let count = |findings: &[(String, String, String, bool)], rule: &str| {
        findings.iter().filter(|(_, of, ..)| of == rule).count()
    };
    assert!(count(&before, "missing-attribution") > 40 && count(&before, "missing-notice") > 40);
    store.mended(&[]);
    let left: Vec<String> = store
        .findings()
        .into_iter()
        .filter(|(_, rule, ..)| rule == "missing-attribution" || rule == "missing-notice")
        .map(|(unit, rule, ..)| format!("{unit} {rule}"))
        .collect();
    // A year, and which of two years, only the publisher knows.
    let open = ["grok2-community", "tencent-hunyuan-community-eu-uk-kr"];
    let unexpected: Vec<&String> =
        left.iter().filter(|line| !open.iter().any(|id| line.contains(id))).collect();
    assert_eq!(unexpected, [] as [&String; 0]);
}

/// Copies a folder of this project into the store.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// The rules whose findings can be mended, where what mends them is known.
const FIXABLE: [&str; 6] = [
    "dangling-license-link",
    "missing-attribution",
    "missing-license-copy",
    "missing-notice",
    "missing-source",
    "unnamed-license",
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

#[test]
fn the_fixtures_are_mended() {
    let models = Store::new();
    copy(&fixtures().join("models"), &models.file(""));
    models.mended(&[]);
    for entry in fs::read_dir(fixtures().join("rules")).unwrap() {
        for store in ["fires", "silent"] {
            let rule = Store::new();
            copy(&entry.as_ref().unwrap().path().join(store), &rule.file(""));
            rule.mended(&[]);
        }
    }
}

#[test]
fn with_the_texts_at_hand_no_finding_of_a_fixable_rule_is_left() {
    let Some(corpus) = corpus() else { return };
    let store = Store::new();
    copy(&fixtures().join("models"), &store.file(""));
    store.mended(&["--license-dir", &corpus.to_string_lossy()]);
    let left: Vec<String> = store
        .findings()
        .into_iter()
        .filter(|(_, rule, ..)| FIXABLE.contains(&rule.as_str()))
        .map(|(unit, rule, license, _)| format!("{unit} {rule} {license}"))
        .collect();
    assert_eq!(left, [] as [String; 0]);
}

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stdout, reason = "a skipped test says so in one line")]
    {
        println!("skipped: ../shared/corpus is not here");
    }
    None
}

#[test]
fn texts_come_from_a_folder_by_what_they_are() {
    let Some(corpus) = corpus() else { return };
    let store = Store::new()
        .with_adapter("acme/Llama-a", LLAMA)
        .with("acme/sky/README.md", sky("Tuned from Skywork-13B-base."));
    let folder = corpus.to_string_lossy();
    store.mended(&["--license-dir", &folder]);
    for (file, id) in
        [("acme/Llama-a/LICENSE", "llama3.1"), ("acme/sky/LICENSE", "skywork-community")]
    {
        let written = fs::read_dir(store.file(file).parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("LICENSE"))
            .unwrap();
        let identified = store.run(&["identify", "--format", "jsonl", &written.to_string_lossy()]);
        let line: Value = serde_json::from_slice(&identified.stdout).unwrap();
        assert_eq!(line["licenses"][0]["id"], id, "{line}");
        let bytes = fs::read(&written).unwrap();
        let same = |entry: &walkdir::DirEntry| {
            entry.metadata().is_ok_and(|it| it.len() == bytes.len() as u64)
                && fs::read(entry.path()).is_ok_and(|other| other == bytes)
        };
        let found =
            walkdir::WalkDir::new(&corpus).into_iter().filter_map(Result::ok).any(|it| same(&it));
        assert!(found, "{file} is a copy, byte for byte");
    }
}

#[test]
fn the_copyright_line_of_another_copy_is_never_taken() {
    let mit = "fixtures/rules/missing-license-copy/silent/acme/text/licenses/MIT.txt";
    let mit = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(mit)).unwrap();
    let declares = "---\nlicense: mit\nlibrary_name: x\n---\n# A\n";
    let store = Store::new().with("acme/a/README.md", declares);
    let texts = store.0.path().join("texts");
    fs::create_dir(&texts).unwrap();
    fs::write(texts.join("MIT.txt"), mit).unwrap();
    let output = store.fix(&["--license-dir", "texts"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
    assert!(said.contains("leaves a place: fill in the year and whose work it is"), "{said}");
    assert!(store.text("acme/a/LICENSE").contains("\nCopyright (c) <year> <copyright holders>\n"));
}
