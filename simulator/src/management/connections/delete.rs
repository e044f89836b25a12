//! Deletes a connection. It is gone at once; its name comes free when its users are purged.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use chrono::TimeDelta;
use serde_json::json;

use crate::tenant::{
    Tenant,
    state::{DeletedConnection, State},
};

use super::super::{ApiError, access::Caller, timestamp};

/// How long the name of a deleted connection stays taken.
const PURGE: TimeDelta = TimeDelta::milliseconds(500);

pub(super) async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:connections"])?;
    let now = tenant.now();
    let removed = tenant.write(|state| {
        let removed = state.connections.remove(&id)?;
        state.deleted_connections.retain(|gone| now < gone.purged_at);
        state
            .deleted_connections
            .push(DeletedConnection { name: removed.name.clone(), purged_at: now + PURGE });
        forget(state, &removed.id, &removed.name);
        Some(removed)
    });
    match removed {
        None => Ok(HttpResponse::NoContent().finish()),
        Some(_) => Ok(HttpResponse::Accepted().json(json!({ "deleted_at": timestamp(now) }))),
    }
}

/// Takes the connection out of organizations, and its users out of the tenant.
fn forget(state: &mut State, id: &str, name: &str) {
    let own = state.users.iter().filter(|user| user.connection == name);
    let gone: BTreeSet<String> = own.map(|user| user.user_id.clone()).collect();
    state.remove_users(&gone);
    state.unlink_accounts_of(name);
    let groups = state.groups.iter().filter(|group| group.connection == id);
    let groups: BTreeSet<String> = groups.map(|group| group.id.clone()).collect();
    state.remove_groups(&groups);
    for organization in state.organizations.iter_mut() {
        organization.connections.remove(id);
    }
}
