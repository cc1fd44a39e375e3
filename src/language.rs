//! The two languages in which licscan speaks, and words that exist in both.
//!
//! Whoever says something says it in both, side by side; which of the two is printed, the reader chooses
//! at the end. What is decided on the way, an order or a fingerprint, never depends on it.

use std::{borrow::Cow, fmt, io, ops::Deref};

use schemars::JsonSchema;
use serde::Deserialize;

/// A language.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    clap::ValueEnum,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Language {
    /// The language of the user's locale: that of messages, where it is Chinese, else English.
    pub fn of_locale() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self::of(["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).as_deref())
    }

    fn of(locale: Option<&str>) -> Self {
        let code = locale.unwrap_or_default().split(['_', '-', '.', '@']).next();
        if code.is_some_and(|code| code.eq_ignore_ascii_case("zh")) { Self::Zh } else { Self::En }
    }

    /// The one of two words that is of this language.
    pub fn choose<T>(self, en: T, zh: T) -> T {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }
}

/// Words in both languages. Where no language is chosen they are the English ones: order, fingerprints and
/// tests go by those.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Bilingual {
    /// The same thing, said twice.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// Words that are the same in both: a name, or what another program said.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { zh: words.clone(), en: words }
    }

    /// What the system said.
    pub fn of_error(error: &io::Error) -> Self {
        let zh = match error.kind() {
            io::ErrorKind::NotFound => "不存在",
            io::ErrorKind::PermissionDenied => "没有访问权限",
            io::ErrorKind::NotADirectory => "不是文件夹",
            io::ErrorKind::AlreadyExists => "已经存在",
            io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
            io::ErrorKind::StorageFull => "磁盘已满",
            _ => return Self::same(error.to_string()),
        };
        Self::new(error.to_string(), zh)
    }

    /// The words in a language.
    pub fn get(&self, language: Language) -> &str {
        language.choose(&self.en, &self.zh)
    }

    /// Parts in a row.
    pub fn joined<'a>(parts: impl IntoIterator<Item = &'a Self>, en: &str, zh: &str) -> Self {
        let (mut english, mut chinese) = (Vec::new(), Vec::new());
        for part in parts {
            english.push(part.en.as_str());
            chinese.push(part.zh.as_str());
        }
        Self { en: english.join(en), zh: chinese.join(zh) }
    }
}

impl Deref for Bilingual {
    type Target = str;

    fn deref(&self) -> &str {
        &self.en
    }
}

impl fmt::Display for Bilingual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl PartialEq<&str> for Bilingual {
    fn eq(&self, other: &&str) -> bool {
        self.en == *other
    }
}

/// A part of a sentence, which may be another one in each language.
pub trait Part {
    /// The part in a language.
    fn part(&self, language: Language) -> Cow<'_, str>;
}

impl Part for str {
    fn part(&self, _: Language) -> Cow<'_, str> {
        self.into()
    }
}

impl Part for String {
    fn part(&self, _: Language) -> Cow<'_, str> {
        self.as_str().into()
    }
}

impl Part for Bilingual {
    fn part(&self, language: Language) -> Cow<'_, str> {
        self.get(language).into()
    }
}

impl Part for usize {
    fn part(&self, _: Language) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl Part for u32 {
    fn part(&self, _: Language) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl<T: Part + ?Sized> Part for &T {
    fn part(&self, language: Language) -> Cow<'_, str> {
        (**self).part(language)
    }
}

/// Says one sentence in both languages: its form in English, its form in Chinese, and the parts of both.
macro_rules! both {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::language::Bilingual::new($en, $zh)
    };
    ($en:literal, $zh:literal, $($part:expr),+ $(,)?) => {
        $crate::language::Bilingual {
            en: format!(
                $en,
                $($crate::language::Part::part(&$part, $crate::language::Language::En)),+
            ),
            zh: format!(
                $zh,
                $($crate::language::Part::part(&$part, $crate::language::Language::Zh)),+
            ),
        }
    };
}
pub(crate) use both;

/// True for a Han character.
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language_first() {
        for (locale, language) in [
            (Some("zh_CN.UTF-8"), Language::Zh),
            (Some("zh"), Language::Zh),
            (Some("ZH-TW"), Language::Zh),
            (Some("zhuang"), Language::En),
            (Some("en_US.UTF-8"), Language::En),
            (Some("C"), Language::En),
            (None, Language::En),
        ] {
            assert_eq!(Language::of(locale), language, "{locale:?}");
        }
    }
}
