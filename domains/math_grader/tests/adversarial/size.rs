//! Long, deep and unbalanced texts.

use exitrl_math_grader::FUEL;

use super::{case, hold, nested, verdict};

#[test]
fn redundant_brackets_say_nothing_however_deep() {
    hold(vec![
        case("round", "5", nested("(", "5", ")", 3_000), true),
        case("braces", "5", nested("{", "5", "}", 3_000), true),
        case("sized", "5", nested("\\left(", "5", "\\right)", 1_000), true),
        case("round, wrong", "5", nested("(", "6", ")", 3_000), false),
        case("both deep", nested("(", "x+1", ")", 800), nested("{", "1+x", "}", 800), true),
        case("alternating", "7", nested("({", "7", "})", 15), true),
    ]);
}

#[test]
fn deep_constructs_are_decided_or_given_up_and_never_taken_for_another_value() {
    hold(vec![
        case("fractions", "5", nested("\\frac{1}{1+", "5", "}", 4_000), false),
        case("roots", "5", nested("\\sqrt{", "5", "}", 4_000), false),
        case("indexed roots", "2", nested("\\sqrt[3]{1+", "2", "}", 3_000), false),
        case("exponents", "5", nested("2^{", "5", "}", 4_000), false),
        case("subscripts", "x", nested("x_{", "1", "}", 4_000), false),
        case("functions", "0", nested("\\sin(", "1", ")", 4_000), false),
        case("logarithms", "1", nested("\\ln(2+", "1", ")", 4_000), false),
        case("binomials", "6", nested("\\binom{", "6", "}{2}", 3_000), false),
        case("sets", "\\{1\\}", nested("\\{1,", "1", "\\}", 3_000), false),
        case("tuples", "(1,2)", nested("(1,", "2", ")", 3_000), false),
        case("matrices", "1", nested("\\begin{pmatrix}1&", "1", "\\end{pmatrix}", 2_000), false),
        case("texts", "5", nested("\\text{a ", "5", "}", 3_000), false),
        case("absolute values of a negative", "-5", nested("\\left|", "-5", "\\right|", 2_000), false),
        case("sums", "1", nested("\\sum_{k=1}^{9}(1+", "k", ")", 2_000), false),
        case("minus signs, odd", "5", format!("{}5", "-".repeat(4_001)), false),
        case("signs in turn", "5", format!("{}5", "+-".repeat(4_001)), false),
        case("factorials", "5", format!("5{}", "!".repeat(4_000)), false),
        case("primes", "5", format!("f{}(5)", "'".repeat(4_000)), false),
        case("plus or minus", "5", format!("{}5", "\\pm".repeat(3_000)), false),
    ]);
}

#[test]
fn long_sums_products_and_lists_have_their_values() {
    let ones = |count: usize| vec!["1"; count].join("+");
    let list = |count: usize| (1..=count).map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
    let turned = |count: usize| (1..=count).rev().map(|number| number.to_string()).collect::<Vec<_>>().join(", ");
    hold(vec![
        case("sum of ones", "3000", ones(3_000), true),
        case("sum of ones, one more", "3001", ones(3_000), false),
        case("alternating sum", "0", format!("0{}", "+1-1".repeat(1_000)), true),
        case("product of ones", "2", format!("2{}", " \\cdot 1".repeat(2_000)), true),
        case("product of twos", "2^{500}", vec!["2"; 500].join(" \\cdot "), true),
        case("product of twos, one more", "2^{501}", vec!["2"; 500].join(" \\cdot "), false),
        case("factors", "(x+1)^{200}", "(x+1)".repeat(200), true),
        case("factors, one less", "(x+1)^{200}", "(x+1)".repeat(199), false),
        case("set", format!("\\{{{}\\}}", list(400)), format!("\\{{{}\\}}", turned(400)), true),
        case("set, one more", format!("\\{{{}\\}}", list(400)), format!("\\{{{}\\}}", turned(401)), false),
        case("list of far too many", "5", list(50_000), false),
        case("row of far too many", "1", format!("\\begin{{pmatrix}}{}1\\end{{pmatrix}}", "1&".repeat(20_000)), false),
        case("column of far too many", "1", format!("\\begin{{pmatrix}}{}1\\end{{pmatrix}}", "1\\\\".repeat(20_000)), false),
        case("chain", "1<2", format!("{}1", "1<".repeat(5_000)), false),
        case("unions", "(0,1)", format!("{}(0,2)", "(0,1)\\cup".repeat(5_000)), false),
        case("alternatives", "x=1", format!("x=2{}", "\\text{ or }x=2".repeat(5_000)), false),
        case("ratio", "1:2", format!("1{}", ":1".repeat(5_000)), false),
    ]);
}

