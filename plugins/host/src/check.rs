//! The conformance check of a plugin, as the binary `check_domain` and the verb `exitrl check-domain` run it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use exitrl_domain::{ClientError, Request};
use exitrl_testkit::{CheckOptions, RawCall, Report, Subject, check};

use crate::dylib::Plugin;
use crate::handshake::{HELLO, write};
use crate::process::Process;
use crate::{DomainSpec, HostError, Limits, Transport, locate};

/// What `check_domain` is asked to do.
#[derive(Debug, Clone, clap::Args)]
pub struct CheckArgs {
    /// The plugin: a path with a directory (./target/debug/libmy_domain.so, ./my_domain.py) or a name (math)
    pub plugin: String,
    /// The domain's configuration: JSON, or a .json or .toml file
    #[arg(long, default_value = "{}", value_name = "JSON|FILE")]
    pub config: String,
    /// How to reach it: auto, dylib or subprocess
    #[arg(long, default_value = "auto", value_parser = transport)]
    pub transport: Transport,
    /// Tasks of each split that the laws play
    #[arg(long, default_value_t = 8)]
    pub tasks: u64,
    /// Numbers of the laws to try; all where none is given
    #[arg(long = "law", value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=14))]
    pub laws: Vec<u8>,
    /// Seeds of episodes and random hostile texts
    #[arg(long = "seed", value_name = "SEED", default_values_t = [1, 2, 3])]
    pub seeds: Vec<u64>,
    /// Answers to play besides the kit's own, where only these lead to a second turn
    #[arg(long = "answer", value_name = "TEXT")]
    pub answers: Vec<String>,
    /// The most quality that an answer which says nothing may earn
    #[arg(long, default_value_t = 0.0, value_name = "QUALITY")]
    pub null_floor: f64,
    /// How long grading one answer may take, in seconds
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS")]
    pub deadline: f64,
    /// How long one law may take, in seconds
    #[arg(long, default_value_t = 120.0, value_name = "SECONDS")]
    pub law_limit: f64,
    /// Episodes of the first round of law 13
    #[arg(long, default_value_t = 1000)]
    pub episodes: u64,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The configuration is neither JSON nor a file that can be read.
    #[error("--config {given:?} cannot be used: {seen}; give a JSON object, or the path of a .json or .toml file")]
    Config {
        /// As it was given.
        given: String,
        /// What was wrong with it.
        seen: String,
    },
    /// A length of time that is none.
    #[error("--{option} is {given}; it must be a number of seconds above 0")]
    Seconds {
        /// Name of the option.
        option: &'static str,
        /// As it was given.
        given: f64,
    },
    /// The plugin cannot be opened at all.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The report cannot be written.
    #[error("the report cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

impl CheckError {
    /// The exit code of a program that ends with this error: 2 where the command line is at fault, else 1.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Config { .. } | Self::Seconds { .. }) { 2 } else { 1 }
    }
}

impl CheckArgs {
    /// Checks the plugin and writes the report; gives whether it passed.
    ///
    /// # Errors
    /// When the configuration cannot be read, the plugin cannot be opened, or the report cannot be written.
    pub fn run(&self, output: &mut impl Write) -> Result<bool, CheckError> {
        let spec = DomainSpec::new(&self.plugin).with_config(read_config(&self.config)?).with_transport(self.transport);
        let report = check_plugin(&spec, &self.options()?)?;
        if self.json {
            serde_json::to_writer_pretty(&mut *output, &report).map_err(std::io::Error::from)?;
            writeln!(output)?;
        } else {
            write!(output, "{report}")?;
        }
        Ok(report.passed())
    }

    fn options(&self) -> Result<CheckOptions, CheckError> {
        Ok(CheckOptions {
            tasks: self.tasks.max(1),
            seeds: self.seeds.clone(),
            answers: self.answers.clone(),
            step_deadline: seconds("deadline", self.deadline)?,
            law_limit: seconds("law-limit", self.law_limit)?,
            null_floor: self.null_floor,
            episodes: self.episodes,
            laws: self.laws.clone(),
            ..CheckOptions::default()
        })
    }
}

fn seconds(option: &'static str, given: f64) -> Result<Duration, CheckError> {
    let duration = Duration::try_from_secs_f64(given).ok().filter(|duration| !duration.is_zero());
    duration.ok_or(CheckError::Seconds { option, given })
}

fn transport(text: &str) -> Result<Transport, String> {
    match text {
        "auto" => Ok(Transport::Auto),
        "dylib" => Ok(Transport::Dylib),
        "subprocess" => Ok(Transport::Subprocess),
        _ => Err("it must be auto, dylib or subprocess".to_owned()),
    }
}

