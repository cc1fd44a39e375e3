//! What `signatures/` says of the duties is proved from the prints, and a file that says something else is
//! refused. Only a count stands here: it may fall and never rise.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{fs, path::Path};

use licscan::{
    library::{Library, compare::are_alike, license::License, print::Print},
    signatures::{
        duty_words::DutyWords,
        files::{license_ids, read_license, write_evidence},
        place::{Reading, place},
        proof::prove,
        reference::references,
    },
};

/// Duties without evidence although there is a text: those of use policies that stand in a text of their own.
const WITHOUT_EVIDENCE: usize = 22;
/// Duties of licenses of which there is no print.
const WITHOUT_TEXT: usize = 6;

fn signatures() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/signatures"))
}

#[test]
fn every_duty_is_proved() {
    let proof = prove(signatures()).unwrap();
    assert!(proof.faults.is_empty(), "{}", proof.faults.join("\n"));
    assert!(proof.duties > 2_000 && proof.proved > 2_000 && proof.marks > 140, "{proof:?}");
    let counts = format!("{}\n{}", proof.unproved.join("\n"), proof.without_text.join("\n"));
    assert!(proof.unproved.len() <= WITHOUT_EVIDENCE, "{counts}");
    assert!(proof.without_text.len() <= WITHOUT_TEXT, "{counts}");
    assert_eq!(
        proof.duties,
        proof.proved + proof.unproved.len() + proof.without_text.len(),
        "{counts}"
    );
}

/// Two licenses of a family with the same facts and duties say what tells them apart.
#[test]
fn siblings_say_what_tells_them_apart() {
    let library = Library::embedded();
    let read: Vec<&License> = license_ids(signatures())
        .unwrap()
        .iter()
        .filter_map(|id| library.license(id))
        .filter(|license| license.was_read())
        .collect();
    for (at, license) in read.iter().enumerate() {
        let alike = read[at + 1..]
            .iter()
            .filter(|other| other.family == license.family && are_alike(license, other));
        for other in alike {
            for side in [license, other] {
                assert!(
                    side.told_apart_by.is_some(),
                    "{} and {} have the same facts and duties: {} does not say what tells it apart",
                    license.id,
                    other.id,
                    side.id
                );
            }
        }
    }
}

/// A license of our own making, with its print, its file and what a reader would copy of it.
struct Example {
    folder: tempfile::TempDir,
}

const TEXT: &str = "Example Model License\n\n\
    1. Copies. If You share the Model, You must:\n\
    (a) hand over this License; and\n\
    (b) show \"Made with Example\" in its card.\n\
    2. Uses. You may not use the Model in war.\n\
    Marks\nNobody but us uses our marks. This License grants no right to them.\n";

const FILE: &str =
    "id = \"mit\"\nfamily = \"mit\"\ntitles = [\"Example\"]\nspdx = \"MIT\"\nread = \"full\"\n";

impl Example {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let prints = folder.path().join("prints");
        fs::create_dir(&prints).unwrap();
        let print = Print::of("mit", "en", TEXT, [0; 32]);
        fs::write(prints.join("mit.en.print"), print.encode()).unwrap();
        fs::copy(signatures().join("duty-words.toml"), folder.path().join("duty-words.toml"))
            .unwrap();
        let duty = |kind: &str, clause: &str, marks: &str| {
            format!(
                "\n[[duty]]\nkind = \"{kind}\"\nclause = \"{clause}\"\nbinding = \"must\"\nmarks = [{marks}]\n\
                 severity = \"note\"\nen = \"Do {kind}.\"\nzh = \"须{clause}{kind}。\"\n"
            )
        };
        let file = FILE.to_owned()
            + &duty("license-copy", "1.a", "")
            + &duty("display-mark", "1.b", "\"Made with Example\"")
            + &duty("military-prohibition", "2", "")
            + &duty("trademark-limit", "Marks", "");
        fs::write(folder.path().join("mit.toml"), file).unwrap();
        Self { folder }
    }

    fn license(&self) -> License {
        read_license(self.folder.path(), "mit").unwrap()
    }

    /// Places what a reader wrote and writes the evidence; what could not be placed.
    fn place(&self, readings: &[[&str; 4]]) -> Vec<String> {
        let readings: Vec<Reading> = readings
            .iter()
            .map(|[duty, kind, clause, phrase]| {
                let line = serde_json::json!({
                    "duty": duty.parse::<usize>().unwrap(), "kind": kind, "language": "en",
                    "clause": clause, "phrase": phrase,
                });
                serde_json::from_value(line).unwrap()
            })
            .collect();
        let words = DutyWords::read(self.folder.path()).unwrap();
        let references = references(self.folder.path(), "mit").unwrap();
        let placed = place(&self.license(), &references, &readings, &words);
        write_evidence(self.folder.path(), "mit", &placed.evidence).unwrap();
        placed.problems
    }

    fn placed() -> Self {
        let example = Self::new();
        let problems = example.place(&READINGS);
        assert!(problems.is_empty(), "{problems:?}");
        example
    }

    /// What does not hold once the file was changed.
    fn faults_after(&self, old: &str, new: &str) -> String {
        let path = self.folder.path().join("mit.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{old} is not in\n{text}");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
        prove(self.folder.path()).unwrap().faults.join("\n")
    }
}

