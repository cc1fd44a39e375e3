//! The front matter that most cards have: outermost keys with plain words or lists of them.
//!
//! A parser of all YAML takes many steps for each letter of it. What is written so simply is read here to the
//! same tree, as a test of random texts shows; at everything else this reader gives up.

use super::super::{Node, Scalar};

/// A longer text is left to the parser, so that no cap can be met and no number of keys takes long.
const LONGEST: usize = 4 << 10;

/// The keys and values of `source`; `None` where it has to be parsed. All spans are moved by `base`.
pub(super) fn read(source: &str, base: usize) -> Option<Vec<(Scalar, Node)>> {
    if source.len() > LONGEST {
        return None;
    }
    let mut pairs: Vec<(Scalar, Node)> = Vec::new();
    // Where the items of the last list stand in their lines.
    let mut indent = 0;
    let mut next = base;
    for line in source.split('\n') {
        let start = next;
        next += line.len() + 1;
        let text = line.trim_start_matches(' ');
        if line.is_empty() {
            continue;
        }
        if let Some(item) = text.strip_prefix("- ") {
            let item = Node::Scalar(words(item, start + (line.len() - item.len()))?);
            match &mut pairs.last_mut()?.1 {
                node @ Node::Null => {
                    indent = line.len() - text.len();
                    *node = Node::Sequence(vec![item]);
                }
                Node::Sequence(items) if indent == line.len() - text.len() => items.push(item),
                _ => return None,
            }
        } else {
            let (key, value) = line.split_once(':')?;
            let is_name = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_name || pairs.iter().any(|(known, _)| known.value == key) {
                return None;
            }
            let name = words(key, start)?;
            let node = match value.strip_prefix(' ') {
                None if value.is_empty() => Node::Null,
                None => return None,
                Some(value) => Node::Scalar(words(value, start + (line.len() - value.len()))?),
            };
            pairs.push((name, node));
        }
    }
    (!pairs.is_empty()).then_some(pairs)
}

/// Words that nothing but their letters makes anything else of, at their place.
fn words(text: &str, place: usize) -> Option<Scalar> {
    let means_itself = text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !text.ends_with(' ')
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b'-' | b'_' | b'/' | b'+')
        })
        && !text.eq_ignore_ascii_case("null");
    means_itself.then(|| Scalar { value: text.to_owned(), span: place..place + text.len() })
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::super::{Node, parse};
    use super::read;

    #[test]
    fn what_is_read_here() {
        for (source, expected) in [
            ("license: apache-2.0\ntags:\n- chat\n- 7B model\n\nlibrary_name: transformers", true),
            ("language:\n  - en\n  - zh\nbase_model: a/b-1.5\ndatasets:", true),
            ("a:\n  - b\n- c", false),
            ("a: b\n- c", false),
            ("a: b\n  c", false),
            ("a: b\na: c", false),
            ("a: ~", false),
            ("a: Null", false),
            ("a: 'b'", false),
            ("a: b # c", false),
            ("a: b\r\nc: d", false),
            ("- a", false),
            ("a:b", false),
            ("", false),
        ] {
            assert_eq!(read(source, 0).is_some(), expected, "{source:?}");
        }
    }

    proptest! {
        #[test]
        fn the_parser_reads_the_same(
            lines in vec(
                prop_oneof![
                    4 => "[a-d]{1,2}: {1,2}[a-c0-9]{0,2}[ a-c0-9./_+-]{0,4}",
                    4 => "[a-d]{1,2}:",
                    6 => "(  )?- [a-c0-9]{1,2}[ a-c0-9./_+-]{0,4}",
                    1 => " {0,3}-? {0,2}[a-b:#~0-9-]{0,5}",
                    1 => "(null|Null|true|[a-c0-9_-]{1,3}) ?: {0,2}(null|NULL|no|1.10|0x1|[a-c]: d|---)",
                    1 => "|---|\\.\\.\\.|- - a|[ -~]{0,8}",
                ],
                0..8,
            ),
            base in 0..9_usize,
        ) {
            let source = lines.join("\n");
            if let Some(pairs) = read(&source, base) {
                let yaml = parse(&source, base);
                let parsed = yaml.map(|yaml| (yaml.root, yaml.problems));
                prop_assert_eq!(parsed, Ok((Node::Mapping(pairs), Vec::new())), "{:?}", source);
            }
        }
    }
}
