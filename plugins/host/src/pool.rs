//! Threads that calls run on, so that the caller can stop waiting. A thread cannot be stopped, only abandoned.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

type Job = Box<dyn FnOnce() + Send>;

/// As much stack as a main thread has: domains parse nested text.
const STACK_BYTES: usize = 8 << 20;

/// Why a job gave no value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PoolError {
    /// It was still running at the deadline; so many abandoned jobs are running now, this one included.
    Deadline { running: u32 },
    /// It was not begun: so many abandoned jobs are still running, more than are allowed.
    Full { running: u32 },
    /// It was not begun: the system gave no thread.
    NoThread(String),
}

/// Idle threads, used last in first out so that a warm one is taken; a new one is started when none is idle.
pub(crate) struct Pool {
    idle: Mutex<Vec<Sender<Job>>>,
    abandoned: Arc<AtomicU32>,
    max_abandoned: u32,
}

/// Where a job leaves its value for the caller.
enum Slot<T> {
    Waiting,
    Done(T),
    Abandoned,
}

struct Desk<T> {
    slot: Mutex<Slot<T>>,
    filled: Condvar,
}

impl Pool {
    pub(crate) fn new(max_abandoned: u32) -> Self {
        Self { idle: Mutex::default(), abandoned: Arc::default(), max_abandoned }
    }

    /// Runs `act` on another thread and waits for its value, at most `deadline`.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        deadline: Duration,
        act: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let running = self.abandoned.load(Ordering::SeqCst);
        if running > self.max_abandoned {
            return Err(PoolError::Full { running });
        }
        let worker = self.worker()?;
        let desk = Arc::new(Desk { slot: Mutex::new(Slot::Waiting), filled: Condvar::new() });
        let (of_job, abandoned) = (Arc::clone(&desk), Arc::clone(&self.abandoned));
        let job = Box::new(move || of_job.leave(act(), &abandoned));
        worker.send(job).map_err(|_| PoolError::NoThread("a waiting thread has ended".to_owned()))?;
        let value = desk.wait(deadline, &self.abandoned)?;
        lock(&self.idle).push(worker);
        Ok(value)
    }

    /// Runs `act` on items from `from` on, one after another on one other thread, and waits at most `deadline` for each: one change
    /// of threads for all of them. The values come back in order; with an error there are fewer, and it belongs to the next item.
    pub(crate) fn run_many<I: Send + Sync + 'static, T: Send + 'static>(
        &self,
        deadline: Duration,
        items: &Arc<Vec<I>>,
        from: usize,
        act: impl Fn(&I) -> T + Send + 'static,
    ) -> (Vec<T>, Option<PoolError>) {
        let running = self.abandoned.load(Ordering::SeqCst);
        if running > self.max_abandoned {
            return (Vec::new(), Some(PoolError::Full { running }));
        }
        let worker = match self.worker() {
            Ok(worker) => worker,
            Err(error) => return (Vec::new(), Some(error)),
        };
        let row = Arc::new(Row::new());
        let (of_job, abandoned, items) = (Arc::clone(&row), Arc::clone(&self.abandoned), Arc::clone(items));
        let job = Box::new(move || of_job.fill(items.iter().skip(from), act, &abandoned));
        if worker.send(job).is_err() {
            return (Vec::new(), Some(PoolError::NoThread("a waiting thread has ended".to_owned())));
        }
        let (values, error) = row.wait(deadline, &self.abandoned);
        if error.is_none() {
            lock(&self.idle).push(worker);
        }
        (values, error)
    }

    fn worker(&self) -> Result<Sender<Job>, PoolError> {
        if let Some(worker) = lock(&self.idle).pop() {
            return Ok(worker);
        }
        let (sender, jobs) = channel();
        let thread = std::thread::Builder::new().name("domain-call".to_owned()).stack_size(STACK_BYTES);
        thread.spawn(move || work(&jobs)).map_err(|e| PoolError::NoThread(e.to_string()))?;
        Ok(sender)
    }
}

/// Ends when the pool or the caller that abandoned this thread has let go of the sender.
fn work(jobs: &Receiver<Job>) {
    while let Ok(job) = jobs.recv() {
        job();
    }
}

impl<T> Desk<T> {
    fn leave(&self, value: T, abandoned: &AtomicU32) {
        let mut slot = lock(&self.slot);
        if matches!(*slot, Slot::Abandoned) {
            abandoned.fetch_sub(1, Ordering::SeqCst);
        } else {
            *slot = Slot::Done(value);
            self.filled.notify_one();
        }
    }

    fn wait(&self, deadline: Duration, abandoned: &AtomicU32) -> Result<T, PoolError> {
        let slot = lock(&self.slot);
        let waited = self.filled.wait_timeout_while(slot, deadline, |slot| matches!(slot, Slot::Waiting));
        let (mut slot, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *slot, Slot::Abandoned) {
            Slot::Done(value) => Ok(value),
            _ => Err(PoolError::Deadline { running: abandoned.fetch_add(1, Ordering::SeqCst) + 1 }),
        }
    }
}

/// Where a job of several items leaves their values.
struct Row<T> {
    progress: Mutex<Progress<T>>,
    over: Condvar,
}

struct Progress<T> {
    values: Vec<T>,
    /// When the present item was begun.
    begun: Instant,
    is_over: bool,
    is_abandoned: bool,
}

impl<T> Row<T> {
    fn new() -> Self {
        let progress = Progress { values: Vec::new(), begun: Instant::now(), is_over: false, is_abandoned: false };
        Self { progress: Mutex::new(progress), over: Condvar::new() }
    }

