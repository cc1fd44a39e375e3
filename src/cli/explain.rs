//! `licscan explain`: what a rule looks at, or what a license asks for, clause by clause.

use std::io::{self, Write};

use anstyle::Style;
use clap::Args;

use super::{UsageError, example, exit::Exit, suggest, terminal};
use crate::{
    language::{Bilingual, Language, both},
    library::{
        Library, Named,
        duty::{Binding, Duty, MarkMatch, Role, Where},
        license::{Commercial, License},
    },
    report::last_line,
    rules::{RULES, Rule},
};

/// What `explain` takes.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule (missing-notice), or a license by id, SPDX id or Hub name (llama3.1)
    #[arg(value_name = "RULE|LICENSE")]
    pub name: String,
}

/// Explains a rule or a license.
///
/// # Errors
///
/// Where the name is neither, and where the output cannot be written.
pub fn run(args: &ExplainArgs, language: Language) -> anyhow::Result<Exit> {
    let library = Library::embedded();
    let mut screen = terminal::screen();
    let bold = if screen.colors { Style::new().bold() } else { Style::new() };
    let out = &mut screen.out;
    if let Some(rule) = RULES.iter().find(|rule| rule.name == args.name) {
        write_rule(out, rule, language, bold)?;
    } else if let Some(license) = library.license(&args.name) {
        write_license(out, license, language, bold)?;
    } else {
        match library.resolve(&args.name) {
            Named::License(id) => match library.license(id) {
                Some(license) => write_license(out, license, language, bold)?,
                None => return Err(unknown(&args.name, library).into()),
            },
            Named::Family(family) => write_family(out, family, library, language)?,
            Named::Nothing => return Err(unknown(&args.name, library).into()),
        }
    }
    writeln!(out, "\n{}", last_line(language))?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn unknown(name: &str, library: &'static Library) -> UsageError {
    let names = RULES.iter().map(|rule| rule.name).chain(library.ids());
    let hint = match suggest::nearest(name, names) {
        Some(nearest) => {
            both!("did you mean `licscan explain {}`?", "是否想用 `licscan explain {}`？", nearest)
        }
        None => both!(
            "`licscan licenses` lists the licenses that licscan knows",
            "`licscan licenses` 可列出已收录的许可"
        ),
    };
    let message =
        both!("neither a rule nor a known license: {}", "既不是规则，也不是已收录的许可：{}", name);
    UsageError::with_hint(message, Some(hint))
}

fn write_rule(out: &mut dyn Write, rule: &Rule, language: Language, bold: Style) -> io::Result<()> {
    let (name, level, since) = (rule.name, rule.level.word(language), rule.since);
    match language {
        Language::En => writeln!(out, "{bold}{name}{bold:#} ({level}, since {since})")?,
        Language::Zh => writeln!(out, "{bold}{name}{bold:#}（{level}，自 {since} 起）")?,
    }
    writeln!(out, "{}\n\n{}", rule.summary(language), rule.page(language).trim())
}

fn write_family(
    out: &mut dyn Write,
    family: &str,
    library: &Library,
    language: Language,
) -> io::Result<()> {
    let head =
        both!("{} is a family of licenses. Its members:", "{} 是一个许可系列，包括：", family);
    writeln!(out, "{}", head.get(language))?;
    let members = library.ids().into_iter().filter_map(|id| library.license(id));
    for license in members.filter(|license| license.family == family) {
        writeln!(out, "  {}  {}", license.id, license.title(language))?;
    }
    Ok(())
}

/// The license's first title, or its id where no title is known.
pub(super) fn title(license: &License) -> &str {
    license.titles.first().map_or(&license.id, String::as_str)
}

fn write_license(
    out: &mut dyn Write,
    license: &License,
    language: Language,
    bold: Style,
) -> io::Result<()> {
    let shown = license.title(language);
    match language {
        Language::En => writeln!(out, "{bold}{shown}{bold:#} ({})", license.id)?,
        Language::Zh => writeln!(out, "{bold}{shown}{bold:#}（{}）", license.id)?,
    }
    for also in license.titles.iter().filter(|title| *title != shown) {
        fact(out, language, &both!("also", "又名"), also)?;
    }
    fact(out, language, &Bilingual::same("SPDX"), &license.spdx)?;
    fact(out, language, &both!("family", "系列"), &license.family)?;
    if !license.licensor.is_empty() {
        fact(out, language, &both!("licensor", "许可方"), &license.licensor)?;
    }
    let note = license
        .commercial_note
        .as_ref()
        .map_or_else(Bilingual::default, |note| both!(" ({})", "（{}）", note));
    let commercial = both!("{}{}", "{}{}", commercial_in_words(license.commercial), note);
    fact(out, language, &both!("commercial use", "商业使用"), commercial.get(language))?;
    if let Some(revocable) = license.revocable {
        let said = if revocable { both!("yes", "是") } else { both!("no", "否") };
        fact(out, language, &both!("revocable", "可撤销"), said.get(language))?;
    }
    for url in &license.urls {
        fact(out, language, &both!("text", "文本"), url)?;
    }
    if license.duty.is_empty() {
        let nothing = language.choose(
            "No duty of it is on record here: read the text itself.",
            "本工具未收录其义务，请查阅许可原文。",
        );
        return writeln!(out, "\n{nothing}");
    }
    writeln!(out, "\n{bold}{}{bold:#}", language.choose("What it asks for", "许可要求"))?;
    let why = language.choose(
        "Its permission holds on these conditions: who does not meet them has none.",
        "许可以履行下列要求为条件；未履行的，不享有许可。",
    );
    writeln!(out, "{why}")?;
    if !license.was_read() {
        let said = both!("(not from the whole text: {})", "（并非依据全文：{}）", license.read);
        writeln!(out, "{}", said.get(language))?;
    }
    license.duty.iter().try_for_each(|duty| write_duty(out, duty, language, bold))?;
    write_example(out, license, language, bold)
}

/// One fact of a license or a duty, on a line of its own.
fn fact(out: &mut dyn Write, language: Language, name: &Bilingual, value: &str) -> io::Result<()> {
    writeln!(out, "  {}{}{value}", name.get(language), language.choose(": ", "："))
}

fn write_duty(out: &mut dyn Write, duty: &Duty, language: Language, bold: Style) -> io::Result<()> {
    let binding = match duty.binding {
        Binding::Must => both!("must", "强制"),
        Binding::Encouraged => both!("encouraged", "鼓励"),
        Binding::Permission => both!("permission", "许可"),
        Binding::Exemption => both!("exemption", "豁免"),
    };
    let kind = duty.kind.as_str();
    let none = language.choose("no number", "无编号");
    let clause = if duty.clause.is_empty() { none } else { &duty.clause };
    match language {
        Language::En => {
            writeln!(out, "\n  {bold}clause {clause}: {kind}{bold:#} ({})", binding.en)?;
        }
        Language::Zh => writeln!(out, "\n  {bold}条款 {clause}：{kind}{bold:#}（{}）", binding.zh)?,
    }
    writeln!(out, "    {}", language.choose(&duty.en, &duty.zh))?;
    let mut facts: Vec<(Bilingual, String)> = Vec::new();
    if !duty.marks.is_empty() {
        let quoted = |mark: &String| language.choose(format!("\"{mark}\""), format!("“{mark}”"));
        let marks: Vec<String> = duty.marks.iter().map(quoted).collect();
        let joint = match duty.marks_needed {
            MarkMatch::All => language.choose(" and ", "和"),
            MarkMatch::Any => language.choose(" or ", "或"),
        };
        facts.push((both!("words", "文字"), marks.join(joint)));
    }
    let places: Vec<Bilingual> = duty.places.iter().map(|place| place_in_words(*place)).collect();
    let roles: Vec<Bilingual> = duty.roles.iter().map(|role| role_in_words(*role)).collect();
    for (name, values) in [(both!("where", "位置"), places), (both!("binds", "约束"), roles)] {
        if !values.is_empty() {
            let values = Bilingual::joined(&values, ", ", "、");
            facts.push((name, values.get(language).to_owned()));
        }
    }
    let more = [
        (both!("only if", "仅适用于"), duty.only_if.clone()),
        (both!("threshold", "门槛"), duty.threshold.clone()),
        (
            both!("days to cure a breach", "违约补救期（天）"),
            duty.cure_days.map(|it| it.to_string()),
        ),
        (both!("contact", "联系方式"), duty.contact.clone()),
    ];
    facts.extend(more.into_iter().filter_map(|(name, value)| Some((name, value?))));
    facts.iter().try_for_each(|(name, value)| {
        write!(out, "  ")?;
        fact(out, language, name, value)
    })
}

/// The files of a model that was made from one under this license, before and after its duties are met.
fn write_example(
    out: &mut dyn Write,
    license: &License,
    language: Language,
    bold: Style,
) -> io::Result<()> {
    let after = example::after(license);
    if after.is_empty() {
        return Ok(());
    }
    let head = language
        .choose("Example: a model made from one under it", "示例：由适用该许可的模型制成的模型");
    writeln!(out, "\n{bold}{head}{bold:#}")?;
    let before = [("README.md".to_owned(), both!("# My model", "# 我的模型"))];
    for (name, files) in
        [(both!("before", "整改前"), &before[..]), (both!("after", "整改后"), &after)]
    {
        writeln!(out, "  {}{}", name.get(language), language.choose(":", "："))?;
        for (file, holds) in files {
            writeln!(out, "    {file}{}{}", language.choose(": ", "："), holds.get(language))?;
        }
    }
    Ok(())
}

/// How commerce is allowed, in a word.
pub(super) fn commercial_in_words(commercial: Commercial) -> Bilingual {
    match commercial {
        Commercial::Allowed => both!("allowed", "允许"),
        Commercial::Conditional => both!("conditional", "附条件"),
        Commercial::No => both!("no", "不允许"),
        Commercial::Unknown => both!("unknown", "不明"),
    }
}

fn place_in_words(place: Where) -> Bilingual {
    match place {
        Where::Card => both!("card", "模型卡"),
        Where::Notice => both!("notice", "声明文件"),
        Where::License => both!("license", "许可文件"),
        Where::Name => both!("name", "名称"),
        Where::AnyText => both!("any-text", "任一文本"),
        Where::Terms => both!("terms", "所声明的条款"),
        Where::Product => both!("product", "产品"),
    }
}

fn role_in_words(role: Role) -> Bilingual {
    match role {
        Role::Use => both!("use", "使用"),
        Role::CommercialUse => both!("commercial-use", "商业使用"),
        Role::RedistributeOriginal => both!("redistribute-original", "再分发原模型"),
        Role::PublishDerivative => both!("publish-derivative", "发布衍生模型"),
        Role::HostAsService => both!("host-as-service", "以服务形式提供"),
        Role::TrainOtherModelOnOutputs => {
            both!("train-other-model-on-outputs", "用输出训练其他模型")
        }
        Role::EnterLeaderboard => both!("enter-leaderboard", "参加排行榜"),
        Role::PublishResearch => both!("publish-research", "发表研究成果"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn license() -> License {
        toml::from_str(
            r#"
            id = "acme-community"
            family = "acme"
            titles = ["Acme Community License", "阿克米社区许可"]
            spdx = "LicenseRef-licscan-acme-community"
            read = "full"
            commercial = "conditional"
            [[duty]]
            kind = "display-mark"
            clause = "五.1"
            binding = "must"
            roles = ["publish-derivative"]
            marks = ["Acme Inside"]
            places = ["card"]
            severity = "error"
            en = "Show the mark."
            zh = "须展示标识。"
            "#,
        )
        .unwrap()
    }

    fn explained(language: Language) -> String {
        let mut out = Vec::new();
        write_license(&mut out, &license(), language, Style::new()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_license_is_explained_clause_by_clause() {
        insta::assert_snapshot!(explained(Language::En));
    }

    #[test]
    fn one_language_leaves_the_other_out() {
        let english = explained(Language::En);
        assert!(english.contains("Show the mark.") && !english.contains("须展示标识"));
        let chinese = explained(Language::Zh);
        assert!(!chinese.contains("Show the mark.") && chinese.contains("须展示标识"));
    }

    #[test]
    fn every_rule_and_license_is_explained_in_both_languages() {
        let library = Library::embedded();
        let page = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            write(&mut out);
            String::from_utf8(out).unwrap()
        };
        for rule in RULES {
            let of = |language| page(&|out| write_rule(out, rule, language, Style::new()).unwrap());
            let (en, zh) = (of(Language::En), of(Language::Zh));
            assert!(en.contains("\nBefore:\n") && en.contains("\nAfter:\n"), "{en}");
            assert!(zh.contains("\n整改前：\n") && zh.contains("\n整改后：\n"), "{zh}");
            assert!(zh.starts_with(rule.name) && !zh.contains("Why it matters"), "{zh}");
        }
        for id in library.ids() {
            let license = library.license(id).unwrap();
            for (language, head) in [(Language::En, "What it asks for"), (Language::Zh, "许可要求")]
            {
                let said =
                    page(&|out| write_license(out, license, language, Style::new()).unwrap());
                assert_eq!(said.contains(head), !license.duty.is_empty(), "{said}");
                for duty in &license.duty {
                    assert!(said.contains(language.choose(&duty.en, &duty.zh)), "{said}");
                }
            }
        }
    }
}
