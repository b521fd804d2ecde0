//! Whether two answers are the same: a ladder of comparisons, each with bounded work, cheapest first.

mod bare;
mod choice;
mod expand;
mod items;
mod name;
mod region;
mod relation;
mod text;
mod value;

use crate::exact::Exact;
use crate::fuel::Fuel;
use crate::parse::{self, Habit};
use crate::show::show;
use crate::tree::{Bracket, Id, Node, Tree};
use crate::verdict::{Reason, Rung};
use crate::words;

/// What settles doubts between answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Correct digits after the point that a decimal for an exact value needs.
    pub(crate) places: u32,
    /// Whether `f(x)` and `f(y)` are the same.
    pub(crate) rename: bool,
    /// Whether a plain number has to be worked out.
    pub(crate) evaluated: bool,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Equal(Rung),
    Different(Reason),
}

impl Outcome {
    pub(crate) fn is_equal(self) -> bool {
        matches!(self, Self::Equal(_))
    }

    /// Both have to hold; the higher rung is the one that decided.
    pub(crate) fn and(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Equal(rung) => match next() {
                Self::Equal(other) => Self::Equal(rung.max(other)),
                different => different,
            },
            different => different,
        }
    }

    fn or(self, next: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Equal(_) => self,
            Self::Different(reason) => match next() {
                Self::Equal(rung) => Self::Equal(rung),
                Self::Different(Reason::DifferentKind) => Self::Different(reason),
                other => other,
            },
        }
    }
}

/// Compares two answers, given as bare texts.
pub(crate) struct Judge {
    tree: Tree,
    exact: Exact,
    fuel: Fuel,
    settings: Settings,
    /// Nesting of comparisons.
    depth: u32,
    /// The likeliest readings of gold and answer.
    first_readings: (Option<Id>, Option<Id>),
    /// The rung on which the latest comparison of values was decided.
    rung: Rung,
}

/// What a comparison of two texts gave.
pub(crate) struct Judged {
    pub(crate) outcome: Outcome,
    /// Where it was decided.
    pub(crate) rung: Rung,
    /// How gold and answer were read, where they were read as mathematics.
    pub(crate) readings: (String, String),
    pub(crate) fuel: u64,
}

/// Most ways in which one answer is read.
const MOST_READINGS: usize = 6;

/// Deepest comparison of parts of parts.
const DEEPEST: u32 = 40;

pub(crate) fn judge(gold: &str, answer: &str, settings: Settings) -> Judged {
    let mut judge = Judge {
        tree: Tree::default(),
        exact: Exact::default(),
        fuel: Fuel::new(),
        settings,
        depth: 0,
        first_readings: (None, None),
        rung: Rung::Text,
    };
    let outcome = judge.texts(gold, answer);
    let outcome = match outcome {
        Outcome::Different(_) if judge.fuel.is_empty() => Outcome::Different(Reason::OutOfFuel),
        other => other,
    };
    let shown = |root: Option<Id>| root.map_or_else(String::new, |root| show(&judge.tree, root));
    let rung = match outcome {
        Outcome::Equal(rung) => rung,
        Outcome::Different(_) => judge.rung,
    };
    Judged { outcome, rung, readings: (shown(judge.first_readings.0), shown(judge.first_readings.1)), fuel: judge.fuel.used() }
}

