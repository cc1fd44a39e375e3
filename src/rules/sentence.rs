//! The sentence around a mark: does it deny the mark, ask others for it, put it off, or speak of another
//! model?
//!
//! Each answer needs its words close to the mark, or words of showing between the two: a sentence that
//! says "you should use the chat template" asks nobody to show a mark.

use super::{
    context::{Names, looks_like_a_model},
    fold::{Kind, Token},
    phrases as p,
};

/// How many words may stand between a demand and the mark when no word of showing does.
const CLOSE: usize = 4;

/// How many characters before and after a mark may deny it in Chinese.
const CLOSE_BEFORE_ZH: usize = 10;
const CLOSE_AFTER_ZH: usize = 8;

/// The sentence of a mark, without the mark.
pub(super) struct Sentence<'a> {
    pub(super) before: &'a [Token<'a>],
    pub(super) after: &'a [Token<'a>],
}

impl Sentence<'_> {
    /// True for a mark that is still to be shown.
    pub(super) fn is_to_do(&self) -> bool {
        let box_open = matches!(self.before, [open, close, ..] if open.is_sign("[") && close.is_sign("]"))
            || self.before.first().is_some_and(|first| first.is_sign("☐"));
        let (before, after) = (words(self.before), words_after(self.after));
        let put_off = |words: &[&str]| {
            any(words, p::TO_DO)
                || any_pair(words, p::TO_DO_PAIRS)
                || positions(words, p::LATER, p::LATER_PAIRS)
                    .any(|at| speaks_of_showing(&words[at..]))
        };
        let before_zh = han_with_commas(self.before);
        let after_zh = han(first_clause(self.after));
        box_open
            || put_off(&before)
            || put_off(&after)
            || holds(&before_zh, p::TO_DO_ZH)
            || holds(&after_zh, p::TO_DO_ZH)
            || leads_to_mark(&before_zh, p::LATER_ZH)
            || holds(&after_zh, p::LATER_ZH) && holds(&after_zh, p::SHOWING_ZH)
    }

    /// True where a negation stands close to the mark.
    pub(super) fn denies(&self) -> bool {
        let before = last_clause(self.before);
        let near = words(&before[before.len().saturating_sub(6)..]);
        // "Missing: the mark" denies it; "not affiliated with Meta: the mark" does not.
        let colon = before.last().is_some_and(|last| last.is_sign(":"));
        let reaches = !colon || words(before).len() <= 2;
        let after = words_after(self.after);
        let close = &after[..after.len().min(CLOSE)];
        let near_zh: String = {
            let all = han(before);
            let skip = all.chars().count().saturating_sub(CLOSE_BEFORE_ZH);
            all.chars().skip(skip).collect()
        };
        let after_zh: String = han(first_clause(self.after)).chars().take(CLOSE_AFTER_ZH).collect();
        reaches && any(&near, p::NEGATIONS) && !any_pair(&near, p::NO_NEGATION_PAIRS)
            || any_pair(&near, p::NEGATION_PAIRS)
            || close.len() > 1 && any(close, p::NEGATIONS)
            || near_zh.ends_with('非')
            || holds(&near_zh, p::NEGATIONS_ZH)
            || holds(&after_zh, p::NEGATIONS_AFTER_ZH)
    }

    /// True where somebody is told to show the mark.
    pub(super) fn asks_others(&self) -> bool {
        let before = words(self.before);
        let complies = complies(&before);
        let others = any(&before, p::OTHERS);
        let we = any(&before, "we i");
        let clause = last_clause(self.before);
        let said = words(clause);
        let close = (before.len() - said.len()).max(before.len().saturating_sub(CLOSE + 1));
        let reaches = |at: usize| at >= close || speaks_of_showing(&before[at..]);
        let modal = positions(&before, p::MODALS, p::MODAL_PAIRS).any(reaches);
        let request = positions(&before, p::REQUESTS, &[]).any(reaches);
        if modal && (others || !we && !complies) || request && !complies {
            return true;
        }
        let pleads = said.windows(2).any(|two| two[0] == "please" && any(&two[1..], p::COMMANDS));
        // "Label: the mark" shows it.
        let labels = clause
            .iter()
            .position(Token::is_text)
            .is_some_and(|first| clause.get(first + 1).is_some_and(|next| next.is_sign(":-")));
        let commands = !labels && said.first().is_some_and(|first| any(&[first], p::COMMANDS));
        let after = words_after(self.after);
        pleads
            || commands
            || any(&after, p::MODALS)
            || any_pair(&after, p::MODAL_PAIRS_AFTER)
            || self.asks_others_in_chinese()
    }

    fn asks_others_in_chinese(&self) -> bool {
        let before = han_with_commas(self.before);
        let body: String = before
            .split_inclusive([',', ':'])
            .filter(|clause| !(clause.ends_with([',', ':']) && says_why(clause)))
            .collect();
        let pleads = body
            .match_indices('请')
            .any(|(at, _)| !body[..at].ends_with('申') && holds(&body[at..], p::SHOWING_ZH));
        let after = han(first_clause(self.after));
        pleads
            || leads_to_mark(&body, p::REQUESTS_ZH)
            || list(p::REQUESTS_AFTER_ZH).any(|word| after.starts_with(word))
    }

    /// True where the subject of the sentence is a model of another name.
    pub(super) fn speaks_of_another(&self, names: &Names, begins_passage: bool) -> bool {
        let words = words(self.before);
        if any_pair(&words, p::OTHER_MODELS_PAIRS)
            || any(&words, "unlike")
            || holds(&han(self.before), p::OTHER_MODELS_ZH)
        {
            return true;
        }
        let (subject, rest) = subject(self.before);
        let Some(subject) = subject else { return false };
        let copula = |token: &Token| any(&[&token.text], "is are was were 是 为");
        let filler = |token: &Token| {
            token.is_sign(",\":") || any(&[&token.text], "also which that itself a model 模 型")
        };
        let says = rest.iter().any(copula);
        let lists = begins_passage && matches!(rest, [colon] if colon.is_sign(":"));
        rest.iter().all(|token| copula(token) || filler(token))
            && (says || lists)
            && names.is_another(&subject)
    }
}

