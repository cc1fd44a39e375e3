//! A token hash that can be concatenated.
//!
//! A print holds no words, only hashes. Two sides that differ in blanks alone (a word split by a PDF, a
//! broken identifier) must still be seen to be equal, so the hash of two tokens written without a blank
//! is computed from the two hashes: a polynomial over the characters, modulo the Mersenne prime 2^61 - 1.

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

    /// The hash of a text of ASCII.
    pub(super) fn of_ascii(text: &[u8]) -> Self {
        let Some(powers) = POWERS.get(..text.len()) else {
            return text.iter().map(|byte| char::from(*byte)).fold(Self::default(), Self::with);
        };
        // The same sum, but no product waits for the one before, and all of them fit into 128 bits.
        let mut sum = 0;
        for (byte, power) in text.iter().zip(powers.iter().rev()) {
            sum += u128::from(*power) * u128::from(u64::from(*byte) + 1);
        }
        Self { value: reduce(sum), len: u32::try_from(text.len()).unwrap_or(u32::MAX) }
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
