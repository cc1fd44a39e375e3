//! Why results do not make up one whole.

use std::{io, path::PathBuf};

use crate::{
    language::{Bilingual, both},
    report::escape,
};

/// Why results cannot be joined.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words())]
#[non_exhaustive]
pub enum MergeError {
    /// There is nothing to join.
    NoFiles,
    /// A file cannot be read.
    Io(PathBuf, #[source] io::Error),
    /// A line is no unit of a part.
    NoUnit(PathBuf, usize),
    /// The last line is absent or is none: the run broke off, or the file was cut.
    NoEnd(PathBuf),
    /// A result of a whole scan.
    NoPart(PathBuf),
    /// The last line speaks of another number of units.
    Count {
        /// The file.
        file: PathBuf,
        /// How many units the last line speaks of.
        said: usize,
        /// How many there are.
        found: usize,
    },
    /// Two results of different versions of licscan or of its knowledge.
    OtherTool {
        /// A file.
        one: PathBuf,
        /// The one that differs.
        other: PathBuf,
    },
    /// A result of another version than the one that is to report it.
    NotThisTool(PathBuf),
    /// Shards of different numbers of shards or different roots, or with results that are no shards.
    NotOneSet(PathBuf, PathBuf),
    /// A shard that no file has.
    AbsentShard(String),
    /// A shard that two files have.
    DoubledShard(String, PathBuf, PathBuf),
    /// A root that no file has.
    AbsentRoot(String, usize),
    /// A root that two files have.
    DoubledRoot(String),
    /// A root that is not in the list of roots.
    StrangeRoot(String, PathBuf),
    /// A unit that two files have.
    DoubledUnit(String, PathBuf, PathBuf),
}

impl MergeError {
    /// In words.
    pub fn words(&self) -> Bilingual {
        let shown = |file: &PathBuf| escape::path(file);
        let line = |text: &String| escape::line(text).into_owned();
        match self {
            Self::NoFiles => both!("there is nothing to join", "没有可合并的结果"),
            Self::Io(file, error) => {
                both!("{}: {}", "{}：{}", shown(file), Bilingual::of_error(error))
            }
            Self::NoUnit(file, number) => both!(
                "{}: line {} is no unit of a part of a scan",
                "{}：第 {} 行不是部分扫描的结果",
                shown(file),
                number
            ),
            Self::NoEnd(file) => both!(
                "{}: its last line is missing: the run broke off, or the file was cut",
                "{}：缺少最后一行：扫描中断或文件不完整",
                shown(file)
            ),
            Self::NoPart(file) => both!(
                "{}: not the result of a part; `scan --format jsonl` with --shard, --index or --part makes one",
                "{}：不是部分扫描的结果；请用 `scan --format jsonl` 加 --shard、--index 或 --part 生成",
                shown(file)
            ),
            Self::Count { file, said, found } => both!(
                "{}: its last line speaks of {} units, but it has {}",
                "{}：最后一行称有 {} 个单元，实有 {} 个",
                shown(file),
                said,
                found
            ),
            Self::OtherTool { one, other } => both!(
                "{} and {} were made by different versions of licscan",
                "{} 与 {} 由不同版本的 licscan 生成",
                shown(one),
                shown(other)
            ),
            Self::NotThisTool(file) => both!(
                "{}: made by another version of licscan; only --format json and jsonl join it",
                "{}：由其他版本的 licscan 生成，仅可用 --format json 或 jsonl 合并",
                shown(file)
            ),
            Self::NotOneSet(one, other) => both!(
                "{} and {} are not shards of one scan",
                "{} 与 {} 不是同一次扫描的分片",
                shown(one),
                shown(other)
            ),
            Self::AbsentShard(shard) => both!("shard {} is missing", "缺少分片 {}", shard),
            Self::DoubledShard(shard, one, other) => both!(
                "shard {} is in {} and in {}",
                "分片 {} 同时见于 {} 和 {}",
                shard,
                shown(one),
                shown(other)
            ),
            Self::AbsentRoot(root, count) => both!(
                "{} of the roots are in no file, the first is {}",
                "有 {} 个根目录不在任何文件中，首个为 {}",
                count,
                line(root)
            ),
            Self::DoubledRoot(root) => {
                both!("the root {} is there twice", "根目录 {} 出现两次", line(root))
            }
            Self::StrangeRoot(root, file) => both!(
                "{}: its root {} is not in the list of roots",
                "{}：其根目录 {} 不在根目录列表中",
                shown(file),
                line(root)
            ),
            Self::DoubledUnit(unit, one, other) => both!(
                "{} is in {} and in {}",
                "{} 同时见于 {} 和 {}",
                line(unit),
                shown(one),
                shown(other)
            ),
        }
    }
}
