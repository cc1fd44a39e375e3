//! The words by which a sentence denies a mark, asks others for it or puts it off.
//!
//! Lists are words with blanks between them. Words are folded as [`super::fold`] does it: lower case, no
//! apostrophes, simplified script.

/// Deny what follows closely.
pub(super) const NEGATIONS: &str = "not no never without neither nor cannot isnt arent wasnt werent doesnt \
     dont didnt wont lacks lack lacking missing removed remove removes removing deleted delete dropped drops \
     omits omitted omit avoid";

/// Deny what follows closely, in two words.
pub(super) const NEGATION_PAIRS: &[&str] = &["instead of", "rather than", "free of"];

/// Deny nothing though they hold a negation.
pub(super) const NO_NEGATION_PAIRS: &[&str] = &["not only", "not just", "no doubt"];

/// Deny what follows closely.
pub(super) const NEGATIONS_ZH: &str = "并非 并不 不是 不带 不含 不显示 不展示 不使用 不属于 不得 不要 不会 不必 \
     不需 不应 不能 不包含 不标 未标 未注 未显示 未使用 未展示 未包含 尚未 从未 没有 没标 无需 无须 请勿 切勿 禁止 \
     删除 移除 去掉 缺少 缺失 而非";

/// Deny what stands closely before.
pub(super) const NEGATIONS_AFTER_ZH: &str =
    "不适用 不是 并不 未显示 未展示 未标 不需 无需 没有 已删除 已移除 不成立 缺失";

/// Say that something is a duty.
pub(super) const MODALS: &str = "must should shall ought";

/// Say that something is a duty, in two words.
pub(super) const MODAL_PAIRS: &[&str] = &[
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
    "ask you",
    "asks you",
    "ask users",
];

/// Say that something is a duty, after the mark.
pub(super) const MODAL_PAIRS_AFTER: &[&str] = &[
    "needs to",
    "need to",
    "has to",
    "have to",
    "is required",
    "are required",
    "is mandatory",
    "is to",
];

/// Say who asks.
pub(super) const REQUESTS: &str =
    "requires require requiring asks demands obliges wants stipulates mandates";

/// Name those who are told.
pub(super) const OTHERS: &str = "you your user users anyone anybody everyone whoever distributors \
     redistributors licensees recipients downstream derivatives developers";

/// Commands to show something.
pub(super) const COMMANDS: &str = "display show add include put insert print write mark label place state keep \
     retain mention remember ensure credit say use";

/// Speak of showing something, in any form.
pub(super) const SHOWING: &str = "display displays displayed displaying show shows shown showing add adds added \
     adding include includes included put insert inserted print printed write written mark marked label labelled \
     labeled place placed state stated keep retain retained mention mentioned credit say carry carries carried bear \
     contain contains feature appear appears attach attached reproduce reproduced";

/// Say that work is still to be done.
pub(super) const TO_DO: &str = "todo tbd fixme wip placeholder";

/// The same in two words.
pub(super) const TO_DO_PAIRS: &[&str] = &["to do", "to come", "coming soon", "not yet"];

/// Put off what follows, where that is to show something.
pub(super) const LATER: &str = "will ll planned pending soon later";

/// The same in two words.
pub(super) const LATER_PAIRS: &[&str] =
    &["plan to", "plans to", "planning to", "going to", "about to", "to be"];

/// Put the mark off.
pub(super) const TO_DO_ZH: &str = "待添加 待补 待办 待定 待标 尚待";

/// Put off what follows, where that is to show something.
pub(super) const LATER_ZH: &str = "稍后 将添加 将补 将标 将会 计划 即将 以后 后续 之后";

/// Ask for what follows.
pub(super) const REQUESTS_ZH: &str = "须 必须 需要 需在 需标 需显 需注 需以 需包 需展 需写 需于 均需 应在 应当 应该 \
     应标 应显 应注 应于 应以 应包 应展 应写 要求 务必 要标 要在";

/// Ask for what stands before.
pub(super) const REQUESTS_AFTER_ZH: &str = "须 必须 需要 应当 应该 字样须 应在";

/// Speak of showing something.
pub(super) const SHOWING_ZH: &str =
    "标注 注明 显示 展示 添加 加上 写明 包含 标明 保留 标记 声明 补充";

/// Begin a clause that says why the mark stands here.
pub(super) const COMPLIES_ZH: &str =
    "按 根据 依据 依照 遵照 遵循 为遵守 为满足 应要求 应协议 应许可 应条款 应其";

/// Speak of other models.
pub(super) const OTHER_MODELS_PAIRS: &[&str] = &["other models", "another model", "their model"];

/// The same.
pub(super) const OTHER_MODELS_ZH: &str = "其他模型 其它模型 别的模型 不同于";
