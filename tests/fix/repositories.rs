//! `licscan fix` in git repositories made by the test: it writes where git has the content of a file, refuses
//! where it has not, and its diff is one that git applies. Without git, each prints one line and passes.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use super::{LLAMA, Store, sky, stderr, stdout};

/// Runs git in a folder without anything of this machine's configuration.
fn git(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let output = Command::new("git")
        .args(["-c", "user.name=Acme", "-c", "user.email=acme@example.org"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .ok()?;
    output.status.success().then_some(output)
}

/// A repository at `models/acme/sky` with everything in it committed; `None` without git.
fn repository(store: &Store, init: &[&str]) -> Option<()> {
    let folder = store.file("acme/sky");
    if git(&folder, &[&["init", "-q"], init].concat()).is_none() {
        #[expect(clippy::print_stdout, reason = "a skipped test says so in one line")]
        {
            println!("skipped: git cannot make such a repository here");
        }
        return None;
    }
    git(&folder, &["add", "--all"]).unwrap();
    git(&folder, &["commit", "-q", "-m", "As it was"]).unwrap();
    Some(())
}

#[test]
fn changes_that_git_does_not_have_are_not_mixed_with_ours() {
    for init in [&[][..], &["--object-format=sha256"]] {
        let store = Store::new()
            .with("acme/sky/README.md", sky("A model."))
            .with("acme/sky/NOTICE", "Acme\n");
        if repository(&store, init).is_none() {
            continue;
        }
        let changed = sky("A model, and more.");
        fs::write(store.file("acme/sky/README.md"), &changed).unwrap();
        let output = store.fix(&[]);
        assert_eq!(store.text("acme/sky/README.md"), changed);
        assert!(
            stderr(&output).contains("README.md: it has changes that git does not have yet"),
            "{init:?} {}",
            stderr(&output)
        );
        store.fix(&["--force"]);
        assert!(store.text("acme/sky/README.md").contains("Skywork Inside"));
    }
}

#[test]
fn what_is_committed_or_added_is_written() {
    for init in [&[][..], &["--object-format=sha256"]] {
        let store = Store::new().with("acme/sky/README.md", sky("A model."));
        if repository(&store, init).is_none() {
            continue;
        }
        // What git has got is shown apart by `git diff`, committed or not.
        fs::write(store.file("acme/sky/README.md"), sky("A better model.")).unwrap();
        git(&store.file("acme/sky"), &["add", "README.md"]).unwrap();
        store.mended(&[]);
        assert!(store.text("acme/sky/README.md").contains("Skywork Inside"), "{init:?}");
        let diff = git(&store.file("acme/sky"), &["diff", "--numstat"]).unwrap();
        let diff = stdout(&diff);
        assert!(diff.trim_end().ends_with("\t0\tREADME.md"), "only lines are added: {diff}");
    }
}

#[test]
fn a_work_tree_beside_the_repository_and_an_index_of_another_version_are_known() {
    for version in ["2", "4"] {
        let store = Store::new().with("acme/sky/README.md", sky("A model."));
        if repository(&store, &[]).is_none() {
            return;
        }
        let (folder, beside) = (store.file("acme/sky"), store.file("acme/beside"));
        git(&folder, &["worktree", "add", "-q", &beside.to_string_lossy()]).unwrap();
        git(&beside, &["update-index", "--index-version", version]).unwrap();
        fs::write(beside.join("README.md"), sky("Changed.")).unwrap();
        let output = store.fix(&[]);
        assert_eq!(store.text("acme/beside/README.md"), sky("Changed."), "version {version}");
        assert!(store.text("acme/sky/README.md").contains("Skywork Inside"), "{}", stderr(&output));
    }
}

#[test]
fn carriage_returns_that_git_adds_are_no_changes() {
    let store = Store::new().with("acme/sky/README.md", sky("A model."));
    if repository(&store, &[]).is_none() {
        return;
    }
    let folder = store.file("acme/sky");
    git(&folder, &["config", "core.autocrlf", "true"]).unwrap();
    fs::remove_file(folder.join("README.md")).unwrap();
    git(&folder, &["checkout", "-q", "README.md"]).unwrap();
    assert!(store.text("acme/sky/README.md").contains("\r\n"));
    store.mended(&[]);
    assert!(store.text("acme/sky/README.md").contains("Skywork Inside"));
}

#[test]
fn git_applies_the_diff_and_comes_to_what_is_written() {
    let card = "---\nlicense: llama3.1\n---\n# A\n\nA model.\n";
    let store = Store::new()
        .with_adapter("acme/Llama-a", LLAMA)
        .with("acme/Llama-a/README.md", card)
        .with_adapter("acme/Llama-open", LLAMA)
        .with("acme/Llama-open/README.md", "# Open\n\nNo line end")
        .with_adapter("acme/Llama-crlf", LLAMA)
        .with("acme/Llama-crlf/README.md", card.replace('\n', "\r\n"))
        .with_adapter("acme/Llama-zh", LLAMA)
        .with("acme/Llama-zh/README.md", "# 模型\n\n本模型面向中文对话场景，仅供研究与交流。\n");
    let diff = store.fix(&["--diff"]).stdout;
    let patch = store.0.path().join("fix.patch");
    fs::write(&patch, diff).unwrap();
    let copy = Store::new();
    super::copy(&store.file(""), &copy.file(""));
    let arguments = ["apply", "-p0", "--whitespace=nowarn", &patch.to_string_lossy()];
    let Some(_) = git(copy.0.path(), &["--version"]) else { return };
    assert!(git(copy.0.path(), &arguments).is_some(), "{}", fs::read_to_string(&patch).unwrap());
    fs::remove_file(&patch).unwrap();
    store.fix(&[]);
    let below = |store: &Store| {
        let root = store.file("");
        let files = store.everything().into_iter();
        files
            .map(|(file, bytes)| (file.strip_prefix(&root).unwrap().to_owned(), bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(below(&copy), below(&store));
}
