//! `placeholder-copyright`: `[year] [fullname]` left in, or no copyright line at all.

use std::ops::Range;

use crate::{
    document::{AppliesTo, Document, DocumentKind},
    finding::{Finding, Level},
    identify::{Identity, Verdict},
    language::both,
    library::{
        duty::{Duty, DutyKind},
        license::License,
    },
};

use super::{
    Rule,
    copyright_line::{Holder, holder, is_how_to_apply, lines_to_look_at, placeholder},
    held, own,
    reading::{Reading, place_at, place_on},
    terms::limits,
};

/// A placeholder of a license's template was left in.
pub static PLACEHOLDER_COPYRIGHT: Rule = Rule {
    name: "placeholder-copyright",
    level: Level::Warning,
    summary: "the copyright line of a license or notice is a placeholder, or names nobody",
    since: "0.1.0",
    docs: "\
## What it does

Looks at the copyright lines of license texts that leave them to be filled in (MIT, BSD, ISC and their like) and
of notice files: `Copyright (c) [year] [fullname]`, `<year> <copyright holders>`, `[yyyy] [name of copyright
owner]`, `{year}`. A text that asks for the line and has none, or one without a holder, is named too. The
appendices in which Apache and the GNU licenses tell how to apply them are left out.

## Why it matters

These licenses ask that \"the above copyright notice\" is kept. Where it names nobody, nothing can be kept, and
nobody can be asked.

## How to mend it

Write the year and the holder of the copyright; in a copy, those of the original.
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    if !reading.judges_statements() {
        return;
    }
    for (document, identity) in own::identified(reading.case) {
        let cap = match document.applies_to {
            AppliesTo::ThirdParty => continue,
            AppliesTo::Unknown | AppliesTo::Weights if !document.inherited => Level::Warning,
            _ => Level::Note,
        };
        let finding = match document.kind {
            DocumentKind::Notice => left_in(document, identity).map(|it| (it, None)),
            DocumentKind::License => of_license(reading, document, identity),
            _ => None,
        };
        if let Some((finding, license)) = finding {
            findings.push(complete(finding, license, cap));
        }
    }
}

/// What is wrong with the line of a license text that is there to be filled in.
fn of_license<'a>(
    reading: &Reading<'a>,
    document: &Document,
    identity: Option<&Identity>,
) -> Option<(Finding, Option<&'a License>)> {
    let known = |id: &Option<String>| reading.case.library.license(id.as_deref()?);
    let fillable = identity?
        .licenses
        .iter()
        .filter(|found| found.verdict <= Verdict::Reference)
        .filter_map(|found| Some((found, known(&found.id)?)))
        .find(|(_, license)| line_of(license).is_some() || is_permissive(license));
    let (found, license) = fillable?;
    if let Some(finding) = left_in(document, identity) {
        return Some((finding, Some(license)));
    }
    let whole = found.verdict <= Verdict::Altered;
    line_of(license).filter(|_| whole)?;
    no_holder(reading, document, license).map(|finding| (finding, Some(license)))
}

/// The duty that asks for the line.
fn line_of(license: &License) -> Option<&Duty> {
    license.duty.iter().find(|duty| duty.kind == DutyKind::CopyrightLine)
}

fn is_permissive(license: &License) -> bool {
    !license.model_license && limits(license).is_some_and(|limits| limits.is_empty())
}

/// The first placeholder in a copyright line, outside the appendices that tell how to apply a license.
fn left_in(document: &Document, identity: Option<&Identity>) -> Option<Finding> {
    let text = document.text()?;
    let starts: Vec<u32> =
        identity.map_or(Vec::new(), |it| it.licenses.iter().map(|found| found.lines.0).collect());
    let range = match held::in_text_of(document) {
        Some(known) => {
            let first = || (starts.clone(), first_placeholder(&text.text, &starts));
            let (of, range) = known.placeholder.get_or_init(first);
            if *of == starts { range.clone() } else { first_placeholder(&text.text, &starts) }
        }
        None => first_placeholder(&text.text, &starts),
    }?;
    let words: String = text.text[range.clone()].chars().take(60).collect();
    let message = both!(
        "the copyright line of {} still holds the placeholder {}",
        "{} 的版权声明中仍有未填写的占位符 {}",
        document.path,
        words
    );
    let place = place_at(document, range);
    Some(Finding::new(PLACEHOLDER_COPYRIGHT.name, Level::Warning, message).at(place))
}

/// Where it stands in a text in which licenses begin at these lines.
fn first_placeholder(text: &str, starts: &[u32]) -> Option<Range<usize>> {
    let mut appendix = None;
    for (line, number, at) in lines_to_look_at(text) {
        // Another license of the same file ends the appendix of the one above it.
        if appendix.is_some_and(|from| starts.iter().any(|start| (from..=number).contains(start))) {
            appendix = None;
        }
        if is_how_to_apply(line) {
            appendix = Some(number + 1);
        }
        if appendix.is_none()
            && let Some(range) = placeholder(line)
        {
            return Some(at + range.start..at + range.end);
        }
    }
    None
}

