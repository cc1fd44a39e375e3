//! How the text report speaks of a model: its heading, and with `--verbose` what is known of it.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::Path,
};

use super::escape;
use crate::{
    document::{AppliesTo, DocumentKind},
    identify::Verdict,
    language::{Bilingual, Language, both},
    lineage::{BaseModel, Evidence, Relation},
    policy::Clarified,
    scan::Judged,
    unit::UnitKind,
};

/// What a unit is, where it comes from and which license it bears, in a few words.
pub(super) fn in_words(judged: &Judged, language: Language) -> String {
    let outline = &judged.unit.outline;
    let mut words = vec![match outline.kind {
        UnitKind::Model => relation_in_words(judged, language),
        UnitKind::Documents => language.choose("documents", "文档").to_owned(),
        UnitKind::Dataset => language.choose("dataset", "数据集").to_owned(),
        UnitKind::Space => language.choose("space", "Space").to_owned(),
    }];
    words.push(license_in_words(judged, language));
    if let Some(twin) = &outline.same_as {
        let twin = escape::line(twin);
        words.push(match language {
            Language::En => format!("same weights as {twin}, which is judged"),
            Language::Zh => format!("权重与 {twin} 相同，以后者为准检查"),
        });
    }
    if let Some(why) = &outline.partial {
        words.push(escape::line(why.get(language)).into_owned());
    }
    if let Some(team) = &judged.team {
        let team = both!("owner {}", "负责人：{}", team);
        words.push(escape::line(team.get(language)).into_owned());
    }
    words.join(language.choose("; ", "；"))
}

/// Whose word a verdict is, where it is a person's.
pub(super) fn clarified_in_words(said: &Clarified, language: Language) -> String {
    let Clarified { license, by, date, .. } = said;
    let said = both!("{}, as {} read it on {}", "{}（{} 于 {} 人工认定）", license, by, date);
    escape::line(said.get(language)).into_owned()
}

fn relation_in_words(judged: &Judged, language: Language) -> String {
    let lineage = &judged.lineage;
    let relation = match lineage.relation {
        Relation::Unknown => both!("model", "模型"),
        known => known.words(),
    };
    // A teacher is no base, unless there is nothing else.
    let is_teacher = |base: &&BaseModel| {
        base.relation == Relation::Distilled && lineage.relation != Relation::Distilled
    };
    let names = |teachers: bool| -> String {
        let bases = lineage.bases.iter().filter(|base| is_teacher(base) == teachers);
        let names = bases.map(|base| escape::line(&base.base)).collect::<Vec<_>>();
        names.join(language.choose(", ", "、"))
    };
    let relation = relation.get(language);
    match (language, names(false).as_str(), names(true).as_str()) {
        (_, "", "") => relation.to_owned(),
        (Language::En, bases, "") => format!("{relation} of {bases}"),
        (Language::En, "", teachers) => format!("{relation}, taught by {teachers}"),
        (Language::En, bases, teachers) => {
            format!("{relation} of {bases}, taught by {teachers}")
        }
        (Language::Zh, bases, "") => format!("{bases} 的{relation}"),
        (Language::Zh, "", teachers) => format!("{relation}，以 {teachers} 为教师模型"),
        (Language::Zh, bases, teachers) => {
            format!("{bases} 的{relation}，以 {teachers} 为教师模型")
        }
    }
}

/// The licenses whose texts stand in the unit; else what its files declare; else that there is none.
fn license_in_words(judged: &Judged, language: Language) -> String {
    let found: BTreeSet<&str> = judged
        .listed()
        .filter(|listed| {
            listed.document.kind == DocumentKind::License
                && matches!(listed.document.applies_to, AppliesTo::Weights | AppliesTo::Unknown)
        })
        .flat_map(|listed| listed.licenses)
        .filter(|found| found.verdict.names())
        .filter_map(|found| found.id.as_deref())
        .collect();
    if !found.is_empty() {
        return join(&found);
    }
    let declared: BTreeSet<&str> = judged
        .declared
        .iter()
        .map(|said| said.license.as_deref().or(said.family.as_deref()).unwrap_or(&said.raw))
        .collect();
    if declared.is_empty() {
        return language.choose("no license found", "未发现许可").to_owned();
    }
    match language {
        Language::En => format!("{} as declared", join(&declared)),
        Language::Zh => format!("声明为 {}", join(&declared)),
    }
}

fn join(names: &BTreeSet<&str>) -> String {
    names.iter().map(|name| escape::line(name)).collect::<Vec<_>>().join(", ")
}

/// Writes the documents and bases of a unit.
pub(super) fn write_facts(
    out: &mut dyn Write,
    judged: &Judged,
    language: Language,
) -> io::Result<()> {
    for listed in judged.listed() {
        let path = escape::line(&listed.document.path);
        let licenses: Vec<String> = listed
            .licenses
            .iter()
            .map(|found| match &found.id {
                Some(id) => in_brackets(id, found.verdict, language),
                None => in_brackets(&found.family, found.verdict, language),
            })
            .collect();
        let what = if licenses.is_empty() {
            verdict_in_words(listed.verdict).get(language).to_owned()
        } else {
            licenses.join(language.choose(", ", "、"))
        };
        let kind = kind_in_words(listed.document.kind);
        write!(out, "  {} {path}: {what}", kind.get(language))?;
        if let Some(said) = listed.clarified {
            let between = language.choose("; ", "；");
            write!(out, "{between}{}", clarified_in_words(said, language))?;
        }
        writeln!(out)?;
    }
    for base in &judged.lineage.bases {
        let word = language.choose("base", "基础模型");
        writeln!(out, "  {word} {}", base_in_words(base, language))?;
    }
    if let Some(why) = &judged.lineage.judged_as {
        let relation = judged.lineage.relation.words();
        let judged = both!("judged as {}: {}", "按{}检查：{}", relation, why);
        writeln!(out, "  {}", escape::line(judged.get(language)))?;
    }
    if judged.findings.is_empty() && judged.unit.outline.same_as.is_none() {
        let nothing = language.choose("no unmet duty found", "未发现未履行的义务");
        writeln!(out, "  {nothing}")?;
    }
    Ok(())
}

