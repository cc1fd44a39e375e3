//! How often the identify stage is right, over a folder of labelled license texts.
//!
//! The texts are other people's and are no part of this project: without `../shared/corpus` every test
//! here says so in one line and passes. `cargo test --test accuracy -- --nocapture` prints the tables.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use licscan::{
    identify::{Identity, Options, Verdict, identify_with},
    signatures::{Row, rows, text_of},
};
use rayon::prelude::*;

/// The lines that CI holds: a figure may only rise.
const RIGHT_AT_LEAST: f64 = 0.93;
const FIRM_AT_LEAST: f64 = 0.92;

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared/{folder} is not here");
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Right,
    Wrong,
    Abstain,
}

/// Right: the license is named and nothing else is, but for what the label allows.
fn outcome(row: &Row, identity: &Identity) -> Outcome {
    let named: Vec<&str> = identity.named().collect();
    let held = |id: &str| row.contains.iter().flatten().any(|other| other == id);
    let Some(license) = &row.license else {
        // A notice of third parties may hold whole license texts.
        return if named.iter().all(|id| held(id)) { Outcome::Right } else { Outcome::Wrong };
    };
    let accepted = |id: &str| id == license || row.accept.iter().flatten().any(|other| other == id);
    let allowed = |id: &str| accepted(id) || held(id);
    if named.iter().any(|id| !allowed(id)) {
        Outcome::Wrong
    } else if named.iter().any(|id| accepted(id)) {
        Outcome::Right
    } else {
        Outcome::Abstain
    }
}

/// Copies whose words nobody changed should be called exact or equivalent.
fn is_unchanged(row: &Row) -> bool {
    matches!(row.variant.as_str(), "canonical" | "rewrapped" | "markdown" | "filled" | "pdf")
}

struct Judged {
    row: Row,
    identity: Identity,
    outcome: Outcome,
}

fn judge(corpus: &Path, rows: Vec<Row>, digest: bool) -> Vec<Judged> {
    rows.into_par_iter()
        .map(|row| {
            let identity = match text_of(&corpus.join(&row.file)) {
                Ok(text) => identify_with(&text, Options { digest, ..Options::default() }),
                Err(_) => Identity::none(Verdict::Unreadable),
            };
            let outcome = outcome(&row, &identity);
            Judged { row, identity, outcome }
        })
        .collect()
}

fn count(judged: &[&Judged], outcome: Outcome) -> usize {
    judged.iter().filter(|one| one.outcome == outcome).count()
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred files")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn print_track(name: &str, judged: &[&Judged]) {
    let right = count(judged, Outcome::Right);
    println!(
        "  {name:<24} {:>4} files  right {right:>4} ({:.3})  wrong {:>3}  abstain {:>3}",
        judged.len(),
        share(right, judged.len()),
        count(judged, Outcome::Wrong),
        count(judged, Outcome::Abstain),
    );
}

fn print_tracks(title: &str, judged: &[Judged]) {
    println!("{title}");
    let copies: Vec<&Judged> =
        judged.iter().filter(|one| one.row.license.is_some() && !one.row.reference).collect();
    print_track("copies", &copies);
    let mut tracks: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for one in &copies {
        let is_pdf = Path::new(&one.row.file).extension().is_some_and(|ending| ending == "pdf");
        let format = if is_pdf { "pdf" } else { "text" };
        for track in [
            format!("language {}", one.row.language),
            format!("variant {}", one.row.variant),
            format!("format {format}"),
        ] {
            tracks.entry(track).or_default().push(one);
        }
    }
    for (name, track) in &tracks {
        print_track(name, track);
    }
    let references: Vec<&Judged> = judged.iter().filter(|one| one.row.reference).collect();
    print_track("references", &references);
    let negatives: Vec<&Judged> = judged.iter().filter(|one| one.row.license.is_none()).collect();
    print_track("negatives", &negatives);
}

fn is_firm(identity: &Identity) -> bool {
    identity.licenses.iter().any(|found| found.id.is_some() && found.verdict <= Verdict::Equivalent)
}

