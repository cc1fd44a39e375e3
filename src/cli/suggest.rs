//! "Did you mean": the argument parser already knows how to find the nearest name.

use clap::{
    Command,
    error::{ContextKind, ContextValue},
};

/// The name that is most like a mistyped one, where one is like it.
pub(super) fn nearest(
    typed: &str,
    names: impl IntoIterator<Item = &'static str>,
) -> Option<String> {
    // Of one or two letters everything is a little like everything.
    if typed.chars().count() < 3 || typed.starts_with('-') {
        return None;
    }
    let names = names.into_iter().map(Command::new);
    let parser = Command::new("licscan")
        .no_binary_name(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .subcommands(names);
    let error = parser.try_get_matches_from([typed]).err()?;
    match error.get(ContextKind::SuggestedSubcommand)? {
        // The best one comes last.
        ContextValue::Strings(names) => names.last().cloned(),
        ContextValue::String(name) => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_has_a_nearest_one_and_a_strange_one_has_none() {
        let names = ["scan", "explain", "licenses", "missing-notice"];
        for (typed, nearest_name) in [
            ("explan", Some("explain")),
            ("missing-notise", Some("missing-notice")),
            ("zzz", None),
            ("x", None),
            ("", None),
            ("--scan", None),
        ] {
            assert_eq!(nearest(typed, names).as_deref(), nearest_name, "{typed}");
        }
    }
}
