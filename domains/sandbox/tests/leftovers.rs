//! Many runs, two at a time, and nothing stays behind: no process, mount, control group or file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use exitrl_sandbox::{Job, Limits, Outcome, Sandbox, SandboxOptions};

/// Runs unless `EXITRL_SANDBOX_RUNS` says another number.
const RUNS: usize = 60;

fn sandbox() -> Option<Sandbox> {
    let launcher = Some(PathBuf::from(env!("CARGO_BIN_EXE_exitrl-sandbox")));
    match Sandbox::open(&SandboxOptions { launcher, ..SandboxOptions::default() }) {
        Ok(sandbox) => Some(sandbox),
        Err(refusal) => {
            println!("skipped: {refusal}");
            None
        }
    }
}

/// Everything on this machine that bears the mark of a run.
fn marks() -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    let mut add = |kind: &str, text: String| {
        marks.insert(format!("{kind} {text}"));
    };
    for entry in std::fs::read_dir("/proc").expect("/proc").flatten() {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains("left_behind_marker") || line.starts_with("/proc/self/exe") {
            add("process", line);
        }
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").expect("mounts");
    mounts.lines().for_each(|line| add("mount", line.to_owned()));
    for entry in std::fs::read_dir(std::env::temp_dir()).expect("temporary files").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("exitrl-") {
            add("file", name);
        }
    }
    control_groups(Path::new("/sys/fs/cgroup"), 0, &mut add);
    marks
}

fn control_groups(folder: &Path, depth: usize, add: &mut impl FnMut(&str, String)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if !path.is_dir() || path.is_symlink() {
            continue;
        }
        if entry.file_name().to_string_lossy().starts_with("exitrl-sandbox-") {
            add("control group", path.display().to_string());
        } else if depth < 4 {
            control_groups(&path, depth + 1, add);
        }
    }
}

/// Programs that end in every way, some with children that want to stay.
const PROGRAMS: [(&str, Outcome); 5] = [
    ("open('submission.csv', 'w').write('id,y\\n1,2\\n')\n", Outcome::Ok),
    (
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)', 'left_behind_marker'], start_new_session=True)\n",
        Outcome::Ok,
    ),
    ("raise SystemExit(3)\n", Outcome::NonzeroExit),
    ("import os\nfor n in range(200): os.makedirs(f'deep/{n}/' + 'x/' * 50)\nos.kill(os.getpid(), 11)\n", Outcome::Signal),
    ("import time\ntime.sleep(30)\n", Outcome::WallTimeout),
];

#[test]
fn many_runs_leave_nothing_behind() {
    let Some(sandbox) = sandbox() else { return };
    let runs = std::env::var("EXITRL_SANDBOX_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let out = tempfile::tempdir().expect("a folder");
    let before = marks();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let out = out.path().join(worker.to_string());
            std::fs::create_dir(&out).expect("made");
            let (sandbox, next) = (&sandbox, &next);
            scope.spawn(move || {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < runs) {
                    let (program, expected) = PROGRAMS[number % PROGRAMS.len()];
                    let wall =
                        if expected == Outcome::WallTimeout { Duration::from_millis(200) } else { Duration::from_secs(60) };
                    let limits = Limits { wall, ..Limits::default() };
                    let job = Job { limits, out: Some(out.clone()), ..Job::new(program) };
                    let report = sandbox.run(&job).expect("a report");
                    assert_eq!(report.outcome, expected, "{report:?}");
                    assert_eq!(out.join("submission.csv").exists(), report.submission.taken);
                }
            });
        }
    });
    let left: Vec<String> = marks().difference(&before).cloned().collect();
    assert!(left.is_empty(), "{runs} runs left behind: {left:#?}");
}

#[test]
fn a_caller_that_is_killed_takes_its_run_with_it() {
    let Some(_) = sandbox() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("sleeper.py");
    std::fs::write(
        &script,
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(25)', 'orphan_marker'])\n",
    )
    .expect("written");
    let mut caller = std::process::Command::new(env!("CARGO_BIN_EXE_exitrl-sandbox"));
    let mut caller = caller.arg("run").arg(&script).stdout(std::process::Stdio::null()).spawn().expect("it starts");
    let running = || {
        let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
        let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
        lines.filter(|line| String::from_utf8_lossy(line).contains("orphan_marker")).count()
    };
    let wait_for = |wanted: &dyn Fn(usize) -> bool| {
        (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            wanted(running())
        })
    };
    assert!(wait_for(&|count| count > 0), "the program never began");
    caller.kill().expect("killed");
    caller.wait().expect("waited for");
    assert!(wait_for(&|count| count == 0), "{} processes outlived their caller", running());
}
