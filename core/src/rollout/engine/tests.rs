use super::*;
use crate::instance::PartialHistory;
use crate::sampler::scripted::{ByteEncoder, ScriptedSampler, decode};
use crate::testing::{spelling, spelling_for, sum_in, sums, task, watched};
use exitrl_domain::{ClientError, Feature, Iterate, Message, Metadata, Request, Response, TurnRecord};

fn engine(domain: Arc<dyn DomainClient>) -> RolloutEngine {
    RolloutEngine::new(domain, Arc::new(ByteEncoder), Duration::from_secs(5))
}

fn play(domain: Arc<dyn DomainClient>, instances: &[TaskInstance], sampler: &mut ScriptedSampler) -> Vec<Group> {
    let params = SamplingParams { max_new_tokens: 20, ..SamplingParams::default() };
    engine(domain).run(instances, 4, sampler, &params, Seed::of_run(1)).unwrap().groups
}

fn prompt_text(turn: &Turn) -> String {
    decode(&turn.prompt_tokens)
}

/// Says these texts in turn, whatever is asked.
fn saying(texts: &'static [&'static str]) -> ScriptedSampler {
    let mut said = 0;
    ScriptedSampler::new(move |_, _| {
        said += 1;
        texts[(said - 1) % texts.len()].to_owned()
    })
}

#[test]
fn every_instance_becomes_a_group_of_graded_rollouts() {
    let instances = [TaskInstance::attempt(task("x"), 0), TaskInstance::attempt(task("y"), 0)];
    let mut sampler = ScriptedSampler::new(|prompt, _| sum_in(prompt).to_string());
    let groups = play(sums(10), &instances, &mut sampler);
    assert_eq!(sampler.calls, [8], "all rollouts of all groups are sampled in one call");
    assert_eq!(groups.iter().map(|g| g.instance.clone()).collect::<Vec<_>>(), instances);
    for rollout in groups.iter().flat_map(|g| &g.rollouts) {
        assert_eq!((rollout.outcome, rollout.quality, rollout.turns.len()), (Outcome::Graded, 1.0, 1));
        assert_eq!(rollout.turns[0].result.feedback.as_deref(), Some("right"));
        assert_eq!(rollout.turns[0].prompt, [Message::user("2 + 2 = ?")]);
    }
}

#[test]
fn an_episode_of_three_turns_takes_three_rounds_and_its_rewards_add_up() {
    let mut sampler = ScriptedSampler::new(|prompt, _| {
        let turn = prompt.matches("letter").count();
        ["c", "wrong", "t"][turn - 1].to_owned()
    });
    let groups = play(spelling(), &[TaskInstance::attempt(task("cat"), 0)], &mut sampler);
    assert_eq!(sampler.calls, [4, 4, 4]);
    let rollout = &groups[0].rollouts[0];
    assert_eq!(rollout.turns.iter().map(|t| t.result.reward).collect::<Vec<_>>(), [1.0, 0.0, 1.0]);
    assert!((rollout.quality - 2.0 / 3.0).abs() < 1e-7);
    assert_eq!(
        prompt_text(&rollout.turns[2]),
        "user: letter 0\nassistant: c\nuser: letter 1\nassistant: wrong\nuser: letter 2\n"
    );
}

/// Turn 0 is over and right; turn 1 has the iterate "b".
fn second_turn() -> PartialHistory {
    PartialHistory {
        turns: vec![TurnRecord { action: Message::assistant("c"), feedback: None, reward: 1.0 }],
        latest: Some(Iterate { response: Message::assistant("b"), feedback: Some("b is wrong".into()), quality: 1.0 / 3.0 }),
        iterate_index: 1,
        ..PartialHistory::base(task("cat"))
    }
}

#[test]
fn improving_asks_with_the_latest_iterate_once_and_goes_on_with_ordinary_turns() {
    let instance = TaskInstance { start: second_turn(), operator: Operator::Improve, from_buffer: true, created_at: 0 };
    let mut sampler = ScriptedSampler::new(|prompt, _| if prompt.contains("Improve") { "a".into() } else { "t".into() });
    let groups = play(spelling(), &[instance], &mut sampler);
    let rollout = &groups[0].rollouts[3];
    assert_eq!(rollout.turns.len(), 2, "the turn of the history is not sampled again");
    assert!(prompt_text(&rollout.turns[0]).contains("## Current response\nb\n\n## Feedback\nb is wrong"));
    assert!(!prompt_text(&rollout.turns[1]).contains("Improve"));
    assert_eq!(rollout.quality, 1.0, "the history's reward counts");
}

