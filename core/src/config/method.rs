//! Named methods: the paper's cumulative ablations as presets (arXiv 2509.04575, Table 1).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A named method: each but the first is the one before it with one part added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Base tasks only.
    Grpo,
    /// Starts are kept and drawn again, but only attempted.
    Curriculum,
    /// Groups from the buffer improve on an earlier answer.
    Improve,
    /// Some of them diverge from it instead.
    Diverge,
    /// Advantages carry the diversity bonus: full Exploratory Iteration.
    Exit,
}

impl Method {
    /// In the order in which they build on each other.
    pub const ALL: [Self; 5] = [Self::Grpo, Self::Curriculum, Self::Improve, Self::Diverge, Self::Exit];

    /// The keys that make a method: every preset sets all of them and nothing else, so that none is left over from another.
    pub const KEYS: [&str; 4] =
        ["curriculum.type", "curriculum.self_iterations", "curriculum.divergence_prob", "diversity.bonus"];

    /// The name that a configuration uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grpo => "grpo",
            Self::Curriculum => "curriculum",
            Self::Improve => "improve",
            Self::Diverge => "diverge",
            Self::Exit => "exit",
        }
    }

    /// The method of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// What it is, in a line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Grpo => "base tasks only: the baseline",
            Self::Curriculum => "grpo, and starts that teach most are kept and attempted again",
            Self::Improve => "curriculum, and such groups improve on the answer they start from",
            Self::Diverge => "improve, and one in five of them diverges from it instead",
            Self::Exit => "diverge, and advantages carry the diversity bonus: full ExIt (arXiv 2509.04575)",
        }
    }

    /// The preset as TOML text.
    pub(super) fn preset(self) -> &'static str {
        match self {
            Self::Grpo => include_str!("methods/grpo.toml"),
            Self::Curriculum => include_str!("methods/curriculum.toml"),
            Self::Improve => include_str!("methods/improve.toml"),
            Self::Diverge => include_str!("methods/diverge.toml"),
            Self::Exit => include_str!("methods/exit.toml"),
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{keys, load};

    /// The resolved configuration of a method, as key and value.
    fn resolved(method: Method) -> Vec<(String, String)> {
        let flags = ["model.scratch={}", "sampling.max_new_tokens=9"].map(str::to_owned);
        let flags = [&flags[..], &[format!("method={method}")]].concat();
        let config = toml::Value::try_from(load(&[], &flags).unwrap().config).unwrap();
        let value = |key: &str| {
            key.split('.').try_fold(&config, |value, part| value.get(part)).map_or(String::new(), ToString::to_string)
        };
        keys().into_iter().map(|key| (key.clone(), value(&key))).collect()
    }

    #[test]
    fn neighbours_differ_in_one_key_each() {
        let expect = [
            ("curriculum.type", "\"uniform\"", "\"exit\""),
            ("curriculum.self_iterations", "false", "true"),
            ("curriculum.divergence_prob", "0.0", "0.2"),
            ("diversity.bonus", "false", "true"),
        ];
        for (pair, (key, before, after)) in Method::ALL.windows(2).zip(expect) {
            let (left, right) = (resolved(pair[0]), resolved(pair[1]));
            let differs: Vec<_> = left.iter().zip(&right).filter(|(l, r)| l != r && l.0 != "method").collect();
            assert_eq!(differs.len(), 1, "{pair:?}: {differs:?}");
            assert_eq!((differs[0].0.0.as_str(), differs[0].0.1.as_str(), differs[0].1.1.as_str()), (key, before, after));
        }
    }

    #[test]
    fn every_preset_sets_every_key_of_a_method_with_its_reason() {
        for method in Method::ALL {
            let table: toml::Table = method.preset().parse().unwrap();
            let set: Vec<String> = table
                .iter()
                .flat_map(|(section, keys)| keys.as_table().unwrap().keys().map(move |key| format!("{section}.{key}")))
                .collect();
            assert_eq!(set.len(), Method::KEYS.len(), "{method}");
            assert!(Method::KEYS.iter().all(|key| set.iter().any(|set| set == key)), "{method}: {set:?}");
            let lines: Vec<&str> = method.preset().lines().collect();
            for pair in lines.windows(2).filter(|pair| pair[1].contains(" = ")) {
                assert!(pair[0].starts_with('#'), "{method}: {} has no comment", pair[1]);
            }
        }
    }
}
