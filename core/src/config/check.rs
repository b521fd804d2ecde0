//! Ranges of every value, and what two values say about each other.

use std::fmt::Display;
use std::ops::RangeBounds;

use super::device::DeviceSpec;
use super::{
    CurriculumSection, DiversitySection, EmbedderKind, ModelSection, ObjectiveSection, OptimSection, Problem, RunConfig,
    ScratchSection, WarmStartSection,
};
use crate::sampler::SamplingParams;

/// Projections that can carry an adapter.
pub(super) const PROJECTIONS: [&str; 7] = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

/// The token ids below the text of a byte-level tokenizer; stands in for the vocabulary where only shapes are checked.
const BYTE_VOCABULARY: usize = 256;

/// Checks a whole configuration.
///
/// # Errors
/// Every value out of range and every pair that does not fit, each with what to do.
pub fn check(config: &RunConfig) -> Result<(), Vec<Problem>> {
    let mut all = Checks(Vec::new());
    run(config, &mut all);
    domain(config, &mut all);
    model(&config.model, &mut all);
    warm_start(&config.warm_start, &mut all);
    rollout(config, &mut all);
    sampling(&config.sampling, &mut all);
    context(config, &mut all);
    objective(&config.objective, &mut all);
    diversity(&config.diversity, &mut all);
    optim(&config.optim, &mut all);
    curriculum(&config.curriculum, &mut all);
    eval(config, &mut all);
    if all.0.is_empty() { Ok(()) } else { Err(all.0) }
}

/// Collects problems instead of stopping at the first.
struct Checks(Vec<Problem>);

impl Checks {
    /// A value must lie in a range; the words say which.
    fn range<T: PartialOrd + Display>(&mut self, key: &str, value: T, allowed: impl RangeBounds<T>, words: &str) {
        if !allowed.contains(&value) {
            self.0.push(Problem::new(key, value, format!("must be {words}")));
        }
    }

    fn at_least_one(&mut self, key: &str, value: usize) {
        self.range(key, value, 1.., "at least 1");
    }

    fn share(&mut self, key: &str, value: f64) {
        self.range(key, value, 0.0..=1.0, "in [0, 1]");
    }

    fn not_negative(&mut self, key: &str, value: f64) {
        self.range(key, value, 0.0..=f64::MAX, "a finite number of at least 0");
    }

    fn positive(&mut self, key: &str, value: f64) {
        self.range(key, value, f64::MIN_POSITIVE..=f64::MAX, "a finite number above 0");
    }

    fn text(&mut self, key: &str, value: &str, advice: &str) {
        if value.trim().is_empty() {
            self.0.push(Problem::new(key, format!("{value:?}"), advice));
        }
    }

    fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }
}

fn run(config: &RunConfig, all: &mut Checks) {
    all.text("output_dir", &config.output_dir.to_string_lossy(), "name a folder, as in \"outputs/addition\"");
    // TOML's whole numbers have a sign.
    all.range("seed", config.seed, ..=i64::MAX as u64, "below 2^63");
    all.range("max_steps", config.max_steps, ..=i64::MAX as u64, "below 2^63");
    all.range("log.every", config.log.every, 1.., "at least 1");
    if let Err(error) = DeviceSpec::read(&config.device) {
        all.add(Problem::new("device", format!("{:?}", config.device), error.to_string()));
    }
}

fn domain(config: &RunConfig, all: &mut Checks) {
    all.text("domain.plugin", &config.domain.plugin, "name a plugin (`exitrl list domains`) or the path of one");
    let day = 86_400_000;
    all.range("domain.turn_deadline_ms", config.domain.turn_deadline_ms, 1..=day, "from 1 to 86400000, a day");
}

fn model(model: &ModelSection, all: &mut Checks) {
    let named = !model.source.trim().is_empty();
    if let Some(server) = &model.server {
        served(model, named, all);
        super::server::problems(server).into_iter().for_each(|problem| all.add(problem));
    }
    match (&model.scratch, named) {
        (Some(_), true) => all.add(Problem::new(
            "model.source",
            format!("{:?}", model.source),
            "[model.scratch] is given too; keep one of them (\"None\" takes a section of an earlier file back)",
        )),
        (None, false) if model.server.is_none() => all.add(Problem::of(
            "model.source",
            "no model is given; set model.source to a pulled model, a folder or a GGUF file, or give [model.scratch]; a model that is \
             evaluated only may be a served one, with [model.server]",
        )),
        _ => {}
    }
    if let Some(scratch) = &model.scratch {
        scratch_shape(scratch, all);
    }
    if let Some(lora) = &model.lora {
        all.at_least_one("model.lora.rank", lora.rank);
        all.positive("model.lora.alpha", lora.alpha);
        targets(&lora.target_modules, all);
    }
}

