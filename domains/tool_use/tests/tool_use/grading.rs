use exitrl_domain::{DomainClient, ScoreRow, Split};
use serde_json::{Value, json};

use crate::open;

fn handmade() -> impl DomainClient {
    open(&json!({"tasks": "handmade"}))
}

/// A hand-made case that is right: every turn's reference calls, one a reply.
fn right_case() -> Value {
    json!({"id": "multi_turn_base_0", "category": "base", "steps": reference_steps("multi_turn_base_0")})
}

fn reference_steps(id: &str) -> Value {
    let text = include_str!("../../src/handmade/possible_answer/BFCL_v4_multi_turn_base.json");
    let answers = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let answer = answers.into_iter().find(|answer| answer["id"] == id).unwrap();
    let turns = answer["ground_truth"].as_array().unwrap().clone();
    turns.into_iter().map(|turn| turn.as_array().unwrap().iter().map(|call| json!([call])).collect::<Value>()).collect()
}

#[test]
fn a_right_case_is_valid_with_the_answers_and_states_of_every_turn() {
    let verdict = handmade().grade(&right_case()).unwrap();
    assert_eq!((&verdict["valid"], &verdict["error_type"]), (&json!(true), &Value::Null), "{verdict}");
    let turns = right_case()["steps"].as_array().unwrap().len();
    assert_eq!(verdict["results"].as_array().unwrap().len(), turns);
    assert_eq!(verdict["states"].as_array().unwrap().len(), turns);
    assert!(verdict["results"][0][0][0].is_string());
    assert!(verdict["states"][0].as_object().unwrap().keys().all(|class| exitrl_tool_use::Class::named(class).is_some()));
}

#[test]
fn wrong_cases_say_what_is_wrong() {
    let grader = handmade();
    let mut case = right_case();
    case["steps"][0] = json!([]);
    let verdict = grader.grade(&case).unwrap();
    assert_eq!(verdict["error_type"], "multi_turn:empty_turn_model_response");
    case["steps"].as_array_mut().unwrap().pop();
    assert_eq!(grader.grade(&case).unwrap()["error_type"], "multi_turn:force_terminated");
    let unread = grader.grade(&json!({"id": "multi_turn_base_0", "result": "Error during inference: quota"})).unwrap();
    assert_eq!(unread["error_type"], "multi_turn:inference_error");
}

#[test]
fn a_result_file_of_the_benchmarks_runner_is_read_in_both_its_forms() {
    let grader = handmade();
    let steps = right_case()["steps"].as_array().unwrap().clone();
    let as_text = |reply: &Value| json!(format!("[{}]", reply[0].as_str().unwrap()));
    let texts: Value = steps.iter().map(|turn| turn.as_array().unwrap().iter().map(as_text).chain([json!("Done.")]).collect::<Value>()).collect();
    let verdict = grader.grade(&json!({"id": "multi_turn_base_0", "result": texts})).unwrap();
    // The official decoder keeps arguments by name only; the entry's calls have no others.
    assert_eq!(verdict["valid"], true, "{verdict}");
    let native = json!({"id": "multi_turn_base_0", "result": [[[{"pwd": "{}"}], []]]});
    let verdict = grader.grade(&native).unwrap();
    assert_eq!(verdict["error_type"], "multi_turn:force_terminated");
}

#[test]
fn cases_that_cannot_be_graded_say_why() {
    let grader = handmade();
    let cases = [
        (json!({}), "`id` is no text"),
        (json!({"id": "multi_turn_base_0"}), "neither `steps` nor `result`"),
        (json!({"id": "multi_turn_base_0", "steps": [1]}), "`steps` is no [turn][reply][call text]"),
        (json!({"id": "multi_turn_base_0", "category": "miss_func", "steps": []}), "`category` is miss_func"),
        (json!({"id": "multi_turn_base_99999", "steps": []}), "no entry is called multi_turn_base_99999"),
    ];
    for (case, why) in cases {
        let error = grader.grade(&case).unwrap_err().to_string();
        assert!(error.contains(why), "{case}: {error}");
    }
}

#[test]
fn a_generated_task_is_graded_by_its_id_alone() {
    let domain = open(&json!({"levels": ["one_call"]}));
    let task = domain.task(Split::Test, 5).unwrap();
    let reply = domain.reference(&task).unwrap().unwrap()[0].content.clone();
    let verdict = domain.grade(&json!({"id": task.id, "result": [[reply]]})).unwrap();
    assert_eq!(verdict["valid"], true, "{verdict}");
}

#[test]
fn the_score_table_is_the_domains() {
    let rows = [ScoreRow { task_id: "multi_turn_base_1".into(), quality: 1.0 }];
    let table = handmade().score_table(&rows).unwrap().unwrap();
    assert!(table.contains("Multi Turn Overall Acc") && table.contains("25.00%"), "{table}");
}
