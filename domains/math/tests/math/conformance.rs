use exitrl_math::{Family, MathDomain};
use exitrl_testkit::{CheckOptions, Subject, check};
use serde_json::{Value, json};

fn keeps_the_laws(config: Value) {
    let subject = Subject::in_process::<MathDomain>(config.clone());
    let report = check(&subject, &CheckOptions { episodes: 40, ..CheckOptions::default() });
    assert!(report.passed(), "{config}\n{report}");
}

#[test]
fn every_family_keeps_the_laws() {
    for family in Family::ALL {
        keeps_the_laws(json!({"source": {"type": "family", "family": family}}));
    }
}

#[test]
fn compact_prompts_feedback_and_the_highest_levels_keep_the_laws() {
    keeps_the_laws(json!({"prompt": "compact", "feedback": true, "seed": 5}));
    for family in [Family::Multiplication, Family::Count, Family::SortDigits, Family::LinearEquation] {
        let (_, level) = family.levels();
        keeps_the_laws(json!({"source": {"type": "family", "family": family, "level": level}, "prompt": "compact"}));
    }
}

#[test]
fn the_highest_levels_of_families_with_answers_as_latex_keep_the_laws() {
    for family in [Family::Algebra, Family::NumberTheory, Family::Combinatorics, Family::Geometry] {
        let (_, level) = family.levels();
        keeps_the_laws(json!({"source": {"type": "family", "family": family, "level": level}, "feedback": true, "seed": 3}));
    }
}

#[test]
fn every_form_of_data_set_keeps_the_laws() {
    for name in ["worked", "boxed", "stories", "plain"] {
        let path = super::here("fixtures").join(format!("{name}.jsonl"));
        keeps_the_laws(json!({"source": {"type": "jsonl", "path": path, "test_fraction": 0.5}, "feedback": true}));
    }
}
