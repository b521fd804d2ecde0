//! Labelled cases of sentences that commit to no value, and of their neighbours that do.

use super::GoldKind::{Choice, Number, Other, Words, YesNo};
use super::cases::check;

#[test]
fn letters_written_together_are_one_answer() {
    check(&[
        ("$\\text{C,E}$", Choice, "C, E"),
        ("$\\text{B, E, G}$", Choice, "B, E, G"),
        ("\\text{A,C,F}", Choice, "A, C, F"),
        ("$\\text{A}$ and $\\text{D}$", Choice, "A, D"),
        ("The answer is (A), (C) and (D).", Choice, "A, C, D"),
        ("The correct options are A and C, not B.", Choice, "A, C"),
        ("Options A and C are wrong. The answer is B.", Choice, "B"),
        ("The answer is A or C.", Choice, "A \\text{ or } C"),
        ("故选：BD．", Choice, "BD"),
        ("故选 B", Choice, "B"),
        ("所以选 C。", Choice, "C"),
        ("故答案为：AC．", Choice, "AC"),
        ("答案为 D", Choice, "D"),
        ("故选：A、C．", Choice, "A, C"),
        ("我们选择 x = 3，故选：B．", Choice, "B"),
        ("24 guns / 4 people = 6 guns. A: 6", Choice, "-"),
    ]);
}

#[test]
fn a_denied_answer_is_none_and_leaves_no_number_behind() {
    check(&[
        ("The answer is not 5.", Number, "-"),
        ("The answer is not $5$.", Number, "-"),
        ("The answer isn't 5", Number, "-"),
        ("The answer cannot be 5.", Number, "-"),
        ("The answer is never 6", Number, "-"),
        ("The answer is anything but 6", Number, "-"),
        ("The answer is probably not 6", Number, "-"),
        ("The answer is definitely not **6**.", Number, "-"),
        ("The answer is not equal to 6", Number, "-"),
        ("Final answer: none of 6", Number, "-"),
        ("Final answer: I do not know (6?)", Number, "-"),
        ("Answer: unknown, maybe 5", Number, "-"),
        ("I don't know the answer. Here is a random number: 5", Number, "-"),
        ("The answer is not 5 but 6.", Number, "6"),
        ("The answer is not 5. It is 6.", Number, "6"),
        ("The answer is 7. The answer is not 6.", Number, "7"),
        ("$x \\ne \\boxed{6}$", Number, "-"),
        ("The answer is definitely not $\\boxed{6}$.", Number, "-"),
        ("It is not $\\boxed{6}$. It is $\\boxed{7}$.", Number, "7"),
        ("Is the answer 6? No.", Number, "-"),
        ("Answer: 5?", Number, "-"),
        ("So is the answer 6? Yes.", Number, "6"),
        ("What is 2+3? The answer is 5.", Number, "5"),
        ("If the answer is 6, then we get a contradiction.", Number, "-"),
        ("If x = 3, the answer is 6.", Number, "6"),
        ("If she buys 3 more, then the answer is 6.", Number, "6"),
        ("One might think the answer is 6.", Number, "-"),
        ("One might think the answer is 6, but it is 7.", Number, "7"),
        ("The wrong answer is 6.", Number, "-"),
        ("Suppose the answer is 6.", Number, "-"),
    ]);
}

#[test]
fn a_bound_or_a_function_in_words_is_no_number() {
    check(&[
        ("The answer is at least 5.", Number, "-"),
        ("The answer is more than 5.", Number, "-"),
        ("The answer is less than $5$.", Number, "-"),
        ("So the number is at most 6", Number, "-"),
        ("The answer is between 5 and 6.", Number, "-"),
        ("The answer is from 4 to 6.", Number, "-"),
        ("The answer is almost 6.", Number, "-"),
        ("The answer is twice 6", Number, "-"),
        ("The answer is half of 6", Number, "-"),
        ("The answer is the square root of 6", Number, "-"),
        ("The answer is 6 squared", Number, "-"),
        ("The answer is $6$ times $7$", Number, "-"),
        ("The answer is 6 less than 10", Number, "-"),
        ("The answer is 6 or more.", Number, "-"),
        ("She has 6 more apples than Bob.", Number, "6"),
        ("She walks 6 times a week.", Number, "6"),
        ("So 5 squared is 25.", Number, "25"),
        ("Half of 6 is 3.", Number, "3"),
        ("The number of books is greater than before: 12.", Number, "12"),
    ]);
}

