//! Folders, licenses and a small renderer of cards, made by hand for the tests of the rules.

use std::sync::Arc;

use crate::{
    declared::{Declaration, DeclarationSource},
    document::{
        AppliesTo, Card, CardProblem, Content, Document, DocumentKind, Node, ReadError, Scalar,
        Text, TextFormat,
        markdown::{Passage, PassageKind},
    },
    finding::Finding,
    identify::{Deviation, Identity, Match, Verdict},
    library::{duty::Role, license::License},
    lineage::{BaseModel, Evidence, KnownFrom, Lineage, Relation, StoreIndex},
    store::{Entry, Layout},
    unit::{Outline, Unit, UnitKind},
};

use super::{Case, LicenseSource, PUBLISH, Reading, check_as_seen};

/// Licenses that a test knows.
pub(super) struct Known(Vec<License>);

impl LicenseSource for Known {
    fn license(&self, id: &str) -> Option<&License> {
        self.0.iter().find(|license| license.id == id)
    }

    fn license_at(&self, url: &str) -> Option<&str> {
        let holds = |license: &&License| license.urls.iter().any(|known| known == url);
        self.0.iter().find(holds).map(|license| license.id.as_str())
    }

    fn family_of_model(&self, name: &str) -> Option<&str> {
        let families = [("Qwen/", "Qwen"), ("meta-llama/", "Llama")];
        families.iter().find(|(owner, _)| name.starts_with(owner)).map(|(_, family)| *family)
    }

    fn has_text(&self, id: &str) -> bool {
        id == "apache-2.0"
    }
}

/// A store that holds the notices of some models.
#[derive(Default)]
struct Notices(Vec<(String, String)>);

impl StoreIndex for Notices {
    fn licenses_of(&self, _: &str) -> Option<Vec<String>> {
        None
    }

    fn notices_of(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(of, _)| of == name).map(|(_, text)| text.clone()).collect()
    }

    fn license_file(&self, of: &str, license: &str) -> Option<std::path::PathBuf> {
        (of == "store/base").then(|| format!("base/{license}").into())
    }
}

/// The licenses of these tests: facts as in the signature files, words of our own.
pub(super) fn known() -> Known {
    #[derive(serde::Deserialize)]
    struct File {
        license: Vec<License>,
    }
    let read = |name: &str, text: &str| -> Vec<License> {
        match toml::from_str::<File>(text) {
            Ok(file) => file.license,
            Err(error) => panic!("{name}: {error}"),
        }
    };
    let mut licenses = read("testing.toml", include_str!("testing.toml"));
    licenses.extend(read("testing_terms.toml", include_str!("testing_terms.toml")));
    Known(licenses)
}

/// A model folder in the making.
pub(super) struct Folder {
    outline: Outline,
    documents: Vec<Document>,
    identities: Vec<Option<Arc<Identity>>>,
    declared: Vec<Declaration>,
    lineage: Lineage,
    roles: Vec<Role>,
    notices: Notices,
}

impl Folder {
    /// A model of this `owner/name`.
    pub(super) fn new(full_name: &str) -> Self {
        let (owner, name) = full_name
            .split_once('/')
            .map_or((None, full_name), |(owner, name)| (Some(owner.to_owned()), name));
        Self {
            outline: Outline {
                path: name.to_owned(),
                below_root: String::new(),
                folder: name.into(),
                name: name.to_owned(),
                name_chosen: true,
                owner,
                kind: UnitKind::Model,
                layout: Layout::Folder,
                files: Vec::new(),
                above: Vec::new(),
                partial: None,
                same_as: None,
            },
            documents: Vec::new(),
            identities: Vec::new(),
            declared: Vec::new(),
            lineage: Lineage { relation: Relation::Unknown, judged_as: None, bases: Vec::new() },
            roles: PUBLISH.to_vec(),
            notices: Notices::default(),
        }
    }

    pub(super) fn outline(mut self, change: fn(&mut Outline)) -> Self {
        change(&mut self.outline);
        self
    }

