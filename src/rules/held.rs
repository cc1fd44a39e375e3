//! What many units have in common, worked out once by each thread: what is made of the words of a license,
//! and what was found in a text that many files hold.
//!
//! Nothing here is known by a hash alone. A word is compared with the word that is held, and a text is the one
//! that is held where it is the same object.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    hash::Hash,
    ops::Range,
    rc::Rc,
    sync::{Arc, Weak},
};

use crate::document::{Content, Document, SharedText};

/// The most things of one kind that are held; then all of them are forgotten. Licenses have a thousand titles
/// and marks between them.
const MOST: usize = 4096;

/// Things of one kind by their keys.
#[derive(Debug)]
pub(super) struct Held<K, V>(RefCell<HashMap<K, V>>);

impl<K, V> Default for Held<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Hash + Eq, V: Clone> Held<K, V> {
    /// What is held under a key.
    pub(super) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.0.borrow().get(key).cloned()
    }

    /// Holds what was made for a key.
    pub(super) fn keep(&self, key: K, made: &V) {
        let mut held = self.0.borrow_mut();
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(key, made.clone());
    }
}

/// The number of something that is held: no two things of a thread have the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Number(u64);

impl Number {
    pub(super) fn next() -> Self {
        thread_local!(static NEXT: Cell<u64> = const { Cell::new(0) });
        NEXT.set(NEXT.get() + 1);
        Self(NEXT.get())
    }
}

/// What was found in one text.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Where a pattern stands in it.
    pub(super) starts: Held<Number, Rc<[usize]>>,
    /// Whether it names a license.
    pub(super) names: Held<Number, bool>,
    /// The first placeholder outside of appendices, and the lines at which the licenses in it begin.
    pub(super) placeholder: OnceCell<(Vec<u32>, Option<Range<usize>>)>,
}

/// What was found in the text of a document, where many files hold that text.
pub(super) fn in_text_of(document: &Document) -> Option<Rc<Found>> {
    type Texts = Held<usize, (Weak<SharedText>, Rc<Found>)>;
    thread_local!(static TEXTS: Texts = Texts::default());
    let Content::Text(text) = &document.content else { return None };
    text.number?;
    // As long as it is held weakly, no other text can stand at its address.
    let address = Arc::as_ptr(text).addr();
    TEXTS.with(|texts| {
        let known = texts.get(&address).unwrap_or_else(|| {
            let new = (Arc::downgrade(text), Rc::default());
            texts.keep(address, &new);
            new
        });
        Some(known.1)
    })
}