impl Judge {
    fn texts(&mut self, gold: &str, answer: &str) -> Outcome {
        if answer.trim().is_empty() {
            return Outcome::Different(Reason::NoAnswer);
        }
        let (gold, answer) = (parse::folded(gold), parse::folded(answer));
        if text::same_letters(&gold, &answer) {
            return Outcome::Equal(Rung::Text);
        }
        if answer.len() > parse::LONGEST || gold.len() > parse::LONGEST {
            return Outcome::Different(Reason::TooLong);
        }
        let by_words = text::compare(&parse::plain(&gold), &parse::plain(&answer));
        if let Some(outcome) = by_words {
            return outcome;
        }
        let golds = self.readings(&gold);
        let answers = self.readings(&answer);
        self.exact.extend(&self.tree, &mut self.fuel);
        self.first_readings = (golds.first().copied(), answers.first().copied());
        if golds.is_empty() || answers.is_empty() {
            return Outcome::Different(Reason::Unreadable);
        }
        self.rung = Rung::Canonical;
        let mut first = None;
        for gold in &golds {
            for answer in &answers {
                let outcome = self.same(*gold, *answer);
                if outcome.is_equal() {
                    let unworked = self.settings.evaluated && self.is_unworked(*answer) && !self.is_unworked(*gold);
                    return if unworked { Outcome::Different(Reason::NotEvaluated) } else { outcome };
                }
                first = first.or(Some(outcome));
            }
        }
        if let Some(outcome) = self.bare_units((&gold, &answer), (&golds, &answers)) {
            return outcome;
        }
        // A choice may be given with its text: `(D) 24` is 24.
        for (others, label) in [(&answers, text::without_label(&gold)), (&golds, text::without_label(&answer))] {
            let Some(rest) = label else { continue };
            for bare in self.readings(rest) {
                for whole in others {
                    let outcome = self.same(bare, *whole);
                    if outcome.is_equal() {
                        return outcome;
                    }
                }
            }
        }
        self.decimal_commas(&gold, &answer).or(first).unwrap_or(Outcome::Different(Reason::Unreadable))
    }

    /// Whether a part of an answer is an expression for a plain number: `3 + 5`, `2^3`, `\sqrt{9}`. Fractions, signs, units and powers of
    /// ten in scientific notation are how numbers are written.
    fn is_unworked(&self, root: Id) -> bool {
        let mut rest = vec![root];
        let mut looked = 0;
        while let Some(id) = rest.pop() {
            looked += 1;
            if looked > 5_000 {
                return true;
            }
            let children = self.tree.children(id);
            let rational = self.exact.get(id).is_some();
            let number = |id: &Id| match self.node(*id) {
                Node::Number { .. } => true,
                Node::Neg(of) => matches!(self.node(*of), Node::Number { .. }),
                _ => false,
            };
            let scientific = |factors: &[Id]| matches!(factors, [first, power] if number(first) && matches!(self.node(*power), Node::Pow(ten, _) if self.exact.get(*ten).is_some_and(|ten| *ten == 10.into())));
            match self.node(id) {
                Node::Mul(factors) if scientific(factors) => continue,
                Node::Pow(ten, _) if number(ten) && self.exact.get(*ten).is_some_and(|ten| *ten == 10.into()) => continue,
                Node::Add(_)
                | Node::Mul(_)
                | Node::Pow(..)
                | Node::Root { .. }
                | Node::Call(..)
                | Node::Many(..)
                | Node::LogBase { .. }
                    if rational =>
                {
                    return true;
                }
                Node::Div(a, b) if rational && !(number(a) && number(b)) => return true,
                _ => {}
            }
            rest.extend(children);
        }
        false
    }

    /// The ways to read a text, the likeliest first.
    fn readings(&mut self, text: &str) -> Vec<Id> {
        let usual = Habit { thousands: true, decimal_comma: false, scientific: true };
        let mut roots = Vec::new();
        let Some(read) = parse::read(text, usual, &mut self.tree) else { return roots };
        roots.extend(self.expanded(read.root, text));
        if read.thousands_in_doubt {
            let habit = Habit { thousands: false, ..usual };
            let listed = self.reading(text, habit);
            roots.extend(listed.into_iter().filter_map(|root| self.in_order(root)));
        }
        if read.scientific_in_doubt {
            let habit = Habit { scientific: false, ..usual };
            roots.extend(self.reading(text, habit));
        }
        if let Some(region) = words::region(text) {
            roots.extend(self.reading(&region, usual));
        }
        // `\text{5 in}`: a number and its unit in one command for words.
        if let Some(words) = self.numbered_words(read.root) {
            roots.extend(self.reading(&words, usual));
        }
        roots.extend(self.measure_in_words(read.root));
        if let Some(place) = words::place(&parse::plain(text)) {
            roots.push(self.tree.number(place));
        }
        if let Some(measure) = parse::measure(text, usual, &mut self.tree) {
            roots.push(measure);
        }
        roots.truncate(MOST_READINGS);
        roots
    }

    /// `2,500` read as two numbers: in this order, and with no number that begins with a 0.
    fn in_order(&mut self, root: Id) -> Option<Id> {
        let Node::List(items) = self.node(root).clone() else { return Some(root) };
        let whole = |id: &Id| matches!(self.node(*id), Node::Number { value, .. } if value.is_int() && !value.is_zero());
        let plain = items.iter().all(|item| !matches!(self.node(*item), Node::Number { .. }) || whole(item));
        plain.then(|| self.add(Node::Row { open: Bracket::Bare, close: Bracket::Bare, items }))
    }

