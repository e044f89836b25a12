//! Problem documents (RFC 9457): what people and programs learn of an error, and nothing more.

use std::time::Duration;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use api::{Drift, FieldProblem, Problem, ProblemCode};

/// What a caller may know of an error.
pub(crate) trait Explain: std::error::Error {
    /// The kind of problem.
    fn code(&self) -> ProblemCode;
    /// What happened this time, and what to do.
    fn detail(&self) -> String;
    /// Which parts of the request are wrong.
    fn errors(&self) -> Vec<FieldProblem> {
        Vec::new()
    }
    /// When trying again makes sense.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// The one table of statuses.
pub(crate) const fn status(code: ProblemCode) -> StatusCode {
    use ProblemCode as C;
    match code {
        C::MalformedJson | C::InvalidCursor => StatusCode::BAD_REQUEST,
        C::Unauthenticated | C::SessionExpired => StatusCode::UNAUTHORIZED,
        C::CrossSiteRequest
        | C::PermissionDenied
        | C::AnotherPersonRequired
        | C::ReauthenticationRequired => StatusCode::FORBIDDEN,
        C::NotFound | C::UnknownRoute => StatusCode::NOT_FOUND,
        C::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        C::InvalidState
        | C::TestRequired
        | C::BlockingFindings
        | C::AcknowledgementRequired
        | C::LastWayIn
        | C::Conflict
        | C::IdempotencyKeyInUse => StatusCode::CONFLICT,
        C::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
        C::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        C::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        C::InvalidRequest
        | C::InvalidMetadata
        | C::PrivateKeyReceived
        | C::FetchFailed
        | C::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        C::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        C::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        C::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        C::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An error on its way to the caller. The middleware `http::envelope` writes the document.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) code: ProblemCode,
    detail: String,
    errors: Vec<FieldProblem>,
    retry_after: Option<Duration>,
    drift: Option<Box<Drift>>,
}

impl ApiError {
    /// A problem that needs no error type of its own.
    pub(crate) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after: None, drift: None }
    }

    pub(crate) fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        self.errors = errors;
        self
    }

    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// With what was changed in Auth0 behind our back.
    pub(crate) fn with_drift(mut self, drift: Drift) -> Self {
        self.drift = Some(Box::new(drift));
        self
    }

    /// The document, for the request with this id.
    pub(crate) fn document(&self, origin: &str, request_id: &str) -> Problem {
        Problem {
            kind: format!("{origin}/docs/problems/{}", self.code.as_str()),
            title: self.code.title().to_owned(),
            status: status(self.code).as_u16(),
            detail: self.detail.clone(),
            code: self.code,
            request_id: request_id.to_owned(),
            errors: self.errors.clone(),
            reauthenticate_url: (self.code == ProblemCode::ReauthenticationRequired)
                .then(|| format!("{origin}/auth/login?reauthenticate=true")),
            drift: self.drift.as_deref().cloned(),
        }
    }
}

/// An error and its sources in one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        words.push_str(": ");
        words.push_str(&source.to_string());
        next = source.source();
    }
    words
}

impl<E: Explain + 'static> From<E> for ApiError {
    fn from(error: E) -> Self {
        let code = error.code();
        if status(code).is_server_error() {
            tracing::error!(error = %chain(&error), code = code.as_str(), "request failed");
        }
        Self {
            code,
            detail: error.detail(),
            errors: error.errors(),
            retry_after: error.retry_after(),
            drift: None,
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        status(self.code)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(wait) = self.retry_after {
            response.insert_header(("Retry-After", wait.as_secs().max(1).to_string()));
        }
        if matches!(self.code, ProblemCode::Unauthenticated | ProblemCode::SessionExpired) {
            response.insert_header(("WWW-Authenticate", "Bearer realm=\"latchkey\""));
        }
        if self.code == ProblemCode::ReauthenticationRequired {
            // RFC 9470: what a client that holds a token has to ask for.
            let challenge = "Bearer error=\"insufficient_user_authentication\", max_age=\"300\"";
            response.insert_header(("WWW-Authenticate", challenge));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl Explain for sea_orm::DbErr {
    fn code(&self) -> ProblemCode {
        match self {
            Self::ConnectionAcquire(_) => ProblemCode::Unavailable,
            _ => ProblemCode::Internal,
        }
    }

    fn detail(&self) -> String {
        "We could not reach our database. It is our fault; nothing was changed.".to_owned()
    }
}

impl Explain for crate::sealed::CannotOpen {
    fn code(&self) -> ProblemCode {
        ProblemCode::Internal
    }

    fn detail(&self) -> String {
        "A stored secret cannot be read. It is our fault; nothing was changed.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_error_status_and_a_name() {
        for code in ProblemCode::ALL {
            assert!(status(*code).is_client_error() || status(*code).is_server_error(), "{code:?}");
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn a_database_error_says_nothing_of_the_database() {
        let error = ApiError::from(sea_orm::DbErr::Custom("table secrets, row 7".to_owned()));
        let document = error.document("https://portal.example", "r");
        assert_eq!(document.status, 500);
        assert!(!serde_json::to_string(&document).unwrap().contains("row 7"));
    }
}
