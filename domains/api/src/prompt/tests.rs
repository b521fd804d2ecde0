use super::*;

fn ordinary() -> Vec<Message> {
    vec![Message::system("Be brief."), Message::user("What is 2 + 2?")]
}

fn latest(feedback: Option<&str>) -> Iterate {
    Iterate { response: Message::assistant("It is 5."), feedback: feedback.map(str::to_owned), quality: 0.0 }
}

#[test]
fn an_attempt_is_the_ordinary_prompt_even_with_an_iterate_at_hand() {
    let prompt = standard_prompt(ordinary(), Operator::Attempt, Some(&latest(None))).unwrap();
    assert_eq!(prompt, ordinary());
}

#[test]
fn improve_shows_the_request_the_response_and_the_feedback() {
    let prompt = standard_prompt(ordinary(), Operator::Improve, Some(&latest(Some("Count again.")))).unwrap();
    assert_eq!(prompt[0], Message::system("Be brief."));
    assert_eq!(
        prompt[1].content,
        "Improve the current response to the request below.\n\
         \n\
         ## Request\n\
         What is 2 + 2?\n\
         \n\
         ## Current response\n\
         It is 5.\n\
         \n\
         ## Feedback\n\
         Count again."
    );
}

#[test]
fn diverge_asks_for_another_approach_and_leaves_out_absent_feedback() {
    let prompt = standard_prompt(ordinary(), Operator::Diverge, Some(&latest(None))).unwrap();
    assert_eq!(
        prompt[1].content,
        "Give another response to the request below, by an approach that is COMPLETELY DIFFERENT from the current response.\n\
         \n\
         ## Request\n\
         What is 2 + 2?\n\
         \n\
         ## Current response\n\
         It is 5.\n\
         \n\
         ## Format\n\
         - Sum up the approach of the current response in a sentence.\n\
         - Name an approach that differs from it in substance.\n\
         - Give the new response by that approach."
    );
}

#[test]
fn only_the_last_request_of_a_conversation_is_rewritten() {
    let mut talk = ordinary();
    talk.extend([Message::assistant("Of what kind?"), Message::user("Integers.")]);
    let prompt = standard_prompt(talk.clone(), Operator::Improve, Some(&latest(None))).unwrap();
    assert_eq!(prompt[..3], talk[..3]);
    assert!(prompt[3].content.contains("## Request\nIntegers.\n"));
}

#[test]
fn improving_nothing_is_an_error_that_names_the_operator() {
    let error = standard_prompt(ordinary(), Operator::Improve, None).unwrap_err();
    assert!(error.message.contains("the improve prompt was asked for without an iterate"), "{error}");
}

#[test]
fn a_prompt_without_a_request_cannot_be_rewritten() {
    let error = standard_prompt(vec![Message::system("Be brief.")], Operator::Diverge, Some(&latest(None))).unwrap_err();
    assert!(error.message.contains("no user message"), "{error}");
}
