//! What a license keeps others from, and which terms a unit states for itself.
//!
//! Two licenses are compared by what they limit, never by name alone: terms are looser where a limit
//! of the other ones is gone. Of a license that nobody has read only the SPDX list speaks.

use crate::{
    declared::{Declaration, DeclarationSource},
    document::Document,
    finding::Place,
    identify::Verdict,
    language::{Bilingual, Part, both},
    library::{
        duty::{Binding, Duty, DutyKind},
        license::{Commercial, License},
    },
};

use super::{
    Case,
    fold::tokens,
    own,
    pattern::Pattern,
    reading::{Reading, place_of_file},
};

/// Families whose members, all of them, allow commerce.
const ALLOW_COMMERCE: [&str; 13] = [
    "agpl", "apache", "bsd", "cc-by", "cc-by-nd", "cc-by-sa", "epl", "eupl", "gemma", "gfdl",
    "gpl", "lgpl", "mpl",
];

/// Families of the SPDX list that ask for their own terms on what is made from a work.
const COPYLEFT: [&str; 12] =
    ["agpl", "cddl", "cecill", "cpl", "epl", "eupl", "gfdl", "gpl", "lgpl", "mpl", "ms-rl", "osl"];

/// Something that a license keeps its users from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Limit {
    /// Commerce.
    Commerce,
    /// Some uses.
    Uses,
    /// Other terms for what is made from it.
    OtherTerms,
    /// More users or a larger revenue than a number.
    Numbers,
    /// Some places.
    Places,
    /// Making other models with it or with its output.
    OtherModels,
}

impl Limit {
    /// What is limited, as a message names it.
    pub(super) fn words(self) -> Bilingual {
        match self {
            Self::Commerce => both!("commercial use", "商业使用"),
            Self::Uses => both!("uses", "用途"),
            Self::OtherTerms => both!("other terms", "另行适用其他条款"),
            Self::Numbers => both!("users and revenue", "用户数与收入"),
            Self::Places => both!("places", "地域"),
            Self::OtherModels => both!("training other models", "训练其他模型"),
        }
    }
}

/// What a license limits, sorted; `None` where nobody has read it and no list tells.
pub(super) fn limits(license: &License) -> Option<Vec<Limit>> {
    let mut found = Vec::new();
    if forbids_commerce(license) {
        found.push(Limit::Commerce);
    }
    if !license.was_read() {
        if license.model_license || license.commercial == Commercial::Unknown {
            return None;
        }
        if COPYLEFT.contains(&license.family.as_str()) || license.id.contains("-sa-") {
            found.push(Limit::OtherTerms);
        }
        return Some(found);
    }
    for duty in license.duty.iter().filter(|duty| duty.binding == Binding::Must) {
        use DutyKind as K;
        found.extend(match duty.kind {
            K::UseRestrictions | K::MilitaryProhibition | K::UseRestrictionsPassthrough => {
                Some(Limit::Uses)
            }
            K::ShareAlike => Some(Limit::OtherTerms),
            K::UserThreshold => Some(Limit::Numbers),
            K::TerritoryExclusion => Some(Limit::Places),
            K::OutputTrainingRestriction => Some(Limit::OtherModels),
            _ => None,
        });
    }
    Some(own::sorted(found.into_iter()))
}

/// The limits of one license that another one lacks, sorted; empty where either is unknown.
pub(super) fn lifted(by: &License, of: &License) -> Vec<Limit> {
    match (limits(by), limits(of)) {
        (Some(by), Some(of)) => of.into_iter().filter(|limit| !by.contains(limit)).collect(),
        _ => Vec::new(),
    }
}

/// True where a license allows no commerce, as a whole or before somebody agrees to it.
pub(super) fn forbids_commerce(license: &License) -> bool {
    let asks = |duty: &Duty| {
        duty.kind == DutyKind::NonCommercial
            && duty.binding == Binding::Must
            && duty.only_if.is_none()
    };
    license.commercial == Commercial::No || license.duty.iter().any(asks)
}

