//! The domain's configuration.

use std::path::PathBuf;

use exitrl_domain::DomainError;
use serde::{Deserialize, Serialize};

use exitrl_math_grader::{Policy, Rule};

use crate::data::{AnswerPolicy, DataFormat};
use crate::families::Family;

/// The domain's configuration. Every key may be left out; unknown keys are refused.
///
/// ```
/// # use exitrl_math::{Family, MathConfig, Source};
/// let config: MathConfig = serde_json::from_value(serde_json::json!({
///     "source": {"type": "family", "family": "sort_digits", "level": 4},
///     "prompt": "compact",
///     "seed": 7,
/// }))?;
/// assert_eq!(config.source, Source::Family { family: Family::SortDigits, level: Some(4) });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MathConfig {
    /// Where the problems come from. Default: one-digit additions.
    pub source: Source,
    /// How a problem is put to the policy. Default: [`PromptStyle::Plain`].
    pub prompt: PromptStyle,
    /// Text of the system message of plain prompts; empty for none. Short by default: some chat templates put in a longer one
    /// where there is none.
    pub system: String,
    /// What plain prompts ask of the answer's form. Default: boxed for data sets and for the families with answers as LaTeX (see
    /// [`Family`]), bare for the others.
    pub format_hint: Option<FormatHint>,
    /// Where the answer is read in a response: the name of a policy, or rules of which the first that finds an answer decides. Default:
    /// the policy of the data set a problem comes from, and every rule for a family.
    pub extract: Option<Extraction>,
    /// Correct digits after the point that a decimal needs to stand for an exact value: with 6, 0.333333 is a third and 0.33 is not.
    pub decimal_places: u32,
    /// Whether a plain number has to be worked out: whether 3 + 5 is refused for 8. Default: for families, where the question often is such
    /// an expression, and not for data sets.
    pub require_evaluated: Option<bool>,
    /// Whether the environment says how good an answer was (never what the right one is). Compact prompts do not show it.
    pub feedback: bool,
    /// Whether graded families pay for what is right of an answer; `false` pays only for an answer that is right as a whole.
    pub partial_credit: bool,
    /// Orders a family's problems. Which ones are held out for testing does not depend on it.
    pub seed: u64,
}

/// Where the answer is read in a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Extraction {
    /// By a policy with a name, such as `"competition"`.
    Named(AnswerPolicy),
    /// By these rules in this order, such as `["boxed", "last_number"]`.
    Rules(Vec<Rule>),
}

impl Extraction {
    /// The grader's policy.
    pub fn policy(&self) -> Policy {
        match self {
            Self::Named(name) => name.policy(),
            Self::Rules(rules) => Policy::of(rules),
        }
    }
}

/// Where the problems come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// Made on demand.
    Family {
        /// Which kind of problem.
        family: Family,
        /// How hard; the family's lowest level where it is left out.
        #[serde(default)]
        level: Option<u32>,
    },
    /// Read from files: JSON lines or a JSON list, gzipped or not, or Parquet. See [`DataFormat`] for the rows.
    #[serde(alias = "parquet", alias = "json")]
    Jsonl {
        /// The training file; the test tasks too are taken from it where there is no `test_path`.
        path: PathBuf,
        /// The file with the test tasks.
        #[serde(default)]
        test_path: Option<PathBuf>,
        /// Without `test_path`: the share of problems held out, at least 0 and below 1.
        #[serde(default = "default_test_fraction")]
        test_fraction: f64,
        /// Most problems taken from each file.
        #[serde(default)]
        limit: Option<usize>,
        /// The form of the rows; by default each tells it by its fields.
        #[serde(default)]
        format: DataFormat,
        /// Whether rows that cannot be used, such as proofs without an answer, are passed over and counted. By default the first
        /// of them is an error.
        #[serde(default)]
        skip_bad_rows: bool,
    },
}

fn default_test_fraction() -> f64 {
    0.1
}

/// How a problem is put to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptStyle {
    /// A chat message in words; improve and diverge use the standard prompts.
    Plain,
    /// A few characters, such as `3+5=`, for small policies trained from scratch; improve is `3+5=9>`, diverge `3+5=9!`.
    Compact,
}

/// What a plain prompt asks of the answer's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormatHint {
    /// Just the answer.
    Bare,
    /// The answer in `\boxed{}`.
    Boxed,
    /// Nothing is asked.
    None,
}

impl Default for MathConfig {
    fn default() -> Self {
        Self {
            source: Source::Family { family: Family::Addition, level: None },
            prompt: PromptStyle::Plain,
            system: "Answer briefly.".to_owned(),
            format_hint: None,
            extract: None,
            decimal_places: 6,
            require_evaluated: None,
            feedback: false,
            partial_credit: true,
            seed: 0,
        }
    }
}

impl MathConfig {
    /// The format hint in force.
    pub fn format_hint(&self) -> FormatHint {
        self.format_hint.unwrap_or(match self.source {
            Source::Family { family, .. } if !family.is_topic() => FormatHint::Bare,
            Source::Family { .. } | Source::Jsonl { .. } => FormatHint::Boxed,
        })
    }

    /// Whether plain numbers have to be worked out.
    pub fn require_evaluated(&self) -> bool {
        self.require_evaluated.unwrap_or(matches!(self.source, Source::Family { .. }))
    }