/// A served model is all there is of a model: no weights beside it, and none that could be trained.
fn served(model: &ModelSection, named: bool, all: &mut Checks) {
    let beside = [("model.source", named), ("model.scratch", model.scratch.is_some()), ("model.lora", model.lora.is_some())];
    for (key, _) in beside.into_iter().filter(|(_, given)| *given) {
        all.add(Problem::of(key, "[model.server] is given too, whose weights lie elsewhere; keep one of them"));
    }
    if model.max_context > 0 {
        let advice = "the server alone knows the context of its model; leave it at 0";
        all.add(Problem::new("model.max_context", model.max_context, advice));
    }
}

fn scratch_shape(scratch: &ScratchSection, all: &mut Checks) {
    for problem in scratch.shape(BYTE_VOCABULARY).problems() {
        all.add(Problem::of("model.scratch", problem));
    }
}

fn targets(names: &[String], all: &mut Checks) {
    let key = "model.lora.target_modules";
    if names.is_empty() {
        all.add(Problem::new(key, "[]", format!("name at least one of {}", PROJECTIONS.join(", "))));
    }
    for (index, name) in names.iter().enumerate() {
        if !PROJECTIONS.contains(&name.as_str()) {
            let near = super::names::nearest(name, PROJECTIONS).map(|near| format!(" (did you mean `{near}`?)"));
            let advice = format!("must be one of {}{}", PROJECTIONS.join(", "), near.unwrap_or_default());
            all.add(Problem::new(key, format!("{name:?}"), advice));
        } else if names[..index].contains(name) {
            all.add(Problem::new(key, format!("{name:?}"), "given twice; name each projection once"));
        }
    }
}

fn warm_start(warm: &WarmStartSection, all: &mut Checks) {
    all.at_least_one("warm_start.batch_size", warm.batch_size);
    all.positive("warm_start.lr", warm.lr);
    all.share("warm_start.frac_improve", warm.frac_improve);
    all.share("warm_start.frac_diverge", warm.frac_diverge);
    all.share("warm_start.frac_improve + warm_start.frac_diverge", warm.frac_improve + warm.frac_diverge);
    all.share("warm_start.iterate_noise", warm.iterate_noise);
    all.share("warm_start.target_noise", warm.target_noise);
}

fn rollout(config: &RunConfig, all: &mut Checks) {
    let words = "at least 2: an advantage compares the rollouts of a group with each other";
    all.range("rollout.group_size", config.rollout.group_size, 2.., words);
    all.at_least_one("rollout.groups_per_step", config.rollout.groups_per_step);
    all.at_least_one("rollout.max_batch", config.rollout.max_batch);
}

fn sampling(sampling: &SamplingParams, all: &mut Checks) {
    let words = "above 0 and finite: at 0 all rollouts of a group are the same and teach nothing";
    all.range("sampling.temperature", sampling.temperature, f32::MIN_POSITIVE..=f32::MAX, words);
    all.range("sampling.top_p", sampling.top_p, f32::MIN_POSITIVE..=1.0, "above 0 and at most 1");
    all.at_least_one("sampling.max_new_tokens", sampling.max_new_tokens);
    if sampling.stop_sequences.iter().any(String::is_empty) {
        all.add(Problem::new("sampling.stop_sequences", "\"\"", "an empty text would end every completion at once; take it out"));
    }
}

/// Lengths against the context, where it is known before the model is read.
fn context(config: &RunConfig, all: &mut Checks) {
    let own = config.model.scratch.as_ref().map(|scratch| scratch.max_position_embeddings);
    let asked = Some(config.model.max_context).filter(|length| *length > 0);
    if let (Some(own), Some(asked)) = (own, asked)
        && asked > own
    {
        let advice = format!("must be at most model.scratch.max_position_embeddings, which is {own}; 0 takes that");
        all.add(Problem::new("model.max_context", asked, advice));
    }
    let length = config.sampling.max_new_tokens;
    if let Some(context) = asked.or(own)
        && length >= context
    {
        let advice = format!("must be below the context of {context} tokens, to leave room for the prompt");
        all.add(Problem::new("sampling.max_new_tokens", length, advice));
    }
}

