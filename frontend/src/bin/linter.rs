//! Starts the linter: a program of its own, which the setup loads only where it is needed.

fn main() {
    frontend::start_linter();
}
