//! How the sign-in page asks, as far as a check of the tenant reads it.

use serde::Deserialize;
use serde_json::json;

use crate::{Call, Members, call::Request};

/// How the sign-in page asks.
#[derive(Debug, Clone, Deserialize)]
pub struct Prompts {
    /// `new` or `classic`; organizations need `new`.
    pub universal_login_experience: Option<String>,
    /// Whether the address is asked for first: without it no domain leads to a connection.
    pub identifier_first: Option<bool>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// How the sign-in page asks.
pub fn get() -> Call<Prompts> {
    Request::get("prompts", &[]).reads()
}

/// Asks for the address first, or not; everything else stays.
pub fn set_identifier_first(first: bool) -> Call<Prompts> {
    Request::patch("prompts", &[]).body(json!({ "identifier_first": first })).reads()
}
