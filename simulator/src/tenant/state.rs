//! Everything a tenant remembers across restarts.

use std::collections::{BTreeSet, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{documents::Documents, key_ring::KeyRing, keys::KeyMaterial, model::*, seed::Demo, table::Table};

/// How many log records are kept.
const LOG_LIMIT: usize = 5_000;

/// A tenant's memory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// The signing key.
    pub key: KeyMaterial,
    /// The signing keys beside it.
    #[serde(default)]
    pub key_ring: KeyRing,
    /// The Management API client of this tenant.
    pub management_client: String,
    /// The credentials and accounts that the demo seed made.
    pub demo: Option<Demo>,
    /// Tenant settings that were changed.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Connections.
    #[serde(default)]
    pub connections: Table<Connection>,
    /// Connections whose users are still being purged.
    #[serde(default)]
    pub deleted_connections: Vec<DeletedConnection>,
    /// Customers.
    #[serde(default)]
    pub organizations: Table<Organization>,
    /// Applications.
    #[serde(default)]
    pub clients: Table<Client>,
    /// APIs.
    #[serde(default)]
    pub resource_servers: Table<ResourceServer>,
    /// Machine grants.
    #[serde(default)]
    pub client_grants: Table<ClientGrant>,
    /// Roles.
    #[serde(default)]
    pub roles: Table<Role>,
    /// People.
    #[serde(default)]
    pub users: Table<User>,
    /// Sessions.
    #[serde(default)]
    pub sessions: Table<Session>,
    /// Refresh tokens.
    #[serde(default)]
    pub refresh_tokens: Table<RefreshToken>,
    /// What people let applications do.
    #[serde(default)]
    pub user_grants: Table<UserGrant>,
    /// Public keys of people's devices.
    #[serde(default)]
    pub device_credentials: Table<DeviceCredential>,
    /// Work that was ordered.
    #[serde(default)]
    pub jobs: Table<super::jobs::Job>,
    /// Passwords that were wrong.
    #[serde(default)]
    pub attempts: super::attempts::Attempts,
    /// Opaque access tokens.
    #[serde(default)]
    pub opaque_tokens: Table<OpaqueToken>,
    /// Everything else that the Management API keeps.
    #[serde(default)]
    pub documents: Documents,
    /// Groups that identity providers push.
    #[serde(default)]
    pub groups: Table<super::groups::Group>,
    /// How far log and event streams have been delivered.
    #[serde(default)]
    pub streams: crate::streams::Progress,
    /// Log records, oldest first.
    #[serde(default)]
    pub logs: VecDeque<Map<String, Value>>,
    /// Counts log records, so that their ids sort.
    #[serde(default)]
    pub log_sequence: u64,
}

/// A connection that is gone, but not its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeletedConnection {
    /// The name, which stays taken.
    pub name: String,
    /// Until then.
    pub purged_at: DateTime<Utc>,
}

impl State {
    /// An empty tenant with this key.
    pub fn new(key: KeyMaterial) -> Self {
        Self {
            key,
            key_ring: KeyRing::default(),
            management_client: String::new(),
            demo: None,
            settings: Map::new(),
            connections: Table::default(),
            deleted_connections: Vec::new(),
            organizations: Table::default(),
            clients: Table::default(),
            resource_servers: Table::default(),
            client_grants: Table::default(),
            roles: Table::default(),
            users: Table::default(),
            sessions: Table::default(),
            refresh_tokens: Table::default(),
            user_grants: Table::default(),
            device_credentials: Table::default(),
            jobs: Table::default(),
            attempts: super::attempts::Attempts::default(),
            opaque_tokens: Table::default(),
            documents: Documents::default(),
            groups: Table::default(),
            streams: crate::streams::Progress::default(),
            logs: VecDeque::new(),
            log_sequence: 0,
        }
    }

    /// The connection of this name.
    pub fn connection_by_name(&self, name: &str) -> Option<&Connection> {
        self.connections.by_name(name).filter(|connection| connection.name == name)
    }

    /// The organization of this id or name.
    pub fn organization_by_id_or_name(&self, reference: &str) -> Option<&Organization> {
        self.organizations.get(reference).or_else(|| self.organizations.by_name(reference))
    }

    /// The permissions that roles give for an API.
    pub fn permissions_of(&self, roles: &BTreeSet<String>, audience: &str) -> BTreeSet<String> {
        let granted = roles.iter().filter_map(|role| self.roles.get(role)).flat_map(|role| &role.permissions);
        granted
            .filter(|permission| permission.resource_server_identifier == audience)
            .map(|permission| permission.permission_name.clone())
            .collect()
    }

    /// Adds a log record and forgets the oldest beyond the limit.
    pub fn add_log(&mut self, record: Map<String, Value>) {
        self.logs.push_back(record);
        while self.logs.len() > LOG_LIMIT {
            self.logs.pop_front();
        }
    }
}
