//! What commands and words mean.

use crate::tree::{Constant, Function, Many, Relation};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Constant(Constant),
    Function(Function),
    Many(Many),
    Relation(Relation),
    /// A letter such as `alpha`.
    Letter,
    /// A mark on the letters that follow, such as `\vec`.
    Accent,
    /// Two arguments, a fraction.
    Fraction,
    Binomial,
    /// A binomial coefficient with its name in the middle.
    Choose,
    Root,
    Series,
    /// An operator between two expressions.
    Times,
    Over,
    PlusMinus,
    Modulo,
    And,
    Or,
    /// Everything before it was on the way to what follows.
    Therefore,
    Union,
    Intersection,
    Difference,
    EmptySet,
    Blackboard,
    Dots,
    Degree,
    Percent,
    /// A frame around its argument.
    Frame,
    /// Goes together with its argument.
    Dropped,
    /// An angle or a triangle, named by its corners.
    Figure,
    /// Goes alone.
    Ignored,
    /// `e^{i x}`.
    Cis,
    Log,
    /// What only stands for itself with all that follows: integrals, limits.
    Opaque,
}

/// What a LaTeX command means.
pub(crate) fn command(name: &str) -> Option<Meaning> {
    use Meaning as M;
    Some(match name {
        "frac" | "dfrac" | "tfrac" | "cfrac" | "sfrac" | "nicefrac" => M::Fraction,
        "binom" | "dbinom" | "tbinom" => M::Binomial,
        "sqrt" | "surd" => M::Root,
        "choose" | "over" => M::Choose,
        "sum" | "prod" => M::Series,
        "cdot" | "times" | "ast" | "star" | "bullet" => M::Times,
        "div" | "slash" => M::Over,
        "pm" | "mp" => M::PlusMinus,
        "bmod" | "mod" | "pmod" => M::Modulo,
        "land" | "wedge" => M::And,
        "lor" | "vee" => M::Or,
        "implies" | "Rightarrow" | "Longrightarrow" | "iff" | "Leftrightarrow" | "Longleftrightarrow" | "therefore" => {
            M::Therefore
        }
        "cup" | "bigcup" => M::Union,
        "cap" | "bigcap" => M::Intersection,
        "setminus" | "backslash" | "smallsetminus" => M::Difference,
        "emptyset" | "varnothing" => M::EmptySet,
        "mathbb" | "Bbb" => M::Blackboard,
        "ldots" | "dots" | "cdots" | "dotsc" | "dotsb" | "vdots" | "ddots" => M::Dots,
        "circ" | "degree" | "deg" => M::Degree,
        "percent" => M::Percent,
        "boxed" | "fbox" | "framebox" | "tag" => M::Frame,
        "color" | "textcolor" | "label" | "phantom" | "hphantom" | "vphantom" | "vspace" | "kern" => M::Dropped,
        "angle" | "measuredangle" | "triangle" | "bigtriangleup" => M::Figure,
        "odot" | "nonumber" | "strut" | "mathinner" => M::Ignored,
        "cis" => M::Cis,
        "log" => M::Log,
        "int" | "iint" | "iiint" | "oint" | "lim" | "limsup" | "liminf" | "partial" | "nabla" | "forall" | "exists" => M::Opaque,
        "overline" | "bar" | "vec" | "hat" | "widehat" | "tilde" | "widetilde" | "overrightarrow" | "overleftrightarrow"
        | "dot" | "ddot" | "underline" | "overparen" | "overarc" | "wideparen" => M::Accent,
        _ => return constant(name).or_else(|| function(name)).or_else(|| relation(name)).or_else(|| letter(name)),
    })
}

/// What letters outside of a command mean, where they are no product of variables.
pub(crate) fn word(name: &str) -> Option<Meaning> {
    use Meaning as M;
    Some(match name {
        "and" => M::And,
        "or" => M::Or,
        "mod" => M::Modulo,
        "sqrt" => M::Root,
        "frac" | "dfrac" => M::Fraction,
        "cis" => M::Cis,
        "log" => M::Log,
        "infinity" | "inf" | "Infinity" | "infty" => M::Constant(Constant::Infinity),
        "pi" | "Pi" => M::Constant(Constant::Pi),
        "binom" => M::Binomial,
        "abs" => M::Function(Function::Abs),
        "emptyset" => M::EmptySet,
        "theta" | "alpha" | "beta" | "gamma" | "phi" | "lambda" => M::Letter,
        "cup" | "union" | "U" => M::Union,
        "cbrt" => M::Root,
        "times" => return None,
        _ => return function(name).or_else(|| function(&name.to_ascii_lowercase()).filter(|_| is_capitalised(name))),
    })
}

