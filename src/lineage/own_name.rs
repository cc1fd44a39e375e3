//! What a unit's own name says where nothing else does: the weakest evidence, and never one about a
//! model that its owner made.

use super::{Relation, name};
use crate::{
    declared::{names::Names, own::SERIES},
    library::base::Base,
    unit::Unit,
};

/// What the name says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OwnName<'a> {
    /// The owner published this very model.
    Published(&'a Base),
    /// The owner published it on a base whose licenses are not the owner's: those licenses, and the
    /// base's name where the unit's name has it.
    OnForeignBase {
        /// The row.
        row: &'a Base,
        /// Licenses of other licensors.
        licenses: Vec<String>,
        /// The base.
        base: Option<String>,
    },
    /// It is a model of another owner.
    Copy {
        /// The row.
        row: &'a Base,
        /// The model, with its owner where the row names one.
        base: String,
        /// Mirror, quantized or fine-tuned.
        relation: Relation,
    },
    /// A base's name is a part of it.
    Holds(String),
}

/// Words besides those of every series that its members add to its name.
const MORE_OF_SERIES: &[&str] = &[
    "it",
    "pt",
    "pretrained",
    "vision",
    "coder",
    "math",
    "vl",
    "reasoning",
    "dev",
    "schnell",
    "original",
    "huge",
    "giant",
    "xs",
    "xlarge",
    "xxl",
    "cased",
    "uncased",
    "multilingual",
    "v",
];

/// Reads the name of a unit that somebody chose.
pub(crate) fn read<'a>(unit: &Unit, names: &'a dyn Names) -> Option<OwnName<'a>> {
    if !unit.outline.name_chosen {
        return None;
    }
    let own = &unit.outline.name;
    if let Some(owner) = &unit.outline.owner
        && let Some(row) = names.base(&unit.full_name())
        && row_owner(row).is_some_and(|published| name::is_same_owner(published, owner))
    {
        return Some(published(own, owner, row, names));
    }
    if let Some(row) = names.base(own).filter(|_| !own.contains('/')) {
        let relation = copy_relation(own, row);
        let model = strip_quantization(own);
        let base = match row_owner(row) {
            Some(owner) if relation != Relation::Finetune => format!("{owner}/{model}"),
            _ => held(own, names).or_else(|| series(own, row)).unwrap_or(model),
        };
        return Some(OwnName::Copy { row, base, relation });
    }
    held(own, names).map(OwnName::Holds)
}

/// The owner that a row's pattern names; none where it is a glob.
pub(crate) fn row_owner(row: &Base) -> Option<&str> {
    name::owner(&row.pattern).filter(|owner| !owner.contains(['*', '?']))
}

fn published<'a>(own: &str, owner: &str, row: &'a Base, names: &dyn Names) -> OwnName<'a> {
    let licenses: Vec<String> = row
        .licenses
        .iter()
        .filter(|id| names.has_licensor(id) && !names.licensor_owns(id, owner))
        .cloned()
        .collect();
    if licenses.is_empty() {
        return OwnName::Published(row);
    }
    let base = held(own, names);
    // The RAIL texts are open to every publisher: one of them alone tells of no base.
    let of_its_own = base.is_none()
        && licenses.len() == row.licenses.len()
        && licenses.iter().all(|id| id.contains("rail"));
    if of_its_own {
        return OwnName::Published(row);
    }
    OwnName::OnForeignBase { row, licenses, base }
}

/// True where a name tells surely enough that the model comes from one of a row: the row's licenses are
/// of a licensor of its own (who made the only models called so), and the name has a number, as
/// `Skywork-13B-mychat` has and `codeformer-java` has not. `roberta-large-japanese` may be a model of
/// that architecture that was trained from scratch.
pub(crate) fn is_telling(own: &str, row: &Base, names: &dyn Names) -> bool {
    own.contains(|letter: char| letter.is_ascii_digit())
        && row.licenses.iter().any(|id| names.has_licensor(id))
}

/// True for a word that members of one series add to its name.
fn is_of_series(word: &str) -> bool {
    SERIES.contains(&word) || MORE_OF_SERIES.contains(&word)
}

/// The words that a name has beyond the pattern that it matches decide what was done to the model.
fn copy_relation(own: &str, row: &Base) -> Relation {
    if name::is_quantized_name(own) {
        return Relation::Quantized;
    }
    let known: Vec<String> = row
        .name_patterns
        .iter()
        .chain([&row.pattern])
        .chain(&row.aliases)
        .flat_map(|glob| name::tokens(&glob.replace(['*', '?'], "-")))
        .collect();
    let neutral = |word: &String| {
        known.contains(word)
            || is_of_series(word)
            || word.trim_start_matches('v').starts_with(|letter: char| letter.is_ascii_digit())
    };
    if name::tokens(own).iter().all(neutral) { Relation::Mirror } else { Relation::Finetune }
}

/// The model or series that a row speaks of and with which a name begins: `Skywork/Skywork-13B` for
/// `Skywork-13B-mychat`.
fn series(own: &str, row: &Base) -> Option<String> {
    let own = name::tokens(own).join("-");
    let heads = row.name_patterns.iter().filter_map(|glob| glob.split(['*', '?']).next());
    let head = heads
        .map(|head| head.trim_end_matches(['-', '_', '.']))
        .filter(|head| !head.is_empty() && own.starts_with(&name::tokens(head).join("-")))
        .max_by_key(|head| head.len())?;
    Some(row_owner(row).map_or_else(|| head.to_owned(), |owner| format!("{owner}/{head}")))
}

fn strip_quantization(own: &str) -> String {
    if !name::is_quantized_name(own) {
        return own.to_owned();
    }
    let kept = name::key(own);
    let cut = own.get(..kept.len()).filter(|head| name::key(head) == kept);
    cut.map_or(kept.clone(), str::to_owned)
}

/// The longest part of a name, beyond its first word, that is itself the name of a known model:
/// `Llama-3.1-8B` of `Hermes-3-Llama-3.1-8B`.
fn held(own: &str, names: &dyn Names) -> Option<String> {
    let parts: Vec<&str> = own.split(['-', '_']).filter(|part| !part.is_empty()).take(16).collect();
    let mut found: Option<(String, &Base)> = None;
    for start in 1..parts.len() {
        let letters = parts[start].chars().filter(|letter| letter.is_alphabetic()).count();
        if letters < 3 {
            continue;
        }
        let mut best = None;
        for end in start + 1..=parts.len() {
            let window = parts[start..end].join("-");
            let telling = window.contains(|letter: char| letter.is_ascii_digit());
            let says_size = parts[end - 1].contains(|letter: char| letter.is_ascii_digit())
                || is_of_series(&parts[end - 1].to_ascii_lowercase());
            let row = names.base(&window).filter(|_| telling && says_size);
            best = row.map(|row| (window, row)).or(best);
        }
        // A row may also match with a word in front: `Open-Llama-3.1-8B`.
        let Some((window, row)) = best else { continue };
        match &found {
            Some((longer, known))
                if !(longer.ends_with(&window) && known.licenses == row.licenses) => {}
            _ => found = Some((window, row)),
        }
    }
    found.map(|(window, _)| window)
}
