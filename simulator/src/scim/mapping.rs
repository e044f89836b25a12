//! Between resources and users, by the connection's mapping.

use serde_json::{Map, Value, json};

use crate::{
    management::timestamp,
    tenant::{Tenant, model::ScimMapping, model::User},
};

use super::{Access, ScimError, attributes::Path};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
/// The only attribute that is turned into its opposite: who is not active is blocked.
const BLOCKED: &str = "blocked";

/// The resource of a user.
pub(super) fn resource(tenant: &Tenant, access: &Access, user: &User) -> Value {
    let mut resource = json!({ "id": user.user_id, "active": !user.blocked });
    for row in &access.configuration.mapping {
        if let (Ok(path), Some(value)) = (Path::parse(&row.scim), value_of(user, &row.auth0)) {
            path.set(&mut resource, value);
        }
    }
    let mut schemas = vec![USER];
    if resource.get(ENTERPRISE).is_some() {
        schemas.push(ENTERPRISE);
    }
    resource["schemas"] = json!(schemas);
    resource["meta"] = json!({
        "resourceType": "User",
        "created": timestamp(user.created_at),
        "lastModified": timestamp(user.updated_at),
        "location": location(tenant, access, "Users", &user.user_id),
    });
    resource
}

/// Where a resource is.
pub(super) fn location(tenant: &Tenant, access: &Access, kind: &str, id: &str) -> String {
    let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
    tenant.url(&format!("scim/v2/connections/{}/{kind}/{id}", access.connection.id))
}

fn value_of(user: &User, place: &str) -> Option<Value> {
    match place.split_once('.') {
        Some(("app_metadata", name)) => user.app_metadata.get(name).cloned(),
        _ if place == BLOCKED => Some(json!(!user.blocked)),
        _ => user.profile.get(place).cloned(),
    }
    .filter(|value| !value.is_null())
}

/// Makes a user what a resource says. Mapped attributes that the resource lacks are taken away, unmapped ones ignored.
pub(super) fn apply(access: &Access, resource: &Value, user: &mut User) {
    for ScimMapping { scim, auth0 } in &access.configuration.mapping {
        let Ok(path) = Path::parse(scim) else { continue };
        put(user, auth0, path.get(resource).cloned());
    }
    if let Some(active) = resource.get("active").and_then(Value::as_bool) {
        user.blocked = !active;
    }
    if user.profile.contains_key("email") {
        user.profile.entry("email_verified").or_insert(json!(false));
    }
}

fn put(user: &mut User, place: &str, value: Option<Value>) {
    if place == BLOCKED {
        user.blocked = value.and_then(|active| active.as_bool()).is_some_and(|active| !active);
        return;
    }
    let (map, name): (&mut Map<String, Value>, &str) = match place.split_once('.') {
        Some(("app_metadata", name)) => (&mut user.app_metadata, name),
        _ => (&mut user.profile, place),
    };
    match value.filter(|value| !value.is_null()) {
        Some(value) => map.insert(name.to_owned(), value),
        None => map.remove(name),
    };
}

/// Who a resource is about: what follows the connection's name in the user id.
pub(super) fn subject(access: &Access, resource: &Value) -> Result<String, ScimError> {
    let name = &access.configuration.user_id_attribute;
    let path = Path::parse(name)?;
    let subject = path.get(resource).and_then(Value::as_str).filter(|text| !text.is_empty());
    let missing = || ScimError::bad("invalidValue", format!("Missing required attribute: {name}"));
    subject.map(str::to_owned).ok_or_else(missing)
}

/// The attribute of a user that a filter asks for by its SCIM name; only what is kept at the root can be searched,
/// and what users are told by.
pub(super) fn searched(access: &Access, user: &User, name: &str) -> Option<Value> {
    if name.eq_ignore_ascii_case("id") {
        return Some(json!(user.user_id));
    }
    value_of(user, place(access, name)?)
}

/// Where a searchable attribute is kept.
pub(super) fn place<'a>(access: &'a Access, name: &str) -> Option<&'a str> {
    let row = access.configuration.mapping.iter().find(|row| {
        // `emails.value` and `emails` mean the mapped one of the addresses.
        let bare = row.scim.split('[').next().unwrap_or_default();
        let many = row.scim.contains('[')
            && (name.eq_ignore_ascii_case(bare) || name.eq_ignore_ascii_case(&format!("{bare}.value")));
        row.scim.eq_ignore_ascii_case(name) || many
    })?;
    let by_root = !row.auth0.contains('.');
    let told_by = row.scim.eq_ignore_ascii_case(&access.configuration.user_id_attribute);
    (by_root || told_by).then_some(row.auth0.as_str())
}
