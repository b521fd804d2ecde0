//! Joins the events of `instances.jsonl`.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::{Instance, TaskSpace, TaskSpaceError};
use crate::curriculum::{Created, InstanceEvent, Visited};
use crate::instance::InstanceId;

impl TaskSpace {
    /// Reads the task space of a run folder. A run that goes on may leave half a line at the end, which is left out.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or holds nothing.
    pub fn read(run_dir: &Path) -> Result<Self, TaskSpaceError> {
        let path = run_dir.join("instances.jsonl");
        let failed = |source| TaskSpaceError::Io { path: path.clone(), source };
        let mut input = BufReader::new(File::open(&path).map_err(failed)?);
        let mut space = Self::default();
        let (mut text, mut line) = (String::new(), 0);
        while input.read_line(&mut text).map_err(failed)? > 0 {
            line += 1;
            match serde_json::from_str(&text) {
                Ok(event) => space.take(event),
                Err(_) if !text.ends_with('\n') => break,
                Err(error) => return Err(TaskSpaceError::Content { path, line, what: error.to_string() }),
            }
            text.clear();
        }
        space.link();
        if space.instances.is_empty() { Err(TaskSpaceError::Empty { path }) } else { Ok(space) }
    }

    fn take(&mut self, event: InstanceEvent) {
        match event {
            InstanceEvent::Created(created) => self.create(*created),
            InstanceEvent::Visited(visited) => self.visit(visited),
            InstanceEvent::Guessed { train_step, id, score } => {
                if let Some(instance) = self.by_id(id) {
                    (instance.score, instance.measured, instance.scored_at) = (Some(score), false, train_step);
                }
            }
            InstanceEvent::Evicted { train_step, id, reason } => {
                if let Some(instance) = self.by_id(id) {
                    (instance.stored, instance.evicted_at, instance.eviction) = (false, Some(train_step), Some(reason));
                }
            }
        }
    }

    fn by_id(&mut self, id: InstanceId) -> Option<&mut Instance> {
        self.index.get(&id).map(|&at| &mut self.instances[at])
    }

    fn add(&mut self, instance: Instance) {
        self.index.insert(instance.id, self.instances.len());
        self.instances.push(instance);
    }

    /// An instance that is stored again keeps the line that it first came from.
    fn create(&mut self, created: Created) {
        if let Some(known) = self.by_id(created.id) {
            known.stored = true;
            (known.score, known.measured, known.scored_at) = (Some(created.score), created.measured, created.train_step);
            known.payload = known.payload.take().or(created.payload);
            return;
        }
        self.add(Instance {
            id: created.id,
            parent: created.parent,
            operator: created.operator,
            task_id: created.task_id,
            turn_index: created.turn_index,
            iterate_index: created.iterate_index,
            depth: created.depth,
            score: Some(created.score),
            measured: created.measured,
            scored_at: created.train_step,
            visits: 0,
            groups: 0,
            created_at: created.train_step,
            stored: true,
            evicted_at: None,
            eviction: None,
            payload: created.payload,
            turns: created.turns,
            latest: created.latest,
        });
    }

    /// A base task that was trained on, but never stored, is known by its groups alone.
    fn visit(&mut self, visited: Visited) {
        let Visited { train_step, id, task_id, from_buffer, score, .. } = visited;
        if self.by_id(id).is_none() {
            self.add(base_task(id, task_id, train_step));
        }
        let Some(instance) = self.by_id(id) else { return };
        instance.groups += 1;
        instance.visits += u64::from(from_buffer);
        if score.is_some() {
            (instance.score, instance.measured, instance.scored_at) = (score, true, train_step);
        }
    }

    fn link(&mut self) {
        self.children = vec![Vec::new(); self.instances.len()];
        for (at, instance) in self.instances.iter().enumerate() {
            let parent = instance.parent.and_then(|parent| self.index.get(&parent));
            if let Some(&parent) = parent.filter(|parent| **parent < at) {
                self.children[parent].push(at);
            }
        }
    }
}

fn base_task(id: InstanceId, task_id: String, train_step: u64) -> Instance {
    Instance {
        id,
        parent: None,
        operator: None,
        task_id,
        turn_index: 0,
        iterate_index: 0,
        depth: 0,
        score: None,
        measured: false,
        scored_at: train_step,
        visits: 0,
        groups: 0,
        created_at: train_step,
        stored: false,
        evicted_at: None,
        eviction: None,
        payload: None,
        turns: Vec::new(),
        latest: None,
    }
}
