//! The last lines of the report: what to do next, what was looked at, and which words of persons held.

use std::io::{self, Write};

use anstyle::Style;

use super::{Text, Verbosity, bytes_in_words, color, counted};
use crate::{
    finding::Level,
    language::{Bilingual, Language, both},
    report::escape,
    scan::Summary,
    unit::UnitKind,
};

/// How many verdicts of persons the last lines name.
const SHOWN_VERDICTS: usize = 10;

/// How many rules the last lines point to.
const SHOWN_RULES: usize = 3;

impl<W: Write> Text<W> {
    /// Which policy held, and which verdicts are a person's.
    pub(super) fn words_of_persons(&mut self, summary: &Summary) -> io::Result<()> {
        let language = self.look.language;
        for line in self.clarified.iter().take(SHOWN_VERDICTS) {
            writeln!(self.out, "{}{line}", language.choose("Read by a person: ", "人工认定："))?;
        }
        if let Some(more) = self.clarified.len().checked_sub(SHOWN_VERDICTS).filter(|it| *it > 0) {
            let said = both!(
                "Read by a person: {} more (--verbose shows them)",
                "人工认定：另有 {} 份（--verbose 可查看）",
                more
            );
            writeln!(self.out, "{}", said.get(language))?;
        }
        let files: Vec<String> = summary
            .policies
            .iter()
            .map(|file| {
                let trust = if file.trusted {
                    ""
                } else {
                    language.choose(" (came with a scanned tree)", "（随被扫描目录而来）")
                };
                format!("{}{trust}", escape::line(&file.path))
            })
            .collect();
        if !files.is_empty() {
            let files = files.join(language.choose(", ", "、"));
            writeln!(self.out, "{}{files}", language.choose("Policy: ", "策略："))?;
        }
        Ok(())
    }

    /// Which rules and which license to read of.
    pub(super) fn next_steps(&mut self) -> io::Result<()> {
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(name, (level, count))| (std::cmp::Reverse((*level, *count)), **name));
        let mut lines: Vec<(&str, String)> = rules
            .iter()
            .take(SHOWN_RULES)
            .map(|(name, (_, count))| {
                let language = self.look.language;
                let what = match language {
                    Language::En => {
                        let findings = counted(*count, &both!("finding", "项"), language);
                        format!("why it matters and how to mend it ({findings})")
                    }
                    Language::Zh => format!("原因与整改方法（{count} 项）"),
                };
                (**name, what)
            })
            .collect();
        let license = self.license.as_deref().map(escape::line);
        if let Some(license) = &license {
            let what = self
                .look
                .language
                .choose("what this license asks for, clause by clause", "该许可的逐条要求");
            lines.push((license, what.to_owned()));
        }
        if lines.is_empty() {
            return Ok(());
        }
        let width =
            lines.iter().map(|(name, _)| unicode_width::UnicodeWidthStr::width(*name)).max();
        writeln!(self.out, "{}", self.look.language.choose("What to do next:", "后续步骤："))?;
        for (name, what) in &lines {
            let used = unicode_width::UnicodeWidthStr::width(*name);
            let gap = " ".repeat(width.unwrap_or(used) - used);
            writeln!(self.out, "  licscan explain {name}{gap}  {what}")?;
        }
        writeln!(self.out)
    }

    /// What was looked at, and what came of it.
    pub(super) fn tally(&mut self, summary: &Summary) -> io::Result<()> {
        let language = self.look.language;
        let kinds: Vec<String> = self
            .kinds
            .iter()
            .map(|(kind, count)| {
                let name = match kind {
                    UnitKind::Model => both!("model", "个模型"),
                    UnitKind::Documents if *count != 1 => {
                        both!("folders of document", "个文档文件夹")
                    }
                    UnitKind::Documents => both!("folder of documents", "个文档文件夹"),
                    UnitKind::Dataset => both!("dataset", "个数据集"),
                    UnitKind::Space => both!("space", "个 Space"),
                };
                counted(*count, &name, language)
            })
            .collect();
        let documents = counted(summary.documents, &both!("document", "份文件"), language);
        let bytes = bytes_in_words(summary.bytes_read);
        // A scan of nothing must not look like a clean one.
        if kinds.is_empty() {
            writeln!(
                self.out,
                "{}",
                language.choose("Nothing was scanned.", "未扫描到任何内容。")
            )?;
        } else {
            let kinds = kinds.join(language.choose(", ", "，"));
            match language {
                Language::En => write!(self.out, "{kinds}, {documents} ({bytes} read): ")?,
                Language::Zh => write!(self.out, "{kinds}，{documents}（读取 {bytes}）：")?,
            }
            self.counts(summary)?;
        }
        if !summary.complete {
            let said = language.choose(
                "The scan is incomplete: not everything could be looked at.",
                "扫描不完整：部分内容无法检查。",
            );
            writeln!(self.out, "{said}")?;
        }
        Ok(())
    }

    fn counts(&mut self, summary: &Summary) -> io::Result<()> {
        let language = self.look.language;
        let mut parts = Vec::new();
        if summary.errors + summary.warnings + summary.notes == 0 {
            parts.push(language.choose("no unmet duty found", "未发现未履行的义务").to_owned());
        }
        for (level, count) in [
            (Level::Error, summary.errors),
            (Level::Warning, summary.warnings),
            (Level::Note, summary.notes),
        ] {
            if count > 0 {
                let style = if self.look.colors { color(level) } else { Style::new() };
                let name = Bilingual::new(
                    level.word(Language::En),
                    format!("项{}", level.word(Language::Zh)),
                );
                parts.push(format!("{style}{}{style:#}", counted(count, &name, language)));
            }
        }
        if summary.waived > 0 {
            parts.push(match language {
                Language::En => format!("{} waived", summary.waived),
                Language::Zh => format!("{} 项已豁免", summary.waived),
            });
        }
        let hidden = summary.notes > 0 && self.look.verbosity != Verbosity::Verbose;
        let hint = match summary.notes {
            _ if !hidden => "",
            1 => language.choose(" (--verbose shows it)", "（--verbose 可查看）"),
            _ => language.choose(" (--verbose shows them)", "（--verbose 可查看）"),
        };
        writeln!(self.out, "{}{hint}", parts.join(language.choose(", ", "，")))
    }
}
