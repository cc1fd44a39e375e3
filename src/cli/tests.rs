#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use clap::CommandFactory as _;

use super::{scan::Format, *};

fn parsed(arguments: &[&str]) -> Cli {
    Cli::try_parse_from([&["licscan"], arguments].concat()).unwrap()
}

#[test]
fn the_parser_is_whole_and_names_the_commands() {
    Cli::command().debug_assert();
    let names: Vec<String> =
        Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    assert_eq!(names, COMMANDS);
}

#[test]
fn a_bare_path_is_scanned_wherever_the_options_stand() {
    for arguments in [
        &["./models", "--format", "json"][..],
        &["--format", "json", "models"],
        &["--format=json", "models", "--color", "never"],
        &["--format", "json", "--", "models"],
    ] {
        let cli = parsed(arguments);
        assert!(cli.command.is_none(), "{arguments:?}");
        assert_eq!(cli.scan.format, Format::Json, "{arguments:?}");
        assert_eq!(cli.scan.paths.len(), 1, "{arguments:?}");
    }
    assert!(parsed(&[]).scan.paths.is_empty());
}

#[test]
fn a_folder_named_like_a_command_is_scanned_by_scan() {
    assert!(matches!(parsed(&["check"]).command, Some(Command::Check(_))));
    let Some(Command::Scan(args)) = parsed(&["scan", "check", "--jobs", "2"]).command else {
        panic!("scan is a command");
    };
    assert_eq!(args.paths, [std::path::Path::new("check")]);
    assert_eq!(args.running.threads, Some(2));
}

#[test]
fn wrong_usage_is_refused_by_the_parser() {
    for arguments in [
        &["--format", "xml"][..],
        &["--threads", "0"],
        &["--fail-on", "info"],
        &["--quiet", "--verbose"],
        &["identify"],
        &["explain"],
        &["licenses", "--duty", "nonsense"],
        &["signatures"],
        &["signatures", "build"],
        &["--nonsense"],
    ] {
        let refused = Cli::try_parse_from([&["licscan"], arguments].concat());
        assert_eq!(refused.unwrap_err().exit_code(), 2, "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure_however_deep_it_stands() {
    let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
    assert_eq!(explain_failure(&closed().into()), Exit::Clean);
    let wrapped = anyhow::Error::from(closed()).context("writing the report");
    assert_eq!(explain_failure(&wrapped), Exit::Clean);
    let json = serde_json::to_writer(ClosedPipe, "x").map_err(io::Error::from).unwrap_err();
    assert_eq!(explain_failure(&json.into()), Exit::Clean);
    let full = io::Error::from(io::ErrorKind::StorageFull);
    assert_eq!(explain_failure(&full.into()), Exit::Incomplete);
}

struct ClosedPipe;

impl io::Write for ClosedPipe {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
