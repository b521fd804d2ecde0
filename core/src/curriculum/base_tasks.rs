//! Uniform draws of base tasks.

use std::sync::Arc;

use exitrl_domain::{ClientError, DomainClient, DomainError, Split, Task};
use rand::RngExt;

use crate::seed::Seed;

/// The training tasks that a run draws from.
pub struct BaseTasks {
    domain: Arc<dyn DomainClient>,
    count: u64,
}

impl BaseTasks {
    /// The first `limit` training tasks of a domain; all of them where `limit` is 0.
    ///
    /// # Errors
    /// When the domain has no training tasks or fewer than `limit`, or does not say how many.
    pub fn new(domain: Arc<dyn DomainClient>, limit: u64) -> Result<Self, ClientError> {
        let count = domain.task_count(Split::Train)?;
        if count == 0 {
            let text = format!("{} has no training tasks; check its data files and `[domain.config]`", domain.describe());
            return Err(DomainError::data(text).into());
        }
        if limit > count {
            let text = format!(
                "`curriculum.num_base_tasks` is {limit}, but {} has {count} training tasks; lower it, or set 0 to take all",
                domain.describe()
            );
            return Err(DomainError::data(text).into());
        }
        Ok(Self { domain, count: if limit == 0 { count } else { limit } })
    }

    /// How many tasks are drawn from; `u64::MAX` where the domain makes them without end.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// One task, each equally likely.
    ///
    /// # Errors
    /// When the domain does not give the task.
    pub fn draw(&self, seed: Seed) -> Result<Task, ClientError> {
        let index = seed.rng().random_range(0..self.count);
        self.domain.task(Split::Train, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Purpose;
    use crate::testing::sums;
    use std::collections::BTreeMap;

    fn frequencies(tasks: &BaseTasks, draws: u64) -> BTreeMap<String, u64> {
        let mut seen = BTreeMap::new();
        for i in 0..draws {
            *seen.entry(tasks.draw(Seed::of_run(3).derive(Purpose::Group, i)).unwrap().id).or_default() += 1;
        }
        seen
    }

    #[test]
    fn every_task_is_drawn_equally_often() {
        let seen = frequencies(&BaseTasks::new(sums(4), 0).unwrap(), 2000);
        assert_eq!(seen.len(), 4);
        // 500 each, standard deviation sqrt(2000 * 1/4 * 3/4) = 19.4; five of them leave room.
        assert!(seen.values().all(|&n| n.abs_diff(500) < 97), "{seen:?}");
    }

    #[test]
    fn a_limit_keeps_to_the_first_tasks() {
        let seen = frequencies(&BaseTasks::new(sums(100), 2).unwrap(), 100);
        assert_eq!(seen.keys().collect::<Vec<_>>(), ["train/0", "train/1"]);
    }

    #[test]
    fn tasks_without_end_are_drawn_over_the_whole_range() {
        let seen = frequencies(&BaseTasks::new(sums(u64::MAX), 0).unwrap(), 50);
        assert_eq!(seen.len(), 50, "two of 50 draws out of 2^64 were equal");
        assert!(seen.keys().any(|id| id.len() > "train/".len() + 18), "{seen:?}");
    }

    #[test]
    fn too_few_tasks_are_refused_with_both_numbers() {
        let none = BaseTasks::new(sums(0), 0).err().unwrap().to_string();
        assert!(none.contains("no training tasks"), "{none}");
        let few = BaseTasks::new(sums(3), 5).err().unwrap().to_string();
        assert!(few.contains("is 5") && few.contains("has 3"), "{few}");
    }
}
