//! Which duties bind a unit: of which license, through which base, and how loud they may be.
//!
//! Only what a file can show is judged here. Encouraged duties, those above a threshold and those that
//! bind in a case given in words go to `declaration-needed`, with all that no file shows.

use crate::{
    finding::Level,
    library::{
        duty::{Binding, Duty, DutyKind, Role, Severity, Where},
        license::License,
    },
    lineage::{BaseModel, KnownFrom, Relation},
    store::Layout,
    unit::UnitKind,
};

use super::{Case, reading::Reading};

/// One duty that binds the unit.
#[derive(Debug, Clone)]
pub struct Owed<'a> {
    /// The license that asks.
    pub license: &'a License,
    /// What it asks.
    pub duty: &'a Duty,
    /// The base through which it binds; `None` for the unit's own license (a mirror without a base).
    pub base: Option<&'a BaseModel>,
    /// The loudest level that the evidence and the duty allow.
    pub cap: Level,
    /// Licenses that bind instead of `license` for another revision of the base. Each has a duty of
    /// this kind, and meeting that one is enough.
    pub instead: Vec<&'a License>,
}

impl<'a> Owed<'a> {
    /// The duties that would do: this one, and those of its kind in the licenses that may bind instead.
    pub fn accepted(&self) -> impl Iterator<Item = (&'a License, &'a Duty)> + '_ {
        let kind = self.duty.kind;
        let others = self.instead.iter().flat_map(move |license| {
            license
                .duty
                .iter()
                .filter(move |duty| duty.kind == kind)
                .map(move |duty| (*license, duty))
        });
        std::iter::once((self.license, self.duty)).chain(others)
    }
}

/// The level that a duty's severity stands for.
pub(super) fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Note => Level::Note,
    }
}

/// The duties of `case`, in the order of its bases and of their licenses; where the terms of no base are
/// known, those of the license that the unit declares. `ranked` says that a card shows results of a
/// ranking.
pub(super) fn owed<'a>(case: &Case<'a>, ranked: bool) -> Vec<Owed<'a>> {
    if case.unit.outline.kind != UnitKind::Model || case.lineage.relation == Relation::Original {
        return Vec::new();
    }
    let mut found = Vec::new();
    for base in &case.lineage.bases {
        let Some(sure) = sureness(base.known_from) else { continue };
        for (license, instead) in binding_licenses(case, base) {
            if is_granted_with_a_copy(case, base, license) {
                continue;
            }
            let cap = if instead.iter().all(Option::is_some) { sure } else { Level::Note };
            let instead: Vec<&License> = instead.into_iter().flatten().collect();
            for duty in license.duty.iter().filter(|duty| is_judged(duty)) {
                let common = |other: &&License| {
                    other.duty.iter().any(|theirs| theirs.kind == duty.kind && is_judged(theirs))
                };
                if let Some(role_cap) = binds(duty, base.relation, case.roles, ranked)
                    && instead.iter().all(common)
                {
                    let cap = cap.min(role_cap).min(level(duty.severity));
                    found.push(Owed {
                        license,
                        duty,
                        base: Some(base),
                        cap,
                        instead: instead.clone(),
                    });
                }
            }
        }
    }
    let copied = matches!(case.lineage.relation, Relation::Mirror | Relation::Quantized);
    let untold = |base: &BaseModel| sureness(base.known_from).is_none() || base.licenses.is_empty();
    if case.lineage.bases.iter().all(untold) {
        for license in
            super::own::license_ids(case).iter().filter_map(|id| case.library.license(id))
        {
            let by_itself = case.lineage.bases.is_empty() && copied || is_anothers(case, license);
            if !license.was_read() || is_licensor(case, license) || !by_itself {
                continue;
            }
            for duty in license.duty.iter().filter(|duty| is_judged(duty)) {
                if let Some(role_cap) = binds(duty, case.lineage.relation, case.roles, ranked) {
                    let cap = role_cap.min(level(duty.severity));
                    found.push(Owed { license, duty, base: None, cap, instead: Vec::new() });
                }
            }
        }
    }
    found
}

