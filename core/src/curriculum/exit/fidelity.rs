//! The method against its description, with a policy whose chance of success is known.

use std::path::Path;

use super::*;

/// A group's learnability is on average p(1 - p)(G - 1)/G: the population variance of G draws of 0 or 1.
#[test]
fn the_mean_score_of_many_groups_is_the_expected_variance() {
    for (p, size) in [(0.5, 4usize), (0.2, 8), (0.9, 2)] {
        let engine = RolloutEngine::new(sums(10_000), Arc::new(ByteEncoder), Duration::from_secs(5));
        let mut sampler = ScriptedSampler::succeeding(p, |prompt| [crate::testing::sum_in(prompt).to_string(), "x".into()]);
        let mut curriculum = exit(&section(0.0, 0.0, 1));
        let groups = 1500;
        let instances = curriculum.select(groups, 0, seed(0)).unwrap();
        let mut played = engine.run(&instances, size, &mut sampler, &SamplingParams::default(), seed(0)).unwrap().groups;
        crate::reward::assign(&mut played, engine.stage().domain.metadata());
        let scores: Vec<f64> = played.iter().map(|group| f64::from(group.score())).collect();
        let mean = scores.iter().sum::<f64>() / groups as f64;
        let variance = scores.iter().map(|score| (score - mean) * (score - mean)).sum::<f64>() / groups as f64;
        let want = p * (1.0 - p) * (size - 1) as f64 / size as f64;
        let error = (variance / groups as f64).sqrt();
        assert!(error < 0.005 && (mean - want).abs() < 4.5 * error, "p {p}, G {size}: {mean} is not {want}");
    }
}

/// Plays one group of the spelling domain, whose rollouts say these letters, and gives it its rewards.
fn spelled(instance: TaskInstance, said: [&'static str; 2]) -> Group {
    let engine = RolloutEngine::new(spelling(), Arc::new(ByteEncoder), Duration::from_secs(5));
    let begin = instance.start.turns.len();
    let (mut calls, mut turns) = (0, [0, 0]);
    let mut sampler = ScriptedSampler::new(move |_, _| {
        let slot = calls % 2;
        calls += 1;
        turns[slot] += 1;
        said[slot][begin + turns[slot] - 1..begin + turns[slot]].to_owned()
    });
    let mut groups = engine.run(&[instance], 2, &mut sampler, &SamplingParams::default(), seed(0)).unwrap().groups;
    crate::reward::assign(&mut groups, engine.stage().domain.metadata());
    groups.remove(0)
}

#[test]
fn starts_of_later_turns_are_rebuilt_by_replaying_their_history() {
    let straight = spelled(attempt_at("w"), ["cxt", "xxx"]);
    let whole = &straight.rollouts[0];
    assert!((whole.quality - 2.0 / 3.0).abs() < 1e-6);
    for (nth, start) in expand(&straight.instance, whole, false).into_iter().enumerate() {
        let instance = TaskInstance { start, operator: Operator::Attempt, from_buffer: true, created_at: 0 };
        let again = spelled(instance, ["cxt", "xxx"]);
        // The same letters from there on: the same prompts, replies and quality as in the episode that never stopped.
        let (turns, rest) = (&again.rollouts[0].turns, &whole.turns[nth + 1..]);
        assert_eq!(turns.len(), rest.len());
        for (got, want) in turns.iter().zip(rest) {
            assert_eq!((&got.prompt, &got.completion.text, &got.result), (&want.prompt, &want.completion.text, &want.result));
        }
        assert_eq!(again.rollouts[0].quality, whole.quality);
    }
}

#[test]
fn without_self_iterations_starts_are_attempted_again_and_nothing_is_improved() {
    let section = CurriculumSection { self_iterations: false, ..section(1.0, 0.5, 1) };
    let mut curriculum = ExitCurriculum::new(&section, BaseTasks::new(spelling(), 0).unwrap());
    curriculum.observe(0, &[spelled(attempt_at("w"), ["cat", "cxx"])]);
    // The base task, and "c" before turn 1, "ca" and "cx" before turn 2.
    let said = |entry: &Entry| entry.start.turns.iter().map(|turn| turn.action.content.as_str()).collect::<String>();
    let mut kept: Vec<String> = curriculum.buffer().entries().iter().map(said).collect();
    kept.sort();
    assert_eq!(kept, ["", "c", "ca", "cx"]);
    let chosen = curriculum.select(60, 1, seed(1)).unwrap();
    assert!(chosen.iter().all(|i| i.from_buffer && i.operator == Operator::Attempt && i.start.latest.is_none()));
    assert!((0..3).all(|turn| chosen.iter().any(|i| i.start.turn_index() == turn)));
}

/// A train step that attempts a task of three turns, then one that improves the second turn of its first rollout: traces, and what
/// happened to instances. `EXITRL_BLESS=1 cargo test -p exitrl --lib golden_expansion` writes the file anew.
#[test]
fn golden_expansion_of_an_episode_of_three_turns() {
    let mut curriculum = exit(&section(0.0, 0.0, 1));
    let first = spelled(attempt_at("w"), ["cxt", "xxt"]);
    let start = expand(&first.instance, &first.rollouts[0], true).remove(1);
    let improving = TaskInstance { start, operator: Operator::Improve, from_buffer: true, created_at: 0 };
    let second = spelled(improving, ["cat", "cxx"]);
    let mut written = Vec::new();
    for (train_step, group) in [first, second].into_iter().enumerate() {
        let groups = [group];
        curriculum.observe(train_step as u64, &groups);
        write_traces(&mut written, train_step as u64, seed(0), &groups).unwrap();
        crate::curriculum::write_events(&mut written, curriculum.events()).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/expansion.jsonl");
    if std::env::var_os("EXITRL_BLESS").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(String::from_utf8(written).unwrap(), recorded, "if the difference is meant, run with EXITRL_BLESS=1");
}
