#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod keys;

use std::path::Path;

use super::{config::Config, load::parse, trust::strict_part, *};

fn said(text: &str) -> String {
    parse(Path::new("licscan.toml"), text).unwrap_err().to_string()
}

/// Every way in which a policy can be wrong, and what is said then. A waiver that is right but for one line
/// has the line last.
#[test]
fn every_bad_key_type_date_and_glob_is_answered_with_its_place() {
    const WAIVER: &str =
        "[[waiver]]\nrule = \"missing-notice\"\nunit = \"acme/*\"\nreason = \"r\"\nowner = \"o\"\n";
    const DECLARATION: &str = "[[declaration]]\nunit = \"*\"\nlicense = \"llama3.1\"\nduty = \"user-threshold\"\nsays = \"few\"\nby = \"o\"\n";
    let waiver = |last: &str| format!("{WAIVER}{last}\n");
    let cases = [
        "rolle = \"host\"".to_owned(),
        "xyz = 1".to_owned(),
        "role = \"publisher\"".to_owned(),
        "role = 3".to_owned(),
        "role = ".to_owned(),
        "commercial = \"yes\"".to_owned(),
        "territory = \"EU\"".to_owned(),
        "territory = [\"Europe\"]".to_owned(),
        "territory = [1]".to_owned(),
        "lang = \"fr\"".to_owned(),
        "private-ok = [\"\"]".to_owned(),
        "allow = [\"mit\"]".to_owned(),
        "allow = []".to_owned(),
        "[[allow]]".to_owned(),
        "deny = \"mit\"".to_owned(),
        "[allow]\nlicenses = [\n  \"mit\",\n  \"mot\",\n]".to_owned(),
        "[allow]\nlicences = [\"mit\"]".to_owned(),
        "[allow]\nfacts = [\"revocable\"]".to_owned(),
        "[allow]\nlicenses = [\"apache-2.1\"]".to_owned(),
        "[allow]\nlicenses = [\"no such thing\"]".to_owned(),
        "[allow]\nlicenses = [7]".to_owned(),
        "[deny]\nfamilies = [\"llama-comunity\"]".to_owned(),
        "[deny]\nfacts = [\"noncommercial\"]".to_owned(),
        "[rules]\nmissing-notise = \"off\"".to_owned(),
        "[rules]\nmissing-notice = \"loud\"".to_owned(),
        "[rules]\nmissing-notice = true".to_owned(),
        "[visibility]\ninternal = \"acme/*\"".to_owned(),
        "[visibility]\ninternal = [\"acme/[\"]".to_owned(),
        "[visibility]\npublic = []".to_owned(),
        "[[owner]]\nname = \"nlp\"".to_owned(),
        "[[owner]]\nname = \"nlp\"\nunits = [\"{a\"]".to_owned(),
        "[waiver]\nrule = \"missing-notice\"".to_owned(),
        waiver(""),
        waiver("expires = \"2026-12-31\""),
        waiver("expires = 2026-13-31"),
        waiver("expires = 2026-02-30"),
        waiver("expires = 2026-12-31T10:00:00Z"),
        waiver("expires = 10:00:00"),
        waiver("expires = 20261231"),
        waiver("expires = 2026-12-31\nexpire = 2026-12-31"),
        waiver("expires = 2026-12-31").replace("acme/*", "acme/**x["),
        waiver("expires = 2026-12-31").replace("missing-notice", "missing-notices"),
        waiver("expires = 2026-12-31").replace("missing-notice", "expired-waiver"),
        waiver("expires = 2026-12-31").replace("\"r\"", "\" \""),
        waiver("expires = 2026-12-31").replace("\"o\"", "[\"o\"]"),
        waiver("expires = 2026-12-31\nlicense = \"llama\""),
        format!("{DECLARATION}date = \"today\""),
        format!("{DECLARATION}date = 2026-01-01").replace("user-threshold", "user-treshold"),
        format!("{DECLARATION}date = 2026-01-01").replace("user-threshold", "users"),
        "[[clarify]]\nsha256 = \"abc\"\nlicense = \"mit\"\nby = \"me\"\ndate = 2026-01-01"
            .to_owned(),
        "[[clarify]]\nsha256 = 12\nlicense = \"mit\"\nby = \"me\"\ndate = 2026-01-01".to_owned(),
        "# 许可\nrole = \"host\" 可".to_owned(),
    ];
    let answers: String =
        cases.iter().map(|case| format!("{case}\n  => {}\n\n", said(case))).collect();
    insta::assert_snapshot!(answers);
}

#[test]
fn a_whole_policy_is_read() {
    let config = parse(Path::new("licscan.toml"), WHOLE).unwrap();
    assert_eq!(config.allow.licenses[0].0, "apache-2.0");
    assert_eq!(config.waiver.len(), 1);
    assert!(parse(Path::new("licscan.toml"), "").unwrap().allow.is_empty());
}

const WHOLE: &str = r#"
role = "redistribute"
commercial = true
territory = ["DE"]
lang = "zh"
private-ok = ["acme-internal"]

[allow]
licenses = ["Apache-2.0", "mit"]
families = ["llama-community"]

[deny]
licenses = ["cc-by-nc-4.0"]
families = ["gpl"]
facts = ["non-commercial", "revocable", "territory"]

[rules]
missing-source = "off"
missing-license = "error"

[visibility]
internal = ["acme/draft-*"]

[[waiver]]
rule = "missing-notice"
unit = "acme/*"
license = "llama3.1"
reason = "shown in the product"
owner = "legal"
expires = 2026-12-31

[[declaration]]
unit = "acme/*"
license = "llama3.1"
duty = "user-threshold"
says = "below 700 million users"
by = "legal"
date = 2026-01-01
expires = 2027-01-01

[[clarify]]
sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
license = "mit"
by = "a reader"
date = 2026-01-01

[[owner]]
name = "nlp"
units = ["acme/*"]
"#;

#[test]
fn a_stranger_keeps_only_what_is_stricter() {
    let config = parse(Path::new("licscan.toml"), WHOLE).unwrap();
    let (strict, left_out) = strict_part(config);
    assert_eq!(
        left_out,
        [
            "role",
            "lang",
            "private-ok",
            "rules",
            "visibility",
            "waiver",
            "declaration",
            "clarify",
            "owner"
        ]
    );
    assert!(strict.commercial && !strict.allow.is_empty() && !strict.deny.facts.is_empty());
    let kept: Vec<&str> = strict.rules.keys().map(|rule| rule.0).collect();
    assert_eq!(kept, ["missing-license"]);
    assert_eq!(strict_part(Config::default()).1, [""; 0]);
}

#[test]
fn a_glob_means_a_name_a_path_or_a_bare_name() {
    let names = Names {
        full: "acme/x-7b".to_owned(),
        bare: "x-7b".to_owned(),
        path: Some("models/acme/x-7b".to_owned()),
    };
    let matches = |glob: &str| {
        let config = format!("[visibility]\ninternal = [\"{glob}\"]");
        let config = parse(Path::new("licscan.toml"), &config).unwrap();
        config.visibility.internal[0].matches(&names)
    };
    for glob in
        ["acme/x-7b", "acme/*", "x-*", "models/acme/x-7b", "models/**", "**/x-7b", "*/{x,y}-7b"]
    {
        assert!(matches(glob), "{glob}");
    }
    for glob in ["x", "models/*", "acme", "other/*", "Acme/*", "/acme/*"] {
        assert!(!matches(glob), "{glob}");
    }
}
