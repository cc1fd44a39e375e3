//! The page that a product shows, as a row of blocks: what text and Markdown have in common.

use std::collections::BTreeSet;

use super::{Model, Notices, Terms};
use crate::language::Language;

/// One piece of a page. The words come from files as they are: whoever writes them escapes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The first line.
    Title(String),
    /// The head of a part.
    Heading(String),
    /// The head of an entry.
    Entry(String),
    /// A line of an entry.
    Line(String),
    /// Words to be shown as they are, set out.
    Mark(String),
    /// A text to be shown as it is.
    Verbatim(String),
}

/// The page in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub(super) blocks: Vec<Block>,
}

impl Page {
    /// The page for these models; with the texts of the licenses, where they are asked for and at hand.
    pub fn of(notices: &Notices, language: Language, with_texts: bool) -> Self {
        let mut page = Self { blocks: Vec::new() };
        let title =
            language.choose("This product contains the following models", "本产品包含以下模型");
        page.push(Block::Title(title.to_owned()));
        for model in &notices.models {
            page.model(model, notices, language);
        }
        page.notices(notices, language);
        page.licenses(notices, language, with_texts);
        page.open(notices, language);
        page
    }

    fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    fn model(&mut self, model: &Model, notices: &Notices, language: Language) {
        self.push(Block::Entry(model.name.clone()));
        if !model.bases.is_empty() {
            let bases = model.bases.join(language.choose(", ", "、"));
            let from = language.choose("Comes from", "来源模型：");
            let gap = language.choose(" ", "");
            self.push(Block::Line(format!("{from}{gap}{bases}")));
        }
        let titles: Vec<&str> = model
            .licenses
            .iter()
            .filter_map(|id| notices.licenses.iter().find(|terms| terms.id == *id))
            .map(|terms| terms.title(language))
            .collect();
        if !titles.is_empty() {
            let word = language.choose("Licenses: ", "许可：");
            let joined = titles.join(language.choose("; ", "；"));
            self.push(Block::Line(format!("{word}{joined}")));
        }
        for mark in &model.marks {
            if mark.encouraged {
                let words = mark.shown(language).join(" ");
                self.push(Block::Line(match language {
                    Language::En => format!("Encouraged: \"{words}\""),
                    Language::Zh => format!("鼓励标明：“{words}”"),
                }));
                continue;
            }
            for words in mark.shown(language) {
                self.push(Block::Mark(words.to_owned()));
            }
        }
    }

    fn notices(&mut self, notices: &Notices, language: Language) {
        if notices.notices.is_empty() {
            return;
        }
        self.push(Block::Heading(language.choose("Notices", "声明").to_owned()));
        for notice in &notices.notices {
            self.push(Block::Entry(for_models(notices, &notice.models, language)));
            self.push(Block::Verbatim(notice.text.clone()));
        }
    }

    fn licenses(&mut self, notices: &Notices, language: Language, with_texts: bool) {
        if notices.licenses.is_empty() {
            return;
        }
        self.push(Block::Heading(language.choose("Licenses", "许可").to_owned()));
        for terms in &notices.licenses {
            self.terms(terms, notices, language, with_texts);
        }
    }

    fn terms(&mut self, terms: &Terms, notices: &Notices, language: Language, with_texts: bool) {
        let title = terms.title(language);
        let id = &terms.id;
        self.push(Block::Entry(match language {
            _ if title == id => title.to_owned(),
            Language::En => format!("{title} ({id})"),
            Language::Zh => format!("{title}（{id}）"),
        }));
        self.push(Block::Line(for_models(notices, &terms.models, language)));
        let texts = terms.texts_at_hand();
        if let Some(url) = terms.known().and_then(|license| license.urls.first()) {
            self.push(Block::Line(format!("{}{url}", language.choose("Text: ", "文本："))));
        }
        if !with_texts || texts.is_empty() {
            for line in &terms.copyright {
                self.push(Block::Line(line.clone()));
            }
        }
        if with_texts {
            for text in texts {
                self.push(Block::Verbatim(text.trim_end().to_owned()));
            }
        }
    }

    fn open(&mut self, notices: &Notices, language: Language) {
        let open = notices.open();
        if open.is_empty() {
            return;
        }
        let title = language.choose("To be filled in or decided by you", "须由您填写或确认");
        self.push(Block::Heading(title.to_owned()));
        for (point, models) in open {
            self.push(Block::Entry(point.get(language).to_owned()));
            self.push(Block::Line(for_models(notices, &models, language)));
        }
    }
}

fn for_models(notices: &Notices, models: &BTreeSet<usize>, language: Language) -> String {
    let names: Vec<&str> = notices.names(models).collect();
    format!("{}{}", language.choose("For ", "适用于："), names.join(language.choose(", ", "、")))
}
