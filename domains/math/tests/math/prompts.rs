use exitrl_domain::{DomainClient, EpisodeStart, Iterate, Message, Operator, Role, Split, Task};
use exitrl_math::Family;
use serde_json::{Value, json};

/// Every prompt of a task under a configuration, with the reference, as one text.
fn render(config: &Value) -> String {
    let domain = super::open(config);
    let task = domain.task(Split::Test, 0).unwrap();
    let reference = domain.reference(&task).unwrap().unwrap().remove(0);
    let latest = Iterate { response: Message::assistant("12, 13"), feedback: None, quality: 0.0 };
    let mut text = format!("{config}\ntask {}\n", task.id);
    for (operator, latest) in [(Operator::Attempt, None), (Operator::Improve, Some(&latest)), (Operator::Diverge, Some(&latest))]
    {
        text.push_str(&format!("\n--- {} ---\n", operator.name()));
        for message in prompt(&domain, &task, operator, latest) {
            text.push_str(&format!("[{}]\n{}\n", role(message.role), message.content));
        }
    }
    text.push_str(&format!("\n--- reference ---\n{}\n", reference.content));
    text
}

fn prompt(domain: &impl DomainClient, task: &Task, operator: Operator, latest: Option<&Iterate>) -> Vec<Message> {
    let episode = domain.start(&EpisodeStart { task: task.clone(), history: Vec::new(), seed: 0 }).unwrap();
    domain.prompt(episode, operator, latest).unwrap().messages
}

fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    }
}

/// Compares with the committed text; `EXITRL_UPDATE_GOLDEN=1` writes it anew.
fn same_as_committed(name: &str, text: &str) {
    let path = super::here("golden").join(format!("{name}.txt"));
    if std::env::var_os("EXITRL_UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, committed, "{} differs; look at it, then write it anew with EXITRL_UPDATE_GOLDEN=1", path.display());
}

#[test]
fn the_prompts_of_every_family_are_the_committed_ones() {
    for family in Family::ALL {
        let source = json!({"type": "family", "family": family});
        let mut styles = vec![json!({"source": source}), json!({"source": source, "prompt": "compact"})];
        if TOPICS.contains(&family) {
            styles.truncate(1);
        }
        let text: Vec<String> = styles.iter().map(render).collect();
        same_as_committed(family.name(), &text.join("\n==========\n"));
    }
}

/// The families of many kinds of problems, which have no compact prompts.
const TOPICS: [Family; 4] = [Family::Algebra, Family::NumberTheory, Family::Combinatorics, Family::Geometry];

/// Problems of each level that the committed file shows.
const SHOWN: u64 = 8;

/// Question and answer of some problems of every level; another text means that the meaning of old runs changed.
#[test]
fn problems_of_every_level_of_every_topic_are_the_committed_ones() {
    for family in TOPICS {
        let mut text = String::new();
        for level in family.levels().0..=family.levels().1 {
            let domain = super::open(&json!({"source": {"type": "family", "family": family, "level": level}}));
            for index in 0..SHOWN {
                let task = domain.task(Split::Train, index).unwrap();
                let [question, gold] =
                    ["/question", "/answer/gold"].map(|at| task.payload.pointer(at).unwrap().as_str().unwrap());
                text.push_str(&format!("{}\n{question}\n    {gold}\n", task.id));
            }
        }
        same_as_committed(&format!("{}_levels", family.name()), &text);
    }
}

#[test]
fn harder_levels_and_boxed_answers_are_the_committed_ones() {
    let levels =
        [(Family::WordProblem, 2), (Family::LinearEquation, 2), (Family::LinearEquation, 3), (Family::LinearEquation, 4)];
    let configs = levels
        .map(|(family, level)| json!({"source": {"type": "family", "family": family, "level": level}, "format_hint": "boxed"}));
    let text: Vec<String> = configs.iter().map(render).collect();
    same_as_committed("harder", &text.join("\n==========\n"));
}
