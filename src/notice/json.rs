//! The same for programs: one object of `licscan.notice/1`.

use std::io::{self, Write};

use serde::Serialize;

use super::Notices;
use crate::{language::Language, library::Library};

/// The name and version of the format.
const SCHEMA: &str = "licscan.notice/1";

#[derive(Serialize)]
struct PageOut<'a> {
    schema: &'static str,
    tool: Tool,
    models: Vec<ModelOut<'a>>,
    notices: Vec<NoticeOut<'a>>,
    licenses: Vec<TermsOut<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    index: &'static str,
}

#[derive(Serialize)]
struct ModelOut<'a> {
    path: &'a str,
    name: &'a str,
    bases: &'a [String],
    licenses: &'a [String],
    marks: Vec<MarkOut<'a>>,
    open: Vec<&'a str>,
}

#[derive(Serialize)]
struct MarkOut<'a> {
    words: &'a [String],
    needed: &'static str,
    binding: &'static str,
    license: &'a str,
    clause: &'a str,
}

#[derive(Serialize)]
struct NoticeOut<'a> {
    text: &'a str,
    models: Vec<&'a str>,
}

#[derive(Serialize)]
struct TermsOut<'a> {
    id: &'a str,
    title: &'a str,
    spdx: Option<&'a str>,
    url: Option<&'a str>,
    models: Vec<&'a str>,
    copyright: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<Vec<&'a str>>,
}

/// Writes the object. What a person must decide is said in `language`.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn write_json(
    out: &mut dyn Write,
    notices: &Notices,
    language: Language,
    with_texts: bool,
) -> io::Result<()> {
    let paths = |numbers: &std::collections::BTreeSet<usize>| {
        let models = numbers.iter().filter_map(|number| notices.models.get(*number));
        models.map(|model| model.path.as_str()).collect::<Vec<_>>()
    };
    let page = PageOut {
        schema: SCHEMA,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            index: Library::embedded().digest(),
        },
        models: notices
            .models
            .iter()
            .map(|model| ModelOut {
                path: &model.path,
                name: &model.name,
                bases: &model.bases,
                licenses: &model.licenses,
                marks: model
                    .marks
                    .iter()
                    .map(|mark| MarkOut {
                        words: &mark.words,
                        needed: if mark.all { "all" } else { "any" },
                        binding: if mark.encouraged { "encouraged" } else { "must" },
                        license: &mark.license,
                        clause: &mark.clause,
                    })
                    .collect(),
                open: model.open.iter().map(|point| point.get(language)).collect(),
            })
            .collect(),
        notices: notices
            .notices
            .iter()
            .map(|notice| NoticeOut { text: &notice.text, models: paths(&notice.models) })
            .collect(),
        licenses: notices
            .licenses
            .iter()
            .map(|terms| TermsOut {
                id: &terms.id,
                title: terms.title(language),
                spdx: terms.known().map(|license| license.spdx.as_str()),
                url: terms.known().and_then(|license| license.urls.first()).map(String::as_str),
                models: paths(&terms.models),
                copyright: &terms.copyright,
                texts: with_texts.then(|| terms.texts_at_hand()),
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &page)?;
    out.write_all(b"\n")
}
