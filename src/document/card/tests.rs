//! Cards as they are found, right and broken.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::parse;
use crate::document::{Card, Node, Text};

fn card(text: &str) -> Card {
    parse(Text::plain(text))
}

fn values(card: &Card, key: &str) -> Vec<String> {
    card.scalars(key).into_iter().map(|scalar| scalar.value.clone()).collect()
}

fn messages(card: &Card) -> Vec<&str> {
    card.problems.iter().map(|problem| problem.message.en.as_str()).collect()
}

#[test]
fn front_matter_with_spans_in_the_whole_card() {
    let text = "\u{feff}\n---\nlicense: other # 许可\nlicense_name: \"skywork-community-license\"\nbase_model:\n- Skywork/Skywork-13B-base\n- '许可/b'\n---\n# 标题\n";
    let card = card(text);
    assert!(card.has_front_matter);
    assert_eq!(&text[card.body..], "# 标题\n");
    assert_eq!(card.problems, []);
    assert_eq!(values(&card, "license"), ["other"]);
    assert_eq!(values(&card, "base_model"), ["Skywork/Skywork-13B-base", "许可/b"]);
    for (key, node) in &card.front_matter {
        assert_eq!(&text[key.span.clone()], key.value);
        let scalars = card.scalars(&key.value);
        assert!(!scalars.is_empty(), "{node:?}");
        for scalar in scalars {
            assert_eq!(&text[scalar.span.clone()], scalar.value);
        }
    }
}

