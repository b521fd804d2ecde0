//! Local competitions, built from data sets that ship inside Python packages: no account, no download, the same bytes every time.
//!
//! [`prepare`] writes MLE-bench's prepared layout: `<out>/<id>/{config.yaml, leaderboard.csv, prepared/public, prepared/private}`.
//! The package files are read as they lie in a site-packages folder; no Python runs.
//!
//! Three things keep a program from knowing the answers without having learnt them:
//! - **The split is ours.** Which row is tested, in which order rows stand and which name they bear follows from SHA-256 of the
//!   competition's id and the row's number in the package file ([`split`](self)), never from a library's generator.
//! - **Features are moved a little.** Measured columns get noise of at most 1 % of their standard deviation, grey values of pixels
//!   move by one level in one case of four. A table that is known by heart no longer joins row by row, and scores do not change
//!   in the second digit.
//! - **The source is hidden.** Noise does not stop a search for the nearest row, so a sandbox masks [`hidden_package_paths`].

mod describe;
mod hide;
mod leaderboard;
mod packages;
mod prepare;
mod sets;
mod spec;
mod split;

pub use hide::{hidden_cache_paths, hidden_package_paths};
pub use leaderboard::{MeasuredScores, measured_scores};
pub use packages::{PackageError, Packages};
pub use prepare::{PrepareError, Prepared, prepare};
pub use spec::{LocalCompetition, local_competitions};
