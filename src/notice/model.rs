//! What one model asks of a product that ships it.

use super::{
    Mark, Model,
    files::{self, Held, folded},
};
use crate::{
    document::{AppliesTo, DocumentKind},
    finding::Mend,
    identify::Verdict,
    language::{Bilingual, Language},
    library::{
        Library,
        duty::{Binding, Duty, DutyKind, MarkMatch, Role},
        license::License,
    },
    lineage::Relation,
    rules::filled,
    scan::Judged,
};

/// A model with the texts that belong to it.
pub(super) struct Asked {
    pub(super) model: Model,
    /// Its notices: those of its files, then the lines that its licenses ask for and no file has.
    pub(super) notices: Vec<String>,
    /// Its license texts.
    pub(super) texts: Vec<Held>,
}

impl Asked {
    pub(super) fn of(judged: &Judged, library: &Library) -> Self {
        let (notices, unread) = files::notices(judged);
        let lineage = &judged.lineage;
        let mut asked = Self {
            model: Model {
                path: judged.unit.outline.path.clone(),
                name: judged.unit.full_name(),
                bases: lineage.bases.iter().map(|base| base.base.clone()).collect(),
                licenses: Vec::new(),
                marks: Vec::new(),
                open: Vec::new(),
            },
            notices,
            texts: files::licenses(judged, library),
        };
        for path in unread {
            asked.leave_open(
                format!("{path} could not be read: add its words"),
                format!("{path} 无法读取，请补入其内容"),
            );
        }
        asked.own_licenses(judged);
        asked.licenses_of_bases(judged);
        for id in asked.model.licenses.clone() {
            match library.license(&id) {
                Some(license) => asked.duties(judged, license),
                None => asked.unknown(&id),
            }
        }
        asked.notices_of_the_parent(judged);
        asked
    }

    fn leave_open(&mut self, en: impl Into<String>, zh: impl Into<String>) {
        let point = Bilingual::new(en, zh);
        if !self.model.open.contains(&point) {
            self.model.open.push(point);
        }
    }

    fn license(&mut self, id: &str) {
        if !self.model.licenses.iter().any(|known| known == id) {
            self.model.licenses.push(id.to_owned());
        }
    }

    fn unknown(&mut self, name: &str) {
        self.leave_open(
            format!(
                "no text of the license \"{name}\" is known here: read it and add what it asks for"
            ),
            format!("本工具没有许可“{name}”的文本，请查阅原文并补入其要求"),
        );
    }

    /// What the model's own texts are and what its files declare.
    fn own_licenses(&mut self, judged: &Judged) {
        for listed in judged.listed() {
            let of_weights =
                matches!(listed.document.applies_to, AppliesTo::Weights | AppliesTo::Unknown);
            if listed.document.kind != DocumentKind::License || !of_weights {
                continue;
            }
            let path = &listed.document.path;
            if matches!(listed.verdict, Verdict::Family | Verdict::UnknownLicense) {
                self.leave_open(
                    format!(
                        "{path} is a license that licscan does not know: read what it asks for"
                    ),
                    format!("本工具不认识 {path} 中的许可，请查阅其要求"),
                );
            } else if listed.verdict == Verdict::Unreadable {
                self.leave_open(
                    format!("{path} could not be read: read what it asks for"),
                    format!("{path} 无法读取，请查阅其要求"),
                );
            }
            let named = listed.licenses.iter().filter(|found| found.verdict.names());
            for id in named.filter_map(|found| found.id.as_deref()) {
                self.license(id);
            }
        }
        for said in &judged.declared {
            match (&said.license, &said.family) {
                (Some(id), _) => self.license(id),
                (None, Some(family)) if self.model.licenses.is_empty() => self.leave_open(
                    format!("which license of the family {family} holds, no file says"),
                    format!("文件未说明适用 {family} 系列中的哪一份许可"),
                ),
                _ => {}
            }
        }
    }

    fn licenses_of_bases(&mut self, judged: &Judged) {
        for base in &judged.lineage.bases {
            for id in &base.licenses {
                self.license(id);
            }
            for name in &base.unlisted {
                self.unknown(name);
            }
            if !base.alternatives.is_empty() {
                let all: Vec<&str> =
                    base.licenses.iter().chain(&base.alternatives).map(String::as_str).collect();
                self.leave_open(
                    format!(
                        "which license of {} holds depends on its revision: {}",
                        base.base,
                        all.join(" or ")
                    ),
                    format!("{} 适用哪一份许可取决于其版本：{}", base.base, all.join(" 或 ")),
                );
            } else if base.licenses.is_empty() && base.unlisted.is_empty() {
                self.leave_open(
                    format!("the terms of {} are not known here", base.base),
                    format!("本工具不掌握 {} 的许可条款", base.base),
                );
            }
        }
        if self.model.licenses.is_empty() && self.model.open.is_empty() {
            self.leave_open(
                "no license of it was found: ask its publisher before you ship it",
                "未发现该模型的许可，交付前请向发布者确认",
            );
        }
    }

