//! How a unit was made from its bases: what it declares, else what its files show.

use super::{
    BaseModel, Relation,
    evidence::{Rank, declared_relation},
    graph::{Joined, is_chain},
    name,
};
use crate::{
    declared::{View, is_own, names::Names},
    document::ConfigRole,
    language::{Bilingual, both},
    unit::Unit,
};

/// What the files of a unit show about how it was made, whatever its bases are.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a sign of its own; any may hold together"
)]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Signs {
    /// `base_model_relation`.
    pub(crate) declared: Option<Relation>,
    /// It is an adapter: it has the configuration of one, or the weights and tags of one and no model.
    pub(crate) adapter: bool,
    /// A merge recipe, or a tag that says so.
    pub(crate) merge: bool,
    /// Its name, a tag or its files say that it was quantized or converted.
    pub(crate) quantized: bool,
    /// `config.json` has a `quantization_config`, which a fine-tune may have kept.
    pub(crate) quantization_config: bool,
    /// A tag of a training tool.
    pub(crate) trained: bool,
    /// Its name says that it was distilled.
    pub(crate) distilled: bool,
}

/// Tags that training tools write.
const TRAINING_TAGS: &[&str] = &[
    "trl",
    "sft",
    "dpo",
    "orpo",
    "kto",
    "grpo",
    "ppo",
    "rlhf",
    "axolotl",
    "generated_from_trainer",
    "llama-factory",
    "llama_factory",
    "unsloth",
    "fine-tuned",
    "finetuned",
    "fine-tune",
    "finetune",
    "autotrain",
];

impl Signs {
    /// Reads them.
    pub(crate) fn of(unit: &Unit, views: &[View]) -> Self {
        let mut signs = Self::default();
        let own = unit.documents.iter().filter(|document| is_own(document));
        let configs: Vec<_> =
            own.filter_map(|document| Some((document.path.as_str(), document.config()?))).collect();
        let model = configs.iter().any(|(path, _)| *path == "config.json");
        for (path, config) in &configs {
            let at_root = !path.contains('/');
            signs.adapter |= config.role == ConfigRole::Adapter && (at_root || !model);
            signs.merge |= config.role == ConfigRole::Merge && at_root;
            signs.quantization_config |= config.quantized && at_root;
        }
        let root = |name: &str| unit.outline.files.iter().any(|entry| entry.below == name);
        let whole =
            model || ["config.json", "model_index.json", "modules.json"].iter().any(|it| root(it));
        signs.adapter |= !whole && root("pytorch_lora_weights.safetensors");
        for view in views.iter().filter(|view| !view.path.contains('/')) {
            signs.declared = signs.declared.or_else(|| declared_relation(view.card));
            let tags = view.card.scalars("tags").into_iter();
            for scalar in tags.chain(view.card.scalars("library_name")) {
                let tag = scalar.value.trim().to_ascii_lowercase();
                signs.merge |= matches!(tag.as_str(), "merge" | "mergekit");
                signs.adapter |= !whole && matches!(tag.as_str(), "lora" | "qlora" | "peft");
                signs.trained |= TRAINING_TAGS.contains(&tag.as_str());
                signs.quantized |= if tag.contains("-bit") {
                    name::is_quantization(&tag.replace("-bit", "bit"))
                } else {
                    name::is_quantization(&tag)
                };
            }
        }
        let files = || unit.outline.files.iter().map(|entry| entry.below.as_str());
        let ends = |path: &str, ending: &str| {
            path.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(ending))
        };
        let only_gguf = files().any(|path| ends(path, "gguf"))
            && !files().any(|path| ends(path, "safetensors") || ends(path, "bin"));
        signs.quantized |= only_gguf || name::is_quantized_name(&unit.outline.name);
        signs.distilled = is_called_distilled(&unit.outline.name);
        signs
    }
}

