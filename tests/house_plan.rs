//! What a model is, and who owes what: small folders for each point of the plan (units 1-5, who 6-9, copies
//! and notices 10-11, marks and names 12-13, terms 14-16, lineage 17-18), and several of everything.
//!
//! Each folder is written as a publisher would write it, scanned as a whole, and must give exactly the stated
//! findings. `declaration-needed` is left out but where a row states it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may fail loudly")]

use std::{collections::BTreeMap, fs, path::Path};

use licscan::{
    library::{Library, duty::Role},
    scan::{Judged, ScanOptions, scan},
};

type Files<'a> = &'a [(&'a str, &'a str)];

const SKYWORK: &str = "Skywork/Skywork-13B-base";
const LLAMA: &str = "meta-llama/Llama-3.1-8B";
const LLAMA_LINE: &str = "Llama 3.1 is licensed under the Llama 3.1 Community License, \
                          Copyright © Meta Platforms, Inc. All Rights Reserved.";

/// A card of a model with these lines of front matter and this text.
fn card(front: &str, body: &str) -> String {
    format!("---\n{front}\npipeline_tag: text-generation\n---\n# Title\n\n{body}\n")
}

fn apache() -> &'static str {
    Library::embedded().text("apache-2.0").unwrap()
}

fn scanned(files: Files, options: &ScanOptions) -> BTreeMap<String, Judged> {
    let store = tempfile::tempdir().unwrap();
    let root = store.path().join("store");
    for (path, text) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let mut units = BTreeMap::new();
    scan(&[root], options, &mut |judged| {
        units.insert(judged.unit.outline.below_root.clone(), judged);
        Ok(())
    })
    .unwrap();
    units
}

/// `level rule license` of each finding of a unit.
fn findings(judged: &Judged) -> Vec<String> {
    let line = |it: &licscan::finding::Finding| {
        let license = it.license.as_deref().unwrap_or("-");
        format!("{} {} {license}", it.level.as_str(), it.rule)
    };
    judged.findings.iter().map(line).collect()
}

/// Scans the files and compares what is found in the unit `acme/x` with what is stated.
#[track_caller]
fn found_as(roles: &[Role], files: Files, stated: &[&str]) {
    let options = ScanOptions { roles: roles.to_vec(), ..ScanOptions::default() };
    let units = scanned(files, &options);
    let judged = units.get("acme/x").unwrap_or_else(|| panic!("units: {:?}", units.keys()));
    let mut found = findings(judged);
    if !stated.iter().any(|line| line.contains("declaration-needed")) {
        found.retain(|line| !line.contains("declaration-needed"));
    }
    let messages: Vec<&str> = judged.findings.iter().map(|it| &*it.message).collect();
    assert_eq!(found, stated, "{messages:#?}\n{:?}", judged.lineage);
}

#[track_caller]
fn found(files: Files, stated: &[&str]) {
    found_as(&ScanOptions::default().roles, files, stated);
}

/// The kind and relation of each unit.
fn kinds(files: Files) -> Vec<String> {
    let units = scanned(files, &ScanOptions::default());
    let line = |(path, judged): (&String, &Judged)| {
        let kind = judged.unit.outline.kind.as_str();
        format!("{path} {kind} {}", judged.lineage.relation.as_str())
    };
    units.iter().map(line).collect()
}

#[test]
fn units_1_to_5() {
    let plain = "---\nlicense: mit\ntags: [a]\n---\n# X\n";
    let model = card("license: mit", "Text.");
    assert_eq!(
        kinds(&[("acme/x/README.md", plain), ("acme/y/README.md", &model)]),
        ["acme/y model unknown"]
    );
    let adapter = r#"{"base_model_name_or_path": "lab/base", "peft_type": "LORA"}"#;
    assert_eq!(kinds(&[("acme/x/adapter_config.json", adapter)]), ["acme/x model adapter"]);
    assert_eq!(
        kinds(&[("acme/x/LICENSE", "MIT"), ("acme/x/sub/README.md", &model)]),
        ["acme/x/sub model unknown"]
    );
    let data = "---\nlicense: mit\ntask_categories: [text-generation]\n---\n# Data\n";
    let units = scanned(&[("acme/x/README.md", data)], &ScanOptions::default());
    assert!(units.values().all(|it| it.unit.outline.kind.as_str() == "dataset"));
    assert!(units.values().all(|it| it.findings.is_empty()));
}

