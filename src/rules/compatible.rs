//! "May I publish this derivative as X?": the rules are asked about a derivative that has nothing but a base
//! and a declared license, so that the answer is the one that a scan would give.

use super::{Case, LicenseSource, PUBLISH, check};
use crate::{
    declared::{Declaration, DeclarationSource},
    finding::{Finding, Level},
    library::license::License,
    lineage::{BaseModel, Evidence, KnownFrom, Lineage, Relation, StoreIndex},
    store::Layout,
    unit::{Outline, Unit, UnitKind},
};

/// The rules that say that terms do not go together.
const ABOUT_TERMS: [&str; 4] =
    ["dropped-restrictions", "merge-conflict", "no-derivatives", "noncommercial-conflict"];

/// The answer for a base's license and the license of what was made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compatible {
    /// No clause that licscan knows forbids it.
    Yes,
    /// These clauses forbid it.
    No(Vec<Finding>),
    /// Nobody here has read the text of this license.
    Unknown(String),
}

/// A store that holds nothing.
struct Empty;

impl StoreIndex for Empty {
    fn licenses_of(&self, _: &str) -> Option<Vec<String>> {
        None
    }

    fn notices_of(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Whether a fine-tuned derivative of a model under `base` may be published under `license`.
pub fn compatible(base: &str, license: &str, library: &dyn LicenseSource) -> Compatible {
    let unread =
        [base, license].into_iter().find(|id| !library.license(id).is_some_and(License::was_read));
    if let Some(id) = unread.filter(|_| base != license) {
        return Compatible::Unknown(id.to_owned());
    }
    let proof =
        Evidence { path: CARD.to_owned(), line: 1, field: "base_model".to_owned(), span: None };
    let lineage = Lineage {
        relation: Relation::Finetune,
        judged_as: None,
        bases: vec![BaseModel {
            base: "the base".to_owned(),
            relation: Relation::Finetune,
            licenses: vec![base.to_owned()],
            known_from: KnownFrom::Table,
            alternatives: Vec::new(),
            unlisted: Vec::new(),
            evidence: vec![proof],
            hints: Vec::new(),
        }],
    };
    let declared = [Declaration {
        license: Some(license.to_owned()),
        family: None,
        raw: license.to_owned(),
        path: CARD.to_owned(),
        line: 1,
        span: 0..0,
        source: DeclarationSource::FrontMatter,
    }];
    let unit = Unit { outline: derivative(), documents: Vec::new() };
    let findings = check(&Case {
        unit: &unit,
        identities: &[],
        views: &[],
        declared: &declared,
        lineage: &lineage,
        roles: PUBLISH,
        answers: &[],
        library,
        store: &Empty,
    });
    let forbids = |it: &Finding| it.level == Level::Error && ABOUT_TERMS.contains(&it.rule);
    let against: Vec<Finding> = findings.into_iter().filter(forbids).collect();
    if against.is_empty() { Compatible::Yes } else { Compatible::No(against) }
}

/// Where the derivative would declare its license.
const CARD: &str = "README.md";

fn derivative() -> Outline {
    Outline {
        root: 0,
        path: "derivative".to_owned(),
        below_root: String::new(),
        folder: "derivative".into(),
        name: "derivative".to_owned(),
        name_chosen: false,
        owner: None,
        kind: UnitKind::Model,
        layout: Layout::Folder,
        files: Vec::new(),
        above: Vec::new(),
        partial: None,
        same_as: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn the_answer_is_the_one_that_a_scan_would_give() {
        let ask = |base, license| compatible(base, license, Library::embedded());
        for (base, license) in [
            ("mit", "apache-2.0"),
            ("apache-2.0", "mit"),
            ("apache-2.0", "cc-by-nc-4.0"),
            ("llama3.1", "llama3.1"),
            ("cc-by-sa-4.0", "cc-by-sa-4.0"),
        ] {
            assert_eq!(ask(base, license), Compatible::Yes, "{base} as {license}");
        }
        for (base, license, rule) in [
            ("cc-by-nc-4.0", "apache-2.0", "noncommercial-conflict"),
            ("cc-by-nc-nd-4.0", "cc-by-nc-nd-4.0", "no-derivatives"),
            ("creativeml-openrail-m", "mit", "dropped-restrictions"),
        ] {
            let Compatible::No(against) = ask(base, license) else {
                panic!("{base} as {license} is allowed");
            };
            assert!(against.iter().any(|it| it.rule == rule), "{base} as {license}: {against:?}");
        }
        assert_eq!(ask("mit", "x11"), Compatible::Unknown("x11".to_owned()));
    }
}