    /// The marks, sentences and notice lines that a license asks for.
    fn duties(&mut self, judged: &Judged, license: &License) {
        if !license.was_read() {
            self.leave_open(
                format!("the text of {} was not read whole: read what it asks for", license.id),
                format!("{} 的文本未经完整研读，请查阅原文的要求", license.id),
            );
        }
        for duty in license.duty.iter().filter(|duty| binds(duty, judged.lineage.relation)) {
            match duty.kind {
                DutyKind::DisplayMark | DutyKind::AttributionText | DutyKind::NoticeFile
                    if duty.marks.is_empty() =>
                {
                    self.in_words(license, duty);
                }
                DutyKind::DisplayMark | DutyKind::AttributionText => {
                    self.mark(judged, license, duty);
                }
                DutyKind::NoticeFile => self.line(judged, license, duty),
                _ => {}
            }
        }
    }

    /// A duty whose words the text does not give.
    fn in_words(&mut self, license: &License, duty: &Duty) {
        let (en, zh) = (license.title(Language::En), license.title(Language::Zh));
        self.leave_open(
            format!("{en} ({}): {}", duty.clause, duty.en),
            format!("《{zh}》（条款 {}）：{}", duty.clause, duty.zh),
        );
    }

    fn mark(&mut self, judged: &Judged, license: &License, duty: &Duty) {
        let words = self.words(judged, duty);
        let mark = Mark {
            words,
            all: duty.marks_needed == MarkMatch::All,
            encouraged: duty.binding == Binding::Encouraged,
            license: license.id.clone(),
            clause: duty.clause.clone(),
        };
        // One clause asks for it on release and another in rankings: the words are shown once.
        let same = self.model.marks.iter_mut().find(|known| known.words == mark.words);
        match same {
            Some(known) => known.encouraged &= mark.encouraged,
            None => self.model.marks.push(mark),
        }
    }

    /// The lines of a notice that none of its files has.
    fn line(&mut self, judged: &Judged, license: &License, duty: &Duty) {
        let there: Vec<String> = self.notices.iter().map(|text| folded(text)).collect();
        let stands = |line: &str| there.iter().any(|text| text.contains(&folded(line)));
        let several = duty.marks_needed == MarkMatch::Any && duty.marks.len() > 1;
        if several {
            if !duty.marks.iter().any(|line| stands(line)) {
                self.in_words(license, duty);
            }
            return;
        }
        for line in self.words(judged, duty) {
            if !stands(&line) {
                self.notices.push(line);
            }
        }
    }

    /// The words of a duty with the model's name filled in; what else is open in them stays open.
    fn words(&mut self, judged: &Judged, duty: &Duty) -> Vec<String> {
        let outline = &judged.unit.outline;
        let named = duty.template && outline.name_chosen;
        let fill = |mark: &String| if named { filled(mark, &outline.name) } else { mark.clone() };
        let words: Vec<String> = duty.marks.iter().map(fill).collect();
        if duty.template && words.iter().any(|word| word.contains(['<', '>'])) {
            self.leave_open(
                format!("fill in what stands between < and > in \"{}\"", words.join("\", \"")),
                format!("请填写“{}”中尖括号内的内容", words.join("”“")),
            );
        }
        words
    }

    /// What the scan found missing of a parent's notices.
    fn notices_of_the_parent(&mut self, judged: &Judged) {
        for finding in &judged.findings {
            let Some(Mend::Notice { paragraphs }) = &finding.mend else { continue };
            for paragraph in paragraphs {
                let words = folded(paragraph);
                if !self.notices.iter().any(|text| folded(text).contains(&words)) {
                    self.notices.push(paragraph.clone());
                }
            }
        }
    }
}

/// Whether a duty binds who ships the model in a product or serves it to users.
fn binds(duty: &Duty, relation: Relation) -> bool {
    let changed = relation.is_derivative() || relation == Relation::Unknown;
    let acts = |role: &Role| match role {
        Role::RedistributeOriginal | Role::HostAsService | Role::Use | Role::CommercialUse => true,
        Role::PublishDerivative => changed,
        Role::TrainOtherModelOnOutputs => relation == Relation::Distilled,
        Role::EnterLeaderboard | Role::PublishResearch => false,
    };
    matches!(duty.binding, Binding::Must | Binding::Encouraged)
        && duty.only_if.is_none()
        && duty.threshold.is_none()
        && (duty.roles.is_empty() || duty.roles.iter().any(acts))
}
