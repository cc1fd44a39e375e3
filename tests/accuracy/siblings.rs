//! What happens to a license that nobody has listed: a sibling's name would be a wrong duty.

use std::collections::BTreeMap;

use licscan::identify::{Options, Verdict, identify_with};
use rayon::prelude::*;

use crate::corpus::{Text, how, references, share, shared};

/// Lines that CI holds: these shares may only fall.
const FIRM_AT_MOST: f64 = 0.0;
const LOOSE_AT_MOST: f64 = 0.11;

#[test]
fn an_unknown_sibling_is_seldom_named() {
    let Some(corpus) = shared("corpus") else { return };
    let references = references(&corpus);
    for digest in [true, false] {
        let named: Vec<(&Text, Vec<(String, Verdict)>)> =
            references.par_iter().map(|text| (text, named_without_itself(text, digest))).collect();
        let wrong = named.iter().filter(|(_, wrong)| !wrong.is_empty());
        let firm = |(_, wrong): &&(&Text, Vec<(String, Verdict)>)| {
            wrong.iter().any(|(_, verdict)| *verdict <= Verdict::Equivalent)
        };
        let (firm, loose): (Vec<_>, Vec<_>) = wrong.partition(firm);
        println!(
            "leave one out, {}: {} texts, a sibling exact or equivalent {}, altered or partial {} ({:.3})",
            how(digest),
            named.len(),
            firm.len(),
            loose.len(),
            share(loose.len(), named.len()),
        );
        let mut families: BTreeMap<&str, usize> = BTreeMap::new();
        for (text, wrong) in firm.iter().chain(&loose) {
            println!("  {} is called {wrong:?}", text.row.file);
            *families.entry(text.row.family.as_deref().unwrap_or("none")).or_default() += 1;
        }
        println!("  by family: {families:?}");
        assert!(share(firm.len(), named.len()) <= FIRM_AT_MOST, "{firm:?} firm", firm = firm.len());
        assert!(share(loose.len(), named.len()) <= LOOSE_AT_MOST, "{} loose", loose.len());
    }
}

/// Texts that are another one word for word: Apple's sample code license is the AML of the SPDX list, its
/// holder by a later name, with a paragraph behind it about the repository that it lies in.
const SAME_WORDS: [(&str, &str); 1] = [("apple-ascl", "aml")];

/// The licenses that a reference is called while its own prints are absent.
fn named_without_itself(text: &Text, digest: bool) -> Vec<(String, Verdict)> {
    let id = text.row.license.as_deref().unwrap();
    let options = Options { digest, without: &[id], ..Options::default() };
    let identity = identify_with(text.text.as_deref().unwrap(), options);
    let allowed = |other: &str| {
        SAME_WORDS.contains(&(id, other))
            || text.row.contains.iter().flatten().any(|contained| contained == other)
    };
    identity
        .licenses
        .iter()
        .filter(|found| found.verdict.names())
        .filter_map(|found| found.id.clone().map(|id| (id, found.verdict)))
        .filter(|(other, _)| !allowed(other))
        .collect()
}
