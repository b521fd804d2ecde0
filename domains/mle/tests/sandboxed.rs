//! Programs in the real sandbox: what they may see of the machine, and what they may not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod local_common;

use std::path::PathBuf;

use exitrl_mle::competition::{Competition, Mode};
use exitrl_mle::local::{Packages, hidden_package_paths};
use exitrl_sandbox::{Job, Limits, Outcome, Report, Sandbox, SandboxOptions, Tier};
use local_common::{all_prepared, launcher, path_of};

/// The sandbox, and the paths that it hides from programs; nothing, with a word, where programs have no packages or nothing isolates.
fn sandbox() -> Option<(Sandbox, Vec<PathBuf>)> {
    let python = path_of("EXITRL_MLE_PYTHON")?;
    let hidden = hidden_package_paths(Packages::of_python(&python).unwrap().folders());
    let options = SandboxOptions { launcher: Some(launcher()), python: Some(python), ..SandboxOptions::default() };
    match Sandbox::open(&options) {
        Ok(sandbox) => {
            assert_ne!(sandbox.tier(), Tier::Unsandboxed);
            Some((sandbox, hidden))
        }
        Err(refusal) => {
            println!("skipped: {refusal}");
            None
        }
    }
}

#[test]
fn a_thief_in_the_sandbox_finds_no_data_set_and_an_honest_program_misses_nothing() {
    let (Some(data), Some((sandbox, hidden))) = (all_prepared(), sandbox()) else { return };
    let out = tempfile::tempdir().unwrap();
    let run = |kind: &str, hide: &[PathBuf]| -> (Report, Option<f64>) {
        let program = format!("{}/tests/programs/tumour-auc/{kind}.py", env!("CARGO_MANIFEST_DIR"));
        let job = Job {
            input: Some(data.path().join("tumour-auc/prepared/public")),
            out: Some(out.path().to_owned()),
            limits: Limits { memory_bytes: 2 << 30, ..Limits::default() },
            hide: hide.to_vec(),
            threads: 1,
            ..Job::new(std::fs::read(program).unwrap())
        };
        let report = sandbox.run(&job).unwrap();
        let competition = Competition::open(data.path(), "tumour-auc", None).unwrap();
        let score = competition.grade(&out.path().join("submission.csv"), Mode::Strict).unwrap().report.score;
        (report, score)
    };
    // Where nothing is hidden it knows every answer, so the test can fail.
    let (report, score) = run("thief", &[]);
    assert_eq!((report.outcome, score), (Outcome::Ok, Some(1.0)), "{}", report.stderr.text);
    let (report, score) = run("thief", &hidden);
    assert_eq!((report.outcome, score), (Outcome::NonzeroExit, None), "{}", report.stdout.text);
    assert!(report.stderr.text.contains("load_breast_cancer()"), "it must fail where it loads the data: {}", report.stderr.text);
    let (report, score) = run("strong", &hidden);
    assert!(score.is_some_and(|score| score > 0.99), "{}", report.stderr.text);
}

#[test]
fn a_program_sees_the_public_folder_and_never_the_private_one() {
    let (Some(data), Some((sandbox, hidden))) = (all_prepared(), sandbox()) else { return };
    let program = "import os\nprint(sorted(os.listdir('input')))\nfor root, folders, files in os.walk('/'):\n    \
                   folders[:] = [name for name in folders if root + name not in ('/proc', '/usr')]\n    \
                   if 'private' in folders: print('FOUND', root)\n";
    let input = data.path().join("tumour-auc/prepared/public");
    let report = sandbox.run(&Job { input: Some(input), hide: hidden, ..Job::new(program) }).unwrap();
    assert_eq!(
        report.stdout.text, "['description.md', 'sample_submission.csv', 'test.csv', 'train.csv']\n",
        "{}",
        report.stderr.text
    );
}
