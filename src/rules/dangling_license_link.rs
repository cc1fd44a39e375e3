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
    named_file::{named_files, relative_file, written_target},
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

/// How each name of a license file begins, in small letters.
static LICENSE: LazyLock<Finder> = LazyLock::new(|| Finder::new("licen"));
static COPYING: LazyLock<Finder> = LazyLock::new(|| Finder::new("copying"));

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    let partial = reading.case.unit.outline.partial.is_some();
    if !reading.judges_statements() || partial {
        return;
    }
    for document in reading.case.unit.documents.iter().filter(|it| it.kind == DocumentKind::Card) {
        let links = document.card().map(|card| card.scalars("license_link")).unwrap_or_default();
        for link in links.into_iter().take(MOST) {
            let named = Named {
                target: &link.value,
                span: link.span.clone(),
                written: Some(link.span.clone()),
                in_words: false,
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
            judge(
                reading,
                view.document,
                Named { target, span, written, in_words: false },
                &what,
                findings,
            );
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
            let named = Named { target: &name, span: source(range), written, in_words: true };
            judge(reading, view.document, named, &both!("a sentence", "正文"), findings);
        }
    }
}

fn take_one(left: &mut usize) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

/// A file that a card names.
struct Named<'a> {
    /// The target as it is meant.
    target: &'a str,
    /// What a report shows: the words of the link.
    span: Range<usize>,
    /// Where the target itself is written.
    written: Option<Range<usize>>,
    /// True for a bare name in running text.
    in_words: bool,
}

fn judge(
    reading: &Reading,
    document: &Document,
    named: Named,
    what: &Bilingual,
    findings: &mut Vec<Finding>,
) {
    let Named { target, span, written, in_words } = named;
    let Some(path) = relative_file(document, target) else { return };
    let unit = reading.case.unit;
    let is_there =
        |path: &str| unit.has_file(path) || unit.documents.iter().any(|it| it.path == path);
    if is_there(&path) {
        return;
    }
    // A sentence names a file and no place: one in a folder above is meant as well.
    let name = path.rsplit('/').next().unwrap_or(&path);
    let mut above = path.match_indices('/').map(|(at, _)| format!("{}{name}", &path[..=at]));
    if in_words && (is_there(name) || above.any(|path| is_there(&path))) {
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
    fn a_sentence_means_a_file_above_and_a_link_does_not() {
        let folder = |text: &str| {
            Folder::new("acme/a")
                .card("# A\n")
                .card_at("demo/web/README.md", text, None)
                .license("LICENSE", "mit")
        };
        assert_eq!(dangling(folder("See the LICENSE file for details.\n")), []);
        assert_eq!(dangling(folder("See [the terms](LICENSE).\n")).len(), 1);
        assert_eq!(dangling(folder("See LICENSE.md for details.\n")).len(), 1);
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