#[test]
fn an_improved_second_turn_is_followed_by_hundreds_of_attempts() {
    let instance = TaskInstance { start: second_turn(), operator: Operator::Improve, from_buffer: true, created_at: 0 };
    let mut sampler = ScriptedSampler::new(|prompt, _| ["t", "c", "a"][prompt.matches("letter").count() % 3].to_owned());
    let groups = play(spelling_for(300), &[instance], &mut sampler);
    assert_eq!(sampler.calls, [4; 299], "the turn of the history is not sampled again");
    let rollout = &groups[0].rollouts[0];
    assert_eq!((rollout.turns.len(), rollout.outcome, rollout.quality), (299, Outcome::Graded, 1.0));
    let operators: Vec<bool> = rollout.turns.iter().map(|turn| prompt_text(turn).contains("Improve")).collect();
    assert!(operators[0] && operators[1..].iter().all(|improves| !improves));
    let earlier = "user: letter 0\nassistant: c\n";
    assert!(rollout.turns.iter().all(|turn| prompt_text(turn).starts_with(earlier)));
}

/// Offers a tool with every prompt.
struct Tooled(Arc<dyn DomainClient>);

impl DomainClient for Tooled {
    fn call(&self, request: &Request, deadline: Duration) -> Result<Response, ClientError> {
        Ok(match self.0.call(request, deadline)? {
            Response::Prompt { messages, .. } => {
                Response::Prompt { messages, tools: vec![serde_json::json!({"type": "function", "function": {"name": "spell"}})] }
            }
            other => other,
        })
    }
    fn metadata(&self) -> &Metadata {
        self.0.metadata()
    }
    fn features(&self) -> &[Feature] {
        self.0.features()
    }
    fn describe(&self) -> String {
        self.0.describe()
    }
}

#[test]
fn the_tools_of_a_turn_reach_its_prompt_and_their_names_its_record() {
    let groups = play(Arc::new(Tooled(sums(10))), &[TaskInstance::attempt(task("x"), 0)], &mut saying(&["4"]));
    let turn = &groups[0].rollouts[0].turns[0];
    let want = "offered: {\"type\":\"function\",\"function\":{\"name\":\"spell\"}}\nuser: 2 + 2 = ?\n";
    assert_eq!((prompt_text(turn).as_str(), &turn.tools[..]), (want, &["spell".to_owned()][..]));
}

#[test]
fn a_stored_start_that_is_attempted_is_asked_the_ordinary_way() {
    let instance = TaskInstance { start: second_turn(), operator: Operator::Attempt, from_buffer: true, created_at: 0 };
    let groups = play(spelling(), &[instance], &mut saying(&["a"]));
    assert_eq!(prompt_text(&groups[0].rollouts[0].turns[0]), "user: letter 0\nassistant: c\nuser: letter 1\n");
}

#[test]
fn a_rollout_that_fails_is_recorded_and_its_siblings_go_on() {
    let groups = play(sums(10), &[TaskInstance::attempt(task("x"), 0)], &mut saying(&["4", "panic", "late", "no idea"]));
    let rollouts = &groups[0].rollouts;
    let outcomes: Vec<_> = rollouts.iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, [Outcome::Graded, Outcome::EnvironmentCrash, Outcome::GraderTimeout, Outcome::Unparsable]);
    assert_eq!(rollouts.iter().map(Rollout::counts).collect::<Vec<_>>(), [true, false, false, true]);
    assert_eq!(rollouts[1].turns[0].completion.text, "panic", "what broke the environment is kept");
    assert!(rollouts[1].error.as_ref().unwrap().contains("asked to"));
    assert!(rollouts[2].error.as_ref().unwrap().contains("the grader was late"));
    assert_eq!((rollouts[0].error.clone(), rollouts[3].error.clone()), (None, None));
}

#[test]
fn a_crash_in_the_second_turn_ends_only_that_episode() {
    let groups = play(spelling(), &[TaskInstance::attempt(task("x"), 0)], &mut saying(&["c", "c", "c", "c", "crash", "a"]));
    let lengths: Vec<_> = groups[0].rollouts.iter().map(|r| (r.turns.len(), r.outcome)).collect();
    assert_eq!(lengths[0], (2, Outcome::EnvironmentCrash));
    assert_eq!(lengths[1], (3, Outcome::Graded));
}

#[test]
fn a_task_that_cannot_be_started_gives_a_group_of_failures() {
    let mut broken = task("x");
    broken.payload = serde_json::Value::Null;
    let instances = [TaskInstance::attempt(broken, 0), TaskInstance::attempt(task("y"), 0)];
    let mut sampler = saying(&["4"]);
    let groups = play(sums(10), &instances, &mut sampler);
    assert_eq!(sampler.calls, [4]);
    let failed = &groups[0].rollouts[0];
    assert_eq!((failed.outcome, failed.turns.len()), (Outcome::EnvironmentCrash, 0));
    assert!(failed.error.as_ref().unwrap().contains("the payload has no a (task x)"));
    assert!(groups[1].rollouts.iter().all(|r| r.quality == 1.0));
}

#[test]
fn a_prompt_that_fills_the_context_is_a_truncation_and_is_never_sampled() {
    let mut sampler = saying(&["4"]).with_context(10);
    let groups = play(sums(10), &[TaskInstance::attempt(task("x"), 0)], &mut sampler);
    let failed = &groups[0].rollouts[0];
    assert_eq!((failed.outcome, failed.counts()), (Outcome::Truncated, true));
    assert!(failed.error.as_ref().unwrap().contains("16 tokens") && failed.error.as_ref().unwrap().contains("context of 10"));
    assert!(sampler.calls.is_empty());
}

