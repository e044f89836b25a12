//! Who may enter which room: the arrows of `docs/architecture.md`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The crates of ours that each crate's manifest names.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let manifest =
        |path: PathBuf| -> toml::Value { toml::from_str(&fs::read_to_string(path).unwrap()).unwrap() };
    let workspace = manifest(root().join("Cargo.toml"));
    let members: Vec<String> = workspace["workspace"]["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    let mut arrows = BTreeMap::new();
    for member in &members {
        let manifest = manifest(root().join(member).join("Cargo.toml"));
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
        let named =
            tables.iter().filter_map(|table| manifest.get(table)?.as_table()).flat_map(|table| table.keys());
        arrows.insert(member.clone(), named.filter(|name| members.contains(name)).cloned().collect());
    }
    arrows
}

#[test]
fn rooms_are_entered_only_along_the_arrows() {
    let allowed = BTreeMap::from([
        ("api", vec![]),
        ("auth0", vec![]),
        ("backend", vec!["api", "auth0", "idp", "migrations"]),
        ("frontend", vec!["api", "idp"]),
        ("idp", vec!["api"]),
        ("migrations", vec![]),
        ("openapi", vec!["backend"]),
        ("simulator", vec![]),
        // `auth0` is tried against a tenant that counts.
        ("tests", vec!["api", "auth0"]),
        ("xtask", vec![]),
    ]);
    for (room, entered) in arrows() {
        let allowed = allowed.get(room.as_str()).unwrap_or_else(|| panic!("{room} is not on the drawing"));
        for other in entered {
            assert!(allowed.contains(&other.as_str()), "{room} must not use {other}");
        }
    }
}

/// Every Rust file of the project below `folder`, with its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["target", ".git", "dist", ".demo"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let relative = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((relative, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}

/// The files below `backend/src` that name `word` outside of the places that may.
fn intruders(word: &str, may: impl Fn(&str) -> bool) -> Vec<String> {
    let sources = sources("backend/src");
    assert!(sources.len() > 20, "the server's sources are not where they were");
    let names =
        sources.into_iter().filter(|(path, text)| !may(path) && text.contains(word)).map(|(path, _)| path);
    names.collect()
}

#[test]
fn the_web_framework_stays_at_the_edge() {
    let edge = |path: &str| {
        let at =
            ["/routes", "/http/", "/auth/", "server", "problem.rs", "state.rs", "docs/", "main.rs", "cli.rs"];
        at.iter().any(|part| path.contains(part))
    };
    assert_eq!(intruders("actix_web", edge), Vec::<String>::new());
}

#[test]
fn only_the_upstream_side_talks_to_auth0() {
    let side = |path: &str| ["upstream", "tenants/", "/sync"].iter().any(|part| path.contains(part));
    assert_eq!(intruders("auth0::", side), Vec::<String>::new());
}

#[test]
fn files_stay_small_enough_to_read() {
    let limit = |path: &str| if path.contains("tests") { 900 } else { 600 };
    let too_long: Vec<_> = sources(".")
        .into_iter()
        .filter(|(path, text)| text.lines().count() > limit(path))
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()))
        .collect();
    assert_eq!(too_long, Vec::<String>::new());
}

#[test]
fn no_room_is_called_after_nothing() {
    let banned = ["utils", "util", "helpers", "common", "misc"];
    let named: Vec<_> = sources(".")
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| {
            Path::new(path).components().any(|part| {
                let part = part.as_os_str().to_string_lossy();
                banned.contains(&part.trim_end_matches(".rs"))
            })
        })
        .collect();
    assert_eq!(named, Vec::<String>::new());
}

#[test]
fn nothing_is_left_for_somebody() {
    let marks = ["TO", "FIX"].map(|start| start.to_owned() + if start == "TO" { "DO" } else { "ME" });
    let left: Vec<_> = sources(".")
        .into_iter()
        .filter(|(_, text)| {
            marks.iter().any(|mark| text.contains(mark.as_str())) || text.contains(concat!("#[ig", "nore"))
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(left, Vec::<String>::new());
}
