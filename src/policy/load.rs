//! From files to policies: which hold for which root, and what is said about those that do not hold whole.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::{
    Policies, Policy,
    config::Config,
    discover,
    error::{PolicyError, position},
    trust,
};
use crate::{
    language::{Bilingual, Language, both},
    report::escape,
    rules::{expired_waiver::EXPIRED_WAIVER, unused_waiver::UNUSED_WAIVER},
};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// What the caller chose.
#[derive(Debug, Clone)]
pub struct Chosen<'a> {
    /// This file and no other, as if it were the caller's.
    pub file: Option<&'a Path>,
    /// No file at all.
    pub none: bool,
    /// Files of scanned trees hold as if they were the caller's.
    pub trust_trees: bool,
    /// Where the caller stands.
    pub working_folder: &'a Path,
    /// The day on which waivers are judged.
    pub today: Date,
    /// True where the role was typed, which goes before the policy.
    pub role_is_typed: bool,
}

/// The language that the caller's own file asks for. It is known before anything is said of the rest of the
/// file, which may be wrong.
pub fn language(chosen: Option<&Path>, none: bool, working_folder: &Path) -> Option<Language> {
    #[derive(Default, serde::Deserialize)]
    struct OfMessages {
        lang: Option<Language>,
    }
    let file = match chosen {
        _ if none => None,
        Some(file) => Some(file.to_owned()),
        None => discover::of_caller(working_folder),
    }?;
    let text = read(&file, &file).ok()?;
    toml::from_str::<OfMessages>(&text).ok()?.lang
}

/// Loads the policies that hold for these roots. The sentences are warnings for the caller.
///
/// # Errors
///
/// Where a file of the caller cannot be read or is not right. One that a tree brought along is left out
/// then, and a sentence says so: a stranger must not be able to end a scan.
pub fn load(roots: &[PathBuf], chosen: &Chosen) -> Result<(Policies, Vec<Bilingual>), PolicyError> {
    let mut loading = Loading { chosen, policies: Policies::default(), warnings: Vec::new() };
    if chosen.none {
        return Ok((loading.policies, loading.warnings));
    }
    let callers = match chosen.file {
        Some(file) => Some(file.to_owned()),
        None => discover::of_caller(chosen.working_folder),
    };
    let callers_number = callers.as_deref().map(|file| loading.add(file, true)).transpose()?;
    let mut of_trees: BTreeMap<PathBuf, Option<usize>> = BTreeMap::new();
    for root in roots {
        let mut holding: Vec<usize> = callers_number.into_iter().collect();
        let tree = chosen.file.is_none().then(|| discover::of_tree(root)).flatten();
        if let Some(file) = tree.filter(|file| Some(file) != callers.as_ref()) {
            let number = if let Some(number) = of_trees.get(&file) {
                *number
            } else {
                let number = loading.add_of_tree(&file)?;
                of_trees.insert(file, number);
                number
            };
            holding.extend(number);
        }
        loading.policies.of_root.push(holding);
    }
    Ok((loading.policies, loading.warnings))
}

struct Loading<'a> {
    chosen: &'a Chosen<'a>,
    policies: Policies,
    warnings: Vec<Bilingual>,
}

impl Loading<'_> {
    /// Adds a file that a scanned tree brought along.
    fn add_of_tree(&mut self, file: &Path) -> Result<Option<usize>, PolicyError> {
        if self.chosen.trust_trees {
            return self.add(file, true).map(Some);
        }
        match self.add(file, false) {
            Ok(number) => Ok(Some(number)),
            Err(error) => {
                self.warnings.push(both!(
                    "{}; this policy of a scanned tree is not used",
                    "{}；该策略文件随被扫描目录而来，未予采用",
                    error.words()
                ));
                Ok(None)
            }
        }
    }

    /// Adds a file and gives its number.
    fn add(&mut self, file: &Path, trusted: bool) -> Result<usize, PolicyError> {
        let shown = discover::shown(file, self.chosen.working_folder);
        let text = read(file, &shown)?;
        let config = parse(&shown, &text)?;
        let line = |byte: usize| u32::try_from(position(&text, byte).0).unwrap_or(u32::MAX);
        let shown = escape::path(&shown);
        let (mut config, left_out) =
            if trusted { (config, Vec::new()) } else { trust::strict_part(config) };
        if !left_out.is_empty() {
            self.warnings.push(both!(
                "{} came with a scanned tree and cannot loosen anything: {} left out (`--trust-repo-config` takes it whole)",
                "{} 随被扫描目录而来，不得放宽检查，以下各项未予采用：{}（`--trust-repo-config` 可全部采用）",
                shown,
                left_out.join(", ")
            ));
        }
        let clarify = std::mem::take(&mut config.clarify);
        self.policies.clarifications.add(&shown, clarify, &line);
        let folder = file.canonicalize().ok().and_then(|file| Some(file.parent()?.to_owned()));
        let Chosen { today, role_is_typed, .. } = *self.chosen;
        let policy = Policy::new(config, shown, folder, trusted, today, role_is_typed, &line);
        self.policies.all.push(policy);
        self.policies.texts.push(Sha256::digest(text.as_bytes()).into());
        Ok(self.policies.all.len() - 1)
    }
}

fn read(file: &Path, shown: &Path) -> Result<String, PolicyError> {
    let failed = |said: Bilingual| PolicyError::of_file(escape::path(shown), said);
    let metadata = fs::metadata(file).map_err(|error| failed(Bilingual::of_error(&error)))?;
    if !metadata.is_file() {
        return Err(failed(both!("not a file", "不是文件")));
    }
    if metadata.len() > LARGEST {
        return Err(failed(both!("too large for a policy", "过大，不可能是策略文件")));
    }
    let bytes = fs::read(file).map_err(|error| failed(Bilingual::of_error(&error)))?;
    String::from_utf8(bytes).map_err(|_| failed(both!("not a text in UTF-8", "不是 UTF-8 文本")))
}

/// Reads the text of a policy.
pub(super) fn parse(shown: &Path, text: &str) -> Result<Config, PolicyError> {
    let config: Config =
        toml::from_str(text).map_err(|error| PolicyError::of_toml(shown, text, &error))?;
    let own = [EXPIRED_WAIVER.name, UNUSED_WAIVER.name];
    if let Some(entry) = config.waiver.iter().find(|it| own.contains(&it.get_ref().rule.0)) {
        let rule = entry.get_ref().rule.0;
        let message = both!(
            "{} speaks of the policy itself and cannot be waived",
            "{} 针对策略本身，不可豁免",
            rule
        );
        return Err(PolicyError::at(escape::path(shown), text, Some(&entry.span()), message));
    }
    Ok(config)
}
