//! A notice line of another version of a license than the one that binds: `Llama 3.2 is licensed under
//! the Llama 3.2 ...` beside a base under Llama 3.1.
//!
//! Lines of one family differ in their numbers only. A line whose numbers are those of some license
//! that binds is right; one notice may hold the lines of several.

use std::rc::Rc;

use crate::{
    document::DocumentKind,
    finding::{Finding, Level},
    language::both,
    library::{duty::DutyKind, license::License},
};

use super::{
    fold::{Token, tokens},
    held::Held,
    own,
    reading::{Reading, place_at},
};

/// So many words of a notice line tell whose line it is; what follows is the copyright.
const HEAD: usize = 9;
/// The most words of a notice that are looked at.
const MOST_WORDS: usize = 20_000;

/// A word, or the figures that stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Number(Vec<String>),
}

/// A line of a notice whose numbers are those of no license that binds.
struct Line<'a> {
    license: &'a License,
    clause: &'a str,
    cap: Level,
    head: Rc<[Part]>,
}

/// Says where a notice holds the line of another version; nothing where no notice line is asked for.
pub(super) fn other_version(reading: &Reading, rule: &'static str, findings: &mut Vec<Finding>) {
    if !reading.case.unit.documents.iter().any(|it| it.kind == DocumentKind::Notice) {
        return;
    }
    let lines: Vec<Line> = reading
        .owed(&[DutyKind::NoticeFile])
        .flat_map(|owed| {
            owed.accepted().flat_map(move |(license, duty)| {
                let marks = duty.marks.iter();
                let lines = marks.flat_map(|mark| for_works(mark, license));
                lines.map(move |mark| Line {
                    license,
                    clause: &duty.clause,
                    cap: owed.cap,
                    head: head(&mark),
                })
            })
        })
        .filter(|line| line.head.iter().any(|part| matches!(part, Part::Number(_))))
        .collect();
    if lines.is_empty() {
        return;
    }
    for (document, _) in own::identified(reading.case) {
        let (DocumentKind::Notice, Some(text)) = (document.kind, document.text()) else { continue };
        let all = reading.tokens_of(document);
        let words = parts(&all[..all.len().min(MOST_WORDS)]);
        for first in 0..words.len() {
            let found = lines.iter().find(|line| is_same_line(&line.head, &words[first..]));
            let right = lines.iter().any(|line| stands(&line.head, &words[first..]));
            let Some(line) = found.filter(|_| !right) else { continue };
            let last = (first + line.head.len()).min(words.len()) - 1;
            let span = all[words[first].1].range.start..all[words[last].1].range.end;
            let says = text.text.get(span.clone()).unwrap_or_default();
            let message = both!(
                "{}:{} says \"{}\", which is the line of another version than {} (clause {})",
                "{}:{} 写为“{}”，与{}（条款 {}）要求的版本不符",
                document.path,
                text.line_of(span.start),
                says.split_whitespace().collect::<Vec<_>>().join(" "),
                line.license,
                line.clause
            );
            findings.push(
                Finding::new(rule, Level::Warning.min(line.cap), message)
                    .license(&line.license.id)
                    .remedy(both!(
                        "Use the line of the license of the base, word for word",
                        "请逐字使用基础模型许可所要求的声明"
                    ))
                    .at(place_at(document, span)),
            );
        }
    }
}

/// A line as it is written for each work that the license is for.
fn for_works(mark: &str, license: &License) -> Vec<String> {
    let mut lines = vec![mark.to_owned()];
    if let Some((own, others)) = license.slots.first().and_then(|works| works.split_first())
        && mark.contains(own.as_str())
    {
        lines.extend(others.iter().map(|work| mark.replace(own.as_str(), work)));
    }
    lines
}

/// The first words and numbers of a line that a license asks for.
fn head(mark: &str) -> Rc<[Part]> {
    thread_local!(static HELD: Held<String, Rc<[Part]>> = Held::default());
    HELD.with(|held| {
        held.get(mark).unwrap_or_else(|| {
            let parts = parts(&tokens(mark)).into_iter().map(|(part, _)| part);
            let made = parts.take(HEAD).collect();
            held.keep(mark.to_owned(), &made);
            made
        })
    })
}

/// Words and numbers of a text, each with the token that it begins with. The parts of `3.1` are one
/// number.
fn parts(all: &[Token]) -> Vec<(Part, usize)> {
    let mut found: Vec<(Part, usize)> = Vec::new();
    for (at, token) in all.iter().enumerate().filter(|(_, token)| token.is_text()) {
        if !token.text.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push((Part::Word(token.text.to_string()), at));
            continue;
        }
        let joined = !token.apart && at > 0 && all[at - 1].is_sign(".") && !all[at - 1].apart;
        match found.last_mut() {
            Some((Part::Number(figures), _)) if joined => figures.push(token.text.to_string()),
            _ => found.push((Part::Number(vec![token.text.to_string()]), at)),
        }
    }
    found
}

/// True where a text goes on with this line, whatever its numbers are.
fn is_same_line(head: &[Part], words: &[(Part, usize)]) -> bool {
    words.len() >= head.len()
        && head.iter().zip(words).all(|(head, (word, _))| match (head, word) {
            (Part::Word(a), Part::Word(b)) => a == b,
            (Part::Number(_), Part::Number(_)) => true,
            _ => false,
        })
}

/// True where it goes on with this line and its numbers.
fn stands(head: &[Part], words: &[(Part, usize)]) -> bool {
    words.len() >= head.len() && head.iter().zip(words).all(|(head, (word, _))| head == word)
}

#[cfg(test)]
mod tests {
    use crate::{finding::Level, lineage::Relation};

    use super::{
        super::{
            LicenseSource,
            testing::{Folder, known},
        },
        for_works,
    };

    fn conflicts(notice: &str) -> Vec<(Level, String)> {
        let folder = Folder::new("acme/Llama-a")
            .card("# A\n\nBuilt with Llama\n")
            .notice(notice)
            .base("meta-llama/Llama-3.1-8B", Relation::Finetune, &["llama3.1"]);
        let found = folder.check().into_iter().filter(|it| it.rule == "license-conflict");
        found.map(|it| (it.level, it.message.en)).collect()
    }

    #[test]
    fn each_work_of_a_license_has_its_line() {
        let known = known();
        let license = known.license("sealed").unwrap_or_else(|| panic!("it is known"));
        assert_eq!(
            for_works("Sealed Voice 1.0 is licensed.", license)[..2],
            ["Sealed Voice 1.0 is licensed.", "Sealed Voice 2.0 is licensed."]
        );
        assert_eq!(for_works("It is licensed.", license), ["It is licensed."]);
    }

    #[test]
    fn the_line_of_another_version() {
        let line = |version: &str| {
            format!(
                "x\nLlama {version} is licensed under the Llama {version} Community License, Copyright (c) Meta Platforms, Inc. All Rights Reserved.\n"
            )
        };
        assert_eq!(
            conflicts(&line("3.2")),
            [(
                Level::Warning,
                "NOTICE:2 says \"Llama 3.2 is licensed under the Llama 3.2 Community\", which is the line of another version than Llama 3.1 Community License (clause 1.b.iii)".to_owned()
            )]
        );
        assert_eq!(conflicts(&line("3.1")), []);
        assert_eq!(conflicts("Gemma is provided under the Gemma Terms of Use."), []);
        assert_eq!(conflicts(""), []);
    }
}