#[test]
fn a_cut_completion_is_graded_where_it_can_be_and_truncated_where_not() {
    let params = SamplingParams { max_new_tokens: 1, ..SamplingParams::default() };
    let run = |mut sampler: ScriptedSampler| {
        let instances = [TaskInstance::attempt(task("x"), 0)];
        engine(sums(10)).run(&instances, 2, &mut sampler, &params, Seed::of_run(1)).unwrap().groups.remove(0).rollouts
    };
    let rollouts = run(saying(&["4 it is", "it is 4"]));
    assert_eq!((rollouts[0].outcome, rollouts[0].quality), (Outcome::Graded, 1.0));
    assert_eq!((rollouts[1].outcome, rollouts[1].quality), (Outcome::Truncated, 0.0));
    assert!(rollouts.iter().all(Rollout::is_truncated));
}

#[test]
fn the_domains_stop_sequences_end_completions() {
    let groups = play(sums(10), &[TaskInstance::attempt(task("x"), 0)], &mut saying(&["4\n\nor so"]));
    assert_eq!((groups[0].rollouts[0].turns[0].completion.text.as_str(), groups[0].rollouts[0].quality), ("4", 1.0));
}

#[test]
fn rollouts_draw_from_seeds_of_their_own_and_a_second_run_repeats_them() {
    let instances = [TaskInstance::attempt(task("x"), 0), TaskInstance::attempt(task("x"), 0)];
    let texts = || {
        let mut sampler = ScriptedSampler::new(|_, seed| seed.value().to_string());
        let groups = play(sums(10), &instances, &mut sampler);
        groups.iter().flat_map(|g| &g.rollouts).map(|r| r.turns[0].completion.text.clone()).collect::<Vec<_>>()
    };
    let first = texts();
    assert_eq!(first.iter().collect::<std::collections::HashSet<_>>().len(), 8);
    assert_eq!(first, texts());
}

#[test]
fn one_thread_and_many_play_the_same_groups() {
    let instances: Vec<_> = (0..6).map(|i| TaskInstance::attempt(task(&i.to_string()), 0)).collect();
    let run = |threads: usize| {
        let mut engine = engine(spelling());
        engine.stage.threads = threads;
        let mut sampler = ScriptedSampler::succeeding(0.5, |_| ["c".into(), "crash".into()]);
        engine.run(&instances, 4, &mut sampler, &SamplingParams::default(), Seed::of_run(2)).unwrap().groups
    };
    assert_eq!(run(1), run(7));
}

#[test]
fn every_episode_is_dropped_however_it_ended() {
    let mut broken = task("x");
    broken.payload = serde_json::Value::Null;
    let instances = [TaskInstance::attempt(task("x"), 0), TaskInstance::attempt(broken, 0)];
    let domain = watched(sums(10));
    play(domain.clone(), &instances, &mut saying(&["4", "panic", "late", "?"]));
    assert_eq!(domain.episodes(), (4, 0));
    play(domain.clone(), &instances, &mut saying(&["4"]).with_context(10));
    assert_eq!(domain.episodes(), (8, 0), "prompts too long");
    let failure = engine(domain.clone()).run(&instances, 2, &mut Broken, &SamplingParams::default(), Seed::of_run(1));
    assert!(failure.unwrap_err().to_string().contains("2 completions were asked for and 0 came back"));
    assert_eq!(domain.episodes(), (10, 0), "the sampler failed");
}

/// Gives nothing, whatever it is asked for.
struct Broken;

impl Sampler for Broken {
    fn sample(&mut self, _: &[SampleRequest], _: &SamplingParams) -> Result<Vec<Completion>, RolloutError> {
        Ok(Vec::new())
    }

    fn context_length(&self) -> usize {
        1000
    }
}

/// A sampler of known success probability p gives groups whose mean score is p(1 - p)(G - 1)/G.
#[test]
fn expected_score_is_that_of_the_binomial() {
    let p = 0.3;
    let mut sampler = ScriptedSampler::succeeding(p, |prompt| [sum_in(prompt).to_string(), "99".into()]);
    let instances: Vec<_> = (0..1500).map(|_| TaskInstance::attempt(task("x"), 0)).collect();
    let mut groups = play(sums(10), &instances, &mut sampler);
    crate::reward::assign(&mut groups, sums(10).metadata());
    let scores: Vec<f64> = groups.iter().map(|g| f64::from(g.score())).collect();
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    let want = p * (1.0 - p) * 3.0 / 4.0;
    // Scores lie in [0, 0.25], so the mean of 1500 has a standard deviation below 0.125 / sqrt(1500) = 0.0032.
    assert!((mean - want).abs() < 0.0097, "{mean} is not {want}");
}
