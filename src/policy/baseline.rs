//! A baseline: the findings that were there when somebody began to look. They count as waived, so that a
//! run fails for new ones only.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::error::PolicyError;
use crate::{
    finding::Finding,
    language::{Bilingual, both},
    report::escape,
    whole_file,
};

/// The name and version of the format.
const SCHEMA: &str = "licscan.baseline/1";
/// The largest file that is read, in bytes.
const LARGEST: u64 = 256 << 20;

/// What is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: String,
    findings: Vec<Entry>,
}

/// One finding. The rule and the unit are there for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    unit: String,
    rule: String,
    fingerprint: String,
}

/// The findings of a baseline: how many there are of each fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<String, usize>,
    entries: Vec<Entry>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is no baseline.
    pub fn read(file: &Path) -> Result<Self, PolicyError> {
        let shown = escape::path(file);
        let failed =
            |error: io::Error| PolicyError::of_file(shown.as_str(), Bilingual::of_error(&error));
        if fs::metadata(file).map_err(failed)?.len() > LARGEST {
            return Err(PolicyError::of_file(
                shown,
                both!("too large for a baseline", "过大，不可能是基线文件"),
            ));
        }
        let text = fs::read_to_string(file).map_err(failed)?;
        let expected = both!(
            "`licscan --write-baseline FILE` writes one",
            "请用 `licscan --write-baseline FILE` 生成"
        );
        let read: File = serde_json::from_str(&text).map_err(|error| PolicyError {
            file: shown.clone(),
            at: Some((error.line(), error.column())),
            message: both!(
                "not a baseline: {}; {}",
                "不是基线文件：{}；{}",
                error.to_string(),
                expected
            ),
        })?;
        if read.schema != SCHEMA {
            let message = both!(
                "not a baseline of this version: {}; {}",
                "不是本版本的基线文件：{}；{}",
                format!("{:?}", read.schema),
                expected
            );
            return Err(PolicyError::of_file(shown, message));
        }
        let mut baseline = Self { known: BTreeMap::new(), entries: Vec::new() };
        for entry in read.findings {
            *baseline.known.entry(entry.fingerprint).or_default() += 1;
        }
        Ok(baseline)
    }

    /// Adds what is not waived of a unit's findings.
    pub fn add(&mut self, unit: &str, below_root: &str, findings: &[Finding]) {
        for finding in findings.iter().filter(|finding| finding.waived.is_none()) {
            let fingerprint = finding.fingerprint(below_root);
            let (unit, rule) = (unit.to_owned(), finding.rule.to_owned());
            self.entries.push(Entry { unit, rule, fingerprint });
        }
    }

    /// Writes what was added, as a whole or not at all.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn write(mut self, file: &Path) -> io::Result<usize> {
        self.entries.sort();
        let count = self.entries.len();
        let mut temporary = whole_file::begin(file)?;
        let content = File { schema: SCHEMA.to_owned(), findings: self.entries };
        serde_json::to_writer_pretty(&mut temporary, &content)?;
        temporary.write_all(b"\n")?;
        temporary.persist(file).map_err(|error| error.error)?;
        Ok(count)
    }

    /// How many findings there are of each fingerprint.
    pub(super) fn known(&self) -> &BTreeMap<String, usize> {
        &self.known
    }

    /// Waives the findings of one unit that the baseline has.
    pub(super) fn apply(&self, below_root: &str, findings: &mut [Finding]) {
        let mut left: BTreeMap<String, usize> = BTreeMap::new();
        for finding in findings.iter_mut().filter(|finding| finding.waived.is_none()) {
            let fingerprint = finding.fingerprint(below_root);
            let known = self.known.get(&fingerprint).copied().unwrap_or(0);
            let left = left.entry(fingerprint).or_insert(known);
            // Two findings may share a fingerprint: as many as there were are known.
            if *left > 0 {
                *left -= 1;
                finding.waived = Some(both!("in the baseline", "已列入基线"));
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::finding::Level;

    fn findings(count: usize) -> Vec<Finding> {
        (0..count)
            .map(|_| Finding::new("missing-notice", Level::Error, both!("a notice", "声明")))
            .collect()
    }

    #[test]
    fn what_was_there_is_waived_and_one_more_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("baseline.json");
        let mut written = Baseline::default();
        written.add("models/a", "a", &findings(2));
        assert_eq!(written.write(&file).unwrap(), 2);

        let baseline = Baseline::read(&file).unwrap();
        let waived = |below_root: &str, count: usize| {
            let mut found = findings(count);
            baseline.apply(below_root, &mut found);
            found.iter().filter(|finding| finding.waived.is_some()).count()
        };
        assert_eq!(waived("a", 2), 2);
        assert_eq!(waived("a", 3), 2);
        assert_eq!(waived("b", 2), 0);
    }

    #[test]
    fn what_is_no_baseline_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.json");
        for (text, said) in [
            ("{", ":1:1: not a baseline: EOF"),
            (
                "{\"schema\": \"licscan.scan/1\", \"findings\": []}",
                "not a baseline of this version",
            ),
            ("{\"schema\": \"licscan.baseline/1\"}", "missing field `findings`"),
            ("{\"schema\": \"licscan.baseline/1\", \"findings\": [7]}", ":1:"),
        ] {
            fs::write(&file, text).unwrap();
            let error = Baseline::read(&file).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        assert!(Baseline::read(&folder.path().join("none")).is_err());
    }
}
