//! The page of a problem.

use actix_web::{HttpRequest, HttpResponse, get};
use api::ProblemCode;

use crate::problem::status;

/// What to do about a kind of problem.
#[expect(clippy::too_many_lines, reason = "a table with one line for each code")]
const fn advice(code: ProblemCode) -> &'static str {
    use ProblemCode as C;
    match code {
        C::MalformedJson => "The body could not be parsed. Send one JSON document in UTF-8.",
        C::InvalidRequest => {
            "The body or the query is not what the operation takes. Each entry of errors names one part by its JSON pointer."
        }
        C::PayloadTooLarge => "The body is larger than 8 MiB.",
        C::UnsupportedMediaType => "Send the body with the header Content-Type: application/json.",
        C::Unauthenticated => {
            "Send an access token whose audience is this API as a bearer token. Tokens end; get a new one."
        }
        C::SessionExpired => {
            "The browser's session has ended: after 15 minutes without use, or after 8 hours. Sign in again."
        }
        C::CrossSiteRequest => {
            "A call that writes with the session cookie needs the X-CSRF-Token of GET /auth/session and has to come from the portal's own pages. Programs use bearer tokens."
        }
        C::PermissionDenied => {
            "The detail names the permission that is missing. Owners of the organization, or the vendor, can grant it."
        }
        C::ReauthenticationRequired => {
            "What cannot be undone needs a sign-in of the last 5 minutes. Sign in again with /auth/login?reauthenticate=true and repeat the call."
        }
        C::NotFound => {
            "The object does not exist, or belongs to another organization. The two look the same on purpose."
        }
        C::UnknownRoute => "Compare the address with the API document.",
        C::MethodNotAllowed => "The Allow header names the methods of this address.",
        C::InvalidState => {
            "The object is in a state in which this cannot be done. The detail says what has to come first."
        }
        C::BlockingFindings => "The linter found errors. Each entry of errors is one, with its repair.",
        C::TestRequired => {
            "The current revision has no passing test. Start a test run, sign in, and repeat the call when it has succeeded."
        }
        C::AcknowledgementRequired => {
            "There are warnings. Read them in errors and send their codes in acknowledge."
        }
        C::InvalidMetadata => {
            "What was sent as metadata cannot be used. Each entry of errors says why and what to send instead."
        }
        C::PrivateKeyReceived => {
            "A private key was sent where something public belongs. It was not stored and not logged. Replace the key in the identity provider."
        }
        C::FetchFailed => {
            "The address could not be read. It has to be public, use https, and answer within 10 seconds."
        }
        C::Conflict => "Something that exists already stands in the way.",
        C::PreconditionRequired => "Read the object first and send its ETag as If-Match.",
        C::PreconditionFailed => {
            "Somebody changed the object after you read it. Read it again and repeat your change."
        }
        C::IdempotencyKeyReused => "A key belongs to one request. Use a new key for a new request.",
        C::IdempotencyKeyInUse => {
            "The first request with this key is still running. Repeat it after Retry-After."
        }
        C::InvalidCursor => "Take cursors from next_cursor of the page before, unchanged.",
        C::RateLimited => "Wait as long as Retry-After says. RateLimit says what is left.",
        C::Unavailable => "Something that is needed does not answer. Repeat the call after Retry-After.",
        C::AnotherPersonRequired => {
            "The organization's policy asks for two people, and whoever asks for a change is one of them. Somebody else with changes:approve has to approve it."
        }
        C::LastWayIn => {
            "Nobody could sign in to the organization any more. Open another way in first; if it is meant, repeat the step with the organization's name in leave_no_way_in_to."
        }
        C::Internal => "It is our fault. The request id names the request in our logs.",
    }
}

/// The page that a problem's `type` leads to.
#[get("/docs/problems/{code}")]
pub(crate) async fn problem_page(request: HttpRequest) -> HttpResponse {
    let wanted = request.match_info().get("code").unwrap_or_default();
    let Some(code) = ProblemCode::ALL.iter().find(|code| code.as_str() == wanted) else {
        return HttpResponse::NotFound().finish();
    };
    let (title, status, advice, code) = (code.title(), status(*code), advice(*code), code.as_str());
    let status = status.as_u16();
    page(
        title,
        &format!(
            "<p><a href=\"/docs/\">API documentation</a></p><h1>{title}</h1><p><code>{code}</code>, status {status}</p><p>{advice}</p>"
        ),
    )
}

/// A page of our own words; `title` and `body` are HTML already.
pub(super) fn page(title: &str, body: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("Cache-Control", "public, max-age=3600")).body(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>{title}</title><style>:root{{color-scheme:light dark}}body{{font:1rem/1.5 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}}</style>\
{body}</html>"
    ))
}
