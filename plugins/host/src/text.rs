//! Small texts that several messages need.

use std::time::Duration;

use exitrl_domain::Request;

/// The beginning of a text of unknown length and content, fit for one line of a message.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    const LONGEST: usize = 200;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]);
    let more = if bytes.len() > LONGEST { format!("... ({} bytes)", bytes.len()) } else { String::new() };
    format!("{head:?}{more}")
}

/// A call in words: ``the call `step` of episode 3 (task toy-3)``.
pub(crate) fn name_call(request: &Request, task_id: Option<&str>) -> String {
    let name = request.name();
    match (request, request.episode(), task_id) {
        (Request::Task { split, index }, ..) => format!("the call `task` of {} task {index}", split.name()),
        (Request::Start { start }, ..) => format!("the call `start` of task {}", start.task.id),
        (Request::Reference { task } | Request::Demonstrate { task, .. }, ..) => format!("the call `{name}` of task {}", task.id),
        (_, Some(episode), Some(task)) => format!("the call `{name}` of episode {} (task {task})", episode.0),
        _ => format!("the call `{name}`"),
    }
}

/// Seconds, with as many digits as a person needs.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

/// An error with all of its reasons. A loader's error displays as "dlopen failed" alone; the reason is in its source.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(reason) = next {
        text.push_str(": ");
        text.push_str(&reason.to_string());
        next = reason.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use exitrl_domain::{EpisodeId, Split};

    #[test]
    fn a_long_text_is_cut_and_its_length_told() {
        assert_eq!(excerpt(b"oops\n"), "\"oops\\n\"");
        let long = excerpt(&[b'x'; 5000]);
        assert!(long.starts_with("\"xxx") && long.ends_with("\"... (5000 bytes)"), "{long}");
        assert!(long.len() < 230);
    }

    #[test]
    fn a_call_is_named_with_what_it_was_about() {
        let drop = Request::Drop { episode: EpisodeId(3) };
        assert_eq!(name_call(&drop, Some("toy-3")), "the call `drop` of episode 3 (task toy-3)");
        assert_eq!(name_call(&Request::Task { split: Split::Test, index: 4 }, None), "the call `task` of test task 4");
        assert_eq!(name_call(&Request::TaskCount { split: Split::Test }, None), "the call `task_count`");
    }
}
