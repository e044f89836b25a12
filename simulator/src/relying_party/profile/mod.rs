//! The user that an arrival becomes: Auth0's default mapping, with everything else kept under its own name.

mod openid;
mod saml;

use serde_json::{Map, Value, json};

use super::{Arrival, Protocol};
use crate::tenant::{
    Tenant,
    model::{Connection, User},
};

pub(super) use saml::{NAME_IDENTIFIER, subject as saml_subject};

type Profile = Map<String, Value>;

/// What an application may be told without asking the provider again, and what `set_user_root_attributes` governs.
const ROOT: [&str; 5] = ["name", "nickname", "given_name", "family_name", "picture"];

/// Creates or updates the person, and returns their user id; of a linked account, that of whom it is linked to.
pub(super) fn store(tenant: &Tenant, connection: &Connection, arrival: Arrival) -> String {
    let user_id = user_id(connection, &arrival);
    let mut profile = match Protocol::of(connection) {
        Some(Protocol::Oidc) => openid::profile(connection, arrival),
        _ => saml::profile(connection, arrival),
    };
    trust_email(connection, &mut profile);
    let dropped = connection.options.get("non_persistent_attrs").and_then(Value::as_array);
    for name in dropped.into_iter().flatten().filter_map(Value::as_str) {
        profile.remove(name);
    }
    let now = tenant.now();
    tenant.write(|state| {
        if state.users.get(&user_id).is_none()
            && let Some(user) = state.owner_of_linked(&user_id)
        {
            if let Some(account) = user.linked.iter_mut().find(|one| one.user_id == user_id) {
                account.profile.extend(profile);
            }
            return user.user_id.clone();
        }
        if let Some(user) = state.users.get_mut(&user_id) {
            if keeps_root_attributes(connection, user) {
                profile.retain(|name, _| !ROOT.contains(&name.as_str()));
            }
            user.profile.extend(profile);
            user.updated_at = now;
            return user_id;
        }
        let (name, provider) = (connection.name.clone(), connection.strategy.clone());
        state.users.put(User::new(user_id.clone(), name, provider, profile, now));
        user_id
    })
}

/// `samlp|connection|subject`; Microsoft's and Google's ids are unique without the connection's name.
fn user_id(connection: &Connection, arrival: &Arrival) -> String {
    let claim = |name: &str| arrival.attributes.get(name).and_then(Value::as_str);
    match connection.strategy.as_str() {
        "waad" => {
            let chosen = connection.text_option("userid_attribute").unwrap_or("oid");
            format!("waad|{}", claim(chosen).unwrap_or(&arrival.subject))
        }
        "google-apps" => {
            let by_id = connection.options.get("map_user_id_to_id") == Some(&json!(true));
            let email = claim("email").filter(|_| !by_id);
            format!("google-apps|{}", email.unwrap_or(&arrival.subject))
        }
        strategy => format!("{strategy}|{}|{}", connection.name, arrival.subject),
    }
}

fn keeps_root_attributes(connection: &Connection, user: &User) -> bool {
    match connection.text_option("set_user_root_attributes") {
        Some("never_on_login") => true,
        Some("on_first_login") => user.logins_count > 0,
        _ => false,
    }
}

/// What ADFS and Entra say of an address is believed as far as the connection says so.
fn trust_email(connection: &Connection, profile: &mut Profile) {
    if !["adfs", "waad"].contains(&connection.strategy.as_str()) || !profile.contains_key("email") {
        return;
    }
    let trusted = connection.text_option("should_trust_email_verified_connection");
    profile.insert("email_verified".to_owned(), json!(trusted == Some("always_set_emails_as_verified")));
}

/// What Auth0 makes up where nothing came: a name and a nickname.
fn with_names(mut profile: Profile, subject: &str) -> Profile {
    let email = profile.get("email").and_then(Value::as_str).map(str::to_owned);
    let shown = email.as_deref().unwrap_or(subject).to_owned();
    profile.entry("name").or_insert_with(|| json!(shown));
    profile.entry("nickname").or_insert_with(|| json!(shown.split('@').next().unwrap_or_default()));
    if email.is_some() {
        profile.entry("email_verified").or_insert(json!(false));
    }
    profile
}
