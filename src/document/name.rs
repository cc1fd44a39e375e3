//! What a file name nominates. A name only nominates; the content decides.
//!
//! The classes and their order (stop, policy, notice, license, attribution, folder) were measured on the
//! license files of some 240 cloned model repositories. Matching is by hand, without regular
//! expressions, because every file of every model passes through it: most leave at their ending.

use std::{borrow::Cow, cell::RefCell, collections::HashMap};

use unicode_normalization::UnicodeNormalization;

use super::{AppliesTo, DocumentKind};

mod endings;
mod role;
#[cfg(test)]
mod tests;

/// What a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nomination {
    /// What the file is for.
    pub kind: DocumentKind,
    /// What its terms apply to.
    pub applies_to: AppliesTo,
}

/// Configurations that hold facts about lineage, as their programs write them.
const CONFIGS: &[&str] = &[
    "config.json",
    "adapter_config.json",
    "mergekit_config.yml",
    "mergekit_config.yaml",
    "special_tokens_map.json",
];

/// Folders in which any text is taken for a license.
const LICENSE_FOLDERS: &[&str] = &[
    "license",
    "licenses",
    "licence",
    "licences",
    "model_licenses",
    "model-licenses",
    "third_party_licenses",
    "third-party-licenses",
    "legal",
    "agreements",
];

/// What the path of a file below its unit (`/` between parts) promises; `None` for a file that is not
/// read.
///
/// The folders of the path count too: a text in `LICENSES/` is a license, and whatever stands below
/// `third_party/` applies to a third party. So give the path below the unit, not below the root.
pub fn nominate(path: &str) -> Option<Nomination> {
    /// The most names that are remembered.
    const MOST: usize = 512;
    /// A longer name is hardly that of two files.
    const LONGEST: usize = 64;
    thread_local! {
        static KNOWN: RefCell<HashMap<Box<str>, Option<Nomination>>> = RefCell::default();
    }
    if path.len() > LONGEST || path.contains('/') {
        return nominate_anew(path);
    }
    // All models of a store have files of the same few names.
    KNOWN.with_borrow_mut(|known| {
        if let Some(nomination) = known.get(path) {
            return *nomination;
        }
        let nomination = nominate_anew(path);
        if known.len() < MOST {
            known.insert(path.into(), nomination);
        }
        nomination
    })
}

fn nominate_anew(path: &str) -> Option<Nomination> {
    let (folders, base) = path.rsplit_once('/').unwrap_or(("", path));
    if CONFIGS.contains(&base) {
        let kind = DocumentKind::Config;
        return Some(Nomination { kind, applies_to: role::applies_to(folders, "", kind) });
    }
    let name = fold(base);
    // Finder writes a binary `._NAME` beside each file on a foreign disk.
    if name.starts_with("._") || endings::are_denied(&name) {
        return None;
    }
    if let Some(target) = name.strip_suffix(".license").filter(|target| !target.is_empty()) {
        let applies_to = role::of_sidecar(folders, target);
        return Some(Nomination { kind: DocumentKind::License, applies_to });
    }
    let kind = kind(folders, &name)?;
    Some(Nomination { kind, applies_to: role::applies_to(folders, &name, kind) })
}

/// The name as it is matched: compatibility forms and capitals folded.
fn fold(name: &str) -> Cow<'_, str> {
    if !name.is_ascii() {
        Cow::Owned(name.nfkc().collect::<String>().to_lowercase())
    } else if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

fn kind(folders: &str, name: &str) -> Option<DocumentKind> {
    if is_stopped(name) {
        None
    } else if is_policy(name) {
        Some(DocumentKind::Policy)
    } else if is_notice(name) {
        Some(DocumentKind::Notice)
    } else if is_license(name) {
        Some(DocumentKind::License)
    } else if is_attribution(name) {
        Some(DocumentKind::Other)
    } else if is_card(name) {
        Some(DocumentKind::Card)
    } else {
        let folder = fold(folders.rsplit('/').next().unwrap_or(""));
        (LICENSE_FOLDERS.contains(&folder.as_ref()) && !name.starts_with('.'))
            .then_some(DocumentKind::License)
    }
}

/// Words around "license" that speak of something else: number plates, file headers, license servers.
fn is_stopped(name: &str) -> bool {
    let other_things = |license| {
        joined(name, license, b"-_ ", &["plate", "header", "manager", "server"], Tail::Any)
            || joined(
                name,
                license,
                b"-_ ",
                // Whole words: `LICENSE-checkpoint`, `LICENSE-Keye-VL` and `LICENSE-ScanNet` are
                // licenses.
                &["check", "checker", "checks", "key", "keys", "scan", "scanner", "scanning"],
                Tail::WordEnd,
            )
    };
    other_things("license")
        || other_things("licence")
        || ["term", "terms"]
            .iter()
            .any(|term| joined(name, term, b"-_ ", &["mapping", "list"], Tail::Any))
}

