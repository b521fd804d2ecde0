use super::*;
use crate::config::Prioritization;
use crate::seed::Purpose;
use crate::testing::task;
use arbtest::arbtest;
use exitrl_domain::{Iterate, Message};

/// A start whose latest iterate is `text`.
fn start(text: &str) -> PartialHistory {
    let latest = Iterate { response: Message::assistant(text), feedback: None, quality: 0.5 };
    PartialHistory { latest: Some(latest), iterate_index: 1, ..PartialHistory::base(task("t")) }
}

fn section(capacity: usize) -> CurriculumSection {
    CurriculumSection { buffer_capacity: capacity, ..CurriculumSection::default() }
}

fn saved(buffer: &TaskBuffer) -> Vec<u8> {
    let mut entries = Vec::new();
    buffer.write_entries(&mut entries).unwrap();
    entries
}

fn buffer_of(capacity: usize, scores: &[(&str, f32)]) -> TaskBuffer {
    let mut buffer = TaskBuffer::new(&section(capacity));
    for (text, score) in scores {
        buffer.insert_guess(start(text), Lineage::default(), *score);
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
    assert!(!buffer.insert_guess(start("low"), Lineage::default(), 0.05));
    assert_eq!(texts(&buffer), ["a", "b"]);
    assert!(buffer.insert_guess(start("equal"), Lineage::default(), 0.1));
    assert_eq!(texts(&buffer), ["b", "equal"]);
}

#[test]
fn among_equals_the_oldest_goes_first() {
    let mut buffer = buffer_of(3, &[("first", 0.0), ("second", 0.0), ("third", 0.0)]);
    buffer.insert_guess(start("fourth"), Lineage::default(), 0.0);
    assert_eq!(texts(&buffer), ["fourth", "second", "third"]);
    buffer.insert_guess(start("fifth"), Lineage::default(), 0.0);
    assert_eq!(texts(&buffer), ["fifth", "fourth", "third"]);
}

#[test]
fn entries_are_drawn_as_often_as_the_softmax_says() {
    // kappa = 10 on scores 0, 0.1 and 0.25: chances 0.0629, 0.1710 and 0.7662.
    let mut buffer = buffer_of(8, &[("a", 0.0), ("b", 0.1), ("c", 0.25)]);
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
    assert!(buffer.insert_guess(start("a"), Lineage::default(), 0.0), "it is stored already");
    assert_eq!((score(&buffer, "a"), buffer.len()), (Some(0.25), 2));
    buffer.insert_guess(start("b"), Lineage::default(), 0.2);
    assert_eq!(score(&buffer, "b"), Some(0.2), "a newer guess replaces a guess");
    assert!(!buffer.write_back(&start("c").id(), 0.2));
    assert_eq!(buffer.len(), 2);
}

#[test]
fn a_score_written_down_makes_an_entry_the_next_to_go() {
    let mut buffer = buffer_of(2, &[("a", 0.2), ("b", 0.1)]);
    buffer.write_back(&start("a").id(), 0.0);
    buffer.insert_guess(start("c"), Lineage::default(), 0.05);
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
    let mut none = TaskBuffer::new(&section(0));
    assert!(!none.insert_guess(start("a"), Lineage::default(), 0.2));
    assert!(none.is_empty() && none.draw(draw_seed(0)).is_none());
    assert!(TaskBuffer::new(&section(3)).draw(draw_seed(0)).is_none());
}

#[test]
fn scores_that_are_no_variance_count_as_nothing() {
    let buffer = buffer_of(4, &[("nan", f32::NAN), ("negative", -0.0), ("fine", 0.1)]);
    assert_eq!((score(&buffer, "nan"), score(&buffer, "negative")), (Some(0.0), Some(0.0)));
}

#[test]
fn a_smaller_buffer_keeps_the_best_of_a_larger_ones_state() {
    let large = buffer_of(4, &[("a", 0.1), ("b", 0.25), ("c", 0.0), ("d", 0.2)]);
    let mut small = TaskBuffer::new(&section(2));
    small.read(&large.counters(), &mut saved(&large).as_slice()).unwrap();
    assert_eq!(texts(&small), ["b", "d"]);
}

/// One random operation on a buffer. Starts are few, so that they meet again.
fn disturb(u: &mut arbtest::arbitrary::Unstructured<'_>, buffer: &mut TaskBuffer) -> arbtest::arbitrary::Result<()> {
    let start = start(&format!("r{}", u.int_in_range(0..=30u8)?));
    let score = f32::from(u.int_in_range(0..=6u8)?) / 24.0;
    match u.int_in_range(0..=7u8)? {
        6 => buffer.advance(buffer.fading.now + 1),
        7 => assert_eq!(buffer.draw(draw_seed(u.arbitrary()?)).is_none(), buffer.is_empty()),
        0 => drop(buffer.write_back(&start.id(), score)),
        1 => drop(buffer.remove(&start.id())),
        2 => drop(buffer.insert_measured(start, Lineage::default(), score)),
        _ => drop(buffer.insert_guess(start, Lineage::default(), score)),
    }
    Ok(())
}

#[test]
fn a_buffer_restored_through_text_behaves_as_the_one_that_was_saved() {
    arbtest(|u| {
        let section = CurriculumSection {
            prioritization: *u.choose(&[Prioritization::Softmax, Prioritization::Rank])?,
            staleness_coef: *u.choose(&[0.0, 0.5])?,
            score_decay: *u.choose(&[1.0, 0.9])?,
            ..section(u.int_in_range(1..=12)?)
        };
        let mut lived = TaskBuffer::new(&section);
        for _ in 0..u.int_in_range(0..=40)? {
            disturb(u, &mut lived)?;
        }
        let text = saved(&lived);
        let mut restored = TaskBuffer::new(&section);
        restored.read(&lived.counters(), &mut text.as_slice()).unwrap();
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
        let mut buffer = TaskBuffer::new(&section(capacity));
        for (i, score) in scores.iter().enumerate() {
            buffer.insert_guess(start(&i.to_string()), Lineage::default(), f32::from(*score) / 1024.0);
        }
        let mut kept: Vec<f32> = buffer.entries().iter().map(|entry| entry.score).collect();
        kept.sort_by(f32::total_cmp);
        let mut all: Vec<f32> = scores.iter().map(|score| f32::from(*score) / 1024.0).collect();
        all.sort_by(f32::total_cmp);
        assert_eq!(kept, all[all.len().saturating_sub(capacity)..]);
        Ok(())
    });
}

/// How often each of the entries of these names was drawn, as shares.
fn frequencies(buffer: &mut TaskBuffer, names: &[&str], draws: u64) -> Vec<f64> {
    let drawn: Vec<String> = (0..draws).map(|i| text(buffer.draw(draw_seed(i)).unwrap())).collect();
    names.iter().map(|name| drawn.iter().filter(|text| text == name).count() as f64 / draws as f64).collect()
}

/// Shares lie within 4.5 standard deviations of what they should be.
fn assert_shares(got: &[f64], want: &[f64], draws: u64) {
    for (got, want) in got.iter().zip(want) {
        let deviation = (want * (1.0 - want) / draws as f64).sqrt();
        assert!((got - want).abs() < 4.5 * deviation, "{got} is not {want}");
    }
}

fn filled(section: &CurriculumSection, scores: &[(&str, f32)]) -> TaskBuffer {
    let mut buffer = TaskBuffer::new(section);
    for (text, score) in scores {
        buffer.insert_guess(start(text), Lineage::default(), *score);
    }
    buffer
}

fn by_rank(temperature: f64) -> CurriculumSection {
    CurriculumSection { prioritization: Prioritization::Rank, rank_temperature: temperature, ..section(8) }
}

#[test]
fn by_rank_entries_are_drawn_as_often_as_their_place_says() {
    let scores = [("low", 0.01), ("old", 0.1), ("new", 0.1), ("high", 0.25)];
    // Ranks 4, 3, 2, 1 at T = 1: weights 1/4, 1/3, 1/2, 1, which sum to 25/12. Of equals the newer one ranks higher.
    let want = [3.0 / 25.0, 4.0 / 25.0, 6.0 / 25.0, 12.0 / 25.0];
    let mut buffer = filled(&by_rank(1.0), &scores);
    buffer.chances().iter().zip(want).for_each(|(got, want)| assert!((got - want).abs() < 1e-12));
    assert_shares(&frequencies(&mut buffer, &["low", "old", "new", "high"], 10_000), &want, 10_000);
    // At T = 1/2 weights are 1/16, 1/9, 1/4, 1, which sum to 205/144.
    let want = [9.0 / 205.0, 16.0 / 205.0, 36.0 / 205.0, 144.0 / 205.0];
    let mut buffer = filled(&by_rank(0.5), &scores);
    assert_shares(&frequencies(&mut buffer, &["low", "old", "new", "high"], 10_000), &want, 10_000);
    assert!((buffer.effective_size() - 205.0 * 205.0 / (81.0 + 256.0 + 1296.0 + 20736.0)).abs() < 1e-9);
}

#[test]
fn by_staleness_the_one_that_waited_longest_comes_first() {
    let section = CurriculumSection { staleness_coef: 1.0, ..section(8) };
    let mut buffer = filled(&section, &[("a", 0.0), ("b", 0.1), ("c", 0.25)]);
    assert_eq!(buffer.chances(), [1.0 / 3.0; 3], "none is stale, so all are equal");
    let first = text(buffer.draw(draw_seed(0)).unwrap());
    let chance = |buffer: &TaskBuffer, name: &str| {
        let at = buffer.entries().iter().position(|entry| text(entry) == name).unwrap();
        buffer.chances()[at]
    };
    assert_eq!(chance(&buffer, &first), 0.0);
    let second = text(buffer.draw(draw_seed(1)).unwrap());
    assert_ne!(first, second);
    // Waited: the first for 1 draw, the second for 0, the third for 2.
    assert_eq!((chance(&buffer, &first), chance(&buffer, &second)), (1.0 / 3.0, 0.0));
    buffer.remove(&start(&first).id());
    assert_eq!(chance(&buffer, &second), 0.0);
    buffer.insert_guess(start("d"), Lineage::default(), 0.2);
    assert_eq!(chance(&buffer, "d"), 0.0, "a newcomer is not stale");
}

#[test]
fn staleness_and_score_share_the_draws() {
    let mut section = by_rank(1.0);
    section.staleness_coef = 0.3;
    let names = ["a", "b", "c", "d"];
    let fresh = || filled(&section, &[("a", 0.05), ("b", 0.1), ("c", 0.2), ("d", 0.25)]);
    // Chances change with every draw, so each trial begins anew; seeds 0 to 2 bring the buffer into some state.
    let mut example = fresh();
    (0..3).for_each(|i| assert!(example.draw(draw_seed(i)).is_some()));
    let want = example.chances();
    assert!((want.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    let draws = 4000;
    let mut got = vec![0.0; 4];
    for trial in 0..draws {
        let mut buffer = fresh();
        (0..3).for_each(|i| assert!(buffer.draw(draw_seed(i)).is_some()));
        let drawn = text(buffer.draw(draw_seed(100 + trial)).unwrap());
        got[names.iter().position(|name| **name == drawn).unwrap()] += 1.0 / draws as f64;
    }
    assert_shares(&got, &want, draws);
}

fn fading(factor: f64) -> CurriculumSection {
    CurriculumSection { score_decay: factor, ..section(4) }
}

#[test]
fn scores_that_are_not_measured_again_decay_and_make_room() {
    let mut buffer = filled(&fading(0.5), &[("a", 0.25), ("b", 0.2), ("c", 0.125), ("d", 0.25)]);
    buffer.advance(1);
    buffer.write_back(&start("b").id(), 0.2);
    let now = |buffer: &TaskBuffer, name: &str| buffer.score_of(buffer.get(&start(name).id()).unwrap()) as f32;
    assert_eq!(["a", "b", "c", "d"].map(|name| now(&buffer, name)), [0.125, 0.2, 0.0625, 0.125]);
    assert!(!buffer.insert_guess(start("e"), Lineage::default(), 0.06));
    assert!(buffer.insert_guess(start("f"), Lineage::default(), 0.0625), "c has come down to this");
    buffer.advance(3);
    // By now a and d stand at 1/32, b at 0.05, f at 1/64.
    assert!(buffer.insert_guess(start("g"), Lineage::default(), 0.03));
    assert_eq!(texts(&buffer), ["a", "b", "d", "g"]);
}

#[test]
fn decayed_scores_are_drawn_as_often_as_the_softmax_of_what_is_left_of_them() {
    for kappa in [0.0, 10.0, 60.0] {
        let section = CurriculumSection { score_inverse_temperature: kappa, ..fading(0.9) };
        let mut buffer = filled(&section, &[("a", 0.25), ("b", 0.2), ("c", 0.0)]);
        buffer.advance(2);
        buffer.insert_guess(start("d"), Lineage::default(), 0.19);
        buffer.advance(3);
        let weights = [0.25 * 0.729, 0.2 * 0.729, 0.0, 0.19 * 0.9].map(|score: f64| (kappa * score).exp());
        let want = weights.map(|weight| weight / weights.iter().sum::<f64>());
        buffer.chances().iter().zip(want).for_each(|(got, want)| assert!((got - want).abs() < 1e-7, "{got} is not {want}"));
        assert_shares(&frequencies(&mut buffer, &["a", "b", "c", "d"], 10_000), &want, 10_000);
    }
}

#[test]
fn many_decayed_entries_of_all_sizes_are_drawn_by_their_weights() {
    let section = CurriculumSection { score_inverse_temperature: 40.0, ..section(1000) };
    let fading = CurriculumSection { score_decay: 0.999, ..section.clone() };
    let mut buffer = TaskBuffer::new(&fading);
    for i in 0..1000u16 {
        buffer.insert_guess(start(&i.to_string()), Lineage::default(), f32::from(i % 100) / 400.0);
    }
    // A hundred scores 0, 1/400 .. 99/400, ten entries each: the share of the upper half by the definition.
    let weight = |i: u16| (40.0 * f64::from(i) / 400.0).exp();
    let want = (50..100).map(weight).sum::<f64>() / (0..100).map(weight).sum::<f64>();
    let draws = 4000;
    let upper = (0..draws).filter(|i| buffer.draw(draw_seed(*i)).unwrap().score >= 50.0 / 400.0).count();
    assert_shares(&[upper as f64 / draws as f64], &[want], draws);
}

#[test]
fn what_happened_to_instances_is_told_once() {
    let mut buffer = buffer_of(2, &[("a", 0.1), ("b", 0.2)]);
    assert_eq!(buffer.events().len(), 2);
    buffer.advance(5);
    assert!(buffer.events().is_empty());
    buffer.insert_guess(start("low"), Lineage::default(), 0.05);
    buffer.insert_guess(start("b"), Lineage::default(), 0.25);
    buffer.insert_guess(start("c"), Lineage { parent: Some(start("b").id()), operator: None }, 0.1);
    let [guessed, evicted, created] = buffer.events() else { panic!("{:?}", buffer.events()) };
    assert_eq!(*guessed, InstanceEvent::Guessed { train_step: 5, id: start("b").id(), score: 0.25 });
    let gone = InstanceEvent::Evicted { train_step: 5, id: start("a").id(), reason: Eviction::Displaced };
    assert_eq!((evicted, buffer.displaced()), (&gone, 1));
    let InstanceEvent::Created(created) = created else { panic!("{created:?}") };
    assert_eq!((created.parent, created.iterate_index, created.train_step), (Some(start("b").id()), 1, 5));
    buffer.remove(&start("b").id());
    let last = InstanceEvent::Evicted { train_step: 5, id: start("b").id(), reason: Eviction::Unplayable };
    assert_eq!(buffer.events().last(), Some(&last));
}
