//! The words by which a sentence or a label names a license.

use std::{ops::Range, sync::LazyLock};

use super::sentence::{WordList, is_whole_word};

/// Words after which a license is named. The flag says that the words speak of terms by themselves.
const CUES: &[(&str, bool)] = &[
    ("licensed", true),
    ("licenced", true),
    ("under", false),
    ("governed by", true),
    ("subject to", true),
    ("adherence to", false),
    ("requires", false),
    ("adopts", false),
    ("follows", false),
    ("uses", false),
    ("complies with", false),
    ("comply with", false),
    ("abide by", false),
    ("license is", true),
    ("licence is", true),
    ("遵循", false),
    ("遵守", false),
    ("遵从", false),
    ("采用", false),
    ("依据", false),
    ("依照", false),
    ("按照", false),
    ("根据", false),
    ("基于", false),
    ("使用", false),
    ("适用", false),
    ("受", false),
    ("以", false),
    ("在", false),
    ("许可证为", true),
    ("许可协议为", true),
    ("许可为", true),
    ("协议为", true),
];
/// Words one of which makes "under X" a statement about terms.
pub(super) const RELEASE: &[&str] = &[
    "licens",
    "licenc",
    "releas",
    "distribut",
    "availab",
    "publish",
    "open-sourc",
    "open sourc",
    "opensourc",
    "provid",
    "offered",
    "shared",
    "terms",
    "许可",
    "协议",
    "授权",
    "开源",
    "发布",
];
static CUE_WORDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(CUES.iter().map(|(cue, _)| *cue)));

/// Words that make "under X" a statement about terms.
pub(super) static RELEASE_WORDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(RELEASE.iter().copied()));

/// The cues of a sentence in order.
pub(super) fn cues(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let sentence = &text[range.clone()];
    let released = RELEASE_WORDS.is_part_of(sentence);
    let mut found: Vec<Range<usize>> = CUE_WORDS
        .find_whole(sentence)
        .filter(|(number, _)| released || CUES[*number].1)
        .map(|(_, place)| range.start + place.start..range.start + place.end)
        .collect();
    found.sort_by_key(|place| (place.start, place.end));
    found
}

/// How many bytes lead from one license of a list to the next: "MIT and Apache-2.0".
pub(super) fn continued(after: &str) -> Option<usize> {
    let glue = ["and", "or", "&", "/", "和", "与", "以及", "或", "、", ","];
    let trimmed = after.trim_start_matches([' ', '》', '"', '”', '\'', ')', ']', '*']);
    let skipped = after.len() - trimmed.len();
    let trimmed_license = ["licenses", "license", "licence"].iter().find_map(|word| {
        trimmed
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
            .then_some(word.len())
    });
    let skipped = skipped + trimmed_license.unwrap_or(0);
    let rest = after[skipped..].trim_start();
    let start = after.len() - rest.len();
    glue.iter()
        .find(|word| rest.starts_with(**word) && is_whole_word(rest, &(0..word.len())))
        .map(|word| start + word.len())
}

/// True for words after which something else than a license stands as often: "基于 X" names a base.
pub(super) fn is_weak(cue: &str) -> bool {
    const WEAK: &[&str] = &[
        "requires", "adopts", "follows", "uses", "采用", "依据", "按照", "根据", "基于", "使用",
        "适用", "受", "以", "在",
    ];
    WEAK.iter().any(|weak| cue.eq_ignore_ascii_case(weak))
}

/// The label of a `Label: value` line and the width of its colon.
pub(super) fn label(text: &str) -> Option<(&str, usize)> {
    let (at, colon) =
        text.char_indices().take(48).find(|(_, letter)| matches!(letter, ':' | '：'))?;
    let label = &text[..at];
    let words = label.split_whitespace().count();
    (words <= 6 && !text[at..].starts_with("://")).then_some((label, colon.len_utf8()))
}
