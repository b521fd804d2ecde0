//! What the tests of topics share: a reader of LaTeX that knows nothing of how the problems were made, and runs over all
//! templates.

use super::{SHARE, Template};

/// How many problems of each template are worked out a second time at each level.
const CHECKED: u128 = 300;

/// A problem as a reader sees it.
pub(in crate::families) struct Case {
    pub(in crate::families) question: String,
    pub(in crate::families) gold: String,
    /// Every whole number in the question, in order; a minus sign counts where it stands right before the digits.
    pub(in crate::families) n: Vec<f64>,
    /// What stands between dollar signs, in order.
    pub(in crate::families) math: Vec<String>,
}

/// How a template's problems are worked out a second time.
pub(in crate::families) type Oracle = (&'static str, fn(&Case) -> bool);

/// Calls for every question of every level.
pub(in crate::families) fn each(templates: &[Template], mut call: impl FnMut(&str, u32, &str)) {
    for template in templates {
        for level in template.levels.0..=template.levels.1 {
            let ways = template.ways(level);
            for place in 0..ways.min(SHARE) {
                call(template.name, level, &template.at(level, ways, place).question);
            }
        }
    }
}

/// Calls for hundreds of problems of every template at every level.
pub(in crate::families) fn some(templates: &[Template], mut call: impl FnMut(&str, &Case)) {
    for template in templates {
        for level in template.levels.0..=template.levels.1 {
            let ways = template.ways(level);
            let share = ways.min(SHARE);
            for sample in 0..CHECKED.min(share) {
                let asked = template.at(level, ways, sample * share / CHECKED.min(share));
                call(template.name, &Case::new(asked.question, asked.gold));
            }
        }
    }
}

/// Works out hundreds of problems of every template at every level a second time.
pub(in crate::families) fn check(templates: &[Template], oracles: &[Oracle]) {
    some(templates, |name, case| {
        let (_, agrees) = oracles.iter().find(|(oracle, _)| *oracle == name).expect(name);
        assert!(is_simplest(&case.gold), "{name}: {}", case.gold);
        assert!(agrees(case), "{name}: {} -> {}", case.question, case.gold);
    });
    assert_eq!(templates.len(), oracles.len());
}

/// Whether fractions are in lowest terms and roots free of squares.
fn is_simplest(gold: &str) -> bool {
    let square_free = |number: i64| number > 1 && (2..1000).all(|by| number % (by * by) != 0);
    let up_to_brace = |text: &str| text.split('}').next().unwrap().parse::<i64>().unwrap();
    let roots_are_simple = gold.split("\\sqrt{").skip(1).all(|rest| square_free(up_to_brace(rest)));
    let fractions_are_simple = gold.split("\\frac{").skip(1).all(|rest| {
        let (top, bottom) = rest.rsplit_once("}{").unwrap();
        let bottom = up_to_brace(bottom);
        let mut factors = top.split([' ', '+', '-']).filter(|term| !term.is_empty()).map(|term| {
            let factor = term.split('\\').next().unwrap();
            if factor.is_empty() { 1 } else { factor.parse().unwrap() }
        });
        let shared = factors
            .try_fold(bottom, |shared, factor: i64| (shared > 1).then(|| super::whole::gcd(shared.into(), factor.into()) as i64));
        bottom > 1 && shared.is_none_or(|shared| shared == 1)
    });
    roots_are_simple && fractions_are_simple
}

/// The codes of a template do not depend on the numbers drawn, and a level has the number of problems wanted.
pub(in crate::families) fn check_sizes(templates: &[Template], levels: u32) {
    for template in templates {
        for level in template.levels.0..=template.levels.1 {
            let ways = template.ways(level);
            for code in [1, ways / 3, ways / 2, ways - 1] {
                assert_eq!(template.ask(level, code).1.ways(), ways, "{} level {level} code {code}", template.name);
            }
            assert!(ways >= 36, "{} level {level} has only {ways} problems", template.name);
        }
    }
    for level in 1..=levels {
        let (count, kinds) = (super::size(templates, level), templates.iter().filter(|template| template.is_in(level)).count());
        println!("level {level}: {count} problems of {kinds} kinds");
        assert!(count >= 5_000 && kinds >= 7, "level {level} has {count} problems of {kinds} kinds");
    }
}

impl Case {
    fn new(question: String, gold: String) -> Self {
        let math = question.split('$').skip(1).step_by(2).map(str::to_owned).collect();
        Self { n: numbers(&question), math, question, gold }
    }

    pub(in crate::families) fn has(&self, words: &str) -> bool {
        self.question.contains(words)
    }

    /// Whether the gold answer is this value.
    pub(in crate::families) fn is(&self, value: f64) -> bool {
        near(number(&self.gold), value)
    }

    /// The values of a gold answer that is a tuple or a set.
    pub(in crate::families) fn list(&self) -> Vec<f64> {
        self.gold.trim_matches(['(', ')', '\\', '{', '}']).split(", ").map(listed).collect()
    }
}

/// An entry of a list, of which the closing brace may have been taken off with that of the list.
fn listed(text: &str) -> f64 {
    let open = text.matches('{').count() - text.matches('}').count();
    number(&format!("{text}{}", "}".repeat(open)).replacen("frac", "\\frac", usize::from(text.starts_with("frac"))))
}

pub(in crate::families) fn near(a: f64, b: f64) -> bool {
    // An infinite end is near to nothing.
    a.is_finite() && b.is_finite() && (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

fn numbers(text: &str) -> Vec<f64> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if at > start {
            let negative = start > 0 && bytes[start - 1] == b'-';
            let value: f64 = text[start..at].parse().unwrap();
            found.push(if negative { -value } else { value });
        }
        at += 1;
    }
    found
}

/// A polynomial in one unknown, the constant term first.
pub(in crate::families) type Poly = Vec<f64>;

/// The value of an expression without unknowns.
pub(in crate::families) fn number(text: &str) -> f64 {
    value(text, &[])
}

/// The value of an expression with letters put in.
pub(in crate::families) fn value(text: &str, letters: &[(char, f64)]) -> f64 {
    let letters: Vec<(char, Poly)> = letters.iter().map(|(letter, value)| (*letter, vec![*value])).collect();
    let poly = Reader { rest: text, letters: &letters }.whole();
    poly[0]
}

/// An expression in x multiplied out.
pub(in crate::families) fn poly(text: &str) -> Poly {
    let mut poly = Reader { rest: text, letters: &[('x', vec![0.0, 1.0]), ('y', vec![1.0])] }.whole();
    while poly.len() > 1 && poly.last() == Some(&0.0) {
        poly.pop();
    }
    poly
}

fn plus(a: &Poly, b: &Poly, sign: f64) -> Poly {
    let at = |poly: &Poly, i: usize| poly.get(i).copied().unwrap_or(0.0);
    (0..a.len().max(b.len())).map(|i| at(a, i) + sign * at(b, i)).collect()
}

pub(in crate::families) fn times(a: &Poly, b: &Poly) -> Poly {
    let mut product = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            product[i + j] += x * y;
        }
    }
    product
}

