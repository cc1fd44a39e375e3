//! Small closed lists of words whose class matters when a text is compared: words of duty and negation,
//! words without a meaning of their own, and words that a title has.
//!
//! A print holds only hashes, so that the lists are looked up by hash. This file knows the text room
//! only, so that `build.rs` can use it as it stands.

use std::sync::OnceLock;

use super::print::SPREAD;
use crate::text::hash::Polynomial;

/// The classes of a word, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordClass(pub u8);

impl WordClass {
    /// A duty, a permission or a negation: never harmless.
    pub const MODAL: Self = Self(1);
    /// A word without a meaning of its own.
    pub const FUNCTION: Self = Self(2);
    /// A word that the title of a license has.
    pub const TITLE: Self = Self(4);
    /// The name of a month.
    pub const MONTH: Self = Self(8);
    /// A word that many texts write with a capital although it names nobody.
    pub const TERM: Self = Self(16);

    /// A duty or a prohibition: a sentence that has one asks for something.
    pub const DUTY: Self = Self(32);

    /// True where any bit of `other` is set.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

const MODAL: &[&str] = &[
    "must",
    "shall",
    "may",
    "should",
    "will",
    "would",
    "can",
    "cannot",
    "could",
    "might",
    "need",
    "required",
    "require",
    "requires",
    "prohibited",
    "forbidden",
    "permitted",
    "allowed",
    "not",
    "no",
    "non",
    "nor",
    "neither",
    "never",
    "none",
    "without",
    "except",
    "unless",
    "only",
    "solely",
    "or",
    "and",
    "if",
    "provided",
    "noncommercial",
    "commercial",
    "不",
    "非",
    "未",
    "无",
    "禁",
    "勿",
    "须",
    "应",
    "必",
    "得",
    "可",
    "能",
    "准",
    "仅",
    "除",
    "或",
    "且",
];
const DUTY: &[&str] = &[
    "must",
    "shall",
    "may",
    "should",
    "required",
    "requires",
    "prohibited",
    "forbidden",
    "cannot",
    "须",
    "应",
    "禁",
    "勿",
];
const FUNCTION: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "this", "that",
    "these", "those", "its", "is", "are", "be", "as", "such", "it", "的", "之", "该", "其", "地",
    "了",
];
const TITLE: &[&str] = &[
    "license",
    "licence",
    "agreement",
    "terms",
    "许",
    "协",
    "约",
    "lizenz",
    "licencia",
    "licença",
    "lisensi",
    "policy",
    "rail",
    "railm",
    "openrail",
    "openrailm",
];
const MONTH: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "aug",
    "sept",
    "oct",
    "nov",
    "dec",
];
const TERM: &[&str] = &[
    "license",
    "licence",
    "licensor",
    "licensee",
    "licensed",
    "agreement",
    "section",
    "exhibit",
    "attachment",
    "appendix",
    "annex",
    "model",
    "models",
    "materials",
    "derivative",
    "derivatives",
    "derivate",
    "works",
    "work",
    "output",
    "outputs",
    "data",
    "contributor",
    "contributors",
    "contribution",
    "contributions",
    "complementary",
    "material",
    "software",
    "harm",
    "distribution",
    "use",
    "you",
    "your",
    "yours",
    "i",
    "notice",
    "documentation",
    "products",
    "services",
    "third",
    "party",
    "parties",
    "intellectual",
    "property",
    "law",
    "laws",
    "governing",
    "territory",
    "effective",
    "permitted",
    "purpose",
    "purposes",
    "recipient",
    "entity",
    "source",
    "code",
    "object",
    "form",
    "copyright",
    "patent",
    "warranty",
    "disclaimer",
    "liability",
    "limitation",
    "termination",
    "definitions",
    "conditions",
    "redistribution",
    "attribution",
    "commercial",
    "noncommercial",
    "non-commercial",
    "research",
    "community",
    "open",
    "public",
    "hosted",
    "service",
    "user",
    "users",
    "llc",
    "inc",
    "ltd",
    "co",
    "corp",
    "corporation",
    "limited",
    "company",
    "policy",
    "acceptable",
    "prohibited",
    "program",
    "library",
    "covered",
    "licensable",
    "modifications",
    "larger",
    "executable",
    "adapted",
    "restrictions",
    "provisions",
    "part",
    "article",
    "paragraph",
    "weights",
    "parameters",
];

/// Slots of the table of classes: a power of two, several times as many as there are words.
const SLOTS: usize = 1 << 10;

/// The slot at which the search for a hash begins. Hashes of short words are small numbers.
#[inline]
fn slot(hash: Polynomial) -> usize {
    usize::try_from(hash.value.wrapping_mul(SPREAD) >> 54).unwrap_or(0)
}

/// The classes of all listed words. Every word of every text asks, so that it is a table with open addresses
/// and no map.
pub struct Classes {
    /// For each slot whether a word is there, for most have none.
    taken: [bool; SLOTS],
    slots: Vec<(Polynomial, WordClass)>,
}

impl Classes {
    fn new() -> Self {
        let mut classes = Self {
            taken: [false; SLOTS],
            slots: vec![(Polynomial::default(), WordClass::default()); SLOTS],
        };
        for (list, class) in [
            (MODAL, WordClass::MODAL),
            (DUTY, WordClass::DUTY),
            (FUNCTION, WordClass::FUNCTION),
            (TITLE, WordClass::TITLE),
            (MONTH, WordClass::MONTH),
            (TERM, WordClass::TERM),
        ] {
            for word in list {
                let hyphenless: String = word.chars().filter(|c| *c != '-').collect();
                let hash = Polynomial::of(&hyphenless);
                let mut at = slot(hash);
                while classes.taken[at] && classes.slots[at].0 != hash {
                    at = (at + 1) % SLOTS;
                }
                classes.taken[at] = true;
                classes.slots[at].0 = hash;
                classes.slots[at].1.0 |= class.0;
            }
        }
        classes
    }

    /// The classes of the word with this hash.
    #[inline]
    pub fn of(&self, hash: Polynomial) -> WordClass {
        let mut at = slot(hash);
        while self.taken[at] {
            let (other, class) = self.slots[at];
            if other == hash {
                return class;
            }
            at = (at + 1) % SLOTS;
        }
        WordClass::default()
    }
}

/// The classes of all listed words.
pub fn classes() -> &'static Classes {
    static CLASSES: OnceLock<Classes> = OnceLock::new();
    CLASSES.get_or_init(Classes::new)
}

/// The classes of the word with this hash.
#[inline]
pub fn class_of(hash: Polynomial) -> WordClass {
    classes().of(hash)
}
