//! What the words near the name of a model say: what was done to it (quantized, merged, tuned), or that something of
//! it is meant and not the model.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{
    Relation,
    vocabulary::{ASPECTS, ASPECTS_WIDE, MADE_AFTER, NEUTRAL, NEUTRAL_WIDE, OUTPUTS, SELF, VETO},
};
use crate::declared::sentence::find_word;

/// What a word near "version of" says about the change.
const CHANGES: &[(&str, Relation)] = &[
    ("quantiz", Relation::Quantized),
    ("quantis", Relation::Quantized),
    ("gguf", Relation::Quantized),
    ("awq", Relation::Quantized),
    ("gptq", Relation::Quantized),
    ("exl2", Relation::Quantized),
    ("mlx", Relation::Quantized),
    ("onnx", Relation::Quantized),
    ("openvino", Relation::Quantized),
    ("fp8", Relation::Quantized),
    ("int4", Relation::Quantized),
    ("int8", Relation::Quantized),
    ("4-bit", Relation::Quantized),
    ("4bit", Relation::Quantized),
    ("8-bit", Relation::Quantized),
    ("8bit", Relation::Quantized),
    ("converted", Relation::Quantized),
    ("distill", Relation::Distilled),
    ("merge", Relation::Merge),
    ("lora", Relation::Adapter),
    ("adapter", Relation::Adapter),
    ("tuned", Relation::Finetune),
    ("fine-tun", Relation::Finetune),
    ("finetun", Relation::Finetune),
    ("aligned", Relation::Finetune),
    ("abliterat", Relation::Finetune),
    ("uncensor", Relation::Finetune),
    ("modified", Relation::Finetune),
    ("pruned", Relation::Finetune),
    ("compressed", Relation::Finetune),
    ("extended", Relation::Finetune),
    ("trained", Relation::Finetune),
    ("adapted", Relation::Finetune),
    ("specialized", Relation::Finetune),
    ("customized", Relation::Finetune),
    ("upscaled", Relation::Finetune),
    ("interleav", Relation::Merge),
    ("orthogonaliz", Relation::Finetune),
    ("repack", Relation::Quantized),
    ("export", Relation::Quantized),
    ("chat", Relation::Finetune),
    ("instruct", Relation::Finetune),
    ("unmodified", Relation::Mirror),
    ("unchanged", Relation::Mirror),
    ("mirror", Relation::Mirror),
    ("exact", Relation::Mirror),
    ("re-upload", Relation::Mirror),
    ("reupload", Relation::Mirror),
];

static CHANGE_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(CHANGES.iter().map(|(word, _)| word))
        .expect("a short list of words fits an automaton")
});

/// False for `chat` as the beginning of a name, such as that of a model.
fn is_word(text: &str, found: std::ops::Range<usize>) -> bool {
    &text[found.clone()] != "chat"
        || !text[found.end..].starts_with(|next: char| next.is_ascii_alphanumeric())
}

/// The last change that some words before "version of" speak of, the longest word of those that end there.
pub(crate) fn change_before(text: &str) -> Option<Relation> {
    let found =
        CHANGE_WORDS.find_overlapping_iter(text).filter(|it| is_word(text, it.start()..it.end()));
    found.max_by_key(|it| (it.end(), it.len())).map(|it| CHANGES[it.pattern().as_usize()].1)
}

/// The first change that some words behind a name speak of, the longest word of those that begin there.
pub(crate) fn change_after(text: &str) -> Option<Relation> {
    let found =
        CHANGE_WORDS.find_overlapping_iter(text).filter(|it| is_word(text, it.start()..it.end()));
    let first = found.min_by_key(|it| (it.start(), std::cmp::Reverse(it.len())));
    first.map(|it| CHANGES[it.pattern().as_usize()].1)
}

/// What a Chinese verb behind a name says about how the model was made.
pub(crate) fn change_in_chinese(near: &str) -> Option<Relation> {
    let changes = [
        ("量化", Relation::Quantized),
        ("蒸馏", Relation::Distilled),
        ("合并", Relation::Merge),
        ("融合", Relation::Merge),
        ("微调", Relation::Finetune),
        ("精调", Relation::Finetune),
        ("转换", Relation::Quantized),
    ];
    let found = changes.iter().filter_map(|(word, relation)| Some((near.find(word)?, *relation)));
    found.min_by_key(|(at, _)| *at).map(|(_, relation)| relation)
}

/// True where the words right behind a name say that something was done to that model.
pub(crate) fn says_made(after: &str) -> bool {
    let rest = after.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    MADE_AFTER.iter().any(|word| rest.starts_with(word))
}

/// True where the words after a name say that something of the model is meant, not the model.
pub(crate) fn is_aspect(after: &str, relation: Option<Relation>) -> bool {
    let mut rest = after.trim_start_matches(|letter: char| " *_`])）】》\"'”’".contains(letter));
    loop {
        let neutral = NEUTRAL_WIDE.iter().find_map(|word| rest.strip_prefix(word));
        if let Some(tail) = neutral {
            rest = tail.trim_start();
            continue;
        }
        if ASPECTS_WIDE.iter().any(|word| rest.starts_with(word)) {
            return true;
        }
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..end];
        if word.is_empty() || !NEUTRAL.contains(&word) {
            let dashed = rest.starts_with("-style") || rest.starts_with("-like");
            let outputs = OUTPUTS.contains(&word) && relation != Some(Relation::Distilled);
            return dashed || outputs || ASPECTS.contains(&word);
        }
        rest = rest[end..].trim_start_matches([' ', '*', '`', ')', ']']);
    }
}

/// A denial does not count where it stands before the self word: "not a chat model; this model is".
pub(super) fn is_self(near: &str, subject: &str) -> bool {
    let said = SELF.iter().filter_map(|word| near.rfind(word)).max();
    let denied =
        VETO.iter().filter_map(|word| find_word(near, word).map(|range| range.start)).max();
    matches!((said, denied), (Some(said), Some(denied)) if denied < said) && !subject.is_empty()
}
