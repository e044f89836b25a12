//! Organizations and what is next for them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, OrganizationId};

/// A customer of the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organization {
    /// The organization.
    pub id: OrganizationId,
    /// The name in addresses and tokens.
    pub name: String,
    /// The name people read.
    pub display_name: String,
    /// Logo and colours.
    pub branding: Branding,
    /// How many people are members in Auth0; null while not counted yet.
    pub member_count: Option<u64>,
    /// Where it lives in Auth0.
    pub upstream: OrganizationUpstream,
    /// When Latchkey learned of it.
    pub created_at: DateTime<Utc>,
    /// When it last changed here.
    pub updated_at: DateTime<Utc>,
}

/// Logo and colours of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Branding {
    /// An https address of a picture.
    pub logo_url: Option<String>,
    /// `#rrggbb`.
    pub primary_color: Option<String>,
}

/// Where an organization lives in Auth0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganizationUpstream {
    /// Auth0's id of the organization.
    pub organization_id: String,
}

/// The checklist of an organization: what is done and what is next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Readiness {
    /// The steps in their order.
    pub steps: Vec<ReadinessStep>,
}

/// One step of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadinessStep {
    /// Which step.
    pub code: ReadinessCode,
    /// How far it is.
    pub state: ReadinessState,
    /// The connection to work on, where there is one.
    pub connection_id: Option<ConnectionId>,
}

/// The steps of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReadinessCode {
    /// Choose a provider and give its metadata.
    ConnectIdentityProvider,
    /// Save the connection to Auth0.
    ConfigureConnection,
    /// Sign in through it once.
    TestConnection,
    /// Let people use it.
    ActivateConnection,
}

/// How far a step of the checklist is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReadinessState {
    /// Nothing left to do.
    Done,
    /// The one to do now.
    Next,
    /// Waits for the ones before it.
    Todo,
}
