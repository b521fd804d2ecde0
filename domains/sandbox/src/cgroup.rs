//! A control group of its own for every run: version 2, version 1 or none, whatever this machine has.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Start of the name of every group that we make; the pid namespace, pid and start time of its launcher follow.
const PREFIX: &str = "exitrl-sandbox-";

/// The controllers that a run needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Controller {
    Memory,
    Pids,
    Cpu,
    CpuAccounting,
}

impl Controller {
    const ALL: [Controller; 4] = [Controller::Memory, Controller::Pids, Controller::Cpu, Controller::CpuAccounting];

    fn name(self) -> &'static str {
        match self {
            Controller::Memory => "memory",
            Controller::Pids => "pids",
            Controller::Cpu => "cpu",
            Controller::CpuAccounting => "cpuacct",
        }
    }
}

/// Where this process is in the hierarchies of the machine.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Version 1: the folder of this process for each controller.
    pub(crate) v1: BTreeMap<Controller, PathBuf>,
    /// Version 2: the folder of this process, and the top of the hierarchy as far as it can be seen.
    pub(crate) v2: Option<(PathBuf, PathBuf)>,
}

impl Place {
    /// Reads where this process is; a machine without `/proc` has no place.
    pub(crate) fn of_this_process() -> Place {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        Place::parse(&read("/proc/self/cgroup"), &read("/proc/self/mountinfo"))
    }

    /// From the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`.
    pub(crate) fn parse(own: &str, mounts: &str) -> Place {
        let mut place = Place::default();
        for line in own.lines() {
            let mut fields = line.splitn(3, ':');
            let (Some(number), Some(names), Some(path)) = (fields.next(), fields.next(), fields.next()) else { continue };
            for mount in mounts.lines().filter_map(Mount::parse) {
                let Some(folder) = mount.folder_of(path) else { continue };
                if number == "0" && mount.kind == "cgroup2" {
                    place.v2.get_or_insert((folder, mount.point.clone()));
                } else if mount.kind == "cgroup" {
                    let wanted = |each: &Controller| has(names, each.name()) && has(mount.options, each.name());
                    for controller in Controller::ALL.into_iter().filter(wanted) {
                        place.v1.entry(controller).or_insert_with(|| folder.clone());
                    }
                }
            }
        }
        place
    }
}

fn has(list: &str, name: &str) -> bool {
    list.split(',').any(|each| each == name)
}

struct Mount<'a> {
    root: &'a str,
    point: PathBuf,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn parse(line: &'a str) -> Option<Mount<'a>> {
        let (before, after) = line.split_once(" - ")?;
        let before: Vec<&str> = before.split(' ').collect();
        let after: Vec<&str> = after.split(' ').collect();
        let point = PathBuf::from(unescape(before.get(4)?));
        Some(Mount { root: before.get(3)?, point, kind: after.first()?, options: after.get(2)? })
    }

    /// The folder of the group `path` below this mount; `None` where the mount does not show it.
    fn folder_of(&self, path: &str) -> Option<PathBuf> {
        let relative = if self.root == "/" { path } else { path.strip_prefix(self.root)? };
        // A group outside the namespace's top is written as /../other.
        (!relative.contains("..")).then(|| self.point.join(relative.trim_start_matches('/')))
    }
}

