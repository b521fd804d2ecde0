//! A scenario becomes a tree.

use std::sync::Arc;

use exitrl_python::{Exception, PyError, PyResult, Value, contains, get_item, iterate};

use super::tree::{Contents, DirectoryId, File, Node, Tree, too_deep};
use crate::services::LongContext;

/// Deepest nesting of directories in a scenario; JSON readers stop long before.
const MAX_LEVELS: usize = 500;

/// The root directory that a scenario describes, an empty one where it has none.
///
/// # Errors
/// Where the scenario has another shape than directories and files have.
pub(super) fn load(tree: &mut Tree, scenario: &Value, long: Option<&LongContext>) -> PyResult<DirectoryId> {
    let key = Value::text("root");
    if !contains(scenario, &key)? {
        let contents = tree.new_contents(Contents::default());
        return Ok(tree.new_directory("/".into(), None, contents));
    }
    let roots = get_item(scenario, &key)?;
    let name = roots.dict_method("keys")?.keys().next();
    let name = name.ok_or_else(|| PyError::new(Exception::IndexError, "list index out of range"))?;
    let inside = get_item(&get_item(&roots, name)?, &"contents".into())?;
    let contents = tree.new_contents(Contents::default());
    let root = tree.new_directory(name.clone(), None, contents);
    directory(tree, &inside, root, long, 0)?;
    Ok(root)
}

/// Fills a directory.
fn directory(tree: &mut Tree, inside: &Value, into: DirectoryId, long: Option<&LongContext>, level: usize) -> PyResult<()> {
    let items = inside.dict_method("items")?;
    if level > MAX_LEVELS {
        return Err(too_deep(""));
    }
    tree.items_mut(into).reserve(items.len());
    let mut bottommost = true;
    for (name, data) in items.iter() {
        let kind = get_item(data, &"type".into())?;
        let node = match kind.as_str() {
            Some("directory") => {
                bottommost = false;
                let contents = tree.new_contents(Contents::default());
                let new = tree.new_directory(name.clone(), Some(into), contents);
                directory(tree, &get_item(data, &"contents".into())?, new, long, level + 1)?;
                Node::Directory(new)
            }
            Some("file") => {
                let content = file_content(name, get_item(data, &"content".into())?, long)?;
                tree.new_file(Arc::new(File { name: name.clone(), content }))
            }
            _ => continue,
        };
        tree.items_mut(into).insert(name.clone(), node);
    }
    match long.filter(|_| bottommost) {
        Some(long) => populate(tree, into, long),
        None => Ok(()),
    }
}

/// What a file holds: in long contexts a text is added, but not to files whose end matters to a test.
fn file_content(name: &Value, mut content: Value, long: Option<&LongContext>) -> PyResult {
    if let Some(long) = long
        && !contains(long.get("FILES_TAIL_USED"), name)?
    {
        content.add_assign(long.get("FILE_CONTENT_EXTENSION"))?;
    }
    Ok(content)
}

/// In long contexts a directory without directories gets many empty files.
fn populate(tree: &mut Tree, directory: DirectoryId, long: &LongContext) -> PyResult<()> {
    for name in iterate(long.get("POPULATE_FILE_EXTENSION"))? {
        tree.add_file(directory, &name, "".into())?;
    }
    Ok(())
}
