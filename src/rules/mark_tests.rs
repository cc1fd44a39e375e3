//! Forms in which a mark is shown, and forms in which it stands without being shown, each over five
//! families of marks.

use crate::{
    document::DocumentKind,
    identify::{Identity, Match, Verdict},
    library::{Library, duty::DutyKind},
};

use super::{
    context::Doubt,
    mark::{Sight, in_cards, in_documents, is_bare},
    pattern::Pattern,
    testing::Folder,
};

const MARKS: [&str; 5] = [
    "Skywork Inside",
    "Built with Llama",
    "Baichuan Inside",
    "Duix.Avatar/guiji.cn",
    "Powered by Stability AI",
];

const SHOWN: &[&str] = &[
    "# Acme-7B\n\n{M}",
    "# Acme-7B - {M}\n\nA model.",
    "## {M}",
    "This model is **{M}**.",
    "[{M}](https://example.org)",
    "![{M}](mark.png)",
    "- {M}",
    "> {M}",
    "We trained a model. {M}. It is small.",
    "| Mark | {M} |\n| --- | --- |",
    "| Acme-7B | {M} |",
    "As the license requires, this model is {M}.",
    "In accordance with the license we state: {M}",
    "We are required to display the mark, and so we do: {M}",
    "This is not an official model; {M}.",
    "Not affiliated with the licensor. {M}!",
    "Not only {M}, but also tested by us.",
    "{M}, not endorsed by the licensor",
    "{M} (not an official release)",
    "“{M}”",
    "【{M}】",
    "本模型为 {M}。",
    "本模型基于开源模型微调，标注：{M}",
    "按照许可协议要求，本模型标注“{M}”",
    "根据协议要求：{M}",
    "本模型由开源模型二次开发而来，按照许可协议的要求，在此标注：{M}。",
    "应许可协议要求，本模型标注“{M}”",
    "License mark: {M}",
    "Label: {M}",
    "Please note: {M}",
    "Acme-7B is {M}.",
    "Attribution:\n\n- {M}\n- base model: foo",
    "本模型非常好用，{M}",
    "You must keep the license.\n\n{M}",
    "{M} and tuned to be helpful.",
    "{M}; weights will be updated weekly.",
    "The goal is to help people, {M}.",
    "It should run anywhere, {M}.",
    "It requires 16 GB of memory and is {M}.",
    "Please use the chat template, {M}.",
    "Use the template below, {M}.",
    "If you like it, {M}.",
    "本模型需要较大显存，{M}",
    "请引用我们的论文，{M}",
    "后续版本将开源，{M}",
    "If you use this model, please cite us.\n\n{M}",
    "<h2 align=\"center\">{M}</h2>",
    "<p align=\"center\"><b>{M}</b></p>",
    "<img src=\"mark.png\" alt=\"{M}\">",
    "<a href=\"https://example.org\">{M}</a>",
    "<details><summary>About</summary>\n\n{M}\n\n</details>",
    "1. {M}\n2. small",
    "---\nlicense: other\n---\n\n{M}",
    "***{M}***",
    "~~old~~ {M}",
    "## 标识\n\n{M}",
    "## 声明\n\n本模型为衍生模型。{M}",
    "<div>本模型标识：{M}</div>",
    "| 项目 | 内容 |\n| --- | --- |\n| 标识 | {M} |",
];

