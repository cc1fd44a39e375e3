//! Makes a judged unit again from its line, as far as reports show it.

use std::{iter, path::PathBuf, sync::Arc};

use serde_json::value::RawValue;

use super::line::{DocumentIn, EvidenceIn, FindingIn, LicenseIn, UnitIn};
use crate::{
    declared::{Declaration, DeclarationSource},
    document::{AppliesTo, Content, Document, DocumentKind, Text, card},
    finding::{Finding, Level, Place, Snippet},
    identify::{Identity, Match, Verdict},
    language::Bilingual,
    library::duty::DutyKind,
    lineage::{BaseModel, Evidence, KnownFrom, Lineage, Relation},
    policy::Clarified,
    report::{json::shown::Shown, unit_line::verdict_named},
    rules::RULES,
    scan::Judged,
    store::Layout,
    unit::{Outline, Unit, UnitKind},
};

/// The unit of a line, which lies below this root.
pub(super) fn unit(line: &[u8], root: usize, typed: &str) -> serde_json::Result<Judged> {
    let mut read: UnitIn = serde_json::from_slice(line)?;
    let shown = std::mem::take(&mut read.shown);
    let (documents, identities, clarified) = documents(read.documents, &shown);
    let kinds = [UnitKind::Model, UnitKind::Documents, UnitKind::Dataset, UnitKind::Space];
    let layouts = [Layout::Folder, Layout::HuggingFaceCache];
    let outline = Outline {
        root,
        below_root: below(&read.path, typed),
        folder: PathBuf::from(&read.path),
        name: read.name,
        name_chosen: true,
        owner: read.owner,
        kind: named(&kinds, UnitKind::as_str, &read.kind).unwrap_or(UnitKind::Model),
        layout: named(&layouts, Layout::as_str, &read.layout).unwrap_or(Layout::Folder),
        files: Vec::new(),
        above: Vec::new(),
        partial: shown.partial.map(Bilingual::same),
        same_as: read.same_as,
        path: read.path,
    };
    let declared = read.declared.into_iter().zip(padded(shown.declared));
    let declared = declared.map(|(said, family)| Declaration {
        license: said.license,
        family,
        raw: said.raw,
        path: said.path,
        line: said.line,
        span: 0..0,
        source: DeclarationSource::FrontMatter,
    });
    let bases = read.lineage.into_iter().zip(padded(shown.unlisted));
    let bases = bases.map(|(base, unlisted)| BaseModel {
        base: base.base,
        relation: relation(&base.relation),
        licenses: base.licenses,
        known_from: KnownFrom::Nothing,
        alternatives: Vec::new(),
        unlisted,
        evidence: base.evidence.into_iter().map(evidence).collect(),
        hints: base.hints.into_iter().map(evidence).collect(),
    });
    let findings = read.findings.into_iter().zip(padded(shown.snippets));
    let findings = findings.zip(shown.english.into_iter().map(Some).chain(iter::repeat(None)));
    let findings = findings.filter_map(|((read, snippet), english)| {
        let mut finding = finding(read)?;
        if let (Some(place), Some((line, start, end))) = (&mut finding.place, snippet) {
            // The file comes from elsewhere: bytes that are not in the line point to nothing.
            let is_in_it = line.get(start..end).is_some();
            place.snippet = is_in_it.then_some(Snippet { line, range: start..end });
        }
        if let Some(english) = english {
            finding.message.en = english;
        }
        Some(finding)
    });
    Ok(Judged {
        identities,
        digests: Vec::new(),
        clarified,
        team: read.team,
        declared: declared.collect(),
        lineage: Lineage {
            relation: relation(&read.relation),
            judged_as: read.judged_as.map(Bilingual::same),
            bases: bases.collect(),
        },
        findings: findings.collect(),
        bytes_read: 0,
        for_others: None,
        unit: Unit { outline, documents },
    })
}

/// These, and then nothing for ever.
fn padded<T: Default>(all: Vec<T>) -> impl Iterator<Item = T> {
    all.into_iter().chain(iter::repeat_with(T::default))
}

type Identities = Vec<Option<Arc<Identity>>>;

fn documents(
    listed: Vec<DocumentIn>,
    shown: &Shown,
) -> (Vec<Document>, Identities, Vec<Clarified>) {
    let mut families = shown.families.iter();
    let mut licenses_of_persons = shown.clarified.iter();
    let (mut documents, mut identities, mut clarified) = (Vec::new(), Vec::new(), Vec::new());
    for read in listed {
        let licenses: Vec<Match> =
            read.licenses.into_iter().map(|it| found(it, &mut families)).collect();
        if let Some(said) = read.clarified {
            clarified.push(Clarified {
                path: read.path.clone(),
                license: licenses_of_persons.next().cloned().unwrap_or_default(),
                by: said.by,
                date: said.date,
                sha256: [0; 32],
            });
        }
        let verdict = verdict_named(&read.verdict).unwrap_or(Verdict::Unreadable);
        identities.push(Some(Arc::new(Identity { verdict, licenses })));
        let is_usual = shown.usual_file.as_ref() == Some(&read.path);
        let document = document(read.path, &read.kind, &read.applies_to, is_usual);
        documents.push(Document { inherited: read.inherited, ..document });
    }
    if let Some(usual) = &shown.usual_file
        && documents.iter().all(|document| document.path != *usual)
    {
        // It declares nothing and no text was identified in it, so that it is not listed.
        documents.push(document(usual.clone(), "card", "unknown", true));
        identities.push(None);
    }
    (documents, identities, clarified)
}

