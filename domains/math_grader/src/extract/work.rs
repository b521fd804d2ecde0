//! Counts the bytes that are looked at, in tests only: work is proved linear by counting, not by timing.

#[cfg(test)]
std::thread_local! {
    static SEEN: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Notes that so many bytes were looked at.
#[cfg(test)]
pub(super) fn charge(bytes: usize) {
    SEEN.with(|seen| seen.set(seen.get() + bytes as u64));
}

/// Notes nothing outside tests.
#[cfg(not(test))]
#[inline(always)]
pub(super) fn charge(_: usize) {}

/// The bytes that were looked at while `work` ran on this thread.
#[cfg(test)]
pub(super) fn of(work: impl FnOnce()) -> u64 {
    SEEN.with(|seen| seen.set(0));
    work();
    SEEN.with(std::cell::Cell::get)
}
