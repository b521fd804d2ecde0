//! Threads that calls run on, so that the caller can stop waiting. A thread cannot be stopped, only abandoned.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
}
