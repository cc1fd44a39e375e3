//! The base that a label names which is no part of a sentence: `| Base model | X |` in a table, and a heading
//! "Base model" with nothing but X below it.

use super::{mention::mentions, prose::Said};
use crate::{
    declared::names::Names,
    document::markdown::{Passage, PassageKind},
};

/// The labels, in lower case.
const LABELS: &[&str] = &[
    "base model",
    "basemodel",
    "base_model",
    "base model used",
    "base model name",
    "base llm",
    "base checkpoint",
    "foundation model",
    "parent model",
    "finetuned from",
    "fine-tuned from",
    "基座模型",
    "基础模型",
    "底座模型",
    "基底模型",
    "基模型",
    "基座",
    "底座",
    "ベースモデル",
    "베이스 모델",
];

/// The base that the labels of a card name. A card whose labels name several is a list of models. `line` tells in
/// which line of the card a passage begins, `is_foreign` whether it speaks of other models.
pub(super) fn base(
    passages: &[Passage],
    names: &dyn Names,
    line: impl Fn(&Passage) -> u32,
    is_foreign: impl Fn(&Passage) -> bool,
) -> Option<Said> {
    let mut found: Option<Said> = None;
    for (at, passage) in passages.iter().enumerate() {
        let value = match passage.kind {
            PassageKind::Cell | PassageKind::Heading(_) if is_label(&passage.text) => {
                value_of(passages, at, &line)
            }
            _ => None,
        };
        let Some(value) = value.filter(|value| !is_foreign(&passages[*value])) else { continue };
        let Some(said) = named(&passages[value], value, names) else { continue };
        match &found {
            Some(known) if !known.name.eq_ignore_ascii_case(&said.name) => return None,
            Some(_) => {}
            None => found = Some(said),
        }
    }
    found
}

fn is_label(text: &str) -> bool {
    let bare = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    LABELS.iter().any(|label| label.eq_ignore_ascii_case(bare))
}

/// The passage that belongs to the label at `at`: the other cell of a row of two, or the only block below a heading.
fn value_of(passages: &[Passage], at: usize, line: impl Fn(&Passage) -> u32) -> Option<usize> {
    if passages[at].kind == PassageKind::Cell {
        let line =
            |at: usize| passages.get(at).filter(|it| it.kind == PassageKind::Cell).map(&line);
        let own = line(at);
        let alone =
            at.checked_sub(1).and_then(line) != own && line(at + 1) == own && line(at + 2) != own;
        return alone.then_some(at + 1);
    }
    let is_below = |other: usize| {
        passages.get(other).is_some_and(|it| {
            it.under.last() == Some(&at) && !matches!(it.kind, PassageKind::Heading(_))
        })
    };
    // A name in code font, alone, is a block of code to a reader of passages.
    let is_text = passages.get(at + 1).is_some_and(|it| {
        it.kind == PassageKind::Paragraph || it.kind == PassageKind::Code && !it.text.contains('\n')
    });
    (is_text && is_below(at + 1) && !is_below(at + 2)).then_some(at + 1)
}

/// The one model that a value consists of; what stands in brackets behind it explains it.
fn named(value: &Passage, at: usize, names: &dyn Names) -> Option<Said> {
    let mention = mentions(value, 0..value.text.len(), names).into_iter().next()?;
    let before = &value.text[..mention.range.start];
    let mut after = value.text[mention.range.end..].trim_start_matches(['`', '*', ']', ' ']);
    if after.starts_with(['(', '（']) {
        after = after.split_once([')', '）'])?.1;
    }
    let is_bare = !before.contains(char::is_alphanumeric) && !after.contains(char::is_alphanumeric);
    is_bare.then_some(Said {
        name: mention.name,
        passage: at,
        range: mention.range,
        relation: None,
        certain: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{declared::double::Few, document::markdown::visible};

    fn base_of(card: &str) -> Option<String> {
        let passages = visible(card, 0);
        let line = |passage: &Passage| {
            u32::try_from(card[..passage.source(0)].matches('\n').count()).unwrap_or(0)
        };
        base(&passages, &Few::new(), line, |_| false).map(|said| said.name)
    }

    #[test]
    fn a_row_or_a_heading_names_the_base() {
        for card in [
            "|Item|Value|\n|-|-|\n|**Base model**|some-lab/some-model-7b (7B)|\n|Rank|8|\n",
            "|基座模型|some-lab/some-model-7b|\n|-|-|\n|秩|8|\n",
            "# Base model\n\n- `some-lab/some-model-7b`\n\n# Method\n\nLoRA\n",
            "## Base Model:\n\n[some-lab/some-model-7b](https://huggingface.co/some-lab/some-model-7b)\n",
        ] {
            assert_eq!(base_of(card).as_deref(), Some("some-lab/some-model-7b"), "{card}");
        }
        assert_eq!(base_of("## Base model\n\nLlama 3.1 8B\n").as_deref(), Some("Llama 3.1 8B"));
    }

    #[test]
    fn a_column_a_list_and_a_sentence_are_none() {
        for card in [
            "|Model|Base model|\n|-|-|\n|acme|some-lab/some-model-7b|\n",
            "|Base model|Tuned model|Score|\n|-|-|-|\n|some-lab/some-model-7b|acme|1|\n",
            "## Base model\n\n- some-lab/some-model-7b\n- other-lab/other-model-7b\n",
            "## Base model\n\nEach of some-lab/some-model-7b and others will do.\n",
            "|Base model|some-lab/some-model-7b|\n|-|-|\n|Base model|other-lab/other-model-7b|\n",
            "## Base models\n\nsome-lab/some-model-7b\n",
        ] {
            assert_eq!(base_of(card), None, "{card}");
        }
    }
}
