//! `missing-change-statement`: a derivative that does not say that it was changed.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, Anchored, Input, StartKind};
use memchr::memchr2;

use crate::{
    document::{DocumentKind, markdown::PassageKind},
    finding::{Finding, Level, Mend},
    language::{Bilingual, both},
    library::duty::DutyKind,
    lineage::{BaseModel, Relation},
};

use super::{
    Rule,
    card_view::CardView,
    fold::{Kind, Token, name_key, tokens},
    own,
    reading::{Reading, embedded, last_part},
};

/// A derivative does not say what was changed.
pub static MISSING_CHANGE_STATEMENT: Rule = Rule {
    name: "missing-change-statement",
    level: Level::Warning,
    summary: "a derivative does not say what was changed",
    since: "0.1.0",
    docs: "\
## What it does

Where the license of a base asks for a statement of changes, looks for the name of the base near a word of
change (fine-tuned, merged, quantized, LoRA, ... / 微调, 合并, 量化, ...) in every card and notice. That
something is said is checked; whether it is enough is for a person.

## Why it matters

Whoever gets the model must see that it is not the licensor's own.

## How to mend it

Say it in the card: \"This model is a fine-tuned version of Skywork-13B-base; ... was changed.\"
",
    check,
};

/// How many tokens may stand between the base's name and the word of change in a text without passages.
const NEAR: usize = 60;

/// Beginnings of words of change.
const CHANGES: [&str; 48] = [
    "finetun",
    "tuned",
    "tuning",
    "merge",
    "merging",
    "quantiz",
    "quantis",
    "lora",
    "qlora",
    "adapter",
    "abliterat",
    "prun",
    "distill",
    "distil",
    "convert",
    "modif",
    "chang",
    "trained",
    "training",
    "pretrain",
    "retrain",
    "extend",
    "adapt",
    "rlhf",
    "dpo",
    "sft",
    "grpo",
    "aligned",
    "gguf",
    "awq",
    "gptq",
    "exl2",
    "uncensored",
    "continued",
    "replac",
    "graft",
    "remov",
    "insert",
    "interleav",
    "orthogonal",
    "edit",
    "export",
    "repack",
    "compress",
    "derivative",
    "steer",
    "expand",
    "upscal",
];

const CHANGES_ZH: [&str; 18] = [
    "微调",
    "精调",
    "量化",
    "合并",
    "融合",
    "剪枝",
    "蒸馏",
    "训练",
    "修改",
    "改动",
    "变更",
    "调整",
    "二次开发",
    "扩展",
    "裁剪",
    "转换",
    "对齐",
    "改进",
];

/// What stands for the base's name.
const THE_BASE: [&str; 4] = ["basemodel", "originalmodel", "parentmodel", "foundationmodel"];

const THE_BASE_ZH: [&str; 6] = ["基座", "基础模型", "原模型", "原始模型", "底座", "基模型"];

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    // A mirror changed nothing; what its model was made from is told by the card that came with it.
    if reading.case.lineage.relation == Relation::Mirror {
        return;
    }
    for owed in reading.owed(&[DutyKind::ModificationStatement]) {
        let Some(base) = owed.base else { continue };
        let changed = base.relation.is_derivative()
            || matches!(base.relation, Relation::Quantized | Relation::Unknown);
        if !changed || is_stated(reading, base) {
            continue;
        }
        let card = match reading.main_card() {
            Some(card) => Bilingual::same(&card.path),
            None => both!("the folder", "文件夹"),
        };
        let message = both!(
            "{} asks to state the changes (clause {}); {} names no change of {} that a reader sees",
            "{}要求说明所作修改（条款 {}）；{} 中读者看不到对 {} 的任何修改说明",
            owed.license,
            owed.duty.clause,
            card,
            base.base
        );
        let level = MISSING_CHANGE_STATEMENT.at_most(owed.cap);
        let mut finding = Finding::new(MISSING_CHANGE_STATEMENT.name, level, message)
            .license(&owed.license.id)
            .duty(owed.duty.kind.as_str(), &owed.duty.clause)
            .remedy(both!(
                "Say in README.md what was changed, and name {} there",
                "请在 README.md 中说明所作修改，并写明 {}",
                base.base
            ));
        let what = both!(
            "say here what was changed in {}, as {} asks (clause {})",
            "请在此说明对 {} 作了哪些修改（{}条款 {} 的要求）",
            base.base,
            owed.license,
            owed.duty.clause
        );
        finding = finding.mended_by(Mend::Ask { what });
        finding.place = reading.place_of_owed(owed);
        findings.push(finding);
    }
}

