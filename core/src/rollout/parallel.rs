//! A few threads over a list.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does something to every item, on at most this many threads, the caller's among them. Items are handed out one by one, so
/// a slow one does not hold up the others.
pub(crate) fn for_each_parallel<T: Send>(items: &mut [T], threads: usize, act: impl Fn(&mut T) + Sync) {
    let helpers = threads.min(items.len()).saturating_sub(1);
    let queue = Mutex::new(items.iter_mut());
    let work = || {
        while let Some(item) = { queue.lock().unwrap_or_else(PoisonError::into_inner).next() } {
            act(item);
        }
    };
    thread::scope(|scope| {
        for _ in 0..helpers {
            // A thread that cannot be had is no failure: the caller works through the list alone.
            let _ = thread::Builder::new().name("exitrl-rollout".into()).spawn_scoped(scope, work);
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::time::Duration;

    #[test]
    fn every_item_is_done_once_on_several_threads() {
        let names = Mutex::new(HashSet::new());
        let mut items = vec![0; 40];
        for_each_parallel(&mut items, 4, |item| {
            *item += 1;
            thread::sleep(Duration::from_millis(1));
            names.lock().unwrap().insert(thread::current().id());
        });
        assert_eq!(items, [1; 40]);
        assert!(names.into_inner().unwrap().len() > 1);
    }

    #[test]
    fn an_empty_list_and_no_threads_are_fine() {
        for_each_parallel(&mut [] as &mut [u8], 4, |_| unreachable!());
        let mut one = [1];
        for_each_parallel(&mut one, 0, |item| *item += 1);
        assert_eq!(one, [2]);
    }
}
