//! Replies that are judged on a scripted executor, against a competition of four rows.

use std::collections::VecDeque;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::*;
use crate::testing::{TINY, tiny_contests};

/// Plays endings in order, the last again and again; a run that ends well leaves the given submission.
struct Scripted {
    runs: Mutex<VecDeque<(Ending, Option<&'static str>)>>,
    count: Arc<AtomicUsize>,
}

impl Execute for Scripted {
    fn execute(&self, _: &str, _: &Path, out: &Path, wall: Duration) -> Result<Execution, String> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let mut runs = self.runs.lock().unwrap();
        let (ending, submission) = if runs.len() > 1 { runs.pop_front().unwrap() } else { runs[0] };
        if ending == Ending::WallTimeout {
            std::thread::sleep(wall);
        }
        let path = out.join("submission.csv");
        let submission = match submission {
            Some("!") => return Err("the sandbox broke".into()),
            Some(text) => fs::write(&path, text).map(|()| path).map_err(|error| error.to_string()),
            None => Err("submission.csv was not written".into()),
        };
        Ok(Execution { ending, facts: RunFacts { wall_ms: 7, ..RunFacts::default() }, submission })
    }

    fn fingerprint(&self) -> String {
        "scripted".into()
    }
}

fn judge(wall: Duration, runs: &[(Ending, Option<&'static str>)]) -> (Judge, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let executor = Box::new(Scripted { runs: Mutex::new(runs.iter().copied().collect()), count: Arc::clone(&count) });
    let (cache, log) = (Cache::open(None).unwrap(), RunLog::open(None).unwrap());
    (Judge { executor, slots: Slots::new(2), cache, log, wall }, count)
}

fn reply(program: &str) -> String {
    format!("A plan.\n```python\n{program}\n```")
}

fn classes(runs: &[(Ending, Option<&'static str>)]) -> Vec<(Class, f64)> {
    let (_data, contests) = tiny_contests();
    let (judge, _) = judge(Duration::from_secs(60), runs);
    let contest = &contests.of(exitrl_domain::Split::Train)[0];
    let judged =
        (0..runs.len()).map(|n| judge.judge(contest, &reply(&format!("x = {n}")), Deadline::after(Duration::from_secs(60))));
    judged.map(|judgement| (judgement.class, judgement.quality)).collect()
}

#[test]
fn every_ending_has_its_class() {
    let right = Some("id,y\n1,1.0\n2,2.0\n3,3.0\n4,4.0\n");
    // Every row off by 2: the error is 2 on a range from 4 to 0.
    let fair = Some("id,y\n1,3\n2,4\n3,5\n4,6\n");
    let runs = [
        (Ending::Ok, right),
        (Ending::Ok, fair),
        (Ending::Ok, Some("id,y\n1,1.0\n")),
        (Ending::Ok, None),
        (Ending::ExitCode(1), right),
        (Ending::Signal(11), None),
        (Ending::CpuTimeout, None),
        (Ending::OutOfMemory, None),
        (Ending::Ok, Some("!")),
    ];
    let expected = [
        (Class::Graded, 1.0),
        (Class::Graded, 0.5),
        (Class::InvalidSubmission, 0.0),
        (Class::NoSubmission, 0.0),
        (Class::Failed, 0.0),
        (Class::Signal, 0.0),
        (Class::CpuTimeout, 0.0),
        (Class::OutOfMemory, 0.0),
        (Class::EnvironmentError, 0.0),
    ];
    assert_eq!(classes(&runs), expected);
}

#[test]
fn an_equal_program_is_run_once_whatever_is_said_around_it() {
    let (_data, contests) = tiny_contests();
    let (judge, count) = judge(Duration::from_secs(60), &[(Ending::ExitCode(1), None)]);
    let contest = &contests.of(exitrl_domain::Split::Train)[0];
    let deadline = || Deadline::after(Duration::from_secs(60));
    let first = judge.judge(contest, &reply("x = 1"), deadline());
    assert_eq!(judge.judge(contest, &format!("Other words.\n{}", reply("x = 1")), deadline()), first);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    judge.judge(contest, &reply("x = 2"), deadline());
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(judge.log.summary().unwrap(), "3 replies: 3 failed; 1 answered from the cache");
}

#[test]
fn the_deadline_comes_before_the_limit_and_says_nothing_of_the_program() {
    let (_data, contests) = tiny_contests();
    let (judge, count) = judge(Duration::from_secs(60), &[(Ending::WallTimeout, None)]);
    let contest = &contests.of(exitrl_domain::Split::Train)[0];
    let started = Instant::now();
    let judgement = judge.judge(contest, &reply("while True: pass"), Deadline::after(Duration::from_millis(700)));
    assert_eq!(judgement.class, Class::Deadline);
    assert!(started.elapsed() < Duration::from_secs(30), "the program was given the deadline, not its own minute");
    judge.judge(contest, &reply("while True: pass"), Deadline::after(Duration::from_millis(700)));
    assert_eq!(count.load(Ordering::SeqCst), 2, "it is run again when it comes again");
}

#[test]
fn a_limit_that_is_reached_is_the_programs_own_fault() {
    let (_data, contests) = tiny_contests();
    let (judge, _) = judge(Duration::from_millis(20), &[(Ending::WallTimeout, None)]);
    let contest = &contests.of(exitrl_domain::Split::Train)[0];
    let judgement = judge.judge(contest, &reply("while True: pass"), Deadline::after(Duration::from_secs(60)));
    assert_eq!(judgement.class, Class::WallTimeout);
    assert_eq!(judgement.reason.unwrap(), "The program was stopped after 0.02 seconds, its limit.");
}

#[test]
fn a_score_comes_with_its_metric_and_medal() {
    let (_data, contests) = tiny_contests();
    let (judge, _) = judge(Duration::from_secs(60), &[(Ending::Ok, Some("id,y\n1,1\n2,2\n3,3\n4,4\n"))]);
    let contest = &contests.of(exitrl_domain::Split::Train)[0];
    let judgement = judge.judge(contest, &reply("x"), Deadline::after(Duration::from_secs(60)));
    let score = judgement.score.unwrap();
    assert_eq!((score.metric.as_str(), score.value, score.lower_is_better, score.medal), ("mae", 0.0, true, Some(Medal::Gold)));
    assert_eq!(contests.medal(TINY, judgement.quality), Some(Medal::Gold));
    assert_eq!(contests.medal(TINY, 0.5), None);
}
