//! How near a unit comes to holding the text of a license.

use memchr::memmem;

use crate::{
    declared::DeclarationSource,
    document::{Content, Document, DocumentKind, markdown::PassageKind},
    finding::Level,
    identify::Verdict,
    language::{Bilingual, both},
    library::{duty::Where, license::License},
};

use super::{own, reading::Reading};

/// Licenses whose text accepts a link to it, by the beginning of their ids.
const LINK_IS_ENOUGH: [&str; 4] = ["cc-", "odbl-", "coqui-public-model", "openbmb-gml"];

/// How near a unit comes to holding a license.
#[derive(PartialEq, Eq)]
pub(super) enum Copy<'a> {
    /// It holds the text, or a link where that is enough.
    Held,
    /// An excerpt or a translation.
    Excerpt(&'a Document),
    /// A text of its family, of which the member is not known.
    Family(&'a Document),
    /// Another member of its family.
    Sibling(&'a Document, String),
    /// A license file that could not be read.
    Unreadable(&'a Document),
    /// A file that only names or links it.
    Pointer(&'a Document),
    /// Nothing.
    Absent,
}

/// What of the accepted licenses the unit holds, the nearest to a copy.
pub(super) fn copy_of<'a>(
    reading: &Reading<'a>,
    accepted: &[&License],
    link_is_enough: bool,
) -> Copy<'a> {
    // A tag or a base names a license, its text may be that of another day.
    let is_accepted = |id: &str| accepted.iter().any(|license| own::same_license(&license.id, id));
    let in_family = |family: &str| accepted.iter().any(|license| license.family == family);
    let mut best = Copy::Absent;
    let mut better = |rank: u8, copy: Copy<'a>| {
        let current = match &best {
            Copy::Held => 6,
            Copy::Excerpt(_) => 5,
            Copy::Family(_) => 4,
            Copy::Sibling(..) => 3,
            Copy::Unreadable(_) => 2,
            Copy::Pointer(_) => 1,
            Copy::Absent => 0,
        };
        if rank > current {
            best = copy;
        }
    };
    for (document, identity) in own::identified(reading.case) {
        let is_license = document.kind == DocumentKind::License;
        if is_license && matches!(document.content, Content::Unreadable(_)) {
            better(2, Copy::Unreadable(document));
        }
        for found in identity.iter().flat_map(|identity| &identity.licenses) {
            let id = found.id.as_deref();
            match found.verdict {
                Verdict::Exact | Verdict::Equivalent | Verdict::Altered => match id {
                    Some(id) if is_accepted(id) => better(6, Copy::Held),
                    Some(id) if in_family(&found.family) => {
                        better(3, Copy::Sibling(document, id.to_owned()));
                    }
                    _ => {}
                },
                Verdict::Partial if id.is_some_and(is_accepted) => {
                    better(5, Copy::Excerpt(document));
                }
                Verdict::Family if in_family(&found.family) => better(4, Copy::Family(document)),
                Verdict::Reference if is_license && id.is_some_and(is_accepted) => {
                    better(1, Copy::Pointer(document));
                }
                _ => {}
            }
        }
    }
    if link_is_enough && best != Copy::Held && is_linked(reading, &is_accepted) {
        return Copy::Held;
    }
    best
}

/// True where a card shows a link to the license, or a text its address. A name alone, such as the tag of
/// a front matter, is no link.
fn is_linked(reading: &Reading, is_accepted: &dyn Fn(&str) -> bool) -> bool {
    let leads = |url: &str| reading.case.library.license_at(url).is_some_and(is_accepted);
    let is_between = |ch: char| ch.is_whitespace() || "()<>（）[]".contains(ch);
    let holds = |text: &str| {
        // Behind the word that was looked at last: one word may hold many schemes.
        let mut next = 0;
        memmem::find_iter(text.as_bytes(), "://").any(|at| {
            if at < next {
                return false;
            }
            let scheme = text[next..at].rsplit(is_between).next().unwrap_or_default();
            let rest = text[at..].split(is_between).next().unwrap_or_default();
            next = at + rest.len();
            let word = &text[at - scheme.len()..next];
            leads(word.trim_end_matches(['.', ',', ';', '。', '，']))
        })
    };
    let declared = reading.case.declared.iter().any(|said| {
        said.source == DeclarationSource::LicenseLink
            && said.license.as_deref().is_some_and(is_accepted)
    });
    declared
        || reading.cards().iter().flat_map(|view| view.passages).any(|passage| {
            passage.kind != PassageKind::Code
                && (passage.links.iter().any(|(_, target)| leads(target)) || holds(&passage.text))
        })
        || reading.case.unit.documents.iter().any(|document| {
            matches!(document.kind, DocumentKind::License | DocumentKind::Notice)
                && document.text().is_some_and(|text| holds(&text.text))
        })
}

/// True where the text itself accepts a link in place of a copy.
pub(super) fn accepts_a_link(license: &License, places: &[Where]) -> bool {
    places.contains(&Where::Card) || LINK_IS_ENOUGH.iter().any(|head| license.id.starts_with(head))
}

/// What is there instead of a copy, and how loud its lack may be; `None` for a copy.
pub(super) fn describe(copy: &Copy) -> Option<(Level, Bilingual)> {
    Some(match copy {
        Copy::Held => return None,
        Copy::Excerpt(file) => (
            Level::Note,
            both!(
                "{} holds only a part or a translation of it",
                "{} 仅含其部分内容或译文",
                file.path
            ),
        ),
        Copy::Family(file) => (
            Level::Warning,
            both!(
                "{} is a text of its family, and which member of it is undecided",
                "{} 属于同一系列的许可文本，无法确定具体是哪一份",
                file.path
            ),
        ),
        Copy::Sibling(file, id) => (
            Level::Error,
            both!(
                "{} is the text of {}, which is another license",
                "{} 是 {} 的文本，与所需许可不同",
                file.path,
                id
            ),
        ),
        Copy::Unreadable(file) => {
            (Level::Warning, both!("{} could not be read", "{} 无法读取", file.path))
        }
        Copy::Pointer(file) => (
            Level::Error,
            both!(
                "{} only names it and holds no copy of it",
                "{} 仅提及该许可，并未附文本",
                file.path
            ),
        ),
        Copy::Absent => {
            (Level::Error, both!("no file of the folder holds it", "文件夹中没有该文本"))
        }
    })
}
