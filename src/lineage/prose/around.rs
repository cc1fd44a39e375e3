//! What stands before a name that is used as a base, and what a sentence goes on with behind one.

use super::{
    super::{cue::Cue, vocabulary::SELF},
    Sentence,
    gap::clause,
};
use crate::declared::{own, sentence::find_word};

impl Sentence<'_> {
    /// "Built upon X, Y is ...": what comes from X is another model, Y. "Based on X, train ..." tells the reader
    /// what to do.
    pub(super) fn goes_on_with_another(&self, from: usize) -> bool {
        let rest = &self.passage.text[from..self.range.end.max(from)];
        let Some(comma) = rest.find([',', '，']).filter(|at| *at <= 48) else { return false };
        let after = rest[comma..].trim_start_matches([',', '，', ' ']);
        let next = after.split_whitespace().next().unwrap_or_default();
        let told = ["use", "run", "train", "you", "please", "download", "set"];
        told.iter().any(|word| next.eq_ignore_ascii_case(word))
            || self.own.foreign_subject(after).is_some()
    }

    pub(super) fn is_used_as_base(&self, cue: &Cue, before: &str) -> bool {
        if cue.words.starts_with("as ") {
            let verbs = [
                "use",
                "uses",
                "used",
                "using",
                "with",
                "take",
                "takes",
                "taking",
                "leverage",
                "leverages",
                "leveraging",
                "adopt",
                "adopts",
                "employ",
                "employs",
                "utilizes",
                "choose",
                "chose",
            ];
            return verbs.iter().any(|verb| find_word(clause(before), verb).is_some());
        }
        let these = ["本", "该", "此", "この", "当モデル", "이 모델", "본 모델"];
        let said = SELF.iter().chain(&these).any(|word| before.contains(word));
        let named = own::leading_names(before.trim_start_matches(['*', '_', ' ']));
        said || before.trim().is_empty()
            || self.own.owns(before.trim())
            || named.iter().any(|name| self.own.owns(name))
    }
}
