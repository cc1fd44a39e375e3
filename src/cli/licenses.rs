//! `licscan licenses`: the licenses that licscan knows, as a table or as JSON.

use std::io::{self, Write};

use anstyle::Style;
use clap::{Args, ValueEnum};
use serde::{
    Deserialize as _, Serialize,
    de::{IntoDeserializer as _, value::Error},
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    UsageError, compare,
    exit::Exit,
    explain::{commercial_in_words, title},
    terminal,
};
use crate::{
    language::{Language, both},
    library::{Library, duty::DutyKind, license::License},
    report::{escape, last_line},
    rules::compatible::{Compatible, compatible},
};

/// What `licenses` takes.
#[derive(Debug, Args)]
pub struct LicensesArgs {
    /// Only licenses with a duty of this kind (display-mark, share-alike, ...)
    #[arg(long, value_name = "KIND", value_parser = duty_kind)]
    pub duty: Option<DutyKind>,

    /// Only licenses of this family
    #[arg(long, value_name = "FAMILY")]
    pub family: Option<String>,

    /// Say whether what is made from a model under this license may be published under that of `--as`
    #[arg(long, value_name = "LICENSE", requires = "publish_as", conflicts_with_all = ["duty", "family"])]
    pub compatible: Option<String>,

    /// The license under which you want to publish
    #[arg(long = "as", value_name = "LICENSE", requires = "compatible")]
    pub publish_as: Option<String>,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TableFormat,

    /// Count the licenses with duties, and name those without and why
    #[arg(long, conflicts_with_all = ["duty", "family", "format", "compare"])]
    pub duties: bool,

    /// Show where two licenses differ: facts, duties, and what tells their texts apart
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["duty", "family", "format"])]
    pub compare: Vec<String>,
}

/// How licenses are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TableFormat {
    /// A table for people.
    #[default]
    Text,
    /// A list of objects.
    Json,
}

#[derive(Serialize)]
struct LicenseOut<'a> {
    id: &'a str,
    title: &'a str,
    family: &'a str,
    spdx: &'a str,
    model_license: bool,
    commercial: String,
    duties: Vec<DutyOut<'a>>,
}

#[derive(Serialize)]
struct DutyOut<'a> {
    kind: &'static str,
    clause: &'a str,
}

/// The names are those of the signature files; the error lists them all.
fn duty_kind(typed: &str) -> Result<DutyKind, Error> {
    DutyKind::deserialize(typed.into_deserializer())
}

/// Lists the licenses.
///
/// # Errors
///
/// Where no license is of the family, and where the output cannot be written.
pub fn run(args: &LicensesArgs, language: Language) -> anyhow::Result<Exit> {
    if args.duties || !args.compare.is_empty() {
        return run_about_duties(args, language);
    }
    let library = Library::embedded();
    if let (Some(base), Some(wanted)) = (&args.compatible, &args.publish_as) {
        let (base, wanted) = (compare::license(base)?, compare::license(wanted)?);
        return answer(&base.id, &wanted.id, language);
    }
    let all = || library.ids().into_iter().filter_map(|id| library.license(id));
    if let Some(family) = &args.family
        && !all().any(|license| license.family == *family)
    {
        let message =
            both!("no license of this family is known: {}", "没有该系列的许可：{}", family);
        let hint = both!(
            "`licscan licenses` lists every license with its family",
            "`licscan licenses` 可列出所有许可及其系列"
        );
        return Err(UsageError::with_hint(message, Some(hint)).into());
    }
    let chosen: Vec<&License> = all().filter(|license| is_chosen(args, license)).collect();
    match args.format {
        TableFormat::Json => {
            let mut out = terminal::plain_output();
            write_json(&mut out, &chosen)?;
            out.flush()?;
        }
        TableFormat::Text => {
            let mut screen = terminal::screen();
            let bold = if screen.colors { Style::new().bold() } else { Style::new() };
            write_table(&mut screen.out, &chosen, bold)?;
            writeln!(screen.out, "\n{}", last_line(language))?;
            screen.out.flush()?;
        }
    }
    Ok(Exit::Clean)
}

fn run_about_duties(args: &LicensesArgs, language: Language) -> anyhow::Result<Exit> {
    let mut screen = terminal::screen();
    let bold = if screen.colors { Style::new().bold() } else { Style::new() };
    if let [left, right] = args.compare.as_slice() {
        let (left, right) = (compare::license(left)?, compare::license(right)?);
        compare::write_comparison(&mut screen.out, left, right, bold)?;
    } else {
        compare::write_counts(&mut screen.out)?;
    }
    writeln!(screen.out, "\n{}", last_line(language))?;
    screen.out.flush()?;
    Ok(Exit::Clean)
}

