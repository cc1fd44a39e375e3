//! The names by which a card speaks of its own model, and the names of others.

use super::sentence::{fold, is_wide, words};
use crate::{document::Card, unit::Unit};

/// The names by which a unit's own card speaks of it: its name, its owner and the card's title.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnNames {
    /// The unit's name, folded.
    unit: String,
    /// All of them, folded.
    all: Vec<String>,
}

/// Words with a capital letter that name no model.
const ORDINARY: &[&str] = &[
    "the",
    "this",
    "these",
    "that",
    "it",
    "its",
    "our",
    "we",
    "a",
    "an",
    "all",
    "both",
    "model",
    "models",
    "weights",
    "license",
    "licence",
    "code",
    "i",
    "here",
    "and",
    "or",
    "in",
    "on",
    "as",
    "for",
    "with",
    "built",
    "trained",
    "developed",
    "finetuned",
    "fine-tuned",
    "quantized",
    "lora",
    "qlora",
    "gguf",
    "awq",
    "gptq",
    "mlx",
    "onnx",
    "sft",
    "dpo",
    "rlhf",
    "grpo",
    "please",
    "note",
    "usage",
    "use",
    "to",
    "by",
    "of",
    "project",
    "repository",
    "repo",
    "checkpoint",
    "released",
    "merge",
    "adapter",
    "version",
    "description",
    "each",
    "also",
    "which",
    "while",
    "moreover",
];

/// What members of one series add to its name, folded: they tell of no change by somebody else.
pub(crate) const SERIES: &[&str] = &[
    "base", "chat", "instruct", "hf", "pretrain", "preview", "mini", "small", "medium", "large",
    "tiny", "nano", "xl", "long", "lite", "pro", "plus", "max", "flash", "turbo", "thinking",
    "fp16", "bf16",
];
/// How a model is trained on or stored, which makes no other model of the series of it.
const FORMS: &[&str] = &[
    "sft",
    "dpo",
    "rlhf",
    "int4",
    "int8",
    "fp8",
    "gguf",
    "awq",
    "gptq",
    "mlx",
    "lora",
    "adapter",
    "model",
    "quantized",
    "version",
    "beta",
    "alpha",
    "final",
    "merged",
];

impl OwnNames {
    /// The own names of a unit; `card` lends its title.
    pub(crate) fn of(unit: &Unit, card: &Card) -> Self {
        let name = fold(&unit.outline.name);
        let mut names = vec![name.clone()];
        names.extend(unit.outline.owner.as_deref().map(fold));
        let title = card.text.text.get(card.body..).unwrap_or_default();
        let title = title.lines().take(60).find_map(|line| line.strip_prefix("# "));
        names.extend(title.map(fold));
        names.retain(|name| name.chars().count() >= 3);
        Self { unit: name, all: names }
    }

    /// True where a name is one of the unit's own or a part of one, or a longer form of the unit's name.
    pub(crate) fn owns(&self, name: &str) -> bool {
        let name = fold(name);
        name.chars().count() >= 3
            && (self.all.iter().any(|own| own.contains(&name))
                || (self.unit.len() >= 3 && name.contains(&self.unit)))
    }

    /// True for a longer form of the unit's name whose other words tell of another model of the series:
    /// `Acme-Distill-Llama-8B` in the card of `Acme`, but not `Acme-8B-Chat`.
    fn is_sibling(&self, name: &str) -> bool {
        let folded = fold(name);
        let Some(mut rest) = folded.strip_prefix(&self.unit).filter(|_| self.unit.len() >= 3)
        else {
            return false;
        };
        if self.all.iter().any(|own| own.contains(&folded)) {
            return false;
        }
        let mut other = 0;
        while !rest.is_empty() {
            let known = SERIES.iter().chain(FORMS).filter(|word| rest.starts_with(**word));
            let known = known.map(|word| word.len());
            let length = known.max().unwrap_or_else(|| {
                let letter = rest.chars().next().map_or(1, char::len_utf8);
                other += usize::from(!rest.starts_with(|letter: char| letter.is_ascii_digit()));
                letter
            });
            rest = &rest[length..];
        }
        other >= 4
    }

