//! Laws 6, 7 and 8: what answers earn.

use exitrl_domain::{DomainClient, Feature, Message, Task};

use crate::bench::{Bench, Finding, Stop, demand, fresh};

/// Rewards are sums of decimals, so equality has a hair of slack.
const SLACK: f64 = 1e-9;

/// Law 6: playing a task's reference answer gives the top of the quality range.
pub(super) fn gold(bench: &Bench) -> Finding {
    let client = bench.open()?;
    if !client.features().contains(&Feature::Reference) {
        return Err(Stop::NotApplicable("the domain does not announce the feature `reference`".to_owned()));
    }
    for task in bench.tasks(&*client)? {
        let Some(actions) = client.reference(&task)?.filter(|actions| !actions.is_empty()) else { continue };
        let played = bench.play(&*client, &fresh(&task, bench.seed()), &actions)?;
        let quality = client.metadata().quality(played.total());
        demand(quality >= 1.0 - SLACK, || {
            format!("task {}: its reference answer {actions:?} earned quality {quality}, not 1; mend it or the grader", task.id)
        })?;
        bench.case();
    }
    if bench.cases() == 0 {
        return Err(Stop::NotApplicable("no task tried has a reference answer".to_owned()));
    }
    Ok(())
}

/// Law 7: an answer that says nothing gives no more than the stated floor.
pub(super) fn null(bench: &Bench) -> Finding {
    let client = bench.open()?;
    let tasks = bench.tasks(&*client)?;
    let mut lucky = 0;
    for task in &tasks {
        for text in ["", " \n\t ", "I'm sorry, but I can't help with that."] {
            let quality = quality_of(bench, &*client, task, text)?;
            demand(quality <= bench.options.null_floor + SLACK, || {
                let floor = bench.options.null_floor;
                format!("task {}: the answer {text:?} earned quality {quality}, above the floor {floor}; give it none", task.id)
            })?;
        }
        let quality = quality_of(bench, &*client, task, &echo(bench, &*client, task)?)?;
        lucky += u32::from(quality > bench.options.null_floor + SLACK);
    }
    let share = f64::from(lucky) / tasks.len() as f64;
    if lucky > 0 {
        bench.note(format!("{lucky} of {} tasks pay their echoed prompt", tasks.len()));
    }
    demand(share <= bench.options.lucky_echoes, || {
        format!("{lucky} of {} tasks pay an answer that only repeats the prompt; read answers more strictly", tasks.len())
    })
}

fn quality_of(bench: &Bench, client: &dyn DomainClient, task: &Task, text: &str) -> Result<f64, Stop> {
    bench.case();
    let played = bench.play(client, &fresh(task, bench.seed()), &[Message::assistant(text)])?;
    Ok(client.metadata().quality(played.total()))
}

fn echo(bench: &Bench, client: &dyn DomainClient, task: &Task) -> Result<String, Stop> {
    let episode = client.start(&fresh(task, bench.seed()))?;
    let prompt = client.prompt(episode, exitrl_domain::Operator::Attempt, None)?.messages;
    client.drop_episode(episode);
    demand(prompt.iter().any(|m| !m.content.trim().is_empty()), || format!("task {}: its prompt is empty", task.id))?;
    Ok(prompt.into_iter().map(|m| m.content).collect::<Vec<_>>().join("\n"))
}

/// Law 8: rewards are finite, quality is inside its range, and an episode is done within `max_turns`.
pub(super) fn bounds(bench: &Bench) -> Finding {
    let client = bench.open()?;
    let [low, high] = client.metadata().quality_range;
    let slack = SLACK * (high - low);
    for task in bench.tasks(&*client)? {
        for script in bench.scripts(&*client, &task)? {
            let played = bench.play(&*client, &fresh(&task, bench.seed()), &script)?;
            let total = played.total();
            demand(played.results.iter().all(|r| r.reward.is_finite()), || format!("task {}: a reward is not finite", task.id))?;
            demand((low - slack..=high + slack).contains(&total), || {
                format!("task {}: the rewards sum to {total}, outside the quality range [{low}, {high}]", task.id)
            })?;
            demand(played.done(), || {
                let turns = client.metadata().max_turns;
                format!("task {}: not done after {turns} turns, its max_turns; end the last turn with done = true", task.id)
            })?;
            bench.case();
        }
    }
    Ok(())
}
