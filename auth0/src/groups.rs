//! Groups that identity providers have sent, and who is in them.

use serde::Deserialize;

use crate::{Call, Checkpoint, Page, call::Request};

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// Auth0's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The identity provider's id.
    pub external_id: Option<String>,
    /// The connection it came by.
    pub connection_id: Option<String>,
    /// When it came.
    pub created_at: Option<String>,
    /// When it changed.
    pub updated_at: Option<String>,
}

/// Who is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GroupMember {
    /// A user or a group.
    pub id: String,
    /// `user` or `group`.
    pub member_type: Option<String>,
}

/// The groups of a connection.
pub fn list(connection: &str, place: Checkpoint<'_>) -> Call<Page<Group>> {
    Request::get("groups", &[]).query("connection_id", connection).checkpoint(place).reads_page("groups")
}

/// One group.
pub fn get(id: &str) -> Call<Group> {
    Request::get("groups/{id}", &[id]).reads()
}

/// Who is in a group.
pub fn members(id: &str, place: Checkpoint<'_>) -> Call<Page<GroupMember>> {
    Request::get("groups/{id}/members", &[id]).checkpoint(place).reads_page("members")
}
