//! Every request this crate can make, held against Auth0's own description of its API, and every recorded answer read.
//!
//! Auth0's files are not part of this project: where `../shared/auth0` is missing, the tests say so and pass over.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops where something is wrong"
)]

mod captured;
mod description;
mod functions;
mod options;
mod recordings;

use std::path::{Path, PathBuf};

/// A file or folder of Auth0's, or none.
fn of_auth0(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/auth0").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("passed over: {} is missing", path.display());
    None
}

#[test]
fn every_function_that_makes_a_request_is_captured() {
    let captured: Vec<String> = captured::all().into_iter().map(|call| call.function).collect();
    let missing: Vec<String> =
        functions::declared().into_iter().filter(|function| !captured.contains(function)).collect();
    assert_eq!(missing, Vec::<String>::new(), "add them to captured.rs");
}

#[test]
fn every_request_is_as_auth0_describes_it() {
    let Some(file) = of_auth0("management-api-oas.json") else { return };
    let description = description::Description::read(&file);
    let calls = captured::all();
    let mistakes: Vec<String> = calls.iter().flat_map(|call| description.mistakes(call)).collect();
    assert_eq!(mistakes, Vec::<String>::new());
    println!("{} requests are as Auth0 describes them", calls.len());
}

#[test]
fn a_request_that_is_wrong_is_found_out() {
    let Some(file) = of_auth0("management-api-oas.json") else { return };
    let description = description::Description::read(&file);
    let found = |change: fn(&mut captured::Captured)| {
        let mut call = captured::all().into_iter().find(|call| call.function == "roles::create").unwrap();
        change(&mut call);
        description.mistakes(&call).len()
    };
    assert_eq!(found(|_| {}), 0);
    assert_eq!(found(|call| call.body = Some(serde_json::json!({ "name": "a", "colour": "red" }))), 1);
    assert_eq!(found(|call| call.query.push(("colour", "red".to_owned()))), 1);
    assert_eq!(found(|call| call.path = "rolls".to_owned()), 1);
    assert_eq!(found(|call| call.body = None), 1);
}

#[test]
fn every_recorded_answer_of_an_endpoint_of_ours_is_read() {
    let Some(folder) = of_auth0("recordings") else { return };
    let (mut read, mut mistakes) = (0, Vec::new());
    let calls = captured::all();
    for interaction in recordings::all(&folder) {
        match recordings::read(&calls, &interaction) {
            Some(Ok(())) => read += 1,
            Some(Err(words)) => mistakes.push(words),
            None => {}
        }
    }
    assert_eq!(mistakes, Vec::<String>::new());
    assert!(read > 900, "only {read} answers were of endpoints of ours");
    println!("{read} recorded answers are read");
}
