//! The command line as users see it.

use std::path::Path;

use clap::{Command, CommandFactory};

use super::*;

/// Every verb's help, by the words that lead to it.
fn helps(command: Command, words: &str, found: &mut Vec<(String, String)>) {
    let mut shown = command.clone().bin_name(words).term_width(100);
    found.push((words.replace(' ', "_"), shown.render_long_help().to_string()));
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        helps(verb.clone(), &format!("{words} {}", verb.get_name()), found);
    }
}

/// What help says is part of the product, so a change of it is seen in review.
/// `EXITRL_BLESS=1 cargo test -p exitrl --lib help` writes the files anew.
#[test]
fn help_is_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/help");
    let mut found = Vec::new();
    helps(Cli::command(), "exitrl", &mut found);
    for (name, text) in found {
        let path = folder.join(format!("{name}.txt"));
        if std::env::var_os("EXITRL_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let recorded = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, recorded, "{} differs; if that is meant, run with EXITRL_BLESS=1", path.display());
        assert!(text.lines().all(|line| line.chars().count() <= 130), "{name} has a line that no terminal holds");
    }
}

#[test]
fn the_parser_is_sound() {
    Cli::command().debug_assert();
}

/// The exit code as text, since codes cannot be compared.
fn code(args: &[&str]) -> String {
    format!("{:?}", run(std::iter::once("exitrl").chain(args.iter().copied()).map(OsString::from)))
}

#[test]
fn exit_codes_tell_usage_from_failure() {
    let success = format!("{:?}", ExitCode::SUCCESS);
    let usage = format!("{:?}", ExitCode::from(2));
    let failure = format!("{:?}", ExitCode::from(1));
    assert_eq!(code(&["--version"]), success);
    assert_eq!(code(&["list", "devices"]), success);
    assert_eq!(code(&["trian"]), usage);
    assert_eq!(code(&["train", "no/such/file.toml"]), usage);
    assert_eq!(code(&["train", "--resume", "no/such/run"]), usage);
    assert_eq!(code(&["train", "model.scratch={}", "sampling.max_new_tokens=9", "--print-config"]), success);
    assert_eq!(code(&["train", "model.scratch={}", "sampling.max_new_tokens=9", "--rollout.group_size=1", "--dry-run"]), usage);
    assert_eq!(code(&["eval", "no/such/model"]), usage);
    assert_eq!(code(&["report", "no/such/run"]), failure);
    assert_eq!(code(&["buffer", "list", "no/such/run"]), failure);
    assert_eq!(code(&["buffer", "tree", "no/such/run", "t", "--format", "png"]), usage);
    assert_eq!(code(&["grade", "--domain", "./no/such.so", "--input", "-", "--output", "-"]), failure);
    assert_eq!(code(&["grade", "--domain", "math", "--domain-config", "{", "--input", "-", "--output", "-"]), usage);
    assert_eq!(code(&["model", "inspect", "no/such/model"]), failure);
}
