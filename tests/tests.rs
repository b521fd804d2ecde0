//! Integration tests, one binary; each module tells one kind of story.

/// Methods compared over seeds: runs as child processes, killed and gone on with, and the report.
mod ablation;
/// Files that are missing, damaged or wrong: a clear error each, nothing lost.
mod bad_input;
/// `exitrl eval`: killed, stopped, begun again, with all it can measure.
mod eval;
/// The loop with the real plugin and a small policy: it learns, and its files are what the docs say.
mod learning;
/// all-MiniLM-L6-v2 against golden values; skipped, with a word, where the model or the values are absent.
mod minilm;
/// A model server that plays what a test tells it.
mod model_server;
/// Runs that are killed at random points go on byte by byte as if they had never stopped.
mod resume;
/// Models that somebody else serves: asked, asked again, refused, evaluated over K iterations.
mod served;
/// A real model server against the sampler of this machine; skipped, with a word, where none is named.
mod served_model;
/// SmolLM2 against golden values; skipped, with a word, where the model or the values are absent.
mod smollm2;
/// Building the programs under test, small configurations, reading run folders.
mod support;
/// The task space of a run: what is written, and what `exitrl buffer` tells of it; the buffer switched off is plain GRPO.
mod task_space;
/// The arrows of the house, and its order: what may import what, how long files and functions may be.
mod tidy;
/// The tool-use domain as a plugin: graded offline, trained on in the midst of conversations, evaluated with its score table.
mod tool_use;