    pub(super) fn roles(mut self, roles: &[Role]) -> Self {
        self.roles = roles.to_vec();
        self
    }

    pub(super) fn relation(mut self, relation: Relation) -> Self {
        self.lineage.relation = relation;
        self
    }

    /// A file that was read as a text, and what it was identified as.
    pub(super) fn text(
        mut self,
        path: &str,
        kind: DocumentKind,
        content: &str,
        is: Option<(&str, &str, Verdict)>,
    ) -> Self {
        let lines = u32::try_from(content.lines().count()).unwrap_or(1).max(1);
        let identity = is.map(|(id, family, verdict)| {
            Arc::new(Identity {
                verdict,
                licenses: vec![Match {
                    id: (!id.is_empty()).then(|| id.to_owned()),
                    family: family.to_owned(),
                    verdict,
                    coverage: 1.0,
                    lines: (1, lines),
                    deviations: Vec::new(),
                }],
            })
        });
        self.push(path, kind, Content::Text(plain(content)), identity);
        self
    }

    /// The last file differs from its license at these places.
    pub(super) fn deviates(mut self, places: Vec<Deviation>) -> Self {
        if let Some(Some(identity)) = self.identities.last_mut()
            && let Some(found) = Arc::make_mut(identity).licenses.first_mut()
        {
            found.deviations = places;
        }
        self
    }

    /// A license file with the whole text of a license.
    pub(super) fn license(self, path: &str, id: &str) -> Self {
        let family = known().license(id).map_or(id.to_owned(), |license| license.family.clone());
        self.text(path, DocumentKind::License, "(the text)", Some((id, &family, Verdict::Exact)))
    }

    pub(super) fn notice(self, content: &str) -> Self {
        self.text("NOTICE", DocumentKind::Notice, content, None)
    }

    pub(super) fn unreadable(mut self, path: &str, kind: DocumentKind) -> Self {
        self.push(path, kind, Content::Unreadable(ReadError::PdfWithoutText), None);
        self
    }

    pub(super) fn card(self, content: &str) -> Self {
        self.card_at("README.md", content, None)
    }

    pub(super) fn card_at(mut self, path: &str, content: &str, is: Option<Identity>) -> Self {
        self.push(path, DocumentKind::Card, Content::Card(card(content)), is.map(Arc::new));
        self
    }

    pub(super) fn last_applies_to(mut self, applies_to: AppliesTo, inherited: bool) -> Self {
        if let Some(last) = self.documents.last_mut() {
            last.applies_to = applies_to;
            last.inherited = inherited;
        }
        self
    }

    pub(super) fn problem(mut self, message: &str) -> Self {
        if let Some(Content::Card(card)) = self.documents.last_mut().map(|it| &mut it.content) {
            card.problems.push(CardProblem { message: message.to_owned(), span: 0..3 });
        }
        self
    }

    pub(super) fn base(self, name: &str, relation: Relation, licenses: &[&str]) -> Self {
        self.base_known(name, relation, licenses, KnownFrom::Table)
    }

    pub(super) fn base_known(
        mut self,
        name: &str,
        relation: Relation,
        licenses: &[&str],
        known_from: KnownFrom,
    ) -> Self {
        self.lineage.relation = relation;
        self.lineage.bases.push(BaseModel {
            base: name.to_owned(),
            relation,
            licenses: licenses.iter().map(|id| (*id).to_owned()).collect(),
            known_from,
            alternatives: Vec::new(),
            unlisted: Vec::new(),
            evidence: vec![Evidence {
                path: "README.md".to_owned(),
                line: 2,
                field: "base_model".to_owned(),
                span: None,
            }],
        });
        self
    }

