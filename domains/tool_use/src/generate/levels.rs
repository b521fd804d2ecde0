//! The levels, and how each puts its tasks together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::draw::Draw;
use super::pieces::{self, Template};
use super::scene::{Piece, Scene};
use super::{chains, stories};
use crate::data::Entry;

/// A kind of task, the easiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One request that one call fulfils, with few functions to choose from.
    OneCall,
    /// One request for two things that have nothing to do with each other.
    TwoCalls,
    /// One request whose later calls need what earlier ones answer or do.
    DependentCalls,
    /// The first turn lacks a value that the call needs, so nothing should be called; the second turn brings it.
    MissingParameter,
    /// The function that a turn needs is withheld until the next turn.
    MissingFunction,
    /// Four to six turns, later ones of which build on what earlier ones did.
    LongHistory,
    /// Two or three services at once with all their functions.
    ManyFunctions,
}

impl Level {
    /// All of them, the easiest first.
    pub const ALL: [Self; 7] = [
        Self::OneCall,
        Self::TwoCalls,
        Self::DependentCalls,
        Self::MissingParameter,
        Self::MissingFunction,
        Self::LongHistory,
        Self::ManyFunctions,
    ];

    /// The name in configurations.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneCall => "one_call",
            Self::TwoCalls => "two_calls",
            Self::DependentCalls => "dependent_calls",
            Self::MissingParameter => "missing_parameter",
            Self::MissingFunction => "missing_function",
            Self::LongHistory => "long_history",
            Self::ManyFunctions => "many_functions",
        }
    }
}

/// The task of a level and a code; the same for the same arguments, on every machine.
pub(crate) fn generate(level: Level, code: u64) -> Entry {
    let draw = Draw::new(&format!("exitrl tool use 1/{}/{code}", level.name()));
    let Outline { scene, turns, missed, shown } = match level {
        Level::OneCall => one_call(draw),
        Level::TwoCalls => two_calls(draw),
        Level::DependentCalls => dependent_calls(draw),
        Level::MissingParameter => missing_parameter(draw),
        Level::MissingFunction => missing_function(draw),
        Level::LongHistory => long_history(draw),
        Level::ManyFunctions => many_functions(draw),
    };
    let (questions, ground_truth) = turns.into_iter().unzip();
    Entry {
        id: format!("generated_{}_{code}", level.name()),
        long: false,
        questions,
        scenarios: scene.scenarios(),
        classes: scene.classes(),
        missed,
        excluded: Vec::new(),
        shown,
        ground_truth,
    }
}

/// What the user says in a turn, and the calls that fulfil it.
pub(crate) type Turn = (Option<String>, Vec<String>);

/// What makes an entry.
struct Outline {
    scene: Scene,
    turns: Vec<Turn>,
    missed: BTreeMap<usize, Vec<String>>,
    shown: Option<Vec<String>>,
}

impl Outline {
    /// With all functions of the services.
    fn open(scene: Scene, turns: Vec<Turn>) -> Self {
        Self { scene, turns, missed: BTreeMap::new(), shown: None }
    }

    /// With the functions that the calls need and so many others of the same services, none of which is among `never`.
    fn narrow(mut scene: Scene, turns: Vec<Turn>, others: usize, never: &[&str]) -> Self {
        let needed: Vec<String> = turns.iter().flat_map(|(_, calls)| calls).map(|call| function_of(call).to_owned()).collect();
        let idle: Vec<&str> = scene
            .classes()
            .into_iter()
            .flat_map(crate::services::Class::method_names)
            .filter(|name| !needed.iter().any(|known| known == name) && !never.contains(name))
            .collect();
        let others = scene.draw.some(&idle, others);
        let mut shown = needed;
        shown.extend(others.into_iter().map(str::to_owned));
        shown.sort_unstable();
        shown.dedup();
        Self { shown: Some(shown), ..Self::open(scene, turns) }
    }
}

/// The function that a call calls.
pub(crate) fn function_of(call: &str) -> &str {
    call.split('(').next().unwrap_or_default()
}

