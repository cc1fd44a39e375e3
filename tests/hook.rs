//! The hook of git in real repositories: what is pushed is judged, and never what only lies on the disk.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
mod disk;

use std::{
    path::Path,
    process::{Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use disk::{Disk, card, license_text};
use licscan::language::is_han;

/// A name that starts with what the agreement wants, so that only what the card lacks is missing.
const MODEL: &str = "Llama-Acme-8B";

struct Repository {
    disk: Disk,
}

/// How a command of git ended, and all that was printed.
struct Ended {
    is_success: bool,
    said: String,
}

impl Repository {
    /// A repository with a bare one beside it that it pushes to.
    fn new() -> Self {
        let repository = Self { disk: Disk::new() };
        repository.disk.write(format!("{MODEL}/config.json"), "{\"architectures\": [\"X\"]}");
        let at = |below: &str| repository.disk.at(below);
        assert!(git(&at(""), &["init", "--quiet", "--bare", "remote.git"]).is_success);
        repository.ok(&["init", "--quiet", "--initial-branch=main"]);
        repository.ok(&["config", "user.name", "A"]);
        repository.ok(&["config", "user.email", "a@acme.example"]);
        repository.ok(&["remote", "add", "origin", "../remote.git"]);
        repository
    }

    fn folder(&self) -> std::path::PathBuf {
        self.disk.at(MODEL)
    }

    fn write(&self, below: &str, content: &str) {
        self.disk.write(format!("{MODEL}/{below}"), content);
    }

    fn git(&self, arguments: &[&str]) -> Ended {
        git(&self.folder(), arguments)
    }

    fn ok(&self, arguments: &[&str]) {
        let ended = self.git(arguments);
        assert!(ended.is_success, "{arguments:?}: {}", ended.said);
    }

    fn commit(&self) {
        self.ok(&["add", "--all"]);
        self.ok(&["commit", "--quiet", "--no-verify", "--allow-empty", "--message", "x"]);
    }

    fn licscan(&self, arguments: &[&str]) -> Ended {
        ended(Command::new(cargo_bin("licscan")).args(arguments).current_dir(self.folder()))
    }

    fn install(&self, options: &[&str]) {
        let ended = self.licscan(&[&["hook", "install"], options].concat());
        assert!(ended.is_success, "{}", ended.said);
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Ended {
    ended(Command::new("git").args(arguments).current_dir(folder))
}

fn ended(command: &mut Command) -> Ended {
    // Nothing of this machine's own configuration counts.
    let output = command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("CLICOLOR_FORCE")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    Ended { is_success: output.status.success(), said: said.concat() }
}

fn has(program: &str) -> bool {
    let asked =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn is_here(program: &str) -> bool {
    let is_here = has(program);
    if !is_here {
        eprintln!("skipped: {program} is not here");
    }
    is_here
}

fn derivative() -> String {
    card("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B")
}

/// A model about which there is nothing to say.
fn clean(repository: &Repository) {
    repository.write("README.md", &card("license: apache-2.0\nlibrary_name: transformers"));
    repository.write("LICENSE", license_text("Apache-2.0"));
}

#[test]
fn a_push_is_refused_with_the_finding_and_goes_through_once_the_commit_is_mended() {
    if !is_here("git") {
        return;
    }
    let repository = Repository::new();
    repository.install(&[]);
    repository.write("README.md", &derivative());
    repository.commit();
    let refused = repository.git(&["push", "origin", "main"]);
    assert!(!refused.is_success);
    let said = &refused.said;
    assert!(said.contains("error[missing-attribution]"), "{said}");
    assert!(said.contains(&format!("--> {MODEL}/README.md")), "{said}");
    assert!(said.contains("is refused"), "{said}");

    // What is mended on the disk only is not mended in the commit.
    clean(&repository);
    let refused = repository.git(&["push", "origin", "main"]);
    assert!(!refused.is_success);
    let line = "LICENSE is on the disk, but not in the commit";
    assert!(refused.said.contains(line), "{}", refused.said);
    repository.write(".gitignore", "LICENSE\n");
    let refused = repository.git(&["push", "origin", "main"]);
    assert!(
        refused.said.contains("LICENSE is on the disk, but git ignores it"),
        "{}",
        refused.said
    );

    repository.write(".gitignore", "");
    repository.commit();
    let passed = repository.git(&["push", "origin", "main"]);
    assert!(passed.is_success, "{}", passed.said);
    // And what is broken on the disk only is not broken in the commit.
    repository.write("README.md", &derivative());
    repository.ok(&["push", "origin", "main:again"]);
}

#[test]
fn deletions_tags_and_pushes_of_nothing_pass() {
    if !is_here("git") {
        return;
    }
    let repository = Repository::new();
    clean(&repository);
    repository.commit();
    repository.ok(&["push", "origin", "main", "main:old"]);
    repository.install(&[]);
    repository.write("README.md", &derivative());
    repository.commit();
    repository.ok(&["push", "origin", "--delete", "old"]);
    repository.ok(&["tag", "v1", "HEAD~1"]);
    repository.ok(&["push", "origin", "v1"]);
    repository.ok(&["push", "origin", "HEAD~1:main"]);
    assert!(!repository.git(&["push", "origin", "main"]).is_success);
    // Of two references the worse decides.
    assert!(!repository.git(&["push", "origin", "HEAD~1:refs/heads/a", "main:b"]).is_success);
}

#[test]
fn a_commit_that_holds_no_model_is_refused_unless_that_is_allowed() {
    if !is_here("git") {
        return;
    }
    let repository = Repository::new();
    std::fs::remove_file(repository.folder().join("config.json")).unwrap();
    repository.write("main.py", "print()\n");
    repository.commit();
    repository.install(&[]);
    let refused = repository.git(&["push", "origin", "main"]);
    assert!(!refused.is_success);
    assert!(refused.said.contains("the commit holds no model"), "{}", refused.said);
    repository.install(&["--allow-empty"]);
    repository.ok(&["push", "origin", "main"]);
    // By hand there is no line of git, and nothing was pushed.
    assert!(repository.licscan(&["hook", "run"]).is_success);
}

#[test]
fn the_hook_that_was_there_runs_too_and_comes_back() {
    if !is_here("git") {
        return;
    }
    for shared in [false, true] {
        let repository = Repository::new();
        clean(&repository);
        repository.commit();
        let hooks = if shared {
            repository.ok(&["config", "core.hooksPath", "../hooks of all"]);
            repository.disk.at("hooks of all")
        } else {
            repository.folder().join(".git/hooks")
        };
        std::fs::create_dir_all(&hooks).unwrap();
        let own = hooks.join("pre-push");
        let script = "#!/bin/sh\necho \"own hook of $1\" >&2\ncat >&2\n[ ! -e ../refuse ]\n";
        std::fs::write(&own, script).unwrap();
        make_executable(&own);
        for _ in 0..2 {
            let installed = repository.licscan(&["hook", "install"]);
            assert!(installed.is_success, "{}", installed.said);
            assert_eq!(installed.said.contains("core.hooksPath"), shared, "{}", installed.said);
        }
        let passed = repository.git(&["push", "origin", "main"]);
        assert!(passed.is_success, "{}", passed.said);
        assert!(passed.said.contains("own hook of origin"), "{}", passed.said);
        assert!(passed.said.contains("refs/heads/main"), "{}", passed.said);
        repository.disk.write("refuse", "");
        assert!(!repository.git(&["push", "origin", "main:b"]).is_success);

        assert!(repository.licscan(&["hook", "uninstall"]).is_success);
        assert_eq!(std::fs::read_to_string(&own).unwrap(), script);
        assert!(repository.licscan(&["hook", "uninstall"]).said.contains("no hook of licscan"));
    }
}

#[cfg(unix)]
fn make_executable(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_executable(_: &Path) {}

#[test]
fn files_of_git_lfs_are_pushed_and_read_through_their_pointers() {
    if !is_here("git") || !is_here("git-lfs") {
        return;
    }
    let repository = Repository::new();
    repository.ok(&["lfs", "install", "--local"]);
    repository.ok(&["lfs", "track", "*.safetensors", "LICENSE"]);
    clean(&repository);
    repository.write("model.safetensors", &"weights".repeat(400));
    repository.commit();
    repository.install(&[]);
    let passed = repository.git(&["push", "origin", "main"]);
    assert!(passed.is_success, "{}", passed.said);
    assert!(passed.said.contains("no unmet duty found"), "{}", passed.said);
    let objects = repository.disk.at("remote.git/lfs/objects");
    assert!(objects.is_dir(), "the files of git-lfs were not pushed: {}", passed.said);
}

#[test]
fn what_fix_mends_is_pushed_beside_files_of_git_lfs() {
    if !is_here("git") || !is_here("git-lfs") {
        return;
    }
    let repository = Repository::new();
    repository.ok(&["lfs", "install", "--local"]);
    repository.ok(&["lfs", "track", "*.safetensors"]);
    repository.install(&[]);
    repository.write("model.safetensors", &"weights".repeat(400));
    repository.write("README.md", &derivative());
    // The agreement's own text is not licscan's to write.
    repository.write("licscan.toml", "lang = \"zh\"\n[rules]\nmissing-license-copy = \"off\"\n");
    repository.commit();
    let refused = repository.git(&["push", "origin", "main"]);
    assert!(!refused.is_success);
    assert!(refused.said.contains("错误[missing-attribution]"), "{}", refused.said);
    assert!(refused.said.contains("已拒绝将 "), "{}", refused.said);

    let fixed = repository.licscan(&["fix", "."]);
    assert!(fixed.is_success && fixed.said.contains(is_han), "{}", fixed.said);
    repository.commit();
    let passed = repository.git(&["push", "origin", "main"]);
    assert!(passed.is_success, "{}", passed.said);
    assert!(repository.disk.at("remote.git/lfs/objects").is_dir(), "{}", passed.said);
}

#[test]
fn the_policy_is_the_one_that_is_committed() {
    if !is_here("git") {
        return;
    }
    let repository = Repository::new();
    clean(&repository);
    repository.write("licscan.toml", "[deny]\nlicenses = [\"apache-2.0\"]\n");
    repository.commit();
    repository.install(&[]);
    repository.write("licscan.toml", "");
    let refused = repository.git(&["push", "origin", "main"]);
    assert!(
        !refused.is_success && refused.said.contains("error[denied-license]"),
        "{}",
        refused.said
    );
    repository.commit();
    repository.ok(&["push", "origin", "main"]);
}

#[test]
fn outside_of_a_repository_the_answer_is_gits() {
    if !is_here("git") {
        return;
    }
    let disk = Disk::new();
    let ran = disk.run(&["hook", "install"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("git"), "{}", ran.stderr);
}
