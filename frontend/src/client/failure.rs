//! Why a request did not succeed.

use api::{FieldProblem, Problem, ProblemCode};

/// Why a request did not succeed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// The server said why.
    Problem {
        problem: Box<Problem>,
        /// In how many seconds it is worth another try.
        retry_after: Option<u32>,
    },
    /// No answer came.
    Offline,
    /// Something answered, but not in a way this app understands.
    Unreadable { status: u16 },
}

impl Failure {
    /// Reads the body of an answer that is not a success.
    pub(super) fn read(status: u16, body: &str, retry_after: Option<&str>) -> Self {
        match serde_json::from_str(body) {
            Ok(problem) => Self::Problem {
                problem: Box::new(problem),
                retry_after: retry_after.and_then(|seconds| seconds.trim().parse().ok()),
            },
            Err(_) => Self::Unreadable { status },
        }
    }

    /// The kind of problem, where the server said it.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem { problem, .. } => Some(problem.code),
            Self::Offline | Self::Unreadable { .. } => None,
        }
    }

    /// Which parts of the request were wrong.
    pub(crate) fn errors(&self) -> &[FieldProblem] {
        match self {
            Self::Problem { problem, .. } => &problem.errors,
            Self::Offline | Self::Unreadable { .. } => &[],
        }
    }

    /// Whether the same request can succeed a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        match self.code() {
            None => true,
            Some(code) => {
                matches!(code, ProblemCode::Unavailable | ProblemCode::Internal | ProblemCode::RateLimited)
            }
        }
    }

    /// Whether somebody else changed the object in the meantime.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self.code(), Some(ProblemCode::PreconditionFailed | ProblemCode::Conflict))
    }

    /// What is wrong with one member of the request, by its JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<String> {
        let error = self.errors().iter().find(|error| error.pointer == pointer)?;
        Some(if error.fix.is_empty() {
            error.detail.clone()
        } else {
            format!("{} {}", error.detail, error.fix)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"type": "/docs/problems/invalid_request", "title": "t", "status": 422, "detail": "d",
        "code": "invalid_request", "request_id": "r",
        "errors": [{"pointer": "/display_name", "code": "too_long", "detail": "It is too long.", "fix": "Cut it."}]}"#;

    #[test]
    fn a_problem_document_is_read_with_its_wait() {
        let failure = Failure::read(422, BODY, Some("20"));
        assert_eq!(failure.code(), Some(ProblemCode::InvalidRequest));
        assert_eq!(failure.at("/display_name").as_deref(), Some("It is too long. Cut it."));
        assert_eq!(failure.at("/provider"), None);
        assert!(matches!(failure, Failure::Problem { retry_after: Some(20), .. }));
        assert!(!failure.is_passing());
    }

    #[test]
    fn a_web_page_is_not_a_problem_document() {
        let failure = Failure::read(502, "<html>", None);
        assert_eq!(failure, Failure::Unreadable { status: 502 });
        assert!(failure.is_passing());
    }
}
