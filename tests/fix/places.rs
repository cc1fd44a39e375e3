//! What only the author knows is never written: a place is left for it, which no reader takes for a statement,
//! and a person is told.

use super::{Store, sky, stderr};

#[test]
fn what_was_changed_is_left_to_the_author() {
    let store = Store::new().with("acme/sky/README.md", sky("A model."));
    let said = store.mended(&[]);
    let text = store.text("acme/sky/README.md");
    let place = "<!-- licscan: say here what was changed in Skywork/Skywork-13B-base, as Skywork \
                 Community License asks (clause 二.5 / II.5) -->";
    assert!(text.contains(&format!("\n\n{place}\n")), "{text}");
    assert!(said.contains("leaves a place: say here what was changed in"), "{said}");
    // The place is no statement.
    assert!(said.contains("warning[missing-change-statement]"), "{said}");
    assert!(store.rules().contains(&"missing-change-statement".to_owned()));
    // Once it is filled in, the finding is gone and no other place is left.
    let filled = text.replace(place, "Skywork-13B-base was fine-tuned on our own dialogues.");
    std::fs::write(store.file("acme/sky/README.md"), &filled).unwrap();
    store.mended(&[]);
    assert_eq!(store.text("acme/sky/README.md"), filled);
    assert!(!store.rules().contains(&"missing-change-statement".to_owned()));
}

#[test]
fn a_place_is_left_once_whatever_the_language_of_the_card_is_by_then() {
    let body = "本模型面向中文对话场景，训练数据为自建的指令数据，仅供研究与交流。";
    let store = Store::new().with("acme/sky/README.md", sky(body));
    store.mended(&[]);
    let text = store.text("acme/sky/README.md");
    assert!(
        text.contains("<!-- licscan: 请在此说明对 Skywork/Skywork-13B-base 作了哪些修改"),
        "{text}"
    );
    let english = format!("{text}\n{}", "It speaks many languages by now. ".repeat(20));
    std::fs::write(store.file("acme/sky/README.md"), &english).unwrap();
    store.mended(&[]);
    assert_eq!(store.text("acme/sky/README.md").matches("<!-- licscan").count(), 1);
}

#[test]
fn no_card_is_made_for_a_place_alone() {
    let store = Store::new().with_adapter("acme/sky", super::SKYWORK);
    store.fix(&["--rule", "missing-change-statement"]);
    assert!(!store.file("acme/sky/README.md").exists());
}

#[test]
fn a_name_cannot_end_the_comment() {
    let base = "Skywork/Skywork-13B-base --> <b>x</b>";
    let card = format!(
        "---\nlicense: other\nlicense_name: skywork-license\nbase_model: \"{base}\"\n---\n# A\n\nText.\n"
    );
    let store = Store::new().with("acme/sky/README.md", &card);
    let output = store.fix(&[]);
    let text = store.text("acme/sky/README.md");
    assert!(!text.replace(&card, "").contains("--> <b>"), "{text}{}", stderr(&output));
}

#[test]
fn a_sentence_with_an_open_part_is_left_to_the_author() {
    // The year of the copyright is not known here.
    let store = Store::new()
        .with("acme/grok/README.md", "---\nlicense: other\nlicense_name: grok-2\nbase_model: xai-org/grok-2\n---\n# Grok\n\nFine-tuned from xai-org/grok-2.\n");
    store.mended(&[]);
    let left = store.findings();
    let open = left.iter().any(|(_, rule, _, fixable)| rule == "missing-attribution" && !fixable);
    assert!(open, "{left:?}");
    let text = store.text("acme/grok/README.md");
    assert!(text.contains("\n\n<!-- licscan: show \"") && text.contains("filled in -->"), "{text}");
}
