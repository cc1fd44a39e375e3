//! Many runs give what one gives, byte for byte: shards of the same roots, and runs over roots of their own
//! that know of one another by their indexes.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod disk;

use std::fs;

use disk::{Disk, card, license_text, rules};
use sha2::{Digest as _, Sha256};

/// A policy with entries that meet something in one shard only, in none, and one that is past its date.
const POLICY: &str = r#"
[[waiver]]
rule = "missing-license-copy"
unit = "owner-3/model-3"
reason = "settled with counsel"
owner = "legal"
expires = 2099-01-01

[[waiver]]
rule = "missing-license-copy"
unit = "nobody/*"
reason = "meets nothing in any part"
owner = "legal"
expires = 2099-01-01

[[waiver]]
rule = "missing-license"
unit = "*"
reason = "is past its date by now"
owner = "legal"
expires = 2020-01-01
"#;

/// A store of models that share licenses, come from one another, lie there twice by hard links or by
/// pointers, and leave something unread.
fn store(policy: bool) -> Disk {
    let disk = Disk::new();
    let licenses = ["MIT", "Apache-2.0", "BSD-3-Clause", "CC-BY-NC-4.0"];
    for number in 0..90 {
        let model = format!("models/owner-{}/model-{number}", number % 17);
        let base = number / 3;
        let license = licenses[number % licenses.len()];
        let declared = licenses[number % 5 % licenses.len()].to_lowercase();
        let front = match number % 6 {
            0 => format!("license: {declared}\nlibrary_name: x"),
            1 => format!("license: {declared}\nbase_model: owner-{}/model-{base}", base % 17),
            2 => "base_model: meta-llama/Llama-3.1-8B".to_owned(),
            3 => format!("base_model:\n- owner-{}/model-{base}\n- Qwen/Qwen2-7B", base % 17),
            4 => "base_model: twin\n".to_owned(),
            _ => format!("license: {declared}\nbase_model: model-{base}"),
        };
        disk.write(format!("{model}/README.md"), card(&front) + "It is fine-tuned.\n");
        if number % 2 == 0 {
            disk.write(format!("{model}/LICENSE"), license_text(license));
        }
        if number % 7 == 0 {
            disk.write(format!("{model}/NOTICE"), format!("Model {} by Acme\n", number % 4));
        }
        if number % 31 == 0 {
            disk.write(format!("{model}/LICENSE.pdf"), "%PDF-1.4 broken");
        }
        let weights = format!("{model}/model.safetensors");
        match number {
            _ if number % 10 == 9 => {
                let earlier = number - 9;
                let first = format!("models/owner-{}/model-{earlier}", earlier % 17);
                fs::hard_link(disk.at(first).join("model.safetensors"), disk.at(weights)).unwrap();
            }
            _ if number % 10 == 8 => disk.write(
                weights,
                format!(
                    "version https://git-lfs.github.com/spec/v1\noid sha256:{:064x}\nsize 5\n",
                    number / 30
                ),
            ),
            _ => disk.write(weights, "weights"),
        }
    }
    // One name, two models: a bare name means neither.
    for owner in ["left", "right"] {
        disk.write(format!("models/{owner}/twin/README.md"), card("license: mit\nlibrary_name: x"));
    }
    disk.write("models/-x/README.md", card("license: mit\nlibrary_name: x"));
    disk.write("models/.hidden/天工/README.md", card("license: mit\nlibrary_name: x"));
    if policy {
        disk.write("licscan.toml", POLICY);
    }
    disk
}

/// Runs and gives what was printed; how it ended is asked where it matters.
fn printed(disk: &Disk, arguments: &[&str]) -> String {
    let ran = disk.run(arguments);
    assert!([0, 1, 4].contains(&ran.code), "{arguments:?}: {ran:?}");
    ran.stdout
}

fn merged(disk: &Disk, files: &[String], more: &[&str]) -> String {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    printed(disk, &[&["merge"], &files[..], more].concat())
}

/// Where the first difference is: whole outputs would fill screens.
#[track_caller]
fn same(one: &str, other: &str, what: &str) {
    let differ = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    assert!(one == other, "{what}: {differ:#?}, {} and {} bytes", one.len(), other.len());
}

