//! `exitrl doctor`: what this machine and this build can do.

use std::path::Path;
use std::process::Command;

use clap::Args;

use crate::config::device;
use crate::hub;

use super::exit::say;

#[derive(Debug, Args)]
#[command(after_help = "Lines begin with ok, or with -- where something optional is missing; what to do stands behind it.")]
pub(super) struct DoctorArgs {}

/// One thing looked at.
struct Finding {
    name: String,
    /// What was seen, or what is missing and what to do.
    seen: Result<String, String>,
}

impl Finding {
    fn new(name: impl Into<String>, seen: Result<String, String>) -> Self {
        Self { name: name.into(), seen }
    }
}

pub(super) fn run(_: &DoctorArgs) -> anyhow::Result<()> {
    let parts =
        [("build", build()), ("machine", machine()), ("devices", devices()), ("plugins", plugins()), ("models", models())];
    for (head, findings) in parts {
        say(head);
        for finding in findings {
            let (mark, text) = match &finding.seen {
                Ok(text) => ("ok", text),
                Err(text) => ("--", text),
            };
            say(format_args!("  {mark} {:14} {text}", finding.name));
        }
    }
    Ok(())
}

fn build() -> Vec<Finding> {
    let profile = if cfg!(debug_assertions) { "dev profile, with checks; --release is faster" } else { "release profile" };
    let versions = format!("plugin table {}, protocol {}", exitrl_domain::ABI_VERSION, exitrl_domain::PROTOCOL_VERSION);
    vec![Finding::new("exitrl", Ok(format!("{}, {profile}", env!("CARGO_PKG_VERSION")))), Finding::new("boundary", Ok(versions))]
}

fn machine() -> Vec<Finding> {
    let threads = std::thread::available_parallelism().map_or_else(|e| Err(e.to_string()), |n| Ok(n.to_string()));
    vec![
        Finding::new("system", Ok(format!("{} {}", std::env::consts::OS, std::env::consts::ARCH))),
        Finding::new("threads", threads),
        Finding::new("vector units", vector_units()),
        Finding::new("disk here", free_space(Path::new("."))),
    ]
}

#[cfg(target_arch = "x86_64")]
fn vector_units() -> Result<String, String> {
    let seen = [
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
    ];
    let names: Vec<&str> = seen.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect();
    if names.is_empty() { Err("no avx2: the CPU device will be slow".to_owned()) } else { Ok(names.join(" ")) }
}

#[cfg(not(target_arch = "x86_64"))]
fn vector_units() -> Result<String, String> {
    Ok("those that every processor of this kind has".to_owned())
}

fn devices() -> Vec<Finding> {
    let list = device::available().into_iter();
    list.map(|info| {
        let seen = if info.devices.is_empty() { Err(info.remedy) } else { Ok(info.devices.join(" ")) };
        Finding::new(info.backend.name(), seen)
    })
    .collect()
}

fn plugins() -> Vec<Finding> {
    let found = exitrl_plugin_host::available();
    if found.is_empty() {
        let remedy = "build one with `cargo build --release -p exitrl-plugin-math`, or set EXITRL_PLUGIN_PATH";
        return vec![Finding::new("none found", Err(remedy.to_owned()))];
    }
    found.into_iter().map(|plugin| Finding::new(plugin.name, Ok(plugin.path.display().to_string()))).collect()
}

fn models() -> Vec<Finding> {
    let cache = hub::cache_root();
    let folder = cache.as_ref().map_or_else(|error| Err(error.to_string()), |path| Ok(path.display().to_string()));
    let disk = cache.map_or_else(|error| Err(error.to_string()), |path| free_space(&path));
    let pull = "`exitrl model pull --route pip` needs it";
    vec![
        Finding::new("cache", folder),
        Finding::new("disk there", disk),
        Finding::new("python3", answer("python3", &["--version"], pull)),
        Finding::new("pip", answer("python3", &["-m", "pip", "--version"], pull)),
    ]
}

/// The first line that a program prints.
fn answer(program: &str, args: &[&str], remedy: &str) -> Result<String, String> {
    let missing = |seen: String| format!("{seen}; {remedy}");
    let output = Command::new(program).args(args).output().map_err(|error| missing(format!("cannot be run: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    match text.lines().next() {
        Some(line) if output.status.success() => Ok(line.to_owned()),
        _ => Err(missing(format!("gave no answer ({})", output.status))),
    }
}

/// Free space at a path, or above it where it does not exist yet.
fn free_space(path: &Path) -> Result<String, String> {
    let there = path.ancestors().find(|part| part.exists()).unwrap_or(Path::new("."));
    let unknown = || "free space is unknown: `df` gives none".to_owned();
    let output = Command::new("df").arg("-Pk").arg(there).output().map_err(|_| unknown())?;
    let kib = free_kib(&String::from_utf8_lossy(&output.stdout)).ok_or_else(unknown)?;
    let gib = kib as f64 / (1u64 << 20) as f64;
    let text = format!("{gib:.1} GiB free");
    if gib < 2.0 { Err(format!("{text}; a checkpoint of a 135M model takes 1.6 GiB, free some")) } else { Ok(text) }
}

/// The fourth column of the second line, as POSIX lays `df -P` down.
fn free_kib(df: &str) -> Option<u64> {
    df.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_the_fourth_column() {
        let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda 100 30 70 30% /\n";
        assert_eq!(free_kib(df), Some(70));
        assert_eq!(free_kib("nothing"), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_named_with_a_remedy() {
        let text = answer("no-such-program-at-all", &[], "install it").unwrap_err();
        assert!(text.contains("cannot be run") && text.ends_with("install it"), "{text}");
    }
}