/// The kernel writes space, tab, newline and backslash of a path as three octal digits.
pub(crate) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let octal = tail.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) if *first == b'\\' => {
                bytes.push(byte);
                rest = &tail[3..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the group of a run is to limit.
pub(crate) struct Wanted {
    pub(crate) memory_bytes: u64,
    pub(crate) processes: u32,
    /// Processors; 0 is all.
    pub(crate) cores: u32,
}

/// The group of one run. Removed by [`Group::remove`].
#[derive(Debug, Default)]
pub(crate) struct Group {
    folders: BTreeMap<Controller, PathBuf>,
    v2: Option<PathBuf>,
    /// Controllers whose limit could be set.
    limited: Vec<Controller>,
    /// Why a controller is missing.
    missing: Vec<String>,
}

impl Group {
    /// Makes a group below the place of this process, as far as the machine lets it.
    pub(crate) fn create(place: &Place, wanted: &Wanted) -> Group {
        let name = own_name();
        let mut group = Group::default();
        if let Some((own, top)) = &place.v2 {
            group.create_v2(own, top, &name, wanted);
        }
        for controller in Controller::ALL {
            let Some(parent) = place.v1.get(&controller).filter(|_| !group.limited.contains(&controller)) else { continue };
            sweep(parent);
            let folder = parent.join(&name);
            match fs::create_dir(&folder).and_then(|()| limit_v1(controller, &folder, wanted)) {
                Ok(()) => group.limited.push(controller),
                Err(error) => group.missing.push(format!("{}: {error}", folder.display())),
            }
            if folder.is_dir() {
                group.folders.insert(controller, folder);
            }
        }
        if place.v1.is_empty() && place.v2.is_none() {
            group.missing.push("this machine shows no control groups".to_owned());
        }
        group
    }

    fn create_v2(&mut self, own: &Path, top: &Path, name: &str, wanted: &Wanted) {
        let controllers = |folder: &Path| fs::read_to_string(folder.join("cgroup.subtree_control")).unwrap_or_default();
        let useful = |folder: &&Path| controllers(folder).split_whitespace().any(|each| each == "memory" || each == "pids");
        let Some(parent) = own.ancestors().take_while(|each| each.starts_with(top)).find(useful) else {
            // In a hybrid layout the controllers are in version 1, and this is no news.
            if fs::read_to_string(top.join("cgroup.controllers")).unwrap_or_default().contains("memory") {
                self.missing.push(format!("no group above {} hands its memory and pids controllers on", own.display()));
            }
            return;
        };
        sweep(parent);
        let folder = parent.join(name);
        if let Err(error) = fs::create_dir(&folder) {
            self.missing.push(format!("{}: {error}", folder.display()));
            return;
        }
        let given = controllers(parent);
        for controller in [Controller::Memory, Controller::Pids, Controller::Cpu] {
            if given.split_whitespace().any(|each| each == controller.name()) {
                match limit_v2(controller, &folder, wanted) {
                    Ok(()) => self.limited.push(controller),
                    Err(error) => self.missing.push(format!("{}: {error}", folder.display())),
                }
            }
        }
        self.limited.push(Controller::CpuAccounting);
        self.v2 = Some(folder);
    }

    /// Files to which a process writes `0` to enter the group.
    pub(crate) fn entrances(&self) -> Vec<PathBuf> {
        let mut folders: Vec<&PathBuf> = self.folders.values().chain(&self.v2).collect();
        folders.dedup();
        folders.into_iter().map(|folder| folder.join("cgroup.procs")).collect()
    }

    /// Whether the limit of a controller is in force.
    pub(crate) fn limits(&self, controller: Controller) -> bool {
        self.limited.contains(&controller)
    }

    /// Why controllers are missing, for a person; empty when none is.
    pub(crate) fn why_missing(&self) -> String {
        self.missing.join("; ")
    }

    /// `cgroup v2` or `cgroup v1`.
    pub(crate) fn kind(&self) -> &'static str {
        if self.v2.is_some() { "cgroup v2" } else { "cgroup v1" }
    }

    /// Processor time that the group has used.
    pub(crate) fn cpu_time(&self) -> Option<Duration> {
        if let Some(folder) = &self.v2 {
            return word(&folder.join("cpu.stat"), "usage_usec").map(Duration::from_micros);
        }
        let folder = self.folders.get(&Controller::CpuAccounting)?;
        number(&folder.join("cpuacct.usage")).map(Duration::from_nanos)
    }

    /// The largest memory use so far, in bytes.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        if let Some(folder) = self.v2.as_ref().filter(|_| self.limits(Controller::Memory)) {
            return number(&folder.join("memory.peak")).or_else(|| number(&folder.join("memory.current")));
        }
        number(&self.folders.get(&Controller::Memory)?.join("memory.max_usage_in_bytes"))
    }

    /// Processes that the kernel killed because the group wanted more memory than its limit.
    pub(crate) fn memory_kills(&self) -> u64 {
        let file = match (&self.v2, self.folders.get(&Controller::Memory)) {
            (Some(folder), _) if self.limits(Controller::Memory) => folder.join("memory.events"),
            (_, Some(folder)) => folder.join("memory.oom_control"),
            _ => return 0,
        };
        word(&file, "oom_kill").unwrap_or(0)
    }

    /// Removes the group, once its processes are dead.
    ///
    /// # Errors
    ///
    /// A folder that could not be removed within two seconds, with the kernel's word.
    pub(crate) fn remove(&self) -> io::Result<()> {
        let mut first = Ok(());
        for folder in self.folders.values().chain(&self.v2) {
            if let Err(error) = remove_folder(folder) {
                first = first.and(Err(io::Error::new(error.kind(), format!("{}: {error}", folder.display()))));
            }
        }
        first
    }
}

