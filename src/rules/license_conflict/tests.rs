//! Statements that disagree, and those that do not.

use crate::{
    declared::DeclarationSource,
    document::{AppliesTo, DocumentKind},
    finding::Level,
    identify::Verdict,
    lineage::Relation,
};

use super::{super::testing::Folder, is_without_version};

fn conflicts(folder: Folder) -> Vec<(Level, String)> {
    let found = folder.check().into_iter().filter(|it| it.rule == "license-conflict");
    found.map(|it| (it.level, it.message.en)).collect()
}

fn acme() -> Folder {
    Folder::new("acme/a").card("---\nlicense: apache-2.0\n---\n# A\n")
}

#[test]
fn card_beside_file() {
    let found = conflicts(acme().says("apache-2.0").license("LICENSE", "mit"));
    assert_eq!(
        found,
        [(
            Level::Warning,
            "README.md:2 says apache-2.0; LICENSE is the text of MIT License".to_owned()
        )]
    );
    let found = conflicts(acme().says("apache-2.0").license("LICENSE", "cc-by-nc-4.0"));
    assert_eq!(found[0].0, Level::Error);
    assert_eq!(conflicts(acme().says("mit").license("LICENSE", "mit")), []);
}

#[test]
fn what_speaks_of_something_else_is_no_conflict() {
    let code = acme().says("apache-2.0").license("LICENSE-CODE", "mit");
    assert_eq!(conflicts(code.last_applies_to(AppliesTo::Code, false)), []);
    let above = acme().says("apache-2.0").license("../LICENSE", "mit");
    assert_eq!(conflicts(above.last_applies_to(AppliesTo::Unknown, true)), []);
    let component = acme().says("apache-2.0").license("vae/LICENSE", "mit");
    assert_eq!(conflicts(component), []);
    let list = acme().says("apache-2.0").says("mit").license("LICENSE", "mit");
    assert_eq!(conflicts(list), []);
    let base = acme().says("apache-2.0").license("LICENSE", "llama3.1");
    let base = base.base("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"]);
    assert_eq!(conflicts(base), []);
}

#[test]
fn one_claim_is_told_once_and_a_version_is_no_other_license() {
    let folder = acme()
        .says("apache-2.0")
        .says_in("mit", DeclarationSource::Sentence)
        .says_in("apache-2.0", DeclarationSource::Badge);
    assert_eq!(conflicts(folder).len(), 1);
    assert!(is_without_version("CC-BY-NC", "cc-by-nc-4.0"));
    assert!(!is_without_version("cc-by", "cc-by-nc-4.0"));
    assert!(!is_without_version("llama", "llama3.1"));
}

#[test]
fn a_family_agrees_with_its_members() {
    let gemma = acme().says_family("gemma").license("LICENSE", "gemma-2024-04-01");
    assert_eq!(conflicts(gemma), []);
    let family = Some(("", "llama-community", Verdict::Family));
    let llama = acme().says("llama3.1").text("LICENSE", DocumentKind::License, "x", family);
    assert_eq!(conflicts(llama), []);
    let other = acme().says_family("gemma").license("LICENSE", "mit");
    assert_eq!(conflicts(other).len(), 1);
}

#[test]
fn two_declarations() {
    let folder = acme()
        .says("apache-2.0")
        .says_in("mit", DeclarationSource::Sentence)
        .says_in("mit", DeclarationSource::Badge);
    // Said twice in one place: one finding.
    assert_eq!(conflicts(folder).len(), 1);
}

#[test]
fn two_statements_in_the_text_of_one_card_speak_of_two_models() {
    let two = |folder: Folder| {
        let first = folder.says_in("mit", DeclarationSource::Sentence);
        first.says_in("apache-2.0", DeclarationSource::Badge)
    };
    let bare = || Folder::new("acme/a").card("# A\n");
    assert_eq!(conflicts(two(bare())), []);
    // One of them is that of the file.
    assert_eq!(conflicts(two(bare().license("LICENSE", "mit"))), []);
    assert_eq!(conflicts(two(acme().says("mit"))).len(), 1);
}

