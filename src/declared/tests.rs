//! What is a declaration about the weights, and what is none.

use std::sync::Arc;

use super::{
    Declaration, DeclarationSource, collect,
    double::{Few, card, config, document, linked, passage, under, unit, views_with},
    views,
};
use crate::{
    document::{
        AppliesTo, Config, Content, DocumentKind, Text, card as front,
        markdown::{Passage, PassageKind},
    },
    identify::{Identity, Match, Verdict},
    unit::Unit,
};

fn identity(id: &str) -> Identity {
    Identity {
        verdict: Verdict::Exact,
        licenses: vec![Match {
            id: Some(id.to_owned()),
            family: id.to_owned(),
            verdict: Verdict::Exact,
            coverage: 1.0,
            lines: (1, 2),
            deviations: Vec::new(),
        }],
    }
}

/// A unit with a card of these keys, a `LICENSE` that is Skywork's and a `LICENSE-CODE` that is MIT.
fn sample(keys: &[(&str, &[&str])]) -> (Unit, Vec<Option<Arc<Identity>>>) {
    let mut code =
        document("LICENSE-CODE", DocumentKind::License, Content::of_text(Text::plain("x")));
    code.applies_to = AppliesTo::Code;
    let documents = vec![
        document("LICENSE", DocumentKind::License, Content::of_text(Text::plain("x"))),
        code,
        document("README.md", DocumentKind::Card, Content::Card(card(keys))),
    ];
    let identities =
        vec![Some(Arc::new(identity("skywork-community"))), Some(Arc::new(identity("mit"))), None];
    (unit(Some("acme"), "acme-13b-chat", documents), identities)
}

fn declared(keys: &[(&str, &[&str])], passages: &[Passage]) -> Vec<Declaration> {
    let (unit, identities) = sample(keys);
    collect(&unit, &views_with(&unit, passages), &identities, &Few::new())
}

fn ids(found: &[Declaration]) -> Vec<String> {
    found
        .iter()
        .map(|one| one.license.clone().or_else(|| one.family.clone()).unwrap_or_else(|| "?".into()))
        .collect()
}

fn said(passages: &[Passage]) -> Vec<String> {
    ids(&declared(&[], passages))
}

fn sentence(text: &str) -> Vec<String> {
    said(&[passage(PassageKind::Paragraph, text)])
}

#[test]
fn sentences_that_declare() {
    for (text, expected) in [
        ("This model is licensed under the Apache License 2.0.", "apache-2.0"),
        ("Licensed under Apache-2.0", "apache-2.0"),
        ("This model is tuned on our dataset and released under MIT.", "mit"),
        ("The weights are released under the MIT License.", "mit"),
        (
            "The model is distributed under the terms of the Apache License, Version 2.0.",
            "apache-2.0",
        ),
        ("acme-13b-chat is available under the Skywork Community License.", "skywork-community"),
        ("License: MIT", "mit"),
        ("License: apache-2.0", "apache-2.0"),
        ("Model License: CC-BY-NC-4.0", "cc-by-nc-4.0"),
        (
            "The code is licensed under MIT, the weights under the Skywork Community License.",
            "skywork-community",
        ),
        (
            "The code is MIT licensed, and the model weights are released under CC-BY-NC-4.0.",
            "cc-by-nc-4.0",
        ),
        ("The code and the model weights are licensed under MIT.", "mit"),
        ("This model is governed by the Llama 3.1 Community License Agreement.", "llama3.1"),
        ("It is licensed under the Gemma license.", "gemma"),
        ("We release our models under the Acme Model License.", "?"),
        (
            "As it is based on Llama 3.1 8B, this model is subject to the Llama 3.1 Community License.",
            "llama3.1",
        ),
        ("本模型遵循 Apache 2.0 许可协议。", "apache-2.0"),
        ("本模型采用 MIT 许可证。", "mit"),
        ("模型权重遵循《Skywork 模型社区许可协议》。", "skywork-community"),
        (
            "本项目代码采用 MIT 许可证，模型权重遵循《Skywork 模型社区许可协议》。",
            "skywork-community",
        ),
        ("本模型基于 Apache 2.0 协议开源。", "apache-2.0"),
        ("模型权重遵循天工模型社区许可协议", "skywork-community"),
        (
            "Use requires adherence to Apache 2.0 and the Skywork Community License.",
            "skywork-community",
        ),
        ("使用本模型需要遵循 Apache 2.0 和《Skywork 模型社区许可协议》。", "skywork-community"),
        (
            "License: A custom commercial license, the Llama 3.1 Community License, is at hand.",
            "llama3.1",
        ),
        ("许可证：MIT", "mit"),
        ("开源协议：Apache-2.0", "apache-2.0"),
        ("我们在 Apache 2.0 许可证下发布模型。", "apache-2.0"),
    ] {
        assert_eq!(sentence(text), [expected], "{text}");
    }
}