fn limit_v1(controller: Controller, folder: &Path, wanted: &Wanted) -> io::Result<()> {
    match controller {
        Controller::Memory => {
            write(&folder.join("memory.limit_in_bytes"), wanted.memory_bytes)?;
            let with_swap = folder.join("memory.memsw.limit_in_bytes");
            if with_swap.exists() { write(&with_swap, wanted.memory_bytes) } else { Ok(()) }
        }
        Controller::Pids => write(&folder.join("pids.max"), wanted.processes.into()),
        Controller::Cpu if wanted.cores > 0 => {
            write(&folder.join("cpu.cfs_period_us"), 100_000)?;
            write(&folder.join("cpu.cfs_quota_us"), u64::from(wanted.cores) * 100_000)
        }
        Controller::Cpu | Controller::CpuAccounting => Ok(()),
    }
}

fn limit_v2(controller: Controller, folder: &Path, wanted: &Wanted) -> io::Result<()> {
    match controller {
        Controller::Memory => {
            write(&folder.join("memory.max"), wanted.memory_bytes)?;
            let swap = folder.join("memory.swap.max");
            if swap.exists() { write(&swap, 0) } else { Ok(()) }
        }
        Controller::Pids => write(&folder.join("pids.max"), wanted.processes.into()),
        Controller::Cpu if wanted.cores > 0 => {
            fs::write(folder.join("cpu.max"), format!("{} 100000", u64::from(wanted.cores) * 100_000))
        }
        Controller::Cpu | Controller::CpuAccounting => Ok(()),
    }
}

fn write(path: &Path, value: u64) -> io::Result<()> {
    fs::write(path, value.to_string())
}

fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// The number behind a word in a file of lines `word number`.
fn word(path: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// A killed process stays in its group until it has been waited for, so removing may need a moment.
fn remove_folder(folder: &Path) -> io::Result<()> {
    let started = Instant::now();
    loop {
        match fs::remove_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(_) if started.elapsed() < Duration::from_secs(2) => std::thread::sleep(Duration::from_millis(2)),
            result => return result,
        }
    }
}

fn own_name() -> String {
    let pid = std::process::id();
    format!("{PREFIX}{}-{pid}-{}", pid_namespace(), start_time(pid).unwrap_or(0))
}

fn pid_namespace() -> String {
    let link = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    link.to_string_lossy().chars().filter(char::is_ascii_digit).collect()
}

