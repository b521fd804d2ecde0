//! The texts of the benchmark's own prompt. They are read from the user's package, since they are no work of ours.

use std::collections::HashMap;

use exitrl_domain::DomainError;
use exitrl_python::Value;

use super::Package;
use crate::services::literals;

/// Where the prompt's texts lie in a package.
const SOURCE: &str = "bfcl_eval/constants/default_prompts.py";

/// Texts of the prompt that the benchmark puts before models without native tool calls.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OfficialPrompt {
    /// The system message; `{functions}` stands for the functions as JSON.
    pub(crate) system: String,
    /// What the user says when withheld functions are brought.
    pub(crate) more_functions: String,
}

impl OfficialPrompt {
    /// The texts of a package; [`None`] where its sources are not there or hold other names.
    ///
    /// # Errors
    /// Where the source is there and cannot be read.
    pub(crate) fn read(package: &Package) -> Result<Option<Self>, DomainError> {
        Ok(package.source(SOURCE)?.and_then(|source| Self::of(&literals(&source))))
    }

    /// Puts the parts together as the default prompt variation has them: Python form, no tags, JSON docs, plain text, classic style.
    fn of(constants: &HashMap<String, Value>) -> Option<Self> {
        let entry = |dict: &str, key: &str| constants.get(dict)?.as_dict()?.get_str(key).cloned();
        let classic = entry("PROMPT_STYLE_TEMPLATES", "classic")?;
        let part = |key: &str| Some(classic.as_dict()?.get_str(key)?.as_str()?.to_owned());
        let form = entry("OUTPUT_FORMAT_MAPPING", "python")?;
        let format = filled(&part("tool_call_no_tag")?, &[("output_format", form.as_str()?), ("param_types", "")]);
        let tools = filled(&part("available_tools")?, &[("format", "json")]);
        let template = constants.get("_PLAINTEXT_SYSTEM_PROMPT_TEMPLATE")?.as_str()?;
        let system = filled(
            template,
            &[
                ("persona", &part("persona")?),
                ("task", &part("task")?),
                ("tool_call_format", &format),
                ("multiturn_behavior", &part("multiturn_behavior")?),
                ("available_tools", &tools),
            ],
        );
        let more_functions = constants.get("DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC")?.as_str()?.to_owned();
        Some(Self { system, more_functions })
    }
}

/// `template.format(...)` for the names given; others stay.
fn filled(template: &str, fields: &[(&str, &str)]) -> String {
    fields.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_put_together() {
        let source = "\
OUTPUT_FORMAT_MAPPING = {'python': '[f(x=1)]', 'json': '{}'}
PROMPT_STYLE_TEMPLATES = {'classic': {'persona': 'P. ', 'task': 'T.', 'tool_call_no_tag': 'Use {output_format}. {param_types}!', 'multiturn_behavior': 'M', 'available_tools': 'In {format}:\\n{functions}\\n'}}
_PLAINTEXT_SYSTEM_PROMPT_TEMPLATE = (
    '{persona}{task}\\n\\n{tool_call_format}\\n\\n{multiturn_behavior}\\n\\n{available_tools}'
)
DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC = 'More.'
";
        let prompt = OfficialPrompt::of(&literals(source)).unwrap();
        assert_eq!(prompt.system, "P. T.\n\nUse [f(x=1)]. !\n\nM\n\nIn json:\n{functions}\n");
        assert_eq!(prompt.more_functions, "More.");
        assert_eq!(OfficialPrompt::of(&literals("A = 1\n")), None);
    }
}
