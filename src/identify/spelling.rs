//! Words that are written in two ways and mean one thing: British and American spelling, and what else the
//! SPDX list calls equivalent (SPDX specification, annex B, "Varietal word spelling"); the offices of the GPL's
//! publisher; the numbers of a range.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::OnceLock,
};

use super::difference::{Difference, Pair};
use crate::text::{hash::Polynomial, token::Class};

const TWO_WAYS: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"),
    ("analog", "analogue"),
    ("analyse", "analyze"),
    ("artefact", "artifact"),
    ("authorisation", "authorization"),
    ("authorised", "authorized"),
    ("calibre", "caliber"),
    ("cancelled", "canceled"),
    ("capitalisations", "capitalizations"),
    ("catalogue", "catalog"),
    ("categorise", "categorize"),
    ("centre", "center"),
    ("emphasised", "emphasized"),
    ("favour", "favor"),
    ("favourite", "favorite"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("initialise", "initialize"),
    ("judgement", "judgment"),
    ("labelling", "labeling"),
    ("labour", "labor"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("maximise", "maximize"),
    ("merchantibility", "merchantability"),
    ("modelled", "modeled"),
    ("modelling", "modeling"),
    ("offence", "offense"),
    ("optimise", "optimize"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("organise", "organize"),
    ("practise", "practice"),
    ("programme", "program"),
    ("realise", "realize"),
    ("recognise", "recognize"),
    ("recognised", "recognized"),
    ("signalling", "signaling"),
    ("unauthorised", "unauthorized"),
    ("utilisation", "utilization"),
    ("whilst", "while"),
    ("wilful", "wilfull"),
    ("wilful", "willful"),
];

/// Behind the word "copyright" these are one.
const BEHIND_COPYRIGHT: &[(&str, &str)] = &[("holder", "owner"), ("holders", "owners")];

/// Before the number of a clause these are one.
const BEFORE_NUMBERS: &[(&str, &str)] = &[
    ("article", "articles"),
    ("clause", "clauses"),
    ("paragraph", "paragraphs"),
    ("section", "sections"),
];

/// The offices of the publisher of the GPL over the years, as its texts write them.
const OFFICES: &str = "675 Mass Massachusetts Ave Avenue Cambridge MA 02139 59 Temple Place Suite 330 Boston \
                       02111 1307 31 Milk St Street 51 Franklin Fifth 5th Floor Suite 500 02110 1301 1335 USA US";

/// True where the two sides are offices of one publisher, or parts of their addresses.
pub(super) fn is_same_office(pair: &Pair, difference: &Difference) -> bool {
    /// So far from the street stands the city.
    const NEAR: usize = 10;
    static WORDS: OnceLock<BTreeSet<Polynomial>> = OnceLock::new();
    let words = WORDS.get_or_init(|| OFFICES.split_whitespace().map(hash_of).collect());
    let hashes = pair.reading.tokens.iter().map(|token| token.hash);
    let (file, reference) = (&difference.file, &difference.reference);
    let around = file.start.saturating_sub(NEAR)..file.end + NEAR;
    let cities = [Polynomial::of("boston"), Polynomial::of("cambridge")];
    hashes.clone().skip(file.start).take(file.len()).all(|word| words.contains(&word))
        && reference.clone().all(|at| words.contains(&pair.joined(&(at..at + 1))))
        && hashes.skip(around.start).take(around.len()).any(|word| cities.contains(&word))
}

fn hash_of(word: &str) -> Polynomial {
    Polynomial::of(&word.to_lowercase())
}

/// True where the file has the first and the last number of a list, with a dash between, and the reference all of
/// them: "3.1-3.4" for "3.1, 3.2, 3.3 and 3.4".
pub(super) fn is_same_range(pair: &Pair, difference: &Difference) -> bool {
    /// So many numbers has one of a clause at most: "3.1.2".
    const DEEPEST: usize = 3;
    let (file, reference) = (&difference.file, &difference.reference);
    let ands = [Polynomial::of("and"), Polynomial::of("or")];
    let word = |at: usize| pair.joined(&(at..at + 1));
    let listed = |at: usize| {
        ands.contains(&word(at)) || pair.index.facts(pair.reference[at].0).1 == Class::Digits
    };
    if !file.is_empty() || reference.len() < 2 || !reference.clone().all(listed) {
        return false;
    }
    let tokens = &pair.reading.tokens;
    let is_number = |at: usize| tokens.get(at).is_some_and(|token| token.class == Class::Digits);
    let number = |at: usize| pair.reading.text(at..at + 1).parse::<u32>().ok();
    let number_hash = |number: u32| Polynomial::of(&number.to_string());
    // Of equal numbers the alignment takes any for missing: the list is read whole, on both sides.
    let before = (1..=2 * DEEPEST).take_while(|back| {
        file.start.checked_sub(*back).is_some_and(is_number)
            && reference.start.checked_sub(*back).is_some_and(listed)
    });
    let after = (0..2 * DEEPEST).take_while(|on| {
        is_number(file.end + on)
            && reference.end + on < pair.reference.len()
            && listed(reference.end + on)
    });
    let (before, after) = (before.count(), after.count());
    let ends = file.start - before..file.end + after;
    let depth = ends.len() / 2;
    if depth == 0 || ends.len() != 2 * depth || depth > DEEPEST {
        return false;
    }
    let (first, last) = (ends.start, ends.start + depth);
    let prefix = || (first..first + depth - 1).map(|at| tokens[at].hash);
    if !gap(pair, last).contains(['-', '–', '—', '~'])
        || !prefix().eq((last..last + depth - 1).map(|at| tokens[at].hash))
    {
        return false;
    }
    let (Some(from), Some(to)) = (number(last - 1), number(ends.end - 1)) else { return false };
    let whole = (from..=to).flat_map(|member| prefix().chain([number_hash(member)]));
    let numbers = reference.start - before..reference.end + after;
    from < to && whole.eq(numbers.map(word).filter(|word| !ands.contains(word)))
}

/// True where both sides are one word written in two ways, or "and" and its sign.
pub(super) fn is_same_word(pair: &Pair, difference: &Difference) -> bool {
    let (file, reference) = (&difference.file, &difference.reference);
    if file.is_empty() && reference.len() == 1 {
        let and = pair.joined(reference) == Polynomial::of("and");
        return and && gap(pair, file.start).contains('&');
    }
    if file.len() != 1 || reference.len() != 1 {
        return false;
    }
    let (here, there) = (pair.reading.tokens[file.start].hash, pair.joined(reference));
    let next = pair.reading.tokens.get(file.end).map(|token| token.class);
    if next == Some(Class::Digits) && same(numbered(), here, there) {
        return true;
    }
    let behind = file.start.checked_sub(1).map(|before| pair.reading.tokens[before].hash);
    same(plain(), here, there)
        || (behind == Some(Polynomial::of("copyright")) && same(owners(), here, there))
}

type Forms = BTreeMap<Polynomial, Polynomial>;

fn same(forms: &Forms, one: Polynomial, other: Polynomial) -> bool {
    let form = |word| forms.get(&word).copied();
    form(one).is_some() && form(one) == form(other)
}

fn plain() -> &'static Forms {
    static FORMS: OnceLock<Forms> = OnceLock::new();
    FORMS.get_or_init(|| forms(TWO_WAYS))
}

fn numbered() -> &'static Forms {
    static FORMS: OnceLock<Forms> = OnceLock::new();
    FORMS.get_or_init(|| forms(BEFORE_NUMBERS))
}

fn owners() -> &'static Forms {
    static FORMS: OnceLock<Forms> = OnceLock::new();
    FORMS.get_or_init(|| forms(BEHIND_COPYRIGHT))
}

/// Each word with the first of its pair.
fn forms(pairs: &[(&str, &str)]) -> Forms {
    let hash = Polynomial::of;
    pairs
        .iter()
        .flat_map(|(one, other)| [(hash(one), hash(one)), (hash(other), hash(one))])
        .collect()
}

/// What stands between the words around a place of the file.
fn gap<'t>(pair: &Pair<'t>, at: usize) -> &'t str {
    let tokens = &pair.reading.tokens;
    let range: Option<Range<usize>> = at
        .checked_sub(1)
        .zip(tokens.get(at))
        .map(|(before, token)| tokens[before].end as usize..token.start as usize);
    range.and_then(|range| pair.reading.source.get(range)).unwrap_or_default()
}