/// Clock ticks after boot at which a process started: with the pid it names a process for good.
fn start_time(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything, so fields are counted after its last bracket: the start time is field 22.
    text.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

/// Removes groups whose launcher is gone: it was killed before it could clean up.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let own_namespace = pid_namespace();
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        let [namespace, pid, started] = rest.split('-').collect::<Vec<_>>()[..] else { continue };
        let (Ok(pid), Ok(started)) = (pid.parse::<u32>(), started.parse::<u64>()) else { continue };
        if namespace == own_namespace && start_time(pid) != Some(started) {
            // Whatever is still inside dies with the pid namespace of its dead launcher; what is left now can be removed.
            let _ = fs::remove_dir(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v1(entries: &[(Controller, &str)]) -> BTreeMap<Controller, PathBuf> {
        entries.iter().map(|(controller, path)| (*controller, PathBuf::from(path))).collect()
    }

    #[test]
    fn a_machine_of_version_2_has_one_folder() {
        let own = "0::/user.slice/user-1000.slice/session-2.scope\n";
        let mounts = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
        let folder = PathBuf::from("/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope");
        assert_eq!(Place::parse(own, mounts), Place { v1: BTreeMap::new(), v2: Some((folder, "/sys/fs/cgroup".into())) });
    }

    #[test]
    fn a_machine_of_version_1_has_a_folder_per_controller() {
        let own = "4:memory:/jobs/a\n3:cpu,cpuacct:/\n2:pids:/jobs\n";
        let mounts = "31 23 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n\
                      35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n\
                      39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n";
        let expected = v1(&[
            (Controller::Memory, "/sys/fs/cgroup/memory/jobs/a"),
            (Controller::Pids, "/sys/fs/cgroup/pids/jobs"),
            (Controller::Cpu, "/sys/fs/cgroup/cpu,cpuacct"),
            (Controller::CpuAccounting, "/sys/fs/cgroup/cpu,cpuacct"),
        ]);
        assert_eq!(Place::parse(own, mounts), Place { v1: expected, v2: None });
    }

    #[test]
    fn a_hybrid_machine_has_both() {
        let own = "4:memory:/a\n0::/\n";
        let mounts = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n\
                      41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
        let place = Place::parse(own, mounts);
        assert_eq!(place.v1, v1(&[(Controller::Memory, "/sys/fs/cgroup/memory/a")]));
        assert_eq!(place.v2, Some(("/sys/fs/cgroup/unified".into(), "/sys/fs/cgroup/unified".into())));
    }

    #[test]
    fn a_container_sees_its_own_group_as_the_mount_itself() {
        let own = "4:memory:/docker/abc\n";
        let mounts = "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
        assert_eq!(Place::parse(own, mounts).v1, v1(&[(Controller::Memory, "/sys/fs/cgroup/memory")]));
        // A mount that shows another container's groups is of no use.
        let other = "35 31 0:32 /docker/xyz /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";
        assert_eq!(Place::parse(own, other), Place::default());
    }

    #[test]
    fn a_machine_without_groups_has_no_place() {
        assert_eq!(Place::parse("", "22 27 0:21 / /proc rw - proc proc rw\n"), Place::default());
        assert_eq!(Place::parse("0::/\n", ""), Place::default());
        let group = Group::create(&Place::default(), &Wanted { memory_bytes: 1 << 20, processes: 4, cores: 0 });
        assert!(group.entrances().is_empty() && group.why_missing().contains("no control groups"));
        assert_eq!((group.cpu_time(), group.peak_memory(), group.memory_kills()), (None, None, 0));
    }

    #[test]
    fn paths_with_spaces_are_read_as_the_kernel_writes_them() {
        assert_eq!(unescape(r"/mnt/my\040disk\134x"), r"/mnt/my disk\x");
        assert_eq!(unescape(r"/plain\9"), r"/plain\9");
    }

    #[test]
    fn a_group_of_a_dead_launcher_is_swept_and_one_of_a_living_launcher_stays() {
        let parent = tempfile::tempdir().unwrap();
        let pid = std::process::id();
        let alive = own_name();
        // The same pid with another start time is another process, which has gone.
        let dead = format!("{PREFIX}{}-{pid}-1", pid_namespace());
        let elsewhere = format!("{PREFIX}1-{pid}-1");
        for name in [&alive, &dead, &elsewhere, &"other".to_owned()] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        sweep(parent.path());
        let mut left: Vec<String> =
            fs::read_dir(parent.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        let mut expected = vec![alive, elsewhere, "other".to_owned()];
        expected.sort();
        assert_eq!(left, expected);
    }
}
