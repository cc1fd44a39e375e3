//! Keys for the front matter of a card, put in by their places in the text. The YAML is never written anew,
//! so that comments, order and quotes of its author stay.
//!
//! Each change is read again: it must give the old keys with the new ones among them, and nothing else.

use super::text_file::{Edit, edited};
use crate::{
    document::{Card, Node, Text, card},
    language::{Bilingual, both},
};

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// One.
    One(String),
    /// A list.
    List(Vec<String>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) value: Value,
}

impl Key {
    pub(super) fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: Value::One(value.into()) }
    }

    /// The key as lines of YAML, without the last line end.
    fn lines(&self, line_end: &str) -> String {
        format!("{}:{}", self.name, self.after_colon(line_end))
    }

    fn after_colon(&self, line_end: &str) -> String {
        match &self.value {
            Value::One(value) => format!(" {}", scalar(value)),
            Value::List(values) => {
                let item = |value: &String| format!("{line_end}- {}", scalar(value));
                values.iter().map(item).collect()
            }
        }
    }

    fn is(&self, node: &Node) -> bool {
        let holds = |node: &Node, value: &str| matches!(node, Node::Scalar(scalar) if scalar.value == value);
        match (&self.value, node) {
            (Value::One(value), node) => holds(node, value),
            (Value::List(values), Node::Sequence(items)) => {
                values.len() == items.len()
                    && values.iter().zip(items).all(|(value, item)| holds(item, value))
            }
            _ => false,
        }
    }
}

/// A card from its text.
pub(super) fn read(text: &str) -> Card {
    card::parse(Text::plain(text))
}

/// True where a card has a value for a key.
pub(super) fn has(card: &Card, key: &str) -> bool {
    !matches!(card.get(key), None | Some(Node::Null))
}

/// The edits that give a card keys which it has no value for.
///
/// # Errors
///
/// Why the front matter is left alone.
pub(super) fn edits(text: &str, line_end: &str, keys: &[Key]) -> Result<Vec<Edit>, Bilingual> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    if !card::can_be_edited(text) {
        return Err(both!(
            "its front matter is broken; mend it first (see invalid-card)",
            "元数据有误，请先修正（见 invalid-card）"
        ));
    }
    let old = read(text);
    let candidates = if old.has_front_matter {
        vec![beside_their_kin(&old, line_end, keys), at_the_end(&old, line_end, keys)]
    } else {
        vec![Some(vec![block(text, line_end, keys)])]
    };
    candidates
        .into_iter()
        .flatten()
        .find(|edits| edited(text, edits).is_some_and(|new| is_meant(&old, &read(&new), keys)))
        .ok_or_else(|| {
            both!(
                "its front matter has a form in which no key can be added",
                "元数据的写法无法插入新的键"
            )
        })
}

/// A block for a card that has none.
fn block(text: &str, line_end: &str, keys: &[Key]) -> Edit {
    let mut block = format!("---{line_end}");
    for key in keys {
        block.push_str(&key.lines(line_end));
        block.push_str(line_end);
    }
    block.push_str("---");
    block.push_str(line_end);
    if !text.trim().is_empty() && !text.starts_with(['\n', '\r']) {
        block.push_str(line_end);
    }
    Edit::insert(0, block)
}

/// Each new key directly below the one that it belongs to, and an empty key in its own place.
fn beside_their_kin(card: &Card, line_end: &str, keys: &[Key]) -> Option<Vec<Edit>> {
    let text = card.text.text.as_str();
    let mut edits = Vec::new();
    let mut last_kin: Option<usize> = None;
    for key in keys {
        if let Some(edit) = in_its_place(card, line_end, key) {
            edits.push(edit);
            continue;
        }
        let kin = match key.name {
            "license_name" => &["license"][..],
            "license_link" => &["license_name", "license"],
            _ => &[],
        };
        let below = kin.iter().find_map(|kin| end_of_line_of(card, kin)).or(last_kin);
        let is_kin = !kin.is_empty() || key.name == "license";
        let at = match below {
            Some(at) if is_kin => at,
            _ => end_of_yaml(text, card)?,
        };
        if is_kin {
            last_kin = Some(at);
        }
        edits.push(Edit::insert(at, format!("{line_end}{}", key.lines(line_end))));
    }
    Some(edits)
}

