//! How a run behaves beside others: how much of the machine it takes, and what it leaves for those who watch.

use std::{
    io::Write as _,
    path::PathBuf,
    time::{Duration, Instant, SystemTime},
};

use anyhow::Context as _;
use clap::Args;

use crate::{
    report::{
        escape,
        metrics::{Metrics, Ran},
    },
    scan::Summary,
    whole_file,
};

/// Files that a thread has open at once: the folder that it lists and a file in it.
const OF_A_THREAD: u16 = 2;
/// Files that the process has open besides: its three streams, an index and a report, and some room.
const OF_THE_PROCESS: u16 = 8;

/// How much a run may take, and where it says how it went.
#[derive(Debug, Clone, Default, Args)]
pub struct RunningArgs {
    /// How many threads work [default: one for each processor]
    #[arg(long, visible_alias = "jobs", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Have no more files open at once; no more threads work than that allows
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..))]
    pub max_open_files: Option<u16>,

    /// Write what the run came to as metrics, for the text files of Prometheus' node exporter
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
}

impl RunningArgs {
    /// How many threads work; 0 for as many as the machine has.
    pub(super) fn threads(&self) -> usize {
        let typed = self.threads.map(usize::from);
        let Some(files) = self.max_open_files else { return typed.unwrap_or(0) };
        let most = usize::from((files - OF_THE_PROCESS) / OF_A_THREAD);
        let wanted = typed.unwrap_or_else(|| {
            std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
        });
        wanted.min(most)
    }

    /// Writes the metrics, where they are wanted.
    ///
    /// # Errors
    ///
    /// Where they cannot be written.
    pub(super) fn write_metrics(
        &self,
        metrics: Metrics,
        summary: &Summary,
        began: Instant,
    ) -> anyhow::Result<()> {
        let Some(file) = &self.metrics else { return Ok(()) };
        let text = metrics.text(summary, Ran { ended: now(), took: began.elapsed() });
        let written = whole_file::begin(file).and_then(|mut temporary| {
            temporary.write_all(text.as_bytes())?;
            temporary.persist(file).map_err(|error| error.error)
        });
        written.with_context(|| format!("cannot write {}", escape::path(file)))?;
        Ok(())
    }
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "when a run ended is no answer about a folder")]
fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or(Duration::ZERO).as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_bound_threads_and_never_add_any() {
        let threads = |threads, max_open_files| {
            RunningArgs { threads, max_open_files, metrics: None }.threads()
        };
        assert_eq!(threads(None, None), 0);
        assert_eq!(threads(Some(64), None), 64);
        assert_eq!(threads(Some(64), Some(10)), 1);
        assert_eq!(threads(Some(64), Some(40)), 16);
        assert_eq!(threads(Some(3), Some(u16::MAX)), 3);
        assert!(threads(None, Some(u16::MAX)) >= 1);
    }
}
