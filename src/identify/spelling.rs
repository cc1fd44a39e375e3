//! Words that are written in two ways and mean one thing: British and American spelling, and what else the
//! SPDX list calls equivalent (SPDX specification, annex B, "Varietal word spelling").

use std::{collections::BTreeMap, ops::Range, sync::OnceLock};

use super::difference::{Difference, Pair};
use crate::text::hash::Polynomial;

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
