//! Reads connections.

use std::{cell::RefCell, collections::BTreeSet};

use actix_web::{HttpResponse, web};

use crate::tenant::{Tenant, model::Connection};

use super::{
    super::{
        ApiError,
        access::Caller,
        fields::Fields,
        paging::{Limits, Paging},
        query::Query,
    },
    find,
    view::{listed, log_secrets, view},
};

const ALWAYS_LISTED: &[&str] = &["is_domain_connection"];
const ALWAYS_SHOWN: &[&str] = &["id", "is_domain_connection", "authentication", "connected_accounts"];
const LIMITS: Limits = Limits { per_page: 100, take: 100, capped: true };

pub(super) async fn list(
    tenant: web::Data<Tenant>,
    caller: Caller,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    let paging = Paging::read(&query, LIMITS)?;
    let fields = Fields::read(&query, ALWAYS_LISTED)?;
    let strategies = query.list("strategy");
    let name = query.text("name");
    let wanted = |connection: &&Connection| {
        (strategies.is_empty() || strategies.contains(&connection.strategy.as_str()))
            && name.is_none_or(|name| connection.name == name)
    };
    let rows: Vec<Connection> =
        tenant.read(|state| state.connections.iter().filter(wanted).cloned().collect());
    let shown = RefCell::new(BTreeSet::new());
    let show = |connection: &Connection| {
        shown.borrow_mut().insert(connection.id.clone());
        fields.apply(listed(&tenant, connection, &caller))
    };
    let answer = paging.answer("connections", &rows, |row| row.id.clone(), show)?;
    let shown = shown.into_inner();
    for connection in rows.iter().filter(|connection| shown.contains(&connection.id)) {
        log_secrets(&tenant, &caller, connection);
    }
    Ok(HttpResponse::Ok().json(answer))
}

pub(super) async fn get(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["read:connections"])?;
    let fields = Fields::read(&query, ALWAYS_SHOWN)?;
    let connection = find(&tenant, &id)?;
    log_secrets(&tenant, &caller, &connection);
    Ok(HttpResponse::Ok().json(fields.apply(view(&tenant, &connection, &caller))))
}
