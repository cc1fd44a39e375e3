//! Copies of license texts: byte for byte from a file that is known to be the text, or from the texts that
//! are embedded.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Draft, Unit, license_dir::LicenseDir, refusal::Refused};
use crate::{
    document::{Content, DocumentKind, TextFormat, lfs, read},
    finding::{Mend, TextSource},
    library::Library,
    report::escape,
};

/// The largest file that is copied, in bytes: the largest that a scan reads as a PDF.
const LARGEST: u64 = 32 << 20;

/// A copy that is about to be written.
pub(super) struct Copy {
    /// The license, by id.
    pub(super) id: String,
    pub(super) draft: Draft,
}

/// Where a text comes from.
enum Source {
    File(PathBuf),
    Embedded(&'static str),
}

/// The copies that the findings of a unit ask for, in their order, and why others are not made.
pub(super) fn drafts(
    unit: &Unit,
    texts: Option<&LicenseDir>,
    library: &Library,
) -> (Vec<Copy>, Vec<Refused>) {
    let (mut copies, mut refused) = (Vec::<Copy>::new(), Vec::new());
    for finding in &unit.findings {
        let Some(Mend::LicenseCopy { ids, from }) = &finding.mend else { continue };
        let found = match source(ids, from.as_ref(), texts, library) {
            Ok(found) => found,
            Err(why) => {
                refused.push(Refused::new(&unit.file("LICENSE"), &why));
                continue;
            }
        };
        let Some((id, source)) = found else { continue };
        if copies.iter().any(|copy| copy.id == id) {
            continue;
        }
        match draft(unit, &id, &source, &copies) {
            Ok(draft) => copies.push(Copy { id, draft }),
            Err(why) => refused.push(why),
        }
    }
    (copies, refused)
}

/// The text that is at hand; nothing where none is. The base's own file is surest, for it came with the model.
fn source(
    ids: &[String],
    from: Option<&TextSource>,
    texts: Option<&LicenseDir>,
    library: &Library,
) -> Result<Option<(String, Source)>, String> {
    let in_folder = || -> Vec<(String, Source)> {
        let file = |id: &String| Some((id.clone(), Source::File(texts?.text(id)?.to_owned())));
        ids.iter().filter_map(file).collect()
    };
    match (from, ids) {
        (Some(TextSource::File(file)), [id, ..]) => {
            return Ok(Some((id.clone(), Source::File(file.clone()))));
        }
        (Some(TextSource::Embedded), [id, ..]) => {
            if let Some(own) = in_folder().pop() {
                return Ok(Some(own));
            }
            return Ok(library.text(id).map(|text| (id.clone(), Source::Embedded(text))));
        }
        _ => {}
    }
    let mut found = in_folder();
    if found.len() > 1 {
        let found: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
        return Err(format!(
            "which of these licenses binds depends on the revision of the base: {}",
            found.join(", ")
        ));
    }
    Ok(found.pop())
}

fn draft(unit: &Unit, id: &str, source: &Source, others: &[Copy]) -> Result<Draft, Refused> {
    let (after, ending, from) = match source {
        Source::Embedded(text) => (text.as_bytes().to_vec(), "", "the SPDX list".to_owned()),
        Source::File(file) => {
            let (bytes, ending) = read_text(file)?;
            (bytes, ending, escape::path(file))
        }
    };
    let name = name(unit, id, ending, others)?;
    let what = vec![format!("the text of {id}, from {from}")];
    Ok(Draft { name, before: None, after, copied_from: Some(from), what })
}

/// The bytes of a license file, and the ending without which nobody could open it.
fn read_text(file: &Path) -> Result<(Vec<u8>, &'static str), Refused> {
    let (content, _) = read::read(file, DocumentKind::License);
    let ending = match content {
        Content::Text(text) => match text.format {
            TextFormat::Plain => "",
            TextFormat::Pdf => ".pdf",
            TextFormat::Docx => ".docx",
        },
        _ => return Err(Refused::new(file, "it cannot be read any more")),
    };
    let metadata = fs::metadata(file).map_err(|error| Refused::io(file, &error))?;
    if metadata.len() > LARGEST {
        return Err(Refused::new(file, "longer than 32 MiB"));
    }
    let bytes = fs::read(file).map_err(|error| Refused::io(file, &error))?;
    match lfs::pointer(&bytes) {
        Some(_) => Err(Refused::new(file, "a git-lfs pointer; its object would have to be copied")),
        None => Ok((bytes, ending)),
    }
}

/// `LICENSE` for the license of the model itself, where no other license file stands beside it; else
/// `LICENSE-<id>`.
fn name(unit: &Unit, id: &str, ending: &str, others: &[Copy]) -> Result<String, Refused> {
    let judged = unit.judged;
    let declares_another = judged.declared.iter().any(|said| said.license.is_some())
        && judged.declared.iter().all(|said| said.license.as_deref() != Some(id));
    let beside_another = judged
        .unit
        .documents
        .iter()
        .any(|it| it.kind == DocumentKind::License && !it.path.contains('/'));
    let own = format!("LICENSE{ending}");
    let apart = format!("LICENSE-{id}{ending}");
    let is_free = |name: &str| {
        !unit.has_name(name)
            && !others.iter().any(|other| other.draft.name.eq_ignore_ascii_case(name))
    };
    if !declares_another && !beside_another && others.is_empty() && is_free(&own) {
        return Ok(own);
    }
    if is_free(&apart) {
        return Ok(apart);
    }
    Err(Refused::new(
        &unit.file(&apart),
        "it is there, and it is not the text that its name promises",
    ))
}
