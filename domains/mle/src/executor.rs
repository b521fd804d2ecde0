//! Programs in the sandbox.

use std::path::{Path, PathBuf};
use std::time::Duration;

use exitrl_domain::{DomainError, Host};
use exitrl_sandbox::{Isolation, Job, Limits, Outcome, Report, Sandbox, SandboxOptions, Strength, Tier};

use crate::config::MleConfig;
use crate::judge::{Ending, Execute, Execution, RunFacts};
use crate::local::hidden_package_paths;

/// What is kept of each output stream, in bytes; the feedback shows less.
const OUTPUT_BYTES: u64 = 64 << 10;
/// Longest submission, in bytes.
const SUBMISSION_BYTES: u64 = 256 << 20;
/// Packages that a prompt names where an interpreter has them: folder and name.
const KNOWN_PACKAGES: [(&str, &str); 12] = [
    ("numpy", "numpy"),
    ("pandas", "pandas"),
    ("scipy", "scipy"),
    ("sklearn", "scikit-learn"),
    ("statsmodels", "statsmodels"),
    ("xgboost", "xgboost"),
    ("lightgbm", "lightgbm"),
    ("catboost", "catboost"),
    ("torch", "torch"),
    ("torchvision", "torchvision"),
    ("transformers", "transformers"),
    ("PIL", "Pillow"),
];

/// Runs programs in the sandbox.
pub(crate) struct Sandboxed {
    sandbox: Sandbox,
    limits: Limits,
    cores: u32,
    hide: Vec<PathBuf>,
    packages: Vec<String>,
}

impl Sandboxed {
    /// Opens the sandbox that the configuration asks for, after its self-test.
    ///
    /// # Errors
    /// When nothing isolates here, or launcher or interpreter are missing.
    pub(crate) fn open(config: &MleConfig, host: &Host) -> Result<Self, DomainError> {
        let options = SandboxOptions {
            allow_unsandboxed: config.allow_unsandboxed,
            launcher: config.launcher.clone(),
            python: config.python.clone(),
            tier: None,
        };
        let sandbox = Sandbox::open(&options)
            .map_err(|refusal| DomainError::config(format!("the mle domain cannot run programs: {refusal}")))?;
        if sandbox.tier() == Tier::Unsandboxed {
            host.log(2, "mle: programs run WITHOUT isolation, as allow_unsandboxed asks: they can read the answers and all that this user can");
        }
        let site_packages = site_packages(&sandbox.interpreter().prefixes);
        let mut hide = hidden_package_paths(&site_packages);
        hide.extend(config.hide.iter().cloned());
        let packages = config.packages.clone().unwrap_or_else(|| known_packages(&site_packages));
        let limits = Limits {
            wall: config.wall(),
            cpu: config.cpu(),
            memory_bytes: config.limits.memory_mib << 20,
            processes: config.limits.processes,
            scratch_bytes: config.limits.scratch_mib << 20,
            output_bytes: OUTPUT_BYTES,
            submission_bytes: SUBMISSION_BYTES,
        };
        Ok(Self { sandbox, limits, cores: config.limits.cores, hide, packages })
    }

    /// What the prompt tells of the interpreter's packages.
    pub(crate) fn packages(&self) -> &[String] {
        &self.packages
    }
}

impl Execute for Sandboxed {
    fn execute(&self, program: &str, input: &Path, out: &Path, wall: Duration) -> Result<Execution, String> {
        let job = Job {
            input: Some(input.to_owned()),
            out: Some(out.to_owned()),
            limits: Limits { wall, ..self.limits.clone() },
            hide: self.hide.clone(),
            threads: self.cores,
            ..Job::new(program)
        };
        let report = self.sandbox.run(&job).map_err(|error| error.to_string())?;
        let ending = ending(&report).ok_or_else(|| report.message.clone().unwrap_or_else(|| "the sandbox failed".to_owned()))?;
        let submission = match report.submission.reason {
            None if report.submission.taken => Ok(out.join("submission.csv")),
            reason => Err(reason.unwrap_or_else(|| "none was left".to_owned())),
        };
        let facts = RunFacts {
            wall_ms: report.wall_ms,
            cpu_ms: report.cpu_ms,
            peak_memory_bytes: Some(report.peak_memory_bytes),
            stdout: report.stdout.text,
            stderr: report.stderr.text,
            isolation: isolation(&report.isolation),
        };
        Ok(Execution { ending, facts, submission })
    }

    fn fingerprint(&self) -> String {
        format!("{:?} {:?} {} {:?}", self.sandbox.interpreter().executable, self.limits, self.cores, self.hide)
    }
}

/// How the program ended; nothing where the sandbox failed.
fn ending(report: &Report) -> Option<Ending> {
    match report.outcome {
        Outcome::Ok => Some(Ending::Ok),
        Outcome::NonzeroExit => Some(Ending::ExitCode(report.exit_code.unwrap_or(-1))),
        Outcome::Signal => Some(Ending::Signal(report.signal.unwrap_or(-1))),
        Outcome::WallTimeout => Some(Ending::WallTimeout),
        Outcome::CpuTimeout => Some(Ending::CpuTimeout),
        Outcome::OutOfMemory => Some(Ending::OutOfMemory),
        Outcome::SandboxError => None,
    }
}

/// The tier, and the protections that are weaker.
fn isolation(isolation: &Isolation) -> String {
    let weaker = isolation.protections.iter().filter(|protection| protection.state == Strength::Weaker);
    let weaker: Vec<&str> = weaker.map(|protection| protection.name.as_str()).collect();
    match weaker.as_slice() {
        [] => isolation.tier.name().to_owned(),
        weaker => format!("{}, weaker: {}", isolation.tier.name(), weaker.join(", ")),
    }
}

/// The folders of installed packages below an interpreter's prefixes.
fn site_packages(prefixes: &[PathBuf]) -> Vec<PathBuf> {
    let libraries = prefixes.iter().flat_map(|prefix| ["lib", "lib64", "local/lib"].map(|name| prefix.join(name)));
    let pythons = libraries.flat_map(|library| std::fs::read_dir(library).into_iter().flatten().flatten());
    let pythons = pythons.filter(|entry| entry.file_name().to_string_lossy().starts_with("python3")).map(|entry| entry.path());
    let folders = pythons.flat_map(|python| ["site-packages", "dist-packages"].map(|name| python.join(name)));
    let mut folders: Vec<PathBuf> = folders.filter(|folder| folder.is_dir()).collect();
    folders.sort();
    folders.dedup();
    folders
}

fn known_packages(site_packages: &[PathBuf]) -> Vec<String> {
    let has = |folder: &str| site_packages.iter().any(|packages| packages.join(folder).is_dir());
    KNOWN_PACKAGES.iter().filter(|(folder, _)| has(folder)).map(|(_, name)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_found_in_every_folder_that_python_looks_at() {
        let prefix = tempfile::tempdir().unwrap();
        for folder in
            ["lib/python3.12/site-packages/numpy", "lib/python3.12/site-packages/sklearn", "lib/python3.12/dist-packages/pandas"]
        {
            std::fs::create_dir_all(prefix.path().join(folder)).unwrap();
        }
        let folders = site_packages(&[prefix.path().to_owned(), prefix.path().to_owned()]);
        assert_eq!(folders.len(), 2);
        assert_eq!(known_packages(&folders), ["numpy", "pandas", "scikit-learn"]);
    }
}