fn is_policy(name: &str) -> bool {
    joined(name, "use", b"-_. ", &["policy", "policies"], Tail::Any)
        || joined(name, "usage", b"-_. ", &["polic"], Tail::Any)
        || ["acceptable", "prohibited", "restricted"]
            .iter()
            .any(|how| joined(name, how, b"-_. ", &["use", "uses"], Tail::WordEnd))
        || begins_with_word(name, "aup")
        || contains_any(name, &["使用政策", "使用限制", "使用準則", "使用准则"])
}

fn is_notice(name: &str) -> bool {
    contains_word(name, "notice")
        || contains_word(name, "notices")
        || joined(name, "party", b"-_. ", &["notice"], Tail::Any)
        || contains_any(name, &["声明", "聲明"])
}

fn is_license(name: &str) -> bool {
    // A part of a word is enough: `BLOOMLICENSE.txt`, `ModelsCommunityLicenseAgreement`.
    ["license", "licence", "licensing", "licencing", "lizenz", "licenza", "licencia"]
        .iter()
        .any(|word| name.contains(word))
        || begins_with_word(name, "copying")
        || begins_with_word(name, "copying3")
        || ["eula", "unlicense", "copyleft", "terms", "tou", "tos"]
            .iter()
            .any(|word| contains_word(name, word))
        || name.match_indices("agreement").any(|(at, _)| !name[..at].ends_with("dis"))
        || contains_any(
            name,
            &[
                "许可",
                "許可",
                "授权",
                "授權",
                "协议",
                "協議",
                "使用条款",
                "使用條款",
                "服务条款",
                "服務條款",
                "ライセンス",
                "使用許諾",
                "利用規約",
                "라이선스",
                "라이센스",
                "이용약관",
                "лиценз",
                "licença",
            ],
        )
}

fn is_attribution(name: &str) -> bool {
    [
        "attribution",
        "attributions",
        "acknowledgement",
        "acknowledgements",
        "acknowledgment",
        "acknowledgments",
        "credits",
        "copyright",
        "copyrights",
        "authors",
        "patents",
        "legal",
    ]
    .iter()
    .any(|word| begins_with_word(name, word))
        || role::begins_with_third_party(name)
        || name.contains("来源说明")
}

/// Cards are texts only: a card in a PDF is no card for any hub.
fn is_card(name: &str) -> bool {
    let stem = match name.rsplit_once('.') {
        Some((stem, "md" | "markdown" | "mdown" | "mkd" | "rst" | "txt")) => stem,
        Some(_) => return false,
        None => name,
    };
    stem.starts_with("readme")
        || stem.contains("模型卡")
        || (!stem.contains("template")
            && stem.match_indices("model").any(|(at, _)| {
                is_break(stem[..at].bytes().last())
                    && skip_one(&stem[at + "model".len()..], b"-_. ").starts_with("card")
            }))
}

/// What may follow the second word of a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    Any,
    WordEnd,
}

/// True where `first` stands in the name, then at most one of `between`, then one of `second`.
fn joined(name: &str, first: &str, between: &[u8], second: &[&str], tail: Tail) -> bool {
    name.match_indices(first).any(|(at, _)| {
        let rest = skip_one(&name[at + first.len()..], between);
        second.iter().filter_map(|word| rest.strip_prefix(word)).any(|after| match tail {
            Tail::Any => true,
            Tail::WordEnd => is_break(after.bytes().next()),
        })
    })
}

/// The text without its first byte where that is one of `skipped` (ASCII).
fn skip_one<'a>(text: &'a str, skipped: &[u8]) -> &'a str {
    match text.bytes().next() {
        Some(byte) if skipped.contains(&byte) => &text[1..],
        _ => text,
    }
}

/// True beside a word: at the end of the name and at everything but letters and digits of ASCII, so that
/// `协议agreement` has a word.
fn is_break(byte: Option<u8>) -> bool {
    byte.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

fn begins_with_word(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| is_break(rest.bytes().next()))
}

fn contains_word(name: &str, word: &str) -> bool {
    name.match_indices(word).any(|(at, _)| {
        is_break(name[..at].bytes().last()) && is_break(name[at + word.len()..].bytes().next())
    })
}

fn contains_any(name: &str, parts: &[&str]) -> bool {
    !name.is_ascii() && parts.iter().any(|part| name.contains(part))
}
