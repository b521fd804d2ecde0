//! `find` and `du`: what goes down the whole tree.

use exitrl_python::{Ordered, PyResult, Value, compare, contains, divide, format_fixed, str_of};

use super::tree::{ContentsId, DirectoryId, Node, Tree, too_deep, too_much};
use super::{Args, FileSystem, bytes_like, error, reply};

/// How many more calls Python's stack takes at the start of a walk, with the benchmark's runner below it. Where exactly a walk ends
/// shows in a word of the error only, and in trees nested hundreds of levels deep.
const STACK: usize = 995;
/// Most characters of paths that a search makes, and most nodes that a sum visits. Shared directories can make a small tree look
/// enormous.
const MAX_PATHS: usize = 1 << 24;
const MAX_VISITS: usize = 1 << 22;

impl FileSystem {
    /// The directory at a path, or the text of the error.
    fn navigate(&self, path: &Value) -> PyResult<Result<DirectoryId, String>> {
        let text = match path {
            Value::None => return Ok(Ok(self.current)),
            path => path.as_str(),
        };
        match text {
            Some(".") => return Ok(Ok(self.current)),
            Some("/") => return Ok(Ok(self.root)),
            _ => {}
        }
        let text = bytes_like(path, "strip")?;
        let mut at = if text.starts_with('/') { self.root } else { self.current };
        for name in text.trim_matches('/').split('/') {
            match self.tree.item(at, &Value::str(name)) {
                Some(Node::Directory(next)) => at = next,
                _ => return Ok(Err(format!("'{text}': No such file or directory"))),
            }
        }
        Ok(Ok(at))
    }

    pub(super) fn cd(&mut self, args: Args<'_>) -> PyResult {
        let [folder] = args.all();
        let folder = match bytes_like(folder, "rstrip")?.trim_end_matches('/') {
            "" => "/",
            folder => folder,
        };
        if folder != "/" && folder.contains('/') {
            return error(format!("cd: {folder}: Unsupported path. Only one folder level at a time is supported."));
        }
        if folder == ".." {
            // Only the root has no parent.
            let Some(parent) = self.tree.directory(self.current).parent else {
                return error("Current directory is already the root. Cannot go back.");
            };
            self.current = parent;
            return reply([]);
        }
        match self.navigate(&Value::str(folder))? {
            Err(text) => error(format!("cd: {text}")),
            Ok(target) => {
                self.current = target;
                reply([("current_working_directory", self.tree.directory(target).name.clone())])
            }
        }
    }

    pub(super) fn pwd(&mut self, _: Args<'_>) -> PyResult {
        let mut names = Vec::new();
        let mut at = Some(self.current);
        while let Some(id) = at {
            let directory = self.tree.directory(id);
            names.push(directory.name.clone());
            at = directory.parent;
        }
        names.reverse();
        reply([("current_working_directory", format!("/{}", super::joined("/", &names)?).into())])
    }

    pub(super) fn find(&mut self, args: Args<'_>) -> PyResult {
        let [path, name] = args.all();
        let target = match self.navigate(path)? {
            Ok(target) => target,
            Err(text) => return error(format!("find: {text}")),
        };
        let base = bytes_like(path, "rstrip")?.trim_end_matches('/').to_owned();
        let mut search = Search { tree: &self.tree, name, path: base, matches: Vec::new(), above: Vec::new(), left: MAX_PATHS };
        search.directory(target)?;
        reply([("matches", Value::list(search.matches))])
    }

    pub(super) fn du(&mut self, args: Args<'_>) -> PyResult {
        let [human_readable] = args.all();
        let mut sum = Sum { tree: &self.tree, left: MAX_VISITS };
        let total = sum.node(Node::Directory(self.current), STACK)?;
        if !human_readable.truthy() {
            return reply([("disk_usage", format!("{total} bytes").into())]);
        }
        let mut total = Value::from(total);
        for unit in ["B", "KB", "MB", "GB", "TB"] {
            if compare(&total, Ordered::Less, &1024.into())? {
                return reply([("disk_usage", format!("{} {unit}", format_fixed(&total, 2)?).into())]);
            }
            total = divide(&total, &1024.into())?;
        }
        reply([("disk_usage", format!("{} PB", format_fixed(&total, 2)?).into())])
    }
}

struct Search<'a> {
    tree: &'a Tree,
    name: &'a Value,
    /// Path of the directory that is being searched.
    path: String,
    matches: Vec<Value>,
    /// Contents that are being searched.
    above: Vec<ContentsId>,
    /// How many more characters of paths are made.
    left: usize,
}

impl Search<'_> {
    fn directory(&mut self, id: DirectoryId) -> PyResult<()> {
        let contents = self.tree.directory(id).contents;
        // Contents inside themselves: all names on the way round have been looked at, so nothing else can go wrong. Python's error has
        // other words where a name that is a tuple was being written when the stack was full; nobody needs them.
        if self.above.contains(&contents) || self.above.len() + 1 >= STACK {
            return Err(too_deep(" while calling a Python object"));
        }
        self.above.push(contents);
        let end = self.path.len();
        for (name, node) in self.tree.contents(contents).iter() {
            self.path.push('/');
            match name.as_str() {
                Some(name) => self.path.push_str(name),
                None => self.path.push_str(&str_of(name)?),
            }
            self.left = self.left.checked_sub(self.path.len()).ok_or_else(too_much)?;
            if matches!(self.name, Value::None) || contains(name, self.name)? {
                self.matches.push(Value::str(self.path.as_str()));
            }
            if let Node::Directory(inner) = node {
                self.directory(*inner)?;
            }
            self.path.truncate(end);
        }
        self.above.pop();
        Ok(())
    }
}

struct Sum<'a> {
    tree: &'a Tree,
    /// How many more nodes are visited.
    left: usize,
}

impl Sum<'_> {
    /// Bytes of a node. `stack` counts the calls that Python's stack still takes: a file needs two, a directory two for itself
    /// before its items come; where they run out decides the error's words.
    fn node(&mut self, node: Node, stack: usize) -> PyResult<usize> {
        self.left = self.left.checked_sub(1).ok_or_else(too_much)?;
        match node {
            _ if stack == 0 => Err(too_deep("")),
            Node::File(_) if stack == 1 => Err(too_deep("")),
            Node::Directory(_) if stack == 1 => Err(too_deep(" while calling a Python object")),
            Node::File(id) => self.tree.file(id).content.str_method("encode").map(str::len),
            Node::Directory(id) => {
                let mut total = 0usize;
                for item in self.tree.items(id).values() {
                    total = total.saturating_add(self.node(*item, stack - 2)?);
                }
                Ok(total)
            }
        }
    }
}
