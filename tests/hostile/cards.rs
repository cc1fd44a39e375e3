//! Front matter and configuration files made to break a parser: bombs, towers, endless keys. A card that
//! the Hub would refuse is a finding, and the rest of the model is judged.

use std::fmt::Write as _;

use crate::disk::{Disk, card, rules};

/// Front matter that no reader may choke on, each with the reason of its being here.
fn towers() -> Vec<(&'static str, String)> {
    let letters: Vec<char> = ('b'..='j').collect();
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut last = 'a';
    for letter in letters {
        let unfolded = vec![format!("*{last}"); 10].join(", ");
        writeln!(bomb, "{letter}: &{letter} [{unfolded}]").unwrap();
        last = letter;
    }
    vec![
        ("aliases that unfold to a thousand million words", bomb),
        ("an alias inside its own anchor", "a: &a [*a]".to_owned()),
        ("many aliases", format!("a: &a x\nb: [{}]", vec!["*a"; 5000].join(", "))),
        ("flow lists in one another", format!("a: {}", "[".repeat(100_000))),
        ("flow mappings in one another", format!("a: {}", "{a: ".repeat(30_000))),
        ("blocks in one another", (0..2000).map(|n| " ".repeat(n) + "a:\n").collect()),
        ("one endless word", format!("a: {}", "x".repeat(1 << 20))),
        ("many keys", (0..200_000).map(|n| format!("k{n}: 1\n")).collect()),
        ("the same key over and over", "license: mit\n".repeat(50_000)),
        ("quotes that never end", format!("a: \"{}", "\\\\".repeat(200_000))),
        ("many anchors", (0..50_000).map(|n| format!("k{n}: &x{n} v\n")).collect()),
        ("many directives", "%YAML 1.1\n".repeat(30_000)),
        ("many documents", "a: 1\n...\n".repeat(20_000)),
        ("question marks", "? ".repeat(30_000)),
        ("exclamation marks", "! ".repeat(30_000)),
        ("dashes", "- ".repeat(30_000)),
        ("colons", ":".repeat(200_000)),
        ("tabs", "\t".repeat(200_000)),
        ("a tag that would run a program", "a: !!python/object/apply:os.system [x]".to_owned()),
        ("merge keys", "b:\n  <<: *a\n".repeat(1000)),
        ("surrogates as escapes", r#"a: "\ud800\udfff\uffff""#.to_owned()),
    ]
}

#[test]
fn towers_in_front_matter_end_and_are_told() {
    let disk = Disk::new();
    for (number, (_, tower)) in towers().iter().enumerate() {
        let place = format!("store/{number:02}");
        disk.write(format!("{place}/README.md"), card(&format!("license: mit\n{tower}")));
        disk.write(format!("{place}/model.gguf"), "GGUF");
        disk.write(format!("{place}/mergekit_config.yml"), tower);
    }
    let (scan, code) = disk.scan("store");
    assert!([0, 1].contains(&code), "{code}");
    assert_eq!(scan["units"].as_array().unwrap().len(), towers().len());
    for (unit, (what, _)) in scan["units"].as_array().unwrap().iter().zip(towers()) {
        let told = rules(unit).contains(&"invalid-card");
        let is_valid = ["one endless word", "tabs", "surrogates as escapes"].contains(&what);
        assert!(told || is_valid, "{what}: {unit:#}");
    }
}

#[test]
fn a_card_without_an_end_of_its_front_matter_is_read_once() {
    for body in
        ["license: mit\n".repeat(300_000), "--- x\n".repeat(400_000), "\r---x".repeat(400_000)]
    {
        let disk = Disk::new();
        disk.write("model/README.md", format!("---\n{body}"));
        disk.write("model/model.gguf", "GGUF");
        let (scan, code) = disk.scan("model");
        assert_eq!((code, &scan["summary"]["units"]), (0, &1.into()));
    }
}

#[test]
fn towers_in_configurations_end() {
    let disk = Disk::new();
    for (number, content) in [
        "[".repeat(200_000),
        "{\"a\":".repeat(200_000),
        format!("{{\"_name_or_path\": \"{}\"}}", "a/".repeat(500_000)),
        format!("{{\"architectures\": [{}]}}", vec!["\"a/b\""; 200_000].join(",")),
        format!("{{{}}}", vec!["\"model_type\":[\"a\"]"; 200_000].join(",")),
        format!("{{\"auto_map\": {{{}}}}}", vec!["\"A\": \"a/b--c.D\""; 100_000].join(",")),
        format!("{{\"vocab_size\": {}}}", "9".repeat(500_000)),
        "{\"a\": 1e999999, \"b\": -0, \"model_type\": \"\\ud800\"}".to_owned(),
        "\u{feff}{}".to_owned(),
        "NaN".repeat(300_000),
    ]
    .iter()
    .enumerate()
    {
        for name in ["config.json", "adapter_config.json", "model_index.json", "modules.json"] {
            disk.write(format!("store/{number}/{name}"), content);
        }
        disk.write(format!("store/{number}/model.gguf"), "GGUF");
    }
    let (scan, code) = disk.scan("store");
    assert_eq!(code, 0, "{scan:#}");
    assert_eq!(scan["summary"]["units"], 10);
}

#[test]
fn of_fifty_thousand_license_files_that_are_not_there_a_hundred_are_told() {
    let disk = Disk::new();
    let front = format!("license: other\nlicense_link:\n{}", "- LICENSE\n".repeat(50_000));
    disk.write("model/README.md", card(&front));
    disk.write("model/model.gguf", "GGUF");
    let (scan, _) = disk.scan("model");
    let told = rules(&scan["units"][0]);
    assert_eq!(told.iter().filter(|rule| **rule == "dangling-license-link").count(), 100);
}

#[test]
fn a_card_that_names_a_thousand_bases_is_judged_in_the_end() {
    let list: String = (0..20_000).map(|n| format!("- owner{n}/model-{n}\n")).collect();
    let prose: String =
        (0..60_000).map(|n| format!("Fine-tuned from owner{n}/model-{n}-7B.\n")).collect();
    let disk = Disk::new();
    disk.write("store/list/README.md", card(&format!("license: other\nbase_model:\n{list}")));
    disk.write("store/prose/README.md", card("license: other\nlibrary_name: x") + &prose);
    let (scan, code) = disk.scan("store");
    assert!([0, 1].contains(&code), "{code}");
    for unit in scan["units"].as_array().unwrap() {
        let bases = unit["lineage"].as_array().unwrap().len();
        assert!((1..=200).contains(&bases), "{bases} bases of {}", unit["path"]);
    }
}
