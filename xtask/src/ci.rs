//! What CI runs: format, lints, licences, the OpenAPI document, then the tests.

use anyhow::{Context, Result};

use crate::{process, spa, suites, tools};

const CARGO_DENY: &str = "0.20.2";

/// Stops at the first step that does not pass.
pub(crate) fn run() -> Result<()> {
    step("format");
    process::run(process::cargo().args(["fmt", "--all", "--check"]))
        .context("`cargo fmt --all` mends the format")?;
    step("single-page app");
    spa::build()?;
    step("lints");
    let host = [
        "clippy",
        "--locked",
        "--workspace",
        "--exclude",
        "frontend",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    process::run(process::cargo().args(host))?;
    let wasm =
        ["clippy", "--locked", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--target-dir"];
    process::run(
        process::cargo().args(wasm).arg(crate::root().join("target/spa")).args(["--", "-D", "warnings"]),
    )?;
    step("licences and sources");
    licences()?;
    step("OpenAPI document");
    suites::build_servers()?;
    process::run(std::process::Command::new(process::binaries().join("openapi")).arg("--check"))
        .context("`cargo run -p openapi` writes the document anew")?;
    step("tests");
    suites::run(&suites::Options::default())
}

/// Licences, bans and sources need no network; known vulnerabilities need the advisory database, so they are asked
/// for separately (`cargo deny check advisories`).
fn licences() -> Result<()> {
    let deny = tools::cargo_tool("cargo-deny", CARGO_DENY)?;
    let mut command = std::process::Command::new(deny);
    command.current_dir(crate::root()).args(["check", "licenses", "bans", "sources"]);
    process::run(&mut command)
}

fn step(name: &str) {
    eprintln!("\n== {name}");
}
