//! Models and owners lead to the right licenses.

use std::{collections::BTreeMap, fs};

use super::{
    super::{
        BaseMatch,
        base::{Basis, Confidence},
    },
    library, skipped,
};

#[test]
fn every_row_names_licenses() {
    assert_eq!(library().bases().count(), 896);
    for base in library().bases() {
        assert!(!base.licenses.is_empty() || !base.unlisted.is_empty(), "{}", base.pattern);
        let looked = base.basis != Basis::Memory && base.confidence == Confidence::High;
        assert_eq!(base.is_firm(), looked, "{}", base.pattern);
        for id in base.licenses.iter().chain(&base.alternatives).chain(&base.also) {
            assert!(library().license(id).is_some(), "{}: {id}", base.pattern);
        }
    }
}

#[test]
fn every_row_says_how_it_is_known() {
    let count = |basis, confidence| {
        let rows = library().bases();
        rows.filter(|row| (row.basis, row.confidence) == (basis, confidence)).count()
    };
    // Nobody looked at these; they give notes until somebody does.
    assert!(count(Basis::Memory, Confidence::High) <= 99);
    assert!(count(Basis::Memory, Confidence::Medium) <= 195);
    assert!(library().bases().filter(|row| row.is_firm()).count() >= 544);
    assert!(!library().base("facebook/bart-large-mnli").unwrap().is_firm());
    assert!(library().base("Skywork/Skywork-13B-base").unwrap().is_firm());
}

/// The table says what was collected, row by row, but for a few rows that were mended by hand.
#[test]
fn the_table_agrees_with_what_was_collected() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/knowledge/bases.jsonl");
    let Ok(list) = fs::read_to_string(list) else {
        skipped("table of base models");
        return;
    };
    let mut collected: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
    for line in list.lines().rev() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        collected.entry(row["pattern"].as_str().unwrap().to_owned()).or_default().push(row);
    }
    let mended = [
        "facebook/bart-large-mnli*",
        "facebook/bart-*",
        "FacebookAI/xlm-clm-*",
        "FacebookAI/*",
        "THUDM/codegeex2-6b*",
    ];
    for base in library().bases().filter(|base| !mended.contains(&base.pattern.as_str())) {
        let row = collected.get_mut(&base.pattern).and_then(Vec::pop).unwrap();
        assert_eq!(row["licenses"], serde_json::json!(base.licenses), "{}", base.pattern);
        let firm = row["confidence"] == "high" && row["basis"] != "memory";
        assert_eq!(base.is_firm(), firm, "{}", base.pattern);
        assert_eq!(
            row["licenses_alternatives"],
            serde_json::json!(base.alternatives),
            "{}",
            base.pattern
        );
    }
}

#[test]
fn a_pattern_finds_its_own_row_or_an_earlier_one() {
    let rows: Vec<_> = library().bases().collect();
    for (number, base) in rows.iter().enumerate() {
        let model = base.pattern.replace('*', "0");
        let (found, how) = library().base_match(&model).unwrap();
        assert_eq!(how, BaseMatch::Whole, "{model}");
        let place = rows.iter().position(|row| *row == found).unwrap();
        assert!(place <= number, "{model}: {}", found.pattern);
    }
}

