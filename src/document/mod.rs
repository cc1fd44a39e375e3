//! From bytes to text and facts: every file that a name nominates becomes a [`Document`].
//!
//! A reader never panics, never hangs and never reads past its caps; what it cannot read is a typed
//! [`ReadError`], which becomes a finding. It decides nothing about licenses.

pub mod card;
pub mod config;
pub mod docx;
pub mod encoding;
pub mod hub_licenses;
pub mod lfs;
mod lines;
pub mod markdown;
pub mod name;
pub mod pdf;
pub mod plain;
pub mod read;
mod shared;
mod text;
mod yaml;

use std::sync::{Arc, OnceLock};

use crate::language::Bilingual;
use markdown::Passage;
pub use shared::{SharedText, SharedTexts};
pub use text::{Text, TextFormat};

/// A digest of the readers: while it is the same, they take the same text from the same file.
pub const READERS: &str = include_str!(concat!(env!("OUT_DIR"), "/readers.digest"));

/// What a file of a model folder is for, as its name and its content say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// A license text.
    License,
    /// A notice file.
    Notice,
    /// A use policy.
    Policy,
    /// A model card.
    Card,
    /// A configuration that holds facts about lineage.
    Config,
    /// Weights.
    Weights,
    /// Attribution, authors, credits and the like.
    Other,
}

impl DocumentKind {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Notice => "notice",
            Self::Policy => "policy",
            Self::Card => "card",
            Self::Config => "config",
            Self::Weights => "weights",
            Self::Other => "other",
        }
    }
}

/// What a document's terms apply to. Only weights and unknown enter conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AppliesTo {
    /// The weights.
    Weights,
    /// The code.
    Code,
    /// The data.
    Data,
    /// What the model makes.
    Output,
    /// Somebody else's part.
    ThirdParty,
    /// Nothing says.
    Unknown,
}

impl AppliesTo {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Code => "code",
            Self::Data => "data",
            Self::Output => "output",
            Self::ThirdParty => "third-party",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The system refused.
    #[error("cannot be opened: {0}")]
    Io(String),
    /// A FIFO, socket or device.
    #[error("not a regular file")]
    SpecialFile,
    /// A git-lfs pointer whose object is not here.
    #[error("a git-lfs pointer; the object is not on this disk (run `git lfs pull`)")]
    LfsPointer,
    /// A PDF without a text layer.
    #[error("a PDF without a text layer (a scan?)")]
    PdfWithoutText,
    /// A PDF that needs a password.
    #[error("a PDF that needs a password")]
    PdfEncrypted,
    /// A PDF that cannot be parsed.
    #[error("a broken PDF: {0}")]
    PdfBroken(String),
    /// A DOCX that cannot be parsed.
    #[error("a broken DOCX: {0}")]
    DocxBroken(String),
    /// A configuration file that is no JSON or YAML.
    #[error("a broken configuration file: {0}")]
    ConfigBroken(String),
    /// A format that licscan does not read.
    #[error("a {0} file, which licscan does not read")]
    Format(&'static str),
    /// A cap was reached.
    #[error("larger than the limit of {0}")]
    TooLarge(&'static str),
    /// Bytes that are no text.
    #[error("binary data, not text")]
    Binary,
}

impl ReadError {
    /// The same in both languages. What another program or the system said stays as it is.
    pub fn words(&self) -> Bilingual {
        let zh = match self {
            Self::Io(why) => format!("无法打开：{why}"),
            Self::SpecialFile => "不是普通文件".to_owned(),
            Self::LfsPointer => {
                "仅为 git-lfs 指针，对应内容不在本地（请运行 `git lfs pull`）".to_owned()
            }
            Self::PdfWithoutText => "PDF 没有文字层（可能是扫描件）".to_owned(),
            Self::PdfEncrypted => "PDF 需要密码".to_owned(),
            Self::PdfBroken(why) => format!("PDF 已损坏：{why}"),
            Self::DocxBroken(why) => format!("DOCX 已损坏：{why}"),
            Self::ConfigBroken(why) => format!("配置文件有误：{why}"),
            Self::Format(format) => format!("不支持读取的格式：{format}"),
            Self::TooLarge(limit) => format!("超过上限：{limit}"),
            Self::Binary => "二进制数据，不是文本".to_owned(),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

/// One scalar, sequence or mapping of a card's front matter, with its place in the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Nothing, `~` or `null`.
    Null,
    /// A scalar as it was written, without quotes: `no`, `1.10` and `010` stay text.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in the order of the file.
    Mapping(Vec<(Scalar, Node)>),
}

/// A scalar and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Its text.
    pub value: String,
    /// Byte range in the card's text.
    pub span: std::ops::Range<usize>,
}

/// Something that the Hub would refuse or ignore in a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardProblem {
    /// What is wrong, in one sentence.
    pub message: Bilingual,
    /// Byte range in the card's text.
    pub span: std::ops::Range<usize>,
}

/// A model card: README.md and its like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The whole text, front matter included.
    pub text: Text,
    /// The front matter's mapping; empty where there is none or it cannot be parsed.
    pub front_matter: Vec<(Scalar, Node)>,
    /// True where the Hub's own rule finds a front matter block.
    pub has_front_matter: bool,
    /// Where the body begins, in bytes.
    pub body: usize,
    /// What the Hub would refuse or ignore.
    pub problems: Vec<CardProblem>,
    /// What a reader sees, rendered when it is first asked for.
    visible: OnceLock<Vec<Passage>>,
}

impl Card {
    /// What a reader of the rendered card sees.
    pub fn passages(&self) -> &[Passage] {
        self.visible.get_or_init(|| markdown::visible(&self.text.text, self.body))
    }

