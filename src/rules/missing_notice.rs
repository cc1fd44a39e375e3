//! `missing-notice`: a notice line that a license asks for, and the notices of the parent.

use crate::{
    document::{Content, Document, DocumentKind},
    finding::{Finding, Level, Mend},
    language::{Bilingual, both},
    library::duty::{DutyKind, MarkMatch, Where},
};

use super::{
    Owed, Rule,
    mark::{self, Sight},
    own,
    pattern::Pattern,
    reading::Reading,
};

/// The notice line, or the parent's notice, is absent.
pub static MISSING_NOTICE: Rule = Rule {
    name: "missing-notice",
    level: Level::Error,
    summary: "the notice line that a license asks for, or the parent's NOTICE, is absent",
    since: "0.1.0",
    docs: "\
## What it does

Some licenses ask for a text file with one given line in every copy. The line must stand in a file that is
a notice (`NOTICE`, `Notice.txt`, ...) or be added to the license file. Case, blanks, quotes, `(c)` or `©`
and the year do not matter. A license text that quotes the line as a demand is no notice, and a line that
stands in the card only is still missing. Where the parent lies in the same store and ships a `NOTICE`,
its lines must be kept.

## Why it matters

The line travels with every further copy, also where the card does not.

## How to mend it

Write a file `NOTICE` with the line, word for word. One file may hold the lines of several licenses.
",
    check,
};

/// The most lines of a parent's notices that are looked for.
const MOST_LINES: usize = 500;

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    for owed in reading.owed(&[DutyKind::NoticeFile, DutyKind::NoticeRetention]) {
        if owed.duty.kind == DutyKind::NoticeFile && !owed.duty.marks.is_empty() {
            line(reading, owed, findings);
        } else {
            parents_notice(reading, owed, findings);
        }
    }
}

fn line(reading: &Reading, owed: &Owed, findings: &mut Vec<Finding>) {
    use DocumentKind as D;
    let mut seen_in_card = None;
    for (_, duty) in owed.accepted() {
        let cards_count = duty.places.iter().any(|it| matches!(it, Where::Card | Where::AnyText));
        let mut stands = |mark: &String| {
            let pattern = Pattern::held_line(mark, duty.template);
            if mark::in_documents(reading, &[D::Notice, D::License], &pattern) == Sight::Shown {
                return true;
            }
            match mark::in_passages(reading, &pattern, false) {
                Sight::Shown => {
                    seen_in_card = seen_in_card.take().or_else(|| reading.main_card());
                    cards_count
                }
                Sight::NotShown(_) => false,
            }
        };
        let met = match duty.marks_needed {
            MarkMatch::Any => duty.marks.iter().any(&mut stands),
            MarkMatch::All => duty.marks.iter().all(&mut stands),
        };
        if met {
            return;
        }
    }
    let notices = || reading.case.unit.documents.iter().filter(|it| it.kind == D::Notice);
    let unreadable = notices().find(|it| matches!(it.content, Content::Unreadable(_)));
    let not_found = match (seen_in_card, unreadable, notices().next()) {
        (Some(card), ..) => both!(
            "it stands only in {}, which is no notice file",
            "仅见于 {}，而该文件不是声明文件",
            card.path
        ),
        (None, Some(file), _) => both!("{} could not be read", "{} 无法读取", file.path),
        (None, None, Some(file)) => both!("not found in {}", "{} 中未发现", file.path),
        (None, None, None) => both!("the folder has no notice file", "文件夹中没有声明文件"),
    };
    let cap = if unreadable.is_some() { Level::Warning } else { Level::Error };
    let asked = match owed.duty.marks_needed {
        MarkMatch::Any => owed.duty.marks.first().cloned().unwrap_or_default(),
        MarkMatch::All => owed.duty.marks.join(" "),
    };
    let file = notices().next().map_or("NOTICE", |it| it.path.as_str());
    let message = both!(
        "{} asks for a notice file with \"{}\" (clause {}); {}",
        "{}要求声明文件载明“{}”（条款 {}）；{}",
        owed.license,
        asked,
        owed.duty.clause,
        not_found
    );
    let mut finding = finding(reading, owed, cap, message).remedy(both!(
        "Add this line to {}: {}",
        "请在 {} 中写入：{}",
        file,
        asked
    ));
    // Of several lines, the one for another year or model would be a wrong statement.
    let open =
        owed.duty.template || owed.duty.marks_needed == MarkMatch::Any && owed.duty.marks.len() > 1;
    if owed.is_known_to_bind() && owed.all_ask_for_the_same_words() && !open {
        finding = finding.mended_by(Mend::Notice { paragraphs: owed.duty.marks.clone() });
    }
    findings.push(finding);
}

fn finding(reading: &Reading, owed: &Owed, cap: Level, message: Bilingual) -> Finding {
    let level = MISSING_NOTICE.at_most(owed.cap).min(cap);
    let mut finding = Finding::new(MISSING_NOTICE.name, level, message)
        .license(&owed.license.id)
        .duty(owed.duty.kind.as_str(), &owed.duty.clause);
    finding.place = reading.place_of_owed(owed);
    finding
}

