//! What the policy is told of its program: the class of its result, its score, and its output in short.

use crate::excerpt::excerpt;
use crate::judge::Judgement;
use crate::outcome::Class;

/// How the feedback to a program that was scored begins; the prompt tells improving and debugging apart by it.
const GRADED: &str = "Result: graded";

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FeedbackRules {
    /// Whether the score is told.
    pub(crate) score: bool,
    /// Characters of each output stream.
    pub(crate) output_chars: usize,
}

/// Whether this feedback is about a program that was scored.
pub(crate) fn is_graded(feedback: &str) -> bool {
    feedback.starts_with(GRADED)
}

/// The feedback to a reply. It tells no times: those differ from run to run, and equal programs must give equal prompts.
pub(crate) fn feedback(judgement: &Judgement, rules: FeedbackRules) -> String {
    let mut text = match judgement.class {
        Class::Graded => GRADED.to_owned(),
        class => format!("Result: {}", class.name().replace('_', " ")),
    };
    if let Some(score) = judgement.score.as_ref().filter(|_| rules.score) {
        let better = if score.lower_is_better { "lower" } else { "higher" };
        let medal = score.medal.map(|medal| format!("; worth a {} medal", medal.name())).unwrap_or_default();
        text.push_str(&format!("; {} {} ({better} is better){medal}", score.metric, score.value));
    }
    text.push('\n');
    if let Some(reason) = &judgement.reason {
        text.push_str(reason.trim_end());
        text.push('\n');
    }
    if let Some(run) = &judgement.run {
        for (name, output) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
            if !output.trim().is_empty() {
                text.push_str(&format!("--- {name}\n{}\n", fenced(&excerpt(output.trim_end(), rules.output_chars))));
            }
        }
    }
    text.trim_end().to_owned()
}

/// Output as a quoted block, so that nothing a program prints can be taken for a part of the prompt.
fn fenced(output: &str) -> String {
    output.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}
