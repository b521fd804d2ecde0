//! Configurations as users write them: layered, misspelt, contradictory.

use std::path::{Path, PathBuf};

use super::*;

/// The least that a run needs on top of the defaults.
const SMALL: &str = "[model.scratch]\n[sampling]\nmax_new_tokens = 32\n";

fn text_with(more: &str) -> Result<RunConfig, ConfigError> {
    from_text(&format!("{more}\n{SMALL}"), "run.toml").map(|loaded| loaded.config)
}

fn problems_of(text: &str) -> Vec<String> {
    from_text(text, "run.toml").unwrap_err().problems.iter().map(ToString::to_string).collect()
}

#[test]
fn files_go_over_defaults_and_flags_over_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let base = write("base.toml", &format!("seed = 3\nmax_steps = 10\n{SMALL}\n[domain.config]\nfamily = \"add\"\ndigits = 1"));
    let more = write("more.toml", "max_steps = 20\n[domain.config]\ndigits = 2");
    let flags = ["rollout.group_size=4", "optim.lr=1e-4", "domain.config.family=sub"].map(str::to_owned);
    let loaded = load(&[base, more.clone()], &flags).unwrap();

    let config = &loaded.config;
    assert_eq!((config.seed, config.max_steps, config.rollout.group_size), (3, 20, 4));
    assert_eq!(config.optim.lr, 1e-4);
    assert_eq!(config.rollout.groups_per_step, RolloutSection::default().groups_per_step);
    assert_eq!(config.domain.config.to_string().trim(), "digits = 2\nfamily = \"sub\"");
    assert_eq!(loaded.origins.get("max_steps"), Some(more.to_str().unwrap()));
    assert_eq!(loaded.origins.get("rollout.group_size"), Some("command line"));
    assert_eq!(loaded.origins.get("device"), None);
    let text = loaded.annotated();
    assert!(text.contains("group_size = 4  # command line\n") && text.contains("device = \"flex\"  # default\n"), "{text}");
    assert!(text.contains("family = \"sub\"  # command line\n"), "{text}");
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest_name() {
    let seen = problems_of(&format!("sede = 1\n{SMALL}\n[rollout]\ngruop_size = 4\n[optm]\nlr = 1"));
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(seen[0], "optm (run.toml): there is no such key at the top level; did you mean `optim`?");
    assert_eq!(seen[1], "rollout.gruop_size (run.toml): there is no such key in [rollout]; did you mean `rollout.group_size`?");
    assert_eq!(seen[2], "sede (run.toml): there is no such key at the top level; did you mean `seed`?");
}

#[test]
fn a_key_in_the_wrong_section_is_sent_to_the_right_one() {
    let seen = problems_of(&format!("learning_rate = 1e-5\n{SMALL}\n[objective]\ngroup_size = 4"));
    assert!(seen[0].ends_with("did you mean `optim.lr`?"), "{seen:?}");
    assert!(seen[1].ends_with("did you mean `rollout.group_size`?"), "{seen:?}");
}

#[test]
fn all_problems_are_listed_at_once() {
    let text = "seed = -1\ndevice = \"cdua\"\n[rollout]\ngroup_size = 1\nmax_bach = 2\n[optim]\nlr = \"fast\"\nbeta1 = 1.0\n\
                [curriculum]\nbuffer_capacity = 4\nbuffer_min_size = 8\n[model]\nsource = \"smollm2-135m\"\n[model.scratch]\n";
    let seen = problems_of(text);
    let expect = [
        "optim.lr = \"fast\" (run.toml): write a number",
        "rollout.max_bach (run.toml): there is no such key in [rollout]; did you mean `rollout.max_batch`?",
        "seed = -1 (run.toml): write a whole number of at least 0",
        "device = \"cdua\" (run.toml): the device \"cdua\" is not known; did you mean `cuda`?",
        "model.source = \"smollm2-135m\" (run.toml): [model.scratch] is given too; keep one of them (\"None\" takes a section of \
         an earlier file back)",
        "rollout.group_size = 1 (run.toml): must be at least 2: an advantage compares the rollouts of a group with each other",
        "sampling.max_new_tokens = 512: must be below the context of 128 tokens, to leave room for the prompt",
        "optim.beta1 = 1 (run.toml): must be at least 0 and below 1",
        "curriculum.buffer_min_size = 8 (run.toml): must be at most curriculum.buffer_capacity, which is 4; the buffer never \
         holds more",
    ];
    assert_eq!(seen, expect);
    let message = from_text(text, "run.toml").unwrap_err().to_string();
    assert!(message.starts_with("the configuration cannot be used, for 9 reasons:\n  - optim.lr"), "{message}");
}

