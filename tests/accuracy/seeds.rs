//! The four texts that the project began with.

use std::path::PathBuf;

use licscan::{
    identify::{Options, Verdict, identify_with},
    signatures::text_of,
};

use crate::corpus::{how, shared};

const SEEDS: [&str; 4] =
    ["skywork-community", "openatom-model-1.0", "duix-avatar-community", "baichuan-m1-community"];

fn seeds() -> Option<Vec<PathBuf>> {
    let folder = shared("seeds")?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), SEEDS.len());
    Some(files)
}

#[test]
fn the_four_seeds_are_named_and_nothing_else() {
    let Some(files) = seeds() else { return };
    for digest in [true, false] {
        for (file, id) in files.iter().zip(SEEDS) {
            let options = Options { digest, ..Options::default() };
            let identity = identify_with(&text_of(file).unwrap(), options);
            println!("seed {id}: {}, {}", identity.verdict.as_str(), how(digest));
            assert_eq!(identity.named().collect::<Vec<_>>(), [id], "{}", file.display());
            assert!(
                identity.licenses.iter().all(|found| found.id.as_deref() == Some(id)),
                "{identity:?}"
            );
        }
    }
}

#[test]
fn a_seed_whose_own_print_is_absent_is_a_family() {
    let Some(files) = seeds() else { return };
    for (file, id) in files.iter().zip(SEEDS).skip(2) {
        let options = Options { without: &[id], ..Options::default() };
        let identity = identify_with(&text_of(file).unwrap(), options);
        assert_eq!(identity.verdict, Verdict::Family, "{identity:?}");
        assert_eq!(identity.named().count(), 0);
    }
}
