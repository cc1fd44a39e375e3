//! Many runs give what one gives, byte for byte: shards of the same roots, and runs over roots of their own
//! that know of one another by their indexes.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod disk;

use std::fs;

use disk::{Disk, card, license_text};

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
                    let file = format!("../{at}-{of}-{number}.jsonl");
                    let file = disk.at("").join(file.trim_start_matches("../"));
                    let result = printed(&disk, &[&["scan"], roots, &part].concat());
                    fs::create_dir_all(disk.at("out")).unwrap();
                    let file = disk.at("out").join(file.file_name().unwrap());
                    fs::write(&file, result).unwrap();
                    files.push(file.to_str().unwrap().to_owned());
                }
                // The order of the files is no matter.
                files.reverse();
                same(&whole, &merged(&disk, &files, &[]), &format!("{roots:?} in {of}"));
                let joined = merged(&disk, &files, &["--format", "jsonl"]);
                same(&lines, &joined, &format!("{roots:?} in {of}"));
            }
            fs::remove_dir_all(disk.at("out")).unwrap();
        }
    }
}

/// The folders of all models, in the order of the disk's names.
fn roots(disk: &Disk) -> Vec<String> {
    let mut roots = Vec::new();
    for owner in fs::read_dir(disk.at("models")).unwrap() {
        for model in fs::read_dir(owner.unwrap().path()).unwrap_or_else(|_| unreachable!()) {
            let path = model.unwrap().path();
            if path.is_dir() {
                let below = path.strip_prefix(disk.at("")).unwrap();
                roots.push(below.to_str().unwrap().to_owned());
            }
        }
    }
    roots.push("models/-x".to_owned());
    roots.sort();
    roots
}

#[test]
fn runs_over_roots_of_their_own_make_up_one_scan() {
    let disk = store(true);
    let roots = roots(&disk);
    disk.write("all.txt", roots.join("\n") + "\n");
    let whole = printed(&disk, &["scan", "--roots-from", "all.txt", "--format", "json"]);
    assert!(whole.contains("\"same_as\":"));
    for of in [1, 2, 5] {
        let part = |number: usize| -> Vec<&str> {
            let own = roots.iter().enumerate().filter(|(at, _)| at % of == number);
            own.map(|(_, root)| root.as_str()).collect()
        };
        for number in 0..of {
            let list = part(number).join("\0");
            disk.write(format!("part-{number}.txt"), list);
            let list = format!("part-{number}.txt");
            let index = format!("{number}.index");
            printed(&disk, &["scan", "--roots-from", &list, "-0", "--index-out", &index, "-q"]);
        }
        let indexes: Vec<String> = (0..of).map(|number| format!("{number}.index")).collect();
        let mut files = Vec::new();
        for number in 0..of {
            let list = format!("part-{number}.txt");
            let scan = ["scan", "--roots-from", &list, "-0", "--format", "jsonl", "--index"];
            let others: Vec<&str> = indexes.iter().map(String::as_str).collect();
            let result = printed(&disk, &[&scan[..], &others].concat());
            disk.write(format!("{number}.jsonl"), result);
            files.push(format!("{number}.jsonl"));
        }
        let joined = merged(&disk, &files, &["--roots-from", "all.txt"]);
        same(&whole, &joined, &format!("{of} runs"));
    }
}
