//! The index of a run: what the runs beside it need to know of its models, as a file of JSON Lines.
//!
//! `licscan.index/1` has one line with the schema and the tool, one line a model, and a last line with their
//! number. A NOTICE stands in a line of its own before the first model that has it, and models name it by
//! digest: a store has few different ones. Licenses and texts are those that a scan of one process would
//! know of the model, so that a base which another run has read is judged the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::known::Known;
use crate::{
    language::{Bilingual, both},
    library::Library,
    report::escape,
    unit::{Elsewhere, Outline, Outlines, UnitKind, weights_digest},
    whole_file,
};

/// The name and version of the format.
const SCHEMA: &str = "licscan.index/1";
/// The longest line that is read, in bytes: a NOTICE of 64 KiB, each byte escaped.
const LONGEST_LINE: u64 = 1 << 20;

/// A model that another run has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherModel {
    /// Its path as that run printed it.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its owner, where one is known.
    pub owner: Option<String>,
    /// False where it is only partly there.
    pub is_whole: bool,
    /// What tells that its weights are those of another model, where something does.
    pub weights: Option<String>,
    /// What its files say.
    pub known: Known,
}

impl OtherModel {
    /// A model of this run, as other runs see it; `None` for what is no model.
    pub(super) fn of(outline: &Outline, known: Known) -> Option<Self> {
        (outline.kind == UnitKind::Model).then(|| Self {
            path: outline.path.clone(),
            name: outline.name.clone(),
            owner: outline.owner.clone(),
            is_whole: outline.partial.is_none(),
            weights: weights_digest(outline),
            known,
        })
    }

    /// The model as far as it may be a copy of another one.
    pub(super) fn as_copy(&self) -> Option<Elsewhere<'_>> {
        let weights = self.weights.as_deref()?;
        Some(Elsewhere { path: &self.path, weights, is_whole: self.is_whole })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tool {
    name: String,
    version: String,
    index: String,
}

impl Tool {
    fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            index: Library::embedded().digest().to_owned(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    schema: String,
    tool: Tool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    notice: String,
    text: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    path: String,
    name: String,
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<String>,
    licenses: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notices: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    texts: Vec<(String, String)>,
    bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tail {
    models: usize,
    complete: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Line {
    Model(Model),
    Notice(Notice),
    Tail(Tail),
}

/// An index that is being written. It stands in its place only once it is whole.
pub struct IndexWriter {
    file: PathBuf,
    out: BufWriter<NamedTempFile>,
    notices: BTreeSet<String>,
    models: usize,
}

impl IndexWriter {
    /// Begins an index.
    ///
    /// # Errors
    ///
    /// Where the folder of the file cannot be written.
    pub fn create(file: &Path) -> io::Result<Self> {
        let mut out = BufWriter::new(whole_file::begin(file)?);
        line(&mut out, &Head { schema: SCHEMA.to_owned(), tool: Tool::this() })?;
        Ok(Self { file: file.to_owned(), out, notices: BTreeSet::new(), models: 0 })
    }

    /// Adds a model.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn add(&mut self, model: &OtherModel) -> io::Result<()> {
        let mut notices = Vec::new();
        for text in &model.known.notices {
            let notice = digest(text);
            if self.notices.insert(notice.clone()) {
                line(&mut self.out, &Notice { notice: notice.clone(), text: text.clone() })?;
            }
            notices.push(notice);
        }
        let texts = model.known.texts.iter();
        // A path that is no text could not be written; the license of the model is known all the same.
        let texts = texts.filter_map(|(id, file)| Some((id.clone(), file.to_str()?.to_owned())));
        self.models += 1;
        let record = Model {
            path: model.path.clone(),
            name: model.name.clone(),
            owner: model.owner.clone(),
            partial: !model.is_whole,
            weights: model.weights.clone(),
            licenses: model.known.licenses.clone(),
            notices,
            texts: texts.collect(),
            bytes: model.known.bytes,
        };
        line(&mut self.out, &record)
    }

    /// Ends the index and puts it in its place. `complete` is that of the scan.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn finish(mut self, complete: bool) -> io::Result<()> {
        line(&mut self.out, &Tail { models: self.models, complete })?;
        let temporary = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.persist(&self.file).map_err(|error| error.error)?;
        Ok(())
    }
}

fn line(out: &mut impl Write, content: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, content)?;
    out.write_all(b"\n")
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The models of other runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Others {
    /// The models, sorted by path.
    pub models: Vec<OtherModel>,
    /// False where one of the runs did not see all of its own.
    pub complete: bool,
}

impl Others {
    /// Reads the indexes of other runs. One's own may be among them.
    ///
    /// # Errors
    ///
    /// In words, where a file cannot be read, is no whole index of this version of licscan, or has a model
    /// that another one has.
    pub fn read(files: &[PathBuf]) -> Result<Self, (PathBuf, Bilingual)> {
        let mut others = Self { models: Vec::new(), complete: true };
        let mut from: BTreeMap<String, usize> = BTreeMap::new();
        for (number, file) in files.iter().enumerate() {
            let failed = |why| (file.clone(), why);
            let complete = read_one(file, &mut |model| {
                if let Some(earlier) = from.insert(model.path.clone(), number) {
                    let earlier = escape::path(&files[earlier]);
                    return Err(both!("{} stands in {} too", "{} 也见于 {}", model.path, earlier));
                }
                others.models.push(model);
                Ok(())
            });
            others.complete &= complete.map_err(failed)?;
        }
        others.models.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(others)
    }

