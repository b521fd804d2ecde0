//! `exitrl-sandbox`: runs one program in the sandbox, or says what holds on this machine.

fn main() {}
