//! How a model was made from its bases, as its files, its name and its sentences say.

use super::*;

#[test]
fn a_merge_of_three() {
    let recipe = reference(
        ConfigRole::Merge,
        &[
            ("lab-a/a-7b", "models[].model"),
            ("lab-b/b-7b+lab-c/lora", "models[].model"),
            ("lab-d/t", "tokenizer_source"),
        ],
    );
    let lineage = trace(&named(vec![config("mergekit_config.yml", recipe)]));
    assert_eq!(bases(&lineage), ["lab-a/a-7b", "lab-b/b-7b", "lab-c/lora"]);
    assert!(lineage.bases.iter().all(|base| base.relation == Relation::Merge));
    let listed =
        named(vec![readme(&[("base_model", &["lab-a/a-7b", "lab-b/b-7b", "lab-c/c-7b"])])]);
    assert_eq!(trace(&listed).relation, Relation::Merge);
}

/// Owner, name, front matter, expected.
type Case<'a> = (Option<&'a str>, &'a str, &'a [(&'a str, &'a [&'a str])], Relation);

#[test]
fn relations() {
    use Relation as R;
    let cases: &[Case] = &[
        (Some("acme"), "x", &[("base_model", &["Qwen/Qwen2.5-7B"])], R::Finetune),
        (
            Some("acme"),
            "x",
            &[("base_model", &["Qwen/Qwen2.5-7B"]), ("base_model_relation", &["adapter"])],
            R::Adapter,
        ),
        (Some("acme"), "x", &[("tags", &["base_model:quantized:Qwen/Qwen2.5-7B"])], R::Quantized),
        (
            Some("acme"),
            "x",
            &[("base_model", &["Qwen/Qwen2.5-7B"]), ("tags", &["merge"])],
            R::Merge,
        ),
        (
            Some("acme"),
            "x",
            &[("base_model", &["Qwen/Qwen2.5-7B"]), ("tags", &["gguf"])],
            R::Quantized,
        ),
        (
            Some("acme"),
            "x",
            &[("base_model", &["Qwen/Qwen2.5-7B"]), ("tags", &["4-bit", "trl"])],
            R::Finetune,
        ),
        (Some("acme"), "Qwen2.5-7B-GGUF", &[("base_model", &["Qwen/Qwen2.5-7B"])], R::Quantized),
        (
            Some("bartowski"),
            "Qwen_Qwen2.5-7B-GGUF",
            &[("base_model", &["Qwen/Qwen2.5-7B"])],
            R::Quantized,
        ),
        (
            Some("acme"),
            "merged-7B-GGUF",
            &[("base_model", &["lab/merged-7B"]), ("tags", &["merge", "trl"])],
            R::Quantized,
        ),
        (Some("acme"), "Qwen2.5-7B", &[("base_model", &["Qwen/Qwen2.5-7B"])], R::Mirror),
        (None, "Qwen2.5-7B", &[("base_model", &["Qwen/Qwen2.5-7B"])], R::Mirror),
        (Some("acme"), "Distill-X-7B", &[("base_model", &["Qwen/Qwen2.5-7B"])], R::Distilled),
        (
            Some("acme"),
            "x",
            &[("base_model", &["Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-7B-Instruct"])],
            R::Finetune,
        ),
        (Some("Qwen"), "Qwen2.5-7B-Instruct", &[("base_model", &["Qwen/Qwen2.5-7B"])], R::Original),
        (
            Some("meta-llama"),
            "Llama-3.1-8B-Instruct",
            &[("base_model", &["meta-llama/Llama-3.1-8B"])],
            R::Original,
        ),
        (
            Some("Skywork"),
            "Skywork-X",
            &[("base_model", &["meta-llama/Llama-3.1-8B"])],
            R::Finetune,
        ),
        (
            Some("Skywork"),
            "o1-GGUF",
            &[("base_model", &["Skywork/Skywork-o1-Open-Llama-3.1-8B"]), ("tags", &["gguf"])],
            R::Quantized,
        ),
        (Some("Skywork"), "Skywork-13B-base", &[], R::Original),
        (Some("acme"), "Skywork-13B-base", &[], R::Mirror),
        (None, "Skywork-13B-base", &[], R::Mirror),
        (None, "Skywork-13B-base-GGUF", &[], R::Quantized),
        (None, "Skywork-13B-mychat", &[], R::Finetune),
        (Some("acme"), "Hermes-3-Llama-3.1-8B", &[], R::Finetune),
        (Some("acme"), "acme-7b", &[], R::Unknown),
        (None, "x", &[], R::Unknown),
        (Some("acme"), "Skywork-13B-base", &[("tags", &["trl"])], R::Finetune),
    ];
    for (owner, name, keys, expected) in cases {
        let lineage = trace(&unit(*owner, name, vec![readme(keys)]));
        assert_eq!(lineage.relation, *expected, "{owner:?} {name} {keys:?} {lineage:?}");
    }
}

#[test]
fn adapters_and_files_show_the_relation() {
    let adapter = named(vec![adapter_config("Qwen/Qwen2.5-7B")]);
    assert_eq!(trace(&adapter).relation, Relation::Adapter);
    let unnamed = config("adapter_config.json", reference(ConfigRole::Adapter, &[]));
    assert_eq!(trace(&named(vec![unnamed])).relation, Relation::Adapter);
    let mut gguf = named(vec![readme(&[("base_model", &["lab/other-7b"])])]);
    gguf.outline.files.push(Entry {
        file: "x.gguf".into(),
        below: "x.gguf".into(),
        size: Some(1),
        same_file: None,
    });
    assert_eq!(trace(&gguf).relation, Relation::Quantized);
}

#[test]
fn prose_says_the_relation() {
    for (text, expected) in [
        ("This is a LoRA adapter for Qwen/Qwen2.5-7B.", Relation::Adapter),
        ("This is a quantized version of Qwen/Qwen2.5-7B.", Relation::Quantized),
        ("This model is distilled from Qwen/Qwen2.5-7B.", Relation::Distilled),
        ("This is an unmodified copy of Qwen/Qwen2.5-7B.", Relation::Mirror),
        ("An unofficial mirror of Qwen/Qwen2.5-7B.", Relation::Mirror),
        ("本仓库是 Qwen/Qwen2.5-7B 的镜像。", Relation::Mirror),
        ("This model is based on Qwen/Qwen2.5-7B.", Relation::Finetune),
        ("本模型由 Qwen2.5-7B 量化得到。", Relation::Quantized),
    ] {
        let unit = named(vec![readme(&[])]);
        let lineage = trace_in(&unit, &[passage(PassageKind::Paragraph, text)], &One("", &[]));
        assert_eq!(lineage.relation, expected, "{text}");
        assert_eq!((lineage.bases[0].evidence[0].field.as_str(), lineage.bases.len()), ("body", 1));
    }
}

#[test]
fn what_is_called_distilled_was_made_from_its_base() {
    let relation = |name: &str, base: &str| {
        let lineage = trace(&unit_named(name, &[("base_model", &[base])]));
        (lineage.relation, lineage.bases[0].relation)
    };
    assert_eq!(
        relation("R1-Distill-Llama-8B", "meta-llama/Llama-3.1-8B"),
        (Relation::Distilled, Relation::Finetune)
    );
    // The name is that of the base.
    assert_eq!(
        relation("R1-Distill-chat", "lab/R1-Distill-7B"),
        (Relation::Finetune, Relation::Finetune)
    );
    assert_eq!(
        relation("distilbert-base-finetuned-x", "lab/distilbert-base"),
        (Relation::Finetune, Relation::Finetune)
    );
}

#[test]
fn a_lora_is_an_adapter_where_no_whole_model_lies() {
    let keys = [("base_model", &["lab/base-7b"][..]), ("tags", &["lora"][..])];
    let relation = |files: &[&str]| {
        let mut unit = unit_named("style-lora", &keys);
        let first = unit.outline.files[0].clone();
        unit.outline
            .files
            .extend(files.iter().map(|&below| Entry { below: below.to_owned(), ..first.clone() }));
        trace(&unit).relation
    };
    assert_eq!(relation(&["style.safetensors"]), Relation::Adapter);
    assert_eq!(relation(&["model.safetensors", "config.json"]), Relation::Finetune);
}

#[test]
fn a_merge_of_ones_own_models_is_a_merge() {
    let keys = [("base_model", &["acme/a-7b", "acme/b-7b"][..]), ("tags", &["merge"][..])];
    assert_eq!(trace(&unit_named("c-7b", &keys)).relation, Relation::Merge);
}
