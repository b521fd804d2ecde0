//! Replies at random: nothing panics, what is written is read again, and nothing takes long.

use std::time::Duration;

use arbtest::arbitrary::{Result, Unstructured};
use exitrl_python::{Dict, Str, Value, repr};
use exitrl_tool_calls::{Format, Parameter, Reason, Reply, ToolCall, no_signatures, parameters_of};
use serde_json::json;

fn signatures(name: &str) -> Option<Vec<Parameter>> {
    (name == "f").then(|| vec!["a".into(), "b".into()])
}

/// Texts made of what the formats are made of.
fn text(u: &mut Unstructured) -> Result<String> {
    const PARTS: [&str; 60] = [
        "f",
        "cd",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        "=",
        ":",
        "'",
        "\"",
        "a",
        "1",
        ".5",
        "-",
        "+",
        "**",
        " ",
        "\n",
        "\\",
        "#",
        "True",
        "null",
        "not ",
        "é",
        "\u{0}",
        "\r",
        "<tool_call>",
        "</tool_call>",
        "<think>",
        "</think>",
        "\"name\"",
        "\"arguments\"",
        "\"parameters\"",
        "\"function\"",
        "<|python_tag|>",
        ";",
        "[TOOL_CALLS]",
        "[ARGS]",
        "<function=",
        "</function>",
        "<parameter=",
        "</parameter>",
        ">",
        "<",
        "/",
        "<functions>",
        "</functions>",
        "<function name=\"f\">",
        "<param name=\"a\"",
        "type=\"integer\"",
        "&lt;",
        "&#",
        "```",
        "```python\n",
        "f(a=1)",
        "<![CDATA[",
        "f'{",
    ];
    let mut text = String::new();
    for _ in 0..u.arbitrary_len::<u8>()?.min(30) {
        text.push_str(u.choose(&PARTS)?);
    }
    Ok(text)
}

#[test]
fn no_text_makes_a_reader_panic() {
    arbtest::arbtest(|u| {
        let text = if u.ratio(1, 4)? { String::from_utf8_lossy(u.arbitrary()?).into_owned() } else { text(u)? };
        for format in Format::ALL {
            if let Reply::Calls(calls) = format.parse(&text, &signatures) {
                assert!(!calls.is_empty());
                format.render(&calls);
            }
        }
        Ok(())
    })
    .budget(Duration::from_secs(4));
}

fn any_text(u: &mut Unstructured) -> Result<Str> {
    const PARTS: [&str; 20] = [
        "a",
        "b c",
        "'",
        "\"",
        "\\",
        "\n",
        "\t",
        "é",
        "😀",
        "\u{1}",
        "<b>",
        "&amp;",
        "{x}",
        "]",
        "</tool_call>",
        " ",
        "\u{a0}",
        "1",
        "true",
        "#",
    ];
    let mut text = String::new();
    for _ in 0..u.arbitrary_len::<u8>()?.min(5) {
        text.push_str(u.choose(&PARTS)?);
    }
    Ok(text.into())
}

/// A value that JSON has a form for. Dicts hold a value that is no dict, for BFCL's writer takes others for calls.
fn any_value(u: &mut Unstructured, depth: usize) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth == 0 { 4 } else { 6 })? {
        0 => Value::None,
        1 => u.arbitrary::<bool>()?.into(),
        2 => u.arbitrary::<i64>()?.into(),
        3 => Some(u.arbitrary::<f64>()?).filter(|x| x.is_finite()).unwrap_or(0.5).into(),
        4 => Value::Str(any_text(u)?),
        5 => Value::list((0..u.int_in_range(0..=3)?).map(|_| any_value(u, depth - 1)).collect::<Result<_>>()?),
        _ => {
            let mut dict = Dict::new();
            dict.set("k", 1);
            for _ in 0..u.int_in_range(0..=2)? {
                dict.insert(Value::Str(any_text(u)?), any_value(u, depth - 1)?).expect("a text is a key");
            }
            dict.set("k", 1);
            dict.into()
        }
    })
}

fn any_calls(u: &mut Unstructured, text_only: bool) -> Result<Vec<ToolCall>> {
    let mut calls = Vec::new();
    for _ in 0..u.int_in_range(1..=3)? {
        let count = u.int_in_range(0..=3)?;
        let value = |u: &mut Unstructured| if text_only { any_text(u).map(Value::Str) } else { any_value(u, 3) };
        let name = *u.choose(&["f", "g_2", "a.b"])?;
        let arguments = ["a", "b", "c"].into_iter().take(count).map(|name| Ok((name.into(), value(u)?)));
        calls.push(ToolCall::new(name, arguments.collect::<Result<Vec<_>>>()?));
    }
    Ok(calls)
}

/// Types tell more than `==`, for which 1, 1.0 and True are the same.
fn exact(calls: &[ToolCall]) -> Vec<String> {
    let argument = |(name, value): &(Str, Value)| format!("{name}={}", repr(value));
    calls.iter().map(|call| format!("{}{:?}", call.name, call.arguments.iter().map(argument).collect::<Vec<_>>())).collect()
}

