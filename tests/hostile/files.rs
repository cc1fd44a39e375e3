//! Files that are not what their names promise: pipes, holes of half a gigabyte, folders, pointers,
//! containers that are broken or locked, and more files than anybody needs.

use std::fmt::Write as _;

use std::{fs, fs::File, process::Command};

use crate::{
    disk::{Disk, card, license_text, rules},
    skipped,
};

/// A unit whose license could not be read: the scan says so in the finding, in the JSON and in its code.
fn assert_unreadable(disk: &Disk, reason: &str) {
    let (scan, code) = disk.scan("model");
    let unit = &scan["units"][0];
    assert!(rules(unit).contains(&"unreadable-file"), "{unit:#}");
    let findings = unit["findings"].as_array().unwrap();
    let finding = findings.iter().find(|it| it["rule"] == "unreadable-file").unwrap();
    assert_eq!(finding["level"], "warning");
    assert!(finding["message"].as_str().unwrap().contains(reason), "{finding:#}");
    let documents = unit["documents"].as_array().unwrap();
    assert!(documents.iter().any(|document| document["verdict"] == "unreadable"));
    assert_eq!(scan["complete"], false);
    assert_eq!(code, 4);
    let text = disk.run(&["model"]);
    assert_eq!(text.code, 4);
    assert!(text.stdout.contains("The scan is incomplete"), "{}", text.stdout);
}

fn model() -> Disk {
    let disk = Disk::new();
    disk.write("model/model.gguf", "GGUF");
    disk
}

/// Makes a pipe, which waits for ever for who opens it; false where this machine cannot.
fn pipe(disk: &Disk, below: &str) -> bool {
    let made = Command::new("mkfifo").arg(disk.at(below)).status();
    let made = made.is_ok_and(|status| status.success());
    if !made {
        skipped("there is no mkfifo here");
    }
    made
}

#[test]
fn a_pipe_named_license_is_not_waited_for() {
    let disk = model();
    if pipe(&disk, "model/LICENSE") {
        assert_unreadable(&disk, "not a regular file");
        let identified = disk.run(&["identify", "model/LICENSE"]);
        assert_eq!(identified.code, 4);
    }
}

#[test]
fn pipes_under_every_name_that_is_opened_are_not_waited_for() {
    let disk = model();
    fs::create_dir_all(disk.at("model/.git")).unwrap();
    for name in [
        "model/.git/config",
        "model/README.md",
        "model/NOTICE",
        "model/config.json",
        "model/adapter_config.json",
        "model/mergekit_config.yml",
        "model/model_index.json",
        "model/modules.json",
        "model/params.json",
        "model/configuration.json",
        "model/model.safetensors",
        "model/model.safetensors.index.json",
        "model/pytorch_model.bin",
    ] {
        if !pipe(&disk, name) {
            return;
        }
    }
    let (scan, code) = disk.scan("model");
    assert_eq!(code, 4);
    assert_eq!(scan["units"].as_array().unwrap().len(), 1);
}

#[test]
fn pipes_in_place_of_gits_own_files_are_not_waited_for_when_a_model_is_mended() {
    for name in ["model/.git", "model/.git/index"] {
        let disk = model();
        disk.write(
            "model/README.md",
            card("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B"),
        );
        fs::create_dir_all(disk.at(name).parent().unwrap()).unwrap();
        if pipe(&disk, name) {
            let mended = disk.run(&["fix", "--diff", "model"]);
            assert!(mended.stdout.contains("+**Built with Llama**"), "{}", mended.stdout);
        }
    }
}

#[test]
fn a_pipe_is_not_waited_for_where_the_policy_knows_files_by_their_content() {
    let disk = model();
    disk.write(
        "licscan.toml",
        format!(
            "[[clarify]]\nsha256 = \"{}\"\nlicense = \"mit\"\nby = \"Jo\"\ndate = 2026-01-31\n",
            "a".repeat(64)
        ),
    );
    if pipe(&disk, "model/LICENSE") {
        assert_unreadable(&disk, "not a regular file");
    }
}

#[test]
fn an_ignore_file_that_is_a_pipe_a_link_or_endless_stops_no_scan() {
    let disk = model();
    disk.write("other/model.gguf", "GGUF");
    disk.write("other/LICENSE", license_text("MIT"));
    let file = "model/.licscanignore";
    let assert_told = |what: &str| {
        let ran = disk.run(&["model", "other"]);
        assert_eq!(ran.code, 4, "{what}: {ran:?}");
        assert!(ran.stderr.contains("model/.licscanignore: "), "{what}: {}", ran.stderr);
        assert!(ran.stdout.contains("1 model"), "{what}: {}", ran.stdout);
    };
    if pipe(&disk, file) {
        assert_told("a pipe");
        fs::remove_file(disk.at(file)).unwrap();
    }
    File::create(disk.at(file)).unwrap().set_len(3 << 30).unwrap();
    assert_told("endless");
    fs::remove_file(disk.at(file)).unwrap();
    fs::create_dir(disk.at(file)).unwrap();
    assert_told("a folder");
    // The same one folder further down.
    let ran = disk.run(&["."]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("model/.licscanignore: "), "{}", ran.stderr);
}

#[test]
fn an_ignore_file_of_a_user_still_works() {
    let disk = model();
    disk.write("other/model.gguf", "GGUF");
    disk.write(".licscanignore", "/model/\n");
    let (scan, _) = disk.scan(".");
    assert_eq!(scan["units"].as_array().unwrap().len(), 1);
    assert_eq!(scan["units"][0]["path"], "other");
}