#[test]
fn sentences_that_declare_nothing_about_the_weights() {
    for text in [
        "The code is licensed under the MIT License.",
        "The code in this repository is released under Apache-2.0.",
        "The model code is licensed under MIT.",
        "The dataset is released under CC-BY-NC-4.0.",
        "acme-13b-chat is tuned on a corpus written by the staff of Acme and released under MIT.",
        "The training data used for the model is under CC-BY-NC-4.0.",
        "The base model is licensed under the Llama 3.1 Community License.",
        "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved.",
        "Any derivative works must be released under the MIT License.",
        "The model is not licensed under Apache-2.0.",
        "If you change it, release it under the MIT License.",
        "Vicuna is licensed under the Apache License 2.0.",
        "This model works under Linux and Windows.",
        "We evaluated it under the same conditions as MIT did.",
        "Code License: MIT",
        "Dataset license: CC-BY-NC-4.0",
        "Unlike models under Apache-2.0, weights of this kind are not provided.",
        "本仓库的代码采用 MIT 许可证。",
        "数据集遵循 CC-BY-NC-4.0 协议。",
        "基座模型遵循《Skywork 模型社区许可协议》。",
        "如果您修改模型，请遵循 MIT 许可证。",
        "本模型使用 Apache Spark 处理数据。",
    ] {
        assert_eq!(sentence(text), [""; 0], "{text}");
    }
}

#[test]
fn quotations_code_and_cells_declare_nothing() {
    for kind in [PassageKind::Quote, PassageKind::Code, PassageKind::Cell] {
        assert!(said(&[passage(kind, "This model is licensed under MIT.")]).is_empty());
    }
}

/// What a whole card of `acme/acme-13b-chat` declares.
fn written(text: &str) -> Vec<String> {
    let (mut unit, identities) = sample(&[]);
    unit.documents[2].content = Content::Card(front::parse(Text::plain(text)));
    ids(&collect(&unit, &views(&unit), &identities, &Few::new()))
}

#[test]
fn what_is_said_of_the_weights_goes_before_what_is_said_of_the_folder() {
    let said = written(
        "## License\n\nThis repository is released under the Apache-2.0 License.\n\n\
         The model weights are licensed under CC-BY-NC-4.0.\n",
    );
    assert_eq!(said, ["cc-by-nc-4.0"]);
    assert_eq!(
        written("This repository is released under the Apache-2.0 License."),
        ["apache-2.0"]
    );
    let twice =
        "This project is licensed under MIT.\n\nThe model is licensed under the MIT License.";
    assert_eq!(written(twice), ["mit", "mit"]);
}

#[test]
fn rows_of_a_name_and_a_value_declare() {
    assert_eq!(
        written("| Feature | Description |\n| --- | --- |\n| **License** | `MIT` |\n"),
        ["mit"]
    );
    let list = "| Model | License |\n| --- | --- |\n| Other-7B | MIT |\n| Llama 3.1 | x |\n";
    assert!(written(list).is_empty());
    let wide = "| License | MIT | CC-BY-NC-4.0 |\n| --- | --- | --- |\n| a | b | c |\n";
    assert!(written(wide).is_empty());
}

#[test]
fn labelled_lines_of_one_paragraph_declare() {
    assert_eq!(written("Language model: x\nLanguage: Czech\nLicense: MIT\nData: none"), ["mit"]);
    assert_eq!(written("**Creator:** lab<br>**License:** MIT<br>**Data:** none"), ["mit"]);
}

#[test]
fn what_another_model_or_data_is_under_declares_nothing() {
    for text in [
        "It uses [base](https://huggingface.co/lab/base-7b) v1.0 released under MIT as its start.",
        "## License\n\n* **Name:** some data\n* **License:** MIT\n",
        "This project uses the Llama-3.1-8B model under the terms of the Llama License: x",
    ] {
        assert!(!written(text).contains(&"mit".to_owned()), "{text}");
    }
    let list = |page: &str| {
        format!(
            "* [acme-7b-chat]({page}): a model to talk with.\nTuned on talks.\n  * License: MIT\n"
        )
    };
    assert!(written(&list("https://huggingface.co/lab/acme-7b-chat")).is_empty());
    assert_eq!(written(&list("https://example.org/talks")), ["mit"]);
    let own =
        "A fine-tuned version of [base](https://huggingface.co/lab/base-7b), released under MIT.";
    assert_eq!(written(own), ["mit"]);
}

