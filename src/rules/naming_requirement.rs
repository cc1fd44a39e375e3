//! `naming-requirement`: a name that lacks a required word or bears a forbidden one.

use crate::{
    finding::{Finding, Level, Place},
    language::{Bilingual, both},
    library::duty::DutyKind,
};

use super::{
    Owed, Rule,
    reading::{Reading, last_part, place_at},
};

/// The name lacks a required prefix or word, or bears a forbidden one.
pub static NAMING_REQUIREMENT: Rule = Rule {
    name: "naming-requirement",
    level: Level::Error,
    summary: "the name lacks a required prefix or word, or bears a forbidden one",
    since: "0.1.0",
    docs: "\
## What it does

Some licenses ask that a derivative's name begins with a word (`Llama`), contains one (`MiniCPM`) or does not
use one as its own. The repository's name without its owner is looked at; where nobody chose it (a snapshot,
a temporary folder), the card's title. Case, blanks, `-` and `_` do not matter: `llama3-foo` begins with
`Llama 3`.

## Why it matters

The name is what most users see of a model, and for many all that they see.

## How to mend it

Rename the repository: `Foo-8B` becomes `Llama-Foo-8B`.
",
    check,
};

const KINDS: [DutyKind; 3] =
    [DutyKind::NamePrefix, DutyKind::NameContains, DutyKind::NameMustNotContain];

/// The name that is judged, what a message calls it, and where it stands.
struct Judged {
    name: String,
    what: Bilingual,
    place: Option<Place>,
}

/// What a license wants of a name.
#[derive(Clone, Copy)]
enum Wants {
    Begins,
    Contains,
    DoesNotUse,
    KeepsTheBases,
}

impl Wants {
    fn words(self, word: &str) -> Bilingual {
        match self {
            Self::Begins => both!("begins with \"{}\"", "以“{}”开头", word),
            Self::Contains => both!("contains \"{}\"", "包含“{}”", word),
            Self::DoesNotUse if word.is_empty() => both!("does not use", "不使用其名称"),
            Self::DoesNotUse => both!("does not use \"{}\"", "不使用“{}”", word),
            Self::KeepsTheBases => both!("keeps the name of its base", "保留基础模型的名称"),
        }
    }
}

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let Some(judged) = judged(reading) else { return };
    let key = folded(&judged.name);
    let owed: Vec<&Owed> = reading.owed(&KINDS).collect();
    let asked = |owed: &Owed| -> Vec<String> {
        owed.accepted().flat_map(|(_, duty)| &duty.marks).map(|mark| folded(mark)).collect()
    };
    let begins = |owed: &Owed| asked(owed).iter().any(|word| key.starts_with(word.as_str()));
    // A name has one beginning: where one of several licenses is met, the others cannot be.
    let one_is_met = owed.iter().any(|owed| owed.duty.kind == DutyKind::NamePrefix && begins(owed));
    for owed in &owed {
        let marks = asked(owed);
        let (met, wants, cap) = match owed.duty.kind {
            DutyKind::NamePrefix => {
                let cap = if one_is_met { Level::Note } else { Level::Error };
                (begins(owed), Wants::Begins, cap)
            }
            DutyKind::NameContains if marks.is_empty() => {
                let base = owed.base.map_or("", |base| last_part(&base.base));
                (key.contains(&folded(base)), Wants::KeepsTheBases, Level::Note)
            }
            DutyKind::NameContains => {
                let met = marks.iter().any(|word| key.contains(word.as_str()));
                (met, Wants::Contains, Level::Error)
            }
            _ => {
                let bears = marks.iter().any(|word| is_primary(&key, word));
                (!bears, Wants::DoesNotUse, Level::Error)
            }
        };
        if !met {
            findings.push(finding(reading, owed, &judged, wants, cap));
        }
    }
}

fn finding(reading: &Reading, owed: &Owed, judged: &Judged, wants: Wants, cap: Level) -> Finding {
    let word = owed.duty.marks.first().map_or("", String::as_str);
    let message = both!(
        "{} asks for a name that {} (clause {}); {} is \"{}\"",
        "{}要求名称{}（条款 {}）；{}为“{}”",
        owed.license,
        wants.words(word),
        owed.duty.clause,
        judged.what,
        judged.name
    );
    let level = NAMING_REQUIREMENT.at_most(owed.cap).min(cap);
    let mut finding = Finding::new(NAMING_REQUIREMENT.name, level, message)
        .license(&owed.license.id)
        .duty(owed.duty.kind.as_str(), &owed.duty.clause);
    if owed.duty.kind == DutyKind::NamePrefix {
        let word = word.replace(' ', "-");
        finding = finding.remedy(both!(
            "Rename it, for example to {}-{}",
            "请改名，例如改为 {}-{}",
            word,
            judged.name
        ));
    }
    finding.place = judged.place.clone().or_else(|| reading.place_of_owed(owed));
    finding
}

