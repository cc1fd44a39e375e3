//! The page of each rule in Chinese, and the example that the pages of both languages show.
//!
//! A file of `pages/` holds the summary in its first line, the page, and the example under `## Before` and
//! `## After`. Code and file names are of no language, so that one example serves both.

/// The page of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Page {
    /// When it fires, in Chinese.
    pub(super) summary: &'static str,
    /// Its page in Chinese.
    pub(super) chinese: &'static str,
    /// Files of a model of which it fires.
    pub(super) before: &'static str,
    /// The same files, mended.
    pub(super) after: &'static str,
}

/// The files, by rule.
const PAGES: &[(&str, &str)] = &[
    ("altered-license", include_str!("pages/altered-license.md")),
    ("ambiguous-license", include_str!("pages/ambiguous-license.md")),
    ("dangling-license-link", include_str!("pages/dangling-license-link.md")),
    ("declaration-needed", include_str!("pages/declaration-needed.md")),
    ("denied-license", include_str!("pages/denied-license.md")),
    ("dropped-restrictions", include_str!("pages/dropped-restrictions.md")),
    ("expired-waiver", include_str!("pages/expired-waiver.md")),
    ("invalid-card", include_str!("pages/invalid-card.md")),
    ("license-conflict", include_str!("pages/license-conflict.md")),
    ("lineage-conflict", include_str!("pages/lineage-conflict.md")),
    ("merge-conflict", include_str!("pages/merge-conflict.md")),
    ("missing-attribution", include_str!("pages/missing-attribution.md")),
    ("missing-change-statement", include_str!("pages/missing-change-statement.md")),
    ("missing-license", include_str!("pages/missing-license.md")),
    ("missing-license-copy", include_str!("pages/missing-license-copy.md")),
    ("missing-notice", include_str!("pages/missing-notice.md")),
    ("missing-source", include_str!("pages/missing-source.md")),
    ("naming-requirement", include_str!("pages/naming-requirement.md")),
    ("no-derivatives", include_str!("pages/no-derivatives.md")),
    ("noncommercial-conflict", include_str!("pages/noncommercial-conflict.md")),
    ("placeholder-copyright", include_str!("pages/placeholder-copyright.md")),
    ("unnamed-license", include_str!("pages/unnamed-license.md")),
    ("unreadable-file", include_str!("pages/unreadable-file.md")),
    ("unused-waiver", include_str!("pages/unused-waiver.md")),
];

/// The page of a rule; an empty one for a rule that has none, which a test of the registry finds.
pub(super) fn of(rule: &str) -> Page {
    let file = PAGES.iter().find(|(name, _)| *name == rule).map(|(_, text)| *text);
    file.and_then(parse).unwrap_or_default()
}

fn parse(text: &'static str) -> Option<Page> {
    let (summary, rest) = text.split_once('\n')?;
    let (chinese, rest) = rest.split_once("\n## Before\n")?;
    let (before, after) = rest.split_once("\n## After\n")?;
    let [chinese, before, after] = [chinese, before, after].map(str::trim);
    Some(Page { summary, chinese, before, after })
}
