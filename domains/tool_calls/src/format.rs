//! The formats.

use exitrl_python::{Value, repr, str_repr};
use serde::{Deserialize, Serialize};

use crate::attempt::looks_like_call;
use crate::bfcl::Style;
use crate::{Reply, Signatures, ToolCall, bare, bfcl, lenient, pythonic, qwen3_coder, tagged};

/// How calls are written in replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `[f(a=1), g()]`, read exactly as BFCL's decoder of prompted models does, see [`crate::decode_pythonic`].
    Pythonic,
    /// The same, also in code fences and prose, one call per line, with arguments by position and with `true`, `false` and `null`.
    PythonicLenient,
    /// `<tool_call>{"name": "f", "arguments": {"a": 1}}</tool_call>`, as Hermes and Qwen have it.
    Hermes,
    /// [`Self::Hermes`], read as BFCL does: each tag on a line of its own, thoughts not dropped, calls that are no JSON skipped.
    HermesStrict,
    /// `{"name": "f", "parameters": {"a": 1}}; ...`, as Llama 3 has it.
    Llama3Json,
    /// `tool_calls` of OpenAI's messages, or BFCL's record of them: `[{"f": "{\"a\": 1}"}]`.
    Openai,
    /// `[TOOL_CALLS] [{"name": "f", "arguments": {"a": 1}}]`
    Mistral,
    /// `<function=f><parameter=a>1</parameter></function>`; values are typed by the tool's schema, or guessed.
    Qwen3Coder,
    /// `[{"function": "f", "parameters": {"a": 1}}]`
    BfclJson,
    /// `<functions><function name="f"><params><param name="a" value="1" type="integer"/></params></function></functions>`
    BfclVerboseXml,
    /// `<functions><function name="f"><param name="a" type="integer">1</param></function></functions>`
    BfclConciseXml,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Pythonic,
        Self::PythonicLenient,
        Self::Hermes,
        Self::HermesStrict,
        Self::Llama3Json,
        Self::Openai,
        Self::Mistral,
        Self::Qwen3Coder,
        Self::BfclJson,
        Self::BfclVerboseXml,
        Self::BfclConciseXml,
    ];

    /// Reads a reply. Signatures name arguments that are given by position and type values that are written as text; formats that
    /// need neither do not ask for them.
    pub fn parse(self, text: &str, signatures: &Signatures) -> Reply {
        match self {
            Self::Pythonic => match pythonic::decode(text) {
                Err(_) if !looks_like_call(text) => Reply::NoCall,
                result => result.into(),
            },
            Self::PythonicLenient => lenient::parse(text, signatures),
            Self::Hermes => tagged::hermes(text),
            Self::HermesStrict => tagged::hermes_strict(text),
            Self::Llama3Json => bare::llama3(text),
            Self::Openai => bare::openai(text),
            Self::Mistral => tagged::mistral(text),
            Self::Qwen3Coder => qwen3_coder::parse(text, signatures),
            Self::BfclJson => bfcl::json(text),
            Self::BfclVerboseXml => bfcl::xml(text, Style::Verbose),
            Self::BfclConciseXml => bfcl::xml(text, Style::Concise),
        }
    }

    /// Writes calls as a model should. Arguments by position can be written as Python only, elsewhere they are left out (see
    /// [`ToolCall::name_positional`]); values that JSON has no form for become lists or texts where calls are JSON.
    pub fn render(self, calls: &[ToolCall]) -> String {
        match self {
            Self::Pythonic | Self::PythonicLenient => {
                format!("[{}]", calls.iter().map(python_call).collect::<Vec<_>>().join(", "))
            }
            Self::Hermes | Self::HermesStrict => tagged::write_hermes(calls),
            Self::Llama3Json => bare::write_llama3(calls),
            Self::Openai => bare::write_openai(calls),
            Self::Mistral => tagged::write_mistral(calls),
            Self::Qwen3Coder => qwen3_coder::render(calls),
            Self::BfclJson => bfcl::write_json(calls),
            Self::BfclVerboseXml => bfcl::write_xml(calls, Style::Verbose),
            Self::BfclConciseXml => bfcl::write_xml(calls, Style::Concise),
        }
    }
}

fn python_call(call: &ToolCall) -> String {
    let named = |(name, value): &(exitrl_python::Str, Value)| format!("{name}={}", literal_text(value));
    let positional = call.positional.iter().map(literal_text);
    let parts: Vec<_> = positional.chain(call.arguments.iter().map(named)).collect();
    format!("{}({})", call.name, parts.join(", "))
}

/// A value as a Python literal: its `repr`, but for the floats and the ellipsis that `repr` has no literal for.
pub(crate) fn literal_text(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(literal_text).collect::<Vec<_>>().join(", ");
    match value {
        Value::Float(x) if x.is_infinite() => if *x > 0.0 { "1e999" } else { "-1e999" }.to_owned(),
        Value::Ellipsis => "...".to_owned(),
        Value::Str(text) => str_repr(text),
        Value::List(items) => format!("[{}]", list(items)),
        Value::Tuple(items) if items.len() == 1 => format!("({},)", list(items)),
        Value::Tuple(items) => format!("({})", list(items)),
        Value::Dict(dict) => {
            let pairs = dict.iter().map(|(key, value)| format!("{}: {}", literal_text(key), literal_text(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => repr(other),
    }
}
