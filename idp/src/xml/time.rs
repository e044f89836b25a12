//! Times in XML.

use chrono::{DateTime, NaiveDateTime, Utc};

/// An XML Schema dateTime; without a zone it is UTC, as SAML demands.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.and_utc()))
        .ok()
}
