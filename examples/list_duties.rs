//! Lists what a license asks for, clause by clause: `cargo run --example list_duties -- llama3.1`.

use std::io::{self, Write};

use licscan::library::{Library, Named};

/// Writes a line for each duty of a license, which may be named by its id, by an SPDX id, or as a hub names it.
///
/// # Errors
///
/// Where nobody knows the license, and where nothing can be written.
pub(crate) fn list_duties(name: &str, out: &mut dyn Write) -> io::Result<()> {
    let library = Library::embedded();
    let license = match library.resolve(name) {
        Named::License(id) => library.license(id),
        // A family has several members, which may ask for different things.
        Named::Family(_) | Named::Nothing => None,
    };
    let license = license.ok_or_else(|| io::Error::other(format!("no such license: {name}")))?;
    writeln!(out, "{} ({})", license.titles.first().unwrap_or(&license.id), license.spdx)?;
    for duty in &license.duty {
        writeln!(out, "clause {}: {}: {}", duty.clause, duty.kind.as_str(), duty.en)?;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "llama3.1".to_owned());
    list_duties(&name, &mut io::stdout())
}
