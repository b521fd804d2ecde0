//! Answers as people write them: units as bare letters, choices with their texts, sets and counts in words.

use exitrl_math_grader::{Policy, compare};

/// Pairs that mean the same, in both directions.
fn equal(pairs: &[(&str, &str)]) {
    let wrong: Vec<String> = verdicts(pairs, true);
    assert!(wrong.is_empty(), "not equal:\n{}", wrong.join("\n"));
}

/// Pairs that mean different things, in both directions.
fn different(pairs: &[(&str, &str)]) {
    let wrong: Vec<String> = verdicts(pairs, false);
    assert!(wrong.is_empty(), "equal:\n{}", wrong.join("\n"));
}

fn verdicts(pairs: &[(&str, &str)], wanted: bool) -> Vec<String> {
    let both = pairs.iter().flat_map(|(a, b)| [(a, b), (b, a)]);
    both.filter(|(a, b)| compare(a, b, &Policy::default()).correct != wanted).map(|(a, b)| format!("{a}  |  {b}")).collect()
}

#[test]
fn letters_behind_a_number_are_a_unit_where_the_other_answer_has_one() {
    equal(&[
        ("9.8\\text{ m/s}^2", "9.8 m/s^2"),
        ("9.8\\text{ m/s}^2", "9.8\\ m/s^2"),
        ("9.8\\text{ m/s}^2", "9.8\\,m\\,s^{-2}"),
        ("5\\text{ m/s}", "5 m/s"),
        ("5\\text{ m/s}", "5m/s"),
        ("20\\text{ N}", "20 N"),
        ("20\\text{ N}", "20N"),
        ("5\\text{ kg}", "5000 g"),
        ("5\\text{ kg}", "5000g"),
        ("5 kg", "5000 g"),
        ("5 kg", "5000\\text{ g}"),
        ("1.6 \\times 10^{-19}\\text{ C}", "1.6e-19 C"),
        ("1.6 \\times 10^{-19}\\text{ C}", "1.6 \\times 10^{-19} C"),
        ("81\\text{ m}", "81 m"),
        ("81\\text{ m}", "81m"),
        ("8100\\text{ cm}", "81 m"),
        ("432\\text{ g}", "432 g"),
        ("12\\pi\\text{ cm}^2", "12\\pi cm^2"),
        ("\\frac{5}{2}\\text{ m}", "\\frac{5}{2} m"),
        ("-3\\text{ m}", "-3 m"),
        ("(2+\\sqrt{3})\\text{ m}", "(2+\\sqrt{3}) m"),
        ("5\\text{ m/s}", "5 \\frac{\\text{m}}{\\text{s}}"),
        ("5\\text{ m/s}", "5 \\frac{\\mathrm{m}}{\\mathrm{s}}"),
        ("5\\text{ m/s}", "5 \\frac{m}{s}"),
        ("5\\text{ m/s}", "18 km/h"),
        ("15\\ \\frac{\\text{miles}}{\\text{hour}}", "15\\text{ mph}"),
        ("15\\ \\frac{\\text{miles}}{\\text{hour}}", "15"),
        ("5\\text{ m/s}", "5"),
        ("5\\ \\mu\\text{m}", "5\\times10^{-6}\\text{ m}"),
        ("5\\ \\mu\\text{F}", "5\\times10^{-6}\\text{ F}"),
        ("5\\ \\mu\\text{s}", "0.005\\text{ ms}"),
        ("3\\ \\mu\\mathrm{C}", "3\\times 10^{-6}\\text{ C}"),
        ("3\\ \\mu C", "3\\times 10^{-6}\\text{ C}"),
    ]);
}

#[test]
fn a_letter_behind_a_number_is_no_unit_beside_a_bare_number() {
    different(&[
        ("5m", "5"),
        ("5 m", "5"),
        ("5g", "5"),
        ("5 m", "6\\text{ m}"),
        ("5 m", "5\\text{ s}"),
        ("5 m/s", "5\\text{ m}"),
        ("5 m/s^2", "5\\text{ m/s}"),
        ("3m^2", "3"),
        ("2+3 m", "5\\text{ m}"),
        ("5 m or 6 m", "5\\text{ m}"),
        ("24h", "d"),
        ("24h", "1d"),
        ("5x", "5\\text{ m}"),
        ("5\\text{ kg}", "5 g"),
        ("2\\text{ m}", "2m+1"),
        ("2+3m", "2\\text{ m}"),
        ("\\frac{5}{m}", "5\\text{ m}"),
        ("20 N", "20"),
        ("5 \\frac{\\text{m}}{\\text{s}}", "5\\text{ m}"),
        ("5\\ \\mu\\text{m}", "5\\text{ m}"),
    ]);
}

