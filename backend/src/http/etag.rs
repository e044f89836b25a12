//! Entity tags (RFC 9110 section 8.8.3): an edit of what has changed is refused.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header};
use api::ProblemCode;
use serde::Serialize;

use crate::{problem::ApiError, sealed::digest};

/// A strong tag of what an answer says.
pub(crate) fn of(body: &impl Serialize) -> String {
    let text = serde_json::to_vec(body).unwrap_or_default();
    format!("\"{}\"", &digest(&text)[..32])
}

/// 200 with the tag.
pub(crate) fn ok(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, of(body))).json(body)
}

/// 200 with a tag of `decided` alone: the rest of the body moves by itself, and is nobody's to overwrite.
pub(crate) fn ok_of(body: &impl Serialize, decided: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, of(decided))).json(body)
}

/// What an edit was made against.
pub(crate) struct IfMatch(Option<String>);

impl IfMatch {
    /// Refuses an edit without a tag (428), and one made against another version (412).
    pub(crate) fn check(&self, current: &impl Serialize) -> Result<(), ApiError> {
        let Some(sent) = &self.0 else {
            let words =
                "Send the ETag of what you have read as If-Match, so that nobody's change is overwritten.";
            return Err(ApiError::new(ProblemCode::PreconditionRequired, words));
        };
        let current = of(current);
        if sent.trim() == "*" || sent.split(',').any(|tag| tag.trim() == current) {
            return Ok(());
        }
        let words =
            "It has changed since you read it. Read it again and repeat your change on what is there now.";
        Err(ApiError::new(ProblemCode::PreconditionFailed, words))
    }

    /// Refuses a step that was decided on another version (412); without a tag it is taken on what is there.
    pub(crate) fn check_if_sent(&self, current: &impl Serialize) -> Result<(), ApiError> {
        if self.0.is_some() { self.check(current) } else { Ok(()) }
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = request.headers().get(header::IF_MATCH).and_then(|value| value.to_str().ok());
        ready(Ok(Self(value.map(str::to_owned))))
    }
}
