mod numbers;

use super::*;

#[test]
fn dates() {
    let day = |year: u16, month, day| Some(Date { year: (year > 0).then_some(year), month, day: (day > 0).then_some(day) });
    let cases = [
        ("June 5", day(0, 6, 5)),
        ("5 June", day(0, 6, 5)),
        ("June 5th", day(0, 6, 5)),
        ("5th of June", day(0, 6, 5)),
        ("the 5th of June", day(0, 6, 5)),
        ("on June 5", day(0, 6, 5)),
        ("Jun. 5", day(0, 6, 5)),
        ("jun 5", day(0, 6, 5)),
        ("June fifth", day(0, 6, 5)),
        ("June 5, 2020", day(2020, 6, 5)),
        ("5 June 2020", day(2020, 6, 5)),
        ("Friday, June 5, 2020", day(2020, 6, 5)),
        ("2020-06-05", day(2020, 6, 5)),
        ("2020/6/5", day(2020, 6, 5)),
        ("June 2020", day(2020, 6, 0)),
        ("June", day(0, 6, 0)),
        ("May", day(0, 5, 0)),
        ("Sept. 30", day(0, 9, 30)),
        ("February 29", day(0, 2, 29)),
        ("29 February 2024", day(2024, 2, 29)),
        ("February 29, 2023", None),
        ("February 30", None),
        ("June 31", None),
        ("05/06/2020", None),
        ("12/25/2020", day(2020, 12, 25)),
        ("25/12/2020", day(2020, 12, 25)),
        ("12-25-2020", day(2020, 12, 25)),
        ("13/13/2020", None),
        ("6/31/2020", None),
        ("June 0", None),
        ("Junes 5", None),
        ("June 5 or 6", None),
        ("5", None),
        ("not June 5", None),
        ("June 5 June", None),
        ("dec", None),
        ("", None),
        ("2020-13-05", None),
        ("2020-06-05-07", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(date(text), wanted, "{text}");
    }
    let of = |text: &str| date(text).unwrap();
    assert!(of("June 5").agrees(&of("5 June 2020")));
    assert!(!of("June 5, 2021").agrees(&of("5 June 2020")));
    assert!(!of("June").agrees(&of("June 5")));
    assert!(!of("June 5").agrees(&of("July 5")));
}

#[test]
fn weekdays() {
    for (text, wanted) in [
        ("Monday", Some(0)),
        ("sunday", Some(6)),
        ("Sun.", Some(6)),
        ("Tues", Some(1)),
        ("Thurs.", Some(3)),
        ("Wed", Some(2)),
        ("on a Friday", Some(4)),
        ("Saturdays", None),
        ("sund", None),
        ("day", None),
        ("Monday or Tuesday", None),
        ("", None),
        ("not Monday", None),
    ] {
        assert_eq!(weekday(text), wanted, "{text}");
    }
}

#[test]
fn times_of_day() {
    // Half past three in the afternoon is 15.5 * 3600 = 55800 seconds after midnight.
    let known = |seconds| Some(Clock { seconds, half_known: true });
    let open = |seconds| Some(Clock { seconds, half_known: false });
    let cases = [
        ("3:30 p.m.", known(55_800)),
        ("3:30 PM", known(55_800)),
        ("3:30pm", known(55_800)),
        ("3:30 P.M.", known(55_800)),
        ("3:30 p. m.", known(55_800)),
        ("3.30 pm", known(55_800)),
        ("15:30", known(55_800)),
        ("15:30:00", known(55_800)),
        ("at 3:30 in the afternoon", known(55_800)),
        ("half past three p.m.", known(55_800)),
        ("3:30 a.m.", known(12_600)),
        ("3:30", open(12_600)),
        ("03:30", open(12_600)),
        ("half past three", open(12_600)),
        ("3:30:15", open(12_615)),
        ("3 pm", known(54_000)),
        ("3 o'clock", open(10_800)),
        ("three o’clock in the morning", known(10_800)),
        ("quarter to four", open(13_500)),
        ("a quarter past 4", open(15_300)),
        ("ten minutes to one", open(3000)),
        ("noon", known(43_200)),
        ("12 noon", known(43_200)),
        ("12:00 p.m.", known(43_200)),
        ("midnight", known(0)),
        ("12:00 am", known(0)),
        ("0:00", known(0)),
        ("24:00", known(0)),
        ("12:30", open(1800)),
        ("12:30 pm", known(45_000)),
        ("3", None),
        ("25:00", None),
        ("3:60", None),
        ("3:5", None),
        ("1:2:3", None),
        ("15:30 a.m.", None),
        ("3:30 or 4:30", None),
        ("exam", None),
        ("13 pm", None),
        ("0 pm", None),
        ("24:01", None),
        ("24:00 pm", None),
        ("3.30", None),
        ("", None),
        ("pm", None),
        ("2:3:4", None),
        ("not 3:30 pm", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(clock(text), wanted, "{text}");
    }
    let of = |text: &str| clock(text).unwrap();
    for (a, b, agree) in [
        ("3:30", "3:30 p.m.", true),
        ("3:30", "3:30 a.m.", true),
        ("3:30", "15:30", true),
        ("15:30", "3:30 pm", true),
        ("12:00", "noon", true),
        ("12:30", "12:30 pm", true),
        ("ten minutes to one", "12:50", true),
        ("3:30 a.m.", "3:30 p.m.", false),
        ("15:30", "3:30 am", false),
        ("noon", "midnight", false),
        ("3:30", "3:31", false),
        ("12:30", "1:30", false),
    ] {
        assert_eq!(of(a).agrees(&of(b)), agree, "{a} and {b}");
        assert_eq!(of(b).agrees(&of(a)), agree, "{b} and {a}");
    }
}

#[test]
fn texts_that_say_the_same() {
    let groups: [&[&str]; 5] = [
        &[
            "ellipse",
            "an ellipse",
            "Ellipse.",
            "\\text{ellipse}",
            "the ellipse",
            "It is an ellipse",
            "ELLIPSE",
            "\\textbf{ellipse}",
            "(ellipse)",
        ],
        &[
            "undefined",
            "does not exist",
            "DNE",
            "doesn't exist",
            "not defined",
            "The limit does not exist",
            "is undefined",
            "nonexistent",
        ],
        &["undefined slope", "the slope is undefined"],
        &[
            "no solution",
            "No solutions",
            "none",
            "no real solutions",
            "There are no solutions",
            "the empty set",
            "empty set",
            "has no solution",
        ],
        &[
            "no solution",
            "There is no real solution.",
            "does not have a solution",
            "\\emptyset",
            "no solutions exist",
            "no real roots",
        ],
    ];
    for group in groups {
        for a in group {
            for b in group {
                assert!(same_text(a, b), "{a:?} is {:?}, {b:?} is {:?}", canonical(a), canonical(b));
            }
        }
    }
}

#[test]
fn more_texts_that_say_the_same() {
    let groups: [&[&str]; 28] = [
        &[
            "infinitely many",
            "infinitely many solutions",
            "infinite solutions",
            "There are infinitely many solutions.",
            "infinite",
        ],
        &["an infinite number of solutions", "infinitely many"],
        &[
            "all real numbers",
            "all reals",
            "all real x",
            "any real number",
            "the set of all real numbers",
            "All real values of x",
        ],
        &["all integers", "any integer", "the set of integers"],
        &["yes", "Yes.", "true", "correct", "YES!", "Yes, it is", "\\text{Yes}"],
        &["no", "No.", "false", "incorrect", "no, it is not", "No, it isn't.", "not true"],
        &["even", "an even function", "even function", "The function is even.", "f(x) is even", "it is even"],
        &["right", "right triangle", "a right triangle", "The triangle is right"],
        &["isosceles", "an isosceles triangle", "isosceles triangles"],
        &["converges", "convergent", "The series is convergent", "convergent series", "it converges", "The series converges"],
        &["increasing", "is increasing", "increases", "The function increases"],
        &["counterclockwise", "anticlockwise", "anti-clockwise", "counter-clockwise"],
        &["one-to-one", "injective", "one to one"],
        &["cannot be determined", "can't be determined", "It cannot be determined", "not enough information"],
        &["infinity", "positive infinity", "+\\infty"],
        &["negative infinity", "-\\infty", "minus infinity"],
        &["Evelyn", "evelyn", "\\text{Evelyn}", "Evelyn."],
        &["apples", "apple", "the apples"],
        &["north-east", "northeast", "North East"],
        &["none of the above", "None of these"],
        &["neither", "neither even nor odd", "Neither odd nor even"],
        &["cherries", "cherry"],
        &["boxes", "box", "a box"],
        &["parallel", "parallel lines", "the lines are parallel", "They are parallel"],
        &["a", "A", "(A)"],
        &["gray", "grey"],
        &["\\text{even}", "{even}", "**even**", "$\\textbf{Even}$", "{\\rm even}"],
        &["\\sqrt{2} \\text{ is irrational}", "$\\sqrt{2}$ is irrational"],
    ];
    for group in groups {
        for a in group {
            for b in group {
                assert!(same_text(a, b), "{a:?} is {:?}, {b:?} is {:?}", canonical(a), canonical(b));
            }
        }
    }
}

#[test]
fn texts_that_say_something_else() {
    let pairs = [
        ("odd", "even"),
        ("odd", "oddd"),
        ("even", "not even"),
        ("odd", "not odd"),
        ("yes", "no"),
        ("yes", "not yes"),
        ("yes", "no, it is not"),
        ("no", "yes, it is"),
        ("yes", "yes or no"),
        ("yes", "yes, no"),
        ("true", "false"),
        ("true", "not true"),
        ("undefined", "defined"),
        ("undefined", "no solution"),
        ("undefined", "infinity"),
        ("does not exist", "exists"),
        ("no solution", "solution"),
        ("no solution", "one solution"),
        ("no solution", "infinitely many solutions"),
        ("no solution", "no"),
        ("none", "no"),
        ("none", "none of the above"),
        ("all real numbers", "all real numbers except 2"),
        ("all real numbers", "all integers"),
        ("all real numbers", "all positive real numbers"),
        ("all real numbers", "not all real numbers"),
        ("infinity", "negative infinity"),
        ("infinitely many", "finitely many"),
        ("ellipse", "hyperbola"),
        ("ellipse", "ellipse or circle"),
        ("ellipse", "not an ellipse"),
        ("ellipse", "an ellipse and a circle"),
        ("circle", "semicircle"),
        ("Monday", "Tuesday"),
        ("Evelyn", "Angela"),
        ("increasing", "decreasing"),
        ("increasing", "strictly increasing"),
        ("convergent", "divergent"),
        ("converges", "does not converge"),
    ];
    for (a, b) in pairs {
        assert!(!same_text(a, b), "{a:?} is {:?}, {b:?} is {:?}", canonical(a), canonical(b));
        assert!(!same_text(b, a), "{b:?} is {:?}, {a:?} is {:?}", canonical(b), canonical(a));
    }
    let long = "x".repeat(300);
    assert!(same_text(&long, &long) && !same_text(&long, &long[1..]));
}

#[test]
fn more_texts_that_say_something_else() {
    let pairs = [
        ("acute", "obtuse"),
        ("right triangle", "right angle and acute"),
        ("clockwise", "counterclockwise"),
        ("rational", "irrational"),
        ("north", "northeast"),
        ("a", "b"),
        ("A", "an A B"),
        ("red", "red, blue"),
        ("red, blue", "red blue"),
        ("C++", "C"),
        ("a+b", "a-b"),
        ("42", "any answer equal to the gold answer"),
        ("=yes", "yes"),
        ("=undefined", "undefined"),
        ("", ""),
        (" ", "the"),
        ("", "yes"),
        ("...", "!"),
        ("the function is even", "the answer to the function is even"),
        ("even", "the sum is even"),
        ("can be determined", "cannot be determined"),
        ("possible", "impossible"),
        ("equal", "not equal"),
        ("rain", "train"),
        ("1 2", "12"),
        ("point 1 2", "point 12"),
        ("room 1.5", "room 15"),
        ("room 1.5", "room 1 5"),
        ("10s", "10"),
        ("2*3", "2 3"),
        ("\\sqrt{3+2\\sqrt{2}}", "\\sqrt{3}+2\\sqrt{2}"),
        ("\\sqrt{13}", "\\sqrt{1}3"),
        ("x^{12}", "x^{1}2"),
        ("\\sin{x+y}", "\\sin{x}+y"),
        ("cos x", "co x"),
        ("\\pi r", "\\pir"),
        ("the series diverges", "the series converges"),
        ("the series does not diverge", "the series diverges"),
        ("the sequence of partial sums diverges", "diverges slowly"),
    ];
    for (a, b) in pairs {
        assert!(!same_text(a, b), "{a:?} is {:?}, {b:?} is {:?}", canonical(a), canonical(b));
        assert!(!same_text(b, a), "{b:?} is {:?}, {a:?} is {:?}", canonical(b), canonical(a));
    }
    let long = "x".repeat(300);
    assert!(same_text(&long, &long) && !same_text(&long, &long[1..]));
}

#[test]
fn meanings_and_denials() {
    assert_eq!(meaning("DNE"), Some(Meaning::Undefined));
    assert_eq!(meaning("no solution"), Some(Meaning::NoSolution));
    assert_eq!(meaning("\\varnothing"), Some(Meaning::NoSolution));
    assert_eq!(meaning("all real numbers"), Some(Meaning::AllReals));
    assert_eq!(meaning("True"), Some(Meaning::Yes));
    assert_eq!(meaning("-\\infty"), Some(Meaning::MinusInfinity));
    assert_eq!(meaning("ellipse"), None);
    assert_eq!(meaning("a solution"), None);
    assert!(
        is_negated("not even") && is_negated("isn't even") && is_negated("No.") && !is_negated("even") && !is_negated("nothing")
    );
}

const PIECES: [&str; 52] = [
    "one",
    "two",
    "hundred",
    "thousand",
    "million",
    "and",
    "a",
    "half",
    "third",
    "thirds",
    "point",
    "minus",
    "-",
    " ",
    " ",
    " ",
    "dozen",
    "June",
    "5",
    "5th",
    ",",
    "2020",
    "of",
    ":",
    "3:30",
    "p.m.",
    "am",
    "noon",
    "past",
    "to",
    "o'clock",
    "yes",
    "no",
    "not",
    "the",
    "is",
    "even",
    "function",
    "solution",
    "real",
    "all",
    "infinitely",
    "many",
    "\\text{",
    "}",
    "(",
    ")",
    "=",
    "n't",
    "é",
    "İ",
    "\\",
];

fn any_text(u: &mut arbtest::arbitrary::Unstructured<'_>) -> arbtest::arbitrary::Result<String> {
    if u.ratio(1, 8)? {
        return u.arbitrary();
    }
    let count = u.int_in_range(0..=12)?;
    (0..count).map(|_| u.choose(&PIECES).copied()).collect()
}

#[test]
fn no_text_panics_and_the_same_text_is_symmetric_and_reflexive() {
    arbtest::arbtest(|u| {
        let (a, b) = (any_text(u)?, any_text(u)?);
        let _ = (number(&a), scale(&a), ordinal(&a), date(&a), weekday(&a), clock(&a), meaning(&a), is_negated(&a));
        assert_eq!(same_text(&a, &b), same_text(&b, &a));
        assert_eq!(same_text(&a, &a), !canonical(&a).is_empty());
        assert_eq!(canonical(&a), canonical(&format!("  {a} ")), "white space around is nothing");
        Ok(())
    });
}