#[test]
fn temperatures_are_read_however_the_degree_is_written() {
    equal(&[
        ("25^\\circ\\text{C}", "25\\,^{\\circ}\\mathrm{C}"),
        ("25^\\circ\\text{C}", "25^\\circ C"),
        ("25^\\circ\\text{C}", "25^{\\circ}C"),
        ("25^\\circ\\text{C}", "25^{\\circ}\\text{C}"),
        ("25^\\circ\\text{C}", "25\\text{ degrees Celsius}"),
        ("25^\\circ\\text{C}", "25°C"),
        ("25^\\circ\\text{C}", "25\\text{ °C}"),
        ("25^\\circ\\text{C}", "298.15\\text{ K}"),
        ("25^\\circ\\text{C}", "77^\\circ\\text{F}"),
        ("25^\\circ\\text{C}", "25"),
        ("25^\\circ\\text{C}", "25^\\circ"),
    ]);
    different(&[
        ("25^\\circ\\text{C}", "25^\\circ\\text{F}"),
        ("25^\\circ\\text{C}", "26^\\circ\\text{C}"),
        ("25^\\circ\\text{C}", "25\\text{ K}"),
    ]);
}

#[test]
fn a_measure_of_several_parts_is_one_number() {
    equal(&[
        ("5'10\"", "70\\text{ inches}"),
        ("5' 10\"", "70\\text{ in}"),
        ("5\\text{ ft }10\\text{ in}", "70\\text{ inches}"),
        ("5'10\"", "5\\text{ feet }10\\text{ inches}"),
        ("2\\text{ h }30\\text{ min}", "2.5\\text{ hours}"),
        ("2h 30min", "150\\text{ minutes}"),
    ]);
    different(&[("5'10\"", "71\\text{ inches}"), ("5'10\"", "510"), ("5'10\"", "15")]);
}

#[test]
fn a_choice_has_no_other_choice_beside_it() {
    equal(&[
        ("\\text{(B)}", "B"),
        ("\\text{(B)}", "\\text{(B) 12}"),
        ("\\text{(B)}", "\\textbf{(B)}\\ 12"),
        ("\\text{(B)}", "B) \\frac{1}{2}"),
        ("\\text{(B)}", "(B) -3"),
        ("\\text{(B)}", "(B) no solution"),
        ("\\text{(B)}", "\\text{B. It is a square}"),
        ("\\text{(B)}", "(B) x^2+1"),
        ("B", "b"),
        ("\\text{(E)}", "E"),
    ]);
    different(&[
        ("\\text{(B)}", "\\text{(B) or (C)}"),
        ("\\text{(B)}", "(B)(C)"),
        ("\\text{(B)}", "B. C. D."),
        ("\\text{(B)}", "B: or C:"),
        ("\\text{(B)}", "B) 12 or C) 13"),
        ("\\text{(B)}", "(B) is wrong"),
        ("\\text{(B)}", "(B) is incorrect, (C)"),
        ("\\text{(B)}", "B. No, C"),
        ("\\text{(B)}", "\\text{(B)} \\text{ or } 12"),
        ("\\text{(B)}", "\\text{(B)}, 7919"),
        ("\\text{(B)}", "(B)+1"),
        ("\\text{(B)}", "(B)^3"),
        ("\\text{(B)}", "(B) and (C)"),
        ("\\text{(B)}", "B, C"),
        ("\\text{(B)}", "\\text{Not B}"),
        ("(A)", "(A) or"),
        ("(A)", "A square"),
        ("(D)", "(A)(D)"),
        ("(D)", "(D) maybe"),
        ("x", "X"),
        ("e", "E"),
        ("i", "I"),
        ("r", "R"),
    ]);
}

#[test]
fn long_lists_of_words_are_compared_to_their_end() {
    let names = "Ann, Bob, Cy, Dan, Eve, Fay, Gus, Hal, Ian, Jon";
    let (gold, other) = (format!("\\text{{{names}, Kim}}"), format!("\\text{{{names}, Lou}}"));
    let turned = format!("\\text{{Kim, {names}}}");
    different(&[(&gold, &other)]);
    equal(&[(&gold, &turned)]);
}