    /// The models that are none of these.
    pub(super) fn without(&self, own: &Outlines) -> Vec<&OtherModel> {
        let own: BTreeSet<String> = (0..own.len()).map(|unit| own.path(unit)).collect();
        self.models.iter().filter(|model| !own.contains(model.path.as_str())).collect()
    }
}

/// Reads one index, and whether its run was complete.
fn read_one(
    file: &Path,
    sink: &mut dyn FnMut(OtherModel) -> Result<(), Bilingual>,
) -> Result<bool, Bilingual> {
    let of_system = |error: io::Error| Bilingual::of_error(&error);
    let mut lines = BufReader::new(File::open(file).map_err(of_system)?);
    let mut number = 0_usize;
    let mut next = || -> Result<Option<Vec<u8>>, Bilingual> {
        let mut line = Vec::new();
        let read = io::Read::take(&mut lines, LONGEST_LINE).read_until(b'\n', &mut line);
        number += 1;
        match read.map_err(of_system)? {
            0 => Ok(None),
            _ if line.ends_with(b"\n") => Ok(Some(line)),
            _ => Err(both!("line {} is cut off", "第 {} 行不完整", number)),
        }
    };
    let no_index = || both!("not an index of licscan", "不是 licscan 索引文件");
    let head = next()?.ok_or_else(no_index)?;
    let head: Head = serde_json::from_slice(&head).map_err(|_| no_index())?;
    let tool = Tool::this();
    if head.schema != SCHEMA || head.tool != tool {
        return Err(both!(
            "made by {} {} with another knowledge base or format; all runs need one licscan",
            "由 {} {} 生成，知识库或格式不同；各次运行须使用同一 licscan",
            head.tool.name,
            head.tool.version
        ));
    }
    let mut notices: BTreeMap<String, String> = BTreeMap::new();
    let mut models = 0;
    while let Some(line) = next()? {
        match serde_json::from_slice(&line).map_err(|_| no_index())? {
            Line::Notice(Notice { notice, text }) => {
                notices.insert(notice, text);
            }
            Line::Model(model) => {
                models += 1;
                sink(from_record(model, &notices).ok_or_else(no_index)?)?;
            }
            Line::Tail(tail) if tail.models == models && next()?.is_none() => {
                return Ok(tail.complete);
            }
            Line::Tail(_) => return Err(no_index()),
        }
    }
    Err(both!("its end is missing", "缺少结尾"))
}

fn from_record(model: Model, notices: &BTreeMap<String, String>) -> Option<OtherModel> {
    let notices = model.notices.iter().map(|digest| notices.get(digest).cloned());
    let texts = model.texts.into_iter().map(|(id, file)| (id, PathBuf::from(file)));
    let known = Known {
        licenses: model.licenses,
        notices: notices.collect::<Option<_>>()?,
        texts: texts.collect(),
        bytes: model.bytes,
        is_fleeting: false,
    };
    Some(OtherModel {
        path: model.path,
        name: model.name,
        owner: model.owner,
        is_whole: !model.partial,
        weights: model.weights,
        known,
    })
}
