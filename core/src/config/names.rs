//! Names a user may write: aliases of other trainers, and the nearest name to a misspelt one.

/// `(section, alias, name)`: spellings of other trainers that are accepted. A test holds this list to the structs.
pub(super) const ALIASES: &[(&str, &str, &str)] = &[
    ("model.lora", "r", "rank"),
    ("model.lora", "lora_alpha", "alpha"),
    ("rollout", "num_generations", "group_size"),
    ("sampling", "max_completion_length", "max_new_tokens"),
    ("objective", "loss_type", "type"),
    ("objective", "epsilon", "clip_eps_low"),
    ("objective", "epsilon_high", "clip_eps_high"),
    ("objective", "beta", "kl_coef"),
    ("objective", "num_iterations_per_batch", "num_epochs_per_batch"),
    ("objective", "ref_model_sync_steps", "reference_sync_every"),
    ("objective", "ref_model_mixup_alpha", "reference_mix"),
    ("optim", "learning_rate", "lr"),
    ("optim", "warmup_steps", "lr_warmup_steps"),
    ("optim", "adam_beta1", "beta1"),
    ("optim", "adam_beta2", "beta2"),
    ("optim", "adam_epsilon", "epsilon"),
    ("optim", "per_device_train_batch_size", "micro_batch_size"),
    ("eval", "eval_steps", "every"),
    ("eval", "iterate_budget", "num_iterations"),
    ("ckpt", "save_steps", "every"),
    ("ckpt", "save_total_limit", "keep"),
    ("log", "logging_steps", "every"),
];

/// The name that the structs use for a key of a section.
pub(super) fn canonical<'k>(section: &str, key: &'k str) -> &'k str {
    ALIASES.iter().find(|(of, alias, _)| *of == section && *alias == key).map_or(key, |(_, _, name)| *name)
}

/// The nearest of some names, where one is near enough to be meant.
pub(crate) fn nearest<'n>(wrong: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let scored = names.into_iter().map(|name| (strsim::jaro_winkler(wrong, name).max(by_edits(wrong, name)), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.8).then_some(best.1)
}

/// Likeness by single edits, in which swapped neighbours count once.
fn by_edits(wrong: &str, name: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(wrong, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{
        CkptSection, CurriculumSection, DiversitySection, DomainSection, EvalSection, LogSection, LoraSection, ModelSection,
        ObjectiveSection, OptimSection, RolloutSection, RunConfig, ScratchSection, ServerSection, WarmStartSection,
    };
    use crate::sampler::SamplingParams;
    use serde::de::{Deserialize, Deserializer, Error, Visitor};
    use std::collections::BTreeSet;

    /// Reads nothing and answers with the names that a struct accepts.
    struct AskFields;

    impl<'de> Deserializer<'de> for AskFields {
        type Error = serde::de::value::Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(Error::custom(""))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            Err(Error::custom(fields.join(" ")))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn accepted<T: for<'de> Deserialize<'de>>() -> BTreeSet<String> {
        let answer = T::deserialize(AskFields).err().unwrap().to_string();
        answer.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_alias_list_and_the_structs_accept_the_same_names() {
        let shape = crate::config::shape::full();
        let sections = [
            ("", accepted::<RunConfig>()),
            ("domain", accepted::<DomainSection>()),
            ("model", accepted::<ModelSection>()),
            ("model.scratch", accepted::<ScratchSection>()),
            ("model.lora", accepted::<LoraSection>()),
            ("model.server", accepted::<ServerSection>()),
            ("warm_start", accepted::<WarmStartSection>()),
            ("rollout", accepted::<RolloutSection>()),
            ("sampling", accepted::<SamplingParams>()),
            ("objective", accepted::<ObjectiveSection>()),
            ("optim", accepted::<OptimSection>()),
            ("curriculum", accepted::<CurriculumSection>()),
            ("diversity", accepted::<DiversitySection>()),
            ("eval", accepted::<EvalSection>()),
            ("ckpt", accepted::<CkptSection>()),
            ("log", accepted::<LogSection>()),
        ];
        for (section, by_struct) in sections {
            let table = section
                .split('.')
                .filter(|part| !part.is_empty())
                .fold(&shape, |table, part| table.get(part).and_then(toml::Value::as_table).unwrap());
            let mut by_list: BTreeSet<String> = table.keys().cloned().collect();
            by_list.extend(ALIASES.iter().filter(|(of, ..)| *of == section).map(|(_, alias, _)| (*alias).to_owned()));
            assert_eq!(by_struct, by_list, "section {section:?}");
        }
    }

    #[test]
    fn swapped_letters_and_lost_endings_are_recognised() {
        let names = ["group_size", "groups_per_step", "max_batch"];
        assert_eq!(nearest("gruop_size", names), Some("group_size"));
        assert_eq!(nearest("groups_per_stpe", names), Some("groups_per_step"));
        assert_eq!(nearest("zebra", names), None);
    }
}
