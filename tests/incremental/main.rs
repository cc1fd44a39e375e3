//! What an audit remembers never changes what it says: over random edits of a store and of its policy, a night
//! that reads only what changed comes to the same history, byte for byte, as one that reads everything.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
#[path = "../disk/mod.rs"]
mod disk;
mod texts;

use std::{
    fmt::Write as _,
    fs::{self, File},
    path::{Path, PathBuf},
    thread,
    time::{Duration, UNIX_EPOCH},
};

use disk::{Disk, license_text};
use jiff::{Timestamp, civil::date};
use licscan::{
    audit::{self, Database, NightDone, NightOptions, export, report::AuditReport},
    finding::Level,
    language::Language,
    policy::{self, Chosen},
    scan::ScanOptions,
};
use serde_json::Value;

/// Longer than the coarsest clock of a local file system ticks, so that two edits have two times.
const TICK: Duration = Duration::from_millis(12);

/// A sequence of numbers that is the same in every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// How a night is run.
struct Run<'a> {
    database: &'a str,
    recalls: bool,
    day: i8,
    /// From when on changes are too fresh; `None` for the rule of every run.
    trusts_until: Option<i64>,
}

/// Runs a night over the store of a disk.
fn night(disk: &Disk, run: &Run) -> NightDone {
    let roots = [disk.at("store")];
    let config = disk.at("licscan.toml");
    let chosen = Chosen {
        file: config.is_file().then_some(config.as_path()),
        none: !config.is_file(),
        trust_trees: false,
        working_folder: Path::new("."),
        today: date(2026, 11, run.day),
        role_is_typed: false,
    };
    let (policies, _) = policy::load(&roots, &chosen).unwrap();
    let clock = || Timestamp::from_second(1_790_000_000).unwrap();
    let options = NightOptions {
        roots: &roots,
        scan: ScanOptions { threads: 2, policies: Some(&policies), ..ScanOptions::default() },
        day: chosen.today,
        clock: &clock,
        keep_days: None,
        recalls: run.recalls,
        unseen: Vec::new(),
        may_be_empty: false,
        trusts_until: run.trusts_until,
    };
    audit::night(Database::open(&disk.at(run.database)).unwrap(), &options).unwrap()
}

