//! Which license a text really is.
//!
//! The digest of the normal form answers for unchanged texts. Otherwise grams nominate candidates
//! (`vote`), each is aligned word by word (`align`), the differences are sorted into harmless ones and
//! others (`difference`), the best fit is chosen (`fit`), and the verdict says how much that means
//! (`verdict`). What a region does not explain is looked at once more.

mod align;
mod deviation;
mod difference;
pub mod explain;
mod fit;
mod frame;
mod gap;
mod identity;
mod named;
mod reading;
mod reference;
mod slots;
mod spelling;
mod template;
mod typo;
mod verdict;
mod vote;

use fit::Fit;
pub use identity::{Deviation, DeviationKind, Identity, Match, Verdict};
use reading::{MOST_TOKENS, Reading};
use vote::Ballot;

use crate::{
    library::{
        grams::winnow,
        index::{Index, Reference},
        print::digest_of_form,
    },
    text::token::Split,
};

/// The most regions of one file.
const MOST_REGIONS: usize = 12;
/// Fewer tokens than this are no region beside another one.
const SMALLEST_REGION: usize = 40;

/// The most tokens that are aligned for one text, both sides and all candidates together: a text of many
/// megabytes must not hold up a scan.
const MOST_ALIGNED: usize = 1_500_000;

/// Of a longer text only the beginning is looked at, in bytes.
const LONGEST_TEXT: usize = 256 << 10;

/// Identifies a text with the embedded index.
pub fn identify(text: &str) -> Identity {
    identify_with(text, Options::default())
}

/// What a test may switch off.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Whether the digest step may answer. It only saves time.
    pub digest: bool,
    /// Ids whose prints are left out, as if nobody knew them.
    pub without: &'a [&'a str],
    /// Leaves out a third of the slot values that are listed beside a text's own, drawn by this number.
    pub fewer_values: Option<u64>,
    /// Whether all candidates are compared, also behind one that fits wholly.
    pub thorough: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { digest: true, without: &[], fewer_values: None, thorough: false }
    }
}

impl Options<'_> {
    fn hides(&self, reference: Reference) -> bool {
        reference.ids().any(|id| self.without.contains(&id))
    }
}

/// Identifies a text with the embedded index, or a part of it.
pub fn identify_with(text: &str, options: Options) -> Identity {
    let index = Index::embedded();
    let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
    let split = Split::of(text);
    let hashes = &split.hashes()[..split.hashes().len().min(MOST_TOKENS)];
    let ballot = Ballot::of(winnow(hashes), index);
    // Most texts of a store are cards: nothing in them votes, and the rest of the way is not gone.
    if vote::candidates(&ballot, |_| true, index).is_empty() {
        let identity = reference::without_region(text, &split);
        if identity.verdict != Verdict::UnknownLicense {
            return identity;
        }
    }
    if options.digest
        && let Some(reference) = index.with_digest(&digest_of_form(&split.form()))
        && !options.hides(reference)
    {
        let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).max(1);
        return Identity {
            verdict: Verdict::Exact,
            licenses: vec![Match {
                id: Some(reference.id().to_owned()),
                family: reference.family().to_owned(),
                verdict: Verdict::Exact,
                coverage: 1.0,
                lines: (1, last),
                deviations: Vec::new(),
            }],
        };
    }
    let reading = Reading::of(text, split.placed(), ballot, index, options);
    let regions = regions(&reading, index);
    let mut identity = match judge(&reading, index, &regions) {
        licenses if licenses.is_empty() => reference::without_region(text, &split),
        licenses => Identity { verdict: strongest(&licenses), licenses },
    };
    let template = matches!(identity.verdict, Verdict::Family | Verdict::UnknownLicense);
    if template && let Some(found) = named::member(&reading, index) {
        identity.licenses.retain(|other| {
            other
                .id
                .as_ref()
                .map_or(other.family != found.family, |id| Some(id) != found.id.as_ref())
        });
        identity.licenses.insert(0, found);
        identity.verdict = Verdict::Partial;
    }
    identity
}

fn strongest(licenses: &[Match]) -> Verdict {
    licenses.iter().map(|found| found.verdict).min().unwrap_or(Verdict::NotALicense)
}

