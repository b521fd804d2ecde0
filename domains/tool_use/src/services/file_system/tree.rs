//! Files and directories as Python's objects: an arena of nodes that refer to each other by number.
//!
//! Python's classes copy and move directories so carelessly that objects end up in several places: a copied directory shares the
//! files of the original, a moved one lives on in its children's `parent` and shares its dict of contents with its successor, and a
//! directory copied into itself holds itself. Numbers show all of that; owned trees would not.

use std::sync::Arc;

use exitrl_python::{Exception, PyError, PyResult, Value, str_of};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

/// A file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FileId(u32);
/// A directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DirectoryId(u32);
/// The dict in which a directory holds its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ContentsId(u32);

/// What a directory holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    File(FileId),
    Directory(DirectoryId),
}

#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) name: Value,
    pub(super) content: Value,
}

#[derive(Debug, Clone)]
pub(super) struct Directory {
    pub(super) name: Value,
    pub(super) parent: Option<DirectoryId>,
    pub(super) contents: ContentsId,
}

pub(super) type Contents = IndexMap<Value, Node, FxBuildHasher>;

/// All nodes of a file system. Each lies behind its own [`Arc`], so that a copy of the whole copies numbers of references only, and a
/// node that changes afterwards copies itself only. Nodes that nothing refers to any more stay; an episode makes few of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    files: Vec<Arc<File>>,
    directories: Vec<Arc<Directory>>,
    contents: Vec<Arc<Contents>>,
}

/// Numbers are only made by [`push`], so they have a node in the tree that made them and in its copies.
fn push<T>(nodes: &mut Vec<Arc<T>>, node: Arc<T>) -> u32 {
    nodes.push(node);
    u32::try_from(nodes.len() - 1).unwrap_or(u32::MAX)
}

impl Tree {
    /// The file itself, shared with copies of the tree in which it is unchanged.
    pub(super) fn file(&self, id: FileId) -> &Arc<File> {
        &self.files[id.0 as usize]
    }
    pub(super) fn file_mut(&mut self, id: FileId) -> &mut File {
        Arc::make_mut(&mut self.files[id.0 as usize])
    }
    pub(super) fn directory(&self, id: DirectoryId) -> &Directory {
        &self.directories[id.0 as usize]
    }
    /// A dict of contents, shared as files are.
    pub(super) fn contents(&self, id: ContentsId) -> &Arc<Contents> {
        &self.contents[id.0 as usize]
    }
    /// The items of a directory.
    pub(super) fn items(&self, id: DirectoryId) -> &Contents {
        self.contents(self.directory(id).contents)
    }
    pub(super) fn items_mut(&mut self, id: DirectoryId) -> &mut Contents {
        let contents = self.directory(id).contents;
        Arc::make_mut(&mut self.contents[contents.0 as usize])
    }

    /// A new file in no directory.
    pub(super) fn new_file(&mut self, file: Arc<File>) -> Node {
        Node::File(FileId(push(&mut self.files, file)))
    }
    /// A new dict of contents.
    pub(super) fn new_contents(&mut self, contents: Contents) -> ContentsId {
        ContentsId(push(&mut self.contents, Arc::new(contents)))
    }
    /// A new directory that its parent does not hold yet.
    pub(super) fn new_directory(&mut self, name: Value, parent: Option<DirectoryId>, contents: ContentsId) -> DirectoryId {
        DirectoryId(push(&mut self.directories, Arc::new(Directory { name, parent, contents })))
    }

    /// Whether a directory holds an item of that name.
    ///
    /// # Errors
    /// `TypeError` where the name cannot be hashed.
    pub(super) fn holds(&self, id: DirectoryId, name: &Value) -> PyResult<bool> {
        name.hashable()?;
        Ok(self.items(id).contains_key(name))
    }

    /// The item of that name; `.` names the directory itself, whatever it holds.
    pub(super) fn item(&self, id: DirectoryId, name: &Value) -> Option<Node> {
        if name.as_str() == Some(".") {
            return Some(Node::Directory(id));
        }
        self.items(id).get(name).copied()
    }

    /// Puts a new file into a directory.
    ///
    /// # Errors
    /// `ValueError` where the name is taken.
    pub(super) fn add_file(&mut self, directory: DirectoryId, name: &Value, content: Value) -> PyResult<()> {
        self.refuse_taken("File", directory, name)?;
        let file = self.new_file(Arc::new(File { name: name.clone(), content }));
        self.items_mut(directory).insert(name.clone(), file);
        Ok(())
    }

    /// Puts a new directory with these contents into a directory.
    ///
    /// # Errors
    /// `ValueError` where the name is taken.
    pub(super) fn add_directory(&mut self, directory: DirectoryId, name: &Value, contents: ContentsId) -> PyResult<()> {
        self.refuse_taken("Directory", directory, name)?;
        let new = self.new_directory(name.clone(), Some(directory), contents);
        self.items_mut(directory).insert(name.clone(), Node::Directory(new));
        Ok(())
    }

    fn refuse_taken(&self, kind: &str, directory: DirectoryId, name: &Value) -> PyResult<()> {
        if self.holds(directory, name)? {
            let (name, directory) = (str_of(name)?, str_of(&self.directory(directory).name)?);
            return Err(PyError::value_error(format!("{kind} '{name}' already exists in directory '{directory}'.")));
        }
        Ok(())
    }

    /// Fills a dict of contents with the items of another, as `dict.copy` does.
    pub(super) fn copy_contents(&mut self, from: ContentsId, to: ContentsId) {
        self.contents[to.0 as usize] = self.contents(from).clone();
    }
}

/// What Python raises when its stack is full.
pub(super) fn too_deep(doing: &str) -> PyError {
    PyError::new(Exception::RecursionError, format!("maximum recursion depth exceeded{doing}"))
}

/// More than anyone wants to wait for; Python would go on until its memory is full.
pub(super) fn too_much() -> PyError {
    PyError::new(Exception::MemoryError, "")
}
