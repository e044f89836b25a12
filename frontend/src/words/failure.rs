//! Why something could not be done, in words.

use api::ProblemCode;

use crate::client::Failure;

/// A failure in words.
pub(crate) struct Told {
    pub(crate) title: String,
    pub(crate) detail: String,
    /// Whether the same request can succeed later.
    pub(crate) worth_retrying: bool,
    /// What support needs to find the request.
    pub(crate) support_code: Option<String>,
}

/// Says what happened and what to do.
pub(crate) fn tell(failure: &Failure) -> Told {
    match failure {
        Failure::Offline => Told {
            title: "The server did not answer".into(),
            detail: "Check your network. What you typed is still here.".into(),
            worth_retrying: true,
            support_code: None,
        },
        Failure::Unreadable { status } => Told {
            title: "Something between you and the server answered".into(),
            detail: format!("It sent status {status} in a form we do not know. A proxy can do that."),
            worth_retrying: true,
            support_code: None,
        },
        Failure::Problem { problem, retry_after } => {
            let (title, worth_retrying) = title(problem.code);
            let wait =
                retry_after.map(|seconds| format!(" Try again in {seconds} seconds.")).unwrap_or_default();
            let ours = matches!(problem.code, ProblemCode::Internal | ProblemCode::Unavailable);
            Told {
                title: title.into(),
                detail: format!("{}{wait}", problem.detail),
                worth_retrying,
                support_code: ours.then(|| problem.request_id.clone()),
            }
        }
    }
}

/// What is wrong with the parts of a request and what to do, a line each; what the detail says already is left out.
pub(crate) fn parts(failure: &Failure) -> String {
    let Failure::Problem { problem, .. } = failure else { return String::new() };
    let mut lines = String::new();
    for error in &problem.errors {
        for text in [&error.detail, &error.fix] {
            if !problem.detail.contains(text.as_str()) {
                lines += text;
                lines.push(' ');
            }
        }
        lines.push('\n');
    }
    lines
}

/// The fact, and whether a retry makes sense.
const fn title(code: ProblemCode) -> (&'static str, bool) {
    match code {
        ProblemCode::PermissionDenied => ("Your role does not include this", false),
        ProblemCode::NotFound | ProblemCode::UnknownRoute => (super::NOT_FOUND, false),
        ProblemCode::Unauthenticated | ProblemCode::SessionExpired => ("Your session has ended", false),
        ProblemCode::ReauthenticationRequired => ("Sign in again first", false),
        ProblemCode::PreconditionFailed => ("Somebody else saved a change in the meantime", false),
        ProblemCode::RateLimited => ("We were asked to slow down", true),
        ProblemCode::Unavailable => ("A part that we need does not answer", true),
        ProblemCode::Internal => ("Something went wrong on our side", true),
        ProblemCode::FetchFailed => ("The address could not be read", true),
        ProblemCode::InvalidMetadata => ("The metadata cannot be used", false),
        ProblemCode::PrivateKeyReceived => ("That is a private key. We did not store it", false),
        ProblemCode::BlockingFindings => ("Problems have to be fixed first", false),
        ProblemCode::TestRequired => ("A test sign-in has to pass first", false),
        ProblemCode::AcknowledgementRequired => ("The notices have to be accepted first", false),
        ProblemCode::AnotherPersonRequired => ("Somebody else has to approve it", false),
        ProblemCode::LastWayIn => ("Nobody could sign in any more", false),
        ProblemCode::InvalidState => ("This is not possible right now", false),
        ProblemCode::Conflict => ("It conflicts with something that exists", false),
        ProblemCode::PayloadTooLarge => ("That is too large", false),
        ProblemCode::IdempotencyKeyInUse => ("The first try is still running", true),
        ProblemCode::CrossSiteRequest => ("The page is out of date", false),
        ProblemCode::MalformedJson
        | ProblemCode::InvalidRequest
        | ProblemCode::UnsupportedMediaType
        | ProblemCode::MethodNotAllowed
        | ProblemCode::PreconditionRequired
        | ProblemCode::IdempotencyKeyReused
        | ProblemCode::InvalidCursor => ("That was not accepted", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_say_only_what_the_detail_does_not() {
        let error = |detail: &str| api::FieldProblem {
            pointer: String::new(),
            code: String::new(),
            detail: detail.into(),
            fix: "Upload the file.".into(),
        };
        let problem = api::Problem {
            kind: String::new(),
            title: String::new(),
            status: 422,
            detail: "The address is private.".into(),
            code: ProblemCode::FetchFailed,
            request_id: String::new(),
            errors: vec![error("The address is private."), error("Another one.")],
            reauthenticate_url: None,
            drift: None,
        };
        let told = parts(&Failure::Problem { problem: Box::new(problem), retry_after: None });
        assert_eq!(told, "Upload the file. \nAnother one. Upload the file. \n");
    }

    #[test]
    fn a_failure_of_ours_brings_a_support_code_and_a_policy_does_not() {
        let problem = |code: ProblemCode| Failure::Problem {
            problem: Box::new(api::Problem {
                kind: String::new(),
                title: String::new(),
                status: 500,
                detail: "It broke.".into(),
                code,
                request_id: "req_1".into(),
                errors: vec![],
                reauthenticate_url: None,
                drift: None,
            }),
            retry_after: Some(20),
        };
        let ours = tell(&problem(ProblemCode::Internal));
        assert_eq!(ours.support_code.as_deref(), Some("req_1"));
        assert_eq!(ours.detail, "It broke. Try again in 20 seconds.");
        assert!(ours.worth_retrying);
        let policy = tell(&problem(ProblemCode::PermissionDenied));
        assert_eq!(policy.support_code, None);
        assert!(!policy.worth_retrying);
    }
}
