//! Placeholder while the crate is founded.
fn main() {}
