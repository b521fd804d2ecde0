//! Calls that are executed while a task is made, since what they answer is needed for what follows.

use serde_json::Value as Json;

use super::scene::{Piece, Scene};

/// Turns in the making. All that the scenarios need is put there before the first call of a service.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub(crate) scene: &'a mut Scene,
    calls: Vec<String>,
    turns: Vec<(String, Vec<String>)>,
}

impl<'a> Script<'a> {
    pub(crate) fn new(scene: &'a mut Scene) -> Self {
        Self { scene, calls: Vec::new(), turns: Vec::new() }
    }

    /// Adds a call to the turn and executes it: its answer.
    pub(crate) fn call(&mut self, call: String) -> Json {
        let answer = self.scene.answer(&call);
        self.calls.push(call);
        answer
    }

    /// What the user says so that the calls since the last turn are right.
    pub(crate) fn ask(&mut self, wordings: &[&str], values: &[(&str, &dyn std::fmt::Display)]) {
        let request = self.scene.say(wordings, values);
        self.turns.push((request, std::mem::take(&mut self.calls)));
    }

    /// The turns.
    pub(crate) fn turns(self) -> Vec<(String, Vec<String>)> {
        self.turns
    }

    /// The only turn.
    pub(crate) fn piece(self, wordings: &[&str], values: &[(&str, &dyn std::fmt::Display)]) -> Piece {
        let request = self.scene.say(wordings, values);
        Piece { request, calls: self.calls, gap: None }
    }
}
