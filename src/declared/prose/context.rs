//! Where in a card a statement stands: under which headings, and below which lines about something else.

use super::{
    super::{
        cue::label,
        phrase::speaks_of_license,
        subject::{self, Object},
    },
    Reader,
};
use crate::document::markdown::{Passage, PassageKind};

/// Headings under which the licenses of others are told.
const FOREIGN_HEADINGS: &[&str] = &[
    "acknowledg",
    "citation",
    "cite",
    "reference",
    "related",
    "third",
    "credit",
    "changelog",
    "dependenc",
    "致谢",
    "引用",
    "第三方",
    "参考",
];

/// What the headings above a passage say.
pub(super) struct Context {
    /// It stands under a heading about the license.
    pub(super) license: bool,
    /// What the nearest heading below the title speaks of.
    pub(super) object: Object,
    /// The lines before it describe something else by its name: a data set, a base.
    pub(super) of_another: bool,
}

/// How many lines before a `License:` line may say of what it speaks.
const DESCRIPTION: usize = 4;

impl Reader<'_> {
    pub(super) fn context(&self, index: usize, passage: &Passage) -> Option<Context> {
        let of_another = self.describes_another(index, passage);
        let mut context = Context { license: false, object: Object::Unsaid, of_another };
        for index in &passage.under {
            let Some(heading) = self.passages.get(*index) else { continue };
            let lower = heading.text.to_lowercase();
            let of_license = speaks_of_license(&lower);
            if !of_license && FOREIGN_HEADINGS.iter().any(|word| lower.contains(word)) {
                return None;
            }
            context.license |= of_license;
            if heading.kind != PassageKind::Heading(1) {
                context.object = subject::object(&lower);
            }
        }
        Some(context)
    }

    /// True below a line such as `Name: X` that names something else than the model.
    fn describes_another(&self, index: usize, passage: &Passage) -> bool {
        self.passages[index.saturating_sub(DESCRIPTION)..index]
            .iter()
            .filter(|before| before.under == passage.under && before.kind == passage.kind)
            .filter_map(|before| Some((label(&before.text)?, &before.text)))
            .any(|((name, width), text)| {
                matches!(name.trim().to_lowercase().as_str(), "name" | "dataset" | "名称")
                    && !self.own.owns(text[name.len() + width..].trim())
            })
    }

    pub(super) fn is_first_under_heading(&self, index: usize, passage: &Passage) -> bool {
        passage.kind == PassageKind::Paragraph
            && passage.under.last().is_some_and(|heading| {
                self.passages[(heading + 1).min(index)..index]
                    .iter()
                    .all(|before| before.kind == PassageKind::ImageAlt)
            })
    }
}
