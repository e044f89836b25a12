//! Which requests a limit counts.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// A request, as far as limits look at it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Upper case.
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    /// Without the question mark.
    pub query: &'a str,
    /// The caller's address.
    pub ip: &'a str,
    /// The bearer token, or nothing.
    pub token: &'a str,
}

/// Methods and a path, in which `{}` stands for one segment and a final `**` for any rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route(pub(super) &'static [&'static str], pub(super) &'static str);

/// What reads.
pub(super) const READ: &[&str] = &["GET"];
/// What writes.
pub(super) const WRITE: &[&str] = &["POST", "PUT", "PATCH", "DELETE"];
/// What posts.
pub(super) const POST: &[&str] = &["POST"];
/// Anything.
pub(super) const ANY: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

impl Route {
    pub(super) fn counts(self, call: &Call<'_>) -> bool {
        self.0.contains(&call.method) && fits(self.1, call.path)
    }
}

/// Whether a path has this form.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let mut segments = path.trim_end_matches('/').split('/');
    for wanted in pattern.split('/') {
        match (wanted, segments.next()) {
            ("**", _) => return true,
            ("{}", Some(segment)) if !segment.is_empty() => {}
            (wanted, Some(segment)) if wanted == segment => {}
            _ => return false,
        }
    }
    segments.next().is_none()
}

/// For whom a limit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyed {
    /// All callers together.
    Together,
    /// Each address by itself.
    Ip,
    /// Each user of a bearer token by itself.
    User,
    /// Each value of this segment of the path by itself, counted from zero.
    Segment(usize),
}

impl Keyed {
    pub(super) fn of(self, call: &Call<'_>) -> String {
        match self {
            Self::Together => String::new(),
            Self::Ip => call.ip.to_owned(),
            Self::User => subject(call.token).unwrap_or_else(|| call.token.to_owned()),
            Self::Segment(place) => {
                call.path.trim_start_matches('/').split('/').nth(place).unwrap_or_default().to_owned()
            }
        }
    }
}

/// Whose a token says it is; whether that is true is judged elsewhere.
fn subject(token: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims["sub"].as_str().map(str::to_owned)
}

/// Whether the query has this parameter with a value.
pub(super) fn asks(query: &str, parameter: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, value)| name == parameter && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_whole_segments() {
        assert!(fits("/api/v2/organizations/{}", "/api/v2/organizations/org_1"));
        assert!(!fits("/api/v2/organizations/{}", "/api/v2/organizations/name/acme"));
        assert!(!fits("/api/v2/organizations/{}", "/api/v2/organizations/"));
        assert!(fits("/scim/v2/**", "/scim/v2/connections/con_1/Users"));
        assert!(!fits("/scim/v2/**", "/scim/v20"));
    }
}
