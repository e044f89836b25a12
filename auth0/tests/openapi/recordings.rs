//! Recorded conversations of other programs with Auth0.

use std::{fs, path::Path};

use auth0::{Answer, Error};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::captured::Captured;

/// One request and its answer.
pub(crate) struct Interaction {
    file: String,
    method: String,
    path: String,
    status: u16,
    body: String,
}

#[derive(Deserialize)]
struct Cassette {
    #[serde(default)]
    interactions: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    body: String,
    code: u16,
}

#[derive(Deserialize)]
struct Nock {
    method: String,
    path: String,
    status: u16,
    response: Value,
}

pub(crate) fn all(folder: &Path) -> Vec<Interaction> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| in_file(file)).collect()
}

fn in_file(file: &Path) -> Vec<Interaction> {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(file).unwrap();
    if name.ends_with(".json") {
        let nocks: Vec<Nock> = serde_json::from_str(&text).unwrap();
        let interaction = |nock: Nock| Interaction {
            file: name.clone(),
            method: nock.method,
            path: below_base(&nock.path),
            status: nock.status,
            body: nock.response.to_string(),
        };
        return nocks.into_iter().map(interaction).collect();
    }
    let cassette: Cassette = yaml_serde::from_str(&text).unwrap();
    let interaction = |recorded: Recorded| Interaction {
        file: name.clone(),
        method: recorded.request.method,
        path: below_base(&recorded.request.url),
        status: recorded.response.code,
        body: recorded.response.body,
    };
    cassette.interactions.into_iter().map(interaction).collect()
}

fn below_base(url: &str) -> String {
    let path = url.split_once("/api/v2/").map_or("", |(_, path)| path);
    path.split('?').next().unwrap_or_default().to_owned()
}

/// None when the endpoint is not one of ours.
pub(crate) fn read(calls: &[Captured], interaction: &Interaction) -> Option<Result<(), String>> {
    let readers: Vec<&Captured> = calls
        .iter()
        .filter(|call| call.method == interaction.method && fits(call.template, &interaction.path))
        .collect();
    let most_literal = readers.iter().map(|call| call.template.matches("{id}").count()).min()?;
    let headers = HeaderMap::new();
    let answer = Answer {
        status: StatusCode::from_u16(interaction.status).unwrap(),
        headers: &headers,
        body: interaction.body.as_bytes(),
    };
    let mut words = String::new();
    for call in readers.iter().filter(|call| call.template.matches("{id}").count() == most_literal) {
        match ((call.read)(&answer), answer.status.is_success()) {
            (Ok(()), true) => return Some(Ok(())),
            (Err(error), false) if !matches!(error, Error::Malformed(_)) => return Some(Ok(())),
            (result, _) => words = format!("{}: {result:?}", call.function),
        }
    }
    let Interaction { file, method, path, status, .. } = interaction;
    Some(Err(format!("{file}: {method} {path} {status}: {words}")))
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(&path).all(|(name, value)| *name == "{id}" || name == value)
}