const NOT_SHOWN: &[(&str, Doubt)] = &[
    ("This model is not {M}.", Doubt::Denied),
    ("It isn't {M}.", Doubt::Denied),
    ("This was never {M}.", Doubt::Denied),
    ("A model without the “{M}” mark", Doubt::Denied),
    ("We removed the {M} badge.", Doubt::Denied),
    ("“{M}” does not apply to this model.", Doubt::Denied),
    ("{M}?", Doubt::Denied),
    ("本模型并非 {M}。", Doubt::Denied),
    ("本模型没有标注“{M}”", Doubt::Denied),
    ("本模型不是{M}", Doubt::Denied),
    ("“{M}”不适用于本模型", Doubt::Denied),
    ("You must display \"{M}\" on your site.", Doubt::AskedOfOthers),
    ("Derivatives should include \"{M}\".", Doubt::AskedOfOthers),
    ("If you distribute this model, show {M} in your card.", Doubt::AskedOfOthers),
    ("Please add \"{M}\" to your card.", Doubt::AskedOfOthers),
    ("The license requires the mark {M}.", Doubt::AskedOfOthers),
    ("Display \"{M}\" prominently.", Doubt::AskedOfOthers),
    ("\"{M}\" must be displayed by users.", Doubt::AskedOfOthers),
    ("Users must:\n\n- keep the license\n- show {M}", Doubt::AskedOfOthers),
    ("须标注“{M}”", Doubt::AskedOfOthers),
    ("使用者应当在显著位置标注“{M}”", Doubt::AskedOfOthers),
    ("请在模型卡中添加“{M}”", Doubt::AskedOfOthers),
    ("许可协议要求标注“{M}”", Doubt::AskedOfOthers),
    ("按照许可协议，使用者须标注“{M}”", Doubt::AskedOfOthers),
    ("发布衍生模型的，应标注：“{M}”", Doubt::AskedOfOthers),
    ("应标注：“{M}”", Doubt::AskedOfOthers),
    ("“{M}”必须显著标注", Doubt::AskedOfOthers),
    ("TODO: {M}", Doubt::ToDo),
    ("We will add \"{M}\" soon.", Doubt::ToDo),
    ("\"{M}\" to be added", Doubt::ToDo),
    ("## TODO\n\n{M}", Doubt::ToDo),
    ("[ ] {M}", Doubt::ToDo),
    ("待添加：{M}", Doubt::ToDo),
    ("后续将添加“{M}”", Doubt::ToDo),
    ("We plan to show {M} here.", Doubt::ToDo),
    ("“{M}” will be added", Doubt::ToDo),
    ("即将标注 {M}", Doubt::ToDo),
    ("Other-Model-70B is {M}.", Doubt::AnotherModel),
    ("Unlike others, which are {M}, this one is free.", Doubt::AnotherModel),
    ("- Other-70B: {M}", Doubt::AnotherModel),
    ("| Model | Mark |\n|---|---|\n| Other-70B | {M} |", Doubt::AnotherModel),
    ("## Related models\n\n{M}", Doubt::AnotherModel),
    ("### Other-70B\n\n{M}", Doubt::AnotherModel),
    ("```\n{M}\n```", Doubt::Code),
    ("<!-- {M} -->", Doubt::Unseen),
    ("<!--\n{M}\n-->", Doubt::Unseen),
    ("[our site](https://example.org \"{M}\")", Doubt::Unseen),
    ("<span hidden>{M}</span>", Doubt::Unseen),
    ("<span style=\"display:none\">{M}</span>", Doubt::Unseen),
    ("<img src=\"mark.png\" title=\"{M}\">", Doubt::Unseen),
    ("---\n# {M}\nlicense: other\n---\n\n# A", Doubt::Unseen),
    ("~~{M}~~", Doubt::Unseen),
    ("<del>{M}</del>", Doubt::Unseen),
    ("    {M}", Doubt::Code),
    ("禁止去除“{M}”标识", Doubt::Denied),
    ("尚未标注“{M}”", Doubt::Denied),
    ("x-{M}", Doubt::LongerWord),
    ("{M}/more", Doubt::LongerWord),
    ("see example.org/{M}", Doubt::LongerWord),
];

fn sight(card: &str, mark: &str) -> Sight {
    let pattern = Pattern::mark(mark, false);
    Folder::new("acme/acme-7b").card(card).read(|reading| in_cards(reading, &pattern, false))
}

#[test]
fn what_a_reader_sees_counts() {
    for mark in MARKS {
        for form in SHOWN {
            let card = form.replace("{M}", mark);
            assert_eq!(sight(&card, mark), Sight::Shown, "{card}");
        }
    }
}

#[test]
fn what_is_no_statement_does_not_count() {
    for mark in MARKS {
        for (form, expected) in NOT_SHOWN {
            let card = form.replace("{M}", mark);
            match sight(&card, mark) {
                Sight::NotShown(Some(near)) => assert_eq!(near.doubt, *expected, "{card}"),
                other => panic!("{card}: {other:?}"),
            }
        }
    }
}

