//! A test double of the library with a few names, and builders of units, cards and passages.

use std::{path::PathBuf, sync::Arc};

use super::{View, names::Names};
use crate::{
    document::{
        AppliesTo, Card, Config, Content, Document, DocumentKind, Text,
        markdown::{Passage, PassageKind},
    },
    library::{Named, base::Base},
    store::{Entry, Layout},
    unit::{Outline, Unit, UnitKind},
};

/// Names that the tests speak of.
pub(crate) struct Few {
    bases: Vec<Base>,
}

/// Row of the base table: pattern, name patterns, licenses, firm.
type Row = (&'static str, &'static [&'static str], &'static [&'static str], bool);

const ROWS: &[Row] = &[
    (
        "Skywork/Skywork-o1-Open-Llama-3.1-8B*",
        &["Skywork-o1-Open-Llama*"],
        &["skywork-community", "llama3.1"],
        true,
    ),
    (
        "deepseek-ai/DeepSeek-R1-Distill-Llama-8B*",
        &["DeepSeek-R1-Distill-Llama-8B*"],
        &["mit", "llama3.1"],
        true,
    ),
    ("Skywork/Skywork-13B-*", &["Skywork-13B*"], &["skywork-community"], true),
    ("meta-llama/*Llama-3.1-*", &["Llama-3.1*", "Meta-Llama-3.1*"], &["llama3.1"], true),
    ("meta-llama/*Llama-3-*", &["Llama-3-*", "Meta-Llama-3-*"], &["llama3"], true),
    ("meta-llama/Llama-2-*", &["Llama-2*", "Llama2*"], &["llama2"], true),
    ("Qwen/Qwen2.5-3B*", &["Qwen2.5-3B*"], &["qwen-research"], true),
    ("Qwen/Qwen2.5-*", &["Qwen2.5*"], &["apache-2.0"], true),
    ("mistralai/Mistral-7B-*", &["Mistral-7B*"], &["apache-2.0"], true),
    ("baichuan-inc/Baichuan2-*", &["Baichuan2-*", "Baichuan-2-*"], &["baichuan2-community"], true),
    ("acme-labs/Memory-1B*", &["Memory-1B*"], &["mit"], false),
];

impl Few {
    /// The double.
    pub(crate) fn new() -> Self {
        let row = |(pattern, name_patterns, licenses, firm): &Row| {
            let fields = serde_json::json!({
                "pattern": pattern, "name-patterns": name_patterns, "licenses": licenses,
                "basis": if *firm { "license file read" } else { "memory" }, "confidence": "high",
            });
            serde_json::from_value(fields).expect("the rows above are whole")
        };
        let bases = ROWS.iter().map(row).collect();
        Self { bases }
    }
}

/// A glob of `*` alone, which is all that the rows above need.
fn matches(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            (0..=rest.len())
                .filter(|at| rest.is_char_boundary(*at))
                .any(|at| matches(tail, &rest[at..]))
        }),
    }
}

impl Names for Few {
    fn resolve(&self, name: &str) -> Named<'_> {
        let name: String = name
            .to_lowercase()
            .replace([' ', '_', ','], "-")
            .split('-')
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let name = name.strip_prefix("the-").unwrap_or(&name);
        match name {
            "mit" | "mit-license" => Named::License("mit"),
            "apache-2.0"
            | "apache-license-2.0"
            | "apache-license-version-2.0"
            | "apache2.0"
            | "apache-2.0-license" => Named::License("apache-2.0"),
            "cc-by-nc-4.0" => Named::License("cc-by-nc-4.0"),
            "llama3.1"
            | "llama-3.1"
            | "llama-3.1-community-license"
            | "llama-3.1-community-license-agreement" => Named::License("llama3.1"),
            "skywork-community"
            | "skywork-community-license"
            | "skywork-模型社区许可协议"
            | "天工模型社区许可协议" => Named::License("skywork-community"),
            "intel" => Named::License("intel"),
            "gemma" => Named::Family("gemma"),
            "gpl" => Named::Family("gpl"),
            _ => Named::Nothing,
        }
    }

    fn license_at(&self, url: &str) -> Option<&str> {
        let known = url.trim_end_matches('/').ends_with("opensource.org/licenses/MIT")
            || url.trim_end_matches('/').ends_with("opensource.org/license/mit");
        known.then_some("mit")
    }

    fn base(&self, name: &str) -> Option<&Base> {
        let name = name.to_lowercase().replace([' ', '_'], "-");
        self.bases
            .iter()
            .find(|base| {
                matches(&base.pattern.to_lowercase(), &name)
                    || (!name.contains('/')
                        && base
                            .name_patterns
                            .iter()
                            .any(|glob| matches(&glob.to_lowercase(), &name)))
            })
            .or_else(|| {
                let last = name.rsplit('/').next().filter(|_| name.contains('/'))?;
                self.bases.iter().find(|base| {
                    base.name_patterns.iter().any(|glob| matches(&glob.to_lowercase(), last))
                })
            })
    }

    fn family_licenses(&self, name: &str) -> Option<Vec<String>> {
        name.to_lowercase().contains("llama-4").then(|| vec!["llama4".to_owned()])
    }

    fn licensor_owns(&self, license: &str, owner: &str) -> bool {
        let licensor = match license {
            "skywork-community" => "skywork",
            "llama2" | "llama3" | "llama3.1" | "llama4" => "meta-llama",
            "qwen-research" => "qwen",
            "baichuan2-community" => "baichuan-inc",
            _ => return false,
        };
        owner.eq_ignore_ascii_case(licensor)
    }

    fn has_licensor(&self, license: &str) -> bool {
        !matches!(license, "mit" | "apache-2.0" | "cc-by-nc-4.0")
    }
}

