//! Writes what mends a finding and is a pure function of the files and of what is known of the licenses:
//! marks, notice lines, keys of the front matter, copies of license texts.
//!
//! Never written is what only the author knows: what was changed, whose copyright it is, which license he
//! chose. Nothing outside the folder of the unit is touched, nothing in a cache, and no file through a link.
//! A plan is made first and can be shown; files are then replaced one by one, each as a whole.

mod copies;
mod front_matter;
mod license_dir;
mod model_card;
mod notice;
mod refusal;
mod section;
mod text_file;
mod uncommitted;
mod write;

use std::path::PathBuf;

pub use license_dir::LicenseDir;
pub use refusal::Refused;
pub use write::write;

use crate::{
    finding::Finding,
    language::{Bilingual, both},
    library::Library,
    lineage::BaseModel,
    scan::Judged,
    store::Layout,
};

/// What is mended, and with what.
#[derive(Debug, Clone, Copy, Default)]
pub struct FixOptions<'a> {
    /// The rules whose findings are mended; empty for all.
    pub rules: &'a [&'static str],
    /// A folder of license texts that the user has.
    pub texts: Option<&'a LicenseDir>,
    /// Write also over a file with changes that git does not have yet.
    pub force: bool,
}

/// One file that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path as a report prints it.
    pub path: String,
    /// Where it is.
    pub file: PathBuf,
    /// Its bytes when the change was planned; `None` for a new file.
    pub before: Option<Vec<u8>>,
    /// Its bytes afterwards.
    pub after: Vec<u8>,
    /// Where its text comes from, for a copy.
    pub copied_from: Option<String>,
    /// What it says afterwards, one piece each.
    pub what: Vec<Bilingual>,
}

/// What would be written for one unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The files.
    pub changes: Vec<Change>,
    /// What is left alone, and why.
    pub refused: Vec<Refused>,
}

/// True where something could be written for a unit.
pub fn concerns(judged: &Judged, options: &FixOptions) -> bool {
    judged.findings.iter().any(|finding| is_chosen(finding, options))
}

fn is_chosen(finding: &Finding, options: &FixOptions) -> bool {
    let is_left = finding.mend.is_some() && finding.waived.is_none();
    is_left && (options.rules.is_empty() || options.rules.contains(&finding.rule))
}

/// What mends a unit: the license texts first, then the card, which may name them, then the notice file.
pub fn plan(judged: &Judged, options: &FixOptions, library: &Library) -> Plan {
    let findings: Vec<&Finding> =
        judged.findings.iter().filter(|finding| is_chosen(finding, options)).collect();
    let unit = Unit { judged, findings };
    let mut plan = Plan::default();
    if unit.findings.is_empty() {
        return plan;
    }
    if judged.unit.outline.layout != Layout::Folder {
        let why = both!(
            "a cache; copy the model out of it first, what is changed here is lost",
            "位于缓存中；请先将模型复制出来，在缓存中所作的修改会丢失"
        );
        plan.refused.push(Refused::new(&judged.unit.outline.folder, why));
        return plan;
    }
    let (copies, refused) = copies::drafts(&unit, options.texts, library);
    plan.refused.extend(refused);
    let (card, refused) = model_card::draft(&unit, &copies, library);
    plan.refused.extend(refused);
    let notice = notice::draft(&unit).unwrap_or_else(|why| {
        plan.refused.push(why);
        None
    });
    let drafts = copies.into_iter().map(|copy| copy.draft).chain(card).chain(notice);
    for change in drafts.filter_map(|draft| unit.change(draft)) {
        let before = change.before.as_deref().filter(|_| !options.force);
        if before.is_some_and(|before| uncommitted::is_uncommitted(&change.file, before)) {
            let why = both!(
                "it has changes that git does not have yet; commit them, or say --force",
                "有尚未提交到 git 的修改；请先提交，或使用 --force"
            );
            plan.refused.push(Refused::new(&change.file, why));
        } else {
            plan.changes.push(change);
        }
    }
    plan.changes.sort_by(|one, other| one.path.cmp(&other.path));
    plan
}

/// A file of the unit's own folder as it is to be.
struct Draft {
    /// Its name.
    name: String,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
    copied_from: Option<String>,
    what: Vec<Bilingual>,
}

/// A unit and those of its findings that are to be mended.
struct Unit<'a> {
    judged: &'a Judged,
    findings: Vec<&'a Finding>,
}

impl<'a> Unit<'a> {
    /// Where a file of the unit's own folder is, or would be.
    fn file(&self, name: &str) -> PathBuf {
        let outline = &self.judged.unit.outline;
        let known = outline.files.iter().find(|entry| entry.below == name);
        known.map_or_else(|| outline.folder.join(name), |entry| entry.file.clone())
    }

    /// True where the unit's own folder holds a file or a folder of this name, in any case.
    fn has_name(&self, name: &str) -> bool {
        let outline = &self.judged.unit.outline;
        outline.files.iter().any(|entry| {
            entry.below.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(name))
        }) || outline.folder.join(name).symlink_metadata().is_ok()
    }

    /// The bases through which the license of a finding binds, as far as a file names them.
    fn bases_of(&self, finding: &Finding) -> Vec<&'a BaseModel> {
        let Some(license) = &finding.license else { return Vec::new() };
        let bases = self.judged.lineage.bases.iter().filter(|base| {
            base.licenses.contains(license)
                && base.evidence.iter().any(|evidence| evidence.field != "name")
        });
        bases.collect()
    }

    fn change(&self, draft: Draft) -> Option<Change> {
        if draft.before.as_ref() == Some(&draft.after) {
            return None;
        }
        let outline = &self.judged.unit.outline;
        Some(Change {
            path: format!("{}/{}", outline.path.trim_end_matches('/'), draft.name),
            file: self.file(&draft.name),
            before: draft.before,
            after: draft.after,
            copied_from: draft.copied_from,
            what: draft.what,
        })
    }
}
