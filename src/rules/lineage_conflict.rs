//! `lineage-conflict`: the files of a unit name different bases.

use crate::{
    document::DocumentKind,
    finding::{Finding, Level},
    language::both,
    lineage::{BaseModel, Evidence},
};

use super::{
    Rule, model_line,
    reading::{Reading, place_at, place_on},
};

/// Card, adapter, merge recipe and configuration name different bases.
pub static LINEAGE_CONFLICT: Rule = Rule {
    name: "lineage-conflict",
    level: Level::Warning,
    summary: "card, adapter, merge recipe and configuration name different base models",
    since: "0.1.0",
    docs: "\
## What it does

Compares the base models that the card declares with those of `adapter_config.json`, of the merge recipe and of
`config.json`. They conflict where each names a model that cannot be one of the other's: `Qwen2.5-7B` in the
card and `Llama-3.1-8B` in the adapter. Some of the parents instead of all, two members of one line (a model,
its chat form, a fine-tune of it) and a quantized twin are no conflict, and neither is a model that licscan
does not know well enough to tell. Sentences of the card are not compared.

## Why it matters

The license of the base binds the model. Where its files disagree about the base, nobody knows which one does.

## How to mend it

Name the model that the weights were made from, in each of the files.
",
    check,
};

/// What names a base, in the order of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Witness {
    Card,
    Adapter,
    Recipe,
    Configuration,
}

const WITNESSES: [Witness; 4] =
    [Witness::Card, Witness::Adapter, Witness::Recipe, Witness::Configuration];

impl Witness {
    /// The witness of a piece of evidence; sentences, names and code that is loaded are none.
    fn of(reading: &Reading, evidence: &Evidence) -> Option<Self> {
        let documents = &reading.case.unit.documents;
        let card =
            documents.iter().any(|it| it.kind == DocumentKind::Card && it.path == evidence.path);
        match evidence.field.as_str() {
            "tags" | "base_models" | "base_model_sources" => Some(Self::Card),
            "base_model" if card => Some(Self::Card),
            "base_model_name_or_path" => Some(Self::Adapter),
            "_name_or_path" => Some(Self::Configuration),
            "base_model" => Some(Self::Recipe),
            field if field.ends_with("].model") || field.ends_with("source_model") => {
                Some(Self::Recipe)
            }
            _ => None,
        }
    }
}

/// A base and what names it.
struct Named<'a> {
    base: &'a BaseModel,
    evidence: &'a Evidence,
    /// Its family, where the table of families knows it.
    family: Option<&'a str>,
}

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    if !reading.judges_statements() || reading.case.lineage.bases.len() < 2 {
        return;
    }
    let named = WITNESSES.map(|witness| bases_of(reading, witness));
    for (at, ours) in named.iter().enumerate() {
        for theirs in &named[at + 1..] {
            if let (Some(one), Some(other)) =
                (outside(reading, ours, theirs), outside(reading, theirs, ours))
            {
                findings.push(finding(reading, one, other));
            }
        }
    }
}

fn bases_of<'a>(reading: &Reading<'a>, witness: Witness) -> Vec<Named<'a>> {
    let bases = &reading.case.lineage.bases;
    let named = bases.iter().filter_map(|base| {
        let evidence = base.evidence.iter().find(|it| Witness::of(reading, it) == Some(witness))?;
        let family = reading.case.library.family_of_model(&base.base);
        Some(Named { base, evidence, family })
    });
    named.collect()
}

/// The first base that differs from all of the others; none where these are none.
fn outside<'n, 'a>(
    reading: &Reading,
    these: &'n [Named<'a>],
    others: &[Named],
) -> Option<&'n Named<'a>> {
    these.iter().find(|one| {
        !others.is_empty() && others.iter().all(|other| are_different(reading, one, other))
    })
}

/// True where two bases cannot be two members of one line: the table of families knows both, and
/// neither bears the other's brand or license.
fn are_different(reading: &Reading, one: &Named, other: &Named) -> bool {
    let (Some(family), Some(other_family)) = (one.family, other.family) else { return false };
    let (one, other) = (one.base, other.base);
    if std::ptr::eq(one, other) {
        return false;
    }
    let library = reading.case.library;
    let shares_terms = || {
        one.licenses.iter().any(|id| {
            other.licenses.contains(id)
                && library.license(id).is_some_and(|license| license.model_license)
        })
    };
    model_line::are_two_sizes(&one.base, &other.base)
        || family != other_family
            && !shares_terms()
            && !model_line::may_descend(&one.base, &other.base)
}

