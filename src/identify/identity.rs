//! What is said of a text: the verdict, the licenses that stand in it, and where they differ from their
//! references.

/// What a text is, from the strongest statement to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The words of a reference, all of them and no other.
    Exact,
    /// The same but for free slots, layout and typography.
    Equivalent,
    /// A known license whose words were changed; the changes are listed.
    Altered,
    /// An excerpt, a translation or a condensation that names one member.
    Partial,
    /// The template is known, the member is not.
    Family,
    /// A license that is not known here.
    UnknownLicense,
    /// It only names or links a license.
    Reference,
    /// No license.
    NotALicense,
    /// It could not be read.
    Unreadable,
}

impl Verdict {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Equivalent => "equivalent",
            Self::Altered => "altered",
            Self::Partial => "partial",
            Self::Family => "family",
            Self::UnknownLicense => "unknown-license",
            Self::Reference => "reference",
            Self::NotALicense => "not-a-license",
            Self::Unreadable => "unreadable",
        }
    }

    /// True for the verdicts that name a license.
    pub fn names(self) -> bool {
        self <= Self::Partial
    }
}

/// How a place of a text differs from its reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviationKind {
    /// Words stand here that the reference lacks.
    Added,
    /// Words of the reference are missing here.
    Removed,
    /// Other words stand here.
    Changed,
}

impl DeviationKind {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// One place where a text differs from its reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// How.
    pub kind: DeviationKind,
    /// First and last line in the file, from 1; for removed words the lines of both neighbours.
    pub lines: (u32, u32),
    /// The clause of the reference.
    pub clause: Option<String>,
    /// True unless it belongs to a class that cannot change the meaning.
    pub operative: bool,
    /// The words of the file, cut at 200 characters; empty for removed words.
    pub words: String,
    /// How many words of the reference are missing here.
    pub removed: u32,
}

/// One license found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The id; `None` where only the family is known.
    pub id: Option<String>,
    /// The family.
    pub family: String,
    /// What was found of it.
    pub verdict: Verdict,
    /// The share of the reference's words that stand in the text, 0 to 1.
    pub coverage: f32,
    /// First and last line of the region, from 1.
    pub lines: (u32, u32),
    /// Where it differs.
    pub deviations: Vec<Deviation>,
}

/// What a text is.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The strongest verdict of its regions.
    pub verdict: Verdict,
    /// One entry a region and license.
    pub licenses: Vec<Match>,
}

impl Identity {
    /// A text without any license.
    pub fn none(verdict: Verdict) -> Self {
        Self { verdict, licenses: Vec::new() }
    }

    /// The ids that the text bears: those of matches whose verdict names a license.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.licenses
            .iter()
            .filter(|found| found.verdict.names())
            .filter_map(|found| found.id.as_deref())
    }

    /// The family of the strongest match.
    pub fn family(&self) -> Option<&str> {
        self.licenses.first().map(|found| found.family.as_str())
    }
}
