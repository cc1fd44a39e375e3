//! Where two licenses differ: in facts, in duties, in what their texts may hold.
//!
//! Two texts of one family are alike nearly everywhere, and what is not alike is what matters. Wording and
//! numbering are no difference of a duty: what it asks, of whom and where, is.

use super::{
    duty::{Binding, Duty, Severity},
    license::License,
};

/// One thing that differs; a side that has it not is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub what: String,
    /// What the first license says.
    pub left: String,
    /// What the second says.
    pub right: String,
}

/// The facts in which two licenses differ.
pub fn facts(left: &License, right: &License) -> Vec<Difference> {
    differing([
        ("commercial use", format!("{:?}", left.commercial), format!("{:?}", right.commercial)),
        ("revocable", yes_or_no(left.revocable), yes_or_no(right.revocable)),
    ])
}

/// What tells their texts apart: family, titles, edition, licensor, and the values of slots.
pub fn identities(left: &License, right: &License) -> Vec<Difference> {
    let slots = |license: &License| {
        license.slots.iter().map(|slot| slot.join(" / ")).collect::<Vec<_>>().join("; ")
    };
    differing([
        ("family", left.family.clone(), right.family.clone()),
        ("titles", left.titles.join(" / "), right.titles.join(" / ")),
        (
            "edition",
            left.edition.clone().unwrap_or_default(),
            right.edition.clone().unwrap_or_default(),
        ),
        ("licensor", left.licensor.clone(), right.licensor.clone()),
        ("slots", slots(left), slots(right)),
        (
            "told apart by",
            left.told_apart_by.clone().unwrap_or_default(),
            right.told_apart_by.clone().unwrap_or_default(),
        ),
    ])
}

/// The duties in which two licenses differ. Duties of one kind are compared in their order, those that are
/// alike first.
pub fn duties(left: &License, right: &License) -> Vec<Difference> {
    let mut mine: Vec<&Duty> = left.duty.iter().collect();
    let mut theirs: Vec<&Duty> = right.duty.iter().collect();
    mine.retain(|duty| match theirs.iter().position(|other| content(duty) == content(other)) {
        Some(same) => {
            theirs.remove(same);
            false
        }
        None => true,
    });
    let mut found = Vec::new();
    for duty in mine {
        let clause = |duty: &Duty| format!("{} [{}]", duty.kind.as_str(), duty.clause);
        match theirs.iter().position(|other| other.kind == duty.kind) {
            Some(at) => {
                let other = theirs.remove(at);
                found.extend(within(duty, other).into_iter().map(|difference| Difference {
                    what: format!("{} {}", duty.kind.as_str(), difference.what),
                    ..difference
                }));
            }
            None => found.push(Difference {
                what: clause(duty),
                left: duty.en.clone(),
                right: String::new(),
            }),
        }
    }
    found.extend(theirs.into_iter().map(|duty| Difference {
        what: format!("{} [{}]", duty.kind.as_str(), duty.clause),
        left: String::new(),
        right: duty.en.clone(),
    }));
    found
}

/// True where two licenses have the same facts and the same duties.
pub fn are_alike(left: &License, right: &License) -> bool {
    facts(left, right).is_empty() && duties(left, right).is_empty()
}

/// What a duty asks, of whom and where, as one text a field.
fn content(duty: &Duty) -> [(&'static str, String); 10] {
    let mut roles = duty.roles.clone();
    roles.sort_unstable();
    let mut places = duty.places.clone();
    places.sort_unstable();
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        ("kind", duty.kind.as_str().to_owned()),
        ("binding", binding(duty.binding).to_owned()),
        ("roles", words(&roles)),
        ("marks", duty.marks.join(" / ")),
        ("marks needed", format!("{:?}", duty.marks_needed).to_lowercase()),
        ("places", words(&places)),
        ("severity", severity(duty.severity).to_owned()),
        ("threshold", optional(&duty.threshold)),
        ("cure days", duty.cure_days.map_or_else(String::new, |days| days.to_string())),
        ("only if", optional(&duty.only_if)),
    ]
}

fn within(left: &Duty, right: &Duty) -> Vec<Difference> {
    let pairs = content(left).into_iter().zip(content(right));
    differing(pairs.map(|((what, left), (_, right))| (what, left, right)))
}

fn differing<'w>(fields: impl IntoIterator<Item = (&'w str, String, String)>) -> Vec<Difference> {
    fields
        .into_iter()
        .filter(|(_, left, right)| left != right)
        .map(|(what, left, right)| Difference { what: what.to_owned(), left, right })
        .collect()
}

fn yes_or_no(fact: Option<bool>) -> String {
    fact.map_or_else(String::new, |fact| if fact { "yes" } else { "no" }.to_owned())
}

fn binding(binding: Binding) -> &'static str {
    match binding {
        Binding::Must => "must",
        Binding::Encouraged => "encouraged",
        Binding::Permission => "permission",
        Binding::Exemption => "exemption",
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The names of roles or places, as the signature files write them.
fn words<T: serde::Serialize>(values: &[T]) -> String {
    let names: Vec<String> = values
        .iter()
        .filter_map(|value| serde_json::to_value(value).ok()?.as_str().map(str::to_owned))
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    fn license(edition: &str, duties: &str) -> License {
        toml::from_str(&format!(
            "id = 'a'\nfamily = 'f'\ntitles = ['T']\nspdx = 'MIT'\nedition = '{edition}'\n{duties}"
        ))
        .unwrap()
    }

    fn duty(kind: &str, clause: &str, mark: &str) -> String {
        format!(
            "[[duty]]\nkind = '{kind}'\nclause = '{clause}'\nbinding = 'must'\nseverity = 'error'\n\
             marks = ['{mark}']\nen = 'Do {clause}.'\nzh = ''\n"
        )
    }

    #[test]
    fn numbering_and_wording_are_no_difference() {
        let left = license("1", &(duty("display-mark", "1.a", "A") + &duty("output", "2", "")));
        let right = license("2", &(duty("output", "II", "") + &duty("display-mark", "I.a", "A")));
        assert!(are_alike(&left, &right));
        let told: Vec<String> =
            identities(&left, &right).into_iter().map(|difference| difference.what).collect();
        assert_eq!(told, ["edition"]);
    }

    #[test]
    fn a_field_a_missing_and_an_added_duty_are_differences() {
        let left = license("1", &(duty("display-mark", "1", "A") + &duty("output", "2", "")));
        let right = license("1", &(duty("display-mark", "1", "B") + &duty("share-alike", "3", "")));
        let found: Vec<[String; 3]> = duties(&left, &right)
            .into_iter()
            .map(|difference| [difference.what, difference.left, difference.right])
            .collect();
        assert_eq!(
            found,
            [
                ["display-mark marks", "A", "B"],
                ["output [2]", "Do 2.", ""],
                ["share-alike [3]", "", "Do 3."],
            ]
        );
    }
}