#[test]
fn a_link_to_an_unknown_license_says_that_there_is_one() {
    assert_eq!(written("The weights follow the [Model License](LICENSE_MODEL)."), ["?"]);
    let elsewhere = "The license is [here](https://example.org/acme/LICENSE).";
    assert_eq!(written(elsewhere), ["?"]);
    assert!(written("The license is [here](https://example.org/about).").is_empty());
    assert!(written("The license is in [LICENSE-CODE](LICENSE-CODE).").is_empty());
    let base =
        "The model is released under the original [License](https://example.org/get) of X-2.";
    assert_eq!(written(base), ["?"]);
    let named = format!("The weights are licensed under MIT.\n\n{elsewhere}");
    assert_eq!(written(&named), ["mit"]);
}

#[test]
fn traditional_script_is_read_and_shown_as_written() {
    let (mut unit, identities) = sample(&[]);
    let text = "## 授權協議\n\n本模型遵循《天工模型社區許可協議》。\n";
    unit.documents[2].content = Content::Card(front::parse(Text::plain(text)));
    let found = collect(&unit, &views(&unit), &identities, &Few::new());
    assert_eq!(ids(&found), ["skywork-community"]);
    assert_eq!(found[0].raw, "天工模型社區許可協議");
}

#[test]
fn headings_say_what_a_sentence_speaks_of() {
    assert_eq!(said(&under(&["License"], "Apache 2.0")), ["apache-2.0"]);
    assert_eq!(said(&under(&["License"], "MIT")), ["mit"]);
    assert_eq!(said(&under(&["许可协议"], "Apache 2.0 许可证")), ["apache-2.0"]);
    assert_eq!(said(&under(&["License"], "We use the MIT License for this model.")), ["mit"]);
    assert_eq!(said(&under(&["License"], "Weights: CC-BY-NC-4.0")), ["cc-by-nc-4.0"]);
    let both = under(&["Disclaimer, License and Citation"], "The model is under the MIT License.");
    assert_eq!(said(&both), ["mit"]);
    assert!(said(&under(&["License"], "Code: MIT")).is_empty());
    assert!(said(&under(&["License"], "See the file for the terms.")).is_empty());
    assert!(said(&under(&["Dataset"], "Released under CC-BY-NC-4.0.")).is_empty());
    assert!(said(&under(&["Acknowledgements"], "FastChat is licensed under MIT.")).is_empty());
    assert!(said(&under(&["Introduction"], "Llama 3.1 MIT Apache")).is_empty());
}

#[test]
fn links_lead_to_files_of_the_unit() {
    let text = "This model is released under this license.";
    assert_eq!(said(&[linked(text, "this license", "LICENSE")]), ["skywork-community"]);
    assert_eq!(said(&[linked(text, "this license", "./LICENSE#top")]), ["skywork-community"]);
    let code = "The code is released under this license.";
    assert!(said(&[linked(code, "this license", "LICENSE")]).is_empty());
    assert!(said(&[linked(text, "this license", "LICENSE-CODE")]).is_empty());
    assert!(said(&[linked(text, "this license", "absent.txt")]).is_empty());
    let known = "This model is released under the Acme License.";
    let address = "https://opensource.org/licenses/MIT";
    assert_eq!(said(&[linked(known, "Acme License", address)]), ["mit"]);
}

#[test]
fn front_matter_values() {
    let list = |keys: &[(&str, &[&str])]| ids(&declared(keys, &[]));
    assert_eq!(list(&[("license", &["apache-2.0"])]), ["apache-2.0"]);
    assert_eq!(list(&[("license", &["mit", "apache-2.0"])]), ["mit", "apache-2.0"]);
    assert_eq!(list(&[("license", &["MIT OR Apache-2.0"])]), ["apache-2.0", "mit"]);
    assert_eq!(list(&[("license", &["other"])]), ["?"]);
    assert_eq!(
        list(&[("license", &["other"]), ("license_name", &["skywork-community-license"])]),
        ["skywork-community"]
    );
    assert_eq!(list(&[("license", &["other"]), ("license_name", &["own"])]), ["?"]);
    assert_eq!(
        list(&[("license", &["other"]), ("license_link", &["LICENSE"])]),
        ["skywork-community"]
    );
    assert_eq!(
        list(&[("license_link", &["https://example.org/acme/acme-13b-chat/blob/main/LICENSE"])]),
        ["skywork-community"]
    );
    assert_eq!(list(&[("tags", &["license:apache-2.0", "text"])]), ["apache-2.0"]);
    assert_eq!(list(&[("license", &["gpl"])]), ["gpl"]);
    assert!(list(&[("license", &[""])]).is_empty());
    let found = declared(&[("language", &["en"]), ("license", &["mit"])], &[]);
    assert_eq!((found[0].line, found[0].source), (5, DeclarationSource::FrontMatter));
    assert_eq!(found[0].raw, "mit");
}