/// True where a license allows commerce, if only below some threshold.
fn allows_commerce(license: &License) -> bool {
    matches!(license.commercial, Commercial::Allowed | Commercial::Conditional)
        && !forbids_commerce(license)
}

/// True where a license asks that what is made from it bears the same terms.
pub(super) fn is_share_alike(license: &License) -> bool {
    license
        .duty
        .iter()
        .any(|duty| duty.kind == DutyKind::ShareAlike && duty.binding == Binding::Must)
}

/// True where a derivative as a whole may bear other terms.
pub(super) fn lets_relicense(license: &License) -> bool {
    license.duty.iter().any(|duty| duty.kind == DutyKind::Relicensing)
}

/// Words that name no license.
const BARE: [&str; 6] = ["license", "licence", "agreement", "terms", "许可证", "协议"];

/// One statement of a unit about its own terms.
pub(super) struct Statement<'a> {
    /// The license, where a known one is named.
    pub(super) license: Option<&'a License>,
    family: Option<&'a str>,
    /// The licenses of that family.
    members: Vec<&'a str>,
    by: By<'a>,
}

enum By<'a> {
    Declaration(&'a Declaration),
    Text(&'a Document),
}

impl Statement<'_> {
    /// What is stated and where, as the first half of a sentence.
    pub(super) fn says(&self) -> Bilingual {
        match self.by {
            By::Declaration(said) => says(said),
            By::Text(document) => match self.license {
                Some(license) => is_the_text_of(document, license),
                None => is_the_text_of(document, &both!("another license", "另一份许可")),
            },
        }
    }

    /// Where it stands.
    pub(super) fn place(&self, reading: &Reading) -> Place {
        match self.by {
            By::Declaration(said) => reading.place_of(said),
            By::Text(document) => place_of_file(document),
        }
    }

    /// True where it names this license, an edition of it, or its family without the member.
    pub(super) fn names(&self, license: &License) -> bool {
        match self.license {
            Some(named) => {
                own::same_license(&named.id, &license.id)
                    || named.model_license && named.family == license.family
            }
            None => {
                self.members.contains(&license.id.as_str())
                    || self.family.is_some_and(|family| is_of_family(license, family))
            }
        }
    }

    /// True where it gives a name that is not known and may well mean this license: that of its licensor, or no
    /// more than the word.
    pub(super) fn may_mean(&self, license: &License) -> bool {
        let By::Declaration(said) = self.by else { return false };
        let words = |name: &str| -> Vec<String> {
            let words = name.split(|letter: char| !letter.is_alphanumeric());
            words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
        };
        let raw = words(&said.raw);
        let licensor = words(&license.licensor);
        self.license.is_none()
            && self.family.is_none()
            && (raw.iter().all(|word| BARE.contains(&word.as_str()))
                || licensor.first().is_some_and(|first| first.len() >= 3 && raw.contains(first)))
    }

    /// True where it allows commerce.
    pub(super) fn allows_commerce(&self) -> bool {
        match (self.license, self.family) {
            (Some(license), _) => allows_commerce(license),
            (None, Some(family)) => ALLOW_COMMERCE.contains(&family),
            (None, None) => false,
        }
    }

    /// True for two values of one list, or of fields that say one thing together.
    pub(super) fn stands_beside(&self, other: &Self) -> bool {
        let field = |by: &By| match by {
            By::Declaration(said) => Some((said.path.clone(), is_field(said.source), said.source)),
            By::Text(_) => None,
        };
        match (field(&self.by), field(&other.by)) {
            (Some(a), Some(b)) => a.0 == b.0 && (a.1 && b.1 || a.2 == b.2),
            _ => false,
        }
    }
}

/// What a declaration says and where, as the first half of a sentence.
pub(super) fn says(said: &Declaration) -> Bilingual {
    both!("{}:{} says {}", "{}:{} 声明为 {}", said.path, said.line, said.raw.trim())
}

/// What a text is, as a half of a sentence.
pub(super) fn is_the_text_of(document: &Document, license: &dyn Part) -> Bilingual {
    both!("{} is the text of {}", "{} 是{}的文本", document.path, license)
}

