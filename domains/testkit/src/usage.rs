//! What this process and its children hold, as Linux counts it.

use std::collections::HashMap;
use std::path::Path;

/// Held resources, summed over the process and everything it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Usage {
    pub(crate) processes: u64,
    pub(crate) open_files: u64,
    pub(crate) threads: u64,
    pub(crate) temporary_files: u64,
    pub(crate) memory_kib: u64,
}

impl Usage {
    /// Counts now; none where there is no `/proc`.
    pub(crate) fn now() -> Option<Self> {
        let family = family(std::process::id())?;
        let mut usage =
            Self { processes: family.len() as u64, temporary_files: entries(&std::env::temp_dir()), ..Self::default() };
        for pid in family {
            usage.open_files += entries(Path::new(&format!("/proc/{pid}/fd")));
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            usage.threads += status_number(&status, "Threads:");
            usage.memory_kib += status_number(&status, "VmRSS:");
        }
        Some(usage)
    }

    /// The kinds that grew by more than the limit from `self` to `later`, each with its growth.
    pub(crate) fn growth(&self, later: &Self, count_limit: u64, memory_limit_kib: u64) -> Vec<(&'static str, u64)> {
        let kinds = [
            ("child processes", self.processes, later.processes, count_limit),
            ("open files", self.open_files, later.open_files, count_limit),
            ("threads", self.threads, later.threads, count_limit),
            ("temporary files", self.temporary_files, later.temporary_files, count_limit),
            ("KiB of memory", self.memory_kib, later.memory_kib, memory_limit_kib),
        ];
        let grown = kinds.into_iter().map(|(name, was, is, limit)| (name, is.saturating_sub(was), limit));
        grown.filter(|(_, growth, limit)| growth > limit).map(|(name, growth, _)| (name, growth)).collect()
    }
}

fn entries(folder: &Path) -> u64 {
    std::fs::read_dir(folder).map_or(0, |entries| entries.count() as u64)
}

fn status_number(status: &str, key: &str) -> u64 {
    let value = status.lines().find_map(|line| line.strip_prefix(key));
    value.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// A process and everything it started, zombies included.
fn family(root: u32) -> Option<Vec<u32>> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Some(parent) = std::fs::read_to_string(entry.path().join("stat")).ok().as_deref().and_then(parent_of) else {
            continue;
        };
        children.entry(parent).or_default().push(pid);
    }
    let mut family = vec![root];
    let mut next = 0;
    while let Some(pid) = family.get(next) {
        family.extend(children.remove(pid).unwrap_or_default());
        next += 1;
    }
    (!children.is_empty()).then_some(family)
}

/// The parent in a line of `/proc/PID/stat`; the name in parentheses may hold anything, so it is read from its end.
fn parent_of(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent_of("12 (a) b) S 7 12 12"), Some(7));
        assert_eq!(parent_of("nonsense"), None);
    }

    #[test]
    fn growth_names_what_grew_and_by_how_much() {
        let before = Usage { processes: 1, open_files: 10, memory_kib: 100, ..Usage::default() };
        let after = Usage { processes: 1, open_files: 70, memory_kib: 150, ..Usage::default() };
        assert_eq!(before.growth(&after, 50, 60), [("open files", 60)]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_process_is_counted_until_it_is_waited_for() {
        let count = || family(std::process::id()).unwrap();
        let mut child = std::process::Command::new("sleep").arg("5").spawn().unwrap();
        assert!(count().contains(&child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!count().contains(&child.id()));
    }
}