/// A text that asks for the line, where neither it nor a notice names a holder.
fn no_holder(reading: &Reading, document: &Document, license: &License) -> Option<Finding> {
    let holders = |document: &Document| document.text().map(|text| holder(&text.text));
    let own = holders(document)?;
    let elsewhere = reading
        .case
        .unit
        .documents
        .iter()
        .filter(|it| matches!(it.kind, DocumentKind::Notice | DocumentKind::Other))
        .any(|it| holders(it) == Some(Holder::Named));
    let (line, message) = match own {
        Holder::Named => return None,
        _ if elsewhere => return None,
        Holder::Unnamed(line) => (
            line,
            both!(
                "the copyright line of {} names nobody",
                "{} 的版权声明未写明权利人",
                document.path
            ),
        ),
        Holder::NoLine => (
            1,
            both!("{} ({}) has no copyright line", "{}（{}）没有版权声明", document.path, license),
        ),
    };
    Some(
        Finding::new(PLACEHOLDER_COPYRIGHT.name, Level::Warning, message)
            .at(place_on(document, line)),
    )
}

fn complete(mut finding: Finding, license: Option<&License>, cap: Level) -> Finding {
    finding.level = PLACEHOLDER_COPYRIGHT.at_most(finding.level).min(cap);
    finding = finding.remedy(both!(
        "Write the year and the holder: Copyright (c) <the year> <the holder>",
        "请写明年份和权利人：Copyright (c) <年份> <权利人>"
    ));
    let Some(license) = license else { return finding };
    finding = finding.license(&license.id);
    match line_of(license) {
        Some(duty) => {
            finding.message = both!(
                "{}; the text asks for it (clause {})",
                "{}；许可文本要求载明（条款 {}）",
                finding.message,
                duty.clause
            );
            finding.duty(duty.kind.as_str(), &duty.clause)
        }
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        document::{AppliesTo, DocumentKind},
        finding::{Finding, Level},
        identify::Verdict,
    };

    use super::super::testing::Folder;

    fn found(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "placeholder-copyright").collect()
    }

    fn license(id: &str, text: &str) -> Folder {
        let is = Some((id, id, Verdict::Exact));
        Folder::new("acme/a").card("# A\n").text("LICENSE", DocumentKind::License, text, is)
    }

    #[test]
    fn a_placeholder_is_left_in() {
        let one =
            found(license("mit-with-line", "MIT License\n\nCopyright (c) [year] [fullname]\n"));
        assert_eq!(one.len(), 1);
        assert_eq!(
            one[0].message,
            "the copyright line of LICENSE still holds the placeholder [year]; the text asks for it (clause 2nd paragraph)"
        );
        assert_eq!(one[0].level, Level::Warning);
        assert_eq!(one[0].place.as_ref().map(|place| place.line), Some(3));
        assert_eq!(found(license("isc", "Copyright <year> <owner>\n")).len(), 1);
        let notice = Folder::new("acme/a").card("# A\n");
        assert_eq!(found(notice.notice("Copyright [yyyy] [name of copyright owner]\n")).len(), 1);
    }

    #[test]
    fn a_line_that_names_nobody() {
        let line = |text: &str| found(license("mit-with-line", text)).len();
        assert_eq!(line("Copyright (c) 2024 Acme\n\nPermission\n"), 0);
        assert_eq!(line("Copyright (c) 2024\n\nPermission is hereby granted\n"), 1);
        assert_eq!(line("MIT License\n\nPermission is hereby granted\n"), 1);
        let elsewhere = license("mit-with-line", "Permission is hereby granted\n");
        assert_eq!(found(elsewhere.notice("Copyright 2024 Acme\n")), []);
        // A text that asks for no line may lack it.
        assert_eq!(found(license("mit", "Permission is hereby granted\n")), []);
    }

    #[test]
    fn an_appendix_keeps_its_placeholders() {
        let text = "Terms\n\nAPPENDIX: How to apply the Apache License to your work.\n\n\
                    Copyright [yyyy] [name of copyright owner]\n";
        assert_eq!(found(license("apache-2.0", text)), []);
        let gpl = "How to Apply These Terms to Your New Programs\n\nCopyright (C) <year>  <name of author>\n";
        assert_eq!(found(license("gpl-3.0", gpl)), []);
        assert_eq!(found(license("llama3.1", "Copyright (c) [year] [fullname]\n")), []);
    }

    #[test]
    fn whose_text_it_is() {
        let code = license("mit", "Copyright (c) <year> <owner>\n");
        let code = found(code.last_applies_to(AppliesTo::Code, false));
        assert_eq!(code[0].level, Level::Note);
        let other = license("mit", "Copyright (c) <year> <owner>\n");
        assert_eq!(found(other.last_applies_to(AppliesTo::ThirdParty, false)), []);
    }
}
