//! Exact values written as LaTeX in simplest form.

use super::whole::gcd;

/// `num / den`, such as `-\frac{3}{4}` or `5`. `den` is not 0.
pub(in crate::families) fn fraction(num: impl Into<i128>, den: impl Into<i128>) -> String {
    let (num, den) = lowest(num.into(), den.into());
    if den == 1 { num.to_string() } else { format!("{}\\frac{{{}}}{{{den}}}", minus(num), num.abs()) }
}

/// In lowest terms, with `den` above 0.
pub(in crate::families) fn lowest(num: i128, den: i128) -> (i128, i128) {
    let shared = gcd(num, den) * den.signum();
    (num / shared, den / shared)
}

/// `num / den` times pi.
pub(in crate::families) fn pi(num: impl Into<i128>, den: impl Into<i128>) -> String {
    let (num, den) = lowest(num.into(), den.into());
    if num == 0 {
        return "0".to_owned();
    }
    over(num, "\\pi", den)
}

/// `num symbol / den` in lowest terms with `num` not 0.
fn over(num: i128, symbol: &str, den: i128) -> String {
    let factor = if num.abs() == 1 { String::new() } else { num.abs().to_string() };
    if den == 1 {
        return format!("{}{factor}{symbol}", minus(num));
    }
    format!("{}\\frac{{{factor}{symbol}}}{{{den}}}", minus(num))
}

fn minus(number: i128) -> &'static str {
    if number < 0 { "-" } else { "" }
}

/// `(whole + factor sqrt(radicand)) / den` with the radicand free of squares. `radicand` is at least 0, `den` not 0.
pub(in crate::families) fn surd(whole: i64, factor: i64, radicand: i64, den: i64) -> String {
    let (outer, radicand) = free_of_squares(radicand);
    let (whole, factor, den) = (i128::from(whole), i128::from(factor) * i128::from(outer), i128::from(den));
    if radicand <= 1 || factor == 0 {
        return fraction(whole + if radicand == 0 { 0 } else { factor }, den);
    }
    let shared = gcd(gcd(whole, factor), den) * den.signum();
    let (whole, factor, den) = (whole / shared, factor / shared, den / shared);
    let root = format!("\\sqrt{{{radicand}}}");
    if whole == 0 {
        return over(factor, &root, den);
    }
    let sign = if factor < 0 { '-' } else { '+' };
    let top = format!("{whole} {sign} {}", over(factor.abs(), &root, 1));
    if den == 1 { top } else { format!("\\frac{{{top}}}{{{den}}}") }
}

/// `factor` and `rest` with `number = factor * factor * rest` and no square in `rest`; 0 and 0 for 0.
fn free_of_squares(number: i64) -> (i64, i64) {
    let (mut factor, mut rest, mut by) = (1, number, 2);
    while by * by <= rest {
        while rest % (by * by) == 0 {
            rest /= by * by;
            factor *= by;
        }
        by += 1;
    }
    if number == 0 { (0, 0) } else { (factor, rest) }
}

/// A sum of multiples of symbols, such as `2x - y + 3`; the empty symbol stands for 1.
pub(in crate::families) fn terms(terms: &[(i64, &str)]) -> String {
    let mut text = String::new();
    for &(factor, symbol) in terms.iter().filter(|(factor, _)| *factor != 0) {
        text.push_str(match (text.is_empty(), factor < 0) {
            (true, true) => "-",
            (true, false) => "",
            (false, true) => " - ",
            (false, false) => " + ",
        });
        if factor.abs() != 1 || symbol.is_empty() {
            text.push_str(&factor.abs().to_string());
        }
        text.push_str(symbol);
    }
    if text.is_empty() { "0".to_owned() } else { text }
}

/// A polynomial in x from its coefficients, the leading one first.
pub(in crate::families) fn polynomial(coefficients: &[i64]) -> String {
    let degree = coefficients.len().saturating_sub(1);
    let symbols: Vec<String> = (0..=degree)
        .rev()
        .map(|exponent| match exponent {
            0 => String::new(),
            1 => "x".to_owned(),
            _ => format!("x^{exponent}"),
        })
        .collect();
    let pairs: Vec<(i64, &str)> = coefficients.iter().zip(&symbols).map(|(factor, symbol)| (*factor, symbol.as_str())).collect();
    terms(&pairs)
}

/// The coefficients of a product of polynomials.
pub(in crate::families) fn product(a: &[i64], b: &[i64]) -> Vec<i64> {
    let mut product = vec![0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            product[i + j] += x * y;
        }
    }
    product
}

/// The value of a polynomial at `x`.
pub(in crate::families) fn value_at(coefficients: &[i64], x: i64) -> i64 {
    coefficients.iter().fold(0, |value, coefficient| value * x + coefficient)
}

/// A set of fractions, from the least to the greatest, each once.
pub(in crate::families) fn set(values: &[(i64, i64)]) -> String {
    let mut values: Vec<(i128, i128)> = values.iter().map(|&(num, den)| lowest(num.into(), den.into())).collect();
    values.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
    values.dedup();
    let written: Vec<String> = values.into_iter().map(|(num, den)| fraction(num, den)).collect();
    format!("\\{{{}\\}}", written.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_in_simplest_form() {
        assert_eq!(fraction(-6, 8), "-\\frac{3}{4}");
        assert_eq!(fraction(6, -3), "-2");
        assert_eq!(
            (pi(12, 1), pi(1, 1), pi(6, 4), pi(-1, 2)),
            ("12\\pi".into(), "\\pi".into(), "\\frac{3\\pi}{2}".into(), "-\\frac{\\pi}{2}".into())
        );
        // (2 + sqrt 12) / 4 = (1 + sqrt 3) / 2; sqrt 45 / 2; (3 - 2 sqrt 9) / 3 = -1.
        assert_eq!(surd(2, 1, 12, 4), "\\frac{1 + \\sqrt{3}}{2}");
        assert_eq!(surd(0, 1, 45, 2), "\\frac{3\\sqrt{5}}{2}");
        assert_eq!(surd(3, -2, 9, 3), "-1");
        assert_eq!(surd(4, -3, 7, 1), "4 - 3\\sqrt{7}");
        assert_eq!((surd(0, 5, 0, 3), surd(6, 1, 0, 4)), ("0".into(), "\\frac{3}{2}".into()));
        assert_eq!(surd(0, -2, 8, -4), "\\sqrt{2}");
    }

    #[test]
    fn sums_and_sets_are_written_as_people_do() {
        assert_eq!(polynomial(&[1, -5, 0, 6]), "x^3 - 5x^2 + 6");
        assert_eq!(polynomial(&[-1, 1]), "-x + 1");
        assert_eq!(polynomial(&[0, 0]), "0");
        assert_eq!(terms(&[(2, "x"), (-1, "y")]), "2x - y");
        assert_eq!(set(&[(3, 1), (-2, 1)]), "\\{-2, 3\\}");
        assert_eq!(set(&[(3, 4), (2, 3), (6, 8)]), "\\{\\frac{2}{3}, \\frac{3}{4}\\}");
        assert_eq!(product(&[1, 2], &[3, -1]), [3, 5, -2]);
        assert_eq!(value_at(&[1, -5, 6], 2), 0);
    }
}
