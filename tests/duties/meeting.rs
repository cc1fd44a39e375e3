//! How a publisher meets all that the license of a base asks for.

use licscan::library::{
    Library, Named,
    base::Base as Row,
    duty::{Binding, Duty, DutyKind, MarkMatch, Role, Where},
    license::License,
};

use crate::{
    copies::Copies,
    folder::{Base, Model, NOTICE_OF_A_BASE, Part},
};

/// What stands above a text that asks for a line with a holder.
pub(crate) const LINE: &str = "Copyright (c) 2025 Letters\n\n";

/// How a model was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    Finetune,
    Adapter,
    Merge,
    Quantized,
    Mirror,
}

impl Made {
    pub(crate) const ALL: [Self; 5] =
        [Self::Finetune, Self::Adapter, Self::Merge, Self::Quantized, Self::Mirror];

    /// How a report calls it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Finetune => "finetune",
            Self::Adapter => "adapter",
            Self::Merge => "merge",
            Self::Quantized => "quantized",
            Self::Mirror => "mirror",
        }
    }

    /// True for a changed model.
    pub(crate) fn is_derivative(self) -> bool {
        !matches!(self, Self::Quantized | Self::Mirror)
    }
}

/// The kinds of duty that files show.
pub(crate) const CHECKABLE: [DutyKind; 20] = [
    DutyKind::LicenseCopy,
    DutyKind::DocumentationRetention,
    DutyKind::NoticeFile,
    DutyKind::NoticeRetention,
    DutyKind::DisplayMark,
    DutyKind::AttributionText,
    DutyKind::NamePrefix,
    DutyKind::NameContains,
    DutyKind::NameMustNotContain,
    DutyKind::ModificationStatement,
    DutyKind::SourceLink,
    DutyKind::UseRestrictionsPassthrough,
    DutyKind::NoInconsistentTerms,
    DutyKind::ShareAlike,
    DutyKind::NoFurtherRestrictions,
    DutyKind::DerivativeOwnership,
    DutyKind::NonCommercial,
    DutyKind::NoDerivativeDistribution,
    DutyKind::UnmodifiedLicense,
    DutyKind::CopyrightLine,
];

/// The duties of a license that files show, with their numbers.
pub(crate) fn checkable(license: &License) -> Vec<(usize, &Duty)> {
    let shown = |duty: &Duty| {
        CHECKABLE.contains(&duty.kind)
            && duty.binding == Binding::Must
            && duty.only_if.is_none()
            && duty.threshold.is_none()
    };
    license.duty.iter().enumerate().filter(|(_, duty)| shown(duty)).collect()
}

/// True where a duty binds who publishes a model that was made in this way.
pub(crate) fn binds(duty: &Duty, made: Made) -> bool {
    duty.roles.is_empty()
        || duty.roles.contains(&Role::RedistributeOriginal)
        || duty.roles.contains(&Role::PublishDerivative)
            && (made.is_derivative()
                || made == Made::Quantized && duty.kind == DutyKind::ModificationStatement)
}

/// The file with the text of a license, and the line with a holder where the text asks for one.
pub(crate) fn license_file(license: &License, copies: &Copies) -> Option<(String, Vec<u8>)> {
    let (file, mut text) = copies.bytes_of(&license.id, "LICENSE")?;
    if license.duty.iter().any(|duty| duty.kind == DutyKind::CopyrightLine) {
        text.splice(0..0, LINE.bytes());
    }
    Some((file, text))
}

/// The lines of a front matter that declare a license.
pub(crate) fn declaration(license: &License) -> Vec<String> {
    let is_it = |name: &&String| Library::embedded().resolve(name) == Named::License(&license.id);
    if let Some(value) = license.hf_license.iter().find(is_it) {
        return vec![format!("license: {value}")];
    }
    let name = license.hf_license_name.iter().chain([&license.id]).find(is_it);
    let name = name.unwrap_or_else(|| panic!("nothing declares {}", license.id));
    vec!["license: other".to_owned(), format!("license_name: {name}")]
}

/// A model that was made so from a base under the license and meets all that it asks for. `None` where
/// the license forbids that there is one, or nobody here has its text.
pub(crate) fn meets_everything(
    license: &'static License,
    made: Made,
    number: usize,
    copies: &Copies,
) -> Option<Model> {
    let duties = checkable(license);
    let forbidden = |duty: &Duty| duty.kind == DutyKind::NoDerivativeDistribution;
    if duties.iter().any(|(_, duty)| forbidden(duty) && binds(duty, made)) {
        return None;
    }
    follows_all_but_that(license, made, number, copies)
}

