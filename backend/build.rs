//! Tells cargo that the app's files are part of the binary.

fn main() {
    println!("cargo::rerun-if-changed=../frontend/dist");
}