    fn fill<'a, I: 'a>(&self, items: impl Iterator<Item = &'a I>, act: impl Fn(&I) -> T, abandoned: &AtomicU32) {
        for item in items {
            let value = act(item);
            let mut progress = lock(&self.progress);
            if progress.is_abandoned {
                abandoned.fetch_sub(1, Ordering::SeqCst);
                return;
            }
            progress.values.push(value);
            progress.begun = Instant::now();
        }
        lock(&self.progress).is_over = true;
        self.over.notify_one();
    }

    /// The waiting caller is not woken between items; it looks again when the item that it knew of must be over.
    fn wait(&self, deadline: Duration, abandoned: &AtomicU32) -> (Vec<T>, Option<PoolError>) {
        let mut progress = lock(&self.progress);
        loop {
            let used = progress.begun.elapsed();
            if progress.is_over {
                return (std::mem::take(&mut progress.values), None);
            }
            if used >= deadline {
                progress.is_abandoned = true;
                let running = abandoned.fetch_add(1, Ordering::SeqCst) + 1;
                return (std::mem::take(&mut progress.values), Some(PoolError::Deadline { running }));
            }
            let waited = self.over.wait_timeout(progress, deadline - used);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::sync_channel;
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(10);
    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn a_value_comes_back_from_another_thread_and_the_thread_is_used_again() {
        let pool = Pool::new(0);
        let first = pool.run(LONG, || std::thread::current().id()).unwrap();
        let second = pool.run(LONG, || std::thread::current().id()).unwrap();
        assert_ne!(first, std::thread::current().id());
        assert_eq!(first, second);
    }

    #[test]
    fn the_caller_stops_waiting_at_the_deadline() {
        let pool = Pool::new(1);
        let (_keep, never) = sync_channel::<()>(0);
        let begun = Instant::now();
        assert_eq!(pool.run(SHORT, move || never.recv().is_ok()), Err(PoolError::Deadline { running: 1 }));
        assert!((SHORT..Duration::from_secs(1)).contains(&begun.elapsed()));
        assert_eq!(pool.run(LONG, || 5), Ok(5));
    }

    #[test]
    fn too_many_abandoned_jobs_close_the_pool_and_their_return_opens_it() {
        let pool = Pool::new(1);
        let (release, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        for running in 1..=2 {
            let gate = Arc::clone(&gate);
            let job = move || gate.lock().unwrap().recv().is_ok();
            assert_eq!(pool.run(SHORT, job), Err(PoolError::Deadline { running }));
        }
        assert_eq!(pool.run(LONG, || 5), Err(PoolError::Full { running: 2 }));
        release.send(()).unwrap();
        let begun = Instant::now();
        while pool.run(LONG, || 5).is_err() {
            assert!(begun.elapsed() < LONG, "the returned thread is still counted");
            std::thread::yield_now();
        }
        drop(release);
    }

    #[test]
    fn many_callers_each_get_their_own_value() {
        let pool = Pool::new(0);
        std::thread::scope(|scope| {
            for caller in 0..8 {
                let pool = &pool;
                scope.spawn(move || {
                    for round in 0..200 {
                        assert_eq!(pool.run(LONG, move || caller * 1000 + round), Ok(caller * 1000 + round));
                    }
                });
            }
        });
        assert!(pool.idle.lock().unwrap().len() <= 8);
    }

    #[test]
    fn many_items_share_one_thread_and_keep_their_order() {
        let pool = Pool::new(0);
        let items: Arc<Vec<u32>> = Arc::new((0..100).collect());
        let (values, error) = pool.run_many(LONG, &items, 40, |item| (item * 2, std::thread::current().id()));
        assert_eq!((values.len(), error), (60, None));
        assert!(values.iter().zip(40..).all(|((value, thread), item)| *value == item * 2 && *thread == values[0].1));
        let (none, error) = pool.run_many(LONG, &items, 100, |item| *item);
        assert_eq!((none, error), (vec![], None));
        assert_eq!(pool.idle.lock().unwrap().len(), 1);
    }

    #[test]
    fn one_late_item_is_abandoned_and_those_before_it_are_kept() {
        let pool = Pool::new(1);
        let (release, gate) = channel::<()>();
        let gate = Mutex::new(gate);
        let items = Arc::new(vec![1, 2, 3, 4]);
        let late = move |item: &i32| {
            if *item == 3 {
                let _ = gate.lock().unwrap().recv();
            }
            *item
        };
        assert_eq!(pool.run_many(SHORT, &items, 0, late), (vec![1, 2], Some(PoolError::Deadline { running: 1 })));
        assert_eq!(pool.run_many(LONG, &items, 3, |item| *item), (vec![4], None));
        release.send(()).unwrap();
        let begun = Instant::now();
        while pool.abandoned.load(Ordering::SeqCst) > 0 {
            assert!(begun.elapsed() < LONG, "the returned thread is still counted");
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_deadline_is_each_items_own() {
        let pool = Pool::new(0);
        let items = Arc::new(vec![(); 44]);
        let slow = |_: &()| std::thread::sleep(Duration::from_millis(25));
        let deadline = Duration::from_secs(1);
        assert_eq!(pool.run_many(deadline, &items, 0, slow), (vec![(); 44], None), "all of them take longer than one may");
    }

    #[test]
    fn a_closed_pool_begins_none_of_many() {
        let pool = Pool::new(0);
        let (_keep, never) = sync_channel::<()>(0);
        assert_eq!(pool.run(SHORT, move || never.recv().is_ok()), Err(PoolError::Deadline { running: 1 }));
        assert_eq!(pool.run_many(LONG, &Arc::new(vec![1]), 0, |item| *item), (vec![], Some(PoolError::Full { running: 1 })));
    }
}
