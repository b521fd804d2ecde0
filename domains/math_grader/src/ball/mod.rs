//! Balls that hold the true value: a midpoint of so many bits and a bound on how far off it can be.
//!
//! Midpoints are computed by `dashu-float`, whose operations round correctly; two units in the last place are allowed for here. The
//! elementary functions are our own, each with a bound of its error. Every function gives [`None`] where its value cannot be bounded: outside its domain, across a branch cut, or where numbers grow out of all
//! measure.

mod arithmetic;
mod complex;
mod fixed;
mod functions;
mod hyperbolic;
mod real;
mod size;

pub use arithmetic::Arithmetic;
pub use complex::Complex;
pub use real::Ball;
pub(crate) use size::Size;
