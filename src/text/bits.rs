//! Bytes as bits: which of 64 bytes are of a kind is one number, so that a run of them is found in one step.

/// Bytes that are looked at together.
const BLOCK: usize = 64;
/// So many bytes.
pub(super) type Block = [u8; BLOCK];

/// For each of 64 bytes whether it is of a kind, the first one in the lowest bit.
#[inline]
pub(super) fn bits(block: &Block, is: impl Fn(u8) -> bool) -> u64 {
    /// Gathers the lowest bits of eight bytes in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut flags = [0; BLOCK];
    for (flag, byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(is(*byte));
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights
        .iter()
        .rev()
        .fold(0, |bits, eight| bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56)
}

/// A text that is looked through from its start to its end for bytes of some kinds.
pub(super) struct Bits<'t, F, const KINDS: usize> {
    bytes: &'t [u8],
    look: F,
    /// The block that was looked at last, and what it holds.
    block: usize,
    held: [u64; KINDS],
}

impl<'t, F: Fn(&Block) -> [u64; KINDS], const KINDS: usize> Bits<'t, F, KINDS> {
    /// Looks for the bytes of which `look` tells the [`bits`].
    pub(super) fn of(bytes: &'t [u8], look: F) -> Self {
        Self { bytes, look, block: usize::MAX, held: [0; KINDS] }
    }

    /// Where the next byte of a kind stands; the end of the text where there is none.
    #[inline]
    pub(super) fn next<const KIND: usize>(&mut self, at: usize) -> usize {
        self.find(at, |held| held[KIND])
    }

    /// Where the next byte stands that is not of a kind; the end of the text where there is none.
    #[inline]
    pub(super) fn next_other<const KIND: usize>(&mut self, at: usize) -> usize {
        self.find(at, |held| !held[KIND])
    }

    #[inline]
    fn find(&mut self, mut at: usize, sought: impl Fn(&[u64; KINDS]) -> u64) -> usize {
        while at < self.bytes.len() {
            let block = at / BLOCK;
            if block != self.block {
                self.look_at(block);
            }
            let ahead = sought(&self.held) >> (at % BLOCK);
            if ahead != 0 {
                return self.bytes.len().min(at + ahead.trailing_zeros() as usize);
            }
            at = (block + 1) * BLOCK;
        }
        self.bytes.len()
    }

    fn look_at(&mut self, block: usize) {
        let rest = &self.bytes[block * BLOCK..];
        self.block = block;
        self.held = if let Some(whole) = rest.first_chunk() {
            (self.look)(whole)
        } else {
            let mut last = [0; BLOCK];
            last[..rest.len()].copy_from_slice(rest);
            (self.look)(&last)
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_find_what_bytes_find(bytes in proptest::collection::vec(0_u8..6, 0..300), at in 0_usize..310) {
            let place = |is: fn(u8) -> bool| {
                let ahead = bytes.iter().skip(at).position(|byte| is(*byte));
                ahead.map_or(bytes.len(), |ahead| at + ahead)
            };
            let mut found =
                Bits::of(&bytes, |block| [bits(block, |byte| byte == 0), bits(block, |byte| byte > 3)]);
            prop_assert_eq!(found.next::<0>(at), place(|byte| byte == 0));
            prop_assert_eq!(found.next::<1>(at), place(|byte| byte > 3));
            prop_assert_eq!(found.next_other::<0>(at), place(|byte| byte != 0));
        }
    }
}
