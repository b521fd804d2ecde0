use super::*;
use crate::seed::Purpose;
use crate::testing::task;
use arbtest::arbtest;
use exitrl_domain::{Iterate, Message};

/// A start whose latest iterate is `text`.
fn start(text: &str) -> PartialHistory {
    let latest = Iterate { response: Message::assistant(text), feedback: None, quality: 0.5 };
    PartialHistory { latest: Some(latest), iterate_index: 1, ..PartialHistory::base(task("t")) }
}

fn buffer_of(capacity: usize, scores: &[(&str, f32)]) -> TaskBuffer {
    let mut buffer = TaskBuffer::new(capacity, 10.0);
    for (text, score) in scores {
        buffer.insert_guess(start(text), *score, 0);
    }
    buffer
}

fn texts(buffer: &TaskBuffer) -> Vec<String> {
    let mut texts: Vec<_> = buffer.entries().iter().map(text).collect();
    texts.sort();
    texts
}

fn text(entry: &Entry) -> String {
    entry.start.latest.as_ref().unwrap().response.content.clone()
}

fn score(buffer: &TaskBuffer, text: &str) -> Option<f32> {
    buffer.get(&start(text).id()).map(|entry| entry.score)
}

fn draw_seed(i: u64) -> Seed {
    Seed::of_run(11).derive(Purpose::Curriculum, i)
}

#[test]
fn a_full_buffer_takes_an_equal_score_and_refuses_a_lower_one() {
    let mut buffer = buffer_of(2, &[("a", 0.1), ("b", 0.2)]);
    assert!(!buffer.insert_guess(start("low"), 0.05, 1));
    assert_eq!(texts(&buffer), ["a", "b"]);
    assert!(buffer.insert_guess(start("equal"), 0.1, 1));
    assert_eq!(texts(&buffer), ["b", "equal"]);
}

#[test]
fn among_equals_the_oldest_goes_first() {
    let mut buffer = buffer_of(3, &[("first", 0.0), ("second", 0.0), ("third", 0.0)]);
    buffer.insert_guess(start("fourth"), 0.0, 1);
    assert_eq!(texts(&buffer), ["fourth", "second", "third"]);
    buffer.insert_guess(start("fifth"), 0.0, 1);
    assert_eq!(texts(&buffer), ["fifth", "fourth", "third"]);
}

#[test]
fn entries_are_drawn_as_often_as_the_softmax_says() {
    // kappa = 10 on scores 0, 0.1 and 0.25: chances 0.0629, 0.1710 and 0.7662.
    let buffer = buffer_of(8, &[("a", 0.0), ("b", 0.1), ("c", 0.25)]);
    let mut counts = HashMap::<String, f64>::new();
    let draws = 10_000;
    for i in 0..draws {
        *counts.entry(text(buffer.draw(draw_seed(i)).unwrap())).or_default() += 1.0 / draws as f64;
    }
    for (name, want) in [("a", 0.0629f64), ("b", 0.1710), ("c", 0.7662)] {
        let deviation = (want * (1.0 - want) / draws as f64).sqrt();
        assert!((counts[name] - want).abs() < 4.5 * deviation, "{name}: {} is not {want}", counts[name]);
    }
}

#[test]
fn a_measured_score_is_written_to_its_own_entry_only_and_outlives_guesses() {
    let mut buffer = buffer_of(4, &[("a", 0.1), ("b", 0.1)]);
    assert!(buffer.write_back(&start("a").id(), 0.25));
    assert_eq!((score(&buffer, "a"), score(&buffer, "b")), (Some(0.25), Some(0.1)));
    assert!(buffer.insert_guess(start("a"), 0.0, 5), "it is stored already");
    assert_eq!((score(&buffer, "a"), buffer.len()), (Some(0.25), 2));
    buffer.insert_guess(start("b"), 0.2, 5);
    assert_eq!(score(&buffer, "b"), Some(0.2), "a newer guess replaces a guess");
    assert!(!buffer.write_back(&start("c").id(), 0.2));
    assert_eq!(buffer.len(), 2);
}

#[test]
fn a_score_written_down_makes_an_entry_the_next_to_go() {
    let mut buffer = buffer_of(2, &[("a", 0.2), ("b", 0.1)]);
    buffer.write_back(&start("a").id(), 0.0);
    buffer.insert_guess(start("c"), 0.05, 1);
    assert_eq!(texts(&buffer), ["b", "c"]);
}

