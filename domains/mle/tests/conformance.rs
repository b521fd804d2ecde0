//! The laws of the testkit on a competition of four rows with the real sandbox, and the page that describes the domain.
//!
//! A binary of its own, one test after the other: law 13 watches the memory of the whole process, in which no other test may work.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod local_common;

use std::path::Path;

use exitrl_mle::{Class, MleConfig, MleDomain};
use exitrl_testkit::{CheckOptions, Subject, check};
use local_common::launcher;
use serde_json::json;

fn write_competition(data: &Path, id: &str) {
    let write = |name: &str, text: &str| {
        let path = data.join(id).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "config.yaml",
        &format!(
            "id: {id}\nname: Tiny\ndataset:\n  answers: {id}/prepared/private/test.csv\n  \
             sample_submission: {id}/prepared/public/sample_submission.csv\n\
             exitrl:\n  metric: mae\n  id_column: id\n  target_columns: [y]\n  range: [4.0, 0.0]\n  lower_is_better: true\n"
        ),
    );
    write("leaderboard.csv", "score\n0.5\n1.0\n2.0\n");
    write("prepared/public/description.md", "# Tiny\nPredict y.\n");
    write("prepared/public/test.csv", "id,x\n1,1\n2,2\n3,3\n4,4\n");
    write("prepared/public/sample_submission.csv", "id,y\n1,0\n2,0\n3,0\n4,0\n");
    write("prepared/private/test.csv", "id,y\n1,1.0\n2,2.0\n3,3.0\n4,4.0\n");
}

#[test]
fn the_domain_keeps_the_laws() {
    let data = tempfile::tempdir().unwrap();
    ["one", "two", "three"].iter().for_each(|id| write_competition(data.path(), id));
    let config = json!({
        "data": data.path(), "train": ["one", "two"], "test": ["three"], "launcher": launcher(),
        "limits": {"wall_seconds": 20.0, "memory_mib": 256, "scratch_mib": 16},
    });
    if let Err(error) = Subject::in_process::<MleDomain>(config.clone()).open() {
        assert!(error.to_string().contains("nothing isolates"), "{error}");
        println!("skipped: {error}");
        return;
    }
    let program = |body: &str| format!("```python\n{body}\n```");
    let answers = vec![
        program("open('submission.csv', 'w').write('id,y\\n1,1\\n2,2\\n3,3\\n4,4\\n')"),
        program("open('submission.csv', 'w').write('id,y\\n1,2\\n2,3\\n3,4\\n4,5\\n')"),
        program("open('submission.csv', 'w').write('id,y\\n1,nan\\n')"),
        program("raise ValueError('no')"),
    ];
    let options = CheckOptions { episodes: 16, answers, ..CheckOptions::default() };
    let report = check(&Subject::in_process::<MleDomain>(config), &options);
    assert!(report.passed(), "{report}");
}

#[test]
fn the_page_has_every_key_and_class() {
    let page = include_str!("../../../docs/mle.md");
    let config: MleConfig = serde_json::from_value(json!({"data": "x"})).unwrap();
    let config = serde_json::to_value(config).unwrap();
    let keys = config.as_object().unwrap().iter().filter(|(key, _)| *key != "limits").map(|(key, _)| key.clone());
    let limits = config["limits"].as_object().unwrap().keys().map(|key| format!("limits.{key}"));
    for name in keys.chain(limits).chain(Class::ALL.iter().map(|class| class.name().to_owned())) {
        assert!(page.contains(&format!("`{name}`")), "docs/mle.md does not speak of `{name}`");
    }
}
