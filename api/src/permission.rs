//! What a caller may do.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A right that a caller's token carries, in `permissions` (people) or `scope` (machines).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text in a token.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }

        impl FromStr for Permission {
            type Err = UnknownPermission;
            fn from_str(text: &str) -> Result<Self, UnknownPermission> {
                match text { $($text => Ok(Self::$name),)* _ => Err(UnknownPermission) }
            }
        }
    };
}

/// The text names no permission of this API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such permission")]
pub struct UnknownPermission;

permissions! {
    /// See organizations.
    OrganizationsRead = "organizations:read",
    /// Change organizations.
    OrganizationsWrite = "organizations:write",
    /// See connections.
    ConnectionsRead = "connections:read",
    /// Create and change connections.
    ConnectionsWrite = "connections:write",
    /// Run test sign-ins.
    ConnectionsTest = "connections:test",
    /// Activate and disable connections.
    ConnectionsActivate = "connections:activate",
    /// Make a connection the only way in.
    ConnectionsEnforce = "connections:enforce",
    /// Delete connections.
    ConnectionsDelete = "connections:delete",
    /// Replace client secrets and certificates.
    ConnectionsSecrets = "connections:secrets",
    /// See domains.
    DomainsRead = "domains:read",
    /// Claim and remove domains, and say where their people are led.
    DomainsWrite = "domains:write",
    /// Vouch for a domain without a record.
    DomainsOverride = "domains:override",
    /// Approve and reject changes that need a second person.
    ChangesApprove = "changes:approve",
    /// Say what is asked of organizations.
    PoliciesWrite = "policies:write",
    /// See sign-in attempts and why they failed.
    DiagnosticsRead = "diagnostics:read",
    /// See what concerns the vendor's own work.
    OperationsRead = "operations:read",
    /// Decide about it.
    OperationsWrite = "operations:write",
    /// Read the audit log.
    AuditRead = "audit:read",
    /// See jobs.
    JobsRead = "jobs:read",
    /// Retry and cancel jobs.
    JobsWrite = "jobs:write",
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
