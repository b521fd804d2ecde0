//! Labelled cases.
