//! What the shape of a model says about a base that its files name: architecture and size of the vocabulary.
//!
//! Many models share one shape, and some families are known from memory only. A hint stands beside a proof
//! and never is one: no base is found by it, and no duty follows from it.

use super::Evidence;
use crate::{
    declared::{is_own, names::Names},
    document::Config,
    library::family::Traits,
    unit::Unit,
};

/// What of the unit's own `config.json` fits the family of a base.
pub(super) fn of(base: &str, unit: &Unit, names: &dyn Names) -> Vec<Evidence> {
    let config =
        unit.documents.iter().filter(|document| is_own(document)).find_map(|document| {
            (document.path == "config.json").then(|| document.config()).flatten()
        });
    let Some(config) = config else { return Vec::new() };
    let family = names.family(base);
    family.map_or_else(Vec::new, |family| fitting(config, &[&family.known, &family.hints]))
}

fn fitting(config: &Config, traits: &[&Traits]) -> Vec<Evidence> {
    let hint = |field: &str, line| Evidence {
        path: "config.json".to_owned(),
        line,
        field: field.to_owned(),
        span: None,
    };
    let mut found = Vec::new();
    let mut architectures = traits.iter().flat_map(|it| &it.architectures);
    if architectures.any(|known| config.architectures.contains(known)) {
        found.push(hint("architectures", config.architectures_line));
    }
    let mut sizes = traits.iter().flat_map(|it| &it.vocab_sizes);
    if sizes.any(|known| config.vocab_size == Some(u64::from(*known))) {
        found.push(hint("vocab_size", config.vocab_size_line));
    }
    found
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
}
