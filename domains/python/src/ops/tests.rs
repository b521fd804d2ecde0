use super::*;
use crate::{UnaryOp, repr};

fn show(result: PyResult) -> String {
    result.map_or_else(|error| error.to_string(), |value| repr(&value))
}

fn list(items: &[i64]) -> Value {
    Value::list(items.iter().map(|i| Value::Int(*i)).collect())
}

#[test]
fn numbers_keep_their_types() {
    assert_eq!(show(add(&1.into(), &2.into())), "3");
    assert_eq!(show(add(&true.into(), &2.5.into())), "3.5");
    assert_eq!(show(multiply(&i64::MAX.into(), &2.into())), "18446744073709551614");
    assert_eq!(show(divide(&6.into(), &3.into())), "2.0");
    assert_eq!(show(divide(&1.into(), &0.into())), "ZeroDivisionError: division by zero");
    assert_eq!(show(power(&2.into(), &100.into())), "1267650600228229401496703205376");
    assert_eq!(show(power(&2.into(), &(-1).into())), "0.5");
    assert_eq!(show(power(&(-8).into(), &0.5.into())), "(1.7319121124709868e-16+2.8284271247461903j)");
    assert_eq!(show(power(&0.into(), &(-1).into())), "ZeroDivisionError: 0.0 cannot be raised to a negative power");
    assert_eq!(show(power(&10.0.into(), &400.into())), "OverflowError: (34, 'Numerical result out of range')");
    assert_eq!(show(power(&10.into(), &i64::MAX.into())), "MemoryError: ");
    assert_eq!(show(remainder(&(-7.5).into(), &5.into())), "2.5");
    assert_eq!(show(floor_divide(&(-7).into(), &2.into())), "-4");
}

#[test]
fn large_quotients_are_rounded_once() {
    // CPython 3.11: (10**40 + 1) / 3 and 2**1100 / 2**80.
    let big = |text: &str| Value::big(text.parse().unwrap());
    assert_eq!(show(divide(&big("10000000000000000000000000000000000000001"), &3.into())), "3.333333333333333e+39");
    let (a, b) = (power(&2.into(), &1100.into()).unwrap(), power(&2.into(), &80.into()).unwrap());
    assert_eq!(show(divide(&a, &b)), "1.1235582092889474e+307");
    assert_eq!(show(divide(&a, &3.into())), "OverflowError: integer division result too large for a float");
}

#[test]
fn sequences_add_and_repeat() {
    assert_eq!(show(add(&"a".into(), &"b".into())), "'ab'");
    assert_eq!(show(add(&"a".into(), &1.into())), "TypeError: can only concatenate str (not \"int\") to str");
    assert_eq!(show(add(&1.into(), &"a".into())), "TypeError: unsupported operand type(s) for +: 'int' and 'str'");
    assert_eq!(show(multiply(&2.into(), &list(&[1]))), "[1, 1]");
    assert_eq!(show(multiply(&"a".into(), &2.0.into())), "TypeError: can't multiply sequence by non-int of type 'float'");
    assert_eq!(show(multiply(&"abc".into(), &i64::MAX.into())), "MemoryError: ");
    let mut text = Value::from("a");
    assert_eq!(text.add_assign(&1.into()).unwrap_err().text, "can only concatenate str (not \"int\") to str");
    let mut none = Value::None;
    assert_eq!(none.subtract_assign(&1.into()).unwrap_err().text, "unsupported operand type(s) for -=: 'NoneType' and 'int'");
}

#[test]
fn order_is_exact_and_only_within_types() {
    let less = |a: &Value, b: &Value| compare(a, Ordered::Less, b);
    assert_eq!(less(&((1_i64 << 53) + 1).into(), &9_007_199_254_740_992.0.into()), Ok(false));
    assert_eq!(less(&2.into(), &2.5.into()), Ok(true));
    assert_eq!(less(&(-2).into(), &(-2.5).into()), Ok(false));
    assert_eq!(less(&1.into(), &f64::NAN.into()), Ok(false));
    assert_eq!(less(&list(&[1, 2]), &list(&[1, 3])), Ok(true));
    assert_eq!(less(&1.into(), &"a".into()).unwrap_err().text, "'<' not supported between instances of 'int' and 'str'");
}

