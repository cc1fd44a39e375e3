//! The card: what its front matter, its section of marks and its links are to say.

use std::collections::BTreeSet;

use super::{
    Draft, Unit,
    copies::Copy,
    front_matter::{self, Key, Value},
    refusal::Refused,
    section::{self, Paragraph},
    text_file::{Edit, TextFile},
};
use crate::{
    document::{Card, DocumentKind},
    finding::{Finding, Mend},
    identify::Verdict,
    language::{Bilingual, Language, both, is_han},
    library::{Library, Named},
    lineage::{BaseModel, KnownFrom, Relation},
    rules,
};

/// The card with everything that the findings ask of it; `None` where they ask for nothing. What can be done
/// is done: a front matter that is broken keeps no mark out of the text.
pub(super) fn draft(
    unit: &Unit,
    copies: &[Copy],
    library: &Library,
) -> (Option<Draft>, Vec<Refused>) {
    let there = rules::card_file(&unit.judged.unit.documents);
    let name = there.map_or_else(|| "README.md".to_owned(), |card| card.path.clone());
    let file = unit.file(&name);
    if !unit.findings.iter().any(|finding| is_of_card(finding)) && copies.is_empty() {
        return (None, Vec::new());
    }
    let text = match (there.is_some(), unit.has_name(&name)) {
        (true, _) => match TextFile::read(&file) {
            Ok(text) => text,
            Err(why) => return (None, vec![why]),
        },
        (false, true) => {
            return (
                None,
                vec![Refused::new(
                    &file,
                    both!("there is such a file, and it is no card", "该文件已存在，但不是模型卡"),
                )],
            );
        }
        (false, false) => TextFile::new(file),
    };
    let mut writer = Writer {
        unit,
        library,
        text,
        edits: Vec::new(),
        what: Vec::new(),
        refused: Vec::new(),
        names_bases: false,
    };
    writer.keys(copies);
    writer.links(&name, copies);
    writer.section(there.is_some());
    writer.finish(name)
}

fn is_of_card(finding: &Finding) -> bool {
    let of_card = |mend: &Mend| !matches!(mend, Mend::Notice { .. } | Mend::LicenseCopy { .. });
    finding.mend.as_ref().is_some_and(of_card)
}

struct Writer<'a> {
    unit: &'a Unit<'a>,
    library: &'a Library,
    text: TextFile,
    edits: Vec<Edit>,
    what: Vec<Bilingual>,
    refused: Vec<Refused>,
    /// True where the front matter names the bases from here on.
    names_bases: bool,
}

