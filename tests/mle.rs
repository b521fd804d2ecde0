//! The MLE domain as a plugin: programs run in the sandbox, graded outside, trained on and searched with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use burn::tensor::Device;
use exitrl::batch::TrainBatch;
use exitrl::config::{
    CurriculumKind, CurriculumSection, EvalSection, GreedySection, ObjectiveSection, OptimSection, Scaffold, ScaleRewards,
};
use exitrl::eval::{EvalRequest, EvalSplit, SearchStage, evaluate, journal_picture};
use exitrl::learner::Learner;
use exitrl::policy::{Llama, LlamaConfig};
use exitrl::rollout::{Group, RolloutEngine, Stage};
use exitrl::sampler::SamplingParams;
use exitrl::sampler::scripted::{ByteEncoder, ScriptedSampler};
use exitrl::seed::{Purpose, Seed};
use exitrl::{advantage, curriculum, objective, reward};
use exitrl_domain::{DomainClient, Operator, Outcome};
use exitrl_plugin_host::DomainSpec;
use serde_json::{Value, json};

use crate::support::{json_lines, plugins, root, run_ok, text};

/// A competition of ten rows: y is twice x, scored by the mean absolute error on a range from 20 to 0.
fn write_doubles(data: &Path, id: &str) {
    let write = |name: &str, text: &str| {
        let path = data.join(id).join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    let rows = |row: &dyn Fn(u32) -> String| (1..=10).map(row).collect::<String>();
    write(
        "config.yaml",
        &format!(
            "id: {id}\nname: Doubles\ncompetition_type: simple\nawards_medals: true\nprizes: null\n\
             description: {id}/prepared/public/description.md\n\
             dataset:\n  answers: {id}/prepared/private/test.csv\n  sample_submission: {id}/prepared/public/sample_submission.csv\n\
             grader:\n  name: mae\n  grade_fn: none\npreparer: none\n\
             exitrl:\n  metric: mae\n  id_column: id\n  target_columns: [y]\n  range: [20.0, 0.0]\n  lower_is_better: true\n"
        ),
    );
    let scores: String = (0..100).map(|n| format!("{}\n", 0.1 * f64::from(n))).collect();
    write("leaderboard.csv", &format!("score\n{scores}"));
    write("prepared/public/description.md", "# Doubles\nPredict y from x. Scored by mean absolute error.\n");
    write("prepared/public/train.csv", &format!("id,x,y\n{}", rows(&|n| format!("{},{n},{}\n", 100 + n, 2 * n))));
    write("prepared/public/test.csv", &format!("id,x\n{}", rows(&|n| format!("{n},{n}\n"))));
    write("prepared/public/sample_submission.csv", &format!("id,y\n{}", rows(&|n| format!("{n},0\n"))));
    write("prepared/private/test.csv", &format!("id,y\n{}", rows(&|n| format!("{n},{}\n", 2 * n))));
}

/// A program that predicts `formula` of x.
fn predicting(formula: &str) -> String {
    format!(
        "import csv\nrows = list(csv.DictReader(open('input/test.csv')))\nwith open('submission.csv', 'w') as out:\n    \
         out.write('id,y\\n')\n    for row in rows:\n        x = float(row['x'])\n        out.write(f\"{{row['id']}},{{{formula}}}\\n\")\n"
    )
}

fn reply(program: &str) -> String {
    format!("A plan.\n```python\n{program}```\n")
}

fn domain(config: Value) -> Arc<dyn DomainClient> {
    let plugin = plugins().join(format!("{}exitrl_plugin_mle{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX));
    let spec = DomainSpec { config, ..DomainSpec::new(plugin.to_string_lossy()) };
    exitrl_plugin_host::open(&spec).expect("the plugin opens")
}

/// What a config needs to run programs in tests.
fn config(data: &Path, more: Value) -> Value {
    let limits = json!({"wall_seconds": 30.0, "memory_mib": 1024, "scratch_mib": 64});
    let mut config = json!({"data": data, "limits": limits, "launcher": plugins().join("exitrl-sandbox")});
    config.as_object_mut().expect("a table").extend(more.as_object().expect("a table").clone());
    config
}

/// Programs from a draw: half of them work, some better than others; improvements are closer to the truth.
fn drawn_program(prompt: &str, seed: Seed) -> String {
    let is_attempt = prompt.contains("fill in the template");
    match seed.value() % 6 {
        0 => reply("raise ValueError('no idea')\n"),
        1 => "I would use boosting.".to_owned(),
        2 => reply("while True: pass\n"),
        3 => reply(&predicting("x")),
        4 if is_attempt => reply(&predicting("0")),
        4 => reply(&predicting("2 * x")),
        _ => reply(&predicting("1.5 * x")),
    }
}

#[test]
fn scripted_programs_are_trained_on_through_the_plugin_and_every_reply_has_one_class() {
    let folder = tempfile::tempdir().expect("a folder");
    ["doubles", "doubles-2", "doubles-3"].iter().for_each(|id| write_doubles(folder.path(), id));
    let log = folder.path().join("runs.jsonl");
    let limits = json!({"wall_seconds": 2.0, "memory_mib": 512, "scratch_mib": 64});
    let client = domain(config(
        folder.path(),
        json!({"train": ["doubles", "doubles-2"], "test": ["doubles-3"], "log": log, "limits": limits}),
    ));
    let groups = train(&client, 4);

    let rollouts: Vec<_> = groups.iter().flat_map(|group| &group.rollouts).collect();
    let lines = json_lines(&log);
    assert_eq!(lines.len(), rollouts.len(), "one line a reply");
    let mut classes = BTreeMap::<&str, usize>::new();
    lines.iter().filter_map(|line| line["class"].as_str()).for_each(|class| *classes.entry(class).or_default() += 1);
    assert_eq!(classes.values().sum::<usize>(), rollouts.len(), "one class each: {classes:?}");
    assert_eq!(classes.keys().copied().collect::<Vec<_>>(), ["failed", "graded", "no_program", "wall_timeout"], "{classes:?}");
    let count = |outcome: Outcome| rollouts.iter().filter(|rollout| rollout.outcome == outcome).count();
    assert_eq!(count(Outcome::Graded), classes["graded"]);
    assert_eq!(count(Outcome::ToolError), classes["failed"]);
    assert_eq!(count(Outcome::SandboxKilled), classes["wall_timeout"]);
    assert!(lines.iter().any(|line| line["from_cache"] == true), "equal programs are run once");

    let operators: Vec<Operator> = groups.iter().map(|group| group.instance.operator).collect();
    assert!(operators.contains(&Operator::Improve) && operators.contains(&Operator::Diverge), "{operators:?}");
    // An improvement is worth what it gained of what there was to gain.
    for group in groups.iter().filter(|group| group.instance.operator == Operator::Improve) {
        let old = group.instance.start.latest.as_ref().map_or(0.0, |latest| latest.quality);
        for rollout in &group.rollouts {
            let gain = if old < 1.0 { ((f64::from(rollout.quality) - old) / (1.0 - old)).max(0.0) } else { 0.0 };
            assert!((f64::from(rollout.reward) - gain).abs() < 1e-6, "{old} {} {}", rollout.quality, rollout.reward);
        }
    }
}

/// Train steps of three groups of four, with the sampler scripted and everything else real.
fn train(client: &Arc<dyn DomainClient>, train_steps: u64) -> Vec<Group> {
    let section = CurriculumSection {
        kind: CurriculumKind::Exit,
        buffer_capacity: 24,
        buffer_min_size: 2,
        self_iteration_prob: 0.8,
        divergence_prob: 0.4,
        ..CurriculumSection::default()
    };
    let mut starts = curriculum::build(&section, Arc::clone(client)).expect("a curriculum");
    let rollouts = RolloutEngine::new(Arc::clone(client), Arc::new(ByteEncoder), Duration::from_secs(60));
    let mut sampler = ScriptedSampler::new(drawn_program);
    let objective = objective::build(&ObjectiveSection::default(), 512);
    let policy = Llama::scratch(&tiny_policy(), Seed::of_run(1), &Device::flex().autodiff());
    let mut learner = Learner::new(policy, &OptimSection::default(), &ObjectiveSection::default(), 1.0);
    let mut played = Vec::new();
    for train_step in 0..train_steps {
        let seed = Seed::of_run(5).derive(Purpose::TrainStep, train_step);
        let instances = starts.select(3, train_step, seed).expect("instances");
        let mut groups = rollouts.run(&instances, 4, &mut sampler, &SamplingParams::default(), seed).expect("played").groups;
        reward::assign(&mut groups, client.metadata());
        advantage::assign(&mut groups, ScaleRewards::Group, false);
        let batch = TrainBatch::from_groups(&groups, &*objective, false);
        let metrics = learner.update(&batch, &*objective, 1, 1e-4).expect("an update");
        assert!(metrics.get("optim/grad_norm").is_none_or(f64::is_finite));
        starts.observe(train_step, &groups);
        played.extend(groups);
    }
    played
}

fn tiny_policy() -> LlamaConfig {
    LlamaConfig {
        vocab_size: 257,
        hidden_size: 16,
        intermediate_size: 32,
        num_hidden_layers: 1,
        num_attention_heads: 2,
        num_key_value_heads: 1,
        head_dim: None,
        max_position_embeddings: 8192,
        rope_theta: 10_000.0,
        rms_norm_eps: 1e-5,
        tie_word_embeddings: true,
    }
}

/// What a policy might write for a local competition, from its baseline on: it fails, wanders, and gets better.
fn searching(programs: &Path, prompt: &str, seed: Seed) -> String {
    let read = |name: &str| std::fs::read_to_string(programs.join(name)).expect("a program");
    let has = |name: &str| prompt.contains(read(name).trim());
    if prompt.contains("fill in the template") {
        return reply(&read("baseline.py"));
    }
    if prompt.contains("Find out why") {
        return reply(&read("simple.py"));
    }
    match seed.value() % 4 {
        0 => reply("import pandas as pd\npd.read_csv('input/train.cvs')\n"),
        1 => reply(&read("baseline.py")),
        _ if has("baseline.py") => reply("raise SystemExit('not ready')\n"),
        2 => reply(&read("simple.py")),
        _ => reply(&read("strong.py")),
    }
}

#[test]
fn a_greedy_search_climbs_from_the_baseline_of_a_local_competition_to_a_medal() {
    let (Some(python), Some(packages)) = (std::env::var_os("EXITRL_MLE_PYTHON"), std::env::var_os("EXITRL_MLE_PACKAGES")) else {
        println!(
            "skipped: EXITRL_MLE_PYTHON and EXITRL_MLE_PACKAGES name no Python environments (domains/mle/tests/python/setup.sh)"
        );
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut prepare = std::process::Command::new(plugins().join("exitrl-mle"));
    prepare.args(["prepare-local", "--only", "tumour-auc", "--packages"]).arg(packages).arg("--out").arg(folder.path());
    assert!(prepare.status().expect("it starts").success());
    let more = json!({"python": PathBuf::from(python), "train": [], "test": ["tumour-auc"]});
    let client = domain(config(folder.path(), more));
    let programs = root().join("domains/mle/tests/programs/tumour-auc");

    let section = EvalSection {
        num_tasks: 1,
        num_samples: 2,
        num_iterations: 16,
        scaffold: Scaffold::Greedy,
        greedy: GreedySection::default(),
        ..EvalSection::default()
    };
    let params = SamplingParams { max_new_tokens: 1 << 16, ..SamplingParams::default() };
    let stage = Stage::new(Arc::clone(&client), Arc::new(ByteEncoder), Duration::from_secs(60));
    let splits = [EvalSplit { name: "mle".into(), named: false, stage }];
    let request = EvalRequest { section: &section, params: &params, train_step: 0, seed: Seed::of_run(3), max_batch: 2 };
    let mut sampler = ScriptedSampler::new(move |prompt, seed| searching(&programs, prompt, seed)).with_context(1 << 20);
    let report = evaluate(&splits, &mut sampler, &request, &mut |_| {}).expect("evaluated");

    for search in report.rows.journal.chunk_by(|a, b| a.sample == b.sample) {
        assert_eq!(search.len(), 17);
        assert_eq!((search[0].stage, search[0].best_quality), (SearchStage::Draft, 0.5), "the baseline tells nothing apart");
        assert!(search.windows(2).all(|pair| pair[1].best_quality >= pair[0].best_quality), "the best so far is kept");
        let last = search.last().expect("seventeen");
        assert!(last.best_quality > 0.99, "{}", last.best_quality);
        let best = &search[last.best];
        assert!(best.feedback.as_ref().is_some_and(|feedback| feedback.contains("worth a gold medal")), "{best:?}");
        let stages: Vec<SearchStage> = search.iter().map(|row| row.stage).collect();
        assert!(stages.contains(&SearchStage::Debug) && stages.contains(&SearchStage::Improve), "{stages:?}");
    }
    assert!(journal_picture(&report.rows.journal).contains("tumour-auc, sample 1"));
}

#[test]
fn metrics_and_submissions_are_graded_offline() {
    let folder = tempfile::tempdir().expect("a folder");
    write_doubles(folder.path(), "doubles");
    std::fs::write(folder.path().join("half.csv"), (1..=10).fold("id,y\n".to_owned(), |all, n| all + &format!("{n},{n}\n")))
        .expect("written");
    let cases = [
        json!({"metric": "rmse", "y_true": [1, 2], "y_pred": [1, 4]}),
        json!({"metric": "auc", "y_true": [1, 1], "y_pred": [0.1, 0.2]}),
        json!({"competition": "doubles", "submission": folder.path().join("half.csv")}),
        json!({"competition": "doubles", "submission": folder.path().join("none.csv")}),
    ];
    let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
    std::fs::write(folder.path().join("cases.jsonl"), lines).expect("written");
    let config = json!({"data": folder.path(), "launcher": plugins().join("exitrl-sandbox")}).to_string();
    let args = ["grade", "--domain", "mle", "--domain-config", &config, "--input", "cases.jsonl", "--output", "verdicts.jsonl"];
    let output = run_ok(&args, folder.path());
    let verdicts = json_lines(&folder.path().join("verdicts.jsonl"));
    assert_eq!(verdicts.len(), 4, "{}", text(&output));
    assert!((verdicts[0]["value"].as_f64().expect("a number") - 2.0_f64.sqrt()).abs() < 1e-12);
    assert_eq!(verdicts[1]["error"], "one_class");
    // Off by n in row n: 5.5 on the mean.
    assert_eq!((&verdicts[2]["score"], &verdicts[2]["valid_submission"]), (&json!(5.5), &json!(true)));
    assert_eq!((&verdicts[3]["submission_exists"], &verdicts[3]["score"]), (&json!(false), &Value::Null));
}
