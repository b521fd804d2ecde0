//! Answers as trees: nodes in one arena, so that a tree of any depth is dropped at once and an index is all it takes to share a part.

use dashu_ratio::RBig;

use crate::units::Unit;

/// A node of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id(pub(crate) u32);

/// A number that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Constant {
    Pi,
    E,
    I,
    Infinity,
}

/// A function of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Abs,
    Floor,
    Ceil,
    Exp,
    Ln,
    /// A logarithm without a base, which is that of 10 or of e.
    Log,
    Sin,
    Cos,
    Tan,
    Cot,
    Sec,
    Csc,
    ArcSin,
    ArcCos,
    ArcTan,
    ArcCot,
    ArcSec,
    ArcCsc,
    Sinh,
    Cosh,
    Tanh,
    ArcSinh,
    ArcCosh,
    ArcTanh,
    Factorial,
    DoubleFactorial,
    Conjugate,
    Real,
    Imaginary,
    Arg,
    Sign,
    Determinant,
}

/// A function of integers or of several arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Many {
    Gcd,
    Lcm,
    Max,
    Min,
    Binomial,
    Modulo,
}

/// A relation between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    Equal,
    Approximately,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
    Congruent,
    /// Any other relation, by the hash of its name.
    Other(u32),
}

impl Relation {
    /// The relation read from right to left.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::Greater => Self::Less,
            Self::LessEqual => Self::GreaterEqual,
            Self::GreaterEqual => Self::LessEqual,
            same => same,
        }
    }

    pub(crate) fn is_order(self) -> bool {
        matches!(self, Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual)
    }
}

/// How a row of items is closed on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Bracket {
    Round,
    Square,
    Angle,
    /// None: items whose order counts all the same.
    Bare,
}

/// Digits as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Written {
    /// The power of ten of the last digit: -2 for 0.25, 1 for 2.5e2.
    pub(crate) last: i32,
    /// Digits from the first one that is not 0.
    pub(crate) significant: u32,
}

/// One part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// A number; `written` where it has a decimal point.
    Number {
        value: RBig,
        written: Option<Written>,
    },
    Constant(Constant),
    /// A variable or any other name.
    Symbol(String),
    Neg(Id),
    /// `±a`, and `∓a` where `flipped`.
    PlusMinus {
        of: Id,
        flipped: bool,
    },
    Add(Vec<Id>),
    Mul(Vec<Id>),
    Div(Id, Id),
    Pow(Id, Id),
    /// The root of `of` with an index.
    Root {
        index: Id,
        of: Id,
    },
    Call(Function, Id),
    Many(Many, Vec<Id>),
    /// Logarithm of `of` to a base.
    LogBase {
        base: Id,
        of: Id,
    },
    /// A function that is only known by its name.
    Apply(String, Vec<Id>),
    /// A sum, or a product, over a variable.
    Series {
        product: bool,
        variable: String,
        from: Id,
        to: Id,
        body: Id,
    },
    /// An angle of so many degrees.
    Degrees(Id),
    Percent(Id),
    /// A number with a unit after it.
    Quantity(Id, Box<Unit>),
    /// A numeral in a base other than the usual one.
    Based {
        value: RBig,
        base: u32,
        digits: String,
    },
    Matrix {
        columns: usize,
        items: Vec<Id>,
    },
    /// `(a, b)`, `[a, b)`, `<a, b>`.
    Row {
        open: Bracket,
        close: Bracket,
        items: Vec<Id>,
    },
    Set(Vec<Id>),
    /// Items with commas, semicolons or "and" between, and no brackets.
    List(Vec<Id>),
    /// `{x | condition}`.
    Where(Id),
    Union(Vec<Id>),
    Intersection(Vec<Id>),
    Difference(Id, Id),
    /// Pairs of the elements of sets.
    Product(Vec<Id>),
    EmptySet,
    /// One of the sets of numbers: R, Q, Z, N, C.
    Numbers(char),
    Ratio(Vec<Id>),
    Chain {
        parts: Vec<Id>,
        relations: Vec<Relation>,
    },
    Words(String),
    /// "and so on" in a list.
    Dots,
    /// What is compared letter by letter only.
    Opaque(String),
}