#[test]
fn typing_traps_stay_text() {
    for (written, read) in [
        ("no", "no"),
        ("3.1", "3.1"),
        ("1.10", "1.10"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("2024-01-01", "2024-01-01"),
        ("2:30", "2:30"),
        ("true", "true"),
        ("\"a\\u0041\"", "aA"),
        ("'it''s'", "it's"),
        ("\"\"", ""),
        ("'null'", "null"),
        ("!!str 5", "5"),
        ("|\n  two\n  lines", "two\nlines\n"),
        (">-\n  two\n  lines", "two lines"),
    ] {
        let card = card(&format!("---\nversion: {written}\n---\n"));
        assert_eq!(values(&card, "version"), [read], "{written}");
        assert_eq!(card.problems, [], "{written}");
    }
    for nothing in ["", " ~", " null", " NULL", " !!null x"] {
        let card = card(&format!("---\nlicense:{nothing}\n---\n"));
        assert_eq!(card.get("license"), Some(&Node::Null), "{nothing}");
        assert_eq!(card.problems, [], "{nothing}");
    }
}

#[test]
fn duplicate_keys_are_a_problem_at_the_second_and_keep_all_values() {
    let text = "---\nlicense: mit\ntags: [a]\nlicense: apache-2.0\n---\n";
    let card = card(text);
    assert_eq!(values(&card, "license"), ["mit"]);
    assert_eq!(card.front_matter.len(), 3);
    assert_eq!(messages(&card), ["the key `license` stands twice"]);
    assert_eq!(card.problems[0].span.start, text.rfind("license").unwrap());
}

#[test]
fn broken_yaml_keeps_what_its_lines_say() {
    for broken in [
        "license: mit\nbase_model:\n\t- org/base\ntags: [a, 'b']",
        "license: mit\nbase_model:\n- org/base\ntags: [a, \"b\"]\nquote: \"open",
        "license: mit\nbase_model:\n- org/base\ntags: [a, b]\ntitle: one: two",
        "license: mit\nbase_model:\n  - 'org/base' # c\ntags: [a, b]\n@at: x",
        "license：mit\nbase_model:\n  - org/base\ntags: [a, b]\nlist: [a",
    ] {
        let text = format!("---\n{broken}\n---\n");
        let card = card(&text);
        assert_eq!(card.problems.len(), 1, "{broken}: {:?}", card.problems);
        assert!(card.problems[0].message.starts_with("the YAML is broken: "), "{broken}");
        assert!(card.has_front_matter);
        assert_eq!(values(&card, "license"), ["mit"], "{broken}");
        assert_eq!(values(&card, "base_model"), ["org/base"], "{broken}");
        assert_eq!(values(&card, "tags"), ["a", "b"], "{broken}");
        for key in ["license", "base_model", "tags"] {
            for scalar in card.scalars(key) {
                assert_eq!(&text[scalar.span.clone()], scalar.value);
            }
        }
    }
}

#[test]
fn front_matter_that_is_no_mapping() {
    let card = card("---\nlicense：mit\n---\n");
    assert_eq!(messages(&card), ["the front matter is no mapping of keys to values"]);
    assert_eq!(values(&card, "license"), ["mit"]);
    assert_eq!(self::card("---\n# only a comment\n---\n").problems, []);
}

#[test]
fn front_matter_that_the_hub_does_not_see() {
    for (text, reason) in [
        ("<!-- c -->\n---\nlicense: mit\n---\n# x\n", "not at the top"),
        ("# Title\n\n---\nlicense: mit\ntags:\n- a\n---\n", "not at the top"),
        ("--- \nlicense: mit\n---\n# x\n", "blanks stand after"),
        ("---\rlicense: mit\r---\r# x", "lone carriage returns"),
        ("---\nlicense: mit\n\n# Title\ntext\n", "no closing"),
    ] {
        let card = card(text);
        assert!(!card.has_front_matter && card.front_matter.is_empty(), "{text:?}");
        assert_eq!(card.problems.len(), 1, "{text:?}");
        let message = &card.problems[0].message;
        assert!(
            message.contains(reason) && message.ends_with("so the Hub ignores it"),
            "{message}"
        );
        assert!(text[card.problems[0].span.clone()].starts_with("---"), "{text:?}");
    }
}

#[test]
fn cards_without_front_matter_have_no_problems() {
    for text in [
        "",
        "# Title\ntext",
        "---\n\nA rule, then text.\n\nMore.\n",
        "***\n\nA rule, then text.\n\n---\nMore.\n",
        "# Title\n\n---\nlicensed by: us\n---\n",
        "# How to\n\n```yaml\n---\nlicense: mit\n---\n```\n",
        "Heading\n---\ntext: value\n",
        "text\n\n---\nNote: see license: mit\n",
    ] {
        let card = card(text);
        assert_eq!(card.problems, [], "{text:?}");
        assert!(!card.has_front_matter && card.body == 0);
    }
    assert_eq!(card("\u{feff}# x").body, 3);
}

#[test]
fn values_that_the_hub_refuses() {
    let other = "write `license: other` and its name in `license_name`";
    for (front, expected) in [
        ("license: mit", None),
        ("license: [mit, apache-2.0]", None),
        ("license: Apache-2.0", Some("the Hub wants the license in lower case: `apache-2.0`")),
        ("license: skywork-license", Some(other)),
        ("license: gpl-3.0-or-later", Some(other)),
        ("license: no", Some(other)),
        ("license: {name: mit}", Some("`license` must be a name or a list of names")),
        ("license:\n- mit\n- [a]", Some("`license` must be a name or a list of names")),
        ("license: Apache License 2.0\ntasks: [text-generation]", None),
        ("license: GPL-3.0\nframeworks: pytorch", None),
        ("license: Apache License 2.0", Some("it calls it `apache-2.0`")),
        ("license: apache-2", Some("`apache-2`: it calls it `apache-2.0`")),
        ("license: apache2", Some("it calls it `apache-2.0`")),
        ("license: llama-3.1", Some("it calls it `llama3.1`")),
        ("license: cc-by-nc-4", Some("it calls it `cc-by-nc-4.0`")),
        ("license: odbl-1.0", Some("it calls it `odbl`")),
        ("license: creative commons", Some(other)),
        ("license: acme-2", Some(other)),
        ("base_model: {a: b}", Some("`base_model` must be a name or a list of names")),
        ("base_model_relation: finetune", None),
        ("base_model_relation: distilled", Some("it is adapter, merge, quantized or finetune")),
        ("base_model_relation: [merge]", Some("it is adapter, merge, quantized or finetune")),
    ] {
        let card = card(&format!("---\n{front}\n---\n"));
        match expected {
            None => assert_eq!(card.problems, [], "{front}"),
            Some(part) => {
                assert_eq!(card.problems.len(), 1, "{front}: {:?}", card.problems);
                assert!(card.problems[0].message.contains(part), "{front}: {:?}", card.problems);
            }
        }
    }
}

#[test]
fn a_block_above_the_cap_is_read_by_lines() {
    let text = format!("---\nlicense: mit\nfiller: {}\n---\n# x\n", "x".repeat(1 << 20));
    let card = card(&text);
    assert_eq!(messages(&card), ["the YAML is larger than 1 MiB"]);
    assert_eq!(values(&card, "license"), ["mit"]);
    assert_eq!(&text[card.body..], "# x\n");
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_card(text in "(---\r?\n)?([a-z_\\-\\[\\]{}:,&*!|>'\"#\n\t ：许é]|license: |base_model:\n|- ){0,60}(\n---\r?\n)?.{0,20}") {
        let card = card(&text);
        assert!(text.is_char_boundary(card.body));
        for problem in &card.problems {
            assert!(text.get(problem.span.clone()).is_some(), "{problem:?}");
        }
        for (key, _) in &card.front_matter {
            assert!(text.get(key.span.clone()).is_some());
        }
    }
}
