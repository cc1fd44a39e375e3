//! `altered-license`: a text that claims to be a license and was changed.

use crate::{
    document::{AppliesTo, Document, DocumentKind},
    finding::{Finding, Level},
    identify::{Deviation, DeviationKind, Identity, Match, Verdict},
    language::{Bilingual, both},
    library::{
        duty::{Duty, DutyKind},
        license::License,
    },
};

use super::{
    Rule,
    damage::{Nature, natures},
    duties, own,
    reading::{Reading, place_on},
};

/// A text that claims to be a license and was changed.
pub static ALTERED_LICENSE: Rule = Rule {
    name: "altered-license",
    level: Level::Warning,
    summary: "a license file bears the name of a license, and its words were changed",
    since: "0.1.0",
    docs: "\
## What it does

Compares every license file word by word with the license that it claims to be, and lists the places that
differ, with their clauses. Layout, the year, the holder and other free parts do not count. Words without a
meaning of their own are a warning, words that mean something an error. A text that a program took out of a
PDF with a broken font map, and headings that were laid out in another way, are a note, as are the texts of
code, data and output. A licensor may change its own text; one that names another work of its licensor than the
known text is not compared.

## Why it matters

A reader who knows the license by its name trusts terms that are not there. Some licenses also ask that their
text stays as it is.

## How to mend it

Put the text back as its licensor published it, and write terms of your own into a file of their own.
",
    check,
};

/// The most changed places that one finding lists.
const LISTED: usize = 5;
/// The most characters of a changed place that are quoted.
const QUOTED: usize = 60;

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    if !reading.judges_statements() {
        return;
    }
    for (document, identity) in own::identified(reading.case) {
        let (DocumentKind::License, Some(identity)) = (document.kind, identity) else { continue };
        let Some(cap) = cap(document) else { continue };
        for found in identity.licenses.iter().filter(|found| found.verdict == Verdict::Altered) {
            let license = found.id.as_deref().and_then(|id| reading.case.library.license(id));
            let Some(license) = license else { continue };
            let cap = if is_of_a_part(identity, found) { cap.min(Level::Note) } else { cap };
            if !duties::is_licensor(reading.case, license)
                && !is_of_another_work(document, found, license)
            {
                findings.extend(finding(document, found, license, cap));
            }
        }
    }
}

/// True where the text names another work than the one whose text is known, for which the licensor published the
/// terms in other words.
fn is_of_another_work(document: &Document, found: &Match, license: &License) -> bool {
    let works = license.slots.first().filter(|_| license.works_differ);
    let Some((own, others)) = works.and_then(|works| works.split_first()) else { return false };
    let Some(text) = document.text() else { return false };
    let (first, last) = found.lines;
    let lines = (last.saturating_sub(first) + 1) as usize;
    let region = text.text.lines().skip(first.saturating_sub(1) as usize).take(lines);
    let region = fold(region.flat_map(str::split_whitespace));
    let names = |work: &String| region.contains(&fold(work.split_whitespace()));
    // An address is no work.
    !names(own) && others.iter().filter(|name| !name.contains(['/', '@'])).any(names)
}

fn fold<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// True in a file of several licenses for one behind the first: it is that of a component of somebody else,
/// which the file lists.
fn is_of_a_part(identity: &Identity, found: &Match) -> bool {
    /// Two licenses may be a choice, or a text and its translation.
    const SEVERAL: usize = 3;
    identity.licenses.len() >= SEVERAL
        && identity.licenses.iter().any(|other| other.lines.0 < found.lines.0)
}

/// How loud a finding about a document may be; `None` where it is not the unit's to mend.
fn cap(document: &Document) -> Option<Level> {
    match document.applies_to {
        AppliesTo::ThirdParty => None,
        AppliesTo::Code | AppliesTo::Data | AppliesTo::Output => Some(Level::Note),
        AppliesTo::Unknown if document.inherited => Some(Level::Note),
        AppliesTo::Weights | AppliesTo::Unknown => Some(Level::Error),
    }
}

