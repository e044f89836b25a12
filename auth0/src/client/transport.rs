//! The one place that does IO.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::Error;

/// More than any answer that the Management API gives for what we ask.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);

/// An answer, whatever its status.
pub(super) struct Received {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Sends a request and reads all of its answer.
pub(super) async fn send(request: reqwest::RequestBuilder, writes: bool) -> Result<Received, Error> {
    let mut response = request.send().await.map_err(|error| lost(&error, writes))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error, writes))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Error::Malformed("it is larger than expected".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Received { status, headers, body })
}

/// Sorts a transport failure by whether the request may have been carried out.
fn lost(error: &reqwest::Error, writes: bool) -> Error {
    // The address of the failed request is ours and says nothing new.
    let words = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "connection lost"
    };
    if writes && !error.is_connect() && !error.is_builder() {
        Error::LostAnswer(words.to_owned())
    } else {
        Error::Unavailable(words.to_owned())
    }
}