const READINGS: [[&str; 4]; 4] = [
    ["0", "license-copy", "1(a)", "hand over this License"],
    ["1", "display-mark", "1 (b)", "show “Made with Example” in"],
    ["2", "military-prohibition", "2", "You may not use the Model"],
    ["3", "trademark-limit", "Marks", "grants no right to them"],
];

#[test]
fn what_a_reader_copied_becomes_evidence_that_holds() {
    let example = Example::placed();
    let proof = prove(example.folder.path()).unwrap();
    assert!(proof.faults.is_empty(), "{:?}", proof.faults);
    assert_eq!((proof.duties, proof.proved, proof.marks, proof.clauses), (4, 4, 1, 4));
    let duties = example.license().duty;
    let clauses: Vec<&str> = duties.iter().map(|duty| duty.evidence[0].clause.as_str()).collect();
    assert_eq!(clauses, ["1.a", "1.b", "2", "Marks"]);
    // The word that makes a duty of a list's item stands above the list.
    let above: Vec<bool> = duties.iter().map(|duty| duty.evidence[0].modal.is_some()).collect();
    assert_eq!(above, [true, false, false, false]);
}

#[test]
fn what_cannot_be_placed_says_why() {
    let example = Example::new();
    for (reading, why) in [
        (["0", "license-copy", "1.a", "hand over the License"], "only as far as \"handover\""),
        (["0", "license-copy", "2", "hand over this License"], "it stands in clause \"1.a\""),
        (["0", "output", "1.a", "hand over this License"], "no such duty at this number"),
        (["9", "license-copy", "1.a", "hand over this License"], "no such duty at this number"),
    ] {
        let problems = example.place(&[reading]);
        assert!(problems.len() == 1 && problems[0].contains(why), "{reading:?}: {problems:?}");
    }
    let twice = [READINGS[2], ["3", "trademark-limit", "2", "You may not"]];
    let problems = example.place(&twice);
    assert!(problems[0].contains("another duty names these words"), "{problems:?}");
}

#[test]
fn what_does_not_hold_is_a_fault() {
    for (old, new, fault) in [
        ("clause = \"2\", words", "clause = \"1.a\", words", "do not stand in this clause"),
        ("clause = \"2\", words", "clause = \"3\", words", "no such clause"),
        ("clause = \"Marks\", words", "clause = \"Notices\", words", "no such clause"),
        ("language = \"en\"", "language = \"zh\"", "there is no text in \"zh\""),
        (
            "marks = [\"Made with Example\"]",
            "marks = [\"Made by Example\"]",
            "no text has the mark",
        ),
        (
            "kind = \"military-prohibition\"\nclause = \"2\"\nbinding = \"must\"\nmarks = []",
            "kind = \"military-prohibition\"\nclause = \"2\"\nbinding = \"must\"\nmarks = [\"hand over\"]",
            "not in clause 2",
        ),
        ("en = \"Do license-copy.\"", "en = \"\"", "no sentence in English"),
        ("zh = \"须2military-prohibition。\"", "zh = \"Do.\"", "no sentence in Chinese"),
        ("en = \"Do license-copy.\"", "en = \"Do display-mark.\"", "it repeats another duty"),
        ("spdx = \"MIT\"", "spdx = \"MIT\"\nhf-license = [\"llama3.1\"]", "leads elsewhere"),
        ("spdx = \"MIT\"", "spdx = \"MIT\"\nowners = [\"Acme Labs\"]", "no owner's name"),
    ] {
        let faults = Example::placed().faults_after(old, new);
        assert!(faults.contains(fault), "{old} -> {new}: {faults:?}");
    }
}

#[test]
fn words_that_make_no_duty_are_a_fault() {
    let example = Example::placed();
    let duties = example.license().duty;
    let modal = duties[0].evidence[0].modal.clone().unwrap();
    let faults = example.faults_after(&format!(", modal = \"{modal}\""), "");
    assert!(faults.contains("none of the words makes a duty"), "{faults}");

    // Three words that two duties name.
    let example = Example::placed();
    let (one, other) = (&duties[2].evidence[0], &duties[3].evidence[0]);
    let same = format!("clause = \"2\", words = \"{}\"", one.words);
    let faults =
        example.faults_after(&format!("clause = \"Marks\", words = \"{}\"", other.words), &same);
    assert!(faults.contains("another duty names the same three words"), "{faults}");
}