/// Reads a domain's configuration as it is given on a command line: a JSON object, or the path of a `.json` or `.toml` file.
///
/// # Errors
/// When it is neither.
pub fn read_config(given: &str) -> Result<serde_json::Value, CheckError> {
    let failed = |seen: String| CheckError::Config { given: given.to_owned(), seen };
    if given.trim_start().starts_with('{') {
        return serde_json::from_str(given).map_err(|e| failed(e.to_string()));
    }
    let text = std::fs::read_to_string(given).map_err(|e| failed(e.to_string()))?;
    let is_toml = Path::new(given).extension().is_some_and(|extension| extension == "toml");
    let config: serde_json::Value = if is_toml {
        toml::from_str(&text).map_err(|e| failed(e.to_string()))?
    } else {
        serde_json::from_str(&text).map_err(|e| failed(e.to_string()))?
    };
    if config.is_object() { Ok(config) } else { Err(failed("it holds no object".to_owned())) }
}

/// Tries the laws on a plugin.
///
/// # Errors
/// When the plugin cannot be opened at all; whatever goes wrong after that is a broken law.
pub fn check_plugin(spec: &DomainSpec, options: &CheckOptions) -> Result<Report, HostError> {
    drop(crate::open(spec)?);
    Ok(check(&subject(spec), options))
}

/// A plugin as the kit sees it: opened afresh for every law, raw bytes included.
pub fn subject(spec: &DomainSpec) -> Subject {
    let (typed, raw) = (spec.clone(), spec.clone());
    Subject::new(move || crate::open(&typed).map_err(as_client_error)).with_raw(move || open_raw(&raw).map_err(as_client_error))
}

fn as_client_error(error: HostError) -> ClientError {
    match error {
        HostError::Call(error) => error,
        other => ClientError::Transport(other.to_string()),
    }
}

fn open_raw(spec: &DomainSpec) -> Result<RawCall, HostError> {
    let path = locate::locate(&spec.plugin)?;
    let loaded = spec.transport == Transport::Dylib || (spec.transport == Transport::Auto && locate::is_dylib(&path));
    if loaded { raw_dylib(&path, spec) } else { raw_process(path, spec) }
}

fn raw_dylib(path: &Path, spec: &DomainSpec) -> Result<RawCall, HostError> {
    let plugin = Plugin::load(path, spec.limits.max_message_bytes)?;
    let failed = |seen: String| HostError::Call(ClientError::Transport(seen));
    let config = spec.config.to_string();
    let domain = plugin.open(config.as_bytes(), spec.max_threads).map_err(failed)?;
    let domain = domain.map_err(|refusal| failed(format!("it did not open: {}", String::from_utf8_lossy(&refusal))))?;
    Ok(Box::new(move |bytes, _| domain.call(bytes).map_err(ClientError::Transport)))
}

fn raw_process(path: PathBuf, spec: &DomainSpec) -> Result<RawCall, HostError> {
    let Limits { open, max_message_bytes, .. } = spec.limits;
    let (program, args) = locate::command_line(&path, &spec.args)?;
    let process = Mutex::new(Process::start(&program, &args, max_message_bytes)?);
    let call: RawCall = Box::new(move |bytes, deadline| {
        let mut process = process.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = |failure| ClientError::Transport(format!("no answer from {}: {failure:?}", path.display()));
        process.exchange(bytes.to_vec(), deadline).map_err(lost)
    });
    for request in [HELLO, Request::Open { config: spec.config.clone(), max_threads: spec.max_threads }] {
        let bytes = write(&spec.plugin, &request).map_err(HostError::Call)?;
        call(&bytes, open).map_err(HostError::Call)?;
    }
    Ok(call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_json_or_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let wanted = serde_json::json!({"family": "add", "digits": 2});
        assert_eq!(read_config(" {\"family\": \"add\", \"digits\": 2}").unwrap(), wanted);
        assert_eq!(read_config(&file("a.toml", "family = \"add\"\ndigits = 2")).unwrap(), wanted);
        assert_eq!(read_config(&file("a.json", &wanted.to_string())).unwrap(), wanted);
    }

    #[test]
    fn a_configuration_that_is_neither_says_what_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.json");
        std::fs::write(&list, "[1]").unwrap();
        for (given, seen) in [("{\"a\":", "EOF"), ("./no/such.toml", "No such file"), (&list.display().to_string(), "no object")]
        {
            let error = read_config(given).unwrap_err();
            assert!(error.to_string().contains(seen) && error.exit_code() == 2, "{error}");
        }
    }

    #[test]
    fn a_deadline_must_be_some_time() {
        assert_eq!(seconds("deadline", 1.5).unwrap(), Duration::from_millis(1500));
        for given in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(seconds("deadline", given).is_err(), "{given}");
        }
    }
}
