#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use serde_json::Value;

use super::*;
use crate::language::Bilingual;
use crate::report::sample;

fn printed(units: &[Judged]) -> String {
    let mut out = Vec::new();
    let mut report = Json::new(&mut out, vec!["models".into()], Language::En);
    for judged in units {
        report.unit(judged).unwrap();
    }
    report.finish(&sample::summary()).unwrap();
    String::from_utf8(out).unwrap()
}

fn keys_in_order(text: &str, keys: &[&str]) {
    let mut at = 0;
    for key in keys {
        let quoted = format!("\"{key}\":");
        let found = text[at..].find(&quoted);
        assert!(found.is_some(), "{key} stands in its place in {text}");
        at += found.unwrap() + quoted.len();
    }
}

#[test]
fn one_object_has_the_keys_of_the_contract_in_their_order() {
    let text = printed(&[sample::derivative(), sample::clean()]);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "licscan.scan/1");
    assert_eq!(value["tool"]["name"], "licscan");
    assert_eq!(value["roots"][0], "models");
    assert_eq!(value["units"].as_array().unwrap().len(), 2);
    assert_eq!(value["complete"], true);
    keys_in_order(&text, &["schema", "tool", "name", "version", "index", "roots", "units"]);
    let unit = text.lines().nth(2).unwrap();
    keys_in_order(
        unit,
        &[
            "path",
            "name",
            "owner",
            "kind",
            "layout",
            "relation",
            "documents",
            "path",
            "kind",
            "applies_to",
            "verdict",
            "licenses",
            "id",
            "verdict",
            "declared",
            "license",
            "raw",
            "path",
            "line",
            "lineage",
            "base",
            "relation",
            "licenses",
            "evidence",
            "path",
            "line",
            "field",
            "findings",
            "rule",
            "level",
            "license",
            "clause",
            "duty",
            "message",
            "remedy",
            "path",
            "line",
            "fingerprint",
            "fixable",
        ],
    );
    keys_in_order(
        text.rsplit_once("\"complete\"").unwrap().1,
        &["summary", "units", "documents", "bytes_read", "errors", "warnings", "notes", "waived"],
    );
}

#[test]
fn what_is_empty_is_absent_or_null_as_the_contract_says() {
    let value: Value = serde_json::from_str(&printed(&[sample::clean()])).unwrap();
    let unit = value["units"][0].as_object().unwrap();
    assert!(!unit.contains_key("same_as") && !unit.contains_key("judged_as"));
    assert!(unit["owner"].is_null());
    let document = unit["documents"][0].as_object().unwrap();
    assert!(!document.contains_key("inherited"));

    let mut judged = sample::derivative();
    judged.unit.outline.same_as = Some("models/twin".into());
    judged.lineage.judged_as = Some(Bilingual::same("the card says so"));
    judged.unit.documents[0].inherited = true;
    let finding = &mut judged.findings[1];
    (finding.license, finding.clause, finding.duty) = (None, None, None);
    (finding.remedy, finding.place) = (None, None);
    let value: Value = serde_json::from_str(&printed(&[judged])).unwrap();
    let unit = &value["units"][0];
    assert_eq!(unit["same_as"], "models/twin");
    assert_eq!(unit["judged_as"], "the card says so");
    assert_eq!(unit["documents"][0]["inherited"], true);
    let finding = unit["findings"][1].as_object().unwrap();
    assert!(!finding.contains_key("duty") && !finding.contains_key("remedy"));
    for key in ["license", "clause", "path", "line"] {
        assert!(finding[key].is_null(), "{key}");
    }
    assert_eq!(finding["fingerprint"].as_str().unwrap().len(), 16);
}

#[test]
fn a_scan_of_nothing_is_one_object_too() {
    let value: Value = serde_json::from_str(&printed(&[])).unwrap();
    assert_eq!(value["units"].as_array().unwrap().len(), 0);
}

#[test]
fn lines_have_one_unit_each_and_the_summary_last() {
    let mut out = Vec::new();
    let mut report = JsonLines::new(&mut out, vec!["模型".into()], Language::En);
    report.unit(&sample::derivative()).unwrap();
    report.unit(&sample::clean()).unwrap();
    report.finish(&sample::summary()).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["name"], "acme-13b");
    assert_eq!(lines[2]["roots"][0], "模型");
    assert_eq!(lines[2]["summary"]["errors"], 2);
}

#[test]
fn names_stay_data_and_the_output_stays_valid() {
    let mut judged = sample::clean();
    judged.unit.outline.path = "models/a\u{1b}[2J\u{fffd}\n\u{202e}许可".into();
    let value: Value = serde_json::from_str(&printed(&[judged.clone()])).unwrap();
    assert_eq!(value["units"][0]["path"], judged.unit.outline.path.as_str());
}