#[test]
fn sets_of_real_numbers_in_words_and_in_bold_letters() {
    let (positive, not_negative) = ("(0,\\infty)", "[0,\\infty)");
    equal(&[
        (positive, "\\text{positive real numbers}"),
        (positive, "\\text{all positive real numbers}"),
        (positive, "\\text{all positive reals}"),
        (positive, "\\mathbb{R}^+"),
        (positive, "\\mathbb{R}^{+}"),
        (positive, "\\mathbb{R}_{>0}"),
        ("x>0", "\\mathbb{R}^+"),
        (not_negative, "\\text{all nonnegative reals}"),
        (not_negative, "\\text{non-negative real numbers}"),
        (not_negative, "\\mathbb{R}_{\\ge 0}"),
        (not_negative, "\\mathbb{R}_{\\geq 0}"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all real numbers except } 0"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all real numbers except 0}"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all nonzero real numbers}"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all reals except } x = 0"),
        ("(-\\infty,-2)\\cup(-2,3)\\cup(3,\\infty)", "\\text{all real numbers except } -2 \\text{ and } 3"),
        ("x \\ne 0", "\\text{all real numbers except 0}"),
        ("(-\\infty,\\frac12)\\cup(\\frac12,\\infty)", "\\text{all real numbers except } \\frac{1}{2}"),
    ]);
    different(&[
        (positive, "\\text{nonnegative real numbers}"),
        (positive, "\\mathbb{R}_{\\ge 0}"),
        (positive, "\\mathbb{R}"),
        (positive, "\\text{negative real numbers}"),
        (positive, "\\text{positive integers}"),
        ("\\mathbb{R}", "\\mathbb{R}^+"),
        ("\\mathbb{R}", "\\text{all real numbers except 0}"),
        ("\\mathbb{R}", "\\text{all positive real numbers}"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all real numbers except 1}"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all real numbers except 0 and 1}"),
        ("(-\\infty,0)\\cup(0,\\infty)", "\\text{all real numbers}"),
    ]);
}

#[test]
fn yes_and_no_with_a_clause_that_agrees() {
    equal(&[
        ("\\text{No}", "\\text{no, it is not possible}"),
        ("\\text{No}", "\\text{No, it is impossible.}"),
        ("\\text{Yes}", "\\text{Yes, it is possible.}"),
        ("\\text{Yes}", "\\text{Yes, such a number exists}"),
        ("\\text{Yes}", "\\text{Yes. They are equal.}"),
        ("\\text{Yes}", "\\text{Yes; they are equal}"),
        ("\\text{Yes}", "\\text{Yes because they are equal}"),
        ("\\text{No}", "\\text{No, never}"),
        ("\\text{False}", "\\text{False, it is odd}"),
        ("\\text{infinitely many}", "\\infty"),
        ("\\text{infinitely many}", "\\text{infinite}"),
        ("\\text{all odd primes}", "\\text{odd primes}"),
        ("\\text{Tuesday}", "\\text{Tue}"),
        ("\\text{Tuesday}", "Tue"),
        ("\\text{January}", "\\text{Jan}"),
        ("\\text{January}", "\\text{Jan.}"),
        ("5\\text{ apples}", "5\\text{ apple}"),
        ("5\\text{ people}", "5\\text{ persons}"),
        ("3:5", "3\\text{ : }5"),
    ]);
    different(&[
        ("\\text{Yes}", "\\text{Yes, but only sometimes}"),
        ("\\text{Yes}", "\\text{yes, no}"),
        ("\\text{Yes}", "\\text{Yes, it is not possible}"),
        ("\\text{No}", "\\text{No, it is possible}"),
        ("\\text{No}", "\\text{No, yes}"),
        ("\\text{No}", "\\text{No, it does}"),
        ("\\text{No}", "\\text{no solution}"),
        ("\\text{No}", "\\text{No. Yes it is not}"),
        ("\\text{No}", "\\text{Yes, it is not possible}"),
        ("\\text{Yes}", "\\text{Yes, 5}"),
        ("\\text{infinitely many}", "-\\infty"),
        ("\\text{infinitely many}", "\\text{many}"),
        ("\\text{all odd primes}", "\\text{not all odd primes}"),
        ("\\text{Tuesday}", "\\text{Thu}"),
        ("\\text{January}", "\\text{Jun}"),
        ("5\\text{ apples}", "5\\text{ oranges}"),
        ("5\\text{ years ago}", "5\\text{ years from now}"),
        ("5\\text{ years ago}", "5\\text{ years later}"),
    ]);
    equal(&[
        ("5\\text{ years ago}", "5"),
        ("5\\text{ years from now}", "5\\text{ years}"),
        ("5\\text{ years from now}", "5\\text{ years later}"),
    ]);
}