/// All new keys below the others.
fn at_the_end(card: &Card, line_end: &str, keys: &[Key]) -> Option<Vec<Edit>> {
    let at = end_of_yaml(&card.text.text, card)?;
    let edit = |key: &Key| {
        in_its_place(card, line_end, key)
            .unwrap_or_else(|| Edit::insert(at, format!("{line_end}{}", key.lines(line_end))))
    };
    Some(keys.iter().map(edit).collect())
}

/// The value for a key that stands there without one.
fn in_its_place(card: &Card, line_end: &str, key: &Key) -> Option<Edit> {
    let (name, _) = card
        .front_matter
        .iter()
        .find(|(name, node)| name.value == key.name && matches!(node, Node::Null))?;
    let after = card.text.text.get(name.span.end..)?;
    let colon =
        after.find(':').filter(|at| after[..*at].chars().all(|ch| "\"' \t".contains(ch)))?;
    let rest = after[colon + 1..].split(['\n', '\r']).next().unwrap_or_default().trim();
    let at = name.span.end + colon + 1;
    if rest.is_empty() || rest.starts_with('#') {
        return Some(Edit::insert(at, key.after_colon(line_end)));
    }
    // `~` or `null` gives way.
    let word = after[colon + 1..].find(rest.split_whitespace().next()?)? + at;
    let length = rest.split_whitespace().next()?.len();
    Some(Edit {
        range: word..word + length,
        text: key.after_colon(line_end).trim_start().to_owned(),
    })
}

/// Where the line of a key ends whose value stands in the same line.
fn end_of_line_of(card: &Card, key: &str) -> Option<usize> {
    let text = card.text.text.as_str();
    let end = card.front_matter.iter().find_map(|(name, node)| match node {
        Node::Scalar(value) if name.value == key => Some((name.span.start, value.span.end)),
        _ => None,
    });
    let (start, end) = end?;
    let rest = text.get(end..)?;
    let one_line = !text.get(start..end)?.contains(['\n', '\r']);
    one_line.then(|| end + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}

/// Where the last line of the YAML ends, before the line end and the closing `---`.
fn end_of_yaml(text: &str, card: &Card) -> Option<usize> {
    let block = text.get(..card.body)?.trim_end();
    let yaml = block.strip_suffix("---")?;
    let end = yaml.strip_suffix('\n').map_or(yaml, |yaml| yaml.strip_suffix('\r').unwrap_or(yaml));
    Some(end.len())
}

/// True where a card has the old keys and values in their order, the new ones, and no new problem.
fn is_meant(old: &Card, new: &Card, keys: &[Key]) -> bool {
    let given = |name: &str| keys.iter().find(|key| key.name == name);
    let kept: Vec<_> =
        new.front_matter.iter().filter(|(name, _)| given(&name.value).is_none()).collect();
    let before: Vec<_> =
        old.front_matter.iter().filter(|(name, _)| given(&name.value).is_none()).collect();
    let all_kept = kept.len() == before.len()
        && kept
            .iter()
            .zip(&before)
            .all(|(new, old)| new.0.value == old.0.value && same(&new.1, &old.1));
    let all_given = keys.iter().all(|key| {
        let found: Vec<_> =
            new.front_matter.iter().filter(|(name, _)| name.value == key.name).collect();
        matches!(found.as_slice(), [(_, node)] if key.is(node))
    });
    let body = |card: &Card| card.text.text[card.body..].trim_start().to_owned();
    new.has_front_matter
        && all_kept
        && all_given
        && body(new) == body(old)
        && new.problems.len() <= old.problems.len()
}

fn same(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Null, Node::Null) => true,
        (Node::Scalar(a), Node::Scalar(b)) => a.value == b.value,
        (Node::Sequence(a), Node::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Node::Mapping(a), Node::Mapping(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| a.0.value == b.0.value && same(&a.1, &b.1))
        }
        _ => false,
    }
}

