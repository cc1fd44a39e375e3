//! The registry, and what all rules together say about a whole folder.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;

use crate::{
    document::DocumentKind,
    finding::{Finding, Level},
    language::{Bilingual, Language},
    library::duty::Role,
    lineage::{KnownFrom, Relation},
    unit::UnitKind,
};

use super::{RULES, pages, testing::Folder};

const LLAMA_NOTICE: &str = "Llama 3.1 is licensed under the Llama 3.1 Community License, \
                            Copyright (c) Meta Platforms, Inc. All Rights Reserved.";

fn rules_of(findings: &[Finding]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn rules_are_sorted_and_unique() {
    assert!(RULES.windows(2).all(|pair| pair[0].name < pair[1].name));
}

#[test]
fn names_are_kebab_case() {
    for rule in RULES {
        let plain = |ch: char| ch.is_ascii_lowercase() || ch == '-';
        assert!(rule.name.chars().all(plain) && !rule.name.starts_with('-'), "{}", rule.name);
    }
}

#[test]
fn every_rule_has_its_page() {
    for rule in RULES {
        let at = |heading: &str| rule.docs.find(heading);
        let sections = ["## What it does", "## Why it matters", "## How to mend it"].map(at);
        assert!(sections.iter().all(Option::is_some) && sections.is_sorted(), "{}", rule.name);
        assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "{}", rule.name);
        let chinese = rule.page(Language::Zh);
        let at = |heading: &str| chinese.find(heading);
        let sections = ["## 检查内容", "## 为什么重要", "## 如何整改", "## 示例"].map(at);
        assert!(sections.iter().all(Option::is_some) && sections.is_sorted(), "{chinese}");
        let summary = rule.summary(Language::Zh);
        assert!(!summary.is_empty() && !summary.ends_with('。'), "{}", rule.name);
        let page = pages::of(rule.name);
        assert!(!page.before.is_empty() && page.before != page.after, "{}", rule.name);
        assert!(rule.since.split('.').count() == 3, "{}", rule.name);
    }
}

#[test]
fn every_rule_file_is_registered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let mut in_files = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let declares_a_rule = |text: String| {
            text.lines().any(|line| line.starts_with("pub static") && line.contains(": Rule ="))
        };
        if path.extension().is_some_and(|ext| ext == "rs")
            && declares_a_rule(std::fs::read_to_string(&path).unwrap())
        {
            in_files.insert(path.file_stem().unwrap().to_string_lossy().replace('_', "-"));
        }
    }
    let registered: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(in_files, registered);
}

#[test]
fn a_skywork_derivative_that_breaks_everything() {
    let folder = Folder::new("acme/acme-13b")
        .card("---\nlicense: apache-2.0\n---\n# Acme 13B\n\nA fine model.\n")
        .license("LICENSE", "apache-2.0")
        .says("apache-2.0")
        .base("Skywork/Skywork-13B-base", Relation::Finetune, &["skywork-community"]);
    assert_eq!(
        folder.loud(),
        [
            "missing-attribution error",
            "missing-license-copy error",
            "dropped-restrictions warning",
            "missing-change-statement warning",
            "missing-source warning"
        ]
    );
}

#[test]
fn a_skywork_derivative_that_meets_everything() {
    let findings = Folder::new("acme/acme-13b")
        .card("---\nbase_model: Skywork/Skywork-13B-base\n---\n# Acme 13B - Skywork Inside\n\nFine-tuned from Skywork-13B-base.\n")
        .text("misc/Skywork.pdf", DocumentKind::License, "(the text)", Some(("skywork-community", "inside", crate::identify::Verdict::Altered)))
        .says("skywork-community")
        .base("Skywork/Skywork-13B-base", Relation::Finetune, &["skywork-community"])
        .check();
    assert_eq!(rules_of(&findings), BTreeSet::from(["declaration-needed"]));
    assert!(findings[0].message.contains("(二.1) No military use"), "{}", findings[0].message);
}

