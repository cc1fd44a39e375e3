//! What is generated and committed is fresh: the page of each rule, the help of each command, and the
//! parts of the README that stand between `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
//!
//! `UPDATE=1 cargo test --test generated` writes what differs.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use assert_cmd::cargo::cargo_bin;
use licscan::{
    language::Language,
    rules::{RULES, Rule},
};

/// The commands whose help stands in `docs/cli.md`, in the order of `licscan --help`.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["scan"],
    &["check"],
    &["merge"],
    &["audit"],
    &["audit", "report"],
    &["audit", "diff"],
    &["audit", "export"],
    &["fix"],
    &["notice"],
    &["init"],
    &["identify"],
    &["explain"],
    &["licenses"],
    &["hook"],
    &["hook", "install"],
    &["hook", "uninstall"],
    &["hook", "run"],
    &["completions"],
    &["man"],
    &["signatures"],
    &["signatures", "build"],
    &["signatures", "templates"],
    &["signatures", "check"],
    &["signatures", "evidence"],
    &["signatures", "clauses"],
];

/// The model whose errors the README shows; everything else is an ellipsis there.
const SHOWN_IN_README: &str = "fixtures/models/acme/acme-13b-chat (";

/// The file in the crate's folder.
fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Writes the file where `UPDATE` is set, else says whether it is fresh.
fn agree(path: &str, wanted: &str) {
    let file = at(path);
    let there = fs::read_to_string(&file).unwrap_or_default();
    if there == wanted {
        return;
    }
    assert!(
        env::var_os("UPDATE").is_some(),
        "{path} is stale: `UPDATE=1 cargo test --test generated` writes it"
    );
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, wanted).unwrap();
}

/// What licscan prints, run in the crate's folder without anything of this machine's environment that
/// changes its output.
fn printed_by(arguments: &[&str]) -> String {
    let output = Command::new(cargo_bin("licscan"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn page_of(rule: &Rule, language: Language) -> String {
    let Rule { name, since, .. } = rule;
    let (level, summary) = (rule.level.word(language), rule.summary(language));
    let head = match language {
        Language::En => format!("Level: {level}. Since {since}. It fires when {summary}."),
        Language::Zh => format!("级别：{level}。自 {since} 起。触发条件：{summary}。"),
    };
    let page = rule.page(language);
    let foot = match language {
        Language::En => {
            format!("`licscan explain {name}` prints this page. [All rules](README.md)")
        }
        Language::Zh => {
            format!("`licscan explain {name} --lang zh` 显示本页。[全部规则](README.md)")
        }
    };
    format!("# {name}\n\n{head}\n\n{}\n\n---\n\n{foot}\n", page.trim_end())
}

/// The table of all rules; `folder` leads to their pages.
fn table_of_rules(folder: &str, language: Language) -> String {
    let head = language.choose("| rule | level | fires when |", "| 规则 | 级别 | 触发条件 |");
    let mut table = format!("{head}\n|---|---|---|\n");
    for rule in RULES {
        let (name, level) = (rule.name, rule.level.word(language));
        let summary = rule.summary(language);
        writeln!(table, "| [`{name}`]({folder}{name}.md) | {level} | {summary} |").unwrap();
    }
    table
}

#[test]
fn every_rule_has_its_page_and_no_page_is_left_over() {
    let about_levels = [
        "The level is the default; a duty may lower it, where its text only encourages or where what\n\
         was found is weak evidence.",
        "级别为默认值；条款仅为鼓励性要求，或证据较弱的，级别相应降低。",
    ];
    for (language, folder, title, levels) in [
        (Language::En, "docs/rules", "Rules", about_levels[0]),
        (Language::Zh, "docs/zh/rules", "规则", about_levels[1]),
    ] {
        for rule in RULES {
            agree(&format!("{folder}/{}.md", rule.name), &page_of(rule, language));
        }
        let index = format!("# {title}\n\n{levels}\n\n{}", table_of_rules("", language));
        agree(&format!("{folder}/README.md"), &index);

        let pages: BTreeSet<String> = fs::read_dir(at(folder))
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        let named = RULES.iter().map(|rule| format!("{}.md", rule.name));
        let wanted: BTreeSet<String> = named.chain(["README.md".to_owned()]).collect();
        assert_eq!(pages, wanted);
    }
}

#[test]
fn the_schema_of_the_policy_is_that_of_its_types() {
    agree("docs/licscan.schema.json", &licscan::policy::schema());
}

#[test]
fn the_help_of_every_command_stands_in_the_documentation() {
    let mut page = String::from("# Commands\n\nWhat `--help` prints, command by command.\n");
    for command in COMMANDS {
        let arguments: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let name = ["licscan"].iter().chain(*command).copied().collect::<Vec<_>>().join(" ");
        let help = printed_by(&arguments);
        let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", help.trim_end()).unwrap();
    }
    agree("docs/cli.md", &page);
}

/// The part of a scan's output that the README shows: the errors of one model, and the end. The last
/// line is left out, for its digest changes with every license that is learned.
fn shortened(output: &str) -> String {
    let mut blocks: Vec<&str> = output.split("\n\n").collect();
    let end = blocks.pop().unwrap();
    let tally = end.rsplit_once("\nlicscan ").map_or(end, |(tally, _)| tally);
    let mut shown = Vec::new();
    let mut of_the_model = false;
    for block in blocks {
        let heads_a_model = block.starts_with("fixtures/");
        if heads_a_model {
            of_the_model = block.starts_with(SHOWN_IN_README);
        }
        let steps = block.starts_with("What to do next:");
        if steps || (of_the_model && (heads_a_model || block.starts_with("error"))) {
            shown.push(block);
        } else if shown.last() != Some(&"...") {
            shown.push("...");
        }
    }
    shown.push(tally);
    assert!(shown.len() > 4, "{SHOWN_IN_README} has no error any more");
    shown.join("\n\n")
}

/// The same text with other contents between the markers of a part.
fn with_part(text: &str, name: &str, contents: &str) -> String {
    let (start, end) = (format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->\n"));
    let from = text.find(&start).unwrap_or_else(|| panic!("{start} is missing")) + start.len();
    let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("{end} is missing"));
    format!("{}{contents}{}", &text[..from], &text[to..])
}

#[test]
fn the_readme_shows_what_licscan_prints_and_checks() {
    let scan = shortened(&printed_by(&["fixtures/models"]));
    let parts = BTreeMap::from([
        ("scan", format!("```text\n{scan}\n```\n")),
        ("rules", table_of_rules("docs/rules/", Language::En)),
    ]);
    let mut readme = fs::read_to_string(at("README.md")).unwrap();
    for (name, contents) in &parts {
        readme = with_part(&readme, name, contents);
    }
    agree("README.md", &readme);
}

#[test]
fn every_link_between_the_pages_leads_to_a_file() {
    if env::var_os("UPDATE").is_some() {
        // The pages are being written at this moment.
        return;
    }
    let pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].into_iter().map(at);
    let docs = walkdir::WalkDir::new(at("docs")).into_iter().map(|entry| entry.unwrap());
    let docs = docs.map(walkdir::DirEntry::into_path);
    for page in pages.chain(docs.filter(|path| path.extension().is_some_and(|ext| ext == "md"))) {
        let text = fs::read_to_string(&page).unwrap();
        for (start, _) in text.match_indices("](") {
            let target = text[start + 2..].split([')', '#', '\n']).next().unwrap_or_default();
            let elsewhere = target.is_empty() || target.contains("://");
            let there = page.parent().unwrap().join(target).exists();
            assert!(elsewhere || there, "{} leads to {target}, which is not there", page.display());
        }
    }
}