/// Every line of the parent's notice that has words must stand in a text of the unit.
fn parents_notice(reading: &Reading, owed: &Owed, findings: &mut Vec<Finding>) {
    let Some(base) = owed.base else { return };
    let notices = reading.case.store.notices_of(&base.base);
    if notices.is_empty() {
        return;
    }
    let held: Vec<&Document> = own::identified(reading.case)
        .filter(|(document, _)| {
            use DocumentKind as D;
            matches!(document.kind, D::Notice | D::License | D::Other | D::Card)
        })
        .map(|(document, _)| document)
        .collect();
    let is_missing = |line: &&str| {
        let pattern = Pattern::line(line, false);
        let holds = |document: &&Document| !reading.starts(document, &pattern).is_empty();
        !pattern.is_empty() && !held.iter().any(holds)
    };
    let lines = || notices.iter().flat_map(|notice| notice.lines());
    if let Some(line) = lines().take(MOST_LINES).find(is_missing) {
        let line: String = line.trim().chars().take(120).collect();
        let message = both!(
            "{} asks to keep the notices of {} (clause {}); its NOTICE says \"{}\", which stands in no notice of this folder",
            "{}要求保留 {} 的声明（条款 {}）；其 NOTICE 载有“{}”，本文件夹的声明中没有",
            owed.license,
            base.base,
            owed.duty.clause,
            line
        );
        let mut finding = finding(reading, owed, Level::Error, message).remedy(both!(
            "Copy the NOTICE of {} to NOTICE",
            "请将 {} 的 NOTICE 复制到 NOTICE",
            base.base
        ));
        if lines().count() <= MOST_LINES {
            let paragraphs = notices.iter().flat_map(|notice| paragraphs(notice));
            let lacks = |text: &String| text.lines().any(|line| is_missing(&line));
            finding =
                finding.mended_by(Mend::Notice { paragraphs: paragraphs.filter(lacks).collect() });
        }
        findings.push(finding);
    }
}

/// The parts of a notice between its blank lines.
fn paragraphs(notice: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for line in notice.lines().map(str::trim_end) {
        match found.last_mut() {
            Some(last) if !line.trim().is_empty() => {
                if !last.is_empty() {
                    last.push('\n');
                }
                last.push_str(line);
            }
            Some(last) if !last.is_empty() => found.push(String::new()),
            _ => {}
        }
    }
    found.retain(|paragraph| !paragraph.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use crate::{
        document::DocumentKind, finding::Finding, finding::Level, identify::Verdict,
        lineage::Relation,
    };

    use super::super::testing::Folder;

    const LINE: &str = "LLAMA 3.1 is licensed under the “Llama 3.1 Community License”, \
                        Copyright (c) 2024 Meta Platforms, Inc.  All Rights Reserved";

    fn notices(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "missing-notice").collect()
    }

    fn llama(card: &str) -> Folder {
        Folder::new("acme/Llama-a").card(card).base(
            "meta-llama/Llama-3.1-8B",
            Relation::Finetune,
            &["llama3.1"],
        )
    }

    #[test]
    fn signs_case_and_year_do_not_matter() {
        assert_eq!(notices(llama("# A\n").notice(&format!("{LINE}\n\nGemma is ..."))).len(), 0);
        let other = LINE.replace("3.1", "3.2");
        let found = notices(llama("# A\n").notice(&other));
        assert_eq!(found.len(), 1);
        assert!(found[0].message.ends_with("not found in NOTICE"), "{}", found[0].message);
    }

    #[test]
    fn a_line_in_the_card_only_is_still_missing() {
        let found = notices(llama(&format!("# A\n\n{LINE}\n")));
        assert!(
            found[0].message.ends_with("it stands only in README.md, which is no notice file"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn the_license_that_quotes_the_line_is_no_notice() {
        let is = Some(("llama3.1", "llama-community", Verdict::Exact));
        let folder = llama("# A\n").text("LICENSE", DocumentKind::License, LINE, is);
        let found = notices(folder);
        assert!(
            found[0].message.ends_with("the folder has no notice file"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn an_unreadable_notice_is_milder() {
        let found = notices(llama("# A\n").unreadable("NOTICE.pdf", DocumentKind::Notice));
        assert_eq!(found[0].level, Level::Warning);
    }

    #[test]
    fn the_notice_of_a_parent_in_the_store_is_kept() {
        let folder = || {
            Folder::new("acme/a").card("# A\n").license("LICENSE", "apache-2.0").base(
                "other/parent",
                Relation::Finetune,
                &["apache-2.0"],
            )
        };
        assert_eq!(notices(folder()).len(), 0);
        let parents = "Parent\nCopyright 2023 Other Inc.\n";
        let found = notices(folder().parents_notice("other/parent", parents));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].clause.as_deref(), Some("4(d)"));
        let kept = folder().parents_notice("other/parent", parents);
        assert_eq!(notices(kept.notice(&format!("Acme\n\n{parents}"))).len(), 0);
    }
}
