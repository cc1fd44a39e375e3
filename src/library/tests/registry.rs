//! What the files of `signatures/` say is whole and consistent.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    super::{
        duty::{Binding, DutyKind, Severity, Where},
        license::{Commercial, License},
    },
    library, skipped,
};

/// The licenses that a file of `signatures/` describes.
fn described() -> Vec<&'static License> {
    let licenses = library().ids().into_iter().filter_map(|id| library().license(id));
    licenses
        .filter(|license| !license.read.is_empty() && library().text_of(&license.id) == license.id)
        .collect()
}

#[test]
fn every_file_is_a_license_under_its_own_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("signatures");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            Some(name.strip_suffix(".toml")?.to_owned())
        })
        .filter(|stem| !matches!(stem.as_str(), "bases" | "families" | "names" | "duty-words"))
        .collect();
    let ids: BTreeSet<String> = described().iter().map(|license| license.id.clone()).collect();
    assert_eq!(files, ids);
}

#[test]
fn every_id_of_the_list_is_a_license() {
    let ids = library().ids();
    assert!(ids.is_sorted());
    assert!(ids.len() > 900, "{}", ids.len());
    for id in ids {
        assert_eq!(library().license(id).unwrap().id, id);
    }
    assert_eq!(library().license("no-such-license"), None);
}

#[test]
fn every_id_of_the_corpus_is_described() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/ids.jsonl");
    let Ok(list) = fs::read_to_string(list) else {
        skipped("corpus");
        return;
    };
    let ids: BTreeSet<&str> = described().iter().map(|license| license.id.as_str()).collect();
    for line in list.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = record["license"].as_str().unwrap();
        assert!(ids.contains(id), "{id} has no file in signatures/");
    }
}

#[test]
fn every_expression_is_valid() {
    for id in library().ids() {
        let spdx = &library().license(id).unwrap().spdx;
        // The list keeps deprecated ids, which only the lax reader takes.
        let described = !library().license(id).unwrap().read.is_empty();
        let mode = if described { spdx::ParseMode::STRICT } else { spdx::ParseMode::LAX };
        spdx::Expression::parse_mode(spdx, mode).unwrap_or_else(|e| panic!("{id}: {spdx}: {e}"));
    }
}

#[test]
fn facts_are_whole() {
    for license in described() {
        let id = &license.id;
        assert!(!license.titles.is_empty(), "{id} has no title");
        assert!(
            license.titles.iter().all(|title| title.chars().count() < 120),
            "{id}: a long title"
        );
        assert!(!license.family.is_empty() && !license.licensor.is_empty(), "{id}");
        for owner in &license.owners {
            assert_eq!(owner, &owner.to_lowercase(), "{id}: owners are in small letters");
        }
        if license.was_read() && license.commercial == Commercial::No {
            let said = license.duty.iter().any(|duty| duty.kind == DutyKind::NonCommercial);
            assert!(said, "{id} forbids commerce in no duty");
        }
        if !license.was_read() {
            assert!(license.duty.is_empty(), "{id}: nobody has read its duties");
        }
    }
}

#[test]
fn every_duty_speaks_two_languages() {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for license in described() {
        for duty in &license.duty {
            let at = format!("{} {} {}", license.id, duty.kind.as_str(), duty.clause);
            assert!(duty.en.is_ascii() || !duty.en.chars().all(han), "{at}: {}", duty.en);
            assert!(duty.zh.chars().any(han), "{at}: {}", duty.zh);
            assert!(
                !duty.en.is_empty() && !duty.clause.is_empty() && !duty.roles.is_empty(),
                "{at}"
            );
        }
    }
}

#[test]
fn marks_stand_where_a_rule_looks_for_them() {
    for license in described() {
        for duty in license.duty.iter().filter(|duty| duty.binding == Binding::Must) {
            let at = format!("{} {} {}", license.id, duty.kind.as_str(), duty.clause);
            match duty.kind {
                DutyKind::DisplayMark | DutyKind::NoticeFile | DutyKind::NamePrefix => {
                    assert!(!duty.marks.is_empty(), "{at} has no mark");
                    assert!(!duty.places.is_empty(), "{at} stands nowhere");
                }
                _ => {}
            }
            if duty.kind == DutyKind::NoticeFile {
                assert!(duty.places.contains(&Where::Notice), "{at}");
            }
            if duty.only_if.is_some() {
                assert_eq!(duty.severity, Severity::Note, "{at}");
            }
            assert_eq!(duty.template, duty.marks.iter().any(|mark| mark.contains('<')), "{at}");
        }
    }
}