/// A passage at the head of the source, so that its text and the source are one.
pub(crate) fn passage(kind: PassageKind, text: &str) -> Passage {
    Passage {
        kind,
        text: text.to_owned(),
        offsets: vec![(0, 0)],
        links: Vec::new(),
        under: Arc::default(),
    }
}

/// A passage with one link over `words`.
pub(crate) fn linked(text: &str, words: &str, target: &str) -> Passage {
    let start = text.find(words).unwrap_or_default();
    let mut made = passage(PassageKind::Paragraph, text);
    made.links.push((start..start + words.len(), target.to_owned()));
    made
}

/// Headings and the paragraph below them.
pub(crate) fn under(headings: &[&str], text: &str) -> Vec<Passage> {
    let mut made: Vec<Passage> =
        headings.iter().map(|heading| passage(PassageKind::Heading(2), heading)).collect();
    let mut paragraph = passage(PassageKind::Paragraph, text);
    paragraph.under = (0..headings.len()).collect();
    made.push(paragraph);
    made
}

/// A card with keys of one or more scalars.
pub(crate) fn card(keys: &[(&str, &[&str])]) -> Card {
    let mut text = String::from("---\n");
    for (key, values) in keys {
        text.push_str(key);
        text.push_str(":\n");
        for value in *values {
            text.push_str("- ");
            text.push_str(value);
            text.push('\n');
        }
    }
    text.push_str("---\n");
    crate::document::card::parse(Text::plain(text))
}

/// A document that stands in the unit.
pub(crate) fn document(path: &str, kind: DocumentKind, content: Content) -> Document {
    Document {
        path: path.to_owned(),
        kind,
        applies_to: AppliesTo::Unknown,
        inherited: false,
        bytes_read: 0,
        content,
    }
}

/// A configuration document.
pub(crate) fn config(path: &str, config: Config) -> Document {
    document(path, DocumentKind::Config, Content::Config(config))
}

/// A model unit with these documents.
pub(crate) fn unit(owner: Option<&str>, name: &str, documents: Vec<Document>) -> Unit {
    let files = documents
        .iter()
        .map(|document| Entry {
            file: PathBuf::from(&document.path),
            below: document.path.clone(),
            size: Some(1),
            same_file: None,
        })
        .collect();
    Unit {
        outline: Outline {
            root: 0,
            path: name.to_owned(),
            below_root: name.to_owned(),
            folder: PathBuf::from(name),
            name: name.to_owned(),
            name_chosen: true,
            owner: owner.map(str::to_owned),
            kind: UnitKind::Model,
            layout: Layout::Folder,
            files,
            above: Vec::new(),
            partial: None,
            same_as: None,
        },
        documents,
    }
}

/// The cards of a unit, each with the same passages.
pub(crate) fn views_with<'a>(unit: &'a Unit, passages: &[Passage]) -> Vec<View<'a>> {
    unit.documents
        .iter()
        .filter_map(|document| {
            Some(View::of(unit, &document.path, document.card()?, passages.to_vec().into()))
        })
        .collect()
}