#[test]
fn long_numbers_are_compared_by_all_their_digits() {
    let digits = |count: usize| "1234567890".repeat(count / 10);
    hold(vec![
        case("same", digits(2_000), digits(2_000), true),
        case("last digit", digits(2_000), digits(1_990) + "1234567891", false),
        case("first digit", digits(2_000), format!("2{}", &digits(2_000)[1..]), false),
        case("million digits", "5", "1".repeat(1_000_000), false),
        case("million digits of a fraction", "0.5", format!("0.5{}1", "0".repeat(1_000_000)), false),
        case("zeros in front", "7", format!("{}7", "0".repeat(2_000)), true),
        case("zeros behind", "\\frac12", format!("0.5{}", "0".repeat(1_000)), true),
        case("long period", "\\frac13", format!("0.\\overline{{{}}}", "3".repeat(500)), true),
        case("long period, one other digit", "\\frac13", format!("0.\\overline{{{}4}}", "3".repeat(500)), false),
        case("base 2", "1", format!("{}_2", "10".repeat(50_000)), false),
    ]);
}

#[test]
fn unbalanced_and_repeated_marks_are_no_answer() {
    let marks = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\\left(",
        "\\right)",
        "\\frac",
        "\\sqrt",
        "\\sqrt[",
        "^",
        "_",
        "&",
        "\\\\",
        "|",
        "\\begin{pmatrix}",
        "\\end{pmatrix}",
        "\\text{",
        "\\boxed{",
        "$",
        "\\",
        "\\{",
        "!",
        "=",
        "<",
        ",",
        ":",
        "\\over",
        "\\choose",
        "\\sum_{",
        "\\lim",
        "\\pm",
        "%",
        "'",
        ".",
        "\\cdot",
        "/",
        "-",
    ];
    for mark in marks {
        for count in [1, 30, 5_000] {
            let text = mark.repeat(count);
            for response in [text.clone(), format!("\\boxed{{{text}}}"), format!("\\boxed{{{text}")] {
                let given = verdict("42", &response);
                assert!(!given.correct && given.fuel <= FUEL, "{count} times {mark:?}: {given:?}");
            }
        }
    }
}

#[test]
fn the_last_box_counts_however_many_there_are() {
    let many = "\\boxed{6} so ".repeat(20_000);
    let dollars = "$x$ and ".repeat(20_000);
    let thought = "<think>maybe \\boxed{6}</think>".repeat(5_000);
    for before in [&many, &dollars, &thought] {
        let right = verdict("5", &format!("{before}\n\nHence the answer is \\boxed{{5}}"));
        assert!(right.correct && right.fuel <= FUEL, "{}: {right:?}", super::head(before));
        let wrong = verdict("5", &format!("{before}\n\nHence the answer is \\boxed{{7}}"));
        assert!(!wrong.correct && wrong.fuel <= FUEL, "{}: {wrong:?}", super::head(before));
    }
    for marks in ["$", "$$ ", "\\[", "\\boxed", "\\boxed{", "<think>", "</think>", "####", "answer: ", "**"] {
        let given = verdict("5", &marks.repeat(50_000));
        assert!(!given.correct && given.fuel <= FUEL, "{marks}: {given:?}");
    }
}
