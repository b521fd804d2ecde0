//! What all processes of a run use together, read from `/proc` where no control group counts it.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use nix::unistd::{Pid, SysconfVar, getpid, sysconf};

/// What was seen at one look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Resident bytes, summed; pages that processes share count for each.
    pub(crate) memory: u64,
    /// Processor time of living processes and of what they have waited for.
    pub(crate) cpu: Duration,
}

/// Looks at all processes of a namespace, or at all descendants of this one.
pub(crate) struct Watch {
    all: bool,
    peak: u64,
    page: u64,
    ticks: u64,
}

/// One line of `/proc/PID/stat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Process {
    pid: i32,
    parent: i32,
    ticks: u64,
    pages: u64,
}

impl Watch {
    pub(crate) fn new(all: bool) -> Self {
        let known =
            |name, otherwise| sysconf(name).ok().flatten().and_then(|value| u64::try_from(value).ok()).unwrap_or(otherwise);
        Self { all, peak: 0, page: known(SysconfVar::PAGE_SIZE, 4096), ticks: known(SysconfVar::CLK_TCK, 100) }
    }

    pub(crate) fn peak(&self) -> u64 {
        self.peak
    }

    pub(crate) fn look(&mut self) -> Seen {
        let family = self.processes();
        let sum = |value: fn(&Process) -> u64| family.iter().map(value).sum::<u64>();
        let memory = sum(|process| process.pages) * self.page;
        self.peak = self.peak.max(memory);
        Seen { memory, cpu: Duration::from_millis(sum(|process| process.ticks) * 1000 / self.ticks.max(1)) }
    }

    /// All processes but this one.
    pub(crate) fn family(&self) -> Vec<Pid> {
        self.processes().into_iter().map(|process| Pid::from_raw(process.pid)).collect()
    }

    fn processes(&self) -> Vec<Process> {
        let own = getpid().as_raw();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        let stats = numbers.filter_map(|pid| parse(pid, &fs::read_to_string(format!("/proc/{pid}/stat")).ok()?));
        let all: Vec<Process> = stats.collect();
        if self.all { all.into_iter().filter(|process| process.pid != own).collect() } else { descendants(own, &all) }
    }
}

fn descendants(root: i32, all: &[Process]) -> Vec<Process> {
    let mut children: HashMap<i32, Vec<Process>> = HashMap::new();
    all.iter().for_each(|process| children.entry(process.parent).or_default().push(*process));
    let mut found = children.remove(&root).unwrap_or_default();
    let mut next = 0;
    while let Some(process) = found.get(next) {
        found.extend(children.remove(&process.pid).unwrap_or_default());
        next += 1;
    }
    found
}

/// The name in brackets may hold anything, so fields are counted after its last bracket.
fn parse(pid: i32, stat: &str) -> Option<Process> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    // From field 3 on: parent is field 4, times are 14 to 17, resident pages 24.
    let ticks = [11, 12, 13, 14].into_iter().map(number).sum::<Option<u64>>()?;
    Some(Process { pid, parent: fields.get(1)?.parse().ok()?, ticks, pages: number(21)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_its_name() {
        let line = "7 (a) b (c)) S 5 7 7 0 -1 4194304 100 0 0 0 11 22 3 4 20 0 1 0 99 1000000 250 18446744073709551615 1 1 0";
        assert_eq!(parse(7, line), Some(Process { pid: 7, parent: 5, ticks: 40, pages: 250 }));
        assert_eq!(parse(7, "nonsense"), None);
    }

    #[test]
    fn descendants_are_found_at_any_depth_and_nobody_else() {
        let process = |pid, parent| Process { pid, parent, ticks: 0, pages: 0 };
        let all = [process(1, 0), process(2, 1), process(3, 2), process(4, 3), process(9, 1)];
        let found: Vec<i32> = descendants(2, &all).iter().map(|process| process.pid).collect();
        assert_eq!(found, [3, 4]);
    }

    #[test]
    fn a_child_of_this_process_is_seen() {
        let mut child = std::process::Command::new("sleep").arg("5").spawn().unwrap();
        let family = Watch::new(false).family();
        assert!(family.iter().any(|pid| pid.as_raw() as u32 == child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