/// Whether a text speaks of the base, and whether it speaks of a change.
#[derive(Clone, Copy, Default)]
struct Says {
    base: bool,
    change: bool,
}

impl Says {
    fn both(self, other: Self) -> bool {
        (self.base || other.base) && (self.change || other.change)
    }
}

fn is_stated(reading: &Reading, base: &BaseModel) -> bool {
    let names = names_of(base);
    for view in reading.cards() {
        let mut says: Vec<Says> = Vec::with_capacity(view.passages.len());
        for (at, passage) in view.passages.iter().enumerate() {
            says.push(passage_says(view, at, &names));
            // A title may hold both words as a mere name: `Skywork-13B-LoRA`.
            let title = passage.kind == PassageKind::Heading(1);
            let in_license = || {
                let line = view.line(at, 0);
                view.license_lines.iter().any(|(first, last)| (*first..=*last).contains(&line))
            };
            if title || !view.license_lines.is_empty() && in_license() {
                continue;
            }
            let neighbour = at
                .checked_sub(1)
                .filter(|above| view.passages[*above].kind != PassageKind::Heading(1))
                .map_or(Says::default(), |above| says[above]);
            let above = passage.under.iter().filter_map(|heading| says.get(*heading));
            if says[at].both(says[at])
                || says[at].both(neighbour)
                || above
                    .copied()
                    .any(|heading| says[at].both(heading) && (says[at].base || says[at].change))
            {
                return true;
            }
        }
    }
    own::identified(reading.case).any(|(document, identity)| {
        let Some(text) = document.text() else { return false };
        if !matches!(document.kind, DocumentKind::Notice | DocumentKind::Other) {
            return false;
        }
        let license = identity.map(embedded).unwrap_or_default();
        let outside: String = text
            .text
            .lines()
            .zip(1u32..)
            .filter(|(_, at)| !license.iter().any(|(first, last)| (*first..=*last).contains(at)))
            .flat_map(|(line, _)| [line, "\n"])
            .collect();
        let all = tokens(&outside);
        all.chunks(NEAR)
            .collect::<Vec<_>>()
            .windows(2)
            .any(|pair| says(pair[0], &names).both(says(pair[1], &names)))
            || all.len() <= NEAR && says(&all, &names).both(says(&all, &names))
    })
}

/// The keys of the base's names: the whole last part, and its first word where it is a word.
fn names_of(base: &BaseModel) -> Vec<String> {
    let last = last_part(&base.base);
    let family: String = last.chars().take_while(|ch| ch.is_alphabetic()).collect();
    let mut names = vec![name_key(last)];
    if family.chars().count() >= 3 {
        names.push(name_key(&family));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What is looked for in the joined words of a text: first what stands for the base, then what says
/// in Chinese that it was changed.
static JOINED: LazyLock<AhoCorasick> = LazyLock::new(|| {
    automaton(&mut AhoCorasick::builder(), &[&THE_BASE[..], &THE_BASE_ZH, &CHANGES_ZH].concat())
});

/// The beginnings of words of change.
static CHANGED: LazyLock<AhoCorasick> =
    LazyLock::new(|| automaton(AhoCorasick::builder().start_kind(StartKind::Anchored), &CHANGES));

/// The same anywhere in a text, and that of "fine tuned".
static MAY_CHANGE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = [&CHANGES[..], &["fine"]].concat();
    automaton(AhoCorasick::builder().ascii_case_insensitive(true), &words)
});

