//! Properties of extraction on texts that were made to break it.

use arbtest::arbitrary::{Result, Unstructured};

use super::{Found, GoldKind, Join, Policy, Rule, find, gold, work};

const KINDS: [GoldKind; 5] = [GoldKind::Number, GoldKind::Choice, GoldKind::YesNo, GoldKind::Words, GoldKind::Other];

const PIECES: [&str; 96] = [
    "\\boxed{",
    "\\fbox{",
    "\\boxed",
    "{",
    "}",
    "\\{",
    "\\}",
    "\\",
    "\\\\",
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\frac{",
    "\\frac",
    "\\text{",
    "\\quad",
    "1",
    "23",
    "4/5",
    "1,234",
    ".5",
    "e-3",
    "2 2/3",
    ",",
    ".",
    "-",
    "−",
    "/",
    "####",
    "#### 7",
    "answer",
    "Answer:",
    " is ",
    " are ",
    ":",
    "：",
    "\n",
    "\n\n",
    " ",
    "é",
    "x",
    "B",
    "(B)",
    " not ",
    " or ",
    " and ",
    "**",
    "*",
    "`",
    "```",
    "\"",
    "'",
    "<think>",
    "</think>",
    "◁/think▷",
    "<answer>",
    "</answer>",
    "<|im_end|>",
    "<<",
    ">>",
    "<",
    "%",
    "%\n",
    "\\%",
    "答案是",
    "。",
    "25",
    "１２",
    "½",
    "\u{200b}",
    "\u{301}",
    "✅",
    "final ",
    "Final Answer",
    "The answer is ",
    " because ",
    "(not 12)",
    "wait",
    "!",
    "?",
    "...",
    "…",
    "=",
    "\\approx",
    "\\newcommand{",
    "\\def\\boxed",
    "cm",
    " percent",
    "A:",
    "Yes, ",
    "No",
    "\u{8}oxed{",
    "\r\n",
];

fn noise(u: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=40)? {
        if u.ratio(1, 12)? {
            text.push(u.arbitrary::<char>()?);
        } else {
            text.push_str(u.choose(&PIECES)?);
        }
    }
    Ok(text)
}

fn policies() -> Vec<Policy> {
    let mut all: Vec<Policy> = Rule::ALL.iter().map(|rule| Policy::of(&[*rule])).collect();
    all.extend(Policy::NAMES.iter().filter_map(|name| Policy::named(name)));
    all
}

fn inside(found: &Found, text: &str) {
    assert!(!found.parts.is_empty(), "{found:?} in {text:?}");
    assert!(text.get(found.span.clone()).is_some(), "{found:?} in {text:?}");
    for part in &found.parts {
        assert!(text.get(part.clone()).is_some(), "{found:?} in {text:?}");
        assert!(found.span.start <= part.start && part.end <= found.span.end, "{found:?} in {text:?}");
    }
    assert!(found.parts.windows(2).all(|pair| pair[0].end <= pair[1].start), "{found:?} in {text:?}");
    assert!(found.parts.len() > 1 || found.joined == Join::One, "{found:?} in {text:?}");
}

#[test]
fn whatever_is_found_lies_inside_the_text_and_is_found_again() {
    let policies = policies();
    arbtest::arbtest(|u| {
        let text = noise(u)?;
        for kind in KINDS {
            for policy in &policies {
                let found = find(&text, kind, policy);
                if let Some(found) = &found {
                    inside(found, &text);
                    let _ = found.text(&text);
                }
                assert_eq!(found, find(&text, kind, policy));
            }
        }
        inside(&gold(&text), &text);
        GoldKind::of(&text);
        Ok(())
    });
}

