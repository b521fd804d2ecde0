use std::path::PathBuf;

use exitrl_domain::{DomainClient, Message, Outcome, Split, StepResult, Task};
use serde_json::{Value, json};

fn tasks(domain: &impl DomainClient, split: Split) -> Vec<Task> {
    (0..domain.task_count(split).unwrap()).map(|index| domain.task(split, index).unwrap()).collect()
}

fn play(domain: &impl DomainClient, task: &Task, response: &str) -> StepResult {
    let start = exitrl_domain::EpisodeStart { task: task.clone(), history: Vec::new(), seed: 0 };
    let episode = domain.start(&start).unwrap();
    let result = domain.step(episode, &Message::assistant(response), domain.default_deadline()).unwrap();
    domain.drop_episode(episode);
    result
}

/// Plays the reference of every task of both splits, and counts the tasks whose reference is not graded as right.
fn wrong_references(domain: &impl DomainClient) -> Vec<String> {
    let mut wrong = Vec::new();
    for task in [Split::Train, Split::Test].into_iter().flat_map(|split| tasks(domain, split)) {
        let reference = domain.reference(&task).unwrap().unwrap().remove(0);
        if play(domain, &task, &reference.content).reward != 1.0 {
            wrong.push(format!("{} {:?}", task.id, reference.content));
        }
    }
    wrong
}

#[test]
fn rows_of_every_form_become_tasks_that_can_be_solved() {
    for (name, rows) in [("worked", 4), ("boxed", 3), ("stories", 2), ("plain", 3)] {
        let path = super::here("fixtures").join(format!("{name}.jsonl"));
        let domain = super::open(&json!({"source": {"type": "jsonl", "path": path, "test_fraction": 0.3}}));
        assert_eq!(tasks(&domain, Split::Train).len() + tasks(&domain, Split::Test).len(), rows, "{name}");
        assert_eq!(wrong_references(&domain), [""; 0], "{name}");
    }
}

#[test]
fn parquet_files_of_every_form_become_tasks_that_can_be_solved() {
    for (name, rows) in
        [("five_fields.zstd", 25), ("boxed.snappy", 3), ("olympiad.gzip", 2), ("numbers.plain", 3), ("choices.old_lists", 1)]
    {
        let path = super::here("fixtures/parquet").join(format!("{name}.parquet"));
        let domain = super::open(&json!({"source": {"type": "parquet", "path": path, "test_fraction": 0.3}}));
        let tasks: Vec<Task> = [Split::Train, Split::Test].into_iter().flat_map(|split| tasks(&domain, split)).collect();
        assert_eq!(tasks.len(), rows, "{name}");
        assert!(tasks.iter().all(|task| task.payload["about"]["policy"].is_string()), "{name}");
    }
    let source =
        |limit| json!({"type": "parquet", "path": super::here("fixtures/parquet/five_fields.zstd.parquet"), "limit": limit});
    let domain = super::open(&json!({"source": source(12)}));
    assert_eq!(domain.task_count(Split::Train).unwrap() + domain.task_count(Split::Test).unwrap(), 12);
}

#[test]
fn a_response_is_graded_by_its_last_box_and_feedback_keeps_the_answer_to_itself() {
    let path = super::here("fixtures/boxed.jsonl");
    let domain = super::open(&json!({"source": {"type": "jsonl", "path": path, "test_fraction": 0.0}, "feedback": true}));
    let half = &tasks(&domain, Split::Train)[0];
    let right = play(&domain, half, "Half of it is \\boxed{0.75}.");
    assert_eq!((right.reward, right.outcome, right.feedback.as_deref()), (1.0, Outcome::Graded, Some("The answer is right.")));
    let wrong = play(&domain, half, "\\boxed{\\frac{3}{4}}, or no: \\boxed{3}");
    assert_eq!((wrong.reward, wrong.outcome, wrong.feedback.as_deref()), (0.0, Outcome::Graded, Some("The answer is wrong.")));
    let silent = play(&domain, half, "I would rather not say.");
    assert_eq!((silent.reward, silent.outcome), (0.0, Outcome::Unparsable));
}

