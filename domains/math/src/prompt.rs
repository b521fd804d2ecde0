//! What the policy reads: plain chat messages, or a few characters.

use exitrl_domain::{DomainError, Iterate, Message, Operator, standard_prompt};

use crate::config::{Extraction, FormatHint, MathConfig, PromptStyle};
use exitrl_math_grader::{Policy, Rule};

use crate::problem::{Answer, Problem};

/// Most bytes of an earlier response that a compact prompt shows, so that a rambling one cannot fill a small context.
const MAX_COMPACT_RESPONSE: usize = 256;

/// How problems are put and in which form their answers are wanted.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    prompt: PromptStyle,
    system: String,
    hint: FormatHint,
    /// Where answers are read, where the configuration says so.
    chosen: Option<Policy>,
    decimal_places: u32,
    require_evaluated: bool,
}

impl Style {
    pub(crate) fn new(config: &MathConfig) -> Self {
        Self {
            prompt: config.prompt,
            system: config.system.clone(),
            hint: config.format_hint(),
            chosen: config.extract.as_ref().map(Extraction::policy),
            decimal_places: config.decimal_places,
            require_evaluated: config.require_evaluated(),
        }
    }

    /// Where a problem's answer is read: as the configuration says, else as its data set is graded, else everywhere.
    pub(crate) fn policy(&self, problem: Option<&Problem>) -> Policy {
        let by_data = || problem.and_then(|problem| problem.about.as_ref()).map(|about| about.policy.policy());
        let mut policy = self.chosen.clone().or_else(by_data).unwrap_or_default();
        policy.decimal_places = self.decimal_places;
        policy.require_evaluated |= self.require_evaluated;
        policy
    }

    /// The messages to sample from.
    ///
    /// # Errors
    /// When improve or diverge got no iterate.
    pub(crate) fn messages(
        &self,
        problem: &Problem,
        operator: Operator,
        latest: Option<&Iterate>,
    ) -> Result<Vec<Message>, DomainError> {
        let plain = standard_prompt(self.ordinary(problem), operator, latest)?;
        let marker = match operator {
            Operator::Attempt => return Ok(plain),
            Operator::Improve => '>',
            Operator::Diverge => '!',
        };
        match (self.prompt, latest) {
            (PromptStyle::Compact, Some(latest)) => {
                let shown = shortened(&latest.response.content);
                Ok(vec![Message::user(format!("{}{shown}{marker}", problem.compact))])
            }
            _ => Ok(plain),
        }
    }

    fn ordinary(&self, problem: &Problem) -> Vec<Message> {
        if self.prompt == PromptStyle::Compact {
            return vec![Message::user(problem.compact.clone())];
        }
        let system = (!self.system.is_empty()).then(|| Message::system(self.system.clone()));
        let hint = self.hint_text(&problem.answer);
        let request = if hint.is_empty() { problem.question.clone() } else { format!("{}\n{hint}", problem.question) };
        system.into_iter().chain([Message::user(request)]).collect()
    }

