//! A number of places, of which everyone takes one and gives it back.

use std::sync::{Condvar, Mutex, PoisonError};

use exitrl_domain::Deadline;

/// Bounds how many programs run at the same time.
pub(crate) struct Slots {
    free: Mutex<usize>,
    freed: Condvar,
}

/// A place that is taken, until it is dropped.
pub(crate) struct Slot<'a>(&'a Slots);

impl Slots {
    pub(crate) fn new(count: usize) -> Self {
        Self { free: Mutex::new(count), freed: Condvar::new() }
    }

    /// Waits for a place; nothing where the deadline came first.
    pub(crate) fn take(&self, deadline: Deadline) -> Option<Slot<'_>> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            if deadline.passed() {
                return None;
            }
            (free, _) = self.freed.wait_timeout(free, deadline.remaining()).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Some(Slot(self))
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_place_is_free_again_when_it_is_given_back() {
        let slots = Slots::new(1);
        let taken = slots.take(Deadline::after(Duration::ZERO)).expect("free");
        assert!(slots.take(Deadline::after(Duration::from_millis(1))).is_none());
        drop(taken);
        assert!(slots.take(Deadline::after(Duration::ZERO)).is_some());
    }
}
