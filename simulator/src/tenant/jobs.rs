//! Work that Auth0 does in the background. Here it is done at once, and told as finished from the first look on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::table::Row;

/// A piece of work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    /// `job_...`
    pub id: String,
    /// How it was ordered: `connection_id`, `upsert`, `format` and so on.
    pub order: Map<String, Value>,
    /// What came of it.
    pub work: Work,
    /// When it was ordered.
    pub created_at: DateTime<Utc>,
}

/// What came of a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// An e-mail was sent to verify an address.
    VerificationEmail,
    /// People were put into a database.
    Import {
        /// New ones.
        inserted: usize,
        /// Known ones that were changed.
        updated: usize,
        /// Those that were refused, each with its errors.
        failed: Vec<Value>,
    },
    /// The file to import could not be read.
    UnreadableImport {
        /// Why.
        problem: String,
    },
    /// People were written to a file.
    Export {
        /// The file, before it is packed.
        file: String,
    },
}

impl Work {
    /// What Auth0 calls such a job.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VerificationEmail => "verification_email",
            Self::Import { .. } | Self::UnreadableImport { .. } => "users_import",
            Self::Export { .. } => "users_export",
        }
    }
}

impl Row for Job {
    fn id(&self) -> &str {
        &self.id
    }
}
