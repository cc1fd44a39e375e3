//! Of what a sentence speaks: the weights, the code, the data, or another model.
//!
//! "The code is under MIT, the weights are not" makes one declaration about the weights, and none
//! that conflicts with it.

use std::{ops::Range, sync::LazyLock};

use super::sentence::{WordList, find_word, is_whole_word};

/// What terms are said to apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    /// The weights, or the model.
    Weights,
    /// The code.
    Code,
    /// Training or evaluation data.
    Data,
    /// Something else: the base model, a part of somebody else, a logo.
    Other,
    /// Nothing is named, or a word that stands for the whole folder.
    Unsaid,
}

const WEIGHTS: &[&str] = &[
    "model",
    "models",
    "weights",
    "weight",
    "checkpoint",
    "checkpoints",
    "parameters",
    "adapter",
    "lora",
    "模型",
    "权重",
    "參數",
    "参数",
    "權重",
    "モデル",
    "重み",
    "모델",
    "가중치",
];
const CODE: &[&str] = &[
    "code",
    "codes",
    "codebase",
    "source",
    "script",
    "scripts",
    "library",
    "package",
    "software",
    "implementation",
    "代码",
    "源码",
    "脚本",
    "代碼",
    "程序",
    "コード",
    "코드",
];
const DATA: &[&str] = &[
    "dataset",
    "datasets",
    "data",
    "corpus",
    "corpora",
    "annotations",
    "images",
    "benchmark",
    "benchmarks",
    "evals",
    "数据",
    "数据集",
    "语料",
    "數據",
    "資料集",
    "データ",
    "データセット",
    "데이터",
    "데이터셋",
];
const OTHER: &[&str] = &[
    "original model",
    "original models",
    "original license",
    "original weights",
    "base model",
    "base models",
    "parent model",
    "teacher model",
    "underlying model",
    "upstream",
    "third-party",
    "third party",
    "derivatives",
    "derivative works",
    "any derivative",
    "tokenizer",
    "documentation",
    "logo",
    "paper",
    "demo",
    "原模型",
    "原始模型",
    "基座",
    "基础模型",
    "底座",
    "第三方",
    "衍生",
    "派生",
    "分词器",
    "论文",
    "ベースモデル",
    "元のモデル",
    "베이스 모델",
    "기반 모델",
];
/// Words that join a second object to the first.
const JOINTS: &[&str] =
    &["and", "&", "as well as", "plus", "和", "与", "及", "以及", "、", "/", "+"];
/// Words that make the second object a mere attribute of the first: "code of the model".
const ATTRIBUTES: &[&str] =
    &["of", "for", "to", "in", "with", "from", "that", "which", "used", "的"];

/// All of these words; which list a word is of, [`kind`] tells.
static WORDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::new([WEIGHTS, CODE, DATA, OTHER].concat()));

fn kind(number: usize) -> Object {
    let (weights, code) = (WEIGHTS.len(), WEIGHTS.len() + CODE.len());
    match number {
        number if number < weights => Object::Weights,
        number if number < code => Object::Code,
        number if number < code + DATA.len() => Object::Data,
        _ => Object::Other,
    }
}

/// How files of code end.
const CODE_FILES: &[&str] = &[
    ".py", ".ipynb", ".c", ".cc", ".cpp", ".cu", ".h", ".hpp", ".js", ".ts", ".rs", ".go", ".sh",
    ".java",
];
/// Words between a subject and "under".
const VERBS: &[&str] = &["is", "are", "was", "were", "licensed", "released", "which"];

/// What the words before a license say that it applies to. `subject` is in lower case.
pub(crate) fn object(subject: &str) -> Object {
    if ends_in_code_file(subject) {
        return Object::Code;
    }
    let found: Vec<_> =
        WORDS.find_whole(subject).map(|(number, range)| (range, kind(number))).collect();
    if found.iter().any(|(_, object)| *object == Object::Other) {
        return Object::Other;
    }
    let nouns = nouns(subject, found);
    let Some((_, first)) = nouns.first() else { return Object::Unsaid };
    if *first == Object::Weights {
        return Object::Weights;
    }
    let end = nouns[0].0.end;
    let joined = nouns.iter().skip(1).any(|(range, object)| {
        *object == Object::Weights && is_joined(&subject[end.min(range.start)..range.start])
    });
    if joined { Object::Weights } else { *first }
}

/// True where the last thing that is named is a file of code, as in "`models/blocks.py` is".
fn ends_in_code_file(subject: &str) -> bool {
    let is_sign = |sign: char| !sign.is_alphanumeric();
    subject
        .split_whitespace()
        .rev()
        .map(|word| word.trim_end_matches(is_sign))
        .find(|word| !word.is_empty() && !VERBS.contains(word))
        .is_some_and(|word| {
            CODE_FILES.iter().any(|end| word.len() > end.len() && word.ends_with(end))
        })
}

/// The nouns of a subject in order; in a compound ("model code", 模型的代码) only the last one counts.
fn nouns(subject: &str, mut found: Vec<(Range<usize>, Object)>) -> Vec<(Range<usize>, Object)> {
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<(Range<usize>, Object)> = Vec::new();
    for (range, object) in found {
        if let Some((last, _)) = kept.last() {
            if range.start < last.end {
                continue;
            }
            let between = subject[last.end..range.start].trim();
            if between.is_empty() || matches!(between, "的" | "の" | "'s") {
                kept.pop();
            }
        }
        kept.push((range, object));
    }
    kept
}

fn is_joined(between: &str) -> bool {
    let last = JOINTS
        .iter()
        .filter_map(|joint| {
            let at = between.rfind(joint)?;
            is_whole_word(between, &(at..at + joint.len())).then_some(at + joint.len())
        })
        .max();
    last.is_some_and(|end| {
        !ATTRIBUTES.iter().any(|word| find_word(&between[end..], word).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_license_sentences() {
        for (subject, expected) in [
            ("the code is licensed ", Object::Code),
            ("the model code is ", Object::Code),
            ("the code of this model is ", Object::Code),
            ("the code and model weights are ", Object::Weights),
            ("inference code and the model are ", Object::Weights),
            (", the weights ", Object::Weights),
            ("this project is ", Object::Unsaid),
            ("the dataset used to train the model is ", Object::Data),
            ("the base model is ", Object::Other),
            ("any derivative works of it ", Object::Other),
            ("本模型的代码", Object::Code),
            ("代码和模型权重", Object::Weights),
            ("模型权重", Object::Weights),
            ("训练数据", Object::Data),
            ("本项目", Object::Unsaid),
            ("モデルのコードは", Object::Code),
            ("このモデルは", Object::Weights),
            ("코드는", Object::Code),
            ("the model uses code of others: `./models/blocks.py` is ", Object::Code),
            ("the models of blocks.py, the checkpoints, are ", Object::Weights),
        ] {
            assert_eq!(object(subject), expected, "{subject}");
        }
    }
}
