//! What must hold for every input, whatever it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use exitrl_math_grader::{Policy, Verdict, grade};

use super::generator::Input;

/// Grades an input and says which law was broken: a panic, more fuel than the bound, a span that is not one, or another verdict the second
/// time, which is looked at where `twice` is set.
///
/// # Errors
/// The broken law, in words.
pub(crate) fn graded(input: &Input, policy: &Policy, twice: bool) -> Result<Verdict, String> {
    let run = || catch_unwind(AssertUnwindSafe(|| grade(&input.gold, &input.response, policy)));
    let verdict = run().map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        format!("panic: {}", text.unwrap_or_default())
    })?;
    if verdict.fuel > exitrl_math_grader::FUEL {
        return Err(format!("fuel {} is above the bound {}", verdict.fuel, exitrl_math_grader::FUEL));
    }
    if let Some(span) = &verdict.span
        && input.response.get(span.clone()).is_none()
    {
        return Err(format!("span {span:?} is no part of a response of {} bytes", input.response.len()));
    }
    if verdict.correct && verdict.extracted.is_none() {
        return Err("right without an answer".to_owned());
    }
    if twice && run().ok().as_ref() != Some(&verdict) {
        return Err("another verdict the second time".to_owned());
    }
    Ok(verdict)
}
