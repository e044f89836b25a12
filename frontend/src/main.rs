//! Starts the single-page app.

fn main() {
    frontend::start();
}
