//! Whether the names of two models may be those of one line: a model, its chat form, a fine-tune.

use std::collections::BTreeSet;

use crate::lineage::name::tokens as parts;

/// Words of names that say which form of a model it is, or how it was packed.
const FORMS: [&str; 14] = [
    "base", "instruct", "chat", "it", "sft", "dpo", "pt", "hf", "meta", "preview", "bnb", "gguf",
    "awq", "gptq",
];

/// A name as letters and numbers: `Qwen2.5-7B` is the word `qwen` and the numbers `2.5` and `7b`.
struct Parts {
    words: Vec<String>,
    numbers: BTreeSet<String>,
}

impl Parts {
    fn of(name: &str) -> Self {
        let (mut words, mut numbers) = (Vec::new(), BTreeSet::new());
        for part in parts(name) {
            let letters: String = part.chars().take_while(|ch| ch.is_alphabetic()).collect();
            let rest = &part[letters.len()..];
            if letters.chars().count() >= 2 && !FORMS.contains(&letters.as_str()) {
                words.push(letters);
            }
            if rest.starts_with(|ch: char| ch.is_ascii_digit()) {
                numbers.insert(rest.to_owned());
            }
        }
        Self { words, numbers }
    }

    fn brand(&self) -> Option<&String> {
        self.words.first()
    }
}

/// True where the names say the same but for a size or a version.
pub(super) fn are_two_sizes(one: &str, other: &str) -> bool {
    let (a, b) = (Parts::of(one), Parts::of(other));
    !a.words.is_empty()
        && a.words == b.words
        && a.numbers != b.numbers
        && !a.numbers.is_empty()
        && !b.numbers.is_empty()
}

/// True where one name bears the brand of the other: `Hermes-3-Llama-3.1-8B` may come from a Llama.
pub(super) fn may_descend(one: &str, other: &str) -> bool {
    let (a, b) = (Parts::of(one), Parts::of(other));
    let bears = |parts: &Parts, brand: Option<&String>| {
        brand.is_none_or(|brand| parts.words.contains(brand))
    };
    bears(&a, b.brand()) || bears(&b, a.brand())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_versions_are_other_models() {
        assert!(are_two_sizes("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-70B-Instruct"));
        assert!(are_two_sizes("Qwen/Qwen2-7B", "Qwen/Qwen2.5-7B"));
        assert!(!are_two_sizes("meta-llama/Llama-3.1-8B", "meta-llama/Meta-Llama-3.1-8B-Instruct"));
        assert!(!are_two_sizes("Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-Math-7B"));
    }

    #[test]
    fn a_name_that_bears_a_brand_may_descend_from_it() {
        assert!(may_descend("NousResearch/Hermes-3-Llama-3.1-8B", "meta-llama/Llama-3.1-8B"));
        assert!(may_descend("Qwen/Qwen2.5-7B", "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"));
        assert!(!may_descend("Qwen/Qwen2.5-7B", "meta-llama/Llama-3.1-8B"));
    }
}
