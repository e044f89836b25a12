//! What a tenant tells whoever uses it: the line that `--json` prints.

use std::net::SocketAddr;

use serde::Serialize;

use crate::{
    admin,
    tenant::{Tenant, model::Client, seed, state::State},
};

/// The line that `--json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct Announcement {
    /// The issuer.
    pub issuer: String,
    /// Host and port.
    pub domain: String,
    /// How to use the Management API.
    pub management: MachineCredentials,
    /// Where faults are ordered.
    pub admin_url: String,
    /// Where names are looked up.
    pub dns: SocketAddr,
    /// The demo's part.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub demo: Option<DemoAnnouncement>,
}

/// What the demo seed made.
#[derive(Debug, Clone, Serialize)]
pub struct DemoAnnouncement {
    /// The portal's login client.
    pub portal: LoginCredentials,
    /// The client of test sign-ins.
    pub test_application: Credentials,
    /// The partner's machine client.
    pub partner: MachineCredentials,
    /// The vendor's applications.
    pub applications: Vec<Application>,
    /// People who can sign in.
    pub accounts: Vec<Account>,
    /// The sample application.
    pub sample_app_url: String,
}

/// A client and its secret.
#[derive(Debug, Clone, Serialize)]
pub struct Credentials {
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

/// A client that signs people in for an API.
#[derive(Debug, Clone, Serialize)]
pub struct LoginCredentials {
    /// The client and its secret.
    #[serde(flatten)]
    pub credentials: Credentials,
    /// The API.
    pub audience: String,
}

/// A client that calls an API in its own name.
#[derive(Debug, Clone, Serialize)]
pub struct MachineCredentials {
    /// The client and its secret.
    #[serde(flatten)]
    pub credentials: Credentials,
    /// The API.
    pub audience: String,
    /// Where tokens are given.
    pub token_url: String,
}

/// An application of the vendor.
#[derive(Debug, Clone, Serialize)]
pub struct Application {
    /// The client.
    pub client_id: String,
    /// What people see.
    pub name: String,
    /// Where sign-in begins.
    pub sign_in_url: String,
}

/// A ready-made account.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// `owner`, `viewer`, `operator`.
    pub role: String,
    /// The organization's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_name: Option<String>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_display_name: Option<String>,
    /// The user name.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Announcement {
    /// All there is to know of a tenant, and of the name server beside it.
    pub fn of(tenant: &Tenant, dns: SocketAddr) -> Self {
        tenant.read(|state| Self::from_state(tenant, state, dns))
    }

    fn from_state(tenant: &Tenant, state: &State, dns: SocketAddr) -> Self {
        Self {
            issuer: tenant.issuer.clone(),
            domain: tenant.domain().to_owned(),
            management: machine(tenant, state, &state.management_client, tenant.management_audience()),
            admin_url: tenant.url(admin::PATH),
            dns,
            demo: state.demo.as_ref().map(|demo| DemoAnnouncement::of(tenant, state, demo)),
        }
    }
}

impl DemoAnnouncement {
    fn of(tenant: &Tenant, state: &State, demo: &seed::Demo) -> Self {
        let sample_app_url = tenant.url("sample-app");
        let sample = state.clients.get(&demo.sample_app);
        Self {
            portal: LoginCredentials {
                credentials: credentials(state.clients.get(&demo.portal)),
                audience: seed::API.to_owned(),
            },
            test_application: credentials(state.clients.get(&demo.test_application)),
            partner: machine(tenant, state, &demo.partner, seed::API.to_owned()),
            applications: vec![Application {
                client_id: demo.sample_app.clone(),
                name: sample.map(|client| client.name.clone()).unwrap_or_default(),
                sign_in_url: format!("{sample_app_url}/login"),
            }],
            accounts: demo.accounts.iter().filter_map(|account| announce(state, account)).collect(),
            sample_app_url,
        }
    }
}

fn announce(state: &State, account: &seed::Account) -> Option<Account> {
    let user = state.users.get(&account.user_id)?;
    let organization = account.organization.as_deref().and_then(|id| state.organizations.get(id));
    Some(Account {
        role: account.role.clone(),
        organization_name: organization.map(|organization| organization.name.clone()),
        organization_display_name: organization.and_then(|organization| organization.display_name.clone()),
        email: user.email()?.to_owned(),
        password: user.password.clone()?,
    })
}

fn credentials(client: Option<&Client>) -> Credentials {
    let part = |pick: fn(&Client) -> &String| client.map(pick).cloned().unwrap_or_default();
    Credentials {
        client_id: part(|client| &client.client_id),
        client_secret: part(|client| &client.client_secret),
    }
}

fn machine(tenant: &Tenant, state: &State, client: &str, audience: String) -> MachineCredentials {
    let credentials = credentials(state.clients.get(client));
    MachineCredentials { credentials, audience, token_url: tenant.url("oauth/token") }
}
