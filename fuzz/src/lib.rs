//! One function for each reader of foreign bytes and each stage of the matcher: it must come to an end
//! without a panic, and what it returns must fit what it was given.
//!
//! The targets in `fuzz_targets` hand these functions to libFuzzer; `tests/mutation.rs` of licscan runs
//! them over changed copies of real files, on a stable compiler.

mod disk;

use std::{collections::BTreeSet, ops::Range, sync::Arc};

pub use disk::{baseline, index, merge, policy, store};

use licscan::{
    declared,
    document::{
        AppliesTo, Card, Content, Document, DocumentKind, Node, Scalar, Text, card as cards,
        config as configs, docx as docxs, encoding as encodings, lfs as pointers,
        markdown as markdowns, name as names, pdf as pdfs,
    },
    identify::{self as identifies, Identity, Verdict, explain as explains},
    library::{Library, print::Print},
    lineage::{self, StoreIndex},
    rules::{self, Case},
    scan::ScanOptions,
    store::Layout,
    text,
    unit::{Outline, Unit, UnitKind},
};

/// A stage: its name, and what it does with any bytes.
pub type Stage = (&'static str, fn(&[u8]));

/// Every stage by its name.
pub const STAGES: [Stage; 19] = [
    ("pdf", pdf),
    ("docx", docx),
    ("card", card),
    ("config", config),
    ("encoding", encoding),
    ("lfs", lfs),
    ("markdown", markdown),
    ("name", name),
    ("tokens", tokens),
    ("identify", identify),
    ("print", print),
    ("folder", folder),
    ("explain", explain),
    ("lookup", lookup),
    ("store", store),
    ("policy", policy),
    ("baseline", baseline),
    ("merge", merge),
    ("index", index),
];

/// The text layer of a PDF.
pub fn pdf(bytes: &[u8]) {
    let _ = pdfs::text(bytes);
}

/// The text of a word-processor file.
pub fn docx(bytes: &[u8]) {
    let _ = docxs::text(bytes);
}

/// The front matter of a card: every value stands in its text.
pub fn card(bytes: &[u8]) {
    let card = cards::parse(as_text(bytes));
    let source = &card.text.text;
    assert!(source.is_char_boundary(card.body), "the body begins within a character");
    for problem in &card.problems {
        assert_inside(source, &problem.span);
    }
    for (key, node) in &card.front_matter {
        assert_scalar(source, key);
        assert_node(source, node);
    }
}

/// A configuration file, under each of the names that decide how it is read.
pub fn config(bytes: &[u8]) {
    for name in [
        "config.json",
        "adapter_config.json",
        "mergekit_config.yml",
        "model_index.json",
        "modules.json",
        "params.json",
        "configuration.json",
    ] {
        if let Ok(config) = configs::parse(name, bytes) {
            let lines =
                u32::try_from(bytes.split(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX);
            for base in &config.bases {
                assert!((1..=lines).contains(&base.line), "a base stands on no line");
            }
        }
    }
}

/// The encoding of a text: no more characters are replaced than there are.
pub fn encoding(bytes: &[u8]) {
    if let Ok((text, _, replaced)) = encodings::decode(bytes) {
        assert!(replaced <= text.chars().count(), "more was replaced than there is");
    }
}

/// A git-lfs pointer: its object has a name that is no path.
pub fn lfs(bytes: &[u8]) {
    if let Some(pointer) = pointers::pointer(bytes) {
        assert_eq!(pointer.oid.len(), 64);
        assert!(pointer.oid.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}

/// What a reader of a card sees: every passage knows where it stands. The first byte says where the body
/// begins.
pub fn markdown(bytes: &[u8]) {
    let (body, rest) = bytes.split_first().map_or((0, bytes), |(first, rest)| (*first, rest));
    let text = String::from_utf8_lossy(rest);
    let passages = markdowns::visible(&text, usize::from(body));
    for (number, passage) in passages.iter().enumerate() {
        assert!(passage.offsets.is_sorted(), "offsets are not sorted");
        for at in 0..=passage.text.len() {
            assert!(passage.source(at) <= text.len(), "a place behind the end");
        }
        for (range, _) in &passage.links {
            assert_inside(&passage.text, range);
        }
        assert!(passage.under.iter().all(|above| *above < number), "a heading below its text");
    }
}

/// What a file name nominates.
pub fn name(bytes: &[u8]) {
    let _ = names::nominate(&String::from_utf8_lossy(bytes));
}

/// The normal form: tokens stand one behind the other in the text. Two may share a character of which both have a
/// part, as the words of `½`.
pub fn tokens(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let mut before = 0..0;
    for token in text::tokens(&source) {
        let range = token.start as usize..token.end as usize;
        assert!(!range.is_empty(), "an empty token");
        assert_inside(&source, &range);
        let is_behind = range.start >= before.start && range.end >= before.end;
        let shared = source.get(range.start..before.end).unwrap_or_default();
        assert!(is_behind && shared.chars().count() <= 1, "tokens overlap");
        before = range;
    }
}

/// Which license a text is: every region stands on lines of the text.
pub fn identify(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    assert_identity(&source, &identifies::identify(&source));
}

/// A print: what was read can be written and read again.
pub fn print(bytes: &[u8]) {
    if let Ok(print) = Print::decode(bytes) {
        assert_eq!(Print::decode(&print.encode()).as_ref(), Ok(&print));
    }
}

/// All that follows reading: a folder with these bytes as its card, its license and its notice.
pub fn folder(bytes: &[u8]) {
    let library = Library::embedded();
    let unit = unit(bytes);
    let identities: Vec<_> = unit
        .documents
        .iter()
        .map(|document| Some(Arc::new(identifies::identify(&document.text()?.text))))
        .collect();
    let views = declared::views(&unit);
    let declared = declared::collect(&unit, &views, &identities, library);
    let lineage = lineage::trace(&unit, &views, &identities, &declared, library, &NoStore);
    let findings = rules::check(&Case {
        unit: &unit,
        identities: &identities,
        views: &views,
        declared: &declared,
        lineage: &lineage,
        roles: &ScanOptions::default().roles,
        answers: &[],
        library,
        store: &NoStore,
    });
    let paths: BTreeSet<&str> =
        unit.documents.iter().map(|document| document.path.as_str()).collect();
    for finding in &findings {
        let Some(place) = &finding.place else { continue };
        assert!(place.line >= 1 && paths.contains(place.path.as_str()), "{finding:?}");
        if let Some(snippet) = &place.snippet {
            assert_inside(&snippet.line, &snippet.range);
        }
    }
}

/// What `licscan identify --explain` shows: every region and every difference stands on lines of the text.
pub fn explain(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let count = lines(&source);
    for region in explains::explain(&source) {
        assert_lines(region.lines, count);
        region.deciding.iter().for_each(|it| assert_lines(it.lines, count));
        region.changes.iter().for_each(|it| assert_lines(it.deviation.lines, count));
    }
}

/// The names of licenses and models, and addresses, of which each line is one.
pub fn lookup(bytes: &[u8]) {
    let library = Library::embedded();
    for name in String::from_utf8_lossy(bytes).lines() {
        let _ = library.resolve(name);
        let _ = library.begins_a_name(name);
        let _ = library.license_at(name);
        let _ = library.base_match(name);
        let _ = library.series(name);
        let _ = library.family_of_model(name);
    }
}

/// A store without any other model.
struct NoStore;

impl StoreIndex for NoStore {
    fn licenses_of(&self, _: &str) -> Option<Vec<String>> {
        None
    }

    fn notices_of(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn as_text(bytes: &[u8]) -> Text {
    Text::plain(String::from_utf8_lossy(bytes))
}

fn unit(bytes: &[u8]) -> Unit {
    let document = |path: &str, kind, content| Document {
        path: path.to_owned(),
        kind,
        applies_to: AppliesTo::Unknown,
        inherited: false,
        bytes_read: 0,
        content,
    };
    let card: Card = cards::parse(as_text(bytes));
    let outline = Outline {
        root: 0,
        path: "model-7b".to_owned(),
        below_root: "model-7b".to_owned(),
        folder: "model-7b".into(),
        name: "model-7b".to_owned(),
        name_chosen: true,
        owner: Some("acme".to_owned()),
        kind: UnitKind::Model,
        layout: Layout::Folder,
        files: Vec::new(),
        above: Vec::new(),
        partial: None,
        same_as: None,
    };
    let documents = vec![
        document("LICENSE", DocumentKind::License, Content::of_text(as_text(bytes))),
        document("NOTICE", DocumentKind::Notice, Content::of_text(as_text(bytes))),
        document("README.md", DocumentKind::Card, Content::Card(card)),
    ];
    Unit { outline, documents }
}

fn assert_inside(text: &str, range: &Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} is no part of {} bytes", text.len());
}

fn assert_scalar(source: &str, scalar: &Scalar) {
    assert_inside(source, &scalar.span);
}

fn assert_node(source: &str, node: &Node) {
    match node {
        Node::Null => {}
        Node::Scalar(scalar) => assert_scalar(source, scalar),
        Node::Sequence(items) => items.iter().for_each(|item| assert_node(source, item)),
        Node::Mapping(pairs) => {
            for (key, value) in pairs {
                assert_scalar(source, key);
                assert_node(source, value);
            }
        }
    }
}

fn assert_identity(source: &str, identity: &Identity) {
    let count = lines(source);
    assert_ne!(identity.verdict, Verdict::Unreadable);
    for found in &identity.licenses {
        assert!((0.0..=1.0).contains(&found.coverage), "a coverage of {}", found.coverage);
        assert_lines(found.lines, count);
        assert!(found.verdict >= identity.verdict, "a match above the whole");
        found.deviations.iter().for_each(|deviation| assert_lines(deviation.lines, count));
    }
}

fn lines(source: &str) -> u32 {
    u32::try_from(source.lines().count()).unwrap_or(u32::MAX).max(1)
}

fn assert_lines((first, last): (u32, u32), count: u32) {
    assert!(first >= 1 && first <= last && last <= count, "{first} to {last} of {count} lines");
}
