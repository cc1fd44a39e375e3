//! Scans a folder of models and prints what each one lacks: `cargo run --example scan_folder -- FOLDER`.

use std::{
    io::{self, Write},
    path::Path,
};

use licscan::{
    language::Language,
    report::escape,
    scan::{ScanOptions, scan},
};

/// Writes a line for each finding, and the sums. Models come one by one, so that a large store needs no memory.
///
/// # Errors
///
/// Where nothing can be written.
pub(crate) fn scan_folder(folder: &Path, out: &mut dyn Write) -> io::Result<()> {
    let summary = scan(&[folder.to_owned()], &ScanOptions::default(), &mut |judged| {
        for finding in &judged.findings {
            // Names and words come from files of strangers, and a terminal obeys what it is shown.
            let name = judged.unit.full_name();
            let model = escape::line(&name);
            let message = escape::line(finding.message.get(Language::En));
            writeln!(out, "{model}: {} {}: {message}", finding.level.as_str(), finding.rule)?;
        }
        Ok(())
    })?;
    writeln!(out, "models: {}, errors: {}", summary.units, summary.errors)?;
    for problem in &summary.problems {
        let message = escape::line(problem.message.get(Language::En));
        writeln!(out, "not looked at: {}: {message}", escape::path(&problem.path))?;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    scan_folder(Path::new(&folder), &mut io::stdout())
}
