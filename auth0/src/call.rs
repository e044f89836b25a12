//! A request as a value, with the way to read its answer.

use http::{HeaderMap, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Error, Page, page};

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What Auth0 answered.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The status.
    pub status: StatusCode,
    /// The headers: limits, and how to go on in the log.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

type Read<T> = Box<dyn Fn(&Answer<'_>) -> Result<T, Error> + Send + Sync>;

/// One request to the Management API and how its answer is read.
pub struct Call<T> {
    pub(crate) request: Request,
    read: Read<T>,
}

impl<T> std::fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither body nor query: they may hold secrets and names of people.
        write!(f, "{} {}", self.request.method, self.request.template)
    }
}

impl<T: 'static> Call<T> {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.request.method
    }

    /// The path below the API's base, without a slash at the start.
    pub fn path(&self) -> &str {
        &self.request.path
    }

    /// The path with `{id}` in place of ids: what traces and metrics may show.
    pub fn template(&self) -> &'static str {
        self.request.template
    }

    /// The query, in order; a name may be there more than once.
    pub fn queries(&self) -> &[(&'static str, String)] {
        &self.request.query
    }

    /// The headers besides those that every request has.
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.request.headers
    }

    /// The body.
    pub fn body(&self) -> Option<&Value> {
        self.request.body.as_ref()
    }

    /// Reads an answer.
    ///
    /// # Errors
    /// What Auth0 refused, sorted by what to do next; `Malformed` for a success that is not what its documents say.
    pub fn read(&self, answer: &Answer<'_>) -> Result<T, Error> {
        if answer.status.is_success() {
            (self.read)(answer)
        } else {
            let writes = !self.request.method.is_safe();
            Err(Error::from_answer(answer.status, answer.headers, answer.body, writes))
        }
    }

    /// The same request; what is read is changed by `change`.
    pub fn map<U>(self, change: impl Fn(T) -> U + Send + Sync + 'static) -> Call<U> {
        let read = self.read;
        Call { request: self.request, read: Box::new(move |answer| read(answer).map(&change)) }
    }

    /// Asks for links on one of the tenant's custom domains instead of the default one.
    #[must_use]
    pub fn on_custom_domain(mut self, host: &str) -> Self {
        self.request.headers.push(("auth0-custom-domain", host.to_owned()));
        self
    }
}

/// A request before it is known how its answer is read.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Below the API's base, without a slash at the start.
    pub(crate) path: String,
    /// The path with names in place of ids, for traces.
    pub(crate) template: &'static str,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
}

impl Request {
    fn new(method: Method, template: &'static str, ids: &[&str]) -> Self {
        let mut path = String::new();
        let mut ids = ids.iter();
        for (index, part) in template.split("{id}").enumerate() {
            if index > 0 {
                let id = ids.next().copied().unwrap_or_default();
                path.extend(utf8_percent_encode(id, SEGMENT));
            }
            path.push_str(part);
        }
        Self { method, path, template, query: Vec::new(), headers: Vec::new(), body: None }
    }

    pub(crate) fn get(template: &'static str, ids: &[&str]) -> Self {
        Self::new(Method::GET, template, ids)
    }

    pub(crate) fn post(template: &'static str, ids: &[&str]) -> Self {
        Self::new(Method::POST, template, ids)
    }

    pub(crate) fn put(template: &'static str, ids: &[&str]) -> Self {
        Self::new(Method::PUT, template, ids)
    }

    pub(crate) fn patch(template: &'static str, ids: &[&str]) -> Self {
        Self::new(Method::PATCH, template, ids)
    }

    pub(crate) fn delete(template: &'static str, ids: &[&str]) -> Self {
        Self::new(Method::DELETE, template, ids)
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    pub(crate) fn optional(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// All members of the answer that are named here, and no others.
    pub(crate) fn fields(self, names: &str) -> Self {
        self.query("fields", names).query("include_fields", "true")
    }

    pub(crate) fn body(mut self, body: impl Serialize) -> Self {
        self.body = serde_json::to_value(body).ok();
        self
    }

    pub(crate) fn reads<T: DeserializeOwned>(self) -> Call<T> {
        self.reads_with(|answer| parse(answer.body))
    }

    pub(crate) fn reads_nothing(self) -> Call<()> {
        self.reads_with(|_| Ok(()))
    }

    /// A list in any of Auth0's shapes; `key` names the rows where they are in an object.
    pub(crate) fn reads_page<T: DeserializeOwned>(self, key: &'static str) -> Call<Page<T>> {
        self.reads_with(move |answer| page::read(answer, key))
    }

    pub(crate) fn reads_with<T>(
        self,
        read: impl Fn(&Answer<'_>) -> Result<T, Error> + Send + Sync + 'static,
    ) -> Call<T> {
        Call { request: self, read: Box::new(read) }
    }
}

/// Reads JSON. The error names the member, never its value: that may be a secret.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut json).map_err(|error| malformed(&error))
}

pub(crate) fn malformed(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let what = match error.inner().classify() {
        serde_json::error::Category::Data => "is missing something, or of another type than documented",
        serde_json::error::Category::Eof => "is cut off",
        _ => "is not JSON",
    };
    Error::Malformed(format!("`{}` {what}", error.path()))
}
