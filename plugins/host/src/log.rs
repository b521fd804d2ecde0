//! Where plugins' log lines go.

use std::sync::{Arc, PoisonError, RwLock};

type Sink = Arc<dyn Fn(u32, &str) + Send + Sync>;

static SINK: RwLock<Option<Sink>> = RwLock::new(None);

/// Sends the log lines of all plugins to `sink` from now on; without one they go to standard error. Levels are 1 error, 2 warn,
/// 3 info, 4 debug; what a subprocess writes on its standard error comes as level 3. Called from any thread.
pub fn set_log(sink: impl Fn(u32, &str) + Send + Sync + 'static) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(sink));
}

pub(crate) fn emit(level: u32, text: &str) {
    let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
    match sink {
        Some(sink) => sink(level, text),
        None => eprintln!("{text}"),
    }
}
