//! GorillaFileSystem: files and directories, and commands on those of the current directory.

mod load;
mod read;
mod same;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

use std::sync::Arc;

use exitrl_python::{Exception, PyError, PyResult, Value, contains, str_of};

use self::tree::{DirectoryId, Node, Tree};
use super::{Args, LongContext, Method, Service, error, reply};

/// The file system. Directories know their parents by number, see `tree.rs`.
#[derive(Debug, Clone)]
pub(crate) struct FileSystem {
    long_context: bool,
    tree: Arc<Tree>,
    root: DirectoryId,
    current: DirectoryId,
}

impl Service for FileSystem {
    const ABOUT: &'static str =
        "a simple file system: directories are walked, made, copied and removed, files are written and read";

    fn methods() -> &'static [Method<Self>] {
        table::METHODS
    }

    fn load(scenario: &Value, long: Option<&Arc<LongContext>>) -> PyResult<Self> {
        let mut tree = Tree::default();
        let root = load::load(&mut tree, scenario, long.map(|long| &**long))?;
        Ok(Self { long_context: long.is_some(), tree: Arc::new(tree), root, current: root })
    }

    fn public_state(&self) -> Vec<(&'static str, Value)> {
        vec![("long_context", self.long_context.into()), ("root", same::plain(&self.tree, self.root))]
    }

    fn same_state(&self, other: &Self) -> bool {
        self.long_context == other.long_context && same::same((&self.tree, self.root), (&other.tree, other.root))
    }
}

/// How `mv` and `cp` differ.
struct Transfer {
    command: &'static str,
    verb: &'static str,
    done: &'static str,
    /// Whether the source goes away. A moved directory shares its contents with the one it was; a copied one gets a copy of them,
    /// which shares the items.
    moves: bool,
}

const MOVE: Transfer = Transfer { command: "mv", verb: "move", done: "moved", moves: true };
const COPY: Transfer = Transfer { command: "cp", verb: "copy", done: "copied", moves: false };

impl FileSystem {
    fn tree_mut(&mut self) -> &mut Tree {
        Arc::make_mut(&mut self.tree)
    }

    fn ls(&mut self, args: Args<'_>) -> PyResult {
        let [all] = args.all();
        let mut shown = Vec::new();
        for name in self.tree.items(self.current).keys() {
            if all.truthy() || !name.str_method("startswith")?.starts_with('.') {
                shown.push(name.clone());
            }
        }
        reply([("current_directory_content", Value::list(shown))])
    }

    fn mkdir(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        if let Some(why) = self.unfit(name)? {
            return error(format!("mkdir: cannot create directory '{}': {why}", str_of(name)?));
        }
        let current = self.current;
        let tree = self.tree_mut();
        let contents = tree.new_contents(Default::default());
        tree.add_directory(current, name, contents)?;
        Ok(Value::None)
    }

    fn touch(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        if let Some(why) = self.unfit(name)? {
            return error(format!("touch: cannot touch '{}': {why}", str_of(name)?));
        }
        let current = self.current;
        self.tree_mut().add_file(current, name, "".into())?;
        Ok(Value::None)
    }

