//! What the calculator answers; the expected texts are those of the Python class.

use crate::services::test_world;

fn check(cases: &[(&str, &str)]) {
    let mut world = test_world("MathAPI", "{}");
    for (call, result) in cases {
        assert_eq!(world(call), *result, "{call}");
    }
}

#[test]
fn integers_stay_integers_and_floats_look_as_in_python() {
    check(&[
        ("add(2, 3)", r#"{"result": 5}"#),
        ("add(a=0.1, b=0.2)", r#"{"result": 0.30000000000000004}"#),
        ("add('x', 'y')", r#"{"result": "xy"}"#),
        ("subtract('x', 1)", r#"{"error": "Both inputs must be numbers"}"#),
        ("multiply([1], 2)", r#"{"error": "Both inputs must be numbers"}"#),
        ("divide(6, 3)", r#"{"result": 2.0}"#),
        ("divide('x', 0.0)", r#"{"error": "Cannot divide by zero"}"#),
        ("percentage(1, 3)", r#"{"result": 33.33333333333333}"#),
        ("power(2, 100)", r#"{"result": 1267650600228229401496703205376}"#),
        ("power(-8, 0.5)", "{'result': (1.7319121124709868e-16+2.8284271247461903j)}"),
        ("absolute_value(True)", r#"{"result": 1}"#),
        ("round_number(2.675, 2)", r#"{"result": 2.67}"#),
        ("round_number(7)", r#"{"result": 7}"#),
        ("round_number(2.5, None)", r#"{"result": 2}"#),
    ]);
}

#[test]
fn what_the_class_does_not_catch_is_raised() {
    check(&[
        ("power(0, -1)", "Error during execution: 0.0 cannot be raised to a negative power"),
        ("power(10.0, 400)", "Error during execution: (34, 'Numerical result out of range')"),
        ("divide(10**400, 3)", "Error during execution: integer division result too large for a float"),
        ("round_number(1e400, None)", "Error during execution: cannot convert float infinity to integer"),
        ("si_unit_conversion(1, ['m'], 'm')", "Error during execution: unhashable type: 'list'"),
        (
            "power(10, 5000)",
            "Error during execution: Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
        ),
        ("square_root(2, 0)", "Error during execution: valid range for prec is [1, MAX_PREC]"),
        ("square_root(2, 10**30)", "Error during execution: Python int too large to convert to C ssize_t"),
    ]);
}

#[test]
fn lists_may_be_anything_iterable() {
    check(&[
        ("mean([1, 2, 4])", r#"{"result": 2.3333333333333335}"#),
        ("mean([])", r#"{"error": "Cannot calculate mean of an empty list"}"#),
        ("mean({1: 'a', 2: 'b'})", r#"{"result": 1.5}"#),
        ("mean('12')", r#"{"error": "All elements in the list must be numbers"}"#),
        ("standard_deviation([2, 4, 4, 4, 5, 5, 7, 9])", r#"{"result": 2.0}"#),
        ("standard_deviation([1e300, 1])", "Error during execution: (34, 'Numerical result out of range')"),
        ("max_value('hello')", r#"{"result": "o"}"#),
        ("min_value([1, 'a'])", r#"{"error": "All elements in the list must be numbers"}"#),
        ("sum_values((0.1, 0.2, 0.3))", r#"{"result": 0.6000000000000001}"#),
        ("sum_values(numbers=0)", r#"{"error": "Cannot calculate sum of an empty list"}"#),
    ]);
}

#[test]
fn units_are_converted_through_metres_and_by_fixed_factors() {
    check(&[
        ("si_unit_conversion(5, 'km', 'm')", r#"{"result": 5000.0}"#),
        ("si_unit_conversion(1, 'm', 'nm')", r#"{"result": 999999999.9999999}"#),
        ("si_unit_conversion(1, 'm', 'ft')", r#"{"error": "Conversion from 'm' to 'ft' is not supported"}"#),
        ("si_unit_conversion('1', 'm', 'm')", r#"{"error": "Value must be a number"}"#),
        ("si_unit_conversion(10**400, 'cm', 'm')", r#"{"error": "Conversion resulted in a value too large to represent"}"#),
        ("imperial_si_conversion(3, 'x', 'x')", r#"{"result": 3}"#),
        ("imperial_si_conversion(100, 'celsius', 'fahrenheit')", r#"{"result": 212.0}"#),
        ("imperial_si_conversion(True, 'km', 'miles')", r#"{"result": 0.621371}"#),
        ("imperial_si_conversion(1, 'miles', 'ft')", r#"{"error": "Conversion from 'miles' to 'ft' is not supported"}"#),
    ]);
}

#[test]
fn roots_are_decimals() {
    check(&[
        ("square_root(2, 10)", "{'result': Decimal('1.414213562')}"),
        ("square_root(16, 5)", "{'result': Decimal('4')}"),
        ("square_root(12100, 1)", "{'result': Decimal('1E+2')}"),
        ("square_root(2.25, True)", "{'result': Decimal('2')}"),
        ("square_root(-0.0, 3)", "{'result': Decimal('-0')}"),
        ("square_root(1e400, 3)", "{'result': Decimal('Infinity')}"),
        ("square_root(1e-320, 5)", "{'result': Decimal('9.9999E-161')}"),
        ("square_root(-1, 'x')", r#"{"error": "Cannot calculate square root of a negative number"}"#),
        ("square_root(4, '5')", r#"{"error": "Input must be a number or computation resulted in an invalid operation"}"#),
    ]);
}

#[test]
fn logarithms_are_those_of_mpmath() {
    check(&[
        ("logarithm(10, 3, 15)", "{'result': mpf('2.0959032742893848')}"),
        ("logarithm(10, 3, 16)", "{'result': mpf('2.09590327428938461')}"),
        ("logarithm(8, 2, 0)", "{'result': mpf('2.5')}"),
        ("logarithm(10, 3, -5)", "{'result': mpf('2.0')}"),
        ("logarithm(10, 10**400, '10')", "{'result': mpf('0.002499999999998')}"),
        ("logarithm(0, 10, 5.7)", "{'result': mpf('-inf')}"),
        ("logarithm('1/3', ' 10 ', 10)", "{'result': mpf('-0.4771212547203')}"),
        ("logarithm(10, 1, 10)", r#"{"error": ""}"#),
        ("logarithm(10, 3, None)", INTEGER_OF_NONE),
        ("logarithm([], 3, 10)", r#"{"error": "cannot create mpf from []"}"#),
        ("logarithm('', 3, 10)", r#"{"error": "'NoneType' object has no attribute 'rstrip'"}"#),
    ]);
}

const INTEGER_OF_NONE: &str =
    r#"{"error": "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'"}"#;

#[test]
fn logarithms_of_other_numbers_are_complex() {
    check(&[
        ("logarithm(-1, 10, 10)", "{'result': mpc(real='0.0', imag='1.364376353842')}"),
        ("logarithm(10, -10**400, 10)", "{'result': mpc(real='0.002499970914045', imag='-8.527253001045e-6')}"),
        ("logarithm(10, -1e400, 10)", "{'result': mpc(real='0.0', imag='0.0')}"),
        ("logarithm(1+2j, 10, 10)", "{'result': mpc(real='0.3494850021707', imag='0.4808285787876')}"),
        ("logarithm('1/3+2j', 10, 10)", "{'result': mpc(real='0.3069796073178', imag='0.6104650176349')}"),
    ]);
}

/// mpmath takes a short cut near 1 that it also takes, wrongly, near 1/4.
#[test]
fn numbers_near_a_quarter_have_the_logarithms_of_mpmath() {
    check(&[("logarithm(0.25000000000000006, 10, 1)", "{'result': mpf('9.628e-17')}")]);
}

#[test]
fn precisions_that_take_minutes_are_refused() {
    check(&[
        ("logarithm(2, 3, 100000)", r#"{"error": ""}"#),
        ("logarithm(None, 3, 100000)", r#"{"error": "cannot create mpf from None"}"#),
        ("square_root(2, 100000)", "Error during execution: "),
        ("square_root(49, 100000)", "{'result': Decimal('7')}"),
        ("logarithm('1e99999999999999999999', 3, 5)", r#"{"error": ""}"#),
    ]);
}
