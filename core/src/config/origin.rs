//! Which layer each value of a configuration came from.

use std::collections::BTreeMap;

/// The layer of every key that some layer set; all others are defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, String>);

impl Origins {
    pub(super) fn set(&mut self, key: &str, layer: &str) {
        self.0.insert(key.to_owned(), layer.to_owned());
    }

    /// The layer that set a key, or [`None`] for a default.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The layer that set a key, or the list that it lies in.
    fn around(&self, key: &str) -> Option<&str> {
        self.get(key).or_else(|| self.around(key.rsplit_once('.')?.0))
    }

    /// A configuration's TOML text with each value's layer as a comment behind it.
    pub fn annotate(&self, config: &str) -> String {
        let mut section = String::new();
        let mut text = String::new();
        for line in config.lines() {
            if line.starts_with('[') && line.ends_with(']') {
                section = line.trim_matches(['[', ']']).to_owned();
            }
            let origin =
                line.split_once(" = ").map(|(key, _)| self.around(&super::shape::join(&section, key)).unwrap_or("default"));
            match origin {
                Some(origin) => text += &format!("{line}  # {origin}\n"),
                None => text += &format!("{line}\n"),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_carries_its_layer() {
        let mut origins = Origins::default();
        origins.set("optim.lr", "small.toml");
        origins.set("seed", "--set");
        let text = origins.annotate("seed = 2\nmax_steps = 9\n\n[optim]\nlr = 0.1\n");
        assert_eq!(text, "seed = 2  # --set\nmax_steps = 9  # default\n\n[optim]\nlr = 0.1  # small.toml\n");
    }

    #[test]
    fn what_lies_in_a_list_has_the_layer_of_the_list() {
        let mut origins = Origins::default();
        origins.set("eval.splits", "a.toml");
        let text = origins.annotate("[[eval.splits]]\nname = \"x\"\n\n[eval.splits.config]\nlevel = 2\n");
        assert_eq!(text, "[[eval.splits]]\nname = \"x\"  # a.toml\n\n[eval.splits.config]\nlevel = 2  # a.toml\n");
    }
}