#[test]
fn what_is_written_is_read_again() {
    let texts = |_: &str| {
        Some(parameters_of(&json!({"properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}}})))
    };
    for format in Format::ALL {
        arbtest::arbtest(|u| {
            // Qwen's values are texts without quotes: only the schema says what they are.
            let calls = any_calls(u, format == Format::Qwen3Coder)?;
            let text = format.render(&calls);
            match format.parse(&text, &texts) {
                Reply::Calls(again) => assert_eq!(exact(&again), exact(&calls), "{format:?}: {text}"),
                other => panic!("{format:?}: {text}: {other:?}"),
            }
            Ok(())
        })
        .budget(Duration::from_secs(1));
    }
}

#[test]
fn python_values_that_json_lacks_are_written_as_python() {
    let values = [
        Value::tuple(vec![1.into()]),
        Value::Float(f64::INFINITY),
        Value::Float(f64::NEG_INFINITY),
        Value::Bytes(b"\x00a".as_slice().into()),
        Value::Complex(1.0, 2.0),
        Value::tuple(vec![]),
    ];
    let calls = [ToolCall::new("f", ["a", "b", "c", "d", "e", "g"].map(Str::from).into_iter().zip(values))];
    let text = Format::PythonicLenient.render(&calls);
    assert_eq!(text, "[f(a=(1,), b=1e999, c=-1e999, d=b'\\x00a', e=(1+2j), g=())]");
    let reply = Format::PythonicLenient.parse(&text, &no_signatures);
    assert_eq!(exact(reply.calls()), exact(&calls));
}

/// What a reply may repeat without end.
#[rustfmt::skip]
const PARTS: [&str; 64] = [
    "[", "(", "{", "f(", "[f(", "[f(a=", "'", "\"", "\\", "\n", "#", "-", "not ", "a ", "a", "1", "1+", "1**", "a.", "f()",
    "f(a=1)\n", "f(a=\n", "f(a='\n", "[f()]\n", "[f()", "<think>", "</think>", "<tool_call>", "<tool_call>{}",
    "<tool_call>\n{\"name\":", "{\"a\":", "{\"name\": 1}", "[{\"a\":1}]", "[{", "[TOOL_CALLS]", "[TOOL_CALLS]a",
    "[TOOL_CALLS]a{}", "<function=a>", "<function=a></function>", "<function=a><parameter=b>", "<functions>", "<a>",
    "<a b=\"c\"/>", "&", "```", "```\n", "lambda:", "f'{", "x if y else ", "{1:", "a[", "1,", "a and ", "a<", "é", "\u{0}",
    "\r\n", "* ", "1. ", ";", "<|python_tag|>", "await ", "a=1,", "[x for x in ",
];

#[test]
fn huge_and_deep_replies_are_read_in_time_of_their_length() {
    const LONG: usize = 1_000_000;
    // Of these there are many; time of the square of the length would show here as well.
    let repeated = |part: &str| part.repeat(LONG / 4 / part.len());
    let mut texts: Vec<String> = PARTS.map(repeated).into();
    texts.push(format!("[f()]{}#]", "\n".repeat(LONG)));
    texts.push(format!("[f(a='{}')]", "x".repeat(LONG)));
    texts.push(format!("[f(a={}1)]", "1+".repeat(LONG / 2)));
    texts.push(format!("[f({})]", (0..LONG / 10).map(|i| format!("a{i}=1,")).collect::<String>()));
    texts.push(format!("[f({})]", "a='a'*9999999,".repeat(LONG / 14)));
    texts.push(format!("[f({})]", "a=9**99999,".repeat(LONG / 11)));
    texts.push(format!("[f({})]", "a=1+pow(9,99999),".repeat(LONG / 16)));
    texts.push(format!("[f(a=0x{})]", "f".repeat(LONG)));
    texts.push(format!(
        "<tool_call>{{\"name\": \"f\", \"arguments\": {{\"a\": {}1{}}}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    ));
    texts.push(format!("<functions>{}</functions>", "<function name=\"f\"/>".repeat(LONG / 20)));
    texts.push(format!("<functions><function name=\"f\" {}/></functions>", "a".repeat(LONG)));
    let attributes: String = (0..LONG / 10).map(|nth| format!(" a{nth}=\"\"")).collect();
    texts.push(format!("<functions><function{attributes}/></functions>"));
    texts.push(format!("[{}]", "f(a={'b': [1, 2.5, 'c']}), ".repeat(LONG / 27)));
    for text in &texts {
        for format in Format::ALL {
            format.parse(text, &signatures);
        }
    }
    let calls = Format::Pythonic.parse(&texts[texts.len() - 1], &no_signatures);
    assert_eq!(calls.calls().len(), LONG / 27);
}

#[test]
fn few_letters_that_ask_for_terabytes_are_refused() {
    let texts = [
        "('a'*1000000,)*1000000",
        "[[[['a']*1000]*1000]*1000]*1000",
        "('%s'*1000000) % (('a'*1000000,)*1000000)",
        "'' + str(('a'*1000000,)*1000000)",
        "1 + sum([[['a'*1000]*1000]*1000])",
        "0 + pow(9, 10**9)",
    ];
    for text in texts {
        for format in [Format::Pythonic, Format::PythonicLenient] {
            let reply = format.parse(&format!("[f(a={text})]"), &no_signatures);
            assert!(reply.malformed().is_some_and(|malformed| malformed.reason == Reason::Value), "{text}: {reply:?}");
        }
    }
}