    /// The last base is named at these places: file, line and field.
    pub(super) fn named_in(mut self, places: &[(&str, u32, &str)]) -> Self {
        if let Some(base) = self.lineage.bases.last_mut() {
            let evidence = |(path, line, field): &(&str, u32, &str)| Evidence {
                path: (*path).to_owned(),
                line: *line,
                field: (*field).to_owned(),
                span: None,
            };
            base.evidence = places.iter().map(evidence).collect();
        }
        self
    }

    pub(super) fn alternatives(mut self, ids: &[&str]) -> Self {
        if let Some(base) = self.lineage.bases.last_mut() {
            base.alternatives = ids.iter().map(|id| (*id).to_owned()).collect();
        }
        self
    }

    pub(super) fn parents_notice(mut self, of: &str, text: &str) -> Self {
        self.notices.0.push((of.to_owned(), text.to_owned()));
        self
    }

    pub(super) fn says(self, license: &str) -> Self {
        self.says_in(license, DeclarationSource::FrontMatter)
    }

    pub(super) fn says_in(mut self, license: &str, source: DeclarationSource) -> Self {
        let is_known = known().license(license).is_some();
        self.declared.push(Declaration {
            license: is_known.then(|| license.to_owned()),
            family: None,
            raw: license.to_owned(),
            path: "README.md".to_owned(),
            line: 2,
            span: 0..0,
            source,
        });
        self
    }

    pub(super) fn says_family(mut self, family: &str) -> Self {
        self = self.says(family);
        if let Some(said) = self.declared.last_mut() {
            said.license = None;
            said.family = Some(family.to_owned());
        }
        self
    }

    fn push(
        &mut self,
        path: &str,
        kind: DocumentKind,
        content: Content,
        identity: Option<Arc<Identity>>,
    ) {
        self.outline.files.push(Entry {
            file: path.into(),
            below: path.to_owned(),
            size: 1,
            same_file: None,
        });
        self.documents.push(Document {
            path: path.to_owned(),
            kind,
            applies_to: AppliesTo::Unknown,
            inherited: false,
            bytes_read: 1,
            content,
        });
        self.identities.push(identity);
    }

    /// What the rules say about it.
    pub(super) fn check(self) -> Vec<Finding> {
        self.judge(|case| check_as_seen(case, visible))
    }

    /// What is read of it.
    pub(super) fn read<T>(self, look: impl FnOnce(&Reading) -> T) -> T {
        self.judge(|case| look(&Reading::new(case, visible)))
    }

    fn judge<T>(self, judge: impl FnOnce(&Case) -> T) -> T {
        let unit = Unit { outline: self.outline, documents: self.documents };
        judge(&Case {
            unit: &unit,
            identities: &self.identities,
            declared: &self.declared,
            lineage: &self.lineage,
            roles: &self.roles,
            answers: &[],
            library: &known(),
            store: &self.notices,
        })
    }

    /// `rule level` of each finding above a note.
    pub(super) fn loud(self) -> Vec<String> {
        let loud = |finding: &Finding| finding.level > crate::finding::Level::Note;
        self.check()
            .iter()
            .filter(|it| loud(it))
            .map(|it| format!("{} {}", it.rule, it.level.as_str()))
            .collect()
    }
}

fn plain(text: &str) -> Text {
    Text {
        text: text.to_owned(),
        encoding: "UTF-8",
        replaced: 0,
        format: TextFormat::Plain,
        cut: false,
    }
}

/// A card with front matter of plain `key: value` lines.
fn card(text: &str) -> Card {
    let mut front_matter = Vec::new();
    let mut body = 0;
    if let Some(rest) = text.strip_prefix("---\n")
        && let Some(length) = rest.find("\n---\n")
    {
        body = 4 + length + 5;
        let mut at = 4;
        for line in rest[..length].split('\n') {
            if let Some((key, value)) = line.split_once(": ") {
                let start = at + key.len() + 2;
                let scalar = |value: &str, start: usize| Scalar {
                    value: value.to_owned(),
                    span: start..start + value.len(),
                };
                front_matter.push((scalar(key, at), Node::Scalar(scalar(value, start))));
            }
            at += line.len() + 1;
        }
    }
    Card { text: plain(text), has_front_matter: body > 0, front_matter, body, problems: Vec::new() }
}

