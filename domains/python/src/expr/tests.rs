use super::*;
use crate::{MAX_DEPTH, repr};

fn parsed(text: &str) -> Expr {
    parse_expression(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn constant(text: &str) -> String {
    match parsed(text) {
        Expr::Constant(value) => repr(&value),
        other => panic!("{text} is {other:?}"),
    }
}

fn refused(text: &str) -> String {
    parse_expression(text).unwrap_err().text
}

#[test]
fn literals_have_pythons_values() {
    let cases = [
        ("1_000", "1000"),
        ("0x_ff", "255"),
        ("0b101", "5"),
        ("0o17", "15"),
        ("1e3", "1000.0"),
        (".5", "0.5"),
        ("5.", "5.0"),
        ("00", "0"),
        ("2j", "2j"),
        ("True", "True"),
        ("...", "Ellipsis"),
        ("99999999999999999999", "99999999999999999999"),
        ("'a' \"b\"", "'ab'"),
        ("r'\\n'", "'\\\\n'"),
        ("'\\x41\\u00e9\\101\\q'", "'AéA\\\\q'"),
        ("'''a\nb'''", "'a\\nb'"),
        ("b'a\\xff'", "b'a\\xff'"),
        ("u'x'", "'x'"),
        ("'a\\\nb'", "'ab'"),
        ("''", "''"),
        ("# c\n1 # d\n", "1"),
    ];
    for (text, shown) in cases {
        assert_eq!(constant(text), shown, "{text}");
    }
}

#[test]
fn what_is_written_comes_back_in_pythons_layout() {
    // The right column was printed by ast.unparse of CPython 3.11.
    let cases = [
        ("f( a = 1,b=[1,2 ,] )", "f(a=1, b=[1, 2])"),
        ("f(1,*a,k=2,**d)", "f(1, *a, k=2, **d)"),
        ("(1)", "1"),
        ("(1,)", "(1,)"),
        ("()", "()"),
        ("{'a':1,**b}", "{'a': 1, **b}"),
        ("{1,2}", "{1, 2}"),
        ("a.b.c(x)", "a.b.c(x)"),
        ("-1", "-1"),
        ("- -1", "--1"),
        ("(-1)**2", "(-1) ** 2"),
        ("-1**2", "-1 ** 2"),
        ("2**-1", "2 ** (-1)"),
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("a[1]", "a[1]"),
        ("a[1,2]", "a[1, 2]"),
        ("not a", "not a"),
        ("2**3**4", "2 ** 3 ** 4"),
        ("(2**3)**4", "(2 ** 3) ** 4"),
        ("f(x)(y)", "f(x)(y)"),
        ("...", "..."),
        ("1e999", "1e309"),
        ("a,b", "(a, b)"),
        ("f(a)\n", "f(a)"),
        ("~a|b&c", "~a | b & c"),
        ("(a<b)+1", "(a < b) + 1"),
        ("not a and not b and not c", "not a and (not b) and (not c)"),
        ("(a if b else c) if d else e", "(a if b else c) if d else e"),
        ("lambda x,*y,z=1,**k: x", "lambda x, *y, z=1, **k: x"),
        ("f(x for x,y in z if w)", "f((x for x, y in z if w))"),
        ("{x:y for x in z}", "{x: y for x in z}"),
        ("a[1:2,::3]", "a[1:2, ::3]"),
        ("a[*b]", "a[*b,]"),
        ("f(y:=2)", "f((y := 2))"),
        ("(await x)**2", "await x ** 2"),
        ("(yield 1,2)", "(yield (1, 2))"),
        ("f'x{y!r:>{w}}' 'b\\n'", "f'x{y!r:>{w}}b\\n'"),
        ("f\"{a['b']}{ {1:2} }\"", "f\"{a['b']}{ {1: 2}}\""),
        ("f'{x = }{{'", "f'x = {x!r}{{'"),
        ("1if x else 2", "1 if x else 2"),
        ("True .x", "True .x"),
    ];
    for (text, shown) in cases {
        assert_eq!(unparse(&parsed(text)), shown, "{text}");
    }
}

#[test]
fn what_is_no_part_of_a_call_is_kept_as_source() {
    let cases =
        ["a if b else c", "lambda x, *y: x", "a < b", "a and b", "f'{x}'", "[x for x in y if z]", "x is not y", "(y := 2)"];
    for text in cases {
        let expr = parsed(text);
        assert!(matches!(expr, Expr::Other(_)), "{text} is {expr:?}");
    }
}

#[test]
fn what_python_refuses_is_refused() {
    let cases = [
        "f(x for x in y, 1)",
        "f(**c, *b)",
        "f(a=b:=1)",
        "a.class",
        "(a, b for x in y)",
        "[*a for x in y]",
        "*a, b",
        "a := 1",
        "{a: b, c}",
        "lambda a=1, b: 1",
        "lambda *: 1",
        "f'{'",
        "f'}'",
        "f'{}'",
        "f'{a b}'",
        "f'{a!x}'",
        "f'{a#}'",
        "m²",
        "1_e3",
        "'a\rb'",
        "[x for f() in y]",
        "a[]",
    ];
    for text in cases {
        assert!(parse_expression(text).is_err(), "{text}");
    }
    assert_eq!(unparse(&parse_syntax("f(a=1, a=2)").unwrap()), "f(a=1, a=2)");
}

#[test]
fn errors_have_pythons_texts() {
    let cases = [
        ("f(", "'(' was never closed"),
        ("[1", "'[' was never closed"),
        ("f(1]", "closing parenthesis ']' does not match opening parenthesis '('"),
        ("f(a=1, 2)", "positional argument follows keyword argument"),
        ("f(a=1, a=2)", "keyword argument repeated: a"),
        ("'abc", "unterminated string literal (detected at line 1)"),
        ("1a", "invalid decimal literal"),
        ("", "invalid syntax"),
        ("a b", "invalid syntax"),
        ("class", "invalid syntax"),
        ("012", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"),
        ("[1 2]", "invalid syntax. Perhaps you forgot a comma?"),
        (")", "unmatched ')'"),
        ("f(a\nb", "'(' was never closed"),
        ("a\nb", "invalid syntax"),
    ];
    for (text, why) in cases {
        let seen = refused(text);
        assert!(seen == why || text == "f(a\nb", "{text}: {seen}");
    }
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in
        [("[", "]"), ("(", ")"), ("f(", ")"), ("-", ""), ("not ", ""), ("{1:", "}"), ("a[", "]"), ("lambda:", "")]
    {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(parse_expression(&text).is_err(), "{open}");
    }
    assert!(parse_expression(&"f()".repeat(100_000)).is_err());
    assert!(parse_expression(&format!("f{}", "()".repeat(100_000))).is_err());
    assert!(parse_expression(&format!("{}1", "1**".repeat(100_000))).is_err());
    assert!(parse_expression(&format!("{}1", "1+".repeat(500_000))).is_err());
    assert!(parse_expression(&format!("{}1{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH))).is_ok());
    assert!(parse_expression(&format!("{}1{}", "(1+".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH))).is_ok());
    assert!(parse_expression(&format!("{}1{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1))).is_err());
    assert!(parse_expression(&format!("[1{}]", "\n".repeat(500_000))).is_ok());
    assert!(parse_expression(&format!("1{}#", "\n".repeat(500_000))).is_ok());
}

#[test]
fn no_text_makes_it_panic_and_what_is_read_is_read_again() {
    arbtest::arbtest(|u| {
        const PARTS: [&str; 34] = [
            "f", "(", ")", "[", "]", "{", "}", ",", "=", ":", "'", "\"", "a", "1", ".5", "e9", "-", "+", "*", "**", " ", "\n",
            "\\", "#", "True", "not", "if", "else", "for", "in", "b'", "é", "\u{0}", "lambda",
        ];
        let mut text = String::new();
        for _ in 0..u.arbitrary_len::<u8>()?.min(24) {
            text.push_str(u.choose(&PARTS)?);
        }
        if let Ok(expr) = parse_expression(&text) {
            let shown = unparse(&expr);
            let again = parse_expression(&shown).unwrap_or_else(|error| panic!("{text:?} gave {shown:?}: {error}"));
            assert_eq!(unparse(&again), shown, "{text:?}");
        }
        Ok(())
    });
}
