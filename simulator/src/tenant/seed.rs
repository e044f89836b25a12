//! What a fresh tenant holds: nothing but a Management client, or the demo.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::{ids, keys::KeyError, keys::KeyMaterial, model::*, state::State, table::Table};

/// The database connection of the demo.
pub const DATABASE_CONNECTION: &str = "Username-Password-Authentication";
/// The audience of the demo's API.
pub const API: &str = "https://api.latchkey.example";
/// What people may do to themselves with the Management API; they get no other scopes of it.
pub const CURRENT_USER_SCOPES: [&str; 6] = [
    "read:current_user",
    "delete:current_user",
    "update:current_user_metadata",
    "update:current_user_identities",
    "create:current_user_device_credentials",
    "delete:current_user_device_credentials",
];
/// Every scope of the Management API that machines may be granted.
pub const MANAGEMENT_SCOPES: &str = include_str!("management_scopes.txt");

const MANAGEMENT_API: &str = "Auth0 Management API";
const PORTAL: &str = "Latchkey";
const TEST_APPLICATION: &str = "Latchkey connection test";
const SAMPLE_APPLICATION: &str = "Acme Cloud";
const ORGANIZATIONS: [(&str, &str); 2] = [("globex", "Globex"), ("initech", "Initech")];

const PERMISSIONS: &str = "organizations:read organizations:write connections:read connections:write \
    connections:test connections:activate connections:enforce connections:delete connections:secrets domains:read \
    domains:write domains:override provisioning:read provisioning:write provisioning:tokens members:read \
    members:write setup-links:read setup-links:write diagnostics:read audit:read audit:export notifications:write \
    changes:approve policies:write tenants:read tenants:write operations:read operations:write jobs:read jobs:write \
    webhooks:read webhooks:write events:read api-clients:read api-clients:write";
const OWNER: &str = "organizations:read connections:read connections:write connections:test connections:activate \
    connections:enforce connections:delete connections:secrets domains:read domains:write provisioning:read \
    provisioning:write provisioning:tokens members:read members:write setup-links:read setup-links:write \
    diagnostics:read audit:read audit:export notifications:write changes:approve jobs:read events:read";
const VIEWER: &str = "organizations:read connections:read domains:read provisioning:read members:read \
    setup-links:read diagnostics:read audit:read";

/// The credentials that the demo announces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Demo {
    /// The portal's client.
    pub portal: String,
    /// The client of test sign-ins.
    pub test_application: String,
    /// The sample application's client.
    pub sample_app: String,
    /// The partner's machine client.
    pub partner: String,
    /// People who can sign in.
    pub accounts: Vec<Account>,
}

/// A ready-made account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// `owner`, `viewer`, `operator`.
    pub role: String,
    /// The organization's id.
    pub organization: Option<String>,
    /// The person.
    pub user_id: String,
}

/// A tenant with one Management client and nothing else.
pub fn empty(tenant: &str) -> Result<State, KeyError> {
    let mut state = State::new(KeyMaterial::generate(tenant)?);
    let client = machine_client("Latchkey (Management API)");
    state.management_client = client.client_id.clone();
    let scopes: Vec<String> = MANAGEMENT_SCOPES.split_whitespace().map(str::to_owned).collect();
    state.client_grants.put(grant(&client, MANAGEMENT_API, scopes.clone()));
    state.resource_servers.put(ResourceServer {
        id: ids::resource_server(),
        identifier: MANAGEMENT_API.to_owned(),
        name: MANAGEMENT_API.to_owned(),
        scopes: scopes.into_iter().map(|value| Scope { value, description: String::new() }).collect(),
        enforce_policies: false,
        token_dialect: "access_token".to_owned(),
        token_lifetime: 86_400,
        allow_offline_access: false,
        is_system: true,
        settings: Map::new(),
    });
    state.clients.put(client);
    state.clients.put(global_client());
    Ok(state)
}

/// The pseudo-application of every tenant, by which the classic login page is set.
fn global_client() -> Client {
    let settings = json!({
        "global": true, "callbacks": [], "is_first_party": true, "name": "All Applications", "owners": [],
        "refresh_token": {
            "expiration_type": "non-expiring", "leeway": 0, "infinite_token_lifetime": true,
            "infinite_idle_token_lifetime": true, "token_lifetime": 2_592_000, "idle_token_lifetime": 1_296_000,
            "rotation_type": "non-rotating",
        },
        "cross_origin_authentication": true, "custom_login_page_on": true,
    });
    Client {
        app_type: String::new(),
        grant_types: vec![],
        settings: settings.as_object().cloned().unwrap_or_default(),
        ..machine_client("All Applications")
    }
}

