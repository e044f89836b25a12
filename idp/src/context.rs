//! What an inspection depends on besides the bytes.

use chrono::{DateTime, Utc};

/// How strict the vendor is with what Auth0 itself would let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Expired certificates, keys under 2048 bits and SHA-1 or MD5 signatures are warnings.
    #[default]
    Lenient,
    /// They are errors.
    Strict,
}

/// What an inspection depends on besides the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The time to judge dates by.
    pub now: DateTime<Utc>,
    /// How strict the vendor is.
    pub policy: Policy,
    /// Whether `http://localhost` and `http://127.0.0.1` may be signed in at: for demos and development only.
    pub allow_loopback_http: bool,
    /// The catalogue id of the provider the person chose.
    pub provider: Option<&'a str>,
    /// The entity ID the person picked among several.
    pub entity_id: Option<&'a str>,
}

impl Context<'_> {
    /// The defaults at a given time: lenient, https only, nothing chosen.
    #[must_use]
    pub const fn at(now: DateTime<Utc>) -> Self {
        Self { now, policy: Policy::Lenient, allow_loopback_http: false, provider: None, entity_id: None }
    }
}
