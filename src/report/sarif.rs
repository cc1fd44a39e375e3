//! SARIF 2.1.0 for code scanning: what was found, for the forges that show it beside the line.
//!
//! Written from the part of the format that licscan needs. Two habits of its readers are met here: only the
//! first location of a result is shown, and of more than 5,000 results some are dropped, so that the most
//! severe come first. Columns count characters, since cards are written in many scripts.

mod log;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use log::{
    ArtifactLocation, ClarifiedOut, Configuration, Driver, Help, Invocation, Location, Log,
    LogicalLocation, Message, Notification, PhysicalLocation, Region, ResultProperties,
    RuleProperties, Run, RunProperties, SarifResult, SarifRule, Suppression, Tool,
};

use super::{PartMaker, Report};
use crate::{
    finding::{Finding, Level, Place},
    language::{Bilingual, Language, both},
    library::Library,
    rules::{RULES, Rule},
    scan::{Judged, Summary},
    unit::Unit,
};

/// Where the schema of the format stands.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// How many results the reader of a forge keeps.
const KEPT_BY_READERS: usize = 5000;

/// A run in SARIF. The most severe results come first, so that they are kept until the end.
#[derive(Debug)]
pub struct Sarif<W> {
    out: W,
    language: Language,
    found: Vec<Found>,
    clarified: Vec<[String; 4]>,
}

/// A finding with the unit that it speaks of; none for one about the policy.
#[derive(Debug)]
struct Found {
    finding: Finding,
    unit: Option<UnitOfFinding>,
}

#[derive(Debug)]
struct UnitOfFinding {
    path: String,
    below_root: String,
    name: String,
    team: Option<String>,
    /// The file that stands for a finding without a place.
    usual_file: String,
}

/// What a run says of one unit.
#[derive(Debug)]
pub struct UnitPart {
    found: Vec<Found>,
    clarified: Vec<[String; 4]>,
}

impl UnitPart {
    fn of(judged: &Judged) -> Self {
        let outline = &judged.unit.outline;
        let usual_file = usual_file(&judged.unit).unwrap_or("README.md");
        let found = judged.findings.iter().map(|finding| Found {
            finding: finding.clone(),
            unit: Some(UnitOfFinding {
                path: outline.path.clone(),
                below_root: outline.below_root.clone(),
                name: judged.unit.full_name(),
                team: judged.team.clone(),
                usual_file: usual_file.to_owned(),
            }),
        });
        let clarified = judged.clarified.iter().map(|said| {
            let path = format!("{}/{}", outline.path, said.path);
            [path, said.license.clone(), said.by.clone(), said.date.clone()]
        });
        Self { found: found.collect(), clarified: clarified.collect() }
    }
}

impl<W: Write> Sarif<W> {
    /// A report that is written to `out`, with its messages in a language.
    pub fn new(out: W, language: Language) -> Self {
        Self { out, language, found: Vec::new(), clarified: Vec::new() }
    }
}

impl<W: Write> Report for Sarif<W> {
    type Part = UnitPart;

    fn part_maker(&self) -> PartMaker<UnitPart> {
        Box::new(|judged| Ok(UnitPart::of(judged)))
    }

    fn part(&mut self, unit: UnitPart) -> io::Result<()> {
        self.found.extend(unit.found);
        self.clarified.extend(unit.clarified);
        Ok(())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let about = summary.about_policy.iter().cloned();
        self.found.extend(about.map(|finding| Found { finding, unit: None }));
        self.found.sort_by_key(|found| {
            (found.finding.waived.is_some(), std::cmp::Reverse(found.finding.level))
        });
        let names: BTreeSet<&str> = self.found.iter().map(|found| found.finding.rule).collect();
        let rules: Vec<&Rule> =
            RULES.iter().copied().filter(|rule| names.contains(rule.name)).collect();
        let clarified = std::mem::take(&mut self.clarified);
        let run = Run {
            tool: Tool { driver: driver(&rules, self.language) },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: summary.bugs.is_empty(),
                tool_execution_notifications: notifications(
                    summary,
                    self.found.len(),
                    self.language,
                ),
            }],
            results: self.found.iter().map(|found| result(found, &rules, self.language)).collect(),
            properties: RunProperties {
                clarified: clarified
                    .into_iter()
                    .map(|[path, license, by, date]| ClarifiedOut { path, license, by, date })
                    .collect(),
                policies: summary.policies.iter().map(|file| file.path.clone()).collect(),
            },
        };
        let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
        serde_json::to_writer_pretty(&mut self.out, &log)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

/// The file that stands for a finding of a unit without a place: its card, else its first document.
pub(crate) fn usual_file(unit: &Unit) -> Option<&str> {
    let card = unit.documents.iter().find(|document| document.card().is_some());
    card.or(unit.documents.first()).map(|document| document.path.as_str())
}

