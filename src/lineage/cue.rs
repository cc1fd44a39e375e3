//! The words by which a card says that a model comes from another one.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Relation, mention::Surety};

/// Where the name stands, seen from the cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// After it: "fine-tuned from X".
    After,
    /// After it, and words before it must say what was changed: "quantized **version of** X".
    AfterChange,
    /// After it, and the sentence begins with it: "Base model: X".
    Label,
    /// Before it: "X as the base model", "X 的量化版".
    Before,
    /// Between it and a closing phrase: 在 X 的基础上.
    Frame(&'static [&'static str]),
    /// Right after it, and the words behind the name say what was done: "this is X with ...".
    Is,
    /// Right after it, and the words before it speak of this model alone: "a **fine-tuned** X", "we **fine-tune** X".
    Done,
}

/// One such phrase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cue {
    /// Its words, in lower case.
    pub(crate) words: &'static str,
    /// Where the name stands.
    pub(crate) side: Side,
    /// What it says about how the model was made.
    pub(crate) relation: Option<Relation>,
    /// How sure the name must be one of a model.
    pub(crate) needs: Surety,
}

const fn after(words: &'static str, relation: Option<Relation>, needs: Surety) -> Cue {
    Cue { words, side: Side::After, relation, needs }
}

const fn label(words: &'static str, relation: Option<Relation>) -> Cue {
    Cue { words, side: Side::Label, relation, needs: Surety::Slashed }
}

const fn before(words: &'static str, relation: Option<Relation>) -> Cue {
    Cue { words, side: Side::Before, relation, needs: Surety::Slashed }
}

