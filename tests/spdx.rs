//! The SPDX list: each of its texts names itself, as it stands and in the ways that files in the wild
//! bear it.
//!
//! The texts come from the `spdx` crate. `cargo test --test spdx -- --nocapture` prints the tables;
//! `LICSCAN_ALL=1` tries every layout on every text and not a seeded share of them.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

mod layouts;

use std::{collections::BTreeMap, path::Path};

use layouts::{LAYOUTS, Seeded};
use licscan::identify::{Identity, Match, Options, Verdict, identify, identify_with};
use rayon::prelude::*;
use spdx::text::LICENSE_TEXTS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Right,
    Wrong,
    Abstain,
}

/// The id of a text: `-only` and `-or-later` are chosen by a header and not by the text.
fn text_id(id: &str) -> String {
    let id = id.to_ascii_lowercase();
    let ends = ["-only", "-or-later", "+"];
    ends.iter().find_map(|end| id.strip_suffix(end)).unwrap_or(&id).to_owned()
}

/// Letters and digits alone: what two ids must share to be one text.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// For each text the ids that bear it.
fn twins() -> BTreeMap<String, Vec<String>> {
    let mut twins: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, text) in LICENSE_TEXTS {
        twins.entry(bare(text)).or_default().push(text_id(id));
    }
    twins
}

fn text_of(id: &str) -> &'static str {
    LICENSE_TEXTS.iter().find(|(other, _)| *other == id).unwrap().1
}

fn outcome(ids: &[String], identity: &Identity) -> Outcome {
    let named: Vec<&str> = identity.named().collect();
    if named.is_empty() {
        Outcome::Abstain
    } else if named.iter().all(|id| ids.iter().any(|other| other == id)) {
        Outcome::Right
    } else {
        Outcome::Wrong
    }
}

/// How many places differ, and the first of them.
fn places(found: &Match) -> String {
    let Some(first) = found.deviations.first() else { return "0".to_owned() };
    let words: String = first.words.chars().take(60).collect::<String>().replace('\n', " ");
    format!("{}: +{words:?} -{}", found.deviations.len(), first.removed)
}

fn said(identity: &Identity) -> String {
    let name = |found: &Match| {
        let id = found.id.as_deref().unwrap_or(&found.family).to_owned();
        format!("{}:{id}({})", found.verdict.as_str(), places(found))
    };
    let licenses: Vec<String> = identity.licenses.iter().map(name).collect();
    format!("{} {}", identity.verdict.as_str(), licenses.join(" "))
}

/// Writes a copy that is not right to the folder that `LICSCAN_LOST` names, for `identify --explain`.
fn keep_where_lost(id: &str, layout: &str, copy: &str, outcome: Outcome) {
    if outcome != Outcome::Right
        && let Some(folder) = std::env::var_os("LICSCAN_LOST")
    {
        std::fs::write(Path::new(&folder).join(format!("{id}, {layout}.txt")), copy).unwrap();
    }
}

#[test]
fn every_text_names_itself() {
    let twins = twins();
    for digest in [true, false] {
        let lost: Vec<String> = LICENSE_TEXTS
            .par_iter()
            .filter_map(|(id, text)| {
                let identity = identify_with(text, Options { digest, ..Options::default() });
                let right = outcome(&twins[&bare(text)], &identity) == Outcome::Right;
                (!right).then(|| format!("{id}: {}", said(&identity)))
            })
            .collect();
        let right = LICENSE_TEXTS.len() - lost.len();
        println!("  digest {digest}: {right} of {} name themselves", LICENSE_TEXTS.len());
        for line in &lost {
            println!("    {line}");
        }
        assert!(right >= 745, "{lost:?}");
    }
}

/// Figures that may only rise, by thousands: right among all, and wrong among all.
const RIGHT_AT_LEAST: usize = 990;
const WRONG_AT_MOST: usize = 2;
/// Of the layouts each text is tried in so many, unless all are asked for.
const TRIED: usize = 6;

