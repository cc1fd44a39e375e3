//! `missing-attribution`: a mark or a sentence that a license asks to show.

use std::collections::BTreeMap;

use crate::{
    document::DocumentKind,
    finding::{Finding, Level, Mend},
    language::{Bilingual, both},
    library::duty::{Duty, DutyKind, MarkMatch, Where},
};

use super::{
    Owed, Rule, duties,
    mark::{self, Near, Sight},
    pattern::Pattern,
    reading::Reading,
};

/// A required mark or sentence is absent where it must stand.
pub static MISSING_ATTRIBUTION: Rule = Rule {
    name: "missing-attribution",
    level: Level::Error,
    summary: "a required mark or sentence is absent where it must stand",
    since: "0.1.0",
    docs: "\
## What it does

Looks for the mark (`Skywork Inside`, `Built with Llama`, ...) or the sentence that the license of a base
model asks to show. A mark counts where a reader of the rendered card sees it as a statement about this
model: visible text, a heading, the text of a link, the alternative text of an image, in any card of the
model. It does not count in comments, hidden elements, front matter or code blocks, where it is denied,
asked of others, still to be done or said of another model, inside a license text, as a part of a longer
word, or in letters that only look alike.

## Why it matters

The license gives its permission on this condition. To name the base model is something else: it meets
`missing-source`, never this rule.

## How to mend it

Write the mark, letter by letter, into `README.md`, outside comments and code:

```markdown
**Built with Llama**
```
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    // One clause may ask for a mark on release and another for the same mark in rankings: that is one
    // finding, as loud as the louder of them.
    let mut same: BTreeMap<(&str, DutyKind, &[String]), Vec<&Owed>> = BTreeMap::new();
    for owed in reading.owed(&[DutyKind::DisplayMark, DutyKind::AttributionText]) {
        if !owed.duty.marks.is_empty() && !duties::only_in_product(owed.duty) {
            let key = (owed.license.id.as_str(), owed.duty.kind, owed.duty.marks.as_slice());
            same.entry(key).or_default().push(owed);
        }
    }
    for group in same.into_values() {
        let Some(loudest) = group.iter().rev().max_by_key(|owed| owed.cap) else { continue };
        if let Sight::NotShown(near) = sight(reading, loudest) {
            findings.push(finding(reading, loudest, &group, near));
        }
    }
}

/// Whether the marks that a duty needs are shown.
fn sight(reading: &Reading, owed: &Owed) -> Sight {
    let mut nearest = None;
    for (_, duty) in owed.accepted() {
        let looked_for = duty.marks.iter().map(|mark| {
            let named = owed.base.map(|base| base.base.as_str());
            let bare =
                duty.marks_needed == MarkMatch::Any && mark::is_bare(mark, &duty.marks, named);
            look(reading, &duty.places, mark, duty.kind, duty.template, bare)
        });
        let sights: Vec<Sight> = looked_for.collect();
        let shown = |sight: &Sight| *sight == Sight::Shown;
        let met = match duty.marks_needed {
            MarkMatch::Any => sights.iter().any(shown),
            MarkMatch::All => sights.iter().all(shown),
        };
        if met {
            return Sight::Shown;
        }
        for sight in sights {
            if let Sight::NotShown(Some(near)) = sight {
                nearest.get_or_insert(near);
            }
        }
    }
    Sight::NotShown(nearest)
}

