//! What a scan hands on: judged units one by one, and at the end what it came to.

use std::{path::PathBuf, sync::Arc};

use super::others::OtherModel;
use crate::{
    declared::Declaration,
    document::{Content, Document, ReadError},
    finding::{Finding, Level},
    identify::{Identity, Match, Verdict},
    language::{Bilingual, both},
    lineage::Lineage,
    policy::{Clarified, Policies, PolicyFile},
    store::WalkProblem,
    unit::Unit,
};

use super::memory::Counts;

/// The rule whose findings make a scan incomplete.
const UNREADABLE_FILE: &str = "unreadable-file";
/// The rule that speaks of entries of the policy that met nothing.
const UNUSED_WAIVER: &str = "unused-waiver";

/// One unit with everything that is known and said about it.
///
/// The texts of its documents are emptied once the rules have run: reports need what was found in a
/// text, never the text itself, and the units that wait to be handed on would hold many.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The unit.
    pub unit: Unit,
    /// For each of `unit.documents`, what its text is; `None` where no text was identified.
    pub identities: Vec<Option<Arc<Identity>>>,
    /// For each of `unit.documents`, the SHA-256 of its text; empty where the scan has no memory, which alone
    /// asks for it, and `None` for what is no text.
    pub digests: Vec<Option<[u8; 32]>>,
    /// The documents that a person has read, whose word goes before the program's.
    pub clarified: Vec<Clarified>,
    /// The team that answers for it.
    pub team: Option<String>,
    /// What its files say about its license.
    pub declared: Vec<Declaration>,
    /// Where it comes from.
    pub lineage: Lineage,
    /// What is missing.
    pub findings: Vec<Finding>,
    /// Bytes that were read of its files.
    pub bytes_read: u64,
    /// What other runs need to know of it, where that was asked for.
    pub for_others: Option<Box<OtherModel>>,
}

/// A document as reports list it.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The document.
    pub document: &'a Document,
    /// What it is.
    pub verdict: Verdict,
    /// The licenses found in it.
    pub licenses: &'a [Match],
    /// The person who has read it, whose word this is.
    pub clarified: Option<&'a Clarified>,
}

impl Judged {
    /// A unit of which nothing is known yet.
    pub(super) fn unread(unit: Unit) -> Self {
        Self {
            unit,
            identities: Vec::new(),
            digests: Vec::new(),
            clarified: Vec::new(),
            team: None,
            declared: Vec::new(),
            lineage: Lineage::default(),
            findings: Vec::new(),
            bytes_read: 0,
            for_others: None,
        }
    }

    /// False where something of it could not be read, or not to its end.
    pub(super) fn is_whole(&self) -> bool {
        self.findings.iter().all(|finding| finding.rule != UNREADABLE_FILE)
            && self.unit.documents.iter().all(|document| not_read_whole(document).is_none())
    }

    /// What it adds to the summary.
    pub(super) fn counts(&self) -> Counts {
        let mut alone = Summary::default();
        self.findings.iter().for_each(|finding| alone.count_finding(finding));
        let Summary { errors, warnings, notes, waived, .. } = alone;
        Counts { documents: self.listed().count(), errors, warnings, notes, waived }
    }

    /// The documents that reports list: every text and card, and of configurations and weights those
    /// that declare a license or could not be read.
    pub fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        self.unit.documents.iter().enumerate().filter_map(|(at, document)| {
            let identity = self.identities.get(at).and_then(Option::as_deref);
            if let Some(identity) = identity {
                return Some(Listed {
                    document,
                    verdict: identity.verdict,
                    licenses: &identity.licenses,
                    clarified: self.clarified.iter().find(|it| it.path == document.path),
                });
            }
            self.declared.iter().any(|declaration| declaration.path == document.path).then_some(
                Listed { document, verdict: Verdict::Reference, licenses: &[], clarified: None },
            )
        })
    }
}

/// What a scan came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Units found.
    pub units: usize,
    /// Units of them that were not judged, because all of it is known from an earlier scan.
    pub remembered: usize,
    /// Documents listed.
    pub documents: usize,
    /// Bytes read of all files.
    pub bytes_read: u64,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// Findings that a waiver covers; they count nowhere else.
    pub waived: usize,
    /// False where something could not be looked at.
    pub complete: bool,
    /// Units below the roots that other runs judge.
    pub elsewhere: usize,
    /// True where it was stopped before its end.
    pub stopped: bool,
    /// What could not be looked at or not whole.
    pub problems: Vec<WalkProblem>,
    /// Units on which licscan itself failed. Each is a bug.
    pub bugs: Vec<WalkProblem>,
    /// Roots below which no unit was found.
    pub empty_roots: Vec<PathBuf>,
    /// The files of the policy that held.
    pub policies: Vec<PolicyFile>,
    /// What is to be said about the entries of the policy itself; their place is in its file.
    pub about_policy: Vec<Finding>,
    /// What joining the results of several runs needs.
    pub for_merge: ForMerge,
}

