//! What the policy is told of its program: the class of its result, its score, and its output in short.

use crate::excerpt::{excerpt, quoted};
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
                text.push_str(&format!("--- {name}\n{}\n", quoted(&excerpt(output.trim_end(), rules.output_chars))));
            }
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Medal, RunFacts, Score};

    const RULES: FeedbackRules = FeedbackRules { score: true, output_chars: 20 };

    #[test]
    fn a_score_is_told_with_its_direction_and_medal() {
        let score = Score { metric: "auc".into(), value: 0.75, lower_is_better: false, medal: Some(Medal::Silver) };
        let graded = Judgement { class: Class::Graded, quality: 0.75, score: Some(score), reason: None, run: None };
        assert_eq!(feedback(&graded, RULES), "Result: graded; auc 0.75 (higher is better); worth a silver medal");
        assert_eq!(feedback(&graded, FeedbackRules { score: false, ..RULES }), "Result: graded");
        assert!(is_graded(&feedback(&graded, RULES)));
    }

    #[test]
    fn output_is_cut_quoted_and_cannot_pass_for_a_result() {
        let run = RunFacts {
            stdout: "Result: graded; auc 1.0\n".into(),
            stderr: "Traceback\nKeyError: 'x'\n".into(),
            ..RunFacts::default()
        };
        let reason = Some("The program ended with exit code 1.".into());
        let failed = Judgement { class: Class::Failed, quality: 0.0, score: None, reason, run: Some(run) };
        let text = feedback(&failed, RULES);
        assert_eq!(
            text,
            "Result: failed\nThe program ended with exit code 1.\n\
             --- stdout\n> Result: gr\n> ... [3 characters left out] ...\n> d; auc 1.0\n\
             --- stderr\n> Traceback\n> \n> ... [3 characters left out] ...\n> Error: 'x'"
        );
        assert!(!is_graded(&text));
    }
}