fn badge(source: &str, alt: &str, target: Option<&str>) -> Vec<String> {
    let (mut unit, identities) = sample(&[]);
    let Content::Card(card) = &mut unit.documents[2].content else { return Vec::new() };
    card.text.text = source.to_owned();
    card.body = 0;
    let mut image = passage(PassageKind::ImageAlt, alt);
    image.offsets = vec![(0, source.find(alt).unwrap_or_default())];
    image.links.extend(target.map(|target| (0..alt.len(), target.to_owned())));
    ids(&collect(&unit, &views_with(&unit, &[image]), &identities, &Few::new()))
}

#[test]
fn badges() {
    let shield = "https://img.shields.io/badge";
    let image = |alt: &str, path: &str| badge(&format!("![{alt}]({shield}/{path})"), alt, None);
    assert_eq!(image("License", "License-Apache_2.0-blue.svg"), ["apache-2.0"]);
    assert_eq!(image("License", "license-Apache%202.0-blue.svg?x=1"), ["apache-2.0"]);
    assert_eq!(image("x", "Model_License-CC--BY--NC--4.0-green"), ["cc-by-nc-4.0"]);
    assert!(image("Code License", "Code_License-MIT-green").is_empty());
    assert!(image("Data License", "Data_License-MIT-green").is_empty());
    assert!(image("Python", "python-3.10-blue").is_empty());
    assert_eq!(badge("![License: MIT](x.png)", "License: MIT", None), ["mit"]);
    assert_eq!(badge("![License](x.png)", "License", Some("LICENSE")), ["skywork-community"]);
    let html = "<img src=\"https://img.shields.io/badge/License-MIT-green\" alt=\"License\">";
    let at = html.replace("License-MIT", "Licence-MIT");
    assert_eq!(badge(&at, "License", None), ["mit"]);
    let dynamic = "https://img.shields.io/github/license/acme/other.svg";
    assert!(badge(&format!("![license]({dynamic})"), "license", None).is_empty());
}

#[test]
fn configuration_and_order() {
    let stated = Config { licenses: vec![("apache-2.0".into(), 7)], ..Config::default() };
    let documents = vec![
        document("README.md", DocumentKind::Card, Content::Card(card(&[("license", &["mit"])]))),
        config("config.json", stated),
    ];
    let unit = unit(None, "x", documents);
    let found = collect(&unit, &views_with(&unit, &[]), &[None, None], &Few::new());
    assert_eq!(ids(&found), ["mit", "apache-2.0"]);
    assert_eq!((found[1].path.as_str(), found[1].line), ("config.json", 7));
}

#[test]
fn a_line_of_a_megabyte_ends_soon() {
    let text = "under the license ".repeat(60_000);
    assert!(sentence(&text).len() <= 1);
}

#[test]
fn news_and_bases_declare_nothing() {
    for text in [
        "## News\n\nThe first model was released under the MIT License.\n",
        "- [2024/04/30] We release the small model under the MIT License.",
        "本项目基于INTEL开源中文模型。",
        "关于如何使用 Intel 模型，参阅许可证。",
        "It was trained with Framework-9, which is licensed under the MIT License.",
        "## Third-party licenses\n\nThe parser is licensed under MIT.\n",
        "The tool code lives elsewhere. License: MIT.",
        "コードは MIT License に従ってください。",
    ] {
        assert_eq!(written(text), [""; 0], "{text}");
    }
    assert_eq!(written("This is our model, which is licensed under the MIT License."), ["mit"]);
}

#[test]
fn the_head_of_a_longer_name_is_no_license() {
    let unknown = "The weights are released under the INTEL Research License.";
    assert_eq!(written(unknown), ["?"]);
    assert_eq!(written("The weights are released under the INTEL License."), ["intel"]);
}

#[test]
fn a_badge_of_the_code_is_none_of_the_weights() {
    let badge = "![License: MIT](x.png)\n\n";
    let apart = "The code is licensed under MIT. The weights are released under CC-BY-NC-4.0.";
    assert_eq!(written(&format!("{badge}{apart}")), ["cc-by-nc-4.0"]);
    let whole = "The weights are released under CC-BY-NC-4.0.";
    assert_eq!(written(&format!("{badge}{whole}")), ["mit", "cc-by-nc-4.0"]);
    let other = "[![x](https://badgen.net/badge/license/apache-2.0/blue)](x)";
    assert_eq!(written(other), ["apache-2.0"]);
}
