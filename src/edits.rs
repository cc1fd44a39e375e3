//! What makes one list from another, in few edits.

use std::hash::Hash;

use similar::{
    DiffOp,
    algorithms::{Capture, Compact, Replace, myers},
};

/// The edits that make `new` from `old`, by Myers' algorithm. The functions of `similar` that take any algorithm
/// would bring all of them, half a megabyte, into the program.
pub(crate) fn edits<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let mut hook = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut hook, old, 0..old.len(), new, 0..new.len());
    hook.into_inner().into_inner().into_ops()
}
