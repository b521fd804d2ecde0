use std::sync::Mutex;

use super::*;
use crate::toy::start_of;
use crate::{ABI_VERSION, DomainTable, ENTRY_SYMBOL, Message, PROTOCOL_VERSION, Request};

/// The macro is expanded here as an author would, so these tests go through the real symbol.
mod plugin {
    crate::export_domain!(crate::toy::Toy);
}

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

unsafe extern "C" fn keep_line(level: u32, text: Bytes) {
    // SAFETY: the text is lent for this call.
    let text = String::from_utf8_lossy(unsafe { text.as_slice() });
    LINES.lock().unwrap().push(format!("{level} {text}"));
}

fn table() -> &'static DomainTable {
    // SAFETY: the entry function returns a static table.
    unsafe { &*plugin::exitrl_domain_entry() }
}

/// Copies a buffer out and gives it back the way a host does.
fn read(buffer: Buffer) -> Response {
    // SAFETY: the plugin filled the buffer and it has not been freed.
    let response = serde_json::from_slice(unsafe { Bytes { ptr: buffer.ptr, len: buffer.len }.as_slice() }).unwrap();
    // SAFETY: it goes back once.
    unsafe { (table().free_buffer)(buffer) };
    response
}

fn open_toy(config: &str) -> Result<*mut c_void, DomainError> {
    let host = HostTable {
        abi_version: ABI_VERSION,
        struct_size: u32::try_from(size_of::<HostTable>()).unwrap(),
        max_threads: 3,
        log: keep_line,
    };
    let mut out = Buffer::EMPTY;
    // SAFETY: host, config and out live through the call.
    let handle = unsafe { (table().open)(&raw const host, Bytes::lend(config.as_bytes()), &raw mut out) };
    if !handle.is_null() {
        return Ok(handle);
    }
    match read(out) {
        Response::Error { error } => Err(error),
        other => panic!("an error was due, not {other:?}"),
    }
}

fn ask(handle: *const c_void, request: &Request) -> Response {
    let bytes = serde_json::to_vec(request).unwrap();
    let mut out = Buffer::EMPTY;
    // SAFETY: the handle is null or open, and the bytes live through the call.
    assert_eq!(unsafe { (table().call)(handle, Bytes::lend(&bytes), &raw mut out) }, 0);
    read(out)
}

#[test]
fn the_table_says_its_version_and_its_size() {
    assert_eq!(ENTRY_SYMBOL, "exitrl_domain_entry");
    assert_eq!(table().abi_version, ABI_VERSION);
    // Two numbers and four pointers, on the 64-bit platforms we build for.
    assert_eq!(table().struct_size, 8 + 4 * 8);
}

#[test]
fn a_game_is_played_through_the_c_table_and_its_log_lines_reach_the_host() {
    let handle = open_toy(r#"{"tasks": 5}"#).unwrap();
    let Response::Started { episode } = ask(handle, &Request::Start { start: start_of(4) }) else { panic!("not started") };
    let action = Message::assistant("4");
    let Response::Step { result } = ask(handle, &Request::Step { episode, action, deadline_ms: 100 }) else {
        panic!("no result")
    };
    assert_eq!(result.reward, 1.0);
    // SAFETY: the handle came from open and no call is in flight.
    unsafe { (table().close)(handle) };
    let lines = LINES.lock().unwrap().clone();
    assert!(lines.contains(&"3 toy opened with 5 tasks and 3 threads".to_owned()), "{lines:?}");
    assert!(lines.contains(&"4 start toy-4".to_owned()), "{lines:?}");
}

#[test]
fn before_opening_only_the_handshake_is_answered() {
    let unopened = std::ptr::null();
    let hello = ask(unopened, &Request::Hello { protocol: PROTOCOL_VERSION });
    assert!(matches!(hello, Response::Hello { protocol: PROTOCOL_VERSION, metadata: None, .. }));
    let Response::Error { error } = ask(unopened, &Request::Start { start: start_of(1) }) else { panic!("no error") };
    assert!(error.message.contains("not open yet"), "{error}");
}

#[test]
fn a_refused_configuration_comes_back_as_data() {
    assert!(open_toy(r#"{"taskz": 5}"#).unwrap_err().message.contains("unknown field `taskz`"));
    assert!(open_toy(r#"{"tasks": 5, "panic_in_open": true}"#).unwrap_err().message.contains("the toy box is empty"));
}

#[test]
fn a_configuration_that_is_not_text_is_refused() {
    let mut out = Buffer::EMPTY;
    // SAFETY: config and out live through the call; a null host is allowed.
    let handle = unsafe { (table().open)(std::ptr::null(), Bytes::lend(b"\xff"), &raw mut out) };
    assert!(handle.is_null());
    let Response::Error { error } = read(out) else { panic!("no error") };
    assert!(error.message.contains("not UTF-8"), "{error}");
}

#[test]
fn a_buffer_given_away_and_taken_back_is_the_same_vector() {
    let mut bytes = Vec::with_capacity(100);
    bytes.extend_from_slice(b"abc");
    // SAFETY: given away and taken back once, in this library.
    let back = unsafe { Buffer::give(bytes).take_back() };
    assert_eq!((back.as_slice(), back.capacity()), (&b"abc"[..], 100));
    // SAFETY: an empty buffer owns nothing.
    assert!(unsafe { Buffer::EMPTY.take_back() }.is_empty());
    // SAFETY: no byte is read of an empty loan.
    assert!(unsafe { Bytes::lend(&[]).as_slice() }.is_empty());
}

#[test]
fn closing_a_toy_that_was_never_played_is_quiet() {
    let handle = open_toy(r#"{"tasks": 1}"#).unwrap();
    assert!(matches!(ask(handle, &Request::Hello { protocol: PROTOCOL_VERSION }), Response::Hello { metadata: Some(_), .. }));
    // SAFETY: the handle came from open and no call is in flight.
    unsafe { (table().close)(handle) };
}