    /// Drops its text and what was made of it; what else is known of the text stays.
    pub fn empty(&mut self) {
        self.text = self.text.emptied();
        self.front_matter = Vec::new();
        self.visible = OnceLock::new();
    }

    /// The value of a top-level key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.front_matter.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// The scalars of a top-level key: one for a scalar, several for a list, none where it is absent.
    pub fn scalars(&self, key: &str) -> Vec<&Scalar> {
        match self.get(key) {
            Some(Node::Scalar(scalar)) => vec![scalar],
            Some(Node::Sequence(items)) => items
                .iter()
                .filter_map(
                    |item| if let Node::Scalar(scalar) = item { Some(scalar) } else { None },
                )
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A name of a base model in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseReference {
    /// `owner/name`, a bare name, or (from adapters and merges) a path on somebody's disk. A revision and an
    /// adapter behind a name are cut off, and a path into a Hub cache is the name of its repository.
    pub value: String,
    /// The field, for example `base_model_name_or_path`, `_name_or_path`, `models[].model`.
    pub field: &'static str,
    /// The line, from 1.
    pub line: u32,
}

/// What a configuration file says about the model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// `model_type`.
    pub model_type: Option<String>,
    /// `architectures`.
    pub architectures: Vec<String>,
    /// The line of `architectures`.
    pub architectures_line: u32,
    /// `vocab_size`.
    pub vocab_size: Option<u64>,
    /// The line of `vocab_size`.
    pub vocab_size_line: u32,
    /// Tokens with a meaning of their own (`special_tokens_map.json`), each with the member that names it and
    /// its line.
    pub special_tokens: Vec<(String, &'static str, u32)>,
    /// True where a `quantization_config` stands in it.
    pub quantized: bool,
    /// Names of base models.
    pub bases: Vec<BaseReference>,
    /// Licenses stated by the file (timm `pretrained_cfg.license`), with their lines.
    pub licenses: Vec<(String, u32)>,
    /// True where it is one of the strong markers of a model.
    pub marker: bool,
    /// Which configuration file it is.
    pub role: ConfigRole,
}

/// Which configuration file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConfigRole {
    /// `config.json` and others without a special meaning.
    #[default]
    Model,
    /// `adapter_config.json`.
    Adapter,
    /// `mergekit_config.yml`.
    Merge,
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text, which may be that of many files.
    Text(Arc<SharedText>),
    /// A card.
    Card(Card),
    /// A configuration.
    Config(Config),
    /// Nothing: the file could not be read.
    Unreadable(ReadError),
}

/// One file of a unit that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path, relative to the unit, with `/` between parts (`../LICENSE` where it is inherited).
    pub path: String,
    /// What it is for.
    pub kind: DocumentKind,
    /// What its terms apply to.
    pub applies_to: AppliesTo,
    /// True where it stands above the unit's folder.
    pub inherited: bool,
    /// Bytes that were read of it.
    pub bytes_read: u64,
    /// What was read.
    pub content: Content,
}

impl Content {
    /// A text that this file alone holds.
    pub fn of_text(text: Text) -> Self {
        Self::Text(Arc::new(text.into()))
    }
}

impl Document {
    /// The text, for a text or a card.
    pub fn text(&self) -> Option<&Text> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Card(card) => Some(&card.text),
            Content::Config(_) | Content::Unreadable(_) => None,
        }
    }

    /// The card.
    pub fn card(&self) -> Option<&Card> {
        if let Content::Card(card) = &self.content { Some(card) } else { None }
    }

    /// The configuration.
    pub fn config(&self) -> Option<&Config> {
        if let Content::Config(config) = &self.content { Some(config) } else { None }
    }
}