fn any_template(draw: &mut Draw) -> &'static Template {
    let count = pieces::ALL.iter().map(|templates| templates.len()).sum();
    let place = draw.below(count);
    // The first is never reached by `unwrap_or`: the place is below the number of templates.
    pieces::ALL.iter().copied().flatten().nth(place).unwrap_or(&pieces::ALL[0][0])
}

/// Another template that goes together with those.
fn other_template(draw: &mut Draw, taken: &[&'static Template]) -> &'static Template {
    let fits = |new: &Template| {
        taken.iter().all(|old| !std::ptr::eq(*old, new) && (old.service != new.service || !(old.alone || new.alone)))
    };
    // Most templates fit, so a few tries do; the first that fits otherwise.
    let tries = (0..30).map(|_| any_template(draw)).find(|template| fits(template));
    tries.or_else(|| pieces::ALL.iter().copied().flatten().find(|template| fits(template))).unwrap_or(&pieces::ALL[0][0])
}

fn one_call(draw: Draw) -> Outline {
    let mut scene = Scene::new(draw);
    let piece = (any_template(&mut scene.draw).write)(&mut scene);
    let others = scene.draw.range(2, 4) as usize;
    Outline::narrow(scene, vec![(Some(piece.request), piece.calls)], others, &[])
}

/// Two requests as one.
fn joined(scene: &mut Scene, one: &Piece, two: &Piece) -> String {
    let wordings = [
        "{one} {two}",
        "{one} After that: {two}",
        "Two things, please. {one} {two}",
        "First: {one} Second: {two}",
        "{one} And one more thing. {two}",
    ];
    scene.say(&wordings, &[("one", &one.request), ("two", &two.request)])
}

fn two_calls(draw: Draw) -> Outline {
    let mut scene = Scene::new(draw);
    let first = any_template(&mut scene.draw);
    let second = other_template(&mut scene.draw, &[first]);
    let (one, two) = ((first.write)(&mut scene), (second.write)(&mut scene));
    let request = joined(&mut scene, &one, &two);
    let others = scene.draw.range(3, 6) as usize;
    Outline::narrow(scene, vec![(Some(request), [one.calls, two.calls].concat())], others, &[])
}

fn dependent_calls(draw: Draw) -> Outline {
    let mut scene = Scene::new(draw);
    let chain = scene.draw.pick(chains::ALL);
    let piece = chain(&mut scene);
    let others = scene.draw.range(3, 6) as usize;
    Outline::narrow(scene, vec![(Some(piece.request), piece.calls)], others, &[])
}

fn missing_parameter(mut draw: Draw) -> Outline {
    // More than half of the templates can leave something open.
    loop {
        let template = any_template(&mut draw);
        let mut scene = Scene::new(draw.clone());
        let piece = (template.write)(&mut scene);
        if let Some((vague, detail)) = piece.gap {
            let others = scene.draw.range(4, 7) as usize;
            return Outline::narrow(scene, vec![(Some(vague), Vec::new()), (Some(detail), piece.calls)], others, &[]);
        }
    }
}

fn missing_function(draw: Draw) -> Outline {
    let mut scene = Scene::new(draw);
    let template = any_template(&mut scene.draw);
    let piece = (template.write)(&mut scene);
    let function = function_of(&piece.calls[0]).to_owned();
    let never = substitutes(&function);
    let mut turns = Vec::new();
    if scene.draw.chance(50) {
        let before = other_template(&mut scene.draw, &[template]);
        let before = (before.write)(&mut scene);
        let used = function_of(&before.calls[0]);
        if used != function && !never.contains(&used) {
            turns.push((Some(before.request), before.calls));
        }
    }
    turns.push((Some(piece.request), Vec::new()));
    turns.push((None, piece.calls));
    let others = scene.draw.range(4, 7) as usize;
    let brought = turns.len() - 1;
    Outline { missed: BTreeMap::from([(brought, vec![function])]), ..Outline::narrow(scene, turns, others, never) }
}

/// Functions by which one could do without the withheld one, so that doing nothing would not be right.
fn substitutes(function: &str) -> &'static [&'static str] {
    match function {
        "mv" => &["cp", "rm", "touch", "echo"],
        "cp" => &["touch", "echo", "mv"],
        "rm" => &["rmdir", "mv"],
        "rmdir" => &["rm", "mv"],
        "cat" => &["tail", "grep", "sort"],
        "grep" | "tail" | "wc" | "sort" | "diff" => &["cat", "tail", "grep", "sort"],
        "ls" | "find" => &["ls", "find"],
        "close_ticket" | "resolve_ticket" => &["edit_ticket"],
        "get_ticket" => &["get_user_tickets"],
        "get_user_tickets" => &["get_ticket"],
        "add" | "subtract" | "sum_values" => &["add", "subtract", "sum_values", "multiply", "mean"],
        "multiply" | "divide" | "percentage" | "power" => {
            &["multiply", "divide", "percentage", "power", "add", "si_unit_conversion"]
        }
        "mean" | "standard_deviation" => &["sum_values", "add", "divide", "mean", "standard_deviation"],
        "si_unit_conversion" | "imperial_si_conversion" => &["multiply", "divide", "si_unit_conversion"],
        "min_value" | "max_value" => &["min_value", "max_value"],
        "square_root" => &["power"],
        "absolute_value" => &["subtract", "multiply"],
        "get_user_id" => &["list_users"],
        "search_messages" => &["view_messages_sent"],
        "view_messages_sent" => &["search_messages"],
        "get_tweet" => &["search_tweets", "get_user_tweets"],
        "get_user_tweets" | "search_tweets" => &["get_tweet", "search_tweets", "get_user_tweets"],
        "liter_to_gallon" | "gallon_to_liter" => &["multiply", "liter_to_gallon", "gallon_to_liter"],
        "get_credit_card_balance" => &["get_all_credit_cards"],
        "retrieve_invoice" => &["get_booking_history"],
        "get_booking_history" => &["retrieve_invoice"],
        "get_stock_info" => &["filter_stocks_by_price"],
        _ => &[],
    }
}

fn long_history(draw: Draw) -> Outline {
    let mut scene = Scene::new(draw);
    let story = scene.draw.pick(stories::ALL);
    let turns = story(&mut scene).into_iter().map(|(request, calls)| (Some(request), calls)).collect();
    Outline::narrow(scene, turns, 6, &[])
}

/// Requests to different services as a list, among state that nobody asks about.
fn many_functions(draw: Draw) -> Outline {
    let mut scene = Scene::new(draw);
    let count = scene.draw.range(2, 3) as usize;
    let services = scene.draw.some(&pieces::ALL, count);
    for templates in &services {
        // What this request would need stays behind in the scenario.
        let unasked: Vec<&Template> = templates.iter().filter(|template| !template.alone).collect();
        _ = (scene.draw.pick(&unasked).write)(&mut scene);
    }
    let mut asked = Vec::new();
    for templates in services {
        let place = scene.draw.below(templates.len());
        asked.push((templates[place].write)(&mut scene));
    }
    let in_turn = if count == 3 && scene.draw.chance(50) { 2 } else { count };
    let turns = asked.chunks(in_turn).map(|pieces| listed(&mut scene, pieces)).collect();
    Outline::open(scene, turns)
}

/// Requests as a numbered list; one alone as it is.
fn listed(scene: &mut Scene, pieces: &[Piece]) -> Turn {
    let calls = pieces.iter().flat_map(|piece| piece.calls.clone()).collect();
    if let [only] = pieces {
        return (Some(only.request.clone()), calls);
    }
    let head = scene.draw.pick(&["My list for now:", "Please see to these, in this order:", "Here is what I need:"]);
    let items = pieces.iter().enumerate().map(|(nth, piece)| format!("\n{}. {}", nth + 1, piece.request));
    (Some(items.fold(head.to_owned(), |text, item| text + &item)), calls)
}
