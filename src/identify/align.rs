//! Which words of a text are which words of a reference.
//!
//! Runs of equal words are found by their seeds, the best chain of them that keeps the order is kept, the
//! gaps between are filled by Myers' algorithm (`gap`), and what is left of both sides is matched once more
//! in any order, for blocks may have been moved. Everything is bounded: no deadline decides a result.

use super::{gap::equal_runs, reading::Reading};
use crate::library::{grams::K, index::Word};

/// No counterpart.
pub(super) const NONE: u32 = u32::MAX;
/// The longest side of a gap that is filled word by word.
const LONGEST_GAP: usize = 400;
/// How far back the chain looks for a predecessor.
const LOOK_BACK: usize = 60;
/// The most runs of one pair; a text that repeats itself endlessly has more.
const MOST_RUNS: usize = 20_000;
/// How many runs that begin at one place are kept.
const MOST_AT_ONE_PLACE: usize = 3;
/// The shortest block that may stand in another order.
const MOVED: usize = 8;

/// Which word is which.
#[derive(Clone)]
pub(super) struct Alignment {
    /// For each token of the file its token of the reference.
    pub(super) file: Vec<u32>,
    /// For each token of the reference its token of the file.
    pub(super) reference: Vec<u32>,
}

/// Words of a file that are those of a reference, in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) file: usize,
    pub(super) reference: usize,
    pub(super) len: usize,
}

/// Aligns the free words of a file to a reference.
pub(super) fn align(reading: &Reading, free: &[bool], reference: &[Word]) -> Alignment {
    // A word that is not free is equal to none.
    let words: Vec<Word> = reading
        .words
        .iter()
        .zip(free)
        .map(|(word, free)| if *free { *word } else { Word::UNKNOWN })
        .collect();
    let runs = runs(reading, &words, reference);
    let chain = chain(&leading(&runs, reading.words.len(), reference.len()));
    let mut alignment =
        Alignment { file: vec![NONE; reading.words.len()], reference: vec![NONE; reference.len()] };
    for run in &chain {
        alignment.set(*run);
    }
    fill_gaps(&mut alignment, &chain, &words, free, reference);
    moved_blocks(&mut alignment, runs);
    alignment
}

impl Alignment {
    /// How often the text goes back in the reference: how many blocks stand in another order. At most ten
    /// count, for a table may be read by columns.
    pub(super) fn steps_back(&self) -> f32 {
        const MOST: f32 = 10.0;
        let (mut count, mut before) = (0.0, 0);
        for at in self.file.iter().filter(|at| **at != NONE) {
            if *at < before {
                count += 1.0;
            }
            before = *at;
        }
        MOST.min(count)
    }

    fn set(&mut self, run: Run) {
        for offset in 0..run.len {
            self.file[run.file + offset] = u32::try_from(run.reference + offset).unwrap_or(NONE);
            self.reference[run.reference + offset] =
                u32::try_from(run.file + offset).unwrap_or(NONE);
        }
    }
}

fn runs(reading: &Reading, words: &[Word], reference: &[Word]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut covered = vec![0_u32; words.len() + reference.len() + 1];
    for (at, seed) in reference.array_windows().enumerate() {
        let first = runs.len();
        for file in reading.places(seed) {
            let diagonal = file + reference.len() - at;
            if covered[diagonal] as usize > at {
                continue;
            }
            let equal = |(file, reference): &(&Word, &Word)| file == reference;
            let len = words[file..].iter().zip(&reference[at..]).take_while(equal).count();
            if len < K {
                continue;
            }
            // A seed that stands too often was not looked up, so that a run may begin before its seed.
            let room = covered[diagonal] as usize..at;
            let back = words[..file].iter().rev().zip(reference[room].iter().rev());
            let before = back.take_while(equal).count();
            covered[diagonal] = u32::try_from(at + len).unwrap_or(NONE);
            runs.push(Run { file: file - before, reference: at - before, len: len + before });
        }
        // Of a phrase that comes again and again only the longest runs can be its true places.
        if runs.len() - first > MOST_AT_ONE_PLACE {
            runs[first..].sort_by_key(|run| (usize::MAX - run.len, run.file));
            runs.truncate(first + MOST_AT_ONE_PLACE);
        }
        if runs.len() > MOST_RUNS {
            break;
        }
    }
    runs.sort_by_key(|run| (run.reference, run.file));
    runs
}

/// The runs that are not inside longer ones. A phrase that comes again and again pairs each of its places
/// with every other; only the pairs that go on beyond the phrase can be true.
fn leading(runs: &[Run], file: usize, reference: usize) -> Vec<Run> {
    let mut order: Vec<Run> = runs.to_vec();
    order.sort_by_key(|run| (usize::MAX - run.len, run.reference, run.file));
    let (mut in_file, mut in_reference) = (vec![false; file], vec![false; reference]);
    order.retain(|run| {
        let file = &mut in_file[run.file..run.file + run.len];
        let reference = &mut in_reference[run.reference..run.reference + run.len];
        let inside =
            |taken: &[bool]| taken.iter().filter(|taken| **taken).count() * 10 >= run.len * 8;
        let leads = !inside(file) && !inside(reference);
        if leads {
            file.fill(true);
            reference.fill(true);
        }
        leads
    });
    order.sort_by_key(|run| (run.reference, run.file));
    order
}

