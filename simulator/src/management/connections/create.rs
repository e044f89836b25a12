//! Makes a connection.

use actix_web::{HttpResponse, web};
use serde_json::{Map, Value};

use crate::tenant::{Tenant, ids, model::Connection};

use super::{
    super::{ApiError, access::Caller, body},
    apply_common, conflicts, display_name, keys,
    options::{self, Occasion},
    realms,
    view::view,
    wish::CREATE,
};

/// Strategies whose customer gets a setup link, and how long its ticket is.
const TICKETED: [(&str, usize); 5] =
    [("samlp", 8), ("adfs", 8), ("pingfederate", 8), ("ad", 32), ("google-apps", 8)];

pub(super) async fn create(
    tenant: web::Data<Tenant>,
    caller: Caller,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["create:connections"])?;
    let wish = body::object(&bytes, CREATE)?;
    let name = body::text(&wish, "name").unwrap_or_default();
    let strategy = body::text(&wish, "strategy").unwrap_or_default();
    conflicts::check_purposes(&strategy, &wish)?;
    let now = tenant.now();
    tenant.read(|state| conflicts::check_name(state, &name, now))?;
    let given = wish.get("options").and_then(Value::as_object).cloned().unwrap_or_default();
    let options = options::complete(&tenant, &strategy, given, Occasion::Create).await?;
    let mut connection = new_connection(&wish, name, strategy, options);
    if keys::needed(&connection) {
        connection.keys = keys::first_pair(&connection, now)?;
    }
    tenant.write(|state| {
        conflicts::check_name(state, &connection.name, now)?;
        conflicts::check_limit(state, tenant.budgets.tier())?;
        conflicts::check_others(state, &connection)?;
        state.deleted_connections.retain(|gone| gone.name != connection.name);
        state.connections.put(connection.clone());
        Ok::<_, ApiError>(())
    })?;
    Ok(HttpResponse::Created().json(view(&tenant, &connection, &caller)))
}

fn new_connection(
    wish: &Map<String, Value>,
    name: String,
    strategy: String,
    options: Map<String, Value>,
) -> Connection {
    let mut connection = Connection::new(ids::connection(), name, strategy);
    connection.display_name = display_name(wish, &connection.strategy, &connection.name);
    connection.realms = realms(wish, &connection.name);
    connection.options = options;
    connection.enabled_clients = body::texts(wish, "enabled_clients").into_iter().collect();
    connection.provisioning_ticket = ticket(&connection);
    apply_common(&mut connection, wish);
    connection
}

fn ticket(connection: &Connection) -> Option<String> {
    if connection.strategy == "waad" {
        return options::is_first_generation(&connection.options).then(|| ids::alphanumeric(8));
    }
    let (_, length) = TICKETED.into_iter().find(|(strategy, _)| *strategy == connection.strategy)?;
    Some(ids::alphanumeric(length))
}
