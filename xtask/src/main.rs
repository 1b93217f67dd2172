//! One command for each job around the house.

fn main() {}
