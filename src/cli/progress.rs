//! One line on standard error that says how far a long scan is. It comes only on a terminal and only
//! after a second, and it is gone before anything else is printed.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{report::text::bytes_in_words, scan::Progress};

/// A scan that takes less is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);

/// Ten times a second is as often as anybody reads.
const INTERVAL: Duration = Duration::from_millis(100);

/// Back to the first column, and clear the line.
const CLEAR: &str = "\r\x1b[2K";

/// The line.
#[derive(Debug)]
pub(super) struct ProgressLine {
    on_terminal: bool,
    drawn: Mutex<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    next: Instant,
    visible: bool,
}

impl ProgressLine {
    /// A line that may come a second from now.
    pub(super) fn new() -> Self {
        let next = Instant::now() + PATIENCE;
        let on_terminal = io::stderr().is_terminal();
        Self { on_terminal, drawn: Mutex::new(Drawn { next, visible: false }) }
    }

    /// Draws the line where it is time to.
    pub(super) fn show(&self, progress: Progress) {
        if !self.on_terminal {
            return;
        }
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if now < drawn.next {
            return;
        }
        *drawn = Drawn { next: now + INTERVAL, visible: true };
        let mut stderr = io::stderr().lock();
        let _unread = write!(stderr, "{CLEAR}{}", in_words(progress)).and_then(|()| stderr.flush());
    }

    /// Takes the line away, so that something else can be printed.
    pub(super) fn clear(&self) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut drawn.visible) {
            let _unread = write!(io::stderr().lock(), "{CLEAR}");
        }
    }
}

fn in_words(progress: Progress) -> String {
    let Progress { judged, units, bytes_read } = progress;
    format!("scanned {judged} of {units} ({} read)", bytes_in_words(bytes_read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is() {
        let progress = Progress { judged: 3, units: 100, bytes_read: 2_500_000 };
        assert_eq!(in_words(progress), "scanned 3 of 100 (2.5 MB read)");
    }

    #[test]
    fn nothing_is_drawn_within_the_first_second() {
        let mut line = ProgressLine::new();
        line.on_terminal = true;
        line.show(Progress { judged: 1, units: 2, bytes_read: 0 });
        assert!(!line.drawn.lock().unwrap_or_else(PoisonError::into_inner).visible);
    }
}
