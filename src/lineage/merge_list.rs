//! The lists of merged models that a card has: what stands above one, and what in it.

use std::{ops::Range, sync::LazyLock};

use super::{Relation, mention::mentions, name, prose::Said, vocabulary::MERGED_HEADINGS};
use crate::{
    declared::{names::Names, sentence::WordList},
    document::markdown::{Passage, PassageKind},
};

static MERGED: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(MERGED_HEADINGS.iter().copied()));

/// True for a heading, not the title, below which merged models are listed.
pub(crate) fn is_merge_heading(passage: &Passage) -> bool {
    matches!(passage.kind, PassageKind::Heading(2..)) && MERGED.is_part_of(&passage.text)
}

/// "This model is a merge of the following models:", with the list below it.
pub(crate) fn introduces_merge(text: &str) -> bool {
    let text = text.trim_end();
    if !text.ends_with([':', '：']) {
        return false;
    }
    let lower = text.to_lowercase();
    ["merge", "merging", "合并", "融合"].iter().any(|word| lower.contains(word))
        && !["can be merged", "to merge", "merge the adapter"]
            .iter()
            .any(|word| lower.contains(word))
}

/// An item of the list of merged models that mergekit's card has: a name, or a path into a hub's cache.
pub(crate) fn listed(passage: &Passage, names: &dyn Names) -> Option<Said> {
    let range = 0..passage.text.len();
    let item = passage.text.trim();
    let said = |name: String, range: Range<usize>| Said {
        name,
        passage: 0,
        range,
        relation: Some(Relation::Merge),
        certain: true,
    };
    if let Some(mention) = mentions(passage, range.clone(), names).into_iter().next()
        && !passage.text[..mention.range.start].contains(char::is_alphanumeric)
    {
        return Some(said(mention.name, mention.range));
    }
    let path = name::parse(item).filter(|path| path.local && name::owner(&path.name).is_some())?;
    Some(said(path.name, range))
}
