//! `export_domain!` and the generic functions behind it.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use crate::abi::{Buffer, Bytes, HostTable};
use crate::serve::{encode, guard, handle_unopened};
use crate::{Domain, DomainError, Host, Response, Server};

static HOST_LOG: OnceLock<unsafe extern "C" fn(u32, Bytes)> = OnceLock::new();

fn log_to_host(level: u32, text: &str) {
    if let Some(log) = HOST_LOG.get() {
        // SAFETY: the host promises that `log` lives as long as the process and may be called from any thread.
        unsafe { log(level, Bytes::lend(text.as_bytes())) }
    }
}

/// # Safety
/// As [`DomainTable::open`](crate::DomainTable): `host` is null or valid, `config` is lent, `out` is writable.
#[doc(hidden)]
pub unsafe extern "C" fn open<D: Domain>(host: *const HostTable, config: Bytes, out: *mut Buffer) -> *mut c_void {
    let opened = guard("open", || {
        // SAFETY: host is null or points to a table that is valid for this call.
        let max_threads = match unsafe { host.as_ref() } {
            Some(host) => {
                let _ = HOST_LOG.set(host.log);
                host.max_threads
            }
            None => 1,
        };
        // SAFETY: config is lent for this call.
        let config = std::str::from_utf8(unsafe { config.as_slice() })
            .map_err(|e| DomainError::config(format!("the configuration is not UTF-8: {e}")))?;
        Server::<D>::open(config, Host::new(max_threads, log_to_host))
    });
    match opened {
        Ok(server) => Box::into_raw(Box::new(server)).cast(),
        Err(error) => {
            // SAFETY: out is writable by the contract.
            unsafe { out.write(Buffer::give(encode(&Response::Error { error }))) };
            std::ptr::null_mut()
        }
    }
}

/// # Safety
/// As [`DomainTable::call`](crate::DomainTable): `handle` is null or came from [`open`], `request` is lent, `out` is writable.
#[doc(hidden)]
pub unsafe extern "C" fn call<D: Domain>(handle: *const c_void, request: Bytes, out: *mut Buffer) -> i32 {
    let answer = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: request is lent for this call.
        let request = unsafe { request.as_slice() };
        // SAFETY: handle is null or came from open::<D>, and close has not been called.
        match unsafe { handle.cast::<Server<D>>().as_ref() } {
            Some(server) => server.handle(request),
            None => handle_unopened::<D>(request),
        }
    }));
    match answer {
        Ok(bytes) => {
            // SAFETY: out is writable by the contract.
            unsafe { out.write(Buffer::give(bytes)) };
            0
        }
        Err(_) => 1,
    }
}

/// # Safety
/// As [`DomainTable::close`](crate::DomainTable): `handle` came from [`open`] and is closed once.
#[doc(hidden)]
pub unsafe extern "C" fn close<D: Domain>(handle: *mut c_void) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: handle is the box that open gave away, and it comes back once.
        drop(unsafe { Box::from_raw(handle.cast::<Server<D>>()) });
    }));
}

/// # Safety
/// As [`DomainTable::free_buffer`](crate::DomainTable): the buffer came from this library and comes back once.
#[doc(hidden)]
pub unsafe extern "C" fn free_buffer(buffer: Buffer) {
    // SAFETY: by the contract.
    drop(unsafe { buffer.take_back() });
}

/// Makes a library a plugin: writes the one symbol that a host looks for.
///
/// ```ignore
/// exitrl_domain::export_domain!(MyDomain);
/// ```
#[macro_export]
macro_rules! export_domain {
    ($domain:ty) => {
        #[cfg(panic = "abort")]
        compile_error!("a plugin needs panic = \"unwind\": with \"abort\" a panic of the domain would end the host");

        /// The plugin's table.
        #[unsafe(no_mangle)]
        #[allow(unsafe_code, unreachable_pub)]
        pub extern "C" fn exitrl_domain_entry() -> *const $crate::DomainTable {
            static TABLE: $crate::DomainTable = $crate::DomainTable {
                abi_version: $crate::ABI_VERSION,
                struct_size: ::std::mem::size_of::<$crate::DomainTable>() as u32,
                open: $crate::open::<$domain>,
                call: $crate::call::<$domain>,
                close: $crate::close::<$domain>,
                free_buffer: $crate::free_buffer,
            };
            &TABLE
        }
    };
}

#[cfg(test)]
mod tests;
