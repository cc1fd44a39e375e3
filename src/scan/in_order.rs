//! Work that is done by many threads and handed on by one, in its order.

use std::{
    collections::VecDeque,
    io,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::mpsc,
};

/// How many jobs are begun before the first of them is handed on, at least and for each thread: what waits stays
/// small, and no thread waits for another one's long job.
const AHEAD: usize = 32;
const AHEAD_OF_A_THREAD: usize = 4;

/// Does all jobs that `next` gives. That and `hand_on` are called on this thread, `work` on those of the pool.
///
/// # Errors
///
/// The first error of `next` or `hand_on`; what was begun until then is still done.
pub(super) fn in_order<Job: Send, Done: Send>(
    pool: &rayon::ThreadPool,
    mut next: impl FnMut() -> io::Result<Option<Job>>,
    work: impl Fn(Job) -> Done + Sync,
    mut hand_on: impl FnMut(Done) -> io::Result<()>,
) -> io::Result<()> {
    let (done, finished) = mpsc::channel();
    let ahead = AHEAD.max(pool.current_num_threads() * AHEAD_OF_A_THREAD);
    pool.in_place_scope(|scope| {
        let mut begun: VecDeque<Option<Done>> = VecDeque::with_capacity(ahead);
        let (mut first, mut more) = (0, true);
        loop {
            while more && begun.len() < ahead {
                let Some(job) = next()? else {
                    more = false;
                    break;
                };
                let (number, done, work) = (first + begun.len(), done.clone(), &work);
                begun.push_back(None);
                scope.spawn(move |_| {
                    let result = catch_unwind(AssertUnwindSafe(|| work(job)));
                    // Where nobody waits any more, an error has ended the work.
                    let _told = done.send((number, result));
                });
            }
            if begun.is_empty() {
                return Ok(());
            }
            let Ok((number, result)) = finished.recv() else { return Ok(()) };
            begun[number - first] = Some(result.unwrap_or_else(|panic| resume_unwind(panic)));
            while let Some(result) = begun.pop_front_if(|result| result.is_some()).flatten() {
                first += 1;
                hand_on(result)?;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(4).build().expect("four threads")
    }

    #[test]
    fn everything_is_handed_on_in_its_order() {
        let (mut jobs, mut done) = (0..1_000_u64, Vec::new());
        let work = |job: u64| {
            // The first job of each ten takes long.
            let rounds = if job.is_multiple_of(10) { 200_000 } else { 10 };
            (0..rounds).fold(job, |sum, round| std::hint::black_box(sum ^ round) ^ round)
        };
        let result = in_order(
            &pool(),
            || Ok(jobs.next()),
            work,
            |it| {
                done.push(it);
                Ok(())
            },
        );
        assert!(result.is_ok());
        assert_eq!(done, (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn an_error_ends_it() {
        let (mut jobs, mut done) = (0..1_000, Vec::new());
        let hand_on = |it: i32| {
            done.push(it);
            if it == 5 { Err(io::Error::other("full")) } else { Ok(()) }
        };
        let result = in_order(&pool(), || Ok(jobs.next()), |job| job, hand_on);
        assert_eq!(result.map_err(|error| error.to_string()), Err("full".to_owned()));
        assert_eq!(done, [0, 1, 2, 3, 4, 5]);
        assert!(jobs.len() > 900, "the rest is not begun");
    }
}