/// True in a copy of a model for what that model was made from, where who published it is the one who grants that
/// license: he passed the model on under the terms that he wanted.
fn is_granted_with_a_copy(case: &Case, base: &BaseModel, license: &License) -> bool {
    let owns = |owner: &str| license.owners.iter().any(|own| own.eq_ignore_ascii_case(owner));
    case.lineage.bases.iter().any(|copied| {
        copied.base != base.base
            && matches!(copied.relation, Relation::Mirror | Relation::Quantized)
            && !matches!(base.relation, Relation::Mirror | Relation::Quantized)
            && sureness(copied.known_from).is_some()
            && copied.base.split_once('/').is_some_and(|(owner, _)| owns(owner))
    })
}

/// How loud a finding may be that rests on what is known of a base; `None` where its terms are unknown.
pub(super) fn sureness(known: KnownFrom) -> Option<Level> {
    match known {
        KnownFrom::Store | KnownFrom::Table => Some(Level::Error),
        KnownFrom::Memory => Some(Level::Note),
        KnownFrom::Family | KnownFrom::Nothing => None,
    }
}

/// The licenses of a base whose text was read and whose licensor is another than the publisher, each
/// with those that may bind instead of it (`None` for one that nobody has read).
pub(super) fn binding_licenses<'a>(
    case: &Case<'a>,
    base: &'a BaseModel,
) -> Vec<(&'a License, Vec<Option<&'a License>>)> {
    let known: Vec<&License> =
        base.licenses.iter().filter_map(|id| case.library.license(id)).collect();
    let others: Vec<Option<&License>> = base
        .alternatives
        .iter()
        .filter(|id| !base.licenses.contains(id))
        .map(|id| case.library.license(id).filter(|license| license.was_read()))
        .collect();
    let in_family = |license: &License, other: Option<&License>| {
        other.is_some_and(|other| other.family == license.family)
    };
    // An alternative replaces the license of its own family; of a family of its own, any of them.
    let paired = others.iter().all(|other| known.iter().any(|license| in_family(license, *other)));
    known
        .into_iter()
        .filter(|license| license.was_read() && !is_licensor(case, license))
        .map(|license| {
            let instead = others
                .iter()
                .filter(|other| !paired || in_family(license, **other))
                .copied()
                .collect();
            (license, instead)
        })
        .collect()
}

/// True for an agreement of one company about its own models: who declares it for a model of his own says
/// that it comes from one of those. A RAIL license is a form that anybody may use.
fn is_of_one_licensor(license: &License) -> bool {
    license.model_license && !license.owners.is_empty() && !license.id.contains("rail")
}

/// True where the terms of one maker stand in the unit of another: a card or a license file that speaks of the
/// whole bears them, and no other terms beside them. Without a base the maker may be at work here himself, unless
/// the owner is known and bears none of his names.
fn is_anothers(case: &Case, license: &License) -> bool {
    is_of_one_licensor(license)
        && !is_licensor(case, license)
        && (!case.lineage.bases.is_empty() || is_strange_owner(case, license))
}

/// True where the owner is known and is another than the licensor: its name has none of the licensor's names in it
/// (`Acme-Research` may be an office of `acme`). A folder above the unit is a weak witness of the owner: the licensor's
/// own working copy may lie in it, whose name tells of the licensor, or which holds the license.
fn is_strange_owner(case: &Case, license: &License) -> bool {
    let outline = &case.unit.outline;
    let Some(owner) = outline.owner.as_deref() else { return false };
    let dashed = |name: &str| {
        let words = name.to_lowercase().replace(|sign: char| !sign.is_alphanumeric(), "-");
        format!("-{words}-")
    };
    let owner = dashed(owner);
    let is_office = license.owners.iter().any(|known| owner.contains(&dashed(known)));
    let folder = outline.folder.file_name().map(|name| name.to_string_lossy());
    let is_told = outline.layout == Layout::HuggingFaceCache
        || folder.is_some_and(|folder| folder != outline.name);
    let makers_own = || {
        let name = outline.name.to_lowercase();
        makers_words(license).any(|word| name.contains(word))
            || super::own::holds(case, &license.id)
    };
    !is_office && super::own::speaks_of_the_whole(case, &license.id) && (is_told || !makers_own())
}

/// The words by which a licensor calls itself and its models: of its ids on hubs and of the license.
fn makers_words(license: &License) -> impl Iterator<Item = &str> {
    let of_all =
        ["community", "model", "license", "research", "agreement", "terms", "labs", "open"];
    let names = license.owners.iter().chain([&license.id]);
    names
        .flat_map(|name| name.split(|sign: char| !sign.is_alphabetic()))
        .filter(move |word| word.len() >= 3 && !of_all.contains(word))
}