impl Writer<'_> {
    fn refuse(&mut self, why: Bilingual) {
        self.refused.push(Refused::new(&self.text.file, why));
    }

    fn keys(&mut self, copies: &[Copy]) {
        let card = front_matter::read(&self.text.text);
        let mut keys = self.license_keys(&card, copies);
        keys.extend(self.base_model(&card));
        let line_end = self.text.line_end();
        match front_matter::edits(&self.text.text, line_end, &keys) {
            Ok(edits) => {
                self.edits.extend(edits);
                self.names_bases = keys.iter().any(|key| key.name == "base_model");
                self.what.extend(keys.iter().map(|key| match &key.value {
                    Value::One(value) => Bilingual::same(format!("{}: {value}", key.name)),
                    Value::List(values) => {
                        Bilingual::same(format!("{}: {}", key.name, values.join(", ")))
                    }
                }));
            }
            Err(why) => self.refuse(why),
        }
    }

    /// `license`, `license_name` and `license_link`, as far as the card lacks them.
    fn license_keys(&self, card: &Card, copies: &[Copy]) -> Vec<Key> {
        let asked = self.unit.findings.iter().find_map(|finding| match &finding.mend {
            Some(Mend::LicenseName { id }) => Some(id.as_str()),
            _ => None,
        });
        let mut keys = Vec::new();
        let mut is_other = card.scalars("license").iter().any(|said| said.value.trim() == "other");
        let mut named =
            card.scalars("license_name").first().and_then(|name| self.id_of(&name.value));
        if let Some(id) = asked {
            match self.hub_value(id) {
                Some(value) if !front_matter::has(card, "license") => {
                    keys.push(Key::new("license", value));
                }
                _ => {
                    if !front_matter::has(card, "license") {
                        keys.push(Key::new("license", "other"));
                    }
                    is_other = true;
                    if !front_matter::has(card, "license_name") {
                        keys.push(Key::new("license_name", self.name_of(id)));
                        named = Some(id.to_owned());
                    }
                }
            }
        }
        if is_other
            && !front_matter::has(card, "license_link")
            && let Some(link) = named.and_then(|id| self.file_with(&id, copies))
        {
            keys.push(Key::new("license_link", link));
        }
        keys
    }

    /// True where the unit's files declare a license, or none that is known.
    fn is_declared(&self, id: &str) -> bool {
        let declared = &self.unit.judged.declared;
        let mut known = declared.iter().filter_map(|said| said.license.as_deref()).peekable();
        known.peek().is_none() || known.any(|said| said == id)
    }

    fn id_of(&self, name: &str) -> Option<String> {
        match self.library.resolve(name) {
            Named::License(id) => Some(id.to_owned()),
            Named::Family(_) | Named::Nothing => None,
        }
    }

    /// The value of the Hub's `license` field for a license that has one.
    fn hub_value(&self, id: &str) -> Option<String> {
        self.library.license(id)?.hf_license.first().cloned()
    }

    /// The value of `license_name`: one that is in use, where it names this license and no other.
    fn name_of(&self, id: &str) -> String {
        let license = self.library.license(id);
        let used = license.iter().flat_map(|license| &license.hf_license_name);
        let exact = used.into_iter().find(|name| self.id_of(name).as_deref() == Some(id));
        exact.cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The file in the unit's own folder with the text of a license, or the one that is about to be.
    fn file_with(&self, id: &str, copies: &[Copy]) -> Option<String> {
        let judged = self.unit.judged;
        let held =
            judged.unit.documents.iter().zip(&judged.identities).find(|(document, identity)| {
                document.kind == DocumentKind::License
                    && !document.path.contains('/')
                    && !document.path.contains(char::is_whitespace)
                    && identity.iter().flat_map(|identity| &identity.licenses).any(|found| {
                        found.verdict <= Verdict::Altered && found.id.as_deref() == Some(id)
                    })
            });
        let written =
            || copies.iter().find(|copy| copy.id == id).map(|copy| copy.draft.name.clone());
        held.map(|(document, _)| document.path.clone()).or_else(written)
    }

    /// `base_model`, where the card lacks it and an adapter or a merge recipe names every base as a hub does.
    fn base_model(&self, card: &Card) -> Option<Key> {
        let bases = &self.unit.judged.lineage.bases;
        let wanted = self.unit.findings.iter().any(|finding| match finding.mend {
            Some(Mend::Source { .. }) => true,
            Some(Mend::Ask { .. }) => false,
            _ => !self.unit.bases_of(finding).is_empty(),
        });
        if !wanted || bases.is_empty() || front_matter::has(card, "base_model") {
            return None;
        }
        let names: Option<Vec<String>> = bases.iter().map(sure_name).collect();
        let value = match names?.as_slice() {
            [one] => Value::One(one.clone()),
            several => Value::List(several.to_vec()),
        };
        Some(Key { name: "base_model", value })
    }

    fn links(&mut self, name: &str, copies: &[Copy]) {
        for finding in &self.unit.findings {
            let Some(Mend::Link { span, was, now, missing }) = &finding.mend else { continue };
            let is_written = copies.iter().any(|copy| copy.draft.name == *missing);
            let here = finding.place.as_ref().is_some_and(|place| place.path == name);
            if is_written || !here || self.text.text.get(span.clone()) != Some(was.as_str()) {
                continue;
            }
            let mut own = copies.iter().filter(|copy| self.is_declared(&copy.id));
            let target = match (now, copies, own.next(), own.next()) {
                (Some(now), [], ..) => now.clone(),
                (None, _, Some(only), None) => only.draft.name.clone(),
                // With two texts, or one of another license, which text was meant is the author's to say.
                _ => continue,
            };
            self.what.push(both!("names {} instead of {}", "指向 {}，原为 {}", target, was));
            self.edits.push(Edit { range: span.clone(), text: target });
        }
    }

    fn section(&mut self, is_there: bool) {
        let body = front_matter::read(&self.text.text).body;
        let language = section::language_of(&self.text.text, body);
        let paragraphs = self.paragraphs(language);
        // No card is made that holds nothing but places to fill in.
        if !is_there && self.edits.is_empty() && paragraphs.iter().all(Paragraph::is_place) {
            return;
        }
        let outline = &self.unit.judged.unit.outline;
        if !is_there && outline.name_chosen && (!self.edits.is_empty() || !paragraphs.is_empty()) {
            let gap = if self.edits.is_empty() { "" } else { "\n" };
            let below = if paragraphs.is_empty() { "" } else { "\n" };
            self.edits.push(Edit::insert(0, format!("{gap}# {}\n{below}", outline.name)));
        }
        if paragraphs.is_empty() {
            return;
        }
        let line_end = self.text.line_end();
        match section::edit(&self.text.text, body, line_end, language, &paragraphs) {
            Ok(Some(edit)) => self.edits.push(edit),
            Ok(None) => {}
            Err(why) => self.refuse(why),
        }
    }

    fn paragraphs(&mut self, language: Language) -> Vec<Paragraph> {
        let mut paragraphs = Vec::new();
        let (mut said, mut named) = (BTreeSet::new(), BTreeSet::new());
        let mut bases: Vec<&BaseModel> = Vec::new();
        let mut places = Vec::new();
        let unit = self.unit;
        for finding in &unit.findings {
            match &finding.mend {
                Some(Mend::Show { words, all }) => {
                    for mark in chosen(words, *all, language) {
                        if said.insert(mark.clone()) {
                            self.what.push(both!("shows \"{}\"", "标明“{}”", mark));
                            paragraphs.push(if finding.duty == Some("attribution-text") {
                                Paragraph::sentence(&mark)
                            } else {
                                Paragraph::mark(&mark, language)
                            });
                        }
                    }
                    bases.extend(unit.bases_of(finding));
                }
                Some(Mend::Ask { what }) => {
                    let place = Paragraph::place(what, language);
                    let new = place.filter(|place| !places.contains(place));
                    if let Some(place) = new {
                        self.what.push(both!("leaves a place: {}", "留出位置：{}", what));
                        places.push(place);
                    }
                }
                Some(Mend::Source { base }) if !self.names_bases => {
                    bases.extend(unit.judged.lineage.bases.iter().filter(|it| it.base == *base));
                }
                _ => {}
            }
        }
        for base in bases {
            if is_plain_name(&base.base) && named.insert(&base.base) {
                let copy = base.relation == Relation::Mirror;
                self.what.push(both!("names {}", "写明 {}", base.base));
                paragraphs.push(Paragraph::base(&base.base, copy, language));
            }
        }
        paragraphs.extend(places);
        paragraphs
    }

    fn finish(mut self, name: String) -> (Option<Draft>, Vec<Refused>) {
        if self.edits.is_empty() {
            return (None, self.refused);
        }
        match self.text.with(&self.edits) {
            Ok(after) => {
                let before = self.text.bytes;
                let draft = Draft { name, before, after, copied_from: None, what: self.what };
                (Some(draft), self.refused)
            }
            Err(why) => {
                self.refused.push(why);
                (None, self.refused)
            }
        }
    }
}

