//! Replies in all formats, by hand.

use exitrl_python::Value;
use exitrl_tool_calls::{Format, Parameter, Reason, Reply, ToolCall, decode_pythonic, no_signatures, parameters_of};
use serde_json::json;

fn signatures(name: &str) -> Option<Vec<Parameter>> {
    match name {
        "cd" => Some(vec!["folder".into()]),
        "cp" => Some(vec!["source".into(), "destination".into()]),
        "typed" => Some(parameters_of(&json!({"properties": {"s": {"type": "string"}, "n": {"type": "integer"}}}))),
        _ => None,
    }
}

/// A reply as one line: the calls' texts, "no call", or the mistake.
fn shown(format: Format, text: &str) -> String {
    match format.parse(text, &signatures) {
        Reply::Calls(calls) => {
            calls.iter().map(|call| call.to_plain_call_string().expect("short integers")).collect::<Vec<_>>().join("; ")
        }
        Reply::NoCall => "no call".to_owned(),
        Reply::Malformed(malformed) => format!("{:?}", malformed.reason),
    }
}

fn check(format: Format, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(format, text), *expected, "{format:?}: {text}");
    }
}

#[test]
fn pythonic_is_as_odd_as_the_original() {
    // The right column is what BFCL's decoder gives.
    let cases = [
        ("[cd(folder='a'), ls()]", "cd(folder='a')|ls()"),
        ("`cd(folder='a')`\n", "cd(folder='a')"),
        ("cd('a')", "cd()"),
        ("f(a=+1, b=~2, c=not 3, d=-True)", "f(a=-1, b=-2, c=-3, d=-1)"),
        ("f(a=true, b=x)", "f(a='true', b='x')"),
        ("f(a=1+2*3, b='a'+'b', c=2**-1)", "f(a=7, b='ab', c=0.5)"),
        ("f(a=g(1, x), b=g(y = 2))", "f(a='g(1, x)', b=g(y=2))"),
        ("f(a=x[0], b=x[1,2], c=x[1:2])", "f(a='x[0]', b='x[(1, 2)]', c='x[1:2]')"),
        ("f(a={'g': {'x': 1}})", "f(a=g(x=1))"),
        ("f(a={'k': 1, 'it''s': 2})", "f(a={'k': 1, 'its': 2})"),
        ("f(a={'k': [{}]})", "f(a={'k': [{}]})"),
        ("f(a=1, a=2)", "f(a=2)"),
        ("f(**{'a': 1})", "f(None={'a': 1})"),
        ("a.b.c(x=1)", "a.b.c(x=1)"),
        ("f().g(x=1)", "g(x=1)"),
        ("f()(x=1)", "(x=1)"),
        ("[f(a=...)]", "f(a='...')"),
        ("[f(a=1)] # c]", "f(a=1)"),
        ("[]", ""),
        ("", ""),
    ];
    for (text, expected) in cases {
        let calls = decode_pythonic(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let texts: Vec<_> = calls.iter().map(|call| call.to_call_string().unwrap()).collect();
        assert_eq!(texts.join("|"), expected, "{text}");
    }
}

#[test]
fn pythonic_fails_where_the_original_does() {
    check(
        Format::Pythonic,
        &[
            ("f(a={})", "Value"),
            ("f(a={'k': 1, 'l': {}})", "Value"),
            ("f(a=-'x')", "Value"),
            ("f(a=-x)", "Value"),
            ("f(a=f'{x}')", "Value"),
            ("f(a=lambda: 1)", "Value"),
            ("f(a=x < 1)", "Value"),
            ("f(a=x + 1)", "Value"),
            ("f(a={1})", "Value"),
            ("f(a={[1]: 2})", "Value"),
            ("f(a=x.y)", "Value"),
            ("[[f(a=1)]]", "NotCalls"),
            ("[f(a=1), 2]", "NotCalls"),
            ("'[f(a=1)]'", "NotCalls"),
            ("```python\n[f(a=1)]\n```", "Unclosed"),
            ("I call [f(a=1)]", "Syntax"),
            ("[f(a='b)]", "Unclosed"),
            ("[f(a=1", "Syntax"),
            ("f(from=1)", "Syntax"),
            ("I have moved the file(s).", "no call"),
            ("All done!", "no call"),
            ("[]", "no call"),
            ("", "no call"),
        ],
    );
}

#[test]
fn the_lenient_reader_finds_calls_anywhere() {
    check(
        Format::PythonicLenient,
        &[
            ("[cd('a'), ls()]", "cd(folder='a'); ls()"),
            ("cp('a', destination='b')", "cp(source='a',destination='b')"),
            ("cp('a', source='b')", "cp('a',source='b')"),
            ("cd('a', 'b')", "cd('a','b')"),
            ("f(a=true, b=null, c=False, d=-1, e={}, g=x.Y)", "f(a=True,b=None,c=False,d=-1,e={},g='x.Y')"),
            ("<think>cd('x')</think>\n[ls()]", "ls()"),
            ("```python\n[ls(a=True)]\n```", "ls(a=True)"),
            ("Sure!\n```\ncd(folder='a')\nls()\n```\nDone.", "cd(folder='a'); ls()"),
            ("I will do this: [cd(folder='a')] and then stop (it's done).", "cd(folder='a')"),
            ("First:\n1. cd(folder='a')\n2. `ls()`\n", "cd(folder='a'); ls()"),
            ("cd(folder='a'); ls()", "cd(folder='a'); ls()"),
            ("cd(\n  folder='a' # where to\n)\nls()", "cd(folder='a'); ls()"),
            ("f(**{'a': 1})", "f(a=1)"),
            ("See [1] and the file(s).", "no call"),
            ("The answer is 4.", "no call"),
            ("[]", "no call"),
            ("[cd(folder='a'", "Unclosed"),
            ("Then [cd(folder='a'), ls(", "Unclosed"),
            ("cd(folder='a", "Unclosed"),
            ("[cd(folder='a'), ls(a=f'{x}')]", "Value"),
            ("{\"name\": \"cd\", \"arguments\": {}}", "OtherFormat"),
            ("f(*x)", "Arguments"),
        ],
    );
}

#[test]
fn hermes_calls_stand_between_tags() {
    let cases = [
        ("<tool_call>\n{\"name\": \"cd\", \"arguments\": {\"folder\": \"a\"}}\n</tool_call>", "cd(folder='a')"),
        ("<tool_call>\n{\"name\": \"cd\", \"arguments\": \"{\\\"folder\\\": \\\"a\\\"}\"}\n</tool_call>", "cd(folder='a')"),
        (
            "Now:\n<tool_call>\n{\"name\": \"a\", \"arguments\": {}}\n</tool_call>\n<tool_call>\n{\"name\": \"b\", \"arguments\": {}}\n</tool_call>",
            "a(); b()",
        ),
        ("Nothing to do.", "no call"),
        ("cd(folder='a')", "OtherFormat"),
        ("<tool_call>\n{\"name\": \"a\"}\n</tool_call>", "Arguments"),
        ("<tool_call>\n{\"arguments\": {}}\n</tool_call>", "Name"),
        ("<tool_call>\n[1]\n</tool_call>", "NotCalls"),
        ("<tool_call>\n{\"name\": \"a\", \"arguments\": [1]}\n</tool_call>", "Arguments"),
    ];
    check(Format::Hermes, &cases);
    check(Format::HermesStrict, &cases);
    check(
        Format::Hermes,
        &[
            ("<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": \"</tool_call>\"}}</tool_call>", "a(t='</tool_call>')"),
            ("<think><tool_call>x</think><tool_call>{\"name\": \"a\", \"arguments\": null}", "a()"),
            ("<tool_call>{\"name\": \"a\", \"arguments\": {\"t\": ", "Unclosed"),
            ("<tool_call>", "Unclosed"),
            ("<tool_call>{\"name\": \"a\", \"arguments\": {}} and so on", "Syntax"),
            ("<tool_call>{name: 1}</tool_call>", "Syntax"),
        ],
    );
    check(
        Format::HermesStrict,
        &[
            ("<tool_call>{\"name\": \"a\", \"arguments\": {}}</tool_call>", "OtherFormat"),
            ("<tool_call>\nx\n</tool_call><tool_call>\n{\"name\": \"a\", \"arguments\": {}}\n</tool_call>", "a()"),
        ],
    );
}

#[test]
fn llama_writes_bare_objects() {
    check(
        Format::Llama3Json,
        &[
            ("{\"name\": \"cd\", \"parameters\": {\"folder\": \"a\"}}", "cd(folder='a')"),
            (
                "<|python_tag|>{\"name\": \"a\", \"parameters\": {}}; {\"name\": \"b\", \"parameters\": {\"x\": true}}",
                "a(); b(x=True)",
            ),
            ("[{\"name\": \"a\", \"parameters\": {}}, {\"name\": \"b\", \"parameters\": {}}]", "a(); b()"),
            ("{'name': 'a', 'parameters': {'x': True}}", "a(x=True)"),
            ("```json\n{\"name\": \"a\", \"parameters\": {}}\n```", "a()"),
            ("I call {\"name\": \"a\", \"parameters\": {}} now", "a()"),
            ("A set {1, 2} of things.", "no call"),
            ("Use {\"k\" here.", "no call"),
            ("{\"name\": \"a\", \"parameters\": {", "Unclosed"),
            ("{\"name\": \"a\"}", "Arguments"),
            ("[a()]", "OtherFormat"),
            ("[]", "no call"),
        ],
    );
}

#[test]
fn openai_messages_and_records() {
    check(
        Format::Openai,
        &[
            (
                "[{\"type\": \"function\", \"id\": \"1\", \"function\": {\"name\": \"cd\", \"arguments\": \"{\\\"folder\\\": \\\"a\\\"}\"}}]",
                "cd(folder='a')",
            ),
            (
                "{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"function\": {\"name\": \"a\", \"arguments\": {}}}]}",
                "a()",
            ),
            ("{\"role\": \"assistant\", \"content\": \"x\", \"tool_calls\": null}", "no call"),
            ("[{\"cd\": \"{\\\"folder\\\": \\\"a\\\"}\"}, {\"ls\": \"{}\"}]", "cd(folder='a'); ls()"),
            ("{\"name\": \"a\", \"arguments\": \"\"}", "a()"),
            ("[{\"cd\": \"a\"}]", "Syntax"),
            ("[{\"cd\": \"[1]\"}]", "Arguments"),
            ("[]", "no call"),
            ("Hello.", "no call"),
        ],
    );
}

#[test]
fn mistral_marks_arrays_and_names() {
    check(
        Format::Mistral,
        &[
            ("[TOOL_CALLS] [{\"name\": \"a\", \"arguments\": {\"x\": 1}}, {\"name\": \"b\", \"arguments\": {}}]", "a(x=1); b()"),
            ("[TOOL_CALLS]a[ARGS]{\"x\": 1}[TOOL_CALLS]b{}", "a(x=1); b()"),
            ("[TOOL_CALLS]a[CALL_ID]9[ARGS]{}", "a()"),
            ("[{\"name\": \"a\", \"arguments\": {}}]", "a()"),
            ("[TOOL_CALLS] nothing to call {}", "Name"),
            ("[TOOL_CALLS] [{\"name\"", "Unclosed"),
            ("Fine.", "no call"),
            ("[1] says so", "no call"),
        ],
    );
}

#[test]
fn qwen3_coder_types_values() {
    let call = |inner: &str| format!("<tool_call>\n<function=typed>\n{inner}</function>\n</tool_call>");
    check(
        Format::Qwen3Coder,
        &[
            (&call("<parameter=s>\n1\n</parameter>\n<parameter=n>\n1\n</parameter>\n"), "typed(s='1',n=1)"),
            (&call("<parameter=x>\n[1, true]\n</parameter>\n<parameter=y>True</parameter>\n"), "typed(x=[1, True],y=True)"),
            (&call("<parameter=x>\ntwo\n lines\n</parameter>\n"), "typed(x='two\\n lines')"),
            (&call(""), "typed()"),
            ("<function=a></function> <function=b></function>", "a(); b()"),
            ("<function=a><parameter=x>1", "Unclosed"),
            ("<function=a>", "Unclosed"),
            ("<function=>", "Name"),
            ("<function=a>x</function>", "Syntax"),
            ("<tool_call>", "OtherFormat"),
            ("No.", "no call"),
        ],
    );
}

#[test]
fn bfcl_answers_in_json_and_xml() {
    check(
        Format::BfclJson,
        &[
            ("[{\"function\": \"a\", \"parameters\": {\"x\": [{\"y\": 1}]}}]", "a(x=[{'y': 1}])"),
            ("```json\n[{\"function\": \"a\", \"parameters\": {}}]\n```", "a()"),
            ("[{\"function\": \"a\"}]", "Arguments"),
            ("Nothing.", "no call"),
        ],
    );
    let verbose = "<functions><function name=\"f\"><params><param name=\"a\" value=\"1\" type=\"integer\"/>\
                   <param name=\"b\" value=\"x &lt; y\" type=\"string\"/></params></function></functions>";
    let concise = "```xml\n<functions>\n<function name=\"f\">\n<param name=\"a\" type=\"integer\"> 1 </param>\n<!-- c -->\
                   <param name=\"b\" type=\"array\">[1, 'x']</param><param name=\"c\" type=\"boolean\">True</param></function>\n</functions>\n```";
    check(
        Format::BfclVerboseXml,
        &[
            (verbose, "f(a=1,b='x < y')"),
            ("<functions></functions>", "no call"),
            ("<functions><function/></functions>", "Name"),
            ("<functions><function name=\"f\">", "Unclosed"),
            ("<functions><function name=\"f\"></functions>", "Syntax"),
            ("<functions><function name=\"f\"><param value=\"1\"/></function></functions>", "Arguments"),
            ("<functions><function name=\"f\"><param name=\"a\" type=\"integer\" value=\"x\"/></function></functions>", "Value"),
            ("No.", "no call"),
        ],
    );
    check(
        Format::BfclConciseXml,
        &[
            (concise, "f(a=1,b=[1, 'x'],c=True)"),
            ("<functions><function name=\"f\"><param name=\"a\"><![CDATA[<b>]]></param></function></functions>", "f(a='<b>')"),
        ],
    );
}

#[test]
fn calls_and_mistakes_are_data() {
    let call = ToolCall::new("f", [("a".into(), Value::list(vec![1.into(), Value::None]))]);
    assert_eq!(call.to_json(), json!({"name": "f", "arguments": {"a": [1, null]}}));
    assert_eq!(serde_json::to_value(Format::ALL).unwrap()[1], "pythonic_lenient");
    assert_eq!(serde_json::from_value::<Format>(json!("qwen3_coder")).unwrap(), Format::Qwen3Coder);
    assert_eq!(serde_json::to_value(Reason::OtherFormat).unwrap(), "other_format");
    let reply = Format::Hermes.parse("<tool_call>", &no_signatures);
    assert!(reply.calls().is_empty() && reply.malformed().is_some());
}
