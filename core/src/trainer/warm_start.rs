//! A supervised start: a policy built from random weights first learns the form of prompts and answers from the domain's own
//! demonstrations or reference answers, and stays imperfect enough to have something to learn by reinforcement.

use exitrl_domain::{Demonstration, EpisodeStart, Iterate, Message, Operator, Prompt, Task};
use rand::{Rng, RngExt};

use super::Trainer;
use crate::batch::{Sequence, TrainBatch};
use crate::config::WarmStartSection;
use crate::curriculum::BaseTasks;
use crate::error::{RolloutError, TrainError};
use crate::objective::{Objective, Supervised};
use crate::seed::{Purpose, Seed};
use crate::tracker::Metrics;

impl Trainer {
    /// One supervised train step.
    ///
    /// # Errors
    /// When the domain has no reference answers or fails.
    pub fn warm_start_step(&mut self, tasks: &BaseTasks, index: u64) -> Result<Metrics, TrainError> {
        let section = self.config.warm_start.clone();
        let seed = self.seed.derive(Purpose::WarmStart, index);
        let mut sequences = Vec::new();
        for example in 0..section.batch_size as u64 {
            let seed = seed.derive(Purpose::Rollout, example);
            let task = tasks.draw(seed)?;
            sequences.push(self.example(task, &section, seed)?);
        }
        let num = sequences.len();
        for sequence in &mut sequences {
            sequence.token_weight = Supervised.token_weight(sequence.completion_tokens(), num);
        }
        let update = self.learner.update(&TrainBatch::new(sequences), &Supervised, 1, section.lr)?;
        let mut metrics = Metrics::default();
        metrics.set("warm_start/loss", update.get("loss").unwrap_or(f64::NAN));
        Ok(metrics)
    }

    /// The first turn of a task as the domain demonstrates it, with some of the letters to imitate replaced.
    fn example(&self, task: Task, section: &WarmStartSection, seed: Seed) -> Result<Sequence, TrainError> {
        let mut rng = seed.derive(Purpose::Resample, 0).rng();
        let operator = draw_operator(section, &mut rng);
        let shown = self.domain.demonstrate(&task, operator, seed.derive(Purpose::Resample, 1).value())?;
        let shown = match shown {
            Some(shown) => shown,
            None => self.shown_by_reference(&task, operator, section, &mut rng)?,
        };
        let latest = shown.latest.map(|response| Iterate { response, feedback: None, quality: 0.0 });
        let start = EpisodeStart { task, history: Vec::new(), seed: seed.derive(Purpose::Episode, 0).value() };
        let episode = self.domain.start(&start)?;
        let prompt = self.domain.prompt(episode, operator, latest.as_ref());
        self.domain.drop_episode(episode);
        self.sequence(&prompt?, &spoilt(&shown.response.content, section.target_noise, &mut rng))
    }

    /// Where a domain demonstrates nothing: its reference answer, from nothing or from a spoilt copy of it.
    fn shown_by_reference(
        &self,
        task: &Task,
        operator: Operator,
        section: &WarmStartSection,
        rng: &mut impl Rng,
    ) -> Result<Demonstration, TrainError> {
        let reference = self.domain.reference(task)?.unwrap_or_default();
        let Some(response) = reference.into_iter().next() else {
            return Err(TrainError::Training(format!(
                "the warm start needs demonstrations or reference answers, and domain {} has none for task {}: set \
                 warm_start.steps = 0, or choose a domain or task family that has them",
                self.domain.metadata().name,
                task.id
            )));
        };
        let spoilt = |rng: &mut _| Message::assistant(spoilt(&response.content, section.iterate_noise, rng));
        let latest = (operator != Operator::Attempt).then(|| spoilt(rng));
        Ok(Demonstration { latest, response })
    }

    fn sequence(&self, prompt: &Prompt, answer: &str) -> Result<Sequence, TrainError> {
        let encode = || {
            let mut tokens = self.tokenizer.encode_chat(&prompt.messages, &prompt.tools)?;
            let prompt_tokens = tokens.len();
            tokens.extend(self.tokenizer.encode(answer)?);
            tokens.extend(self.tokenizer.eos_ids().first());
            Ok((tokens, prompt_tokens))
        };
        let (tokens, prompt_tokens) = encode().map_err(RolloutError::Tokenizer)?;
        let context = self.learner.policy().config().max_position_embeddings;
        if tokens.len() > context {
            return Err(RolloutError::PromptTooLong { prompt: tokens.len(), context }.into());
        }
        let completion = tokens.len() - prompt_tokens;
        Ok(Sequence { tokens, prompt_tokens, old_logprobs: vec![0.0; completion], advantage: 1.0, token_weight: 0.0 })
    }
}

fn draw_operator(section: &WarmStartSection, rng: &mut impl Rng) -> Operator {
    let drawn = rng.random::<f64>();
    if drawn < section.frac_improve {
        Operator::Improve
    } else if drawn < section.frac_improve + section.frac_diverge {
        Operator::Diverge
    } else {
        Operator::Attempt
    }
}

/// A text with this share of its letters and digits replaced by others of their kind.
fn spoilt(text: &str, noise: f64, rng: &mut impl Rng) -> String {
    let swap = |letter: char, rng: &mut _| match letter {
        '0'..='9' => (b'0' + pick(10, rng)) as char,
        'a'..='z' => (b'a' + pick(26, rng)) as char,
        'A'..='Z' => (b'A' + pick(26, rng)) as char,
        other => other,
    };
    text.chars().map(|letter| if rng.random::<f64>() < noise { swap(letter, rng) } else { letter }).collect()
}

fn pick(below: u8, rng: &mut impl Rng) -> u8 {
    rng.random_range(0..below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoiling_keeps_the_form_of_a_text() {
        let mut rng = Seed::of_run(1).rng();
        assert_eq!(spoilt("7, 12", 0.0, &mut rng), "7, 12");
        let changed = spoilt("1234567890 abc", 1.0, &mut rng);
        assert_ne!(changed, "1234567890 abc");
        assert!(changed.chars().take(10).all(|c| c.is_ascii_digit()) && changed.len() == 14, "{changed}");
    }
}
