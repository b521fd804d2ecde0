//! The domain's configuration.

use std::path::PathBuf;

use exitrl_domain::DomainError;
use exitrl_tool_calls::Format;
use serde::{Deserialize, Serialize};

use crate::data::Category;
use crate::generate::Level;
use crate::tools::ToolDocs;

/// Replies with calls after which the benchmark breaks a conversation off: the one behind the twentieth.
pub(crate) const OFFICIAL_REPLIES_PER_TURN: u32 = 20;

/// The domain's configuration. Every key may be left out; unknown keys are refused.
///
/// ```
/// # use exitrl_tool_use::{ToolUseConfig, TaskSet};
/// let config: ToolUseConfig = serde_json::from_value(serde_json::json!({"data": "bfcl_eval.whl", "categories": ["base", "miss_func"]}))?;
/// assert_eq!(config.task_set(), TaskSet::Bfcl);
/// let config: ToolUseConfig = serde_json::from_value(serde_json::json!({"levels": ["one_call"], "seed": 3}))?;
/// assert_eq!(config.task_set(), TaskSet::Generated);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ToolUseConfig {
    /// Which tasks. Default: `bfcl` where `data` is given, else `generated`.
    pub tasks: Option<TaskSet>,
    /// BFCL's data: the data folder of `bfcl-eval`, its unpacked package or its wheel. Sources beside the data folder bring the
    /// long-context constants and the official prompt.
    pub data: Option<PathBuf>,
    /// Categories of BFCL. Default: `base` for episodes, all that can be read for grading.
    pub categories: Option<Vec<Category>>,
    /// Levels of generated tasks, drawn from in turn. Default: the easiest.
    pub levels: Vec<Level>,
    /// Share of entries held out, by entry number and stratified by turns and services; at least 0, at most 1.
    pub test_fraction: f64,
    /// Orders generated tasks and decides which entries are held out.
    pub seed: u64,

    /// The form of calls in replies.
    pub format: Format,
    /// Where the functions are told: in the system message, or handed to the model's chat template.
    pub tools_in: ToolsIn,
    /// How much of their docs a system message shows.
    pub tool_docs: ToolDocs,
    /// The system message's text before the functions. Default: the official one where the package's sources are there and the format is
    /// `pythonic`, else one of ours.
    pub system: Option<String>,
    /// Worked examples before the first request, for models that need to be shown the form of calls: requests of the level `one_call` with
    /// their replies, at most one a service. Their functions are told of, too.
    pub examples: usize,
    /// As which role results go back.
    pub results_as: ResultsAs,
    /// Whether the last turn's feedback says if the requests were fulfilled.
    pub feedback: bool,

    /// Only the first request of every entry, as in the paper's training.
    pub first_turn_only: bool,
    /// Most replies of a whole episode. Default: as many as the other limits allow.
    pub max_turns: Option<u32>,
    /// Replies with calls that a request may take; one more breaks the conversation off, which fails it but in its last turn.
    pub max_replies_per_turn: u32,
    /// After so many replies with calls a request counts as dealt with, and the next one comes. Default: only a reply without calls ends it.
    pub turn_ends_after: Option<u32>,

    /// Whether calling anything where nothing should be called fails. Not official.
    pub strict_irrelevance: bool,
    /// Whether functions that an entry names as excluded are withheld. Not official.
    pub withhold_excluded: bool,
    /// Whether the reward is the share of requests fulfilled before the first failure, instead of all or nothing. Not official.
    pub partial_credit: bool,
    /// Whether a reply that cannot be read is answered with the reason instead of ending the turn. Not official.
    pub decode_feedback: bool,
    /// Whether calls are rewritten as BFCL's runner does, also inside texts. Official; `false` leaves texts alone.
    pub rewrite_texts: bool,
}

/// A source of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskSet {
    /// Entries of the benchmark, read from `data`.
    Bfcl,
    /// Made on demand, without end.
    Generated,
    /// The 30 entries that ship with exitrl.
    Handmade,
}

/// Where the policy is told of functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolsIn {
    /// In the system message.
    Prompt,
    /// By the model's chat template, as JSON Schema.
    Template,
}

/// As which role results go back to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultsAs {
    /// One message of the role `tool` a call.
    Tool,
    /// One message of the role `user` a reply: a Python list, as the benchmark does for models without that role.
    User,
}

impl Default for ToolUseConfig {
    fn default() -> Self {
        Self {
            tasks: None,
            data: None,
            categories: None,
            levels: vec![Level::OneCall],
            test_fraction: 0.5,
            seed: 0,
            format: Format::Pythonic,
            tools_in: ToolsIn::Prompt,
            tool_docs: ToolDocs::Json,
            system: None,
            examples: 0,
            results_as: ResultsAs::Tool,
            feedback: false,
            first_turn_only: false,
            max_turns: None,
            max_replies_per_turn: OFFICIAL_REPLIES_PER_TURN,
            turn_ends_after: None,
            strict_irrelevance: false,
            withhold_excluded: false,
            partial_credit: false,
            decode_feedback: false,
            rewrite_texts: true,
        }
    }
}

impl ToolUseConfig {
    /// The tasks in force.
    pub fn task_set(&self) -> TaskSet {
        self.tasks.unwrap_or(if self.data.is_some() { TaskSet::Bfcl } else { TaskSet::Generated })
    }

    /// The categories that episodes are played on.
    pub(crate) fn episode_categories(&self) -> Vec<Category> {
        self.categories.clone().unwrap_or_else(|| vec![Category::Base])
    }

    /// Checks what single fields cannot say.
    ///
    /// # Errors
    /// With every problem found.
    pub(crate) fn check(&self) -> Result<(), DomainError> {
        let mut problems: Vec<String> = Vec::new();
        if self.task_set() == TaskSet::Bfcl && self.data.is_none() {
            let what = "name the data folder of bfcl-eval, its unpacked package or its wheel";
            problems.push(format!("tasks is \"bfcl\" and data is not given; {what}"));
        }
        if self.categories.as_ref().is_some_and(Vec::is_empty) {
            problems.push("categories is empty; leave it out or name one".to_owned());
        }
        if self.levels.is_empty() {
            problems.push("levels is empty; leave it out or name one".to_owned());
        }
        if !(0.0..=1.0).contains(&self.test_fraction) {
            problems.push(format!("test_fraction is {}; it must be at least 0 and at most 1", self.test_fraction));
        }
        let limits = [
            ("max_turns", self.max_turns),
            ("max_replies_per_turn", Some(self.max_replies_per_turn)),
            ("turn_ends_after", self.turn_ends_after),
        ];
        let zero = limits.into_iter().filter(|(_, limit)| *limit == Some(0));
        problems.extend(zero.map(|(name, _)| format!("{name} is 0; it must be at least 1")));
        if problems.is_empty() {
            return Ok(());
        }
        Err(DomainError::config(format!("the tool-use domain's configuration cannot be used: {}", problems.join("; "))))
    }
}
