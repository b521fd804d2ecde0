//! Exact rationals of reals and complex numbers: balls that hold the true value.
