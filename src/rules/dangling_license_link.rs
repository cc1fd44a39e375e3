//! `dangling-license-link`: a license file that is named and not there.

use std::{ops::Range, sync::LazyLock};

use memchr::memmem::Finder;

use crate::{
    document::{Document, DocumentKind, markdown::PassageKind},
    finding::{Finding, Level, Mend},
    identify::{Identity, Verdict},
    language::{Bilingual, both},
};

use super::{
    Rule,
    card_view::CardView,
    own,
    reading::{Reading, place_at},
};

/// The declared file or link target is not there.
pub static DANGLING_LICENSE_LINK: Rule = Rule {
    name: "dangling-license-link",
    level: Level::Warning,
    summary: "the declared license file or link target is not there",
    since: "0.1.0",
    docs: "\
## What it does

Looks whether the file is there that `license_link`, a link of the card or a sentence such as \"See LICENSE\"
names. An address elsewhere is never judged: licscan does not use the network.

## Why it matters

The reader is sent to terms that are not there.

## How to mend it

Add the file, or name the one that is there.
",
    check,
};

/// The most links and names of one card that are judged.
const MOST: usize = 100;

/// Bare names of license files, as they stand in prose.
const NAMES: [&str; 10] = [
    "LICENSE",
    "LICENCE",
    "LICENSE.md",
    "LICENSE.txt",
    "LICENCE.md",
    "LICENCE.txt",
    "License.txt",
    "License.md",
    "COPYING",
    "LICENSE.pdf",
];

/// How each of them begins, in small letters.
static LICENSE: LazyLock<Finder> = LazyLock::new(|| Finder::new("licen"));
static COPYING: LazyLock<Finder> = LazyLock::new(|| Finder::new("copying"));

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let partial = reading.case.unit.outline.partial.is_some();
    if !reading.judges_statements() || partial {
        return;
    }
    for document in reading.case.unit.documents.iter().filter(|it| it.kind == DocumentKind::Card) {
        for link in document.card().map(|card| card.scalars("license_link")).unwrap_or_default() {
            let named = Named {
                target: &link.value,
                span: link.span.clone(),
                written: Some(link.span.clone()),
            };
            judge(reading, document, named, &both!("license_link", " license_link "), findings);
        }
    }
    for view in reading.cards() {
        let mut left = MOST;
        let joined = view.joined();
        let mut naming: Vec<usize> = joined
            .holding(|text| LICENSE.find(text.as_bytes()))
            .chain(joined.holding(|text| COPYING.find(text.as_bytes())))
            .collect();
        naming.sort_unstable();
        for at in 0..view.passages.len() {
            let may_name = naming.binary_search(&at).is_ok();
            if may_name || !view.passages[at].links.is_empty() {
                in_passage(reading, view, at, &mut left, findings);
            }
        }
    }
}

fn in_passage(
    reading: &Reading,
    view: &CardView,
    at: usize,
    left: &mut usize,
    findings: &mut Vec<Finding>,
) {
    let passage = &view.passages[at];
    if passage.kind == PassageKind::Code {
        return;
    }
    let source = |range: Range<usize>| passage.source(range.start)..passage.source(range.end);
    for (range, target) in &passage.links {
        let file = target.rsplit('/').next().unwrap_or(target).to_lowercase();
        let is_license =
            ["licen", "copying", "许可", "协议"].iter().any(|word| file.contains(word));
        if is_license && take_one(left) {
            let span = source(range.clone());
            let written = written_target(&view.text.text, span.start, target);
            let what = both!("a link", "链接");
            judge(reading, view.document, Named { target, span, written }, &what, findings);
        }
    }
    for range in named_files(&passage.text) {
        let linked = passage
            .links
            .iter()
            .any(|(link, _)| link.start <= range.start && range.end <= link.end);
        if !linked && take_one(left) {
            let name = passage.text[range.clone()].to_owned();
            let start = passage.source(range.start);
            let written = Some(start..start + name.len());
            let named = Named { target: &name, span: source(range), written };
            judge(reading, view.document, named, &both!("a sentence", "正文"), findings);
        }
    }
}

fn take_one(left: &mut usize) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

