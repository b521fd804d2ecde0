use super::*;
use serde_json::json;

fn read_as(line: &Value, format: DataFormat) -> Result<Row, String> {
    Row::read(line.as_object().unwrap(), format)
}

fn read(line: &Value) -> Row {
    read_as(line, DataFormat::Auto).unwrap_or_else(|why| panic!("{line}: {why}"))
}

#[test]
fn the_form_of_a_row_is_known_by_its_fields() {
    use AnswerPolicy::{Any, Competition, Gsm8k};
    let cases = [
        (json!({"question": "Q?", "answer": "2 + 2 = 4\n#### 4"}), "Q?", "4", Gsm8k),
        (json!({"question": "Q?", "answer": "x+1"}), "Q?", "x+1", Any),
        (json!({"problem": "P", "solution": "so $\\boxed{\\frac{1}{2}}$."}), "P", "\\frac{1}{2}", Competition),
        (json!({"problem": "P", "question": "P", "solution": "?", "answer": 27.0}), "P", "27", Competition),
        (json!({"Body": "Ann has 3 cats ", "Question": "How many?", "Answer": 3.0}), "Ann has 3 cats. How many?", "3", Gsm8k),
        (json!({"body": "Ann has cats.", "question": "How many?", "answer": "9 (cats)"}), "Ann has cats. How many?", "9", Gsm8k),
        (
            json!({"ID": "c", "Body": "Ann has cats.", "Question": "How many?", "Answer": "9.0"}),
            "Ann has cats. How many?",
            "9",
            Gsm8k,
        ),
        (json!({"prompt": "P", "answer": 0.5}), "P", "0.5", Any),
        (json!({"prompt": "P", "answer": 12}), "P", "12", Any),
        (json!({"Problem": "P", "Solution": "S", "Answer": 204, "ID": "2024-I-1"}), "P", "204", Competition),
        (json!({"problem": "P", "expected_answer": "\\pi", "problem_source": "aops"}), "P", "\\pi", Competition),
        (json!({"question": "P", "expected_answer": 7, "reference_solution": "#### 8"}), "P", "7", Competition),
        (json!({"prompt": [{"role": "user", "content": "P"}], "solution": "$\\frac{1}{2}$"}), "P", "\\frac{1}{2}", Any),
    ];
    for (line, question, gold, policy) in cases {
        let row = read(&line);
        assert_eq!((row.question.as_str(), row.gold.as_str(), row.about.policy), (question, gold, policy), "{line}");
    }
}

#[test]
fn a_conversation_alone_is_a_problem_with_its_solution() {
    let says = |role: &str, content: &str| json!({"role": role, "content": content});
    let messages = json!([says("system", "Be brief."), says("user", "P"), says("assistant", "It is $\\boxed{7}$.")]);
    let row = read(&json!({"source": "orca_math", "messages": messages}));
    assert_eq!((row.question.as_str(), row.gold.as_str()), ("P", "7"));
    // Where both are there, problem and solution are read.
    let row = read(&json!({"problem": "Q", "solution": "\\boxed{8}", "messages": messages}));
    assert_eq!((row.question.as_str(), row.gold.as_str()), ("Q", "8"));
}

#[test]
fn five_fields_name_the_policy_by_their_source_and_the_question_without_its_instruction() {
    let prompt = "Ann has 2 cats. How many? Let's think step by step and output the final answer after \"####\".";
    let row = json!({
        "data_source": "openai/gsm8k",
        "prompt": [{"role": "user", "content": prompt}],
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": "2"},
        "extra_info": {"split": "train", "index": 0, "answer": "... #### 2", "question": "Ann has 2 cats. How many?"},
    });
    let read_row = read(&row);
    assert_eq!((read_row.question.as_str(), read_row.gold.as_str()), ("Ann has 2 cats. How many?", "2"));
    assert_eq!(read_row.about, About { policy: AnswerPolicy::Gsm8k, subject: Some("math".to_owned()), level: None });
    let mut bare = row;
    bare["data_source"] = json!("math_dapo");
    bare["extra_info"] = json!({"index": "a-b"});
    for (truth, gold) in [(json!(34), "34"), (json!("[\"34\"]"), "34"), (json!(["1", "2"]), "1, 2"), (json!({"value": "x"}), "x")]
    {
        bare["reward_model"]["ground_truth"] = truth;
        let row = read(&bare);
        assert_eq!((row.question.as_str(), row.gold.as_str(), row.about.policy), (prompt, gold, AnswerPolicy::Competition));
    }
    bare["reward_model"] = json!("{\"ground_truth\": \"5\"}");
    assert_eq!(read(&bare).gold, "5");
}

#[test]
fn olympiad_rows_bring_context_units_and_lists() {
    let row = |extra: Value| {
        let mut row = json!({"question": "Q", "subfield": "Algebra", "answer_type": "Numerical", "is_multiple_answer": false});
        row.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        read(&row)
    };
    let plain = row(json!({"final_answer": ["$2$"], "context": null, "unit": null}));
    assert_eq!((plain.question.as_str(), plain.gold.as_str(), plain.about.subject.as_deref()), ("Q", "$2$", Some("Algebra")));
    assert_eq!(row(json!({"final_answer": ["$2$"], "unit": "km"})).gold, "2 \\text{ km}");
    assert_eq!(row(json!({"final_answer": ["$1$", "$2$"], "is_multiple_answer": true})).gold, "$1$, $2$");
    assert_eq!(row(json!({"final_answer": ["2"], "context": "Let it rain."})).question, "Let it rain.\n\nQ");
}

