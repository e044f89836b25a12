//! What can go wrong, sorted by what to do next.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Wait, then send the same again.
    #[error("Auth0 asks to slow down")]
    RateLimited {
        /// How long to wait, as Auth0 said it.
        retry_after: Duration,
    },
    /// Nothing was done; send the same again later.
    #[error("Auth0 is not available: {0}")]
    Unavailable(String),
    /// It may or may not have been done: look before sending it again.
    #[error("the answer of Auth0 was lost: {0}")]
    LostAnswer(String),
    /// The object is not there.
    #[error("not found in Auth0: {message}")]
    NotFound {
        /// Auth0's words.
        message: String,
    },
    /// Something of that name is there already, or is still being deleted.
    #[error("conflict in Auth0: {message}")]
    Conflict {
        /// Auth0's words.
        message: String,
    },
    /// Our credentials lack a scope: an operator has to grant it.
    #[error("our Auth0 credentials lack a scope: {message}")]
    MissingScope {
        /// Auth0's words, which name the scope.
        message: String,
    },
    /// The tenant's plan or limits do not allow it.
    #[error("Auth0 does not allow it: {message}")]
    Forbidden {
        /// Auth0's words.
        message: String,
    },
    /// Our credentials are not accepted.
    #[error("Auth0 does not accept our credentials: {0}")]
    Unauthorized(String),
    /// What was sent is wrong; sending it again changes nothing.
    #[error("Auth0 refused the request ({status}): {message}")]
    Rejected {
        /// The status.
        status: u16,
        /// Auth0's words.
        message: String,
    },
    /// The answer is not what Auth0's documents say.
    #[error("the answer of Auth0 cannot be read: {0}")]
    Malformed(String),
}

/// Auth0's error body; `errorCode` is absent from many.
#[derive(Deserialize, Default)]
struct Body {
    #[serde(default)]
    message: String,
    #[serde(rename = "errorCode")]
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

impl Error {
    /// Sorts an answer that is not a success.
    pub(crate) fn from_answer(status: StatusCode, headers: &HeaderMap, body: &[u8], now: i64) -> Self {
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        let message = [Some(body.message), body.error_description, body.error]
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .unwrap_or_else(|| status.to_string());
        match status {
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited { retry_after: retry_after(headers, now) },
            StatusCode::NOT_FOUND => Self::NotFound { message },
            StatusCode::CONFLICT => Self::Conflict { message },
            StatusCode::UNAUTHORIZED => Self::Unauthorized(message),
            // Some plan limits carry the code of a missing scope; the words tell them apart.
            StatusCode::FORBIDDEN
                if body.code.as_deref() == Some("insufficient_scope") && !message.contains("upgrade") =>
            {
                Self::MissingScope { message }
            }
            StatusCode::FORBIDDEN => Self::Forbidden { message },
            status if status.is_server_error() => Self::Unavailable(message),
            status => Self::Rejected { status: status.as_u16(), message },
        }
    }
}

/// `Retry-After` in seconds, else the moment in `x-ratelimit-reset`, else a second.
fn retry_after(headers: &HeaderMap, now: i64) -> Duration {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let seconds = number("retry-after").or_else(|| Some(number("x-ratelimit-reset")? - now)).unwrap_or(1);
    Duration::from_secs(u64::try_from(seconds.clamp(1, 300)).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(status: u16, body: &str) -> Error {
        Error::from_answer(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes(), 0)
    }

    #[test]
    fn answers_are_sorted_by_what_to_do() {
        let scope = r#"{"statusCode":403,"message":"Insufficient scope, expected any of: read:x","errorCode":"insufficient_scope"}"#;
        let plan = r#"{"statusCode":403,"message":"Please upgrade your subscription","errorCode":"insufficient_scope"}"#;
        assert!(matches!(sorted(403, scope), Error::MissingScope { .. }));
        assert!(matches!(sorted(403, plan), Error::Forbidden { .. }));
        assert!(matches!(sorted(404, "{}"), Error::NotFound { .. }));
        assert!(matches!(sorted(409, "{}"), Error::Conflict { .. }));
        assert!(matches!(sorted(503, "<html>"), Error::Unavailable(_)));
        assert!(matches!(sorted(400, "{}"), Error::Rejected { status: 400, .. }));
    }

    #[test]
    fn the_wait_is_what_the_headers_say() {
        let mut headers = HeaderMap::new();
        headers.insert("x-ratelimit-reset", "1030".parse().unwrap());
        assert_eq!(retry_after(&headers, 1000), Duration::from_secs(30));
        headers.insert("retry-after", "7".parse().unwrap());
        assert_eq!(retry_after(&headers, 1000), Duration::from_secs(7));
        headers.insert("retry-after", "-5".parse().unwrap());
        assert_eq!(retry_after(&headers, 1000), Duration::from_secs(1));
    }
}
