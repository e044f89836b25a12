//! Writes `openapi/openapi.json` from the server's types; with `--check` says whether it is up to date and well made.

use std::{env, fs, path::Path};

use anyhow::{Result, bail, ensure};
use serde_json::Value;

fn main() -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let text = backend::server::document().to_pretty_json()? + "\n";
    let mistakes = lint(&serde_json::from_str(&text)?);
    ensure!(mistakes.is_empty(), "the document is not well made:\n{}", mistakes.join("\n"));
    if env::args().any(|argument| argument == "--check") {
        let committed = fs::read_to_string(&path).unwrap_or_default();
        if committed != text {
            bail!("openapi/openapi.json is not what the server says: `cargo run -p openapi` writes it anew");
        }
        return Ok(());
    }
    fs::write(path, text)?;
    Ok(())
}

/// What every operation of our API has to say.
fn lint(document: &Value) -> Vec<String> {
    let mut mistakes = Vec::new();
    let empty = serde_json::Map::new();
    for (path, item) in document["paths"].as_object().unwrap_or(&empty) {
        for (method, operation) in item.as_object().unwrap_or(&empty) {
            let mut must = |holds: bool, words: &str| {
                if !holds {
                    mistakes.push(format!("- {method} {path}: {words}"));
                }
            };
            must(operation["operationId"].is_string(), "has no operationId");
            must(operation["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "has no tag");
            must(operation["summary"].is_string(), "has no summary");
            let responses = operation["responses"].as_object().unwrap_or(&empty);
            let described = responses
                .values()
                .all(|response| response["description"].as_str().is_some_and(|text| !text.is_empty()));
            must(described, "has an answer without a description");
            let problem = |response: &Value| response["content"]["application/problem+json"].is_object();
            must(path == "/auth/callback" || responses.values().any(problem), "tells no problem");
        }
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lint;

    #[test]
    fn an_operation_that_says_nothing_is_found() {
        let document = json!({ "paths": { "/x": { "get": { "responses": { "200": {} } } } } });
        assert_eq!(lint(&document).len(), 5);
    }
}
