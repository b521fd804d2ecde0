//! Countdown, a small domain to copy: make a target from four numbers with + - * / and brackets. README.md says how.

use exitrl_domain::*;
use serde::Deserialize;

type Puzzle = ([i64; 4], i64, String); // the numbers, the target, a solution
const MAX_TURNS: usize = 2;

/// Puzzles without end. It has no settings, so it is its own configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countdown {}
export_domain!(Countdown);

impl Domain for Countdown {
    type Config = Self;
    const FEATURES: &'static [Feature] = &[Feature::Reference];
    fn open(config: Self, _host: Host) -> Result<Self, DomainError> {
        Ok(config)
    }
    fn metadata(&self) -> Metadata {
        Metadata::new("countdown", "1", MAX_TURNS as u32)
    }
    fn task_count(&self, _split: Split) -> u64 {
        u64::MAX
    }
    fn task(&self, split: Split, index: u64) -> Result<Task, DomainError> {
        let mut state = index;
        loop {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = |place: u32| (state >> (22 + 6 * place)) as usize % 12;
            let numbers = [0, 1, 2, 3].map(|place| 1 + draw(place) as i64);
            let ([a, b, c, d], [x, y, z]) = (numbers, [4, 5, 6].map(|place| ["+", "-", "*", "/"][draw(place) % 4]));
            let solution = format!("(({a} {x} {b}) {y} {c}) {z} {d}");
            let held_out = (a + b + c + d) % 5 == 0; // by the numbers, so that no puzzle is in both splits
            let target = value(&solution, &mut numbers.to_vec()).filter(|(n, d)| n % d == 0).map_or(0, |(n, d)| n / d);
            if (1..=100).contains(&target) && held_out == (split == Split::Test) {
                let payload = serde_json::json!((numbers, target, solution));
                return Ok(Task { id: format!("{}/{index}", split.name()), payload });
            }
        }
    }
    fn start(&self, start: &EpisodeStart) -> Result<Box<dyn Episode>, DomainError> {
        Ok(Box::new(Play(read(&start.task)?, start.history.clone())))
    }
    fn reference(&self, task: &Task) -> Result<Option<Vec<Message>>, DomainError> {
        read(task).map(|(_, _, solution)| Some(vec![Message::assistant(format!("Answer: {solution}"))]))
    }
}

fn read(task: &Task) -> Result<Puzzle, DomainError> {
    let small = |(numbers, target, _): &Puzzle| numbers.iter().chain([target]).all(|n| (1..=100).contains(n));
    let puzzle = Puzzle::deserialize(&task.payload).ok().filter(small);
    puzzle.ok_or_else(|| DomainError::request("payload is not [four numbers, target, solution] with numbers from 1 to 100"))
}

/// A puzzle and the turns played so far.
struct Play(Puzzle, Vec<TurnRecord>);

impl Episode for Play {
    fn prompt(&self, operator: Operator, latest: Option<&Iterate>) -> Result<Vec<Message>, DomainError> {
        let Self((numbers, target, _), turns) = self;
        let task = format!("Make {target} from {numbers:?}, each used once at most. End with `Answer:` and your expression.");
        let said = turns.iter().flat_map(|turn| [turn.action.clone(), Message::user(turn.feedback.as_deref().unwrap_or("?"))]);
        standard_prompt([Message::user(task)].into_iter().chain(said).collect(), operator, latest)
    }
    fn step(&mut self, action: &Message, _deadline: Deadline) -> Result<StepResult, DomainError> {
        let Self((numbers, target, _), turns) = self;
        let text = action.content.rsplit_once("Answer:").and_then(|(_, rest)| rest.split(['\n', '=']).next());
        let value = text.filter(|text| text.len() < 100).and_then(|text| value(text, &mut numbers.to_vec()));
        let distance = value.map(|(n, d)| (n - *target * d).abs() as f64 / d.abs() as f64);
        let quality = distance.map_or(0.0, |distance| if distance == 0.0 { 1.0 } else { 0.5 / (1.0 + distance) });
        let feedback = distance.map_or("That is no answer.".to_owned(), |distance| format!("That is {distance:.2} off."));
        let reward = (quality - turns.iter().map(|turn| turn.reward).sum::<f64>()).max(0.0); // what it adds to the best so far
        turns.push(TurnRecord { action: action.clone(), feedback: Some(feedback.clone()), reward });
        let outcome = distance.map_or(Outcome::Unparsable, |_| Outcome::Graded);
        Ok(StepResult { reward, done: quality == 1.0 || turns.len() >= MAX_TURNS, outcome, feedback: Some(feedback) })
    }
}

/// The exact value of an expression as a fraction; each number that it uses is taken out of `left`.
fn value(text: &str, left: &mut Vec<i64>) -> Option<(i64, i64)> {
    let outside = |at: usize| text[..at].matches('(').count() == text[..at].matches(')').count();
    let last = |signs: [char; 2]| text.rmatch_indices(signs).find(|(at, _)| outside(*at));
    let (at, sign) = match (last(['+', '-']).or_else(|| last(['*', '/'])), text.trim().strip_prefix('(')) {
        (Some(found), _) => found,
        (None, Some(inner)) => return value(inner.strip_suffix(')')?, left),
        (None, None) => return left.iter().position(|n| text.trim() == n.to_string()).map(|at| (left.swap_remove(at), 1)),
    };
    let ((a, b), (c, d)) = (value(&text[..at], left)?, value(&text[at + 1..], left)?);
    match sign {
        "+" => Some((a * d + c * b, b * d)),
        "-" => Some((a * d - c * b, b * d)),
        "*" => Some((a * c, b * d)),
        _ => (c != 0).then_some((a * d, b * c)),
    }
}
