//! `invalid-card`: front matter that the Hub would refuse or ignore.

use crate::{
    document::DocumentKind,
    finding::{Finding, Level},
};

use super::{
    Rule,
    reading::{Reading, place_at},
};

/// Front matter that the Hub would refuse or ignore.
pub static INVALID_CARD: Rule = Rule {
    name: "invalid-card",
    level: Level::Warning,
    summary: "the front matter of the card is one that the Hub would refuse or ignore",
    since: "0.1.0",
    docs: "\
## What it does

Reads the front matter of `README.md` as the Hugging Face Hub does, and reports broken YAML, keys that stand
twice, and a block that does not begin at the top of the file.

## Why it matters

The Hub refuses such a card on push, or ignores it: then the license that it declares is declared to nobody.

## How to mend it

Begin the file with `---`, end the block with `---` on a line of its own, and give each key once.
",
    check,
};

/// The most problems that are reported of one card.
const MOST: usize = 20;

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    for document in reading.case.unit.documents.iter().filter(|it| it.kind == DocumentKind::Card) {
        // The Hub reads the front matter of the README at the top of a repository only.
        let Some(card) =
            document.card().filter(|_| document.path.eq_ignore_ascii_case("readme.md"))
        else {
            continue;
        };
        for problem in card.problems.iter().take(MOST) {
            findings.push(
                Finding::new(INVALID_CARD.name, INVALID_CARD.level, problem.message.clone())
                    .at(place_at(document, problem.span.clone())),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Folder;

    #[test]
    fn each_problem_is_one_warning_at_its_place() {
        let found = Folder::new("acme/a")
            .card("---\nlicense: mit\n---\n# A\n")
            .problem("the key `license` stands twice")
            .problem("bad YAML")
            .says("mit")
            .license("LICENSE", "mit")
            .check();
        let found: Vec<_> = found.iter().map(|it| (it.rule, &*it.message)).collect();
        assert_eq!(
            found,
            [("invalid-card", "bad YAML"), ("invalid-card", "the key `license` stands twice")]
        );
    }

    #[test]
    fn other_cards_have_no_front_matter_to_refuse() {
        let found = Folder::new("acme/a")
            .card_at("README_zh.md", "# A\n", None)
            .problem("not at the top")
            .says("mit")
            .license("LICENSE", "mit")
            .check();
        assert_eq!(found, []);
    }
}
