//! Values of front matter that the Hub refuses on a push.

use std::ops::Range;

use crate::{
    document::{Card, CardProblem, Node, Scalar, hub_licenses, yaml},
    language::{Bilingual, both},
    library::{Library, Named},
};

/// The values of `base_model_relation` (hub-docs, `docs/hub/model-cards.md`).
const RELATIONS: [&str; 4] = ["adapter", "merge", "quantized", "finetune"];

/// Keys of `ModelScope`'s own cards. Its licenses are display names (`Apache License 2.0`), not Hub ids.
const MODELSCOPE_KEYS: [&str; 3] = ["tasks", "frameworks", "domain"];

/// A problem for each value that the Hub refuses.
pub(super) fn refused(card: &Card) -> Vec<CardProblem> {
    let mut problems = Vec::new();
    let for_the_hub = !MODELSCOPE_KEYS.iter().any(|key| card.get(key).is_some());
    for (key, node) in &card.front_matter {
        match key.value.as_str() {
            "license" => names(key, node, &mut problems, |scalar| {
                if for_the_hub { license(&scalar.value) } else { None }
            }),
            "base_model" => names(key, node, &mut problems, |_| None),
            "base_model_relation" => relation(key, node, &mut problems),
            _ => {}
        }
    }
    problems
}

/// Checks a key whose value is one name or a list of names.
fn names(
    key: &Scalar,
    node: &Node,
    problems: &mut Vec<CardProblem>,
    check: impl Fn(&Scalar) -> Option<Bilingual>,
) {
    let single = std::slice::from_ref(node);
    let items = if let Node::Sequence(items) = node { items.as_slice() } else { single };
    for item in items {
        match item {
            Node::Scalar(scalar) => {
                let message = check(scalar);
                problems.extend(message.map(|message| problem(message, &scalar.span)));
            }
            Node::Null => {}
            Node::Sequence(_) | Node::Mapping(_) => {
                let message = both!(
                    "`{}` must be a name or a list of names",
                    "`{}` 应为名称或名称列表",
                    key.value
                );
                problems.push(problem(message, &key.span));
                return;
            }
        }
    }
}

fn license(value: &str) -> Option<Bilingual> {
    if hub_licenses::accepts(value) {
        return None;
    }
    let lower = value.to_lowercase();
    Some(if hub_licenses::accepts(&lower) {
        both!(
            "the Hub wants the license in lower case: `{}`",
            "Hub 要求许可名称使用小写：`{}`",
            lower
        )
    } else if let Some(meant) = meant(value) {
        let shown = yaml::short(value);
        both!(
            "the Hub refuses the license `{0}`: it calls it `{1}`",
            "Hub 不接受许可 `{0}`：其名称应写作 `{1}`",
            shown,
            meant
        )
    } else {
        let shown = yaml::short(value);
        both!(
            "the Hub refuses the license `{}`: write `license: other` and its name in `license_name`",
            "Hub 不接受许可 `{}`：请写 `license: other`，并在 `license_name` 中写明其名称",
            shown
        )
    })
}

/// The id that the Hub has for the license that a value names, where it has one alone: `apache-2.0` for
/// `Apache License 2.0` and for `apache-2`. "Or later" says more than any of its ids.
fn meant(value: &str) -> Option<&'static str> {
    let library = Library::embedded();
    let license = |name: &str| match library.resolve(name) {
        Named::License(id) => Some(id.to_owned()),
        Named::Family(_) | Named::Nothing => None,
    };
    let lower = value.to_lowercase();
    if ["only", "later", "+"].iter().any(|end| lower.ends_with(end)) {
        return None;
    }
    let id = license(value).or_else(|| {
        let ends_in_number = value.ends_with(|letter: char| letter.is_ascii_digit());
        license(&format!("{value}.0")).filter(|_| ends_in_number)
    })?;
    let known = hub_licenses::HUB_LICENSES;
    let same = |hub: &&str| license(hub).as_ref() == Some(&id);
    known.into_iter().find(|hub| *hub == id).or_else(|| {
        let mut all = known.into_iter().filter(same);
        all.next().filter(|_| all.next().is_none())
    })
}

fn relation(key: &Scalar, node: &Node, problems: &mut Vec<CardProblem>) {
    let (shown, span) = match node {
        Node::Null => return,
        Node::Scalar(scalar) if RELATIONS.contains(&scalar.value.as_str()) => return,
        Node::Scalar(scalar) => (format!(" `{}`", yaml::short(&scalar.value)), &scalar.span),
        Node::Sequence(_) | Node::Mapping(_) => (String::new(), &key.span),
    };
    let message = both!(
        "the Hub refuses the base_model_relation{}: it is adapter, merge, quantized or finetune",
        "Hub 不接受该 base_model_relation{}：应为 adapter、merge、quantized 或 finetune",
        shown
    );
    problems.push(problem(message, span));
}

fn problem(message: Bilingual, span: &Range<usize>) -> CardProblem {
    CardProblem { message, span: span.clone() }
}