/// What joining the results of several runs needs besides their sums: a base that several ask for is counted
/// once, and an entry of the policy is unused where it met nothing in any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForMerge {
    /// Bytes read of the units themselves.
    pub bytes_of_units: u64,
    /// The models whose files decided something about another one, and the bytes of their documents.
    pub bases: Vec<(String, u64)>,
    /// What would be said about the entries of the policy if there were no other runs.
    pub about_policy: Vec<Finding>,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            units: 0,
            remembered: 0,
            documents: 0,
            bytes_read: 0,
            errors: 0,
            warnings: 0,
            notes: 0,
            waived: 0,
            complete: true,
            elsewhere: 0,
            stopped: false,
            problems: Vec::new(),
            bugs: Vec::new(),
            empty_roots: Vec::new(),
            policies: Vec::new(),
            about_policy: Vec::new(),
            for_merge: ForMerge::default(),
        }
    }
}

impl Summary {
    /// How many findings are at or above a level.
    pub fn at_least(&self, level: Level) -> usize {
        [(Level::Error, self.errors), (Level::Warning, self.warnings), (Level::Note, self.notes)]
            .into_iter()
            .filter(|(of, _)| *of >= level)
            .map(|(_, count)| count)
            .sum()
    }

    /// Adds so many units of which everything is known from an earlier scan, and what they add.
    pub(super) fn count_remembered(&mut self, units: usize, counts: &Counts) {
        self.units += units;
        self.remembered += units;
        self.documents += counts.documents;
        self.errors += counts.errors;
        self.warnings += counts.warnings;
        self.notes += counts.notes;
        self.waived += counts.waived;
    }

    /// What one judged unit comes to.
    pub(super) fn of(judged: &Judged) -> Self {
        let mut summary = Self {
            units: 1,
            documents: judged.listed().count(),
            bytes_read: judged.bytes_read,
            ..Self::default()
        };
        for finding in &judged.findings {
            summary.count_finding(finding);
            summary.complete &= finding.rule != UNREADABLE_FILE;
        }
        let problems = judged.unit.documents.iter().filter_map(|document| {
            let message = not_read_whole(document)?;
            Some(WalkProblem { path: PathBuf::from(place(judged, document)), message })
        });
        summary.problems.extend(problems);
        summary
    }

    /// Adds what one unit came to.
    pub(super) fn add(&mut self, unit: Self) {
        self.units += unit.units;
        self.documents += unit.documents;
        self.bytes_read += unit.bytes_read;
        self.errors += unit.errors;
        self.warnings += unit.warnings;
        self.notes += unit.notes;
        self.waived += unit.waived;
        self.complete &= unit.complete;
        self.problems.extend(unit.problems);
    }
}

impl Summary {
    /// Adds the policies that held, and what is to be said about them. Where nothing was scanned, no entry
    /// could have met anything; a part of a store, or of a scan that was stopped, does not tell which do.
    pub(super) fn count_policy(&mut self, policies: &Policies, is_part: bool) {
        self.policies = policies.files();
        self.for_merge.about_policy = policies.closing();
        if self.units > 0 {
            let is_sure = |it: &&Finding| !(is_part || self.stopped) || it.rule != UNUSED_WAIVER;
            let closing = self.for_merge.about_policy.iter();
            for finding in closing.filter(is_sure).cloned().collect::<Vec<_>>() {
                self.count_finding(&finding);
                self.about_policy.push(finding);
            }
        }
    }

    fn count_finding(&mut self, finding: &Finding) {
        match finding.level {
            _ if finding.waived.is_some() => self.waived += 1,
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
            Level::Note => self.notes += 1,
        }
    }
}

/// The path of a document with the path of its unit before it.
fn place(judged: &Judged, document: &Document) -> String {
    format!("{}/{}", judged.unit.outline.path, document.path)
}

/// Why a document was not read, or not to its end, where that makes the scan incomplete. A broken file
/// that is no license is a matter of the rules; a file that the system refuses is always a gap.
fn not_read_whole(document: &Document) -> Option<Bilingual> {
    let cut = both!("longer than the limit; only its head was read", "超过上限，仅读取了开头部分");
    match &document.content {
        Content::Unreadable(error @ ReadError::Io(_)) => Some(error.words()),
        Content::Text(text) if text.cut => Some(cut),
        Content::Card(card) if card.text.cut => Some(cut),
        _ => None,
    }
}
