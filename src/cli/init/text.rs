//! The text of a first policy, in the language of who asked for it.

use super::Found;
use crate::{
    language::{Bilingual, Language, both},
    library::Library,
    report::escape,
};

/// The text of a policy. What is behind a comment sign is an example, and everything that denies or waives is.
pub(super) fn policy(found: &Found, language: Language) -> String {
    let mut text = String::new();
    let mut say = |parts: &[Bilingual]| {
        for part in parts {
            text.push_str(part.get(language));
        }
    };
    say(&[
        both!(
            "# The policy of licscan: what you do with models, and which licenses you allow.\n\
             # Written by `licscan init` from {}. Every key is optional; what begins with\n\
             # a comment sign is an example. `licscan explain RULE` tells what a rule looks at.\n",
            "# licscan 的策略文件：如何使用模型，允许哪些许可。\n\
             # 由 `licscan init` 根据此处的 {}生成。各项均可省略；以注释符号开头的行是示例。\n\
             # 各规则检查的内容见 `licscan explain 规则名`。\n",
            models(found.models)
        ),
        both!(
            "\n# What you do with the models: publish, redistribute, host or internal.\n\
             role = \"publish\"\n",
            "\n# 如何使用模型：publish（发布）、redistribute（再分发）、host（提供在线服务）或 internal（内部使用）。\n\
             role = \"publish\"\n"
        ),
        both!(
            "\n# The language of messages: en or zh.\n# lang = \"en\"\n",
            "\n# 消息所用语言：en 或 zh。\nlang = \"zh\"\n"
        ),
        both!(
            "\n# Say whether you are commercial, and where you use the models.\n",
            "\n# 是否商用，以及在哪些国家或地区使用模型。\n"
        ),
        Bilingual::same("# commercial = true\n# territory = [\"DE\"]\n"),
    ]);
    if !found.names.is_empty() {
        say(&[
            both!(
                "\n# Names of licenses that licscan does not know. Keep those that are your own.\n",
                "\n# licscan 不认识的许可名称。请保留属于自有许可的名称。\n"
            ),
            Bilingual::same("# private-ok = [\n"),
        ]);
        for (name, count) in &found.names {
            say(&[both!("#     {},  # {}\n", "#     {},  # {}\n", quoted(name), models(*count))]);
        }
        say(&[Bilingual::same("# ]\n")]);
    }
    say(&[
        both!(
            "\n# The licenses that were found here. With this list every other one is an error.\n",
            "\n# 此处发现的许可。启用此列表后，其他许可一律报错。\n"
        ),
        Bilingual::same("# [allow]\n# licenses = [\n"),
    ]);
    let library = Library::embedded();
    for (id, count) in &found.licenses {
        let title = library.license(id).filter(|license| !license.titles.is_empty());
        let title = title.map_or_else(Bilingual::default, |it| both!(", {}", "，{}", it));
        say(&[both!(
            "#     {},  # {}{}\n",
            "#     {},  # {}{}\n",
            quoted(id),
            models(*count),
            title
        )]);
    }
    say(&[
        both!(
            "# ]\n\n# Licenses that you never want, by id, family, or what is true of them.\n",
            "# ]\n\n# 一律拒绝的许可：可按标识、家族或其性质指定。\n"
        ),
        Bilingual::same("# [deny]\n# facts = [\"non-commercial\", \"revocable\", \"territory\"]\n"),
        both!(
            "\n# A level for a rule: off, note, warning or error.\n",
            "\n# 规则的级别：off（关闭）、note（提示）、warning（警告）或 error（错误）。\n"
        ),
        Bilingual::same("# [rules]\n# missing-license = \"error\"\n"),
        both!(
            "\n# Models that never leave the house: duties of those who publish are notes for them.\n",
            "\n# 仅供内部使用的模型：就其而言，发布者的义务只作提示。\n"
        ),
        Bilingual::same("# [visibility]\n# internal = [\"*-draft\"]\n"),
        waiver(found),
    ]);
    text
}

/// An example of a waiver: that of the loudest finding.
fn waiver(found: &Found) -> Bilingual {
    let (rule, unit) = match &found.example {
        Some((_, rule, unit)) => (*rule, literal(unit)),
        None => ("missing-source", "acme/*".to_owned()),
    };
    both!(
        "\n# A finding that you accept for a while. It stands in every report as waived.\n\
         # [[waiver]]\n# rule = \"{}\"\n# unit = {}\n# reason = \"Why\"\n\
         # owner = \"Who answers for it\"\n# expires = 2030-12-31\n",
        "\n# 暂时接受的问题，在每份报告中均列为已豁免。\n\
         # [[waiver]]\n# rule = \"{}\"\n# unit = {}\n# reason = \"理由\"\n\
         # owner = \"责任人\"\n# expires = 2030-12-31\n",
        rule,
        quoted(&unit)
    )
}

/// How many models, for a sentence.
pub(super) fn models(count: usize) -> Bilingual {
    let plural = if count == 1 { "" } else { "s" };
    Bilingual::new(format!("{count} model{plural}"), format!("{count} 个模型"))
}

/// A string of TOML. A name comes from a stranger's file: it must not end the comment that it stands in.
fn quoted(text: &str) -> String {
    toml::Value::String(escape::line(text).into_owned()).to_string()
}

/// A name as a glob that means it alone.
fn literal(name: &str) -> String {
    name.chars()
        .map(|c| if "*?[]{}\\!".contains(c) { format!("[{c}]") } else { c.to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{language::is_han, policy::config::Config, report::sample};

    /// The text without its comment signs, where what they hide is an example and no sentence.
    fn taken(text: &str) -> String {
        let is_example = |line: &str| {
            let line = line.trim_start_matches("# ");
            line.starts_with(['[', ']', ' ', '"'])
                || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
        };
        let line = |line: &str| match line.strip_prefix("# ").or_else(|| line.strip_prefix("#")) {
            Some(rest) if is_example(rest) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        text.lines().map(line).collect()
    }

    #[test]
    fn what_is_written_is_right_with_and_without_its_comment_signs() {
        let mut found = Found::default();
        found.add(&sample::derivative());
        found.names.insert("odd \"name\"\n[deny]\u{202e}".to_owned(), 1);
        for found in [found, Found::default()] {
            for language in [Language::En, Language::Zh] {
                let text = policy(&found, language);
                let read: Config =
                    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
                assert!(read.role.is_some() && read.waiver.is_empty());
                assert!(read.lang.is_none_or(|it| it == language));
                let taken = taken(&text);
                let read: Config =
                    toml::from_str(&taken).unwrap_or_else(|error| panic!("{error}\n{taken}"));
                assert_eq!((read.waiver.len(), read.lang), (1, Some(language)), "{taken}");
            }
        }
    }

    #[test]
    fn all_sentences_are_in_the_language_asked_for() {
        let mut found = Found::default();
        found.add(&sample::derivative());
        assert!(!policy(&found, Language::En).contains(is_han));
        let chinese = policy(&found, Language::Zh);
        let sentences = chinese.lines().filter(|line| {
            let line = line.strip_prefix("# ").unwrap_or(line);
            line.contains(' ') && !line.contains(" = ") && !line.starts_with([' ', '[', ']'])
        });
        assert_eq!(sentences.filter(|line| !line.contains(is_han)).count(), 0, "{chinese}");
        insta::assert_snapshot!(chinese);
    }

    #[test]
    fn a_name_as_a_glob_means_itself() {
        assert_eq!(literal("acme/x-[1]*"), "acme/x-[[]1[]][*]");
        assert_eq!(quoted("a\"b"), "'a\"b'");
    }
}
