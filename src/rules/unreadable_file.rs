//! `unreadable-file`: a license-like file that could not be read.

use crate::{
    document::{Content, DocumentKind},
    finding::{Finding, Level},
    identify::Verdict,
    language::both,
};

use super::{
    Rule, own,
    reading::{Reading, place_of_file},
};

/// A license-like file that could not be read; the scan is then incomplete.
pub static UNREADABLE_FILE: Rule = Rule {
    name: "unreadable-file",
    level: Level::Warning,
    summary: "a license, notice, policy or card could not be read, so that the scan is incomplete",
    since: "0.1.0",
    docs: "\
## What it does

Reports a license, notice, use policy or card that could not be read, and why: a PDF without a text layer, a
git-lfs pointer, a file that the system refuses.

## Why it matters

What could not be read was not judged. The scan is incomplete and says so with its exit code.

## How to mend it

Fetch the file (`git lfs pull`), or add the text beside the scan of it. Where you have read it yourself, say in
`licscan.toml` what it is, with `[[clarify]]` and its digest.
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    use DocumentKind as D;
    for (document, identity) in own::identified(reading.case) {
        // A person may have read what the program could not.
        if let Content::Unreadable(error) = &document.content
            && identity.is_none_or(|identity| identity.verdict == Verdict::Unreadable)
            && matches!(document.kind, D::License | D::Notice | D::Policy | D::Card)
        {
            let message =
                both!("{} could not be read: {}", "{} 无法读取：{}", document.path, error.words());
            findings.push(
                Finding::new(UNREADABLE_FILE.name, UNREADABLE_FILE.level, message)
                    .at(place_of_file(document)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::DocumentKind;

    use super::super::testing::Folder;

    #[test]
    fn the_reason_is_given() {
        let found = Folder::new("acme/a")
            .unreadable("LICENSE.pdf", DocumentKind::License)
            .unreadable("config.json", DocumentKind::Config)
            .check();
        let messages: Vec<&str> = found.iter().map(|it| &*it.message).collect();
        assert_eq!(
            messages,
            ["LICENSE.pdf could not be read: a PDF without a text layer (a scan?)"]
        );
    }
}
