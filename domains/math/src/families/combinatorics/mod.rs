//! Combinatorics: counting, probability, expected values.

mod chance;
mod counting;
mod placing;

#[cfg(test)]
mod tests;

use super::Made;
use super::topic::{self, Template};

pub(super) const TEMPLATES: &[Template] = &[
    Template::new("menu", (1, 1), counting::menu),
    Template::new("codes", (1, 3), counting::codes),
    Template::new("handshakes", (1, 2), counting::handshakes),
    Template::new("ranking", (1, 3), counting::ranking),
    Template::new("committee", (2, 3), counting::committee),
    Template::new("two_groups", (2, 4), counting::two_groups),
    Template::new("at_least", (3, 5), counting::at_least),
    Template::new("letters", (2, 5), counting::letters),
    Template::new("clubs", (1, 2), counting::clubs),
    Template::new("three_clubs", (3, 4), counting::three_clubs),
    Template::new("binomial", (3, 5), counting::binomial),
    Template::new("neighbours", (2, 4), placing::neighbours),
    Template::new("no_two_adjacent", (4, 5), placing::no_two_adjacent),
    Template::new("stars", (2, 4), placing::stars),
    Template::new("bounded_stars", (4, 5), placing::bounded_stars),
    Template::new("onto", (5, 5), placing::onto),
    Template::new("paths", (2, 3), placing::paths),
    Template::new("blocked_paths", (3, 5), placing::blocked_paths),
    Template::new("rectangles", (2, 4), placing::rectangles),
    Template::new("drawer", (1, 3), placing::drawer),
    Template::new("fixed_points", (5, 5), placing::fixed_points),
    Template::new("one_ball", (1, 2), chance::one_ball),
    Template::new("two_balls", (2, 4), chance::two_balls),
    Template::new("dice_sum", (2, 4), chance::dice_sum),
    Template::new("successes", (3, 5), chance::successes),
    Template::new("expected_gain", (2, 4), chance::expected_gain),
    Template::new("expected_dice", (3, 5), chance::expected_dice),
    Template::new("given", (4, 5), chance::given),
];

/// The greatest level.
pub(super) const LEVELS: u32 = 5;

pub(super) fn size(level: u32) -> u128 {
    topic::size(TEMPLATES, level)
}

pub(super) fn make(level: u32, code: u128) -> Made {
    topic::make(TEMPLATES, level, code)
}
