//! What was done to a model, told right before its name: "a fine-tuned X", "we fine-tuned X on Y".

use super::super::vocabulary::{OF_EXPERIMENTS, OF_THIS_ALONE};
use crate::{
    declared::sentence::{find_word, is_wide, words},
    document::markdown::{Passage, PassageKind},
};

/// True where the words before such a cue speak of this model and of nothing else, none but its name follows, and the
/// rest of the sentence tells of no experiment.
pub(super) fn is_of_this(before: &str, between: &str, after: &str, cue: &str) -> bool {
    let consists_of = |text: &str, known: &[&str]| {
        !text.chars().any(is_wide)
            && words(text, 0..text.len()).into_iter().all(|word| known.contains(&&text[word]))
    };
    // "Fine-tune X with this script" tells the reader what to do.
    let is_order = matches!(cue, "fine-tune" | "finetune");
    let maker = ["we", "i"].iter().any(|word| find_word(before, word).is_some());
    consists_of(before, OF_THIS_ALONE)
        && consists_of(between, &["the", "a", "an", "model", "base", "original", "pretrained"])
        && (maker || !is_order)
        && !OF_EXPERIMENTS.iter().any(|word| find_word(after, word).is_some())
}

/// True for what may stand at the beginning of a card, its title among it: there "a fine-tuned X" is this model, and
/// further below it may be anybody's.
pub(super) fn may_be_first(passage: &Passage) -> bool {
    // A logo and badges may stand above the title.
    let is_below_title = match *passage.under {
        [] => true,
        [title] => title < 4,
        _ => false,
    };
    is_below_title && !matches!(passage.kind, PassageKind::Heading(2..))
}

/// True where a word says that this model or its makers are spoken of.
pub(super) fn says_who(before: &str) -> bool {
    ["this", "we", "i", "it", "our", "my"].iter().any(|word| find_word(before, word).is_some())
}
