//! The things a tenant holds, as they are stored.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::table::{Row, Table};

mod people;
mod provisioning;

pub use people::*;
pub use provisioning::*;

/// The strategy of database connections.
pub const DATABASE: &str = "auth0";

/// A connection to a user store or an identity provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Connection {
    /// `con_...`
    pub id: String,
    /// Unique in the tenant, part of the ACS URL and the entity ID.
    pub name: String,
    /// `auth0`, `samlp`, `oidc`, ...
    pub strategy: String,
    /// What people see.
    pub display_name: Option<String>,
    /// The strategy's settings, with what the server derived from them.
    pub options: Map<String, Value>,
    /// Applications that may use it.
    pub enabled_clients: BTreeSet<String>,
    /// Promoted to third-party clients.
    pub is_domain_connection: bool,
    /// Shows a button on login pages outside organizations.
    pub show_as_button: bool,
    /// Realm names.
    pub realms: Vec<String>,
    /// The owner's notes.
    pub metadata: Option<Map<String, Value>>,
    /// Whether it may be used to sign in.
    pub authentication_active: bool,
    /// Whether accounts may be connected through it.
    pub connected_accounts_active: bool,
    /// The tail of the setup link.
    pub provisioning_ticket: Option<String>,
    /// Whether connected accounts may ask for tokens of other applications.
    #[serde(default)]
    pub connected_accounts_cross_app_access: Option<bool>,
    /// Whether applications may ask this identity provider for tokens of others.
    #[serde(default)]
    pub cross_app_access_requesting_app: Option<bool>,
    /// SCIM, where it is set up.
    #[serde(default)]
    pub scim: Option<ScimConfiguration>,
    /// Directory provisioning, where it is set up.
    #[serde(default)]
    pub directory: Option<DirectoryProvisioning>,
    /// Keys for `private_key_jwt`.
    #[serde(default)]
    pub keys: Vec<ConnectionKey>,
}

impl Connection {
    /// A connection without settings.
    pub fn new(id: String, name: String, strategy: String) -> Self {
        Self {
            id,
            realms: vec![name.clone()],
            name,
            strategy,
            display_name: None,
            options: Map::new(),
            enabled_clients: BTreeSet::new(),
            is_domain_connection: false,
            show_as_button: false,
            metadata: None,
            authentication_active: true,
            connected_accounts_active: false,
            provisioning_ticket: None,
            connected_accounts_cross_app_access: None,
            cross_app_access_requesting_app: None,
            scim: None,
            directory: None,
            keys: Vec::new(),
        }
    }

    /// Whether users and passwords live in the tenant itself.
    pub fn is_database(&self) -> bool {
        self.strategy == DATABASE
    }

    /// What its button says.
    pub fn label(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.name)
    }

    /// An option that is a non-empty text.
    pub fn text_option(&self, name: &str) -> Option<&str> {
        self.options.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Whether people with this e-mail address are sent here.
    pub fn serves_domain_of(&self, email: &str) -> bool {
        let Some((_, domain)) = email.rsplit_once('@') else { return false };
        let aliases = self.options.get("domain_aliases").and_then(Value::as_array);
        aliases
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .any(|alias| alias.eq_ignore_ascii_case(domain))
    }
}

/// A customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organization {
    /// `org_...`
    pub id: String,
    /// Unique in the tenant, may change.
    pub name: String,
    /// What people see.
    pub display_name: Option<String>,
    /// Logo and colours.
    pub branding: Option<Value>,
    /// Notes.
    pub metadata: Map<String, Value>,
    /// Which connections it uses, by connection id.
    pub connections: BTreeMap<String, OrganizationConnection>,
    /// Who belongs to it, by user id.
    pub members: BTreeMap<String, Member>,
    /// Client grants that machines may use for it.
    pub client_grants: BTreeSet<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// What else was set: `token_quota`, `third_party_client_access`, ...
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// E-mail domains of the customer.
    #[serde(default)]
    pub discovery_domains: Table<DiscoveryDomain>,
    /// Invitations that were not taken back.
    #[serde(default)]
    pub invitations: Table<Invitation>,
    /// Applications that were associated with it.
    #[serde(default)]
    pub associated_clients: Table<ClientAssociation>,
    /// Roles that groups give in this organization only, by group id.
    #[serde(default)]
    pub group_roles: BTreeMap<String, BTreeSet<String>>,
}

/// An e-mail domain by which people find their organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DiscoveryDomain {
    /// `ord_...`
    pub id: String,
    /// The domain.
    pub domain: String,
    /// Whether somebody vouched for it.
    pub verified: bool,
    /// What the TXT record must say.
    pub verification_txt: String,
    /// Whether the login page looks at it.
    pub use_for_organization_discovery: bool,
}

