//! A competition in MLE-bench's prepared layout, and the grading of submissions to it.
