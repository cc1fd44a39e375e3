//! YAML as a tree of raw scalars with byte spans, built from the events of the parser under serde-saphyr.
//!
//! Events, not serde: a license named `no` or `3.10` must stay text, every scalar must know its place, and a
//! key that stands twice must lose no value. Merge keys are not followed, tags construct nothing, and an
//! alias is copied under the same budget as what is written out.

mod lenient;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, Span, Tag};

pub(super) use lenient::{first_key, read_lines};

use crate::language::{Bilingual, both};

use super::{CardProblem, Node, Scalar};

/// The most bytes of YAML that are read.
pub(super) const MAX_BYTES: usize = 1 << 20;
/// The most nodes of a tree, copies made by aliases included.
const MAX_NODES: usize = 100_000;
/// The most bytes of scalars, copies made by aliases included.
const MAX_SCALAR_BYTES: usize = 8 * MAX_BYTES;
/// The deepest nesting.
const MAX_DEPTH: usize = 64;
/// The most aliases.
const MAX_ALIASES: usize = 32;
/// The most problems that one text may give.
const MAX_PROBLEMS: usize = 50;

/// A YAML text that could be read to its end.
pub(super) struct Yaml {
    /// Its first document.
    pub(super) root: Node,
    /// What is wrong in it all the same.
    pub(super) problems: Vec<CardProblem>,
}

/// Reads YAML. All spans are moved by `base`, the place of `source` in its file.
///
/// # Errors
///
/// Where it is no YAML, or larger than a cap: one problem with its place.
pub(super) fn read(source: &str, base: usize) -> Result<Yaml, CardProblem> {
    let mut reader = Reader { source, base, ..Reader::default() };
    if source.len() > MAX_BYTES {
        return Err(reader.problem(both!("the YAML is larger than 1 MiB", "YAML 超过 1 MiB"), 0..0));
    }
    let options = granit_parser::options! {
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    for next in Parser::new_from_str_with_options(source, options) {
        match next {
            Ok((event, span)) => reader.take(event, &span)?,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or_default();
                return Err(reader.problem(
                    both!("the YAML is broken: {}", "YAML 语法有误：{}", error.kind().to_string()),
                    at..at,
                ));
            }
        }
    }
    Ok(Yaml { root: reader.root.unwrap_or(Node::Null), problems: reader.problems })
}

/// What a node costs.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    nodes: usize,
    bytes: usize,
    depth: usize,
}

impl Weight {
    fn of(scalar: &str) -> Self {
        Self { nodes: 1, bytes: scalar.len(), depth: 0 }
    }

    fn add(&mut self, child: Self) {
        self.nodes += child.nodes;
        self.bytes += child.bytes;
        self.depth = self.depth.max(child.depth + 1);
    }
}

/// A list or a mapping that is not yet at its end.
struct Frame {
    body: Body,
    anchor: usize,
    weight: Weight,
    start: usize,
}

enum Body {
    Sequence(Vec<Node>),
    Mapping { pairs: Vec<(Scalar, Node)>, key: Option<Key>, seen: BTreeSet<String> },
}

