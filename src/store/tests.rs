#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use tempfile::TempDir;

use super::{super::*, walk, walk_root};

fn write(folder: &Path, files: &[&str]) {
    for below in files {
        let file = folder.join(below);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, below).unwrap();
    }
}

fn below_of(root: &Root) -> Vec<String> {
    let mut below: Vec<String> = root.entries().map(|entry| entry.below).collect();
    below.sort();
    below
}

fn walked(folder: &Path) -> Walk {
    on_threads(2, || walk(&[folder.to_owned()]))
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn everything_is_seen_but_what_is_no_model() {
    let folder = TempDir::new().unwrap();
    write(
        folder.path(),
        &[
            ".gitignore",
            ".hidden/LICENSE",
            "a-b/x",
            "a/LICENSE",
            "a/.git/config",
            "a/node_modules/LICENSE",
            "a/.venv/x",
            "a/lib/site-packages/x",
            "a/__pycache__/x",
            ".cache/huggingface/download/x",
        ],
    );
    fs::write(folder.path().join(".gitignore"), "LICENSE\n.hidden\n").unwrap();
    let walk = walked(folder.path());
    assert_eq!(below_of(&walk.roots[0]), [".gitignore", ".hidden/LICENSE", "a-b/x", "a/LICENSE"]);
    assert_eq!(walk.roots[0].repositories, ["a"]);
    assert_eq!(walk.problems, []);
    let license = walk.roots[0].entries().nth(2).unwrap();
    assert_eq!((license.size, license.file.clone()), (Some(9), folder.path().join("a/LICENSE")));
}

#[test]
fn what_a_walk_does_not_ask_for_it_does_not_tell_but_of_one_file_of_each_folder() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &["a/LICENSE", "a/README.md", "a/model.gguf", "b/x"]);
    let asks_for = |name: &OsStr| name == "model.gguf";
    let walk = walk_until(&[folder.path().to_owned()], asks_for, &AtomicBool::new(false));
    let known = |below: &str| -> usize {
        let entries = walk.roots[0].entries().filter(|entry| entry.below.starts_with(below));
        entries.filter(|entry| entry.size.is_some()).count()
    };
    assert_eq!((known("a/model.gguf"), known("b/x")), (1, 1));
    assert!(known("a/") <= 2);
}

#[test]
fn the_own_ignore_file_is_honoured() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &["a/keep", "a/drop/x", "b/drop/x", "c/keep"]);
    fs::write(folder.path().join(".licscanignore"), "/b/\n").unwrap();
    fs::write(folder.path().join("a/.licscanignore"), "drop\n").unwrap();
    let walk = walked(folder.path());
    assert_eq!(
        below_of(&walk.roots[0]),
        [".licscanignore", "a/.licscanignore", "a/keep", "c/keep"]
    );
    fs::write(folder.path().join(".licscanignore"), "a{\n[\n").unwrap();
    assert_eq!(walked(folder.path()).problems.len(), 1, "a broken line is told");
}

#[test]
fn of_several_ignore_files_the_inner_one_counts() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &["a/x.bin", "a/b/x.bin", "a/b/y", "c/x.bin"]);
    fs::write(folder.path().join(".licscanignore"), "*.bin\n.licscanignore\n").unwrap();
    fs::write(folder.path().join("a/b/.licscanignore"), "!x.bin\ny\n").unwrap();
    assert_eq!(below_of(&walked(folder.path()).roots[0]), ["a/b/x.bin"]);
}

#[test]
fn threads_do_not_matter() {
    let folder = TempDir::new().unwrap();
    let files: Vec<String> =
        (0..400).map(|n| format!("{}/{}/f{n}", n % 7, n % 31)).chain(["z-".into()]).collect();
    write(folder.path(), &files.iter().map(String::as_str).collect::<Vec<_>>());
    let roots = [folder.path().to_owned()];
    let one = on_threads(1, || walk(&roots));
    assert_eq!(one, on_threads(4, || walk(&roots)));
    assert_eq!(one.roots[0].entries().count(), 401);
    let folders = &one.roots[0].folders;
    assert!(folders.is_sorted_by(|one, other| by_parts(&one.below, &other.below).is_lt()));
}