/// How a unit was made from these bases, of which there is at least one, and why it is judged so.
pub(crate) fn judge(unit: &Unit, signs: &Signs, bases: &[Joined]) -> (Relation, Bilingual) {
    let Some(first) = bases.first() else {
        return (Relation::Unknown, both!("nothing names a base", "没有文件写明基础模型"));
    };
    if let Some(declared) = signs.declared {
        return (declared, both!("base_model_relation says so", "base_model_relation 如此写明"));
    }
    if signs.adapter {
        return (Relation::Adapter, both!("its files are those of an adapter", "其文件为适配器"));
    }
    let twin = is_twin(&unit.outline.name, &first.name);
    if twin && name::is_quantized_name(&unit.outline.name) {
        return (
            Relation::Quantized,
            both!(
                "it bears that name and a word for quantization",
                "名称与之相同，并带有表示量化的词"
            ),
        );
    }
    if signs.merge {
        return (
            Relation::Merge,
            both!("a recipe or a tag says that it was merged", "合并配方或标签表明经过合并"),
        );
    }
    let is_listed =
        |joined: &&Joined| matches!(joined.rank(), Rank::Card | Rank::Tag | Rank::Recipe);
    let listed: Vec<&Joined> = bases.iter().filter(is_listed).collect();
    if listed.len() > 1 && !is_chain(&listed) {
        return (Relation::Merge, both!("several bases are named", "写明了多个基础模型"));
    }
    let said = first.relation().map(|said| (said, both!("its files say so", "其文件如此表明")));
    let quantized = || {
        both!(
            "its files, name or tags say that it was quantized or converted",
            "其文件、名称或标签表明经过量化或转换"
        )
    };
    if twin {
        return match said {
            Some((Relation::Mirror | Relation::Quantized, _)) | None => {
                let is_quantized = signs.quantized
                    || signs.quantization_config
                    || matches!(said, Some((Relation::Quantized, _)));
                if is_quantized {
                    (Relation::Quantized, quantized())
                } else {
                    (
                        Relation::Mirror,
                        both!(
                            "it bears the same name, and nothing says that it was changed",
                            "名称相同，且没有迹象表明作过修改"
                        ),
                    )
                }
            }
            Some(said) => said,
        };
    }
    let made = match said {
        Some(said) => said,
        None if signs.quantized && !signs.trained => (Relation::Quantized, quantized()),
        None => (
            Relation::Finetune,
            both!("nothing says that it is a mere copy", "没有迹象表明只是副本"),
        ),
    };
    if signs.distilled && made.0 == Relation::Finetune && !is_called_distilled(&first.name) {
        (Relation::Distilled, both!("its name says that it was distilled", "名称表明经过蒸馏"))
    } else {
        made
    }
}

/// True where a name says that the model was distilled. `DistilBERT` is the name of a model.
pub(crate) fn is_called_distilled(name: &str) -> bool {
    name::tokens(name)
        .iter()
        .any(|token| matches!(token.as_str(), "distill" | "distilled" | "distillation"))
}

/// True where a unit's name is its base's, but for quantization and an owner put in front
/// (`Qwen_Qwen2.5-7B-GGUF`).
pub(crate) fn is_twin(own: &str, base: &str) -> bool {
    let (own, key) = (name::key(own), name::key(base));
    own == key
        || name::owner(base).is_some_and(|owner| own == format!("{}-{key}", owner.to_lowercase()))
}

/// True where the owner grants all that binds the bases: nobody else's license then binds the unit.
/// `grants` says that the unit itself is under a license of the owner's.
pub(crate) fn is_by_licensor(
    owner: &str,
    grants: bool,
    bases: &[BaseModel],
    names: &dyn Names,
) -> bool {
    !bases.is_empty()
        && bases.iter().all(|base| {
            let own = name::owner(&base.base).is_some_and(|base| name::is_same_owner(base, owner));
            let known = !base.licenses.is_empty() || (own && grants);
            known
                && base.unlisted.is_empty()
                && base
                    .licenses
                    .iter()
                    .all(|id| names.licensor_owns(id, owner) || (own && !names.has_licensor(id)))
        })
}
