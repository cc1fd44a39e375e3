//! Names, families and addresses lead to the right license, or to none.

use std::fs;

use super::{super::Named, library, skipped};

/// Names with what they stand for: an id, `~` and a family, or nothing.
const NAMES: &[(&str, &str)] = &[
    ("apache-2.0", "apache-2.0"),
    ("Apache 2.0", "apache-2.0"),
    ("Apache License, Version 2.0", "apache-2.0"),
    ("Apache License 2.0", "apache-2.0"),
    ("apache_2.0", "apache-2.0"),
    ("APACHE2.0", "apache-2.0"),
    ("the apache license v2.0", "apache-2.0"),
    ("MIT", "mit"),
    ("MIT License", "mit"),
    ("The MIT License (MIT)", "mit"),
    ("Expat", "mit"),
    ("GPL-3.0", "gpl-3.0"),
    ("GPL-3.0-only", "gpl-3.0"),
    ("GPL-3.0-or-later", "gpl-3.0"),
    ("GPL-3.0+", "gpl-3.0"),
    ("GPLv3", "gpl-3.0"),
    ("GNU General Public License v3.0 or later", "gpl-3.0"),
    ("gpl-2.0", "gpl-2.0"),
    ("lgpl-2.1", "lgpl-2.1"),
    ("LGPL-3.0-or-later", "lgpl-3.0"),
    ("agpl-3.0", "agpl-3.0"),
    ("BSD-3-Clause", "bsd-3-clause"),
    ("bsd-new", "bsd-3-clause"),
    ("bsd-2-clause", "bsd-2-clause"),
    ("CC BY-NC 4.0", "cc-by-nc-4.0"),
    ("cc-by-4.0", "cc-by-4.0"),
    ("cc0-1.0", "cc0-1.0"),
    ("CC0", "cc0-1.0"),
    ("Creative Commons Attribution Non Commercial Share Alike 4.0", "cc-by-nc-sa-4.0"),
    ("c-uda", "c-uda-1.0"),
    ("odc-by", "odc-by-1.0"),
    ("odbl", "odbl-1.0"),
    ("pddl", "pddl-1.0"),
    ("lgpl-lr", "lgpllr"),
    ("etalab-2.0", "etalab-2.0"),
    ("wtfpl", "wtfpl"),
    ("bsl-1.0", "bsl-1.0"),
    ("Business Source License 1.1", "busl-1.1"),
    ("llama2", "llama2"),
    ("Llama 2 Community License", "llama2"),
    ("llama-3", "llama3"),
    ("llama3.1", "llama3.1"),
    ("Llama 3.1 Community License", "llama3.1"),
    ("LLAMA 3.1 COMMUNITY LICENSE AGREEMENT", "llama3.1"),
    ("llama-3.2-community", "llama3.2"),
    ("Llama 3.3", "llama3.3"),
    ("llama4", "llama4"),
    ("tongyi-qianwen", "tongyi-qianwen"),
    ("qwen", "qwen-2024"),
    ("qwen-research", "qwen-research-2024"),
    ("skywork-license", "skywork-community"),
    ("Skywork Community License", "skywork-community"),
    ("Skywork 模型社区许可协议", "skywork-community"),
    ("开放原子模型许可证第一版", "openatom-model-1.0"),
    ("Baichuan-M1-14B 模型社区许可协议", "baichuan-m1-community"),
    ("TeleChat模型社区许可协议", "telechat-community"),
    ("deepseek-license", "deepseek"),
    ("mrl", "mistral-mrl-0.1"),
    ("mnpl", "mistral-mnpl-0.1"),
    ("creativeml-openrail-m", "creativeml-openrail-m"),
    ("openrail++", "openrail++"),
    ("bigcode-openrail-m", "bigcode-openrail-m"),
    ("bigcode-open-rail-m-v1", "bigcode-openrail-m"),
    ("deepfloyd-if-license", "deepfloyd-if-license"),
    ("stabilityai-ai-community", "stabilityai-ai-community"),
    ("fair-noncommercial-research-license", "fair-noncommercial-research-license"),
    ("apple-amlr", "apple-amlr"),
    ("openmdw-1.0", "openmdw-1.0"),
    ("openmdw-1.1", "openmdw-1.1"),
    ("coqui-public-model-license", "coqui-public-model-1.0.0"),
    ("faipl-1.0-sd", "fair-ai-public-1.0-sd"),
    ("lfm1.0", "lfm1.0"),
    ("glm-4", "glm-4-9b"),
    ("health-ai-developer-foundations", "health-ai-developer-foundations"),
    ("h-research", "h-research"),
    ("gemma-2024-04-01", "gemma-2024-04-01"),
    ("LicenseRef-scancode-nothing", ""),
    ("gemma", "~gemma"),
    ("Gemma Terms of Use", "~gemma"),
    ("openrail", "~openrail"),
    ("gpl", "~gpl"),
    ("lgpl", "~lgpl"),
    ("bsd", "~bsd"),
    ("BSD license", "~bsd"),
    ("cc", "~cc"),
    ("gfdl", "~gfdl"),
    ("modified-mit", "~modified-mit"),
    ("exaone", "~exaone"),
    ("flux-1-dev-non-commercial-license", "~flux"),
    ("nvidia-open-model-license", "~nvidia-open-model"),
    ("falcon-llm-license", "~falcon"),
    ("yi-license", "~yi"),
    ("tencent-hunyuan-community", "~tencent-hunyuan-community"),
    ("SAM License", "sam-license"),
    ("Llama", "~llama"),
    ("The ChatGLM-6B License", "~chatglm"),
    ("other", ""),
    ("unknown", ""),
    ("", ""),
    ("license", ""),
    ("模型许可协议", ""),
    ("llama 31", ""),
    ("my-own-license", ""),
];

