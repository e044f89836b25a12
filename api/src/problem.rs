//! Problem documents (RFC 9457): the one shape of every error.

use serde::{Deserialize, Serialize};

use crate::Drift;

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $title:literal;)*) => {
        /// Stable names of what can go wrong; each has a page under `/docs/problems/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode {
            $($(#[$doc])* $name,)*
        }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text in `code`.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $text,)* } }

            /// The text in `title`: the same for every occurrence.
            pub const fn title(self) -> &'static str { match self { $(Self::$name => $title,)* } }
        }
    };
}

problem_codes! {
    /// The body is not JSON.
    MalformedJson = "malformed_json", "The request body is not valid JSON";
    /// The body is JSON but not what this operation takes; `errors` names the members.
    InvalidRequest = "invalid_request", "The request does not have the expected form";
    /// The body is larger than this operation takes.
    PayloadTooLarge = "payload_too_large", "The request body is too large";
    /// The body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", "The request body has an unsupported media type";
    /// No credentials, or none that hold.
    Unauthenticated = "unauthenticated", "Authentication is required";
    /// The session is over; sign in again.
    SessionExpired = "session_expired", "The session has ended";
    /// A cookie call came from another site or without its CSRF header.
    CrossSiteRequest = "cross_site_request", "The request did not come from this application";
    /// The caller lacks a permission; `detail` names it.
    PermissionDenied = "permission_denied", "A permission is missing";
    /// Sign in again, recently enough, before this operation.
    ReauthenticationRequired = "reauthentication_required", "A recent sign-in is required";
    /// Whoever asked for a change cannot approve it.
    AnotherPersonRequired = "another_person_required", "Another person is required";
    /// No such object, or not one of yours.
    NotFound = "not_found", "Not found";
    /// No such route.
    UnknownRoute = "unknown_route", "There is no such address";
    /// The route does not take this method.
    MethodNotAllowed = "method_not_allowed", "The method is not allowed here";
    /// The object is in a state in which this cannot be done; `detail` says what has to come first.
    InvalidState = "invalid_state", "The object is not in the right state";
    /// Findings of severity error have to be fixed first; `errors` lists them.
    BlockingFindings = "blocking_findings", "Problems have to be fixed first";
    /// Activation needs a passing test of the current revision.
    TestRequired = "test_required", "A passing test of this revision is required";
    /// Warnings have to be acknowledged by their codes.
    AcknowledgementRequired = "acknowledgement_required", "Warnings have to be acknowledged";
    /// The step would leave the organization without a way in; `detail` says how to ask for it by name.
    LastWayIn = "last_way_in", "It is the last way in";
    /// What was given as metadata cannot be used.
    InvalidMetadata = "invalid_metadata", "The metadata cannot be used";
    /// A private key was sent; it has not been stored.
    PrivateKeyReceived = "private_key_received", "A private key was sent";
    /// The address may not be fetched, or did not answer properly.
    FetchFailed = "fetch_failed", "The address could not be read";
    /// Another connection or organization uses this already.
    Conflict = "conflict", "It conflicts with something that exists";
    /// `If-Match` is required.
    PreconditionRequired = "precondition_required", "If-Match is required";
    /// The object has changed since it was read.
    PreconditionFailed = "precondition_failed", "The object has changed in the meantime";
    /// The Idempotency-Key was used with another body.
    IdempotencyKeyReused = "idempotency_key_reused", "The Idempotency-Key was used for another request";
    /// The first request with this Idempotency-Key is still running.
    IdempotencyKeyInUse = "idempotency_key_in_use", "A request with this Idempotency-Key is still running";
    /// The cursor was not issued by this list.
    InvalidCursor = "invalid_cursor", "The cursor is not valid";
    /// Too many requests; `Retry-After` says when.
    RateLimited = "rate_limited", "Too many requests";
    /// A part that this needs does not answer; `Retry-After` says when to try again.
    Unavailable = "unavailable", "The service is not available right now";
    /// Our fault; quote the request id.
    Internal = "internal", "Something went wrong on our side";
}

/// A problem document (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A page that explains this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
    /// The kind of problem, for programs.
    pub code: ProblemCode,
    /// Names this request in our logs.
    pub request_id: String,
    /// Which parts of the request are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Where a person signs in again, when a recent sign-in is missing; add `return_to` to come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reauthenticate_url: Option<String>,
    /// What was changed in Auth0 behind Latchkey's back, when that stands in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
}

/// One wrong part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// A JSON pointer (RFC 6901) into the request body; empty for the whole body.
    pub pointer: String,
    /// Stable snake_case name.
    pub code: String,
    /// What is wrong.
    pub detail: String,
    /// What to do.
    pub fix: String,
}