fn in_brackets(name: &str, verdict: Verdict, language: Language) -> String {
    let (name, verdict) = (escape::line(name), verdict_in_words(verdict));
    match language {
        Language::En => format!("{name} ({})", verdict.en),
        Language::Zh => format!("{name}（{}）", verdict.zh),
    }
}

/// The verdict of this name in JSON.
pub(crate) fn verdict_named(name: &str) -> Option<Verdict> {
    const ALL: [Verdict; 9] = [
        Verdict::Exact,
        Verdict::Equivalent,
        Verdict::Altered,
        Verdict::Partial,
        Verdict::Family,
        Verdict::UnknownLicense,
        Verdict::Reference,
        Verdict::NotALicense,
        Verdict::Unreadable,
    ];
    ALL.into_iter().find(|verdict| verdict.as_str() == name)
}

/// A verdict for a reader.
pub(crate) fn verdict_in_words(verdict: Verdict) -> Bilingual {
    let zh = match verdict {
        Verdict::Exact => "完全一致",
        Verdict::Equivalent => "实质一致",
        Verdict::Altered => "有改动",
        Verdict::Partial => "节选或译文",
        Verdict::Family => "同系列文本",
        Verdict::UnknownLicense => "未知许可",
        Verdict::Reference => "仅提及许可",
        Verdict::NotALicense => "不是许可",
        Verdict::Unreadable => "无法读取",
    };
    Bilingual::new(verdict.as_str(), zh)
}

fn kind_in_words(kind: DocumentKind) -> Bilingual {
    match kind {
        DocumentKind::License => both!("license", "许可文件"),
        DocumentKind::Notice => both!("notice", "声明文件"),
        DocumentKind::Policy => both!("policy", "使用政策"),
        DocumentKind::Card => both!("card", "模型卡"),
        DocumentKind::Config => both!("config", "配置"),
        DocumentKind::Weights => both!("weights", "权重"),
        DocumentKind::Other => both!("other", "其他文件"),
    }
}

fn base_in_words(base: &BaseModel, language: Language) -> String {
    let licenses: Vec<_> =
        base.licenses.iter().chain(&base.unlisted).map(|name| escape::line(name)).collect();
    let licenses = if licenses.is_empty() {
        language.choose("license unknown", "许可不明").to_owned()
    } else {
        licenses.join(language.choose(", ", "、"))
    };
    let (name, relation) = (escape::line(&base.base), base.relation.words());
    let words = match language {
        Language::En => format!("{name} ({}): {licenses}", relation.en),
        Language::Zh => format!("{name}（{}）：{licenses}", relation.zh),
    };
    let Some(proof) = base.evidence.first() else {
        return words;
    };
    let place = |it: &Evidence| {
        let (path, field) = (escape::line(&it.path), escape::line(&it.field));
        match language {
            Language::En => format!("{path}:{} ({field})", it.line),
            Language::Zh => format!("{path}:{}（{field}）", it.line),
        }
    };
    let hints: Vec<String> = base.hints.iter().map(place).collect();
    let hints = hints.join(language.choose(", ", "、"));
    match (language, hints.as_str()) {
        (Language::En, "") => format!("{words}; says {}", place(proof)),
        (Language::En, hints) => {
            format!("{words}; says {}; a hint and no proof: {hints}", place(proof))
        }
        (Language::Zh, "") => format!("{words}；依据 {}", place(proof)),
        (Language::Zh, hints) => format!("{words}；依据 {}；仅为线索：{hints}", place(proof)),
    }
}

/// A text that leads to a folder, for terminals that follow OSC 8 links.
pub(super) fn hyperlink(folder: &Path, text: &str) -> String {
    let Ok(absolute) = std::path::absolute(folder) else {
        return text.to_owned();
    };
    let address: String = absolute
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|byte| match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect::<Vec<_>>()
        .concat();
    format!("\x1b]8;;file://{address}\x1b\\{text}\x1b]8;;\x1b\\")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_unit_is_said_in_a_few_words() {
        assert_eq!(
            in_words(&sample::derivative(), Language::En),
            "finetune of Skywork/Skywork-13B-base; apache-2.0"
        );
        assert_eq!(in_words(&sample::clean(), Language::En), "original; mit");

        let mut judged = sample::derivative();
        judged.identities.clear();
        assert!(in_words(&judged, Language::En).ends_with("; apache-2.0 as declared"));
        judged.declared.clear();
        judged.unit.outline.same_as = Some("models/twin".into());
        assert!(
            in_words(&judged, Language::En)
                .ends_with("; no license found; same weights as models/twin, which is judged")
        );
    }

    #[test]
    fn a_link_holds_no_byte_that_could_end_it() {
        let link = hyperlink(Path::new("/m/许\x1b 可"), "m");
        assert_eq!(link, "\x1b]8;;file:///m/%E8%AE%B8%1B%20%E5%8F%AF\x1b\\m\x1b]8;;\x1b\\");
    }
}
