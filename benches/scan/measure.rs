//! Runs processes and says what they took: wall time, CPU time and the most memory.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The ticks of a second in which the system counts CPU time. Source: `proc(5)`, `sysconf(_SC_CLK_TCK)`, which
/// is 100 on every Linux of today.
const TICKS: f64 = 100.0;

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    /// Wall time, in seconds.
    pub(super) wall: f64,
    /// CPU time, in seconds; 0 where there is no `/proc`.
    pub(super) cpu: f64,
    /// The most memory, in KiB; 0 where there is no `/proc`.
    pub(super) peak: u64,
}

/// The medians of each command after one run that warms the file cache, and the largest peak of memory. The
/// commands run in turn.
pub(super) fn in_turn<const N: usize>(
    runs: usize,
    commands: [&dyn Fn() -> Command; N],
) -> [Figures; N] {
    let mut taken: [Vec<Figures>; N] = std::array::from_fn(|_| Vec::new());
    for _ in 0..=runs {
        for (command, taken) in commands.iter().zip(&mut taken) {
            taken.push(once(&mut command()));
        }
    }
    taken.map(|taken| {
        let median = |of: fn(&Figures) -> f64| {
            let mut values: Vec<f64> = taken.iter().skip(1).map(of).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let peak = taken.iter().map(|it| it.peak).max().unwrap_or(0);
        Figures { wall: median(|it| it.wall), cpu: median(|it| it.cpu), peak }
    })
}

/// Runs a command once.
pub(super) fn once(command: &mut Command) -> Figures {
    let (start, before) = (Instant::now(), cpu_of_children());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // The system keeps the peak itself, so that a look now and then suffices.
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        thread::sleep(Duration::from_millis(1));
    }
    Figures { wall: start.elapsed().as_secs_f64(), cpu: cpu_of_children() - before, peak }
}

/// The CPU time of all children that have ended, in seconds. Source: `proc(5)`, fields 16 and 17 of `stat`.
fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS
}

pub(super) fn mebibytes(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0
}
