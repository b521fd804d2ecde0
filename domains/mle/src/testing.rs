//! A tiny competition for the tests of this crate.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::config::MleConfig;
use crate::contest::Contests;

/// The competition's id.
pub(crate) const TINY: &str = "tiny";

/// Writes the competition: four rows, mean absolute error, normalised from 4 to 0.
pub(crate) fn write_tiny(data: &Path, id: &str) {
    let folder = data.join(id);
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "config.yaml",
        &format!(
            "id: {id}\nname: Tiny\ncompetition_type: simple\nawards_medals: true\nprizes: null\n\
             description: {id}/prepared/public/description.md\n\
             dataset:\n  answers: {id}/prepared/private/test.csv\n  sample_submission: {id}/prepared/public/sample_submission.csv\n\
             grader:\n  name: mae\n  grade_fn: none\npreparer: none\n\
             exitrl:\n  metric: mae\n  id_column: id\n  target_columns: [y]\n  range: [4.0, 0.0]\n  lower_is_better: true\n"
        ),
    );
    let scores: String = (0..100).map(|n| format!("{}\n", 0.5 + f64::from(n) / 50.0)).collect();
    write("leaderboard.csv", &format!("score\n{scores}"));
    write("prepared/public/description.md", "# Tiny\nPredict y. Scored by mean absolute error.\n");
    write("prepared/public/train.csv", "id,x,y\n10,1,1\n11,2,2\n");
    write("prepared/public/test.csv", "id,x\n1,1\n2,2\n3,3\n4,4\n");
    write("prepared/public/sample_submission.csv", "id,y\n1,0\n2,0\n3,0\n4,0\n");
    write("prepared/private/test.csv", "id,y\n1,1.0\n2,2.0\n3,3.0\n4,4.0\n");
}

/// The tiny competition to train on, in a folder that lives as long as the first value.
pub(crate) fn tiny_contests() -> (tempfile::TempDir, Contests) {
    let data = tempfile::tempdir().unwrap();
    write_tiny(data.path(), TINY);
    let config: MleConfig = serde_json::from_value(json!({"data": data.path(), "train": [TINY]})).unwrap();
    let contests = Contests::open(&config, &[]).unwrap();
    (data, contests)
}