#[test]
fn a_name_before_a_measure_and_marks_behind_it() {
    equal(&[
        ("v = 5 m/s", "5\\text{ m/s}"),
        ("5 m/s", "v = 5\\text{ m/s}"),
        ("x = 5\\text{ m}", "5 m"),
        ("6'2\"", "74\""),
        ("150\\text{¢}", "\\$1.50"),
    ]);
    different(&[("v = 5 m/s", "w = 6\\text{ m/s}"), ("v = 5 m/s", "w = 18\\text{ km/h}"), ("30'", "30")]);
}

#[test]
fn a_direction_behind_a_measure_counts_where_both_have_one() {
    different(&[
        ("5\\% \\text{ increase}", "5\\% \\text{ decrease}"),
        ("5\\text{ units left}", "5\\text{ units right}"),
        ("5\\text{ to the left}", "5\\text{ to the right}"),
        ("5\\text{ miles north}", "5\\text{ miles south}"),
        ("3\\text{ days before}", "3\\text{ days after}"),
    ]);
    equal(&[
        ("5\\% \\text{ increase}", "5\\%"),
        ("5\\text{ units left}", "5"),
        ("5\\text{ units left}", "5\\text{ units}"),
        ("5\\text{ dollars left}", "\\$5"),
        ("5\\text{ minutes left}", "5\\text{ min}"),
    ]);
}

#[test]
fn places_of_decimals_and_of_rows_are_numbers() {
    equal(&[
        ("5\\text{ thousandths}", "0.005"),
        ("5\\text{ tens}", "50"),
        ("3\\text{ tenths}", "\\frac{3}{10}"),
        ("\\text{2nd}", "2"),
        ("21\\text{st}", "21"),
    ]);
    different(&[("5\\text{ thousandths}", "5"), ("5\\text{ tens}", "5"), ("\\text{2nd}", "3"), ("\\text{third}", "3")]);
}

#[test]
fn choices_with_their_name_and_in_circles() {
    equal(&[
        ("B", "\\text{Option B}"),
        ("B", "\\text{choice (B)}"),
        ("B", "\\text{the correct answer B}"),
        ("\\text{①③}", "①③"),
        ("①③", "\\text{①, ③}"),
        ("①③", "③①"),
    ]);
    different(&[("B", "\\text{Option C}"), ("①③", "①②"), ("①③", "①"), ("B", "\\text{no option B}")]);
}

#[test]
fn bounds_in_words() {
    equal(&[
        ("(2,\\infty)", "\\text{all real numbers greater than 2}"),
        ("[2,\\infty)", "\\text{all real numbers greater than or equal to 2}"),
        ("(-\\infty,2]", "\\text{all real numbers at most } 2"),
        ("n\\ge3", "\\text{all } n \\geq 3"),
        ("n\\ge3", "\\text{for all } n \\geq 3"),
        ("n\\ge3", "\\text{all integers } n \\ge 3"),
        ("x \\ne 0", "\\text{all } x \\ne 0"),
    ]);
    different(&[
        ("(2,\\infty)", "\\text{all real numbers less than 2}"),
        ("(2,\\infty)", "\\text{all real numbers at least 2}"),
        ("n\\ge3", "\\text{all } n \\geq 4"),
        ("n\\ge3", "\\text{all } n"),
    ]);
}

#[test]
fn measures_in_words() {
    equal(&[
        ("\\text{half an hour}", "30\\text{ minutes}"),
        ("\\text{half an hour}", "\\frac12\\text{ h}"),
        ("\\text{two apples}", "2"),
        ("\\text{two apples}", "2\\text{ apples}"),
        ("2\\text{ hours and }30\\text{ minutes}", "150\\text{ min}"),
        ("\\text{5 in}", "\\text{5 inches}"),
        ("\\text{5 cm}", "0.05\\text{ m}"),
    ]);
    different(&[
        ("\\text{two apples}", "\\text{two oranges}"),
        ("\\text{two apples}", "3"),
        ("\\text{half an hour}", "\\frac12\\text{ day}"),
        ("\\text{5 or 6}", "5"),
        ("\\text{5 wrong}", "5"),
    ]);
}