#[test]
fn models_lead_to_licenses() {
    for (model, ids, how) in [
        ("meta-llama/Llama-3.1-8B-Instruct", "llama3.1", BaseMatch::Whole),
        ("META-LLAMA/llama-3.1-8b", "llama3.1", BaseMatch::Whole),
        ("meta-llama/Meta-Llama-3-8B", "llama3", BaseMatch::Whole),
        ("meta-llama/Llama-2-7b-hf", "llama2", BaseMatch::Whole),
        ("meta-llama/Llama-3.2-1B", "llama3.2", BaseMatch::Whole),
        ("meta-llama/Llama-3.3-70B-Instruct", "llama3.3", BaseMatch::Whole),
        ("unsloth/DeepSeek-R1-Distill-Llama-8B", "mit llama3.1", BaseMatch::Whole),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "mit llama3.3", BaseMatch::Whole),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "mit apache-2.0", BaseMatch::Whole),
        ("deepseek-ai/DeepSeek-R1", "mit", BaseMatch::Whole),
        ("Skywork/Skywork-o1-Open-Llama-3.1-8B", "skywork-community llama3.1", BaseMatch::Whole),
        ("Skywork/Skywork-13B-base", "skywork-community", BaseMatch::Whole),
        ("Qwen/Qwen2.5-7B-Instruct", "apache-2.0", BaseMatch::Whole),
        ("Qwen/Qwen2.5-72B", "qwen-2024", BaseMatch::Whole),
        ("Qwen/Qwen2.5-3B", "qwen-research-2024", BaseMatch::Whole),
        ("Qwen/Qwen-7B-Chat", "tongyi-qianwen", BaseMatch::Whole),
        ("google/gemma-2-9b-it", "gemma-2024-04-01", BaseMatch::Whole),
        ("google/gemma-3-4b-it", "gemma-2025-03-24", BaseMatch::Whole),
        ("mistralai/Mistral-7B-v0.1", "apache-2.0", BaseMatch::Whole),
        ("mistralai/Mistral-Large-Instruct-2407", "mistral-mrl-0.1", BaseMatch::Whole),
        ("baichuan-inc/Baichuan-M1-14B-Instruct", "baichuan-m1-community", BaseMatch::Whole),
        ("baichuan-inc/Baichuan2-7B-Base", "baichuan2-community", BaseMatch::Whole),
        ("THUDM/glm-4-9b-chat", "glm-4-9b", BaseMatch::Whole),
        ("01-ai/Yi-1.5-9B", "apache-2.0", BaseMatch::Whole),
        ("black-forest-labs/FLUX.1-schnell", "apache-2.0", BaseMatch::Whole),
        ("stabilityai/stable-diffusion-xl-base-1.0", "openrail++-2023-07-26", BaseMatch::Whole),
        ("runwayml/stable-diffusion-v1-5", "creativeml-openrail-m", BaseMatch::Whole),
        ("bert-base-uncased", "apache-2.0", BaseMatch::Whole),
        ("gpt2", "mit", BaseMatch::Whole),
        ("Llama-3.1-8B-Instruct", "llama3.1", BaseMatch::BareName),
        ("llama 3.1 8b instruct.gguf", "llama3.1", BaseMatch::BareName),
        ("someone/Llama_3.1_8B_Instruct-lora", "llama3.1", BaseMatch::BareName),
        ("/data/models/Qwen2.5-7B-Instruct", "apache-2.0", BaseMatch::BareName),
        ("Qwen2.5-72B-Instruct-Q4_K_M.gguf", "qwen-2024", BaseMatch::BareName),
        ("bartowski/Qwen_Qwen2.5-72B-Instruct-GGUF", "qwen-2024", BaseMatch::Quantizer),
        ("bartowski/google_gemma-3-4b-it-GGUF", "gemma-2025-03-24", BaseMatch::Quantizer),
        (
            "bartowski/mistralai_Mistral-Large-Instruct-2407-GGUF",
            "mistral-mrl-0.1",
            BaseMatch::Quantizer,
        ),
    ] {
        let (base, matched) = library().base_match(model).unwrap_or_else(|| panic!("{model}"));
        assert_eq!((base.licenses.join(" ").as_str(), matched), (ids, how), "{model}");
    }
    for model in ["", "/", "nobody/nothing-at-all", "my-model", "acme/acme-13b"] {
        assert_eq!(library().base(model), None, "{model}");
    }
}

#[test]
fn families_of_models_are_found_by_name() {
    let family = |name: &str| library().family_of_name(name).map(|family| family.name.as_str());
    assert_eq!(library().families().len(), 47);
    assert_eq!(family("meta-llama/Llama-3.1-8B"), Some("Llama 3.1"));
    assert_eq!(family("TheBloke/Llama-2-7B-GGUF"), Some("Llama 2 / Code Llama"));
    assert_eq!(family("Skywork/Skywork-13B-base"), Some("Skywork-13B"));
    assert_eq!(family("Llama-3.3-70B-Instruct"), Some("Llama 3.3"));
    assert_eq!(family("acme/acme-13b"), None);
    assert_eq!(family("acme-13b"), None);
}

#[test]
fn licensors_own_their_licenses() {
    assert!(library().licensor_owns("llama3.1", "meta-llama"));
    assert!(library().licensor_owns("skywork-community", "Skywork"));
    assert!(!library().licensor_owns("skywork-community", "meta-llama"));
    assert!(!library().licensor_owns("apache-2.0", "apache"));
    assert!(!library().licensor_owns("no-such-license", "google"));
}

#[test]
fn a_series_with_one_license_is_known_as_a_whole() {
    for (name, license) in [
        ("LLaMA 2", Some("llama2")),
        ("Llama-2-chat", Some("llama2")),
        ("Meta Llama 3.1", Some("llama3.1")),
        ("Llama3.2", Some("llama3.2")),
        // Some say "Llama 3" of 3.1 also; members of the others have several licenses.
        ("Llama 3", None),
        ("Meta Llama 3", None),
        ("Qwen1.5", None),
        ("Qwen2", None),
        ("Gemma 2", None),
        ("Llama", None),
        ("acme/Llama-2", None),
        ("Acme 2", None),
    ] {
        let found = library().series(name).map(|row| row.licenses.join(" "));
        assert_eq!(found.as_deref(), license, "{name}");
    }
}
