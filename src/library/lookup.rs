//! The base table: which row speaks of a model's name, first match wins.
//!
//! All rows are tried with the whole `owner/name`, else with the bare name, else with the two names that a
//! quantizer made one, `owner_name-GGUF`. An index by owner and by the first two letters
//! of a bare name leaves a handful of globs to try.

use std::sync::OnceLock;

use super::{base::Base, fold, glob, table::Table};

/// How a row was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BaseMatch {
    /// By owner and name: the row speaks of this very model.
    Whole,
    /// By the bare name: the row names the family whose terms probably go on.
    BareName,
    /// By the owner and name that a quantizer put in one word.
    Quantizer,
}

/// Globs, each with the number of its row.
type Globs = Box<[(usize, &'static str)]>;

/// The rows of `signatures/bases.toml`, each parsed when it is first asked for.
#[derive(Debug)]
pub(super) struct BaseTable {
    rows: Table,
    index: Table,
    /// For each entry of the index what stands there, read when a name first leads to it.
    globs: Box<[OnceLock<Globs>]>,
    /// The entries of the globs that fit any owner and any beginning of a bare name.
    of_any: [Option<usize>; 2],
    parsed: Box<[OnceLock<Option<Box<Base>>>]>,
}

impl BaseTable {
    pub(super) fn new(rows: Table, index: Table) -> Self {
        let parsed = std::iter::repeat_with(OnceLock::new).take(rows.len()).collect();
        let globs = std::iter::repeat_with(OnceLock::new).take(index.len()).collect();
        let of_any = ["owner *", "name "].map(|key| index.find(key));
        Self { rows, index, globs, of_any, parsed }
    }

    /// A row by its number.
    pub(super) fn row(&self, number: usize) -> Option<&Base> {
        let parse = || serde_json::from_str(self.rows.value(number)).ok();
        self.parsed.get(number)?.get_or_init(parse).as_deref()
    }

    /// The first row that speaks of a name, and how it was found.
    pub(super) fn find(&self, name: &str) -> Option<(&Base, BaseMatch)> {
        let (row, how) = self.find_row(name)?;
        Some((self.row(row)?, how))
    }

    fn find_row(&self, name: &str) -> Option<(usize, BaseMatch)> {
        let name = name.trim().trim_matches('/');
        if name.is_empty() {
            return None;
        }
        let direct = self.by_owner(name).map(|row| (row, BaseMatch::Whole));
        direct.or_else(|| self.by_bare_name(name).map(|row| (row, BaseMatch::BareName))).or_else(
            || {
                let original = before_quantizer(name)?;
                let row = self.by_owner(&original).or_else(|| self.by_bare_name(&original))?;
                Some((row, BaseMatch::Quantizer))
            },
        )
    }

    /// Matches the whole `owner/name`.
    fn by_owner(&self, name: &str) -> Option<usize> {
        let name = fold::model_part(name).to_ascii_lowercase();
        let owner = name.split_once('/').map_or("", |(owner, _)| owner);
        let exact = self.index.find(&format!("owner {owner}"));
        [exact, self.of_any[0]].iter().filter_map(|entry| self.first((*entry)?, &name)).min()
    }

    /// Matches the last part of the name alone.
    fn by_bare_name(&self, name: &str) -> Option<usize> {
        let last = name.rsplit('/').next().unwrap_or(name);
        let last = fold::model_name(without_weight_ending(last));
        let beginning = |letters: usize| {
            let end = last.char_indices().nth(letters).map_or(last.len(), |(at, _)| at);
            self.index.find(&format!("name {}", &last[..end]))
        };
        [beginning(2), beginning(1), self.of_any[1]]
            .iter()
            .filter_map(|entry| self.first((*entry)?, &last))
            .min()
    }

    /// The first row under an entry of the index one of whose globs matches.
    fn first(&self, entry: usize, name: &str) -> Option<usize> {
        let read = || {
            let lines = self.index.value(entry).lines();
            lines
                .filter_map(|line| {
                    let (row, glob) = line.split_once(' ')?;
                    Some((row.parse().ok()?, glob))
                })
                .collect()
        };
        let globs = self.globs.get(entry)?.get_or_init(read).iter();
        globs.copied().find(|(_, glob)| glob::matches(glob, name)).map(|(row, _)| row)
    }
}

/// A name without the ending of a weight file.
fn without_weight_ending(name: &str) -> &str {
    const ENDINGS: [&str; 10] = [
        ".gguf",
        ".ggml",
        ".safetensors",
        ".bin",
        ".pth",
        ".pt",
        ".ckpt",
        ".onnx",
        ".llamafile",
        ".mlmodel",
    ];
    let matching = ENDINGS.iter().find(|ending| {
        name.len() > ending.len()
            && name
                .get(name.len() - ending.len()..)
                .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    });
    matching.map_or(name, |ending| &name[..name.len() - ending.len()])
}

/// `owner/name` from a quantizer's `owner_name-GGUF`; nothing where the name has another form.
fn before_quantizer(name: &str) -> Option<String> {
    const QUANTIZED: [&str; 8] = ["gguf", "awq", "gptq", "exl2", "exl3", "mlx", "imatrix", "int4"];
    let last = without_weight_ending(name.rsplit('/').next()?);
    let (owner, rest) = last.split_once('_')?;
    let (model, ending) = rest.rsplit_once('-')?;
    let quantized = QUANTIZED.iter().any(|word| ending.eq_ignore_ascii_case(word));
    (quantized && !owner.is_empty()).then(|| format!("{owner}/{model}"))
}