#[test]
fn a_llama_derivative_without_mark_notice_and_prefix() {
    let bare = || {
        Folder::new("acme/acme-8b").base(
            "meta-llama/Llama-3.1-8B",
            Relation::Finetune,
            &["llama3.1"],
        )
    };
    assert_eq!(
        bare().card("# Acme\n").license("LICENSE", "llama3.1").says("llama3.1").loud(),
        ["missing-attribution error", "missing-notice error", "naming-requirement error"]
    );
    let good = Folder::new("acme/Llama-acme-8b")
        .card("# Acme\n\n**Built with Llama**\n")
        .license("LICENSE", "llama3.1")
        .notice(LLAMA_NOTICE)
        .base("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"]);
    assert_eq!(good.loud(), [] as [&str; 0]);
    let nothing = bare().loud();
    assert!(nothing.contains(&"missing-license warning".to_owned()));
    assert!(nothing.contains(&"missing-license-copy error".to_owned()));
}

#[test]
fn the_terms_of_another_maker_bind_though_no_base_is_named() {
    let owed = ["missing-attribution error", "missing-notice error", "naming-requirement error"];
    // The first has its owner in the name of its folder, the second from the folder above.
    let told = |name: &str| {
        let of = Folder::new(name).card("# Acme\n");
        of.outline(|it| it.folder = format!("someone__{}", it.name).into())
    };
    let above = |name: &str| {
        Folder::new(name).card("# Acme\n").outline(|it| it.folder = it.name.clone().into())
    };
    assert_eq!(told("acme/acme-8b").license("LICENSE", "llama3.1").loud(), owed);
    let declared = ["missing-attribution error", "missing-license-copy error"];
    let declared = [declared.as_slice(), &owed[1..]].concat();
    assert_eq!(told("acme/acme-8b").says("llama3.1").loud(), declared);
    assert_eq!(above("acme/acme-8b").says("llama3.1").loud(), declared);
    // The maker, one of its offices, somebody unknown, what may be the maker's working copy, and a part with
    // terms of its own.
    for folder in [
        told("meta-llama/next-8b").license("LICENSE", "llama3.1"),
        told("Meta-Llama-Lab/next-8b").license("LICENSE", "llama3.1"),
        told("next-8b").license("LICENSE", "llama3.1"),
        above("drafts/next-8b").license("LICENSE", "llama3.1"),
        told("acme/acme-8b").license("LICENSE", "mit").license("encoder/LICENSE", "llama3.1"),
    ] {
        assert_eq!(folder.loud(), [] as [&str; 0]);
    }
    assert_eq!(above("drafts/llama-next").says("llama3.1").loud(), ["missing-license-copy error"]);
}

#[test]
fn who_owes_what() {
    let folder = |relation| {
        Folder::new("acme/copy")
            .card("---\nbase_model: Skywork/Skywork-13B\n---\n# Copy\n")
            .license("LICENSE", "skywork-community")
            .says("skywork-community")
            .base("Skywork/Skywork-13B", relation, &["skywork-community"])
    };
    // A mirror is no derivative: neither mark nor change statement.
    assert_eq!(folder(Relation::Mirror).loud(), [] as [&str; 0]);
    assert_eq!(folder(Relation::Quantized).loud(), ["missing-change-statement warning"]);
    assert_eq!(
        folder(Relation::Finetune).roles(&[Role::RedistributeOriginal]).loud(),
        [] as [&str; 0]
    );
    // Its licensor is not bound by it.
    let by_licensor = Folder::new("Skywork/Skywork-13B-Math")
        .card("# Math\n")
        .license("LICENSE", "skywork-community")
        .says("skywork-community")
        .base("Skywork/Skywork-13B", Relation::Finetune, &["skywork-community"]);
    assert_eq!(by_licensor.loud(), [] as [&str; 0]);
    let original = Folder::new("Skywork/Skywork-13B")
        .card("# Skywork\n")
        .says("skywork-community")
        .relation(Relation::Original);
    assert_eq!(original.check(), []);
}

