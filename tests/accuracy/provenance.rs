//! What reaches `signatures/` from other people's texts: the rows that say `"reference": true`, and nothing
//! else. A copy that taught the index would measure nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use licscan::{
    library::{
        index::Index,
        print::{Print, digest_of},
    },
    signatures::text_of,
};
use sha2::{Digest, Sha256};

use crate::corpus::{shared, texts};

fn prints() -> Vec<(PathBuf, Print)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("signatures/prints");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let print = Print::decode(&fs::read(&file).unwrap()).unwrap();
            (file, print)
        })
        .collect()
}

#[test]
fn only_references_are_in_the_index() {
    let Some(corpus) = shared("corpus") else { return };
    let mut sources: BTreeMap<[u8; 32], (String, [u8; 32])> = BTreeMap::new();
    let mut known: BTreeSet<[u8; 32]> = BTreeSet::new();
    let texts = texts(&corpus);
    for one in texts.iter().filter(|one| one.row.reference) {
        let path = corpus.join(&one.row.file);
        let source: [u8; 32] = Sha256::digest(fs::read(&path).unwrap()).into();
        let form = digest_of(&text_of(&path).unwrap());
        sources.insert(source, (one.row.license.clone().unwrap(), form));
        known.insert(form);
    }
    let prints = prints();
    for (file, print) in &prints {
        let (license, form) = sources
            .get(&print.source)
            .unwrap_or_else(|| panic!("{}: made from no reference", file.display()));
        assert_eq!(*license, print.id, "{}", file.display());
        assert_eq!(*form, print.digest, "{}: the text reads otherwise today", file.display());
        let found = Index::embedded().with_digest(&print.digest).map(|found| found.ids().collect());
        let found: Vec<&str> = found.unwrap_or_default();
        assert!(found.contains(&print.id.as_str()), "{}: not in the index", file.display());
    }
    // Prints of the SPDX list come from its own texts, which the corpus has no part in.
    let listed: BTreeSet<[u8; 32]> =
        spdx::text::LICENSE_TEXTS.iter().map(|(_, text)| digest_of(text)).collect();
    let taught = texts.iter().filter(|one| !one.row.reference).filter(|one| {
        let form = one.text.as_deref().map(digest_of);
        form.is_some_and(|form| {
            Index::embedded().with_digest(&form).is_some()
                && !known.contains(&form)
                && !listed.contains(&form)
        })
    });
    let taught: Vec<&str> = taught.map(|one| one.row.file.as_str()).collect();
    assert!(taught.is_empty(), "in the index, yet no references: {taught:?}");
    println!("{} prints, all made from {} references", prints.len(), sources.len());
}