#[test]
fn a_box_around_what_was_found_gives_it_again() {
    arbtest::arbtest(|u| {
        let text = noise(u)?;
        let policy = Policy::boxed();
        let Some(found) = find(&text, GoldKind::Other, &policy) else { return Ok(()) };
        let answer = found.text(&text).into_owned();
        // Braces that do not match end a box elsewhere; so do marks that open something of their own.
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '+' | '=' | '-');
        if answer.is_empty() || !answer.chars().all(plain) || answer.starts_with('=') || answer == "answer" {
            return Ok(());
        }
        let again = format!("so $\\boxed{{{answer}}}$");
        let found = find(&again, GoldKind::Other, &policy).expect("the box is there");
        assert_eq!(found.text(&again), answer, "from {text:?}");
        Ok(())
    });
}

#[test]
fn bare_answers_are_found_whole_and_are_their_own_gold() {
    let answers = [
        "12",
        "-4",
        "3/4",
        "\\frac{1}{2}",
        "2\\sqrt{3}",
        "x^2+1",
        "(1,2)",
        "[0,\\infty)",
        "\\{1,2\\}",
        "1,234",
        "x = 5",
        "0.5",
        "\\pi",
        "\\begin{pmatrix}1\\\\2\\end{pmatrix}",
        "5\\text{ cm}",
        "28\\%",
        "\\$10",
        "3:30",
        "1:2",
        "204_5",
    ];
    for answer in answers {
        assert_eq!(gold(answer).text(answer), answer);
        let kind = GoldKind::of(answer);
        let wrappings =
            ["{}", "${}$", "$${}$$", "\\({}\\)", "\\[{}\\]", "**{}**", "\\boxed{{}}", "The answer is ${}$.", " {} \n"];
        for wrapping in wrappings {
            let text = wrapping.replace("{}", answer);
            let text = if wrapping.starts_with("\\boxed") { format!("\\boxed{{{answer}}}") } else { text };
            let found = find(&text, kind, &Policy::default()).unwrap_or_else(|| panic!("nothing in {text:?}"));
            assert_eq!(found.text(&text), answer, "in {text:?} as {kind:?}");
            assert_eq!(gold(&text).text(&text).trim_start_matches("The answer is "), answer, "gold {text:?}");
        }
    }
}

/// Bytes of a hostile text. Work that grows with its square would look at each byte thousands of times.
const LONG: usize = 12_000;
/// Looks at each byte that are allowed: some rules read the text one after the other, and some look ahead.
const LOOKS: u64 = 120;

#[test]
fn every_byte_is_looked_at_a_bounded_number_of_times() {
    let policies = policies();
    let mut pieces: Vec<String> = PIECES.iter().map(|p| (*p).to_owned()).collect();
    for two in [
        "\\boxed{1} ",
        "\\boxed{1},",
        "\\boxed{1} or ",
        "$1$, ",
        "**1** ",
        "`1 ",
        "#### a\n",
        "The answer is not 1 ",
        "answer 1\n",
        "answer ( ",
        "$1 \\(",
        "\\( $",
        "<answer>1",
        "<answer></answer>",
        "1 + ",
        "$5 and ",
        "a. ",
        "A ",
        "A B. ",
        "1/",
        "1 1/",
        "\\frac{1}",
        "\\text{a",
        "{a} ",
        "% \\boxed{1} ",
        "\\boxed 1 ",
        "(not 1) ",
        "is a ",
        ", because ",
        "'1' ",
        "$$$",
        "\\[ \\] ",
        "<<1 ",
        "1\\!",
        "** *",
        "x**2 ",
        "<!-- \\boxed{1} ",
        "\\phantom{\\boxed{1}} ",
        "\\boxed{1} if x, ",
        "\\boxed{1 \\boxed{",
        "<think>\\boxed{1}</think>",
        "not 1, ",
        "A, ",
        "故选：A ",
        "The answer is 1. Wait, ",
    ] {
        pieces.push(two.to_owned());
    }
    for piece in &pieces {
        for suffix in ["", "\\boxed{5}", "5", " The answer is $5$."] {
            for kind in KINDS {
                for policy in [&policies[3], &policies[5], &policies[9], &Policy::default()] {
                    let text = piece.repeat(LONG / piece.len()) + suffix;
                    let looks = work::of(|| {
                        find(&text, kind, policy);
                    });
                    assert!(looks <= LOOKS * text.len() as u64, "{piece:?} + {suffix:?} {kind:?} {:?}: {looks}", policy.rules);
                }
            }
        }
        let text = piece.repeat(LONG / piece.len());
        let looks = work::of(|| {
            gold(&text);
        });
        assert!(looks <= LOOKS * text.len() as u64, "gold of {piece:?}: {looks}");
    }
}

