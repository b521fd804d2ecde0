//! Comparing and showing whole trees.

use std::sync::Arc;

use exitrl_python::{Dict, Value, str_of};
use rustc_hash::FxHashSet;

use super::tree::{Contents, ContentsId, DirectoryId, Node, Tree};

/// Deepest nesting that Python compares without filling its stack, about.
const MAX_COMPARED: usize = 300;
/// Deepest nesting, and most files and directories, that are shown.
const MAX_SHOWN: usize = 200;
const MAX_SHOWN_NODES: usize = 1 << 16;

/// Whether two trees are equal as Python's `Directory.__eq__` finds: names and contents, the order of items aside. Python raises
/// where a directory holds itself; here the trees count as different.
pub(super) fn same((ours, our_root): (&Tree, DirectoryId), (theirs, their_root): (&Tree, DirectoryId)) -> bool {
    Comparison { ours, theirs, open: Vec::new(), equal: FxHashSet::default() }.directories(our_root, their_root)
}

struct Comparison<'a> {
    ours: &'a Tree,
    theirs: &'a Tree,
    /// Dicts of contents whose comparison is under way.
    open: Vec<(ContentsId, ContentsId)>,
    /// Those found equal: shared ones would be compared again and again.
    equal: FxHashSet<(ContentsId, ContentsId)>,
}

impl<'a> Comparison<'a> {
    fn directories(&mut self, a: DirectoryId, b: DirectoryId) -> bool {
        let (a, b) = (self.ours.directory(a), self.theirs.directory(b));
        a.name == b.name && self.contents((a.contents, b.contents))
    }

    fn contents(&mut self, pair: (ContentsId, ContentsId)) -> bool {
        let (ours, theirs): (&'a Arc<Contents>, &'a Arc<Contents>) = (self.ours.contents(pair.0), self.theirs.contents(pair.1));
        if ours.len() != theirs.len() || self.open.contains(&pair) || self.open.len() > MAX_COMPARED {
            return false;
        }
        if ours.is_empty() || self.equal.contains(&pair) {
            return true;
        }
        self.open.push(pair);
        let equal = if Arc::ptr_eq(ours, theirs) {
            ours.values().all(|node| self.nodes(*node, *node))
        } else {
            ours.iter().all(|(name, node)| theirs.get(name).is_some_and(|other| self.nodes(*node, *other)))
        };
        self.open.pop();
        if equal {
            self.equal.insert(pair);
        }
        equal
    }

    fn nodes(&mut self, a: Node, b: Node) -> bool {
        match (a, b) {
            (Node::File(a), Node::File(b)) => {
                let (a, b) = (self.ours.file(a), self.theirs.file(b));
                Arc::ptr_eq(a, b) || a.name == b.name && a.content == b.content
            }
            (Node::Directory(a), Node::Directory(b)) => self.directories(a, b),
            _ => false,
        }
    }
}

/// A directory as a dict, for records: `{"type", "name", "contents"}`, files `{"type", "name", "content"}`.
pub(super) fn plain(tree: &Tree, directory: DirectoryId) -> Value {
    Shown { tree, above: Vec::new(), left: MAX_SHOWN_NODES }.directory(directory)
}

struct Shown<'a> {
    tree: &'a Tree,
    /// Directories that are being shown.
    above: Vec<DirectoryId>,
    /// How many more nodes are shown.
    left: usize,
}

impl Shown<'_> {
    fn directory(&mut self, id: DirectoryId) -> Value {
        if self.above.contains(&id) {
            return "<cycle>".into();
        }
        if self.above.len() > MAX_SHOWN {
            return "<too deep>".into();
        }
        self.above.push(id);
        let mut contents = Dict::new();
        for (name, node) in self.tree.items(id) {
            let value = self.node(*node);
            // A name that has no text is left out; only an integer of thousands of digits in a tuple has none.
            _ = str_of(name).and_then(|name| contents.insert(name.into(), value));
        }
        self.above.pop();
        let name = self.tree.directory(id).name.clone();
        Value::dict([("type", "directory".into()), ("name", name), ("contents", contents.into())])
    }

    fn node(&mut self, node: Node) -> Value {
        self.left = self.left.saturating_sub(1);
        match node {
            _ if self.left == 0 => "<too large>".into(),
            Node::Directory(id) => self.directory(id),
            Node::File(id) => {
                let file = self.tree.file(id);
                Value::dict([("type", "file".into()), ("name", file.name.clone()), ("content", file.content.clone())])
            }
        }
    }
}
