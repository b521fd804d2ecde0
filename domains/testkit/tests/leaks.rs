//! Law 13's failing examples. A process of their own: law 13 counts what the whole process holds.

mod toy;

use exitrl_testkit::{CheckOptions, Subject, Verdict, check};
use serde_json::json;

fn law_13(fault: &str) -> Verdict {
    let options = CheckOptions { tasks: 3, episodes: 60, laws: vec![13], ..CheckOptions::default() };
    check(&Subject::in_process::<toy::Toy>(json!({ "fault": fault })), &options).laws.remove(0).verdict
}

#[test]
fn law_13_sees_leaked_memory_files_and_processes_and_nothing_else() {
    for (fault, kind) in [("leaks_memory", "KiB of memory"), ("leaks_files", "480 open files"), ("leaks_processes", "480 child")]
    {
        let verdict = law_13(fault);
        let Verdict::Broken { what, .. } = &verdict else { panic!("{fault} went unnoticed: {verdict:?}") };
        assert!(what.contains("rounds of [60, 120, 240, 480] episodes") && what.contains(kind), "{what}");
    }
    assert_eq!(law_13("none"), Verdict::Kept);
}