const fn frame(words: &'static str, closing: &'static [&'static str]) -> Cue {
    Cue { words, side: Side::Frame(closing), relation: None, needs: Surety::Slashed }
}

const fn done(words: &'static str, relation: Option<Relation>) -> Cue {
    Cue { words, side: Side::Done, relation, needs: Surety::Known }
}

const fn is(words: &'static str) -> Cue {
    Cue { words, side: Side::Is, relation: None, needs: Surety::Known }
}

const TUNED: Option<Relation> = Some(Relation::Finetune);
const QUANT: Option<Relation> = Some(Relation::Quantized);
const MERGED: Option<Relation> = Some(Relation::Merge);
const LORA: Option<Relation> = Some(Relation::Adapter);
const TAUGHT: Option<Relation> = Some(Relation::Distilled);
const COPIED: Option<Relation> = Some(Relation::Mirror);

/// What closes 由 X ... and the like.
const MADE: &[&str] = &[
    "微调",
    "量化",
    "蒸馏",
    "转换",
    "合并",
    "融合",
    "训练",
    "得到",
    "剪枝",
    "裁剪",
    "初始化",
    "改造",
    "继续",
    "出发",
    "扩展",
    "精调",
    "调优",
    "衍生",
    "修改",
    "改进",
    "优化而",
];
const ON: &[&str] = &[
    "基础上",
    "的基础之上",
    "上微调",
    "上进行",
    "上继续",
    "上训练",
    "上做",
    "上精调",
    "之上",
    "上通过",
    "上使用",
    "上采用",
    "上用",
];
const AS_BASE: &[&str] = &[
    "为基",
    "为底",
    "作为基",
    "作为底",
    "为初始",
    "作为初始",
    "为骨干",
    "作为骨干",
    "为主干",
    "作为主干",
    "为起点",
    "为backbone",
    "作为backbone",
    "作为 backbone",
    "为 backbone",
    "作为base",
    "作为 base",
];
const DONE_TO: &[&str] =
    &["微调", "量化", "蒸馏", "剪枝", "精调", "转换", "合并", "指令", "继续预训练"];

/// All cues.
pub(crate) const CUES: &[Cue] = &[
    after("fine-tuned from", TUNED, Surety::Slashed),
    after("finetuned from", TUNED, Surety::Slashed),
    after("fine tuned from", TUNED, Surety::Slashed),
    after("fine-tuned from model", TUNED, Surety::Slashed),
    after("finetuned from model", TUNED, Surety::Slashed),
    after("fine-tune of", TUNED, Surety::Slashed),
    after("finetune of", TUNED, Surety::Slashed),
    after("fine-tunes of", TUNED, Surety::Slashed),
    after("finetunes of", TUNED, Surety::Slashed),
    after("fine-tuning of", TUNED, Surety::Slashed),
    after("finetuning of", TUNED, Surety::Slashed),
    after("fine-tuned on top of", TUNED, Surety::Slashed),
    after("finetuned on top of", TUNED, Surety::Slashed),
    after("trained on top of", TUNED, Surety::Slashed),
    after("fine-tuned on", TUNED, Surety::Known),
    after("finetuned on", TUNED, Surety::Known),
    after("fine-tuned using", TUNED, Surety::Known),
    after("fine-tune on", TUNED, Surety::Known),
    after("finetune on", TUNED, Surety::Known),
    after("pretraining on", TUNED, Surety::Known),
    after("pre-training on", TUNED, Surety::Known),
    after("on top of", None, Surety::Known),
    after("powered by", None, Surety::Known),
    after("tuned from", TUNED, Surety::Slashed),
    after("trained from", TUNED, Surety::Slashed),
    after("pretrained from", TUNED, Surety::Slashed),
    after("pre-trained from", TUNED, Surety::Slashed),
    after("continued pretraining of", TUNED, Surety::Shaped),
    after("continued pre-training of", TUNED, Surety::Shaped),
    after("continual pretraining of", TUNED, Surety::Shaped),
    after("continual pre-training of", TUNED, Surety::Shaped),
    after("pretraining of", TUNED, Surety::Shaped),
    after("pre-training of", TUNED, Surety::Shaped),
    after("pretraining from", TUNED, Surety::Slashed),
    after("pre-training from", TUNED, Surety::Slashed),
    after("initialized from", TUNED, Surety::Slashed),
    after("initialised from", TUNED, Surety::Slashed),
    after("initialized with", TUNED, Surety::Known),
    after("initialised with", TUNED, Surety::Known),
    after("initialized using", TUNED, Surety::Known),
    after("initialised using", TUNED, Surety::Known),
    after("derived from", None, Surety::Shaped),
    after("derivative of", None, Surety::Shaped),
    after("adapted from", None, Surety::Shaped),
    after("developed from", None, Surety::Shaped),
    after("based on", None, Surety::Shaped),
    after("based upon", None, Surety::Shaped),
    after("built on", None, Surety::Shaped),
    after("built upon", None, Surety::Shaped),
    after("built on top of", None, Surety::Slashed),
    after("built from", None, Surety::Shaped),
    after("builds on", None, Surety::Shaped),
    after("builds upon", None, Surety::Shaped),
    after("built with", None, Surety::Known),
    after("distilled from", TAUGHT, Surety::Slashed),
    after("distillation of", TAUGHT, Surety::Slashed),
    after("distillation from", TAUGHT, Surety::Slashed),
    after("trained on outputs of", TAUGHT, Surety::Known),
    after("trained on the outputs of", TAUGHT, Surety::Known),
    after("trained on outputs from", TAUGHT, Surety::Known),
    after("trained on data generated by", TAUGHT, Surety::Known),
    after("mirror of", COPIED, Surety::Slashed),
    after("mirrored from", COPIED, Surety::Slashed),
    after("re-upload of", COPIED, Surety::Slashed),
    after("reupload of", COPIED, Surety::Slashed),
    after("merge of", MERGED, Surety::Slashed),
    after("merge between", MERGED, Surety::Slashed),
    after("merged from", MERGED, Surety::Slashed),
    after("blend of", MERGED, Surety::Shaped),
    after("by merging", MERGED, Surety::Slashed),
    after("quantization of", QUANT, Surety::Slashed),
    after("quantizations of", QUANT, Surety::Slashed),
    after("quantisation of", QUANT, Surety::Slashed),
    after("quantized from", QUANT, Surety::Slashed),
    after("quantised from", QUANT, Surety::Slashed),
    after("quants of", QUANT, Surety::Slashed),
    after("quant of", QUANT, Surety::Slashed),
    after("quants for", QUANT, Surety::Slashed),
    after("conversion of", QUANT, Surety::Slashed),
    after("converted from", QUANT, Surety::Slashed),
    after("format from", QUANT, Surety::Slashed),
    after("model files for", QUANT, Surety::Slashed),
    after("gguf files for", QUANT, Surety::Slashed),
    after("ggufs for", QUANT, Surety::Slashed),
    after("ggufs of", QUANT, Surety::Slashed),
    after("lora for", LORA, Surety::Slashed),
    after("lora of", LORA, Surety::Slashed),
    after("lora on", LORA, Surety::Known),
    after("adapter for", LORA, Surety::Slashed),
    after("adapters for", LORA, Surety::Slashed),
    after("adapter of", LORA, Surety::Slashed),
    after("adapter on", LORA, Surety::Known),
    after("lora trained on", LORA, Surety::Known),
    after("adapter trained on", LORA, Surety::Known),
    after("adapter weights for", LORA, Surety::Slashed),
    after("lora weights for", LORA, Surety::Slashed),
    after("delta weights for", TUNED, Surety::Slashed),
    Cue { words: "version of", side: Side::AfterChange, relation: None, needs: Surety::Slashed },
    Cue { words: "versions of", side: Side::AfterChange, relation: None, needs: Surety::Slashed },
    Cue { words: "variant of", side: Side::AfterChange, relation: None, needs: Surety::Slashed },
    Cue { words: "copy of", side: Side::AfterChange, relation: None, needs: Surety::Slashed },
    done("fine-tuned", TUNED),
    done("finetuned", TUNED),
    done("fine tuned", TUNED),
    done("fine-tune", TUNED),
    done("finetune", TUNED),
    done("fine-tunes", TUNED),
    done("finetunes", TUNED),
    done("quantized", QUANT),
    done("quantised", QUANT),
    is("this is"),
    is("it is"),
    is("it's"),
    is("this model is"),
    is("the model is"),
    is("this repo is"),
    is("this repository is"),
    label("base model", None),
    label("base model used", None),
    label("base llm", None),
    label("base checkpoint", None),
    label("foundation model", None),
    label("basemodel", None),
    label("base_model", None),
    label("original model", None),
    label("parent model", None),
    label("source model", None),
    label("backbone", None),
    label("基座模型", None),
    label("基础模型", None),
    label("底座模型", None),
    label("基底模型", None),
    label("原始模型", None),
    label("基模型", None),
    label("基座", None),
    label("底座", None),
    before("as base", None),
    before("as the base", None),
    before("as its base", None),
    before("as a base", None),
    before("as our base", None),
    before("as the backbone", None),
    before("as its backbone", None),
    before("as the foundation", None),
    before("as its foundation", None),
    before("as a starting point", None),
    before("as the starting point", None),
    before("的量化", QUANT),
    before("量化版", QUANT),
    before("的微调", TUNED),
    before("微调版", TUNED),
    before("的镜像", COPIED),
    after("搬运自", COPIED, Surety::Slashed),
    before("的蒸馏", TAUGHT),
    before("蒸馏版", TAUGHT),
    before("的合并", MERGED),
    before("的gguf", QUANT),
    before("的 gguf", QUANT),
    before("的awq", QUANT),
    before("的 awq", QUANT),
    before("的gptq", QUANT),
    before("的 gptq", QUANT),
    before("的 int4", QUANT),
    before("的 int8", QUANT),
    before("的lora", LORA),
    before("的 lora", LORA),
    before("をベース", None),
    before("をもとに", None),
    before("を元に", None),
    before("を基に", None),
    before("をファインチューニング", TUNED),
    before("をfine-tun", TUNED),
    before("を量子化", QUANT),
    before("기반", None),
    before("를 기반", None),
    before("을 기반", None),
    before("를 파인튜닝", TUNED),
    before("을 파인튜닝", TUNED),
    after("基于", None, Surety::Shaped),
    after("微调了", TUNED, Surety::Known),
    after("精调了", TUNED, Surety::Known),
    after("微调自", TUNED, Surety::Slashed),
    after("精调自", TUNED, Surety::Slashed),
    after("量化自", QUANT, Surety::Slashed),
    after("转换自", QUANT, Surety::Slashed),
    after("蒸馏自", TAUGHT, Surety::Slashed),
    after("合并自", MERGED, Surety::Slashed),
    after("衍生自", None, Surety::Slashed),
    after("派生自", None, Surety::Slashed),
    after("改编自", None, Surety::Slashed),
    after("训练自", TUNED, Surety::Slashed),
    after("源自", None, Surety::Shaped),
    frame("在", ON),
    frame("由", MADE),
    frame("从", MADE),
    frame("以", AS_BASE),
    frame("使用", AS_BASE),
    frame("采用", AS_BASE),
    frame("选用", AS_BASE),
    frame("选择", AS_BASE),
    frame("对", DONE_TO),
    frame("将", DONE_TO),
    frame("基于对", DONE_TO),
];

/// Finds all cues in one pass; the longest one at a place.
pub(crate) static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        // To build a table of all transitions takes longer than a small scan, and few sentences get here.
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(CUES.iter().map(|cue| cue.words))
        .expect("a short list of phrases fits an automaton")
});
