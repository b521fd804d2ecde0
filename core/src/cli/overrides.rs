//! Configuration values on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::config::{self, ConfigError, Loaded};

/// Configuration files and values that go over them.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ConfigArgs {
    /// Configuration files, layered from left to right, and values such as optim.lr=1e-5
    #[arg(value_name = "FILE|KEY=VALUE")]
    pub(super) inputs: Vec<String>,
    /// Sets a value, as in --set optim.lr=1e-5; --optim.lr=1e-5 is short for it
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
    /// Named method: grpo, curriculum, improve, diverge or exit
    #[arg(long)]
    pub(super) method: Option<String>,
    /// Run folder
    #[arg(long, alias = "output_dir", value_name = "FOLDER")]
    pub(super) output_dir: Option<String>,
    /// Source of all randomness
    #[arg(long)]
    pub(super) seed: Option<String>,
    /// Train steps
    #[arg(long, alias = "max_steps", value_name = "N")]
    pub(super) max_steps: Option<String>,
    /// Compute device: flex, cuda:0, vulkan, metal, rocm:0, webgpu or auto
    #[arg(long)]
    pub(super) device: Option<String>,
}

impl ConfigArgs {
    /// The files among the inputs.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.inputs.iter().filter(|input| !is_assignment(input)).map(PathBuf::from).collect()
    }

    /// Every value given on the command line, in the order in which later ones win.
    pub(super) fn values(&self) -> Vec<String> {
        let named = [
            ("method", &self.method),
            ("output_dir", &self.output_dir),
            ("seed", &self.seed),
            ("max_steps", &self.max_steps),
            ("device", &self.device),
        ];
        let named = named.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?)));
        let inputs = self.inputs.iter().filter(|input| is_assignment(input)).cloned();
        inputs.chain(self.set.iter().cloned()).chain(named).collect()
    }

    /// The configuration that these arguments make, over some files that come first and below some values that come last.
    pub(super) fn load(&self, first: &[PathBuf], last: &[String]) -> Result<Loaded, ConfigError> {
        let files: Vec<PathBuf> = first.iter().cloned().chain(self.files()).collect();
        let values: Vec<String> = self.values().into_iter().chain(last.iter().cloned()).collect();
        config::load(&files, &values)
    }
}

/// Whether a word is `key=value` and no path.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(key, _)| is_key(key) && !std::path::Path::new(word).exists())
}

fn is_key(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    text.split('.').all(part)
}

/// Turns `--section.key=value` and `--section.key value` into `--set section.key=value`, which the parser knows.
pub(super) fn as_flags(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut flags = Vec::new();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let Some(dotted) = arg.to_str().and_then(dotted_flag) else {
            flags.push(arg);
            continue;
        };
        let mut assignment = OsString::from(dotted);
        if !dotted.contains('=')
            && let Some(value) = args.next()
        {
            assignment.push("=");
            assignment.push(value);
        }
        flags.extend([OsString::from("--set"), assignment]);
    }
    flags
}

/// What follows the dashes of `--section.key` or `--section.key=value`.
fn dotted_flag(arg: &str) -> Option<&str> {
    let rest = arg.strip_prefix("--")?;
    let key = rest.split('=').next().unwrap_or(rest);
    (key.contains('.') && is_key(key)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(args: &str) -> Vec<String> {
        as_flags(args.split(' ').map(OsString::from)).into_iter().map(|arg| arg.into_string().unwrap()).collect()
    }

    #[test]
    fn dotted_flags_become_values() {
        assert_eq!(
            flags("exitrl train a.toml --optim.lr=1e-5 --rollout.group-size 4 --seed 3"),
            ["exitrl", "train", "a.toml", "--set", "optim.lr=1e-5", "--set", "rollout.group-size=4", "--seed", "3"]
        );
        // Left for the configuration to complain of.
        assert_eq!(flags("exitrl --optim.lr"), ["exitrl", "--set", "optim.lr"]);
        assert_eq!(flags("--input ./a.b=c"), ["--input", "./a.b=c"]);
    }

    #[test]
    fn words_are_files_or_values() {
        let inputs = ["a.toml", "optim.lr=1", "seed=2", "dir/x=1.toml"].map(str::to_owned).to_vec();
        let args = ConfigArgs { inputs, set: vec!["seed=3".into()], seed: Some("4".into()), ..ConfigArgs::default() };
        assert_eq!(args.files(), [PathBuf::from("a.toml"), PathBuf::from("dir/x=1.toml")]);
        assert_eq!(args.values(), ["optim.lr=1", "seed=2", "seed=3", "seed=4"]);
    }
}
