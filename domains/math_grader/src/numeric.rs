//! Expressions in ball arithmetic.
use std::cmp::Ordering;
use crate::exact::Exact; use crate::fuel::Fuel; use crate::tree::{Id, Tree}; use crate::verdict::Reason;
pub(crate) enum Numeric { Equal, Different, Unknown(Reason) }
pub(crate) fn compare(_tree: &Tree, _exact: &Exact, _a: Id, _b: Id, _fuel: &mut Fuel) -> Numeric { Numeric::Unknown(Reason::Undecided) }
pub(crate) fn order(_tree: &Tree, _exact: &Exact, _a: Id, _b: Id, _fuel: &mut Fuel) -> Option<Ordering> { None }
