//! How users get into a connection without signing in: SCIM that is pushed to it, a directory that it reads.

use aws_lc_rs::digest;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// What an identity provider may push to a connection, and with which tokens.
///
/// The server of `/scim/v2/connections/{id}/` answers only where there is such a configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScimConfiguration {
    /// The SCIM attribute that a user is told by; `externalId` unless chosen otherwise.
    pub user_id_attribute: String,
    /// Which SCIM attribute goes where.
    pub mapping: Vec<ScimMapping>,
    /// At most two.
    pub tokens: Vec<ScimToken>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_on: DateTime<Utc>,
}

/// One attribute of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimMapping {
    /// Where in SCIM: a path such as `name.givenName` or `emails[primary eq true].value`.
    pub scim: String,
    /// Where in the profile: a root attribute such as `email`, `blocked`, or a path under `app_metadata`.
    pub auth0: String,
}

/// A bearer token for the SCIM server of one connection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScimToken {
    /// `tok_...`
    pub token_id: String,
    /// SHA-256 of the whole token, in hex; the token itself is shown once.
    pub digest: String,
    /// `get:users`, `post:groups`, ...
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends, if it does.
    pub valid_until: Option<DateTime<Utc>>,
    /// The last request it was used for.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ScimConfiguration {
    /// The token that this secret is, unless it has ended. Whoever uses it also sets `last_used_at`.
    pub fn token_mut(&mut self, secret: &str, now: DateTime<Utc>) -> Option<&mut ScimToken> {
        self.tokens.iter_mut().find(|token| token.is(secret) && token.is_valid(now))
    }
}

impl ScimToken {
    /// Keeps a token.
    pub fn new(token_id: String, secret: &str, scopes: Vec<String>, created_at: DateTime<Utc>) -> Self {
        let digest = hexadecimal(secret);
        Self { token_id, digest, scopes, created_at, valid_until: None, last_used_at: None }
    }

    /// Whether this is the token's secret.
    pub fn is(&self, secret: &str) -> bool {
        hexadecimal(secret).as_bytes().ct_eq(self.digest.as_bytes()).into()
    }

    /// Whether it has not ended.
    pub fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.valid_until.is_none_or(|end| now < end)
    }

    /// Whether it was given this scope.
    pub fn may(&self, scope: &str) -> bool {
        self.scopes.iter().any(|granted| granted == scope)
    }
}

fn hexadecimal(secret: &str) -> String {
    let digest = digest::digest(&digest::SHA256, secret.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a connection reads from the directory behind it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DirectoryProvisioning {
    /// Which directory attribute goes where.
    pub mapping: Vec<DirectoryMapping>,
    /// Every half hour.
    pub synchronize_automatically: bool,
    /// `all`, `off`, `selected`.
    pub synchronize_groups: String,
    /// The selected groups.
    pub groups: Vec<SynchronizedGroup>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When a synchronization was last asked for.
    pub synchronization: Option<Synchronization>,
}

/// One attribute of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryMapping {
    /// Where in the profile.
    pub auth0: String,
    /// Where in the directory.
    pub idp: String,
}

/// A group that is read from the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynchronizedGroup {
    /// The directory's id.
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// How many members it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_members_count: Option<u64>,
}

/// One run over the directory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Synchronization {
    /// Which run.
    pub id: String,
    /// When it was asked for.
    pub started_at: DateTime<Utc>,
}

/// A key that a connection proves itself with to its identity provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConnectionKey {
    /// Which key.
    pub kid: String,
    /// The certificate, PEM.
    pub certificate: String,
    /// The private half, PKCS#8 PEM.
    pub private_key: String,
    /// `RS256`, ...
    pub algorithm: String,
    /// Its turn.
    pub turn: KeyTurn,
    /// Since when it is in use.
    pub current_since: Option<DateTime<Utc>>,
}

/// Where a key stands in the rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyTurn {
    /// In use.
    Current,
    /// In use after the next rotation.
    Next,
    /// In use before the last rotation.
    Previous,
}
