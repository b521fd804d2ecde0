//! What is to be run, and within which limits.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Limits of one run, for all its processes together where the machine can count them together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Time from the start of the interpreter.
    pub wall: Duration,
    /// Processor time of all processes.
    pub cpu: Duration,
    /// Memory in bytes, with what the run keeps in files of its scratch.
    pub memory_bytes: u64,
    /// Processes and threads at one time.
    pub processes: u32,
    /// Bytes of all files in the work folder, `/tmp`, `/dev/shm` and the home folder.
    pub scratch_bytes: u64,
    /// Bytes of each output stream that the report keeps.
    pub output_bytes: u64,
    /// The largest submission that is taken, in bytes.
    pub submission_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            wall: Duration::from_secs(60),
            cpu: Duration::from_secs(60),
            memory_bytes: 1 << 30,
            processes: 64,
            scratch_bytes: 256 << 20,
            output_bytes: 64 << 10,
            submission_bytes: 64 << 20,
        }
    }
}

/// One program to run.
///
/// The program's current folder is its work folder: it reads `./input/...` and writes `./submission.csv` or `./working/submission.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The text of the program.
    pub script: Vec<u8>,
    /// The file name that tracebacks show; only its last part is used.
    pub script_name: String,
    /// The folder that the program sees, read-only, as `./input`.
    pub input: Option<PathBuf>,
    /// The folder that gets `submission.csv`; an older file of that name is removed before the run.
    pub out: Option<PathBuf>,
    /// The limits.
    pub limits: Limits,
    /// Files and folders of this machine that the program must find empty even where their surroundings are visible to it, such as a
    /// package's data folder.
    pub hide: Vec<PathBuf>,
    /// Processors that numerical libraries are told to use (`OMP_NUM_THREADS` and relatives) and, where a cpu cgroup is writable, that the
    /// run gets at most. 0 is all.
    pub threads: u32,
}

impl Job {
    /// A program with the default limits, no input and no place for its submission.
    #[must_use]
    pub fn new(script: impl Into<Vec<u8>>) -> Job {
        Job {
            script: script.into(),
            script_name: "solution.py".to_owned(),
            input: None,
            out: None,
            limits: Limits::default(),
            hide: Vec::new(),
            threads: 0,
        }
    }
}
