//! What a report for people says, in its order: titles and lines that the formats print in their own way.
//! Nothing here is escaped yet. A line is made when its turn to be printed comes: in a first night all findings of
//! a store are new, and `--only-new` leaves none of them out.

use std::{collections::BTreeMap, io};

use super::{AuditReport, Look};
use crate::{
    audit::{
        drift::{Drift, DriftSide},
        history::{Change, ChangeKind, FindingOut},
        nights::NightRow,
    },
    finding::Level,
    language::{Bilingual, Language, both},
    report::{
        text::{bytes_in_words, counted_in_both},
        unit_line::{verdict_in_words, verdict_named},
    },
};

/// The most lines of one section; who wants all asks for JSON.
const MOST: usize = 50;

/// One part of a report.
pub(super) struct Section<'a> {
    pub(super) title: String,
    pub(super) lines: Lines<'a>,
}

/// Lines that are read from the database one by one.
type Lines<'a> = Box<dyn Iterator<Item = io::Result<Line>> + 'a>;

/// One line of a part.
#[derive(Debug)]
pub(super) struct Line {
    /// The level and the rule, where the line is a finding.
    pub(super) head: Option<(Level, String)>,
    pub(super) text: String,
    /// What may help.
    pub(super) remedy: Option<String>,
}

impl Line {
    fn plain(text: impl Into<String>) -> Self {
        Self { head: None, text: text.into(), remedy: None }
    }
}

/// The first line of a report: which night this is.
pub(super) fn title(report: &AuditReport, language: Language) -> String {
    let AuditReport { night, base, .. } = report;
    let at = |night: &NightRow| {
        both!("night {} ({})", "第 {} 次审计（{}）", night.number.to_string(), night.started)
    };
    let said = match base {
        Some(base) => both!("{}, compared with {}", "{}，与{}比较", at(night), at(base)),
        None => at(night),
    };
    said.get(language).to_owned()
}

/// A number from the database with its noun.
fn number_of(count: i64, noun: &Bilingual) -> Bilingual {
    counted_in_both(usize::try_from(count).unwrap_or(0), noun)
}

/// What has to be known before the rest is read.
pub(super) fn remarks(report: &AuditReport, language: Language) -> Vec<String> {
    let night = &report.night;
    let mut said = vec![both!(
        "{}, {} of them unchanged since they were last read; {}, {} read",
        "共 {}，其中 {} 个自上次读取后未变；{}，读取 {}",
        number_of(night.units, &both!("model", "个模型")),
        night.remembered.to_string(),
        number_of(night.documents, &both!("document", "份文档")),
        bytes_in_words(u64::try_from(night.bytes_read).unwrap_or_default())
    )];
    if let Some(team) = &night.team {
        said.push(both!("only models of {}", "仅限 {} 负责的模型", team));
    }
    if !night.complete {
        said.push(both!(
            "the night is incomplete: nothing counts as fixed and no model as gone",
            "本次审计不完整：不认定任何问题已修复，也不认定任何模型已移除"
        ));
    }
    if report.base.is_none() && !report.base_is_lost {
        said.push(both!(
            "there is no complete night before it: all that was found is new",
            "此前没有完整的审计：所有发现均为新增"
        ));
    }
    if report.base_is_lost {
        said.push(both!(
            "the night that it was compared with is not kept any more",
            "用于比较的那次审计已不再保留"
        ));
    }
    if report.clock_went_back {
        said.push(both!(
            "the clock said an earlier time than in the night before; nights are in the order of their numbers",
            "时钟早于上一次审计；审计按编号排序"
        ));
    }
    said.iter().map(|said| said.get(language).to_owned()).collect()
}

/// The parts of a report that have something in them.
pub(super) fn sections<'a>(report: &'a AuditReport<'_>, look: Look) -> Vec<Section<'a>> {
    let language = look.language;
    let kinds = [
        (ChangeKind::New, both!("new", "新增")),
        (ChangeKind::Reopened, both!("open again", "再次出现")),
        (ChangeKind::Raised, both!("louder than before", "级别上升")),
        (ChangeKind::Lowered, both!("less loud than before", "级别下降")),
        (ChangeKind::Waived, both!("waived", "已豁免")),
        (ChangeKind::Fixed, both!("fixed", "已修复")),
        (ChangeKind::Gone, both!("gone with their models", "随模型移除")),
    ];
    let mut sections: Vec<Option<Section<'a>>> = Vec::new();
    for (kind, title) in kinds {
        let changes = report.changes.findings.iter().filter(move |change| {
            change.kind == kind && (!look.only_new || change.is_newly_open())
        });
        let count = changes.clone().count();
        let lines = changes
            .map(move |change| Ok(finding_line(*change, &report.finding(*change)?, language)));
        sections.push(part(&title, count, lines, look));
    }
    if !look.only_new {
        let changes = &report.changes;
        let gaps = report.gaps.iter().map(move |gap| {
            let said = both!("{}: {}", "{}：{}", gap.path, gap.message);
            Ok(Line::plain(said.get(language)))
        });
        let drift =
            changes.drift.iter().map(move |it| Ok(Line::plain(drift_in_words(it, language))));
        let paths = |paths: &'a [String]| paths.iter().map(|path| Ok(Line::plain(path)));
        let (came, went) = (paths(&changes.came), paths(&changes.went));
        let title = both!("could not be looked at", "无法检查");
        sections.push(part(&title, gaps.len(), gaps, look));
        sections.push(part(&both!("license drift", "许可变动"), drift.len(), drift, look));
        sections.push(part(&both!("models that came", "新增模型"), came.len(), came, look));
        sections.push(part(&both!("models that went", "移除模型"), went.len(), went, look));
        sections.push(open_by_rule(report, language));
        sections.push(look.by_owner.then(|| by_owner(report, language)).flatten());
    }
    sections.into_iter().flatten().collect()
}