#[test]
fn a_removed_entry_is_never_drawn_and_the_others_stay_reachable() {
    let mut buffer = buffer_of(4, &[("a", 0.25), ("b", 0.1), ("c", 0.2)]);
    assert!(buffer.remove(&start("a").id()));
    assert!(!buffer.remove(&start("a").id()));
    assert_eq!(texts(&buffer), ["b", "c"]);
    assert!((0..200).all(|i| text(buffer.draw(draw_seed(i)).unwrap()) != "a"));
    assert_eq!((score(&buffer, "b"), score(&buffer, "c")), (Some(0.1), Some(0.2)));
}

#[test]
fn a_buffer_for_nothing_and_an_empty_one_give_nothing() {
    let mut none = TaskBuffer::new(0, 10.0);
    assert!(!none.insert_guess(start("a"), 0.2, 0));
    assert!(none.is_empty() && none.draw(draw_seed(0)).is_none());
    assert!(TaskBuffer::new(3, 10.0).draw(draw_seed(0)).is_none());
}

#[test]
fn scores_that_are_no_variance_count_as_nothing() {
    let buffer = buffer_of(4, &[("nan", f32::NAN), ("negative", -0.0), ("fine", 0.1)]);
    assert_eq!((score(&buffer, "nan"), score(&buffer, "negative")), (Some(0.0), Some(0.0)));
}

#[test]
fn a_smaller_buffer_keeps_the_best_of_a_larger_ones_state() {
    let large = buffer_of(4, &[("a", 0.1), ("b", 0.25), ("c", 0.0), ("d", 0.2)]);
    let mut small = TaskBuffer::new(2, 10.0);
    small.restore(large.state());
    assert_eq!(texts(&small), ["b", "d"]);
}

/// One random operation on a buffer. Starts are few, so that they meet again.
fn disturb(u: &mut arbtest::arbitrary::Unstructured<'_>, buffer: &mut TaskBuffer) -> arbtest::arbitrary::Result<()> {
    let start = start(&format!("r{}", u.int_in_range(0..=30u8)?));
    let score = f32::from(u.int_in_range(0..=6u8)?) / 24.0;
    match u.int_in_range(0..=5u8)? {
        0 => drop(buffer.write_back(&start.id(), score)),
        1 => drop(buffer.remove(&start.id())),
        2 => drop(buffer.insert_measured(start, score, 3)),
        _ => drop(buffer.insert_guess(start, score, 3)),
    }
    Ok(())
}

#[test]
fn a_buffer_restored_through_text_behaves_as_the_one_that_was_saved() {
    arbtest(|u| {
        let capacity = u.int_in_range(1..=12)?;
        let mut lived = TaskBuffer::new(capacity, 10.0);
        for _ in 0..u.int_in_range(0..=40)? {
            disturb(u, &mut lived)?;
        }
        let text = serde_json::to_string(&lived.state()).unwrap();
        let mut restored = TaskBuffer::new(capacity, 10.0);
        restored.restore(serde_json::from_str(&text).unwrap());
        // The same further life, byte for byte, on both.
        let rest: Vec<u8> = u.bytes(u.len().min(60))?.to_vec();
        for buffer in [&mut lived, &mut restored] {
            let mut u = arbtest::arbitrary::Unstructured::new(&rest);
            for _ in 0..8 {
                disturb(&mut u, buffer)?;
            }
        }
        assert_eq!(lived.entries(), restored.entries());
        for i in 0..20 {
            assert_eq!(lived.draw(draw_seed(i)), restored.draw(draw_seed(i)));
        }
        Ok(())
    });
}

#[test]
fn fed_with_new_starts_a_buffer_keeps_the_highest_scores() {
    arbtest(|u| {
        let capacity = u.int_in_range(1..=10)?;
        let scores: Vec<u8> = u.arbitrary()?;
        let mut buffer = TaskBuffer::new(capacity, 10.0);
        for (i, score) in scores.iter().enumerate() {
            buffer.insert_guess(start(&i.to_string()), f32::from(*score) / 1024.0, 0);
        }
        let mut kept: Vec<f32> = buffer.entries().iter().map(|entry| entry.score).collect();
        kept.sort_by(f32::total_cmp);
        let mut all: Vec<f32> = scores.iter().map(|score| f32::from(*score) / 1024.0).collect();
        all.sort_by(f32::total_cmp);
        assert_eq!(kept, all[all.len().saturating_sub(capacity)..]);
        Ok(())
    });
}