/// A plain scalar where every parser reads it as text, else a quoted one.
fn scalar(value: &str) -> String {
    let plain = value.starts_with(|ch: char| ch.is_ascii_alphanumeric())
        && value.chars().all(|ch| ch.is_ascii_alphanumeric() || "._/+-".contains(ch))
        && value.contains(|ch: char| ch.is_ascii_alphabetic())
        && value.parse::<f64>().is_err()
        && !matches!(
            value.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain {
        return value.to_owned();
    }
    let escaped: String = value
        .chars()
        .map(|ch| match ch {
            '"' | '\\' => format!("\\{ch}"),
            ch if ch.is_control() => " ".to_owned(),
            ch => ch.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn with(text: &str, keys: &[Key]) -> String {
        let line_end = if text.contains('\r') { "\r\n" } else { "\n" };
        edited(text, &edits(text, line_end, keys).unwrap()).unwrap()
    }

    fn other() -> Vec<Key> {
        vec![Key::new("license_name", "skywork-license"), Key::new("license_link", "LICENSE")]
    }

    #[test]
    fn keys_stand_below_their_kin_and_comments_stay() {
        let text = "---\n# facts\nlicense: other # see below\ntags: [a, b] # two\nlanguage:\n- en\n# the end\n---\n# A\n";
        let keys = [other(), vec![Key::new("base_model", "x/y")]].concat();
        assert_eq!(
            with(text, &keys),
            "---\n# facts\nlicense: other # see below\nlicense_name: skywork-license\nlicense_link: LICENSE\n\
             tags: [a, b] # two\nlanguage:\n- en\n# the end\nbase_model: x/y\n---\n# A\n"
        );
    }

    #[test]
    fn carriage_returns_stay() {
        assert_eq!(
            with("---\r\nlicense: other\r\ntags: x\r\n---\r\nbody\r\n", &other()),
            "---\r\nlicense: other\r\nlicense_name: skywork-license\r\nlicense_link: LICENSE\r\ntags: x\r\n---\r\nbody\r\n"
        );
    }

    #[test]
    fn a_card_without_front_matter_gets_some() {
        let keys =
            [Key { name: "base_model", value: Value::List(vec!["a/x".into(), "b/y".into()]) }];
        assert_eq!(with("# A\n", &keys), "---\nbase_model:\n- a/x\n- b/y\n---\n\n# A\n");
        assert_eq!(with("", &keys), "---\nbase_model:\n- a/x\n- b/y\n---\n");
    }

    #[test]
    fn a_key_without_a_value_gets_one() {
        for (line, new) in [
            ("base_model:", "base_model: x/y"),
            ("base_model: # to do", "base_model: x/y # to do"),
            ("base_model: null", "base_model: x/y"),
            ("base_model: ~ # none", "base_model: x/y # none"),
        ] {
            let text = format!("---\nlicense: mit\n{line}\ntags: x\n---\n");
            let expected = format!("---\nlicense: mit\n{new}\ntags: x\n---\n");
            assert_eq!(with(&text, &[Key::new("base_model", "x/y")]), expected);
        }
    }

    #[test]
    fn long_values_are_never_cut_in_two() {
        let text = "---\nlicense: >-\n  other\n  terms\nextra_gated_prompt: |\n  You agree.\n\n  Really.\n---\n# A\n";
        let new = with(text, &other());
        assert!(new.starts_with(&text[..text.len() - 8]), "{new}");
        let empty = with("---\n# nothing yet\n---\n# A\n", &other());
        assert_eq!(
            empty,
            "---\n# nothing yet\nlicense_name: skywork-license\nlicense_link: LICENSE\n---\n# A\n"
        );
    }

    #[test]
    fn what_cannot_be_edited_is_left_alone() {
        for text in [
            "---\nlicense: [mit\n---\n# A\n",
            "---\n{license: other}\n---\n# A\n",
            "---\n- a\n- b\n---\n# A\n",
            "# A\n\n---\nlicense: other\n---\n",
            "--- \nlicense: other\n---\n",
        ] {
            assert!(edits(text, "\n", &other()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn values_that_a_parser_would_take_for_something_else_are_quoted() {
        for (value, written) in [
            ("01-ai/Yi-34B", "01-ai/Yi-34B"),
            ("llama3.1", "llama3.1"),
            ("openrail++", "openrail++"),
            ("3.1", "\"3.1\""),
            ("1e5", "\"1e5\""),
            ("no", "\"no\""),
            ("名", "\"名\""),
            ("a: b", "\"a: b\""),
            ("a\"b", "\"a\\\"b\""),
        ] {
            assert_eq!(scalar(value), written);
        }
    }
}
