//! From statements to distinct bases: two spellings of one model, or a model and its quantized twin,
//! are one base with all its evidence.

use super::{
    Relation,
    evidence::{Clue, Rank},
    name,
};
use crate::declared::names::Names;

/// One base with what proves it, strongest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Joined {
    /// Its name; the strongest spelling that has an owner.
    pub(crate) name: String,
    /// Its statements.
    pub(crate) clues: Vec<Clue>,
}

impl Joined {
    /// The strongest statement's trust.
    pub(crate) fn rank(&self) -> Rank {
        self.clues.first().map_or(Rank::Name, |clue| clue.rank)
    }

    /// What the strongest statement that says so says about how the unit was made.
    pub(crate) fn relation(&self) -> Option<Relation> {
        self.clues.iter().find_map(|clue| clue.relation)
    }
}

/// Joins statements (the most trusted first) to bases. A sentence that does not say that it speaks of
/// this model adds no base of its own where a field names one.
pub(crate) fn join(clues: Vec<Clue>, names: &dyn Names) -> Vec<Joined> {
    let mut found: Vec<Joined> = Vec::new();
    for clue in clues {
        if let Some(joined) = found.iter_mut().find(|joined| is_same(joined, &clue, names)) {
            if name::owner(&joined.name).is_none() && name::owner(&clue.name).is_some() {
                joined.name.clone_from(&clue.name);
            }
            if !joined.clues.iter().any(|known| known.evidence == clue.evidence) {
                joined.clues.push(clue);
            }
            continue;
        }
        let stronger = found.first().is_some_and(|first| first.rank() < Rank::Body);
        let unknown_path = clue.rank == Rank::Path
            && found.iter().any(|joined| joined.rank() < Rank::Path)
            && names.base(&clue.name).is_none();
        if (clue.certain || !stronger) && !unknown_path && !is_loose(&found, &clue) {
            found.push(Joined { name: clue.name.clone(), clues: vec![clue] });
        }
    }
    found
}

/// A sentence that names a model of the series of a base without its owner tells that base less exactly:
/// "a fine-tune of Llama 3 8B" below `base_model: meta-llama/Llama-3.1-8B`.
fn is_loose(found: &[Joined], clue: &Clue) -> bool {
    let series = |name: &str| -> String {
        name::key(name).chars().take_while(|letter| letter.is_alphabetic()).collect()
    };
    if clue.rank != Rank::Body || name::owner(&clue.name).is_some() {
        return false;
    }
    let own = series(&clue.name);
    own.len() >= 3
        && found.iter().any(|joined| joined.rank() < Rank::Body && series(&joined.name) == own)
}

fn is_same(joined: &Joined, clue: &Clue, names: &dyn Names) -> bool {
    if joined.name == clue.name {
        return true;
    }
    let (one, other) = (name::key(&joined.name), name::key(&clue.name));
    if one == other {
        return match (name::owner(&joined.name), name::owner(&clue.name)) {
            (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b) => {
                let twin =
                    name::is_quantized_name(&joined.name) != name::is_quantized_name(&clue.name);
                let rows = (names.base(&joined.name), names.base(&clue.name));
                twin || matches!(rows, (Some(a), Some(b)) if std::ptr::eq(a, b))
            }
            _ => true,
        };
    }
    // "Qwen2.5" in a sentence is the `Qwen/Qwen2.5-7B` of the front matter, told less exactly.
    let vague = |rank: Rank| matches!(rank, Rank::Body | Rank::Path | Rank::Name);
    let bare = |name: &str, rank: Rank| name::owner(name).is_none() && vague(rank);
    (bare(&clue.name, clue.rank) && begins(&one, &other))
        || (bare(&joined.name, joined.rank()) && begins(&other, &one))
}

fn begins(long: &str, short: &str) -> bool {
    short.len() >= 3 && long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'))
}

/// True where all bases are members of one chain: a model, its chat form, its quantized twin.
pub(crate) fn is_chain(bases: &[&Joined]) -> bool {
    let stem = |joined: &&Joined| {
        let mut parts: Vec<String> =
            name::key(&joined.name).split('-').map(str::to_owned).collect();
        parts.retain(|part| {
            !matches!(part.as_str(), "base" | "instruct" | "chat" | "it" | "sft" | "dpo" | "pt")
        });
        parts
    };
    let Some(first) = bases.first().map(stem) else { return true };
    bases.iter().all(|joined| stem(joined) == first)
}