/// The demo's tenant.
pub fn demo(tenant: &str, now: DateTime<Utc>) -> Result<State, KeyError> {
    let mut state = empty(tenant)?;
    state.settings.insert("allow_organization_name_in_authentication_api".to_owned(), json!(true));
    state
        .settings
        .insert("oidc_logout".to_owned(), json!({ "rp_logout_end_session_endpoint_discovery": true }));
    state.resource_servers.put(api());
    let portal = web_client(PORTAL, "allow");
    let test_application = web_client(TEST_APPLICATION, "allow");
    let sample_app = web_client(SAMPLE_APPLICATION, "require");
    let partner = machine_client("Partner");
    state.client_grants.put(grant(&partner, API, words(PERMISSIONS)));
    let mut builder = DemoBuilder { state, now, accounts: Vec::new(), database: ids::connection() };
    builder.add_database([&portal, &test_application, &sample_app]);
    let owner = builder.add_role("Owner", OWNER);
    let viewer = builder.add_role("Viewer", VIEWER);
    let operator = builder.add_role("Operator", PERMISSIONS);
    for (name, display_name) in ORGANIZATIONS {
        let organization = builder.add_organization(name, display_name);
        let domain = format!("{name}.example");
        builder.add_member(&organization, &owner, "owner", &domain);
        builder.add_member(&organization, &viewer, "viewer", &domain);
    }
    builder.add_person("operator", "acme-cloud.example", None, BTreeSet::from([operator]));
    let DemoBuilder { mut state, accounts, .. } = builder;
    state.demo = Some(Demo {
        portal: portal.client_id.clone(),
        test_application: test_application.client_id.clone(),
        sample_app: sample_app.client_id.clone(),
        partner: partner.client_id.clone(),
        accounts,
    });
    state.settings.insert("allow_organization_name_in_authentication_api".to_owned(), json!(true));
    for client in [portal, test_application, sample_app, partner] {
        state.clients.put(client);
    }
    Ok(state)
}

/// Lets addresses follow the issuer and the portal, which may differ from the last start's.
pub fn relocate(state: &mut State, issuer: &str, portal: &str) {
    let management_audience = format!("{issuer}api/v2/");
    let system = state.resource_servers.iter().find(|server| server.name == MANAGEMENT_API).cloned();
    if let Some(mut server) = system {
        for grant in state.client_grants.iter_mut().filter(|grant| grant.audience == server.identifier) {
            management_audience.clone_into(&mut grant.audience);
        }
        state.resource_servers.remove(&server.identifier.clone());
        management_audience.clone_into(&mut server.identifier);
        state.resource_servers.put(server);
    }
    let Some(demo) = state.demo.clone() else { return };
    let portal = portal.trim_end_matches('/');
    place(state, &demo.portal, format!("{portal}/auth/callback"), vec![format!("{portal}/")]);
    place(state, &demo.test_application, format!("{portal}/test-callback"), vec![]);
    place(
        state,
        &demo.sample_app,
        format!("{issuer}sample-app/callback"),
        vec![format!("{issuer}sample-app")],
    );
}

fn place(state: &mut State, client: &str, callback: String, logout: Vec<String>) {
    if let Some(client) = state.clients.get_mut(client) {
        client.callbacks = vec![callback];
        client.allowed_logout_urls = logout;
    }
}

struct DemoBuilder {
    state: State,
    now: DateTime<Utc>,
    accounts: Vec<Account>,
    database: String,
}

impl DemoBuilder {
    fn add_database(&mut self, clients: [&Client; 3]) {
        let options = json!({
            "mfa": {"active": true, "return_enroll_settings": true}, "passwordPolicy": "good",
            "passkey_options": {"challenge_ui": "both"}, "strategy_version": 2, "brute_force_protection": true,
            "disable_signup": true, "disable_self_service_change_password": false,
            "authentication_methods": {"passkey": {"enabled": false}, "password": {"enabled": true}},
        });
        let id = self.database.clone();
        let mut database = Connection::new(id, DATABASE_CONNECTION.to_owned(), DATABASE.to_owned());
        database.options = options.as_object().cloned().unwrap_or_default();
        database.enabled_clients = clients.iter().map(|client| client.client_id.clone()).collect();
        self.state.connections.put(database);
    }