/// A part of so many lines, of which no more than the first are shown; what is left out is said. What is new is
/// never left out.
fn part<'a>(
    title: &Bilingual,
    count: usize,
    lines: impl Iterator<Item = io::Result<Line>> + 'a,
    look: Look,
) -> Option<Section<'a>> {
    let language = look.language;
    let shown = if look.only_new { count } else { MOST };
    let more = (count > shown).then(|| {
        let more = both!(
            "and {} more, which `--format json` lists",
            "另有 {} 项，可用 `--format json` 列出",
            count - shown
        );
        Ok(Line::plain(more.get(language)))
    });
    let title = both!("{} ({})", "{}（{}）", title, count);
    let lines = lines.take(shown).chain(more);
    section(&title, language, lines)
}

/// A part of a report, if it has a line.
fn section<'a>(
    title: &Bilingual,
    language: Language,
    lines: impl Iterator<Item = io::Result<Line>> + 'a,
) -> Option<Section<'a>> {
    let mut lines = lines.peekable();
    lines.peek()?;
    Some(Section { title: title.get(language).to_owned(), lines: Box::new(lines) })
}

fn finding_line(change: Change, finding: &FindingOut, language: Language) -> Line {
    let FindingOut { unit, rule, level, path, line, message, remedy, waived, .. } = finding;
    let place = match (path, line) {
        (Some(path), Some(line)) if path != unit => format!("{unit}/{path}:{line}"),
        (Some(path), Some(line)) => format!("{path}:{line}"),
        _ => unit.clone(),
    };
    let message = waived.as_ref().map_or_else(
        || message.clone(),
        |why| both!("{} (waived: {})", "{}（已豁免：{}）", message, why),
    );
    let level = match level.as_str() {
        "error" => Level::Error,
        "warning" => Level::Warning,
        _ => Level::Note,
    };
    let remedy = remedy.as_ref().filter(|_| change.is_newly_open());
    Line {
        head: Some((level, rule.clone())),
        text: both!("{}: {}", "{}：{}", place, message).get(language).to_owned(),
        remedy: remedy.map(|remedy| remedy.get(language).to_owned()),
    }
}

/// A document as it was and as it is.
fn drift_in_words(drift: &Drift, language: Language) -> String {
    let side = |side: &Option<DriftSide>| match side {
        None => both!("not there", "无"),
        Some(side) => {
            let names: Vec<Bilingual> =
                side.licenses.iter().chain(&side.declared).map(Bilingual::same).collect();
            let names = Bilingual::joined(&names, ", ", "、");
            let names = if names.is_empty() { Bilingual::same("-") } else { names };
            // What another version wrote may be no verdict of today.
            let verdict = verdict_named(&side.verdict)
                .map_or_else(|| Bilingual::same(&side.verdict), verdict_in_words);
            both!("{} ({})", "{}（{}）", names, verdict)
        }
    };
    let (before, after) = (side(&drift.before), side(&drift.after));
    let place = format!("{}/{}", drift.unit, drift.path);
    let said = if before == after {
        both!("{}: other words, still {}", "{}：文字有改动，仍为 {}", place, after)
    } else {
        both!("{}: {} -> {}", "{}：{} -> {}", place, before, after)
    };
    said.get(language).to_owned()
}

fn open_by_rule(report: &AuditReport, language: Language) -> Option<Section<'static>> {
    let mut rules: BTreeMap<(std::cmp::Reverse<Level>, &str), i64> = BTreeMap::new();
    for tally in report.tallies.iter().filter(|tally| !tally.waived) {
        let level = [Level::Error, Level::Warning, Level::Note]
            .into_iter()
            .find(|level| level.as_str() == tally.level)
            .unwrap_or(Level::Note);
        *rules.entry((std::cmp::Reverse(level), tally.rule.as_str())).or_default() += tally.count;
    }
    let count: i64 = rules.values().sum();
    let lines: Vec<Line> = rules
        .iter()
        .map(|((level, rule), count)| Line {
            head: Some((level.0, (*rule).to_owned())),
            text: count.to_string(),
            remedy: None,
        })
        .collect();
    let waived = report.tallies.iter().filter(|tally| tally.waived).map(|it| it.count).sum::<i64>();
    let title = both!(
        "open ({}), and waived: {}",
        "未解决（{}），另有已豁免 {} 项",
        count.to_string(),
        waived.to_string()
    );
    section(&title, language, lines.into_iter().map(Ok))
}

fn by_owner<'a>(report: &'a AuditReport<'_>, language: Language) -> Option<Section<'a>> {
    let nobody = language.choose("nobody named in the policy", "策略中未指定负责人");
    let lines = report.teams.iter().map(move |(team, models)| {
        let open = |level: &str| -> i64 {
            let tallies = report.tallies.iter();
            tallies
                .filter(|it| it.team == *team && !it.waived && it.level == level)
                .map(|it| it.count)
                .sum()
        };
        let new = report.changes.newly_open.get(team).copied().unwrap_or(0);
        let said = both!(
            "{}: {}, {}, {}, {}; {} newly open",
            "{}：{}，{}，{}，{}；新出现 {}",
            team.as_deref().unwrap_or(nobody),
            number_of(*models, &both!("model", "个模型")),
            number_of(open("error"), &both!("error", "项错误")),
            number_of(open("warning"), &both!("warning", "项警告")),
            number_of(open("note"), &both!("note", "项提示")),
            new
        );
        Ok(Line::plain(said.get(language)))
    });
    section(&both!("by owner", "按负责人"), language, lines)
}
