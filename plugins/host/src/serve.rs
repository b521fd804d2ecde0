//! A dynamic library served over standard input and output: how untrusted native code is run in a process of its own.

use std::io::{BufRead, Write};
use std::path::Path;

use exitrl_domain::{DomainError, Request, Response};

use crate::Limits;
use crate::dylib::{OpenDomain, Plugin};
use crate::handshake::{HELLO, check_hello, read, write};

/// Serves the plugin at `path` over standard input and output, one JSON message a line, until the input ends. Its log lines go
/// to standard error.
///
/// # Errors
/// When the library is refused (see [`HostError`](crate::HostError)), and when standard input or output fails.
pub fn serve_dylib(path: &Path) -> std::io::Result<()> {
    let plugin = Plugin::load(path, Limits::default().max_message_bytes).map_err(std::io::Error::other)?;
    let mut output = std::io::stdout().lock();
    let mut domain = None;
    for line in std::io::stdin().lock().split(b'\n') {
        let mut answer = answer(&plugin, &mut domain, &line?);
        // JSON allows line ends between its parts, and a plugin need not be written with the kit.
        answer.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
        answer.push(b'\n');
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(())
}

fn answer(plugin: &Plugin, domain: &mut Option<OpenDomain>, line: &[u8]) -> Vec<u8> {
    let answer = match (&*domain, serde_json::from_slice(line)) {
        (Some(open), _) => open.call(line),
        (None, Ok(Request::Open { config, max_threads })) => open(plugin, domain, &config, max_threads),
        (None, _) => plugin.call_unopened(line),
    };
    answer.unwrap_or_else(|seen| {
        let error = DomainError::contract(format!("{}: {seen}", plugin.describe()));
        serde_json::to_vec(&Response::Error { error }).unwrap_or_default()
    })
}

fn open(
    plugin: &Plugin,
    domain: &mut Option<OpenDomain>,
    config: &serde_json::Value,
    max_threads: u32,
) -> Result<Vec<u8>, String> {
    let opened = match plugin.open(config.to_string().as_bytes(), max_threads)? {
        Ok(opened) => domain.insert(opened),
        Err(refusal) => return Ok(refusal),
    };
    let name = plugin.describe();
    let hello = opened.call(&write(&name, &HELLO).map_err(|e| e.to_string())?)?;
    let hello = read(&name, || "the handshake".to_owned(), &hello).map_err(|e| e.to_string())?;
    let (_, metadata) = check_hello(&name, hello).map_err(|e| e.to_string())?;
    let metadata = metadata.ok_or("there is no metadata in the answer to `hello` after opening")?;
    serde_json::to_vec(&Response::Opened { metadata }).map_err(|e| e.to_string())
}