fn is_capitalised(name: &str) -> bool {
    name.len() > 2 && name.starts_with(|c: char| c.is_ascii_uppercase()) && name[1..].bytes().all(|b| b.is_ascii_lowercase())
}

pub(crate) fn is_known(name: &str) -> bool {
    command(name).is_some() || matches!(name, "begin" | "end" | "langle" | "rangle" | "lfloor" | "rfloor" | "lceil" | "rceil")
}

fn constant(name: &str) -> Option<Meaning> {
    Some(Meaning::Constant(match name {
        "pi" => Constant::Pi,
        "infty" | "infin" => Constant::Infinity,
        "imath" => Constant::I,
        _ => return None,
    }))
}

fn function(name: &str) -> Option<Meaning> {
    let one = |function| Some(Meaning::Function(function));
    match name {
        "sin" => one(Function::Sin),
        "cos" => one(Function::Cos),
        "tan" | "tg" => one(Function::Tan),
        "cot" | "ctg" => one(Function::Cot),
        "sec" => one(Function::Sec),
        "csc" | "cosec" => one(Function::Csc),
        "arcsin" | "asin" => one(Function::ArcSin),
        "arccos" | "acos" => one(Function::ArcCos),
        "arctan" | "atan" | "arctg" => one(Function::ArcTan),
        "arccot" | "acot" => one(Function::ArcCot),
        "arcsec" => one(Function::ArcSec),
        "arccsc" => one(Function::ArcCsc),
        "sinh" => one(Function::Sinh),
        "cosh" => one(Function::Cosh),
        "tanh" => one(Function::Tanh),
        "arcsinh" | "asinh" | "arsinh" => one(Function::ArcSinh),
        "arccosh" | "acosh" | "arcosh" => one(Function::ArcCosh),
        "arctanh" | "atanh" | "artanh" => one(Function::ArcTanh),
        "ln" => one(Function::Ln),
        "exp" => one(Function::Exp),
        "lg" => one(Function::Log),
        "Re" => one(Function::Real),
        "Im" => one(Function::Imaginary),
        "arg" | "Arg" => one(Function::Arg),
        "sgn" | "sign" => one(Function::Sign),
        "floor" => one(Function::Floor),
        "ceil" => one(Function::Ceil),
        "det" => one(Function::Determinant),
        "gcd" | "hcf" => Some(Meaning::Many(Many::Gcd)),
        "lcm" => Some(Meaning::Many(Many::Lcm)),
        "max" => Some(Meaning::Many(Many::Max)),
        "min" => Some(Meaning::Many(Many::Min)),
        _ => None,
    }
}

fn relation(name: &str) -> Option<Meaning> {
    Some(Meaning::Relation(match name {
        "le" | "leq" | "leqslant" | "leqq" => Relation::LessEqual,
        "ge" | "geq" | "geqslant" | "geqq" => Relation::GreaterEqual,
        "lt" => Relation::Less,
        "gt" => Relation::Greater,
        "ne" | "neq" => Relation::NotEqual,
        "approx" | "simeq" | "doteq" | "thickapprox" | "fallingdotseq" => Relation::Approximately,
        "equiv" => Relation::Congruent,
        "in" => Relation::In,
        "notin" => Relation::NotIn,
        "sim" => Relation::Other(1),
        "cong" => Relation::Other(2),
        "perp" => Relation::Other(3),
        "parallel" => Relation::Other(4),
        "propto" => Relation::Other(5),
        "to" | "rightarrow" | "longrightarrow" | "mapsto" => Relation::Other(6),
        "subset" => Relation::Other(7),
        "supset" => Relation::Other(8),
        "subseteq" => Relation::Other(9),
        "supseteq" => Relation::Other(10),
        _ => return None,
    }))
}

fn letter(name: &str) -> Option<Meaning> {
    const LETTERS: [&str; 44] = [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "rho",
        "varrho",
        "sigma",
        "varsigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
        "ell",
        "hbar",
        "wp",
        "aleph",
        "prime",
        "jmath",
    ];
    LETTERS.contains(&name).then_some(Meaning::Letter)
}