#[test]
fn items_are_found_or_refused() {
    let dict = Value::dict([("a", 1.into())]);
    assert_eq!(show(get_item(&dict, &"b".into())), "KeyError: 'b'");
    assert_eq!(show(get_item(&dict, &list(&[]))), "TypeError: unhashable type: 'list'");
    assert_eq!(show(get_item(&list(&[1, 2]), &(-1).into())), "2");
    assert_eq!(show(get_item(&list(&[1]), &"a".into())), "TypeError: list indices must be integers or slices, not str");
    assert_eq!(show(get_item(&Value::None, &0.into())), "TypeError: 'NoneType' object is not subscriptable");
    assert_eq!(contains(&"abc".into(), &1.into()).unwrap_err().text, "'in <string>' requires string as left operand, not int");
    assert_eq!(contains(&1.into(), &1.into()).unwrap_err().text, "argument of type 'int' is not iterable");
    assert_eq!(contains(&list(&[1]), &true.into()), Ok(true));
}

#[test]
fn equal_numbers_of_all_types_are_one_key() {
    let mut dict = crate::Dict::new();
    for key in [Value::Int(1), Value::Float(1.0), Value::Bool(true), Value::Complex(1.0, 0.0)] {
        dict.insert(key, 0.into()).unwrap();
    }
    assert_eq!(dict.len(), 1);
    let big = power(&2.into(), &80.into()).unwrap();
    dict.insert(big, 0.into()).unwrap();
    assert_eq!(dict.contains(&2f64.powi(80).into()), Ok(true));
    assert_ne!(Value::Float(f64::NAN), Value::Float(f64::NAN));
    assert_eq!(Value::Float(-0.0), Value::Int(0));
}

#[test]
fn bytes_hold_parts_and_single_bytes() {
    let bytes = |text: &[u8]| Value::Bytes(text.into());
    let within = |item: Value| show(contains(&bytes(b"axb"), &item).map(Value::from));
    assert_eq!(
        [within(bytes(b"xb")), within(bytes(b"")), within(bytes(b"ba")), within(97.into())],
        ["True", "True", "False", "True"]
    );
    assert_eq!(within(256.into()), "ValueError: byte must be in range(0, 256)");
    assert_eq!(within("a".into()), "TypeError: a bytes-like object is required, not 'str'");
}

#[test]
fn complex_numbers_are_divided_and_raised_in_cpythons_order() {
    let (base, unit) = (Value::Complex(1.5, -2.0), Value::Complex(0.0, 2.0));
    assert_eq!(show(divide(&3.into(), &Value::Complex(1.0, 2.0))), "(0.6-1.2j)");
    assert_eq!(show(divide(&Value::Complex(1e300, 1e300), &Value::Complex(1e300, 1e300))), "(1+0j)");
    assert_eq!(show(power(&base, &3.into())), "(-14.625-5.5j)");
    assert_eq!(show(power(&unit, &unit)), "(0.007927894711475971+0.04248048042515221j)");
    assert_eq!(show(power(&f64::INFINITY.into(), &unit)), "ZeroDivisionError: 0.0 to a negative or complex power");
    assert_eq!(show(power(&0.0.into(), &f64::NEG_INFINITY.into())), "inf");
    assert_eq!(show(absolute(&Value::Complex(1.7e308, 1.7e308))), "OverflowError: absolute value too large");
}

#[test]
fn operators_before_their_operand_keep_its_type_and_sign() {
    let of = |op, value: Value| show(unary(op, &value));
    assert_eq!(of(UnaryOp::Plus, true.into()), "1");
    assert_eq!(of(UnaryOp::Plus, (-0.0).into()), "-0.0");
    assert_eq!(of(UnaryOp::Plus, Value::Complex(1.0, 2.0)), "(1+2j)");
    assert_eq!(of(UnaryOp::Invert, i64::MAX.into()), "-9223372036854775808");
    assert_eq!(of(UnaryOp::Invert, true.into()), "-2");
    assert_eq!(of(UnaryOp::Not, "".into()), "True");
    assert_eq!(of(UnaryOp::Invert, 1.5.into()), "TypeError: bad operand type for unary ~: 'float'");
    assert_eq!(of(UnaryOp::Plus, "a".into()), "TypeError: bad operand type for unary +: 'str'");
}
