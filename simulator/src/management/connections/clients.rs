//! `/connections/{id}/clients` and `/clients/{id}/connections`

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::tenant::{Tenant, model::Connection};

use super::{
    super::{
        ApiError,
        access::Caller,
        body,
        clients::inexistent as inexistent_client,
        fields::Fields,
        paging::Paging,
        query::Query,
        schema::{self, Field, Kind, required},
    },
    find, inexistent,
    view::{listed, log_secrets},
};

const TOGGLE: &[Field] = &[
    required(
        "client_id",
        "The client_id of the client to be the subject to change status",
        Kind::Text(1, 255),
    ),
    required("status", "Whether the connection is enabled or not for this client_id", Kind::Flag),
];

/// Registers the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/connections/{id}/clients", web::get().to(list))
        .route("/connections/{id}/clients", web::patch().to(update))
        .route("/clients/{id}/connections", web::get().to(connections_of));
}

async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    let paging = Paging::checkpoint(&query, 1000)?;
    let rows: Vec<String> = find(&tenant, &id)?.enabled_clients.into_iter().collect();
    Ok(HttpResponse::Ok().json(paging.answer(
        "clients",
        &rows,
        Clone::clone,
        |id| json!({ "client_id": id }),
    )?))
}

async fn update(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    bytes: web::Bytes,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["update:connections"])?;
    let wish = body::value(&bytes)?;
    schema::check_value(&wish, &Kind::List(&Kind::Record(TOGGLE), 1, 50))?;
    let changes: Vec<(&str, bool)> = wish
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|change| Some((change["client_id"].as_str()?, change["status"].as_bool()?)))
        .collect();
    tenant.write(|state| {
        if changes.iter().any(|(client, _)| state.clients.get(client).is_none()) {
            return Err(inexistent_client());
        }
        let connection = state.connections.get_mut(&id).ok_or_else(inexistent)?;
        for (client, enabled) in changes {
            if enabled {
                connection.enabled_clients.insert(client.to_owned());
            } else {
                connection.enabled_clients.remove(client);
            }
        }
        Ok(())
    })?;
    Ok(HttpResponse::NoContent().finish())
}

async fn connections_of(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    caller.needs(&["read:clients", "read:client_summary"])?;
    let paging = Paging::checkpoint(&query, 100)?;
    let fields = Fields::read(&query, &["is_domain_connection"])?;
    let strategies = query.list("strategy");
    let wanted = |one: &&Connection| {
        one.enabled_clients.contains(&*id)
            && (strategies.is_empty() || strategies.contains(&one.strategy.as_str()))
    };
    let rows: Vec<Connection> = tenant.read(|state| {
        state.clients.get(&id).ok_or_else(inexistent_client)?;
        Ok(state.connections.iter().filter(wanted).cloned().collect())
    })?;
    for connection in &rows {
        log_secrets(&tenant, &caller, connection);
    }
    let show = |one: &Connection| fields.apply(listed(&tenant, one, &caller));
    Ok(HttpResponse::Ok().json(paging.answer("connections", &rows, |row| row.id.clone(), show)?))
}
