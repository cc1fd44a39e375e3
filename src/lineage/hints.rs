//! What the shape of a model says about a base that its files name: architecture, size of the vocabulary and
//! special tokens.
//!
//! Many models share one shape, and some families are known from memory only. A hint stands beside a proof
//! and never is one: no base is found by it, and no duty follows from it.

use super::Evidence;
use crate::{
    declared::{is_own, names::Names},
    document::{Config, Document},
    library::family::Traits,
    unit::Unit,
};

/// Tokens that are no longer than this, such as `</s>`, belong to many families.
const COMMON_TOKEN: usize = 4;

/// What of the unit's own configuration fits the family of a base.
pub(super) fn of(base: &str, unit: &Unit, names: &dyn Names) -> Vec<Evidence> {
    let own = |name: &str| {
        let mut documents = unit.documents.iter().filter(|document| is_own(document));
        documents.find(|document| document.path == name).and_then(Document::config)
    };
    let tells = |config: &&Config| !config.architectures.is_empty() || config.vocab_size.is_some();
    let (shape, tokens) = (own("config.json").filter(tells), own("special_tokens_map.json"));
    if shape.is_none() && tokens.is_none() {
        return Vec::new();
    }
    let Some(family) = names.family(base) else { return Vec::new() };
    let traits = [&family.known, &family.hints];
    let shape = shape.map(|config| fitting(config, &traits));
    let token = tokens.and_then(|config| fitting_token(config, &traits));
    shape.into_iter().flatten().chain(token).collect()
}

fn hint(path: &str, field: &str, line: u32) -> Evidence {
    Evidence { path: path.to_owned(), line, field: field.to_owned(), span: None }
}

fn fitting(config: &Config, traits: &[&Traits]) -> Vec<Evidence> {
    let mut found = Vec::new();
    let mut architectures = traits.iter().flat_map(|it| &it.architectures);
    if architectures.any(|known| config.architectures.contains(known)) {
        found.push(hint("config.json", "architectures", config.architectures_line));
    }
    let mut sizes = traits.iter().flat_map(|it| &it.vocab_sizes);
    if sizes.any(|known| config.vocab_size == Some(u64::from(*known))) {
        found.push(hint("config.json", "vocab_size", config.vocab_size_line));
    }
    found
}

/// The first special token that the family has and few others.
fn fitting_token(config: &Config, traits: &[&Traits]) -> Option<Evidence> {
    let is_known = |token: &str| {
        let mut known = traits.iter().flat_map(|it| &it.special_tokens);
        token.len() > COMMON_TOKEN && known.any(|it| it == token)
    };
    let (_, key, line) = config.special_tokens.iter().find(|(token, ..)| is_known(token))?;
    Some(hint("special_tokens_map.json", key, *line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_said_with_its_line() {
        let config = Config {
            architectures: vec!["LlamaForCausalLM".to_owned()],
            architectures_line: 2,
            vocab_size: Some(128_256),
            vocab_size_line: 9,
            ..Config::default()
        };
        let known =
            Traits { architectures: vec!["LlamaForCausalLM".to_owned()], ..Traits::default() };
        let fields = |vocabulary: u32| -> Vec<(String, u32)> {
            let hints = Traits { vocab_sizes: vec![vocabulary], ..Traits::default() };
            let found = fitting(&config, &[&known, &hints]).into_iter();
            found.map(|hint| (hint.field, hint.line)).collect()
        };
        let architecture = ("architectures".to_owned(), 2);
        assert_eq!(fields(128_256), [architecture.clone(), ("vocab_size".to_owned(), 9)]);
        assert_eq!(fields(32_000), [architecture]);
    }

    #[test]
    fn a_token_of_the_family_fits_and_a_common_one_does_not() {
        let tokens = [("</s>", 2), ("<|eot_id|>", 5)];
        let special_tokens =
            tokens.map(|(token, line)| (token.to_owned(), "eos_token", line)).into();
        let config = Config { special_tokens, ..Config::default() };
        let fits = |known: &[&str]| {
            let special_tokens = known.iter().map(|token| (*token).to_owned()).collect();
            let hints = Traits { special_tokens, ..Traits::default() };
            fitting_token(&config, &[&hints]).map(|hint| (hint.path, hint.field, hint.line))
        };
        let place = ("special_tokens_map.json".to_owned(), "eos_token".to_owned(), 5);
        assert_eq!(fits(&["</s>", "<|eot_id|>"]), Some(place));
        assert_eq!(fits(&["</s>"]), None);
    }
}