/// A finding about the policy.
pub(super) fn about_policy(raw: &RawValue) -> Option<Finding> {
    finding(serde_json::from_str(raw.get()).ok()?)
}

/// None where the rule is not known, which another licscan has written.
fn finding(read: FindingIn) -> Option<Finding> {
    let rule = RULES.iter().find(|rule| rule.name == read.rule)?;
    let level = named(&[Level::Error, Level::Warning, Level::Note], Level::as_str, &read.level)?;
    let place = read.path.zip(read.line);
    Some(Finding {
        rule: rule.name,
        level,
        license: read.license,
        clause: read.clause,
        duty: read.duty.map(DutyKind::as_str),
        message: Bilingual::same(read.message),
        remedy: read.remedy.map(Bilingual::same),
        place: place.map(|(path, line)| Place { path, line, snippet: None }),
        mend: None,
        fixable: read.fixable,
        waived: read.waived.map(Bilingual::same),
    })
}

/// The path of a unit below its root.
fn below(path: &str, root: &str) -> String {
    let root = root.trim_end_matches('/');
    let below = path.strip_prefix(root).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    below.map_or(path, |below| below.trim_start_matches('/')).to_owned()
}

fn document(path: String, kind: &str, applies_to: &str, is_usual: bool) -> Document {
    use DocumentKind as Kind;
    let kinds = [
        Kind::License,
        Kind::Notice,
        Kind::Policy,
        Kind::Card,
        Kind::Config,
        Kind::Weights,
        Kind::Other,
    ];
    let applied = [
        AppliesTo::Weights,
        AppliesTo::Code,
        AppliesTo::Data,
        AppliesTo::Output,
        AppliesTo::ThirdParty,
        AppliesTo::Unknown,
    ];
    Document {
        path,
        kind: named(&kinds, Kind::as_str, kind).unwrap_or(Kind::Other),
        applies_to: named(&applied, AppliesTo::as_str, applies_to).unwrap_or(AppliesTo::Unknown),
        inherited: false,
        bytes_read: 0,
        // The file that stands for findings without a place is found as the card is.
        content: if is_usual {
            Content::Card(card::parse(Text::plain("")))
        } else {
            Content::of_text(Text::plain(""))
        },
    }
}

fn found<'a>(license: LicenseIn, families: &mut impl Iterator<Item = &'a String>) -> Match {
    let family = match &license.id {
        Some(id) => Some(id),
        None => families.next(),
    };
    Match {
        family: family.cloned().unwrap_or_default(),
        id: license.id,
        verdict: verdict_named(&license.verdict).unwrap_or(Verdict::Unreadable),
        coverage: 0.0,
        lines: (0, 0),
        deviations: Vec::new(),
    }
}

fn evidence(read: EvidenceIn) -> Evidence {
    Evidence { path: read.path, line: read.line, field: read.field, span: None }
}

fn relation(name: &str) -> Relation {
    use Relation as R;
    let all =
        [R::Original, R::Mirror, R::Quantized, R::Finetune, R::Adapter, R::Merge, R::Distilled];
    named(&all, R::as_str, name).unwrap_or(R::Unknown)
}

/// The one of these that has this name.
fn named<T: Copy>(all: &[T], name_of: impl Fn(T) -> &'static str, name: &str) -> Option<T> {
    all.iter().copied().find(|it| name_of(*it) == name)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::{
        language::Language,
        report::{
            Report,
            json::{JsonLines, Share},
            sample,
            sarif::Sarif,
            text::{Look, Text, Verbosity},
        },
    };

    /// A unit as a part has it, made again.
    fn again(judged: &Judged, language: Language) -> Judged {
        let mut line = Vec::new();
        let share = Share { shard: None, numbers: vec![0] };
        let mut report = JsonLines::new(&mut line, vec!["models".to_owned()], language);
        report = report.of_part(Some(share));
        report.unit(judged).unwrap();
        unit(&line, 0, "models").unwrap()
    }

    fn reported(judged: &Judged, language: Language) -> [String; 2] {
        let look = Look { verbosity: Verbosity::Verbose, language, ..Look::default() };
        let (mut text, mut sarif) = (Vec::new(), Vec::new());
        Text::new(&mut text, look).unit(judged).unwrap();
        let mut report = Sarif::new(&mut sarif, language);
        report.unit(judged).unwrap();
        report.finish(&sample::summary()).unwrap();
        [text, sarif].map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_unit_made_again_is_reported_as_it_was() {
        for language in [Language::En, Language::Zh] {
            for judged in [sample::derivative(), sample::clean()] {
                let [text, sarif] = reported(&judged, language);
                let [text_again, sarif_again] = reported(&again(&judged, language), language);
                assert_eq!(text_again, text);
                assert_eq!(sarif_again, sarif);
            }
        }
    }

    #[test]
    fn what_lies_below_a_root_is_told_by_how_it_was_typed() {
        for (path, root, wanted) in [
            ("models/acme/x", "models", "acme/x"),
            ("models/acme/x", "models/", "acme/x"),
            ("models", "models", ""),
            ("./models/x", "./models", "x"),
            ("acme/x", ".", "acme/x"),
            ("/acme/x", "/", "acme/x"),
        ] {
            assert_eq!(below(path, root), wanted, "{path} {root}");
        }
    }
}