#[test]
fn names_lead_to_licenses() {
    for (name, meaning) in NAMES {
        let expected = match meaning.strip_prefix('~') {
            Some(family) => Named::Family(family),
            None if meaning.is_empty() => Named::Nothing,
            None => Named::License(meaning),
        };
        assert_eq!(library().resolve(name), expected, "{name}");
    }
}

#[test]
fn every_id_and_every_expression_resolves() {
    for id in library().ids() {
        let text = library().text_of(id);
        assert_eq!(library().resolve(id), Named::License(text), "{id}");
    }
    for license in
        spdx::identifiers::LICENSES.iter().filter(|license| license.name != "NOASSERTION")
    {
        let found = library().resolve(license.name);
        assert!(matches!(found, Named::License(_)), "{}: {found:?}", license.name);
    }
}

#[test]
fn every_tag_of_the_hub_is_known() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/knowledge/hf-license-map.json");
    let Ok(list) = fs::read_to_string(list) else {
        skipped("list of hub tags");
        return;
    };
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    for value in list["values"].as_array().unwrap() {
        let (tag, name) = (value["hf"].as_str().unwrap(), value["name"].as_str().unwrap());
        let found = library().resolve(tag);
        match (tag, value["family_only"].as_bool().unwrap()) {
            ("other" | "unknown", _) => assert_eq!(found, Named::Nothing, "{tag}"),
            (_, true) => assert!(matches!(found, Named::Family(_)), "{tag}: {found:?}"),
            (_, false) => {
                assert!(matches!(found, Named::License(_)), "{tag}: {found:?}");
                assert_eq!(library().resolve(name), found, "{tag}: {name}");
            }
        }
    }
}

#[test]
fn families_have_members() {
    assert!(library().family_has("openrail", "creativeml-openrail-m"));
    assert!(library().family_has("gemma", "gemma-2025-03-24"));
    assert!(library().family_has("gpl", "gpl-3.0"));
    assert!(library().family_has("llama-community", "llama3.1"));
    assert!(!library().family_has("gpl", "lgpl-3.0"));
    assert!(!library().family_has("no such family", "mit"));
    assert_eq!(library().members("gemma").count(), 3);
    assert!(!library().family_has("gemma", "health-ai-developer-foundations"));
}

#[test]
fn addresses_lead_to_texts() {
    for (url, id) in [
        ("https://www.apache.org/licenses/LICENSE-2.0", Some("apache-2.0")),
        ("http://www.apache.org/licenses/LICENSE-2.0.html", Some("apache-2.0")),
        ("https://opensource.org/licenses/MIT", Some("mit")),
        ("https://opensource.org/license/mit/", Some("mit")),
        ("https://opensource.org/licenses/mit-license.php", Some("mit")),
        ("https://spdx.org/licenses/BSD-3-Clause.html", Some("bsd-3-clause")),
        ("https://creativecommons.org/licenses/by-nc/4.0/", Some("cc-by-nc-4.0")),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode.en", Some("cc-by-nc-sa-4.0")),
        ("https://creativecommons.org/publicdomain/zero/1.0/", Some("cc0-1.0")),
        ("https://www.gnu.org/licenses/gpl-3.0.en.html", Some("gpl-3.0")),
        ("https://choosealicense.com/licenses/mit/", Some("mit")),
        ("https://llama.meta.com/llama3_1/license/", Some("llama3.1")),
        ("https://huggingface.co/Qwen/Qwen2.5-72B-Instruct/blob/main/LICENSE", Some("qwen-2024")),
        ("https://huggingface.co/Qwen/Qwen2.5-3B/resolve/main/LICENSE", Some("qwen-research-2024")),
        ("https://huggingface.co/meta-llama/Llama-3.2-1B/blob/main/LICENSE.txt", Some("llama3.2")),
        (
            "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/README.md",
            None,
        ),
        ("https://huggingface.co/nobody/nothing/blob/main/LICENSE", None),
        ("https://ai.google.dev/gemma/terms", None),
        ("https://example.org/license", None),
        ("", None),
    ] {
        assert_eq!(library().license_at(url), id, "{url}");
    }
}
