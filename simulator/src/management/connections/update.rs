//! Changes a connection.

use actix_web::{HttpResponse, web};
use serde_json::Value;

use crate::tenant::Tenant;

use super::{
    super::{ApiError, access::Caller, body},
    apply_common, conflicts, directory, display_name, find, inexistent, keys,
    options::{self, Occasion},
    realms,
    view::view,
    wish::PATCH,
};

pub(super) async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:connections"])?;
    let wish = body::patch(&bytes, PATCH)?;
    if wish.contains_key("options") {
        caller.needs(&["update:connections_options"])?;
    }
    let before = find(&tenant, &id)?;
    conflicts::check_purposes(&before.strategy, &wish)?;
    let options = match wish.get("options").and_then(Value::as_object) {
        Some(given) => {
            directory::check_options(&before, given)?;
            let occasion = Occasion::Update { before: &before.options };
            Some(options::complete(&tenant, &before.strategy, given.clone(), occasion).await?)
        }
        None => None,
    };
    let now = tenant.now();
    let connection = tenant.write(|state| {
        let mut connection = state.connections.get(&id).cloned().ok_or_else(inexistent)?;
        connection.display_name = display_name(&wish, &connection.strategy, &connection.name);
        connection.realms = realms(&wish, &connection.name);
        apply_common(&mut connection, &wish);
        if wish.get("enabled_clients").is_some_and(Value::is_array) {
            connection.enabled_clients = body::texts(&wish, "enabled_clients").into_iter().collect();
        }
        if let Some(options) = options {
            connection.options = options;
        }
        if keys::needed(&connection) && connection.keys.is_empty() {
            connection.keys = keys::first_pair(&connection, now)?;
        }
        conflicts::check_others(state, &connection)?;
        state.connections.put(connection.clone());
        Ok::<_, ApiError>(connection)
    })?;
    Ok(HttpResponse::Ok().json(view(&tenant, &connection, &caller)))
}
