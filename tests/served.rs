//! Models that somebody else serves: asked, asked again, refused, evaluated over K iterations.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use exitrl::config::ServerSection;
use exitrl::error::{RolloutError, ServerError};
use exitrl::sampler::served::{ServedSampler, Usage};
use exitrl::sampler::{Completion, SampleRequest, Sampler, SamplingParams, StopReason};
use exitrl::seed::{Purpose, Seed};
use exitrl_domain::{Message, Prompt};
use serde_json::{Value, json};

use crate::model_server::{Act, Asked, ModelServer, answer, error, says};
use crate::support::{bytes, exitrl, json_lines, run, run_ok, text};

/// A server's section with short waits.
fn section(server: &ModelServer) -> ServerSection {
    ServerSection { base_url: server.base_url(), retry_wait_ms: 1, max_retries: 3, ..ServerSection::default() }
}

fn requests(number: u64) -> Vec<SampleRequest> {
    let request = |i: u64| SampleRequest {
        prompt: Arc::new(Prompt::new(vec![Message::user(format!("question {i}"))])),
        prompt_tokens: Vec::new(),
        seed: Seed::of_run(1).derive(Purpose::Turn, i),
    };
    (0..number).map(request).collect()
}

fn one(section: &ServerSection) -> Result<Completion, RolloutError> {
    let mut sampler = ServedSampler::open(section)?;
    Ok(sampler.sample(&requests(1), &SamplingParams::default())?.remove(0))
}

/// What is said of a sampler's failure.
fn failure(section: &ServerSection) -> String {
    one(section).expect_err("it fails").to_string()
}

#[test]
fn an_answer_is_paired_with_its_question_and_counted() {
    let server = ModelServer::start(&["m"], |asked| says(&format!("{} heard", asked.last())));
    let mut sampler = ServedSampler::open(&section(&server)).expect("opens");
    let answers = sampler.sample(&requests(20), &SamplingParams::default()).expect("answers");
    for (i, answer) in answers.iter().enumerate() {
        assert_eq!((answer.text.as_str(), answer.stop_reason), (format!("question {i} heard").as_str(), StopReason::Eos));
        assert!(answer.tokens.is_empty() && answer.logprobs.is_empty(), "this server tells of none");
    }
    let usage = Usage { answered: 20, retries: 0, prompt_tokens: 200, completion_tokens: 40 };
    assert_eq!((sampler.model(), sampler.usage()), ("m", usage));
    let asked = server.asked();
    let seeds: std::collections::BTreeSet<u64> = asked.iter().filter_map(|asked| asked.body["seed"].as_u64()).collect();
    assert_eq!(seeds.len(), 20, "each has a seed of its own");
    assert!(asked.iter().all(|asked| asked.line == "POST /v1/chat/completions HTTP/1.1" && asked.body["model"] == "m"));
}

#[test]
fn the_address_may_be_of_the_sixth_version() {
    let Some(server) = ModelServer::at("[::1]:0", &["m"], |_| says("here")) else {
        println!("skipped: this machine has no ::1");
        return;
    };
    assert_eq!(one(&section(&server)).expect("an answer").text, "here");
}

#[test]
fn failures_that_pass_are_waited_out() {
    // Each of these fails twice, then there is an answer.
    type Make = fn() -> Act;
    let passing: [(&str, Make); 6] = [
        ("status 500", || Act::Json(500, error("busy"))),
        ("status 503", || Act::Bytes(503, b"<html>busy</html>".to_vec())),
        ("no JSON", || Act::Bytes(200, b"{\"choices\": [".to_vec())),
        ("no choices", || Act::Json(200, json!({"choices": []}))),
        ("closed", || Act::Close),
        ("half an answer", || Act::Half),
    ];
    for (name, act) in passing {
        let server = ModelServer::start(&["m"], move |asked| if asked.index < 2 { act() } else { says("at last") });
        assert_eq!(one(&section(&server)).unwrap_or_else(|e| panic!("{name}: {e}")).text, "at last");
        let asked = server.asked();
        assert_eq!(asked.len(), 3, "{name}");
        assert!(asked.iter().all(|again| again.body == asked[0].body), "{name}: the same request, its seed included");
    }
}

