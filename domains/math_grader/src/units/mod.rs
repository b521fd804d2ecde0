//! Units of measurement, converted exactly.