#[test]
fn every_text_names_itself_in_the_layouts_of_the_wild() {
    let twins = twins();
    let all = std::env::var_os("LICSCAN_ALL").is_some();
    let mut texts: Vec<(&str, &str, &[String])> = Vec::new();
    for (id, text) in LICENSE_TEXTS {
        let ids = &twins[&bare(text)];
        // One text under several ids is tried once.
        if ids[0] == text_id(id) && !texts.iter().any(|(_, other, _)| other == text) {
            texts.push((id, text, ids));
        }
    }
    let tried: Vec<(&str, &str, Outcome, String)> = texts
        .par_iter()
        .flat_map_iter(|(id, text, ids)| {
            let mut seed = Seeded::of(id);
            let start = seed.below(LAYOUTS.len());
            let count = if all { LAYOUTS.len() } else { TRIED };
            (0..count).map(move |at| {
                let (name, layout) = LAYOUTS[(start + at * 5) % LAYOUTS.len()];
                let mut seed = Seeded::of(&format!("{id} {name}"));
                let copy = layout(text, &mut seed);
                let identity = identify(&copy);
                let outcome = outcome(ids, &identity);
                keep_where_lost(id, name, &copy, outcome);
                (name, *id, outcome, said(&identity))
            })
        })
        .collect();
    let mut tracks: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut sum = [0; 3];
    for (name, _, outcome, _) in &tried {
        tracks.entry(name).or_default()[*outcome as usize] += 1;
        sum[*outcome as usize] += 1;
    }
    for (name, [right, wrong, abstain]) in &tracks {
        println!("  {name:<24} right {right:>4}  wrong {wrong:>3}  abstain {abstain:>3}");
    }
    for (name, id, outcome, said) in &tried {
        if *outcome != Outcome::Right {
            println!("    {outcome:?} {name}: {id} is called {said}");
        }
    }
    let [right, wrong, abstain] = sum;
    println!("  {} copies: right {right}, wrong {wrong}, abstain {abstain}", tried.len());
    assert!(right * 1000 >= tried.len() * RIGHT_AT_LEAST, "{right} of {} are right", tried.len());
    assert!(wrong * 1000 <= tried.len() * WRONG_AT_MOST, "{wrong} of {} are wrong", tried.len());
}

#[test]
fn apache_without_its_appendix_is_apache_and_nothing_else() {
    let text = text_of("Apache-2.0");
    let end = text.find("END OF TERMS AND CONDITIONS").unwrap();
    for cut in [&text[..end], &text[..end + 27]] {
        let identity = identify(cut);
        assert_eq!(said(&identity), "equivalent equivalent:apache-2.0(0)");
    }
}

#[test]
fn mit_with_one_more_clause_is_not_mit() {
    let mit = text_of("MIT");
    let grant_ends = "following conditions:";
    let clauses = [
        "The Software shall be used for Good, not Evil.",
        "The Software may not be used for the training of language models.",
        "Any product that displays output of the Software must show the name of Example Labs.",
        "You must not sell the Software or services that are built with it.",
        "Use by companies with more than 100 employees requires a written permission of Example Labs.",
    ];
    for clause in clauses {
        for changed in [
            format!("{mit}\n\n{clause}\n"),
            format!("{clause}\n\n{mit}"),
            mit.replace(grant_ends, &format!("{grant_ends}\n\n{clause}")),
            mit.replace("\n\nTHE SOFTWARE IS", &format!("\n\n{clause}\n\nTHE SOFTWARE IS")),
        ] {
            let identity = identify(&changed);
            let firm = |found: &Match| {
                found.id.as_deref() == Some("mit") && found.verdict <= Verdict::Equivalent
            };
            assert!(!identity.licenses.iter().any(firm), "{clause}: {}", said(&identity));
        }
    }
    let json = mit.replace(
        "portions of the Software.",
        "portions of the Software.\n\nThe Software shall be used for Good, not Evil.",
    );
    assert_eq!(identify(&json).named().collect::<Vec<_>>(), ["json"]);
}