#[test]
fn no_two_duties_of_a_license_are_the_same() {
    for license in described() {
        for (number, duty) in license.duty.iter().enumerate() {
            let again = license.duty[number + 1..].iter().any(|other| other == duty);
            assert!(!again, "{} {} {}", license.id, duty.kind.as_str(), duty.clause);
        }
    }
}

#[test]
fn the_seeds_ask_for_their_marks() {
    let mark = |id: &str, kind: DutyKind| {
        let license = library().license(id).unwrap();
        let duty = license.duty.iter().find(|duty| duty.kind == kind).unwrap();
        (duty.marks.join(" | "), duty.clause.clone())
    };
    for (id, marks, clause) in [
        ("skywork-community", "Skywork Inside", "五.1 / V.15"),
        ("baichuan-m1-community", "Baichuan Inside", "六.1"),
        ("duix-avatar-community", "Duix.Avatar/guiji.cn | Duix.Avatar", "六.1 / 6.1"),
        ("llama3.1", "Built with Llama", "1.b.i (B)"),
        ("qwen-2024", "Built with Qwen | Improved using Qwen", "5.b"),
    ] {
        assert_eq!(mark(id, DutyKind::DisplayMark), (marks.to_owned(), clause.to_owned()), "{id}");
    }
    let (notice, _) = mark("gemma-2025-03-24", DutyKind::NoticeFile);
    assert!(notice.contains("ai.google.dev/gemma/terms"), "{notice}");
}

#[test]
fn a_license_of_the_list_has_facts_and_no_duties() {
    let license = library().license("upl-1.0").unwrap();
    assert_eq!((license.family.as_str(), license.spdx.as_str()), ("upl", "UPL-1.0"));
    assert_eq!(license.commercial, Commercial::Allowed);
    assert!(license.duty.is_empty() && !license.was_read());
    assert_eq!(library().license("cc-by-nc-3.0").unwrap().commercial, Commercial::No);
    assert_eq!(library().license("gpl-2.0").unwrap().spdx, "GPL-2.0-only");
    let later = library().license("gpl-3.0-or-later").unwrap();
    assert_eq!(later.spdx, "GPL-3.0-or-later");
    assert_eq!(later.duty, library().license("gpl-3.0").unwrap().duty);
}

#[test]
fn the_digest_is_one() {
    let digest = library().digest();
    assert_eq!(digest.len(), "sha256:".len() + 64);
    assert!(digest.starts_with("sha256:"));
}

#[test]
fn embedded_texts_are_what_they_say_and_hold_nothing_to_fill_in() {
    let library = library();
    let ids: Vec<&str> = library.ids_with_text().collect();
    assert!(ids.len() > 60 && ids.is_sorted());
    for id in ids {
        let text = library.text(id).unwrap();
        assert!(library.license(id).is_some() && text.ends_with('\n'), "{id}");
        // A form at the end tells how to apply the license; what stands before is the license.
        let end = ["END OF TERMS AND CONDITIONS", "How to Apply", "ADDENDUM: How to use"];
        let end = end.iter().filter_map(|head| text.find(head)).min().unwrap_or(text.len());
        let lower = text[..end].to_lowercase();
        for blank in
            ["<year>", "[year]", "[yyyy]", "<owner>", "<copyright holder", "<name of author>"]
        {
            let forms = ["mulanpsl-1.0", "mulanpsl-2.0"];
            assert!(!lower.contains(blank) || forms.contains(&id), "{id}: {blank}");
        }
    }
    assert_eq!(library.text("gpl-3.0-or-later"), library.text("gpl-3.0"));
    for id in ["mit", "bsd-3-clause", "isc", "0bsd", "llama3.1", "no-such-license"] {
        assert_eq!(library.text(id), None, "{id}");
    }
    for id in ["bsd-2-clause", "bsd-3-clause", "bsd-4-clause", "isc", "mit", "mit-0"] {
        let form = library.form(id).unwrap().to_lowercase();
        assert!(form.contains("<year>") && form.ends_with('\n'), "{id}");
    }
    assert_eq!(library.form("apache-2.0"), None);
}