/// Everything that a database says, but how much was read for it.
fn history(database: &Database) -> Vec<String> {
    let (mut lines, mut units) = (Vec::new(), Vec::new());
    export::write(database, Language::En, &mut lines).unwrap();
    export::write_units(database, &mut units).unwrap();
    let lines = String::from_utf8(lines).unwrap() + &String::from_utf8(units).unwrap();
    let mut all: Vec<String> = lines.lines().map(str::to_owned).collect();
    for line in all.iter_mut().filter(|line| line.starts_with(r#"{"type":"night""#)) {
        let mut night: Value = serde_json::from_str(line).unwrap();
        night["remembered"] = Value::Null;
        night["bytes_read"] = Value::Null;
        *line = night.to_string();
    }
    all
}

const MODELS: [&str; 12] = [
    "lab/base",
    "lab/second",
    "lab/third",
    "acme/one",
    "acme/two",
    "acme/three",
    "acme/four",
    "acme/five",
    "x/copy",
    "x/one",
    "y/base",
    "y/two",
];

/// A card with a license and a base, which may lie in the store or not.
fn card(dice: &mut Dice) -> String {
    let license = dice.one(&["mit", "apache-2.0", "other", "llama3.1", "cc-by-nc-4.0"]);
    let base =
        dice.one(&["lab/base", "lab/second", "base", "acme/one", "meta-llama/Llama-3.1-8B", ""]);
    let base = if base.is_empty() { String::new() } else { format!("base_model: {base}\n") };
    format!("---\nlicense: {license}\n{base}pipeline_tag: x\n---\n# A model\n\nFine-tuned.\n")
}

/// One edit, as somebody or something may do it to a store.
fn edit(disk: &Disk, dice: &mut Dice) {
    let model = format!("store/{}", dice.one(&MODELS));
    let at = |name: &str| disk.at(format!("{model}/{name}"));
    match dice.below(14) {
        0..=2 => disk.write(format!("{model}/README.md"), card(dice)),
        3 | 4 => {
            let id: &&str = dice.one(&["MIT", "Apache-2.0", "CC-BY-NC-4.0"]);
            let text = license_text(id);
            disk.write(format!("{model}/{}", dice.one(&["LICENSE", "LICENSE.txt"])), text);
        }
        5 => disk.write(format!("{model}/NOTICE"), format!("Copyright {} Lab\n", dice.below(3))),
        6 => {
            let name = dice.one(&["LICENSE", "LICENSE.txt", "NOTICE", "README.md"]);
            let _may_be_absent = fs::remove_file(at(name));
        }
        7 => {
            let _may_be_absent = fs::remove_dir_all(disk.at(&model));
        }
        8 => {
            let (from, to) = (disk.at(&model), disk.at(format!("store/{}", dice.one(&MODELS))));
            if from.is_dir() && !to.exists() {
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::rename(from, to).unwrap();
            }
        }
        9 => {
            // Touched: another time, the same content.
            if let Ok(file) = File::options().append(true).open(at("README.md")) {
                let moment = Duration::from_secs(1_700_000_000 + dice.below(1000) as u64);
                file.set_modified(UNIX_EPOCH + moment).unwrap();
            }
        }
        10 => {
            // Another content of the same length, with the time that it had before.
            let file = at("README.md");
            if let Ok(text) = fs::read_to_string(&file) {
                let time = fs::metadata(&file).unwrap().modified().unwrap();
                fs::write(&file, text.replace("license: mit", "license: xyz")).unwrap();
                File::options().append(true).open(&file).unwrap().set_modified(time).unwrap();
            }
        }
        11 => {
            // The same weights under two names.
            let (weights, other) = (at("model.safetensors"), *dice.one(&MODELS));
            let other = disk.at(format!("store/{other}/model.safetensors"));
            if other.is_file() && !weights.exists() && weights.parent().unwrap().is_dir() {
                fs::hard_link(other, weights).unwrap();
            } else {
                disk.write(format!("{model}/model.safetensors"), "weights");
            }
        }
        12 => {
            let shared: PathBuf = disk.at("store/acme/LICENSE");
            if shared.exists() {
                fs::remove_file(shared).unwrap();
            } else {
                disk.write("store/acme/LICENSE", license_text("MIT"));
            }
        }
        _ if dice.below(3) == 0 => policy(disk, dice),
        _ => {}
    }
}

/// Another policy, or none.
fn policy(disk: &Disk, dice: &mut Dice) {
    let mut text = String::new();
    if dice.below(2) == 0 {
        let until = dice.below(20) + 5;
        write!(
            text,
            "[[waiver]]\nrule = \"missing-license-copy\"\nunit = \"{}\"\nreason = \"r\"\nowner = \"o\"\n\
             expires = 2026-11-{until:02}\n",
            dice.one(&["acme/*", "lab/base", "nobody/*"])
        )
        .unwrap();
    }
    if dice.below(2) == 0 {
        text += "[deny]\nfacts = [\"non-commercial\"]\n[[owner]]\nname = \"team\"\nunits = [\"lab/*\"]\n";
    }
    if dice.below(3) == 0 {
        let digest = "0".repeat(64);
        write!(
            text,
            "[[clarify]]\nsha256 = \"{digest}\"\nlicense = \"mit\"\nby = \"b\"\ndate = 2026-11-01\n"
        )
        .unwrap();
    }
    disk.write("licscan.toml", text);
}

#[test]
fn what_is_remembered_never_changes_what_is_said() {
    for seed in 0..4 {
        let mut dice = Dice(seed);
        let disk = Disk::new();
        for model in MODELS {
            disk.write(format!("store/{model}/README.md"), card(&mut dice));
        }
        let mut remembered = 0;
        for step in 0..25 {
            for _ in 0..=dice.below(3) {
                edit(&disk, &mut dice);
            }
            fs::create_dir_all(disk.at("store")).unwrap();
            let day = i8::try_from(dice.below(28) + 1).unwrap();
            let run = Run { database: "a.db", recalls: true, day, trusts_until: Some(i64::MAX) };
            let some = night(&disk, &run);
            let all = night(&disk, &Run { database: "b.db", recalls: false, ..run });
            remembered += some.summary.remembered;
            assert_eq!(all.summary.remembered, 0);
            assert_eq!(
                history(&some.database),
                history(&all.database),
                "seed {seed}, step {step}: only what is remembered differs"
            );
            thread::sleep(TICK);
        }
        assert!(remembered > 25, "of seed {seed} only {remembered} units were remembered");
    }
}

#[test]
fn of_what_did_not_change_nothing_is_read_and_fresh_files_are_not_trusted() {
    let disk = Disk::new();
    let mut dice = Dice(7);
    for model in MODELS {
        disk.write(format!("store/{model}/README.md"), card(&mut dice));
        disk.write(format!("store/{model}/LICENSE"), license_text("MIT"));
    }
    let ran = |recalls, trusts_until| {
        let run = Run { database: "a.db", recalls, day: 1, trusts_until };
        let NightDone { summary, .. } = night(&disk, &run);
        (summary.units, summary.remembered, summary.bytes_read == 0)
    };
    // These files may be changed once more within the same tick of the clock.
    assert_eq!(ran(true, None), (12, 0, false));
    assert_eq!(ran(true, None), (12, 0, false));
    assert_eq!(ran(true, Some(i64::MAX)), (12, 0, false));
    assert_eq!(ran(true, Some(i64::MAX)), (12, 12, true));
    assert_eq!(ran(false, Some(i64::MAX)), (12, 0, false));
    assert_eq!(ran(true, Some(i64::MAX)), (12, 12, true));
}

/// A store that is again as it was before the last night is not as it was in the last night. A folder that is
/// moved away and back leaves no trace in its files.
#[test]
fn a_model_that_went_and_came_back_is_seen_to_come_back() {
    let disk = Disk::new();
    for model in ["one", "two"] {
        let text = "---\nlicense: mit\npipeline_tag: text-generation\n---\n# A model\n";
        disk.write(format!("store/acme/{model}/README.md"), text);
    }
    let ran = || {
        let run = Run { database: "a.db", recalls: true, day: 1, trusts_until: Some(i64::MAX) };
        let NightDone { summary, database, number, .. } = night(&disk, &run);
        let report = AuditReport::of(&database, Some(number)).unwrap();
        let models = report.kinds.iter().map(|(_, count)| count).sum::<i64>();
        let open = report.open(Level::Note, None);
        let (came, went) = (report.changes.came.len(), report.changes.went.len());
        (summary.remembered, models, open, came, went)
    };
    let (_, _, open, ..) = ran();
    assert_eq!(open % 2, 0);
    assert_eq!(ran(), (2, 2, open, 0, 0));
    fs::rename(disk.at("store/acme/two"), disk.at("two")).unwrap();
    assert_eq!(ran(), (1, 1, open / 2, 0, 1));
    assert_eq!(ran(), (1, 1, open / 2, 0, 0));
    fs::rename(disk.at("two"), disk.at("store/acme/two")).unwrap();
    assert_eq!(ran(), (1, 2, open, 1, 0));
    assert_eq!(ran(), (2, 2, open, 0, 0));
}
