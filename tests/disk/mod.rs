//! A folder on the disk for one test, and the program run in it as a user runs it.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use tempfile::TempDir;

/// A folder that is gone with the test.
pub(crate) struct Disk(TempDir);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Disk {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// The place of a path below the folder.
    pub(crate) fn at(&self, below: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(below)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, below: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let file = self.at(below);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    /// Runs licscan in this folder, without anything of this machine's environment that changes its
    /// output.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// The same with these variables in the environment.
    pub(crate) fn run_with<A: AsRef<OsStr>>(
        &self,
        arguments: &[A],
        variables: &[(&str, &str)],
    ) -> Ran {
        let output = Command::new(cargo_bin("licscan"))
            .args(arguments)
            .envs(variables.iter().copied())
            .current_dir(self.0.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        Ran {
            code: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).expect("it prints text"),
            stderr: String::from_utf8(output.stderr).expect("it prints text"),
        }
    }

    /// What a scan says about the units below a root, and how it ended.
    pub(crate) fn scan(&self, root: &str) -> (Value, i32) {
        let ran = self.run(&["scan", root, "--format", "json"]);
        let value = serde_json::from_str(&ran.stdout);
        (value.unwrap_or_else(|error| panic!("{error}: {ran:?}")), ran.code)
    }
}

/// The text of a license of the SPDX list, from the crate that carries them.
pub(crate) fn license_text(id: &str) -> &'static str {
    let found = spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| *name == id);
    found.expect("the crate has every license").1
}

/// A card whose front matter has these lines.
pub(crate) fn card(front_matter: &str) -> String {
    format!("---\n{front_matter}\n---\n# A model\n")
}

/// The rules of the findings of a unit.
pub(crate) fn rules(unit: &Value) -> Vec<&str> {
    let findings = unit["findings"].as_array().expect("a list of findings");
    findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}