fn look(
    reading: &Reading,
    places: &[Where],
    mark: &str,
    kind: DutyKind,
    template: bool,
    bare: bool,
) -> Sight {
    use DocumentKind as D;
    let pattern = if kind == DutyKind::AttributionText {
        Pattern::held_line(mark, template)
    } else {
        Pattern::held_mark(mark, template)
    };
    let anywhere = places.contains(&Where::AnyText);
    let in_card =
        anywhere || places.iter().any(|place| matches!(place, Where::Card | Where::Product));
    let mut kinds = Vec::new();
    if anywhere || places.contains(&Where::Notice) {
        kinds.push(D::Notice);
    }
    if anywhere || places.contains(&Where::License) {
        kinds.push(D::License);
    }
    if anywhere {
        kinds.extend([D::Policy, D::Other]);
    }
    let card =
        if in_card { mark::in_cards(reading, &pattern, bare) } else { Sight::NotShown(None) };
    let elsewhere = || mark::in_documents(reading, &kinds, &pattern);
    let outside = || if anywhere { None } else { mark::outside_cards(reading, &pattern) };
    match card {
        Sight::Shown => Sight::Shown,
        Sight::NotShown(near) => match elsewhere() {
            Sight::Shown => Sight::Shown,
            Sight::NotShown(other) => Sight::NotShown(near.or(other).or_else(outside)),
        },
    }
}

fn finding(reading: &Reading, owed: &Owed, group: &[&Owed], near: Option<Near>) -> Finding {
    let duty = owed.duty;
    let words = words(reading, duty);
    let asked = match duty.marks_needed {
        MarkMatch::Any => words.first().cloned().unwrap_or_default(),
        MarkMatch::All => words.join(" "),
    };
    let mut clauses: Vec<&str> = vec![&duty.clause];
    for other in group {
        if !clauses.contains(&other.duty.clause.as_str()) {
            clauses.push(&other.duty.clause);
        }
    }
    let word = if clauses.len() == 1 { "clause" } else { "clauses" };
    let clauses = Bilingual::new(format!("{word} {}", clauses.join(", ")), clauses.join("、"));
    let card = reading.main_card().map(|card| card.path.as_str());
    let anywhere = duty.places.contains(&Where::AnyText);
    let not_found = match (near, card) {
        (Some(near), _) => both!(
            "it stands in {}:{}, which does not count: {}",
            "{}:{} 处虽有该文字，但不能算作标明：{}",
            near.path,
            near.line,
            near.doubt.reason()
        ),
        (None, _) if anywhere => {
            both!("not found in any text of the folder", "文件夹的任何文本中均未发现")
        }
        (None, Some(card)) => both!("not found in {}", "{} 中未发现", card),
        (None, None) => {
            both!("not found: the folder has no model card", "未发现：文件夹中没有模型卡")
        }
    };
    let message = both!(
        "{} asks for \"{}\" ({}); {}",
        "{}要求标明“{}”（条款 {}）；{}",
        owed.license,
        asked,
        clauses,
        not_found
    );
    let file = card.unwrap_or("README.md");
    let mut finding =
        Finding::new(MISSING_ATTRIBUTION.name, MISSING_ATTRIBUTION.at_most(owed.cap), message)
            .license(&owed.license.id)
            .duty(duty.kind.as_str(), &duty.clause)
            .remedy(both!(
                "Add to {}, where a reader sees it: **{}**",
                "请在 {} 中读者可见之处写入：**{}**",
                file,
                asked
            ));
    let is_open = duty.template && words.iter().any(|word| word.contains(['<', '>']));
    if owed.is_known_to_bind() && owed.all_ask_for_the_same_words() {
        let all = duty.marks_needed == MarkMatch::All;
        finding = finding.mended_by(if is_open {
            let what = both!(
                "show \"{}\" here, with what stands between < and > filled in",
                "请在此标明“{}”，并填写尖括号内的内容",
                asked
            );
            Mend::Ask { what }
        } else {
            Mend::Show { words, all }
        });
    }
    finding.place = reading.place_of_owed(owed);
    finding
}

/// The words that a duty asks for. Of a template, the model's name is filled in where it has one; what else
/// is open, only its publisher knows.
fn words(reading: &Reading, duty: &Duty) -> Vec<String> {
    let named = duty.template && reading.case.unit.outline.name_chosen;
    let filled = |mark: &String| if named { filled(mark, reading.name()) } else { mark.clone() };
    duty.marks.iter().map(filled).collect()
}