/// Every mark and sentence of the knowledge base that a card may have to show, alone and in a sentence of each
/// language.
#[test]
fn every_mark_that_is_known_is_seen_in_its_plain_form() {
    let library = Library::embedded();
    let mut tried = 0;
    for id in library.ids() {
        let Some(license) = library.license(id) else { continue };
        for duty in &license.duty {
            let is_sentence = duty.kind == DutyKind::AttributionText;
            if !is_sentence && duty.kind != DutyKind::DisplayMark {
                continue;
            }
            for mark in &duty.marks {
                tried += 1;
                let pattern = if is_sentence {
                    Pattern::line(mark, duty.template)
                } else {
                    Pattern::mark(mark, duty.template)
                };
                for form in
                    ["# Acme-7B\n\n{M}\n", "# Acme-7B\n\n**{M}**\n", "# 模型\n\n本模型标识：{M}\n"]
                {
                    let card = form.replace("{M}", mark);
                    let seen = Folder::new("acme/acme-7b")
                        .card(&card)
                        .read(|reading| in_cards(reading, &pattern, false));
                    assert_eq!(seen, Sight::Shown, "{id}: {card}");
                }
            }
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_longer_word_and_look_alike_letters_do_not_count() {
    for (mark, card) in [
        ("Skywork Inside", "Skywork Insider"),
        ("Skywork Inside", "Skywork  and Inside"),
        ("Built with Llama", "Built with LlamaIndex"),
        ("Built with Llama", "Built with Llama.cpp"),
        ("Built with Llama", "Built with LLaMA Factory"),
        ("Built with Llama", "Rebuilt with Llama"),
        ("Powered by Stability AI", "Powered by Stability"),
    ] {
        assert_ne!(sight(card, mark), Sight::Shown, "{card}");
    }
    let Sight::NotShown(Some(near)) = sight("Skyw\u{43e}rk Inside", "Skywork Inside") else {
        panic!("look-alike letters counted")
    };
    assert_eq!(near.doubt, Doubt::LookAlike);
}

#[test]
fn the_front_matter_is_not_seen() {
    let Sight::NotShown(Some(near)) =
        sight("---\ntags: Skywork Inside\n---\n# Acme\n", "Skywork Inside")
    else {
        panic!("front matter counted")
    };
    assert_eq!((near.doubt, near.line), (Doubt::Unseen, 2));
}

#[test]
fn a_mark_in_an_embedded_license_does_not_count() {
    let card = "# Acme\n\nTerms:\n\nsay Skywork Inside\n\nend\n\nSkywork Inside\n";
    let identity = |lines| Identity {
        verdict: Verdict::Equivalent,
        licenses: vec![Match {
            id: Some("skywork-community".to_owned()),
            family: "inside".to_owned(),
            verdict: Verdict::Equivalent,
            coverage: 1.0,
            lines,
            deviations: Vec::new(),
        }],
    };
    let look = |lines| {
        Folder::new("acme/acme")
            .card_at("README.md", card, Some(identity(lines)))
            .read(|reading| in_cards(reading, &Pattern::mark("Skywork Inside", false), false))
    };
    assert_eq!(look((3, 7)), Sight::Shown);
    let Sight::NotShown(Some(near)) = look((3, 9)) else { panic!("a license text counted") };
    assert_eq!((near.doubt, near.line), (Doubt::InLicenseText, 5));
}

#[test]
fn any_card_of_the_unit_counts() {
    let sight = Folder::new("acme/acme")
        .card("# Acme\n")
        .card_at("README_zh.md", "# 模型\n\nSkywork Inside\n", None)
        .read(|reading| in_cards(reading, &Pattern::mark("Skywork Inside", false), false));
    assert_eq!(sight, Sight::Shown);
}

#[test]
fn a_bare_name_must_stand_alone() {
    let all = ["Duix.Avatar/guiji.cn".to_owned(), "Duix.Avatar".to_owned()];
    assert!(is_bare("Duix.Avatar", &all, None));
    assert!(!is_bare("Duix.Avatar/guiji.cn", &all, Some("duixcom/Duix.Avatar")));
    let bare = |card: &str| {
        Folder::new("acme/acme")
            .card(card)
            .read(|reading| in_cards(reading, &Pattern::mark("Duix.Avatar", false), true))
    };
    assert_eq!(bare("# A\n\n**Duix.Avatar**"), Sight::Shown);
    assert_eq!(bare("# A\n\nThe mark: \"Duix.Avatar\""), Sight::Shown);
    assert!(matches!(
        bare("# A\n\nFine-tuned from Duix.Avatar for us."),
        Sight::NotShown(Some(near)) if near.doubt == Doubt::OnlyNamesTheBase
    ));
}

#[test]
fn a_notice_line_inside_a_license_text_is_a_demand() {
    let line = "X is licensed under the X License, Copyright © X.";
    let look = |content: &str, is| {
        Folder::new("acme/acme").text("LICENSE", DocumentKind::License, content, is).read(
            |reading| in_documents(reading, &[DocumentKind::License], &Pattern::line(line, false)),
        )
    };
    let text = format!("You must keep this line:\n\"{line}\"\n");
    assert!(matches!(look(&text, Some(("x", "x", Verdict::Exact))), Sight::NotShown(Some(_))));
    assert_eq!(look(line, None), Sight::Shown);
}

#[test]
fn a_hostile_card_takes_no_long_time() {
    for (piece, card) in [
        ("not Skywork Inside and ", "# A\n\n"),
        ("not Skywork Inside\n\n", "# A\n\n"),
        ("| B-7B | Skywork Inside ", "# A\n\n|"),
        ("see LICENSE [x](LICENSE-x) ", ""),
        ("- you must: a-1/b:\n- Skywork Inside,\n", ""),
    ] {
        let card = format!("{card}{}", piece.repeat(20_000));
        let folder = Folder::new("acme/acme-7b").card(&card).base(
            "Skywork/Skywork-13B",
            crate::lineage::Relation::Finetune,
            &["skywork-community"],
        );
        let begun = std::time::Instant::now();
        let findings = folder.check();
        assert!(begun.elapsed().as_secs() < 20, "{piece}: {:?}", begun.elapsed());
        assert!(findings.len() < 300, "{piece}: {}", findings.len());
    }
}
