//! What Auth0's headers say about its rate limits. All of them may be missing.

use std::time::Duration;

use http::{HeaderMap, header};

/// How long to wait when Auth0 asks to slow down and does not say how long.
pub(crate) const BLIND_PAUSE: Duration = Duration::from_secs(1);

/// Longer waits are not believed: the log of a day cannot be a reason to stand still.
const MAX_PAUSE: Duration = Duration::from_secs(300);

/// The limit that applied to a call, as its answer tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    /// The size of the bucket.
    pub(crate) limit: u32,
    /// What is left in it.
    pub(crate) remaining: u32,
    /// When something is added to it, by Auth0's own clock.
    pub(crate) reset_in: Option<Duration>,
}

/// What an answer tells about the limit that applied to it.
pub(crate) fn told(headers: &HeaderMap) -> Option<Told> {
    let limit = u32::try_from(number(headers, "x-ratelimit-limit")?).ok().filter(|limit| *limit > 0)?;
    let remaining = u32::try_from(number(headers, "x-ratelimit-remaining")?).ok()?;
    Some(Told { limit, remaining, reset_in: until_reset(headers) })
}

/// `Retry-After` in seconds, else the time to `x-ratelimit-reset`.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let wait = match number(headers, "retry-after") {
        Some(seconds) => Duration::from_secs(u64::try_from(seconds).unwrap_or(0)),
        None => until_reset(headers)?,
    };
    Some(wait.clamp(BLIND_PAUSE, MAX_PAUSE))
}

/// How far away the reset is, by the `Date` of the same answer: our clock may be wrong, Auth0's is what counts.
fn until_reset(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::DATE)?.to_str().ok()?;
    let now = chrono::DateTime::parse_from_rfc2822(text).ok()?.timestamp();
    let seconds = number(headers, "x-ratelimit-reset")? - now;
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(MAX_PAUSE))
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    const DATE: (&str, &str) = ("date", "Wed, 25 Nov 2026 10:00:00 GMT");

    #[test]
    fn the_wait_is_what_the_headers_say() {
        let reset = ("x-ratelimit-reset", "1795600830");
        assert_eq!(retry_after(&headers(&[DATE, reset])), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&headers(&[DATE, reset, ("retry-after", "7")])), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers(&[("retry-after", "-5")])), Some(BLIND_PAUSE));
        assert_eq!(retry_after(&headers(&[reset])), None, "without Auth0's clock a reset says nothing");
    }

    #[test]
    fn a_limit_is_read_only_as_a_whole() {
        let limit = ("x-ratelimit-limit", "10");
        let left = ("x-ratelimit-remaining", "3");
        assert_eq!(told(&headers(&[limit, left])), Some(Told { limit: 10, remaining: 3, reset_in: None }));
        assert_eq!(told(&headers(&[limit])), None);
    }
}
