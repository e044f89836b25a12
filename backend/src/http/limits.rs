//! Rate limits: one bucket per caller, a smaller one for what costs or can be guessed.

use std::{num::NonZeroU32, time::Duration};

use actix_web::{
    Error, HttpMessage, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};
use api::ProblemCode;
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};

use crate::{auth::caller::RequestMeta, problem::ApiError, sealed::digest, state::AppState};

const GENERAL: NonZeroU32 = NonZeroU32::new(1200).unwrap();
const COSTLY: NonZeroU32 = NonZeroU32::new(120).unwrap();

type Limiter = RateLimiter<String, DashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// The buckets of this replica.
pub(crate) struct Limits {
    general: Limiter,
    costly: Limiter,
}

impl Limits {
    pub(crate) fn new() -> Self {
        let limiter = |quota| DefaultKeyedRateLimiter::keyed(Quota::per_minute(quota)).with_middleware();
        Self { general: limiter(GENERAL), costly: limiter(COSTLY) }
    }

    /// Forgets buckets that are full again.
    pub(crate) fn sweep(&self) {
        self.general.retain_recent();
        self.costly.retain_recent();
    }

    /// What is left, or how long to wait.
    fn take(&self, path: &str, key: String) -> (NonZeroU32, Result<u32, Duration>) {
        let costly =
            ["/api/v1/metadata/inspect", "/auth/login", "/auth/callback", "/test-callback"].contains(&path);
        let (limiter, quota) = if costly { (&self.costly, COSTLY) } else { (&self.general, GENERAL) };
        let taken = limiter.check_key(&key);
        let left = taken.map(|state| state.remaining_burst_capacity());
        (quota, left.map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now())))
    }
}

/// The caller as far as it is known before anything is verified: its credentials, else its address.
fn key(request: &ServiceRequest) -> String {
    let credentials =
        request.headers().get(header::AUTHORIZATION).or_else(|| request.headers().get(header::COOKIE));
    let ip = request.extensions().get::<RequestMeta>().and_then(|meta| meta.ip.clone()).unwrap_or_default();
    credentials.map_or(ip, |value| digest(value.as_bytes()))
}

/// Counts a request, and refuses it when the bucket is empty.
pub(crate) async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let path = request.path();
    let counted = path.starts_with("/api/") || path.starts_with("/auth/") || path == "/test-callback";
    let Some(state) = request.app_data::<Data<AppState>>().filter(|_| counted).cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let (quota, taken) = state.limits.take(path, key(&request));
    let mut response = match taken {
        Ok(_) => next.call(request).await?.map_into_boxed_body(),
        Err(wait) => {
            let wait = wait + Duration::from_secs(1);
            let error =
                ApiError::new(ProblemCode::RateLimited, "Too many requests. Retry-After says when to go on.")
                    .retry_after(wait);
            request.into_response(error.error_response())
        }
    };
    let mut set = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    };
    set("ratelimit-policy", format!("\"caller\";q={quota};w=60"));
    set("ratelimit", format!("\"caller\";r={};t=60", taken.unwrap_or(0)));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_bucket_says_how_long_to_wait_and_others_have_their_own() {
        let limits = Limits::new();
        for _ in 0..COSTLY.get() {
            assert!(limits.take("/auth/login", "a".to_owned()).1.is_ok());
        }
        assert!(limits.take("/auth/login", "a".to_owned()).1.is_err());
        assert!(limits.take("/auth/login", "b".to_owned()).1.is_ok());
        assert!(limits.take("/api/v1/me", "a".to_owned()).1.is_ok());
    }
}
