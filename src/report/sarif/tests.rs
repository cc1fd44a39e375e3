#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::*;
use crate::report::sample;

fn written(judged: &[Judged], summary: &Summary) -> serde_json::Value {
    let mut out = Vec::new();
    let mut report = Sarif::new(&mut out, Language::En);
    for judged in judged {
        report.unit(judged).unwrap();
    }
    report.finish(summary).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_most_severe_come_first_each_with_its_place() {
    let log = written(&[sample::clean(), sample::derivative()], &sample::summary());
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let levels: Vec<&str> = results.iter().map(|it| it["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "error", "warning", "note"]);
    let first = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(first["artifactLocation"]["uri"], "models/acme/acme-13b/README.md");
    assert_eq!(first["region"]["startLine"], 4);
    assert_eq!(first["region"]["startColumn"], 13);
    assert_eq!(first["region"]["endColumn"], 37);
    // One without a place stands at the head of the card, or of the first document.
    let second = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(second["artifactLocation"]["uri"], "models/acme/acme-13b/LICENSE");
    let third = &results[2]["locations"][0]["physicalLocation"];
    let chinese = "models/acme/acme-13b/%E8%AE%B8%E5%8F%AF%E8%AF%B4%E6%98%8E.md";
    assert_eq!(third["artifactLocation"]["uri"], chinese);
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
    }
}

#[test]
fn what_is_waived_is_suppressed_and_comes_last() {
    let mut judged = sample::derivative();
    judged.findings[0].waived = Some(Bilingual::same("shown in the product"));
    let log = written(&[judged], &sample::summary());
    let last = log["runs"][0]["results"].as_array().unwrap().last().unwrap();
    assert_eq!(last["suppressions"][0]["justification"], "shown in the product");
}

#[test]
fn paths_are_joined_and_encoded() {
    assert_eq!(joined("models/a", "../LICENSE"), "models/LICENSE");
    assert_eq!(joined(".", "README.md"), "README.md");
    assert_eq!(joined("../x", "../../LICENSE"), "../../LICENSE");
    assert_eq!(joined("/srv/a", "README.md"), "/srv/a/README.md");
    assert_eq!(uri("a b/许\n.md"), "a%20b/%E8%AE%B8%0A.md");
    assert_eq!(uri("/srv/a"), "file:///srv/a");
}
