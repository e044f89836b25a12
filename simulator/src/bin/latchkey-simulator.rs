//! The tenant.
fn main() {}
