//! A token hash that can be concatenated.
//!
//! A print holds no words, only hashes. Two sides that differ in blanks alone (a word split by a PDF, a
//! broken identifier) must still be seen to be equal, so the hash of two tokens written without a blank
//! is computed from the two hashes: a polynomial over the characters, modulo the Mersenne prime 2^61 - 1.

use std::ops::Range;

const PRIME: u64 = (1 << 61) - 1;
const BASE: u64 = 0x0f1e_3779_b97f_4a7d;

/// The hash of a run of characters, with its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Polynomial {
    /// The value, below 2^61.
    pub value: u64,
    /// The number of characters.
    pub len: u32,
}

impl Polynomial {
    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        text.chars().fold(Self::default(), Self::with)
    }

    /// The hash of a word of a text, of ASCII letters and digits.
    #[inline]
    pub(super) fn of_letters(text: &[u8], word: Range<usize>) -> Self {
        let (mut value, mut at) = (0, word.start);
        while word.end - at > PART {
            at += PART;
            value = add(mul(value, POWERS[PART]), part(text, at, PART));
        }
        let len = word.end - at;
        let last = part(text, word.end, len);
        // Nearly all words are one part.
        value = if value == 0 { last } else { add(mul(value, POWERS[len]), last) };
        Self { value, len: u32::try_from(word.len()).unwrap_or(u32::MAX) }
    }

    /// With one more character behind.
    #[must_use]
    #[inline]
    pub fn with(self, c: char) -> Self {
        Self { value: add(mul(self.value, BASE), u64::from(u32::from(c)) + 1), len: self.len + 1 }
    }

    /// With another run behind, as if written without a blank.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            value: add(mul(self.value, power(other.len)), other.value),
            len: self.len + other.len,
        }
    }
}

/// The most letters of which the sum of what each adds fits into 64 bits.
const PART: usize = 8;

/// What a letter or a digit adds to the hash of a part, by its place from the start of a whole one. What is
/// masked out adds nothing.
static ADDS: [[u64; 128]; PART] = {
    let mut adds = [[0; 128]; PART];
    let mut place = 0;
    while place < PART {
        let mut byte = 1;
        while byte < 128 {
            adds[place][byte] = mul(byte as u64 + 1, POWERS[PART - 1 - place]);
            byte += 1;
        }
        place += 1;
    }
    adds
};

/// The value of the `len` letters, as many as a part has at the most, that end before a byte of a text.
/// Without a branch for each letter: where words end, nobody can foretell.
#[inline]
fn part(text: &[u8], end: usize, len: usize) -> u64 {
    let letters = if let Some(letters) = text[..end].last_chunk() {
        *letters
    } else {
        let mut letters = [0; PART];
        letters[PART - end..].copy_from_slice(&text[..end]);
        letters
    };
    let own = u64::from_le_bytes(letters) & u64::MAX << (8 * (PART - len));
    let adds = ADDS.iter().zip(own.to_le_bytes());
    let sum: u64 = adds.map(|(adds, letter)| adds[usize::from(letter & 127)]).sum();
    add(sum & PRIME, sum >> 61)
}

/// The first powers of `BASE`.
static POWERS: [u64; 32] = {
    let mut powers = [1; 32];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = mul(powers[exponent - 1], BASE);
        exponent += 1;
    }
    powers
};

/// `BASE` to the power of `exponent`.
pub(crate) fn power(mut exponent: u32) -> u64 {
    if let Some(power) = usize::try_from(exponent).ok().and_then(|it| POWERS.get(it)) {
        return *power;
    }
    let (mut result, mut square) = (1, BASE);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = mul(result, square);
        }
        square = mul(square, square);
        exponent >>= 1;
    }
    result
}

#[inline]
const fn mul(a: u64, b: u64) -> u64 {
    reduce(a as u128 * b as u128)
}

/// What is left of a number below 2^122.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves are below 2^61")]
const fn reduce(number: u128) -> u64 {
    add((number & PRIME as u128) as u64, (number >> 61) as u64)
}

#[inline]
const fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}