/// True where no duty can bind: no base is named, it is no copy, and its terms are not those of another maker.
pub(super) fn bind_none(case: &Case) -> bool {
    let copied = matches!(case.lineage.relation, Relation::Mirror | Relation::Quantized);
    let anothers = |id: &&str| case.library.license(id).is_some_and(|it| is_anothers(case, it));
    case.lineage.bases.is_empty() && !copied && !super::own::license_ids(case).iter().any(anothers)
}

/// True where the unit's owner is the one who grants the license.
pub(super) fn is_licensor(case: &Case, license: &License) -> bool {
    let owner = case.unit.outline.owner.as_deref().map(str::to_lowercase);
    owner.is_some_and(|owner| license.owners.contains(&owner))
}

/// True for a duty that is judged on the files; the others are for a person.
pub(super) fn is_judged(duty: &Duty) -> bool {
    duty.binding == Binding::Must && duty.only_if.is_none() && duty.threshold.is_none()
}

/// True for a mark or a sentence that must stand only where no file of the folder shows it.
pub(super) fn only_in_product(duty: &Duty) -> bool {
    duty.places.iter().all(|place| *place == Where::Product)
}

/// Whether a duty binds somebody who made a model in this way, in these roles; and the loudest level
/// that this allows.
fn binds(duty: &Duty, relation: Relation, roles: &[Role], ranked: bool) -> Option<Level> {
    // A model that was trained on another one's output holds nothing of it: it owes what the text asks
    // of those who train on outputs, and no more. Definitions that make a derivative of it do so where it is
    // meant to perform alike, which no file tells: what follows from them alone is a note.
    if relation == Relation::Distilled {
        let trains = duty.roles.contains(&Role::TrainOtherModelOnOutputs);
        let level = if is_shown(duty.kind) { Level::Error } else { Level::Note };
        return (trains && roles.contains(&Role::PublishDerivative)).then_some(level);
    }
    let changed = relation.is_derivative() || relation == Relation::Unknown;
    let acts = |role: Role| {
        roles.contains(&role)
            && match role {
                Role::PublishDerivative => {
                    changed || relation == Relation::Quantized && binds_changed_copies(duty.kind)
                }
                // A full fine-tune, a merge and a quantized copy hold the materials.
                Role::RedistributeOriginal => relation != Relation::Original,
                Role::EnterLeaderboard => changed && ranked,
                // What binds those who publish a derivative, and no copy, binds a host of one alone.
                Role::HostAsService => {
                    changed
                        || !duty.roles.contains(&Role::PublishDerivative)
                        || duty.roles.contains(&Role::RedistributeOriginal)
                }
                Role::Use | Role::CommercialUse => true,
                Role::TrainOtherModelOnOutputs | Role::PublishResearch => false,
            }
    };
    if !duty.roles.is_empty() && !duty.roles.iter().any(|role| acts(*role)) {
        return None;
    }
    let copies_only = !duty.roles.is_empty()
        && duty.roles.iter().all(|role| *role == Role::RedistributeOriginal || !acts(*role));
    Some(if relation == Relation::Adapter && copies_only { Level::Warning } else { Level::Error })
}

/// Kinds that ask to show where a model comes from: by a mark, a name, a statement.
fn is_shown(kind: DutyKind) -> bool {
    matches!(
        kind,
        DutyKind::DisplayMark
            | DutyKind::AttributionText
            | DutyKind::NamePrefix
            | DutyKind::NameContains
            | DutyKind::NameMustNotContain
            | DutyKind::ModificationStatement
    )
}

/// Kinds that bind a quantized copy as a changed model too: its files are no longer those of the base,
/// though it counts as a copy in everything else.
fn binds_changed_copies(kind: DutyKind) -> bool {
    matches!(
        kind,
        DutyKind::ModificationStatement
            | DutyKind::UseRestrictionsPassthrough
            | DutyKind::NoInconsistentTerms
            | DutyKind::ShareAlike
    )
}

impl<'a> Reading<'a> {
    /// The duties of one of these kinds that bind the unit; none where duties are not judged.
    pub fn owed(&self, kinds: &'a [DutyKind]) -> impl Iterator<Item = &Owed<'a>> {
        self.all_owed().iter().filter(|owed| kinds.contains(&owed.duty.kind))
    }
}
