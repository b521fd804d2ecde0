//! Trees as SVG text.
//!
//! The layout is tidy: generations are columns, every leaf has a row of its own, and a parent stands in the middle of its
//! children, so that no two nodes and no two edges cross.

use std::collections::HashMap;
use std::fmt::Write;

use exitrl_domain::Operator;

use super::{Instance, TaskSpace, harmless, one_line};

const COLUMN: f64 = 170.0;
const ROW: f64 = 24.0;
const LEFT: f64 = 30.0;
const TOP: f64 = 92.0;
/// Room right of the last column for the words of its leaves.
const RIGHT: f64 = 250.0;
const RADIUS: f64 = 7.0;
const INK: &str = "#1f2933";
const FAINT: &str = "#7b8794";
/// The greatest variance of rewards in `[0, 1]`.
const GREATEST: f32 = 0.25;

/// One instance in its place.
struct Place<'a> {
    instance: &'a Instance,
    parent: Option<usize>,
    column: usize,
    row: f64,
    is_leaf: bool,
}

/// Fill of a node by its score, from pale to deep blue, and the ink that can be read on it.
pub(super) fn color(score: Option<f32>) -> (String, &'static str) {
    let Some(score) = score else { return ("#ffffff".into(), INK) };
    let share = (score / GREATEST).clamp(0.0, 1.0);
    let between = |low: f32, high: f32| (low + (high - low) * share).round() as u8;
    let (red, green, blue) = (between(226.0, 8.0), between(236.0, 48.0), between(246.0, 107.0));
    (format!("#{red:02x}{green:02x}{blue:02x}"), if share > 0.5 { "#ffffff" } else { INK })
}

/// Trees as a picture: node colour is score, edges say which operator made the child.
pub fn svg(title: &str, space: &TaskSpace, roots: &[&Instance], keep: &dyn Fn(&Instance) -> bool) -> String {
    let places = layout(space, roots, keep);
    let columns = places.iter().map(|place| place.column).max().unwrap_or(0);
    let rows = places.iter().map(|place| place.row).fold(0.0, f64::max);
    let width = (LEFT + columns as f64 * COLUMN + RIGHT).max(760.0);
    let height = TOP + (rows + 1.0) * ROW;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"11\" fill=\"{INK}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    head(title, &places, &mut out);
    for place in &places {
        if let Some(parent) = place.parent {
            edge(&places[parent], place, &mut out);
        }
    }
    places.iter().for_each(|place| node(place, &mut out));
    out + "</svg>\n"
}

/// Places in order of depth first, parents before children.
fn layout<'a>(space: &'a TaskSpace, roots: &[&'a Instance], keep: &dyn Fn(&Instance) -> bool) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    let mut waiting: Vec<(&Instance, Option<usize>, usize)> = roots.iter().rev().map(|root| (*root, None, 0)).collect();
    let mut next_row = 0.0;
    while let Some((instance, parent, column)) = waiting.pop() {
        let children: Vec<&Instance> = space.children(&instance.id).filter(|child| keep(child)).collect();
        let is_leaf = children.is_empty();
        places.push(Place { instance, parent, column, row: next_row, is_leaf });
        next_row += f64::from(u8::from(is_leaf));
        let here = places.len() - 1;
        waiting.extend(children.into_iter().rev().map(|child| (child, Some(here), column + 1)));
    }
    // Children stand behind their parents, so going backwards every row is final when its parent looks at it.
    let mut spans = HashMap::<usize, (f64, f64)>::new();
    for at in (0..places.len()).rev() {
        if let Some((first, last)) = spans.get(&at) {
            places[at].row = (first + last) / 2.0;
        }
        let row = places[at].row;
        if let Some(parent) = places[at].parent {
            let span = spans.entry(parent).or_insert((row, row));
            *span = (span.0.min(row), span.1.max(row));
        }
    }
    places
}

impl Place<'_> {
    fn x(&self) -> f64 {
        LEFT + self.column as f64 * COLUMN
    }

    fn y(&self) -> f64 {
        TOP + self.row * ROW
    }
}