#[test]
fn a_file_is_listed_by_the_first_root_that_has_it() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &["a/1", "a/b/2", "c/3"]);
    let at = |below: &str| folder.path().join(below);
    let listed = |roots: &[PathBuf]| -> Vec<Vec<String>> {
        walk(roots).roots.iter().map(below_of).collect()
    };
    assert_eq!(listed(&[at(""), at("a"), at("a")]), [vec!["a/1", "a/b/2", "c/3"], vec![], vec![]]);
    assert_eq!(listed(&[at("a/b"), at("a"), at("")]), [vec!["2"], vec!["1"], vec!["c/3"]]);
    assert_eq!(listed(&[at("a"), at("c")]), [vec!["1", "b/2"], vec!["3"]]);
}

#[test]
fn depth_and_number_are_capped() {
    let folder = TempDir::new().unwrap();
    let deep = "d/".repeat(70) + "x";
    write(folder.path(), &[&deep, "1", "2", "3"]);
    let walk = walked(folder.path());
    assert_eq!(below_of(&walk.roots[0]), ["1", "2", "3"]);
    assert_eq!(walk.problems.len(), 1);
    assert!(walk.problems[0].message.contains("deeper than 64"));
    let (root, problems) = walk_root(folder.path(), |_| true, 2, &AtomicBool::new(false));
    assert_eq!(root.entries().count(), 2);
    assert!(problems.iter().any(|problem| problem.message.contains("more than 2 files")));
}