/// A region: the best fit and the others that were tried there.
struct Region {
    fit: Fit,
    others: Vec<Fit>,
}

/// Finds regions: the best fit, then what is left of the text once more.
fn regions(reading: &Reading, index: Index) -> Vec<Region> {
    let mut free = vec![true; reading.words.len()];
    let mut regions = Vec::new();
    let mut aligned = 0;
    while regions.len() < MOST_REGIONS && aligned < MOST_ALIGNED {
        let left = free.iter().filter(|free| **free).count();
        if left < if regions.is_empty() { 12 } else { SMALLEST_REGION } {
            break;
        }
        let mut fits = Vec::new();
        for print in vote::candidates(&reading.ballot, |at| free[at], index) {
            if reading.options.hides(index.reference(print)) {
                continue;
            }
            aligned += reading.words.len() + index.reference(print).len();
            let Some(fit) = fit::fit(reading, &free, index, print) else { continue };
            let whole =
                fit.differences.is_empty() && fit.coverage >= 1.0 && fit.equal * 20 >= left * 19;
            fits.push(fit);
            if whole && !reading.options.thorough {
                break;
            }
        }
        let Some((best, others)) = fit::best(fits) else { break };
        if best.score <= 0.0 || best.equal < 12 {
            break;
        }
        claim(&best, &mut free);
        regions.push(Region { fit: best, others });
    }
    regions
}

/// Takes what a fit explains: its equal words and its short differences. A long addition stays free,
/// for it may be another license.
fn claim(fit: &Fit, free: &mut [bool]) {
    const SHORT_ADDITION: usize = 30;
    for (at, reference) in fit.alignment.file.iter().enumerate() {
        if *reference != align::NONE {
            free[at] = false;
        }
    }
    for difference in &fit.differences {
        if difference.file.len() <= SHORT_ADDITION {
            free[difference.file.clone()].fill(false);
        }
    }
}

fn judge(reading: &Reading, index: Index, regions: &[Region]) -> Vec<Match> {
    let mut left = vec![true; reading.words.len()];
    for region in regions {
        claim(&region.fit, &mut left);
    }
    let mut found: Vec<Match> = Vec::new();
    for (at, region) in regions.iter().enumerate() {
        let mut fit_left = left.clone();
        // What an addition inside this region holds may be another region's: then it is no deviation.
        let claimed_elsewhere = |difference: &difference::Difference| {
            !difference.file.is_empty()
                && difference.reference.is_empty()
                && regions.iter().enumerate().any(|(other, region)| {
                    other != at
                        && difference
                            .file
                            .clone()
                            .filter(|at| region.fit.alignment.file[*at] != align::NONE)
                            .count()
                            * 10
                            >= difference.file.len() * 7
                })
        };
        let fit = region.fit.without(reading, claimed_elsewhere);
        for at in fit.region.clone() {
            fit_left[at] &= fit.alignment.file[at] == align::NONE;
        }
        let around = verdict::Surroundings {
            reading,
            index,
            left: &fit_left,
            only: regions.len() == 1,
            others: &region.others,
        };
        let Some(verdict) = verdict::verdict(&fit, &around) else { continue };
        let id = (verdict.names() || verdict == Verdict::Reference)
            .then(|| fit.reference.id().to_owned());
        // Two regions of one license are one entry: the languages of a bilingual text, for example.
        if let Some(known) =
            found.iter_mut().find(|known| known.id == id && known.family == fit.reference.family())
        {
            known.verdict = known.verdict.min(verdict);
            known.lines.0 = known.lines.0.min(reading.line(fit.region.start));
            known.lines.1 = known.lines.1.max(reading.line(fit.region.end - 1));
            continue;
        }
        found.push(Match {
            id,
            family: fit.reference.family().to_owned(),
            verdict,
            coverage: fit.coverage,
            lines: (reading.line(fit.region.start), reading.line(fit.region.end - 1)),
            deviations: deviation::deviations(reading, &fit),
        });
    }
    found.sort_by_key(|found| (found.verdict, found.lines.0));
    found
}