    fn reading(&mut self, text: &str, habit: Habit) -> Vec<Id> {
        match parse::read(text, habit, &mut self.tree) {
            Some(read) => self.expanded(read.root, text),
            None => Vec::new(),
        }
    }

    /// A comma in one text may be the point of the other: `2,74` and `2.74`.
    fn decimal_commas(&mut self, gold: &str, answer: &str) -> Option<Outcome> {
        let (comma, point) = match (text::is_decimal(gold, ','), text::is_decimal(answer, ',')) {
            (true, false) => (gold, answer),
            (false, true) => (answer, gold),
            _ => return None,
        };
        if !text::is_decimal(point, '.') {
            return None;
        }
        let habit = Habit { thousands: false, decimal_comma: true, scientific: true };
        let comma = parse::read(comma, habit, &mut self.tree)?.root;
        let point = parse::read(point, habit, &mut self.tree)?.root;
        Some(self.same(comma, point)).filter(|outcome| outcome.is_equal())
    }

    fn node(&self, id: Id) -> &Node {
        self.tree.get(id)
    }

    fn add(&mut self, node: Node) -> Id {
        self.tree.add(node)
    }

    /// Whether two answers are the same, whatever they are.
    pub(crate) fn same(&mut self, a: Id, b: Id) -> Outcome {
        if a == b {
            return Outcome::Equal(Rung::Canonical);
        }
        if self.depth >= DEEPEST || self.fuel.burn(4).is_none() {
            return Outcome::Different(Reason::OutOfFuel);
        }
        self.depth += 1;
        let outcome = self.same_kind(a, b);
        self.depth -= 1;
        outcome
    }

    fn same_kind(&mut self, a: Id, b: Id) -> Outcome {
        let (a, b) = (self.unwrapped(a), self.unwrapped(b));
        match (self.node(a), self.node(b)) {
            (Node::Words(x), Node::Words(y)) => text::words(x, y),
            (Node::EmptySet, Node::EmptySet) => Outcome::Equal(Rung::Canonical),
            (Node::Numbers(x), Node::Numbers(y)) => text::agrees(x == y),
            (Node::Chain { .. }, _) | (_, Node::Chain { .. }) => self.relations(a, b),
            (Node::List(_) | Node::Set(_) | Node::Row { open: Bracket::Bare, .. }, _)
            | (_, Node::List(_) | Node::Set(_) | Node::Row { open: Bracket::Bare, .. }) => self.collections(a, b),
            (Node::Ratio(_), _) | (_, Node::Ratio(_)) => self.ratios(a, b),
            (Node::Apply(f, xs), Node::Apply(g, ys)) if f == "mod" && g == "mod" => {
                let (xs, ys) = (xs.clone(), ys.clone());
                self.residue_classes(&xs, &ys)
            }
            (Node::Apply(f, xs), Node::Apply(g, ys)) if f == g && xs.len() == ys.len() => {
                let (xs, ys) = (xs.clone(), ys.clone());
                let whole = self.renamed_values(a, b);
                whole.or(|| self.pairwise(&xs, &ys))
            }
            _ if self.is_region(a) && self.is_region(b) => self.regions(a, b),
            (Node::Row { .. } | Node::Matrix { .. }, _) | (_, Node::Row { .. } | Node::Matrix { .. }) => self.rows(a, b),
            (Node::Union(_) | Node::Intersection(_) | Node::Difference(..) | Node::Where(_) | Node::Numbers(_), _)
            | (_, Node::Union(_) | Node::Intersection(_) | Node::Difference(..) | Node::Where(_) | Node::Numbers(_)) => {
                self.regions(a, b)
            }
            (Node::Words(_), _) | (_, Node::Words(_)) => Outcome::Different(Reason::DifferentKind),
            _ => self.values(a, b),
        }
    }

    fn renamed_values(&mut self, a: Id, b: Id) -> Outcome {
        if self.settings.rename && matches!((self.node(a), self.node(b)), (Node::Apply(..), Node::Apply(..))) {
            return Outcome::Equal(Rung::Canonical);
        }
        self.values(a, b)
    }
}
