//! The two languages in which licscan speaks, and words that exist in both.
//!
//! Whoever says something says it in both, side by side; which of the two is printed, the reader chooses
//! at the end. What is decided on the way, an order or a fingerprint, never depends on it.

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, clap::ValueEnum)]
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

/// Words in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

    /// The words in a language.
    pub fn get(&self, language: Language) -> &str {
        language.choose(&self.en, &self.zh)
    }
}

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
