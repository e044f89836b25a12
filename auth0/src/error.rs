//! What can go wrong, sorted by what to do next.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::limits;

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
    /// Our credentials lack a scope: an operator has to grant one of these.
    #[error("our Auth0 credentials lack a scope: {message}")]
    MissingScope {
        /// The scopes of which one is enough; empty where Auth0 names none.
        scopes: Vec<String>,
        /// Auth0's words.
        message: String,
    },
    /// The tenant has as many objects of this kind as it may: something has to go, or the plan has to grow.
    #[error("a limit of the Auth0 tenant is reached: {message}")]
    LimitReached {
        /// Auth0's words.
        message: String,
    },
    /// The tenant's plan has no such feature.
    #[error("the Auth0 tenant's plan does not have this: {message}")]
    NotEntitled {
        /// Auth0's words.
        message: String,
    },
    /// Auth0 does not allow it, for another reason.
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

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The same request, after a while.
    SendAgain,
    /// Look what Auth0 has, then decide: the request may have been carried out, or somebody else's was.
    LookFirst,
    /// Nothing by ourselves: the one who runs the tenant has to act.
    Operator,
    /// Nothing by ourselves: what was asked for has to change.
    ChangeRequest,
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
    /// What to do about it.
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::RateLimited { .. } | Self::Unavailable(_) => Remedy::SendAgain,
            Self::LostAnswer(_) | Self::Conflict { .. } => Remedy::LookFirst,
            Self::MissingScope { .. }
            | Self::LimitReached { .. }
            | Self::NotEntitled { .. }
            | Self::Forbidden { .. }
            | Self::Unauthorized(_) => Remedy::Operator,
            Self::NotFound { .. } | Self::Rejected { .. } | Self::Malformed(_) => Remedy::ChangeRequest,
        }
    }

    /// Sorts an answer that is not a success; `writes` says whether the request was to change something.
    pub(crate) fn from_answer(status: StatusCode, headers: &HeaderMap, body: &[u8], writes: bool) -> Self {
        let body: Body = serde_json::from_slice(body).unwrap_or_default();
        let code = body.code.unwrap_or_default();
        let message = [Some(body.message), body.error_description, body.error]
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .unwrap_or_else(|| status.to_string());
        match status {
            StatusCode::TOO_MANY_REQUESTS => {
                Self::RateLimited { retry_after: limits::retry_after(headers).unwrap_or(limits::BLIND_PAUSE) }
            }
            StatusCode::NOT_FOUND => Self::NotFound { message },
            StatusCode::CONFLICT => Self::Conflict { message },
            StatusCode::UNAUTHORIZED => Self::Unauthorized(message),
            StatusCode::FORBIDDEN => Self::forbidden(&code, message),
            // Whether it was carried out, a server error does not say.
            status if status.is_server_error() && writes => Self::LostAnswer(message),
            status if status.is_server_error() => Self::Unavailable(message),
            status => Self::Rejected { status: status.as_u16(), message },
        }
    }

    /// Auth0 uses one status for a scope, a plan and a limit, and the code of a missing scope for some plans: only the
    /// words tell them apart.
    fn forbidden(code: &str, message: String) -> Self {
        let words = message.to_lowercase();
        let says = |text: &str| words.contains(text);
        if says("limit of entities") || says("you can only create") || says("you reached the limit") {
            Self::LimitReached { message }
        } else if code == "insufficient_entitlement" || says("upgrade your subscription") {
            Self::NotEntitled { message }
        } else if code == "insufficient_scope" || says("insufficient scope") {
            Self::MissingScope { scopes: named_scopes(&message), message }
        } else if says("not enabled") || says("feature") {
            Self::NotEntitled { message }
        } else {
            Self::Forbidden { message }
        }
    }
}

/// The scopes after the colon of `Insufficient scope, expected any of: a,b`.
fn named_scopes(message: &str) -> Vec<String> {
    let Some((_, names)) = message.split_once("any of:") else { return Vec::new() };
    names.split([',', ' ']).filter(|name| name.contains(':')).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(status: u16, body: &str) -> Error {
        Error::from_answer(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes(), false)
    }

    fn refused(code: &str, message: &str) -> Error {
        sorted(
            403,
            &serde_json::json!({ "statusCode": 403, "errorCode": code, "message": message }).to_string(),
        )
    }

    #[test]
    fn answers_are_sorted_by_what_to_do() {
        assert!(matches!(sorted(404, "{}"), Error::NotFound { .. }));
        assert!(matches!(sorted(409, "{}"), Error::Conflict { .. }));
        assert!(matches!(sorted(503, "<html>"), Error::Unavailable(_)));
        assert!(matches!(sorted(400, "{}"), Error::Rejected { status: 400, .. }));
        assert_eq!(sorted(409, "{}").remedy(), Remedy::LookFirst);
        assert_eq!(sorted(503, "{}").remedy(), Remedy::SendAgain);
    }

    #[test]
    fn a_scope_a_plan_and_a_limit_are_told_apart() {
        let scope = refused("insufficient_scope", "Insufficient scope, expected any of: read:x,update:x");
        let Error::MissingScope { scopes, .. } = &scope else { panic!("{scope:?}") };
        assert_eq!(scopes, &["read:x", "update:x"]);
        let plan =
            refused("insufficient_scope", "Please upgrade your subscription to enable Akamai Signals.");
        assert!(matches!(plan, Error::NotEntitled { .. }));
        let plan =
            refused("insufficient_entitlement", "Please upgrade your subscription to use bot detection");
        assert!(matches!(plan, Error::NotEntitled { .. }));
        let limit = refused("", "You reached the limit of entities of this type for this tenant.");
        assert!(matches!(limit, Error::LimitReached { .. }));
        let limit = refused("", "You can only create 1 non-Okta enterprise connection(s) for this tenant.");
        assert!(matches!(limit, Error::LimitReached { .. }));
        assert!(matches!(refused("", "No."), Error::Forbidden { .. }));
    }

    #[test]
    fn a_server_error_leaves_open_whether_a_write_was_carried_out() {
        let answer = Error::from_answer(StatusCode::BAD_GATEWAY, &HeaderMap::new(), b"", true);
        assert!(matches!(answer, Error::LostAnswer(_)));
    }
}
