//! All that a unit's files say about its bases, with the place and how far it can be trusted.

use super::{Evidence, Relation, labelled, name, prose};
use crate::{
    declared::{View, is_own, names::Names, prose::source_span},
    document::{Card, ConfigRole, Document, Scalar, markdown::Passage},
    unit::Unit,
};

/// How far a statement can be trusted, the most first (the card's own field before the configuration,
/// the configuration before prose).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// `base_model` of the front matter.
    Card,
    /// A `base_model:` tag of the front matter.
    Tag,
    /// `adapter_config.json`.
    Adapter,
    /// A merge recipe.
    Recipe,
    /// The repository that `auto_map` loads code from.
    AutoMap,
    /// `_name_or_path`.
    Configuration,
    /// A sentence of the card.
    Body,
    /// The last part of a local path.
    Path,
    /// The unit's own name.
    Name,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clue {
    /// The base, `owner/name` or a bare name.
    pub(crate) name: String,
    /// How far it can be trusted.
    pub(crate) rank: Rank,
    /// How the unit was made from it, where the statement says so.
    pub(crate) relation: Option<Relation>,
    /// True where it is plain that the statement speaks of this model.
    pub(crate) certain: bool,
    /// Where it stands.
    pub(crate) evidence: Evidence,
}

/// More statements than this are not read.
const MOST_CLUES: usize = 200;

/// All statements about bases, the most trusted first, self references left out.
pub(crate) fn gather(unit: &Unit, views: &[View], names: &dyn Names) -> Vec<Clue> {
    let mut found = Vec::new();
    for view in views {
        front_matter(view, &mut found);
    }
    for document in unit.documents.iter().filter(|document| is_own(document)) {
        configuration(document, names, &mut found);
    }
    for view in views.iter().filter(|view| !view.path.contains('/')) {
        body(view, names, &mut found);
    }
    found.truncate(MOST_CLUES);
    found.retain(|clue| !is_self(unit, &clue.name, clue.rank));
    found.sort_by_key(|clue| clue.rank);
    found
}

/// True where a name is the unit's own: the same last part, and no other owner. Where the owner is not
/// known, a card that tells of a model of this name, or of its sizes, tells of the unit.
fn is_self(unit: &Unit, name: &str, rank: Rank) -> bool {
    let own = &unit.outline.name;
    let told = rank == Rank::Body && unit.outline.owner.is_none();
    let same_owner = match (name::owner(name), &unit.outline.owner) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (Some(_), None) => told,
        (None, _) => true,
    };
    let longer = || {
        let (own, name) = (name::key(own), name::key(name));
        told && own.len() >= 3 && name.strip_prefix(&own).is_some_and(|rest| rest.starts_with('-'))
    };
    same_owner && (name::same_spelling(name, own) || longer())
}

/// What a value of `base_model_relation` or of a `base_model:` tag says.
pub(crate) fn relation_of(word: &str) -> Option<Relation> {
    match word.trim().to_ascii_lowercase().as_str() {
        "adapter" | "lora" => Some(Relation::Adapter),
        "merge" => Some(Relation::Merge),
        "quantized" | "quantised" | "converted" => Some(Relation::Quantized),
        "finetune" | "finetuned" | "fine-tune" => Some(Relation::Finetune),
        "distilled" | "distill" => Some(Relation::Distilled),
        _ => None,
    }
}

/// The relation that a card declares for all its bases.
pub(crate) fn declared_relation(card: &Card) -> Option<Relation> {
    card.scalars("base_model_relation").first().and_then(|scalar| relation_of(&scalar.value))
}

fn front_matter(view: &View, found: &mut Vec<Clue>) {
    let relation = declared_relation(view.card);
    for key in ["base_model", "base_models", "base_model_sources"] {
        for scalar in view.card.scalars(key) {
            add_scalar(view, scalar, &scalar.value, key, Rank::Card, relation, found);
        }
    }
    for scalar in view.card.scalars("tags") {
        let Some(value) = scalar.value.strip_prefix("base_model:") else { continue };
        let (word, value) = value.split_once(':').unwrap_or(("", value));
        let relation = relation_of(word).or(relation);
        add_scalar(view, scalar, value, "tags", Rank::Tag, relation, found);
    }
}

fn add_scalar(
    view: &View,
    scalar: &Scalar,
    value: &str,
    field: &str,
    rank: Rank,
    relation: Option<Relation>,
    found: &mut Vec<Clue>,
) {
    if found.len() >= MOST_CLUES {
        return;
    }
    let Some(reference) = name::parse(value) else { return };
    found.push(Clue {
        name: reference.name,
        rank: if reference.local { Rank::Path } else { rank },
        relation,
        certain: true,
        evidence: Evidence {
            path: view.path.to_owned(),
            line: view.card.text.line_of(scalar.span.start),
            field: field.to_owned(),
            span: Some(scalar.span.clone()),
        },
    });
}

/// The bases of one configuration file. Of a plain `config.json` only the one of the unit's own folder
/// counts: a component may come from elsewhere.
fn configuration(document: &Document, names: &dyn Names, found: &mut Vec<Clue>) {
    let Some(config) = document.config() else { return };
    if document.path.contains('/') && config.role != ConfigRole::Adapter {
        return;
    }
    for base in config.bases.iter().take(MOST_CLUES) {
        let (rank, relation) = match config.role {
            ConfigRole::Adapter => (Rank::Adapter, Some(Relation::Adapter)),
            ConfigRole::Merge => (Rank::Recipe, Some(Relation::Merge)),
            ConfigRole::Model if base.field == "auto_map" => (Rank::AutoMap, None),
            ConfigRole::Model => (Rank::Configuration, None),
        };
        if base.field.contains("tokenizer") {
            continue;
        }
        let value = base.value.split("--").next().unwrap_or_default();
        let value = if base.value.contains("models--") { base.value.as_str() } else { value };
        for part in value.split('+') {
            let Some(reference) = name::parse(part) else { continue };
            let weak = reference.local || !reference.name.contains('/');
            let proven = config.role != ConfigRole::Model;
            if weak && !proven && names.base(&reference.name).is_none() {
                continue;
            }
            found.push(Clue {
                name: reference.name,
                rank: if reference.local { Rank::Path } else { rank },
                relation,
                certain: true,
                evidence: Evidence {
                    path: document.path.clone(),
                    line: base.line,
                    field: base.field.to_owned(),
                    span: None,
                },
            });
        }
    }
}

fn body(view: &View, names: &dyn Names, found: &mut Vec<Clue>) {
    // Finding the line of each costs a look at the card from its top.
    let room = MOST_CLUES.saturating_sub(found.len());
    let line = |passage: &Passage| view.card.text.line_of(passage.source(0));
    let foreign = |passage: &Passage| prose::is_of_others(&view.passages, passage);
    let labelled = labelled::base(&view.passages, names, line, foreign);
    let told = prose::bases(&view.passages, view.joined(), view.own(), names);
    for said in labelled.into_iter().chain(told).take(room) {
        let span = source_span(&view.passages[said.passage], &said.range);
        found.push(Clue {
            name: said.name,
            rank: Rank::Body,
            relation: said.relation,
            certain: said.certain,
            evidence: Evidence {
                path: view.path.to_owned(),
                line: view.card.text.line_of(span.start),
                field: "body".to_owned(),
                span: Some(span),
            },
        });
    }
}
