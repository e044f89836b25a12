//! The functions of this crate that make a request, read from its source.

use std::{fs, path::Path};

/// Such as `connections::keys::rotate`.
pub(crate) fn declared() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&source, "", &mut found);
    assert!(found.len() > 100, "the source is not where it was");
    found
}

fn walk(folder: &Path, module: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            walk(&path, &format!("{module}{stem}::"), found);
            continue;
        }
        // The endpoints of this file are known by the name of the folder.
        let inside = match stem.as_str() {
            "mod" | "enabled_connections" => module.to_owned(),
            _ => format!("{module}{stem}::"),
        };
        // Methods of calls themselves make no requests.
        if stem != "call" {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(in_text(&text).map(|name| format!("{inside}{name}")));
        }
    }
}

fn in_text(text: &str) -> impl Iterator<Item = &str> {
    text.split("\npub fn ").skip(1).filter_map(|rest| {
        let signature = rest.split_once('{').map_or(rest, |(signature, _)| signature);
        signature.contains("-> Call<").then(|| rest.split(['(', '<']).next().unwrap_or_default())
    })
}