fn is_field(source: DeclarationSource) -> bool {
    use DeclarationSource as S;
    matches!(source, S::FrontMatter | S::LicenseName | S::LicenseLink)
}

/// True for a license of a family that a declaration names: its own, or one that its id begins with.
fn is_of_family(license: &License, family: &str) -> bool {
    license.family == family
        || license.id.strip_prefix(family).is_some_and(|rest| rest.starts_with(['-', '.']))
        || license.hf_license.iter().any(|value| value == family)
}

/// What the unit states: its declarations, else what its own license files are.
pub(super) fn statements<'a>(case: &Case<'a>) -> Vec<Statement<'a>> {
    let library = case.library;
    let declared: Vec<Statement> = case
        .declared
        .iter()
        .filter(|said| !is_asked_for(case, said))
        .map(|said| Statement {
            license: said.license.as_deref().and_then(|id| library.license(id)),
            family: said.family.as_deref(),
            members: said.family.iter().flat_map(|family| library.members(family)).collect(),
            by: By::Declaration(said),
        })
        .collect();
    if declared.iter().any(|said| said.license.is_some() || said.family.is_some()) {
        return declared;
    }
    let mut found = declared;
    for text in own::texts_of_weights(case) {
        for matched in text.identity.licenses.iter().filter(|it| it.verdict <= Verdict::Family) {
            let named = matched.verdict.names();
            found.push(Statement {
                license: matched.id.as_deref().filter(|_| named).and_then(|id| library.license(id)),
                family: Some(matched.family.as_str()),
                members: Vec::new(),
                by: By::Text(text.document),
            });
        }
    }
    found
}

/// True for a sentence that the license of a base asks to show, such as "Llama 3.1 is licensed under ...":
/// it speaks of the base.
fn is_asked_for(case: &Case, said: &Declaration) -> bool {
    if said.source != DeclarationSource::Sentence {
        return false;
    }
    let document = case.unit.documents.iter().find(|document| document.path == said.path);
    let Some(text) = document.and_then(Document::text) else { return false };
    let whole = text.text.as_str();
    let start = whole.get(..said.span.start).and_then(|it| it.rfind('\n')).map_or(0, |at| at + 1);
    let rest = whole.get(start..).unwrap_or_default();
    let length = rest.find('\n').unwrap_or(rest.len());
    let line = tokens(&rest[..length]);
    let ids = own::base_ids(case);
    let duties = ids.iter().filter_map(|id| case.library.license(id)).flat_map(|it| &it.duty);
    duties
        .filter(|duty| matches!(duty.kind, DutyKind::NoticeFile | DutyKind::AttributionText))
        .flat_map(|duty| duty.marks.iter().map(|mark| Pattern::held_line(mark, duty.template)))
        .any(|pattern| !pattern.find(&line).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::testing::known;
    use crate::rules::LicenseSource;

    fn license(id: &str) -> License {
        match known().license(id) {
            Some(license) => license.clone(),
            None => panic!("{id} is not in the test's licenses"),
        }
    }

    #[test]
    fn looser_terms_lack_a_limit() {
        let gone = |by: &str, of: &str| {
            let (by, of) = (license(by), license(of));
            lifted(&by, &of)
        };
        assert_eq!(gone("mit", "gpl-3.0"), [Limit::OtherTerms]);
        assert_eq!(gone("gpl-3.0", "mit"), []);
        assert_eq!(gone("apache-2.0", "rail-m"), [Limit::Uses]);
        assert_eq!(gone("mit", "cc-by-nc-4.0"), [Limit::Commerce]);
        // What nobody has read is not called looser.
        assert_eq!(gone("jamba-open-model", "rail-m"), []);
    }

    #[test]
    fn commerce_before_somebody_agrees_is_forbidden() {
        assert!(forbids_commerce(&license("yi-1.0")));
        assert!(!allows_commerce(&license("yi-1.0")));
        assert!(allows_commerce(&license("llama3.1")));
        assert!(!allows_commerce(&license("jamba-open-model")));
    }
}
