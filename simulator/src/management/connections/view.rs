//! How a connection is shown, and the note that Auth0 makes of every answer with a secret in it.

use serde_json::{Value, json};

use crate::tenant::{
    Tenant,
    log::Entry,
    model::{Connection, DATABASE},
};

use super::super::access::Caller;

const SECRETS: [&str; 5] =
    ["client_secret", "signing_key", "decryptionKey", "admin_access_token", "admin_refresh_token"];
/// Strategies whose setup link also names the tenant.
const LINKS_NAMING_THE_TENANT: [&str; 2] = ["google-apps", "waad"];

/// The connection; its options only for callers that may read them.
pub(super) fn view(tenant: &Tenant, connection: &Connection, caller: &Caller) -> Value {
    let mut view = json!({
        "id": connection.id,
        "strategy": connection.strategy,
        "name": connection.name,
        "is_domain_connection": connection.is_domain_connection,
        "authentication": { "active": connection.authentication_active },
        "connected_accounts": { "active": connection.connected_accounts_active },
        "enabled_clients": connection.enabled_clients,
        "realms": connection.realms,
    });
    if caller.may("read:connections_options") {
        view["options"] = Value::Object(connection.options.clone());
    }
    if connection.strategy != DATABASE {
        view["show_as_button"] = json!(connection.show_as_button);
    }
    if let Some(flag) = connection.connected_accounts_cross_app_access {
        view["connected_accounts"]["cross_app_access"] = json!(flag);
    }
    if let Some(active) = connection.cross_app_access_requesting_app {
        view["cross_app_access_requesting_app"] = json!({ "active": active });
    }
    if let Some(name) = &connection.display_name {
        view["display_name"] = json!(name);
    }
    if let Some(metadata) = &connection.metadata {
        view["metadata"] = json!(metadata);
    }
    if let Some(link) = setup_link(tenant, connection) {
        view["provisioning_ticket_url"] = json!(link);
    }
    view
}

/// Like [`view`], for the answers that the clients of a connection are no longer part of.
pub(super) fn listed(tenant: &Tenant, connection: &Connection, caller: &Caller) -> Value {
    let mut view = view(tenant, connection, caller);
    if let Some(members) = view.as_object_mut() {
        members.remove("enabled_clients");
    }
    view
}

fn setup_link(tenant: &Tenant, connection: &Connection) -> Option<String> {
    let ticket = connection.provisioning_ticket.as_ref()?;
    let strategy = &connection.strategy;
    Some(if LINKS_NAMING_THE_TENANT.contains(&strategy.as_str()) {
        tenant.url(&format!("{}/p/{strategy}/{ticket}", tenant.name))
    } else {
        tenant.url(&format!("p/{strategy}/{ticket}"))
    })
}

/// Auth0 notes every answer that contained a secret.
pub(super) fn log_secrets(tenant: &Tenant, caller: &Caller, connection: &Connection) {
    if !caller.may("read:connections_options") {
        return;
    }
    let held = |name: &&&str| connection.options.get(**name).is_some_and(|value| !value.is_null());
    let accessed: Vec<String> = SECRETS.iter().filter(held).map(|name| format!("options.{name}")).collect();
    if accessed.is_empty() {
        return;
    }
    tenant.log(&Entry {
        kind: "mgmt_api_read",
        description: "Get a Connection".to_owned(),
        client_id: Some(&caller.client_id),
        connection_id: Some(&connection.id),
        details: json!({ "accessedSecrets": accessed, "response": { "statusCode": 200 } }),
        ..Entry::default()
    });
}
