//! Enterprise connections.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AdfsInput, AdfsSettings, AutoRevert, ConnectionId, ConnectionOptions, DirectoryInput, DirectorySettings,
    DomainClientInput, DomainClientSettings, Enforcement, Finding, JobId, OfferedMetadata, OidcDiscovery,
    OrganizationId, PingfederateInput, PingfederateSettings, Replaces, Retiring, SamlMetadata,
    ServiceProviderValue, Strategy, TestRunState,
};

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Only here; nothing is in Auth0.
    Draft,
    /// In Auth0, for the test application only.
    Configured,
    /// The current revision has a passing test run.
    Tested,
    /// People can sign in through it.
    Active,
    /// The only way into the organization, but for the emergency.
    Enforced,
    /// Kept in Auth0, but nobody can sign in through it.
    Disabled,
    /// Being removed.
    Deleting,
}

/// Who can sign in through an active connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rollout {
    /// Named people by direct link; no button.
    Pilot,
    /// A button for everyone of the organization.
    Everyone,
}

/// Whether Auth0 agrees with what is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sync {
    /// Whether Auth0 agrees.
    pub state: SyncState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The job that makes it agree, while there is one.
    pub job_id: Option<JobId>,
    /// Why it could not be made to agree, in words.
    pub last_error: Option<String>,
}

/// Whether Auth0 agrees with what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// It agrees, or nothing has to be there.
    InSync,
    /// A job is on its way.
    Pending,
    /// The job gave up; `last_error` says why.
    Failed,
    /// Somebody changed it in Auth0.
    Drifted,
}

/// How a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nothing to do.
    Ok,
    /// Look at it soon.
    Attention,
    /// Sign-in does not work.
    Failing,
}

/// Why a connection is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusReason {
    /// Stable snake_case name.
    pub code: String,
    /// In words.
    pub detail: String,
}

/// An enterprise connection of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Connection {
    /// The connection.
    pub id: ConnectionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The name people read on the sign-in page.
    pub display_name: String,
    /// The catalogue id of its provider.
    pub provider: String,
    /// Auth0's strategy.
    pub strategy: Strategy,
    /// How far it is.
    pub state: ConnectionState,
    /// Who can sign in, while it is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Rollout>,
    /// Who was named for the pilot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pilot_emails: Vec<String>,
    /// The way in that stays for the emergency, while it is enforced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enforcement: Option<Enforcement>,
    /// When and why the last step undoes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_revert: Option<AutoRevert>,
    /// Which connection takes its place and until when it is kept, while one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retiring: Option<Retiring>,
    /// Whether Auth0 agrees.
    pub sync: Sync,
    /// How it is.
    pub health: Health,
    /// Why it is as it is.
    pub status_reasons: Vec<StatusReason>,
    /// Rises by one with every change of its settings.
    pub revision: u32,
    /// The newest revision with a passing test.
    pub tested_revision: Option<u32>,
    /// How the newest test run of the current revision went.
    pub last_test: Option<TestRunState>,
    /// Its settings, when it is SAML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml: Option<SamlSettings>,
    /// Its settings, when it is OIDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcSettings>,
    /// Its settings, when it is Okta by OIDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub okta: Option<DomainClientSettings>,
    /// Its settings, when it is Entra ID by OIDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waad: Option<DomainClientSettings>,
    /// Its settings, when it is Google Workspace by OAuth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google_apps: Option<DomainClientSettings>,
    /// Its settings, when it is AD FS by WS-Federation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adfs: Option<AdfsSettings>,
    /// Its settings, when it is `PingFederate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pingfederate: Option<PingfederateSettings>,
    /// Its settings, when it is Active Directory or LDAP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ad: Option<DirectorySettings>,
    /// What was set besides.
    #[serde(default)]
    pub options: ConnectionOptions,
    /// Metadata that reads otherwise at its address than when it was saved; a person decides about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_metadata: Option<OfferedMetadata>,
    /// What the linter says of the settings.
    pub findings: Vec<Finding>,
    /// Where people sign in directly through it, once it is active.
    pub direct_sign_in_url: Option<String>,
    /// What Auth0 calls it; null while it is not there.
    pub upstream: Option<ConnectionUpstream>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What Auth0 calls a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionUpstream {
    /// Auth0's id.
    pub connection_id: String,
    /// Auth0's name.
    pub name: String,
}

/// The SAML settings of a connection: what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SamlSettings {
    /// Where the metadata came from, when by address.
    pub metadata_url: Option<String>,
    /// How the settings came.
    pub source: SamlSource,
    /// What was read.
    #[serde(flatten)]
    pub metadata: SamlMetadata,
    /// When it was read.
    pub read_at: DateTime<Utc>,
}

/// How SAML settings came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SamlSource {
    /// By address.
    Url,
    /// As text or file.
    Text,
    /// Sign-in URL and certificate by hand.
    Manual,
}