#[test]
fn shards_make_up_one_scan() {
    for policy in [false, true] {
        let disk = store(policy);
        for (at, roots) in [
            &["models"][..],
            &["models/owner-3/model-3", "models/right", "./models", "models/owner-3"],
            &["."],
        ]
        .into_iter()
        .enumerate()
        {
            let whole = printed(&disk, &[&["scan"], roots, &["--format", "json"]].concat());
            let lines = printed(&disk, &[&["scan"], roots, &["--format", "jsonl"]].concat());
            assert!(whole.contains("\"same_as\":"), "{whole}");
            for of in [1, 2, 3, 7] {
                let mut files = Vec::new();
                for number in 1..=of {
                    let shard = format!("{number}/{of}");
                    let part = ["--format", "jsonl", "--shard", &shard];
                    let file = format!("{at}-{of}-{number}.jsonl");
                    disk.write(&file, printed(&disk, &[&["scan"], roots, &part].concat()));
                    files.push(file);
                }
                // The order of the files is no matter.
                files.reverse();
                same(&whole, &merged(&disk, &files, &[]), &format!("{roots:?} in {of}"));
                let joined = merged(&disk, &files, &["--format", "jsonl"]);
                same(&lines, &joined, &format!("{roots:?} in {of}"));
            }
        }
    }
}