/// The remainder of long division by a polynomial with the leading coefficient 1.
pub(in crate::families) fn rest(a: &Poly, by: &Poly) -> Poly {
    let mut left = a.clone();
    while left.len() >= by.len() {
        let (top, shift) = (left[left.len() - 1], left.len() - by.len());
        for (i, factor) in by.iter().enumerate() {
            left[i + shift] -= top * factor;
        }
        left.pop();
    }
    left
}

/// Reads sums, products without a sign, powers, fractions and roots.
struct Reader<'a> {
    rest: &'a str,
    letters: &'a [(char, Poly)],
}

impl Reader<'_> {
    fn whole(mut self) -> Poly {
        let text = self.rest;
        let sum = self.sum();
        assert!(self.peek().is_none(), "{text} is not read to its end: {}", self.rest);
        sum
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn take(&mut self, mark: &str) -> bool {
        self.peek();
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn sum(&mut self) -> Poly {
        let mut sum = if self.take("-") { plus(&vec![0.0], &self.product(), -1.0) } else { self.product() };
        loop {
            if self.take("+") {
                sum = plus(&sum, &self.product(), 1.0);
            } else if self.take("-") {
                sum = plus(&sum, &self.product(), -1.0);
            } else {
                return sum;
            }
        }
    }

    fn product(&mut self) -> Poly {
        let mut product = self.power();
        loop {
            let dotted = self.take("\\cdot");
            match self.peek() {
                Some('(' | '\\') => product = times(&product, &self.power()),
                Some(c) if dotted || c.is_alphanumeric() => product = times(&product, &self.power()),
                _ => return product,
            }
        }
    }

    fn power(&mut self) -> Poly {
        let base = self.atom();
        if !self.take("^") {
            return base;
        }
        let exponent = if self.take("{") { self.until("}") } else { self.digits(1) };
        match base[..] {
            [base] => vec![base.powf(exponent[0])],
            _ => (1..exponent[0] as usize).fold(base.clone(), |power, _| times(&power, &base)),
        }
    }

    fn until(&mut self, mark: &str) -> Poly {
        let inner = self.sum();
        assert!(self.take(mark), "{mark} is missing before {}", self.rest);
        inner
    }

    fn digits(&mut self, most: usize) -> Poly {
        let end = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        vec![digits.parse().unwrap()]
    }

    fn braced(&mut self) -> f64 {
        assert!(self.take("{"), "a brace is missing before {}", self.rest);
        self.until("}")[0]
    }

    fn atom(&mut self) -> Poly {
        if self.take("(") {
            return self.until(")");
        }
        if self.take("\\frac") {
            return vec![self.braced() / self.braced()];
        }
        if self.take("\\sqrt") {
            return vec![self.braced().sqrt()];
        }
        if self.take("\\pi") {
            return vec![std::f64::consts::PI];
        }
        let letters = self.letters;
        match self.peek() {
            Some(c) if c.is_ascii_digit() => self.digits(usize::MAX),
            Some(c) => {
                self.rest = &self.rest[c.len_utf8()..];
                letters.iter().find(|(letter, _)| *letter == c).unwrap_or_else(|| panic!("{c} has no value")).1.clone()
            }
            None => panic!("an expression ends too early"),
        }
    }
}

#[test]
fn the_reader_reads_what_it_is_for() {
    assert!(near(number("-\\frac{3\\sqrt{5}}{2}"), -1.5 * 5_f64.sqrt()));
    assert!(near(value("2x^2 - 3(x + 1)^{3}", &[('x', 2.0)]), 8.0 - 81.0));
    assert_eq!(poly("(x + 2)(3x - 1)"), [-2.0, 5.0, 3.0]);
    assert_eq!(poly("(2x - 1)^3"), [-1.0, 6.0, -12.0, 8.0]);
    assert_eq!(rest(&poly("x^3 + 2x + 5"), &poly("x - 2")), [17.0]);
    assert_eq!(numbers("From (-3, 4) to 5x - 6."), [-3.0, 4.0, 5.0, 6.0]);
    let case = Case::new(String::new(), "\\{-2, \\frac{3}{4}\\}".to_owned());
    assert_eq!(case.list(), [-2.0, 0.75]);
    assert_eq!(Case::new(String::new(), "(\\frac{1}{2}, -3)".to_owned()).list(), [0.5, -3.0]);
}
