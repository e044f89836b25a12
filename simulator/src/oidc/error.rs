//! How OAuth requests are refused, in Auth0's words.

use std::borrow::Cow;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde_json::json;
use url::Url;

use crate::{
    pages,
    tenant::volatile::{ResponseMode, Transaction},
};

/// An OAuth error: the code and Auth0's description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct OAuthError {
    /// `access_denied`, `invalid_request`, ...
    pub error: Cow<'static, str>,
    /// In words.
    pub description: String,
}

impl OAuthError {
    /// An error of this kind.
    pub fn new(error: impl Into<Cow<'static, str>>, description: impl Into<String>) -> Self {
        Self { error: error.into(), description: description.into() }
    }

    /// `access_denied`
    pub fn denied(description: impl Into<String>) -> Self {
        Self::new("access_denied", description)
    }

    /// `invalid_request`
    pub fn invalid(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// `login_required`
    pub fn login_required() -> Self {
        Self::new("login_required", "Login required")
    }

    /// Shown to the person, when no application may be told.
    pub fn page(&self, status: StatusCode) -> HttpResponse {
        pages::error(status, &self.error, &self.description)
    }
}

/// Sends parameters to the application in the way it asked for.
pub fn answer(redirect_uri: &str, mode: ResponseMode, parameters: &[(&str, &str)]) -> HttpResponse {
    if mode == ResponseMode::FormPost {
        return pages::self_posting_form(redirect_uri, parameters);
    }
    let Ok(mut target) = Url::parse(redirect_uri) else {
        return OAuthError::invalid("The redirect_uri is not a URL").page(StatusCode::BAD_REQUEST);
    };
    if mode == ResponseMode::Query {
        target.query_pairs_mut().extend_pairs(parameters);
    } else {
        let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        target.set_fragment(Some(&encoded));
    }
    found(target.as_str())
}

/// 302.
pub fn found(location: &str) -> HttpResponse {
    HttpResponse::Found()
        .insert_header(("location", location))
        .insert_header(("cache-control", "no-store"))
        .finish()
}

/// Tells the application that its sign-in failed.
pub fn refuse(transaction: &Transaction, error: &OAuthError) -> HttpResponse {
    let mut parameters = vec![("error", &*error.error), ("error_description", &error.description)];
    if let Some(state) = &transaction.state {
        parameters.push(("state", state));
    }
    answer(&transaction.redirect_uri, transaction.response_mode, &parameters)
}

/// A refusal of the token endpoint.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct TokenError {
    /// The status.
    pub status: StatusCode,
    /// What is said.
    pub error: OAuthError,
    /// Where it is explained.
    pub uri: Option<&'static str>,
    /// Whether a refresh token came a second time.
    pub reused: bool,
}

impl TokenError {
    /// A refusal with this status.
    pub fn new(status: u16, error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            error: OAuthError::new(error, description),
            uri: None,
            reused: false,
        }
    }

    /// The same with a page that explains it.
    #[must_use]
    pub fn explained_at(self, uri: &'static str) -> Self {
        Self { uri: Some(uri), ..self }
    }
}

impl ResponseError for TokenError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut body = json!({ "error": self.error.error, "error_description": self.error.description });
        if let Some(uri) = self.uri {
            body["error_uri"] = json!(uri);
        }
        HttpResponse::build(self.status).json(body)
    }
}
