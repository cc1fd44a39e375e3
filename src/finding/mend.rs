//! What `licscan fix` would write to mend a finding.
//!
//! The rule that finds something missing knows best what would mend it; it says so as data, and `fix` only
//! carries it out. Nothing here is a statement of fact that only the author of a model knows: for that a place
//! is left.

use std::{ops::Range, path::PathBuf};

use crate::language::Bilingual;

/// What would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// These words are shown in the model card: all of them, or any one.
    Show {
        /// The words, the usual ones first.
        words: Vec<String>,
        /// True where all of them are needed.
        all: bool,
    },
    /// These paragraphs are added to the notice file.
    Notice {
        /// The paragraphs, with `\n` between the lines of one.
        paragraphs: Vec<String>,
    },
    /// The text of a license is added.
    LicenseCopy {
        /// Licenses of which one is enough, by id. Several: which of them holds is not known.
        ids: Vec<String>,
        /// Where the text is at hand.
        from: Option<TextSource>,
    },
    /// The base model is named in the card.
    Source {
        /// Its name.
        base: String,
    },
    /// The license is named in the front matter of the card.
    LicenseName {
        /// The license, by id.
        id: String,
    },
    /// The card names another file.
    Link {
        /// Where the name stands, in bytes of the card's text.
        span: Range<usize>,
        /// What stands there.
        was: String,
        /// The license file that is there, relative to the unit; `None` where there is none yet.
        now: Option<String>,
        /// The file that is named and is not there, relative to the unit.
        missing: String,
    },
    /// A place is left in the card for what only its author can say.
    Ask {
        /// What to say there.
        what: Bilingual,
    },
}

/// Where the text of a license is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextSource {
    /// A file of the base model in the same store.
    File(PathBuf),
    /// The texts that are embedded.
    Embedded,
}

impl Mend {
    /// True where nothing more is needed than what is known here.
    pub fn is_at_hand(&self) -> bool {
        !matches!(
            self,
            Self::LicenseCopy { from: None, .. } | Self::Link { now: None, .. } | Self::Ask { .. }
        )
    }
}