#[test]
fn an_adapter_is_milder_about_copies() {
    let adapter = Folder::new("acme/llama-lora")
        .card("# L\n\nBuilt with Llama\n")
        .license("LICENSE", "llama3.1")
        .base("meta-llama/Llama-3.1-8B", Relation::Adapter, &["llama3.1"]);
    assert_eq!(adapter.loud(), ["missing-notice warning"]);
}

#[test]
fn memory_gives_notes_and_the_unknown_one_note() {
    let memory = Folder::new("acme/a-8b").card("# A\n").license("LICENSE", "mit").says("mit");
    let findings = memory
        .base_known("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"], KnownFrom::Memory)
        .check();
    assert!(findings.iter().all(|finding| finding.level == Level::Note));
    assert!(rules_of(&findings).contains("missing-attribution"));
    for (licenses, known) in [
        (&["jamba-open-model"][..], KnownFrom::Table),
        (&["llama3.1"], KnownFrom::Family),
        (&[], KnownFrom::Nothing),
    ] {
        let findings = Folder::new("acme/a")
            .card("# A\n")
            .license("LICENSE", "mit")
            .says("mit")
            .base_known("x/y", Relation::Finetune, licenses, known)
            .check();
        assert_eq!(rules_of(&findings), BTreeSet::from(["declaration-needed"]));
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.contains("x/y are unknown"), "{}", findings[0].message);
    }
}

#[test]
fn of_two_revisions_the_common_duties_bind() {
    let folder = |id: &str| {
        Folder::new("acme/g")
            .card("# G\n")
            .license("LICENSE", id)
            .base("google/gemma-2b", Relation::Finetune, &["gemma-2025-03-24"])
            .alternatives(&["gemma-2024-04-01"])
    };
    assert_eq!(folder("gemma-2024-04-01").loud(), [] as [&str; 0]);
    assert_eq!(folder("gemma-2025-03-24").loud(), [] as [&str; 0]);
    assert_eq!(folder("mit").loud(), ["missing-license-copy error"]);
    let notes = folder("gemma-2025-03-24").check();
    assert!(notes[0].message.contains("depends on its revision"), "{}", notes[0].message);
}

#[test]
fn what_is_no_model_owes_nothing() {
    let documents = Folder::new("x/docs")
        .outline(|outline| outline.kind = UnitKind::Documents)
        .card("# Docs\n")
        .base("Skywork/Skywork-13B", Relation::Finetune, &["skywork-community"])
        .check();
    assert_eq!(documents.len(), 1);
    assert!(documents[0].message.contains("not a model folder"));
    let dataset = Folder::new("x/data")
        .outline(|outline| outline.kind = UnitKind::Dataset)
        .card("# Data\n")
        .problem("a key stands twice")
        .check();
    assert_eq!(rules_of(&dataset), BTreeSet::from(["invalid-card"]));
    let twin = Folder::new("x/twin")
        .outline(|outline| outline.same_as = Some("y".to_owned()))
        .card("# Twin\n")
        .check();
    assert_eq!(twin, []);
    let partial = Folder::new("x/part")
        .outline(|outline| outline.partial = Some(Bilingual::same("an incomplete blob")))
        .base("Skywork/Skywork-13B", Relation::Finetune, &["skywork-community"])
        .check();
    assert_eq!(partial.len(), 1);
    assert_eq!(partial[0].message, "not downloaded: an incomplete blob; duties were not judged");
}

#[test]
fn findings_are_sorted_and_said_once() {
    let findings = Folder::new("acme/merge")
        .card("# M\n")
        .base("meta-llama/Llama-3.1-8B", Relation::Merge, &["llama3.1"])
        .base("acme/Llama-3.1-8B-b", Relation::Merge, &["llama3.1"])
        .check();
    assert!(findings.windows(2).all(|pair| pair[0].level >= pair[1].level));
    let marks = findings.iter().filter(|finding| finding.rule == "missing-attribution");
    assert_eq!(marks.count(), 1);
}
