//! Texts that nobody could explain yet.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::UnknownTextId;

/// A text that nobody could explain yet, without secrets and without the names in addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnknownText {
    /// The text's own id.
    pub id: UnknownTextId,
    /// The text.
    pub text: String,
    /// Where it came from first: `pasted`, `test_run` or `tenant_log`.
    pub source: String,
    /// The catalogue id of the provider it came from first.
    pub provider: Option<String>,
    /// How often it came.
    pub count: u64,
    /// When it came first.
    pub first_seen_at: DateTime<Utc>,
    /// When it came last.
    pub last_seen_at: DateTime<Utc>,
}
