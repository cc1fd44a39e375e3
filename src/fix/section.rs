//! The section of a card that shows marks and names the base models, in the language of the card.
//!
//! It goes to the end of the card, or to the end of the section that is already there. Where a reader would
//! not see it there, inside a comment or a block of code that nobody closed, it goes to the beginning.

use super::text_file::{Edit, edited};
use crate::{
    document::markdown::{self, Passage, PassageKind},
    language::{Bilingual, Language, both, is_han},
};

/// The language in which most of what a reader sees is written: Han characters against words. What is
/// neither Chinese nor English counts as English.
pub(super) fn language_of(text: &str, body: usize) -> Language {
    let (mut han, mut words) = (0_usize, 0_usize);
    for passage in markdown::visible(text, body) {
        if passage.kind == PassageKind::Code {
            continue;
        }
        han += passage.text.chars().filter(|ch| is_han(*ch)).count();
        let latin = |ch: char| ch.is_alphabetic() && !is_han(ch);
        words += passage.text.split(|ch| !latin(ch)).filter(|word| !word.is_empty()).count();
    }
    if han > words { Language::Zh } else { Language::En }
}

fn title(language: Language) -> &'static str {
    language.choose("Attribution", "模型来源与标识")
}

/// One paragraph of the section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// As it is written.
    markdown: String,
    /// As a reader sees it.
    seen: Seen,
}

/// What a reader sees of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    /// These words.
    Words(String),
    /// Nothing: it is a comment for the author, in whichever language it was left.
    Comment([String; 2]),
}

impl Paragraph {
    /// A mark, set out.
    pub(super) fn mark(mark: &str, language: Language) -> Self {
        let before = match language {
            Language::En => "",
            Language::Zh => "本模型的标识：",
        };
        Self {
            markdown: format!("{before}**{mark}**"),
            seen: Seen::Words(format!("{before}{mark}")),
        }
    }

    /// A sentence that a license gives.
    pub(super) fn sentence(sentence: &str) -> Self {
        Self { markdown: sentence.to_owned(), seen: Seen::Words(sentence.to_owned()) }
    }

    /// The name of a model that this one comes from. `copy` says that this one is that model, unchanged.
    pub(super) fn base(name: &str, copy: bool, language: Language) -> Self {
        let label = match (language, copy) {
            (Language::En, false) => "Base model: ",
            (Language::En, true) => "Original model: ",
            (Language::Zh, false) => "基础模型：",
            (Language::Zh, true) => "原始模型：",
        };
        Self { markdown: format!("{label}`{name}`"), seen: Seen::Words(format!("{label}{name}")) }
    }

    /// A place for what only the author can say: a comment, which no reader takes for a statement. `None`
    /// where the words would end the comment.
    pub(super) fn place(what: &Bilingual, language: Language) -> Option<Self> {
        let comments = [&what.en, &what.zh].map(|words| format!("<!-- licscan: {words} -->"));
        let ends = |comment: &String| comment.matches("->").count() > 1 || comment.contains("--!>");
        let markdown = language.choose(&comments[0], &comments[1]).clone();
        (!comments.iter().any(ends)).then_some(Self { markdown, seen: Seen::Comment(comments) })
    }

    /// True for a place that is left to the author.
    pub(super) fn is_place(&self) -> bool {
        matches!(self.seen, Seen::Comment(_))
    }

    fn stands_in(&self, text: &str, passages: &[Passage]) -> bool {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match &self.seen {
            Seen::Comment(comments) => comments.iter().any(|comment| text.contains(comment)),
            Seen::Words(seen) => {
                let seen = words(seen);
                let shows =
                    |it: &Passage| it.kind == PassageKind::Paragraph && words(&it.text) == seen;
                passages.iter().any(shows)
            }
        }
    }
}

/// The edit that adds paragraphs to a card; `None` where it shows them all already.
///
/// # Errors
///
/// Why they are not added.
pub(super) fn edit(
    text: &str,
    body: usize,
    line_end: &str,
    language: Language,
    paragraphs: &[Paragraph],
) -> Result<Option<Edit>, Bilingual> {
    let passages = markdown::visible(text, body);
    let new: Vec<&Paragraph> =
        paragraphs.iter().filter(|paragraph| !paragraph.stands_in(text, &passages)).collect();
    if new.is_empty() {
        return Ok(None);
    }
    let lines: Vec<&str> = new.iter().map(|paragraph| paragraph.markdown.as_str()).collect();
    let words = lines.join(&line_end.repeat(2));
    let title = format!("## {}{}", title(language), line_end.repeat(2));
    let candidates = [
        end_of_section(text, &passages, language).map(|at| appended(text, at, line_end, &words)),
        Some(appended(text, text.len(), line_end, &format!("{title}{words}"))),
        Some(Edit::insert(body, format!("{line_end}{title}{words}{}", line_end.repeat(2)))),
    ];
    let is_seen = |edit: &Edit| {
        edited(text, std::slice::from_ref(edit)).is_some_and(|text| {
            let passages = markdown::visible(&text, body);
            new.iter().all(|paragraph| paragraph.stands_in(&text, &passages))
        })
    };
    let found = candidates.into_iter().flatten().find(is_seen);
    found.map(Some).ok_or_else(|| {
        both!("a reader would not see what is added to it", "读者看不到要添加的内容")
    })
}

