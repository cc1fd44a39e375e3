//! The pages of a document in their order, each once.
//!
//! A broken or hostile page tree may lead back to itself, and lopdf would then give its pages many
//! times or lose those behind the loop.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::ReadError;
use super::allowance::Allowance;

/// The most bytes of one page's content.
const MAX_CONTENT: usize = 16 << 20;

/// A page and the resources that it may inherit.
#[derive(Clone, Copy)]
pub(super) struct PageNode<'a> {
    node: &'a Dictionary,
    /// What its content refers to.
    pub(super) resources: Option<&'a Dictionary>,
}

/// All pages. A document without a page tree gives its page objects by number.
///
/// # Errors
///
/// Where the tree takes more steps than are left.
pub(super) fn pages<'a>(
    document: &'a Document,
    allowance: &mut Allowance,
) -> Result<Vec<PageNode<'a>>, ReadError> {
    let mut pages = Vec::new();
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages")).ok();
    let mut open: Vec<(&Object, Option<&Dictionary>)> =
        root.map(|root| (root, None)).into_iter().collect();
    while let Some((object, inherited)) = open.pop() {
        allowance.step(1)?;
        let Ok((id, Object::Dictionary(node))) = document.dereference(object) else { continue };
        if id.is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let page = page(document, node, inherited);
        match node.get_deref(b"Kids", document).and_then(Object::as_array) {
            Ok(kids) if !node.has_type(b"Page") => {
                allowance.step(kids.len())?;
                open.extend(kids.iter().rev().map(|kid| (kid, page.resources)));
            }
            _ => pages.push(page),
        }
    }
    if pages.is_empty() {
        let nodes = document.objects.values().filter_map(|object| object.as_dict().ok());
        let nodes = nodes.filter(|node| node.has_type(b"Page"));
        pages.extend(nodes.map(|node| page(document, node, None)));
    }
    Ok(pages)
}

fn page<'a>(
    document: &'a Document,
    node: &'a Dictionary,
    inherited: Option<&'a Dictionary>,
) -> PageNode<'a> {
    let own = node.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
    PageNode { node, resources: own.or(inherited) }
}

impl PageNode<'_> {
    /// The decompressed content streams, one after the other.
    ///
    /// # Errors
    ///
    /// Where they are larger than what is left.
    pub(super) fn content(
        &self,
        document: &Document,
        allowance: &mut Allowance,
    ) -> Result<Vec<u8>, ReadError> {
        let parts = match self.node.get_deref(b"Contents", document) {
            Ok(Object::Array(parts)) => parts.as_slice(),
            Ok(part) => std::slice::from_ref(part),
            Err(_) => &[],
        };
        let mut content = Vec::new();
        for part in parts {
            if let Ok((_, Object::Stream(stream))) = document.dereference(part) {
                let part = allowance.decode(stream, document)?;
                if content.len() + part.len() > MAX_CONTENT {
                    return Err(ReadError::TooLarge("16 MiB for a page of a PDF"));
                }
                // A page in one piece, which most are, does not lie in memory twice.
                if content.is_empty() {
                    content = part;
                } else {
                    content.extend(part);
                }
                content.push(b'\n');
            }
        }
        Ok(content)
    }
}
