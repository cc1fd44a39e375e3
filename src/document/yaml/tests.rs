//! Hostile YAML.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fmt::Write as _;

use super::read;
use crate::document::Node;

fn failure(source: &str) -> String {
    read(source, 0).err().map(|problem| problem.message.en).unwrap_or_default()
}

fn messages(source: &str) -> Vec<String> {
    read(source, 0).unwrap().problems.into_iter().map(|problem| problem.message.en).collect()
}

#[test]
fn aliases_are_resolved() {
    let source = "a: &x [mit, &y apache-2.0]\nb: *x\nc: *y\n";
    let yaml = read(source, 0).unwrap();
    let Node::Mapping(pairs) = yaml.root else { panic!() };
    assert_eq!(pairs[0].1, pairs[1].1);
    let Node::Scalar(scalar) = &pairs[2].1 else { panic!() };
    assert_eq!((scalar.value.as_str(), &source[scalar.span.clone()]), ("apache-2.0", "apache-2.0"));
    assert!(yaml.problems.is_empty());
}

#[test]
fn alias_bombs_meet_a_cap() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, inner) in ["b", "c", "d", "e", "f"].iter().zip(["a", "b", "c", "d", "e"]) {
        let list = vec![format!("*{inner}"); 6].join(", ");
        writeln!(bomb, "{name}: &{name} [{list}]").unwrap();
    }
    assert!(
        failure(&bomb).contains("nodes") || failure(&bomb).contains("unfold"),
        "{}",
        failure(&bomb)
    );
    let many = format!("a: &a x\nb: [{}]\n", vec!["*a"; 33].join(", "));
    assert_eq!(failure(&many), "the YAML has more than 32 aliases");
    assert_eq!(failure("a: &a [*a]\n"), "the YAML has an alias inside its own anchor");
    let text = "x".repeat(900_000);
    let big = format!("a: &a {text}\nb: [{}]\n", vec!["*a"; 32].join(", "));
    assert_eq!(failure(&big), "the aliases of the YAML unfold to more than the limit");
    assert!(!failure("a: *unknown\n").is_empty());
}

#[test]
fn depth_and_node_caps() {
    for nested in
        ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(50_000), "? ".repeat(1000)]
    {
        assert!(!failure(&nested).is_empty());
    }
    let mixed = format!("{}{}x{}", "- ".repeat(40), "[".repeat(40), "]".repeat(40));
    assert_eq!(failure(&mixed), "the YAML is nested more than 64 deep");
    let many = format!("a: [{}]", "x,".repeat(100_001));
    assert!(failure(&many).starts_with("the YAML has more than 100,000 nodes"));
}

#[test]
fn what_is_read_but_wrong() {
    assert_eq!(
        messages("a: !!python/object:os.system x\n"),
        ["the YAML tag `!!python/object:os.system` is unknown"]
    );
    assert_eq!(messages("a: !local x\n"), ["the YAML tag `!local` is unknown"]);
    assert_eq!(messages("a: !!str x\nb: !!timestamp 2024-01-01\nc: ! x\n"), [""; 0]);
    assert_eq!(messages("x: &x {license: mit}\n<<: *x\n"), ["a merge key (`<<`) is not followed"]);
    assert_eq!(messages("[a, b]: c\nd: e\n"), ["a key is a list or a mapping"]);
    assert_eq!(messages("a: 1\n...\n---\nb: 2\n"), ["the YAML has more than one document"]);
    assert_eq!(messages("a: {b: 1, b: 2}\n"), ["the key `b` stands twice"]);
    let doubles = "a: 1\n".repeat(1000);
    assert_eq!(messages(&doubles).len(), super::MAX_PROBLEMS);
}

#[test]
fn empty_sources_are_null() {
    for source in ["", "\n", "# c\n", "---\n", "~"] {
        assert_eq!(read(source, 0).unwrap().root, Node::Null, "{source:?}");
    }
}

proptest::proptest! {
    #[test]
    fn spans_lie_in_the_source(source in "([a-c:\\-\\[\\]{},?&*!|>'\"#\n\t 许]|: |- |\n  ){0,80}") {
        fn check(node: &Node, source: &str) {
            match node {
                Node::Null => {}
                Node::Scalar(scalar) => assert!(source.get(scalar.span.clone()).is_some()),
                Node::Sequence(items) => items.iter().for_each(|item| check(item, source)),
                Node::Mapping(pairs) => pairs.iter().for_each(|(key, value)| {
                    assert!(source.get(key.span.clone()).is_some());
                    check(value, source);
                }),
            }
        }
        match read(&source, 0) {
            Ok(yaml) => check(&yaml.root, &source),
            Err(problem) => assert!(source.get(problem.span).is_some()),
        }
    }
}