fn finding(document: &Document, found: &Match, license: &License, cap: Level) -> Option<Finding> {
    let mut places = natures(found, document.text());
    // What means most comes first; the order of the file decides among equals.
    places.sort_by_key(|(_, nature)| std::cmp::Reverse(*nature));
    let (first, worst) = *places.first()?;
    let edits = places.iter().filter(|(_, nature)| *nature == Nature::Edit).count();
    let level = match worst {
        Nature::Edit => Level::Error,
        Nature::Minor => Level::Warning,
        Nature::Damage => Level::Note,
    };
    let count = match places.len() {
        1 => both!("1 place", "1 处"),
        many => both!("{} places", "{} 处", many),
    };
    let what = match worst {
        Nature::Edit if edits == places.len() => Bilingual::default(),
        Nature::Edit => {
            both!(", some of them in words that mean something", "，其中部分改动涉及实质内容")
        }
        Nature::Minor => {
            both!(", in words without a meaning of their own", "，改动的文字不涉及实质内容")
        }
        Nature::Damage => both!(
            ", which looks like damage by a program or another layout",
            "，疑为程序转换造成的乱码或排版差异"
        ),
    };
    let asks = unmodified(license).map_or_else(Bilingual::default, |duty| {
        both!(
            "; clause {} asks that the text stays as it is",
            "；条款 {} 要求文本保持原样",
            duty.clause
        )
    });
    let listed: Vec<Bilingual> =
        places.iter().take(LISTED).map(|(place, _)| describe(place)).collect();
    let more = match places.len().saturating_sub(LISTED) {
        0 => Bilingual::default(),
        more => both!("; and {} more", "；另有 {} 处", more),
    };
    let message = both!(
        "{} is {}, changed in {}{}: {}{}{}",
        "{} 的文本为{}，但有 {}被改动{}：{}{}{}",
        document.path,
        license,
        count,
        what,
        Bilingual::joined(&listed, "; ", "；"),
        more,
        asks
    );
    let source =
        license.urls.first().map_or_else(Bilingual::default, |url| both!(" ({})", "（{}）", url));
    let mut finding = Finding::new(ALTERED_LICENSE.name, level.min(cap), message)
        .license(&license.id)
        .remedy(both!(
            "Put the text of {} back as it was published{}; write other terms into a file of their own",
            "请恢复{}的官方文本{}；其他条款另立文件",
            license,
            source
        ))
        .at(place_on(document, first.lines.0));
    finding.clause.clone_from(&first.clause);
    if let Some(duty) = unmodified(license) {
        finding = finding.duty(duty.kind.as_str(), &duty.clause);
    }
    Some(finding)
}

fn unmodified(license: &License) -> Option<&Duty> {
    license
        .duty
        .iter()
        .find(|duty| duty.kind == DutyKind::UnmodifiedLicense && duties::is_judged(duty))
}

