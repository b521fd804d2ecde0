//! The standard attempt, improve and diverge prompts (arXiv 2509.04575, appendix B; wording ours).

use crate::{DomainError, Iterate, Message, Operator, Role};

/// The prompt of an operator over an ordinary prompt whose last message is the request.
///
/// An attempt is the ordinary prompt itself; improve and diverge rewrite its last user message around the latest iterate.
///
/// # Errors
/// When improve or diverge got no iterate, or the ordinary prompt holds no user message.
pub fn standard_prompt(
    ordinary: Vec<Message>,
    operator: Operator,
    latest: Option<&Iterate>,
) -> Result<Vec<Message>, DomainError> {
    let rewrite = match (operator, latest) {
        (Operator::Attempt, _) => return Ok(ordinary),
        (_, None) => return Err(missing_iterate(operator)),
        (Operator::Improve, Some(latest)) => improve_prompt(last_request(&ordinary)?, latest),
        (Operator::Diverge, Some(latest)) => diverge_prompt(last_request(&ordinary)?, latest),
    };
    let mut messages = ordinary;
    if let Some(last) = messages.iter_mut().rev().find(|m| m.role == Role::User) {
        last.content = rewrite;
    }
    Ok(messages)
}

/// Text that asks to better the latest response.
pub fn improve_prompt(request: &str, latest: &Iterate) -> String {
    format!(
        "Improve the current response to the request below.\n\n## Request\n{request}\n\n## Current response\n{}{}",
        latest.response.content,
        feedback_section(latest)
    )
}

/// Text that asks for a response by another approach than the latest one's.
pub fn diverge_prompt(request: &str, latest: &Iterate) -> String {
    format!(
        "Give another response to the request below, by an approach that is COMPLETELY DIFFERENT from the current response.\n\n\
         ## Request\n{request}\n\n## Current response\n{}{}\n\n## Format\n\
         - Sum up the approach of the current response in a sentence.\n\
         - Name an approach that differs from it in substance.\n\
         - Give the new response by that approach.",
        latest.response.content,
        feedback_section(latest)
    )
}

fn feedback_section(latest: &Iterate) -> String {
    latest.feedback.as_ref().map(|text| format!("\n\n## Feedback\n{text}")).unwrap_or_default()
}

fn last_request(messages: &[Message]) -> Result<&str, DomainError> {
    let last = messages.iter().rev().find(|m| m.role == Role::User);
    last.map(|m| m.content.as_str()).ok_or_else(|| {
        DomainError::contract("the ordinary prompt holds no user message, so there is no request to rewrite; add one")
    })
}

fn missing_iterate(operator: Operator) -> DomainError {
    DomainError::contract(format!(
        "the {} prompt was asked for without an iterate; give the latest response to start from",
        operator.name()
    ))
}

#[cfg(test)]
mod tests;