    /// Why a new item of the current directory cannot have that name.
    fn unfit(&self, name: &Value) -> PyResult<Option<&'static str>> {
        if !is_valid(name)? {
            return Ok(Some("Invalid character"));
        }
        Ok(self.tree.holds(self.current, name)?.then_some("File exists"))
    }

    fn echo(&mut self, args: Args<'_>) -> PyResult {
        let [content, name] = args.all();
        if matches!(name, Value::None) {
            return reply([("terminal_output", content.clone())]);
        }
        if !is_valid(name)? {
            return error(format!("echo: cannot write to '{}': Invalid character", str_of(name)?));
        }
        if !name.truthy() {
            return reply([("terminal_output", content.clone())]);
        }
        if !self.tree.holds(self.current, name)? {
            return error(format!("echo: cannot write to '{}': No such file", str_of(name)?));
        }
        let Some(Node::File(file)) = self.tree.item(self.current, name) else {
            return Err(PyError::new(Exception::AttributeError, "'Directory' object has no attribute '_write'"));
        };
        self.tree_mut().file_mut(file).content = content.clone();
        Ok(Value::None)
    }

    fn rm(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        if !self.tree.holds(self.current, name)? {
            return error(format!("rm: cannot remove '{}': No such file or directory", str_of(name)?));
        }
        self.pop(name);
        reply([("result", format!("'{}' removed", str_of(name)?).into())])
    }

    fn rmdir(&mut self, args: Args<'_>) -> PyResult {
        let [name] = args.all();
        let item = if self.tree.holds(self.current, name)? { self.tree.item(self.current, name) } else { None };
        let why = match item {
            None => "No such file or directory",
            Some(Node::File(_)) => "Not a directory",
            Some(Node::Directory(id)) if !self.tree.items(id).is_empty() => "Directory not empty",
            Some(Node::Directory(_)) => {
                self.pop(name);
                return reply([("result", format!("'{}' removed", str_of(name)?).into())]);
            }
        };
        error(format!("rmdir: cannot remove '{}': {why}", str_of(name)?))
    }

    /// Takes an item out of the current directory.
    fn pop(&mut self, name: &Value) {
        let current = self.current;
        self.tree_mut().items_mut(current).shift_remove(name);
    }

    /// `mv` and `cp`: into a directory of the destination's name where there is one, under that name otherwise.
    fn transfer(&mut self, args: Args<'_>, how: &Transfer) -> PyResult {
        let [source, destination] = args.all();
        let cannot = format!("{}: cannot {} '", how.command, how.verb);
        let item = if self.tree.holds(self.current, source)? { self.tree.item(self.current, source) } else { None };
        let Some(item) = item else {
            return error(format!("{cannot}{}': No such file or directory", str_of(source)?));
        };
        if contains(destination, &"/".into())? {
            let command = how.command;
            return error(format!("{command}: path not allowed in destination. Provide only a file or directory name."));
        }
        if !self.tree.holds(self.current, destination)? {
            if how.moves {
                self.pop(source);
            }
            self.put(item, self.current, destination, how)?;
            return reply([("result", format!("'{}' {} to '{}'", str_of(source)?, how.done, str_of(destination)?).into())]);
        }
        let (from, to) = (str_of(source)?, str_of(destination)?);
        let Some(Node::Directory(target)) = self.tree.item(self.current, destination) else {
            return error(format!("{cannot}{from}' to '{to}': Not a directory"));
        };
        // `cp` looks for the whole path among names, which hold no stroke, so that a taken name is found by an exception.
        let taken = if how.moves { from.clone() } else { format!("{to}/{from}") };
        if self.tree.holds(target, &taken.into())? {
            return error(format!("{cannot}{from}' to '{to}/{from}': File exists"));
        }
        if how.moves {
            self.pop(source);
        }
        self.put(item, target, source, how)?;
        reply([("result", format!("'{from}' {} to '{to}/{from}'", how.done).into())])
    }

    /// Makes the new file or directory of a transfer.
    fn put(&mut self, item: Node, into: DirectoryId, name: &Value, how: &Transfer) -> PyResult<()> {
        let tree = self.tree_mut();
        match item {
            Node::File(file) => {
                let content = tree.file(file).content.clone();
                tree.add_file(into, name, content)
            }
            Node::Directory(directory) => {
                let old = tree.directory(directory).contents;
                if how.moves {
                    return tree.add_directory(into, name, old);
                }
                // The copy is made when the new directory is in its place already: it may hold itself.
                let new = tree.new_contents(Default::default());
                tree.add_directory(into, name, new)?;
                tree.copy_contents(old, new);
                Ok(())
            }
        }
    }
}

/// Whether a name has none of the characters that names must not have.
fn is_valid(name: &Value) -> PyResult<bool> {
    for c in ["|", "/", "\\", "?", "%", "*", ":", "\"", ">", "<"] {
        if contains(name, &c.into())? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The text for a method that gets a text; `bytes` have the method too but want bytes.
fn bytes_like<'a>(value: &'a Value, method: &str) -> PyResult<&'a str> {
    match value {
        Value::Bytes(_) => Err(PyError::type_error("a bytes-like object is required, not 'str'")),
        other => other.str_method(method),
    }
}

/// `between.join(texts)`
fn joined(between: &str, texts: &[Value]) -> PyResult<String> {
    let mut out = String::new();
    for (nth, text) in texts.iter().enumerate() {
        let Some(text) = text.as_str() else {
            let kind = text.type_name();
            return Err(PyError::type_error(format!("sequence item {nth}: expected str instance, {kind} found")));
        };
        if nth > 0 {
            out.push_str(between);
        }
        out.push_str(text);
    }
    Ok(out)
}
