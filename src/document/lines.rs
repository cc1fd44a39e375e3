//! On which line a byte of a text stands. A text may have a hundred thousand places of which that is asked: its
//! line ends are counted once, and for each place only those near it.

use std::sync::OnceLock;

use memchr::memchr_iter;

/// So many bytes are counted together.
const BLOCK: usize = 1 << 10;

/// For each block of a text how many line ends stand above it, counted when it is first asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines(OnceLock<Box<[u32]>>);

impl Lines {
    /// The line of a byte of the text to which this belongs, from 1.
    pub(super) fn of(&self, text: &str, at: usize) -> u32 {
        let bytes = &text.as_bytes()[..at.min(text.len())];
        let above = self.0.get_or_init(|| above_blocks(text));
        let block = bytes.len() / BLOCK;
        let near = ends(&bytes[block * BLOCK..]);
        above.get(block).map_or(u32::MAX, |above| above.saturating_add(near).saturating_add(1))
    }
}

/// What was counted is no part of what a text is.
impl PartialEq for Lines {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lines {}

/// Also for the block that begins at the end of the text.
fn above_blocks(text: &str) -> Box<[u32]> {
    let mut above = vec![0];
    let mut sum = 0_u32;
    for block in text.as_bytes().chunks_exact(BLOCK) {
        sum = sum.saturating_add(ends(block));
        above.push(sum);
    }
    above.into()
}

fn ends(bytes: &[u8]) -> u32 {
    u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_end_of_a_block_is_the_start_of_the_next() {
        let text = "\n".repeat(2 * BLOCK);
        let lines = Lines::default();
        for at in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK] {
            let line = u32::try_from(at.min(text.len())).unwrap_or(u32::MAX) + 1;
            assert_eq!(lines.of(&text, at), line, "at {at}");
        }
        assert_eq!(Lines::default().of("", 0), 1);
    }

    proptest! {
        #[test]
        fn each_line_end_above_counts(text in "[a\n]{0,4000}", at in 0_usize..5000) {
            let above = text.bytes().take(at).filter(|byte| *byte == b'\n').count();
            prop_assert_eq!(Lines::default().of(&text, at) as usize, above + 1);
        }
    }
}
