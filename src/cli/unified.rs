//! A unified diff, which `patch` and `git apply` read. The ready one of `similar` would bring all of its
//! algorithms into the program (`edits`).

use std::fmt::Write as _;

use similar::{ChangeTag, group_diff_ops, udiff::UnifiedHunkHeader};

use crate::edits::edits;

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// What makes `new` from `old`, under these names of both; nothing where they are equal.
pub(super) fn unified(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let (old, new) = (lines(old), lines(new));
    let hunks = group_diff_ops(edits(&old, &new), CONTEXT);
    let hunks = hunks.iter().filter(|hunk| !hunk.is_empty());
    let mut out = String::new();
    for (at, hunk) in hunks.enumerate() {
        if at == 0 {
            put(&mut out, format_args!("--- {old_name}\n+++ {new_name}\n"));
        }
        put(&mut out, format_args!("{}\n", UnifiedHunkHeader::new(hunk)));
        for change in hunk.iter().flat_map(|operation| operation.iter_changes(&old, &new)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let line = change.value();
            let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            put(&mut out, format_args!("{sign}{line}{end}"));
        }
    }
    out
}

fn put(out: &mut String, what: std::fmt::Arguments) {
    // Writing to a string never fails.
    let _written = out.write_fmt(what);
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use similar::TextDiff;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_diff_of_similar(
            old in "([ab]{0,2}\n){0,12}[ab]{0,2}",
            new in "([ab]{0,2}\n){0,12}[ab]{0,2}",
        ) {
            let diff = TextDiff::from_lines(&old, &new);
            let expected = diff.unified_diff().context_radius(CONTEXT).header("a", "b").to_string();
            prop_assert_eq!(unified(&old, &new, "a", "b"), expected);
        }
    }
}
