//! What every tenant is born with, so that nobody makes it: the pseudo-application of all applications, the Management
//! API, its keys, and where sign-in begins.

use serde_json::{Value, json};
use url::Url;

use crate::tenant::{Tenant, documents::Document, keys::KeyError, model::Scope};

use super::{presupposed::Presupposed, recording::Recording};

/// Our counterpart of such an object, made alike as far as it is the tenant's own affair.
pub(super) fn find(tenant: &Tenant, one: &Presupposed) -> Option<Value> {
    match one.place.as_str() {
        "/clients" if one.shown["global"] == json!(true) => global_client(tenant, &one.shown),
        "/resource-servers" if one.shown["is_system"] == json!(true) => management_api(tenant, &one.shown),
        _ => None,
    }
}

fn global_client(tenant: &Tenant, shown: &Value) -> Option<Value> {
    tenant.write(|state| {
        let mut clients = state.clients.iter_mut();
        let client = clients.find(|client| client.settings.get("global") == Some(&json!(true)))?;
        for name in ["custom_login_page", "owners"] {
            if let Some(value) = shown.get(name) {
                client.settings.insert(name.to_owned(), value.clone());
            }
        }
        Some(json!({ "client_id": client.client_id }))
    })
}

fn management_api(tenant: &Tenant, shown: &Value) -> Option<Value> {
    tenant.write(|state| {
        let server = state.resource_servers.iter_mut().find(|server| server.is_system)?;
        let scopes = shown["scopes"].as_array()?;
        let text = |scope: &Value, name: &str| scope[name].as_str().unwrap_or_default().to_owned();
        server.scopes = scopes
            .iter()
            .map(|scope| Scope { value: text(scope, "value"), description: text(scope, "description") })
            .collect();
        Some(json!({ "id": server.id, "identifier": server.identifier }))
    })
}

/// A recorded invitation tells the tenant's default login route.
pub(super) fn set_login_route(tenant: &Tenant, recording: &Recording) {
    let mut answers = recording.interactions.iter().filter_map(|interaction| interaction.answer.as_ref());
    let route = answers.find_map(|answer| {
        let mut url = Url::parse(answer["invitation_url"].as_str()?).ok()?;
        url.set_query(None);
        Some(url)
    });
    if let Some(route) = route {
        tenant.write(|state| state.settings.insert("default_redirection_uri".to_owned(), json!(route)));
    }
}

/// The recorded tenant had rotated its signing keys before, and has its own encryption keys.
pub(super) fn set_keys(tenant: &Tenant, recording: &Recording) -> Result<(), KeyError> {
    for key in first_list(recording, "/keys/signing").iter().filter(|key| key["previous"] == json!(true)) {
        tenant.rotate_keys()?;
        let last = tenant.read(|state| state.key_ring.former.first().cloned());
        if let Some(last) = last.filter(|_| key["revoked"] == json!(true)) {
            tenant.revoke_key(&last.material.kid()?)?;
        }
    }
    for mut key in first_list(recording, "/keys/encryption").to_vec() {
        let Some(body) = key.as_object_mut() else { continue };
        let Some(Value::String(id)) = body.remove("kid") else { continue };
        let document = Document { id, body: std::mem::take(body) };
        tenant.write(|state| state.documents.put("/keys/encryption", document));
    }
    Ok(())
}

/// The rows that the first read of a place shows.
fn first_list<'a>(recording: &'a Recording, place: &str) -> &'a [Value] {
    let read = recording.interactions.iter().find(|one| one.path == place && one.status < 300);
    let answer = read.filter(|read| read.method == "GET").and_then(|read| read.answer.as_ref());
    let rows = answer.and_then(|answer| answer.as_array().or_else(|| answer["keys"].as_array()));
    rows.map_or(&[], Vec::as_slice)
}
