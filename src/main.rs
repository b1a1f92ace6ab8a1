//! The `swipd` program.

fn main() {}