/// License files that a sentence sends its reader to: "see LICENSE", "in the LICENSE file", "见 LICENSE".
fn named_files(text: &str) -> Vec<Range<usize>> {
    if !["LICEN", "COPYING", "License."].iter().any(|start| text.contains(start)) {
        return Vec::new();
    }
    let bare = |word: &str| {
        let start = word.len() - word.trim_start_matches(|ch: char| !ch.is_alphanumeric()).len();
        let end = word.trim_end_matches(|ch: char| !ch.is_alphanumeric()).len();
        start..end.max(start)
    };
    let mut words: Vec<Range<usize>> = Vec::new();
    let boundary = |ch: char| ch.is_whitespace() || !ch.is_ascii() && ch.is_alphabetic();
    let mut from = 0;
    for (at, ch) in text.char_indices().chain([(text.len(), ' ')]) {
        if boundary(ch) {
            if from < at {
                let inner = bare(&text[from..at]);
                words.push(from + inner.start..from + inner.end);
            }
            from = at + ch.len_utf8();
        }
    }
    let word = |at: usize| words.get(at).map_or("", |range| &text[range.clone()]);
    (0..words.len())
        .filter(|at| NAMES.contains(&word(*at)))
        .filter(|at| {
            let lead = (at.saturating_sub(3)..*at).any(|before| {
                matches!(word(before).to_lowercase().as_str(), "see" | "refer" | "consult")
            });
            let before_zh: String = text[..words[*at].start]
                .chars()
                .rev()
                .filter(|ch| !ch.is_whitespace())
                .take(4)
                .collect();
            // The characters are read from the right.
            let zh = ["见", "阅参", "看查"].iter().any(|verb| before_zh.contains(verb));
            lead || zh
                || word(at + 1).eq_ignore_ascii_case("file") && word(at.wrapping_sub(1)) == "the"
        })
        .map(|at| words[at].clone())
        .collect()
}

/// A file that a card names.
struct Named<'a> {
    /// The target as it is meant.
    target: &'a str,
    /// What a report shows: the words of the link.
    span: Range<usize>,
    /// Where the target itself is written.
    written: Option<Range<usize>>,
}

/// Where the target of an inline link is written whose words begin at `from`.
fn written_target(text: &str, from: usize, target: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 1000;
    let to = text.ceil_char_boundary(from.saturating_add(LONGEST));
    let rest = text.get(from..to)?;
    let start = from + rest.find("](")? + 2;
    let start = start + text[start..].len() - text[start..].trim_start_matches(['<', ' ']).len();
    let span = start..start + target.len();
    let after = text.get(span.end..)?;
    (text.get(span.clone()) == Some(target) && after.starts_with([')', '>', ' '])).then_some(span)
}

fn judge(
    reading: &Reading,
    document: &Document,
    named: Named,
    what: &Bilingual,
    findings: &mut Vec<Finding>,
) {
    let Named { target, span, written } = named;
    let Some(path) = relative_file(document, target) else { return };
    let unit = reading.case.unit;
    if unit.has_file(&path) || unit.documents.iter().any(|it| it.path == path) {
        return;
    }
    let declared: Vec<&str> =
        reading.case.declared.iter().filter_map(|said| said.license.as_deref()).collect();
    // The text of another license is not the one that is meant.
    let is_meant = |identity: &Identity| {
        let mut named = identity.named().peekable();
        declared.is_empty() || named.peek().is_none() || named.any(|id| declared.contains(&id))
    };
    let texts: Vec<&str> = own::identified(reading.case)
        .filter(|(it, identity)| {
            let is_text = |identity: &Identity| identity.verdict <= Verdict::UnknownLicense;
            it.kind == DocumentKind::License
                && identity.is_some_and(|it| is_text(it) && is_meant(it))
        })
        .map(|(it, _)| it.path.as_str())
        .collect();
    let message = both!(
        "{0} of {1} names {2}, which is not there",
        "{1} 的{0}指向 {2}，但该文件不存在",
        what,
        document.path,
        path
    );
    let finding = Finding::new(DANGLING_LICENSE_LINK.name, DANGLING_LICENSE_LINK.level, message)
        .at(place_at(document, span));
    let mut finding = match texts.as_slice() {
        [one] => finding.remedy(both!(
            "Name the license file that is there: {}",
            "请改为指向现有的许可文件：{}",
            one
        )),
        _ => finding.remedy(both!("Add the license text as {}", "请补入许可文本，存为 {}", path)),
    };
    let was = written.clone().and_then(|span| document.text()?.text.get(span));
    // A name with blanks would have to be written in another way, and `../` leads out of what is published.
    let can_be_named = |file: &str| !file.contains(char::is_whitespace) && !file.starts_with("../");
    if let (Some(span), Some(was)) = (written, was)
        && was == target
        && !document.path.contains('/')
        && texts.iter().copied().all(can_be_named)
        && texts.len() < 2
    {
        let (was, now) = (was.to_owned(), texts.first().map(|one| (*one).to_owned()));
        finding = finding.mended_by(Mend::Link { span, was, now, missing: path });
    }
    findings.push(finding);
}

