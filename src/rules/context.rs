//! Why a mark that stands in a card is no statement about this model.
//!
//! A rule that fires on a model that is right is as bad as one that is silent, so each reason below
//! needs a plain sign in the same sentence, or in the line that introduces a list.

use super::{
    fold::{Kind, Token, name_key},
    pattern::{Hit, ends_sentence},
};

/// Why a mark does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The sentence denies it, or asks.
    Denied,
    /// It tells others to show it.
    AskedOfOthers,
    /// It is still to be done.
    ToDo,
    /// It is said of another model.
    AnotherModel,
    /// It stands inside a license text.
    InLicenseText,
    /// It stands in a block of code.
    Code,
    /// It is a part of a longer word, name or address.
    LongerWord,
    /// Some of its letters only look like the mark's.
    LookAlike,
    /// It is the base model's own name, and nothing more.
    OnlyNamesTheBase,
    /// No reader of the rendered card sees it.
    Unseen,
}

impl Doubt {
    /// The reason, to stand after "which does not count:".
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Denied => "it is denied there",
            Self::AskedOfOthers => "it is asked of others there",
            Self::ToDo => "it is still to be done there",
            Self::AnotherModel => "it is said of another model there",
            Self::InLicenseText => "it is part of a license text there",
            Self::Code => "it stands in a block of code",
            Self::LongerWord => "it is part of a longer word, name or address there",
            Self::LookAlike => "some of its letters only look alike",
            Self::OnlyNamesTheBase => "it only names the base model there",
            Self::Unseen => "a reader of the rendered card does not see it there",
        }
    }
}

/// The names that tell this model from others, folded to letters and digits.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Its own: folder, `owner/name`, title.
    pub(super) ours: Vec<String>,
    /// Its bases'.
    pub(super) bases: Vec<String>,
}

impl Names {
    fn is_ours(&self, name: &str) -> bool {
        let key = name_key(name);
        self.ours.iter().any(|own| own.contains(&key) || key.contains(own.as_str()))
    }

    /// True for a name of another model. Where nothing tells what this one is called, none is.
    pub(super) fn is_another(&self, name: &str) -> bool {
        !self.ours.is_empty() && looks_like_a_model(name) && !self.is_ours(name)
    }

    /// True for a name of a base.
    pub(super) fn is_base(&self, name: &str) -> bool {
        let key = name_key(name);
        self.bases.iter().any(|base| base.ends_with(&key) || key.ends_with(base.as_str()))
    }
}

/// A name such as `Foo-7B` or `acme/foo`; licenses and encodings are written alike and are none.
fn looks_like_a_model(name: &str) -> bool {
    let lower = name.to_lowercase();
    let other =
        ["cc-", "apache-", "gpl-", "lgpl-", "agpl-", "bsd-", "mit-", "utf-", "sha-", "http"]
            .iter()
            .any(|head| lower.starts_with(head));
    !other
        && !name.contains(char::is_whitespace)
        && name.contains(['-', '/', '_'])
        && name.contains(char::is_alphabetic)
        && (name.contains('/') || name.contains(|ch: char| ch.is_ascii_digit()))
}

/// Where a mark stands.
pub(super) struct Surroundings<'a> {
    /// The tokens of its passage.
    pub(super) passage: &'a [Token],
    /// The mark.
    pub(super) hit: Hit,
    /// The line that introduces the list or block that the passage is part of.
    pub(super) intro: Option<&'a [Token]>,
    /// The names of models.
    pub(super) names: &'a Names,
}

