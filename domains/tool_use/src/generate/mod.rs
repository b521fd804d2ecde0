//! Tasks without end: requests to the eight services with calls that fulfil them, made from a level and a code.
//!
//! A task is put together from pieces (`pieces/`: a request that one call fulfils), chains (a request whose later calls need what
//! earlier ones answer) and stories (turns that build on each other). Each adds to the scenarios what it needs; where an answer matters
//! for what follows, the call is executed while the task is made. So the right calls are right by construction.

mod agency;
mod chains;
mod draw;
mod endless;
mod levels;
mod pieces;
mod scene;
mod script;
mod stories;
mod words;
mod worse;

pub(crate) use crate::handmade::handmade;
pub(crate) use endless::Endless;
pub use levels::Level;
pub(crate) use levels::generate;
pub(crate) use worse::worse_calls;

#[cfg(test)]
mod tests;
