//! One of several runs that share the work: which units it judges.
//!
//! Each run walks all roots, so that it knows every model by name and every copy of one, and judges only its
//! share. Where a unit belongs depends on its own path and on nothing else: a new model moves no other one.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

use crate::unit::Outline;

/// A share of the units, as `2/8`: the second of eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// Which one, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// True for a unit of this share. Its path below the root decides, so that a store may be mounted
    /// anywhere; where the root is itself the unit, the root as it was typed.
    pub fn has(self, outline: &Outline) -> bool {
        let path = match outline.below_root.as_str() {
            "" => &outline.path,
            below => below,
        };
        let digest: [u8; 32] = Sha256::digest(path.as_bytes()).into();
        let head = digest.iter().take(8).fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        head % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let parts = typed.split_once('/');
        let numbers = parts.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("expected NUMBER/COUNT with a number from 1 to the count, such as 2/8".into()),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::sample;

    fn outline(below: &str) -> Outline {
        let mut outline = sample::clean().unit.outline;
        below.clone_into(&mut outline.below_root);
        outline
    }

    proptest! {
        #[test]
        fn each_unit_is_in_exactly_one_share(below in ".{0,20}", of in 1u32..50) {
            let outline = outline(&below);
            let shares = (1..=of).filter(|number| Shard { number: *number, of }.has(&outline));
            prop_assert_eq!(shares.count(), 1);
        }
    }

    /// Results of different days are joined and compared: a path stays where it is.
    #[test]
    fn where_a_path_belongs_never_changes() {
        let share =
            |below: &str| (1..=8).find(|it| Shard { number: *it, of: 8 }.has(&outline(below)));
        let paths = ["acme/acme-13b", "a", "天工/天工-13b", ""];
        assert_eq!(paths.map(|path| share(path).unwrap()), [1, 3, 4, 7]);
    }

    #[test]
    fn what_is_typed_is_a_number_and_a_count() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        assert_eq!("1/1".parse(), Ok(Shard { number: 1, of: 1 }));
        for wrong in ["", "1", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/3/5", "1/99999999999"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
