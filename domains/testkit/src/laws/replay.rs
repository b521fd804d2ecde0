//! Laws 3, 4 and 5: what a result may depend on.

use std::collections::HashSet;

use exitrl_domain::{DomainClient, EpisodeStart, Iterate, Message, Operator, Task};

use crate::bench::{Bench, Finding, Stop, demand, fresh};
use crate::play::{Played, demand_same, record};

/// Law 3: starting from a recorded history equals living through it.
pub(super) fn replay(bench: &Bench) -> Finding {
    let client = bench.open()?;
    if client.metadata().max_turns < 2 {
        return Err(Stop::NotApplicable("episodes have one turn, so no history is ever continued".to_owned()));
    }
    for task in bench.tasks(&*client)? {
        for script in bench.scripts(&*client, &task)? {
            replay_one(bench, &*client, &task, &script)?;
        }
    }
    if bench.cases() == 0 {
        let why = "no answer tried led to a second turn; give answers that do in CheckOptions::answers";
        return Err(Stop::NotApplicable(why.to_owned()));
    }
    Ok(())
}

/// Lives an episode once, then starts from each of its partial histories and plays on.
fn replay_one(bench: &Bench, client: &dyn DomainClient, task: &Task, script: &[Message]) -> Finding {
    let mut start = fresh(task, bench.seed());
    let lived = bench.play(client, &start, script)?;
    for turn in 1..lived.results.len() {
        start.history.push(record(&script[(turn - 1) % script.len()], &lived.results[turn - 1]));
        let replayed = bench.play(client, &start, script)?;
        let rest = Played { prompts: lived.prompts[turn..].to_vec(), results: lived.results[turn..].to_vec() };
        demand_same(&rest, &replayed, || {
            format!("task {}: an episode lived through and one started from its first {turn} turns differ from there on", task.id)
        })?;
        bench.case();
    }
    Ok(())
}

/// Law 4: two equal prompt calls give equal prompts, and asking for prompts changes no later result.
pub(super) fn purity(bench: &Bench) -> Finding {
    let client = bench.open()?;
    for task in bench.tasks(&*client)? {
        for script in bench.scripts(&*client, &task)? {
            let start = fresh(&task, bench.seed());
            let quiet = bench.play(&*client, &start, &script)?;
            let asked = play_asking(bench, &*client, &start, &script)?;
            demand_same(&quiet, &asked, || format!("task {}: asking for more prompts changed what came after", task.id))?;
            bench.case();
        }
    }
    Ok(())
}

fn play_asking(bench: &Bench, client: &dyn DomainClient, start: &EpisodeStart, script: &[Message]) -> Result<Played, Stop> {
    let episode = client.start(start)?;
    let latest = Iterate { response: script[0].clone(), feedback: Some("not yet".to_owned()), quality: 0.5 };
    let played = bench.play_on(client, episode, 0, script, |episode| {
        for operator in [Operator::Attempt, Operator::Improve, Operator::Diverge] {
            let latest = Some(&latest).filter(|_| operator != Operator::Attempt);
            let (one, two) = (client.prompt(episode, operator, latest)?, client.prompt(episode, operator, latest)?);
            demand(one == two, || {
                format!("two {} prompts in a row differ: {one:?} and {two:?}; prompt must change nothing", operator.name())
            })?;
        }
        Ok(())
    });
    client.drop_episode(episode);
    played
}

/// Law 5: the same start and actions give the same results; in a deterministic domain also across seeds.
pub(super) fn seeds(bench: &Bench) -> Finding {
    let (client, again) = (bench.open()?, bench.open()?);
    let seeds: HashSet<u64> = bench.options.seeds.iter().copied().chain([0, u64::MAX]).collect();
    for task in bench.tasks(&*client)? {
        for script in bench.scripts(&*client, &task)? {
            let mut first: Option<Played> = None;
            for &seed in &seeds {
                let start = fresh(&task, seed);
                let one = bench.play(&*client, &start, &script)?;
                let two = bench.play(&*again, &start, &script)?;
                demand_same(&one, &two, || format!("task {}, seed {seed}: two plays differ", task.id))?;
                if client.metadata().deterministic {
                    same_across_seeds(&task, first.get_or_insert_with(|| one.clone()), &one)?;
                }
                bench.case();
            }
        }
    }
    Ok(())
}

fn same_across_seeds(task: &Task, one: &Played, other: &Played) -> Finding {
    demand(one.results == other.results, || {
        format!(
            "task {}: two seeds gave {:?} and {:?}; say `deterministic: false` in the metadata or leave the seed alone",
            task.id, one.results, other.results
        )
    })
}