/// The OIDC settings of a connection: what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OidcSettings {
    /// The address that was given.
    pub discovery_url: String,
    /// What was read there; null while it could not be read.
    pub discovery: Option<OidcDiscovery>,
    /// The client id that the identity provider issued.
    pub client_id: Option<String>,
    /// The client secret: never shown again.
    pub client_secret: SecretStatus,
    /// The scopes that are asked for.
    pub scopes: Vec<String>,
    /// When the discovery document was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// What is told of a write-only secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecretStatus {
    /// Whether there is one.
    pub set: bool,
    /// When it was given.
    pub set_at: Option<DateTime<Utc>>,
    /// When the identity provider stops accepting it.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A new connection. Everything but `provider` may come later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateConnection {
    /// The catalogue id of the provider.
    pub provider: String,
    /// The name people read on the sign-in page; the provider's name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// SAML settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml: Option<SamlInput>,
    /// OIDC settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcInput>,
    /// Okta by OpenID Connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub okta: Option<DomainClientInput>,
    /// Entra ID by OpenID Connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waad: Option<DomainClientInput>,
    /// Google Workspace by OAuth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google_apps: Option<DomainClientInput>,
    /// AD FS by WS-Federation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adfs: Option<AdfsInput>,
    /// `PingFederate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pingfederate: Option<PingfederateInput>,
    /// Active Directory or LDAP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ad: Option<DirectoryInput>,
    /// What is set besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<ConnectionOptions>,
}

/// A change of a connection: what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateConnection {
    /// The name people read on the sign-in page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// SAML settings, replaced as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saml: Option<SamlInput>,
    /// OIDC settings: members left out stay, the client secret among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcInput>,
    /// Okta by OpenID Connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub okta: Option<DomainClientInput>,
    /// Entra ID by OpenID Connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waad: Option<DomainClientInput>,
    /// Google Workspace by OAuth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google_apps: Option<DomainClientInput>,
    /// AD FS by WS-Federation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adfs: Option<AdfsInput>,
    /// `PingFederate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pingfederate: Option<PingfederateInput>,
    /// Active Directory or LDAP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ad: Option<DirectoryInput>,
    /// What is set besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<ConnectionOptions>,
}

/// SAML settings: `metadata_url`, or `metadata`, or `sign_in_url` with `certificate`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SamlInput {
    /// The address of the metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_url: Option<String>,
    /// The metadata as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// Which identity provider, where the metadata holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_id: Option<String>,
    /// Where people are sent to sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_url: Option<String>,
    /// The signing certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// OIDC settings.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OidcInput {
    /// The issuer; the discovery address follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The discovery address, instead of the issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovery_url: Option<String>,
    /// The client id that the identity provider issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The client secret that the identity provider issued; write-only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// When that secret ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_expires_at: Option<DateTime<Utc>>,
    /// The scopes to ask for; `openid profile email` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

impl std::fmt::Debug for OidcInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcInput")
            .field("issuer", &self.issuer)
            .field("discovery_url", &self.discovery_url)
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret.as_ref().map(|_| "[redacted]"))
            .field("client_secret_expires_at", &self.client_secret_expires_at)
            .field("scopes", &self.scopes)
            .finish()
    }
}

/// A replacement of the client secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplaceSecret {
    /// The client secret that the identity provider issued; write-only.
    pub client_secret: String,
    /// When that secret ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for ReplaceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplaceSecret").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Who shall sign in through the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Activate {
    /// Named people, or everyone.
    pub rollout: Rollout,
    /// The named people.
    #[serde(default)]
    pub pilot_emails: Vec<String>,
    /// The codes of the warnings that were read and accepted.
    #[serde(default)]
    pub acknowledge: Vec<String>,
    /// The step undoes itself after this time unless somebody confirms: `PT1M` to `PT24H`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_revert_after: Option<String>,
    /// The connection whose place it takes, with `rollout: everyone`. When this step undoes itself, that one comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Replaces>,
}

/// What happens to the connection in Auth0 when it is deleted here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeleteMode {
    /// It stays in Auth0 with its users, but no application and no organization uses it.
    #[default]
    Detach,
    /// Auth0 deletes it, and with it every user who came through it.
    Purge,
}

/// The values to type into the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceProvider {
    /// The values under the identity provider's own labels.
    pub fields: Vec<ServiceProviderField>,
}

/// A value to type into the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceProviderField {
    /// Stable id within the provider.
    pub id: String,
    /// The provider's label.
    pub label: String,
    /// Which value it is.
    pub kind: ServiceProviderValue,
    /// The value.
    pub value: String,
    /// Whether the provider insists on it.
    pub required: bool,
    /// One sentence of help; may be empty.
    pub hint: String,
}
