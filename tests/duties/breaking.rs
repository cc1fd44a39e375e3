//! A model that breaks one duty, for each duty that can be broken alone.

use licscan::library::{
    duty::{Binding, Duty, DutyKind, Severity, Where},
    license::License,
};

use crate::{
    copies::Copies,
    folder::{Model, NOTICE_OF_A_BASE},
    meeting::{LINE, Made, binds, checkable, follows_all_but_that, meets_everything},
};

/// A model that breaks a duty, and the rule that must say so.
pub(crate) struct Broken {
    pub(crate) model: Model,
    pub(crate) kind: DutyKind,
    pub(crate) rule: &'static str,
}

/// One broken model for each duty of a license that a file shows, that is no mere note, and that can be
/// broken while all others are met.
pub(crate) fn each_duty(license: &'static License, number: usize, copies: &Copies) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (at, duty) in checkable(license) {
        if duty.severity == Severity::Note {
            continue;
        }
        for made in Made::ALL {
            if !binds(duty, made) {
                continue;
            }
            let good = meets_everything(license, made, number, copies);
            let one =
                good.and_then(|good| broken_in(&good, license, at, duty, copies)).or_else(|| {
                    let forbids = duty.kind == DutyKind::NoDerivativeDistribution;
                    let model = follows_all_but_that(license, made, number, copies)?;
                    forbids.then_some(Broken { model, kind: duty.kind, rule: "no-derivatives" })
                });
            if let Some(mut one) = one {
                one.model.owner = format!("{}-{at}", one.model.owner);
                one.model.about =
                    format!("{} without {} ({})", one.model.about, duty.kind.as_str(), duty.clause);
                broken.push(one);
                break;
            }
        }
    }
    broken
}

fn broken_in(
    good: &Model,
    license: &License,
    at: usize,
    duty: &Duty,
    copies: &Copies,
) -> Option<Broken> {
    let mut model = good.without(at);
    let rule = match duty.kind {
        DutyKind::LicenseCopy => {
            model.licenses.clear();
            "missing-license-copy"
        }
        DutyKind::DocumentationRetention => {
            // Without a card, only a configuration tells from which model this one comes.
            (model.made == Made::Adapter).then(|| model.card = None)?;
            "missing-license-copy"
        }
        DutyKind::NoticeFile => "missing-notice",
        DutyKind::NoticeRetention if good.bases[0].notice => {
            // Two clauses may ask for the same.
            model.notice.retain(|part| part.text != NOTICE_OF_A_BASE);
            "missing-notice"
        }
        DutyKind::DisplayMark | DutyKind::AttributionText if !duty.marks.is_empty() => {
            (!duty.places.iter().all(|it| *it == Where::Product))
                .then_some("missing-attribution")?
        }
        DutyKind::AttributionText if duty.places.is_empty() => return None,
        DutyKind::SourceLink | DutyKind::AttributionText => {
            // The recipe and the adapter's configuration still name the base.
            if !matches!(model.made, Made::Adapter | Made::Merge) {
                return None;
            }
            model.names_bases = false;
            let base = good.bases[0].full_name();
            for part in model.card.iter_mut().flatten() {
                part.text = part.text.replace(&base, "the base model");
            }
            (!names_licensor(&model, license)).then_some("missing-source")?
        }
        DutyKind::ModificationStatement => "missing-change-statement",
        // The name of the base, where the license gives no word: a note.
        DutyKind::NameContains if duty.marks.is_empty() => return None,
        DutyKind::NamePrefix | DutyKind::NameContains => {
            "Letters".clone_into(&mut model.name);
            "naming-requirement"
        }
        DutyKind::NameMustNotContain => {
            model.name = format!("{}-Letters", duty.marks.first()?);
            "naming-requirement"
        }
        // Terms that limit nothing cannot be contradicted by looser ones.
        DutyKind::NoInconsistentTerms if !limits_more_than_commerce(license) => return None,
        DutyKind::UseRestrictionsPassthrough
        | DutyKind::NoInconsistentTerms
        | DutyKind::ShareAlike
        | DutyKind::DerivativeOwnership => {
            let other = if forbids_commerce(license) { "cc-by-nc-4.0" } else { "apache-2.0" };
            declare(&mut model, other, copies)?;
            "dropped-restrictions"
        }
        // Other terms also drop what must be passed on.
        DutyKind::NonCommercial if passes_on(license) => return None,
        DutyKind::NonCommercial => {
            declare(&mut model, "apache-2.0", copies)?;
            "noncommercial-conflict"
        }
        DutyKind::CopyrightLine => {
            let (_, text) = &mut model.licenses[0];
            *text = String::from_utf8_lossy(text).replace(LINE, "").into_bytes();
            "placeholder-copyright"
        }
        DutyKind::UnmodifiedLicense => {
            let (_, text) = &mut model.licenses[0];
            let words = String::from_utf8(text.clone()).ok()?;
            *text =
                words.replacen("may not", "may", 1).replacen("shall not", "may", 1).into_bytes();
            "altered-license"
        }
        _ => return None,
    };
    Some(Broken { model, kind: duty.kind, rule })
}

/// The model declares other terms and holds their text.
fn declare(model: &mut Model, license: &str, copies: &Copies) -> Option<()> {
    let stem = format!("LICENSE-{license}");
    model.licenses.push(copies.bytes_of(license, &stem)?);
    model.declared = vec![format!("license: {license}")];
    Some(())
}

/// True where a mark that the card shows holds the licensor's name, which is a source as well.
fn names_licensor(model: &Model, license: &License) -> bool {
    let words = |text: &str| text.to_lowercase().replace(|it: char| !it.is_alphanumeric(), " ");
    let card: String = model.card.iter().flatten().map(|part| words(&part.text) + " ").collect();
    let licensor = license.licensor.split(['(', ')', '/']).filter(|name| name.len() >= 4);
    license.owners.iter().map(String::as_str).chain(licensor).any(|name| {
        let name = words(name);
        card.contains(name.trim())
    })
}

/// True where a license asks that its limits go on.
fn passes_on(license: &License) -> bool {
    checkable(license).iter().any(|(_, duty)| {
        matches!(
            duty.kind,
            DutyKind::UseRestrictionsPassthrough
                | DutyKind::NoInconsistentTerms
                | DutyKind::ShareAlike
                | DutyKind::DerivativeOwnership
        )
    })
}

fn limits_more_than_commerce(license: &License) -> bool {
    license.duty.iter().filter(|duty| duty.binding == Binding::Must).any(|duty| {
        matches!(
            duty.kind,
            DutyKind::UseRestrictions
                | DutyKind::MilitaryProhibition
                | DutyKind::UserThreshold
                | DutyKind::TerritoryExclusion
                | DutyKind::OutputTrainingRestriction
        )
    })
}

fn forbids_commerce(license: &License) -> bool {
    license.duty.iter().any(|duty| duty.kind == DutyKind::NonCommercial)
}
