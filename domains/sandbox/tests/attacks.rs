//! Hostile programs against the sandbox, on every tier that this machine has, judged from outside.
//!
//! One file per program in `tests/attacks/programs/GROUP/NAME.py`. `EXITRL_ATTACK_TABLE=FILE` writes the tables of verdicts there;
//! `EXITRL_ATTACK_ONLY=TEXT` runs only programs whose `GROUP/NAME` holds the text; `EXITRL_ATTACK_TIERS=own,bubblewrap` says which tiers
//! must be there (a missing one is otherwise skipped with its reason); `EXITRL_ATTACK_LAUNCHER=PATH` tests another `exitrl-sandbox`.

#[path = "attacks/host.rs"]
mod host;
#[path = "attacks/judge.rs"]
mod judge;
#[path = "attacks/package.rs"]
mod package;
#[path = "attacks/program.rs"]
mod program;
#[path = "attacks/run.rs"]
mod run;
#[path = "attacks/suite.rs"]
mod suite;
#[path = "attacks/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::sync::Mutex;

use program::Program;
use run::{Tier, euid};
use suite::Suite;
use table::Verdict;

/// Tiers one after the other: two programs at a time are enough for two cores.
static ONE_TIER_AT_A_TIME: Mutex<()> = Mutex::new(());

fn chosen() -> Vec<Program> {
    let only = std::env::var("EXITRL_ATTACK_ONLY").unwrap_or_default();
    let mut programs = program::all().expect("the programs can be read");
    programs.retain(|program| format!("{}/{}", program.group, program.name).contains(&only));
    programs
}

fn holds(tier: Tier) {
    let _turn = ONE_TIER_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let suite = match Suite::open(tier).unwrap_or_else(|why| panic!("{}: {why}", tier.name())) {
        Ok(suite) => suite,
        Err(why) => {
            table::publish_text(&tier.name(), format!("\n## {}: skipped, the tier is not here\n\n{why}\n", tier.name()));
            let required = std::env::var("EXITRL_ATTACK_TIERS").unwrap_or_default();
            assert!(
                !required.split(',').any(|each| each == tier.kind),
                "the tier {} is required and missing: {why}",
                tier.name()
            );
            return;
        }
    };
    let rows = suite.run_all(&chosen());
    table::publish(&tier.name(), &rows);
    let breached: Vec<_> = rows.iter().filter(|row| matches!(row.verdict, Verdict::Breached(_))).collect();
    assert!(breached.is_empty(), "{} of {} programs breached {}: {breached:#?}", breached.len(), rows.len(), tier.name());
}

#[test]
fn own_launcher_started_by_the_caller_contains_every_program() {
    holds(Tier { kind: "own", ordinary: false });
}

#[test]
fn own_launcher_started_by_an_ordinary_user_contains_every_program() {
    if euid() == 0 {
        holds(Tier { kind: "own", ordinary: true });
    } else {
        eprintln!("skipped: the caller is an ordinary user, so the test of the caller is this test");
    }
}

#[test]
fn bubblewrap_started_by_the_caller_contains_every_program() {
    holds(Tier { kind: "bubblewrap", ordinary: false });
}

#[test]
fn bubblewrap_started_by_an_ordinary_user_contains_every_program() {
    if euid() == 0 {
        holds(Tier { kind: "bubblewrap", ordinary: true });
    } else {
        eprintln!("skipped: the caller is an ordinary user, so the test of the caller is this test");
    }
}

/// The suite itself is tested by a run without isolation: harmless programs do what they must not, and each has to be noticed.
#[test]
fn a_run_without_isolation_is_seen_through() {
    let _turn = ONE_TIER_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let suite = Suite::open(Tier { kind: "unsandboxed", ordinary: euid() == 0 });
    let suite = suite.and_then(|opened| opened).expect("a plain process can always be started");
    // The program, and words that one of its breaches must hold.
    let expected = [
        ("theft/guess_the_paths", "the report holds the hidden token"),
        ("theft/links_in_the_input", "the report holds the hidden token"),
        ("network/tcp", "the host's TCP listener was reached"),
        ("network/udp", "the host's UDP socket was reached"),
        ("network/unix_socket_by_path", "the host's UNIX socket was reached"),
        ("network/unix_socket_without_a_path", "the host's abstract UNIX socket was reached"),
        ("network/listen", "the program could be reached from the host"),
        ("weak/touches_the_host", "is now mode"),
    ];
    let mut programs: BTreeMap<String, Program> = (program::all().expect("the programs can be read").into_iter())
        .map(|each| (format!("{}/{}", each.group, each.name), each))
        .collect();
    for program in program::weak().expect("the weak programs can be read") {
        programs.insert(format!("{}/{}", program.group, program.name), program);
    }
    for (name, words) in expected {
        let program = programs.get(name).unwrap_or_else(|| panic!("no program {name}"));
        let Verdict::Breached(found) = suite.verdict(program) else { panic!("{name} was not noticed without isolation") };
        assert!(found.iter().any(|each| each.contains(words)), "{name}: none of {found:#?} holds {words:?}");
    }
}

/// A plain process's daemons may be killed as well, so the eye for survivors is tried on a process of the suite itself.
#[test]
fn a_process_that_stays_is_seen_until_it_is_gone() {
    let marker = format!("atk{:05x}seen", std::process::id() & 0xf_ffff);
    let code =
        "import ctypes, sys, time\nctypes.CDLL(None).prctl(15, sys.argv[1].encode(), 0, 0, 0)\nprint(flush=True)\ntime.sleep(30)";
    let mut child = std::process::Command::new("python3")
        .args(["-c", code, &marker])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("python3 can be started");
    let mut line = [0];
    std::io::Read::read_exact(child.stdout.as_mut().expect("it is a pipe"), &mut line)
        .expect("the process says that it has its name");
    let seen = run::survivors(&marker);
    child.kill().expect("it is our own process");
    child.wait().expect("it is our own process");
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(judge::wait_until_gone(|| run::survivors(&marker)), Vec::<String>::new());
}

#[test]
fn every_program_says_what_it_tries_and_what_must_not_happen() {
    let programs = program::all().expect("the programs can be read");
    let mut groups = BTreeMap::<&str, usize>::new();
    for program in &programs {
        let name = format!("{}/{}", program.group, program.name);
        *groups.entry(&program.group).or_default() += 1;
        assert!(!program.outcomes.is_empty(), "{name} does not say which outcomes are as they should be");
        if !program.honest() {
            assert!(program.about.starts_with("Tries") && program.about.contains("ust not"), "{name}: {:?}", program.about);
        }
    }
    let hostile = programs.iter().filter(|program| !program.honest()).count();
    assert!(hostile >= 75, "{hostile} hostile programs");
    let expected = ["escape", "forged", "honest", "network", "persistence", "resources", "signals", "submission", "theft"];
    assert_eq!(groups.keys().copied().collect::<Vec<_>>(), expected, "{groups:?}");
}