#[test]
fn the_license_of_the_code_stands_beside_that_of_the_weights() {
    let card = "# A\n\nThe code is under another license.\n\nThe model is under X.\n";
    let folder = Folder::new("acme/a").card(card).license("LICENSE", "apache-2.0");
    assert_eq!(conflicts(folder.says_in("cc-by-nc-4.0", DeclarationSource::Sentence)), []);
    let silent = Folder::new("acme/a").card("# A\n").license("LICENSE", "apache-2.0");
    let found = conflicts(silent.says_in("cc-by-nc-4.0", DeclarationSource::Sentence));
    assert_eq!(found.len(), 1);
    let both = acme().says("mit").license("LICENSE", "apache-2.0");
    let both = both.license("LICENSE-MODEL", "mit").last_applies_to(AppliesTo::Weights, false);
    assert_eq!(conflicts(both).len(), 0);
}

#[test]
fn a_field_with_the_terms_of_the_base_speaks_of_the_unit_all_the_same() {
    let tuned =
        |folder: Folder| folder.base("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"]);
    let badge = acme().says("llama3.1").says_in("apache-2.0", DeclarationSource::Badge);
    let said = "README.md:2 says llama3.1; README.md:2 says apache-2.0";
    assert_eq!(conflicts(tuned(badge)), [(Level::Warning, said.to_owned())]);
    let told = acme().says("apache-2.0").says_in("llama3.1", DeclarationSource::Sentence);
    assert_eq!(conflicts(tuned(told)), []);
    let beside = acme().says("llama3.1").license("LICENSE", "apache-2.0");
    assert_eq!(conflicts(tuned(beside)), []);
}

#[test]
fn the_terms_of_the_base_are_named_without_their_version() {
    let folder = |family: &str| {
        acme().says("apache-2.0").says_family(family).base(
            "google/gemma-2b",
            Relation::Finetune,
            &["gemma-2024-04-01"],
        )
    };
    let sentence = |folder: Folder| conflicts(folder.last_says_in(DeclarationSource::Sentence));
    assert_eq!(sentence(folder("gemma")), []);
    assert_eq!(sentence(folder("gpl")).len(), 1);
}

#[test]
fn a_loose_name_beside_a_text_of_its_family() {
    let folder = |name: &str| {
        Folder::new("acme/a").card("# A\n").says_family(name).text(
            "LICENSE-MODEL",
            DocumentKind::License,
            "x",
            Some(("", "openrail", Verdict::Family)),
        )
    };
    assert_eq!(conflicts(folder("all-of-rail")), []);
    assert_eq!(conflicts(folder("gemma")).len(), 1);
}

#[test]
fn a_card_of_another_folder_speaks_of_another_model() {
    let folder = |path: &str| {
        acme()
            .says("apache-2.0")
            .card_at(path, "# B\n", None)
            .says_in("mit", DeclarationSource::Sentence)
    };
    assert_eq!(conflicts(folder("docs/README_B.md").last_says_at("docs/README_B.md")), []);
    assert_eq!(conflicts(folder("README_B.md").last_says_at("README_B.md")).len(), 1);
}

#[test]
fn another_version_than_the_base() {
    let folder = |says: &str| {
        acme().says(says).base("meta-llama/Llama-3.2-1B", Relation::Finetune, &["llama3.2"])
    };
    let found = conflicts(folder("llama3.1"));
    assert_eq!(found.len(), 1);
    assert!(
        found[0]
            .1
            .ends_with("its base meta-llama/Llama-3.2-1B is under Llama 3.2 Community License")
    );
    assert_eq!(conflicts(folder("llama3.2")), []);
    // Looser terms are no conflict of versions.
    assert_eq!(conflicts(folder("apache-2.0")), []);
}