/// The forms in which files of repositories most often bear these texts.
#[test]
fn a_title_said_twice_and_a_name_for_the_holder_change_nothing() {
    let body = |id: &str, from: &str| {
        let text = text_of(id);
        text[text.find(from).unwrap()..].to_owned()
    };
    let mit = body("MIT", "Permission is hereby");
    let titled = format!("The MIT License (MIT)\n\nCopyright (c) 2016 Jane Roe\n\n{mit}");
    let bsd = body("BSD-3-Clause", "Redistribution and use")
        .replace("\n1. ", "\n * ")
        .replace("\n2. ", "\n * ")
        .replace("\n3. ", "\n * ");
    let holder = "of the copyright holder nor";
    assert!(bsd.contains(holder));
    for (text, id) in [
        (titled.clone(), "mit"),
        (bsd.replace(holder, "of Acme Corporation nor"), "bsd-3-clause"),
        (bsd.replace(holder, "Acme nor"), "bsd-3-clause"),
    ] {
        let found = identify(&text);
        assert_eq!(found.named().collect::<Vec<_>>(), [id], "{text}");
        assert!(found.verdict <= Verdict::Equivalent, "{found:?}");
    }
    let twice = text_of("LGPL-2.1-only").to_owned();
    let terms = twice.find("TERMS AND CONDITIONS FOR COPYING").unwrap();
    let once = twice[..terms].trim_end().trim_end_matches("GNU LESSER GENERAL PUBLIC LICENSE");
    let found = identify(&format!("{once}\n\n{}", &twice[terms..]));
    assert!(found.verdict <= Verdict::Equivalent, "{found:?}");
    // Words that are none of the title, and names that carry duties, are changes.
    for text in [
        titled.replace("(MIT)", "(no selling)"),
        bsd.replace(holder, "of those who must not sell it nor"),
    ] {
        assert!(identify(&text).verdict > Verdict::Equivalent, "{text}");
    }
}

/// As systems and repositories bear these texts: other offices of the publisher, other words in the appendix, a
/// range for a list of numbers.
#[test]
fn another_office_another_appendix_and_a_range_change_nothing() {
    let offices = [
        "675 Mass Ave, Cambridge, MA 02139, USA",
        "59 Temple Place, Suite 330, Boston, MA  02111-1307  USA",
        "51 Franklin Street, Fifth Floor, Boston, MA 02110-1301, USA",
    ];
    for (id, name) in
        [("GPL-1.0-only", "gpl-1.0"), ("LGPL-2.0-only", "lgpl-2.0"), ("LGPL-2.1-only", "lgpl-2.1")]
    {
        let text = text_of(id);
        for office in offices {
            let moved = with_office(text, office);
            assert_ne!(moved, text, "{id}");
            let found = identify(&moved);
            assert_eq!(found.named().collect::<Vec<_>>(), [name], "{office}");
            assert!(found.verdict <= Verdict::Equivalent, "{office}: {}", said(&found));
        }
    }
    let gpl = text_of("GPL-1.0-only");
    let appendix = gpl.replace("Also add information on how", "Please tell people how");
    assert_ne!(appendix, gpl);
    assert!(identify(&appendix).verdict <= Verdict::Equivalent);
    let mozilla = text_of("MPL-1.1");
    let list = "Sections 3.1, 3.2, 3.3, 3.4 and 3.5 have been";
    assert!(mozilla.contains(list));
    for (range, same) in [
        ("Section 3.1-3.5 have been", true),
        ("Sections 3.1 – 3.5 have been", true),
        ("Sections 3.1-3.4 have been", false),
        ("Sections 3.1 and 3.5 have been", false),
    ] {
        let found = identify(&mozilla.replace(list, range));
        assert_eq!(found.verdict <= Verdict::Equivalent, same, "{range}: {}", said(&found));
    }
    // Terms are terms, also in the appendix.
    let asking = gpl.replace("Also add information on how", "You must also tell us how");
    assert!(identify(&asking).verdict > Verdict::Equivalent);
}

/// The text with another office at each place where it has one.
fn with_office(text: &str, office: &str) -> String {
    let mut lines = String::new();
    for line in text.split_inclusive('\n') {
        let street = ["675 Mass", "59 Temple", "51 Franklin"];
        let start = street.iter().find_map(|street| line.find(street));
        let end = line.rfind("USA").map(|at| at + 3);
        match start.zip(end) {
            Some((start, end)) => {
                lines.extend([&line[..start], office, &line[end..]]);
            }
            None => lines.push_str(line),
        }
    }
    lines
}
