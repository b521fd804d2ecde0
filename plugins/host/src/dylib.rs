//! A dynamic library and its C table. The only `unsafe` code of the host.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::mem::{offset_of, size_of};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use exitrl_domain::{ABI_VERSION, Buffer, Bytes, DomainTable, ENTRY_SYMBOL, HostTable};

use crate::text::chain;
use crate::{HostError, log};

/// A loaded plugin. Rust libraries cannot be unloaded soundly (thread-local destructors), so this one stays until the process
/// ends; a rebuilt plugin needs a new process.
#[derive(Clone)]
pub(crate) struct Plugin {
    path: PathBuf,
    table: &'static DomainTable,
    max_message_bytes: usize,
}

/// An open domain of a plugin.
pub(crate) struct OpenDomain {
    plugin: Plugin,
    handle: *mut c_void,
}

// SAFETY: by the contract of DomainTable a handle may be called from any thread, concurrently, and closed on any thread.
unsafe impl Send for OpenDomain {}
// SAFETY: as above.
unsafe impl Sync for OpenDomain {}

impl Plugin {
    /// Loads a library and checks its table.
    pub(crate) fn load(path: &Path, max_message_bytes: usize) -> Result<Self, HostError> {
        let library = load_library(path)?;
        let table = entry(&library, path)?;
        std::mem::forget(library);
        Ok(Self { path: path.to_owned(), table: check_table(table, path)?, max_message_bytes })
    }

    pub(crate) fn describe(&self) -> String {
        format!("dylib {}", self.path.display())
    }

    /// Answers a message before a domain is open; only the handshake has an answer then.
    pub(crate) fn call_unopened(&self, request: &[u8]) -> Result<Vec<u8>, String> {
        self.call(std::ptr::null(), request)
    }

    /// Opens a domain; the inner error is the domain's own answer.
    pub(crate) fn open(&self, config: &[u8], max_threads: u32) -> Result<Result<OpenDomain, Vec<u8>>, String> {
        let struct_size = u32::try_from(size_of::<HostTable>()).unwrap_or(u32::MAX);
        let host = HostTable { abi_version: ABI_VERSION, struct_size, max_threads, log: take_line };
        let mut out = Buffer::EMPTY;
        // SAFETY: host, config and out live through the call, and the log function lives as long as the process.
        let handle = unsafe { (self.table.open)(&raw const host, Bytes::lend(config), &raw mut out) };
        if handle.is_null() { self.copy(out).map(Err) } else { Ok(Ok(OpenDomain { plugin: self.clone(), handle })) }
    }

    fn call(&self, handle: *const c_void, request: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = Buffer::EMPTY;
        // SAFETY: the handle is null or open, request and out live through the call.
        match unsafe { (self.table.call)(handle, Bytes::lend(request), &raw mut out) } {
            0 => self.copy(out),
            code => {
                self.give_back(out);
                Err(format!("the plugin's call function failed with code {code} and gave no answer"))
            }
        }
    }

    fn copy(&self, buffer: Buffer) -> Result<Vec<u8>, String> {
        let (ptr, len) = (buffer.ptr, buffer.len);
        let copied = match (ptr.is_null(), len) {
            (true, 0) => Err("the plugin gave an empty answer".to_owned()),
            (true, _) => Err(format!("the plugin gave an answer of {len} bytes at address 0")),
            _ if len > self.max_message_bytes => {
                Err(format!("the plugin gave an answer of {len} bytes, more than the {} allowed", self.max_message_bytes))
            }
            // SAFETY: the plugin owns len bytes at ptr until the buffer is given back, which is below.
            _ => Ok(unsafe { Bytes { ptr, len }.as_slice() }.to_vec()),
        };
        self.give_back(buffer);
        copied
    }

    fn give_back(&self, buffer: Buffer) {
        if !buffer.ptr.is_null() {
            // SAFETY: the buffer came from this plugin and goes back once.
            unsafe { (self.table.free_buffer)(buffer) };
        }
    }
}

impl OpenDomain {
    pub(crate) fn call(&self, request: &[u8]) -> Result<Vec<u8>, String> {
        self.plugin.call(self.handle, request)
    }
}

impl Drop for OpenDomain {
    fn drop(&mut self) {
        // SAFETY: the handle came from open; every call holds a reference to self, so none is in flight; this happens once.
        unsafe { (self.plugin.table.close)(self.handle) };
    }
}

fn load_library(path: &Path) -> Result<libloading::Library, HostError> {
    if path.components().count() < 2 {
        return Err(HostError::NoDirectory { path: path.display().to_string() });
    }
    // SAFETY: loading runs the library's initialisers; that the library is fit to be loaded is the user's decision.
    unsafe { libloading::Library::new(path) }.map_err(|e| HostError::Load { path: path.to_owned(), seen: chain(&e) })
}

fn entry(library: &libloading::Library, path: &Path) -> Result<*const DomainTable, HostError> {
    type Entry = unsafe extern "C" fn() -> *const DomainTable;
    // SAFETY: a symbol of this name has this type in every version of the ABI.
    let entry = unsafe { library.get::<Entry>(ENTRY_SYMBOL) };
    let entry = entry.map_err(|e| HostError::NoSymbol { path: path.to_owned(), seen: chain(&e) })?;
    // SAFETY: the entry function takes nothing and returns a pointer that stays valid as long as the library is loaded.
    Ok(unsafe { entry() })
}

/// Reads no field before the numbers that vouch for it.
fn check_table(table: *const DomainTable, path: &Path) -> Result<&'static DomainTable, HostError> {
    let unusable = |seen: String| HostError::Table { path: path.to_owned(), seen };
    if table.is_null() {
        return Err(unusable(format!("{ENTRY_SYMBOL} returned null")));
    }
    let numbers = table.cast::<u32>();
    // SAFETY: every version of the table begins with its number.
    let plugin = unsafe { numbers.read() };
    if plugin != ABI_VERSION {
        return Err(HostError::Abi { path: path.to_owned(), plugin, host: ABI_VERSION });
    }
    // SAFETY: in this version the table's size follows.
    let size = unsafe { numbers.add(1).read() } as usize;
    if size < size_of::<DomainTable>() {
        return Err(unusable(format!("it has {size} bytes, this host needs {}", size_of::<DomainTable>())));
    }
    let functions = [
        ("open", offset_of!(DomainTable, open)),
        ("call", offset_of!(DomainTable, call)),
        ("close", offset_of!(DomainTable, close)),
        ("free_buffer", offset_of!(DomainTable, free_buffer)),
    ];
    for (name, offset) in functions {
        // SAFETY: the offset lies inside the table, whose size was checked, and is aligned for a pointer.
        if unsafe { table.byte_add(offset).cast::<usize>().read() } == 0 {
            return Err(unusable(format!("its function `{name}` is null")));
        }
    }
    // SAFETY: version, size and functions were checked, and the library is never unloaded.
    Ok(unsafe { &*table })
}

unsafe extern "C" fn take_line(level: u32, text: Bytes) {
    // SAFETY: the plugin lends the text for this call.
    let text = String::from_utf8_lossy(unsafe { text.as_slice() });
    // A panic must not leave an `extern "C"` function: it would end the process.
    let _ = catch_unwind(AssertUnwindSafe(|| log::emit(level, &text)));
}
