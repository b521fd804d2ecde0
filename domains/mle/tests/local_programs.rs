//! Programs for the local competitions: what they score on the recorded splits, and which medals that earns.

mod local_common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use exitrl_mle::competition::{Competition, CompetitionReport, Mode};
use exitrl_mle::local::{MeasuredScores, local_competitions, measured_scores};
use local_common::{all_prepared, path_of};

const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs");
const MEASURED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/local/measured.json");

/// Runs programs one after the other in one interpreter, which imports scikit-learn once: `FOLDER SCRIPT` for each.
const RUN_ALL: &str = "import os, runpy, sys
while len(sys.argv) > 1:
    folder, script = sys.argv[1:3]
    del sys.argv[1:3]
    os.chdir(folder)
    print('running', script, flush=True)
    runpy.run_path(script, run_name='__main__')
";

/// Runs the program `kind` of each of `ids`, each in a new folder below `runs` with its public files in `input`, and answers what was
/// printed.
fn run_programs(python: &Path, kind: &str, ids: &[&str], data: &Path, runs: &Path) -> String {
    let mut command = Command::new(python);
    command.args(["-c", RUN_ALL]).env("OMP_NUM_THREADS", "1").env("OPENBLAS_NUM_THREADS", "1");
    for id in ids {
        let folder = runs.join(id).join(kind);
        std::fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink(data.join(id).join("prepared/public"), folder.join("input")).unwrap();
        command.arg(folder).arg(format!("{PROGRAMS}/{id}/{kind}.py"));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{kind}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn report(data: &Path, runs: &Path, id: &str, kind: &str) -> CompetitionReport {
    let graded =
        Competition::open(data, id, None).unwrap().grade(&runs.join(id).join(kind).join("submission.csv"), Mode::Strict).unwrap();
    assert_eq!(graded.error, None, "{kind} of {id}");
    graded.report
}

fn all_ids() -> Vec<&'static str> {
    local_competitions().iter().map(|competition| competition.id).collect()
}

/// The program that runs what needs nothing but Python's own modules.
fn plain_python() -> Option<PathBuf> {
    let candidates = [std::env::var_os("EXITRL_MLE_PYTHON").map(PathBuf::from), Some(PathBuf::from("python3"))];
    let starts = |python: &PathBuf| Command::new(python).arg("--version").output().is_ok_and(|output| output.status.success());
    let python = candidates.into_iter().flatten().find(starts);
    if python.is_none() {
        eprintln!("skipped: there is no python3");
    }
    python
}

/// Scores are rounded to five decimals; the last may differ between processors.
fn assert_as_recorded(score: Option<f64>, recorded: f64, what: &str) {
    let score = score.unwrap();
    assert!((score - recorded).abs() < 1.5e-5, "{what}: {score}, recorded {recorded}; EXITRL_BLESS=1 records anew");
}

#[test]
fn a_constant_answer_scores_as_recorded_and_earns_nothing() {
    let (Some(data), Some(python)) = (all_prepared(), plain_python()) else { return };
    let runs = tempfile::tempdir().unwrap();
    run_programs(&python, "baseline", &all_ids(), data.path(), runs.path());
    let recorded = measured_scores();
    for id in all_ids() {
        let report = report(data.path(), runs.path(), id, "baseline");
        assert!(!report.any_medal && !report.above_median, "{report:?}");
        if std::env::var_os("EXITRL_BLESS").is_none() {
            assert_as_recorded(report.score, recorded[id].baseline, id);
        }
    }
}

#[test]
fn an_obvious_model_earns_bronze_and_a_careful_one_gold() {
    let (Some(data), Some(python)) = (all_prepared(), path_of("EXITRL_MLE_PYTHON")) else { return };
    let runs = tempfile::tempdir().unwrap();
    let kinds = ["baseline", "simple", "strong"];
    let printed = std::thread::scope(|scope| {
        let run = |kind| run_programs(&python, kind, &all_ids(), data.path(), runs.path());
        let threads = kinds.map(|kind| scope.spawn(move || run(kind)));
        threads.map(|thread| thread.join().unwrap())
    });
    for printed in &printed {
        let scores =
            printed.lines().filter_map(|line| line.starts_with("validation score").then(|| line.rsplit(' ').next()).flatten());
        let scores: Vec<f64> = scores.map(|score| score.parse().unwrap()).collect();
        assert!(scores.len() == 15 && scores.iter().all(|score| score.is_finite()), "a validation score each: {printed}");
    }
    let of = |id: &str, kind: &str| report(data.path(), runs.path(), id, kind);
    if std::env::var_os("EXITRL_BLESS").is_some() {
        let score = |id, kind| of(id, kind).score.unwrap();
        let of_id =
            |id| MeasuredScores { baseline: score(id, "baseline"), simple: score(id, "simple"), strong: score(id, "strong") };
        let measured: BTreeMap<&str, MeasuredScores> = all_ids().into_iter().map(|id| (id, of_id(id))).collect();
        std::fs::write(MEASURED, format!("{}\n", serde_json::to_string_pretty(&measured).unwrap())).unwrap();
        return;
    }
    let recorded = measured_scores();
    for id in all_ids() {
        let (simple, strong) = (of(id, "simple"), of(id, "strong"));
        assert_as_recorded(simple.score, recorded[id].simple, id);
        assert_as_recorded(strong.score, recorded[id].strong, id);
        assert!(simple.bronze_medal && simple.above_median, "{simple:?}");
        assert!(strong.gold_medal, "{strong:?}");
        // A score half the way from simple to strong earns silver: its threshold is there, up to rounding.
        let half = f64::midpoint(recorded[id].simple, recorded[id].strong);
        assert!((strong.silver_threshold - half).abs() < 1.5e-5, "{strong:?}");
    }
}

#[test]
fn the_sample_submission_of_every_competition_is_valid_and_worth_no_medal() {
    let Some(data) = all_prepared() else { return };
    for local in local_competitions() {
        let competition = Competition::open(data.path(), local.id, None).unwrap();
        assert_eq!((competition.metric(), competition.is_lower_better()), (local.metric, local.lower_is_better));
        assert_eq!((competition.range(), competition.name()), (local.range, local.title));
        let graded = competition.grade(competition.sample_submission(), competition.default_mode()).unwrap();
        assert_eq!(graded.error, None, "{}", local.id);
        assert!(!graded.report.any_medal && !graded.report.above_median, "{:?}", graded.report);
        assert!((0.0..1.0).contains(&graded.normalised));
    }
}
