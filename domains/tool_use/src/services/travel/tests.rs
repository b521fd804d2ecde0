//! Stories with the travel agency.
