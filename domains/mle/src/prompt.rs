//! The prompt: one template for attempts, improvement, debugging and divergence (arXiv 2509.04575, appendix B; wording ours).

use std::time::Duration;

use exitrl_domain::{DomainError, Iterate, Message, Operator};

use crate::excerpt::excerpt;
use crate::feedback::is_graded;
use crate::reply::{program, said};

/// What a base task begins from.
const TEMPLATE: &str = "def main():\n    pass\n\n\nif __name__ == \"__main__\":\n    main()\n";

/// Characters that are shown of a reply without a program.
const SAID_CHARS: usize = 2000;

/// What every prompt of a competition has in common.
#[derive(Debug, Clone)]
pub(crate) struct Brief {
    /// The competition's own text, in short where it is long.
    pub(crate) description: String,
    /// Listing and first rows of its files.
    pub(crate) preview: String,
    /// What a program may use.
    pub(crate) rules: Rules,
}

/// What a program may use, as it is told.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) wall: Duration,
    pub(crate) memory_bytes: u64,
    pub(crate) cores: u32,
    /// Packages beside the standard library.
    pub(crate) packages: Vec<String>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Draft,
    Improve,
    Debug,
    Diverge,
}

impl Goal {
    fn of(operator: Operator, latest: Option<&Iterate>) -> Result<Self, DomainError> {
        let latest = match (operator, latest) {
            (Operator::Attempt, _) => return Ok(Self::Draft),
            (_, Some(latest)) => latest,
            (_, None) => {
                let text = format!("the {} prompt was asked for without an iterate; give the latest response", operator.name());
                return Err(DomainError::contract(text));
            }
        };
        let works = latest.feedback.as_deref().map_or(latest.quality > 0.0, is_graded);
        Ok(match operator {
            Operator::Diverge => Self::Diverge,
            _ if works => Self::Improve,
            _ => Self::Debug,
        })
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::Draft => "Write the program: fill in the template above.",
            Self::Improve => "Improve the current program, so that its submission scores better on the competition's metric.",
            Self::Debug => "The current program gave no valid submission. Find out why from the result above, and mend it.",
            Self::Diverge => {
                "Write a new program by a COMPLETELY DIFFERENT approach than the current one: another kind of model, other \
                 features or another way to validate. It should still score better on the competition's metric."
            }
        }
    }
}

/// The messages to sample a turn from.
///
/// # Errors
/// When improve or diverge got no iterate.
pub(crate) fn prompt(brief: &Brief, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
    let goal = Goal::of(operator, latest)?;
    let current = match (goal, latest) {
        (Goal::Draft, _) | (_, None) => code_block(TEMPLATE),
        (_, Some(latest)) => current(latest),
    };
    let Brief { description, preview, rules } = brief;
    let text = format!(
        "You are an expert in machine learning who takes part in a Kaggle competition. Your goal is to win a medal.\n\n\
         ## Current solution.py\n{current}\n\n\
         ## Goal\n{}\n\n\
         ## Competition\n{}\n\n\
         ## Data\n{preview}\n\n\
         ## Rules\n{}",
        goal.sentence(),
        description.trim(),
        rules.text(),
    );
    Ok(vec![Message::user(text)])
}

/// The latest program without what was said around it, and what came of it.
fn current(latest: &Iterate) -> String {
    let code = match program(&latest.response.content) {
        Ok(program) => code_block(program),
        Err(_) => {
            let said = excerpt(said(&latest.response.content).trim(), SAID_CHARS);
            format!("None: the last reply held no program. It was:\n{}", block("", &said))
        }
    };
    match &latest.feedback {
        Some(feedback) => format!("{code}\n\n## Result of running it\n{feedback}"),
        None => code,
    }
}

/// A Python block.
fn code_block(program: &str) -> String {
    block("python", program)
}

/// A block with a fence longer than any run of backquotes in it.
fn block(mark: &str, text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{mark}\n{}\n{fence}", text.trim_end_matches('\n'))
}

impl Rules {
    fn text(&self) -> String {
        let packages = match self.packages.as_slice() {
            [] => "Only Python's standard library is installed.".to_owned(),
            packages => format!("Beside Python's standard library there are {}; nothing can be installed.", packages.join(", ")),
        };
        let gib = self.memory_bytes as f64 / f64::from(1 << 30);
        format!(
            "- Reply with a plan of a few sentences, then the whole program in one block that begins with ```python.\n\
             - The program is a single file. It reads the data from ./input and writes its predictions for the test data to \
             ./submission.csv, in the form of the sample submission.\n\
             - It may run for {} and use {gib:.1} GiB of memory and {} processor core{}. There is no network.\n\
             - {packages}\n\
             - Validate on a part of the training data and print the score.",
            duration(self.wall),
            self.cores,
            if self.cores == 1 { "" } else { "s" },
        )
    }
}