#[test]
fn alternatives_and_cases_are_not_one_number() {
    check(&[
        ("The answer is 5 or the answer is 6.", Number, "-"),
        ("The answer is $6$ when $n$ is odd and $7$ when $n$ is even.", Number, "-"),
        ("The answer is $6$ for odd n, otherwise $7$.", Number, "-"),
        ("The answer is 6 (or 7).", Number, "-"),
        ("\\boxed{5} if x>0, \\boxed{6} otherwise", Number, "5 \\text{ or } 6"),
        ("\\boxed{5} / \\boxed{6}", Number, "5 \\text{ or } 6"),
        ("\\boxed{1} \\boxed{2} \\boxed{3}", Number, "1, 2, 3"),
        ("$\\boxed{5}$\n\n$\\boxed{5}$", Number, "5"),
        ("The answer is 6 for all n.", Number, "6"),
        ("The answer is 12 when 60 is divided by 5.", Number, "12"),
    ]);
}

#[test]
fn the_words_behind_an_answer_may_turn_to_another() {
    check(&[
        ("The answer is 6. Correction: 7.", Number, "7"),
        ("The answer is 6. Hmm, actually 7.", Number, "7"),
        ("Final answer: 6. But this is wrong: it is 7.", Number, "7"),
        ("$\\boxed{6}$. But this is wrong: it is 7.", Number, "7"),
        ("The answer is 6. Just kidding, it's 7.", Number, "7"),
        ("\\boxed{5}\n\nWait, that is wrong. The answer is 6.", Number, "6"),
        ("\\boxed{7}\n\n<think>\\boxed{6}</think>", Number, "7"),
        ("The answer is 6. No other value works.", Number, "6"),
    ]);
}

#[test]
fn what_touches_hides_or_encloses_a_box_counts() {
    check(&[
        ("\\boxed{6}\\phantom{\\boxed{5}}", Number, "6"),
        ("\\boxed{7}\\hspace{0pt}\\vphantom{\\boxed{6}}", Number, "7"),
        ("\\hphantom{x + \\boxed{6}}", Number, "-"),
        ("\\phantom{x}\\boxed{6}", Number, "6"),
        ("\\boxed{7}<!-- \\boxed{6} -->", Number, "7"),
        ("<!-- note --> \\boxed{6}", Number, "6"),
        ("\\boxed{7} {\\color{white}\\boxed{6}}", Number, "7"),
        ("$-\\boxed{6}$", Number, "-"),
        ("- $\\boxed{6}$", Number, "6"),
        ("\\boxed{6}^2", Number, "-"),
        ("$\\boxed{60}^\\circ$", Number, "60 ^\\circ"),
        ("\\boxed{6}7", Number, "-"),
        ("The answer is $5!=\\boxed{120}$.", Number, "120"),
        ("$\\frac{3+(-6)}{2}=-\\frac{3}{2}-\\boxed{2}$.", Number, "2"),
        ("\\boxed{5}{6}", Number, "-"),
        ("\\boxed{5 \\boxed{6}}", Number, "-"),
        ("\\boxed{x = \\boxed{6}}", Number, "6"),
        ("\\boxed{We add 2 and 4 apples, which we counted before, and so we get in the end \\boxed{6}.}", Number, "6"),
    ]);
}

#[test]
fn powers_with_two_stars_are_no_bold_type() {
    check(&[
        ("x**2 + 1", Other, "x**2 + 1"),
        ("The answer is x**2 + y**2", Other, "x**2 + y**2"),
        ("The answer is **x + 1**", Other, "x + 1"),
        ("\\boxed{(x+1)**2}", Other, "(x+1)**2"),
        ("2 ** 10", Other, "2 ** 10"),
    ]);
    assert_eq!(super::gold("x**2 + 1").text("x**2 + 1"), "x**2 + 1");
}

#[test]
fn an_answer_is_not_lost_to_what_is_said_around_it() {
    check(&[
        ("Substitute to get 36.\n\nThe answer is $3$.\n\nSee page 12.", Number, "3"),
        ("To find the answer: first add 3.", Number, "3"),
        ("The result is 12. (We used 3 steps.)", Number, "12"),
        ("12\n\nExplanation: there are 4 groups of 3.", Number, "12"),
        ("15 - 3 = 12 apples left", Number, "12"),
        ("The answer is the ordered pair (1,2).", Other, "(1,2)"),
        ("The answer is the interval $(1,2)$.", Other, "(1,2)"),
        ("... so we get $2+2=4$, and finally $\\pi$", Other, "\\pi"),
    ]);
}