/// The same, where the license may forbid that there is one.
pub(crate) fn follows_all_but_that(
    license: &'static License,
    made: Made,
    number: usize,
    copies: &Copies,
) -> Option<Model> {
    let bases = bases(license, made, number, copies)?;
    let binding: Vec<(usize, &Duty)> =
        checkable(license).into_iter().filter(|(_, duty)| binds(duty, made)).collect();
    let name = name(&binding, made, &bases[0], number);
    let chinese = number % 3 == 2;
    let mut card = vec![Part { duty: None, text: about(chinese).to_owned() }];
    let mut notice = Vec::new();
    for (at, duty) in &binding {
        let part = |text: String| Part { duty: Some(*at), text };
        match duty.kind {
            DutyKind::ModificationStatement => {
                card.push(part(changes(made, &bases[0].full_name(), chinese)));
            }
            DutyKind::NoticeFile => notice.extend(words(duty, &name).into_iter().map(part)),
            DutyKind::DisplayMark | DutyKind::AttributionText => {
                let words = words(duty, &name).into_iter();
                let is_shown =
                    |place: &Where| matches!(place, Where::Card | Where::AnyText | Where::Product);
                if duty.places.iter().any(is_shown) {
                    card.extend(words.map(|mark| part(format!("**{mark}**"))));
                } else {
                    notice.extend(words.map(part));
                }
            }
            DutyKind::NoticeRetention if bases[0].notice => {
                notice.push(part(NOTICE_OF_A_BASE.to_owned()));
            }
            _ => {}
        }
    }
    Some(Model {
        about: format!("{made:?} under {}", license.id),
        owner: format!("lab{number}-{}", made.as_str()),
        name,
        made,
        bases,
        names_bases: true,
        declared: declaration(license),
        card: Some(card),
        notice,
        licenses: vec![license_file(license, copies)?],
    })
}

/// Where the license is that of a base of the table, that one; else a base beside the model.
fn bases(
    license: &'static License,
    made: Made,
    number: usize,
    copies: &Copies,
) -> Option<Vec<Base>> {
    copies.bytes_of(&license.id, "")?;
    let retains = checkable(license).iter().any(|(_, it)| it.kind == DutyKind::NoticeRetention);
    let of_table = of_table(license);
    let beside = |letter: &str| Base {
        owner: license.owners.first().cloned().unwrap_or_else(|| format!("forge{number}")),
        name: format!("Forge-{number}{letter}"),
        license,
        in_store: true,
        notice: retains,
    };
    Some(match (made, of_table) {
        (Made::Merge, _) => vec![beside("a"), beside("b")],
        (_, Some(base)) if !retains || number.is_multiple_of(2) => vec![base],
        _ => vec![beside("")],
    })
}

fn of_table(license: &'static License) -> Option<Base> {
    let library = Library::embedded();
    let is_plain = |row: &&Row| {
        row.is_firm()
            && row.alternatives.is_empty()
            && row.unlisted.is_empty()
            && row.licenses == [license.id.as_str()]
    };
    library.bases().filter(is_plain).find_map(|row| {
        let name = row.pattern.replace('*', "");
        let (owner, name) = name.trim_end_matches(['-', '_']).split_once('/')?;
        let is_it = library.base(&format!("{owner}/{name}")) == Some(row);
        (is_it && !owner.is_empty() && !name.is_empty()).then(|| Base {
            owner: owner.to_owned(),
            name: name.to_owned(),
            license,
            in_store: false,
            notice: false,
        })
    })
}

fn name(binding: &[(usize, &Duty)], made: Made, base: &Base, number: usize) -> String {
    match made {
        Made::Mirror => return base.name.clone(),
        Made::Quantized => return format!("{}-GGUF", base.name),
        Made::Finetune | Made::Adapter | Made::Merge => {}
    }
    let mut name = format!("Letters-{number}");
    for (_, duty) in binding {
        match (duty.kind, duty.marks.first()) {
            (DutyKind::NamePrefix, Some(word)) => {
                name = format!("{}-{name}", word.replace(' ', "-"));
            }
            (DutyKind::NameContains, Some(word)) => name = format!("{name}-{word}"),
            _ => {}
        }
    }
    if made == Made::Adapter { format!("{name}-LoRA") } else { name }
}

/// The words that a duty asks for, with what its publisher fills in.
fn words(duty: &Duty, name: &str) -> Vec<String> {
    let marks = match duty.marks_needed {
        MarkMatch::All => duty.marks.as_slice(),
        MarkMatch::Any => &duty.marks[..duty.marks.len().min(1)],
    };
    marks.iter().map(|mark| if duty.template { filled(mark, name) } else { mark.clone() }).collect()
}

/// A template with its parts in `<...>` filled in.
fn filled(template: &str, name: &str) -> String {
    let mut rest = template;
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('<') {
        let (slot, after) = after.split_once('>').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(if slot.contains("year") { "2025" } else { name });
        rest = after;
    }
    text + rest
}

fn about(chinese: bool) -> &'static str {
    if chinese { "它会写信。" } else { "It answers letters." }
}

fn changes(made: Made, base: &str, chinese: bool) -> String {
    let word = match (made, chinese) {
        (Made::Quantized, false) => "quantized",
        (Made::Quantized, true) => "量化",
        (Made::Merge, false) => "merged",
        (Made::Merge, true) => "合并",
        (_, false) => "fine-tuned",
        (_, true) => "微调",
    };
    if chinese {
        format!("本模型由 {base} {word}而来。")
    } else {
        format!("This model was {word} from {base}.")
    }
}
