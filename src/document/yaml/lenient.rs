//! What can still be read of front matter that is no YAML, line by line.
//!
//! One stray tab must not hide where a model comes from. Only the outermost keys are read, with values on
//! their own line, lists of `- item` lines and `[a, b]` lists; everything else is passed over.

use super::super::{Node, Scalar};
use super::MAX_BYTES;

/// The most keys and items that are recovered.
const MAX_ITEMS: usize = 10_000;

/// The outermost keys of `source` and their values. All spans are moved by `base`.
pub(in super::super) fn read_lines(source: &str, base: usize) -> Vec<(Scalar, Node)> {
    let source = &source[..source.floor_char_boundary(MAX_BYTES)];
    let mut pairs: Vec<(Scalar, Node)> = Vec::new();
    let mut outer = None;
    let mut items = 0;
    for (at, line) in lines(source) {
        let text = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - text.len();
        if text.is_empty() || text.starts_with('#') || items >= MAX_ITEMS {
            continue;
        }
        let place = base + at + indent;
        if let Some(item) = text.strip_prefix("- ") {
            let place = place + 2;
            if let Some((_, node @ (Node::Null | Node::Sequence(_)))) = pairs.last_mut()
                && split_key(item).is_none()
                && let Some(scalar) = scalar(item, place)
            {
                items += 1;
                match node {
                    Node::Sequence(list) => list.push(Node::Scalar(scalar)),
                    _ => *node = Node::Sequence(vec![Node::Scalar(scalar)]),
                }
            }
        } else if outer.is_none_or(|outer| indent == outer)
            && let Some((key, value_at)) = split_key(text)
        {
            outer = Some(indent);
            items += 1;
            let key = Scalar { value: key.to_owned(), span: place..place + key.len() };
            pairs.push((key, value(&text[value_at..], place + value_at)));
        }
    }
    pairs
}

/// The key with which a line begins, and where its value begins.
pub(in super::super) fn first_key(line: &str) -> Option<&str> {
    split_key(line).map(|(key, _)| key)
}

/// Lines with their places, for all three line ends.
fn lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    source.split_inclusive(['\n', '\r']).map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end())
    })
}

/// `key: value` as the key and the place of what follows the colon. A full-width colon counts: that it is
/// none for YAML is why such a block is read here.
fn split_key(text: &str) -> Option<(&str, usize)> {
    let end = text.find(|letter: char| {
        !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'))
    })?;
    let key = &text[..end];
    let rest = text[end..].trim_start_matches([' ', '\t']);
    let colon = text.len() - rest.len();
    let after = if rest.starts_with('：') {
        colon + '：'.len_utf8()
    } else if rest.starts_with(':') && rest[1..].chars().next().is_none_or(char::is_whitespace) {
        colon + 1
    } else {
        return None;
    };
    key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        .then_some((key, after))
}

fn value(text: &str, place: usize) -> Node {
    let trimmed = text.trim_start();
    let place = place + (text.len() - trimmed.len());
    if let Some(list) = trimmed.strip_prefix('[').and_then(|list| list.trim_end().strip_suffix(']'))
    {
        let mut at = place + 1;
        let mut items = Vec::new();
        for item in list.split(',').take(MAX_ITEMS) {
            items.extend(scalar(item, at).map(Node::Scalar));
            at += item.len() + 1;
        }
        return Node::Sequence(items);
    }
    scalar(trimmed, place).map_or(Node::Null, Node::Scalar)
}

/// One value, without its quotes and the comment after it. `None` for nothing, null and block scalars.
fn scalar(text: &str, place: usize) -> Option<Scalar> {
    let trimmed = text.trim_start();
    let start = place + (text.len() - trimmed.len());
    for quote in ['"', '\''] {
        if let Some(rest) = trimmed.strip_prefix(quote)
            && let Some(end) = rest.find(quote)
        {
            return Some(Scalar {
                value: rest[..end].to_owned(),
                span: start + 1..start + 1 + end,
            });
        }
    }
    let end = [" #", "\t#"].iter().filter_map(|mark| trimmed.find(mark)).min();
    let plain = trimmed[..end.unwrap_or(trimmed.len())].trim_end();
    let block =
        plain.starts_with(['|', '>', '#']) || matches!(plain, "" | "~" | "null" | "Null" | "NULL");
    (!block).then(|| Scalar { value: plain.to_owned(), span: start..start + plain.len() })
}