    fn hint_text(&self, answer: &Answer) -> &'static str {
        match (self.hint, answer) {
            (FormatHint::None, _) => "",
            (FormatHint::Boxed, _) => "Put the final answer in \\boxed{}.",
            (FormatHint::Bare, Answer::Exact { .. }) => "Answer with just the number.",
            (FormatHint::Bare, Answer::Count { .. }) => "Answer with just the numbers.",
            (FormatHint::Bare, Answer::Arrows(_)) => "Answer with just the number and the letter.",
            (FormatHint::Bare, Answer::Sum(_)) => "Answer with just the sum.",
            (FormatHint::Bare, Answer::Digits { .. } | Answer::SuffixParity(_)) => "Answer with just the digits.",
        }
    }

    /// The right answer as a response in the form that the prompt asks for and the rules read.
    pub(crate) fn reference(&self, answer: &Answer) -> Message {
        self.respond(answer.text(if self.prompt == PromptStyle::Compact { "," } else { ", " }))
    }

    /// An answer, right or not, as a response in that form.
    pub(crate) fn respond(&self, text: String) -> Message {
        if self.prompt == PromptStyle::Compact {
            return Message::assistant(text);
        }
        let rules = self.chosen.as_ref().map_or(Rule::ALL.as_slice(), |policy| policy.rules.as_slice());
        let bare = self.hint == FormatHint::Bare || rules.contains(&Rule::LastNumber);
        Message::assistant(match rules.first() {
            _ if self.hint == FormatHint::Boxed => format!("\\boxed{{{text}}}"),
            Some(Rule::Boxed) if !bare => format!("\\boxed{{{text}}}"),
            Some(Rule::Hash) if !bare => format!("#### {text}"),
            Some(Rule::Phrase) if !bare => format!("The answer is {text}."),
            _ => text,
        })
    }
}

fn shortened(response: &str) -> &str {
    let response = response.trim();
    &response[..response.floor_char_boundary(MAX_COMPACT_RESPONSE)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        let answer = Answer::Exact { gold: "8".to_owned() };
        Problem { question: "What is 3 + 5?".to_owned(), compact: "3+5=".to_owned(), answer, about: None }
    }

    fn iterate(response: &str) -> Iterate {
        Iterate { response: Message::assistant(response), feedback: None, quality: 0.0 }
    }

    fn compact(operator: Operator, latest: Option<&Iterate>) -> Vec<Message> {
        let config = MathConfig { prompt: PromptStyle::Compact, ..MathConfig::default() };
        Style::new(&config).messages(&problem(), operator, latest).unwrap()
    }

    #[test]
    fn a_compact_prompt_is_a_few_characters() {
        assert_eq!(compact(Operator::Attempt, None), [Message::user("3+5=")]);
        assert_eq!(compact(Operator::Improve, Some(&iterate("9"))), [Message::user("3+5=9>")]);
        assert_eq!(compact(Operator::Diverge, Some(&iterate("9"))), [Message::user("3+5=9!")]);
    }

    #[test]
    fn an_earlier_response_is_shown_trimmed_and_cut_to_size() {
        assert_eq!(compact(Operator::Improve, Some(&iterate(" 9\n"))), [Message::user("3+5=9>")]);
        let rambling = compact(Operator::Improve, Some(&iterate(&"1".repeat(1 << 20))));
        assert_eq!(rambling[0].content.len(), 4 + MAX_COMPACT_RESPONSE + 1);
    }

    #[test]
    fn an_empty_system_text_sends_no_system_message() {
        let config = MathConfig { system: String::new(), format_hint: Some(FormatHint::None), ..MathConfig::default() };
        let messages = Style::new(&config).messages(&problem(), Operator::Attempt, None).unwrap();
        assert_eq!(messages, [Message::user("What is 3 + 5?")]);
    }

    #[test]
    fn the_reference_has_the_form_that_is_asked_for_and_can_be_read() {
        let cases = [
            (Some(FormatHint::Bare), None, "8"),
            (Some(FormatHint::Boxed), None, "\\boxed{8}"),
            (Some(FormatHint::None), None, "8"),
            (Some(FormatHint::None), Some(vec![Rule::Boxed]), "\\boxed{8}"),
            (Some(FormatHint::None), Some(vec![Rule::Hash]), "#### 8"),
            (Some(FormatHint::None), Some(vec![Rule::Phrase]), "The answer is 8."),
        ];
        for (format_hint, rules, text) in cases {
            let extract = rules.map(Extraction::Rules);
            let style = Style::new(&MathConfig { format_hint, extract, ..MathConfig::default() });
            let reference = style.reference(&problem().answer);
            assert_eq!(reference.content, text);
            assert_eq!(problem().judge(&reference.content, &style.policy(None)).unwrap().quality, 1.0);
        }
    }
}
