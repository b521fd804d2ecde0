//! The host as a run sees it: secrets planted around the input, listeners that must stay untouched, files that must stay as they are.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

/// One run's surroundings. Everything that could be stolen is readable for all users: only the sandbox stands before it.
pub(crate) struct Host {
    folder: TempDir,
    /// Unique: the name of the run's processes.
    pub(crate) marker: String,
    /// Never given to the program; whoever shows it has read what is hidden.
    pub(crate) token: String,
    note: PathBuf,
    tcp4: TcpListener,
    tcp6: Option<TcpListener>,
    udp: UdpSocket,
    unix: UnixListener,
    /// Lies in the input folder: a folder may hold a service's socket by mistake.
    unix_in_input: Option<UnixListener>,
    abstract_stream: UnixListener,
    abstract_datagram: UnixDatagram,
    /// Free when the host was made; the runner tries it while the program may listen on it.
    pub(crate) free_port: u16,
    before: BTreeMap<PathBuf, String>,
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

impl Host {
    /// Plants the secrets and opens the listeners. `user` is the owner of the folders that the command line itself must write to.
    pub(crate) fn plant(user: Option<u32>) -> io::Result<Host> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        // A process name holds 15 bytes.
        let marker = format!("atk{:05x}{number:04x}", std::process::id() & 0xf_ffff);
        let token = format!("SECRET-{:016x}{:016x}", random(), random());
        let folder = tempfile::Builder::new().prefix("exitrl-attacks-").tempdir()?;
        let base = folder.path();
        fs::set_permissions(base, fs::Permissions::from_mode(0o755))?;
        for name in ["input", "private", "out", "tmp"] {
            fs::create_dir(base.join(name))?;
            fs::set_permissions(base.join(name), fs::Permissions::from_mode(0o755))?;
        }
        for name in ["out", "tmp"] {
            std::os::unix::fs::chown(base.join(name), user, user)?;
        }
        let note = std::env::temp_dir().join(format!("exitrl-note-{marker}.txt"));
        fs::write(base.join("private/answers.csv"), format!("id,target\n1,{token}\n"))?;
        fs::write(&note, format!("a note of the host: {token}\n"))?;
        fs::write(base.join("shared.txt"), "every user of the host may write here\n")?;
        fs::set_permissions(base.join("shared.txt"), fs::Permissions::from_mode(0o666))?;
        fs::write(base.join("secret-0600.txt"), format!("for root only: {token}\n"))?;
        fs::set_permissions(base.join("secret-0600.txt"), fs::Permissions::from_mode(0o600))?;
        fs::write(base.join("input/train.csv"), "id,feature,target\n1,0.5,1\n2,0.25,0\n3,0.75,1\n")?;
        fs::write(base.join("input/test.csv"), "id,feature\n1,0.5\n2,0.1\n")?;
        symlink("../private/answers.csv", base.join("input/linked.csv"))?;
        symlink(base.join("private/answers.csv"), base.join("input/linked-absolute.csv"))?;
        symlink(base.join("private"), base.join("input/linked-folder"))?;
        let unix = UnixListener::bind(base.join("listener.sock"))?;
        fs::set_permissions(base.join("listener.sock"), fs::Permissions::from_mode(0o777))?;
        let name = |kind: &str| SocketAddr::from_abstract_name(format!("{marker}{kind}"));
        let free_port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Host {
            tcp4: TcpListener::bind("127.0.0.1:0")?,
            tcp6: TcpListener::bind("[::1]:0").ok(),
            udp: UdpSocket::bind("127.0.0.1:0")?,
            abstract_stream: UnixListener::bind_addr(&name("")?)?,
            abstract_datagram: UnixDatagram::bind_addr(&name("-datagram")?)?,
            unix,
            unix_in_input: None,
            folder,
            marker,
            token,
            note,
            free_port,
            before: BTreeMap::new(),
        })
    }

    /// Puts a socket that all may connect to into the input folder.
    pub(crate) fn plant_socket(&mut self) -> io::Result<()> {
        let path = self.path("input/service.sock");
        self.unix_in_input = Some(UnixListener::bind(&path)?);
        fs::set_permissions(path, fs::Permissions::from_mode(0o777))
    }

    /// Writes the program with the suite's words (if any) before it, and remembers how everything is now.
    pub(crate) fn seal(
        &mut self,
        limits: &super::program::Limits,
        prelude: Option<&String>,
        program: &str,
    ) -> io::Result<PathBuf> {
        let script = self.path("script.py");
        let head =
            prelude.map_or(Ok(String::new()), |prelude| Ok::<_, io::Error>(format!("{}\n{prelude}\n", self.known(limits)?)))?;
        fs::write(&script, head + program)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o644))?;
        self.before = self.snapshot()?;
        Ok(script)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the program is told: all that a well informed attacker could know, and no secret.
    fn known(&self, limits: &super::program::Limits) -> io::Result<String> {
        let answers = self.path("private/answers.csv");
        let known = serde_json::json!({
            "marker": self.marker, "memory": limits.memory, "scratch": limits.scratch, "processes": limits.processes,
            "answers": answers, "host_input": self.path("input"), "host_out": self.path("out"), "host_folder": self.path(""),
            "root_secret": self.path("secret-0600.txt"), "shared_file": self.path("shared.txt"),
            "host_name": fs::read_to_string("/proc/sys/kernel/hostname")?.trim_end(),
            "host_paths": [&answers, &self.note, &self.path("secret-0600.txt")],
            "tcp4": self.tcp4.local_addr()?.port(),
            "tcp6": self.tcp6.as_ref().map_or(Ok(9), |listener| listener.local_addr().map(|address| address.port()))?,
            "udp": self.udp.local_addr()?.port(), "free_port": self.free_port,
            "unix_path": self.path("listener.sock"), "unix_abstract": self.marker,
            "runner_pid": std::process::id(), "runner_uid": fs::metadata("/proc/self")?.uid(),
            "pid_namespace": fs::read_link("/proc/self/ns/pid")?, "network_namespace": fs::read_link("/proc/self/ns/net")?,
        });
        // A JSON text of texts, numbers and lists is a Python value as it is.
        Ok(format!("KNOWN = {known}\n"))
    }

    /// What has been connected to or sent to the listeners since they were opened.
    pub(crate) fn touched(&self) -> io::Result<Vec<String>> {
        self.tcp4.set_nonblocking(true)?;
        self.udp.set_nonblocking(true)?;
        self.unix.set_nonblocking(true)?;
        self.abstract_stream.set_nonblocking(true)?;
        self.abstract_datagram.set_nonblocking(true)?;
        let mut seen = Vec::new();
        let mut note = |name: &str, touched: bool| touched.then(|| seen.push(format!("the host's {name} was reached")));
        note("TCP listener", self.tcp4.accept().is_ok());
        if let Some(listener) = &self.tcp6 {
            listener.set_nonblocking(true)?;
            note("TCP listener on IPv6", listener.accept().is_ok());
        }
        note("UDP socket", self.udp.recv(&mut [0; 64]).is_ok());
        note("UNIX socket", self.unix.accept().is_ok());
        if let Some(listener) = &self.unix_in_input {
            listener.set_nonblocking(true)?;
            note("UNIX socket in the input folder", listener.accept().is_ok());
        }
        note("abstract UNIX socket", self.abstract_stream.accept().is_ok());
        note("abstract datagram socket", self.abstract_datagram.recv(&mut [0; 64]).is_ok());
        Ok(seen)
    }

    /// Files of the host that are other than when the run began, and files that came or went.
    pub(crate) fn changed(&self) -> io::Result<Vec<String>> {
        let after = self.snapshot()?;
        let mut seen: Vec<String> = (after.iter().filter(|(path, state)| self.before.get(*path) != Some(state)))
            .map(|(path, state)| format!("{} is now {state}, was {:?}", path.display(), self.before.get(path)))
            .collect();
        seen.extend(
            self.before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("{} is gone", path.display())),
        );
        Ok(seen)
    }

    fn snapshot(&self) -> io::Result<BTreeMap<PathBuf, String>> {
        let mut found = BTreeMap::new();
        for name in ["input", "private", "secret-0600.txt", "listener.sock", "shared.txt", "script.py"] {
            note_state(&self.path(name), &mut found)?;
        }
        note_state(&self.note, &mut found)?;
        Ok(found)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.note);
    }
}

fn note_state(path: &Path, found: &mut BTreeMap<PathBuf, String>) -> io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    let content = if meta.is_file() { fs::read(path)? } else { Vec::new() };
    let mode = meta.permissions().mode();
    let state = format!(
        "mode {mode:o} owner {} links {} changed {}.{} {content:?}",
        meta.uid(),
        meta.nlink(),
        meta.mtime(),
        meta.mtime_nsec()
    );
    found.insert(path.to_owned(), state);
    if meta.is_dir() {
        for entry in fs::read_dir(path)? {
            note_state(&entry?.path(), found)?;
        }
    }
    Ok(())
}
