//! The command line as users see it.

use clap::CommandFactory;

use super::*;

#[test]
fn the_parser_is_sound() {
    Cli::command().debug_assert();
}
