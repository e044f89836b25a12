//! Reads recorded conversations: go-vcr cassettes (YAML) and nock recordings (JSON), told apart by content.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

/// A conversation with Auth0.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The file's name without its extension.
    pub name: String,
    /// Requests and answers, in order.
    pub interactions: Vec<Interaction>,
}

/// One request and its answer.
#[derive(Debug, Clone)]
pub struct Interaction {
    /// The HTTP method.
    pub method: String,
    /// The path under the API's base, such as `/connections/con_1`.
    pub path: String,
    /// The query, still encoded, without `?`.
    pub query: String,
    /// What was sent.
    pub body: Option<Value>,
    /// The status of the answer.
    pub status: u16,
    /// What was answered.
    pub answer: Option<Value>,
}

/// A recording could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableRecording {
    /// The file or folder cannot be read.
    #[error("{path}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The JSON is no nock recording.
    #[error("{path} is no nock recording", path = .path.display())]
    Nock {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: serde_json::Error,
    },
    /// The YAML is no go-vcr cassette.
    #[error("{path} is no go-vcr cassette", path = .path.display())]
    Cassette {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: yaml_serde::Error,
    },
    /// An address in the recording is none.
    #[error("{path}: {address} is no address of the Management API", path = .path.display())]
    Address {
        /// The file.
        path: PathBuf,
        /// The address.
        address: String,
    },
}

#[derive(Deserialize)]
struct Cassette {
    #[serde(default)]
    interactions: Option<Vec<CassetteEntry>>,
}

#[derive(Deserialize)]
struct CassetteEntry {
    request: CassetteRequest,
    response: CassetteResponse,
}

#[derive(Deserialize)]
struct CassetteRequest {
    method: String,
    url: String,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Deserialize)]
struct CassetteResponse {
    code: Option<u16>,
    status: Option<Status>,
    #[serde(default)]
    body: Option<String>,
}

/// `201` or `201 Created`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Status {
    Code(u16),
    Line(String),
}

#[derive(Deserialize)]
struct NockEntry {
    method: String,
    path: String,
    #[serde(default)]
    body: Value,
    status: u16,
    #[serde(default)]
    response: Value,
}

/// Every recording in the folder and the folders below, by name.
pub fn read_all(folder: &Path) -> Result<Vec<Recording>, UnreadableRecording> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) -> Result<(), UnreadableRecording> {
    let io = |source| UnreadableRecording::Io { path: place.to_owned(), source };
    if place.is_file() {
        files.push(place.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(place).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let recorded = path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml" || kind == "json");
        if path.is_dir() || recorded {
            collect(&path, files)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Recording, UnreadableRecording> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| UnreadableRecording::Io { path: path.to_owned(), source })?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let interactions = if text.trim_start().starts_with('[') {
        serde_json::from_str::<Vec<NockEntry>>(&text)
            .map_err(|source| UnreadableRecording::Nock { path: path.to_owned(), source })?
            .into_iter()
            .map(|entry| from_nock(path, entry))
            .collect::<Result<_, _>>()?
    } else {
        yaml_serde::from_str::<Cassette>(&text)
            .map_err(|source| UnreadableRecording::Cassette { path: path.to_owned(), source })?
            .interactions
            .unwrap_or_default()
            .into_iter()
            .map(|entry| from_cassette(path, entry))
            .collect::<Result<_, _>>()?
    };
    Ok(Recording { name, interactions })
}

fn from_cassette(file: &Path, entry: CassetteEntry) -> Result<Interaction, UnreadableRecording> {
    let (path, query) = target(file, &entry.request.url)?;
    let line = |line: String| line.split_whitespace().next().and_then(|code| code.parse().ok());
    let status = entry.response.code.or_else(|| match entry.response.status? {
        Status::Code(code) => Some(code),
        Status::Line(text) => line(text),
    });
    Ok(Interaction {
        method: entry.request.method.to_uppercase(),
        path,
        query,
        body: entry.request.body.as_deref().and_then(parse),
        status: status.unwrap_or_default(),
        answer: entry.response.body.as_deref().and_then(parse),
    })
}

fn from_nock(file: &Path, entry: NockEntry) -> Result<Interaction, UnreadableRecording> {
    let (path, query) = target(file, &entry.path)?;
    let content = |value: Value| match value {
        Value::String(text) => parse(&text),
        Value::Null => None,
        other => Some(other),
    };
    Ok(Interaction {
        method: entry.method.to_uppercase(),
        path,
        query,
        body: content(entry.body),
        status: entry.status,
        answer: content(entry.response),
    })
}

/// A body as JSON. An empty one is none, and text that is not JSON is kept as text.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(Value::Null) => None,
        Ok(value) => Some(value),
        Err(_) => Some(Value::String(text.to_owned())),
    }
}

fn target(file: &Path, address: &str) -> Result<(String, String), UnreadableRecording> {
    let start = address.find(crate::management::PATH);
    let rest = start.map(|start| &address[start + crate::management::PATH.len()..]);
    let rest = rest
        .ok_or_else(|| UnreadableRecording::Address { path: file.to_owned(), address: address.to_owned() })?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Ok((path.to_owned(), query.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn recorded(text: &str) -> Vec<Interaction> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path()).unwrap().interactions
    }

    #[test]
    fn a_cassette_is_read_whatever_its_indentation() {
        let text = "---\nversion: 2\ninteractions:\n- request:\n   method: GET\n   url: https://t.example/api/v2/roles?page=0\n   body: ''\n  response:\n   status: 201 Created\n   body: '{\"id\":1}'\n";
        let interactions = recorded(text);
        assert_eq!((interactions[0].path.as_str(), interactions[0].query.as_str()), ("/roles", "page=0"));
        assert_eq!((interactions[0].status, &interactions[0].body), (201, &None));
        assert_eq!(interactions[0].answer, Some(json!({ "id": 1 })));
    }

    #[test]
    fn a_nock_recording_is_told_by_its_content() {
        let text = r#"[{"method":"get","path":"/api/v2/rules","body":"","status":200,"response":[]}]"#;
        let interactions = recorded(text);
        assert_eq!((interactions[0].method.as_str(), interactions[0].status), ("GET", 200));
        assert_eq!(interactions[0].answer, Some(json!([])));
    }

    #[test]
    fn an_empty_cassette_has_nothing_to_say() {
        assert!(recorded("---\nversion: 2\ninteractions: []\n").is_empty());
    }
}
