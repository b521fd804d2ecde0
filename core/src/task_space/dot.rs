//! Trees for Graphviz.

use std::fmt::Write;

use super::svg::color;
use super::{Instance, TaskSpace, one_line};

/// Trees as a Graphviz digraph: nodes filled by score, edges labelled by operator.
pub fn dot(space: &TaskSpace, roots: &[&Instance], keep: &dyn Fn(&Instance) -> bool) -> String {
    let mut out = String::from(
        "digraph task_space {\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];\n",
    );
    let mut waiting: Vec<&Instance> = roots.iter().rev().copied().collect();
    while let Some(instance) = waiting.pop() {
        let (fill, ink) = color(instance.score);
        let label = format!("d{} {}\n{}", instance.depth, instance.score_text(), one_line(&instance.said(), 24));
        let style = if instance.stored { "rounded,filled" } else { "rounded,filled,dashed" };
        let _ = writeln!(
            out,
            "  \"{}\" [label={}, fillcolor=\"{fill}\", fontcolor=\"{ink}\", style=\"{style}\"];",
            instance.id,
            quoted(&label)
        );
        let children: Vec<&Instance> = space.children(&instance.id).filter(|child| keep(child)).collect();
        for child in &children {
            let operator = child.operator.map_or("", |operator| operator.name());
            let _ = writeln!(out, "  \"{}\" -> \"{}\" [label=\"{operator}\"];", instance.id, child.id);
        }
        waiting.extend(children.into_iter().rev());
    }
    out + "}\n"
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