    /// True where a name is the whole of one of the own names.
    pub(crate) fn is(&self, name: &str) -> bool {
        let name = fold(name);
        self.all.contains(&name)
    }

    /// The name with which a sentence begins, where it is the subject and is not the unit itself:
    /// `Alpaca` in "Alpaca is fine-tuned from ...". Of a list of names, none may be the unit's.
    pub(crate) fn foreign_subject<'t>(&self, subject: &'t str) -> Option<&'t str> {
        let names = leading_names(subject);
        names
            .iter()
            .all(|name| !self.owns(name) || self.is_sibling(name))
            .then(|| names.first().copied())
            .flatten()
    }
}

/// The names with which a subject begins ("A, B and C are"), where a verb or nothing but marks follow
/// them; else none.
pub(crate) fn leading_names(subject: &str) -> Vec<&str> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut end = 0;
    let mut open = false;
    for word in words(subject, 0..subject.len()) {
        let text = &subject[word.clone()];
        let before = &subject[end..word.start];
        let listed = open || before.contains([',', '，', '、']);
        let glued = before.chars().all(|letter| !letter.is_alphanumeric() && letter != ':');
        if !glued || (runs.is_empty() && listed) {
            break;
        }
        if looks_like_name(text) {
            match runs.last_mut() {
                Some(run) if !listed => run.end = word.end,
                _ => runs.push(word.clone()),
            }
            open = false;
        } else if matches!(text, "and" | "or") && !runs.is_empty() {
            open = true;
        } else {
            break;
        }
        end = word.end;
    }
    let Some(last) = runs.last() else { return Vec::new() };
    let marks = [' ', '*', '_', ']', ')', '"', '`', ',', '，'];
    let rest = subject[last.end..].trim_start_matches(marks);
    let verb = ["is", "was", "are", "were", "has", "have", "been"];
    let next = rest.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let ends = next.is_empty() || verb.contains(&next.as_str()) || next.starts_with(is_wide);
    if ends { runs.into_iter().map(|run| &subject[run]).collect() } else { Vec::new() }
}

/// True for a word that may be (part of) a name: a capital letter or a digit, and not a size or one of
/// the ordinary words of a card.
pub(crate) fn looks_like_name(word: &str) -> bool {
    let is_shaped =
        word.starts_with(char::is_uppercase) || word.bytes().any(|letter| letter.is_ascii_digit());
    is_shaped && !ORDINARY.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_of_another_name_is_foreign() {
        let all = vec![fold("acme-13b-chat"), fold("acme")];
        let own = OwnNames { unit: fold("acme-13b-chat"), all };
        assert_eq!(own.foreign_subject("Alpaca is "), Some("Alpaca"));
        assert_eq!(own.foreign_subject("Vicuna 7B was "), Some("Vicuna 7B"));
        assert_eq!(own.foreign_subject("Acme-13B is "), None);
        assert_eq!(own.foreign_subject("Vicuna-7B, Alpaca and Koala are "), Some("Vicuna-7B"));
        assert_eq!(own.foreign_subject("Vicuna-7B and Acme-13B are "), None);
        assert_eq!(own.foreign_subject("Vicuna-7B and this model are "), None);
        let series = OwnNames { unit: fold("acme"), all: vec![fold("acme")] };
        assert_eq!(series.foreign_subject("Acme-8B-Chat is "), None);
        assert_eq!(series.foreign_subject("Acme-v2 is "), None);
        let another = "Acme-Distill-Llama-8B is ";
        assert_eq!(series.foreign_subject(another), Some("Acme-Distill-Llama-8B"));
        assert_eq!(own.foreign_subject("This model is "), None);
        assert_eq!(own.foreign_subject("A Chinese model "), None);
        assert_eq!(own.foreign_subject("Chinese chat model "), None);
        assert_eq!(own.foreign_subject("Alpaca 模型"), Some("Alpaca"));
    }
}
