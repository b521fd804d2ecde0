//! `exitrl-mle`: competitions on disk: builds the local ones, grades submissions.

use exitrl_mle::local::*;
use std::path::PathBuf;

fn main() {
    let a: Vec<String> = std::env::args().collect();
    let mut p = Packages::in_folders(vec![PathBuf::from(&a[2])]);
    for c in local_competitions() {
        println!("{} {:?}", c.id, prepare(c, &mut p, &PathBuf::from(&a[1]), true).map_err(|e| e.to_string()));
    }
}