/// Where the section ends that an earlier run has made, or the author under the same title.
fn end_of_section(text: &str, passages: &[Passage], language: Language) -> Option<usize> {
    let level = |passage: &Passage| match passage.kind {
        PassageKind::Heading(level) => Some(level),
        _ => None,
    };
    let title =
        passages.iter().position(|it| level(it) == Some(2) && it.text.trim() == title(language))?;
    let next = passages[title + 1..].iter().find(|it| level(it).is_some_and(|level| level <= 2));
    Some(next.map_or(text.len(), |heading| {
        let at = text.floor_char_boundary(heading.source(0));
        text[..at].rfind('\n').map_or(0, |line| line + 1)
    }))
}

/// An insertion of words at a place between two lines, with a blank line on either side. A text that does
/// not end with a line end does not end with one afterwards either.
pub(super) fn appended(text: &str, at: usize, line_end: &str, words: &str) -> Edit {
    let (before, after) = text.split_at(at);
    let lines_before = trailing_line_ends(before);
    let gap = if before.trim().is_empty() {
        String::new()
    } else {
        line_end.repeat(2_usize.saturating_sub(lines_before))
    };
    let end = if !after.is_empty() {
        line_end.repeat(2)
    } else if before.is_empty() || lines_before > 0 {
        line_end.to_owned()
    } else {
        String::new()
    };
    Edit::insert(at, format!("{gap}{words}{end}"))
}

fn trailing_line_ends(text: &str) -> usize {
    let blank = text.trim_end_matches([' ', '\t', '\r', '\n']);
    text[blank.len()..].matches('\n').count()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn with(text: &str, paragraphs: &[Paragraph]) -> String {
        let line_end = if text.contains('\r') { "\r\n" } else { "\n" };
        let language = language_of(text, 0);
        match edit(text, 0, line_end, language, paragraphs).unwrap() {
            Some(edit) => edited(text, &[edit]).unwrap(),
            None => text.to_owned(),
        }
    }

    fn llama(language: Language) -> [Paragraph; 2] {
        [
            Paragraph::mark("Built with Llama", language),
            Paragraph::base("meta-llama/Llama-3.1-8B", false, language),
        ]
    }

    #[test]
    fn the_section_goes_to_the_end_and_grows_there() {
        let once = with("# A\n\nA model.\n", &llama(Language::En));
        assert_eq!(
            once,
            "# A\n\nA model.\n\n## Attribution\n\n**Built with Llama**\n\n\
             Base model: `meta-llama/Llama-3.1-8B`\n"
        );
        assert_eq!(with(&once, &llama(Language::En)), once);
        let more = with(
            &format!("{once}\n## More\n\nText.\n"),
            &[Paragraph::mark("Skywork Inside", Language::En)],
        );
        assert!(more.ends_with("8B`\n\n**Skywork Inside**\n\n## More\n\nText.\n"), "{more}");
    }

    #[test]
    fn line_ends_are_kept_and_so_is_their_lack_at_the_end() {
        let mark = [Paragraph::mark("Built with Llama", Language::En)];
        assert_eq!(
            with("# A\r\n\r\ntext\r\n", &mark),
            "# A\r\n\r\ntext\r\n\r\n## Attribution\r\n\r\n**Built with Llama**\r\n"
        );
        assert_eq!(with("# A", &mark), "# A\n\n## Attribution\n\n**Built with Llama**");
        assert_eq!(with("", &mark), "## Attribution\n\n**Built with Llama**\n");
    }

    #[test]
    fn a_chinese_card_speaks_chinese() {
        let text = "# 模型\n\n本模型用于中文对话，训练数据为 Alpaca 与自建数据。\n";
        assert_eq!(language_of(text, 0), Language::Zh);
        assert_eq!(language_of("# Model 模型\n\nA model for dialogue.\n", 0), Language::En);
        assert_eq!(
            with(text, &llama(Language::Zh)),
            format!(
                "{text}\n## 模型来源与标识\n\n本模型的标识：**Built with Llama**\n\n\
                 基础模型：`meta-llama/Llama-3.1-8B`\n"
            )
        );
    }

    #[test]
    fn where_the_end_is_hidden_it_goes_to_the_beginning() {
        let mark = [Paragraph::mark("Built with Llama", Language::En)];
        for text in
            ["# A\n\n<!-- notes\n\nto do\n", "# A\n\n```\ncode\n", "# A\n\n<div hidden>\n\nx\n"]
        {
            let new = with(text, &mark);
            assert!(new.starts_with("\n## Attribution\n\n**Built with Llama**\n\n# A"), "{new}");
        }
    }

    #[test]
    fn marks_with_signs_are_seen_as_they_are() {
        for mark in
            ["【Orion-14B  Series】 Inside", "Duix.Avatar/guiji.cn", "Built with 面壁MiniCPM"]
        {
            for language in [Language::En, Language::Zh] {
                let new = with("# A\n", &[Paragraph::mark(mark, language)]);
                assert!(new.contains(mark), "{new}");
            }
        }
        let sentence = "The FLUX.1 [dev] Model is licensed by Black Forest Labs Inc.";
        assert!(with("# A\n", &[Paragraph::sentence(sentence)]).contains(sentence));
    }
}