#[test]
fn reports_for_people_and_for_code_scanning_are_those_of_one_scan() {
    let disk = store(true);
    let digest = Sha256::digest(license_text("Apache-2.0").as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let clarified = format!(
        "[[clarify]]\nsha256 = \"{digest}\"\nlicense = \"mit\"\nby = \"legal\"\ndate = 2026-11-01\n"
    );
    disk.write("licscan.toml", POLICY.to_owned() + &clarified);
    for language in ["en", "zh"] {
        let mut files = Vec::new();
        for shard in ["1/3", "2/3", "3/3"] {
            let part = ["models", "--format", "jsonl", "--lang", language, "--shard", shard];
            let file = format!("{}.jsonl", &shard[..1]);
            disk.write(&file, printed(&disk, &[&["scan"], &part[..]].concat()));
            files.push(file);
        }
        for format in [&["sarif"][..], &["text"], &["text", "--verbose"], &["text", "--quiet"]] {
            let look = [&["--lang", language, "--format"], format].concat();
            let whole = printed(&disk, &[&["scan", "models"], &look[..]].concat());
            same(&whole, &merged(&disk, &files, &look), &format!("{look:?}"));
        }
    }
}

#[cfg(unix)]
#[test]
fn what_a_part_could_not_look_at_the_whole_says_once() {
    let disk = store(false);
    let links = ["models/owner-3/model-3/NOTICE", "models/owner-5/model-5/NOTICE"];
    for link in links {
        std::os::unix::fs::symlink("nowhere", disk.at(link)).unwrap();
    }
    let files: Vec<String> = ["1/2", "2/2"].map(|shard| shard.replace('/', "-")).to_vec();
    for file in &files {
        let shard = file.replace('-', "/");
        let part = ["scan", "models", "--format", "jsonl", "--shard", &shard];
        disk.write(file, printed(&disk, &part));
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let warnings = |arguments: &[&str]| {
        let ran = disk.run(arguments);
        assert_eq!(ran.code, 4, "{ran:?}");
        let mut said: Vec<String> = ran.stderr.lines().map(str::to_owned).collect();
        said.sort();
        said
    };
    let merge = [&["merge", "--fail-on", "never", "--format", "text"], &files[..]].concat();
    let said = warnings(&merge);
    assert_eq!(said, warnings(&["scan", "models", "--fail-on", "never"]));
    assert!(
        said.len() == 2 && links.iter().zip(&said).all(|(link, it)| it.contains(link)),
        "{said:?}"
    );
}

/// The folders of all models, sorted.
fn roots(disk: &Disk) -> Vec<String> {
    let (scan, _) = disk.scan("models");
    let units = scan["units"].as_array().unwrap();
    units.iter().map(|unit| unit["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn runs_over_roots_of_their_own_make_up_one_scan() {
    let disk = store(true);
    let roots = roots(&disk);
    disk.write("all.txt", roots.join("\n") + "\n");
    let whole = printed(&disk, &["scan", "--roots-from", "all.txt", "--format", "json"]);
    assert!(whole.contains("\"same_as\":"));
    let scan: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let units = scan["units"].as_array().unwrap();
    assert!(units.iter().any(|unit| rules(unit).contains(&"missing-notice")));
    let sarif = printed(&disk, &["scan", "--roots-from", "all.txt", "--format", "sarif"]);
    for of in [1, 2, 5] {
        let part = |number: usize| -> Vec<&str> {
            let own = roots.iter().enumerate().filter(|(at, _)| at % of == number);
            own.map(|(_, root)| root.as_str()).collect()
        };
        let name = |number: usize, ending: &str| format!("{number}.{ending}");
        for number in 0..of {
            let (list, index) = (name(number, "txt"), name(number, "index"));
            disk.write(&list, part(number).join("\0"));
            printed(&disk, &["scan", "--roots-from", &list, "-0", "--index-out", &index, "-q"]);
        }
        let indexes: Vec<String> = (0..of).map(|number| name(number, "index")).collect();
        let indexes: Vec<&str> = indexes.iter().map(String::as_str).collect();
        let joined = |mode: &[&str], format| {
            let mut files = Vec::new();
            for number in 0..of {
                let (list, file) = (name(number, "txt"), name(number, "jsonl"));
                let scan = ["scan", "--roots-from", &list, "-0", "--format", "jsonl"];
                disk.write(&file, printed(&disk, &[&scan, mode].concat()));
                files.push(file);
            }
            merged(&disk, &files, &["--roots-from", "all.txt", "--format", format])
        };
        let known = [&["--index"], &indexes[..]].concat();
        same(&whole, &joined(&known, "json"), &format!("{of} runs"));
        same(&sarif, &joined(&known, "sarif"), &format!("{of} runs, in SARIF"));
        // Runs that know nothing of one another come to something else: the indexes do matter.
        assert_eq!(whole == joined(&["--part"], "json"), of == 1);
    }
}

#[test]
fn what_is_no_whole_is_refused() {
    let disk = Disk::new();
    for name in ["a", "b", "c", "d", "e", "f"] {
        disk.write(format!("models/{name}/README.md"), card("license: mit\nlibrary_name: x"));
    }
    let part = |file: &str, arguments: &[&str]| {
        let arguments = [&["scan", "--format", "jsonl"], arguments].concat();
        disk.write(file, printed(&disk, &arguments));
    };
    part("1", &["models", "--shard", "1/2"]);
    part("2", &["models", "--shard", "2/2"]);
    part("3", &["models", "--shard", "2/3"]);
    part("4", &["./models", "--shard", "2/2"]);
    part("a", &["models/a", "--part"]);
    part("bc", &["models/b", "models/c", "--part"]);
    part("cd", &["models/c", "models/d", "--part"]);
    part("above", &["models", "--part"]);
    part("whole", &["models"]);
    let read = |file: &str| fs::read_to_string(disk.at(file)).unwrap();
    let first = read("1");
    let lines: Vec<&str> = first.lines().collect();
    disk.write("cut", &first[..first.len() - 40]);
    disk.write("headless", lines[1..].join("\n") + "\n");
    disk.write("endless", lines[..lines.len() - 1].join("\n") + "\n");
    disk.write("longer", first.clone() + "\n");
    disk.write("older", first.replace("\"index\":\"sha256:", "\"index\":\"sha256:0"));
    disk.write("list", "models/a\nmodels/b\nmodels/e\n");
    disk.write("empty", "");
    for (arguments, said) in [
        (&["1"][..], "shard 2/2 is missing"),
        (&["1", "1", "2"], "shard 1/2 is in 1 and in 1"),
        (&["1", "3"], "1 and 3 are not shards of one scan"),
        (&["1", "4"], "1 and 4 are not shards of one scan"),
        (&["1", "a"], "1 and a are not shards of one scan"),
        (&["2", "whole"], "whole: not the result of a part"),
        (&["2", "cut"], "cut: its last line is missing"),
        (&["2", "endless"], "endless: its last line is missing"),
        (&["2", "longer"], "longer: its last line is missing"),
        (&["2", "empty"], "empty: its last line is missing"),
        (&["2", "headless"], "headless: its last line speaks of"),
        (&["2", "older"], "2 and older were made by different versions"),
        (&["2", "nowhere"], "nowhere: "),
        (&["bc", "cd"], "the root models/c is there twice"),
        (&["bc", "above"], "models/b is in bc and in above"),
        (&["a", "bc", "--roots-from", "list"], "bc: its root models/c is not in the list of roots"),
        (&["a", "--roots-from", "list"], "2 of the roots are in no file, the first is models/b"),
    ] {
        let ran = disk.run(&[&["merge"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.starts_with(&format!("error: {said}")), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(disk.run(&["merge", "a", "bc", "--fail-on", "warning"]).code, 1);
    assert_eq!(disk.run(&["merge", "a", "bc"]).code, 0);
}

#[test]
fn a_list_of_roots_names_the_line_that_is_wrong() {
    let disk = Disk::new();
    disk.write("m/a/README.md", card("license: mit\nlibrary_name: x"));
    disk.write("lines", "m/a\n\nm/none\n");
    disk.write("nuls", "m/a\0m/a/README.md\0");
    disk.write("zero", "m/a\nm/\0\n");
    for (arguments, said) in [
        (&["--roots-from", "lines"][..], "error: lines:3: no such path: m/none"),
        (&["--roots-from", "nuls", "-0"], "error: nuls:2: not a folder: m/a/README.md"),
        (&["--roots-from", "zero"], "error: zero:2: not a path"),
        (&["--roots-from", "nowhere"], "error: cannot read nowhere: "),
        (&["m", "--roots-from", "lines"], "error: the argument"),
        (&["m", "--null"], "error: the argument"),
        (&["m", "--shard", "3/2"], "error: invalid value '3/2'"),
        (&["m", "--index", "lines"], "error: cannot use the index lines: not an index of licscan"),
    ] {
        let ran = disk.run(&[&["scan"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.starts_with(said), "{arguments:?}: {}", ran.stderr);
    }
    // A share without a model is no empty scan.
    let codes =
        (1..=3).map(|number| disk.run(&["scan", "m", "--shard", &format!("{number}/3")]).code);
    assert_eq!(codes.max(), Some(0));
}

#[test]
fn an_index_is_whole_and_of_this_licscan() {
    let disk = Disk::new();
    disk.write("m/a/README.md", card("license: mit\nlibrary_name: x"));
    disk.write("m/a/LICENSE", license_text("MIT"));
    disk.write("m/a/NOTICE", "Model a by Acme\n");
    assert_eq!(disk.run(&["scan", "m", "--index-out", "index", "-q"]).code, 0);
    let index = fs::read_to_string(disk.at("index")).unwrap();
    let lines: Vec<&str> = index.lines().collect();
    assert_eq!(lines.len(), 4, "{index}");
    let model = r#"{"path":"m/a","name":"a","owner":"m","licenses":["mit"],"notices":["#;
    assert!(lines[2].starts_with(model), "{index}");
    assert_eq!(lines[3], r#"{"models":1,"complete":true}"#);
    disk.write("cut", lines[..3].join("\n") + "\n");
    disk.write("torn", &index[..index.len() - 3]);
    disk.write("fewer", [lines[0], lines[3], ""].join("\n"));
    disk.write("older", index.replace("sha256:", "sha256:0"));
    disk.write("partial", index.replace("\"complete\":true", "\"complete\":false"));
    for (files, said) in [
        (&["cut"][..], "cut: its end is missing"),
        (&["torn"], "torn: line 4 is cut off"),
        (&["fewer"], "fewer: not an index of licscan"),
        (&["older"], "older: made by licscan "),
        (&["index", "partial"], "partial: m/a stands in index too"),
    ] {
        let ran = disk.run(&[&["scan", "m", "--index"], files].concat());
        assert_eq!(ran.code, 2, "{files:?}");
        let said = format!("error: cannot use the index {said}");
        assert!(ran.stderr.starts_with(&said), "{files:?}: {}", ran.stderr);
    }
    assert_eq!(disk.run(&["scan", "m", "--index", "index"]).code, 0);
    // What another run did not see whole is not whole here.
    assert_eq!(disk.run(&["scan", "m", "--index", "partial"]).code, 4);
}
