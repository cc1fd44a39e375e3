//! `ambiguous-license`: several license files, and none says which model it is for.

use std::collections::BTreeSet;

use crate::{
    finding::{Finding, Level},
    language::both,
};

use super::{
    Rule,
    fold::{Kind, tokens},
    own,
    own::OwnText,
    reading::{Reading, last_part, place_of_file},
};

/// Several license files, and none says which model it is for.
pub static AMBIGUOUS_LICENSE: Rule = Rule {
    name: "ambiguous-license",
    level: Level::Note,
    summary: "several license files, and none says which model it is for",
    since: "0.1.0",
    docs: "\
## What it does

Fires where a folder holds license files of different licenses, and neither the card, nor the base models, nor
the files' names say which of them is for the weights.

## Why it matters

A reader cannot tell which terms hold.

## How to mend it

Declare the license in the card, or name the files after what they are for: `LICENSE-CODE`, `LICENSE-MODEL`.
",
    check,
};

/// Words of license file names that say nothing about a model.
const NAME_WORDS: [&str; 16] = [
    "license",
    "licence",
    "licenses",
    "model",
    "weights",
    "agreement",
    "community",
    "terms",
    "txt",
    "md",
    "pdf",
    "docx",
    "copying",
    "html",
    "use",
    "the",
];

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let case = reading.case;
    if !reading.judges_statements() {
        return;
    }
    let bases = own::base_ids(case);
    let texts = own::texts_of_weights(case);
    let open: Vec<&OwnText> = texts
        .iter()
        .filter(|text| !text.ids().is_empty() && !text.ids().iter().any(|id| bases.contains(id)))
        .collect();
    let apart = |a: &OwnText, b: &OwnText| {
        !a.ids().iter().any(|a| b.ids().iter().any(|b| own::same_license(a, b)))
    };
    if !open.iter().any(|a| open.iter().any(|b| apart(a, b))) {
        return;
    }
    let decided = open.iter().any(|text| {
        names_the_model(reading, &text.document.path)
            || case.declared.iter().any(|said| {
                let said = said.license.as_deref();
                said.is_some_and(|said| text.ids().iter().any(|id| own::same_license(id, said)))
            })
    });
    if decided {
        return;
    }
    let list: Vec<String> = open
        .iter()
        .map(|text| format!("{} ({})", text.document.path, text.ids().join(", ")))
        .collect();
    let message = both!(
        "several license files, and none says which model it is for: {}",
        "有多份许可文件，均未说明适用于哪个模型：{}",
        list.join(", ")
    );
    findings.push(
        Finding::new(AMBIGUOUS_LICENSE.name, AMBIGUOUS_LICENSE.level, message)
            .remedy(both!(
                "Declare the license of the weights in the card",
                "请在模型卡中声明权重适用的许可"
            ))
            .at(place_of_file(open[0].document)),
    );
}

/// True where the rest of a file's name is a word of the unit's name or of a base's.
fn names_the_model(reading: &Reading, path: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        tokens(name)
            .into_iter()
            .filter(|token| token.kind == Kind::Word)
            // `SDXL1.0` and `sdxl` are one word here.
            .map(|token| token.text.trim_end_matches(|ch: char| ch.is_ascii_digit()).to_owned())
            .filter(|word| word.chars().count() >= 3)
            .filter(|word| !NAME_WORDS.contains(&word.as_str()))
            .collect()
    };
    let mut known = words(reading.name());
    for base in &reading.case.lineage.bases {
        known.extend(words(last_part(&base.base)));
    }
    words(last_part(path)).iter().any(|word| known.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::{document::AppliesTo, lineage::Relation};

    use super::super::testing::Folder;

    fn fires(folder: Folder) -> bool {
        folder.check().iter().any(|it| it.rule == "ambiguous-license")
    }

    #[test]
    fn several_files_and_nothing_that_says_which() {
        let two = || {
            Folder::new("acme/a")
                .card("# A\n")
                .license("LICENSE", "mit")
                .license("LICENSE.other", "apache-2.0")
        };
        assert!(fires(two()));
        assert!(!fires(two().says("mit")));
        assert!(!fires(two().last_applies_to(AppliesTo::Code, false)));
        assert!(!fires(two().base("x/y", Relation::Finetune, &["mit"])));
        let same = Folder::new("acme/a").license("LICENSE", "mit").license("LICENSE_zh", "mit");
        assert!(!fires(same));
        let named = Folder::new("acme/sdxl-acme")
            .license("model_licenses/LICENSE-SDXL1.0", "mit")
            .license("model_licenses/LICENSE-FLUX1", "apache-2.0");
        assert!(!fires(named));
    }
}
