//! What a card tells as news: what was said of some model on some day is no statement about this one.

use std::sync::LazyLock;

use super::sentence::{WordList, fold};

/// Words of a heading under which news are told.
const HEADINGS: &[&str] = &[
    "news",
    "update",
    "updates",
    "what's new",
    "changelog",
    "change log",
    "release notes",
    "release history",
    "新闻",
    "更新",
    "动态",
    "最新消息",
    "お知らせ",
];
static HEADING_WORDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(HEADINGS.iter().copied()));

/// True for a heading under which news are told.
pub(crate) fn is_heading(text: &str) -> bool {
    // `de_core_news_sm` is a name.
    let joint = |letter: Option<char>| letter.is_some_and(|letter| "_-./#".contains(letter));
    HEADING_WORDS.find_whole(text).any(|(_, range)| {
        !joint(text[..range.start].chars().next_back()) && !joint(text[range.end..].chars().next())
    })
}

/// True for a heading that is nothing else, though it be a title: "# News".
pub(crate) fn is_title(text: &str) -> bool {
    const TITLES: &[&str] = &[
        "news",
        "latestnews",
        "newsandupdates",
        "update",
        "updates",
        "updatelog",
        "changelog",
        "whatsnew",
        "releasenotes",
        "更新",
        "更新日志",
        "新闻",
        "最新消息",
        "最新动态",
        "动态",
    ];
    TITLES.contains(&fold(text).as_str())
}

/// True for a passage that begins as an item of news does: with a whole date, or with "News:".
pub(crate) fn is_item(text: &str) -> bool {
    let rest = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    begins_with_date(rest)
        || begins_with_day(text)
        || ["news", "update", "新闻", "更新"].iter().any(|word| {
            rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
                && rest[word.len()..]
                    .trim_start_matches(['s', '*', '_', '`', ' ', ')', ']', '】'])
                    .starts_with([':', '：'])
        })
}

/// `2024/4/30`, `2024.04.30`, `12.18.2024`, `Sep 29, 2023`, 2024年4月30日.
fn begins_with_date(text: &str) -> bool {
    let head: String = text.chars().take(24).collect();
    let lower = head.to_lowercase();
    let mut parts = lower
        .split(|letter: char| !letter.is_alphanumeric() || "年月日".contains(letter))
        .filter(|part| !part.is_empty());
    let three: Vec<&str> = parts.by_ref().take(3).collect();
    let [one, two, three] = three[..] else { return false };
    let is_year = |part: &str| part.len() == 4 && part.starts_with("20") && is_number(part);
    let is_day = |part: &str| {
        let part = part.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
        part.len() <= 2 && is_number(part)
    };
    let is_month = |part: &str| MONTHS.iter().any(|month| part.starts_with(month));
    let glued = !lower.starts_with(|letter: char| letter.is_ascii_digit())
        || lower
            .chars()
            .find(|letter| !letter.is_ascii_digit())
            .is_some_and(|joint| matches!(joint, '/' | '.' | '-' | '年' | ' '));
    glued
        && (is_year(one) && (is_day(two) || is_month(two)) && is_day(three)
            || is_day(one) && (is_day(two) || is_month(two)) && is_year(three)
            || is_month(one) && is_day(two) && is_year(three))
}

/// `[5/6]`, as items of news without a year begin.
fn begins_with_day(text: &str) -> bool {
    let Some((day, _)) =
        text.trim_start().strip_prefix(['[', '【']).and_then(|it| it.split_once([']', '】']))
    else {
        return false;
    };
    day.split_once(['/', '.', '-'])
        .is_some_and(|(one, two)| [one, two].iter().all(|part| part.len() <= 2 && is_number(part)))
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_begin_with_a_day() {
        for text in [
            "[2024/4/30] Acme-3 is out",
            "🔥 **2023-11-23**: the license is new",
            "[12.18.2024] We release Acme",
            "September 29, 2023",
            "2024年4月30日 发布",
            "🔥🔥 **News**: Acme is out",
            "新闻：发布",
            "[5/6] We are releasing Acme",
        ] {
            assert!(is_item(text), "{text}");
        }
        for text in [
            "Acme-3 was made in 2024",
            "2024 was the year of Acme",
            "7 models of 13 sizes, 2024 of them new",
            "Newsletters: all",
            "This model, of 2024/4/30, is under MIT",
        ] {
            assert!(!is_item(text), "{text}");
        }
        assert!(is_heading("🔥 Latest News"));
        assert!(is_heading("更新日志"));
        assert!(!is_heading("NewsGPT"));
        assert!(!is_heading("Details of acme_news_sm"));
        assert!(is_title("更新日志"));
        assert!(!is_title("Acme News 7B"));
    }
}
