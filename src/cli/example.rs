//! What the files of a model hold that meets the duties of a license: the example of its explanation.

use crate::{
    language::{Bilingual, both},
    library::{
        duty::{Binding, Duty, DutyKind, MarkMatch},
        license::License,
    },
};

/// Files by name and what they hold afterwards, in the order of their names.
pub(super) fn after(license: &License) -> Vec<(String, Bilingual)> {
    let mut files: Vec<(String, Bilingual)> = Vec::new();
    for duty in license.duty.iter().filter(|duty| duty.binding == Binding::Must) {
        let Some((file, holds)) = of_duty(license, duty) else { continue };
        let file = (file.to_owned(), holds);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

fn of_duty(license: &License, duty: &Duty) -> Option<(&'static str, Bilingual)> {
    let words = match duty.marks_needed {
        MarkMatch::Any => duty.marks.first().cloned(),
        MarkMatch::All if duty.marks.is_empty() => None,
        MarkMatch::All => Some(duty.marks.join(" ")),
    };
    Some(match (duty.kind, words) {
        (DutyKind::LicenseCopy, _) => ("LICENSE", both!("the text of {}", "{}的文本", license)),
        (DutyKind::NoticeFile, Some(line)) => ("NOTICE", Bilingual::same(line)),
        (DutyKind::NoticeRetention, _) => {
            ("NOTICE", both!("the notices of the base model", "基础模型的声明"))
        }
        (DutyKind::DisplayMark | DutyKind::AttributionText, Some(mark)) => {
            ("README.md", Bilingual::same(format!("**{mark}**")))
        }
        (DutyKind::SourceLink | DutyKind::AttributionText, None) => {
            ("README.md", both!("base_model: <the base model>", "base_model: <基础模型>"))
        }
        (DutyKind::ModificationStatement, _) => (
            "README.md",
            both!(
                "Fine-tuned from <the base model>: <what was changed>.",
                "由<基础模型>微调而来：<所作修改>。"
            ),
        ),
        (DutyKind::NamePrefix, Some(word)) => {
            ("(name)", Bilingual::same(format!("{}-...", word.replace(' ', "-"))))
        }
        (DutyKind::NameContains, Some(word)) => {
            ("(name)", Bilingual::same(format!("...{word}...")))
        }
        _ => return None,
    })
}