#[expect(clippy::expect_used, reason = "a short list fits an automaton")]
fn automaton(builder: &mut AhoCorasickBuilder, words: &[&str]) -> AhoCorasick {
    builder.build(words).expect("a short list fits an automaton")
}

/// What a passage says. Plain text without a word of change, as most is, need not be cut into words.
fn passage_says(view: &CardView, at: usize, names: &[String]) -> Says {
    let text = &view.passages[at].text;
    let is_plain = text.is_ascii() && memchr2(b'*', b'`', text.as_bytes()).is_none();
    if is_plain && !MAY_CHANGE.is_match(text) {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        let joined: String = letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
        return says_joined(&joined, names);
    }
    says(view.tokens(at), names)
}

fn says(text: &[Token], names: &[String]) -> Says {
    let joined: String =
        text.iter().filter(|token| token.is_text()).map(|token| &*token.text).collect();
    let mut says = says_joined(&joined, names);
    says.change |= text.iter().enumerate().any(|(at, token)| {
        let two_words = || {
            token.text == "fine"
                && text
                    .get(at + 1..at + 3)
                    .is_some_and(|next| next.iter().any(|word| word.text.starts_with("tun")))
        };
        let begins = |text: &str| CHANGED.is_match(Input::new(text).anchored(Anchored::Yes));
        token.kind == Kind::Word && (begins(&token.text) || two_words()) && !is_negated(text, at)
    });
    says
}

/// What the words say that are looked for without blanks.
fn says_joined(joined: &str, names: &[String]) -> Says {
    let mut says = Says::default();
    for found in JOINED.find_overlapping_iter(joined) {
        let is_base = found.pattern().as_usize() < THE_BASE.len() + THE_BASE_ZH.len();
        says.base |= is_base;
        says.change |= !is_base;
    }
    says.base |= names.iter().any(|name| joined.contains(name.as_str()));
    says
}

fn is_negated(text: &[Token], at: usize) -> bool {
    text[at.saturating_sub(3)..at]
        .iter()
        .any(|token| matches!(&*token.text, "not" | "never" | "without" | "no" | "isnt" | "wasnt"))
}

#[cfg(test)]
mod tests {
    use crate::lineage::Relation;

    use super::super::testing::Folder;

    fn fires(card: &str) -> bool {
        Folder::new("acme/acme-13b")
            .card(card)
            .base("Skywork/Skywork-13B-base", Relation::Finetune, &["skywork-community"])
            .check()
            .iter()
            .any(|it| it.rule == "missing-change-statement")
    }

    #[test]
    fn the_base_near_a_word_of_change() {
        for card in [
            "# A\n\nThis model is a fine-tuned version of Skywork-13B-base.",
            "# A\n\nA LoRA of [Skywork 13B](https://example.org).",
            "# A\n\n本模型由 Skywork-13B-base 微调而来。",
            "# A\n\n## Changes to Skywork\n\nNew data.\n\nFurther training.",
            "# A\n\nWe started from Skywork.\n\nThen we merged two runs.",
            "# A\n\nThe base model was quantized.",
        ] {
            assert!(!fires(card), "{card}");
        }
    }

    #[test]
    fn a_mirror_changed_nothing() {
        let folder = Folder::new("acme/acme-13b")
            .card("# A\n")
            .base("lab/acme-13b", Relation::Mirror, &["mit"])
            .base("Skywork/Skywork-13B-base", Relation::Finetune, &["skywork-community"])
            .relation(Relation::Mirror);
        assert!(!folder.check().iter().any(|it| it.rule == "missing-change-statement"));
    }

    #[test]
    fn a_name_alone_states_no_change() {
        for card in [
            "# A\n\nA model.",
            "# Skywork-13B-LoRA\n",
            "---\nbase_model: Skywork/Skywork-13B-base\nbase_model_relation: finetune\n---\n# A\n",
            "# A\n\nBased on Skywork-13B-base.",
            "# A\n\nSkywork-13B-base, not modified.",
            "# A\n\n<!-- fine-tuned from Skywork -->",
        ] {
            assert!(fires(card), "{card}");
        }
    }
}
