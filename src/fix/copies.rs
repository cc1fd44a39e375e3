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
    language::{Bilingual, both},
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
    /// A text with blanks in it.
    Form(&'static str),
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
                refused.push(Refused::new(&unit.file("LICENSE"), why));
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
///
/// From a folder of texts, one with a line to fill in is not taken: MIT and its like say whose work it is, and
/// the line of some other copy is not this model's. There the blanks of a form are left for the author.
fn source(
    ids: &[String],
    from: Option<&TextSource>,
    texts: Option<&LicenseDir>,
    library: &Library,
) -> Result<Option<(String, Source)>, Bilingual> {
    let [id] = ids else {
        let found = ids.iter().any(|id| texts.is_some_and(|texts| texts.text(id).is_some()));
        let why = both!(
            "which text it must be depends on the base's revision: {}",
            "应附哪一份文本取决于基础模型的版本：{}",
            Bilingual::new(ids.join(" or "), ids.join(" 或 "))
        );
        return if found { Err(why) } else { Ok(None) };
    };
    if let Some(TextSource::File(file)) = from {
        return Ok(Some((id.clone(), Source::File(file.clone()))));
    }
    let embedded = library.text(id);
    let is_the_same_for_all =
        embedded.is_some() || library.license(id).is_some_and(|license| license.model_license);
    Ok(match (texts.and_then(|texts| texts.text(id)), embedded) {
        (Some(file), _) if is_the_same_for_all => Some((id.clone(), Source::File(file.to_owned()))),
        (_, None) if library.form(id).is_some() => {
            library.form(id).map(|text| (id.clone(), Source::Form(text)))
        }
        (Some(_), _) => {
            return Err(both!(
                "the text of {} names whose work it is; copy it from the base model, or write your own",
                "{} 的文本须写明权利人；请从基础模型复制，或自行填写",
                id
            ));
        }
        (None, Some(text)) => Some((id.clone(), Source::Embedded(text))),
        (None, None) => None,
    })
}

fn draft(unit: &Unit, id: &str, source: &Source, others: &[Copy]) -> Result<Draft, Refused> {
    let (after, ending, from) = match source {
        Source::Embedded(text) | Source::Form(text) => {
            (text.as_bytes().to_vec(), "", both!("the SPDX list", "SPDX 许可列表"))
        }
        Source::File(file) => {
            let (bytes, ending) = read_text(file)?;
            (bytes, ending, Bilingual::same(escape::path(file)))
        }
    };
    let name = name(unit, id, ending, others)?;
    let mut what = vec![both!("the text of {}, from {}", "{} 的文本，来自 {}", id, from)];
    if matches!(source, Source::Form(_)) {
        what.push(both!(
            "leaves a place: fill in the year and whose work it is",
            "留出位置：请填写年份与权利人"
        ));
    }
    Ok(Draft { name, before: None, after, copied_from: Some(from.en), what })
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
        _ => return Err(Refused::new(file, both!("it cannot be read any more", "已无法读取"))),
    };
    let metadata = fs::metadata(file).map_err(|error| Refused::io(file, &error))?;
    if metadata.len() > LARGEST {
        return Err(Refused::new(file, both!("longer than 32 MiB", "超过 32 MiB")));
    }
    let bytes = fs::read(file).map_err(|error| Refused::io(file, &error))?;
    match lfs::pointer(&bytes) {
        Some(_) => Err(Refused::new(
            file,
            both!(
                "a git-lfs pointer; its object would have to be copied",
                "仅为 git-lfs 指针，须复制其实际内容"
            ),
        )),
        None => Ok((bytes, ending)),
    }
}

/// `LICENSE` for the license of the model itself, where no other license file stands beside it; else
/// `LICENSE-<id>`.
fn name(unit: &Unit, id: &str, ending: &str, others: &[Copy]) -> Result<String, Refused> {
    let judged = unit.judged;
    let declares_another = judged.declared.iter().any(|said| said.license.is_some());
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
    let is_declared = judged.declared.iter().any(|said| said.license.as_deref() == Some(id));
    let is_own = is_declared || !declares_another && others.is_empty();
    if is_own && !beside_another && is_free(&own) {
        return Ok(own);
    }
    if is_free(&apart) {
        return Ok(apart);
    }
    Err(Refused::new(
        &unit.file(&apart),
        both!(
            "it is there, and it is not the text that its name promises",
            "该文件已存在，但内容与其名称不符"
        ),
    ))
}
