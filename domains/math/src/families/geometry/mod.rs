//! Geometry: lengths, areas, angles, circles, solids, coordinates.

mod circles;
mod coordinates;
mod flat;
mod solids;
mod triangles;

#[cfg(test)]
mod tests;

use super::Made;
use super::topic::{self, Template};

pub(super) const TEMPLATES: &[Template] = &[
    Template::new("rectangle", (1, 2), flat::rectangle),
    Template::new("missing_side", (1, 2), flat::missing_side),
    Template::new("triangle_area", (1, 2), flat::triangle_area),
    Template::new("trapezoid", (2, 3), flat::trapezoid),
    Template::new("third_angle", (1, 2), flat::third_angle),
    Template::new("polygon_angles", (2, 3), flat::polygon_angles),
    Template::new("similar", (2, 4), flat::similar),
    Template::new("area_ratio", (3, 4), flat::area_ratio),
    Template::new("rhombus", (3, 4), flat::rhombus),
    Template::new("hypotenuse", (2, 3), triangles::hypotenuse),
    Template::new("leg", (3, 4), triangles::leg),
    Template::new("special_right", (3, 4), triangles::special_right),
    Template::new("included_angle", (3, 5), triangles::included_angle),
    Template::new("law_of_cosines", (4, 5), triangles::law_of_cosines),
    Template::new("heron", (4, 5), triangles::heron),
    Template::new("circumradius", (5, 5), triangles::circumradius),
    Template::new("inradius", (5, 5), triangles::inradius),
    Template::new("altitude", (4, 5), triangles::altitude),
    Template::new("sine", (4, 5), triangles::sine),
    Template::new("circle", (1, 2), circles::circle),
    Template::new("ring", (2, 4), circles::ring),
    Template::new("sector", (3, 5), circles::sector),
    Template::new("chord", (3, 4), circles::chord),
    Template::new("tangent", (3, 5), circles::tangent),
    Template::new("circle_equation", (4, 5), circles::circle_equation),
    Template::new("midpoint", (1, 3), coordinates::midpoint),
    Template::new("distance", (2, 3), coordinates::distance),
    Template::new("slope", (2, 3), coordinates::slope),
    Template::new("axis_crossing", (3, 4), coordinates::axis_crossing),
    Template::new("crossing", (4, 5), coordinates::crossing),
    Template::new("corner_area", (3, 4), coordinates::corner_area),
    Template::new("four_corners", (5, 5), coordinates::four_corners),
    Template::new("to_line", (4, 5), coordinates::to_line),
    Template::new("box", (1, 2), solids::cuboid),
    Template::new("box_diagonal", (3, 4), solids::diagonal),
    Template::new("round_solid", (2, 4), solids::round),
    Template::new("cone_surface", (4, 5), solids::cone_surface),
    Template::new("pyramid", (3, 5), solids::pyramid),
];

/// The greatest level.
pub(super) const LEVELS: u32 = 5;

pub(super) fn size(level: u32) -> u128 {
    topic::size(TEMPLATES, level)
}

pub(super) fn make(level: u32, code: u128) -> Made {
    topic::make(TEMPLATES, level, code)
}