    /// Checks what single fields cannot say.
    ///
    /// # Errors
    /// With every problem found.
    pub(crate) fn check(&self) -> Result<(), DomainError> {
        let mut problems: Vec<String> = Vec::new();
        if self.extract == Some(Extraction::Rules(Vec::new())) {
            problems.push("extract is empty, so no answer could be read; leave it out or name a rule".to_owned());
        }
        if let Some((hint, rule)) = self.unreadable_hint() {
            problems.push(format!(
                "format_hint asks for a {hint} answer, but extract has no {rule:?} to read it; add that rule or change the hint"
            ));
        }
        problems.extend(self.source_problems());
        if problems.is_empty() {
            return Ok(());
        }
        Err(DomainError::config(format!("the math domain's configuration cannot be used: {}", problems.join("; "))))
    }

    fn unreadable_hint(&self) -> Option<(&'static str, &'static str)> {
        let rules = self.extract.as_ref().map_or_else(|| Rule::ALL.to_vec(), |extract| extract.policy().rules);
        let reads = |rule| rules.contains(&rule) || rules.is_empty();
        let reads_bare = reads(Rule::LastNumber) || reads(Rule::Whole);
        match (self.prompt, self.format_hint()) {
            (PromptStyle::Plain, FormatHint::Boxed) if !reads(Rule::Boxed) => Some(("boxed", "boxed")),
            (PromptStyle::Plain, FormatHint::Bare) if !reads_bare => Some(("bare", "last_number")),
            (PromptStyle::Compact, _) if !reads_bare => Some(("bare", "last_number")),
            _ => None,
        }
    }

    fn source_problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let (test_fraction, limit) = match &self.source {
            Source::Jsonl { test_fraction, limit, .. } => (test_fraction, limit),
            Source::Family { family, .. } => {
                if family.is_topic() && self.prompt == PromptStyle::Compact {
                    problems
                        .push(format!("prompt is \"compact\", which the family {} does not have; set \"plain\"", family.name()));
                }
                return problems;
            }
        };
        if !(0.0..1.0).contains(test_fraction) {
            problems.push(format!("source.test_fraction is {test_fraction}; it must be at least 0 and below 1"));
        }
        if *limit == Some(0) {
            problems.push("source.limit is 0, which leaves no problem; raise it or leave it out".to_owned());
        }
        if self.prompt == PromptStyle::Compact {
            problems.push("prompt is \"compact\", which only families have; set \"plain\" for a data set".to_owned());
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(config: serde_json::Value) -> Result<MathConfig, String> {
        let config: MathConfig = serde_json::from_value(config).map_err(|e| e.to_string())?;
        config.check().map_err(|e| e.message)?;
        Ok(config)
    }

    #[test]
    fn an_empty_configuration_is_one_digit_addition() {
        let config = read(json!({})).unwrap();
        assert_eq!(config, MathConfig::default());
        assert_eq!(config.format_hint(), FormatHint::Bare);
    }

    #[test]
    fn a_data_set_and_a_family_with_answers_as_latex_ask_for_boxes_unless_told_otherwise() {
        for source in [json!({"type": "jsonl", "path": "rows.jsonl"}), json!({"type": "family", "family": "algebra"})] {
            let config = read(json!({"source": source})).unwrap();
            assert_eq!(config.format_hint(), FormatHint::Boxed);
        }
    }

    #[test]
    fn a_form_of_rows_has_a_name_and_the_names_of_public_sets_beside_it() {
        let format = |source: serde_json::Value| match read(json!({ "source": source })).unwrap().source {
            Source::Jsonl { format, skip_bad_rows, .. } => (format, skip_bad_rows),
            other => panic!("{other:?}"),
        };
        assert_eq!(format(json!({"type": "jsonl", "path": "x"})), (DataFormat::Auto, false));
        assert_eq!(format(json!({"type": "parquet", "path": "x", "skip_bad_rows": true})), (DataFormat::Auto, true));
        for (name, form) in [
            ("gsm8k", DataFormat::Gsm8k),
            ("math500", DataFormat::Math),
            ("numina", DataFormat::Math),
            ("verl", DataFormat::Verl),
        ] {
            assert_eq!(format(json!({"type": "jsonl", "path": "x", "format": name})), (form, false));
        }
    }

    #[test]
    fn what_cannot_work_is_refused_with_the_key_named() {
        let cases = [
            (json!({"sourc": 1}), "unknown field `sourc`"),
            (json!({"source": {"type": "family", "family": "addition", "levl": 2}}), "unknown field `levl`"),
            (json!({"source": {"type": "family", "family": "adition"}}), "unknown variant `adition`"),
            (json!({"extract": []}), "extract is empty"),
            (json!({"extract": ["boxed"]}), "extract has no \"last_number\""),
            (json!({"format_hint": "boxed", "extract": ["hash"]}), "extract has no \"boxed\""),
            (json!({"prompt": "compact", "extract": ["hash"], "format_hint": "none"}), "extract has no \"last_number\""),
            (json!({"source": {"type": "jsonl", "path": "x", "test_fraction": 1.0}}), "test_fraction is 1;"),
            (json!({"source": {"type": "jsonl", "path": "x", "limit": 0}}), "limit is 0"),
            (json!({"source": {"type": "jsonl", "path": "x", "format": "gsm9k"}}), "unknown variant `gsm9k`"),
            (json!({"source": {"type": "jsonl", "path": "x"}, "prompt": "compact"}), "only families have"),
            (
                json!({"source": {"type": "family", "family": "geometry"}, "prompt": "compact"}),
                "the family geometry does not have",
            ),
        ];
        for (config, why) in cases {
            let error = read(config).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let error = read(json!({"extract": [], "source": {"type": "jsonl", "path": "x", "limit": 0}})).unwrap_err();
        assert!(error.contains("extract is empty") && error.contains("limit is 0"), "{error}");
    }
}
