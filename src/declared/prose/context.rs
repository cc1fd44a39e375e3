//! Where in a card a statement stands: under which headings, and below which lines about something else.

use super::{
    super::{
        cue::label,
        hub, news,
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

/// Headings under which nothing but the licenses of others is told, though they speak of licenses.
const OTHERS_HEADINGS: &[&str] = &["third-party", "third party", "dependenc", "第三方"];

/// What one heading says.
#[derive(Clone, Copy)]
pub(super) struct Heading {
    /// It speaks of a license.
    license: bool,
    /// Below it the licenses of others are told.
    foreign: bool,
}

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
/// So near the beginning of its line an item of a list stands, in bytes.
const NEAR: usize = 80;
/// A link begins an item where no more than this stands before it.
const FIRST: usize = 3;

impl Reader<'_> {
    /// What the headings above a passage say; `None` below one about the licenses of others.
    pub(super) fn context(&self, index: usize, passage: &Passage) -> Option<Context> {
        let of_another =
            self.describes_another(index, passage) || self.is_below_another(index, passage);
        let mut context = Context { license: false, object: Object::Unsaid, of_another };
        for (text, heading) in self.headings_above(passage) {
            if heading.foreign {
                return None;
            }
            context.license |= heading.license;
            // A title does not say of what its card speaks.
            if text.kind != PassageKind::Heading(1) {
                context.object = subject::object(&text.text.to_lowercase());
            }
        }
        Some(context)
    }

    /// True below a heading that speaks of a license.
    pub(super) fn is_under_license(&self, passage: &Passage) -> bool {
        passage.under.iter().any(|index| self.licensed.get(*index) == Some(&true))
    }

    fn headings_above(&self, passage: &Passage) -> impl Iterator<Item = (&Passage, Heading)> {
        passage.under.iter().filter_map(|index| {
            let heading = self.passages.get(*index)?;
            let says = self.headings[*index].get_or_init(|| {
                let lower = heading.text.to_lowercase();
                let license = self.licensed[*index];
                let news = match heading.kind {
                    PassageKind::Heading(1) => news::is_title(&heading.text),
                    _ => news::is_heading(&heading.text),
                };
                let others = OTHERS_HEADINGS.iter().any(|word| lower.contains(word));
                let foreign = others
                    || !license
                        && (news || FOREIGN_HEADINGS.iter().any(|word| lower.contains(word)));
                Heading { license, foreign }
            });
            Some((heading, *says))
        })
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

    /// True for an item of a list below an item that begins with a link to another model.
    fn is_below_another(&self, index: usize, passage: &Passage) -> bool {
        let text = &self.card.text.text;
        let indent = |passage: &Passage| {
            let before = text.get(..passage.source(0)).unwrap_or_default();
            // Many passages may stand in one line: the items of a list stand near its beginning.
            let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
            let line = match near.rfind('\n') {
                Some(at) => &near[at + 1..],
                None if near.len() == before.len() => near,
                None => "",
            };
            line.len() - line.trim_start().len()
        };
        let own = indent(passage);
        if own == 0 {
            return false;
        }
        let mut above = self.passages[index.saturating_sub(DESCRIPTION)..index].iter().rev();
        above.find(|it| it.under == passage.under && indent(it) < own).is_some_and(|parent| {
            let first = parent.links.iter().find(|(place, _)| place.start <= FIRST);
            first
                .and_then(|(_, target)| hub::model_at(target))
                .is_some_and(|name| !self.own.is(name.rsplit('/').next().unwrap_or(&name)))
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