#[test]
fn policies_have_names_and_survive_json() {
    for name in Policy::NAMES {
        let policy = Policy::named(name).expect("a preset of that name");
        let json = serde_json::to_string(&policy).expect("a policy is JSON");
        assert_eq!(serde_json::from_str::<Policy>(&json).expect("JSON is a policy"), policy);
    }
    assert_eq!(Policy::named("none of them"), None);
    let old: Policy = serde_json::from_str(r#"{"rules": ["boxed", "hash", "phrase", "last_number"]}"#).expect("names in use");
    assert_eq!(old.rules, [Rule::Boxed, Rule::Hash, Rule::Phrase, Rule::LastNumber]);
    assert!(old.last_commitment);
    for rule in Rule::ALL {
        assert_eq!(serde_json::to_value(rule).expect("a rule is JSON"), rule.name());
    }
}

#[test]
fn a_competition_pays_no_guess() {
    for response in ["12", "It is 12.", "**12**", "$12$", "#### 12"] {
        assert_eq!(find(response, GoldKind::Number, &Policy::competition()), None, "{response:?}");
    }
}

#[test]
fn gold_texts_of_every_shape_are_read() {
    let cases = [
        ("$\\frac{1}{2}$", "\\frac{1}{2}"),
        ("\\boxed{5}", "5"),
        ("We add. So $x = \\boxed{5}$.", "5"),
        ("Natalia sold 48/2 = 24.\n#### 72", "72"),
        ("$1$ and $2$ and $3$", "1, 2, 3"),
        ("$125$ miles", "125 miles"),
        ("$\\boxed{1}\\boxed{2}$", "1, 2"),
        ("\\(\\boxed{1}\\) and \\(\\boxed{-2}\\).", "1, -2"),
        ("\\text{Evelyn}", "\\text{Evelyn}"),
        ("so we find $x=1/5$, or $\\boxed{20}$ percent.", "20 percent"),
        ("<answer>7</answer>", "7"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(gold(text).text(text), expected, "{text:?}");
    }
}

#[test]
fn gold_answers_are_sorted_by_what_they_look_like() {
    let cases = [
        ("12", GoldKind::Number),
        ("-3/4", GoldKind::Number),
        ("\\frac{1}{2}", GoldKind::Number),
        ("\\$32{,}348", GoldKind::Number),
        ("1,234", GoldKind::Number),
        ("28\\%", GoldKind::Number),
        ("2\\text{ hours}", GoldKind::Number),
        ("15\\mbox{ cm}^2", GoldKind::Number),
        ("90^\\circ", GoldKind::Number),
        ("125 miles", GoldKind::Number),
        ("5 apples", GoldKind::Number),
        ("\\$5", GoldKind::Number),
        ("12 cm", GoldKind::Number),
        ("A, C", GoldKind::Choice),
        ("\\text{A,C,F}", GoldKind::Choice),
        ("3\\frac{1}{2}", GoldKind::Number),
        ("5x", GoldKind::Other),
        ("12 \\text{ and } 13", GoldKind::Other),
        ("204_5", GoldKind::Other),
        ("1,2", GoldKind::Other),
        ("x^2", GoldKind::Other),
        ("\\sqrt{2}", GoldKind::Other),
        ("(1,2)", GoldKind::Other),
        ("B", GoldKind::Choice),
        ("(B)", GoldKind::Choice),
        ("\\text{(B)}", GoldKind::Choice),
        ("\\text{Yes}", GoldKind::YesNo),
        ("\\text{Sunday}", GoldKind::Words),
        ("\\text{no solution}", GoldKind::Words),
    ];
    for (text, expected) in cases {
        assert_eq!(GoldKind::of(text), expected, "{text:?}");
    }
}