#[test]
fn spellings_of_other_trainers_are_accepted() {
    let config = text_with("[rollout]\nnum_generations = 16\n[objective]\nbeta = 0.04\n[ckpt]\nsave_steps = 7").unwrap();
    assert_eq!((config.rollout.group_size, config.objective.kl_coef, config.ckpt.every), (16, 0.04, 7));
    let flags = ["optim.learning_rate=0.5", "model.scratch={}", "sampling.max_completion_length=9"].map(str::to_owned);
    assert_eq!(load(&[], &flags).unwrap().config.optim.lr, 0.5);
}

#[test]
fn a_value_given_under_two_names_is_refused() {
    let seen = problems_of(&format!("{SMALL}\n[rollout]\ngroup_size = 4\nnum_generations = 8"));
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].contains("given twice: it is another name of `rollout.group_size`"), "{seen:?}");
}

#[test]
fn a_method_lies_below_the_layer_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let own = "[curriculum]\ntype = \"exit\"\ndivergence_prob = 0.3";
    std::fs::write(&path, format!("method = \"exit\"\n{SMALL}\n{own}")).unwrap();
    let with = |flags: &[&str]| {
        let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        load(std::slice::from_ref(&path), &flags).unwrap()
    };
    // The file's own value changes the method that it names.
    let own = with(&[]);
    assert_eq!(
        (own.config.method, own.config.diversity.bonus, own.config.curriculum.divergence_prob),
        (Some(Method::Exit), true, 0.3)
    );
    assert_eq!(own.origins.get("diversity.bonus"), Some("method exit"));
    // A method of the command line goes over the file, whatever the order of the flags, and nothing of the old one is left.
    let other = with(&["curriculum.divergence_prob=0.4", "method=diverge"]).config;
    assert_eq!((other.method, other.diversity.bonus, other.curriculum.divergence_prob), (Some(Method::Diverge), false, 0.4));
    let plain = with(&["method=grpo"]).config;
    assert_eq!((plain.curriculum.kind, plain.curriculum.divergence_prob), (CurriculumKind::Uniform, 0.0));
    // What a run folder keeps reads back as the same run.
    assert_eq!(from_text(&other.to_toml(), "config.toml").unwrap().config, other);
    let seen = problems_of(&format!("method = \"exti\"\n{SMALL}"));
    assert!(seen[0].ends_with("write one of grpo, curriculum, improve, diverge, exit (did you mean `exit`?)"), "{seen:?}");
}

#[test]
fn a_section_of_an_earlier_layer_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    std::fs::write(&path, format!("{SMALL}\n[eval]\ntemperature = 0.5")).unwrap();
    let flags = ["model.scratch=None", "model.source=some/folder", "eval.temperature=None"].map(str::to_owned);
    let config = load(&[path], &flags).unwrap().config;
    assert_eq!((config.model.scratch, config.eval.temperature), (None, None));
    assert_eq!(config.model.source, "some/folder");
}

#[test]
fn a_domain_table_of_another_type_takes_the_old_ones_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let source = "domain.config.source";
    std::fs::write(&path, format!("{SMALL}\n[domain.config]\nsource = {{ type = \"family\", level = 3 }}")).unwrap();
    let with = |flag: String| load(std::slice::from_ref(&path), &[flag]).unwrap();
    let deeper = with(format!("{source}.level=4"));
    assert_eq!(deeper.config.domain.config["source"].to_string(), "{ level = 4, type = \"family\" }");
    assert_eq!(deeper.origins.get("domain.config.source.type"), path.to_str());
    let other = with(format!("{source}={{ type = \"files\", path = \"x\" }}"));
    assert_eq!(other.config.domain.config["source"].to_string(), "{ path = \"x\", type = \"files\" }");
}