fn escaped(text: &str) -> String {
    harmless(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

// Writing to a string cannot fail, so results of `write!` are dropped below.

fn head(title: &str, places: &[Place<'_>], out: &mut String) {
    let stored = places.iter().filter(|place| place.instance.stored).count();
    let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{}</text>", escaped(title));
    let count = places.len();
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"44\" fill=\"{FAINT}\">{count} instances, {stored} of them in the task buffer</text>"
    );
    let mut x = LEFT;
    for (word, dash) in [("attempt", "2 3"), ("improve", "none"), ("diverge", "7 4")] {
        let _ = writeln!(out, "<path d=\"M{x} 62h26\" stroke=\"{FAINT}\" stroke-width=\"1.5\" stroke-dasharray=\"{dash}\"/>");
        let _ = writeln!(out, "<text x=\"{}\" y=\"66\">{word}</text>", x + 32.0);
        x += 90.0;
    }
    let _ = writeln!(out, "<text x=\"{x}\" y=\"66\">score 0</text>");
    for shade in 0..10u8 {
        let fill = color(Some(f32::from(shade) / 9.0 * GREATEST)).0;
        let _ = writeln!(
            out,
            "<rect x=\"{}\" y=\"57\" width=\"12\" height=\"11\" fill=\"{fill}\"/>",
            x + 48.0 + 12.0 * f64::from(shade)
        );
    }
    let _ = writeln!(out, "<text x=\"{}\" y=\"66\">{GREATEST}</text>", x + 174.0);
    let x = x + 216.0;
    let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"62\" r=\"5\" fill=\"#ffffff\" stroke=\"{FAINT}\" stroke-dasharray=\"2 2\"/>");
    let _ = writeln!(out, "<text x=\"{}\" y=\"66\">gone</text>", x + 10.0);
    let _ = writeln!(out, "<text x=\"{}\" y=\"66\" fill=\"{FAINT}\">labels: depth / score</text>", x + 46.0);
}

fn edge(parent: &Place<'_>, child: &Place<'_>, out: &mut String) {
    let dash = match child.instance.operator {
        Some(Operator::Diverge) => "7 4",
        Some(Operator::Attempt) => "2 3",
        _ => "none",
    };
    let (x0, y0, x1, y1) = (parent.x() + RADIUS, parent.y(), child.x() - RADIUS, child.y());
    // Edges leave at the child's end of the gap, so that labels beside the parent stay free.
    let middle = x1 - 36.0;
    let _ = writeln!(
        out,
        "<path d=\"M{x0} {y0:.1}H{middle}C{0} {y0:.1} {middle} {y1:.1} {x1} {y1:.1}\" fill=\"none\" stroke=\"{FAINT}\" \
         stroke-width=\"1.2\" stroke-dasharray=\"{dash}\"/>",
        middle + 24.0
    );
}

fn node(place: &Place<'_>, out: &mut String) {
    let instance = place.instance;
    let (x, y) = (place.x(), place.y());
    let fill = color(instance.score).0;
    let (stroke, dash) = if instance.stored { (INK, "none") } else { (FAINT, "2 2") };
    let tip = format!("{}\nvisits {}, created {}\n{}", instance.id, instance.visits, instance.created_at, instance.said());
    let _ = writeln!(
        out,
        "<circle cx=\"{x}\" cy=\"{y:.1}\" r=\"{RADIUS}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-dasharray=\"{dash}\">\
         <title>{}</title></circle>",
        escaped(&tip)
    );
    let label = format!("d{} / {}{}", instance.depth, if instance.measured { "" } else { "~" }, instance.score_text());
    let weight = if instance.stored { "bold" } else { "normal" };
    // A leaf's words stand beside it; those of a parent over its edge.
    let (dx, dy) = if place.is_leaf { (12.0, 4.0) } else { (11.0, -4.0) };
    let _ = write!(out, "<text x=\"{}\" y=\"{:.1}\" font-weight=\"{weight}\">{label}", x + dx, y + dy);
    if place.is_leaf {
        let words = escaped(&one_line(&instance.said(), 26));
        let _ = write!(out, "<tspan dx=\"6\" font-weight=\"normal\" fill=\"{FAINT}\">{words}</tspan>");
    }
    out.push_str("</text>\n");
}
