//! The C table that a plugin exports. Versioned on its own; see ARCHITECTURE.md for the order in which a host refuses.
//!
//! Tags in brackets say from which thread a function may be called and how often.
#![allow(unsafe_code)]

use std::ffi::c_void;

/// Version of the C table. A host refuses any other.
pub const ABI_VERSION: u32 = 1;

/// The one symbol a plugin exports: `extern "C" fn() -> *const DomainTable`.
pub const ENTRY_SYMBOL: &str = "exitrl_domain_entry";

/// Bytes lent for the length of one call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    /// Start; may dangle when `len` is 0.
    pub ptr: *const u8,
    /// Length in bytes.
    pub len: usize,
}

impl Bytes {
    /// Lends a slice.
    pub fn lend(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// The lent bytes.
    ///
    /// # Safety
    /// The lender still holds the bytes, and does so for as long as `'a`.
    pub unsafe fn as_slice<'a>(self) -> &'a [u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: by the caller's promise ptr points to len initialised bytes that live for 'a.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

/// Bytes owned by the plugin that made them; given back once, through [`DomainTable::free_buffer`].
#[repr(C)]
#[derive(Debug)]
pub struct Buffer {
    /// Start.
    pub ptr: *mut u8,
    /// Length in bytes.
    pub len: usize,
    /// What the owner's allocator needs to free it.
    pub cap: usize,
}

impl Buffer {
    /// A buffer that owns nothing.
    pub const EMPTY: Self = Self { ptr: std::ptr::null_mut(), len: 0, cap: 0 };

    /// Hands a vector over to the other side.
    pub fn give(bytes: Vec<u8>) -> Self {
        let mut bytes = std::mem::ManuallyDrop::new(bytes);
        Self { ptr: bytes.as_mut_ptr(), len: bytes.len(), cap: bytes.capacity() }
    }

    /// Takes a vector back.
    ///
    /// # Safety
    /// The buffer came from [`Buffer::give`] in this same library, and is taken back once.
    pub unsafe fn take_back(self) -> Vec<u8> {
        if self.ptr.is_null() {
            return Vec::new();
        }
        // SAFETY: ptr, len and cap are those of the vector given away, by the caller's promise.
        unsafe { Vec::from_raw_parts(self.ptr, self.len, self.cap) }
    }
}

/// What the host lends the plugin.
#[repr(C)]
pub struct HostTable {
    /// [`ABI_VERSION`] of the host.
    pub abi_version: u32,
    /// Size of this table as the host knows it.
    pub struct_size: u32,
    /// Most threads the domain may start.
    pub max_threads: u32,
    /// `[any thread, concurrent]` Takes a log line: 1 error, 2 warn, 3 info, 4 debug. Lives as long as the process.
    pub log: unsafe extern "C" fn(level: u32, text: Bytes),
}

/// What a plugin offers.
#[repr(C)]
pub struct DomainTable {
    /// [`ABI_VERSION`] of the plugin; read before any other field.
    pub abi_version: u32,
    /// Size of this table as the plugin knows it, so that it can grow at its end.
    pub struct_size: u32,
    /// `[any thread]` Opens a domain from its JSON configuration. Null on failure, with an error response in `out`.
    pub open: unsafe extern "C" fn(host: *const HostTable, config: Bytes, out: *mut Buffer) -> *mut c_void,
    /// `[any thread, concurrent]` Answers one request. 0 when `out` holds a response.
    /// With a null handle it answers the handshake only, without metadata: a host asks for the protocol before it opens.
    pub call: unsafe extern "C" fn(handle: *const c_void, request: Bytes, out: *mut Buffer) -> i32,
    /// `[any thread, once, no call in flight]` Closes the domain.
    pub close: unsafe extern "C" fn(handle: *mut c_void),
    /// `[any thread]` Takes a buffer back; needs no handle.
    pub free_buffer: unsafe extern "C" fn(buffer: Buffer),
}
