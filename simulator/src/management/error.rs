//! Auth0's error bodies.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde_json::json;

use crate::tenant::keys::KeyError;

/// `{"statusCode","error","message","errorCode"?}`
#[derive(Debug, Clone, thiserror::Error)]
#[error("{status} {message}")]
pub struct ApiError {
    status: StatusCode,
    code: Option<&'static str>,
    message: String,
}

impl ApiError {
    fn new(status: StatusCode, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// 400 with this code.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(code), message)
    }

    /// 400 `invalid_body`, as the validator says it.
    pub fn payload(problem: &str, property: &str) -> Self {
        Self::bad_request("invalid_body", validation("Payload", problem, property))
    }

    /// 400 `invalid_body` for a rule the validator does not know.
    pub fn invalid_body(message: impl Into<String>) -> Self {
        Self::bad_request("invalid_body", message)
    }

    /// 400 `invalid_query_string`.
    pub fn query(problem: &str, property: &str) -> Self {
        Self::bad_request("invalid_query_string", validation("Query", problem, property))
    }

    /// 400 `invalid_uri`, as the validator says it of a path.
    pub fn path(problem: &str, property: &str) -> Self {
        Self::bad_request("invalid_uri", validation("Path", problem, property))
    }

    /// What it says in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// 403 with a code: the plan, not the token, is what lacks.
    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, Some(code), message)
    }

    /// 401.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, None, message)
    }

    /// 403 `insufficient_scope`.
    pub fn insufficient_scope(expected: &[&str]) -> Self {
        let message = format!("Insufficient scope, expected any of: {}", expected.join(","));
        Self::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), message)
    }

    /// 404 without a code.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, None, message)
    }

    /// 404 with a code.
    pub fn inexistent(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, Some(code), message)
    }

    /// 413: more than so many bytes.
    pub fn too_large(most: usize) -> Self {
        let message = format!("Payload content length greater than maximum allowed: {most}");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, None, message)
    }

    /// 409.
    pub fn conflict(code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 500: a key could not be made or read.
    pub fn unusable_key(error: KeyError) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, None, error.to_string())
    }

    /// 410.
    pub fn gone(message: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, Some("cursor_expired"), message)
    }

    /// 412.
    pub fn precondition_failed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, None, message)
    }
}

fn validation(what: &str, problem: &str, property: &str) -> String {
    if property.is_empty() {
        format!("{what} validation error: '{problem}'.")
    } else {
        format!("{what} validation error: '{problem}' on property {property}.")
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut body = json!({
            "statusCode": self.status.as_u16(),
            "error": self.status.canonical_reason().unwrap_or("Error"),
            "message": self.message,
        });
        if let Some(code) = self.code {
            body["errorCode"] = json!(code);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            body["attributes"] = json!({ "error": self.message });
        }
        HttpResponse::build(self.status).json(body)
    }
}