/// A template with the model's name in place of the part that asks for it.
pub fn filled(template: &str, name: &str) -> String {
    match (template.find('<'), template.find('>')) {
        (Some(open), Some(close)) if open < close && template[open..close].contains("name") => {
            format!("{}{name}{}", &template[..open], &template[close + 1..])
        }
        _ => template.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{document::DocumentKind, finding::Finding, identify::Verdict, lineage::Relation};

    use super::super::testing::Folder;

    fn marks(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "missing-attribution").collect()
    }

    fn skywork(card: &str) -> Folder {
        Folder::new("acme/acme-13b").card(card).base(
            "Skywork/Skywork-13B",
            Relation::Finetune,
            &["skywork-community"],
        )
    }

    #[test]
    fn it_quotes_the_clause_and_the_words_to_paste() {
        let found = marks(skywork("---\nbase_model: Skywork/Skywork-13B\n---\n# Acme\n"));
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "Skywork Community License asks for \"Skywork Inside\" (clause 五.1); not found in README.md"
        );
        assert_eq!(found[0].clause.as_deref(), Some("五.1"));
        assert_eq!(
            found[0].remedy.as_deref(),
            Some("Add to README.md, where a reader sees it: **Skywork Inside**")
        );
        assert!(found[0].fixable);
        let place = found[0].place.as_ref().map(|place| (place.path.as_str(), place.line));
        assert_eq!(place, Some(("README.md", 2)));
    }

    #[test]
    fn a_mark_for_rankings_joins_the_louder_one() {
        let found = marks(skywork("# Acme\n\nResults of the Open Leaderboard\n"));
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("(clauses 五.1, 五.2)"), "{}", found[0].message);
    }

    #[test]
    fn it_says_where_a_mark_stands_that_does_not_count() {
        let found = marks(skywork("# Acme\n\nYou must show \"Skywork Inside\".\n"));
        assert!(
            found[0].message.ends_with(
                "it stands in README.md:3, which does not count: it is asked of others there"
            ),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_notice_is_no_card() {
        let found = marks(skywork("# Acme\n").notice("Skywork Inside"));
        assert!(found[0].message.contains("it stands in NOTICE:1"), "{}", found[0].message);
    }

    #[test]
    fn naming_the_base_is_no_mark() {
        let duix = |card: &str| {
            Folder::new("acme/face").card(card).base(
                "duixcom/Duix.Avatar",
                Relation::Finetune,
                &["duix-avatar-community"],
            )
        };
        assert_eq!(marks(duix("# Face\n\nFine-tuned from Duix.Avatar by us.\n")).len(), 1);
        assert_eq!(marks(duix("# Face\n\nDuix.Avatar/guiji.cn\n")).len(), 0);
    }

    #[test]
    fn a_sentence_may_stand_in_any_text_but_the_license() {
        let folder = |kind, is| {
            Folder::new("acme/MiniCPM-a")
                .card("# A\n")
                .text(
                    "FILE",
                    kind,
                    "MiniCPM is licensed under the MiniCPM license, (c) 2024 OpenBMB",
                    is,
                )
                .base("openbmb/MiniCPM-2B", Relation::Finetune, &["minicpm"])
        };
        assert_eq!(marks(folder(DocumentKind::Notice, None)).len(), 0);
        let license = Some(("minicpm", "minicpm", Verdict::Exact));
        assert_eq!(marks(folder(DocumentKind::License, license)).len(), 1);
    }

    #[test]
    fn an_encouraged_mark_is_a_note_for_a_person() {
        let folder =
            Folder::new("acme/h").card("# H\n").base("tencent/h", Relation::Finetune, &["hunyuan"]);
        let found = folder.check();
        assert!(found.iter().all(|it| it.rule != "missing-attribution"));
        assert!(found.iter().any(|it| it.message.contains("[encouraged]")));
    }

    #[test]
    fn without_a_card_it_says_so() {
        let folder =
            Folder::new("acme/a").base("Skywork/S", Relation::Finetune, &["skywork-community"]);
        let found = marks(folder);
        assert!(found[0].message.ends_with("the folder has no model card"), "{}", found[0].message);
        assert_eq!(found[0].place, None);
    }
}