    fn add_role(&mut self, name: &str, permissions: &str) -> String {
        let id = ids::role();
        let permission =
            |permission_name| RolePermission { resource_server_identifier: API.to_owned(), permission_name };
        self.state.roles.put(Role {
            id: id.clone(),
            name: name.to_owned(),
            description: None,
            permissions: words(permissions).into_iter().map(permission).collect(),
        });
        id
    }

    fn add_organization(&mut self, name: &str, display_name: &str) -> String {
        let id = ids::organization();
        let database = OrganizationConnection {
            assign_membership_on_login: false,
            show_as_button: true,
            is_signup_enabled: false,
            is_enabled: true,
            organization_connection_name: None,
            organization_access_level: "none".to_owned(),
            added_at: self.now,
        };
        self.now += TimeDelta::milliseconds(1);
        self.state.organizations.put(Organization {
            id: id.clone(),
            name: name.to_owned(),
            display_name: Some(display_name.to_owned()),
            branding: None,
            metadata: Map::new(),
            connections: BTreeMap::from([(self.database.clone(), database)]),
            members: BTreeMap::new(),
            client_grants: BTreeSet::new(),
            created_at: self.now,
            settings: Map::new(),
            discovery_domains: Table::default(),
            invitations: Table::default(),
            associated_clients: Table::default(),
            group_roles: BTreeMap::new(),
        });
        id
    }

    fn add_member(&mut self, organization: &str, role: &str, role_name: &str, domain: &str) {
        let user = self.add_person(role_name, domain, Some(organization.to_owned()), BTreeSet::new());
        if let Some(organization) = self.state.organizations.get_mut(organization) {
            organization.members.insert(user, Member { roles: BTreeSet::from([role.to_owned()]) });
        }
    }

    fn add_person(
        &mut self,
        role: &str,
        domain: &str,
        organization: Option<String>,
        roles: BTreeSet<String>,
    ) -> String {
        let user_id = format!("auth0|{}", ids::database_user());
        let email = format!("{role}@{domain}");
        let profile = json!({ "email": email, "email_verified": true, "name": email, "nickname": role });
        let profile = profile.as_object().cloned().unwrap_or_default();
        let (connection, provider) = (DATABASE_CONNECTION.to_owned(), DATABASE.to_owned());
        let mut user = User::new(user_id.clone(), connection, provider, profile, self.now);
        user.password = Some(ids::password());
        user.roles = roles;
        self.state.users.put(user);
        self.accounts.push(Account { role: role.to_owned(), organization, user_id: user_id.clone() });
        user_id
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn api() -> ResourceServer {
    let scope = |value: String| Scope { description: value.replace([':', '-'], " "), value };
    ResourceServer {
        id: ids::resource_server(),
        identifier: API.to_owned(),
        name: "Latchkey API".to_owned(),
        scopes: words(PERMISSIONS).into_iter().map(scope).collect(),
        enforce_policies: true,
        token_dialect: "access_token_authz".to_owned(),
        token_lifetime: 900,
        allow_offline_access: true,
        is_system: false,
        settings: Map::new(),
    }
}

fn grant(client: &Client, audience: &str, scope: Vec<String>) -> ClientGrant {
    ClientGrant {
        id: ids::client_grant(),
        client_id: client.client_id.clone(),
        audience: audience.to_owned(),
        scope,
        organization_usage: "deny".to_owned(),
        allow_any_organization: false,
        settings: Map::new(),
    }
}

fn machine_client(name: &str) -> Client {
    Client {
        client_id: ids::client(),
        client_secret: ids::secret(),
        name: name.to_owned(),
        app_type: "non_interactive".to_owned(),
        callbacks: vec![],
        allowed_logout_urls: vec![],
        grant_types: vec!["client_credentials".to_owned()],
        organization_usage: "deny".to_owned(),
        token_endpoint_auth_method: "client_secret_post".to_owned(),
        initiate_login_uri: None,
        settings: Map::new(),
        credentials: vec![],
    }
}

fn web_client(name: &str, organization_usage: &str) -> Client {
    Client {
        app_type: "regular_web".to_owned(),
        grant_types: words("authorization_code refresh_token"),
        organization_usage: organization_usage.to_owned(),
        ..machine_client(name)
    }
}
