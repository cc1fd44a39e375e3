//! Which entries of a policy a unit met, and what a policy is made of: with both, a unit that was judged once
//! need not be judged again to know which entries meet nothing.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Policies, baseline::Baseline};

/// An entry of a policy that meant something in a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Met {
    /// An entry of the policy of this number.
    Entry(usize, PolicyEntry),
    /// The clarification of the file with this SHA-256.
    Clarification([u8; 32]),
}

/// An entry of one policy, by its place in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PolicyEntry {
    /// A waiver.
    Waiver(usize),
    /// A declaration.
    Declaration(usize),
}

impl Policies {
    /// Counts what a unit met when it was judged. It means something only under policies of the same
    /// [`Policies::digest`].
    pub fn meet<'a>(&self, met: impl Iterator<Item = &'a Met>) {
        for met in met {
            match met {
                Met::Entry(number, entry) => {
                    if let Some(policy) = self.all.get(*number) {
                        policy.meet(*entry);
                    }
                }
                Met::Clarification(sha256) => self.clarifications.meet(sha256),
            }
        }
    }

    /// A digest that is another one wherever something else may be said about a unit. Of the day it holds
    /// only which entries have ended.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |text: String| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        for (policy, text) in self.all.iter().zip(&self.texts) {
            add(format!("{text:?}{:?}{:?}", policy.surroundings(), policy.ended()));
        }
        add(format!("{:?}", self.of_root));
        add(format!("{:?}", self.baseline.as_ref().map(Baseline::known)));
        hash.finalize().into()
    }
}