#[test]
fn the_corpus_is_named() {
    let Some(corpus) = shared("corpus") else { return };
    let all = rows(&corpus).unwrap();
    for digest in [true, false] {
        let judged = judge(&corpus, all.clone(), digest);
        print_tracks(
            if digest { "with the digest step" } else { "without the digest step" },
            &judged,
        );
        for one in judged.iter().filter(|one| one.outcome != Outcome::Right) {
            let said: Vec<String> = one
                .identity
                .licenses
                .iter()
                .map(|found| {
                    format!(
                        "{}:{}",
                        found.verdict.as_str(),
                        found.id.as_deref().unwrap_or(&found.family)
                    )
                })
                .collect();
            println!(
                "  {:?} {} is {:?}, said {said:?}",
                one.outcome, one.row.file, one.row.license
            );
        }
        let copies: Vec<&Judged> =
            judged.iter().filter(|one| one.row.license.is_some() && !one.row.reference).collect();
        let unchanged: Vec<&&Judged> = copies.iter().filter(|one| is_unchanged(&one.row)).collect();
        let firm = unchanged.iter().filter(|one| is_firm(&one.identity)).count();
        println!("  unchanged copies called exact or equivalent: {firm} of {}", unchanged.len());
        for one in unchanged.iter().filter(|one| !is_firm(&one.identity)) {
            println!("  not firm: {} ({})", one.row.file, one.row.variant);
        }
        let wrong = judged.iter().filter(|one| one.outcome == Outcome::Wrong).count();
        assert_eq!(wrong, 0, "{wrong} files are named wrongly");
        let right = share(count(&copies, Outcome::Right), copies.len());
        assert!(right >= RIGHT_AT_LEAST, "{right:.3} of the copies are named right");
        let firm = share(firm, unchanged.len());
        assert!(
            firm >= FIRM_AT_LEAST,
            "{firm:.3} of the unchanged copies are called exact or equivalent"
        );
    }
}

#[test]
fn the_four_seeds_are_named_and_nothing_else() {
    let Some(seeds) = shared("seeds") else { return };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(seeds).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let expected = [
        "skywork-community",
        "openatom-model-1.0",
        "duix-avatar-community",
        "baichuan-m1-community",
    ];
    assert_eq!(files.len(), expected.len());
    for (file, id) in files.iter().zip(expected) {
        let identity = identify_with(&text_of(file).unwrap(), Options::default());
        assert_eq!(identity.named().collect::<Vec<_>>(), [id], "{}", file.display());
        assert!(
            identity.licenses.iter().all(|found| found.id.as_deref() == Some(id)),
            "{identity:?}"
        );
    }
}

#[test]
fn a_seed_whose_own_print_is_absent_is_a_family() {
    let Some(seeds) = shared("seeds") else { return };
    for (start, id) in [("002", "duix-avatar-community"), ("003", "baichuan-m1-community")] {
        let file = std::fs::read_dir(&seeds)
            .unwrap()
            .map(|file| file.unwrap().path())
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(start))
            .unwrap();
        let identity = identify_with(
            &text_of(&file).unwrap(),
            Options { without: &[id], ..Options::default() },
        );
        assert_eq!(identity.verdict, Verdict::Family, "{identity:?}");
        assert_eq!(identity.named().count(), 0);
    }
}

/// What happens to a license that nobody has listed: a sibling's name would be a wrong duty.
#[test]
fn an_unknown_sibling_is_seldom_named() {
    let Some(corpus) = shared("corpus") else { return };
    let references: Vec<Row> =
        rows(&corpus).unwrap().into_iter().filter(|row| row.reference).collect();
    let named: Vec<(Row, Vec<(String, Verdict)>)> = references
        .into_par_iter()
        .map(|row| {
            let id = row.license.clone().unwrap();
            let text = text_of(&corpus.join(&row.file)).unwrap();
            let identity = identify_with(&text, Options { without: &[&id], ..Options::default() });
            let allowed =
                |other: &str| row.contains.iter().flatten().any(|contained| contained == other);
            let wrong = identity
                .licenses
                .iter()
                .filter(|found| found.verdict.names())
                .filter_map(|found| found.id.clone().map(|id| (id, found.verdict)))
                .filter(|(other, _)| !allowed(other))
                .collect();
            (row, wrong)
        })
        .collect();
    let firm = named
        .iter()
        .filter(|(_, wrong)| wrong.iter().any(|(_, verdict)| *verdict <= Verdict::Equivalent))
        .count();
    let loose = named.iter().filter(|(_, wrong)| !wrong.is_empty()).count() - firm;
    println!(
        "leave one out: {} texts, a sibling exact or equivalent {firm}, altered or partial {loose}",
        named.len()
    );
    for (row, wrong) in named.iter().filter(|(_, wrong)| !wrong.is_empty()) {
        println!("  {} is called {wrong:?}", row.file);
    }
    assert!(firm * 200 <= named.len(), "{firm} unknown licenses are firmly called a sibling");
    assert!(loose * 5 <= named.len(), "{loose} unknown licenses are called an altered sibling");
}
