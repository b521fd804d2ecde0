//! SmolLM2 against golden values; skipped, with a word, where the model or the values are absent.

use burn::tensor::{Device, Int, Tensor, TensorData};
use exitrl::config::ModelSection;
use exitrl::score::{ScoreRequest, Scorer};
use exitrl::seed::Seed;
use exitrl::trainer::{LoadedPolicy, load_policy};
use serde_json::Value;

use crate::support::shared;

fn smollm2(device: &Device) -> Option<LoadedPolicy> {
    let section = ModelSection { source: "smollm2-135m".to_owned(), ..ModelSection::default() };
    match load_policy(&section, Seed::of_run(1), device) {
        Ok(loaded) => Some(loaded),
        Err(error) => {
            println!("skipped: {error}");
            None
        }
    }
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// Compares the logits of one prompt; gives the greatest difference.
fn logits_differ_by(loaded: &LoadedPolicy, prompt: &Value, device: &Device) -> f64 {
    let ids: Vec<i32> = prompt["token_ids"].as_array().expect("ids").iter().map(|id| id.as_i64().expect("id") as i32).collect();
    let tokens: Tensor<2, Int> = Tensor::from_data(TensorData::new(ids.clone(), [1, ids.len()]), device);
    let logits = loaded.policy.logits(tokens).into_data().try_to_vec::<f32>().expect("floats");
    let vocabulary = loaded.policy.config().vocab_size;
    let mut worst: f64 = 0.0;
    for position in prompt["positions"].as_array().expect("positions") {
        let at = position["position"].as_u64().expect("index") as usize;
        let row: Vec<f64> = logits[at * vocabulary..(at + 1) * vocabulary].iter().map(|&l| f64::from(l)).collect();
        let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let logsumexp = max + row.iter().map(|l| (l - max).exp()).sum::<f64>().ln();
        worst = worst.max((logsumexp - position["logsumexp"].as_f64().expect("number")).abs());
        let tops = floats(&position["top_ids"]).into_iter().zip(floats(&position["top_logits"]));
        let others = position["logits_at"].as_object().expect("map").iter();
        let others = others.map(|(id, logit)| (id.parse::<f64>().expect("id"), logit.as_f64().expect("number")));
        for (id, logit) in tops.chain(others) {
            worst = worst.max((row[id as usize] - logit).abs());
        }
    }
    worst
}

#[test]
fn smollm2_gives_the_tokens_logits_and_continuations_of_transformers() {
    let device = Device::flex();
    let Some(path) = shared("data/models/smollm2_135m_golden.json") else { return };
    let Some(loaded) = smollm2(&device) else { return };
    let golden: Value = serde_json::from_slice(&std::fs::read(path).expect("read")).expect("JSON");
    let mut scorer = Scorer::new(&loaded, 24);
    let mut worst: f64 = 0.0;
    for prompt in golden["prompts"].as_array().expect("prompts") {
        let text = prompt["text"].as_str().expect("text").to_owned();
        let score = scorer.score(&ScoreRequest::Text { text: text.clone() }).expect("scored");
        let ids: Vec<f64> = score.token_ids.iter().map(|&id| f64::from(id)).collect();
        assert_eq!(ids, floats(&prompt["token_ids"]), "token ids of {text:?}");
        let greedy: Vec<f64> = score.greedy_token_ids.iter().map(|&id| f64::from(id)).collect();
        assert_eq!(greedy, floats(&prompt["greedy_24"]), "greedy continuation of {text:?}");
        for (seen, expected) in score.token_logprobs.iter().flatten().zip(floats(&prompt["token_logprobs"])) {
            worst = worst.max((f64::from(*seen) - expected).abs());
        }
        worst = worst.max(logits_differ_by(&loaded, prompt, &device));
    }
    println!("greatest difference of logits and log-probabilities: {worst:.2e}");
    assert!(worst < 1e-3, "differs by {worst}");
}