/// Folder of the public data sets: `EXITRL_MATH_DATA`, or `data/math` in `EXITRL_SHARED` or in `shared` beside the repository.
fn public_data() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = || std::env::var_os("EXITRL_SHARED").map_or_else(beside, PathBuf::from).join("data/math");
    let folder = std::env::var_os("EXITRL_MATH_DATA").map_or_else(shared, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the public data sets are not at hand; set EXITRL_MATH_DATA to their folder");
    None
}

#[test]
fn every_public_row_has_an_answer_and_the_policy_of_its_set() {
    let Some(folder) = public_data() else { return };
    // Rows less repeated questions: counted once with another program.
    let sets = [
        ("gsm8k_train", 7473, "gsm8k"),
        ("gsm8k_test", 1319, "gsm8k"),
        ("math_test", 5000, "competition"),
        ("math500", 500, "competition"),
        ("svamp_test", 1000, "gsm8k"),
        ("aime24", 30, "competition"),
        ("amc23", 40, "competition"),
    ];
    for (name, rows, policy) in sets {
        let path = folder.join(format!("{name}.jsonl"));
        let domain = super::open(&json!({"source": {"type": "jsonl", "path": path}}));
        let tasks: Vec<Task> = [Split::Train, Split::Test].into_iter().flat_map(|split| tasks(&domain, split)).collect();
        assert_eq!(tasks.len(), rows, "{name}");
        for task in tasks {
            assert_ne!(task.payload["answer"]["gold"].as_str().map(str::trim), Some(""), "{}", task.id);
            assert_eq!(task.payload["about"]["policy"], policy, "{name} {}", task.id);
        }
    }
}

#[test]
fn the_public_data_sets_are_read_whole_and_every_gold_answer_grades_as_right() {
    let Some(folder) = public_data() else { return };
    // Rows less repeated questions: counted once with another program.
    let sets = [("gsm8k_train", 7473), ("gsm8k_test", 1319), ("math_test", 5000), ("math500", 500), ("svamp_test", 1000)];
    for (name, rows) in sets {
        let path = folder.join(format!("{name}.jsonl"));
        let domain = super::open(&json!({"source": {"type": "jsonl", "path": path}}));
        let (train, test) = (tasks(&domain, Split::Train).len(), tasks(&domain, Split::Test).len());
        assert_eq!(train + test, rows, "{name}");
        assert!((rows / 20..rows / 5).contains(&test), "{name}: {test} held out");
        assert_eq!(wrong_references(&domain), [""; 0], "{name}");
    }
}

#[test]
fn two_public_files_make_the_two_splits() {
    let Some(folder) = public_data() else { return };
    let source = json!({"type": "jsonl", "path": folder.join("gsm8k_train.jsonl"), "test_path": folder.join("gsm8k_test.jsonl")});
    let domain = super::open(&json!({"source": source}));
    assert_eq!((domain.task_count(Split::Train), domain.task_count(Split::Test)), (Ok(7473), Ok(1319)));
}

/// Share of real model responses to GSM8K problems whose verdict is that of the people who labelled them.
#[test]
fn verdicts_on_real_responses_agree_with_people() {
    let Some(folder) = public_data() else { return };
    let text = std::fs::read_to_string(folder.join("grading/real_responses.jsonl")).unwrap();
    let domain = super::open(&json!({}));
    let (mut agreed, mut all) = (0, 0);
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let verdict = domain.grade(&case).unwrap();
        all += 1;
        agreed += u32::from(verdict["correct"] == case["label"]);
        if verdict["correct"] != case["label"] && std::env::var_os("EXITRL_SHOW").is_some() {
            println!("{} label {} gold {} {}", case["id"], case["label"], case["gold"], verdict);
        }
    }
    println!("{agreed} of {all} verdicts agree");
    assert!(agreed * 100 >= all * 90, "{agreed} of {all} verdicts agree");
}