/// Says whether a derivative may be published under another license, and which clauses say that it may not.
fn answer(base: &str, wanted: &str, language: Language) -> anyhow::Result<Exit> {
    let answer = compatible(base, wanted, Library::embedded());
    let mut screen = terminal::screen();
    let out = &mut screen.out;
    let question = both!(
        "May what is made from a model under {} be published under {}?",
        "以 {} 许可的模型为基础的衍生模型，能否以 {} 发布？",
        base,
        wanted
    );
    writeln!(out, "{}\n", question.get(language))?;
    let exit = match &answer {
        Compatible::Yes => {
            let yes = both!(
                "Yes: no clause that licscan knows forbids it.",
                "可以：licscan 收录的条款均未禁止。"
            );
            writeln!(out, "{}", yes.get(language))?;
            Exit::Clean
        }
        Compatible::No(against) => {
            writeln!(out, "{}", language.choose("No:", "不可以："))?;
            for finding in against {
                writeln!(out, "- {}", escape::line(finding.message.get(language)))?;
            }
            Exit::Findings
        }
        Compatible::Unknown(id) => {
            let unknown = both!(
                "Unknown: nobody here has read the text of {}.",
                "无法判断：{} 的条款尚未收录。",
                id
            );
            writeln!(out, "{}", unknown.get(language))?;
            Exit::Incomplete
        }
    };
    let more = both!(
        "`licscan explain {}` shows what it asks for in any case: marks, notices, copies.",
        "`licscan explain {}` 可查看其通常要求：标识、声明、许可文本副本。",
        base
    );
    writeln!(out, "{}", more.get(language))?;
    writeln!(out, "\n{}", last_line(language))?;
    out.flush()?;
    Ok(exit)
}

fn is_chosen(args: &LicensesArgs, license: &License) -> bool {
    args.family.as_ref().is_none_or(|family| license.family == *family)
        && args.duty.is_none_or(|kind| license.duty.iter().any(|duty| duty.kind == kind))
}

fn write_json(out: &mut dyn Write, licenses: &[&License]) -> io::Result<()> {
    let list: Vec<LicenseOut<'_>> = licenses
        .iter()
        .map(|license| LicenseOut {
            id: &license.id,
            title: title(license),
            family: &license.family,
            spdx: &license.spdx,
            model_license: license.model_license,
            commercial: commercial_in_words(license.commercial).en,
            duties: license
                .duty
                .iter()
                .map(|duty| DutyOut { kind: duty.kind.as_str(), clause: &duty.clause })
                .collect(),
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &list)?;
    out.write_all(b"\n")
}

fn write_table(out: &mut dyn Write, licenses: &[&License], bold: Style) -> io::Result<()> {
    const HEAD: [&str; 5] = ["ID", "FAMILY", "COMMERCIAL", "DUTIES", "TITLE"];
    let rows: Vec<[String; 5]> = licenses
        .iter()
        .map(|license| {
            [
                license.id.clone(),
                license.family.clone(),
                commercial_in_words(license.commercial).en,
                license.duty.len().to_string(),
                title(license).to_owned(),
            ]
        })
        .collect();
    let head = HEAD.map(str::to_owned);
    let mut widths = [0; 5];
    for row in rows.iter().chain([&head]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    writeln!(out, "{bold}{}{bold:#}", aligned(&head, &widths))?;
    rows.iter().try_for_each(|row| writeln!(out, "{}", aligned(row, &widths)))?;
    let count = rows.len();
    writeln!(out, "{count} license{}", if count == 1 { "" } else { "s" })
}

/// A row in columns. Chinese characters are two columns wide.
fn aligned(row: &[String; 5], widths: &[usize; 5]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width - cell.width() + 2));
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn license(id: &str, family: &str, title: &str, duty: &str) -> License {
        toml::from_str(&format!(
            "id = '{id}'\nfamily = '{family}'\ntitles = ['{title}']\nspdx = 'MIT'\n[[duty]]\n\
             kind = '{duty}'\nclause = '1'\nbinding = 'must'\nseverity = 'error'\nen = ''\nzh = ''\n"
        ))
        .unwrap()
    }

    #[test]
    fn columns_are_aligned_with_chinese_in_them() {
        let (a, b) = (
            license("a", "许可", "标题", "display-mark"),
            license("bcd", "mit", "Title", "share-alike"),
        );
        let mut out = Vec::new();
        write_table(&mut out, &[&a, &b], Style::new()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "ID   FAMILY  COMMERCIAL  DUTIES  TITLE\n\
             a    许可    unknown     1       标题\n\
             bcd  mit     unknown     1       Title\n\
             2 licenses\n"
        );
    }

    #[test]
    fn a_filter_by_duty_or_family_keeps_what_matches() {
        let mark = license("a", "acme", "A", "display-mark");
        let args = |duty, family: Option<&str>| LicensesArgs {
            duty,
            family: family.map(str::to_owned),
            compatible: None,
            publish_as: None,
            format: TableFormat::Text,
            duties: false,
            compare: Vec::new(),
        };
        for (args, chosen) in [
            (args(None, None), true),
            (args(Some(DutyKind::DisplayMark), None), true),
            (args(Some(DutyKind::ShareAlike), None), false),
            (args(Some(DutyKind::DisplayMark), Some("acme")), true),
            (args(None, Some("mit")), false),
        ] {
            assert_eq!(is_chosen(&args, &mark), chosen, "{args:?}");
        }
    }

    #[test]
    fn a_kind_of_duty_is_typed_as_the_signature_files_write_it() {
        assert_eq!(duty_kind("display-mark"), Ok(DutyKind::DisplayMark));
        let error = duty_kind("display").unwrap_err().to_string();
        assert!(error.contains("display-mark"), "{error}");
    }

    #[test]
    fn json_has_one_object_a_license() {
        let mut out = Vec::new();
        write_json(&mut out, &[&license("a", "acme", "A", "display-mark")]).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value[0]["id"], "a");
        assert_eq!(value[0]["duties"][0]["kind"], "display-mark");
    }
}
