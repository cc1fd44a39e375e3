//! Which HTML elements are open, and whether one of them hides what follows.

use std::collections::BTreeMap;

/// Names that are counted; more are not, so that made-up names cost nothing.
const MAX_NAMES: usize = 64;

/// Elements that have no content (HTML, 13.1.2).
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that are blocks of their own: text before and after them is not one run.
const BLOCKS: [&str; 52] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements whose content is no markup (HTML, 13.1.2).
const RAW: [&str; 6] = ["iframe", "noembed", "noframes", "script", "style", "title"];

pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

pub(super) fn is_raw(name: &str) -> bool {
    RAW.contains(&name)
}

/// How many elements of each name are open.
#[derive(Debug, Default)]
struct Open(BTreeMap<String, usize>);

impl Open {
    fn add(&mut self, name: &str) {
        if let Some(count) = self.0.get_mut(name) {
            *count += 1;
        } else if self.0.len() < MAX_NAMES {
            self.0.insert(name.to_owned(), 1);
        }
    }

    /// Closes the last one; false where none is open.
    fn remove(&mut self, name: &str) -> bool {
        match self.0.get_mut(name) {
            Some(count @ 1..) => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// The element that hides what follows.
#[derive(Debug)]
struct Hidden {
    name: String,
    /// What is open inside it.
    inside: Open,
    /// How deep in Markdown's own blocks it was opened: it cannot outlive the block around it.
    depth: usize,
}

/// The open elements of a card.
#[derive(Debug, Default)]
pub(super) struct Elements {
    outside: Open,
    hidden: Option<Hidden>,
    /// True inside a comment that its own block did not end.
    pub(super) comment: bool,
}

impl Elements {
    /// True where what follows is not seen.
    pub(super) fn hide(&self) -> bool {
        self.comment || self.hidden.is_some()
    }

    /// The name of the hiding element, where its content is no markup.
    pub(super) fn raw(&self) -> Option<&str> {
        self.hidden.as_ref().map(|hidden| hidden.name.as_str()).filter(|name| is_raw(name))
    }

    /// Opens an element at a depth of Markdown's blocks.
    pub(super) fn open(&mut self, name: &str, hides: bool, depth: usize) {
        if VOID.contains(&name) {
            return;
        }
        // A block ends an open paragraph (HTML, 13.2.6.4.7).
        if is_block(name) && self.hidden.as_ref().is_some_and(|hidden| hidden.name == "p") {
            self.hidden = None;
        }
        match &mut self.hidden {
            Some(hidden) => hidden.inside.add(name),
            None if hides => {
                let name = name.to_owned();
                self.hidden = Some(Hidden { name, inside: Open::default(), depth });
            }
            None => self.outside.add(name),
        }
    }

    /// Closes an element. The end of an element around the hidden one ends that too.
    pub(super) fn close(&mut self, name: &str) {
        if let Some(hidden) = &mut self.hidden {
            if hidden.inside.remove(name) {
                return;
            }
            if hidden.name == name {
                self.hidden = None;
                return;
            }
            if self.outside.remove(name) {
                self.hidden = None;
            }
        } else {
            self.outside.remove(name);
        }
    }

    /// Leaves a block of Markdown; `depth` is how many are still open.
    pub(super) fn leave(&mut self, depth: usize) {
        if self.hidden.as_ref().is_some_and(|hidden| hidden.depth > depth) {
            self.hidden = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCKS, Elements};

    #[test]
    fn blocks_are_sorted() {
        assert!(BLOCKS.is_sorted());
    }

    /// `+x` opens, `+x!` opens and hides, `-x` closes; `<` enters a block of Markdown, `>` leaves it.
    #[test]
    fn what_hides_and_until_when() {
        for (steps, hidden) in [
            ("+div! +b -b", true),
            ("+div! -div", false),
            ("+div! +div -div", true),
            ("+div! +div -div -div", false),
            ("+div +span! -div", false),
            ("+span! -div", true),
            ("+p! +p", false),
            ("+p! +b", true),
            ("+br!", false),
            ("< +span! >", false),
            ("+div! < >", true),
            ("< +span! < > ", true),
            ("-div -div +div! +x -x", true),
        ] {
            let mut elements = Elements::default();
            let mut depth = 0;
            for step in steps.split_whitespace() {
                match (step.split_at(1), step) {
                    (_, "<") => depth += 1,
                    (_, ">") => {
                        depth -= 1;
                        elements.leave(depth);
                    }
                    (("-", name), _) => elements.close(name),
                    ((_, name), _) => {
                        let bare = name.trim_end_matches('!');
                        elements.open(bare, bare != name, depth);
                    }
                }
            }
            assert_eq!(elements.hide(), hidden, "{steps}");
        }
    }
}
