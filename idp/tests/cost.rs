//! What reading hostile files costs: memory always, time in a release build.
//!
//! `cargo test --release -p idp --test cost -- --nocapture` prints the figures.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it measured"
)]

mod attacks;

use std::path::{Path, PathBuf};
use std::time::Duration;

use idp::{Context, inspect_certificate, inspect_discovery, inspect_metadata};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MEMORY: f32 = 64.0;
const TIME: Duration = Duration::from_millis(50);
/// Files made for these tests are larger than any of the collection: they may take as much as their size asks for.
const TIME_FOR_4_MB: Duration = Duration::from_millis(500);

struct Cost {
    what: String,
    bytes: usize,
    time: Duration,
    megabytes: f32,
    limit: Duration,
}

fn measure(what: &str, input: &[u8], limit: Duration, read: impl Fn(&[u8])) -> Cost {
    let mut time = Duration::MAX;
    let mut megabytes: f32 = 0.0;
    for _ in 0..if cfg!(debug_assertions) { 1 } else { 5 } {
        HEAP.reset_peak_usage();
        let before = HEAP.current_usage_as_mb();
        time = time.min(attacks::busy(|| read(input)));
        megabytes = megabytes.max(HEAP.peak_usage_as_mb() - before);
    }
    Cost { what: what.to_owned(), bytes: input.len(), time, megabytes, limit }
}

/// The hostile files of the shared collection, where it is at hand.
fn collection() -> Vec<PathBuf> {
    let shared = std::env::var_os("LATCHKEY_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let folder = shared.join("fixtures/metadata/adversarial");
    if !folder.is_dir() {
        println!("PASSED OVER: no hostile files at {} (set LATCHKEY_SHARED)", folder.display());
        return Vec::new();
    }
    files(&folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn read(ctx: &Context<'_>, bytes: &[u8]) {
    let requested = "https://idp.example.com/.well-known/openid-configuration".parse().unwrap();
    let _ = inspect_metadata(bytes, ctx);
    let _ = inspect_certificate(bytes, ctx);
    let _ = inspect_discovery(bytes, &requested, ctx);
}

// One test: the allocator counts for the whole process.
#[test]
fn hostile_files_cost_little() {
    let ctx = Context::at("2026-11-23T00:00:00Z".parse().unwrap());
    // The first reading builds what is kept for all, such as compiled patterns.
    read(&ctx, attacks::metadata().as_bytes());
    let mut costs = Vec::new();
    for path in collection() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        costs.push(measure(&name, &std::fs::read(&path).unwrap(), TIME, |bytes| read(&ctx, bytes)));
    }
    for (name, document) in attacks::attacks() {
        let metadata = |bytes: &[u8]| drop(inspect_metadata(bytes, &ctx));
        costs.push(measure(name, document.as_bytes(), TIME_FOR_4_MB, metadata));
    }
    for (index, field) in attacks::certificate_attacks().iter().enumerate() {
        let certificate = |bytes: &[u8]| drop(inspect_certificate(bytes, &ctx));
        costs.push(measure(&format!("certificate field {index}"), field, TIME_FOR_4_MB, certificate));
    }
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.time));
    for cost in &costs {
        println!(
            "{:>10.2?} {:>8.2} MB of heap for {:>8} bytes: {}",
            cost.time, cost.megabytes, cost.bytes, cost.what
        );
    }
    let heavy: Vec<&str> =
        costs.iter().filter(|cost| cost.megabytes > MEMORY).map(|cost| cost.what.as_str()).collect();
    assert!(heavy.is_empty(), "more than {MEMORY} MB: {heavy:?}");
    if !cfg!(debug_assertions) {
        let slow: Vec<&str> =
            costs.iter().filter(|cost| cost.time > cost.limit).map(|cost| cost.what.as_str()).collect();
        assert!(slow.is_empty(), "too slow: {slow:?}");
    }
}