/// The path below the unit that a target means; `None` for an address elsewhere, an anchor, or a path out
/// of the unit.
fn relative_file(document: &Document, target: &str) -> Option<String> {
    let target = target.trim();
    let target = target.split(['#', '?']).next().unwrap_or("");
    let scheme = target.split_once(':').is_some_and(|(head, _)| {
        head.len() > 1 && head.chars().all(|ch| ch.is_ascii_alphanumeric())
    });
    let host = target.split('/').next().unwrap_or("");
    let bare_host = target.contains('/') && host.contains('.') && !host.starts_with('.');
    if target.is_empty() || target.starts_with("//") || scheme || bare_host {
        return None;
    }
    let decoded = percent_decoded(target);
    let mut parts: Vec<&str> = match decoded.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => {
            document.path.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect()
        }
    };
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    let ends_with_word =
        parts.last().is_some_and(|last| !last.contains(char::is_whitespace) || last.contains('.'));
    (!parts.is_empty() && ends_with_word).then(|| parts.join("/"))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let source = text.as_bytes();
    let mut at = 0;
    while at < source.len() {
        let hex = source.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if source[at] == b'%' => {
                bytes.push(byte);
                at += 3;
            }
            _ => {
                bytes.push(source[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use crate::finding::Finding;

    use super::super::testing::Folder;

    fn dangling(folder: Folder) -> Vec<Finding> {
        folder.check().into_iter().filter(|it| it.rule == "dangling-license-link").collect()
    }

    fn card(card: &str) -> Vec<Finding> {
        dangling(Folder::new("acme/a").card(card).says("mit"))
    }

    #[test]
    fn a_relative_target_must_be_there() {
        for target in ["LICENSE", "./LICENSE", "legal/LICENSE.md", "/LICENSE", "LICENSE#top"] {
            let found = card(&format!("---\nlicense_link: {target}\n---\n# A\n"));
            assert_eq!(found.len(), 1, "{target}");
        }
        let there = Folder::new("acme/a")
            .card("---\nlicense_link: ./LICENSE\n---\n# A\n")
            .license("LICENSE", "mit");
        assert_eq!(dangling(there), []);
        let spaced = Folder::new("acme/a")
            .card("# A\n\n[terms](misc/Model%20License.pdf)\n")
            .license("misc/Model License.pdf", "mit");
        assert_eq!(dangling(spaced), []);
    }

    #[test]
    fn an_address_elsewhere_is_never_judged() {
        for target in [
            "https://example.org/LICENSE",
            "example.org/LICENSE",
            "//x.org/LICENSE",
            "#license",
            "../LICENSE",
        ] {
            assert_eq!(
                card(&format!("---\nlicense_link: {target}\n---\n# A\n\n[license]({target})\n")),
                [],
                "{target}"
            );
        }
    }

    #[test]
    fn a_sentence_may_name_a_file() {
        for text in [
            "See LICENSE.",
            "See the `LICENSE` file",
            "Please refer to LICENSE.md for terms",
            "详见LICENSE",
            "terms in the LICENSE file",
        ] {
            assert_eq!(card(&format!("# A\n\n{text}\n")).len(), 1, "{text}");
        }
        for text in [
            "LICENSE",
            "The MIT LICENSE holds.",
            "see the license",
            "```\nsee LICENSE\n```",
            "<!-- see LICENSE -->",
        ] {
            assert_eq!(card(&format!("# A\n\n{text}\n")), [], "{text}");
        }
    }

    #[test]
    fn it_names_the_file_that_is_there() {
        let folder = Folder::new("acme/a")
            .card("---\nlicense_link: LICENSE\n---\n# A\n")
            .license("LICENSE.txt", "mit");
        let found = dangling(folder);
        assert!(found[0].fixable);
        assert_eq!(
            found[0].remedy.as_deref(),
            Some("Name the license file that is there: LICENSE.txt")
        );
    }
}