/// Why the mark does not count; `None` where it does.
pub(super) fn doubt(place: &Surroundings) -> Option<Doubt> {
    let text = place.passage;
    let start =
        (0..place.hit.first).rev().find(|at| ends_sentence(text, *at)).map_or(0, |at| at + 1);
    let end = (place.hit.end..text.len()).find(|at| ends_sentence(text, *at)).unwrap_or(text.len());
    let sentence =
        Sentence { before: &text[start..place.hit.first], after: &text[place.hit.end..end] };
    if text.get(end).is_some_and(|sign| sign.is_sign("?")) {
        return Some(Doubt::Denied);
    }
    let intro = place.intro.map(|intro| Sentence { before: last_sentence(intro), after: &[] });
    let all = || std::iter::once(&sentence).chain(intro.as_ref());
    if all().any(Sentence::is_to_do) {
        Some(Doubt::ToDo)
    } else if all().any(Sentence::denies) {
        Some(Doubt::Denied)
    } else if all().any(Sentence::asks_others) {
        Some(Doubt::AskedOfOthers)
    } else if sentence.speaks_of_another(place.names, start == 0) {
        Some(Doubt::AnotherModel)
    } else {
        None
    }
}

fn last_sentence(text: &[Token]) -> &[Token] {
    let end = text.len();
    let start = (0..end.saturating_sub(1)).rev().find(|at| ends_sentence(text, *at));
    &text[start.map_or(0, |at| at + 1)..]
}

/// The sentence of a mark, without the mark.
struct Sentence<'a> {
    before: &'a [Token],
    after: &'a [Token],
}

const NEGATIONS: &[&str] = &[
    "not", "no", "never", "without", "neither", "nor", "cannot", "isnt", "arent", "wasnt",
    "werent", "doesnt", "dont", "didnt", "wont", "lacks", "lack", "lacking", "missing", "removed",
    "remove", "removes", "removing", "deleted", "delete", "dropped", "drops", "omits", "omitted",
    "omit", "avoid",
];

const NEGATIONS_ZH: &[&str] = &[
    "并非",
    "并不",
    "不是",
    "不带",
    "不含",
    "不显示",
    "不展示",
    "不使用",
    "不属于",
    "不得",
    "不要",
    "不会",
    "不必",
    "不需",
    "不应",
    "不能",
    "不包含",
    "不标",
    "未标",
    "未注",
    "未显示",
    "未使用",
    "未展示",
    "未包含",
    "尚未",
    "从未",
    "没有",
    "没标",
    "无需",
    "无须",
    "请勿",
    "切勿",
    "禁止",
    "删除",
    "移除",
    "去掉",
    "缺少",
    "缺失",
    "而非",
];

const NEGATIONS_AFTER_ZH: &[&str] = &[
    "不适用",
    "不是",
    "并不",
    "未显示",
    "未展示",
    "未标",
    "不需",
    "无需",
    "没有",
    "已删除",
    "已移除",
    "不成立",
    "缺失",
];

const MODALS: &[&str] = &["must", "should", "shall", "ought"];

const MODAL_PAIRS: &[&str] = &[
    "need to",
    "needs to",
    "have to",
    "has to",
    "required to",
    "obliged to",
    "asked to",
    "is to",
    "are to",
    "remember to",
    "sure to",
    "forget to",
];

const REQUESTS: &[&str] = &[
    "requires",
    "require",
    "requiring",
    "asks",
    "demands",
    "obliges",
    "wants",
    "stipulates",
    "mandates",
];

const OTHERS: &[&str] = &[
    "you",
    "your",
    "user",
    "users",
    "anyone",
    "anybody",
    "everyone",
    "whoever",
    "distributors",
    "redistributors",
    "licensees",
    "recipients",
    "downstream",
    "derivatives",
    "developers",
];

const VERBS: &[&str] = &[
    "display", "show", "add", "include", "put", "insert", "print", "write", "mark", "label",
    "place", "state", "keep", "retain", "mention", "remember", "ensure", "credit", "say", "use",
];

const TO_DO: &[&str] = &["todo", "tbd", "fixme", "wip", "pending", "planned", "placeholder"];

const TO_DO_PAIRS: &[&str] = &[
    "to do",
    "will add",
    "will be",
    "will show",
    "will display",
    "will include",
    "will carry",
    "ll add",
    "to come",
    "not yet",
    "plan to",
    "plans to",
    "planning to",
    "going to",
    "about to",
    "coming soon",
    "add later",
    "added later",
    "to be",
];

const TO_DO_ZH: &[&str] = &[
    "待添加",
    "待补",
    "待办",
    "待定",
    "待标",
    "稍后",
    "将添加",
    "将补",
    "将标",
    "将会",
    "计划",
    "即将",
    "以后",
    "后续",
    "尚待",
];

