//! Groups that identity providers push.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::table::Row;

/// A group of a connection's users.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// `grp_...`
    pub id: String,
    /// The connection's id.
    pub connection: String,
    /// Unique in the connection.
    pub name: String,
    /// The identity provider's own id.
    pub external_id: Option<String>,
    /// Users, by id.
    pub members: BTreeSet<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Row for Group {
    fn id(&self) -> &str {
        &self.id
    }
}