#[test]
fn splits_of_an_evaluation_are_named_once_and_lie_over_the_domain() {
    let splits = "[[eval.splits]]\nname = \"deep\"\nconfig = { source = { level = 4 } }\n[[eval.splits]]\nname = \"rows\"\n\
                  config.source = { type = \"jsonl\", path = \"x\" }\n";
    let own = "[domain.config]\nprompt = \"plain\"\nsource = { type = \"family\", level = 3 }\n";
    let config = from_text(&format!("{own}{splits}{SMALL}"), "run.toml").unwrap().config;
    let over = |index: usize| laid_over(&config.domain.config, &config.eval.splits[index].config).to_string();
    assert_eq!(over(0), "prompt = \"plain\"\n\n[source]\nlevel = 4\ntype = \"family\"\n");
    assert_eq!(over(1), "prompt = \"plain\"\n\n[source]\npath = \"x\"\ntype = \"jsonl\"\n");
    assert_eq!(from_text(&config.to_toml(), "config.toml").unwrap().config, config);

    let named = |names: &[&str]| names.iter().map(|name| format!("[[eval.splits]]\nname = \"{name}\"\n")).collect::<String>();
    let seen = problems_of(&format!("{}{SMALL}", named(&["a", "a", "macro", "", "b/c"])));
    let words = ["\"a\" (run.toml): given twice", "\"macro\"", "\"\"", "\"b/c\""];
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(
        seen.iter().zip(words).all(|(problem, word)| problem.starts_with("eval.splits") && problem.contains(word)),
        "{seen:?}"
    );
    let misspelt = problems_of(&format!("[[eval.splits]]\nnmae = \"a\"\n{SMALL}"));
    assert!(misspelt[0].contains("`name` or `config`"), "{misspelt:?}");
    assert!(problems_of(&format!("[eval]\nkeep = \"bets\"\n{SMALL}"))[0].contains("did you mean `best`?"));
}

#[test]
fn without_a_model_the_message_says_how_to_give_one() {
    let seen = problems_of("");
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].contains("model.source") && seen[0].contains("[model.scratch]"), "{seen:?}");
    // A misspelt key in the same section is the one problem, not its consequence.
    assert_eq!(problems_of("[model]\nsorce = \"x\"").len(), 1);
}

#[test]
fn a_missing_file_and_a_section_given_as_a_value_are_named() {
    let error = load(&[PathBuf::from("no/such.toml")], &["rollout=3".to_owned()]).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("no/such.toml: the file cannot be read"), "{text}");
    assert!(text.contains("rollout = 3 (command line): this is a section; write [rollout]"), "{text}");
    // What the missing file may have held is not complained of.
    assert_eq!(error.problems.len(), 2, "{text}");
}

#[test]
fn the_resolved_configuration_reads_back_equal() {
    let mut config = text_with("").unwrap();
    config.sampling.temperature = 0.7;
    config.model.lora = Some(LoraSection::default());
    config.eval.temperature = Some(0.1);
    config.sampling.stop_sequences = vec!["\n".into(), "\"quoted\" = # ".into()];
    config.domain.config = "family = \"count\"\n[range]\nlow = 1".parse().unwrap();
    let text = config.to_toml();
    assert!(text.contains("temperature = 0.7\n"), "{text}");
    assert_eq!(from_text(&text, "config.toml").unwrap().config, config);
    assert_eq!(toml::from_str::<RunConfig>(&RunConfig::default().to_toml()).unwrap(), RunConfig::default());
}

#[test]
fn every_example_configuration_is_sound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/configs");
    let Ok(entries) = std::fs::read_dir(&folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.extension().is_some_and(|e| e == "toml"))
    {
        if let Err(error) = load(std::slice::from_ref(&path), &[]) {
            panic!("{}: {error}", path.display());
        }
    }
}