const REQUESTS_ZH: &[&str] = &[
    "须", "必须", "需要", "需在", "需标", "需显", "需注", "需以", "需包", "需展", "需写", "需于",
    "均需", "应在", "应当", "应该", "应标", "应显", "应注", "应于", "应以", "应包", "应展", "应写",
    "要求", "务必", "要标", "要在",
];

impl Sentence<'_> {
    /// True for work that is still to be done, here or in this sentence.
    fn is_to_do(&self) -> bool {
        let box_open = matches!(self.before, [open, close, ..] if open.is_sign("[") && close.is_sign("]"))
            || self.before.first().is_some_and(|first| first.is_sign("☐"));
        let has = |part: &[Token]| {
            let words = words(part);
            let han = han(part);
            any(&words, TO_DO)
                || any_pair(&words, TO_DO_PAIRS)
                || TO_DO_ZH.iter().any(|w| han.contains(w))
        };
        box_open || has(self.before) || has(first_clause(self.after))
    }

    /// True where a negation stands close to the mark.
    fn denies(&self) -> bool {
        let before = last_clause(self.before);
        let near = words(&before[before.len().saturating_sub(6)..]);
        // "Missing: the mark" denies it; "not affiliated with Meta: the mark" does not.
        let only =
            !matches!(before.last(), Some(last) if last.is_sign(":")) || words(before).len() <= 2;
        let not_only = any_pair(&near, &["not only", "not just", "no doubt"]);
        if only && !not_only && any(&near, NEGATIONS)
            || any_pair(&near, &["instead of", "rather than", "free of"])
        {
            return true;
        }
        let after: Vec<&str> = words(first_clause(self.after))
            .into_iter()
            .take_while(|word| !matches!(*word, "and" | "but" | "or" | "which" | "while"))
            .take(4)
            .collect();
        if after.len() > 1 && any(&after, NEGATIONS) {
            return true;
        }
        let han_before = han(before);
        let near_zh: String = {
            let skip = han_before.chars().count().saturating_sub(10);
            han_before.chars().skip(skip).collect()
        };
        let han_after: String = han(first_clause(self.after)).chars().take(8).collect();
        near_zh.ends_with('非')
            || NEGATIONS_ZH.iter().any(|word| near_zh.contains(word))
            || NEGATIONS_AFTER_ZH.iter().any(|word| han_after.contains(word))
    }

    /// True where somebody is told to show the mark.
    fn asks_others(&self) -> bool {
        let before = words(self.before);
        let complies = complies(&before);
        let others = any(&before, OTHERS);
        let we = any(&before, &["we", "i"]);
        if (any(&before, MODALS) || any_pair(&before, MODAL_PAIRS))
            && (others || !we)
            && (others || !complies)
            || any(&before, REQUESTS) && !complies
            || any_pair(
                &before,
                &["if you", "when you", "whenever you", "asks you", "ask you", "ask users"],
            )
        {
            return true;
        }
        let pleads = before.windows(2).any(|pair| pair[0] == "please" && VERBS.contains(&pair[1]));
        let commands = before.first().is_some_and(|first| VERBS.contains(first))
            && !self.before.iter().find(|token| token.is_text()).is_some_and(|first| {
                let next = self.before.iter().position(|token| std::ptr::eq(token, first));
                next.and_then(|at| self.before.get(at + 1)).is_some_and(|next| next.is_sign(":-"))
            });
        let after = words(first_clause(self.after));
        let asked_after = any(&after, MODALS)
            || any_pair(
                &after,
                &[
                    "needs to",
                    "need to",
                    "has to",
                    "have to",
                    "is required",
                    "are required",
                    "is mandatory",
                    "is to",
                ],
            );
        if pleads || commands || asked_after {
            return true;
        }
        self.asks_others_in_chinese()
    }

    fn asks_others_in_chinese(&self) -> bool {
        let before = han_with_commas(self.before);
        // "按照协议要求，..." says why the mark stands here.
        let body = match before.split_once([',', ':']) {
            Some((intro, rest))
                if ["按", "根据", "依据", "依照", "遵照", "遵循", "为遵守", "为满足", "应"]
                    .iter()
                    .any(|head| intro.starts_with(head)) =>
            {
                rest
            }
            _ => before.as_str(),
        };
        let pleads = body.match_indices('请').any(|(at, _)| {
            !["注意", "参", "见", "查", "阅", "求"]
                .iter()
                .any(|next| body[at + '请'.len_utf8()..].starts_with(next))
        }) && !body.contains("申请");
        let after = han(first_clause(self.after));
        pleads
            || REQUESTS_ZH.iter().any(|word| body.contains(word))
            || ["须", "必须", "需要", "应当", "应该", "字样须", "应在"]
                .iter()
                .any(|word| after.starts_with(word))
    }

    /// True where the subject of the sentence is a model of another name.
    fn speaks_of_another(&self, names: &Names, begins_passage: bool) -> bool {
        let words = words(self.before);
        if any_pair(&words, &["other models", "another model", "their model"])
            || any(&words, &["unlike"])
            || ["其他模型", "其它模型", "别的模型", "不同于"]
                .iter()
                .any(|w| han(self.before).contains(w))
        {
            return true;
        }
        let (subject, rest) = subject(self.before);
        let Some(subject) = subject else { return false };
        let copula = |token: &Token| {
            matches!(
                token.text.as_str(),
                "is" | "are"
                    | "was"
                    | "were"
                    | "also"
                    | "which"
                    | "that"
                    | "itself"
                    | "a"
                    | "model"
                    | "是"
                    | "为"
                    | ","
                    | "\""
                    | "模"
                    | "型"
                    | ":"
            )
        };
        let says = rest.iter().any(|token| {
            matches!(token.text.as_str(), "is" | "are" | "was" | "were" | "是" | "为")
        });
        let lists = begins_passage && matches!(rest, [colon] if colon.is_sign(":"));
        rest.iter().all(copula) && (says || lists) && names.is_another(&subject)
    }
}