/// The last name-like run of tokens that is written without a blank, and what follows it.
fn subject<'a>(before: &'a [Token<'a>]) -> (Option<String>, &'a [Token<'a>]) {
    let mut end = before.len();
    while end > 0 {
        let mut start = end - 1;
        while start > 0 && !before[start].apart && before[start - 1].kind != Kind::Han {
            start -= 1;
        }
        let mut name_end = end;
        while name_end > start
            && (before[name_end - 1].is_sign(",.:;\")(") || before[name_end - 1].kind == Kind::Han)
        {
            name_end -= 1;
        }
        let name: String = before[start..name_end].iter().map(|token| &*token.text).collect();
        if looks_like_a_model(&name) {
            return (Some(name), &before[name_end..]);
        }
        end = start;
    }
    (None, &[])
}

/// True for a sentence that begins by saying why the mark stands here.
fn complies(words: &[&str]) -> bool {
    matches!(
        words,
        ["as" | "per" | "pursuant" | "following" | "according", ..]
            | ["in", "accordance" | "compliance" | "line" | "order" | "keeping", ..]
            | ["to", "comply" | "meet" | "satisfy" | "follow", ..]
    )
}

/// True for a clause that says why the mark stands here: "按照协议要求，...".
fn says_why(clause: &str) -> bool {
    list(p::COMPLIES_ZH).any(|head| clause.starts_with(head))
}

fn list(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split_whitespace()
}

fn any(words: &[&str], of: &'static str) -> bool {
    words.iter().any(|word| list(of).any(|other| other == *word))
}

fn any_pair(words: &[&str], pairs: &[&str]) -> bool {
    words.windows(2).any(|two| is_pair(two, pairs))
}

fn is_pair(two: &[&str], pairs: &[&str]) -> bool {
    pairs.iter().any(|wanted| wanted.split_once(' ') == Some((two[0], two[1])))
}

/// Where one of the words or pairs stands.
fn positions<'a>(
    words: &'a [&str],
    of: &'static str,
    pairs: &'a [&str],
) -> impl Iterator<Item = usize> + 'a {
    (0..words.len()).filter(move |at| {
        any(&words[*at..=*at], of) || words.get(*at..at + 2).is_some_and(|two| is_pair(two, pairs))
    })
}

fn speaks_of_showing(words: &[&str]) -> bool {
    any(words, p::SHOWING)
}

fn holds(text: &str, of: &'static str) -> bool {
    list(of).any(|word| text.contains(word))
}

/// True where one of the words stands in the clause of the mark, or leads to it by a word of showing.
fn leads_to_mark(before: &str, of: &'static str) -> bool {
    list(of).any(|word| {
        before.match_indices(word).any(|(at, _)| {
            let rest = &before[at + word.len()..];
            !rest.contains(',') || holds(rest, p::SHOWING_ZH)
        })
    })
}

fn words<'a>(tokens: &'a [Token<'a>]) -> Vec<&'a str> {
    tokens.iter().filter(|it| it.kind == Kind::Word).map(|it| &*it.text).collect()
}

/// The words of the clause that follows the mark, up to a word that begins another statement.
fn words_after<'a>(after: &'a [Token<'a>]) -> Vec<&'a str> {
    words(first_clause(after))
        .into_iter()
        .take_while(|word| !any(&[word], "and but or which while"))
        .collect()
}

fn han(tokens: &[Token]) -> String {
    tokens.iter().filter(|it| it.kind == Kind::Han).map(|it| &*it.text).collect()
}

fn han_with_commas(tokens: &[Token]) -> String {
    let kept = |token: &&Token| token.kind == Kind::Han || token.is_sign(",:");
    tokens.iter().filter(kept).map(|token| &*token.text).collect()
}

fn is_clause_break(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    token.is_sign(",()")
        || token.is_sign("-") && (token.apart || tokens.get(at + 1).is_some_and(|next| next.apart))
}

fn last_clause<'a>(tokens: &'a [Token<'a>]) -> &'a [Token<'a>] {
    let start = (0..tokens.len()).rev().find(|at| is_clause_break(tokens, *at));
    &tokens[start.map_or(0, |at| at + 1)..]
}

fn first_clause<'a>(tokens: &'a [Token<'a>]) -> &'a [Token<'a>] {
    let end = (0..tokens.len()).find(|at| is_clause_break(tokens, *at));
    &tokens[..end.unwrap_or(tokens.len())]
}
