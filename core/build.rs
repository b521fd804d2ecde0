//! Links one extra static library into every program that holds this package, where the environment names one.
//! Only `cuda/build-offline.sh` does; cuda/README.md says why.

use std::path::Path;

const STUBS: &str = "EXITRL_LINK_STUBS";

fn main() {
    println!("cargo::rerun-if-env-changed={STUBS}");
    let Some(path) = std::env::var_os(STUBS) else { return };
    let path = Path::new(&path);
    let folder = path.parent().filter(|folder| folder.is_absolute());
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix("lib")?.strip_suffix(".a"));
    match (folder, name) {
        (Some(folder), Some(name)) => {
            println!("cargo::rustc-link-search=native={}", folder.display());
            // -bundle: the file is first read when a program is linked, and may be made after this package is compiled.
            // +whole-archive: some linkers read libraries once, and what calls the stubs stands after them.
            println!("cargo::rustc-link-lib=static:+whole-archive,-bundle={name}");
        }
        _ => println!("cargo::error={STUBS} is {path:?}; it must be an absolute path that ends in lib<NAME>.a, or be left unset"),
    }
}
