//! Where a model comes from: its base models, how it was made from them, and what proves it.

mod cue;
mod evidence;
mod graph;
mod hints;
mod judge;
mod labelled;
mod mention;
mod merge_list;
pub(crate) mod name;
mod near_name;
mod own_name;
mod prose;
mod relation;
mod screen;
mod terms;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::{path::PathBuf, sync::Arc};

use crate::{
    declared::{Declaration, View},
    identify::Identity,
    language::{Bilingual, both},
    library::Library,
    unit::Unit,
};

/// How a unit was made from its bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Relation {
    /// Its owner made it; it has no base here.
    Original,
    /// Somebody else's model, unchanged.
    Mirror,
    /// A quantized or converted copy.
    Quantized,
    /// Fine-tuned.
    Finetune,
    /// An adapter.
    Adapter,
    /// A merge of several.
    Merge,
    /// Trained on another model's output.
    Distilled,
    /// Nothing says.
    #[default]
    Unknown,
}

impl Relation {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Mirror => "mirror",
            Self::Quantized => "quantized",
            Self::Finetune => "finetune",
            Self::Adapter => "adapter",
            Self::Merge => "merge",
            Self::Distilled => "distilled",
            Self::Unknown => "unknown",
        }
    }

    /// What a model is that was made so.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Original => both!("original", "原始模型"),
            Self::Mirror => both!("mirror", "镜像"),
            Self::Quantized => both!("quantized", "量化版"),
            Self::Finetune => both!("finetune", "微调模型"),
            Self::Adapter => both!("adapter", "适配器"),
            Self::Merge => both!("merge", "合并模型"),
            Self::Distilled => both!("distilled", "蒸馏模型"),
            Self::Unknown => both!("unknown", "来源不明"),
        }
    }

    /// True where the unit is a changed model, so that duties on derivatives bind.
    pub fn is_derivative(self) -> bool {
        matches!(self, Self::Finetune | Self::Adapter | Self::Merge | Self::Distilled)
    }
}

/// One thing that proves a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The file, relative to the unit.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The field, for example `base_model`, or `body` for a sentence of the card.
    pub field: String,
    /// Byte range in the card's text, where it is a card.
    pub span: Option<std::ops::Range<usize>>,
}

/// One base model of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseModel {
    /// Its name as the evidence has it, `owner/name` or a bare name.
    pub base: String,
    /// How the unit was made from it.
    pub relation: Relation,
    /// The licenses that bind it, by id.
    pub licenses: Vec<String>,
    /// How the licenses are known.
    pub known_from: KnownFrom,
    /// Licenses of another revision of the base; a note asks which holds.
    pub alternatives: Vec<String>,
    /// Names of licenses of which there is no text here.
    pub unlisted: Vec<String>,
    /// What proves it, strongest first.
    pub evidence: Vec<Evidence>,
    /// What of the model's shape fits it, and proves nothing by itself.
    pub hints: Vec<Evidence>,
}

/// How the licenses of a base are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KnownFrom {
    /// Its own files in the scanned store.
    Store,
    /// A row of the table whose source was read: errors are allowed.
    Table,
    /// A row that rests on memory: notes only.
    Memory,
    /// The family of its name.
    Family,
    /// Nothing is known.
    Nothing,
}

/// Where a unit comes from; by default nothing says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// The relation of the whole unit.
    pub relation: Relation,
    /// Why it was judged so, in one sentence; `None` where nothing is known.
    pub judged_as: Option<Bilingual>,
    /// Its bases, strongest evidence first.
    pub bases: Vec<BaseModel>,
}

/// What is known of the models that lie in the scanned roots: a base in the same store is known by its
/// own files.
pub trait StoreIndex: Sync {
    /// The licenses that the files of a model in the store bear, by id, sorted; `None` where no such
    /// model lies there or its files name none.
    fn licenses_of(&self, owner_and_name: &str) -> Option<Vec<String>>;

    /// The NOTICE texts of a model in the store; empty where there are none.
    fn notices_of(&self, owner_and_name: &str) -> Vec<String>;

    /// The file in which a model in the store has the text of a license; `None` where it has none.
    fn license_file(&self, owner_and_name: &str, license: &str) -> Option<PathBuf> {
        let _ = (owner_and_name, license);
        None
    }
}

/// Works out where a unit comes from.
pub fn trace(
    unit: &Unit,
    views: &[View],
    identities: &[Option<Arc<Identity>>],
    declared: &[Declaration],
    library: &Library,
    store: &dyn StoreIndex,
) -> Lineage {
    let known = judge::Known { unit, identities, declared, names: library, store };
    known.trace(views)
}
