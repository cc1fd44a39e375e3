//! The folders of a root as a tree: those that have files, links out of the store or a snapshot, and all that
//! these lie in.

use super::group::parent;
use crate::store::{File, Root, by_parts};

/// One folder.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// Its path below the root.
    pub(super) path: &'a str,
    /// Its number among the folders of the root that have files.
    pub(super) folder: Option<usize>,
    /// The folder that it lies in; the root lies in none.
    pub(super) above: Option<usize>,
    /// The first folder after it that does not lie in it.
    end: usize,
}

/// All folders, each followed by those that lie in it. The first is the root.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    root: &'a Root,
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// The tree of a root.
    pub(super) fn of(root: &'a Root) -> Self {
        let links = root.outside.iter().map(|link| parent(link));
        let snapshots = root.snapshots.iter().map(|snapshot| snapshot.below.as_str());
        let mut paths: Vec<&str> = Vec::with_capacity(root.folders.len() + 1);
        paths.push("");
        let mut before = "";
        for path in root.folders.iter().map(|folder| &*folder.below).chain(links).chain(snapshots) {
            let added = paths.len();
            let mut at = path;
            while !at.is_empty() && !is_around(at, before) {
                paths.push(at);
                at = parent(at);
            }
            paths[added..].reverse();
            before = path;
        }
        if !root.outside.is_empty() || !root.snapshots.is_empty() {
            paths.sort_unstable_by(|one, other| by_parts(one, other));
            paths.dedup();
        }

        let mut nodes: Vec<Node> = Vec::with_capacity(paths.len());
        let (mut around, mut next): (Vec<usize>, usize) = (Vec::new(), 0);
        for path in paths {
            let number = nodes.len();
            while let Some(last) = around.pop_if(|last| !is_around(nodes[*last].path, path)) {
                nodes[last].end = number;
            }
            let own = root.folders.get(next).is_some_and(|folder| &*folder.below == path);
            let folder = own.then_some(next);
            next += usize::from(own);
            nodes.push(Node { path, folder, above: around.last().copied(), end: usize::MAX });
            around.push(number);
        }
        let all = nodes.len();
        for last in around {
            nodes[last].end = all;
        }
        Self { root, nodes }
    }

    /// The number of the folder at this path.
    pub(super) fn find(&self, path: &str) -> Option<usize> {
        self.nodes.binary_search_by(|node| by_parts(node.path, path)).ok()
    }

    /// The files that lie directly in a folder.
    pub(super) fn files(&self, node: &Node<'a>) -> Vec<File<'a>> {
        let folder = node.folder.map(|number| &self.root.folders[number]);
        folder.map(|folder| self.root.files_in(folder).collect()).unwrap_or_default()
    }

    /// Links in a folder to files that are not opened.
    pub(super) fn outside(&self, node: &Node<'a>) -> Vec<&'a str> {
        if self.root.outside.is_empty() {
            return Vec::new();
        }
        let links = crate::store::below(&self.root.outside, node.path, String::as_str);
        links.iter().map(String::as_str).filter(|link| parent(link) == node.path).collect()
    }

    /// The folders in a folder.
    pub(super) fn children(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[number].end;
        let first = Some(number + 1).filter(|first| *first < end);
        std::iter::successors(first, move |child| {
            Some(self.nodes[*child].end).filter(|next| *next < end)
        })
    }

    /// True where other folders lie in this one.
    pub(super) fn has_children(&self, number: usize) -> bool {
        self.nodes[number].end > number + 1
    }
}

/// True for a folder, and for what a path lies in.
fn is_around(folder: &str, path: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
