//! Tasks of a configuration: entries by split and index, and what a conversation about each of them needs.

use std::collections::HashMap;
use std::sync::Arc;

use exitrl_domain::{DomainError, Split, Task};
use serde_json::{Value, json};

use crate::call::CallRules;
use crate::check::Prepared;
use crate::config::{TaskSet, ToolUseConfig};
use crate::conversation::Subject;
use crate::data::{Benchmark, Category, Entry, Package, Sides, divide};
use crate::generate::{Endless, Level, generate, handmade};
use crate::prompt::Prompter;
use crate::services::{Class, LongContext};
use crate::tools::Tools;

/// A source of subjects.
pub(crate) struct Tasks {
    set: Set,
    pub(crate) prompter: Prompter,
    maker: Maker,
    /// Version of the data, for the domain's version.
    pub(crate) data_version: Option<String>,
    /// Which data it is, a line each.
    pub(crate) provenance: Vec<String>,
}

enum Set {
    Entries { subjects: Vec<Arc<Subject>>, places: HashMap<String, usize>, sides: Sides },
    Endless(Endless),
}

/// What is added to an entry to make a subject of it.
struct Maker {
    docs: HashMap<Class, Vec<Value>>,
    long: Option<Arc<LongContext>>,
    calls: CallRules,
    withhold_excluded: bool,
    first_turn_only: bool,
    /// Whether docs are the benchmark's, which get its remark on the language.
    hint: bool,
}

impl Tasks {
    /// Reads or makes what the configuration names.
    ///
    /// # Errors
    /// Where data cannot be read or used.
    pub(crate) fn open(config: &ToolUseConfig) -> Result<Self, DomainError> {
        match config.task_set() {
            TaskSet::Bfcl => Self::of_benchmark(config),
            TaskSet::Handmade => {
                let maker = Maker::new(config, own_docs(), None, false);
                Self::of_entries(config, handmade()?, maker, Prompter::new(config, None))
            }
            TaskSet::Generated => Ok(Self {
                set: Set::Endless(Endless::new(&config.levels, config.seed)),
                prompter: Prompter::new(config, None),
                maker: Maker::new(config, own_docs(), None, false),
                data_version: None,
                provenance: Vec::new(),
            }),
        }
    }

    fn of_benchmark(config: &ToolUseConfig) -> Result<Self, DomainError> {
        let package = open_package(config)?;
        let benchmark = Benchmark::read(&package, &config.episode_categories())?;
        let prompter = Prompter::new(config, benchmark.prompt.as_ref());
        let maker = Maker::new(config, benchmark.docs, benchmark.long, true);
        let tasks = Self::of_entries(config, benchmark.entries, maker, prompter)?;
        Ok(Self { data_version: package.version(), provenance: benchmark.provenance, ..tasks })
    }

    fn of_entries(config: &ToolUseConfig, entries: Vec<Entry>, maker: Maker, prompter: Prompter) -> Result<Self, DomainError> {
        let sides = divide(&entries, config.test_fraction, config.seed);
        let places = entries.iter().enumerate().map(|(place, entry)| (entry.id.clone(), place)).collect();
        let subjects = entries.into_iter().map(|entry| maker.subject(entry, &prompter)).collect::<Result<_, _>>()?;
        let set = Set::Entries { subjects, places, sides };
        Ok(Self { set, prompter, maker, data_version: None, provenance: Vec::new() })
    }

    pub(crate) fn count(&self, split: Split) -> u64 {
        match &self.set {
            Set::Endless(endless) => endless.count(split),
            Set::Entries { sides, .. } => side(sides, split).len() as u64,
        }
    }

    /// Most requests of a task.
    pub(crate) fn most_turns(&self) -> usize {
        const GENERATED: usize = 6;
        match &self.set {
            Set::Endless(_) => GENERATED,
            Set::Entries { subjects, .. } => {
                subjects.iter().map(|subject| subject.prepared.entry.questions.len()).max().unwrap_or(1)
            }
        }
    }

    /// Task `index` of a split; [`None`] where there is none.
    pub(crate) fn task(&self, split: Split, index: u64) -> Option<Task> {
        match &self.set {
            Set::Endless(endless) => {
                let (level, code) = endless.task(split, index);
                let id = generate(level, code).id;
                Some(Task { id, payload: json!({"level": level, "code": code.to_string()}) })
            }
            Set::Entries { subjects, sides, .. } => {
                let place = *side(sides, split).get(usize::try_from(index).ok()?)?;
                let id = subjects[place].prepared.entry.id.clone();
                Some(Task { payload: json!({"entry": id}), id })
            }
        }
    }

