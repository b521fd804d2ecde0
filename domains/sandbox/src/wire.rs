//! What the library, the launcher, the init process and the program's own process say to each other.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::job::Limits;
use crate::python::Interpreter;
use crate::report::{Report, Tier};

/// Library to launcher: one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) tier: Tier,
    pub(crate) interpreter: Interpreter,
    pub(crate) script: Script,
    pub(crate) script_name: String,
    pub(crate) input: Option<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) hide: Vec<PathBuf>,
    pub(crate) threads: u32,
    pub(crate) limits: Limits,
}

/// The program's bytes: as a text where they are one, since that is a quarter of the size of a list of numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Script {
    Text(String),
    Bytes(Vec<u8>),
}

impl Script {
    pub(crate) fn new(bytes: Vec<u8>) -> Script {
        String::from_utf8(bytes).map_or_else(|error| Script::Bytes(error.into_bytes()), Script::Text)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Script::Text(text) => text.as_bytes(),
            Script::Bytes(bytes) => bytes,
        }
    }
}

/// Launcher to library: what came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Report(Box<Report>),
    /// The isolation could not be set up, so no program was run.
    Refused(String),
    /// The order itself is wrong, for example a missing input folder; no program was run.
    Wrong(String),
}

/// Launcher to init.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InitOrder {
    pub(crate) order: Order,
    /// The user and group that the program gets; `None`: it stays who the launcher is.
    pub(crate) user: Option<u32>,
    /// Files by which init, and so everything it starts, enters the run's control group.
    pub(crate) entrances: Vec<PathBuf>,
    /// The program's summed memory must be watched, since no control group limits it.
    pub(crate) watch_memory: bool,
    /// The program's summed processor time must be watched, since no control group counts it.
    pub(crate) watch_cpu: bool,
    /// The work folder, where the tier does not make one of its own.
    pub(crate) work: Option<PathBuf>,
}

/// Init to launcher.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    /// The set-up failed and no program was run.
    Refused(String),
    /// The order is wrong and no program was run.
    Wrong(String),
    /// The interpreter is running.
    Started(Facts),
    /// Every process but init is dead.
    Ended(Ended),
    /// The submission; `bytes` bytes follow when it is taken.
    Submission { bytes: Option<u64>, reason: Option<String> },
}

/// What the program's own process found when it locked itself in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Facts {
    /// Why there is no user namespace of its own; `None` when there is one.
    pub(crate) no_user_namespace: Option<String>,
    /// Why Landlock is not or only partly in force.
    pub(crate) landlock: Option<String>,
    /// Files that were asked to be hidden and are not there.
    pub(crate) hidden: usize,
}

/// How the program ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) exit_code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) cpu_ms: u64,
    /// Largest memory seen by the watch, or of one process.
    pub(crate) memory_bytes: u64,
    /// The limit that the watch found exceeded.
    pub(crate) exceeded: Option<Exceeded>,
}

/// A limit that init watches where no control group does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Exceeded {
    Memory,
    Cpu,
}

/// Init to the program's own process, before it becomes the program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EnterOrder {
    pub(crate) tier: Tier,
    pub(crate) user: Option<u32>,
    pub(crate) limits: Limits,
    /// Whether a control group limits memory, so that the limit per process is only a spare.
    pub(crate) memory_group: bool,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<String>,
    pub(crate) work: PathBuf,
    /// Folders that the program may write to.
    pub(crate) writable: Vec<PathBuf>,
    /// Files and folders that it may read and run.
    pub(crate) readable: Vec<PathBuf>,
}

/// The program's own process to init; silence means that the program has begun.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Entering {
    Ready(Facts),
    Failed(String),
}

/// The largest frame: a script and its order. Only our own processes write frames; this is against a mix-up of descriptors.
const MAX_FRAME: usize = 1 << 30;

/// Writes a value with its length before it.
pub(crate) fn send<T: Serialize>(mut to: impl Write, value: &T) -> io::Result<()> {
    let text = serde_json::to_vec(value)?;
    let length = u32::try_from(text.len()).map_err(|_| io::Error::other("a message of more than 4 GiB"))?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&text)?;
    to.flush()
}

/// Reads a value that [`send`] wrote; `None` at the end of the stream.
pub(crate) fn receive<T: DeserializeOwned>(mut from: impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    let mut got = 0;
    while got < 4 {
        match from.read(&mut length[got..])? {
            0 if got == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => got += count,
        }
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_FRAME {
        return Err(io::Error::other(format!("a message of {length} bytes")));
    }
    let mut text = vec![0; length];
    from.read_exact(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}
