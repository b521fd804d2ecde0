use super::*;
use crate::toy::{Toy, start_of};
use crate::{ErrorKind, Outcome};

fn toy() -> InProcess<Toy> {
    InProcess::open(&serde_json::json!({"tasks": 5}), Host::default()).unwrap()
}

#[test]
fn a_whole_episode_in_process() {
    let client = toy();
    assert_eq!(client.task_count(Split::Train), Ok(5));
    let task = client.task(Split::Train, 2).unwrap();
    let reference = client.reference(&task).unwrap().unwrap();
    let episode = client.start(&EpisodeStart { task, history: Vec::new(), seed: 1 }).unwrap();
    let prompt = client.prompt(episode, Operator::Attempt, None).unwrap();
    assert_eq!(prompt, Prompt::new(vec![Message::user("Say 2.")]));
    let result = client.step(episode, &reference[0], Duration::from_secs(1)).unwrap();
    assert_eq!((result.reward, result.done, result.outcome), (1.0, true, Outcome::Graded));
    client.drop_episode(episode);
    assert!(client.prompt(episode, Operator::Attempt, None).unwrap_err().to_string().contains("not open"));
}

#[test]
fn a_domain_error_keeps_its_kind_through_the_client() {
    let Err(ClientError::Domain(error)) = toy().grade(&serde_json::json!({})) else { panic!("no domain error") };
    assert_eq!(error.kind, ErrorKind::Request);
    assert!(error.message.contains("does not grade offline"), "{error}");
}

#[test]
fn the_domain_is_told_a_tenth_less_than_the_host_waits_and_at_most_a_quarter_of_a_second() {
    let client = toy();
    for (host_ms, told) in [(1000, 850..=900), (10_000, 9700..=9750)] {
        let episode = client.start(&start_of(1)).unwrap();
        let result = client.step(episode, &Message::assistant("time"), Duration::from_millis(host_ms)).unwrap();
        let left: u64 = result.feedback.unwrap().parse().unwrap();
        assert!(told.contains(&left), "{left} ms left of {host_ms}");
    }
}

/// A client whose peer always gives the same answer.
struct Parrot(Response, Metadata);

impl DomainClient for Parrot {
    fn call(&self, _request: &Request, _deadline: Duration) -> Result<Response, ClientError> {
        Ok(self.0.clone())
    }
    fn metadata(&self) -> &Metadata {
        &self.1
    }
    fn features(&self) -> &[Feature] {
        &[]
    }
    fn describe(&self) -> String {
        "parrot".to_owned()
    }
}

#[test]
fn an_answer_to_another_question_is_called_a_broken_protocol() {
    let parrot = Parrot(Response::Dropped, toy().metadata().clone());
    let error = parrot.task(Split::Train, 0).unwrap_err().to_string();
    for part in ["asked for task", "Dropped", "exitrl check-domain"] {
        assert!(error.contains(part), "{error} should say {part}");
    }
}

#[test]
fn references_are_asked_for_only_where_they_are_announced() {
    let parrot = Parrot(Response::Dropped, toy().metadata().clone());
    assert_eq!(parrot.reference(&start_of(0).task), Ok(None));
}

#[test]
fn tools_come_with_the_prompt_of_their_turn() {
    let client = toy();
    let episode = client.start(&start_of(1)).unwrap();
    assert!(client.prompt(episode, Operator::Attempt, None).unwrap().tools.is_empty());
    client.step(episode, &Message::assistant("go on"), Duration::from_secs(1)).unwrap();
    let prompt = client.prompt(episode, Operator::Attempt, None).unwrap();
    assert_eq!(prompt.messages, [Message::user("Say 1.")]);
    assert_eq!(prompt.tool_names(), ["say"]);
    assert_eq!(prompt.tools[0]["type"], "function");
    let nameless = Prompt { tools: vec![serde_json::json!({"name": "odd"})], ..prompt };
    assert_eq!(nameless.tool_names(), ["?"]);
}

#[test]
fn a_score_table_is_asked_for_only_where_it_is_announced() {
    let row = |id: &str, quality| ScoreRow { task_id: id.to_owned(), quality };
    let rows = [row("toy-1", 1.0), row("toy-1", 0.5)];
    assert_eq!(toy().score_table(&rows), Ok(Some("2 rows of 1.5 in all".to_owned())));
    let refusal = toy().score_table(&[row("math-1", 1.0)]).unwrap_err().to_string();
    assert_eq!(refusal, "math-1 is none of the toys");
    let parrot = Parrot(Response::Dropped, toy().metadata().clone());
    assert_eq!(parrot.score_table(&rows), Ok(None));
}
