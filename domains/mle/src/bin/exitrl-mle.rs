//! `exitrl-mle`: competitions on disk: builds the local ones, grades submissions.

fn main() {}
