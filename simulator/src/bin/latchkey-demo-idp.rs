//! The demo identity provider.
fn main() {}
