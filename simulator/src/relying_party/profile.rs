//! The user that an arrival becomes: Auth0's default mapping, with everything else kept under its own name.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Arrival;
use crate::tenant::{
    Tenant,
    model::{Connection, User},
};

const CLAIMS: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

/// Where root attributes come from in SAML, the first that is there.
const SAML: [(&str, &[&str]); 4] = [
    ("email", &["emailaddress", "email", "mail", "urn:oid:0.9.2342.19200300.100.1.3"]),
    ("given_name", &["givenname", "given_name", "firstName", "urn:oid:2.5.4.42"]),
    ("family_name", &["surname", "family_name", "lastName", "urn:oid:2.5.4.4"]),
    ("name", &["name", "displayName", "urn:oid:2.16.840.1.113730.3.1.241"]),
];
/// What belongs to the protocol of OpenID Connect.
const PROTOCOL: [&str; 10] = ["iss", "aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "sid", "azp"];

/// Creates or updates the person, and returns their user id.
pub(super) fn store(tenant: &Tenant, connection: &Connection, arrival: Arrival) -> String {
    let user_id = format!("{}|{}|{}", connection.strategy, connection.name, arrival.subject);
    let profile =
        if connection.strategy == "samlp" { of_saml(connection, arrival) } else { of_oidc(arrival) };
    let now = tenant.now();
    tenant.write(|state| {
        if let Some(user) = state.users.get_mut(&user_id) {
            user.profile.extend(profile);
            user.updated_at = now;
            return;
        }
        state.users.put(User {
            user_id: user_id.clone(),
            connection: connection.name.clone(),
            provider: connection.strategy.clone(),
            profile,
            password: None,
            roles: BTreeSet::new(),
            blocked: false,
            app_metadata: Map::new(),
            user_metadata: Map::new(),
            permissions: vec![],
            created_at: now,
            updated_at: now,
            last_login: None,
            last_ip: None,
            logins_count: 0,
        });
    });
    user_id
}

fn of_saml(connection: &Connection, arrival: Arrival) -> Map<String, Value> {
    let mut profile = arrival.attributes;
    let find = |names: &[String]| names.iter().find_map(|name| profile.get(name)).cloned();
    let mut roots = Map::new();
    for (root, defaults) in SAML {
        let own = connection.options.get("fieldsMap").and_then(|map| map.get(root));
        let mut names: Vec<String> = match own {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => vec![],
        };
        for name in defaults {
            names.push(format!("{CLAIMS}{name}"));
            names.push((*name).to_owned());
        }
        if let Some(value) = find(&names) {
            roots.insert(root.to_owned(), value);
        }
    }
    profile.extend(roots);
    with_names(profile, &arrival.subject)
}

fn of_oidc(arrival: Arrival) -> Map<String, Value> {
    let mut profile = arrival.attributes;
    PROTOCOL.iter().for_each(|name| {
        profile.remove(*name);
    });
    profile.remove("sub");
    with_names(profile, &arrival.subject)
}

/// What Auth0 makes up where nothing came: a name and a nickname.
fn with_names(mut profile: Map<String, Value>, subject: &str) -> Map<String, Value> {
    let email = profile.get("email").and_then(Value::as_str).map(str::to_owned);
    let shown = email.as_deref().unwrap_or(subject).to_owned();
    profile.entry("name").or_insert_with(|| json!(shown));
    profile.entry("nickname").or_insert_with(|| json!(shown.split('@').next().unwrap_or_default()));
    if email.is_some() {
        profile.entry("email_verified").or_insert(json!(false));
    }
    profile
}
