//! Values that nobody can write down.

use super::{case, hold};

#[test]
fn towers_equal_themselves_and_no_other_tower() {
    hold(vec![
        case("same", "9^{9^{9^{9}}}", "9^{9^{9^{9}}}", true),
        case("other top", "9^{9^{9^{9}}}", "9^{9^{9^{8}}}", false),
        case("other base", "9^{9^{9}}", "8^{9^{9}}", false),
        case("one lower", "9^{9^{9^{9}}}", "9^{9^{9}}", false),
        case("against a small number", "5", "9^{9^{9^{9}}}", false),
        case("brackets that multiply", "2^{2^{100}}", "(2^{2})^{2^{99}}", true),
        case("brackets that multiply, wrong", "2^{2^{100}}", "(2^{2})^{2^{100}}", false),
        case("square of a tower", "2^{2^{101}}", "(2^{2^{100}})^2", true),
        case("difference of equals", "0", "2^{2^{100}}-2^{2^{100}}", true),
        case("difference of unequals", "0", "2^{2^{100}}-2^{2^{99}}", false),
        case("quotient of equals", "1", "\\frac{7^{7^{7^7}}}{7^{7^{7^7}}}", true),
        case("one more", "10^{10^{10}}", "10^{10^{10}}+1", false),
        case("tiny", "0", "2^{-10^{18}}", false),
        case("tower of many floors", "5", ["9"; 500].join("^{") + &"}".repeat(499), false),
        case("left tower", "7", "((((9999)^{9999})^{9999})^{9999})^{9999}", false),
        case("huge exponent in digits", "5", format!("2^{{{}}}", "9".repeat(5_000)), false),
        case("huge exponent of one", "1", format!("1^{{{}}}", "9".repeat(500)), true),
        case("scientific beyond all", "5", "1e999999999999", false),
        case("scientific below all", "0", "1e-999999999999", false),
        case("same scientific", "10^{400}", "1e400", true),
    ]);
}

#[test]
fn huge_factorials_sums_and_choices_are_not_taken_for_small_numbers() {
    hold(vec![
        case("factorial", "5", "(10^8)!", false),
        case("factorial of factorials", "5", "((9!)!)!", false),
        case("factorial equals itself", "(10^8)!", "(10^8)!", true),
        case("factorial off by one", "100!", "100!+1", false),
        case("factorial by its neighbour", "20!", "19! \\cdot 20", true),
        case("factorial quotient", "30", "\\frac{30!}{29!}", true),
        case("binomial", "5", "\\binom{1000000000}{500000000}", false),
        case("small binomial", "252", "\\binom{10}{5}", true),
        case("sum of very many", "5", "\\sum_{k=1}^{100000000} k^2", false),
        case("sum of some", "5050", "\\sum_{k=1}^{100} k", true),
        case("product of very many", "5", "\\prod_{k=1}^{99999999} k", false),
        case("sum over a tower", "5", "\\sum_{k=1}^{9^{9^9}} 1", false),
        case("nested sums", "5", "\\sum_{i=1}^{9999}\\sum_{j=1}^{9999}\\sum_{k=1}^{9999} ijk", false),
        case("power of a sum", "x^{1000}", "(x+1)^{5000}", false),
        case("power of a sum of three", "(x+y+z)^{999}", "(x+y+z)^{998}", false),
        case("power of a sum equals itself", "(1+x)^{999}", "(x+1)^{999}", true),
        case("root of huge index", "2", "\\sqrt[1000000000]{2}", false),
        case("exponential of exponentials", "5", "e^{e^{e^{9}}}", false),
        case("logarithm of a tower", "5", "\\ln(9^{9^9})", false),
        case("remainder of a tower", "3", "10^{10^{10}} \\bmod 7", false),
        case("small remainder", "4", "10^{10} \\bmod 7", true),
        case("greatest common divisor of powers", "5", "\\gcd(10^{10^6}, 6^{10^6})", false),
        case("double factorial", "5", "999999999!!", false),
        case("cosines of cosines", "1", "\\cos(\\cos(\\cos(\\cos(\\cos(1)))))", false),
        case("sine of a huge number", "0", "\\sin(10^{100})", false),
        case("powers of i", "1", "i^{i^{i}}", false),
    ]);
}