#[test]
fn lists_of_denied_numbers_and_shrugs_are_no_answer() {
    check(&[
        ("The correct answer is not among 41, 42", Number, "-"),
        ("Answer: 42 or something like that", Number, "-"),
        ("The answer lies between 41 and 43; it's not 42.", Number, "-"),
        ("I cannot answer that. 42", Number, "-"),
    ]);
}

#[test]
fn denials_count_for_answers_of_every_kind() {
    check(&[
        ("The answer is not $x^2$.", Other, "not x^2"),
        ("The answer is never $(1,2)$.", Other, "never (1,2)"),
        ("The answer is not x^2", Other, "not x^2"),
        ("Is the answer $x^2$? No.", Other, "-"),
        ("If the answer is $x^2$, we are wrong.", Other, "-"),
        ("The answer is not B.", Choice, "-"),
        ("Is the answer B? No.", Choice, "-"),
        ("If the answer is B, we get a contradiction.", Choice, "-"),
        ("One might think the answer is B.", Choice, "-"),
        ("The wrong answer is B.", Choice, "-"),
        ("The answer is neither A nor B.", Choice, "-"),
        ("The answer can't be B, so it is C.", Choice, "C"),
        ("The answer is not Sunday.", Words, "not Sunday"),
        ("The answer is anything but Sunday.", Words, "anything but Sunday"),
        ("The answer is not yes.", YesNo, "-"),
        ("If the answer is yes, then it is prime.", YesNo, "-"),
        ("The answer is 6 or 7", Number, "6 or 7"),
        ("The answer is maybe 5, maybe 6", Number, "-"),
        ("Not 6.", Number, "-"),
        ("It's not 6", Number, "-"),
        ("≠ 6", Number, "≠ 6"),
        ("**not 6**", Number, "-"),
        ("Everything except 6", Number, "-"),
        ("$x > 6$", Number, "x > 6"),
        ("I doubt that the answer is 6.", Number, "-"),
        ("It is false that the answer is 6.", Number, "-"),
        ("There is no way the answer is 6.", Number, "-"),
        ("The answer would be 6 if n were even.", Number, "-"),
        ("The opposite of the answer is 6.", Number, "-"),
        ("Twice the answer is 6.", Number, "-"),
        ("The square of the answer is 6.", Number, "-"),
        ("The number of digits of the answer is 6.", Number, "-"),
        ("The answer is greater than 5 and less than 7.", Number, "-"),
        ("The answer has 6 digits.", Number, "-"),
        ("The answer is 6 or 7 or 8.", Number, "6 or 7 or 8"),
        ("The answer is one of 5, 6, 7.", Number, "-"),
        ("The answer is either 5 or 6.", Number, "5 or 6"),
        ("The answer is 5, 6 or 7.", Number, "5, 6 or 7"),
        ("The answer is not known, but 6 is close.", Number, "-"),
        ("The answer is 6, which is wrong.", Number, "-"),
        ("The answer is 6. This is wrong.", Number, "-"),
        ("The answer is 6. Not.", Number, "-"),
        ("$\\boxed{6}$ is not the answer", Number, "-"),
        ("The answer is not $\\boxed{6}$ but $\\boxed{7}$", Number, "7"),
        ("If the answer were $\\boxed{6}$, we would be done.", Number, "-"),
        ("It is tempting to say 5, but the answer is 6.", Number, "6"),
        ("It is tempting to say 5 but the answer is $\\boxed{6}$.", Number, "6"),
        ("No doubt the answer is 6.", Number, "6"),
        ("The answer is six or seven", Number, "-"),
        ("The answer was thought to be 6. It is 7.", Number, "7"),
        ("I don't know why, but the answer is 12.", Number, "12"),
        ("The answer is not 5; it is 6.", Number, "6"),
        ("The answer is 12 (or a dozen).", Number, "12"),
        ("The value of the answer is 6.", Number, "6"),
        ("If we add them, the answer is 6.", Number, "6"),
        ("$\\boxed{6}$. This is wrong.", Number, "-"),
        ("The answer is 6. This is not a coincidence.", Number, "6"),
        ("A wrong answer would be $\\boxed{6}$.", Number, "-"),
        ("Either $\\boxed{6}$ or $\\boxed{7}$", Number, "6 \\text{ or } 7"),
    ]);
}
