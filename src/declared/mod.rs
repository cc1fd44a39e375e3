//! Which license a unit's own files *say* that its weights are under: front matter, badge, license
//! sentence, linked license file, configuration. What is said need not be true; that is the point.

/// One declaration about the weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The license, by id; `None` where nothing known is named.
    pub license: Option<String>,
    /// A family that is named without its member (`gpl`, `gemma`, `openrail`), where it is one.
    pub family: Option<String>,
    /// The words as they stand.
    pub raw: String,
    /// The file, relative to the unit.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// Byte range in the file's text.
    pub span: std::ops::Range<usize>,
    /// How it is said.
    pub source: DeclarationSource,
}

/// How a declaration is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarationSource {
    /// `license:` of the front matter.
    FrontMatter,
    /// `license_name:` of the front matter.
    LicenseName,
    /// `license_link:` of the front matter, where it leads to a known text.
    LicenseLink,
    /// A badge that a reader sees.
    Badge,
    /// A sentence of the body.
    Sentence,
    /// A configuration file.
    Config,
}

/// All declarations of a unit, sorted by file and line.
pub fn declarations(
    _unit: &crate::unit::Unit,
    _identities: &[Option<std::sync::Arc<crate::identify::Identity>>],
    _library: &crate::library::Library,
) -> Vec<Declaration> {
    Vec::new()
}