/// An invitation to become a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invitation {
    /// `uinv_...`
    pub id: String,
    /// The code in the link.
    pub ticket_id: String,
    /// The application it leads to.
    pub client_id: String,
    /// Who invites.
    pub inviter: String,
    /// Who is invited.
    pub invitee: String,
    /// The only connection that may be used.
    pub connection_id: Option<String>,
    /// Roles that come with membership.
    pub roles: Vec<String>,
    /// Goes into the profile.
    pub app_metadata: Option<Map<String, Value>>,
    /// Goes into the profile.
    pub user_metadata: Option<Map<String, Value>>,
    /// The link.
    pub invitation_url: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// An application's place in an organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientAssociation {
    /// The application.
    pub client_id: String,
    /// Whether members may use it.
    pub use_for_member_access: bool,
}

/// How an organization uses a connection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrganizationConnection {
    /// Whoever signs in becomes a member.
    pub assign_membership_on_login: bool,
    /// Shows a button on the organization's login page.
    pub show_as_button: bool,
    /// Lets people sign up; database connections only.
    pub is_signup_enabled: bool,
    /// Can be used at all.
    pub is_enabled: bool,
    /// What the organization's admins call it.
    pub organization_connection_name: Option<String>,
    /// What the organization's admins may do with it.
    pub organization_access_level: String,
    /// Order of addition.
    pub added_at: DateTime<Utc>,
}

/// A member's place in an organization.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Member {
    /// Roles that hold in this organization only.
    pub roles: BTreeSet<String>,
}

/// An application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    /// 32 letters and digits.
    pub client_id: String,
    /// Its password.
    pub client_secret: String,
    /// What people see.
    pub name: String,
    /// `regular_web`, `spa`, `native`, `non_interactive`.
    pub app_type: String,
    /// Where answers may go.
    pub callbacks: Vec<String>,
    /// Where people may be sent after signing out.
    pub allowed_logout_urls: Vec<String>,
    /// Grants it may use.
    pub grant_types: Vec<String>,
    /// `deny`, `allow`, `require`.
    pub organization_usage: String,
    /// How it proves itself at the token endpoint.
    pub token_endpoint_auth_method: String,
    /// Where sign-in begins.
    pub initiate_login_uri: Option<String>,
    /// Everything that was set through the Management API, the above included.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Public keys and certificates by which it can prove itself, with their `pem`.
    #[serde(default)]
    pub credentials: Vec<Map<String, Value>>,
}

/// An API that tokens are made for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResourceServer {
    /// 24 hex digits.
    pub id: String,
    /// The audience.
    pub identifier: String,
    /// What people see.
    pub name: String,
    /// Permission texts and what they mean.
    pub scopes: Vec<Scope>,
    /// Permissions come from roles.
    pub enforce_policies: bool,
    /// `access_token` or `access_token_authz`.
    pub token_dialect: String,
    /// Lifetime of access tokens, in seconds.
    pub token_lifetime: i64,
    /// Whether refresh tokens are given.
    pub allow_offline_access: bool,
    /// Whether it belongs to the tenant itself and cannot be changed.
    #[serde(default)]
    pub is_system: bool,
    /// What else was set.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

/// A permission of an API.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scope {
    /// The permission text.
    pub value: String,
    /// What it means.
    pub description: String,
}

/// What a machine may do with an API.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientGrant {
    /// `cgr_...`
    pub id: String,
    /// The application.
    pub client_id: String,
    /// The API.
    pub audience: String,
    /// The granted permissions.
    pub scope: Vec<String>,
    /// `deny`, `allow`, `require`.
    pub organization_usage: String,
    /// Needs no association with the organization.
    pub allow_any_organization: bool,
    /// What else was set.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

/// A named set of permissions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    /// `rol_...`
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Permissions by API.
    pub permissions: Vec<RolePermission>,
}

/// A permission that a role gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePermission {
    /// The API.
    pub resource_server_identifier: String,
    /// The permission text.
    pub permission_name: String,
}

/// Says which member of a kind is its key, and which its unique name.
macro_rules! rows {
    ($($kind:ty: $field:ident $(named $name:ident)?),* $(,)?) => {
        $(impl Row for $kind {
            #[allow(clippy::misnamed_getters, reason = "the key of a kind has the name that Auth0 gives it")]
            fn id(&self) -> &str { &self.$field }
            $(fn name(&self) -> Option<&str> { Some(&self.$name) })?
        })*
    };
}

rows!(
    Connection: id named name,
    Organization: id named name,
    Client: client_id,
    ResourceServer: identifier,
    ClientGrant: id,
    Role: id,
    User: user_id,
    Session: id,
    RefreshToken: token,
    UserGrant: id,
    DeviceCredential: id,
    OpaqueToken: token,
    DiscoveryDomain: id,
    Invitation: id,
    ClientAssociation: client_id,
);
