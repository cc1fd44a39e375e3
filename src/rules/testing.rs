//! Folders, licenses and a small renderer of cards, made by hand for the tests of the rules.

use std::sync::Arc;

use crate::{
    declared::{self, Declaration, DeclarationSource},
    document::{AppliesTo, CardProblem, Content, Document, DocumentKind, ReadError, Text, card},
    finding::Finding,
    identify::{Deviation, Identity, Match, Verdict},
    language::Bilingual,
    library::{duty::Role, license::License},
    lineage::{BaseModel, Evidence, KnownFrom, Lineage, Relation, StoreIndex},
    store::{Entry, Layout},
    unit::{Outline, Unit, UnitKind},
};

use super::{Case, LicenseSource, PUBLISH, Reading, check};

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

    fn members(&self, family: &str) -> Vec<&str> {
        // The families of names are cut in other ways than those of texts.
        let family = if family == "all-of-rail" { "openrail" } else { family };
        let known = self.0.iter().filter(|license| license.family == family);
        known.map(|license| license.id.as_str()).collect()
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
                root: 0,
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
            lineage: Lineage::default(),
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
        self.push(path, kind, Content::of_text(Text::plain(content)), identity);
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
        self.push(
            path,
            DocumentKind::Card,
            Content::Card(card::parse(Text::plain(content))),
            is.map(Arc::new),
        );
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
            card.problems.push(CardProblem { message: Bilingual::same(message), span: 0..3 });
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
            hints: Vec::new(),
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

    /// The last declaration stands in another kind of place.
    pub(super) fn last_says_in(mut self, source: DeclarationSource) -> Self {
        if let Some(said) = self.declared.last_mut() {
            said.source = source;
        }
        self
    }

    /// The last declaration stands in another file.
    pub(super) fn last_says_at(mut self, path: &str) -> Self {
        if let Some(said) = self.declared.last_mut() {
            path.clone_into(&mut said.path);
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
            size: Some(1),
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
        self.judge(check)
    }

    /// What is read of it.
    pub(super) fn read<T>(self, look: impl FnOnce(&Reading) -> T) -> T {
        self.judge(|case| look(&Reading::new(case)))
    }

    fn judge<T>(self, judge: impl FnOnce(&Case) -> T) -> T {
        let unit = Unit { outline: self.outline, documents: self.documents };
        judge(&Case {
            unit: &unit,
            identities: &self.identities,
            views: &declared::views(&unit),
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