#[test]
fn a_server_that_asks_for_a_wait_gets_it() {
    let server = ModelServer::start(&["m"], |asked| match asked.index {
        0 => Act::With(429, "Retry-After: 1", error("slow down")),
        _ => says("thanks"),
    });
    assert_eq!(one(&section(&server)).expect("an answer").text, "thanks");
    let asked = server.asked();
    assert!(asked[1].at - asked[0].at >= Duration::from_secs(1), "{:?}", asked[1].at - asked[0].at);
}

#[test]
fn a_server_that_hangs_or_trickles_is_given_up_in_time() {
    for act in [|| Act::Hang, || Act::Trickle] {
        let server = ModelServer::start(&["m"], move |_| act());
        let said = failure(&ServerSection { request_timeout_ms: 300, max_retries: 1, ..section(&server) });
        assert!(said.contains("sent 2 times") && said.contains("model.server.request_timeout_ms = 300"), "{said}");
        assert_eq!(server.asked().len(), 2);
    }
}

#[test]
fn what_fails_to_the_end_stops_all_and_says_what_was_seen() {
    let server = ModelServer::start(&["m"], |_| Act::Json(500, error("CUDA out of\nmemory")));
    let mut sampler = ServedSampler::open(&ServerSection { max_in_flight: 2, ..section(&server) }).expect("opens");
    let said = sampler.sample_each(&requests(50), &SamplingParams::default()).expect_err("no answer at all").to_string();
    for words in ["POST http://127.0.0.1:", "/v1/chat/completions, sent ", "status 500, CUDA out of memory", "max_retries"] {
        assert!(said.contains(words), "no {words} in {said}");
    }
    // Two were under way, each sent four times at most; the other 48 were never begun.
    assert!(server.asked().len() <= 8, "{}", server.asked().len());
}

#[test]
fn keys_and_addresses_that_are_wrong_are_not_tried_again() {
    let refused = |status| {
        let server = ModelServer::start(&["m"], move |_| Act::Json(status, error("no")));
        let said = failure(&section(&server));
        assert_eq!(server.asked().len(), 1, "{status}");
        said
    };
    assert!(refused(401).contains("status 401, no; set model.server.api_key_env"), "{}", refused(401));
    assert!(refused(404).contains("model.server.base_url mostly ends in /v1"));
    assert!(refused(307).contains("requests are not sent on"));
    assert!(refused(400).contains("refuses every request") && refused(400).contains("extra_body"));
}

#[test]
fn no_more_requests_are_under_way_than_allowed_and_as_many_as_allowed() {
    let server = ModelServer::start(&["m"], |_| Act::Gate(3, answer("together")));
    let mut sampler = ServedSampler::open(&ServerSection { max_in_flight: 3, ..section(&server) }).expect("opens");
    let answers = sampler.sample(&requests(12), &SamplingParams::default()).expect("answers");
    assert_eq!((answers.len(), server.most_under_way()), (12, 3));
}

#[test]
fn a_prompt_that_is_too_long_or_refused_fails_alone() {
    let server = ModelServer::start(&["m"], |asked| match asked.last() {
        "question 1" => Act::Json(400, error("This model's maximum context length is 8 tokens, you requested 9")),
        "question 2" => Act::Json(400, error("not a question")),
        _ => says("fine"),
    });
    let mut sampler = ServedSampler::open(&section(&server)).expect("opens");
    let answers = sampler.sample_each(&requests(4), &SamplingParams::default()).expect("answers");
    assert!(matches!(&answers[1], Err(RolloutError::Server(ServerError::PromptTooLong(seen))) if seen.contains("8 tokens")));
    assert!(matches!(&answers[2], Err(RolloutError::Server(ServerError::Refused(seen))) if seen.contains("not a question")));
    assert!(answers[0].is_ok() && answers[3].is_ok());
}