#[test]
fn who_6_to_9() {
    let own = card("license: other\nlicense_name: skywork-community-license", "Our model.");
    let units = scanned(&[("Skywork/Skywork-13B-base/README.md", &own)], &ScanOptions::default());
    assert_eq!(findings(&units["Skywork/Skywork-13B-base"]), [] as [&str; 0]);
    let units = scanned(&[("acme/Skywork-13B-base/README.md", &own)], &ScanOptions::default());
    let mirror = &units["acme/Skywork-13B-base"];
    assert_eq!(mirror.lineage.relation.as_str(), "mirror");
    assert_eq!(findings(mirror)[..1], ["error missing-license-copy skywork-community"]);

    // An adapter holds no copy of the materials.
    let tuned = format!("license: llama3.1\nbase_model: {LLAMA}");
    let body = "Built with Llama. A LoRA of Llama-3.1-8B.";
    let adapter = format!(r#"{{"base_model_name_or_path": "{LLAMA}", "peft_type": "LORA"}}"#);
    let files: Files =
        &[("acme/x/README.md", &card(&tuned, body)), ("acme/x/adapter_config.json", &adapter)];
    found(
        files,
        &[
            "error missing-license-copy llama3.1",
            "error naming-requirement llama3.1",
            "warning missing-notice llama3.1",
        ],
    );
    found_as(&[Role::Use], files, &[]);
    // A model "made available" needs the name, also where no copy is handed over.
    found_as(&[Role::HostAsService], files, &["error naming-requirement llama3.1"]);

    // Encouraged duties are notes, and so are the terms of a base that nobody has read.
    let hunyuan = card("base_model: tencent/HunyuanVideo", "HunyuanVideo was fine-tuned.");
    let units = scanned(&[("acme/x/README.md", &hunyuan)], &ScanOptions::default());
    assert!(findings(&units["acme/x"]).iter().all(|it| !it.contains("missing-attribution")));
    let unread = card("license: mit\nbase_model: nobody/thing", "Text.");
    found(
        &[("acme/x/README.md", &unread)],
        &["warning missing-license-copy mit", "note declaration-needed -"],
    );
}

#[test]
fn how_surely_the_terms_of_a_base_are_known() {
    let on = |base: &str| {
        let name = base.rsplit('/').next().unwrap();
        let text = card(&format!("base_model: {base}"), &format!("{name} was fine-tuned."));
        let units = scanned(&[("acme/x/README.md", &text)], &ScanOptions::default());
        findings(&units["acme/x"])
    };
    // Rows that rest on memory, and those that are not sure, give notes.
    for base in ["NousResearch/Hermes-4-405B", "MiniMaxAI/MiniMax-M2.5"] {
        let row = Library::embedded().base(base).unwrap();
        assert!(!row.is_firm(), "{base}");
        let found = on(base);
        assert!(found.iter().any(|it| it.starts_with("note missing-license-copy")), "{found:?}");
        assert!(found.iter().all(|it| it.starts_with("note") || it.ends_with(" -")), "{found:?}");
    }
    // Where the revision decides, what all have in common, and a note.
    let found = on("google/gemma-2-27b-it");
    assert!(found.contains(&"error missing-notice gemma-2024-04-01".to_owned()), "{found:?}");
    assert!(found.contains(&"note declaration-needed gemma-2024-04-01".to_owned()), "{found:?}");
    // A base whose own file lies in the store is under that, whatever the table says.
    let tuned =
        card("license: apache-2.0\nbase_model: google/gemma-2-27b-it", "Fine-tuned from gemma.");
    let base = card("license: apache-2.0", "Text.");
    let store: Files = &[
        ("acme/x/README.md", &tuned),
        ("acme/x/LICENSE", apache()),
        ("google/gemma-2-27b-it/README.md", &base),
        ("google/gemma-2-27b-it/LICENSE", apache()),
    ];
    found_as(&ScanOptions::default().roles, store, &[]);
}

#[test]
fn a_teacher_7() {
    let taught =
        card("license: apache-2.0", "This model was trained on the outputs of Llama-3.1-405B.");
    let files: Files = &[("acme/x/README.md", &taught), ("acme/x/LICENSE", apache())];
    found(files, &["error naming-requirement llama3.1"]);
    // Its text makes a derivative of a model that is meant to perform alike: whether it is, no file tells.
    let taught =
        card("license: apache-2.0", "This model was trained on the outputs of gemma-2-27b-it.");
    let files: Files = &[("acme/x/README.md", &taught), ("acme/x/LICENSE", apache())];
    let units = scanned(files, &ScanOptions::default());
    let found = findings(&units["acme/x"]);
    assert!(found.contains(&"note missing-license-copy gemma-2024-04-01".to_owned()), "{found:?}");
    assert!(found.iter().all(|it| it.starts_with("note ")), "{found:?}");
}

#[test]
fn copies_and_notices_10_and_11() {
    let tuned = format!("license: apache-2.0\nbase_model: {SKYWORK}");
    let body = "**Skywork Inside**. Skywork-13B-base was fine-tuned. The Skywork license goes on.";
    let tuned = card(&tuned, body);
    // The child's own license replaces none, and a pointer is no copy.
    let own = ("acme/x/LICENSE", apache());
    found(
        &[("acme/x/README.md", &tuned), own],
        &[
            "error missing-license-copy skywork-community",
            "warning dropped-restrictions skywork-community",
        ],
    );
    // In the folder above.
    let apache_base = card("license: apache-2.0", "Text.");
    found(&[("acme/x/README.md", &apache_base)], &["warning missing-license-copy apache-2.0"]);
    found(&[("acme/x/README.md", &apache_base), ("acme/LICENSE", apache())], &[]);
    found(&[("acme/x/README.md", &apache_base), ("acme/x/licenses/a.txt", apache())], &[]);
    // Creative Commons accepts a link, and no tag.
    let link = "Under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).";
    found(&[("acme/x/README.md", &card("license: cc-by-4.0", link))], &[]);
    found(
        &[("acme/x/README.md", &card("license: cc-by-4.0", "Text."))],
        &["warning missing-license-copy cc-by-4.0"],
    );
    // With neither text nor declaration, both rules fire.
    let silent = card(&format!("base_model: {SKYWORK}"), body);
    found(
        &[("acme/x/README.md", &silent)],
        &["error missing-license-copy skywork-community", "warning missing-license -"],
    );
    // A notice line in the card only is still missing; added to the license file it counts.
    let llama = card(
        &format!("license: llama3.1\nbase_model: {LLAMA}"),
        &format!("Llama-3.1-8B was fine-tuned. Built with Llama.\n\n{LLAMA_LINE}"),
    );
    let missing = [
        "error missing-license-copy llama3.1",
        "error missing-notice llama3.1",
        "error naming-requirement llama3.1",
    ];
    found(&[("acme/x/README.md", &llama)], &missing);
    let others = [missing[0], missing[2]];
    found(&[("acme/x/README.md", &llama), ("acme/x/LICENSE", LLAMA_LINE)], &others);
    found(&[("acme/x/README.md", &llama), ("acme/x/docs/Notice.txt", LLAMA_LINE)], &others);
}

#[test]
fn names_13() {
    let units = |name: &str| {
        let body = "Llama-3.1-8B was fine-tuned. Built with Llama.";
        let text = card(&format!("license: llama3.1\nbase_model: {LLAMA}"), body);
        let path = format!("acme/{name}/README.md");
        let units = scanned(&[(&path, &text)], &ScanOptions::default());
        let named = |it: &Judged| findings(it).iter().any(|it| it.contains("naming-requirement"));
        units.values().any(named)
    };
    for name in ["llama-x", "LLAMA_x", "Llama3x"] {
        assert!(!units(name), "{name}");
    }
    for name in ["x-llama", "Meta-Llama-x", "Llamma-x"] {
        assert!(units(name), "{name}");
    }
}

#[test]
fn terms_14_to_16() {
    let on = |license: &str, base: &str| {
        let name = base.rsplit('/').next().unwrap();
        card(&format!("license: {license}\nbase_model: {base}"), &format!("{name} was fine-tuned."))
    };
    let rail = "stabilityai/stable-diffusion-2-1";
    let of = |text: &str, rule: &str| {
        let units = scanned(&[("acme/x/README.md", text)], &ScanOptions::default());
        let found = findings(&units["acme/x"]).into_iter();
        found.filter(|line| line.contains(rule)).collect::<Vec<_>>()
    };
    assert_eq!(of(&on("mit", rail), "dropped"), ["error dropped-restrictions openrail++"]);
    assert_eq!(of(&on("openrail++", rail), "dropped"), [""; 0]);
    // A license that must travel along, and that the child names nowhere.
    assert_eq!(of(&on("mit", LLAMA), "dropped"), ["warning dropped-restrictions llama3.1"]);
    // A text that lets a derivative as a whole bear other terms.
    assert_eq!(of(&on("mit", "Qwen/Qwen2.5-7B"), "dropped"), [""; 0]);
    // Two versions of one family.
    assert_eq!(
        of(&on("llama3.1", "meta-llama/Llama-3.2-1B"), "license-conflict"),
        ["warning license-conflict llama3.1"]
    );
    assert_eq!(
        of(&on("mit", "facebook/opt-6.7b"), "noncommercial"),
        ["error noncommercial-conflict opt-175b"]
    );
    assert_eq!(
        of(&on("mit", "microsoft/Orca-2-7b"), "no-derivatives"),
        ["error no-derivatives microsoft-research-2024"]
    );
    // A code license beside a weights license, and what a comment says, are none.
    let nc = card("license: cc-by-nc-4.0", "Text.\n\n<!-- License: MIT -->");
    let code: Files = &[("acme/x/README.md", &nc), ("acme/x/LICENSE-CODE", apache())];
    found(code, &["warning missing-license-copy cc-by-nc-4.0"]);
    let both: Files = &[("acme/x/README.md", &nc), ("acme/x/LICENSE", apache())];
    found(both, &["error license-conflict cc-by-nc-4.0"]);
    // A named file that is absent; an address elsewhere is never judged.
    let named = card("license: mit", "License: see [LICENSE](LICENSE.md).");
    found(
        &[("acme/x/README.md", &named)],
        &["warning dangling-license-link -", "warning missing-license-copy mit"],
    );
    let address = "license: other\nlicense_name: ours\nlicense_link: https://example.org/terms";
    found(&[("acme/x/README.md", &card(address, "Text."))], &[]);
    found(
        &[("acme/x/README.md", &card("license: other", "Text."))],
        &["warning unnamed-license -"],
    );
}

#[test]
fn lineage_17_and_18() {
    let base = |text: &str| {
        let units = scanned(&[("acme/x/README.md", text)], &ScanOptions::default());
        let bases = units["acme/x"].lineage.bases.iter();
        bases.map(|base| base.base.clone()).collect::<Vec<_>>()
    };
    let says = |text: &str| base(&card("license: mit", text));
    assert_eq!(says("This model is based on Llama-3.1-8B."), ["Llama-3.1-8B"]);
    assert_eq!(says("本模型由 Qwen2.5-7B 微调而来。"), ["Qwen2.5-7B"]);
    for text in [
        "It uses the architecture of Llama-3.1-8B.",
        "It is better than Llama-3.1-8B and Qwen2.5-7B.",
        "| model | score |\n|---|---|\n| Llama-3.1-8B | 3 |",
        "Supported models: Llama-3.1-8B, Qwen2.5-7B.",
        "See the [license of Llama](https://www.llama.com/llama3_1/license/).",
    ] {
        assert_eq!(says(text), [""; 0], "{text}");
    }
    let unlike = card("base_model: Qwen/Qwen2.5-7B", "Qwen2.5-7B was fine-tuned.");
    let adapter =
        |of: &str| format!(r#"{{"base_model_name_or_path": "{of}", "peft_type": "LORA"}}"#);
    let conflict = |of: &str| {
        let config = adapter(of);
        let files: Files =
            &[("acme/x/README.md", &unlike), ("acme/x/adapter_config.json", &config)];
        let units = scanned(files, &ScanOptions::default());
        findings(&units["acme/x"]).iter().any(|it| it.contains("lineage-conflict"))
    };
    assert!(conflict(LLAMA));
    // Two members of one chain, and a quantized twin.
    assert!(!conflict("Qwen/Qwen2.5-7B-Instruct"));
    assert!(!conflict("unsloth/Qwen2.5-7B-bnb-4bit"));
    // The base's name near a word of change.
    let told = |body: &str| {
        let text = card("license: apache-2.0\nbase_model: Qwen/Qwen2.5-7B", body);
        let units = scanned(&[("acme/x/README.md", &text)], &ScanOptions::default());
        !findings(&units["acme/x"]).iter().any(|it| it.contains("change-statement"))
    };
    assert!(told("Qwen2.5-7B was fine-tuned."));
    assert!(!told("A model for letters."));
}

#[test]
fn several_of_everything() {
    // A mark in any card counts, and all cards are compared.
    let english =
        card(&format!("license: other\nlicense_name: skywork\nbase_model: {SKYWORK}"), "Text.");
    let chinese = "# 标题\n\n**Skywork Inside**。本模型由 Skywork-13B-base 微调而来。\n";
    found(
        &[("acme/x/README.md", &english), ("acme/x/README_zh.md", chinese)],
        &["error missing-license-copy skywork-community"],
    );
    let mit = card("license: mit", "Text.");
    let other = "# 标题\n\n本模型采用 Apache-2.0 许可证。\n";
    found(
        &[("acme/x/README.md", &mit), ("acme/x/README_zh.md", other)],
        &[
            "warning license-conflict mit",
            "warning missing-license-copy mit",
            "warning missing-license-copy apache-2.0",
        ],
    );
    // The values of one list do not disagree, and each text is needed.
    let list = card("license: [mit, apache-2.0]", "Text.");
    found(
        &[("acme/x/README.md", &list), ("acme/x/LICENSES/Apache-2.0.txt", apache())],
        &["warning missing-license-copy mit"],
    );
    // One notice for three licenses.
    let bases = format!("base_model:\n- {LLAMA}\n- google/gemma-2-9b\n- Qwen/Qwen2.5-72B");
    let merge = card(&format!("license: other\nlicense_name: x\ntags: [merge]\n{bases}"), "Text.");
    let lines = [
        LLAMA_LINE,
        "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms",
        "Qwen is licensed under the Qwen LICENSE AGREEMENT, Copyright (c) Alibaba Cloud. All Rights Reserved.",
    ];
    let missing = |notice: &str| {
        let files: Files = &[("acme/x/README.md", &merge), ("acme/x/NOTICE", notice)];
        let units = scanned(files, &ScanOptions::default());
        findings(&units["acme/x"]).iter().filter(|it| it.contains("missing-notice")).count()
    };
    assert_eq!(missing(&lines.join("\n\n")), 0);
    assert_eq!(missing(lines[0]), 2);
}

#[test]
fn a_license_in_the_gate_of_a_card_is_a_copy() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/mistral-mrl-0.1");
    let text = fs::read_dir(corpus).ok().and_then(|mut files| {
        fs::read_to_string(files.next()?.ok()?.path()).ok().filter(|text| text.len() > 5000)
    });
    let Some(text) = text else {
        println!("skipped: ../shared/corpus is not here");
        return;
    };
    let gate: String = text.lines().map(|line| format!("  {line}\n")).collect();
    let front = format!(
        "license: other\nlicense_name: mrl\nbase_model: mistralai/Pixtral-Large-Instruct-2411\n\
         extra_gated_prompt: |\n{gate}"
    );
    let text = card(front.trim_end(), "Pixtral-Large-Instruct-2411 was fine-tuned.");
    found(&[("acme/x/README.md", &text)], &["error missing-notice mistral-mrl-0.1"]);
}
