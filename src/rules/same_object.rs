//! Whether two statements about a license are about one object.
//!
//! A repository often holds several models, and its code bears another license than its weights: each
//! statement is true of its own part, and no reader sees a conflict.

use crate::{
    declared::{
        Declaration, DeclarationSource,
        phrase::speaks_of_license,
        sentence::{self, fold},
        subject::{self, Object},
    },
    document::{AppliesTo, DocumentKind, markdown::PassageKind},
    library::license::License,
};

use super::{own::OwnText, reading::Reading};

/// True for a statement in a card of a folder below the unit, which speaks of the component there, or, in
/// `docs`, of another model of the family. A unit that has no card of its own is spoken of by those.
pub(super) fn is_of_a_component(reading: &Reading, said: &Declaration) -> bool {
    said.path.trim_start_matches("../").contains('/')
        && reading.case.unit.documents.iter().any(|document| {
            document.kind == DocumentKind::Card
                && !document.inherited
                && !document.path.contains('/')
        })
}

/// True for two statements in the running text of one card: who writes two licenses there tells of two
/// models, or of the parts of one.
pub(super) fn are_told_apart(a: &Declaration, b: &Declaration) -> bool {
    a.path == b.path && is_told(a) && is_told(b)
}

/// True where a name that is not known may be a short or a looser form of a license's name: "Open RAIL M
/// license" for `CreativeML Open RAIL-M`.
pub(super) fn may_be_short_for(raw: &str, license: &License) -> bool {
    let lower = raw.to_lowercase();
    let bare = ["license", "licence", "agreement", "许可协议", "许可证", "协议", "the "]
        .iter()
        .fold(lower, |name, word| name.replace(word, " "));
    let bare = fold(&bare);
    bare.chars().count() >= 4
        && license.titles.iter().chain([&license.id]).any(|title| fold(title).contains(&bare))
}

/// True where a sentence speaks of the weights, or a card tells them from the code, and the only text here is
/// a file that does not say for what it is and whose license was not made for models: that of the code.
pub(super) fn is_beside_the_code(reading: &Reading, said: &Declaration, text: &OwnText) -> bool {
    let case = reading.case;
    let of_code = |license: &License| {
        !license.model_license
            || license.titles.iter().any(|title| title.to_lowercase().contains("source code"))
    };
    let known: Vec<&License> =
        text.ids().iter().filter_map(|id| case.library.license(id)).collect();
    let by_field = case.declared.iter().any(|said| !is_told(said));
    is_told(said)
        && text.document.applies_to == AppliesTo::Unknown
        && known.iter().all(|license| of_code(license))
        && !by_field
        && (names_weights(reading, said) || tells_code_apart(reading))
}

/// True where one of two statements is a badge of a card that gives the code a license of its own: it shows
/// that one.
pub(super) fn is_badge_of_code(reading: &Reading, a: &Declaration, b: &Declaration) -> bool {
    let badges = [a, b].iter().filter(|said| said.source == DeclarationSource::Badge).count();
    badges == 1 && is_told(a) && is_told(b) && tells_code_apart(reading)
}

fn is_told(said: &Declaration) -> bool {
    matches!(said.source, DeclarationSource::Sentence | DeclarationSource::Badge)
}

/// True where a card says under which license the code is.
fn tells_code_apart(reading: &Reading) -> bool {
    reading.cards().iter().flat_map(|view| view.passages).any(|passage| {
        matches!(passage.kind, PassageKind::Paragraph | PassageKind::Quote)
            && passage.text.len() <= LONGEST
            && sentence::sentences(&passage.text).into_iter().any(|range| {
                let lower = passage.text[range].to_lowercase();
                let cue = ["under", "licens", "协议", "许可", "ライセンス"]
                    .iter()
                    .filter_map(|word| lower.find(word))
                    .min();
                cue.is_some_and(|at| subject::object(&lower[..at]) == Object::Code)
                    && speaks_of_license(&lower)
            })
    })
}

/// The most bytes of a passage in which a statement about the code is looked for.
const LONGEST: usize = 2000;

/// True where the words before a license in its sentence speak of weights as such.
fn names_weights(reading: &Reading, said: &Declaration) -> bool {
    let mut documents = reading.case.unit.documents.iter();
    let Some(text) = documents.find(|it| it.path == said.path).and_then(|it| it.text()) else {
        return false;
    };
    let Some(before) = text.text.get(..said.span.start) else { return false };
    let paragraph = before.rfind("\n\n").map_or(0, |at| at + 2);
    let sentence =
        before[paragraph..].rfind(['。', '；', ';']).map_or(paragraph, |at| paragraph + at);
    let Some(lower) = before.get(sentence..).map(str::to_lowercase) else { return false };
    let lower = lower.rsplit(". ").next().unwrap_or(&lower);
    ["weight", "checkpoint", "pretrained", "pre-trained", "权重", "權重", "重み"]
        .iter()
        .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::{LicenseSource, testing::known};
    use super::may_be_short_for;

    #[test]
    fn a_part_of_a_title_is_a_short_name() {
        let known = known();
        let license = known.license("cc-by-nc-4.0").unwrap_or_else(|| panic!("it is known"));
        assert!(may_be_short_for("the CC-BY-NC license", license));
        assert!(!may_be_short_for("MIT license", license));
        assert!(!may_be_short_for("the license", license));
    }
}
