//! Conversations of four to six turns, later ones of which speak of what earlier ones did.

mod desk;
mod files;
mod road;

use super::scene::Scene;

/// What the user says in each turn, and the calls that fulfil it.
pub(crate) type Story = Vec<(String, Vec<String>)>;

/// The kinds of stories.
pub(crate) const ALL: &[fn(&mut Scene) -> Story] = &[
    files::new_file,
    files::tidying,
    files::report,
    desk::ticket,
    desk::post,
    desk::messages,
    road::drive,
    road::flight,
    road::shares,
    road::sums,
];

/// So many of the places `0..of`, in order.
fn chosen(scene: &mut Scene, of: usize, count: usize) -> Vec<usize> {
    let all: Vec<usize> = (0..of).collect();
    let mut some = scene.draw.some(&all, count);
    some.sort_unstable();
    some
}
