//! What a rule has to say: one typed value for every statement that licscan makes about a unit.
//!
//! A finding knows no stage. Rules make findings, reports print them, and nothing between the two
//! changes them except the one place that applies waivers and levels.

mod mend;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use mend::{Mend, TextSource};

use crate::language::{Bilingual, Language};

/// How loud a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something a person may want to confirm.
    Note,
    /// Something that should be mended.
    Warning,
    /// A specific duty that the folder does not meet.
    Error,
}

impl Level {
    /// The lower-case word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The word for a reader.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::Note => language.choose("note", "提示"),
            Self::Warning => language.choose("warning", "警告"),
            Self::Error => language.choose("error", "错误"),
        }
    }
}

/// Where in a unit a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the unit, with `/` between parts.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The line itself, for a report that shows it. Kept here so that a report needs no file.
    pub snippet: Option<Snippet>,
}

/// One line of a file and the part of it that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The line without its end, cut at [`Snippet::LONGEST`] bytes.
    pub line: String,
    /// Byte range inside `line`, on character boundaries.
    pub range: std::ops::Range<usize>,
}

impl Snippet {
    /// The most bytes of a line that a finding keeps.
    pub const LONGEST: usize = 400;
}

/// One statement of one rule about one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// How loud it is, after the duty lowered the rule's level.
    pub level: Level,
    /// The license whose duty is unmet, by id.
    pub license: Option<String>,
    /// The clause of that license, as its text numbers it.
    pub clause: Option<String>,
    /// The kind of the duty, for example `display-mark`.
    pub duty: Option<&'static str>,
    /// One sentence: what the text asks for and what was not found.
    pub message: Bilingual,
    /// What would mend it: one sentence, or the exact words to paste.
    pub remedy: Option<Bilingual>,
    /// The place it speaks of; `None` for a statement about the whole unit.
    pub place: Option<Place>,
    /// What `licscan fix` would write; `None` where only a person can mend it.
    pub mend: Option<Mend>,
    /// True where `licscan fix` can mend it from the knowledge base and the files of the store alone.
    pub fixable: bool,
    /// Why it is accepted, where somebody has accepted it: it then counts as waived and nowhere else.
    pub waived: Option<Bilingual>,
}

impl Finding {
    /// A finding about the whole unit, at `level`.
    pub fn new(rule: &'static str, level: Level, message: Bilingual) -> Self {
        Self {
            rule,
            level,
            license: None,
            clause: None,
            duty: None,
            message,
            remedy: None,
            place: None,
            mend: None,
            fixable: false,
            waived: None,
        }
    }

    /// Names the license it speaks of.
    #[must_use]
    pub fn license(mut self, id: impl Into<String>) -> Self {
        self.license = Some(id.into());
        self
    }

    /// Names the clause and the kind of the duty.
    #[must_use]
    pub fn duty(mut self, kind: &'static str, clause: impl Into<String>) -> Self {
        self.duty = Some(kind);
        self.clause = Some(clause.into());
        self
    }

    /// Says what would mend it.
    #[must_use]
    pub fn remedy(mut self, remedy: Bilingual) -> Self {
        self.remedy = Some(remedy);
        self
    }

    /// Says where it stands.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what `licscan fix` would write.
    #[must_use]
    pub fn mended_by(mut self, mend: Mend) -> Self {
        self.fixable = mend.is_at_hand();
        self.mend = Some(mend);
        self
    }

    /// The first 16 hex digits of SHA-256 over rule, unit path below the root, document, license and
    /// duty. It has no line number, so that an edit above the place does not make a new finding.
    pub fn fingerprint(&self, unit_below_root: &str) -> String {
        let parts = [
            self.rule,
            unit_below_root,
            self.place.as_ref().map_or("", |place| &place.path),
            self.license.as_deref().unwrap_or(""),
            self.duty.unwrap_or(""),
            "",
        ];
        let digest = Sha256::digest(parts.join("\0"));
        format!("{:016x}", digest.first_chunk().map_or(0, |head| u64::from_be_bytes(*head)))
    }
}