/// The arena.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    pub(crate) fn add(&mut self, node: Node) -> Id {
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    pub(crate) fn get(&self, id: Id) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn number(&mut self, value: impl Into<RBig>) -> Id {
        self.add(Node::Number { value: value.into(), written: None })
    }

    pub(crate) fn neg(&mut self, of: Id) -> Id {
        self.add(Node::Neg(of))
    }

    /// The difference of two expressions.
    pub(crate) fn sub(&mut self, a: Id, b: Id) -> Id {
        let b = self.neg(b);
        self.add(Node::Add(vec![a, b]))
    }

    /// The parts of a node that are nodes.
    pub(crate) fn children(&self, id: Id) -> Vec<Id> {
        match self.get(id) {
            Node::Neg(a) | Node::PlusMinus { of: a, .. } | Node::Call(_, a) | Node::Degrees(a) | Node::Percent(a) => vec![*a],
            Node::Quantity(a, _) | Node::Where(a) => vec![*a],
            Node::Div(a, b) | Node::Pow(a, b) | Node::Difference(a, b) => vec![*a, *b],
            Node::Root { index, of } => vec![*index, *of],
            Node::LogBase { base, of } => vec![*base, *of],
            Node::Series { from, to, body, .. } => vec![*from, *to, *body],
            Node::Add(items)
            | Node::Mul(items)
            | Node::Many(_, items)
            | Node::Apply(_, items)
            | Node::Matrix { items, .. }
            | Node::Row { items, .. }
            | Node::Set(items)
            | Node::List(items)
            | Node::Union(items)
            | Node::Intersection(items)
            | Node::Product(items)
            | Node::Ratio(items)
            | Node::Chain { parts: items, .. } => items.clone(),
            Node::Number { .. }
            | Node::Constant(_)
            | Node::Symbol(_)
            | Node::Based { .. }
            | Node::EmptySet
            | Node::Numbers(_)
            | Node::Words(_)
            | Node::Dots
            | Node::Opaque(_) => Vec::new(),
        }
    }

    /// A copy of a node with its parts replaced, in the order of [`Tree::children`].
    pub(crate) fn with_children(&self, id: Id, parts: &[Id]) -> Node {
        let one = || parts[0];
        match self.get(id).clone() {
            Node::Neg(_) => Node::Neg(one()),
            Node::PlusMinus { flipped, .. } => Node::PlusMinus { of: one(), flipped },
            Node::Call(function, _) => Node::Call(function, one()),
            Node::Degrees(_) => Node::Degrees(one()),
            Node::Percent(_) => Node::Percent(one()),
            Node::Quantity(_, unit) => Node::Quantity(one(), unit),
            Node::Where(_) => Node::Where(one()),
            Node::Div(..) => Node::Div(parts[0], parts[1]),
            Node::Pow(..) => Node::Pow(parts[0], parts[1]),
            Node::Difference(..) => Node::Difference(parts[0], parts[1]),
            Node::Root { .. } => Node::Root { index: parts[0], of: parts[1] },
            Node::LogBase { .. } => Node::LogBase { base: parts[0], of: parts[1] },
            Node::Series { product, variable, .. } => {
                Node::Series { product, variable, from: parts[0], to: parts[1], body: parts[2] }
            }
            Node::Add(_) => Node::Add(parts.to_vec()),
            Node::Mul(_) => Node::Mul(parts.to_vec()),
            Node::Many(function, _) => Node::Many(function, parts.to_vec()),
            Node::Apply(name, _) => Node::Apply(name, parts.to_vec()),
            Node::Matrix { columns, .. } => Node::Matrix { columns, items: parts.to_vec() },
            Node::Row { open, close, .. } => Node::Row { open, close, items: parts.to_vec() },
            Node::Set(_) => Node::Set(parts.to_vec()),
            Node::List(_) => Node::List(parts.to_vec()),
            Node::Union(_) => Node::Union(parts.to_vec()),
            Node::Intersection(_) => Node::Intersection(parts.to_vec()),
            Node::Product(_) => Node::Product(parts.to_vec()),
            Node::Ratio(_) => Node::Ratio(parts.to_vec()),
            Node::Chain { relations, .. } => Node::Chain { parts: parts.to_vec(), relations },
            leaf => leaf,
        }
    }
}