    /// The subject of a task.
    ///
    /// # Errors
    /// Where the task is none of these.
    pub(crate) fn subject(&self, task: &Task) -> Result<Arc<Subject>, DomainError> {
        self.subject_of(&task.payload).ok_or_else(|| {
            let text =
                format!("the task's payload {} names no task of this configuration; give one that the domain made", task.payload);
            DomainError::request(text).on_task(&task.id)
        })?
    }

    fn subject_of(&self, payload: &Value) -> Option<Result<Arc<Subject>, DomainError>> {
        match &self.set {
            Set::Entries { subjects, places, .. } => {
                let place = places.get(payload["entry"].as_str()?)?;
                Some(Ok(Arc::clone(&subjects[*place])))
            }
            Set::Endless(_) => {
                let level: Level = serde_json::from_value(payload["level"].clone()).ok()?;
                let code = payload["code"].as_str()?.parse().ok()?;
                Some(self.maker.subject(generate(level, code), &self.prompter))
            }
        }
    }
}

fn side(sides: &Sides, split: Split) -> &[usize] {
    match split {
        Split::Train => &sides.train,
        Split::Test => &sides.test,
    }
}

impl Maker {
    fn new(config: &ToolUseConfig, docs: HashMap<Class, Vec<Value>>, long: Option<Arc<LongContext>>, hint: bool) -> Self {
        Self {
            docs,
            long,
            calls: CallRules { rewrite_texts: config.rewrite_texts },
            withhold_excluded: config.withhold_excluded,
            first_turn_only: config.first_turn_only,
            hint,
        }
    }

    fn subject(&self, entry: Entry, prompter: &Prompter) -> Result<Arc<Subject>, DomainError> {
        let docs = entry.classes.iter().flat_map(|class| self.docs.get(class).into_iter().flatten().cloned()).collect();
        let excluded: &[String] = if self.withhold_excluded { &entry.excluded } else { &[] };
        let tools = Tools::new(docs, &entry, excluded, self.hint);
        let prepared = Prepared::new(entry, self.long.as_ref(), self.calls)?;
        let prepared = if self.first_turn_only { prepared.cut(1) } else { prepared };
        Ok(Arc::new(Subject { system: prompter.system(&tools), tools, prepared }))
    }
}

fn own_docs() -> HashMap<Class, Vec<Value>> {
    Class::ALL.iter().map(|class| (*class, class.docs())).collect()
}

fn open_package(config: &ToolUseConfig) -> Result<Package, DomainError> {
    match &config.data {
        Some(path) => Package::open(path),
        None => {
            Err(DomainError::config("no data is given; name the data folder of bfcl-eval, its unpacked package or its wheel"))
        }
    }
}

/// Every entry that can be graded by its id: of the categories named, or of all that the data has.
///
/// # Errors
/// Where data cannot be read or used.
pub(crate) fn gradable(config: &ToolUseConfig) -> Result<HashMap<String, Prepared>, DomainError> {
    let calls = CallRules { rewrite_texts: config.rewrite_texts };
    let (entries, long) = match config.task_set() {
        TaskSet::Handmade => (handmade()?, None),
        TaskSet::Generated => (Vec::new(), None),
        TaskSet::Bfcl => {
            let package = open_package(config)?;
            let has_sources = package.source(crate::services::LONG_CONTEXT_SOURCE)?.is_some();
            let all = Category::SCORED.into_iter().filter(|category| has_sources || !category.is_long()).collect();
            let categories: Vec<Category> = config.categories.clone().unwrap_or(all);
            let benchmark = Benchmark::read(&package, &categories)?;
            (benchmark.entries, benchmark.long)
        }
    };
    let prepare = |entry: Entry| Prepared::new(entry, long.as_ref(), calls).map(|prepared| (prepared.entry.id.clone(), prepared));
    entries.into_iter().map(prepare).collect()
}

/// The entry of a generated task's id, `generated_<level>_<code>`.
pub(crate) fn generated_by_id(id: &str) -> Option<Entry> {
    let (level, code) = id.strip_prefix("generated_")?.rsplit_once('_')?;
    let level = Level::ALL.iter().copied().find(|known| known.name() == level)?;
    Some(generate(level, code.parse().ok()?))
}