/// One changed place: its line, its clause, and what stands there.
fn describe(place: &Deviation) -> Bilingual {
    let lines = match place.lines {
        (first, last) if first == last => both!("line {}", "第 {} 行", first),
        (first, last) => both!("lines {}-{}", "第 {}-{} 行", first, last),
    };
    let clause = match &place.clause {
        Some(clause) => both!(" (clause {})", "（条款 {}）", clause),
        None => Bilingual::default(),
    };
    let words = place.words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut quoted: String = words.chars().take(QUOTED).collect();
    if words.chars().count() > QUOTED {
        quoted.push_str("...");
    }
    let removed = match place.removed {
        1 => both!("1 word", "1 个词"),
        many => both!("{} words", "{} 个词", many),
    };
    match place.kind {
        DeviationKind::Added => both!("{}{} adds \"{}\"", "{}{}增加“{}”", lines, clause, quoted),
        DeviationKind::Removed => both!("{}{} lacks {}", "{}{}缺少 {}", lines, clause, removed),
        DeviationKind::Changed => both!(
            "{}{} says \"{}\" in place of {}",
            "{}{}写为“{}”，替换了原文 {}",
            lines,
            clause,
            quoted,
            removed
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        document::{AppliesTo, DocumentKind},
        finding::{Finding, Level},
        identify::{Deviation, DeviationKind, Identity, Match, Verdict},
    };

    use super::super::testing::Folder;

    fn found(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "altered-license").collect()
    }

    fn place(line: u32, operative: bool) -> Deviation {
        Deviation {
            kind: DeviationKind::Changed,
            lines: (line, line),
            clause: Some("2".to_owned()),
            operative,
            words: "may".to_owned(),
            removed: 2,
        }
    }

    fn altered(owner: &str, id: &str, places: Vec<Deviation>) -> Folder {
        Folder::new(owner)
            .card("# A\n")
            .text(
                "LICENSE",
                DocumentKind::License,
                "a\nb\nc\n",
                Some((id, "family", Verdict::Altered)),
            )
            .deviates(places)
    }

    #[test]
    fn a_list_of_components_bears_their_licenses() {
        let part = |line: u32| Match {
            id: Some("mit".to_owned()),
            family: "mit".to_owned(),
            verdict: Verdict::Altered,
            coverage: 1.0,
            lines: (line, line + 9),
            deviations: Vec::new(),
        };
        let mut identity =
            Identity { verdict: Verdict::Altered, licenses: [40, 1, 20].map(part).into() };
        let of_parts = |identity: &Identity| -> Vec<bool> {
            identity.licenses.iter().map(|found| super::is_of_a_part(identity, found)).collect()
        };
        assert_eq!(of_parts(&identity), [true, false, true]);
        identity.licenses.pop();
        assert_eq!(of_parts(&identity), [false, false]);
    }

    #[test]
    fn changed_words_are_listed_with_their_lines() {
        let one = found(altered("acme/a", "mit", vec![place(1, false), place(3, true)]));
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].level, Level::Error);
        assert_eq!(
            one[0].message,
            "LICENSE is MIT License, changed in 2 places, some of them in words that mean something: line 3 (clause 2) says \"may\" in place of 2 words; line 1 (clause 2) says \"may\" in place of 2 words"
        );
        assert_eq!(one[0].place.as_ref().map(|place| place.line), Some(3));
        let minor = found(altered("acme/a", "mit", vec![place(1, false)]));
        assert_eq!(minor[0].level, Level::Warning);
        let many = found(altered("acme/a", "mit", vec![place(1, true); 9]));
        assert!(many[0].message.ends_with("; and 4 more"), "{}", many[0].message);
    }

    #[test]
    fn a_text_that_must_stay_as_it_is() {
        let one = found(altered("acme/a", "sealed", vec![place(1, true)]));
        assert_eq!(
            (one[0].duty, one[0].clause.as_deref()),
            (Some("unmodified-license"), Some("1.1"))
        );
        assert!(one[0].message.ends_with("; clause 1.1 asks that the text stays as it is"));
        // Its licensor may change it.
        assert_eq!(found(altered("Sealed/a", "sealed", vec![place(1, true)])), []);
    }

    #[test]
    fn the_text_of_another_work_is_not_compared() {
        let texts = |content: &str| {
            let is = Some(("sealed", "sealed", Verdict::Altered));
            let folder = Folder::new("acme/a").card("# A\n");
            let folder = folder.text("LICENSE", DocumentKind::License, content, is);
            found(folder.deviates(vec![place(1, true)])).len()
        };
        assert_eq!(texts("Terms of Sealed Voice 1.0\n"), 1);
        assert_eq!(texts("Terms of Sealed\nVoice 2.0\n"), 0);
        // Both are named, or a work that the license does not list, or an address.
        assert_eq!(texts("Terms of Sealed Voice 2.0, formerly Sealed Voice 1.0\n"), 1);
        assert_eq!(texts("Terms of Sealed Voice 3.0\n"), 1);
        assert_eq!(texts("Terms at sealed.example/voice\n"), 1);
    }

    #[test]
    fn a_tampered_text_with_another_listed_address_is_told() {
        // Of most licenses the lists hold addresses, dates and titles.
        let folder = Folder::new("acme/a").card("# A\n");
        let gpl = "Terms of Acme, 59 Temple Place, Boston\n";
        let is = Some(("gpl-3.0", "gpl", Verdict::Altered));
        let folder = folder.text("LICENSE", DocumentKind::License, gpl, is);
        assert_eq!(found(folder.deviates(vec![place(1, true)])).len(), 1);
    }

    #[test]
    fn what_is_not_for_the_weights_is_a_note_at_most() {
        let code = altered("acme/a", "mit", vec![place(1, true)]);
        let code = found(code.last_applies_to(AppliesTo::Code, false));
        assert_eq!(code[0].level, Level::Note);
        let other = altered("acme/a", "mit", vec![place(1, true)]);
        assert_eq!(found(other.last_applies_to(AppliesTo::ThirdParty, false)), []);
        assert_eq!(found(Folder::new("acme/a").card("# A\n").license("LICENSE", "mit")), []);
    }
}