/// A time limit in words.
pub(crate) fn duration(limit: Duration) -> String {
    let seconds = limit.as_secs_f64();
    if seconds >= 120.0 && (seconds % 60.0).abs() < 1e-9 {
        format!("{} minutes", seconds / 60.0)
    } else {
        format!("{seconds} seconds")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief() -> Brief {
        Brief {
            description: "# Iris\nTell the kind of an iris by its petals. Scored by accuracy.\n".into(),
            preview: "Files in ./input:\n- train.csv (1.0 KiB)\n".into(),
            rules: Rules {
                wall: Duration::from_secs(300),
                memory_bytes: 2 << 30,
                cores: 1,
                packages: vec!["numpy".into(), "pandas".into()],
            },
        }
    }

    fn text(operator: Operator, latest: Option<&Iterate>) -> String {
        prompt(&brief(), operator, latest).unwrap().remove(0).content
    }

    fn iterate(feedback: &str) -> Iterate {
        let response = Message::assistant("First I thought.</think>A plan.\n```python\nprint(1)\n```\n");
        Iterate { response, feedback: Some(feedback.into()), quality: 0.5 }
    }

    #[test]
    fn an_attempt_reads_so() {
        assert_eq!(
            text(Operator::Attempt, None),
            "You are an expert in machine learning who takes part in a Kaggle competition. Your goal is to win a medal.\n\
             \n\
             ## Current solution.py\n\
             ```python\ndef main():\n    pass\n\n\nif __name__ == \"__main__\":\n    main()\n```\n\
             \n\
             ## Goal\n\
             Write the program: fill in the template above.\n\
             \n\
             ## Competition\n\
             # Iris\nTell the kind of an iris by its petals. Scored by accuracy.\n\
             \n\
             ## Data\n\
             Files in ./input:\n- train.csv (1.0 KiB)\n\
             \n\
             \n\
             ## Rules\n\
             - Reply with a plan of a few sentences, then the whole program in one block that begins with ```python.\n\
             - The program is a single file. It reads the data from ./input and writes its predictions for the test data to \
             ./submission.csv, in the form of the sample submission.\n\
             - It may run for 5 minutes and use 2.0 GiB of memory and 1 processor core. There is no network.\n\
             - Beside Python's standard library there are numpy, pandas; nothing can be installed.\n\
             - Validate on a part of the training data and print the score."
        );
    }

    #[test]
    fn a_program_that_was_scored_is_improved_and_one_that_failed_is_debugged() {
        let scored = text(Operator::Improve, Some(&iterate("Result: graded; accuracy 0.5 (higher is better)")));
        assert!(scored.contains("```python\nprint(1)\n```\n\n## Result of running it\nResult: graded; accuracy 0.5"));
        assert!(scored.contains("\nImprove the current program") && !scored.contains("First I thought"));
        let failed = text(Operator::Improve, Some(&iterate("Result: failed\nThe program ended with exit code 1.")));
        assert!(failed.contains("Find out why") && !failed.contains("Improve the current program"));
    }

    #[test]
    fn a_reply_without_a_program_is_quoted_in_short() {
        let response = Message::assistant("<think>Hm.</think>I would use boosting.");
        let iterate = Iterate { response, feedback: Some("Result: no program".into()), quality: 0.0 };
        let text = text(Operator::Improve, Some(&iterate));
        assert!(
            text.contains("None: the last reply held no program. It was:\n```\nI would use boosting.\n```\n\n## Result"),
            "{text}"
        );
    }

    #[test]
    fn divergence_asks_for_another_approach_whether_it_failed_or_not() {
        for feedback in ["Result: graded", "Result: failed"] {
            assert!(text(Operator::Diverge, Some(&iterate(feedback))).contains("COMPLETELY DIFFERENT"));
        }
        assert!(prompt(&brief(), Operator::Diverge, None).is_err());
    }

    #[test]
    fn a_program_with_fences_in_it_gets_a_longer_one() {
        assert_eq!(code_block("x = '''\n```\n'''\n"), "````python\nx = '''\n```\n'''\n````");
    }
}
