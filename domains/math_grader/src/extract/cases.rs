//! Labelled cases in the style of real model outputs: the response, what kind of gold answer it is read for, what is found.

use super::GoldKind::{self, Choice, Number, Other, Words, YesNo};
use super::{Policy, find};

pub(super) type Case = (&'static str, GoldKind, &'static str);

/// "-" stands for no answer.
pub(super) fn check(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (response, kind, expected) in cases {
        let found = find(response, *kind, &Policy::default());
        let text = found.as_ref().map_or_else(|| "-".to_owned(), |f| f.text(response).into_owned());
        if text != *expected {
            wrong.push(format!("{response:?} as {kind:?}: {text:?} by {:?}, expected {expected:?}", found.map(|f| f.rule)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn one_box_is_read_however_it_is_written() {
    check(&[
        ("so $\\boxed{\\frac{3}{4}}$ it is", Number, "\\frac{3}{4}"),
        ("$\\boxed 5$", Number, "5"),
        ("$\\boxed5$.", Number, "5"),
        ("$\\boxed\\frac{1}{2}$", Number, "\\frac{1}{2}"),
        ("\\boxed 5 is the answer", Number, "5"),
        ("\\boxed{ 10 }", Number, "10"),
        ("\\boxed{{10}}", Number, "10"),
        ("\\boxed{10.}", Number, "10"),
        ("\\boxed{$10$}", Number, "10"),
        ("\\boxed{\\$10}", Number, "\\$10"),
        ("\\boxed{\\{1,2\\}}", Other, "\\{1,2\\}"),
        ("\\boxed{\\left\\{\\frac12\\right\\}}", Other, "\\left\\{\\frac12\\right\\}"),
        ("\\fbox{7}", Number, "7"),
        ("\\framebox{7}", Number, "7"),
        ("\\boxed {7}", Number, "7"),
        ("\\boxed\n{7}", Number, "7"),
        ("\\\\boxed{840}.", Number, "840"),
        ("\u{8}oxed{840}", Number, "840"),
        ("\\boxed{\\boxed{5}}", Number, "5"),
        ("\\boxed{x = \\boxed{5}}", Number, "5"),
        (
            "\\boxed{\n\\begin{pmatrix} 0 & 3 \\\\ 0 & -1 \\end{pmatrix}\n}.",
            Other,
            "\\begin{pmatrix} 0 & 3 \\\\ 0 & -1 \\end{pmatrix}",
        ),
        ("x \\in \\boxed{[0,7)}.", Other, "[0,7)"),
        ("\\[\n\\boxed{\\text{The value is } 5}\n\\]", Number, "\\text{The value is } 5"),
        ("Answer: \\boxed{3} (three)", Number, "3"),
        ("**\\boxed{42}**", Number, "42"),
        ("| x | y |\n|---|---|\n| 1 | 2 |\n\nTotal: $\\boxed{3}$", Number, "3"),
        ("```latex\n\\boxed{12}\n```", Number, "12"),
        ("<p>The result is <b>\\boxed{12}</b></p>", Number, "12"),
        ("最終的な答えは $\\boxed{12}$ です。", Number, "12"),
        ("\\boxed{\\text{(C)}}", Choice, "\\text{(C)}"),
        ("\\boxed{\\textbf{(B)}\\ 12}", Choice, "\\textbf{(B)}\\ 12"),
    ]);
}

#[test]
fn a_box_that_breaks_off_still_is_read() {
    check(&[
        ("\\boxed{7", Number, "7"),
        ("\\boxed{\\frac{1}{2}", Number, "\\frac{1}{2}"),
        ("$\\boxed{\\frac{1}{2}$.", Number, "\\frac{1}{2}"),
        ("\\[ \\boxed{12 \\]\nand more", Number, "12"),
        ("\\boxed{7}}}}", Number, "7"),
        ("\\boxed{7\n\nThat was all.", Number, "7"),
        ("\\boxed{3 and then \\boxed{4}", Number, "4"),
        ("\\boxed{3} and \\boxed{4", Number, "3, 4"),
        ("} \\boxed{7}", Number, "7"),
        ("The answer is \\boxed{", Number, "-"),
        ("\\boxed{}", Number, "-"),
        ("\\boxed{ }", Number, "-"),
        ("\\boxed{5} then \\boxed{}", Number, "-"),
        ("\\boxed{\\ }", Number, "-"),
    ]);
}

#[test]
fn what_only_looks_like_a_box_is_none() {
    check(&[
        ("% \\boxed{5}\n\\boxed{7}", Number, "7"),
        ("\\boxed{7}\n  % \\boxed{5}", Number, "7"),
        ("5\\% of them: \\boxed{7}", Number, "7"),
        ("\\def\\boxed#1{5}\\boxed{7}", Number, "7"),
        ("\\newcommand{\\boxed}[1]{5} \\boxed{7}", Number, "7"),
        ("\\renewcommand\\boxed[1]{5} \\boxed{7}", Number, "7"),
        ("\\boxedx{5} is 6", Number, "6"),
        ("I will put it within `\\boxed{}`. The answer is 5.", Number, "5"),
        ("\\boxed{5}\n\n(The answer is given inside \\boxed{}.)", Number, "5"),
        ("I wrote it in \"\\boxed{...}\" as asked: 5", Number, "5"),
        ("\\boxed{6}, not \\boxed{5}", Number, "6"),
        ("The answer is \\boxed{6} rather than $\\boxed{5}$.", Number, "6"),
        ("At first \\boxed{5} is wrong.", Number, "-"),
        ("\\boxed{6}. The value \\boxed{5} is incorrect.", Number, "6"),
    ]);
}

#[test]
fn several_boxes_are_a_list_alternatives_or_corrections() {
    check(&[
        ("The solutions are \\boxed{1} and \\boxed{2}.", Other, "1, 2"),
        ("$\\boxed{1}$, $\\boxed{2}$, and $\\boxed{3}$", Other, "1, 2, 3"),
        ("\\boxed{1},\\boxed{2}", Other, "1, 2"),
        ("$\\boxed{1}\\boxed{2}$", Other, "1, 2"),
        ("\\[\\boxed{(2, 2)} \\quad \\text{and} \\quad \\boxed{(6, 2)}\\]", Other, "(2, 2), (6, 2)"),
        ("$x = \\boxed{1}$, $y = \\boxed{2}$", Other, "1, 2"),
        ("\\($y_1 = \\boxed{a} \\) and \\( y_2 = \\boxed{b}\\)", Other, "a, b"),
        ("\\boxed{3} \\text{ papers and } \\boxed{2} bins", Other, "3, 2"),
        ("\\boxed{(3, 3)} \\text{ for part (a) and } \\boxed{(1, 1)}", Other, "(3, 3), (1, 1)"),
        ("(a) \\boxed{3}\n(b) \\boxed{4}", Other, "3, 4"),
        ("- $\\boxed{3}$\n- $\\boxed{4}$", Other, "3, 4"),
        ("\\boxed{1} 和 \\boxed{2}", Other, "1, 2"),
        ("The answer is either \\boxed{1} or \\boxed{2}.", Number, "1 \\text{ or } 2"),
        ("It might be \\boxed{7}, or it might be \\boxed{8}.", Number, "7 \\text{ or } 8"),
        ("One option is \\boxed{4}. Another option is \\boxed{5}.", Number, "4 \\text{ or } 5"),
        (
            "One option is \\boxed{4}. Another option is \\boxed{5}. A third is \\boxed{6}.",
            Number,
            "4 \\text{ or } 5 \\text{ or } 6",
        ),
        ("Perhaps \\boxed{4}, perhaps \\boxed{5}", Number, "4 \\text{ or } 5"),
        ("\\boxed{4}. Alternatively, \\boxed{5}.", Number, "4 \\text{ or } 5"),
        ("First I thought \\boxed{6}, but re-checking gives \\boxed{7}.", Number, "7"),
        ("\\boxed{7}. Hmm, no: carrying the 1 gives \\boxed{8}.", Number, "8"),
        ("\\boxed{7}, wait, actually \\boxed{8}", Number, "8"),
        ("\\boxed{7}, or rather \\boxed{8}", Number, "8"),
        ("first attempt \\boxed{wrong}, final \\boxed{42}", Number, "42"),
        ("\\boxed{1} no no no no no \\boxed{2}", Number, "2"),
        ("\\boxed{12}, so the perimeter is \\boxed{14}.", Number, "14"),
        ("\\boxed{10}\n\nLet me double check: yes, \\boxed{10}.", Number, "10"),
        ("$\\boxed{10}$\n\n$\\boxed{10}$", Number, "10"),
        ("\\boxed{6} \\boxed{6} \\boxed{5}", Number, "5"),
        ("$\\boxed{\\frac13} \\approx \\boxed{0.333}$", Number, "\\frac13"),
        ("\\boxed{\\frac13}, approximately \\boxed{0.333}", Number, "\\frac13"),
        ("\\boxed{5}\n\n**Final Answer**\n\n\\boxed{5}", Number, "5"),
        ("\\boxed{2^3} = \\boxed{8}", Number, "8"),
    ]);
}

#[test]
fn a_unit_directly_behind_a_box_belongs_to_it() {
    check(&[
        ("$\\boxed{28}$ percent", Number, "28 percent"),
        ("$\\boxed{28}\\%$", Number, "28 \\%"),
        ("\\boxed{5} cm", Number, "5 cm"),
        ("$\\boxed{5}\\text{ cm}^2$", Number, "5 \\text{ cm}^2"),
        ("$\\boxed{5\\text{ cm}}$ in all", Number, "5\\text{ cm}"),
        ("\\(\\boxed{189}\\) square centimeters.", Number, "189 square centimeters"),
        ("$\\boxed{12}$ apples", Number, "12"),
        ("$\\boxed{12}$ in the end", Number, "12"),
        ("$\\boxed{x}$ cm", Other, "x"),
    ]);
}

#[test]
fn reasoning_does_not_answer() {
    check(&[
        ("<think>\\boxed{12}? No.</think>The answer is \\boxed{13}.", Number, "13"),
        ("<think>\\boxed{12}</think>The answer is 13.", Number, "13"),
        ("<think>\\boxed{42}</think> Some other text.", Number, "-"),
        ("</think>\\boxed{42}", Number, "42"),
        ("\\boxed{99}</think>Final: \\boxed{42}", Number, "42"),
        ("<think>\\boxed{42}</think>", Number, "42"),
        ("<think>\\boxed{42}", Number, "-"),
        ("◁think▷7◁/think▷It is 8.", Number, "8"),
        ("<think>a</think><answer> $25$ </answer>", Number, "25"),
        ("<reasoning>7</reasoning>\n<answer>8</answer>", Number, "8"),
        ("<think>so B</think>\n\n**C**", Choice, "C"),
    ]);
}

#[test]
fn tags_and_hashes_hold_the_answer() {
    check(&[
        ("<answer>25</answer>", Number, "25"),
        ("<answer>\n\\frac{1}{2}\n</answer>", Number, "\\frac{1}{2}"),
        ("<answer>\\boxed{25}</answer>", Number, "25"),
        ("<answer>1</answer> no, <answer>2</answer>", Number, "2"),
        ("<answer>25", Number, "25"),
        ("<answer></answer>", Number, "-"),
        ("<answer>The answer is 25.</answer>", Number, "25"),
        ("<Answer>x = 5</Answer>", Other, "x = 5"),
        ("<final_answer>7</final_answer>", Number, "7"),
        ("[ANSWER]7[/ANSWER]", Number, "7"),
        ("\\boxed{5} <answer>6</answer>", Number, "6"),
        ("<answer>B</answer>", Choice, "B"),
        ("<answer>(B) 12</answer>", Choice, "B"),
        ("She makes 9 * 2 = $18 every day.\n#### 18", Number, "18"),
        ("work\n####18", Number, "18"),
        ("work\n#### $1,234.50", Number, "$1,234.50"),
        ("work\n#### -3/4\n", Number, "-3/4"),
        ("work\n#### 18 dollars", Number, "18 dollars"),
        ("work\n#### **18**", Number, "18"),
        ("#### Step 1: add 3\n3 + 4 = 7", Number, "7"),
        ("#### 1. Find the area\nThe area is 12.", Number, "12"),
        ("#### Final Answer\n\n42", Number, "42"),
        ("work\n#### Yes", YesNo, "Yes"),
        ("#### 7\nWait.\n#### 8", Number, "8"),
        ("\\boxed{7}\n#### 8", Number, "8"),
    ]);
}

#[test]
fn words_announce_an_answer() {
    check(&[
        ("The answer is 12. I hope it helps.", Number, "12"),
        ("The final answer is $100$. I hope it is correct.", Number, "100"),
        ("Final Answer: The final answer is $\\frac{1}{2}$. I hope it is correct.", Number, "\\frac{1}{2}"),
        ("**Final Answer**\n\n$x+1$", Other, "x+1"),
        ("## Final Answer\n\nThe value is **12**.", Number, "12"),
        ("### Answer\n12", Number, "12"),
        ("**Answer:** 3.5", Number, "3.5"),
        ("**Answer: 3.5**", Number, "3.5"),
        ("Answer : 3.5", Number, "3.5"),
        ("ANSWER: $25$", Number, "25"),
        ("✅ Final Answer: **73**", Number, "73"),
        ("So the answer is 10 (not 12).", Number, "10"),
        ("The answer is not 3 but 5.", Number, "5"),
        ("The answer isn't 3.", Words, "answer isn't 3"),
        ("The answer is 3. No, the ANSWER = 4", Number, "4"),
        ("The answer is 3. Wait. The answer is 4.", Number, "4"),
        ("The answer is: \n\n17", Number, "17"),
        ("The answer to the question is 5, because 2+3 = 5.", Number, "5"),
        ("The answer (in cm) is 5.", Number, "5"),
        ("The answer would be 5 apples.", Number, "5"),
        ("The answer is therefore $5$.", Number, "5"),
        ("The answer is sqrt(17).", Other, "sqrt(17)"),
        ("The answer is x^10.", Other, "x^10"),
        ("The answer is 1 - \\sqrt{2}", Other, "1 - \\sqrt{2}"),
        ("The answer is 185\\", Number, "185"),
        ("The answer is $1$ or $2$.", Number, "1 \\text{ or } 2"),
        ("The answer is 1 or 2.", Number, "1 or 2"),
        ("The answers are $1$ and $2$.", Other, "1, 2"),
        ("The answer is $x = 5$ and $y = 6$.", Other, "x = 5, y = 6"),
        ("The answer is 25%.", Number, "25%"),
        ("The answer is $25\\%$.", Number, "25\\%"),
        ("The answer is $25$ percent.", Number, "25 percent"),
        ("The answer is $1,234,567.", Number, "$1,234,567"),
        ("The answer is approximately 3.14.", Number, "3.14"),
        ("The answer is that there are 25 dollars left over.", Number, "25 dollars"),
        ("Final Answer: The volume of $ABCDEFGH$ is 120. I hope it is correct.", Number, "120"),
        ("Final Answer: The largest $n$ is 34.", Number, "34"),
        ("Answer \\[ 9 \\]", Number, "9"),
        ("Answer:\n\\[\nx = \\frac{1}{2}\n\\]", Other, "x = \\frac{1}{2}"),
        ("The answer is **$9$**.", Number, "9"),
        ("The answer is \"9\".", Number, "9"),
        ("Thus the final answer is $\\sqrt{5}$, where $x$ is positive.", Other, "\\sqrt{5}"),
        ("A: 9", Number, "9"),
        ("It costs 3*3 = <<3*3=9>>9 dollars.\nA: 9", Number, "9"),
        ("Ans: 42", Number, "42"),
        ("答案是 25。", Number, "25"),
        ("最终答案：25", Number, "25"),
        ("答案为$\\frac{1}{2}$。", Number, "\\frac{1}{2}"),
        ("La réponse est 25.", Number, "25"),
        ("La réponse finale est 25.", Number, "25"),
        ("Die Antwort ist 25.", Number, "25"),
        ("Antwort: 25", Number, "25"),
        ("La respuesta es 25.", Number, "25"),
        ("A resposta é 25.", Number, "25"),
        ("La risposta è 25.", Number, "25"),
        ("Ответ: 25", Number, "25"),
        ("答えは25です。", Number, "25"),
        ("The answer is Sunday.", Words, "Sunday"),
        ("The answer is an ellipse.", Words, "ellipse"),
        ("Therefore, the answer is: no", YesNo, "no"),
        (
            "\\boxed{255} so in all $10,200 + $255. Final Answer: The final answer is $10,455$. I hope it is correct.",
            Number,
            "10,455",
        ),
        ("\\boxed{5}. The final answer is boxed above.", Number, "5"),
        ("To find the answer: first add 3 and 4. The sum is 7.", Number, "7"),
    ]);
}

#[test]
fn an_answer_alone_is_the_whole() {
    check(&[
        ("-4", Number, "-4"),
        ("$-4$", Number, "-4"),
        ("**9**", Number, "9"),
        ("`9`", Number, "9"),
        ("£1.25", Number, "£1.25"),
        ("$1,000.99", Number, "$1,000.99"),
        ("28 percent", Number, "28 percent"),
        ("28 %", Number, "28 %"),
        ("$28$ %", Number, "28 %"),
        ("1 000", Number, "1 000"),
        ("2 2/3", Number, "2 2/3"),
        ("sqrt(3)/3", Other, "sqrt(3)/3"),
        ("\\sqrt{17}", Other, "\\sqrt{17}"),
        ("x = 5", Number, "x = 5"),
        ("x = 5 or x = 7", Other, "x = 5 or x = 7"),
        ("(1,2)", Other, "(1,2)"),
        ("$[0,1)$", Other, "[0,1)"),
        ("$(5,2),(7,2)$", Other, "(5,2),(7,2)"),
        ("\\( \\frac{1}{2} \\)", Number, "\\frac{1}{2}"),
        ("$\\displaystyle \\frac{63}{400}$", Number, "\\frac{63}{400}"),
        ("0.3333$", Number, "0.3333"),
        ("B", Choice, "B"),
        ("(B)", Choice, "B"),
        ("B) 12", Choice, "B"),
        ("Sunday", Words, "Sunday"),
        ("an ellipse", Words, "ellipse"),
        ("Yes", YesNo, "Yes"),
        ("5!", Number, "5!"),
        ("5 apples", Number, "5"),
        ("I don't know.", Number, "-"),
        ("", Number, "-"),
        (" \n ", Number, "-"),
        ("?", Number, "-"),
        ("$$$$$$$$5", Number, "-"),
        ("AZYUK2A", Number, "-"),
    ]);
}

#[test]
fn plain_sentences_give_their_number() {
    check(&[
        ("Therefore, x equals -4.", Number, "-4"),
        ("She earns $18.", Number, "$18"),
        ("He made a profit of $70,000", Number, "$70,000"),
        ("There are 2 solutions: x = 5 and x = 7. So the number of solutions is 2.", Number, "2"),
        ("7 + 5 = 12.", Number, "7 + 5 = 12"),
        ("so the number is 10 which is 1,000.99m²", Number, "1,000.99m²"),
        ("the number is not 10 which is 1,000.99€", Number, "1,000.99€"),
        ("half, -\\frac{1}{2}, of it", Number, "-\\frac{1}{2}"),
        ("it is 5-3", Number, "3"),
        ("the probability is 2/3. <|im_start|>user", Number, "2/3"),
        ("It increases by 100%.", Number, "100%"),
        ("there are 12 distinct sequences that meet the three conditions. I hope it is correct.", Number, "12"),
        ("so $x$ = 5.", Number, "5"),
        ("The probability is one half, i.e. $\\frac{1}{2}$.", Number, "\\frac{1}{2}"),
        ("We get $3 + 4 = 7$ apples.", Number, "3 + 4 = 7"),
        ("So there are **12** ways to do this in 3 turns.", Number, "12"),
        ("**Step 3**\nThe sum is 12.", Number, "12"),
        ("I used **5** apples.\nIn total it is 12.", Number, "12"),
        ("Each of the 3 costs $4, so she pays $12 in total.", Number, "$12"),
        ("print(42)", Number, "-"),
        ("The answer is eval(compile('42','','eval')).", Number, "-"),
        ("os.system('echo 42')", Number, "-"),
        ("It is the 5th of them.", Number, "-"),
        ("合計は25です。", Number, "25"),
        ("The total is ２５.", Number, "２５"),
        ("It takes 2 hours.", Number, "2 hours"),
        ("It takes 1.5e-3 s", Number, "1.5e-3"),
        ("The mass is 1.5 × 10^{-3}.", Number, "1.5 × 10^{-3}"),
        ("Temperature: -3°C", Number, "-3°C"),
        ("| total | 12 |", Number, "12"),
        ("no numbers at all here in this text", Number, "-"),
    ]);
}

#[test]
fn plain_sentences_give_their_mathematics() {
    check(&[
        ("Therefore $x \\geq 5$ is the solution.", Other, "x \\geq 5"),
        ("Thus $x <= 2$ is our answer.", Other, "x <= 2"),
        ("So, the pair $(x, y)$ that solves the system is $(7, 6)$.", Other, "(7, 6)"),
        ("Therefore $x \\ge 5$ holds for every $x$.", Other, "x \\ge 5"),
        ("The solutions are $1$ and $2$.", Other, "1, 2"),
        ("The line is 3x+4y+14=0", Other, "3x+4y+14=0"),
        ("The solutions are 1 and 2.", Other, "1 and 2"),
        ("Hence \\[ f(x) = x^2. \\]", Other, "f(x) = x^2"),
        ("The interval is $[0, 1)$.", Other, "[0, 1)"),
        ("It costs $5 and then $6, so the sum is $x + 1$.", Other, "x + 1"),
        ("We find that $x$ is $\\frac{\\pi}{2}$.", Other, "\\frac{\\pi}{2}"),
    ]);
}

#[test]
fn letters_are_chosen_and_refused() {
    check(&[
        ("It is not B; the correct option is C.", Choice, "C"),
        ("A careful reading shows that the answer is D.", Choice, "D"),
        ("The correct choice is **B) 12**.", Choice, "B"),
        ("The answer is B.", Choice, "B"),
        ("A. Because B is not valid", Choice, "A"),
        ("Because B is valid", Choice, "B"),
        ("The answer is (C).", Choice, "C"),
        ("Answer: C", Choice, "C"),
        ("**C**", Choice, "C"),
        ("So, option D is correct.", Choice, "D"),
        ("So I choose (D).", Choice, "D"),
        ("Option A is wrong, so it must be option B.", Choice, "B"),
        ("The answer is A or B.", Choice, "A \\text{ or } B"),
        ("The answers are A and C.", Choice, "A, C"),
        ("the answer is b", Choice, "b"),
        ("The correct answer is $\\text{B}$.", Choice, "B"),
        ("Final answer is B", Choice, "B"),
        ("I think A is right.", Choice, "A"),
        ("We can rule out A and eliminate C. That leaves B.", Choice, "B"),
        ("Therefore the answer is **(E) none of these**.", Choice, "E"),
        ("正确答案是 C。", Choice, "C"),
    ]);
}

#[test]
fn words_and_yes_or_no_are_read_from_the_last_sentence() {
    check(&[
        ("So it falls on a Sunday.", Words, "Sunday"),
        ("The graph is an ellipse.", Words, "ellipse"),
        ("It is not even.", Words, "not even"),
        ("The function is odd. I hope this helps!", Words, "odd"),
        ("Therefore, **Evelyn** has the greatest speed.", Words, "Evelyn"),
        ("So the winner is Evelyn, because she ran more.", Words, "Evelyn"),
        ("No, it is not.", YesNo, "No"),
        ("Yes, because 2 divides 4.", YesNo, "Yes"),
        ("Yes. The sum of the digits is 9. So 9 divides it.", YesNo, "Yes"),
        ("The statement is false.", YesNo, "false"),
        ("No solution exists.", Words, "No solution exists"),
    ]);
}

#[test]
fn hedges_corrections_and_asides_are_told_apart() {
    check(&[
        ("The answer is \\boxed{5} because \\boxed{4} is too small.", Number, "5"),
        ("\\boxed{5}. Since 5 is odd it is \\boxed{6}.", Number, "6"),
        ("Answer: more than 7", Number, "-"),
        ("The answer is at least 7.", Number, "-"),
        ("It is 1 or 2.", Number, "1 \\text{ or } 2"),
        ("Either 5 or 6.", Number, "5 \\text{ or } 6"),
        ("I think it's 5, but it could be 6.", Number, "5 \\text{ or } 6"),
        ("It lies between 5 and 6.", Number, "-"),
        ("The answer is between 5 and 6.", Number, "-"),
        ("12 apples or 13 apples", Number, "12 apples or 13 apples"),
        ("\\boxed{4} (or \\boxed{5})", Number, "4 \\text{ or } 5"),
        ("The answer is 5. Actually, wait, it's 6.", Number, "6"),
        ("The answer is 5.\nActually, that is wrong. It should be 6.", Number, "6"),
        ("\\boxed{5}. Wait, that's wrong. The answer is 6.", Number, "6"),
        ("\\boxed{5}. Wait, let me check. 5*2 = 10. Good.", Number, "5"),
        ("The answer is 4.\n\nQ: What is 3+3?\nA: The answer is 6.", Number, "4"),
        ("So the total cost is $25.50, which is less than $30.", Number, "$25.50"),
        ("Hence, the remainder is 5 when divided by 7.", Number, "5"),
        ("So there are 12 ways to choose 3 books from 5.", Number, "12"),
        ("She has 3 apples, so she needs 12.", Number, "12"),
        ("The total is 3 * 4 = 12 dollars for 2 days.", Number, "12 dollars"),
        ("It is 12 when $x = 5$.", Number, "12"),
        ("The answer is 3/8 (0.375).", Number, "3/8"),
        ("The probability is $\\dfrac{3}{8}$ or 0.375.", Number, "\\dfrac{3}{8} \\text{ or } 0.375"),
        ("The answer is: all real numbers except $x = 2$.", Other, "all real numbers except x = 2"),
        ("So the answer is $x > 2$, where $x \\ne 3$.", Other, "x > 2"),
        ("The factorisation is $(x-1)(x+1)$, where $x \\ne 0$.", Other, "(x-1)(x+1)"),
        ("So $AB = 2\\sqrt{17}$, and we are done. $\\blacksquare$", Other, "AB = 2\\sqrt{17}"),
    ]);
}

#[test]
fn numbers_in_words_and_quantities_in_two_units() {
    check(&[
        ("My answer: five", Number, "five"),
        ("twenty-five", Number, "twenty-five"),
        ("There are five.", Number, "five"),
        ("The answer is one half.", Number, "one half"),
        ("The answer is minus 5.", Number, "minus 5"),
        ("It is negative 5.", Number, "negative 5"),
        ("5 feet 3 inches", Number, "5 feet 3 inches"),
        ("It takes her 2 hours and 30 minutes.", Number, "2 hours and 30 minutes"),
        ("The answer is 3:30 p.m.", Number, "3:30 p.m"),
        ("所以答案为 12 个。", Number, "12"),
    ]);
}

#[test]
fn answers_of_programs_and_displays_are_read() {
    check(&[
        ("{\"answer\": 42}", Number, "42"),
        ("{\"reasoning\": \"3+4\", \"answer\": \"42\"}", Number, "42"),
        ("{\"answer\": \"B\"}", Choice, "B"),
        ("```output\n42\n```", Number, "42"),
        ("<|begin_of_box|>x^2<|end_of_box|>", Other, "x^2"),
        ("$boxed{5}$", Number, "5"),
        ("so boxed{5}", Number, "5"),
        ("=> 42", Number, "42"),
        ("∴ 42", Number, "42"),
        ("Hence\n\\begin{align*}\nx &= 2 \\\\\n&= \\sqrt{5}\n\\end{align*}", Other, "\\sqrt{5}"),
        ("y = 2x + 3 is the equation.", Other, "y = 2x + 3"),
        ("Evelyn has the greatest average speed.", Words, "Evelyn"),
        ("This is the equation of a hyperbola.", Words, "hyperbola"),
        ("It's a hyperbola", Words, "hyperbola"),
        ("It is not prime, so no.", YesNo, "no"),
        ("AC", Choice, "AC"),
        ("The answer is <b>9</b>.", Number, "9"),
    ]);
}