#[test]
fn half_a_gigabyte_named_license_is_read_at_its_head_only() {
    let disk = model();
    let license = disk.at("model/LICENSE");
    File::create(&license).unwrap().set_len(500 << 20).unwrap();
    assert_unreadable(&disk, "binary");
    let (scan, _) = disk.scan("model");
    assert!(scan["summary"]["bytes_read"].as_u64().unwrap() < 8 << 20);
}

#[test]
fn a_license_that_is_longer_than_the_limit_is_named_and_the_scan_incomplete() {
    let disk = model();
    let filler = "These words are no license.\n".repeat(200_000);
    disk.write("model/LICENSE", format!("{}\n{filler}", license_text("MIT")));
    let ran = disk.run(&["model", "--format", "json"]);
    let scan: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ran.code, 4);
    assert_eq!(scan["complete"], false);
    assert_eq!(scan["units"][0]["documents"][0]["licenses"][0]["id"], "mit");
    assert!(ran.stderr.contains("model/LICENSE: longer than the limit"), "{}", ran.stderr);
}

#[test]
fn a_folder_named_license_holds_licenses() {
    let disk = model();
    disk.write("model/LICENSE/MIT.txt", license_text("MIT"));
    let (scan, code) = disk.scan("model");
    assert_eq!(code, 0);
    assert_eq!(scan["units"][0]["documents"][0]["licenses"][0]["id"], "mit");
}

#[test]
fn an_empty_license_names_nothing() {
    for content in ["", " \n\t\r\n", "\u{feff}", "TODO\n", "See the website.\n"] {
        let disk = model();
        disk.write("model/LICENSE", content);
        let (scan, code) = disk.scan("model");
        assert_eq!(scan["units"][0]["documents"][0]["licenses"], serde_json::json!([]));
        assert!(rules(&scan["units"][0]).contains(&"missing-license"), "{content:?}");
        assert_eq!(code, 0, "{content:?}: a warning");
    }
}

#[test]
fn a_broken_pdf_is_told_and_the_scan_incomplete() {
    for (content, reason) in [
        (&b"%PDF-1.7\n"[..], "PDF"),
        (
            b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R",
            "PDF",
        ),
        (b"%PDF-1.5\nstartxref\n99999999\n%%EOF", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a word-processor file of old", "DOC"),
        (b"{\\rtf1 a license}", "RTF"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
        (b"PK\x03\x04 and no more", "DOCX"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0", "binary"),
    ] {
        let disk = model();
        disk.write("model/LICENSE.pdf", content);
        assert_unreadable(&disk, reason);
    }
}

#[test]
fn a_locked_pdf_is_told_and_the_scan_incomplete() {
    let disk = model();
    disk.write("model/LICENSE.pdf", locked_pdf());
    assert_unreadable(&disk, "password");
}

/// A small file that asks for a password which nobody here has: its keys fit no password.
fn locked_pdf() -> Vec<u8> {
    let key = "00".repeat(32);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>".to_owned(),
        "<< /Length 9 >>\nstream\nq 1 0 0 Q\nendstream".to_owned(),
        format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{key}> /U <{key}> >>"),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        writeln!(pdf, "{} 0 obj\n{object}\nendobj", number + 1).unwrap();
    }
    let table = pdf.len();
    pdf += "xref\n0 6\n0000000000 65535 f \n";
    for place in places {
        writeln!(pdf, "{place:010} 00000 n ").unwrap();
    }
    pdf += "trailer << /Size 6 /Root 1 0 R /Encrypt 5 0 R /ID [<00> <00>] >>\n";
    writeln!(pdf, "startxref\n{table}\n%%EOF").unwrap();
    pdf.into_bytes()
}

#[test]
fn a_pointer_in_place_of_a_license_is_told_and_read_through_where_the_object_is_here() {
    let disk = model();
    let oid = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";
    let text = license_text("MIT");
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {}\n",
        text.len()
    );
    disk.write("model/LICENSE", pointer);
    assert_unreadable(&disk, "git-lfs pointer");
    disk.write(format!("model/.git/lfs/objects/4d/7a/{oid}"), text);
    let (scan, code) = disk.scan("model");
    assert_eq!(code, 0, "{scan:#}");
    assert_eq!(scan["units"][0]["documents"][0]["licenses"][0]["id"], "mit");
}

#[test]
fn many_files_in_one_folder_are_one_model() {
    let disk = model();
    disk.write("model/LICENSE", license_text("MIT"));
    disk.write("model/README.md", card("license: mit"));
    let parts = disk.at("model/parts");
    fs::create_dir(&parts).unwrap();
    for number in 0..100_000 {
        fs::write(parts.join(format!("{number}.txt")), "").unwrap();
    }
    let (scan, code) = disk.scan("model");
    assert_eq!(code, 0);
    assert_eq!(scan["summary"]["units"], 1);
    assert_eq!(scan["summary"]["documents"], 2);
    assert!(scan["summary"]["bytes_read"].as_u64().unwrap() < 100_000);
}

#[test]
fn more_documents_than_one_model_has_are_told() {
    let disk = model();
    for number in 0..600 {
        disk.write(format!("model/LICENSE-{number}.txt"), "no license\n");
    }
    assert_unreadable(&disk, "500 documents");
}

#[test]
fn folders_in_folders_end_somewhere() {
    let disk = model();
    let deep = "d/".repeat(200);
    disk.write(format!("model/{deep}LICENSE"), license_text("MIT"));
    let ran = disk.run(&["model"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("deeper than 64 folders"), "{}", ran.stderr);
    assert!(ran.stdout.contains("1 model"));
}
