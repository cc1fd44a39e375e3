//! Says which license a text is, and where it differs: `cargo run --example identify_text < LICENSE`.

use std::io::{self, Read, Write};

use licscan::{identify::identify, report::escape};

/// Writes the verdict, the licenses that stand in the text, and the places where each differs from what its
/// publisher wrote.
///
/// # Errors
///
/// Where nothing can be written.
pub(crate) fn identify_text(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let identity = identify(text);
    writeln!(out, "{}", identity.verdict.as_str())?;
    for found in &identity.licenses {
        // Where nothing decides between the members of a family, there is a family and no id.
        let name = found.id.as_ref().unwrap_or(&found.family);
        let (first, last) = found.lines;
        writeln!(out, "lines {first} to {last}: {name} ({})", found.verdict.as_str())?;
        for place in found.deviations.iter().filter(|place| place.operative) {
            let words = escape::line(&place.words);
            writeln!(out, "  line {}: {}: {words}", place.lines.0, place.kind.as_str())?;
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    identify_text(&text, &mut io::stdout())
}
