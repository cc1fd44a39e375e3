//! Model cards: front matter by the Hub's own rule, its YAML with byte spans, and what the Hub would refuse.
//!
//! A card with broken front matter is a card with problems, not an error: what can still be read of it is
//! read, so that lineage is not lost to a stray tab.

mod block;
mod checks;
mod hint;

use std::sync::OnceLock;

use super::yaml::{self, MAX_BYTES};
use super::{Card, CardProblem, Node, Text};
use crate::language::both;

/// Reads a card from its text. A card with broken front matter is a card with problems, not an error.
pub fn parse(text: Text) -> Card {
    let source = text.text.as_str();
    let Some(block) = block::find(source) else {
        let body = block::bom(source);
        let problems = hint::misplaced(source).into_iter().collect();
        return Card {
            front_matter: Vec::new(),
            has_front_matter: false,
            body,
            problems,
            text,
            visible: OnceLock::new(),
        };
    };
    let base = block.yaml.start;
    let yaml = &source[block.yaml.clone()];
    let mut problems = Vec::new();
    let front_matter = match yaml::read(yaml, base) {
        Ok(read) => {
            problems = read.problems;
            match read.root {
                Node::Mapping(pairs) => pairs,
                Node::Null => Vec::new(),
                Node::Scalar(_) | Node::Sequence(_) => {
                    problems.push(CardProblem {
                        message: both!(
                            "the front matter is no mapping of keys to values",
                            "元数据不是键值结构"
                        ),
                        span: first_line(yaml, base),
                    });
                    yaml::read_lines(yaml, base)
                }
            }
        }
        Err(mut problem) => {
            if yaml.len() > MAX_BYTES {
                problem.span = first_line(yaml, base);
            }
            problems.push(problem);
            yaml::read_lines(yaml, base)
        }
    };
    let mut card = Card {
        front_matter,
        has_front_matter: true,
        body: block.body,
        problems,
        text,
        visible: OnceLock::new(),
    };
    let refused = checks::refused(&card);
    card.problems.extend(refused);
    card.problems.sort_by_key(|problem| problem.span.start);
    card
}

/// True where a key can be added to the front matter of a card: it is where the Hub looks for it and is
/// sound YAML, or there is none at all and nothing that was meant as such.
pub fn can_be_edited(source: &str) -> bool {
    match block::find(source) {
        Some(block) => {
            let read = yaml::read(&source[block.yaml], 0);
            read.is_ok_and(|read| matches!(read.root, Node::Mapping(_) | Node::Null))
        }
        None => hint::misplaced(source).is_none(),
    }
}

/// The first line with text, as a place for what concerns the whole block.
fn first_line(yaml: &str, base: usize) -> std::ops::Range<usize> {
    let start = yaml.len() - yaml.trim_start().len();
    let end = yaml[start..].find(['\n', '\r']).map_or(yaml.len(), |at| start + at);
    base + start..base + end
}

#[cfg(test)]
mod tests;