/// The words to show: all of them, or the first; in a Chinese card the first that is Chinese.
fn chosen(words: &[String], all: bool, language: Language) -> Vec<String> {
    if all {
        return words.to_vec();
    }
    let chinese = |word: &&String| {
        let han = word.chars().filter(|ch| is_han(*ch)).count();
        han * 2 > word.chars().filter(|ch| ch.is_alphabetic()).count()
    };
    let fitting = words.iter().find(|word| language == Language::Zh && chinese(word));
    fitting.or(words.first()).into_iter().cloned().collect()
}

/// The name of a base as a hub has it, where a file that is made for it names it and its terms are known.
fn sure_name(base: &BaseModel) -> Option<String> {
    let by_file = base.evidence.iter().any(|evidence| {
        let file = evidence.path.rsplit('/').next().unwrap_or_default();
        matches!(file, "adapter_config.json" | "mergekit_config.yml" | "mergekit_config.yaml")
    });
    let known = matches!(base.known_from, KnownFrom::Store | KnownFrom::Table);
    let (owner, name) = base.base.split_once('/')?;
    let part = |part: &str| {
        !part.is_empty()
            && part.chars().all(|ch| ch.is_ascii_alphanumeric() || "._-".contains(ch))
            && part.starts_with(|ch: char| ch.is_ascii_alphanumeric())
    };
    (by_file && known && part(owner) && part(name)).then(|| base.base.clone())
}

/// True for a name that Markdown shows as it is.
fn is_plain_name(name: &str) -> bool {
    name.chars().all(|ch| ch.is_alphanumeric() || "._-/+".contains(ch))
}
