//! Law 14: prompts of the operators.

use exitrl_domain::{ClientError, DomainClient, EpisodeId, ErrorKind, Iterate, Message, Operator, Prompt, Task};

use crate::bench::{Bench, Finding, Stop, demand, fresh};

/// A text that no domain says by itself.
const MARK: &str = "quartz violin 8f3a17";

/// Law 14: improve and diverge prompts hold the latest iterate; an attempt prompt does not.
pub(super) fn operators(bench: &Bench) -> Finding {
    let client = bench.open()?;
    for task in bench.tasks(&*client)? {
        let episode = client.start(&fresh(&task, bench.seed()))?;
        let checked = one_episode(bench, &*client, &task, episode);
        client.drop_episode(episode);
        checked?;
    }
    Ok(())
}

fn one_episode(bench: &Bench, client: &dyn DomainClient, task: &Task, episode: EpisodeId) -> Finding {
    let response = Message::assistant(format!("First line, {MARK}.\nSecond line."));
    let latest = Iterate { response, feedback: Some("not good enough".to_owned()), quality: 0.25 };
    for operator in [Operator::Improve, Operator::Diverge] {
        let prompt = client.prompt(episode, operator, Some(&latest))?;
        demand(holds(&prompt, &latest.response.content), || {
            let name = operator.name();
            format!("task {}: its {name} prompt {prompt:?} lacks the latest iterate; see standard_prompt", task.id)
        })?;
        bench.case();
    }
    // Asked for last, so that an iterate kept from the prompts before shows.
    for given in [None, Some(&latest)] {
        match client.prompt(episode, Operator::Attempt, given) {
            Ok(prompt) => demand(!holds(&prompt, MARK), || {
                format!("task {}: its attempt prompt {prompt:?} holds an iterate; an attempt starts anew", task.id)
            })?,
            // An attempt has no iterate: a domain may refuse one.
            Err(ClientError::Domain(error)) if given.is_some() && error.kind != ErrorKind::Panic => {}
            Err(error) => return Err(Stop::from(error)),
        }
        bench.case();
    }
    Ok(())
}

fn holds(prompt: &Prompt, text: &str) -> bool {
    prompt.messages.iter().any(|message| message.content.contains(text))
}
