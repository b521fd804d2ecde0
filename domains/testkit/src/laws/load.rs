//! Laws 11 and 13: many threads, many episodes.

use std::sync::atomic::{AtomicUsize, Ordering};

use exitrl_domain::{DomainClient, EpisodeStart, Message, Operator, Task};

use crate::bench::{Bench, Finding, Stop, demand, fresh};
use crate::play::{Played, demand_same};
use crate::usage::Usage;

struct Case {
    start: EpisodeStart,
    script: Vec<Message>,
    alone: Played,
}

/// Law 11: results from many threads equal results from one.
pub(super) fn threads(bench: &Bench) -> Finding {
    let client = bench.open()?;
    let cases = played_alone(bench, &*client)?;
    let next = AtomicUsize::new(0);
    let rounds = bench.options.threads.max(2);
    let work = || -> Finding {
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            // Neighbouring turns are the same case, so that equal episodes run side by side as well as different ones.
            let Some(case) = cases.get(turn / rounds) else { return Ok(()) };
            let together = bench.play(&*client, &case.start, &case.script)?;
            let told = || {
                format!("task {}: alone and among {rounds} threads differ; keep no state outside the episode", case.start.task.id)
            };
            demand_same(&case.alone, &together, told)?;
            bench.case();
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..rounds).map(|_| scope.spawn(work)).collect();
        let panicked = |_| Err(Stop::Broken("a client panicked on a worker thread".to_owned()));
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(panicked))
    })
}

fn played_alone(bench: &Bench, client: &dyn DomainClient) -> Result<Vec<Case>, Stop> {
    let mut cases = Vec::new();
    for task in bench.tasks(client)? {
        for script in bench.scripts(client, &task)? {
            let start = fresh(&task, bench.seed());
            let alone = bench.play(client, &start, &script)?;
            cases.push(Case { start, script, alone });
        }
    }
    Ok(cases)
}

/// Growth of memory in a round that is still put down to the allocator and to other work of this process: this much, and this
/// much more for each episode.
const NOISE_KIB: u64 = 1024;
const NOISE_KIB_AN_EPISODE: u64 = 2;

/// Law 13: episodes started and dropped leave no process, file, thread or memory behind.
///
/// Other work of this process and machine makes noise, so growth counts only when each of four rounds shows it, and each round
/// has twice the episodes of the one before: a leak grows with them, noise does not.
pub(super) fn leaks(bench: &Bench) -> Finding {
    let client = bench.open()?;
    let tasks = bench.tasks(&*client)?;
    let rounds = [1, 2, 4, 8].map(|factor| factor * bench.options.episodes);
    start_and_drop(bench, &*client, &tasks, rounds[0] / 4)?;
    let mut grew: Option<Vec<(&str, u64)>> = None;
    for episodes in rounds {
        let Some(before) = Usage::now() else {
            return Err(Stop::NotApplicable("this system has no /proc to count by".to_owned()));
        };
        start_and_drop(bench, &*client, &tasks, episodes)?;
        let mut growth =
            before.growth(&Usage::now().unwrap_or_default(), episodes / 20, NOISE_KIB + episodes * NOISE_KIB_AN_EPISODE);
        if let Some(earlier) = &grew {
            growth.retain(|(kind, _)| earlier.iter().any(|(seen, _)| seen == kind));
        }
        if growth.is_empty() {
            return Ok(());
        }
        grew = Some(growth);
    }
    demand(false, || {
        let kinds: Vec<_> = grew.iter().flatten().map(|(kind, growth)| format!("{growth} {kind}")).collect();
        let kinds = kinds.join(", ");
        format!("rounds of {rounds:?} episodes started and dropped each left more behind, the last {kinds}; free it in Drop")
    })
}

fn start_and_drop(bench: &Bench, client: &dyn DomainClient, tasks: &[Task], episodes: u64) -> Finding {
    let answer = Message::assistant("Answer: 7");
    for (turn, task) in (0..episodes).zip(tasks.iter().cycle()) {
        let episode = client.start(&fresh(task, turn))?;
        client.prompt(episode, Operator::Attempt, None)?;
        if turn % 2 == 0 {
            bench.step(client, episode, &answer)?;
        }
        client.drop_episode(episode);
        bench.case();
    }
    Ok(())
}