#[test]
fn a_root_may_be_one_file() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &["LICENSE"]);
    let walk = walked(&folder.path().join("LICENSE"));
    assert_eq!(below_of(&walk.roots[0]), ["LICENSE"]);
    assert_eq!(walk.roots[0].entries().next().unwrap().file, folder.path().join("LICENSE"));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_followed_to_files_inside_only() {
        let folder = TempDir::new().unwrap();
        write(folder.path(), &["secret", "big.gguf", "root/a/LICENSE", "root/b/x"]);
        let root = folder.path().join("root");
        symlink("../a/LICENSE", root.join("b/LICENSE")).unwrap();
        symlink("..", root.join("b/loop")).unwrap();
        symlink("self", root.join("b/self")).unwrap();
        symlink("../a", root.join("b/folder")).unwrap();
        symlink("nothing", root.join("b/NOTICE")).unwrap();
        symlink("../../secret", root.join("b/LICENSE.txt")).unwrap();
        symlink("../../big.gguf", root.join("b/big.gguf")).unwrap();
        let walk = walked(&root);
        assert_eq!(below_of(&walk.roots[0]), ["a/LICENSE", "b/LICENSE", "b/x"]);
        let entries: Vec<_> = walk.roots[0].entries().collect();
        let [license, link, _] = &entries[..] else { panic!() };
        assert_eq!((license.same_file, license.size), (link.same_file, link.size));
        assert_eq!(link.file, root.join("b/LICENSE"));
        assert_eq!(walk.roots[0].outside, ["b/LICENSE.txt", "b/big.gguf"]);
        let told: Vec<_> = walk.problems.iter().map(|problem| problem.path.clone()).collect();
        assert_eq!(told, [root.join("b/LICENSE.txt"), root.join("b/NOTICE")]);
    }

    #[expect(clippy::print_stderr, reason = "a test that did not run says so")]
    fn skipped(why: &str) {
        eprintln!("skipped: {why}");
    }

    #[test]
    fn what_may_not_be_read_is_told_and_the_walk_goes_on() {
        let folder = TempDir::new().unwrap();
        write(folder.path(), &["a/x", "closed/x", "z/x"]);
        let closed = folder.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let walk = if fs::read_dir(&closed).is_ok() {
            skipped("this user may read every folder");
            None
        } else {
            Some(walked(folder.path()))
        };
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let Some(walk) = walk else { return };
        assert_eq!(below_of(&walk.roots[0]), ["a/x", "z/x"]);
        assert_eq!(walk.problems.len(), 1);
        assert_eq!(walk.problems[0].path, closed);
        assert!(walk.problems[0].message.starts_with("Permission denied"));
    }

    #[test]
    fn names_that_are_no_text_are_listed_and_opened() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

        let folder = TempDir::new().unwrap();
        let odd = |bytes: &[u8]| folder.path().join(OsStr::from_bytes(bytes));
        if fs::create_dir_all(odd(b"m\xff/a")).is_err() {
            skipped("the file system has no such names");
            return;
        }
        let files = [&b"m\xff/a/LICENSE"[..], b"m\xff/NOTICE\xfe", b"m\\xff", b"z"];
        for file in files {
            fs::write(odd(file), file).unwrap();
        }
        let root = walked(folder.path()).roots.remove(0);
        let listed: Vec<_> = root.entries().map(|entry| (entry.below, entry.file)).collect();
        assert_eq!(
            listed,
            [
                ("m\\xff".to_owned(), odd(files[2])),
                ("z".to_owned(), odd(files[3])),
                ("m\\xff/NOTICE\\xfe".to_owned(), odd(files[1])),
                ("m\\xff/a/LICENSE".to_owned(), odd(files[0])),
            ]
        );
    }

    #[test]
    fn folders_with_one_name_as_text_are_one() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

        let folder = TempDir::new().unwrap();
        let odd = |bytes: &[u8]| folder.path().join(OsStr::from_bytes(bytes));
        if fs::create_dir(odd(b"m\xff")).is_err() {
            skipped("the file system has no such names");
            return;
        }
        write(folder.path(), &["m\\xff/b", "m\\xff/sub/d", "n/e"]);
        fs::write(odd(b"m\xff/a"), "a").unwrap();
        let root = walked(folder.path()).roots.remove(0);
        let folders: Vec<&str> = root.folders.iter().map(|folder| &*folder.below).collect();
        assert_eq!(folders, ["m\\xff", "m\\xff/sub", "n"]);
        let files: Vec<_> = root.entries().map(|entry| entry.file).collect();
        assert_eq!(files[..2], [odd(b"m\xff/a"), odd(b"m\\xff/b")]);
    }

    #[test]
    fn a_pipe_is_listed_without_a_size() {
        let folder = TempDir::new().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("LICENSE")).status();
        if !made.is_ok_and(|status| status.success()) {
            skipped("there is no mkfifo here");
            return;
        }
        let walk = walked(folder.path());
        assert_eq!(below_of(&walk.roots[0]), ["LICENSE"]);
        let pipe = walk.roots[0].entries().next().unwrap();
        assert_eq!((pipe.size, pipe.same_file), (Some(0), None));
    }

    /// A cache with one repository: `main` names revision `aa`, and `bb` is an older one.
    fn cache() -> TempDir {
        let folder = TempDir::new().unwrap();
        let repository = folder.path().join("hub/models--acme--x--y");
        write(&repository, &["blobs/b1", "blobs/b2", "snapshots/stray", ".no_exist/aa/LICENSE"]);
        write(folder.path(), &["hub/.locks/models--acme--x--y/b1.lock", "hub/version.txt"]);
        for (revision, name, up) in [
            ("aa", "README.md", "../.."),
            ("aa", "unet/config.json", "../../.."),
            ("bb", "README.md", "../.."),
        ] {
            let link = repository.join("snapshots").join(revision).join(name);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(format!("{up}/blobs/b1"), link).unwrap();
        }
        fs::create_dir_all(repository.join("refs/refs/pr")).unwrap();
        fs::write(repository.join("refs/main"), "aa").unwrap();
        folder
    }

    fn snapshot(below: &str, partial: Option<&str>) -> Snapshot {
        Snapshot {
            below: below.into(),
            kind: CachedKind::Model,
            owner: Some("acme".into()),
            name: "x--y".into(),
            partial: partial.map(Bilingual::same),
        }
    }

    #[test]
    fn a_cache_has_the_snapshots_that_its_refs_name() {
        let folder = cache();
        let walk = walked(folder.path());
        assert_eq!(
            below_of(&walk.roots[0]),
            [
                "hub/.locks/models--acme--x--y/b1.lock",
                "hub/models--acme--x--y/snapshots/aa/README.md",
                "hub/models--acme--x--y/snapshots/aa/unet/config.json",
                "hub/version.txt",
            ]
        );
        assert_eq!(
            walk.roots[0].snapshots,
            [snapshot("hub/models--acme--x--y/snapshots/aa", None)]
        );
        let repository = folder.path().join("hub/models--acme--x--y");
        fs::write(repository.join("refs/refs/pr/1"), "bb\n").unwrap();
        assert_eq!(walked(folder.path()).roots[0].snapshots.len(), 2);
        fs::remove_dir_all(repository.join("refs")).unwrap();
        assert_eq!(walked(folder.path()).roots[0].snapshots.len(), 2);
        fs::write(repository.join("refs"), "no folder").unwrap();
        assert_eq!(walked(folder.path()).roots[0].snapshots.len(), 2);
    }

    #[test]
    fn a_root_may_lie_in_a_cache() {
        let folder = cache();
        let repository = folder.path().join("hub/models--acme--x--y");
        let found = |root: &Path| {
            let root = walked(root).roots.remove(0);
            (below_of(&root).len(), root.snapshots)
        };
        assert_eq!(found(&repository), (2, vec![snapshot("snapshots/aa", None)]));
        assert_eq!(found(&repository.join("snapshots")), (2, vec![snapshot("aa", None)]));
        assert_eq!(found(&repository.join("snapshots/aa")), (2, vec![snapshot("", None)]));
        assert_eq!(found(&repository.join("snapshots/bb")), (1, vec![snapshot("", None)]));
        assert_eq!(found(&repository.join("snapshots/aa/unet")), (1, vec![]));
        assert_eq!(found(&repository.join("blobs")), (0, vec![]));
    }

    #[test]
    fn a_cache_tells_what_was_not_downloaded() {
        let folder = cache();
        let repository = folder.path().join("hub/models--acme--x--y");
        let partial = || {
            let walk = walked(folder.path());
            assert_eq!(walk.problems, [], "a partial snapshot is no problem of the walk");
            walk.roots[0].snapshots[0].partial.clone().unwrap_or_default()
        };
        assert_eq!(partial(), "");
        let tree = repository.join("trees/aa.json");
        write(&repository, &["trees/aa.json"]);
        assert_eq!(partial(), "", "a broken list tells nothing");
        let list = r#"{"format_version":1,"files":{"README.md":{"size":1},"LICENSE":{"size":2}}}"#;
        fs::write(tree, list).unwrap();
        assert_eq!(partial(), "LICENSE is listed in trees/aa.json and is not here");
        symlink("../../blobs/gone", repository.join("snapshots/aa/LICENSE")).unwrap();
        assert_eq!(partial(), "the blob of LICENSE is not here");
        write(&repository, &["blobs/b3.0123abcd.incomplete"]);
        assert_eq!(partial(), "a download was not finished (blobs/b3.0123abcd.incomplete)");
    }

    #[test]
    fn a_snapshot_leads_into_its_own_blobs_only() {
        let folder = cache();
        write(folder.path(), &["secret", "hub/models--other--z/blobs/b1"]);
        let snapshot = folder.path().join("hub/models--acme--x--y/snapshots/aa");
        symlink("../../../../secret", snapshot.join("LICENSE")).unwrap();
        symlink("../../../models--other--z/blobs/b1", snapshot.join("NOTICE")).unwrap();
        let walk = walked(folder.path());
        assert!(!below_of(&walk.roots[0]).iter().any(|below| below.ends_with('E')));
        assert_eq!(walk.roots[0].outside.len(), 2);
        assert_eq!(walk.problems.len(), 2);
    }
}