#[test]
fn a_prompt_that_leaves_less_room_than_the_longest_completion_gets_the_room_there_is() {
    let server = ModelServer::start(&["m"], |asked| match asked.body.get("max_tokens") {
        Some(_) => Act::Json(400, json!({"error": {"message": "too much", "code": "context_length_exceeded"}})),
        None => {
            let mut cut = answer("what fits");
            cut["choices"][0]["finish_reason"] = "length".into();
            Act::Json(200, cut)
        }
    });
    let completion = one(&section(&server)).expect("an answer");
    assert_eq!((completion.text.as_str(), completion.stop_reason), ("what fits", StopReason::MaxTokens));
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn tokens_and_log_probabilities_come_where_they_are_asked_for_and_offered() {
    let server = ModelServer::start(&["m"], |asked| {
        let mut full = answer("42\nand more");
        full["choices"][0]["token_ids"] = json!([52, 50, 2]);
        full["choices"][0]["logprobs"] = json!({"content": [{"logprob": -0.5}, {"logprob": -0.25}, {"logprob": 0.0}]});
        assert_eq!((&asked.body["logprobs"], &asked.body["return_token_ids"]), (&json!(true), &json!(true)));
        Act::Json(200, full)
    });
    let mut sampler = ServedSampler::open(&ServerSection { logprobs: true, token_ids: true, ..section(&server) }).expect("opens");
    let mut params = SamplingParams::default();
    let whole = sampler.sample(&requests(1), &params).expect("an answer").remove(0);
    assert_eq!((whole.tokens, whole.logprobs), (vec![52, 50, 2], vec![-0.5, -0.25, 0.0]));
    // A stop sequence that the server has overlooked; tokens of the longer text are not those of the shorter.
    params.stop_sequences = vec!["\n".into()];
    let cut = sampler.sample(&requests(1), &params).expect("an answer").remove(0);
    assert_eq!((cut.text.as_str(), cut.stop_reason, cut.tokens.len()), ("42", StopReason::StopSequence, 0));
}

#[test]
fn a_key_goes_to_the_server_and_nowhere_else() {
    // A variable that no other test reads, set in a child: changing this process's environment is not safe among threads.
    let server = ModelServer::start(&["m"], |asked| match asked.headers.get("authorization").map(String::as_str) {
        Some("Bearer sk-secret-7") => says("7"),
        seen => Act::Json(401, error(&format!("wrong key: {}", seen.unwrap_or("none")))),
    });
    let dir = tempfile::tempdir().expect("a folder");
    let eval = |key: Option<&str>| {
        let mut command = exitrl();
        command.current_dir(dir.path()).args(["eval", &server.base_url(), "--domain=math", "--num-tasks=1", "--clean"]);
        command.args([
            "--set",
            "model.server.api_key_env=TEST_KEY",
            "--set",
            "model.server.retry_wait_ms=1",
            "--output=out.json",
        ]);
        if let Some(key) = key {
            command.env("TEST_KEY", key);
        }
        command.output().expect("it runs")
    };
    let good = eval(Some("sk-secret-7"));
    assert!(good.status.success(), "{}", text(&good));
    let files = std::fs::read_dir(dir.path()).expect("a folder").flatten().map(|file| bytes(&file.path()));
    let all: Vec<u8> = files.flatten().chain(text(&good).into_bytes()).collect();
    assert!(!String::from_utf8_lossy(&all).contains("sk-secret"), "the key is in a file or on the screen");
    let wrong = text(&eval(Some("sk-secret-8")));
    assert!(wrong.contains("wrong key: Bearer <the API key>; look at the key in the environment variable TEST_KEY"), "{wrong}");
    assert!(text(&eval(None)).contains("TEST_KEY (model.server.api_key_env) is not set"));
}

#[test]
fn a_server_and_its_model_are_looked_for_before_anything_is_asked() {
    let several = ModelServer::start(&["qwen3-4b", "qwen3-8b"], |_| says(""));
    let opened = |model: &str| ServedSampler::open(&ServerSection { model: model.into(), ..section(&several) });
    let said = |model: &str| opened(model).err().expect("refused").to_string();
    assert_eq!(opened("qwen3-8b").expect("opens").model(), "qwen3-8b");
    assert!(said("qwen3-9b").contains("there is no model \"qwen3-9b\" (did you mean \"qwen3-"), "{}", said("qwen3-9b"));
    assert!(said("").contains("several models") && said("").contains("qwen3-4b, qwen3-8b"), "{}", said(""));
    let none = ModelServer::start(&[], |_| says(""));
    assert!(ServedSampler::open(&section(&none)).err().expect("refused").to_string().contains("lists no model"));
    // A port that was free a moment ago.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let base_url = format!("http://{closed}/v1");
    let said =
        ServedSampler::open(&ServerSection { base_url: base_url.clone(), ..section(&none) }).err().expect("refused").to_string();
    assert!(said.contains(&format!("GET {base_url}/models")) && said.contains("start it"), "{said}");
}

/// The sum that a compact prompt asks for, and the answer that it shows for improvement: `3+5=` or `3+5=9>`.
fn sum_and_latest(prompt: &str) -> (u64, u64, Option<u64>) {
    let (sum, latest) = prompt.split_once('=').expect("a sum");
    let terms: Vec<u64> = sum.split('+').map(|term| term.parse().expect("a number")).collect();
    (terms[0], terms.iter().sum(), latest.strip_suffix('>').map(|latest| latest.parse().expect("a number")))
}

/// First attempts are too great by the first term modulo 4; every improvement takes 1 off.
fn improving(asked: &Asked) -> Act {
    let (first, right, latest) = sum_and_latest(asked.last());
    says(&latest.map_or(right + first % 4, |latest| right.max(latest - 1)).to_string())
}

/// A configuration of a served model on one-digit sums.
fn config(folder: &Path, server: &ModelServer, more: &str) {
    let text = format!(
        "[domain]\nplugin = \"math\"\nconfig = {{ source = {{ type = \"family\", family = \"addition\", level = 1 }}, prompt = \
         \"compact\" }}\n[sampling]\nmax_new_tokens = 8\n[eval]\nnum_tasks = 12\nnum_iterations = 3\n[rollout]\nmax_batch = 4\n\
         [model.server]\nbase_url = \"{}\"\nretry_wait_ms = 1\n{more}",
        server.base_url()
    );
    std::fs::write(folder.join("served.toml"), text).expect("written");
}

#[test]
fn a_served_model_is_evaluated_over_k_iterations_without_weights_or_tokenizer() {
    let server = ModelServer::start(&["counter"], improving);
    let dir = tempfile::tempdir().expect("a folder");
    config(dir.path(), &server, "");
    let eval = ["eval", "served.toml", "--output", "out.json"];
    let output = text(&run_ok(&eval, dir.path()));
    assert!(output.contains("model \"counter\" served at http://127.0.0.1:") && output.contains("48 answers"), "{output}");

    let summary: Value = serde_json::from_slice(&bytes(&dir.path().join("out.json"))).expect("JSON");
    let rows = json_lines(&dir.path().join("out.rows.jsonl"));
    assert_eq!(rows.len(), 12 * 4);
    // Of the first attempts, the tasks whose first term is a multiple of 4 are right; after k, those that leave at most k.
    let firsts: Vec<u64> = server
        .asked()
        .iter()
        .map(|asked| sum_and_latest(asked.last()))
        .filter(|(.., latest)| latest.is_none())
        .map(|(first, ..)| first)
        .collect();
    for k in 0..4u64 {
        let right = firsts.iter().filter(|first| *first % 4 <= k).count();
        assert_eq!(summary["accuracy"][k as usize], json!(right as f64 / 12.0), "k = {k}");
    }
    assert!(summary["gain"].as_f64() > Some(0.0), "the script improves");
    let setup: Value = serde_json::from_slice(&bytes(&dir.path().join("out.setup.json"))).expect("JSON");
    assert_eq!(setup["server"], json!({"base_url": server.base_url(), "model": "counter", "extra_body": {}}));

    // Complete: nothing is asked again. Half of it lost: the other half stays.
    let before = bytes(&dir.path().join("out.rows.jsonl"));
    let asked = server.asked().len();
    run_ok(&eval, dir.path());
    assert_eq!(server.asked().len(), asked);
    std::fs::write(dir.path().join("out.rows.jsonl"), &before[..before.len() / 2]).expect("cut");
    run_ok(&eval, dir.path());
    assert_eq!(bytes(&dir.path().join("out.rows.jsonl")), before);
    assert!((asked + 16..asked + 48).contains(&server.asked().len()), "{}", server.asked().len());
}

#[test]
fn an_iteration_that_a_server_refuses_leaves_the_answer_and_the_evaluation_goes_on() {
    let server = ModelServer::start(&["m"], |asked| match sum_and_latest(asked.last()) {
        (first, _, Some(_)) if first % 4 == 1 => Act::Json(400, error("the prompt exceeds the context window of 8 tokens")),
        (first, _, Some(_)) if first % 4 == 2 => Act::Json(422, json!({"detail": "the censor objects"})),
        _ => improving(asked),
    });
    let dir = tempfile::tempdir().expect("a folder");
    config(dir.path(), &server, "");
    let output = text(&run_ok(&["eval", "served.toml", "--output", "out.json"], dir.path()));
    assert!(output.contains("answers with an error; see the rows"), "{output}");
    let rows = json_lines(&dir.path().join("out.rows.jsonl"));
    let refused: Vec<&Value> = rows.iter().filter(|row| row.get("error").is_some()).collect();
    let told = |words: &str| refused.iter().filter(|row| row["error"].as_str().is_some_and(|text| text.contains(words))).count();
    assert!(told("context window of 8 tokens") > 0 && told("the censor objects") > 0, "{refused:?}");
    for row in refused {
        let before = rows.iter().find(|r| r["task_id"] == row["task_id"] && r["k"] == 0).expect("the first attempt");
        assert_eq!(row["text"], before["text"]);
    }
}

#[test]
fn an_address_is_enough_and_files_bear_the_models_name() {
    let server = ModelServer::start(&["org/small.model"], improving);
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(
        dir.path().join("math.toml"),
        "[domain.config]\nsource = { type = \"family\", family = \"addition\", level = 1 }\nprompt = \"compact\"\n",
    )
    .expect("written");
    let args = ["eval", &server.base_url(), "--config", "math.toml", "--num-tasks=2", "--num-iterations=1"];
    let output = text(&run_ok(&args, dir.path()));
    assert!(output.contains("outputs/eval/org_small_model_"), "{output}");
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn an_evaluation_that_the_server_leaves_goes_on_when_it_is_back() {
    // Four tasks a chunk, four requests each: the second chunk never comes, at first.
    let back = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_back = back.clone();
    let server = ModelServer::start(&["m"], move |asked| match asked.index {
        index if index >= 16 && !is_back.load(std::sync::atomic::Ordering::SeqCst) => Act::Close,
        _ => improving(asked),
    });
    let dir = tempfile::tempdir().expect("a folder");
    config(dir.path(), &server, "max_retries = 1\n");
    let eval = ["eval", "served.toml", "--output", "out.json"];
    let output = run(&eval, dir.path());
    assert!(!output.status.success() && text(&output).contains("the model server gave no answer"), "{}", text(&output));
    assert_eq!(json_lines(&dir.path().join("out.rows.jsonl")).len(), 16, "the first chunk is kept");
    back.store(true, std::sync::atomic::Ordering::SeqCst);
    run_ok(&eval, dir.path());
    assert_eq!(json_lines(&dir.path().join("out.rows.jsonl")).len(), 48);
}

#[test]
fn a_served_model_is_not_trained_and_stands_beside_no_other() {
    let server = ModelServer::start(&["m"], improving);
    let dir = tempfile::tempdir().expect("a folder");
    config(dir.path(), &server, "");
    for more in [&["train", "served.toml"][..], &["train", "served.toml", "--dry-run"]] {
        let output = run(more, dir.path());
        let said = text(&output);
        assert!(!output.status.success() && said.contains("cannot be trained") && said.contains("exitrl eval"), "{said}");
    }
    assert_eq!(server.asked().len(), 0);
    let args = ["eval", "served.toml", "--set", "model.source=smollm2-135m", "--set", "model.server.max_inflight=2"];
    let said = text(&run(&args, dir.path()));
    assert!(said.contains("model.source") && said.contains("[model.server] is given too"), "{said}");
    assert!(said.contains("did you mean `model.server.max_in_flight`?"), "{said}");
}