#[test]
fn the_papers_configurations_hold_its_tables() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/configs/paper");
    let of = |domain: &str, method: Method| {
        let files = [folder.join(format!("{domain}.toml")), folder.join(format!("{domain}_{method}.toml"))];
        load(&files, &[]).unwrap_or_else(|error| panic!("{domain} {method}: {error}")).config
    };
    // lr, prompts, passes, alpha, N, B_min, p, p_div (Tables 4 to 6); what a row leaves out is not compared.
    type Row = (f64, usize, usize, f64, Option<(usize, usize, f64)>, f64);
    let rows: [(&str, [Row; 5]); 3] = [
        (
            "math",
            [None, Some((512, 128, 0.5)), Some((512, 128, 0.5)), Some((512, 128, 0.5)), Some((512, 128, 0.5))]
                .map(|buffer| (1e-6, 128, 1, 1.0, buffer, 0.0)),
        ),
        (
            "tool_use",
            [
                (1e-6, 16, 2, 1.0, None, 0.0),
                (5e-7, 16, 2, 1.0, Some((320, 320, 0.2)), 0.0),
                (5e-7, 16, 2, 1.0, Some((640, 320, 0.5)), 0.0),
                (5e-7, 16, 2, 1.0, Some((640, 320, 0.5)), 0.2),
                (1e-6, 16, 2, 1.0, Some((640, 320, 0.5)), 0.5),
            ],
        ),
        (
            "mle",
            [
                (1e-6, 4, 1, 0.5, None, 0.0),
                (1e-6, 4, 1, 0.5, Some((3, 3, 0.5)), 0.0),
                (1e-6, 4, 1, 0.5, Some((24, 8, 0.5)), 0.0),
                (1e-6, 4, 1, 0.5, Some((32, 8, 0.5)), 0.2),
                (1e-6, 4, 1, 0.5, Some((24, 3, 0.5)), 0.5),
            ],
        ),
    ];
    for (domain, rows) in rows {
        for (method, (lr, prompts, passes, mix, buffer, divergence)) in Method::ALL.into_iter().zip(rows) {
            let config = of(domain, method);
            let math = domain == "math" && method >= Method::Diverge;
            let divergence = if math { 0.2 } else { divergence };
            let seen = &config.curriculum;
            assert_eq!(config.method, Some(method), "{domain}");
            assert_eq!(
                (config.optim.lr, config.rollout.groups_per_step, config.rollout.group_size),
                (lr, prompts, 8),
                "{domain} {method}"
            );
            assert_eq!(
                (config.objective.num_epochs_per_batch, config.objective.reference_mix),
                (passes, mix),
                "{domain} {method}"
            );
            assert_eq!(seen.divergence_prob, divergence, "{domain} {method}");
            if let Some(buffer) = buffer {
                let seen = (seen.buffer_capacity, seen.buffer_min_size, seen.self_iteration_prob);
                assert_eq!(seen, buffer, "{domain} {method}");
            }
        }
    }
}

#[test]
fn any_text_gives_a_configuration_or_problems_and_never_a_panic() {
    let pieces = ["rollout", "[", "]", "=", ".", "\"", "\n", "lr", "model", "None", "{", "}", "1e999", "-1", "\u{e9}", "x", ","];
    arbtest::arbtest(|u| {
        let text: String = u.arbitrary_iter::<u8>()?.filter_map(|b| Some(pieces[usize::from(b.ok()?) % pieces.len()])).collect();
        let _ = from_text(&text, "random");
        let _ = load(&[], &[text]);
        Ok(())
    });
}

#[test]
fn the_page_of_the_configuration_has_every_key_with_its_default_and_aliases() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/config.md")).unwrap();
    let rows: Vec<Vec<&str>> =
        page.lines().filter(|line| line.starts_with("| `")).map(|line| line.split(" | ").collect()).collect();
    let shape = toml::Value::Table(shape::full());
    for key in keys() {
        let row = rows.iter().find(|row| row[0] == format!("| `{key}`")).unwrap_or_else(|| panic!("{key} is missing"));
        let value = key.split('.').fold(&shape, |value, part| &value[part]);
        let default =
            if ["eval.temperature", "method"].contains(&key.as_str()) { "none".to_owned() } else { format!("`{value}`") };
        assert_eq!(row[1], default, "{key}");
        let (section, name) = key.rsplit_once('.').unwrap_or(("", &key));
        for (_, alias, _) in names::ALIASES.iter().filter(|(of, _, to)| *of == section && *to == name) {
            assert!(row[2].contains(&format!("also `{alias}`")), "{key}: {alias}");
        }
    }
    assert_eq!(rows.len(), keys().len(), "a key that does not exist");
}