fn driver(rules: &[&Rule], language: Language) -> Driver {
    let index = Library::embedded().digest();
    Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        full_name: format!("licscan {}, index {index}", env!("CARGO_PKG_VERSION")),
        rules: rules.iter().map(|rule| described(rule, language)).collect(),
    }
}

fn described(rule: &Rule, language: Language) -> SarifRule {
    let summary = rule.summary(language);
    let summary = both!("It fires when {}.", "触发条件：{}。", summary);
    let page = rule.page(language).trim().to_owned();
    SarifRule {
        id: rule.name,
        short_description: Message { text: rule.name.replace('-', " ") },
        full_description: Message { text: summary.get(language).to_owned() },
        help: Help { text: page.clone(), markdown: page },
        default_configuration: Configuration { level: rule.level.as_str() },
        properties: RuleProperties { tags: ["license"], severity: severity(rule.level) },
    }
}

/// How the queries of code scanning call a level.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "recommendation",
    }
}

fn notifications(summary: &Summary, results: usize, language: Language) -> Vec<Notification> {
    let mut said = Vec::new();
    let mut say = |level, text: Bilingual| {
        let text = text.get(language).to_owned();
        said.push(Notification { level, message: Message { text } });
    };
    if results > KEPT_BY_READERS {
        say(
            "warning",
            both!(
                "{} results: readers may keep {} of them, the first ones",
                "共 {} 项结果：读取方可能只保留前 {} 项",
                results,
                KEPT_BY_READERS
            ),
        );
    }
    for problem in &summary.problems {
        let path = problem.path.display().to_string();
        say("warning", both!("{}: {}", "{}：{}", path, problem.message));
    }
    for bug in &summary.bugs {
        let path = bug.path.display().to_string();
        say(
            "error",
            both!("licscan failed on {}: {}", "licscan 处理 {} 时出错：{}", path, bug.message),
        );
    }
    if !summary.complete {
        say(
            "warning",
            both!(
                "the scan is incomplete: not everything could be looked at",
                "扫描不完整：部分内容无法检查"
            ),
        );
    }
    if summary.units == 0 {
        say("error", both!("nothing was scanned", "未扫描到任何内容"));
    }
    said
}

fn result(found: &Found, rules: &[&Rule], language: Language) -> SarifResult {
    let Found { finding, unit } = found;
    let below_root = unit.as_ref().map_or("", |unit| &unit.below_root);
    let text = match &finding.remedy {
        Some(remedy) => both!("{}. {}", "{}。{}", finding.message, remedy),
        None => finding.message.clone(),
    };
    let text = text.get(language).to_owned();
    let suppression = |reason: &Bilingual| Suppression {
        kind: "external",
        justification: reason.get(language).to_owned(),
    };
    SarifResult {
        rule_id: finding.rule,
        rule_index: rules.iter().position(|rule| rule.name == finding.rule).unwrap_or_default(),
        level: finding.level.as_str(),
        message: Message { text },
        locations: [location(found)],
        partial_fingerprints: BTreeMap::from([("licscan/v1", finding.fingerprint(below_root))]),
        suppressions: finding.waived.iter().map(suppression).collect(),
        properties: ResultProperties {
            license: finding.license.clone(),
            clause: finding.clause.clone(),
            team: unit.as_ref().and_then(|unit| unit.team.clone()),
        },
    }
}

/// Where a finding stands: at its place, else at the head of the card.
fn location(found: &Found) -> Location {
    let Found { finding, unit } = found;
    let usual = || Place {
        path: unit.as_ref().map_or_else(String::new, |unit| unit.usual_file.clone()),
        line: 1,
        snippet: None,
    };
    let place = finding.place.clone().unwrap_or_else(usual);
    let path = match unit {
        Some(unit) => joined(&unit.path, &place.path),
        None => place.path.clone(),
    };
    let (start_column, end_column) = place.snippet.as_ref().map_or((1, 1), |snippet| {
        let column = |byte: usize| {
            snippet.line[..snippet.line.floor_char_boundary(byte)].chars().count() + 1
        };
        (column(snippet.range.start), column(snippet.range.end))
    });
    let line = place.line.max(1);
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(&path) },
            region: Region { start_line: line, start_column, end_line: line, end_column },
        },
        logical_locations: unit
            .iter()
            .map(|unit| LogicalLocation { fully_qualified_name: unit.name.clone(), kind: "module" })
            .collect(),
    }
}

/// A path below a unit, with `.` and `..` resolved where that is possible.
fn joined(unit: &str, below: &str) -> String {
    let is_absolute = unit.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in unit.split('/').chain(below.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}{}", if is_absolute { "/" } else { "" }, parts.join("/"))
}

/// A path as a reference of RFC 3986: what is no plain character is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.extend(format!("%{byte:02X}").chars()),
        }
    }
    uri
}

#[cfg(test)]
mod tests;