fn objective(objective: &ObjectiveSection, all: &mut Checks) {
    all.range("objective.clip_eps_low", objective.clip_eps_low, f64::MIN_POSITIVE..=1.0, "above 0 and at most 1");
    all.positive("objective.clip_eps_high", objective.clip_eps_high);
    all.not_negative("objective.kl_coef", objective.kl_coef);
    all.at_least_one("objective.num_epochs_per_batch", objective.num_epochs_per_batch);
    all.range("objective.reference_mix", objective.reference_mix, f64::MIN_POSITIVE..=1.0, "above 0 and at most 1");
}

fn diversity(diversity: &DiversitySection, all: &mut Checks) {
    all.range(
        "diversity.cap",
        diversity.cap,
        1.0..=f64::MAX,
        "a finite number of at least 1: rollouts without spread have factor 1",
    );
    if diversity.embedder == EmbedderKind::Sentence {
        all.text(
            "diversity.model",
            &diversity.model,
            "name a pulled model, as in \"all-minilm-l6-v2\", or a Hugging Face folder",
        );
    }
}

fn optim(optim: &OptimSection, all: &mut Checks) {
    all.positive("optim.lr", optim.lr);
    all.range("optim.beta1", optim.beta1, 0.0..1.0, "at least 0 and below 1");
    all.range("optim.beta2", optim.beta2, 0.0..1.0, "at least 0 and below 1");
    all.positive("optim.epsilon", optim.epsilon);
    all.not_negative("optim.weight_decay", optim.weight_decay);
    all.not_negative("optim.max_grad_norm", optim.max_grad_norm);
    all.at_least_one("optim.micro_batch_size", optim.micro_batch_size);
}

fn curriculum(curriculum: &CurriculumSection, all: &mut Checks) {
    all.at_least_one("curriculum.buffer_capacity", curriculum.buffer_capacity);
    if curriculum.buffer_min_size > curriculum.buffer_capacity {
        let capacity = curriculum.buffer_capacity;
        let advice = format!("must be at most curriculum.buffer_capacity, which is {capacity}; the buffer never holds more");
        all.add(Problem::new("curriculum.buffer_min_size", curriculum.buffer_min_size, advice));
    }
    all.at_least_one("curriculum.buffer_min_size", curriculum.buffer_min_size);
    all.share("curriculum.self_iteration_prob", curriculum.self_iteration_prob);
    all.share("curriculum.divergence_prob", curriculum.divergence_prob);
    all.not_negative("curriculum.score_inverse_temperature", curriculum.score_inverse_temperature);
    all.positive("curriculum.rank_temperature", curriculum.rank_temperature);
    all.share("curriculum.staleness_coef", curriculum.staleness_coef);
    all.range("curriculum.score_decay", curriculum.score_decay, f64::MIN_POSITIVE..=1.0, "above 0 and at most 1");
}

fn eval(config: &RunConfig, all: &mut Checks) {
    all.at_least_one("eval.num_samples", config.eval.num_samples);
    all.at_least_one("eval.num_resamples", config.eval.num_resamples);
    if let Some(temperature) = config.eval.temperature {
        all.range("eval.temperature", temperature, 0.0..=f32::MAX, "a finite number of at least 0; 0 is greedy");
    }
    all.at_least_one("eval.greedy.num_drafts", config.eval.greedy.num_drafts);
    all.share("eval.greedy.divergence_prob", config.eval.greedy.divergence_prob);
    let names: Vec<&str> = config.eval.splits.iter().map(|split| split.name.as_str()).collect();
    for (index, name) in names.iter().enumerate() {
        let sound = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let advice = match name {
            _ if !sound => "a split's name becomes part of metric names: letters, digits, `_`, `-` and `.`, at least one",
            &"macro" => "is the name of the mean over all splits; choose another",
            _ if names[..index].contains(name) => "given twice; each split needs a name of its own",
            _ => continue,
        };
        all.add(Problem::new("eval.splits", format!("{name:?}"), advice));
    }
}
