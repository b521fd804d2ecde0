//! Instances and their trees as text.

use std::fmt::Write;

use super::{Instance, TaskSpace};

/// A text without the control characters by which a terminal is steered; a policy may say anything.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{b7}' } else { c }).collect()
}

/// A text on one line, cut to a number of characters.
pub fn one_line(text: &str, most: usize) -> String {
    let words = harmless(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= most {
        return words;
    }
    words.chars().take(most.saturating_sub(3)).chain("...".chars()).collect()
}

impl Instance {
    /// What the policy said there; of a start without an iterate, which one it is.
    pub fn said(&self) -> String {
        match (&self.latest, self.turns.len()) {
            (Some(latest), _) => latest.response.content.clone(),
            (None, 0) => format!("(base task {})", self.task_id),
            (None, turns) => format!("(turn {turns} of {})", self.task_id),
        }
    }

    /// The score with three digits, or `-`.
    pub fn score_text(&self) -> String {
        self.score.map_or("-".to_owned(), |score| format!("{score:.3}"))
    }
}

/// One instance on one line: id, score, depth, turn, visits, what made it, what was said.
pub fn line_of(instance: &Instance, width: usize) -> String {
    let guess = if instance.measured { ' ' } else { '~' };
    let made = instance.operator.map_or("base", |operator| operator.name());
    let gone = if instance.stored { "" } else { " (gone)" };
    let Instance { id, depth, turn_index, visits, .. } = instance;
    let score = instance.score_text();
    let said = one_line(&instance.said(), width);
    format!("{id} {guess}{score:<5} depth {depth} turn {turn_index} visits {visits} {made:<7}{gone} {said}")
}

/// Trees as text, one instance a line.
pub fn tree_text(space: &TaskSpace, roots: &[&Instance], keep: &dyn Fn(&Instance) -> bool) -> String {
    let mut out = String::new();
    for root in roots {
        // A deep line of iterates must not be a deep stack: instances wait on one of our own.
        let mut waiting = vec![(*root, String::new(), String::new())];
        while let Some((instance, first, rest)) = waiting.pop() {
            let _ = writeln!(out, "{first}{}", line_of(instance, 40));
            let children: Vec<&Instance> = space.children(&instance.id).filter(|child| keep(child)).collect();
            let count = children.len();
            for (nth, child) in children.into_iter().enumerate().rev() {
                let (branch, below) = if nth + 1 == count { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                waiting.push((child, format!("{rest}{branch}"), format!("{rest}{below}")));
            }
        }
    }
    out
}
