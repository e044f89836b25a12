//! JSON bodies: what is wrong is named by its place.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Bytes};
use api::{FieldProblem, ProblemCode};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::problem::ApiError;

/// Room for 4 MiB of metadata with every character escaped, and for telling that something is larger.
pub(crate) const MAX_BODY: usize = 8 * 1024 * 1024;

/// A JSON body of an expected form; unknown members are refused by the types.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = is_json(request);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            // A body is optional where every member is: nothing at all then stands for `{}`.
            if !kind && !bytes.is_empty() {
                return Err(ApiError::new(
                    ProblemCode::UnsupportedMediaType,
                    "Send the body as application/json.",
                )
                .into());
            }
            Ok(Self(parse(&bytes)?))
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.to_ascii_lowercase().ends_with("+json")
}

/// Reads a body; an error says what is wrong and where.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    // One JSON document first: what is no JSON is told as that, whatever it lacks besides.
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes)
        .map_err(|error| of_serde(&error, String::new()))?;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        of_serde(error.inner(), pointer)
    })
}

fn of_serde(error: &serde_json::Error, pointer: String) -> ApiError {
    let words = error.to_string();
    if !error.is_data() {
        return ApiError::new(ProblemCode::MalformedJson, format!("The body is not JSON: {words}."));
    }
    // The place in the text helps nobody once the member is named.
    let words = words.split(" at line ").next().unwrap_or_default().to_owned();
    let field = FieldProblem {
        pointer,
        code: "invalid_value".to_owned(),
        detail: format!("{words}."),
        fix: "Compare the member with the API document.".to_owned(),
    };
    ApiError::new(ProblemCode::InvalidRequest, "The body does not have the form that this operation takes.")
        .with_errors(vec![field])
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")))
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> api::Problem {
        let error = parse::<api::CreateConnection>(text.as_bytes()).unwrap_err();
        error.document("https://portal.example", "r")
    }

    #[test]
    fn the_place_of_a_mistake_is_named() {
        let wrong = problem(r#"{"provider": "okta-saml", "saml": {"metadata_url": 7}}"#);
        assert_eq!((wrong.status, wrong.errors[0].pointer.as_str()), (422, "/saml/metadata_url"));
        assert!(problem(r#"{"provider": "x", "colour": 1}"#).errors[0].detail.contains("colour"));
    }

    #[test]
    fn what_is_no_json_is_a_400() {
        for text in ["", "{", "{} {}", "nonsense"] {
            assert_eq!(problem(text).status, 400, "{text}");
        }
    }
}
