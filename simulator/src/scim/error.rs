//! Refusals in the form of RFC 7644, section 3.12.

use actix_web::HttpResponse;
use serde_json::json;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct ScimError {
    /// The status.
    pub(super) status: u16,
    /// `uniqueness`, `invalidFilter`, ...
    pub(super) kind: Option<&'static str>,
    /// In words.
    pub(super) detail: String,
}

impl ScimError {
    /// 400 of this kind.
    pub(super) fn bad(kind: &'static str, detail: impl Into<String>) -> Self {
        Self { status: 400, kind: Some(kind), detail: detail.into() }
    }

    /// 401.
    pub(super) fn unauthorized(detail: &str) -> Self {
        Self { status: 401, kind: None, detail: detail.to_owned() }
    }

    /// 403.
    pub(super) fn forbidden(detail: String) -> Self {
        Self { status: 403, kind: None, detail }
    }

    /// 404.
    pub(super) fn not_found(detail: &str) -> Self {
        Self { status: 404, kind: None, detail: detail.to_owned() }
    }

    /// 409: something of this name is there already.
    pub(super) fn taken(detail: &str) -> Self {
        Self { status: 409, kind: Some("uniqueness"), detail: detail.to_owned() }
    }

    /// The answer.
    pub(super) fn response(&self) -> HttpResponse {
        let mut body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": self.status.to_string(),
            "detail": self.detail,
        });
        if let Some(kind) = self.kind {
            body["scimType"] = json!(kind);
        }
        super::respond(self.status, Some(body))
    }
}
