//! What a file name nominates. A name only nominates; the content decides.

use super::{AppliesTo, DocumentKind};

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nomination {
    /// What the file is for.
    pub kind: DocumentKind,
    /// What its terms apply to.
    pub applies_to: AppliesTo,
}

/// What the path of a file below its unit (`/` between parts) promises; `None` for a file that is not
/// read.
pub fn nominate(_path: &str) -> Option<Nomination> {
    None
}
