//! Results by the hash of what was run, so that an equal program is not run again.

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use exitrl_domain::DomainError;

use crate::judge::Judgement;

/// Results that are kept in memory; the oldest go first.
const IN_MEMORY: usize = 2048;

type Shelf = Arc<Mutex<Option<Judgement>>>;

/// Keeps results in memory and, where a folder is named, in one JSON file each.
pub(crate) struct Cache {
    folder: Option<PathBuf>,
    shelves: Mutex<Shelves>,
}

#[derive(Default)]
struct Shelves {
    by_hash: HashMap<String, Shelf>,
    oldest_first: VecDeque<String>,
}

impl Cache {
    /// A cache, with its folder made.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn open(folder: Option<PathBuf>) -> Result<Self, DomainError> {
        if let Some(folder) = &folder {
            fs::create_dir_all(folder).map_err(|error| {
                let folder = folder.display();
                DomainError::config(format!("the folder for results {folder} cannot be made: {error}; name another as `cache`"))
            })?;
        }
        Ok(Self { folder, shelves: Mutex::default() })
    }

    /// The result that is kept under this hash, or the one that `run` gives, which is kept where it says something of the program.
    /// Whoever asks for the same hash meanwhile waits for it. Also tells whether the result was kept.
    pub(crate) fn get_or_run(&self, hash: &str, run: impl FnOnce() -> Judgement) -> (Judgement, bool) {
        let shelf = self.shelf(hash);
        let mut kept = shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = self.read(hash);
        }
        if let Some(kept) = &*kept {
            return (kept.clone(), true);
        }
        let new = run();
        if new.class.is_final() {
            self.write(hash, &new);
            *kept = Some(new.clone());
        }
        (new, false)
    }

    fn shelf(&self, hash: &str) -> Shelf {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shelf) = shelves.by_hash.get(hash) {
            return Arc::clone(shelf);
        }
        let shelf = Shelf::default();
        shelves.by_hash.insert(hash.to_owned(), Arc::clone(&shelf));
        shelves.oldest_first.push_back(hash.to_owned());
        if shelves.oldest_first.len() > IN_MEMORY
            && let Some(oldest) = shelves.oldest_first.pop_front()
        {
            shelves.by_hash.remove(&oldest);
        }
        shelf
    }

    /// A file that is missing or cannot be read is no result.
    fn read(&self, hash: &str) -> Option<Judgement> {
        let text = fs::read_to_string(self.folder.as_ref()?.join(format!("{hash}.json"))).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// The file appears whole or not at all. One that cannot be written costs a second run later, no more.
    fn write(&self, hash: &str, judgement: &Judgement) {
        let Some(folder) = &self.folder else { return };
        let written = || -> Option<()> {
            let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
            file.write_all(&serde_json::to_vec(judgement).ok()?).ok()?;
            file.persist(folder.join(format!("{hash}.json"))).ok()?;
            Some(())
        };
        written();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Class;

    fn judgement(class: Class) -> Judgement {
        Judgement { class, quality: 0.25, score: None, reason: None, run: None }
    }

    #[test]
    fn an_equal_program_is_run_once() {
        let cache = Cache::open(None).unwrap();
        let mut runs = 0;
        for _ in 0..3 {
            cache.get_or_run("a", || {
                runs += 1;
                judgement(Class::Graded)
            });
        }
        assert_eq!(runs, 1);
    }

    #[test]
    fn what_says_nothing_of_the_program_is_not_kept() {
        let cache = Cache::open(None).unwrap();
        cache.get_or_run("a", || judgement(Class::EnvironmentError));
        let (now, kept) = cache.get_or_run("a", || judgement(Class::Graded));
        assert_eq!((now.class, kept), (Class::Graded, false));
    }

    #[test]
    fn results_in_a_folder_outlive_the_process_and_torn_files_are_run_again() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Cache::open(Some(folder.path().join("results"))).unwrap();
        open().get_or_run("a", || judgement(Class::Failed));
        let (now, kept) = open().get_or_run("a", || unreachable!("it is kept"));
        assert_eq!((now, kept), (judgement(Class::Failed), true));
        fs::write(folder.path().join("results/a.json"), "{\"class\": \"fai").unwrap();
        assert_eq!(open().get_or_run("a", || judgement(Class::Graded)).0.class, Class::Graded);
    }
}