/// The repository's name where somebody chose it, else the card's title.
fn judged(reading: &Reading) -> Option<Judged> {
    if reading.case.unit.outline.name_chosen {
        let name = reading.name().to_owned();
        return Some(Judged {
            name,
            what: both!("the name of the folder", "文件夹名"),
            place: None,
        });
    }
    let (view, at) = reading.title()?;
    let passage = &view.passages[at];
    let name = passage.text.trim();
    if is_template(name) {
        return None;
    }
    let span = passage.source(0)..passage.source(passage.text.len());
    Some(Judged {
        name: last_part(name).to_owned(),
        what: both!("the title of {}", "{} 的标题", view.document.path),
        place: Some(place_at(view.document, span)),
    })
}

/// True for a title that a card's template has and nobody filled in.
fn is_template(title: &str) -> bool {
    title.to_lowercase().contains("model id") || title.contains(['[', '{', '<'])
}

/// A forbidden word is the primary name where the name begins with it; `Word-based-...` describes.
fn is_primary(key: &str, word: &str) -> bool {
    key.strip_prefix(word)
        .is_some_and(|rest| !rest.starts_with("based") && !rest.starts_with("derived"))
}

/// Case, blanks, `-` and `_` do not matter.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|ch| !ch.is_whitespace() && !matches!(ch, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::{finding::Finding, library::duty::Role, lineage::Relation};

    use super::super::testing::Folder;

    fn names(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "naming-requirement").collect()
    }

    fn named(name: &str, id: &str) -> Vec<Finding> {
        names(Folder::new(name).card("# Llama title\n").base("a/base", Relation::Finetune, &[id]))
    }

    #[test]
    fn a_prefix_is_folded_and_the_folder_decides() {
        for name in
            ["acme/Llama-3-foo", "acme/llama3-foo", "acme/LLAMA_foo", "acme/acme__Llama-foo"]
        {
            assert_eq!(named(name, "llama3.1"), [], "{name}");
        }
        for name in ["acme/foo-llama", "acme/Meta-Llama-3-foo", "Llama/foo"] {
            assert_eq!(named(name, "llama3.1").len(), 1, "{name}");
        }
        let message = &named("acme/foo", "llama3.1")[0].message;
        assert!(message.ends_with("asks for a name that begins with \"Llama\" (clause 1.b.i); the name of the folder is \"foo\""), "{message}");
    }

    #[test]
    fn where_nobody_chose_the_name_the_title_decides() {
        let folder = |card: &str| {
            Folder::new("acme/4f3a9c")
                .outline(|outline| outline.name_chosen = false)
                .card(card)
                .base("a/base", Relation::Finetune, &["llama3.1"])
        };
        assert_eq!(names(folder("# Llama-foo\n")), []);
        let found = names(folder("text\n\n# Foo\n"));
        assert_eq!(found[0].place.as_ref().map(|place| place.line), Some(3));
        assert_eq!(names(folder("no title\n")), []);
        assert_eq!(names(folder("# Model Card for Model ID\n")), []);
    }

    #[test]
    fn a_host_of_an_unchanged_model_need_not_rename_it() {
        let hosted = |relation: Relation| {
            let folder = Folder::new("acme/foo").card("# foo\n").roles(&[Role::HostAsService]);
            names(folder.base("a/base", relation, &["llama3.1"])).len()
        };
        assert_eq!(hosted(Relation::Mirror), 0);
        assert_eq!(hosted(Relation::Finetune), 1);
    }

    #[test]
    fn a_word_inside_and_a_forbidden_one() {
        assert_eq!(named("acme/my-MiniCPM-2B", "minicpm"), []);
        assert_eq!(named("acme/my-2B", "minicpm").len(), 1);
        assert_eq!(named("acme/Qwen-Image-foo", "qwen-research-2026").len(), 1);
        assert_eq!(named("acme/Qwen-based-foo", "qwen-research-2026"), []);
        assert_eq!(named("acme/foo-for-Qwen", "qwen-research-2026"), []);
    }

    #[test]
    fn two_prefixes_cannot_both_be_met() {
        let both = |name: &str| {
            let folder = Folder::new(name)
                .card("# T\n")
                .base("a/base", Relation::Merge, &["llama3.1"])
                .base("b/base", Relation::Merge, &["exaone-1.1-nc"]);
            let levels =
                |found: Vec<Finding>| found.iter().map(|it| it.level.as_str()).collect::<Vec<_>>();
            levels(names(folder))
        };
        assert_eq!(both("acme/Llama-x"), ["note"]);
        assert_eq!(both("acme/x"), ["error", "error"]);
    }

    #[test]
    fn a_mirror_keeps_its_name() {
        let folder =
            Folder::new("acme/foo").card("# T\n").base("a/base", Relation::Mirror, &["llama3.1"]);
        assert_eq!(names(folder), []);
    }
}