#[test]
fn choices_are_put_to_the_policy_with_their_letters() {
    let letters = "Q\nA) 1\nB) 2";
    let cases = [
        (json!({"question": "Q", "choices": ["1", "2"], "answer": 1}), letters),
        (json!({"question": "Q", "choices": [1, 2], "answer": "B"}), letters),
        (json!({"question": "Q", "options": ["A)1", "B)2"], "correct": "B", "rationale": "?"}), "Q\nA)1\nB)2"),
        (json!({"question": "Q", "choices": {"text": ["1", "2"], "label": ["A", "B"]}, "answerKey": "B"}), letters),
        (json!({"question": "Q", "options": {"A": "1", "B": "2"}, "answer": "(B)"}), letters),
        (json!({"question": "Q", "options": ["1", "2"], "answer": "2"}), letters),
    ];
    for (line, question) in cases {
        let row = read(&line);
        assert_eq!((row.question.as_str(), row.gold.as_str(), row.about.policy), (question, "B", AnswerPolicy::Choice), "{line}");
    }
}

#[test]
fn subject_and_level_are_kept_as_they_are_worded() {
    let math = read(&json!({"problem": "P", "level": "Level 3", "type": "Algebra", "solution": "\\boxed{2}"}));
    assert_eq!((math.about.subject.as_deref(), math.about.level.as_deref()), (Some("Algebra"), Some("Level 3")));
    let math500 = read(&json!({"problem": "P", "answer": "2", "subject": "Precalculus", "level": 2}));
    assert_eq!((math500.about.subject.as_deref(), math500.about.level.as_deref()), (Some("Precalculus"), Some("2")));
    let course = "Introduction to Astronomy (8.282J Spring 2006)";
    let minerva = read(&json!({"problem": "P", "solution": "about \\boxed{4e33}", "type": course, "idx": 0}));
    assert_eq!((minerva.gold.as_str(), minerva.about.policy), ("4e33", AnswerPolicy::Minerva));
}

#[test]
fn a_named_form_decides_over_the_fields() {
    let row = json!({"problem": "P", "answer": "025"});
    let read = |format| read_as(&row, format).map(|row| (row.gold, row.about.policy));
    assert_eq!(read(DataFormat::Auto), Ok(("025".to_owned(), AnswerPolicy::Competition)));
    assert_eq!(read(DataFormat::Aime), Ok(("25".to_owned(), AnswerPolicy::Competition)));
    assert_eq!(read(DataFormat::Minerva), Ok(("025".to_owned(), AnswerPolicy::Minerva)));
    assert_eq!(read(DataFormat::Gsm8k), Ok(("025".to_owned(), AnswerPolicy::Gsm8k)));
    assert!(read(DataFormat::Svamp).unwrap_err().contains("`body` is missing"));
    let half = json!({"question": "P", "answer": "27.0"});
    assert_eq!(read_as(&half, DataFormat::Amc).map(|row| row.gold), Ok("27".to_owned()));
    let zero = json!({"problem": "P", "answer": "000"});
    assert_eq!(read_as(&zero, DataFormat::Aime).map(|row| row.gold), Ok("0".to_owned()));
}

#[test]
fn a_bad_row_is_refused_with_what_it_lacks() {
    let cases = [
        (json!({"q": 1, "a": 2}), "its fields are [q, a]"),
        (json!({}), "its fields are []"),
        (json!({"question": "Q?"}), "`answer` is missing"),
        (json!({"question": ["Q?"], "answer": "1"}), "`question` is a list"),
        (json!({"question": "Q?", "answer": "#### none"}), "no number after ####"),
        (json!({"problem": "P", "solution": "so 3"}), "no \\boxed{} answer"),
        (json!({"problem": "P", "answer": "proof"}), "no response can be compared"),
        (json!({"prompt": " ", "answer": "1"}), "is empty"),
        (json!({"prompt": [], "answer": "1"}), "no message of the user"),
        (json!({"prompt": "P", "reward_model": {}}), "`reward_model.ground_truth` is missing"),
        (json!({"prompt": "P", "reward_model": {"ground_truth": true}}), "`reward_model.ground_truth` is true or false"),
        (json!({"question": "Q", "final_answer": [], "unit": null}), "is empty"),
        (json!({"question": "Q", "choices": ["1", "2"], "answer": 2}), "names none of its 2 choices"),
        (json!({"question": "Q", "choices": 3, "answer": 2}), "no list of 1 to 26 texts"),
    ];
    for (line, why) in cases {
        let error = read_as(&line, DataFormat::Auto).unwrap_err();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn no_record_makes_reading_panic() {
    const NAMES: [&str; 14] = [
        "problem",
        "question",
        "prompt",
        "messages",
        "answer",
        "final_answer",
        "solution",
        "reward_model",
        "data_source",
        "body",
        "options",
        "choices",
        "unit",
        "extra_info",
    ];
    const FORMS: [DataFormat; 6] =
        [DataFormat::Auto, DataFormat::Verl, DataFormat::Choice, DataFormat::Svamp, DataFormat::OlympiadBench, DataFormat::Aime];
    arbtest::arbtest(|u| {
        let mut record = Map::new();
        for _ in 0..u.int_in_range(0..=5)? {
            let text: String = u.arbitrary()?;
            let value = match u.int_in_range(0..=5)? {
                0 => json!(u.arbitrary::<f64>()?),
                1 => json!([text]),
                2 => json!({"text": [text], "question": "é", "ground_truth": u.arbitrary::<u32>()?}),
                3 => json!([{"role": "user", "content": text}]),
                4 => json!(format!("é {text} é")),
                _ => json!(text),
            };
            record.insert((*u.choose(&NAMES)?).to_owned(), value);
        }
        for form in FORMS {
            if let Ok(row) = Row::read(&record, form) {
                assert!(!row.question.trim().is_empty() && !row.gold.trim().is_empty());
            }
        }
        Ok(())
    });
}