/// A stand-in for the renderer of cards: blocks of lines, emphasis, links, images, comments, tables.
pub(super) fn visible(card: &str, body: usize) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    let mut headings: Vec<(u8, usize)> = Vec::new();
    let (mut at, mut fenced, mut commented, mut open) = (body, false, false, false);
    for line in card[body..].split('\n') {
        let start = at;
        at += line.len() + 1;
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            fenced = !fenced;
            open = false;
            continue;
        }
        if trimmed.starts_with("<!--") {
            commented = true;
        }
        if commented {
            commented = !trimmed.ends_with("-->");
            open = false;
            continue;
        }
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        let lead = line.len() - line.trim_start().len();
        let mut push = |kind, text: &str, from: usize, headings: &[(u8, usize)]| {
            passages.push(inline(kind, text, start + from, headings));
        };
        if fenced {
            push(PassageKind::Code, line, 0, &headings);
        } else if let Some(level) = heading_level(trimmed) {
            headings.retain(|(above, _)| *above < level);
            let skip = lead + usize::from(level) + 1;
            push(PassageKind::Heading(level), &line[skip..], skip, &headings);
            headings.push((level, passages.len() - 1));
            open = false;
        } else if trimmed.starts_with('|') {
            let mut from = 0;
            for cell in line.split('|') {
                if !cell.trim().is_empty() && !cell.contains("---") {
                    push(PassageKind::Cell, cell, from, &headings);
                }
                from += cell.len() + 1;
            }
            open = false;
        } else if let Some(alt) = trimmed.strip_prefix("![") {
            let alt = &alt[..alt.find(']').unwrap_or(alt.len())];
            push(PassageKind::ImageAlt, alt, lead + 2, &headings);
            open = false;
        } else if trimmed.starts_with("- ") || trimmed.starts_with("> ") {
            push(PassageKind::Paragraph, &line[lead + 2..], lead + 2, &headings);
            open = false;
        } else if open {
            let more = inline(PassageKind::Paragraph, line, start, &headings);
            if let Some(last) = passages.last_mut() {
                last.text.push(' ');
                let shift = last.text.len();
                last.offsets
                    .extend(more.offsets.iter().map(|(text, source)| (text + shift, *source)));
                last.text.push_str(&more.text);
            }
        } else {
            push(PassageKind::Paragraph, line, 0, &headings);
            open = true;
        }
    }
    passages
}

fn heading_level(line: &str) -> Option<u8> {
    let level = line.len() - line.trim_start_matches('#').len();
    let level = u8::try_from(level).ok().filter(|level| (1..=6).contains(level))?;
    line[usize::from(level)..].starts_with(' ').then_some(level)
}

fn inline(kind: PassageKind, source: &str, start: usize, headings: &[(u8, usize)]) -> Passage {
    let mut passage = Passage {
        kind,
        text: String::new(),
        offsets: Vec::new(),
        links: Vec::new(),
        under: headings.iter().map(|(_, at)| *at).collect(),
    };
    let mut rest = source;
    while let Some(ch) = rest.chars().next() {
        let at = source.len() - rest.len();
        let link = rest.strip_prefix('[').and_then(|rest| {
            let (label, rest) = rest.split_once("](")?;
            let (target, _) = rest.split_once(')')?;
            Some((label, target))
        });
        if let Some((label, target)) = link {
            let from = passage.text.len();
            passage.offsets.push((from, start + at + 1));
            passage.text.push_str(label);
            passage.links.push((from..passage.text.len(), target.to_owned()));
            rest = &rest[label.len() + target.len() + 4..];
            continue;
        }
        if kind == PassageKind::Code || ch != '*' {
            passage.offsets.push((passage.text.len(), start + at));
            passage.text.push(ch);
        }
        rest = &rest[ch.len_utf8()..];
    }
    passage
}
