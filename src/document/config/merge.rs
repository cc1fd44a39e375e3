//! Merge recipes: `mergekit_config.yml` names every model that went into a merge.

use super::super::{BaseReference, Config, ConfigRole, Node, Scalar, yaml};
use super::{MAX_BASES, cached, line_at};

/// Reads a recipe of mergekit (`merge_method`, `slices`, `models`) or of its mixture-of-experts command
/// (`experts`). Where the tokenizer comes from is no lineage.
///
/// # Errors
///
/// What is wrong with the YAML.
pub(super) fn parse(text: &str) -> Result<Config, String> {
    let root = yaml::read(text, 0).map_err(|problem| problem.message.en)?.root;
    let mut recipe = Recipe { text, bases: Vec::new() };
    recipe.model(get(&root, "base_model"), "base_model");
    for model in items(get(&root, "models")) {
        recipe.model(get(model, "model"), "models[].model");
    }
    for slice in items(get(&root, "slices")) {
        for source in items(get(slice, "sources")) {
            recipe.model(get(source, "model"), "slices[].sources[].model");
        }
    }
    for expert in items(get(&root, "experts")) {
        recipe.model(get(expert, "source_model"), "experts[].source_model");
    }
    Ok(Config { bases: recipe.bases, marker: true, role: ConfigRole::Merge, ..Config::default() })
}

struct Recipe<'a> {
    text: &'a str,
    bases: Vec<BaseReference>,
}

impl Recipe<'_> {
    /// Adds a reference to a model: a text, or a mapping such as `{model: {path: org/name, revision: r}}`.
    fn model(&mut self, node: Option<&Node>, field: &'static str) {
        // A mapping may hold `model` and `lora`, each a text or a mapping with `path`.
        const PARTS: [&str; 3] = ["model", "lora", "path"];
        let mut rest: Vec<&Node> = node.into_iter().collect();
        let mut steps = 0;
        while let Some(node) = rest.pop() {
            steps += 1;
            match node {
                Node::Scalar(scalar) => self.names(scalar, field),
                Node::Mapping(_) if steps < MAX_BASES => {
                    rest.extend(PARTS.iter().rev().filter_map(|part| get(node, part)));
                }
                _ => {}
            }
        }
    }

    /// Adds the model and the adapter of `org/name@revision+org/adapter`.
    fn names(&mut self, scalar: &Scalar, field: &'static str) {
        for part in scalar.value.split('+') {
            let name = part.split('@').next().unwrap_or_default().trim();
            let value = cached(name).unwrap_or_else(|| name.to_owned());
            let known = self.bases.iter().any(|base| base.value == value && base.field == field);
            if value.is_empty() || known || self.bases.len() >= MAX_BASES {
                continue;
            }
            let line = line_at(self.text, scalar.span.start);
            self.bases.push(BaseReference { value, field, line });
        }
    }
}

fn get<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let Node::Mapping(pairs) = node else { return None };
    pairs.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
}

fn items(node: Option<&Node>) -> &[Node] {
    if let Some(Node::Sequence(items)) = node { items } else { &[] }
}
