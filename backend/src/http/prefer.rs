//! `Prefer: wait=N` (RFC 7240): the caller would rather wait for the end of the work.

use std::{
    future::{Ready, ready},
    time::Duration,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::problem::ApiError;

const MAX_SECONDS: u64 = 20;

/// How long the caller would wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait(pub(crate) Duration);

fn seconds(prefer: &str) -> Option<u64> {
    prefer.split(',').find_map(|part| part.trim().strip_prefix("wait=")?.trim().parse().ok())
}

impl FromRequest for Wait {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let prefer = request.headers().get("prefer").and_then(|value| value.to_str().ok());
        let wait = prefer.and_then(seconds).unwrap_or(0).min(MAX_SECONDS);
        ready(Ok(Self(Duration::from_secs(wait))))
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn the_wait_is_read_among_other_wishes() {
        assert_eq!(seconds("respond-async, wait=10"), Some(10));
        assert_eq!(seconds("return=minimal"), None);
    }
}