/// The heaviest chain of runs in the order of both sides. Runs that overlap are cut.
fn chain(runs: &[Run]) -> Vec<Run> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
        let own = run.len as f32;
        let mut here = (own, usize::MAX);
        for before in (at.saturating_sub(LOOK_BACK)..at).rev() {
            let other = runs[before];
            if other.reference >= run.reference || other.file >= run.file {
                continue;
            }
            let Some(rest) = rest_behind(*run, other) else { continue };
            let skew = (run.file + other.reference).abs_diff(other.file + run.reference);
            #[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
            let score = best[before].0 + rest.len as f32 - (skew as f32 * 0.02).min(6.0);
            if score > here.0 {
                here = (score, before);
            }
        }
        best.push(here);
    }
    let Some(mut at) =
        (0..runs.len()).max_by(|a, b| best[*a].0.total_cmp(&best[*b].0).then(b.cmp(a)))
    else {
        return Vec::new();
    };
    let mut chain = vec![runs[at]];
    while best[at].1 != usize::MAX {
        let before = best[at].1;
        if let Some(last) = chain.last_mut() {
            *last = rest_behind(*last, runs[before]).unwrap_or(*last);
        }
        chain.push(runs[before]);
        at = before;
    }
    chain.reverse();
    chain
}

/// What is left of a run behind another one.
fn rest_behind(run: Run, other: Run) -> Option<Run> {
    let overlap = (other.file + other.len)
        .saturating_sub(run.file)
        .max((other.reference + other.len).saturating_sub(run.reference));
    (overlap < run.len).then(|| Run {
        file: run.file + overlap,
        reference: run.reference + overlap,
        len: run.len - overlap,
    })
}

fn fill_gaps(
    alignment: &mut Alignment,
    chain: &[Run],
    words: &[Word],
    free: &[bool],
    reference: &[Word],
) {
    let mut gaps = Vec::with_capacity(chain.len() + 1);
    let (mut file, mut at) = (0, 0);
    for run in chain {
        gaps.push((file..run.file, at..run.reference));
        (file, at) = (run.file + run.len, run.reference + run.len);
    }
    // In front of the chain and behind it only the nearest words can belong to the reference.
    if let (Some(first), Some(run)) = (gaps.first_mut(), chain.first()) {
        first.0.start = run.file.saturating_sub(first.1.len() + 40);
    }
    if !chain.is_empty() {
        let rest = reference.len() - at;
        gaps.push((file..(file + rest + 40).min(words.len()), at..reference.len()));
    }
    let last = gaps.len().saturating_sub(1);
    for (at, (mut in_file, in_reference)) in gaps.into_iter().enumerate() {
        while in_file.start < in_file.end && !free[in_file.start] {
            in_file.start += 1;
        }
        while in_file.start < in_file.end && !free[in_file.end - 1] {
            in_file.end -= 1;
        }
        if in_file.is_empty()
            || in_reference.is_empty()
            || in_file.len() > LONGEST_GAP
            || in_reference.len() > LONGEST_GAP
        {
            continue;
        }
        let (here, there) = (&words[in_file.clone()], &reference[in_reference.clone()]);
        if !is_worth_filling(here, there) {
            continue;
        }
        let sizes = (here.len(), there.len());
        for run in without_chance(&equal_runs(here, there), sizes, at == 0, at == last) {
            alignment.set(Run {
                file: in_file.start + run.file,
                reference: in_reference.start + run.reference,
                len: run.len,
            });
        }
    }
}

/// False where two long sides have so few words in common that what is equal is equal by chance.
fn is_worth_filling(file: &[Word], reference: &[Word]) -> bool {
    const LONG: usize = 60;
    if file.len().min(reference.len()) < LONG {
        return true;
    }
    let (mut file, mut reference) = (file.to_vec(), reference.to_vec());
    file.sort_unstable();
    reference.sort_unstable();
    let (mut common, mut at) = (0, 0);
    for word in &file {
        while at < reference.len() && reference[at] < *word {
            at += 1;
        }
        if reference.get(at) == Some(word) {
            common += 1;
            at += 1;
        }
    }
    common * 5 >= file.len().min(reference.len()) * 3
}

/// The equal runs of a gap, without one or two words that are equal by chance amid other words. In front
/// of the first run and behind the last one such a word has other words on one side only.
fn without_chance(
    runs: &[Run],
    (file, reference): (usize, usize),
    is_first: bool,
    is_last: bool,
) -> Vec<Run> {
    const AMID: usize = 5;
    let mut kept = Vec::new();
    let mut end = (0, 0);
    for (at, run) in runs.iter().enumerate() {
        let before = (run.file - end.0).max(run.reference - end.1);
        end = (run.file + run.len, run.reference + run.len);
        let next = runs.get(at + 1).map_or((file, reference), |next| (next.file, next.reference));
        let after = (next.0 - end.0).max(next.1 - end.1);
        let in_front = is_first && kept.is_empty();
        let behind = is_last && at + 1 == runs.len();
        if run.len <= 2 && (before >= AMID || in_front) && (after >= AMID || behind) {
            continue;
        }
        kept.push(*run);
    }
    kept
}

/// Matches blocks of what is left of both sides, the longest first.
fn moved_blocks(alignment: &mut Alignment, mut runs: Vec<Run>) {
    runs.retain(|run| run.len >= MOVED);
    runs.sort_by_key(|run| (usize::MAX - run.len, run.reference, run.file));
    for run in runs {
        // The free stretches of the run, for its ends may have been matched elsewhere.
        let mut start = 0;
        for offset in 0..=run.len {
            let taken = offset == run.len
                || alignment.file[run.file + offset] != NONE
                || alignment.reference[run.reference + offset] != NONE;
            if taken {
                if offset - start >= MOVED {
                    alignment.set(Run {
                        file: run.file + start,
                        reference: run.reference + start,
                        len: offset - start,
                    });
                }
                start = offset + 1;
            }
        }
    }
}
