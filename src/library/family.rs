//! Families of models: what their names, configurations and headers look like.
//! The rows of `signatures/families.toml`.

use serde::Deserialize;

/// One family of models.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Family {
    /// Its name, for people.
    pub name: String,
    /// The licenses that its members bear, by id; which one, the member decides.
    pub licenses: Vec<String>,
    /// Globs on `owner/name`.
    pub patterns: Vec<String>,
    /// What a source proves.
    #[serde(default)]
    pub known: Traits,
    /// What is said of it from memory: such traits support a judgement and never prove one.
    #[serde(default)]
    pub hints: Traits,
    /// Where the traits were read.
    #[serde(default)]
    pub evidence: String,
    /// A remark, ours.
    #[serde(default)]
    pub note: String,
}

/// What the files of a family's members hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Traits {
    /// `architectures` of `config.json`.
    #[serde(default)]
    pub architectures: Vec<String>,
    /// `model_type` of `config.json`.
    #[serde(default)]
    pub model_types: Vec<String>,
    /// `general.architecture` of a GGUF header.
    #[serde(default)]
    pub gguf_architectures: Vec<String>,
    /// `tokenizer.ggml.pre` of a GGUF header.
    #[serde(default)]
    pub gguf_tokenizers: Vec<String>,
    /// `vocab_size` of `config.json`.
    #[serde(default)]
    pub vocab_sizes: Vec<u32>,
    /// Special tokens of the tokenizer.
    #[serde(default)]
    pub special_tokens: Vec<String>,
}
