//! Whatever a scan says exists in English and in Chinese: over all fixtures, for every rule, in each report.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

use assert_cmd::cargo::cargo_bin;
use licscan::{
    finding::Finding,
    language::{Bilingual, is_han},
    policy::{self, Chosen, today::today},
    rules::RULES,
    scan::{Judged, ScanOptions, scan},
};
use serde_json::Value;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every store of the fixtures.
fn stores() -> Vec<PathBuf> {
    let mut stores = vec![PathBuf::from("fixtures/models")];
    for rule in RULES {
        for side in ["fires", "silent"] {
            stores.push(PathBuf::from("fixtures/rules").join(rule.name).join(side));
        }
    }
    stores
}

/// All units, and what is said about the policies. That of a store lies at its root and holds as the caller's.
fn judged() -> (Vec<Judged>, Vec<Finding>) {
    let (mut all, mut about_policies) = (Vec::new(), Vec::new());
    for store in stores() {
        let roots = [project().join(store)];
        let chosen = Chosen {
            file: None,
            none: false,
            trust_trees: true,
            working_folder: &roots[0],
            today: today(Some("2026-01-01"), None).unwrap(),
            role_is_typed: false,
        };
        let (policies, _) = policy::load(&roots, &chosen).unwrap();
        let options = ScanOptions { policies: Some(&policies), ..ScanOptions::default() };
        let summary = scan(&roots, &options, &mut |judged| {
            all.push(judged);
            Ok(())
        });
        about_policies.extend(summary.unwrap().about_policy);
    }
    (all, about_policies)
}

/// English words that stand in no name, quotation or key: a Chinese sentence has none of them.
const ENGLISH: [&str; 14] = [
    " the ", " asks ", " that ", " which ", " not ", " of ", " and ", " is ", " was ", " its ",
    " in ", " with ", " names ", "found",
];

/// What stands between quotation marks, is the name of a clause, or is to be written into a file, was written
/// by others.
fn without_quotations(text: &str) -> String {
    let text = text.split_once("写入：").map_or(text, |(before, _)| before);
    let mut plain = String::new();
    let mut depth = 0_usize;
    for ch in text.chars() {
        match ch {
            '“' | '《' | '［' | '(' => depth += 1,
            '”' | '》' | '］' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(ch),
            _ => {}
        }
    }
    plain
}

fn is_said_twice(words: &Bilingual) {
    assert!(words.zh.chars().any(is_han), "{words:?}");
    assert!(!words.en.contains(['。', '，', '；', '（']), "{words:?}");
    let plain = without_quotations(&words.zh);
    assert!(!ENGLISH.iter().any(|word| plain.contains(word)), "{words:?}");
}

#[test]
fn every_message_of_every_rule_exists_in_both_languages() {
    let mut fired = BTreeSet::new();
    let (units, about_policies) = judged();
    let of_units = units.iter().flat_map(|judged| &judged.findings);
    for finding in of_units.chain(&about_policies) {
        fired.insert(finding.rule);
        is_said_twice(&finding.message);
        finding.remedy.iter().for_each(is_said_twice);
    }
    for judged in units {
        judged.lineage.judged_as.iter().for_each(is_said_twice);
        judged.unit.outline.partial.iter().for_each(is_said_twice);
    }
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(fired, known);
}

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(cargo_bin("licscan"))
        .args(arguments)
        .current_dir(project())
        .env_remove("CLICOLOR_FORCE")
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn json_has_the_same_keys_and_the_message_in_the_chosen_language() {
    let scan = |language: &str| -> Value {
        let arguments = ["fixtures/models", "--format", "json", "--lang", language];
        serde_json::from_str(&printed(&arguments)).unwrap()
    };
    let (en, zh) = (scan("en"), scan("zh"));
    assert_eq!(en["summary"], zh["summary"]);
    let findings = |scan: &Value| -> Vec<Value> {
        let units = scan["units"].as_array().unwrap().iter();
        units.flat_map(|unit| unit["findings"].as_array().unwrap().clone()).collect()
    };
    let (en, zh) = (findings(&en), findings(&zh));
    assert!(en.len() > 20 && en.len() == zh.len());
    for (mut en, mut zh) in en.into_iter().zip(zh) {
        let message = |finding: &mut Value| {
            let object = finding.as_object_mut().unwrap();
            object.remove("remedy");
            object.remove("message").unwrap().as_str().unwrap().to_owned()
        };
        is_said_twice(&Bilingual::new(message(&mut en), message(&mut zh)));
        // Order, level, place and fingerprint are those of the finding, in whatever language.
        assert_eq!(en, zh);
    }
}

#[test]
fn the_locale_chooses_no_language_of_a_scan() {
    let usual = printed(&["fixtures/models"]);
    assert_eq!(usual, printed(&["fixtures/models", "--lang", "en"]));
    let explained = printed(&["explain", "missing-notice"]);
    assert_eq!(explained, printed(&["explain", "missing-notice", "--lang", "zh"]));
    assert!(explained.contains("为什么重要") && usual.contains("What to do next:"));
}

#[test]
fn a_scan_in_chinese() {
    let text = printed(&["fixtures/models", "--lang", "zh", "--verbose"]);
    let cut = text.rsplit_once("licscan ").unwrap().0;
    for line in cut.lines().filter(|line| !line.contains(" | ")) {
        let plain = without_quotations(line);
        assert!(!ENGLISH.iter().any(|word| plain.contains(word)), "{line}");
    }
    assert!(text.trim_end().ends_with("不构成法律意见"), "{text}");
    for words in ["错误[missing-attribution]", "  = 依据: ", "  = 建议: ", "后续步骤：", "项错误，"]
    {
        assert!(cut.contains(words), "{words}");
    }
}
