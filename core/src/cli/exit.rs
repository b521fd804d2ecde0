//! Exit codes, and errors as text.

use std::io::Write;
use std::process::ExitCode;

use crate::ablate::AblateError;
use crate::config::ConfigError;
use crate::config::device::DeviceError;
use crate::error::TrainError;

/// Something failed.
const FAILURE: u8 = 1;
/// The command line or the configuration is wrong.
pub(super) const USAGE: u8 = 2;
/// Stopped by the user, as a shell reports a process that SIGINT ended.
pub(super) const INTERRUPTED: u8 = 130;

/// A command line that cannot be carried out: what was given, and what to give instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct UsageError(pub(super) String);

/// Stopped by the user: what is kept, and how to go on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Stopped(pub(super) String);

/// A verb that did its work and found something wrong, which it has already told of.
#[derive(Debug, thiserror::Error)]
#[error("")]
pub(super) struct AlreadyTold;

/// Writes to standard output. A reader that has seen enough, as `head` does, is no error of ours.
pub(super) fn say(text: impl std::fmt::Display) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{text}").and_then(|()| output.flush());
}

/// The exit code of a verb; its error goes to standard error.
pub(super) fn code_of(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !error.is::<AlreadyTold>() {
                eprintln!("{}", text(&error));
            }
            ExitCode::from(code(&error))
        }
    }
}

fn code(error: &anyhow::Error) -> u8 {
    let any = |is: fn(&(dyn std::error::Error + 'static)) -> bool| error.chain().any(is);
    let interrupted = any(|cause| matches!(cause.downcast_ref(), Some(TrainError::Interrupted { .. })) || cause.is::<Stopped>())
        || any(|cause| matches!(cause.downcast_ref(), Some(AblateError::Interrupted { .. })));
    if interrupted {
        INTERRUPTED
    } else if any(|cause| cause.is::<UsageError>() || cause.is::<ConfigError>() || cause.is::<DeviceError>())
        || any(|cause| matches!(cause.downcast_ref(), Some(AblateError::Plan(_) | AblateError::Config(_))))
    {
        USAGE
    } else {
        FAILURE
    }
}

/// `error: ...`, and below it each cause that says something new.
fn text(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    let mut text = format!("error: {told}");
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Many of our messages hold the text of their source already.
        if !told.contains(&cause) {
            text += &format!("\n  caused by: {cause}");
            told += &cause;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context, anyhow};

    #[test]
    fn a_cause_is_told_once() {
        let io = std::io::Error::other("disk full");
        let output = TrainError::Output { path: "m.jsonl".into(), what: "appending failed".into(), source: io };
        let error = Err::<(), _>(output).context("training failed").unwrap_err();
        assert_eq!(text(&error), "error: training failed\n  caused by: m.jsonl: appending failed: disk full");
    }

    #[test]
    fn the_kind_of_error_decides_the_exit_code() {
        let interrupted = TrainError::Interrupted { train_step: 3, run_dir: "r".into() };
        assert_eq!(code(&anyhow!(interrupted)), 130);
        assert_eq!(code(&anyhow!(AblateError::Interrupted { done: 1, all: 2 })), 130);
        assert_eq!(code(&anyhow!(AblateError::Plan("no".into()))), 2);
        assert_eq!(code(&anyhow!(Stopped("half way".into()))), 130);
        assert_eq!(code(&anyhow!(UsageError("no".into())).context("more")), 2);
        assert_eq!(code(&anyhow!(ConfigError { problems: Vec::new() })), 2);
        assert_eq!(code(&anyhow!("anything")), 1);
    }
}
