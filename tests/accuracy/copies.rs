//! Copies, references and texts that are no license: a table of every track and a list of confusions.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use licscan::identify::Options;

use crate::corpus::{Judged, Outcome, how, judge, share, shared, texts};

/// The lines that CI holds: a figure may only rise.
const RIGHT_AT_LEAST: f64 = 1.0;
const FIRM_AT_LEAST: f64 = 1.0;
/// The same with a third of the listed slot values left out: what a value that nobody listed costs.
const RIGHT_WITH_FEWER_VALUES: f64 = 0.97;

#[test]
fn the_corpus_is_named() {
    let Some(corpus) = shared("corpus") else { return };
    let texts = texts(&corpus);
    for digest in [true, false] {
        let judged = judge(&texts, Options { digest, ..Options::default() });
        println!("{}", how(digest));
        print_tracks(&judged);
        print_confusions(&judged);
        let (right, firm) = hold(&judged);
        assert!(right >= RIGHT_AT_LEAST, "{right:.3} of the copies are named right");
        assert!(firm >= FIRM_AT_LEAST, "{firm:.3} of the unchanged copies are called firm");
    }
}

#[test]
fn a_value_that_nobody_listed_costs_little() {
    let Some(corpus) = shared("corpus") else { return };
    let texts = texts(&corpus);
    for digest in [true, false] {
        for seed in 1..=3 {
            let options = Options { digest, fewer_values: Some(seed), ..Options::default() };
            let judged = judge(&texts, options);
            println!("a third of the slot values left out, draw {seed}, {}", how(digest));
            let (right, _) = hold(&judged);
            assert!(right >= RIGHT_WITH_FEWER_VALUES, "{right:.3} of the copies are named right");
        }
    }
}

/// Prints the figures that count and returns the shares of right and of firm copies. No text may be named
/// wrongly, whatever the options.
fn hold(judged: &[Judged]) -> (f64, f64) {
    let copies: Vec<&Judged> = judged.iter().filter(|one| one.is_copy()).collect();
    let unchanged: Vec<&&Judged> = copies.iter().filter(|one| one.is_unchanged_copy()).collect();
    let firm = unchanged.iter().filter(|one| one.is_firm()).count();
    print_track("copies", &copies);
    println!("  unchanged copies called exact or equivalent: {firm} of {}", unchanged.len());
    for one in unchanged.iter().filter(|one| !one.is_firm()) {
        println!("    not firm: {} ({}), said {:?}", one.row.file, one.row.variant, one.said());
    }
    let wrong = judged.iter().filter(|one| one.outcome == Outcome::Wrong).count();
    assert_eq!(wrong, 0, "{wrong} texts are named wrongly");
    (share(count(&copies, Outcome::Right), copies.len()), share(firm, unchanged.len()))
}

fn count(judged: &[&Judged], outcome: Outcome) -> usize {
    judged.iter().filter(|one| one.outcome == outcome).count()
}

fn print_track(name: &str, judged: &[&Judged]) {
    let right = count(judged, Outcome::Right);
    println!(
        "  {name:<40} {:>4} texts  right {right:>4} ({:.3})  wrong {:>3}  abstain {:>3}",
        judged.len(),
        share(right, judged.len()),
        count(judged, Outcome::Wrong),
        count(judged, Outcome::Abstain),
    );
}

fn print_tracks(judged: &[Judged]) {
    let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in judged.iter().map(|one| one.row) {
        if let (Some(family), Some(license)) = (&row.family, &row.license) {
            members.entry(family).or_default().insert(license);
        }
    }
    let mut tracks: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for one in judged.iter().filter(|one| one.is_copy()) {
        let family = one.row.family.as_deref().unwrap_or("none");
        let siblings = members.get(family).is_some_and(|members| members.len() > 1);
        for track in [
            format!("language {}", one.row.language),
            format!("format {}", format_of(&one.row.file)),
            format!("variant {}", one.row.variant),
            format!("family {family}"),
            (if siblings { "siblings known" } else { "siblings none known" }).to_owned(),
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

fn format_of(file: &str) -> &'static str {
    match Path::new(file).extension().and_then(|ending| ending.to_str()) {
        Some("pdf") => "pdf",
        Some("md") => "markdown",
        Some("html") => "html",
        _ => "text",
    }
}

fn print_confusions(judged: &[Judged]) {
    for one in judged.iter().filter(|one| one.outcome != Outcome::Right) {
        let license = one.row.license.as_deref().unwrap_or("no license");
        println!("  {:?}: {} is {license}, said {:?}", one.outcome, one.row.file, one.said());
    }
}
