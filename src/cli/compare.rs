//! `licscan licenses --compare A B` and `--duties`: where two licenses differ, and how many are encoded.

use std::io::{self, Write};

use anstyle::Style;

use super::{UsageError, explain::title, suggest};
use crate::{
    language::both,
    library::{
        Library, Named,
        compare::{Difference, duties, facts, identities},
        license::License,
    },
};

/// The license of an id or another name, or an error that names those that may be meant.
pub(super) fn license(name: &str) -> Result<&'static License, UsageError> {
    let library = Library::embedded();
    if let Some(license) = library.license(name) {
        return Ok(license);
    }
    let (message, hint) = match library.resolve(name) {
        Named::License(id) if library.license(id).is_some() => return license(id),
        Named::Family(family) => {
            let members = library.members(family).collect::<Vec<_>>().join(", ");
            let message =
                both!("not one license, but a family: {}", "这是许可系列，而非单一许可：{}", name);
            (message, Some(both!("name one of {}", "请指明其中之一：{}", members)))
        }
        Named::License(_) | Named::Nothing => {
            let near = suggest::nearest(name, library.ids());
            let message = both!("no license of this id is known: {}", "没有该标识的许可：{}", name);
            (message, near.map(|near| both!("did you mean {}?", "是否想用 {}？", near)))
        }
    };
    Err(UsageError::with_hint(message, hint))
}

/// Writes what differs between two licenses.
pub(super) fn write_comparison(
    out: &mut dyn Write,
    left: &License,
    right: &License,
    bold: Style,
) -> io::Result<()> {
    writeln!(out, "{bold}{}{bold:#} ({}) and", title(left), left.id)?;
    writeln!(out, "{bold}{}{bold:#} ({})", title(right), right.id)?;
    let ids = [left.id.as_str(), right.id.as_str()];
    let (facts, duties) = (facts(left, right), duties(left, right));
    if facts.is_empty() && duties.is_empty() {
        writeln!(out, "\nFacts and duties are the same.")?;
    }
    for (head, list) in [("Facts", facts), ("Duties", duties), ("Texts", identities(left, right))] {
        write_differences(out, head, &list, ids)?;
    }
    Ok(())
}

fn write_differences(
    out: &mut dyn Write,
    head: &str,
    list: &[Difference],
    ids: [&str; 2],
) -> io::Result<()> {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{head}:")?;
    for difference in list {
        writeln!(out, "  {}", difference.what)?;
        for (id, said) in ids.iter().zip([&difference.left, &difference.right]) {
            let said = if said.is_empty() { "-" } else { said.as_str() };
            writeln!(out, "    {id}: {said}")?;
        }
    }
    Ok(())
}

/// Writes how many licenses are encoded, and which have no duties, with the reason.
pub(super) fn write_counts(out: &mut dyn Write) -> io::Result<()> {
    let library = Library::embedded();
    let described: Vec<&License> = library
        .ids()
        .into_iter()
        .filter(|id| library.text_of(id) == *id)
        .filter_map(|id| library.license(id))
        .filter(|license| !license.read.is_empty())
        .collect();
    for (name, listed) in [("model licenses", false), ("licenses of the SPDX list", true)] {
        let of_kind = || described.iter().filter(|license| is_listed(license) == listed);
        let with = of_kind().filter(|license| !license.duty.is_empty());
        let duties: usize = with.clone().map(|license| license.duty.len()).sum();
        writeln!(
            out,
            "{} {name}: {} with {duties} duties, {} without",
            of_kind().count(),
            with.count(),
            of_kind().filter(|license| license.duty.is_empty()).count()
        )?;
    }
    let mut without = described.iter().filter(|license| license.duty.is_empty()).peekable();
    if without.peek().is_some() {
        writeln!(out, "\nWithout duties:")?;
    }
    for license in without {
        let reason = if license.was_read() {
            "its text was read and asks for nothing".to_owned()
        } else {
            format!("its text was not read in full: {}", license.read)
        };
        writeln!(out, "  {}: {reason}", license.id)?;
    }
    Ok(())
}

/// True for a license of the SPDX list.
fn is_listed(license: &License) -> bool {
    !license.spdx.starts_with("LicenseRef-")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    fn printed(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_differs_is_shown_on_both_sides() {
        let (mit, apache) = (license("mit").unwrap(), license("apache-2.0").unwrap());
        let text = printed(|out| write_comparison(out, mit, apache, Style::new()));
        assert!(text.contains("\nDuties:\n") && text.contains("    mit: -\n"), "{text}");
        let same = printed(|out| write_comparison(out, mit, mit, Style::new()));
        assert_eq!(same.lines().last(), Some("Facts and duties are the same."), "{same}");
        assert!(license("no-such-license").is_err());
    }

    #[test]
    fn counts_name_what_has_no_duties() {
        let text = printed(write_counts_to);
        assert!(text.contains(" licenses of the SPDX list: "), "{text}");
        assert!(text.contains("  wtfpl: "), "{text}");
    }

    fn write_counts_to(out: &mut dyn Write) -> io::Result<()> {
        write_counts(out)
    }
}
