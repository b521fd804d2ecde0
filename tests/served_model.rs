//! A real model server, llama.cpp's, against the sampler of this machine on the same weights. Skipped, with a word, unless
//! `eval "$(tests/served_model/setup.sh)"` has named one: its compilation takes 20 minutes, so `.ci/run` does not ask for it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use exitrl::config::ServerSection;
use exitrl::error::{RolloutError, ServerError};
use exitrl::sampler::served::ServedSampler;
use exitrl::sampler::{SampleRequest, Sampler, SamplingParams, StopReason};
use exitrl::seed::Seed;
use exitrl_domain::{Message, Prompt};
use serde_json::Value;

use crate::support::{bytes, json_lines, run_ok, text};

/// Tokens that the server's context holds.
const CONTEXT: usize = 512;

/// A running server, ended with this value.
struct Server {
    process: Child,
    base_url: String,
    gguf: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts it and waits until it answers; [`None`] where none is named.
    fn start() -> Option<Self> {
        let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let (Some(python), Some(gguf)) = (named("EXITRL_LLAMA_SERVER_PYTHON"), named("EXITRL_LLAMA_GGUF")) else {
            println!("skipped: no model server is named; eval \"$(tests/served_model/setup.sh)\" gets one");
            return None;
        };
        // A port that was free a moment ago.
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let mut command = Command::new(python);
        command.args(["-m", "llama_cpp.server", "--host", "127.0.0.1", "--verbose", "False", "--logits_all", "True"]);
        command.args(["--port", &free.port().to_string(), "--n_ctx", &CONTEXT.to_string(), "--model_alias", "smollm2"]);
        let process = command.arg("--model").arg(&gguf).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        let server = Self { process, base_url: format!("http://{free}/v1"), gguf };
        for _ in 0..600 {
            if ServedSampler::open(&server.section()).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("the server does not come up within two minutes");
    }

    fn section(&self) -> ServerSection {
        ServerSection { base_url: self.base_url.clone(), max_in_flight: 2, logprobs: true, ..ServerSection::default() }
    }
}

fn request(words: &str) -> SampleRequest {
    let prompt = Arc::new(Prompt::new(vec![Message::user(words)]));
    SampleRequest { prompt, prompt_tokens: Vec::new(), seed: Seed::of_run(3) }
}

fn evaluate(subject: &str, name: &str, folder: &Path) -> Vec<Value> {
    let begin = std::time::Instant::now();
    let output = text(&run_ok(&["eval", subject, "--config", "sums.toml", "--output", name], folder));
    println!("{subject}, {:.1} s:\n{output}", begin.elapsed().as_secs_f64());
    json_lines(&folder.join(name).with_extension("rows.jsonl"))
}

#[test]
fn a_real_server_says_what_the_same_weights_say_here() {
    let Some(server) = Server::start() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let config = "[domain.config]\nsource = { type = \"family\", family = \"addition\", level = 1 }\nprompt = \"plain\"\n\
                  [sampling]\nmax_new_tokens = 24\n[eval]\nnum_tasks = 12\nnum_iterations = 2\ntemperature = 0.0\n";
    std::fs::write(dir.path().join("sums.toml"), config).expect("written");
    let served = evaluate(&server.base_url, "served.json", dir.path());
    let local = evaluate(&server.gguf.to_string_lossy(), "local.json", dir.path());
    assert_eq!((served.len(), local.len()), (36, 36));
    let setup: Value = serde_json::from_slice(&bytes(&dir.path().join("served.setup.json"))).expect("JSON");
    assert_eq!((&setup["server"]["model"], &setup["server"]["base_url"]), (&"smollm2".into(), &server.base_url.clone().into()));
    assert!(served.iter().all(|row| row.get("error").is_none()), "{served:?}");

    // Later answers are compared where the prompts were equal: where the answers before them were.
    let answer = |row: &Value| row["text"].as_str().unwrap_or_default().trim().to_owned();
    let (mut same, mut compared) = ([0; 3], [0; 3]);
    for (ours, theirs) in local.chunks(3).zip(served.chunks(3)) {
        for k in 0..3 {
            compared[k] += 1;
            same[k] += usize::from(answer(&ours[k]) == answer(&theirs[k]));
            if ours[k]["text"] != theirs[k]["text"] {
                println!("k = {k}: here {:?}, served {:?}", answer(&ours[k]), answer(&theirs[k]));
                break;
            }
        }
    }
    println!("equal greedy answers at k = 0, 1, 2: {same:?} of {compared:?}");
    // The server multiplies quantised weights with quantised activations, so near ties fall the other way.
    assert!(same[0] * 2 > compared[0], "{same:?} of {compared:?}");
}

#[test]
fn a_real_server_tells_log_probabilities_ends_at_the_limit_and_knows_its_context() {
    let Some(server) = Server::start() else { return };
    let mut sampler = ServedSampler::open(&server.section()).expect("opens");
    let params = SamplingParams { max_new_tokens: 12, temperature: 0.0, ..SamplingParams::default() };
    let long = request("Write a story of a fox and a hen, in many words.");
    let told = sampler.sample(std::slice::from_ref(&long), &params).expect("an answer").remove(0);
    println!("{told:?}");
    assert_eq!((told.stop_reason, told.logprobs.len()), (StopReason::MaxTokens, 12));
    assert!(told.logprobs.iter().all(|logprob| *logprob <= 0.0) && told.tokens.is_empty());

    let stops = SamplingParams { stop_sequences: vec![" ".into()], ..params.clone() };
    let word = sampler.sample(&[long], &stops).expect("an answer").remove(0).text;
    assert!(!word.contains(' ') && told.text.starts_with(&word), "{word:?} begins {:?}", told.text);

    let fits = request("What is 3 + 4?");
    let answers = sampler.sample_each(&[request(&"word ".repeat(CONTEXT)), fits], &params).expect("answers");
    let refusal = answers[0].as_ref().expect_err("too long");
    assert!(matches!(refusal, RolloutError::Server(ServerError::PromptTooLong(_))), "{refusal}");
    println!("{refusal}");
    assert!(answers[1].is_ok());

    // Other seeds, other draws. Equal seeds need not give equal ones: this server draws differently once its cache is warm.
    let drawn = SamplingParams { temperature: 1.5, max_new_tokens: 16, ..SamplingParams::default() };
    let texts: Vec<String> = (0..3u64)
        .map(|i| {
            let seed = Seed::of_run(if i == 2 { 8 } else { 7 });
            let again = SampleRequest { seed, ..request("Name some animals.") };
            sampler.sample(&[again], &drawn).expect("an answer").remove(0).text
        })
        .collect();
    println!("{texts:?}");
    assert_ne!(texts[0], texts[2]);
}
