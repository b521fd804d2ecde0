//! Why a plugin was refused, in the order in which it is looked at.

use std::path::PathBuf;

use exitrl_domain::{ClientError, DomainError, ENTRY_SYMBOL, ProtocolVersion};

/// Why a domain could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A name that no plugin file answers to.
    #[error(
        "no plugin named {name:?} was found. Looked for {file} in:{}\nBuild it with `cargo build -p exitrl-plugin-{package}`, \
         or give its path, or name its folder in EXITRL_PLUGIN_PATH.",
        list(places)
    )]
    NotFound {
        /// As the caller wrote it.
        name: String,
        /// The file name that was looked for.
        file: String,
        /// The name as it appears in a package's.
        package: String,
        /// Every folder looked in.
        places: Vec<PathBuf>,
    },
    /// A path without a directory, which the system would look up in folders of its own.
    #[error("the plugin path {path} has no directory, so the system would search folders of its own for it; write ./{path}")]
    NoDirectory {
        /// As the caller wrote it.
        path: String,
    },
    /// A path where no file is.
    #[error("the plugin file {} cannot be opened: {seen}; the current folder is {}; build the plugin or mend the path", path.display(), here.display())]
    NoFile {
        /// As the caller wrote it.
        path: PathBuf,
        /// What the system said.
        seen: String,
        /// What a relative path starts from.
        here: PathBuf,
    },
    /// A file that is neither a library nor a program.
    #[error(
        "cannot tell how to reach the plugin {}: it is no .so, .dylib, .dll or .py file and has no permission to run; \
         set transport = \"dylib\" or \"subprocess\", or make it executable with chmod +x",
        path.display()
    )]
    UnknownKind {
        /// The file.
        path: PathBuf,
    },
    /// A transport that only a test can use.
    #[error(
        "transport = \"in_process\" needs the domain {plugin:?} linked into this program, and none is; \
         use \"auto\", \"dylib\" or \"subprocess\" (tests build exitrl_domain::InProcess themselves)"
    )]
    InProcess {
        /// As the caller wrote it.
        plugin: String,
    },
    /// A file that the system cannot load as a library.
    #[error("the plugin {} cannot be loaded: {seen}; is it a cdylib built for this machine?", path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// The whole chain of the loader's reasons.
        seen: String,
    },
    /// A library without the one symbol.
    #[error(
        "{} is a library but no plugin: it has no symbol {ENTRY_SYMBOL} ({seen}); \
         put `exitrl_domain::export_domain!(YourDomain);` into it",
        path.display()
    )]
    NoSymbol {
        /// The file.
        path: PathBuf,
        /// What the loader said.
        seen: String,
    },
    /// A plugin whose C table has another version.
    #[error(
        "{} speaks domain ABI {plugin}, this host speaks {host}; rebuild the plugin against this workspace's domains/api",
        path.display()
    )]
    Abi {
        /// The file.
        path: PathBuf,
        /// The plugin's number.
        plugin: u32,
        /// Ours.
        host: u32,
    },
    /// A plugin whose C table has the right version but cannot be used.
    #[error("{} gives a domain table that cannot be used: {seen}; rebuild the plugin against this workspace's domains/api", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        seen: String,
    },
    /// A program that cannot be started.
    #[error("the plugin program `{command}` cannot be started: {seen}; check that it exists and may be run")]
    Spawn {
        /// Program and arguments.
        command: String,
        /// What the system said.
        seen: String,
    },
    /// A dynamic library that was to be run as a program, without the program that does it.
    #[error(
        "to run the library {} as a subprocess the program exitrl-serve-domain is needed, and it is not in:{}\n\
         Build it with `cargo build -p exitrl-plugin-host`.",
        path.display(),
        list(places)
    )]
    NoServer {
        /// The library.
        path: PathBuf,
        /// Every folder looked in.
        places: Vec<PathBuf>,
    },
    /// A peer with messages of another age.
    #[error(
        "{peer} speaks protocol {plugin}, this host speaks {host}, and the first numbers differ; \
         rebuild the older of the two against the other's domains/api"
    )]
    Protocol {
        /// Transport and file.
        peer: String,
        /// The plugin's version.
        plugin: ProtocolVersion,
        /// Ours.
        host: ProtocolVersion,
    },
    /// The domain itself refused to open, mostly for its configuration.
    #[error("{peer} did not open: {error}")]
    Refused {
        /// Transport and file.
        peer: String,
        /// What the domain said.
        error: DomainError,
    },
    /// A domain whose static facts cannot be used.
    #[error("{peer} opened with metadata that is not sane: {}; mend the domain's metadata", problems.join("; "))]
    Metadata {
        /// Transport and file.
        peer: String,
        /// Every problem found.
        problems: Vec<String>,
    },
    /// No answer, or none that can be read, while shaking hands or opening.
    #[error("opening failed: {0}")]
    Call(ClientError),
}

fn list(places: &[PathBuf]) -> String {
    places.iter().map(|place| format!("\n  {}", place.display())).collect()
}
