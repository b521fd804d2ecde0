use super::pieces::ALL as P;
use super::scene::{Piece, Scene};
pub(crate) const ALL: &[fn(&mut Scene) -> Piece] = &[|scene| (P[0][0].write)(scene)];
