//! Laws 1 and 2: what a domain says of itself, and its task set.

use std::collections::{BTreeSet, HashMap};

use exitrl_domain::{DomainClient, PROTOCOL_VERSION, Request, Response, Split, Task};

use crate::bench::{Bench, Finding, Stop, demand, spread};

/// Law 1: metadata is sane and the same at every call and every opening.
pub(super) fn metadata(bench: &Bench) -> Finding {
    let (client, again) = (bench.open()?, bench.open()?);
    let metadata = client.metadata();
    let problems = metadata.problems();
    demand(problems.is_empty(), || format!("the metadata is not sane: {}; mend Domain::metadata", problems.join("; ")))?;
    bench.case();
    demand(metadata == again.metadata() && client.features() == again.features(), || {
        format!("two openings differ: {metadata:?} and {:?}; make Domain::metadata constant", again.metadata())
    })?;
    bench.case();
    let hello = client.call(&Request::Hello { protocol: PROTOCOL_VERSION }, client.default_deadline())?;
    let Response::Hello { metadata: told, features, .. } = hello else {
        return Err(Stop::Broken(format!("hello was answered with {hello:?}; answer it with the handshake")));
    };
    bench.case();
    demand(features == client.features() && told.as_ref().is_none_or(|told| told == metadata), || {
        format!("the handshake says {told:?}, opening said {metadata:?}; make Domain::metadata constant")
    })
}

/// Law 2: a task is the same at every call; ids are unique; train and test share no id and no payload.
pub(super) fn tasks(bench: &Bench) -> Finding {
    let (client, again) = (bench.open()?, bench.open()?);
    let mut seen = Seen::default();
    for split in [Split::Train, Split::Test] {
        let count = client.task_count(split)?;
        demand(count == client.task_count(split)?, || format!("task_count of {} changes between calls", split.name()))?;
        for index in listed(count, bench.options.listed_tasks) {
            let task = client.task(split, index)?;
            let same = client.task(split, index)? == task && again.task(split, index)? == task;
            demand(same, || format!("task {index} of {} changes between calls: make it from the index alone", split.name()))?;
            seen.add(split, index, task)?;
            bench.case();
        }
        no_task_past_the_end(bench, &*client, split, count)?;
    }
    demand(!seen.ids.is_empty(), || "both splits are empty: there is nothing to train on; give at least one task".to_owned())
}

/// Half of the indices in a row from the first on, half spread over the whole split.
fn listed(count: u64, most: u64) -> BTreeSet<u64> {
    (0..count.min(most / 2)).chain(spread(count, most.div_ceil(2))).collect()
}

fn no_task_past_the_end(bench: &Bench, client: &dyn DomainClient, split: Split, count: u64) -> Finding {
    if count == u64::MAX {
        return Ok(());
    }
    bench.case();
    let answer = client.call(&Request::Task { split, index: count }, client.default_deadline())?;
    demand(matches!(answer, Response::Error { .. }), || {
        format!("task {count} of {} was answered although there are only {count} tasks; refuse it", split.name())
    })
}

#[derive(Default)]
struct Seen {
    ids: HashMap<String, (Split, u64)>,
    payloads: HashMap<String, (Split, u64)>,
}

impl Seen {
    fn add(&mut self, split: Split, index: u64, task: Task) -> Finding {
        let place = |(split, index): (Split, u64)| format!("{} {index}", split.name());
        let here = (split, index);
        if let Some(there) = self.ids.insert(task.id.clone(), here) {
            let text = format!("tasks {} and {} share the id {:?}; make ids unique", place(there), place(here), task.id);
            return Err(Stop::Broken(text));
        }
        // Within a split a payload may come twice; between the splits that would test on what was trained.
        match self.payloads.insert(task.payload.to_string(), here) {
            Some(there) if there.0 != split => {
                let (there, here) = (place(there), place(here));
                Err(Stop::Broken(format!("tasks {there} and {here} share the payload {}; keep the splits apart", task.payload)))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listing_takes_the_first_in_a_row_and_some_from_everywhere() {
        let indices: Vec<_> = listed(1000, 8).into_iter().collect();
        assert_eq!(indices, [0, 1, 2, 3, 333, 666, 999]);
    }
}
