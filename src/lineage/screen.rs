//! Which passages of a card are looked through for cues at all.

use std::sync::LazyLock;

use crate::declared::sentence::Screen;

/// Each cue of ASCII letters has one of these in it, and few texts do.
const PIECES: &[&str] = &[
    "adapt",
    "al model",
    "backbone",
    "base",
    "blend",
    "buil",
    "ce model",
    "conver",
    "copy of",
    "delta",
    "deriv",
    "develop",
    "distil",
    "files for",
    "format from",
    "foundation",
    "ggufs",
    "initiali",
    "it is",
    "it's",
    "lora",
    "merg",
    "mirror",
    "model is",
    "nt model",
    "on top",
    "powered",
    "quant",
    "starting point",
    "this is",
    "this repo",
    "train",
    "tune",
    "tuning",
    "upload",
    "variant",
    "version",
];

/// Tells in which passages of a card no cue stands: every one of every card is looked through.
pub(crate) static SCREEN: LazyLock<Screen> = LazyLock::new(|| Screen::new(PIECES));

#[cfg(test)]
mod tests {
    use super::{super::cue::CUES, PIECES};

    #[test]
    fn each_cue_holds_a_piece_that_is_looked_for_first() {
        for cue in CUES.iter().filter(|cue| cue.words.is_ascii()) {
            assert!(PIECES.iter().any(|piece| cue.words.contains(piece)), "{}", cue.words);
        }
    }
}
