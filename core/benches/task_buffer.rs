//! Cost of the task buffer against the number of entries: insertion into a full buffer, write-back and draw, and memory an entry.
//! `EXITRL_BENCH_ENTRIES=1000,100000` chooses other sizes.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use exitrl::config::{CurriculumSection, Prioritization};
use exitrl::curriculum::{Lineage, TaskBuffer};
use exitrl::instance::PartialHistory;
use exitrl::seed::{Purpose, Seed};
use exitrl_domain::{Iterate, Message, Task};

/// Starts that share one base task.
const SIBLINGS: u64 = 1000;
/// The largest buffer that is also filled for the options that are off by default.
const MOST_WITH_OPTIONS: usize = 1_000_000;

/// A one-turn start with a short response.
fn start(task: &Arc<Task>, number: u64) -> PartialHistory {
    let latest = Iterate { response: Message::assistant(format!("{number}")), feedback: None, quality: 0.5 };
    PartialHistory { latest: Some(latest), iterate_index: 1, ..PartialHistory::base(task.clone()) }
}

fn task(number: u64) -> Arc<Task> {
    Arc::new(Task { id: format!("train/{number}"), payload: serde_json::json!({"prompt": "3+5", "answer": "8"}) })
}

/// A score in `[0, 0.25)`, spread by the golden ratio.
fn score(number: u64) -> f32 {
    (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as f32 / (1 << 26) as f32
}

/// Resident memory of this process in bytes; 0 where the system does not say.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

fn filled(section: &CurriculumSection) -> TaskBuffer {
    let mut buffer = TaskBuffer::new(section);
    let mut origin = task(0);
    for number in 0..section.buffer_capacity as u64 {
        if number.is_multiple_of(SIBLINGS) {
            origin = task(number / SIBLINGS);
            buffer.advance(0);
        }
        buffer.insert_guess(start(&origin, number), Lineage::default(), score(number));
    }
    buffer.advance(0);
    buffer
}

fn measure(c: &mut Criterion, name: &str, section: &CurriculumSection) {
    let before = resident();
    let begin = std::time::Instant::now();
    let mut buffer = filled(section);
    let entries = buffer.len();
    let bytes = resident().saturating_sub(before) / entries;
    let each = begin.elapsed().as_nanos() / entries as u128;
    println!("{name}, {entries} entries: {bytes} bytes of memory and {each} ns to fill, an entry");
    let mut group = c.benchmark_group(format!("task_buffer/{name}/{entries}"));
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    let mut draws = 0;
    group.bench_function("draw", |b| {
        b.iter(|| {
            draws += 1;
            black_box(buffer.draw(Seed::of_run(1).derive(Purpose::Curriculum, draws)).map(|entry| entry.score))
        });
    });
    let (origin, mut number) = (task(u64::MAX), entries as u64);
    group.bench_function("insert_into_full", |b| {
        b.iter(|| {
            number += 1;
            buffer.advance(0);
            black_box(buffer.insert_guess(start(&origin, number), Lineage::default(), 0.2 + score(number) / 8.0))
        });
    });
    group.bench_function("write_back", |b| {
        b.iter(|| {
            number += 1;
            let id = buffer.entries()[(number.wrapping_mul(0x9E37_79B9) % entries as u64) as usize].id;
            black_box(buffer.write_back(&id, score(number)))
        });
    });
    group.finish();
}

fn sizes() -> Vec<usize> {
    let asked = std::env::var("EXITRL_BENCH_ENTRIES").unwrap_or_else(|_| "1000,100000,1000000,10000000".into());
    asked.split(',').filter_map(|size| size.trim().parse().ok()).collect()
}

fn all(c: &mut Criterion) {
    for buffer_capacity in sizes() {
        let softmax = CurriculumSection { buffer_capacity, ..CurriculumSection::default() };
        measure(c, "softmax", &softmax);
        if buffer_capacity > MOST_WITH_OPTIONS {
            continue;
        }
        measure(c, "softmax_decay", &CurriculumSection { score_decay: 0.99, ..softmax.clone() });
        let rank = CurriculumSection { prioritization: Prioritization::Rank, staleness_coef: 0.1, ..softmax };
        measure(c, "rank_staleness", &rank);
    }
}

criterion_group!(benches, all);
criterion_main!(benches);
