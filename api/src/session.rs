//! Who is calling, and the browser's session.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Branding, OrganizationId, Permission};

/// The caller, as `GET /api/v1/me` tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The `sub` of the caller's token.
    pub subject: String,
    /// A person or a machine.
    pub kind: CallerKind,
    /// The person's name, when the session knows it.
    pub name: Option<String>,
    /// The person's e-mail address, when the session knows it.
    pub email: Option<String>,
    /// The organization the caller is bound to; null for operators and partners.
    pub organization: Option<MyOrganization>,
    /// What the caller may do.
    pub permissions: Vec<Permission>,
}

/// The organization that a caller is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyOrganization {
    /// The organization.
    pub id: OrganizationId,
    /// The name in addresses and tokens.
    pub name: String,
    /// The name people read.
    pub display_name: String,
    /// Logo and colours.
    pub branding: Branding,
}

/// A person or a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    /// A person who signed in.
    Person,
    /// A partner system with its own credentials.
    Client,
}

/// The browser's session, as `GET /auth/session` tells. It needs no CSRF header and never prolongs the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// To be sent as `X-CSRF-Token` with every call that writes.
    pub csrf_token: Option<String>,
    /// When the session ends unless it is used.
    pub idle_expires_at: Option<DateTime<Utc>>,
    /// When the session ends in any case.
    pub absolute_expires_at: Option<DateTime<Utc>>,
    /// The server's clock, to count down by.
    pub now: DateTime<Utc>,
    /// The vendor whose customers sign in here.
    pub vendor: Vendor,
}

/// The vendor whose customers sign in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vendor {
    /// The vendor's name.
    pub name: String,
    /// Where people of a customer get help.
    pub support_url: Option<String>,
}