/// A key that waits for its value.
enum Key {
    Scalar(Scalar),
    /// A list or mapping as a key: its value is not kept.
    Complex,
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    base: usize,
    frames: Vec<Frame>,
    root: Option<Node>,
    documents: usize,
    anchors: BTreeMap<usize, (Node, Weight)>,
    aliases: usize,
    total: Weight,
    problems: Vec<CardProblem>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), CardProblem> {
        let range = span.byte_range().unwrap_or_default();
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.note(
                        both!("the YAML has more than one document", "YAML 含有多个文档"),
                        range,
                    );
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), span);
                let weight = Weight::of(&value);
                let node = if is_null(&value, style, tag.as_deref()) {
                    Node::Null
                } else {
                    Node::Scalar(self.scalar(value.into_owned(), style, range.clone()))
                };
                self.finish(node, weight, anchor, range)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), span);
                self.open(Body::Sequence(Vec::new()), anchor, range)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), span);
                let body = Body::Mapping { pairs: Vec::new(), key: None, seen: BTreeSet::new() };
                self.open(body, anchor, range)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.frames.pop() {
                    let node = match frame.body {
                        Body::Sequence(items) => Node::Sequence(items),
                        Body::Mapping { pairs, .. } => Node::Mapping(pairs),
                    };
                    self.finish(node, frame.weight, frame.anchor, frame.start..range.end)?;
                }
            }
            Event::Alias(id) => self.alias(id, range)?,
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, body: Body, anchor: usize, at: Range<usize>) -> Result<(), CardProblem> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(self.problem(
                both!("the YAML is nested more than 64 deep", "YAML 嵌套超过 64 层"),
                at,
            ));
        }
        let weight = Weight { nodes: 1, ..Weight::default() };
        self.frames.push(Frame { body, anchor, weight, start: at.start });
        Ok(())
    }

    fn alias(&mut self, id: usize, at: Range<usize>) -> Result<(), CardProblem> {
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(self
                .problem(both!("the YAML has more than 32 aliases", "YAML 的别名超过 32 个"), at));
        }
        let Some((node, weight)) = self.anchors.get(&id) else {
            return Err(self.problem(
                both!(
                    "the YAML has an alias inside its own anchor",
                    "YAML 的别名位于其自身的锚点之内"
                ),
                at,
            ));
        };
        let (weight, depth) = (*weight, self.frames.len());
        if depth + weight.depth > MAX_DEPTH {
            return Err(self.problem(
                both!("the YAML is nested more than 64 deep", "YAML 嵌套超过 64 层"),
                at,
            ));
        }
        if self.too_much(weight) {
            return Err(self.problem(
                both!(
                    "the aliases of the YAML unfold to more than the limit",
                    "YAML 的别名展开后超过上限"
                ),
                at,
            ));
        }
        let node = node.clone();
        self.finish(node, weight, 0, at)
    }

    /// Adds a complete node to what it stands in, and keeps a copy where an alias may ask for it.
    fn finish(
        &mut self,
        node: Node,
        weight: Weight,
        anchor: usize,
        at: Range<usize>,
    ) -> Result<(), CardProblem> {
        let own = match node {
            Node::Null | Node::Scalar(_) => weight,
            Node::Sequence(_) | Node::Mapping(_) => Weight { nodes: 1, ..Weight::default() },
        };
        self.total.add(own);
        let copy = if anchor == 0 { Weight::default() } else { weight };
        if self.too_much(copy) {
            return Err(self.problem(
                both!(
                    "the YAML has more than 100,000 nodes or 8 MiB of text",
                    "YAML 超过 100,000 个节点或 8 MiB 文本"
                ),
                at,
            ));
        }
        if anchor != 0 {
            self.total.add(copy);
            self.anchors.insert(anchor, (node.clone(), weight));
        }
        let Some(frame) = self.frames.last_mut() else {
            if self.documents < 2 {
                self.root = Some(node);
            }
            return Ok(());
        };
        frame.weight.add(weight);
        match &mut frame.body {
            Body::Sequence(items) => items.push(node),
            Body::Mapping { pairs, key: key @ Some(_), .. } => {
                if let Some(Key::Scalar(name)) = key.take() {
                    pairs.push((name, node));
                }
            }
            Body::Mapping { key, seen, .. } => {
                let (name, twice) = match node {
                    Node::Scalar(scalar) => {
                        let twice = !seen.insert(scalar.value.clone());
                        (Key::Scalar(scalar), twice)
                    }
                    Node::Null => {
                        let span = self.base + at.start..self.base + at.end;
                        (Key::Scalar(Scalar { value: String::new(), span }), false)
                    }
                    Node::Sequence(_) | Node::Mapping(_) => (Key::Complex, false),
                };
                let message = match &name {
                    Key::Scalar(name) if twice => Some(both!(
                        "the key `{}` stands twice",
                        "键 `{}` 重复出现",
                        short(&name.value)
                    )),
                    Key::Scalar(name) if name.value == "<<" => {
                        Some(both!("a merge key (`<<`) is not followed", "不处理合并键（`<<`）"))
                    }
                    Key::Scalar(_) => None,
                    Key::Complex => {
                        Some(both!("a key is a list or a mapping", "键是列表或键值结构"))
                    }
                };
                *key = Some(name);
                if let Some(message) = message {
                    self.note(message, at);
                }
            }
        }
        Ok(())
    }

    fn too_much(&self, more: Weight) -> bool {
        self.total.nodes + more.nodes > MAX_NODES
            || self.total.bytes + more.bytes > MAX_SCALAR_BYTES
    }

    /// A scalar with the span of its text: quotes and block headers are left outside.
    fn scalar(&self, value: String, style: ScalarStyle, range: Range<usize>) -> Scalar {
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let range = if quoted && range.len() >= 2 { range.start + 1..range.end - 1 } else { range };
        Scalar { value, span: self.base + range.start..self.base + range.end }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, span: &Span) {
        if let Some(tag) = tag
            && !is_known(tag)
        {
            let at = span.tag_span().and_then(|tag| tag.byte_range()).unwrap_or_default();
            let message = both!(
                "the YAML tag `{}` is unknown",
                "未知的 YAML 标签 `{}`",
                short(&tag.original())
            );
            self.note(message, at);
        }
    }

    fn note(&mut self, message: Bilingual, at: Range<usize>) {
        if self.problems.len() < MAX_PROBLEMS {
            let problem = self.problem(message, at);
            self.problems.push(problem);
        }
    }

    /// A problem at a place of the source; an empty place becomes the rest of its line.
    fn problem(&self, message: Bilingual, at: Range<usize>) -> CardProblem {
        let start = self.source.floor_char_boundary(at.start);
        let mut end = self.source.ceil_char_boundary(at.end.max(start));
        if end == start {
            let rest = &self.source[start..];
            end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
        CardProblem { message, span: self.base + start..self.base + end }
    }
}

/// The start of a value that a message quotes.
pub(super) fn short(value: &str) -> String {
    const SHOWN: usize = 60;
    let line: String = value.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    if line.len() < value.len() { line + "…" } else { line }
}

/// The core schema, and the further types of YAML 1.1 that js-yaml (the Hub's parser) knows by default.
fn is_known(tag: &Tag) -> bool {
    const YAML_1_1: [&str; 6] = ["binary", "merge", "omap", "pairs", "set", "timestamp"];
    let bare = tag.handle() == "!" && tag.suffix().is_empty()
        || tag.handle().is_empty() && tag.suffix() == "!";
    bare || tag.is_yaml_core_schema()
        || tag
            .suffix_in_namespace("tag:yaml.org,2002:")
            .is_some_and(|name| YAML_1_1.contains(&name.as_ref()))
}

/// YAML 1.2, 10.3.2: what a plain scalar without a tag must look like to be null.
fn is_null(value: &str, style: ScalarStyle, tag: Option<&Tag>) -> bool {
    match tag {
        Some(tag) => tag.is_yaml_core_schema_tag("null"),
        None => style == ScalarStyle::Plain && matches!(value, "" | "~" | "null" | "Null" | "NULL"),
    }
}

#[cfg(test)]
mod tests;