fn finding(reading: &Reading, one: &Named, other: &Named) -> Finding {
    let says = |named: &Named| {
        let Evidence { path, line, field, .. } = named.evidence;
        let base = &named.base.base;
        both!("{}:{} ({}) names {}", "{}:{}（{}）写明为 {}", path, line, field, base)
    };
    let message = both!("{}; {}", "{}；{}", says(one), says(other));
    let mut finding =
        Finding::new(LINEAGE_CONFLICT.name, LINEAGE_CONFLICT.level, message).remedy(both!(
            "Name the model that the weights were made from in both",
            "请使两处一致，均写明权重的实际来源模型"
        ));
    let documents = &reading.case.unit.documents;
    let document = documents.iter().find(|it| it.path == one.evidence.path);
    finding.place = document.map(|document| match &one.evidence.span {
        Some(span) => place_at(document, span.clone()),
        None => place_on(document, one.evidence.line),
    });
    finding
}

#[cfg(test)]
mod tests {
    use crate::lineage::Relation;

    use super::super::testing::Folder;

    type Place<'a> = (&'a str, u32, &'a str);

    const CARD: Place = ("README.md", 2, "base_model");
    const ADAPTER: Place = ("adapter_config.json", 4, "base_model_name_or_path");
    const CONFIG: Place = ("config.json", 2, "_name_or_path");
    const RECIPE: Place = ("mergekit_config.yml", 3, "models[].model");

    fn conflicts(bases: &[(&str, &[&str], &[Place])]) -> Vec<String> {
        let mut folder = Folder::new("acme/a").card("---\nbase_model: x\n---\n# A\n");
        for (name, licenses, places) in bases {
            folder = folder.base(name, Relation::Finetune, licenses).named_in(places);
        }
        let found = folder.check().into_iter().filter(|it| it.rule == "lineage-conflict");
        found.map(|it| it.message.en).collect()
    }

    #[test]
    fn two_files_name_two_models() {
        assert_eq!(
            conflicts(&[
                ("Qwen/Qwen2.5-7B", &["apache-2.0"], &[CARD]),
                ("meta-llama/Llama-3.1-8B", &["llama3.1"], &[ADAPTER]),
            ]),
            [
                "README.md:2 (base_model) names Qwen/Qwen2.5-7B; adapter_config.json:4 (base_model_name_or_path) names meta-llama/Llama-3.1-8B"
            ]
        );
        let sizes = conflicts(&[
            ("meta-llama/Llama-3.1-8B", &["llama3.1"], &[CARD]),
            ("meta-llama/Llama-3.1-70B", &["llama3.1"], &[CONFIG]),
        ]);
        assert_eq!(sizes.len(), 1);
    }

    #[test]
    fn one_line_a_part_and_what_is_unknown_are_none() {
        for bases in [
            // One file names both.
            [
                ("Qwen/Qwen2.5-7B", &["apache-2.0"], [CARD]),
                ("meta-llama/Llama-3.1-8B", &["llama3.1"], [CARD]),
            ],
            // A fine-tune and its base.
            [
                ("Qwen/Hermes-3-Llama-3.1-8B", &["mit"], [CARD]),
                ("meta-llama/Llama-3.1-8B", &["llama3.1"], [ADAPTER]),
            ],
            [
                ("Qwen/Qwen2.5-7B-Instruct", &["apache-2.0"], [CARD]),
                ("Qwen/Qwen2.5-7B", &["apache-2.0"], [CONFIG]),
            ],
            // Nobody knows the first.
            [
                ("someone/thing", &["mit"], [CARD]),
                ("meta-llama/Llama-3.1-8B", &["llama3.1"], [ADAPTER]),
            ],
            // Loaded code is no lineage.
            [
                ("Qwen/Qwen2.5-7B", &["apache-2.0"], [CARD]),
                ("meta-llama/Llama-3.1-8B", &["llama3.1"], [("config.json", 2, "auto_map")]),
            ],
        ] {
            let bases = bases.map(|(name, licenses, places)| (name, &licenses[..], places));
            let bases: Vec<_> = bases
                .iter()
                .map(|(name, licenses, places)| (*name, *licenses, &places[..]))
                .collect();
            assert_eq!(conflicts(&bases), [] as [&str; 0], "{bases:?}");
        }
    }

    #[test]
    fn some_of_the_parents_are_enough() {
        let merge = conflicts(&[
            ("Qwen/Qwen2.5-7B", &["apache-2.0"], &[CARD, RECIPE]),
            ("meta-llama/Llama-3.1-8B", &["llama3.1"], &[RECIPE]),
        ]);
        assert_eq!(merge, [] as [&str; 0]);
    }
}
