//! People, and what they got by signing in.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    super::{documents::Document, table::Table},
    RolePermission,
};

/// A person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// `auth0|...`, `samlp|connection|...`
    pub user_id: String,
    /// Name of the connection that the person comes from.
    pub connection: String,
    /// Strategy of that connection.
    pub provider: String,
    /// Root attributes: e-mail, name, and whatever the identity provider sent under its own names.
    pub profile: Map<String, Value>,
    /// Only for database users.
    pub password: Option<String>,
    /// Roles that hold without an organization.
    pub roles: BTreeSet<String>,
    /// May not sign in.
    pub blocked: bool,
    /// Metadata the application keeps.
    pub app_metadata: Map<String, Value>,
    /// Metadata the person may change.
    #[serde(default)]
    pub user_metadata: Map<String, Value>,
    /// Permissions that hold without a role.
    #[serde(default)]
    pub permissions: Vec<RolePermission>,
    /// When the profile was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// The last sign-in.
    pub last_login: Option<DateTime<Utc>>,
    /// Where from.
    pub last_ip: Option<String>,
    /// How many sign-ins.
    pub logins_count: u64,
    /// Accounts that were linked to this one.
    #[serde(default)]
    pub linked: Vec<LinkedAccount>,
    /// Second factors and passkeys, as they were enrolled.
    #[serde(default)]
    pub authentication_methods: Table<Document>,
}

/// An account that was a person of its own until it was linked to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkedAccount {
    /// The user id it had, and gets back when it is unlinked.
    pub user_id: String,
    /// Name of its connection.
    pub connection: String,
    /// Strategy of that connection.
    pub provider: String,
    /// Its own root attributes.
    pub profile: Map<String, Value>,
    /// Only in databases.
    pub password: Option<String>,
}

impl LinkedAccount {
    /// The e-mail address.
    pub fn email(&self) -> Option<&str> {
        self.profile.get("email").and_then(Value::as_str)
    }
}

/// What follows the provider in a user id.
pub fn identity_of(user_id: &str) -> &str {
    user_id.split_once('|').map_or("", |(_, rest)| rest)
}

impl User {
    /// A person who has not signed in yet.
    pub fn new(
        user_id: String,
        connection: String,
        provider: String,
        profile: Map<String, Value>,
        created_at: DateTime<Utc>,
    ) -> Self {
        Self {
            user_id,
            connection,
            provider,
            profile,
            password: None,
            roles: BTreeSet::new(),
            blocked: false,
            app_metadata: Map::new(),
            user_metadata: Map::new(),
            permissions: Vec::new(),
            created_at,
            updated_at: created_at,
            last_login: None,
            last_ip: None,
            logins_count: 0,
            linked: Vec::new(),
            authentication_methods: Table::default(),
        }
    }

    /// Takes over an account and whatever was linked to it; its metadata, roles and factors are lost.
    pub fn link(&mut self, other: Self) {
        self.linked.push(LinkedAccount {
            user_id: other.user_id,
            connection: other.connection,
            provider: other.provider,
            profile: other.profile,
            password: other.password,
        });
        self.linked.extend(other.linked);
    }

    /// The password of an account in a database, the person's own or a linked one; `None` when there is no such account.
    pub fn password_in(&self, database: &str, email: &str) -> Option<Option<&str>> {
        let same = |kept: Option<&str>| kept.is_some_and(|kept| kept.eq_ignore_ascii_case(email));
        if self.connection == database && same(self.email()) {
            return Some(self.password.as_deref());
        }
        let linked = self.linked.iter().find(|one| one.connection == database && same(one.email()))?;
        Some(linked.password.as_deref())
    }

    /// A text of the profile.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.profile.get(name).and_then(Value::as_str)
    }

    /// The e-mail address.
    pub fn email(&self) -> Option<&str> {
        self.attribute("email")
    }

    /// How the person is shown.
    pub fn name(&self) -> &str {
        self.attribute("name").or(self.email()).unwrap_or(&self.user_id)
    }
}

/// A person's session with the tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The value of the cookie.
    pub id: String,
    /// What applications see of it.
    pub sid: String,
    /// Whose it is.
    pub user_id: String,
    /// Through which connection.
    pub connection: String,
    /// When the person last proved who they are.
    pub auth_time: DateTime<Utc>,
    /// Idle sessions end.
    pub last_seen: DateTime<Utc>,
    /// The owner's notes.
    #[serde(default)]
    pub metadata: Option<Map<String, Value>>,
}

/// What was granted when a person signed in; tokens are made from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Grant {
    /// The application.
    pub client_id: String,
    /// The person.
    pub user_id: String,
    /// What was asked for.
    pub scope: Vec<String>,
    /// The API.
    pub audience: Option<String>,
    /// The organization.
    pub organization: Option<String>,
    /// The session's public id.
    pub sid: String,
    /// When the person proved who they are.
    pub auth_time: DateTime<Utc>,
    /// Whether the application asked to be told.
    pub tell_auth_time: bool,
    /// The connection's name.
    pub connection: String,
}

/// What a person lets an application do with an API.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserGrant {
    /// 24 hex digits.
    pub id: String,
    /// The application.
    pub client_id: String,
    /// The person.
    pub user_id: String,
    /// The API.
    pub audience: String,
    /// Everything that was ever asked for and given.
    pub scope: Vec<String>,
}

/// A public key of a person's device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeviceCredential {
    /// `dcr_...`
    pub id: String,
    /// The person.
    pub user_id: String,
    /// The application.
    pub client_id: String,
    /// What the person calls the device.
    pub device_name: String,
    /// The device.
    pub device_id: String,
    /// The key.
    pub value: String,
}

/// A refresh token; each use replaces it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshToken {
    /// The secret.
    pub token: String,
    /// All tokens that came from one sign-in.
    pub family: String,
    /// Used tokens are kept to notice reuse.
    pub used: bool,
    /// When the one before it was exchanged for it; `None` for the first of its family.
    #[serde(default)]
    pub last_exchanged_at: Option<DateTime<Utc>>,
    /// The owner's notes.
    #[serde(default)]
    pub metadata: Option<Map<String, Value>>,
    /// What it stands for.
    pub grant: Grant,
}

impl RefreshToken {
    /// When it ends unless it is used before, and when at the latest, as its application's settings say.
    pub fn ends(&self, settings: Option<&Value>) -> [Option<DateTime<Utc>>; 2] {
        let end = |from: DateTime<Utc>, infinite: &str, lifetime: &str| {
            let settings = settings.filter(|settings| settings[infinite] == Value::Bool(false))?;
            Some(from + TimeDelta::seconds(settings[lifetime].as_i64()?))
        };
        let begun = self.grant.auth_time;
        let used = self.last_exchanged_at.unwrap_or(begun);
        [
            end(used, "infinite_idle_token_lifetime", "idle_token_lifetime"),
            end(begun, "infinite_token_lifetime", "token_lifetime"),
        ]
    }
}

/// An opaque access token for `/userinfo`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OpaqueToken {
    /// The secret.
    pub token: String,
    /// The person.
    pub user_id: String,
    /// Granted scopes.
    pub scope: Vec<String>,
    /// The organization.
    pub organization: Option<String>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}
