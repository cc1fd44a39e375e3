//! One line on standard error that says how far a long scan is. It comes only on a terminal and only
//! after a second, and it is gone before anything else is printed.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::terminal;
use crate::{
    language::{Bilingual, both},
    report::text::bytes_in_words,
    scan::Progress,
};

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
    /// When the first unit was judged, and how many had been by then: the walk before it tells no rate.
    first: Option<(Instant, usize)>,
}

impl ProgressLine {
    /// A line that may come a second from now.
    pub(super) fn new() -> Self {
        let next = Instant::now() + PATIENCE;
        let on_terminal = io::stderr().is_terminal();
        Self { on_terminal, drawn: Mutex::new(Drawn { next, visible: false, first: None }) }
    }

    /// Draws the line where it is time to.
    pub(super) fn show(&self, progress: Progress) {
        if !self.on_terminal {
            return;
        }
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let first = *drawn.first.get_or_insert((now, progress.judged));
        if now < drawn.next {
            return;
        }
        *drawn = Drawn { next: now + INTERVAL, visible: true, first: Some(first) };
        let rate = Rate::of(progress.judged.saturating_sub(first.1), now - first.0);
        let words = in_words(progress, rate);
        let words = words.get(terminal::language());
        let mut stderr = io::stderr().lock();
        let _unread = write!(stderr, "{CLEAR}{words}").and_then(|()| stderr.flush());
    }

    /// Takes the line away, so that something else can be printed.
    pub(super) fn clear(&self) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut drawn.visible) {
            let _unread = write!(io::stderr().lock(), "{CLEAR}");
        }
    }
}

/// Units in a time.
#[derive(Debug, Clone, Copy)]
struct Rate {
    units: u64,
    millis: u64,
}

impl Rate {
    /// A rate, where there is enough to tell one.
    fn of(units: usize, time: Duration) -> Option<Self> {
        let (units, millis) = (units as u64, u64::try_from(time.as_millis()).ok()?);
        (units > 0 && millis > 0).then_some(Self { units, millis })
    }

    fn per_second(self) -> String {
        let tenths = self.units * 10_000 / self.millis;
        if tenths < 100 {
            format!("{}.{}", tenths / 10, tenths % 10)
        } else {
            (tenths / 10).to_string()
        }
    }

    fn seconds_for(self, units: usize) -> u64 {
        (units as u64 * self.millis).div_ceil(self.units * 1000)
    }
}

fn in_words(progress: Progress, rate: Option<Rate>) -> Bilingual {
    let Progress { judged, units, bytes_read } = progress;
    let read = bytes_in_words(bytes_read);
    let Some(rate) = rate else {
        return both!("scanned {} of {} ({} read)", "已扫描 {}/{}（已读 {}）", judged, units, read);
    };
    both!(
        "scanned {} of {} ({} read, {} a second, {} left)",
        "已扫描 {}/{}（已读 {}，每秒 {} 个，剩余 {}）",
        judged,
        units,
        read,
        rate.per_second(),
        clock(rate.seconds_for(units.saturating_sub(judged)))
    )
}

/// Seconds as `1:02:03` or `2:03`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is() {
        let progress = Progress { judged: 3, units: 100, bytes_read: 2_500_000 };
        assert_eq!(&*in_words(progress, None), "scanned 3 of 100 (2.5 MB read)");
        let rate = |units, seconds| Rate::of(units, Duration::from_secs(seconds));
        assert_eq!(
            &*in_words(progress, rate(20, 10)),
            "scanned 3 of 100 (2.5 MB read, 2.0 a second, 0:49 left)"
        );
        let slow = Progress { judged: 3, units: 5000, bytes_read: 0 };
        assert_eq!(
            &*in_words(slow, rate(1, 2)),
            "scanned 3 of 5000 (0 B read, 0.5 a second, 2:46:34 left)"
        );
        assert_eq!(
            in_words(slow, rate(1, 2)).zh,
            "已扫描 3/5000（已读 0 B，每秒 0.5 个，剩余 2:46:34）"
        );
        assert!(rate(0, 1).is_none() && rate(1, 0).is_none());
    }

    #[test]
    fn nothing_is_drawn_within_the_first_second() {
        let mut line = ProgressLine::new();
        line.on_terminal = true;
        line.show(Progress { judged: 1, units: 2, bytes_read: 0 });
        assert!(!line.drawn.lock().unwrap_or_else(PoisonError::into_inner).visible);
    }
}
