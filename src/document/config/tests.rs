//! Configuration files as frameworks write them, and hostile ones.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use super::parse;
use crate::document::{Config, ConfigRole, ReadError};

fn config(name: &str, text: &str) -> Config {
    parse(name, text.as_bytes()).unwrap()
}

fn bases(config: &Config) -> Vec<(&str, &str, u32)> {
    config.bases.iter().map(|base| (base.value.as_str(), base.field, base.line)).collect()
}

#[test]
fn transformers() {
    let config = config(
        "config.json",
        r#"{
  "_name_or_path": "Skywork/Skywork-13B-base",
  "architectures": ["SkyworkForCausalLM", null],
  "auto_map": {
    "AutoConfig": "Skywork/other--configuration_skywork.SkyworkConfig",
    "AutoModel": "modeling_skywork.SkyworkForCausalLM",
    "AutoTokenizer": [null, "Skywork/tok--t.T"]
  },
  "id2label": {"0": "a"},
  "model_type": "skywork",
  "quantization_config": {"bits": 4},
  "vocab_size": 65519
}"#,
    );
    assert_eq!(config.model_type.as_deref(), Some("skywork"));
    assert_eq!(config.architectures, ["SkyworkForCausalLM"]);
    assert_eq!(config.vocab_size, Some(65519));
    assert!(config.quantized && config.marker);
    assert_eq!(config.role, ConfigRole::Model);
    assert_eq!(
        bases(&config),
        [
            ("Skywork/other", "auto_map", 5),
            ("Skywork/tok", "auto_map", 7),
            ("Skywork/Skywork-13B-base", "_name_or_path", 2),
        ]
    );
}

#[test]
fn names_and_paths() {
    for (path, base) in [
        ("bert-base-uncased", Some("bert-base-uncased")),
        ("org/name-7B_v1.5", Some("org/name-7B_v1.5")),
        (
            "/home/ada/.cache/huggingface/hub/models--org--my--name/snapshots/abc",
            Some("org/my--name"),
        ),
        ("", None),
        ("/data/Qwen-7B", None),
        ("./out", None),
        ("../out", None),
        ("~/out", None),
        ("C:\\models\\x", None),
        ("D:/models/x", None),
        ("outputs/run/checkpoint-500", None),
        ("out dir/x", None),
    ] {
        let text = serde_json::json!({ "_name_or_path": path }).to_string();
        let config = config("config.json", &text);
        let found = config.bases.first().map(|base| base.value.as_str());
        assert_eq!(found, base, "{path}");
    }
}

#[test]
fn markers() {
    for (name, text, marker) in [
        ("config.json", r#"{"model_type": "x"}"#, true),
        ("config.json", r#"{"architectures": []}"#, true),
        ("config.json", r#"{"_class_name": "UNet2DConditionModel"}"#, true),
        ("config.json", r#"{"architecture": "vit", "pretrained_cfg": {}}"#, true),
        ("config.json", r#"{"architecture": "vit"}"#, false),
        ("config.json", r#"{"model_type": null, "word_embedding_dimension": 4}"#, false),
        ("config.json", "[]", false),
        ("config.json", "3", false),
        ("adapter_config.json", r#"{"peft_type": "LORA"}"#, true),
        ("adapter_config.json", r#"{"lora_alpha": 8}"#, false),
        ("model_index.json", r#"{"_class_name": "FluxPipeline", "unet": [null, null]}"#, true),
        ("model_index.json", r#"{"unet": [null, null]}"#, false),
        ("modules.json", r#"[{"idx": 0, "type": "sentence_transformers.models.Pooling"}]"#, true),
        ("modules.json", r#"[{"idx": 0, "type": "x"}]"#, false),
        ("modules.json", "[]", false),
        ("params.json", r#"{"dim": 4096, "n_layers": 32}"#, true),
        ("params.json", r#"{"dim": 4096}"#, false),
        ("configuration.json", r#"{"framework": "pytorch", "task": "text-generation"}"#, true),
        ("configuration.json", r#"{"task": "x"}"#, false),
        ("generation_config.json", r#"{"model_type": "x"}"#, false),
    ] {
        assert_eq!(config(name, text).marker, marker, "{name} {text}");
    }
}

#[test]
fn adapters_and_timm() {
    let adapter = config(
        "adapter_config.json",
        "\u{feff}{\n\"peft_type\": \"LORA\",\n\"base_model_name_or_path\": \"/data/Qwen-7B\",\n\"x\": NaN}",
    );
    assert_eq!(adapter.role, ConfigRole::Adapter);
    assert_eq!(bases(&adapter), [("/data/Qwen-7B", "base_model_name_or_path", 3)]);
    let timm = config(
        "config.json",
        "{\"architecture\": \"vit\",\n\"pretrained_cfg\": {\"tag\": \"x\",\n\"license\": \"apple-ascl\"}}",
    );
    assert_eq!(timm.licenses, [("apple-ascl".to_owned(), 3)]);
    let vision =
        config("config.json", r#"{"text_config": {"vocab_size": 32000, "_name_or_path": "a/b"}}"#);
    assert_eq!((vision.vocab_size, vision.bases.len()), (Some(32000), 0));
}

#[test]
fn merge_recipes() {
    let recipe = "base_model: org/base@main\nmerge_method: ties\nmodels:\n  - model: org/a+org/lora\n  - model:\n      model: {path: org/b, revision: x}\n      lora: {path: org/c}\n  - model: ./local\nslices:\n  - sources:\n    - model: org/d\n      layer_range: [0, 32]\n    - model: 'org/d'\ntokenizer_source: org/tok\n";
    let config = config("mergekit_config.yaml", recipe);
    assert!(config.marker);
    assert_eq!(config.role, ConfigRole::Merge);
    assert_eq!(
        bases(&config),
        [
            ("org/base", "base_model", 1),
            ("org/a", "models[].model", 4),
            ("org/lora", "models[].model", 4),
            ("org/b", "models[].model", 6),
            ("org/c", "models[].model", 7),
            ("./local", "models[].model", 8),
            ("org/d", "slices[].sources[].model", 11),
        ]
    );
    let experts = "base_model: a/b\nexperts:\n- source_model: c/d\n";
    let experts = parse("mergekit_config.yml", experts.as_bytes()).unwrap();
    assert_eq!(bases(&experts)[1], ("c/d", "experts[].source_model", 3));
}

#[test]
fn broken_and_hostile_files() {
    let deep = format!("{{\"auto_map\": {}", "[".repeat(200_000));
    let wide = format!("{{\"auto_map\": [{}1]}}", "1,".repeat(200_000));
    assert!(parse("config.json", wide.as_bytes()).is_ok());
    for text in ["", "{", "{\"a\": }", "{} x", "\u{0}\u{1}", &deep] {
        let error = parse("config.json", text.as_bytes());
        assert!(matches!(error, Err(ReadError::ConfigBroken(_))), "{error:?}");
    }
    let ignored =
        format!("{{\"x\": {}{}, \"model_type\": \"y\"}}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(parse("config.json", ignored.as_bytes()).is_ok_and(|config| config.marker));
    assert!(parse("mergekit_config.yml", b"a: [").is_err());
    assert!(parse("config.json", &vec![b' '; (16 << 20) + 1]).is_err());
    assert!(parse("config.json", b"{\"model_type\": \"\xff\"}").is_ok());
    assert!(config("config.json", r#"{"model_type": "a", "model_type": 3}"#).marker);
    assert!(
        config("config.json", r#"{"architectures": "x", "vocab_size": -1.5}"#).vocab_size.is_none()
    );
}
