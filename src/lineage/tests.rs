//! Lineage from files: the order of trust, the licenses of a base, and sentences.

mod relation;

use super::{Evidence, KnownFrom, Lineage, Relation, StoreIndex, judge::Known};
use crate::{
    declared::{
        Declaration, DeclarationSource,
        double::{Few, card, config, document, passage, unit, views_with},
    },
    document::{
        BaseReference, Config, ConfigRole, Content, Document, DocumentKind,
        markdown::{Passage, PassageKind},
    },
    store::Entry,
    unit::{Unit, UnitKind},
};

/// A store in which one model lies.
struct One(&'static str, &'static [&'static str]);

impl StoreIndex for One {
    fn licenses_of(&self, owner_and_name: &str) -> Option<Vec<String>> {
        owner_and_name
            .eq_ignore_ascii_case(self.0)
            .then(|| self.1.iter().map(|&id| id.to_owned()).collect())
    }

    fn notices_of(&self, _owner_and_name: &str) -> Vec<String> {
        Vec::new()
    }
}

fn trace_in(unit: &Unit, passages: &[Passage], store: &dyn StoreIndex) -> Lineage {
    let identities = vec![None; unit.documents.len()];
    let names = Few::new();
    let known = Known { unit, identities: &identities, declared: &[], names: &names, store };
    known.trace(&views_with(unit, passages))
}

fn trace(unit: &Unit) -> Lineage {
    trace_in(unit, &[], &One("", &[]))
}

fn readme(keys: &[(&str, &[&str])]) -> Document {
    document("README.md", DocumentKind::Card, Content::Card(card(keys)))
}

fn reference(role: ConfigRole, bases: &[(&str, &'static str)]) -> Config {
    let bases = bases
        .iter()
        .map(|(value, field)| BaseReference { value: (*value).to_owned(), field, line: 3 })
        .collect();
    Config { bases, role, ..Config::default() }
}

fn model_config(value: &str) -> Document {
    config("config.json", reference(ConfigRole::Model, &[(value, "_name_or_path")]))
}

fn adapter_config(value: &str) -> Document {
    let named = &[(value, "base_model_name_or_path")];
    config("adapter_config.json", reference(ConfigRole::Adapter, named))
}

fn bases(lineage: &Lineage) -> Vec<&str> {
    lineage.bases.iter().map(|base| base.base.as_str()).collect()
}

fn licenses(lineage: &Lineage) -> Vec<&str> {
    lineage.bases.iter().flat_map(|base| base.licenses.iter().map(String::as_str)).collect()
}

fn fields(lineage: &Lineage) -> Vec<&str> {
    let evidence = lineage.bases.iter().flat_map(|base| &base.evidence);
    evidence.map(|one: &Evidence| one.field.as_str()).collect()
}

#[test]
fn the_card_is_trusted_before_configuration_and_configuration_before_prose() {
    let tags = [("base_model", &["lab-a/a-7b"][..]), ("tags", &["base_model:lab-b/b-7b"][..])];
    let documents = vec![readme(&tags), adapter_config("lab-c/c-7b"), model_config("lab-d/d-7b")];
    let unit = unit(Some("acme"), "x", documents);
    let text = passage(PassageKind::Paragraph, "This model is fine-tuned from lab-e/e-7b.");
    let lineage = trace_in(&unit, &[text], &One("", &[]));
    assert_eq!(
        bases(&lineage),
        ["lab-a/a-7b", "lab-b/b-7b", "lab-c/c-7b", "lab-d/d-7b", "lab-e/e-7b"]
    );
    assert_eq!(
        fields(&lineage),
        ["base_model", "tags", "base_model_name_or_path", "_name_or_path", "body"]
    );
}

#[test]
fn several_witnesses_of_one_base_are_one_base() {
    let documents = vec![
        readme(&[("base_model", &["Qwen/Qwen2.5-7B-Instruct", "x/Qwen2.5-7B-Instruct-GGUF"])]),
        model_config("qwen/qwen2.5-7b-instruct"),
    ];
    let unit = unit(Some("acme"), "acme-chat", documents);
    let text = passage(PassageKind::Paragraph, "This model is based on Qwen2.5.");
    let lineage = trace_in(&unit, &[text], &One("", &[]));
    assert_eq!(bases(&lineage), ["Qwen/Qwen2.5-7B-Instruct"]);
    assert_eq!(lineage.relation, Relation::Finetune);
    let first: Vec<&str> = lineage.bases[0].evidence.iter().map(|one| one.field.as_str()).collect();
    assert!(first.contains(&"base_model") && first.contains(&"_name_or_path"), "{first:?}");
    assert!(first.contains(&"body"), "{first:?}");
}

#[test]
fn a_quantized_twin_is_the_same_base() {
    let keys = [("base_model", &["lab/thing-7b", "other/thing-7b-GGUF"][..])];
    let lineage = trace(&unit(Some("acme"), "x", vec![readme(&keys)]));
    assert_eq!((bases(&lineage), lineage.relation), (vec!["lab/thing-7b"], Relation::Finetune));
}

#[test]
fn two_licenses_bind_at_once() {
    let name = "Skywork/Skywork-o1-Open-Llama-3.1-8B";
    let unit = unit(Some("acme"), "acme-o1", vec![readme(&[("base_model", &[name])])]);
    let lineage = trace(&unit);
    assert_eq!(licenses(&lineage), ["skywork-community", "llama3.1"]);
    assert_eq!(lineage.bases[0].known_from, KnownFrom::Table);
    let stored = trace_in(&unit, &[], &One(name, &["skywork-community"]));
    assert_eq!(licenses(&stored), ["skywork-community", "llama3.1"]);
    assert_eq!(stored.bases[0].known_from, KnownFrom::Store);
}

#[test]
fn the_publisher_of_a_model_on_a_foreign_base_owes_that_base() {
    let unit = unit(Some("Skywork"), "Skywork-o1-Open-Llama-3.1-8B", Vec::new());
    let lineage = trace(&unit);
    assert_eq!(lineage.relation, Relation::Finetune);
    assert_eq!((bases(&lineage), licenses(&lineage)), (vec!["Llama-3.1-8B"], vec!["llama3.1"]));
    assert_eq!(lineage.bases[0].known_from, KnownFrom::Table);
}

#[test]
fn the_file_of_the_store_wins_over_the_table() {
    let unit = unit(Some("acme"), "x", vec![readme(&[("base_model", &["Qwen/Qwen2.5-7B"])])]);
    let lineage = trace_in(&unit, &[], &One("Qwen/Qwen2.5-7B", &["qwen-research"]));
    assert_eq!(licenses(&lineage), ["qwen-research"]);
    assert_eq!(lineage.bases[0].known_from, KnownFrom::Store);
}

#[test]
fn how_the_licenses_of_a_base_are_known() {
    let known = |base: &str| {
        let lineage = trace(&unit(Some("acme"), "x", vec![readme(&[("base_model", &[base])])]));
        (licenses(&lineage).join(" "), lineage.bases[0].known_from)
    };
    assert_eq!(known("Qwen/Qwen2.5-7B"), ("apache-2.0".into(), KnownFrom::Table));
    assert_eq!(known("acme-labs/Memory-1B"), ("mit".into(), KnownFrom::Memory));
    assert_eq!(known("lab/My-Llama-4-7B"), ("llama4".into(), KnownFrom::Family));
    assert_eq!(known("lab/thing"), (String::new(), KnownFrom::Nothing));
}

#[test]
fn a_unit_is_no_base_of_itself() {
    let own = vec![readme(&[("base_model", &["acme/x-7b"])]), model_config("X-7B")];
    let lineage = trace(&unit(Some("acme"), "x-7b", own));
    assert_eq!((bases(&lineage), lineage.relation), (Vec::new(), Relation::Unknown));
}

#[test]
fn a_local_path_gives_a_weak_name() {
    let unit = unit(Some("acme"), "x", vec![model_config("/data/models/Qwen2.5-7B")]);
    let lineage = trace(&unit);
    assert_eq!((bases(&lineage), licenses(&lineage)), (vec!["Qwen2.5-7B"], vec!["apache-2.0"]));
    let unknown = trace(&unit_with_path("/data/models/my-run"));
    assert!(unknown.bases.is_empty());
    let both = vec![readme(&[("base_model", &["lab/a-7b"])]), adapter_config("/data/b-7b")];
    let lineage = trace(&named(both));
    assert_eq!(bases(&lineage), ["lab/a-7b"]);
}

fn unit_with_path(path: &str) -> Unit {
    unit(Some("acme"), "x", vec![model_config(path)])
}

fn named(documents: Vec<Document>) -> Unit {
    unit(Some("acme"), "x", documents)
}

#[test]
fn a_vague_sentence_adds_no_base_beside_a_field() {
    let unit = named(vec![readme(&[("base_model", &["Qwen/Qwen2.5-7B"])])]);
    let text = "The reward head was fine-tuned from Mistral-7B-v0.1.";
    let lineage = trace_in(&unit, &[passage(PassageKind::Paragraph, text)], &One("", &[]));
    assert_eq!(bases(&lineage), ["Qwen/Qwen2.5-7B"]);
}

#[test]
fn the_licensor_of_a_declared_license_publishes_an_original() {
    let unit = unit(Some("Skywork"), "New-7B", vec![readme(&[])]);
    let declared = [Declaration {
        license: Some("skywork-community".into()),
        family: None,
        raw: "x".into(),
        path: "README.md".into(),
        line: 2,
        span: 0..1,
        source: DeclarationSource::FrontMatter,
    }];
    let names = Few::new();
    let store = One("", &[]);
    let known = Known {
        unit: &unit,
        identities: &[None],
        declared: &declared,
        names: &names,
        store: &store,
    };
    let lineage = known.trace(&views_with(&unit, &[]));
    assert_eq!(lineage.relation, Relation::Original);
    assert!(lineage.judged_as.is_some_and(|why| why.contains("skywork-community")));
}

#[test]
fn a_copy_with_the_card_of_the_original_is_a_mirror() {
    let text = "DeepSeek-R1-Distill-Qwen-1.5B, DeepSeek-R1-Distill-Qwen-7B and DeepSeek-R1-Distill-Qwen-14B are derived from Qwen2.5. \
                DeepSeek-R1-Distill-Llama-8B is derived from Llama-3.1-8B.";
    let unit = unit(Some("acme"), "DeepSeek-R1-Distill-Llama-8B", vec![readme(&[])]);
    let text = passage(PassageKind::Paragraph, text);
    let lineage = trace_in(&unit, &[text], &One("", &[]));
    assert_eq!(lineage.relation, Relation::Mirror);
    assert_eq!(bases(&lineage), ["deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "Llama-3.1-8B"]);
    assert_eq!(licenses(&lineage), ["mit", "llama3.1", "llama3.1"]);
    let chat = unit_named("Skywork-13B-chat", &[("base_model", &["Skywork/Skywork-13B-base"])]);
    assert_eq!(trace(&chat).relation, Relation::Finetune);
}

fn unit_named(name: &str, keys: &[(&str, &[&str])]) -> Unit {
    unit(Some("acme"), name, vec![readme(keys)])
}

#[test]
fn mirrors_say_why() {
    let lineage = trace(&unit(None, "Skywork-13B-base", Vec::new()));
    assert_eq!(bases(&lineage), ["Skywork/Skywork-13B-base"]);
    assert_eq!(fields(&lineage), ["name"]);
    assert!(
        lineage.judged_as.is_some_and(|why| why.starts_with("Mirror of Skywork/Skywork-13B-base"))
    );
}

#[test]
fn a_changed_copy_comes_from_the_series_of_its_name() {
    let lineage = trace(&unit(None, "Skywork-13B-mychat", Vec::new()));
    assert_eq!(bases(&lineage), ["Skywork/Skywork-13B"]);
}

#[test]
fn a_name_that_nobody_chose_and_other_kinds_say_nothing() {
    let mut hash = unit(None, "Skywork-13B-base", Vec::new());
    hash.outline.name_chosen = false;
    assert_eq!(trace(&hash).relation, Relation::Unknown);
    let mut data = unit(None, "x", vec![readme(&[("base_model", &["Qwen/Qwen2.5-7B"])])]);
    data.outline.kind = UnitKind::Dataset;
    assert!(trace(&data).bases.is_empty());
}

#[test]
fn components_and_inherited_cards_are_not_the_unit() {
    let part = reference(ConfigRole::Model, &[("lab/unet-7", "_name_or_path")]);
    let mut card = readme(&[("base_model", &["Qwen/Qwen2.5-7B"])]);
    card.inherited = true;
    let unit = named(vec![config("unet/config.json", part), card]);
    assert!(trace_in(&unit, &[], &One("", &[])).bases.iter().all(|base| base.base != "lab/unet-7"));
}

#[test]
fn a_looser_name_in_prose_is_the_base_of_the_field() {
    let unit = unit_named("x", &[("base_model", &["meta-llama/Llama-3.1-8B"])]);
    let text = passage(PassageKind::Paragraph, "This is a LoRA adapter for Llama 3 8B.");
    assert_eq!(bases(&trace_in(&unit, &[text], &One("", &[]))), ["meta-llama/Llama-3.1-8B"]);
}

#[test]
fn a_configuration_that_the_card_contradicts_proves_little() {
    let card = readme(&[("base_model", &["meta-llama/Llama-3.1-8B"])]);
    let lineage = trace(&named(vec![card, model_config("Qwen/Qwen2.5-7B")]));
    let known: Vec<KnownFrom> = lineage.bases.iter().map(|base| base.known_from).collect();
    assert_eq!(known, [KnownFrom::Table, KnownFrom::Memory]);
    let alone = trace(&named(vec![model_config("Qwen/Qwen2.5-7B")]));
    assert_eq!(alone.bases[0].known_from, KnownFrom::Table);
}

#[test]
fn a_card_whose_owner_is_not_known_tells_of_the_unit() {
    let card = || vec![readme(&[])];
    let text = |name: &str| {
        passage(PassageKind::Paragraph, &format!("This model is built on top of {name}."))
    };
    let told = |name: &str, base: &str| {
        bases(&trace_in(&unit(None, name, card()), &[text(base)], &One("", &[])))
            .iter()
            .map(|&base| base.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told("thing-7b", "lab/thing-7b"), [""; 0]);
    assert_eq!(told("other", "lab/thing-7b"), ["lab/thing-7b"]);
}

#[test]
fn a_name_of_an_architecture_is_a_hint() {
    let known = |name: &str| trace(&unit(Some("acme"), name, Vec::new())).bases[0].known_from;
    assert_eq!(known("Skywork-13B-mychat"), KnownFrom::Table);
    assert_eq!(known("Mistral-7B-japanese-novels"), KnownFrom::Memory);
}
