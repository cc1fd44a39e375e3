//! What a scan came to as metrics of Prometheus, for the text files that its node exporter collects.
//!
//! Names and types follow its rules: base units, no counter (each run states its own numbers), few values of
//! each label, and never the name of a model. Format: the text-based exposition format 0.0.4.

use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
    time::Duration,
};

use crate::{
    finding::{Finding, Level},
    library::Library,
    rules::RULES,
    scan::{Judged, Summary},
    unit::UnitKind,
};

/// The kinds of unit, each with a number of its own.
const KINDS: [UnitKind; 4] =
    [UnitKind::Model, UnitKind::Documents, UnitKind::Dataset, UnitKind::Space];

/// What is counted unit by unit.
#[derive(Debug)]
pub struct Metrics {
    units: BTreeMap<&'static str, usize>,
    findings: BTreeMap<(&'static str, &'static str), usize>,
}

/// When and how long a scan ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    /// When it ended, in seconds since 1970 in UTC.
    pub ended: u64,
    /// How long it took.
    pub took: Duration,
}

impl Default for Metrics {
    /// A rule that found nothing says so: what is absent raises no alarm.
    fn default() -> Self {
        let rules = RULES.iter().map(|rule| ((rule.name, rule.level.as_str()), 0));
        Self { units: KINDS.map(|kind| (kind.as_str(), 0)).into(), findings: rules.collect() }
    }
}

impl Metrics {
    /// Counts a unit.
    pub fn add(&mut self, judged: &Judged) {
        *self.units.entry(judged.unit.outline.kind.as_str()).or_default() += 1;
        self.add_findings(&judged.findings);
    }

    /// Counts so many units of a kind; one that is unknown here is not counted.
    pub fn add_units(&mut self, kind: &str, count: i64) {
        if let Some((_, counted)) = self.units.iter_mut().find(|(known, _)| **known == kind) {
            *counted += usize::try_from(count).unwrap_or(0);
        }
    }

    /// Counts so many findings of a rule and level that nothing waives; a rule that is unknown here, of
    /// another version, is not counted.
    pub fn add_counted(&mut self, rule: &str, level: &str, count: i64) {
        let levels = [Level::Error, Level::Warning, Level::Note].map(Level::as_str);
        let rule = RULES.iter().find(|known| known.name == rule);
        let level = levels.into_iter().find(|known| *known == level);
        if let (Some(rule), Some(level)) = (rule, level) {
            let counted = self.findings.entry((rule.name, level)).or_default();
            *counted += usize::try_from(count).unwrap_or(0);
        }
    }

    fn add_findings(&mut self, findings: &[Finding]) {
        for finding in findings.iter().filter(|it| it.waived.is_none()) {
            *self.findings.entry((finding.rule, finding.level.as_str())).or_default() += 1;
        }
    }

    /// The text of the file.
    pub fn text(mut self, summary: &Summary, ran: Ran) -> String {
        self.add_findings(&summary.about_policy);
        let mut text = Text::default();
        let (version, index) = (env!("CARGO_PKG_VERSION"), Library::embedded().digest());
        text.family("licscan_build_info", "The version of licscan and of its knowledge.");
        text.labelled(&[("version", version), ("index", index)], 1);
        text.single(
            "licscan_last_run_timestamp_seconds",
            "When the last run ended, in seconds since 1970.",
            ran.ended,
        );
        text.single(
            "licscan_last_run_complete",
            "1 where the last run looked at everything, else 0.",
            u64::from(summary.complete),
        );
        text.single(
            "licscan_last_run_bugs",
            "Models on which licscan itself failed in the last run.",
            summary.bugs.len(),
        );
        text.single(
            "licscan_last_run_problems",
            "Files and folders that the last run could not look at, or not whole.",
            summary.problems.len(),
        );
        text.single(
            "licscan_last_run_duration_seconds",
            "How long the last run took.",
            ran.took.as_secs_f64(),
        );
        text.family("licscan_units", "Models and other units that the last run judged.");
        for (kind, count) in &self.units {
            text.labelled(&[("kind", kind)], count);
        }
        text.single(
            "licscan_documents",
            "Licenses, cards and other documents that the last run read.",
            summary.documents,
        );
        text.single("licscan_read_bytes", "Bytes that the last run read.", summary.bytes_read);
        text.family("licscan_findings", "Findings of the last run that nothing waives.");
        for ((rule, level), count) in &self.findings {
            text.labelled(&[("rule", rule), ("level", level)], count);
        }
        text.family("licscan_findings_by_level", "The same by level alone.");
        for level in [Level::Error, Level::Warning, Level::Note] {
            let count = match level {
                Level::Error => summary.errors,
                Level::Warning => summary.warnings,
                Level::Note => summary.notes,
            };
            text.labelled(&[("level", level.as_str())], count);
        }
        text.single(
            "licscan_waived_findings",
            "Findings of the last run that a policy or baseline waives.",
            summary.waived,
        );
        text.written
    }
}

/// The text that was written, and the family whose numbers come next. Values of labels are names of our own,
/// which hold nothing that would have to be escaped.
#[derive(Default)]
struct Text {
    written: String,
    family: &'static str,
}

impl Text {
    fn family(&mut self, name: &'static str, help: &str) {
        self.family = name;
        let _infallible = write!(self.written, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    }

    fn single(&mut self, name: &'static str, help: &str, value: impl Display) {
        self.family(name, help);
        let _infallible = writeln!(self.written, "{name} {value}");
    }

    fn labelled(&mut self, labels: &[(&str, &str)], value: impl Display) {
        let labels = labels.iter().map(|(label, value)| format!("{label}=\"{value}\""));
        let labels = labels.collect::<Vec<_>>().join(",");
        let _infallible = writeln!(self.written, "{}{{{labels}}} {value}", self.family);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_run_in_the_format_of_prometheus() {
        let mut metrics = Metrics::default();
        metrics.add(&sample::derivative());
        metrics.add(&sample::clean());
        let ran = Ran { ended: 1_769_824_800, took: Duration::from_millis(42_500) };
        let text = metrics.text(&sample::summary(), ran);
        let text = text.replace(Library::embedded().digest(), "sha256:...");
        insta::assert_snapshot!(text);
    }
}
