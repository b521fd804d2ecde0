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

    /// A configuration's TOML text with each value's layer as a comment behind it.
    pub fn annotate(&self, config: &str) -> String {
        let mut section = String::new();
        let mut text = String::new();
        for line in config.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = name.to_owned();
            }
            let origin = line.split_once(" = ").map(|(key, _)| self.get(&super::shape::join(&section, key)).unwrap_or("default"));
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
}
