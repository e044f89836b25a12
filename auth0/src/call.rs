//! A request as a value, with the way to read its answer.

use http::{Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::Error;

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One request to the Management API and how its answer is read.
pub struct Call<T> {
    pub(crate) method: Method,
    /// Below the API's base, without a slash at the start.
    pub(crate) path: String,
    /// The path with names in place of ids, for traces.
    pub(crate) template: &'static str,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    pub(crate) read: fn(StatusCode, &[u8]) -> Result<T, Error>,
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither body nor query: they may hold secrets and names of people.
        write!(f, "{} {}", self.method, self.template)
    }
}

impl<T> Call<T> {
    pub(crate) fn new(
        method: Method,
        template: &'static str,
        ids: &[&str],
        read: fn(StatusCode, &[u8]) -> Result<T, Error>,
    ) -> Self {
        let mut path = String::new();
        let mut ids = ids.iter();
        for (index, part) in template.split("{id}").enumerate() {
            if index > 0 {
                let id = ids.next().copied().unwrap_or_default();
                path.extend(utf8_percent_encode(id, SEGMENT));
            }
            path.push_str(part);
        }
        Self { method, path, template, query: Vec::new(), body: None, read }
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(crate) fn json(mut self, body: impl Serialize) -> Self {
        self.body = serde_json::to_value(body).ok();
        self
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path below the API's base.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The body.
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Reads an answer that is a success.
    ///
    /// # Errors
    /// `Malformed` when it is not what Auth0's documents say.
    pub fn read(&self, status: StatusCode, body: &[u8]) -> Result<T, Error> {
        (self.read)(status, body)
    }
}

pub(crate) fn json<T: DeserializeOwned>(_: StatusCode, body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::Malformed(error.to_string()))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where other readers can fail")]
pub(crate) fn nothing(_: StatusCode, _: &[u8]) -> Result<(), Error> {
    Ok(())
}
