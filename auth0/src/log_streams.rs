//! Log streams: the tenant's log, sent on as it grows.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Call, Members, call::Request, open_enum::open_enum};

open_enum! {
    /// Whether a stream flows.
    StreamStatus {
        /// It does.
        Active = "active",
        /// We stopped it.
        Paused = "paused",
        /// Auth0 stopped it after errors.
        Suspended = "suspended",
    }
}

/// A log stream.
#[derive(Debug, Clone, Deserialize)]
pub struct LogStream {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Such as `http`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it flows.
    pub status: StreamStatus,
    /// Where it goes; Auth0 shows the authorization in clear.
    #[serde(default)]
    pub sink: Members,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// A stream to be made.
#[derive(Debug, Clone, Serialize)]
pub struct NewLogStream<'a> {
    /// Its name.
    pub name: &'a str,
    /// Such as `http`.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Where it goes.
    pub sink: &'a Members,
    /// Which records; none for all.
    #[serde(skip_serializing_if = "<[Filter]>::is_empty")]
    pub filters: &'a [Filter],
    /// From when on, as an ISO date.
    #[serde(rename = "startFrom", skip_serializing_if = "Option::is_none")]
    pub start_from: Option<&'a str>,
}

/// Which records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// `category`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Such as `auth.login.fail`.
    pub name: String,
}

/// A change of a stream; what is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LogStreamPatch<'a> {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// `Active` or `Paused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StreamStatus>,
    /// Where it goes, all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sink: Option<&'a Members>,
    /// Which records, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<&'a [Filter]>,
}

/// A sink that is an address: JSON lines, with an authorization of ours.
pub fn http_sink(endpoint: &str, authorization: &str) -> Members {
    let members = serde_json::json!({
        "httpEndpoint": endpoint,
        "httpAuthorization": authorization,
        "httpContentType": "application/json",
        "httpContentFormat": "JSONLINES",
    });
    Members::from(Value::Object(members.as_object().cloned().unwrap_or_default()))
}

/// All streams; Auth0 does not page them.
pub fn list() -> Call<Vec<LogStream>> {
    Request::get("log-streams", &[]).reads()
}

/// One stream.
pub fn get(id: &str) -> Call<LogStream> {
    Request::get("log-streams/{id}", &[id]).reads()
}

/// Makes a stream; `Conflict` when the tenant has as many as it may.
pub fn create(stream: &NewLogStream<'_>) -> Call<LogStream> {
    Request::post("log-streams", &[]).body(stream).reads()
}

/// Changes a stream.
pub fn update(id: &str, patch: &LogStreamPatch<'_>) -> Call<LogStream> {
    Request::patch("log-streams/{id}", &[id]).body(patch).reads()
}

/// Ends a stream.
pub fn delete(id: &str) -> Call<()> {
    Request::delete("log-streams/{id}", &[id]).reads_nothing()
}