/// The last name-like run of tokens that is written without a blank, and what follows it.
fn subject(before: &[Token]) -> (Option<String>, &[Token]) {
    let mut end = before.len();
    while end > 0 {
        let mut start = end - 1;
        while start > 0 && !before[start].apart && before[start - 1].kind != Kind::Han {
            start -= 1;
        }
        let mut name_end = end;
        while name_end > start && before[name_end - 1].is_sign(",.:;\")(") {
            name_end -= 1;
        }
        let name: String =
            before[start..name_end].iter().map(|token| token.text.as_str()).collect();
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

fn words(tokens: &[Token]) -> Vec<&str> {
    tokens
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .map(|token| token.text.as_str())
        .collect()
}

fn han(tokens: &[Token]) -> String {
    tokens.iter().filter(|token| token.kind == Kind::Han).map(|token| token.text.as_str()).collect()
}

fn han_with_commas(tokens: &[Token]) -> String {
    tokens
        .iter()
        .filter(|token| token.kind == Kind::Han || token.is_sign(",:"))
        .map(|token| token.text.as_str())
        .collect()
}

fn any(words: &[&str], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(word))
}

fn any_pair(words: &[&str], pairs: &[&str]) -> bool {
    words
        .windows(2)
        .any(|pair| pairs.iter().any(|wanted| wanted.split_once(' ') == Some((pair[0], pair[1]))))
}

fn is_clause_break(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    token.is_sign(",()")
        || token.is_sign("-") && (token.apart || tokens.get(at + 1).is_some_and(|next| next.apart))
}

fn last_clause(tokens: &[Token]) -> &[Token] {
    let start = (0..tokens.len()).rev().find(|at| is_clause_break(tokens, *at));
    &tokens[start.map_or(0, |at| at + 1)..]
}

fn first_clause(tokens: &[Token]) -> &[Token] {
    let end = (0..tokens.len()).find(|at| is_clause_break(tokens, *at));
    &tokens[..end.unwrap_or(tokens.len())]
}
